//! Scenario files that are edited: read as they are, written whole, and never over what somebody else has written meanwhile.

use std::fmt;
use std::path::Path;

use crate::disk::{self, Refusal};
use crate::results::{self, DiskError};

/// Why a file was not replaced. Its text is for people.
#[derive(Debug)]
pub enum NotReplaced {
    /// It holds something else than whoever replaces it has seen.
    Meanwhile(String),
    /// It cannot be read.
    Unread(String, Refusal),
    /// The disk failed.
    Disk(DiskError),
}

impl fmt::Display for NotReplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotReplaced::Meanwhile(file) => write!(f, "`{file}` was changed meanwhile; nothing was written"),
            NotReplaced::Unread(file, refusal) => write!(f, "`{file}` {refusal}"),
            NotReplaced::Disk(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for NotReplaced {}

/// The text of a file.
///
/// **Errors** it is none that is read.
pub fn read(path: &Path) -> Result<String, Refusal> {
    let bytes = disk::read(path, disk::LARGEST_SCENARIO)?;
    String::from_utf8(bytes).map_err(|error| Refusal::NotText(error.utf8_error().valid_up_to()))
}

/// Writes another text into a file that holds what was seen.
///
/// **Errors** it holds something else by now; it cannot be read or written.
pub fn replace(path: &Path, text: &str, is_seen: impl Fn(&str) -> bool) -> Result<(), NotReplaced> {
    let file = path.display().to_string();
    let there = read(path).map_err(|refusal| NotReplaced::Unread(file.clone(), refusal))?;
    if !is_seen(&there) {
        return Err(NotReplaced::Meanwhile(file));
    }
    results::write_file(path, text.as_bytes(), |_| false).map_err(NotReplaced::Disk)
}
