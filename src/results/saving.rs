//! Writing: a run folder or a single file, whole or not at all, one maker at a time.
//!
//! What is written is made under a hidden name beside its place, brought safely to the disk, and only then renamed.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;

use super::disk_error::fail;
use super::names::{fault_of_name, without_case};
use super::reading;
use super::staging::{
    Staging, Turn, aside, files_in, is_newer, is_only_a_run, parent, place_of, probe, settle, take_away,
};
use super::{DiskError, MANIFEST, RunFile};
use crate::disk;

/// Files that are waited for at once.
const SIDE_BY_SIDE: usize = 16;

/// Writes a run folder whole, in place of an earlier run of the same name.
///
/// Of two runs saved into one folder at the same time each is whole and the later one stays.
///
/// **Errors** the first operation that the disk refused; then nothing is left behind. A folder that is not a run is never replaced, nor
/// is the run of a newer version.
pub fn save(folder: &Path, files: &[RunFile]) -> Result<(), DiskError> {
    let folder = &place_of(folder)?;
    may_hold_a_run(folder)?;
    let parent = parent(folder);
    fs::create_dir_all(&parent).map_err(fail("create", &parent))?;
    let _turn = Turn::take(&parent)?;
    // Another run may have come here while we waited.
    may_hold_a_run(folder)?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let staging = Staging::open(&parent, &name)?;
    write_files(&staging.inside(), files)?;
    put_in_place(&staging.inside(), folder, &aside(&parent, &name))?;
    drop(staging);
    settle(&parent)
}

/// Looks, before the work begins, whether a run can be saved there. Nothing is left behind.
///
/// **Errors** the first reason against it.
pub fn check_place(folder: &Path) -> Result<(), DiskError> {
    let folder = place_of(folder)?;
    may_hold_a_run(&folder)?;
    probe(&parent(&folder))
}

/// Looks, before the work begins, whether a file can be written there. `is_own` tells what the same verb wrote earlier, which may be replaced even
/// in a run folder. Nothing is left behind.
///
/// **Errors** the first reason against it.
pub fn check_file(path: &Path, is_own: impl Fn(&[u8]) -> bool) -> Result<(), DiskError> {
    let place = place_of(path)?;
    may_hold_a_file(&place, is_own)?;
    probe(&parent(&place))
}

/// Writes one file, and the folders it stands in: whole, or not at all. A link stays, and the file that it leads to is replaced.
///
/// **Errors** the first reason against it; then what was there is as it was.
pub fn write_file(path: &Path, bytes: &[u8], is_own: impl Fn(&[u8]) -> bool) -> Result<(), DiskError> {
    let place = place_of(path)?;
    // Nothing would change.
    let is_same = |there: &[u8]| there == bytes;
    if disk::read(&place, bytes.len() as u64).is_ok_and(|there| is_same(&there)) {
        return Ok(());
    }
    may_hold_a_file(&place, is_own)?;
    let parent = parent(&place);
    fs::create_dir_all(&parent).map_err(fail("create", &parent))?;
    let _turn = Turn::take(&parent)?;
    let staging = Staging::open(&parent, &place.file_name().unwrap_or_default().to_string_lossy())?;
    let made = staging.inside();
    write_down(&made, bytes)?;
    if let Ok(about) = fs::metadata(&place) {
        let _ = fs::set_permissions(&made, about.permissions());
    }
    fs::rename(&made, &place).map_err(fail("write", &place))?;
    drop(staging);
    settle(&parent)
}

/// Nothing is there yet, or a file that may be replaced, and the path has a name.
fn may_hold_a_file(place: &Path, is_own: impl Fn(&[u8]) -> bool) -> Result<(), DiskError> {
    let refuse = |kind, why: String| Err(fail("write", place)(io::Error::new(kind, why)));
    if place.file_name().is_none() {
        return refuse(io::ErrorKind::InvalidInput, "a file needs a name".into());
    }
    let there = fs::metadata(place).ok();
    match &there {
        Some(about) if about.is_dir() => {
            return refuse(io::ErrorKind::IsADirectory, "it is a folder; give the name of a file".into());
        }
        Some(about) if !about.is_file() => {
            return refuse(
                io::ErrorKind::InvalidInput,
                "it is a pipe or a device; give the name of a file".into(),
            );
        }
        Some(about) if about.permissions().readonly() => {
            return refuse(io::ErrorKind::PermissionDenied, "it may only be read".into());
        }
        _ => {}
    }
    let Some((run, name)) = run_around(place) else { return Ok(()) };
    let own = || disk::read(place, disk::LARGEST_OF_RUN).is_ok_and(|bytes| is_own(&bytes));
    match is_file_of(&run, &name) || there.is_some() && !own() {
        true => {
            let why = format!("it is a file of the run in {}; choose a place outside of it", run.display());
            refuse(io::ErrorKind::AlreadyExists, why)
        }
        false => Ok(()),
    }
}

