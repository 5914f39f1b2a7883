//! Line ends and byte order marks, which an edit leaves as they are.

/// What some editors put before the first letter.
const MARK: char = '\u{feff}';

/// The new text with the line ends of the old one, where all of those are alike, and with its mark.
pub(super) fn as_in(old: &str, new: String) -> String {
    let ends = old.matches('\n').count();
    let is_crlf = ends > 0 && old.matches("\r\n").count() == ends;
    let new = if is_crlf { new.replace("\r\n", "\n").replace('\n', "\r\n") } else { new };
    match old.starts_with(MARK) && !new.starts_with(MARK) {
        true => format!("{MARK}{new}"),
        false => new,
    }
}

#[cfg(test)]
mod tests {
    use crate::editing::{formatted, set};

    #[test]
    fn line_ends_and_a_mark_stay() {
        let old = "\u{feff}a = 1\r\n\r\n# why\r\nb = \"\"\"x\r\ny\"\"\"\r\n";
        let new = set(old, "a=2", None).unwrap();
        assert_eq!(new.text, old.replace("a = 1", "a = 2"));
        assert_eq!(formatted(old).unwrap(), old);
        // Of mixed ends none is the file's own.
        assert!(!set("a = 1\r\nb = 2\n", "b=3", None).unwrap().text.ends_with("\r\n"));
    }
}
