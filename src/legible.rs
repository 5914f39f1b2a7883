//! Text of strangers: what of it may reach a reader.
//!
//! A terminal obeys control characters, and overrides of the writing direction show words in an order in which they do not stand. Neither
//! has a place in a name or a message.

use std::borrow::Cow;

/// Whether a character does something else than show: a control character but for the line feed and the tab, an override or isolate of the
/// writing direction, or one without width that is no joiner.
///
/// **Source** Unicode: category Cc; the explicit directional characters of UAX #9; U+200B, U+2060, U+FEFF; the tags U+E0000–U+E007F. The marks
/// U+200E, U+200F, U+061C stay: they override nothing, and right-to-left text needs them.
pub fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{2028}' | '\u{2029}' => true,
        '\u{e0000}'..='\u{e007f}' => true,
        c => c.is_control(),
    }
}

/// The text without its hidden characters.
pub fn plain(text: &str) -> Cow<'_, str> {
    match text.contains(is_hidden) {
        true => text.chars().filter(|&c| !is_hidden(c)).collect::<String>().into(),
        false => text.into(),
    }
}

/// The text with a stand-in of as many bytes for each hidden character, so that places in it stay what they are.
pub fn masked(text: &str) -> Cow<'_, str> {
    let mask = |c: char| match (is_hidden(c), c.len_utf8()) {
        (false, _) => c,
        (true, 1) => '?',
        (true, 2) => '·',
        (true, 3) => '\u{fffd}',
        (true, _) => '\u{1f6ab}',
    };
    match text.contains(is_hidden) {
        true => text.chars().map(mask).collect::<String>().into(),
        false => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_show_is_left_out_or_masked() {
        let hostile = "a\u{1b}[31mb\u{9b}c\u{202e}d\u{e0041}e\u{feff}\r";
        assert_eq!(plain(hostile), "a[31mbcde");
        assert_eq!(masked(hostile), "a?[31mb·c\u{fffd}d\u{1f6ab}e\u{fffd}?");
        assert_eq!(masked(hostile).len(), hostile.len());
    }

    #[test]
    fn words_of_every_script_stay_as_they_are() {
        for text in ["Итуруп", "択捉島\n\t", "جزيرة\u{200f}", "क्\u{200d}ष", "👩\u{200d}👧", "naïve – “x”"]
        {
            for found in [plain(text), masked(text)] {
                assert_eq!(found, text);
            }
        }
    }
}