/// The run folder around a place, and the name of the place in it.
fn run_around(place: &Path) -> Option<(PathBuf, String)> {
    let mut below = place.file_name()?.to_string_lossy().into_owned();
    let around = std::path::absolute(parent(place)).ok()?;
    let around = around.canonicalize().unwrap_or(around);
    for folder in around.ancestors() {
        if reading::holds_a_manifest(folder) {
            return Some((folder.to_path_buf(), below));
        }
        below = format!("{}/{below}", folder.file_name().unwrap_or_default().to_string_lossy());
    }
    None
}

/// Whether a run has a file of this name, also where letters are not told by their case.
fn is_file_of(run: &Path, name: &str) -> bool {
    let is = |other: &str| without_case(other) == without_case(name);
    let listed = reading::read(run).map(|run| run.manifest.results.iter().any(|result| is(&result.file)));
    is(MANIFEST) || listed.unwrap_or(true)
}

/// Writes files into a new folder, down to the disk: a name must never stand before what it names.
fn write_files(folder: &Path, files: &[RunFile]) -> Result<(), DiskError> {
    fs::create_dir(folder).map_err(fail("create", folder))?;
    let mut folders = BTreeSet::from([folder.to_path_buf()]);
    let mut written: Vec<(PathBuf, File)> = Vec::new();
    for file in files {
        if let Some(fault) = fault_of_name(&file.name) {
            let why = format!("its name {fault}");
            return Err(fail("write", &folder.join(&file.name))(io::Error::new(
                io::ErrorKind::InvalidInput,
                why,
            )));
        }
        let path = folder.join(&file.name);
        if let Some(within) = path.parent() {
            fs::create_dir_all(within).map_err(fail("create", within))?;
            folders.insert(within.to_path_buf());
        }
        let there = write(&path, &file.bytes).map_err(fail("write", &path))?;
        written.push((path, there));
    }
    bring_to_disk(&written)?;
    folders.iter().rev().try_for_each(|folder| settle(folder))
}

/// Waits until files are on the disk: side by side, since a disk that is asked for one file after the other waits for each by itself.
fn bring_to_disk(written: &[(PathBuf, File)]) -> Result<(), DiskError> {
    let of_one = |(path, there): &(PathBuf, File)| there.sync_all().map_err(fail("write", path));
    let together = written.len().div_ceil(SIDE_BY_SIDE).max(1);
    thread::scope(|scope| {
        let some = written.chunks(together);
        let waiting: Vec<_> =
            some.map(|some| scope.spawn(move || some.iter().try_for_each(of_one))).collect();
        waiting.into_iter().try_for_each(|one| one.join().expect("waiting for a disk does not panic"))
    })
}

/// Gives a whole run its name. What was there goes aside first, and comes back if the run cannot take its place.
fn put_in_place(whole: &Path, folder: &Path, aside: &Path) -> Result<(), DiskError> {
    if !folder.exists() {
        return fs::rename(whole, folder).map_err(fail("rename", folder));
    }
    take_away(aside);
    fs::rename(folder, aside).map_err(fail("replace", folder))?;
    if let Err(why) = fs::rename(whole, folder) {
        let _ = fs::rename(aside, folder);
        return Err(fail("rename", folder)(why));
    }
    take_away(aside);
    Ok(())
}

/// Writes a new file, down to the disk.
fn write_down(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    write(path, bytes).and_then(|there| there.sync_all()).map_err(fail("write", path))
}

/// Writes a new file, which may not be on the disk yet.
fn write(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let mut there = File::create(path)?;
    there.write_all(bytes)?;
    Ok(there)
}

