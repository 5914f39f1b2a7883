//! Writing a run folder: whole or not at all, one run at a time.
//!
//! A run is written under a hidden name beside its place, brought safely to the disk, and only then renamed. A process that dies on the
//! way, however it dies, leaves a hidden folder that the next run clears away.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::reading::{self, RunError};
use super::{DiskError, MANIFEST, RunFile};

/// How long a run waits for another that is being written into the same parent folder.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks whether the other is done.
const PAUSE: Duration = Duration::from_millis(20);

/// What a hidden folder beside a run may be.
const UNFINISHED: &str = "unfinished";
const REPLACED: &str = "replaced";
const PROBE: &str = "probe";

/// Writes a run folder whole, in place of an earlier run of the same name.
///
/// Of two runs saved into one folder at the same time each is whole and the later one stays.
///
/// **Errors** the first operation that the disk refused; then nothing is left behind. A folder that is not a run is never replaced, nor
/// is the run of a newer version.
pub fn save(folder: &Path, files: &[RunFile]) -> Result<(), DiskError> {
    may_hold_a_run(folder)?;
    let parent = parent(folder);
    fs::create_dir_all(&parent).map_err(fail("create", &parent))?;
    let turn = Turn::take(&parent)?;
    if turn.is_ours_alone() {
        clear_away_the_dead(&parent);
    }
    // Another run may have come here while we waited.
    may_hold_a_run(folder)?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = Hidden::beside(&parent, &name, UNFINISHED);
    let _ = fs::remove_dir_all(&unfinished.0);
    write_files(&unfinished.0, files)?;
    put_in_place(&unfinished.0, folder, &Hidden::beside(&parent, &name, REPLACED).0)?;
    settle(&parent)
}

/// Writes one file, and the folders it stands in.
///
/// **Errors** the first operation that the disk refused.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fail("create", folder))?;
    }
    fs::write(path, bytes).map_err(fail("write", path))
}

/// Looks, before the work begins, whether a run can be saved there. Nothing is left behind.
///
/// **Errors** the first reason against it.
pub fn check_place(folder: &Path) -> Result<(), DiskError> {
    may_hold_a_run(folder)?;
    let mut there = parent(folder);
    while !there.exists() {
        there = parent(&there);
    }
    let probe = Hidden::beside(&there, "hikiwake", PROBE);
    fs::create_dir(&probe.0).map_err(fail("write into", &there))
}

/// Writes files into a new folder, down to the disk: a name must never stand before what it names.
fn write_files(folder: &Path, files: &[RunFile]) -> Result<(), DiskError> {
    fs::create_dir(folder).map_err(fail("create", folder))?;
    let mut folders = BTreeSet::from([folder.to_path_buf()]);
    for file in files {
        let path = folder.join(&file.name);
        if let Some(within) = path.parent() {
            fs::create_dir_all(within).map_err(fail("create", within))?;
            folders.insert(within.to_path_buf());
        }
        let write = || -> io::Result<()> {
            let mut there = File::create(&path)?;
            there.write_all(&file.bytes)?;
            there.sync_all()
        };
        write().map_err(fail("write", &path))?;
    }
    folders.iter().rev().try_for_each(|folder| settle(folder))
}

/// Gives a whole run its name. What was there goes aside first, and comes back if the run cannot take its place.
fn put_in_place(whole: &Path, folder: &Path, aside: &Path) -> Result<(), DiskError> {
    if !folder.exists() {
        return fs::rename(whole, folder).map_err(fail("rename", folder));
    }
    let _ = fs::remove_dir_all(aside);
    fs::rename(folder, aside).map_err(fail("replace", folder))?;
    if let Err(why) = fs::rename(whole, folder) {
        let _ = fs::rename(aside, folder);
        return Err(fail("rename", folder)(why));
    }
    let _ = fs::remove_dir_all(aside);
    Ok(())
}

/// Brings the names in a folder to the disk, where the system lets folders be synchronised at all.
fn settle(folder: &Path) -> Result<(), DiskError> {
    let Ok(open) = File::open(folder) else { return Ok(()) };
    match open.sync_all() {
        Err(why) if why.kind() == io::ErrorKind::StorageFull => Err(fail("write", folder)(why)),
        _ => Ok(()),
    }
}

/// The turn to write into a folder: an advisory lock on the folder itself, which leaves no file behind and which the system takes back
/// from a process that dies.
struct Turn(Option<File>);

