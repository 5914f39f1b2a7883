//! The one door through which files are read: regular files only, none larger than its reader expects.
//!
//! A named pipe would keep us waiting for ever, a device has no end, a folder no bytes. What a path leads to is asked before it is opened, and
//! again of what was opened, since the two need not be the same.

use std::fmt;
use std::fs::{File, FileType, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The largest scenario. **Unit** bytes.
pub const LARGEST_SCENARIO: u64 = 16 * MEGABYTE;

/// The largest file of observations. **Unit** bytes.
pub const LARGEST_OBSERVATIONS: u64 = 64 * MEGABYTE;

/// The largest manifest. **Unit** bytes.
pub const LARGEST_MANIFEST: u64 = 16 * MEGABYTE;

/// The largest file of a run, or chart of one. **Unit** bytes.
pub const LARGEST_OF_RUN: u64 = 512 * MEGABYTE;

const MEGABYTE: u64 = 1024 * 1024;

/// Why a file was not read. Told of the file: "is a folder, not a file".
#[derive(Debug)]
pub enum Refusal {
    /// It is something else than a regular file.
    NotAFile(Kind),
    /// It is larger than this. **Unit** bytes.
    TooLarge(u64),
    /// It is no UTF-8 text; so many bytes of it are.
    NotText(usize),
    /// The system refused.
    System(io::Error),
}

/// What a path can lead to besides a regular file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A folder.
    Folder,
    /// A named pipe, or the end of one.
    Pipe,
    /// A socket.
    Socket,
    /// A device.
    Device,
}

impl Refusal {
    /// The way out, where there is one that does not depend on who reads.
    pub fn way_out(&self) -> Option<&'static str> {
        match self {
            Refusal::NotAFile(Kind::Folder) => Some("name a file in it"),
            Refusal::NotAFile(_) => Some("only regular files are read: save what it holds into one"),
            _ => None,
        }
    }

    /// Whether nothing is there.
    pub fn is_absent(&self) -> bool {
        let absent = [ErrorKind::NotFound, ErrorKind::NotADirectory];
        matches!(self, Refusal::System(why) if absent.contains(&why.kind()))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NotAFile(Kind::Folder) => write!(f, "is a folder, not a file"),
            Refusal::NotAFile(Kind::Pipe) => write!(f, "is a pipe, not a file"),
            Refusal::NotAFile(Kind::Socket) => write!(f, "is a socket, not a file"),
            Refusal::NotAFile(Kind::Device) => write!(f, "is a device, not a file"),
            Refusal::TooLarge(most) => write!(f, "is larger than {} MB", most.div_ceil(MEGABYTE)),
            Refusal::NotText(_) => write!(f, "is not UTF-8 text"),
            Refusal::System(why) => match why.kind() {
                ErrorKind::NotFound => write!(f, "does not exist"),
                ErrorKind::NotADirectory => write!(f, "does not exist: a part of its path is a file"),
                ErrorKind::PermissionDenied => write!(f, "may not be read by you"),
                ErrorKind::InvalidInput => write!(f, "is not a name that a file can have"),
                ErrorKind::InvalidFilename => write!(f, "is a longer name than a file can have"),
                _ => write!(f, "cannot be read: {}", system(why)),
            },
        }
    }
}

/// What the system says, without its number.
fn system(why: &io::Error) -> String {
    let text = why.to_string().to_lowercase();
    text.split(" (os error").next().unwrap_or_default().to_string()
}

impl std::error::Error for Refusal {}

/// For readers that tell an [`io::Error`]; its kind stays what it was.
impl From<Refusal> for io::Error {
    fn from(refusal: Refusal) -> io::Error {
        let kind = match &refusal {
            Refusal::System(why) => why.kind(),
            Refusal::NotAFile(_) => ErrorKind::InvalidInput,
            Refusal::TooLarge(_) => ErrorKind::FileTooLarge,
            Refusal::NotText(_) => ErrorKind::InvalidData,
        };
        let way_out = refusal.way_out().map(|way| format!("; {way}")).unwrap_or_default();
        io::Error::new(kind, format!("it {refusal}{way_out}"))
    }
}