/// Nothing is there yet, or an earlier run, and the folder has a name.
fn may_hold_a_run(folder: &Path) -> Result<(), DiskError> {
    let refuse = |kind, why: &str| Err(fail("replace", folder)(io::Error::new(kind, why)));
    if folder.file_name().is_none() {
        return refuse(io::ErrorKind::InvalidInput, "a run needs a folder of its own name");
    }
    if folder.symlink_metadata().is_err() {
        return Ok(());
    }
    let Ok(found) = files_in(folder, "") else {
        return refuse(io::ErrorKind::AlreadyExists, "it holds something that is not a run");
    };
    if found.is_empty() {
        return Ok(());
    }
    match (is_only_a_run(folder), is_newer(folder)) {
        (true, _) => Ok(()),
        (_, true) => refuse(io::ErrorKind::AlreadyExists, "it holds the run of a newer version"),
        _ => refuse(io::ErrorKind::AlreadyExists, "it holds something that is not a run"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::names::LONGEST_NAME;
    use super::super::samples::{file, manifest, run};
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_run_replaces_an_earlier_run_and_leaves_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("deep/run");
        save(&folder, &run(&[file("charts/a.svg", "old"), file("gone", "x")])).unwrap();
        save(&folder, &run(&[file("charts/a.svg", "new")])).unwrap();
        assert_eq!(fs::read_to_string(folder.join("charts/a.svg")).unwrap(), "new");
        assert!(!folder.join("gone").exists());
        assert_eq!(names(&place.path().join("deep")), ["run"]);
    }

    #[test]
    fn a_folder_with_some_other_manifest_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("extension");
        let ours = run(&[file("outcomes.csv", "")]);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(MANIFEST), "{\"name\": \"an extension\"}").unwrap();
        fs::write(folder.join("thesis.txt"), "years of work").unwrap();
        assert!(save(&folder, &ours).is_err());
        // A run into which somebody has put a file of their own is not replaced either.
        fs::write(folder.join(MANIFEST), &ours[0].bytes).unwrap();
        assert!(save(&folder, &ours).is_err());
        fs::remove_file(folder.join("thesis.txt")).unwrap();
        save(&folder, &ours).unwrap();
    }

    #[test]
    fn the_run_of_a_newer_version_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("run");
        let mut newer = manifest(&[]);
        newer.format += 1;
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(MANIFEST), newer.json()).unwrap();
        let error = save(&folder, &run(&[])).unwrap_err().to_string();
        assert!(error.contains("newer version"), "{error}");
    }

    #[test]
    fn a_folder_that_is_not_a_run_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("thesis.txt"), "years of work").unwrap();
        let error = save(place.path(), &[file("manifest.json", "{}")]).unwrap_err();
        assert!(error.to_string().contains("not a run"), "{error}");
        assert!(place.path().join("thesis.txt").exists());
    }

    #[test]
    fn a_place_is_looked_at_before_the_work_and_left_as_it_was() {
        let place = tempfile::tempdir().unwrap();
        check_place(&place.path().join("a/b/run")).unwrap();
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
        fs::write(place.path().join("file"), "").unwrap();
        assert!(check_place(&place.path().join("file")).unwrap_err().to_string().contains("not a run"));
        check_place(&place.path().join("file/run")).unwrap_err();
        check_place(place.path()).unwrap_err();
        for nameless in ["", "..", "/"] {
            assert!(check_place(Path::new(nameless)).unwrap_err().to_string().contains("its own name"));
        }
        assert_eq!(names(place.path()), ["file"]);
    }

    #[test]
    fn a_failed_write_leaves_nothing_behind() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("run");
        // A file cannot be written where a folder of the same name already stands.
        let error = save(&folder, &[file("a/b", "x"), file("a", "y")]).unwrap_err();
        assert!(error.path.ends_with("a"));
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_is_replaced_whole_and_a_link_stays() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        let nobody = |_: &[u8]| false;
        write_file(&at("deep/page.html"), b"one", nobody).unwrap();
        write_file(&at("deep/page.html"), b"two", nobody).unwrap();
        assert_eq!(fs::read(at("deep/page.html")).unwrap(), b"two");
        assert_eq!(names(&at("deep")), ["page.html"]);
        for nameless in ["", "..", "/"] {
            assert!(check_file(Path::new(nameless), nobody).is_err(), "{nameless:?}");
        }
        assert!(check_file(&at("deep"), nobody).unwrap_err().to_string().contains("is a folder"));
        assert!(check_file(&at("deep/page.html/x"), nobody).is_err());
        #[cfg(unix)]
        {
            use std::os::unix::fs::{PermissionsExt, symlink};
            fs::set_permissions(at("deep/page.html"), fs::Permissions::from_mode(0o640)).unwrap();
            symlink("deep/page.html", at("link")).unwrap();
            symlink("link", at("link-to-link")).unwrap();
            write_file(&at("link-to-link"), b"three", nobody).unwrap();
            assert_eq!(fs::read(at("deep/page.html")).unwrap(), b"three");
            assert_eq!(fs::metadata(at("deep/page.html")).unwrap().permissions().mode() & 0o777, 0o640);
            assert!(at("link").is_symlink() && at("link-to-link").is_symlink());
            symlink("nowhere-yet", at("dangling")).unwrap();
            write_file(&at("dangling"), b"four", nobody).unwrap();
            assert_eq!(fs::read(at("nowhere-yet")).unwrap(), b"four");
            symlink("round", at("round")).unwrap();
            assert!(write_file(&at("round"), b"", nobody).unwrap_err().to_string().contains("circle"));
            fs::set_permissions(at("nowhere-yet"), fs::Permissions::from_mode(0o444)).unwrap();
            assert!(
                write_file(&at("nowhere-yet"), b"five", nobody)
                    .unwrap_err()
                    .to_string()
                    .contains("only be read")
            );
            assert!(check_file(Path::new("/dev/null"), nobody).unwrap_err().to_string().contains("device"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_run_behind_a_link_is_replaced_and_the_link_stays() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        fs::create_dir(at("archive")).unwrap();
        std::os::unix::fs::symlink("archive/run", at("latest")).unwrap();
        for text in ["old", "new"] {
            save(&at("latest"), &run(&[file("a", text)])).unwrap();
            assert_eq!(fs::read_to_string(at("archive/run/a")).unwrap(), text);
        }
        assert!(at("latest").is_symlink());
        assert_eq!((names(place.path()).len(), names(&at("archive")).len()), (2, 1));
    }

    #[test]
    fn a_name_that_is_too_long_is_refused_before_the_work() {
        let place = tempfile::tempdir().unwrap();
        let at = |length: usize| place.path().join("x".repeat(length));
        let fits = LONGEST_NAME - 25;
        save(&at(fits), &run(&[])).unwrap();
        write_file(&at(fits - 1), b"", |_| false).unwrap();
        for length in [fits + 3, 255, 256, 5000] {
            let error = check_place(&at(length)).unwrap_err().to_string();
            assert!(error.contains("longer than"), "{error}");
            let error = check_file(&at(length), |_| false).unwrap_err().to_string();
            assert!(error.contains("longer than"), "{error}");
        }
        let deep = place.path().join(vec!["x".repeat(200); 25].join("/"));
        assert!(check_file(&deep, |_| false).unwrap_err().to_string().contains("path is longer"));
    }

    #[test]
    fn no_file_of_a_run_is_replaced() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        save(&at("run"), &run(&[file("charts/a.svg", "drawn"), file("outcomes.csv", "1")])).unwrap();
        let own = |bytes: &[u8]| bytes.starts_with(b"mine");
        for name in ["manifest.json", "Manifest.json", "outcomes.csv", "charts/a.svg", "charts/A.svg"] {
            for place in [at("run").join(name), at("elsewhere/../run").join(name)] {
                fs::create_dir_all(at("elsewhere")).unwrap();
                let error = write_file(&place, b"mine", own).unwrap_err().to_string();
                assert!(error.contains("file of the run"), "{error}");
            }
        }
        // The same bytes again, and what the verb itself put there.
        write_file(&at("run/charts/a.svg"), b"drawn", own).unwrap();
        write_file(&at("run/mine.svg"), b"mine 1", own).unwrap();
        write_file(&at("run/mine.svg"), b"mine 2", own).unwrap();
        fs::write(at("run/thesis.txt"), "years of work").unwrap();
        write_file(&at("run/thesis.txt"), b"mine", own).unwrap_err();
        assert_eq!(fs::read_to_string(at("run/outcomes.csv")).unwrap(), "1");
        // A manifest that is not sound still guards its folder.
        fs::write(at("run/manifest.json"), "{\"hikiwake\": 1, \"results\": 2}").unwrap();
        write_file(&at("run/outcomes.csv"), b"mine", own).unwrap_err();
        // And what is no run does not.
        fs::write(at("elsewhere/manifest.json"), "{\"name\": \"an extension\"}").unwrap();
        write_file(&at("elsewhere/manifest.json"), b"mine", own).unwrap();
    }
}
