//! Reading a file, within limits.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use crate::words::refusal;

/// The largest file that is read. **Unit** bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Why a file was not read.
pub(super) enum Refusal {
    TooLarge,
    Disk(String),
}

/// Reads a file of at most [`LARGEST`] bytes; a larger one is refused before it is read.
pub(super) fn read_limited(path: &Path) -> Result<Vec<u8>, Refusal> {
    let refuse = |e: std::io::Error| {
        Refusal::Disk(match e.kind() {
            ErrorKind::NotFound => "does not exist".into(),
            ErrorKind::PermissionDenied => "may not be read by you".into(),
            _ => format!("cannot be read: {}", refusal(&e)),
        })
    };
    let about = std::fs::metadata(path).map_err(refuse)?;
    if about.is_dir() {
        return Err(Refusal::Disk("is a folder, not a file".into()));
    }
    if about.len() > LARGEST {
        return Err(Refusal::TooLarge);
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(refuse)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(refuse)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Refusal::TooLarge);
    }
    Ok(bytes)
}

/// A path without `x/..`, for the reader; the file itself is opened by the path as written.
pub(super) fn shorten(path: &Path) -> String {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out.display().to_string()
}
