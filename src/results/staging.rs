//! Where files are made before they have their name: a hidden folder beside their place, one maker at a time.
//!
//! A process that dies on the way, however it dies, leaves its hidden folder. Whoever comes next clears it away: by the marker in it, never by its
//! name alone, since anybody may give a folder such a name.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::disk_error::fail;
use super::names::LONGEST_NAME;
use super::reading;
use super::run_error::RunError;
use super::{DiskError, MANIFEST};

/// How long one waits for another that is writing into the same folder.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks whether the other is done.
pub(super) const PAUSE: Duration = Duration::from_millis(20);

/// What a hidden folder may be: where something is made, or a run that gave way to a later one.
const UNFINISHED: &str = "unfinished";
const REPLACED: &str = "replaced";

/// What the name of a hidden folder adds to the name of what is made: two full stops, the number of a process, the kind. **Unit** bytes.
const HIDDEN_ADDS: usize = 3 + 10 + UNFINISHED.len();

/// The longest path that systems take, less what stands in a run folder or a hidden one. **Unit** bytes.
const LONGEST_PATH: usize = 4095 - 300;

/// The file that marks a hidden folder, and how it begins.
const MARKER: &str = ".hikiwake";
const MARK: &str =
    "hikiwake is making something here. If no hikiwake is running, this folder may be deleted.\n";

/// The folder or file that is made in a staging folder.
const MADE: &str = "made";

/// Links that lead to links; more go round in a circle.
const MOST_LINKS: usize = 40;

/// The turn to write into a folder: an advisory lock on the folder itself, which leaves no file behind and which the system takes back
/// from a process that dies.
pub(super) struct Turn {
    _lock: Option<File>,
}

impl Turn {
    /// Waits for the turn, then clears away what the dead left. Where folders cannot be locked everybody goes on at once, and two makers may
    /// refuse each other.
    ///
    /// **Errors** if another holds it for a minute.
    pub(super) fn take(folder: &Path) -> Result<Turn, DiskError> {
        let Ok(open) = File::open(folder) else { return Ok(Turn { _lock: None }) };
        let begun = Instant::now();
        loop {
            match open.try_lock() {
                Ok(()) => {
                    clear_away_the_dead(folder);
                    return Ok(Turn { _lock: Some(open) });
                }
                Err(TryLockError::Error(_)) => return Ok(Turn { _lock: None }),
                Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    let why = "another run has been writing there for a minute";
                    return Err(fail("write into", folder)(io::Error::new(io::ErrorKind::WouldBlock, why)));
                }
            }
        }
    }

    /// Whether nobody else can be writing into the folder now.
    #[cfg(test)]
    pub(super) fn is_ours_alone(&self) -> bool {
        self._lock.is_some()
    }
}

/// A hidden folder in which something is made; it goes when it goes out of scope.
pub(super) struct Staging(PathBuf);

impl Staging {
    /// Opens a staging folder beside the place of what is made.
    ///
    /// **Errors** what the disk refused.
    pub(super) fn open(parent: &Path, name: &str) -> Result<Staging, DiskError> {
        let staging = Staging(hidden(parent, name, UNFINISHED));
        sweep(&staging.0);
        let make = || -> io::Result<()> {
            private().create(&staging.0)?;
            let mut marker = File::create_new(staging.0.join(MARKER))?;
            marker.write_all(MARK.as_bytes())
        };
        make().map_err(fail("write into", parent))?;
        Ok(staging)
    }

    /// Where the thing itself is made.
    pub(super) fn inside(&self) -> PathBuf {
        self.0.join(MADE)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        sweep(&self.0);
    }
}

/// Where an old run waits until the new one has its place.
pub(super) fn aside(parent: &Path, name: &str) -> PathBuf {
    hidden(parent, name, REPLACED)
}

fn hidden(parent: &Path, name: &str, what: &str) -> PathBuf {
    parent.join(format!(".{name}.{}.{what}", std::process::id()))
}

/// Folders that are known for hidden ones from the first instant on: nobody else, and the bit that folders of users do not have.
#[cfg(unix)]
fn private() -> DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = DirBuilder::new();
    builder.mode(0o1700);
    builder
}

#[cfg(not(unix))]
fn private() -> DirBuilder {
    DirBuilder::new()
}

/// Gives a folder that is there the same bit.
#[cfg(unix)]
fn make_private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o1700));
}

#[cfg(not(unix))]
fn make_private(_: &Path) {}

#[cfg(unix)]
fn is_private(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(folder).is_ok_and(|about| about.permissions().mode() & 0o7777 == 0o1700)
}

#[cfg(not(unix))]
fn is_private(_: &Path) -> bool {
    false
}

