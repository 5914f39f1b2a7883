//! Why a file was refused, in our own words: what the system or a library says of it reaches nobody.

use std::io::{self, ErrorKind};

/// Why the disk refused, and what helps where something does. An error that is not the system's bears our own words, which stand.
pub fn refusal(error: &io::Error) -> String {
    match (error.raw_os_error(), error.get_ref()) {
        (None, Some(ours)) => ours.to_string(),
        _ => reason(error.kind()).to_string(),
    }
}

fn reason(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NotFound => "there is no such file or folder",
        ErrorKind::PermissionDenied => "this user may not do that there; look at the permissions",
        ErrorKind::AlreadyExists => "something of that name is there already",
        ErrorKind::NotADirectory => "a part of the path is a file and not a folder",
        ErrorKind::IsADirectory => "it is a folder and not a file",
        ErrorKind::DirectoryNotEmpty => "the folder is not empty",
        ErrorKind::ReadOnlyFilesystem => "the disk can only be read",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "the disk is full; make room, or write elsewhere"
        }
        ErrorKind::FileTooLarge => "the file would be larger than the disk allows",
        ErrorKind::InvalidFilename => "the disk does not take this name; choose a shorter or a plainer one",
        ErrorKind::InvalidData => "it is not UTF-8 text",
        ErrorKind::InvalidInput => "the disk does not take this path",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "another program is using it; try again",
        ErrorKind::BrokenPipe => "the reader went away",
        ErrorKind::CrossesDevices => "it would have to move from one disk to another",
        ErrorKind::TimedOut | ErrorKind::Interrupted | ErrorKind::WouldBlock => {
            "the disk did not answer; try again"
        }
        ErrorKind::UnexpectedEof => "it ends before it should",
        ErrorKind::WriteZero => "the disk took no more bytes",
        ErrorKind::OutOfMemory => "there is not enough memory",
        _ => "the system refused; see whether the disk is there and can be written to",
    }
}

/// What is wrong with a JSON file, from what its reader says of it.
///
/// The reader ends its message with the place, which is told in our form; of a message about a field its name is kept, whatever else it
/// says is not.
pub fn json_refusal(message: &str, line: usize, column: usize) -> String {
    let field = message.split('`').nth(1).filter(|name| is_plain(name));
    let why = match field {
        Some(name) if message.starts_with("missing field") => format!("the field `{name}` is missing"),
        Some(name) if message.starts_with("unknown field") => {
            format!("it has a field `{name}`, which this version does not know")
        }
        Some(name) if message.starts_with("duplicate field") => {
            format!("the field `{name}` stands there twice")
        }
        _ if message.starts_with("EOF") => "it ends before it should".to_string(),
        _ if ["invalid type", "invalid value", "invalid length", "unknown variant"]
            .iter()
            .any(|start| message.starts_with(start)) =>
        {
            "a value is of another kind than a run writes there".to_string()
        }
        _ if message.contains("no variant") || message.starts_with("missing") => {
            "something is missing that a run writes there".to_string()
        }
        _ if message.starts_with("number out of range") => "a number is too large".to_string(),
        _ => "it is not JSON as a run writes it".to_string(),
    };
    if line == 0 { why } else { format!("line {line}, column {column}: {why}") }
}

/// A name as our own files have them.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.len() <= 60 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        #[derive(serde::Deserialize, Debug)]
        #[serde(deny_unknown_fields)]
        struct Strict {
            seed: u64,
        }
        let error = serde_json::from_str::<Strict>(text).map(|strict| strict.seed).unwrap_err();
        json_refusal(&error.to_string(), error.line(), error.column())
    }

    #[test]
    fn a_fault_of_json_is_told_in_our_words_with_its_place() {
        assert_eq!(said(""), "line 1, column 0: it ends before it should");
        assert_eq!(said("{"), "line 1, column 1: it ends before it should");
        assert_eq!(said("{}"), "line 1, column 2: the field `seed` is missing");
        assert_eq!(
            said("{\"weather\": 1}"),
            "line 1, column 10: it has a field `weather`, which this version does not know"
        );
        assert_eq!(
            said("{\"seed\": \"x\"}"),
            "line 1, column 12: a value is of another kind than a run writes there"
        );
        assert_eq!(said("{\"seed\": 1,}"), "line 1, column 12: it is not JSON as a run writes it");
        assert_eq!(said("{\"seed\": 1e999}"), "line 1, column 14: a number is too large");
    }

    #[test]
    fn a_name_out_of_the_file_that_is_no_name_is_not_repeated() {
        assert!(!said("{\"\\u001b[31m x\": 1}").contains('\u{1b}'));
    }

    #[test]
    fn no_reason_of_the_disk_names_an_error_of_the_system() {
        // 2, 13, 21, 28 and 36 are "no such file", "denied", "a folder", "full" and "name too long"; 9999 is nothing.
        for number in [2, 13, 21, 28, 36, 9999] {
            let said = refusal(&io::Error::from_raw_os_error(number));
            assert!(!said.contains("os error") && !said.contains(&number.to_string()), "{said}");
        }
        assert_eq!(refusal(&io::Error::from_raw_os_error(2)), "there is no such file or folder");
        let ours = io::Error::new(ErrorKind::WouldBlock, "another run is writing");
        assert_eq!(refusal(&ours), "another run is writing");
    }
}