/// Reads a regular file of at most so many bytes. A larger one is refused before it is read; nothing here waits for anybody.
///
/// **Errors** what the path leads to instead, or what the system refused.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, Refusal> {
    regular(&std::fs::metadata(path).map_err(Refusal::System)?, most)?;
    let file = open(path).map_err(Refusal::System)?;
    let about = file.metadata().map_err(Refusal::System)?;
    regular(&about, most)?;
    let mut bytes = Vec::with_capacity(about.len() as usize);
    file.take(most + 1).read_to_end(&mut bytes).map_err(Refusal::System)?;
    if bytes.len() as u64 > most { Err(Refusal::TooLarge(most)) } else { Ok(bytes) }
}

/// Reads a regular file of UTF-8 text.
///
/// **Errors** as [`read`], and that it is no such text.
pub fn read_text(path: &Path, most: u64) -> Result<String, Refusal> {
    String::from_utf8(read(path, most)?).map_err(|why| Refusal::NotText(why.utf8_error().valid_up_to()))
}

fn regular(about: &Metadata, most: u64) -> Result<(), Refusal> {
    match kind(about.file_type()) {
        Some(kind) => Err(Refusal::NotAFile(kind)),
        None if about.len() > most => Err(Refusal::TooLarge(most)),
        None => Ok(()),
    }
}

/// What it is besides a regular file.
fn kind(found: FileType) -> Option<Kind> {
    if found.is_file() {
        return None;
    }
    if found.is_dir() {
        return Some(Kind::Folder);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if found.is_fifo() {
            return Some(Kind::Pipe);
        }
        if found.is_socket() {
            return Some(Kind::Socket);
        }
    }
    Some(Kind::Device)
}

/// Opens without waiting: a pipe that took the file's place meanwhile is opened at once, and seen by what was opened.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(path: &Path) -> String {
        read(path, 10).unwrap_err().to_string()
    }

    #[test]
    fn a_regular_file_is_read_up_to_its_limit() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("ten");
        std::fs::write(&path, "0123456789").unwrap();
        assert_eq!(read(&path, 10).unwrap(), b"0123456789");
        assert!(matches!(read(&path, 9), Err(Refusal::TooLarge(9))));
        assert_eq!(read_text(&path, 10).unwrap(), "0123456789");
        std::fs::write(&path, b"ab\xff").unwrap();
        assert!(matches!(read_text(&path, 10), Err(Refusal::NotText(2))));
        // Sparse: its length is there, its bytes are not.
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        assert_eq!(read(&path, LARGEST_SCENARIO).unwrap_err().to_string(), "is larger than 16 MB");
    }

    #[test]
    fn what_is_no_file_is_named() {
        let place = tempfile::tempdir().unwrap();
        assert_eq!(said(place.path()), "is a folder, not a file");
        assert_eq!(said(&place.path().join("nothing")), "does not exist");
        assert!(read(&place.path().join("nothing"), 1).unwrap_err().is_absent());
        let file = place.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert_eq!(said(&file.join("below")), "does not exist: a part of its path is a file");
        assert_eq!(said(&place.path().join("x".repeat(300))), "is a longer name than a file can have");
        assert_eq!(said(Path::new("a\0b")), "is not a name that a file can have");
    }

    #[cfg(unix)]
    #[test]
    fn nothing_waits_for_a_pipe_or_reads_a_device() {
        let place = tempfile::tempdir().unwrap();
        let pipe = place.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        assert_eq!(said(&pipe), "is a pipe, not a file");
        assert_eq!(said(Path::new("/dev/zero")), "is a device, not a file");
        let socket = place.path().join("socket");
        let _listens = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert_eq!(said(&socket), "is a socket, not a file");
        let link = place.path().join("link");
        std::os::unix::fs::symlink(&pipe, &link).unwrap();
        assert_eq!(said(&link), "is a pipe, not a file");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_that_takes_the_place_of_a_file_is_opened_without_waiting() {
        let place = tempfile::tempdir().unwrap();
        let pipe = place.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let opened = open(&pipe).unwrap();
        assert_eq!(kind(opened.metadata().unwrap().file_type()), Some(Kind::Pipe));
    }

    #[test]
    fn an_error_of_the_system_keeps_its_kind() {
        let error = io::Error::from(read(Path::new("no such file"), 1).unwrap_err());
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::NotFound, "it does not exist"));
        let error = io::Error::from(read(Path::new("src"), 1).unwrap_err());
        assert_eq!(error.to_string(), "it is a folder, not a file; name a file in it");
    }
}