/// Takes away a staging folder, its marker last; whatever else is in it stays.
fn sweep(staging: &Path) {
    if !is_staging(staging) {
        return;
    }
    let made = staging.join(MADE);
    let _ = fs::remove_dir_all(&made).or_else(|_| fs::remove_file(&made));
    let _ = fs::remove_file(staging.join(MARKER));
    let _ = fs::remove_dir(staging);
}

/// Whether a folder has the marker; or nothing in it yet, and is as only a staging folder is made.
fn is_staging(folder: &Path) -> bool {
    let marker = crate::disk::read(&folder.join(MARKER), 1024);
    match marker {
        Ok(text) => MARK.as_bytes().starts_with(&text),
        Err(_) => is_private(folder) && fs::read_dir(folder).is_ok_and(|mut inside| inside.next().is_none()),
    }
}

/// Clears away what was left by the dead: half-made things, and an old run that had gone aside and whose place is empty comes back. Only for
/// whoever has the turn: a hidden folder then belongs to nobody alive.
fn clear_away_the_dead(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let hidden = entry.file_name().to_string_lossy().into_owned();
        let Some((name, what)) = hidden_name(&hidden).filter(|_| is_folder) else { continue };
        let place = parent.join(name);
        match what {
            UNFINISHED => sweep(&entry.path()),
            _ if is_left_of_a_run(&entry.path()) => {
                let _ = fs::remove_dir(entry.path());
            }
            _ if !is_only_a_run(&entry.path()) => {}
            _ if place.symlink_metadata().is_err() && is_whole(&entry.path()) => {
                let _ = fs::rename(entry.path(), place);
            }
            _ => take_away(&entry.path()),
        }
    }
}

/// Takes away a run of which nobody has need any more, its manifest last: whoever dies on the way leaves what can be told for the rest of a run.
pub(super) fn take_away(run: &Path) {
    let inside = fs::read_dir(run).into_iter().flatten().flatten();
    for entry in inside.filter(|entry| entry.file_name() != MANIFEST) {
        let _ = fs::remove_file(entry.path()).or_else(|_| fs::remove_dir_all(entry.path()));
    }
    make_private(run);
    let _ = fs::remove_file(run.join(MANIFEST));
    let _ = fs::remove_dir(run);
}

/// Whether a folder is what is left of a run that was taken away: empty, and as no folder of a user is.
fn is_left_of_a_run(folder: &Path) -> bool {
    is_private(folder) && fs::read_dir(folder).is_ok_and(|mut inside| inside.next().is_none())
}

/// Whether a run has every file that it wrote.
fn is_whole(run: &Path) -> bool {
    reading::read(run)
        .is_ok_and(|read| read.manifest.results.iter().all(|result| run.join(&result.file).exists()))
}

/// Whether a folder holds a run, and nothing that the run did not write.
pub(super) fn is_only_a_run(folder: &Path) -> bool {
    let Ok(found) = files_in(folder, "") else { return false };
    match reading::read(folder) {
        Ok(run) => found.iter().all(|file| file == MANIFEST || run.made(file)),
        Err(_) => false,
    }
}

/// Whether a run of a later version stands in a folder.
pub(super) fn is_newer(folder: &Path) -> bool {
    matches!(reading::read(folder), Err(RunError::Newer { .. }))
}

/// The name and the kind of a hidden folder `.name.process.kind`.
fn hidden_name(hidden: &str) -> Option<(&str, &str)> {
    let (rest, what) = hidden.strip_prefix('.')?.rsplit_once('.')?;
    let (name, process) = rest.rsplit_once('.')?;
    let is_process = !process.is_empty() && process.bytes().all(|b| b.is_ascii_digit());
    (is_process && [UNFINISHED, REPLACED].contains(&what)).then_some((name, what))
}

/// Where a path leads if links stand in for what is to be written.
///
/// **Errors** a name that no system takes, also with what a hidden folder adds to it; links in a circle.
pub(super) fn place_of(path: &Path) -> Result<PathBuf, DiskError> {
    let refuse = |why: String| Err(fail("write", path)(io::Error::new(io::ErrorKind::InvalidInput, why)));
    let mut place = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        let most = LONGEST_NAME - HIDDEN_ADDS;
        let too_long = |part: &std::path::Component, most: usize| part.as_os_str().len() > most;
        let last = place.components().next_back();
        if place.components().any(|part| too_long(&part, LONGEST_NAME))
            || last.is_some_and(|part| too_long(&part, most))
        {
            return refuse(format!("its name is longer than {most} bytes; give a shorter one"));
        }
        if place.as_os_str().len() > LONGEST_PATH {
            return refuse(format!(
                "its path is longer than {LONGEST_PATH} bytes; go nearer to it, or give a shorter one"
            ));
        }
        match fs::symlink_metadata(&place) {
            Ok(about) if about.is_symlink() => {
                let to = fs::read_link(&place).map_err(fail("read", &place))?;
                place = parent(&place).join(to);
            }
            _ => return Ok(place),
        }
    }
    refuse("its links lead round in a circle".into())
}

