//! Whether files have changed, by their time and length.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// How often files are looked at. **Unit** milliseconds.
pub const EVERY: u64 = 20;

/// Times of files are coarser than the clock on some disks: a file as young as this when it was read is read once more. **Unit** milliseconds.
const COARSE: u64 = 50;

/// What a file looked like; nothing where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp(Option<(Option<SystemTime>, u64)>);

/// Files that are looked at again and again.
#[derive(Debug, Clone, Default)]
pub struct Files {
    paths: Vec<PathBuf>,
    /// What each looked like when it was read; none of one that must be read again.
    known: Vec<Option<Stamp>>,
    /// What they looked like at the last look, if that was otherwise.
    last: Option<Vec<Option<Stamp>>>,
}

/// What a look at the files tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// They are as they were.
    Same,
    /// They are otherwise than a moment ago: somebody is writing.
    Moving,
    /// They are otherwise than when they were read, and rest.
    Changed,
}

impl Files {
    /// These, as they are now.
    pub fn new(paths: Vec<PathBuf>) -> Files {
        let known = stamps(&paths);
        Files { paths, known, last: None }
    }

    /// The files.
    pub fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// Looks at all. A change is told when two looks agree, so that a file is not read while it is written.
    pub fn look(&mut self) -> Seen {
        let now = stamps(&self.paths);
        if now == self.known {
            self.last = None;
            return Seen::Same;
        }
        match self.last.replace(now.clone()) {
            Some(last) if last == now => Seen::Changed,
            _ => Seen::Moving,
        }
    }

    /// Whether any is for certain otherwise than when it was read.
    pub(super) fn differ(&self) -> bool {
        self.paths
            .iter()
            .zip(&self.known)
            .any(|(path, known)| known.is_some_and(|known| known != stamp(path)))
    }

    /// Takes the files as they are now for known: they are about to be read.
    pub(super) fn mark(&mut self) {
        self.known = stamps(&self.paths);
        self.last = None;
    }

    /// Follows these from now on, which were read after `began`. What was known keeps the look that it had before it was read; what is new and
    /// may have been written since is told as changed.
    pub(super) fn follow(&mut self, paths: &[PathBuf], began: SystemTime) {
        let old = std::mem::take(self);
        let stamp = |path: &PathBuf| match old.paths.iter().position(|known| known == path) {
            Some(place) => old.known[place],
            None => Some(stamp(path)).filter(|stamp| !stamp.is_younger_than(began)),
        };
        self.known = paths.iter().map(stamp).collect();
        self.paths = paths.to_vec();
    }
}

impl Stamp {
    fn is_younger_than(self, began: SystemTime) -> bool {
        let from = began.checked_sub(Duration::from_millis(COARSE)).unwrap_or(began);
        matches!(self, Stamp(Some((Some(written), _))) if written >= from)
    }
}

fn stamps(paths: &[PathBuf]) -> Vec<Option<Stamp>> {
    paths.iter().map(|path| Some(stamp(path))).collect()
}

fn stamp(path: &PathBuf) -> Stamp {
    Stamp(std::fs::metadata(path).ok().map(|about| (about.modified().ok(), about.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look_twice(files: &mut Files) -> [Seen; 2] {
        [files.look(), files.look()]
    }

    #[test]
    fn a_change_is_told_once_it_rests() {
        let place = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|name| place.path().join(name));
        std::fs::write(&a, "1").unwrap();
        let mut files = Files::new(vec![a.clone(), b.clone()]);
        assert_eq!(look_twice(&mut files), [Seen::Same; 2]);
        std::fs::write(&a, "12").unwrap();
        assert_eq!(files.look(), Seen::Moving);
        std::fs::write(&a, "123").unwrap();
        assert_eq!(look_twice(&mut files), [Seen::Moving, Seen::Changed]);
        files.mark();
        assert_eq!(files.look(), Seen::Same);
        // One that was named and not there appears, and goes again.
        std::fs::write(&b, "").unwrap();
        assert_eq!(look_twice(&mut files), [Seen::Moving, Seen::Changed]);
        std::fs::remove_file(&b).unwrap();
        assert_eq!(files.look(), Seen::Same);
    }

    #[test]
    fn what_may_have_been_written_while_it_was_read_is_read_again() {
        let place = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|name| place.path().join(name));
        let mut files = Files::new(vec![a.clone()]);
        std::fs::write(&b, "young").unwrap();
        files.follow(&[a.clone(), b.clone()], SystemTime::now());
        assert_eq!(look_twice(&mut files), [Seen::Moving, Seen::Changed]);
        files.mark();
        files.follow(&[a, b], SystemTime::now());
        assert_eq!(look_twice(&mut files), [Seen::Same; 2]);
    }
}