impl Turn {
    /// Waits for the turn. Where folders cannot be locked everybody goes on at once, and two runs may refuse each other.
    ///
    /// **Errors** if another holds it for a minute.
    fn take(folder: &Path) -> Result<Turn, DiskError> {
        let Ok(open) = File::open(folder) else { return Ok(Turn(None)) };
        let begun = Instant::now();
        loop {
            match open.try_lock() {
                Ok(()) => return Ok(Turn(Some(open))),
                Err(TryLockError::Error(_)) => return Ok(Turn(None)),
                Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    let why = "another run has been writing there for a minute";
                    return Err(fail("write into", folder)(io::Error::new(io::ErrorKind::WouldBlock, why)));
                }
            }
        }
    }

    /// Whether nobody else can be writing into the folder now.
    fn is_ours_alone(&self) -> bool {
        self.0.is_some()
    }
}

/// Clears away what runs left that were killed: half-written folders, and an old run that had gone aside and whose place is empty
/// comes back. Only for whoever has the turn: a hidden folder then belongs to nobody alive.
fn clear_away_the_dead(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let hidden = entry.file_name().to_string_lossy().into_owned();
        let Some((name, what)) = hidden_name(&hidden).filter(|_| is_folder) else { continue };
        let place = parent.join(name);
        if what == REPLACED && !place.exists() {
            let _ = fs::rename(entry.path(), place);
        } else {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The run and the kind of a hidden folder `.name.process.kind`.
fn hidden_name(hidden: &str) -> Option<(&str, &str)> {
    let (rest, what) = hidden.strip_prefix('.')?.rsplit_once('.')?;
    let (name, process) = rest.rsplit_once('.')?;
    let is_process = !process.is_empty() && process.bytes().all(|b| b.is_ascii_digit());
    (is_process && [UNFINISHED, REPLACED, PROBE].contains(&what)).then_some((name, what))
}

/// A folder under a hidden name; an unfinished one is removed when it goes out of scope, unless it was renamed by then.
struct Hidden(PathBuf);

impl Hidden {
    fn beside(parent: &Path, name: &str, what: &str) -> Hidden {
        Hidden(parent.join(format!(".{name}.{}.{what}", std::process::id())))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // What went aside is an old run: it is removed by whoever replaced it, or comes back.
        if !self.0.to_string_lossy().ends_with(REPLACED) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

/// An error of the disk, but for its cause.
pub(super) fn fail(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> DiskError + use<> {
    let path = path.to_path_buf();
    move |why| DiskError { doing, path, why }
}

fn parent(folder: &Path) -> PathBuf {
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
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
    match reading::read(folder) {
        Ok(run) if found.iter().all(|file| file == MANIFEST || run.made(file)) => Ok(()),
        Err(RunError::Newer { .. }) => {
            refuse(io::ErrorKind::AlreadyExists, "it holds the run of a newer version")
        }
        _ => refuse(io::ErrorKind::AlreadyExists, "it holds something that is not a run"),
    }
}

/// Every file below a folder, its name relative to it with `/`.
fn files_in(folder: &Path, prefix: &str) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            files.extend(files_in(&entry.path(), &format!("{name}/"))?);
        } else {
            files.push(name);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
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
    fn what_the_dead_left_is_cleared_away_and_an_orphaned_run_comes_back() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        save(&at("run"), &run(&[])).unwrap();
        for hidden in [".run.123.unfinished", ".my.run.4.unfinished", ".run.123.replaced", ".old.9.replaced"]
        {
            fs::create_dir(at(hidden)).unwrap();
            fs::write(at(hidden).join("part"), hidden).unwrap();
        }
        // Not ours, though they look a little like it.
        for other in [".run.unfinished", ".run.12x.unfinished", "run.1.unfinished"] {
            fs::create_dir(at(other)).unwrap();
        }
        save(&at("run"), &run(&[])).unwrap();
        assert_eq!(
            names(place.path()),
            [".run.12x.unfinished", ".run.unfinished", "old", "run", "run.1.unfinished"].map(String::from)
        );
        assert_eq!(fs::read_to_string(at("old/part")).unwrap(), ".old.9.replaced");
    }

    #[test]
    fn saving_waits_for_its_turn() {
        let place = tempfile::tempdir().unwrap();
        let turn = Turn::take(place.path()).unwrap();
        assert!(turn.is_ours_alone());
        let folder = place.path().join("run");
        thread::scope(|scope| {
            let other = scope.spawn(|| save(&folder, &run(&[])));
            thread::sleep(10 * PAUSE);
            assert!(!other.is_finished() && !folder.exists());
            drop(turn);
            other.join().unwrap().unwrap();
        });
        assert!(folder.join(MANIFEST).exists());
    }
}
