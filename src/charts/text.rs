//! What a text needs in width, where it may break, and which of its characters the font lacks.

use super::style::Type;
use std::sync::LazyLock;
use ttf_parser::Face;

/// The embedded font, by weight (see assets/fonts/README.md).
pub(super) const REGULAR: &[u8] = include_bytes!("../../assets/fonts/BriefSans-Regular-jis1.ttf");
/// The heavier of the two weights.
pub(super) const SEMI_BOLD: &[u8] = include_bytes!("../../assets/fonts/BriefSans-SemiBold-jis1.ttf");

/// The two weights of the house font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    SemiBold,
}

fn face(weight: Weight) -> &'static Face<'static> {
    static FACES: LazyLock<[Face<'static>; 2]> = LazyLock::new(|| {
        [REGULAR, SEMI_BOLD].map(|font| Face::parse(font, 0).expect("the embedded font is sound"))
    });
    &FACES[weight as usize]
}

/// The font file of a weight.
pub(super) fn bytes(weight: Weight) -> &'static [u8] {
    [REGULAR, SEMI_BOLD][weight as usize]
}

/// The number of a character's glyph.
pub(super) fn glyph(c: char, weight: Weight) -> Option<u16> {
    face(weight).glyph_index(c).map(|glyph| glyph.0)
}

#[cfg(test)]
pub(super) fn face_of(font: &[u8]) -> Face<'_> {
    Face::parse(font, 0).unwrap()
}

/// The text fit to be shown: line breaks and tabs become spaces; other control characters, and those that turn the
/// direction of reading (a way to disguise a text), are dropped.
pub fn clean(text: &str) -> String {
    let space = |c: char| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c };
    text.chars().map(space).filter(|&c| is_shown(c)).collect()
}

fn is_shown(c: char) -> bool {
    let turns_direction =
        matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let no_character = matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{FEFF}');
    !c.is_control() && !turns_direction && !no_character
}

/// Width in pixels of a text on one line: the sum of advances. Kerning is left out, which errs by under one per cent.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let face = face(weight);
    let em = face.units_per_em();
    let advance = |c| face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph)).unwrap_or(em);
    text.chars().filter(|&c| is_shown(c)).map(|c| f64::from(advance(c))).sum::<f64>() * size / f64::from(em)
}

/// The characters of a text that the font lacks; they would show as boxes.
pub(super) fn missing_glyphs(text: &str) -> Vec<char> {
    text.chars().filter(|&c| is_shown(c) && face(Weight::Regular).glyph_index(c).is_none()).collect()
}

/// The lines of a text no wider than `max`: as few as possible, then as even in width as that number allows.
pub(super) fn wrap(text: &str, size: f64, weight: Weight, max: f64) -> Vec<String> {
    set_in_lines(pieces(&clean(text)), size, weight, max)
}

/// The same for a text that may also break after characters of its own, such as the dots of a key.
pub(super) fn wrap_at(text: &str, set: Type, max: f64, is_break: impl Fn(char) -> bool) -> Vec<String> {
    let split =
        |piece: String| -> Vec<String> { piece.split_inclusive(&is_break).map(String::from).collect() };
    let pieces = pieces(&clean(text)).into_iter().flat_map(split).collect();
    set_in_lines(pieces, set.size, set.weight, max)
}

fn set_in_lines(pieces: Vec<String>, size: f64, weight: Weight, max: f64) -> Vec<String> {
    let fits = |line: &str, limit: f64| width(line.trim_end(), size, weight) <= limit;
    let pieces: Vec<String> = pieces.into_iter().flat_map(|piece| cut(piece, |p| fits(p, max))).collect();
    let fill = |limit: f64| fill_lines(&pieces, |line| fits(line, limit));
    let fewest = fill(max);
    let (mut narrow, mut wide) = (max / fewest.len() as f64 * 0.8, max);
    if fewest.len() == 1 {
        return fewest;
    }
    for _ in 0..12 {
        let middle = (narrow + wide) / 2.0;
        if fill(middle).len() <= fewest.len() { wide = middle } else { narrow = middle }
    }
    fill(wide)
}

/// The text itself, or as much of it as fits in `max` pixels with an ellipsis.
pub(super) fn shorten(text: &str, size: f64, weight: Weight, max: f64) -> String {
    let text = clean(text);
    if width(&text, size, weight) <= max {
        return text;
    }
    let mut short = String::new();
    for c in text.chars() {
        if width(&format!("{short}{c}…"), size, weight) > max {
            break;
        }
        short.push(c);
    }
    let at_word = short.rfind(' ').filter(|&end| 2 * end > short.len()).unwrap_or(short.len());
    format!("{}…", short[..at_word].trim_end_matches([' ', ',', '(', ':', ';']))
}