/// Looks whether a folder, or the nearest one above it that is there, can be written into. Nothing is left behind.
///
/// **Errors** what the disk refused.
pub(super) fn probe(folder: &Path) -> Result<(), DiskError> {
    let mut there = folder.to_path_buf();
    while !there.exists() {
        there = parent(&there);
    }
    let probe = hidden(&there, &format!("hikiwake-{:?}", thread::current().id()), UNFINISHED);
    private().create(&probe).map_err(fail("write into", &there))?;
    // Whoever clears up after the dead may be faster.
    let _ = fs::remove_dir(&probe);
    Ok(())
}

/// Brings the names in a folder to the disk, where the system lets folders be synchronised at all.
pub(super) fn settle(folder: &Path) -> Result<(), DiskError> {
    let Ok(open) = File::open(folder) else { return Ok(()) };
    match open.sync_all() {
        Err(why) if why.kind() == io::ErrorKind::StorageFull => Err(fail("write", folder)(why)),
        _ => Ok(()),
    }
}

/// The folder in which something stands.
pub(super) fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Every file below a folder, its name relative to it with `/`.
pub(super) fn files_in(folder: &Path, prefix: &str) -> io::Result<Vec<String>> {
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
    use super::super::samples::{file, run};
    use super::super::save;
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// What a maker leaves that was killed while it wrote.
    fn half_made(folder: &Path) {
        fs::create_dir_all(folder.join(MADE)).unwrap();
        fs::write(folder.join(MARKER), MARK).unwrap();
        fs::write(folder.join(MADE).join("part"), "half").unwrap();
    }

    #[test]
    fn what_the_dead_left_is_cleared_away_and_an_orphaned_run_comes_back() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        let made = run(&[file("part", "of a run")]);
        for run in ["run", ".run.123.replaced", ".old.9.replaced"] {
            save(&at(run), &made).unwrap();
        }
        half_made(&at(".run.123.unfinished"));
        half_made(&at(".my.run.4.unfinished"));
        private().create(at(".run.5.unfinished")).unwrap();
        fs::create_dir(at(".file.6.unfinished")).unwrap();
        fs::write(at(".file.6.unfinished").join(MADE), "half").unwrap();
        fs::write(at(".file.6.unfinished").join(MARKER), &MARK[..5]).unwrap();
        save(&at("run"), &made).unwrap();
        assert_eq!(names(place.path()), ["old", "run"]);
        assert_eq!(fs::read_to_string(at("old/part")).unwrap(), "of a run");
    }

    #[test]
    fn a_run_that_was_half_taken_away_is_taken_away_and_does_not_come_back() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        let made = run(&[file("charts/part", "of a run"), file("rest", "of a run")]);
        for old in [".run.1.replaced", ".gone.2.replaced"] {
            save(&at(old), &made).unwrap();
            fs::remove_file(at(old).join("charts/part")).unwrap();
        }
        // Of one nothing was left but the folder itself.
        private().create(at(".run.3.replaced")).unwrap();
        save(&at("run"), &made).unwrap();
        assert_eq!(names(place.path()), ["run"]);
        take_away(&at("run"));
        assert_eq!(names(place.path()), [] as [&str; 0]);
    }

    #[test]
    fn a_folder_that_only_has_such_a_name_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        save(&at("run"), &run(&[])).unwrap();
        let theirs = [
            ".run.123.unfinished",
            ".run.123.replaced",
            ".thesis.1.replaced",
            ".run.9.probe",
            ".empty.2.unfinished",
        ];
        for name in theirs {
            fs::create_dir(at(name)).unwrap();
        }
        for name in &theirs[..4] {
            fs::write(at(name).join("thesis.txt"), "years of work").unwrap();
        }
        // A run into which somebody has put something of their own.
        save(&at(".mine.7.replaced"), &run(&[])).unwrap();
        fs::write(at(".mine.7.replaced/thesis.txt"), "years of work").unwrap();
        // Something of theirs in a staging folder of ours.
        half_made(&at(".run.8.unfinished"));
        fs::write(at(".run.8.unfinished/thesis.txt"), "years of work").unwrap();
        save(&at("run"), &run(&[])).unwrap();
        let left = names(place.path());
        for name in theirs.iter().chain(&[".mine.7.replaced", ".run.8.unfinished"]) {
            assert!(left.contains(&name.to_string()), "{name}: {left:?}");
        }
        assert!(at(".run.8.unfinished/thesis.txt").exists() && at(".mine.7.replaced/thesis.txt").exists());
    }

    #[test]
    fn making_waits_for_its_turn() {
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
