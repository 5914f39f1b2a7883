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

/// The mark that runs from the left and shows nothing (U+200E): it ends a stretch from the right, and overrides nothing.
pub const FROM_LEFT: char = '\u{200e}';

/// Whether a letter runs from the right. **Source** the blocks of Unicode, Hebrew to Arabic Extended-A, their presentation forms, and those from U+10800 and U+1E800 on.
pub fn is_from_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
        && c.is_alphabetic()
}

/// A name that keeps its place beside another: where it ends in letters from the right, what follows in a sentence from the left does not join it.
pub fn apart(name: &str) -> String {
    let last = name.chars().rev().find(|&c| c.is_alphabetic() || c == FROM_LEFT);
    match last.is_some_and(is_from_right) {
        true => format!("{name}{FROM_LEFT}"),
        false => name.to_string(),
    }
}

/// A sentence from the left in which names from the right keep their places: what closes a quotation, a semicolon and a raised point end a name. A comma may stand within one, so
/// lists set their names [`apart`] themselves.
///
/// **Source** UAX #9: between a letter from the right and a mark from the left signs follow the sentence.
pub fn in_order(text: &str) -> Cow<'_, str> {
    if !text.contains(is_from_right) {
        return text.into();
    }
    let mut ordered = String::new();
    let mut is_open = false;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let ends = is_open && matches!(c, ';' | '·');
        if ends {
            ordered.push(FROM_LEFT);
        }
        ordered.push(c);
        match c {
            '”' if is_open => {
                if letters.peek() != Some(&FROM_LEFT) {
                    ordered.push(FROM_LEFT);
                }
                is_open = false;
            }
            c if c.is_alphabetic() || c == FROM_LEFT => is_open = is_from_right(c),
            _ => is_open = is_open && !ends,
        }
    }
    ordered.into()
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
    fn names_from_the_right_keep_their_places_in_a_sentence() {
        let marked = |text: &str| in_order(text).replace(FROM_LEFT, "|");
        assert_eq!(marked("“גבול”, “ים” (9%)"), "“גבול”|, “ים”| (9%)");
        assert_eq!(marked("1 גבול · 2 ים; then"), "1 גבול |· 2 ים|; then");
        // A comma may be the name's own.
        assert_eq!(marked("גבול, ים"), "גבול, ים");
        let names = ["גבול", "Two", "ים 1956"].map(apart);
        assert_eq!(names.join(", ").replace(FROM_LEFT, "|"), "גבול|, Two, ים 1956|");
        for text in ["“Two”; “three”", &in_order("“גבול”, “ים”; “شمال”")] {
            assert_eq!(in_order(text), text, "twice is once");
        }
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