/// Width of the widest part of a text that no line break divides.
pub(super) fn widest_piece(text: &str, size: f64, weight: Weight) -> f64 {
    pieces(&clean(text)).iter().map(|piece| width(piece.trim_end(), size, weight)).fold(0.0, f64::max)
}

/// Width of the widest of some lines.
pub(super) fn widest<'a>(lines: impl IntoIterator<Item = &'a String>, set: Type) -> f64 {
    lines.into_iter().map(|line| width(line, set.size, set.weight)).fold(0.0, f64::max)
}

/// A text cut wherever a line may end: after a space unless a number follows ("at 41%" and "December 2036" stay
/// together), and after a Japanese character unless the next one must not begin a line or this one must not end it.
fn pieces(text: &str) -> Vec<String> {
    const NOT_FIRST: &str = "、。，．・）」』％：；ーっゃゅょぁぃぅぇぉッャュョァィゥェォ";
    const NOT_LAST: &str = "（「『";
    let mut pieces = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
        let Some(&next) = characters.peek() else { break };
        let begins_number = next.is_ascii_digit() || matches!(next, '<' | '>');
        let ends_japanese =
            is_japanese(c) && !NOT_LAST.contains(c) && !NOT_FIRST.contains(next) && next != ' ';
        if (c == ' ' && !begins_number) || ends_japanese {
            pieces.push(String::new());
        }
    }
    pieces
}

fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
}

/// A piece too long for a line, cut where it must be.
fn cut(piece: String, fits: impl Fn(&str) -> bool) -> Vec<String> {
    let mut parts = vec![String::new()];
    for c in piece.chars() {
        match parts.last_mut() {
            Some(part) if part.is_empty() || c == ' ' || fits(&format!("{part}{c}")) => part.push(c),
            _ => parts.push(c.to_string()),
        }
    }
    parts
}

fn fill_lines(pieces: &[String], fits: impl Fn(&str) -> bool) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if line.is_empty() || fits(&format!("{line}{piece}")) => line.push_str(piece),
            _ => lines.push(piece.clone()),
        }
    }
    lines.iter().map(|line| line.trim_end().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const R: Weight = Weight::Regular;

    #[test]
    fn digits_share_one_width() {
        let widths: Vec<f64> = ('0'..='9').map(|c| width(&c.to_string(), 14.0, R)).collect();
        assert!(widths.iter().all(|w| *w == widths[0]), "{widths:?}");
    }

    #[test]
    fn lines_are_balanced_and_keep_every_word() {
        let lines = wrap("No option is more likely than not to bring a treaty into force", 14.0, R, 300.0);
        assert_eq!(lines, ["No option is more likely than", "not to bring a treaty into force"]);
    }

    #[test]
    fn a_number_stays_with_the_word_before_it() {
        let lines = wrap("Treaty in force by December 2036", 14.0, R, 205.0);
        assert_eq!(lines, ["Treaty in force by", "December 2036"]);
    }

    #[test]
    fn japanese_breaks_between_characters_but_not_before_a_full_stop() {
        let lines = wrap("四島の帰属を決める。平和条約を結ぶ。", 14.0, R, 130.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| !line.starts_with('。')), "{lines:?}");
        assert_eq!(lines.concat(), "四島の帰属を決める。平和条約を結ぶ。");
    }

    #[test]
    fn a_word_wider_than_the_line_is_cut() {
        let lines = wrap("Friedensvertragsverhandlungsrahmen", 14.0, R, 100.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| width(line, 14.0, R) <= 100.0), "{lines:?}");
    }

    #[test]
    fn control_and_direction_characters_are_dropped() {
        assert_eq!(clean("a\u{0}\u{1b}b\n\u{202e}c"), "ab c");
    }

    #[test]
    fn a_shortened_text_fits_and_says_so() {
        let short = shorten("Two islands plus a joint zone", 14.0, R, 100.0);
        assert!(short.ends_with('…') && width(&short, 14.0, R) <= 100.0);
        assert_eq!(short, "Two islands…");
        assert_eq!(shorten("Two", 14.0, R, 100.0), "Two");
    }

    #[test]
    fn the_font_holds_what_names_are_written_in_and_lacks_the_rest() {
        let held = "Ōtsu Kōno Южно-Курильск 国後島・択捉島 2+α × – ± ’ “ ” … ≥ ≤ <1% ☐";
        assert_eq!(missing_glyphs(held), ['☐']);
    }
}
