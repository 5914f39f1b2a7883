//! The house font: its files, its glyphs, how wide they are; what of a text is shown at all.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use ttf_parser::Face;

use crate::legible::{FROM_LEFT, in_order, is_from_right};

/// The embedded font, by weight (see assets/fonts/README.md).
pub(crate) const REGULAR: &[u8] = include_bytes!("../../assets/fonts/BriefSans-Regular-jis2.ttf");
/// The heavier of the two weights.
pub(crate) const SEMI_BOLD: &[u8] = include_bytes!("../../assets/fonts/BriefSans-SemiBold-jis2.ttf");

/// The two weights of the house font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
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
pub(crate) fn bytes(weight: Weight) -> &'static [u8] {
    [REGULAR, SEMI_BOLD][weight as usize]
}

/// The number of a character's glyph.
pub(crate) fn glyph(c: char, weight: Weight) -> Option<u16> {
    face(weight).glyph_index(c).map(|glyph| glyph.0)
}

#[cfg(test)]
pub(crate) fn face_of(font: &[u8]) -> Face<'_> {
    Face::parse(font, 0).unwrap()
}

/// The text fit to be shown: line breaks and tabs become spaces; other control characters, and those that turn the
/// direction of reading (a way to disguise a text), are dropped. A mark from the left stays where something runs from the right.
pub fn clean(text: &str) -> String {
    let space = |c: char| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c };
    let has_right = text.contains(is_from_right);
    text.chars().map(space).filter(|&c| is_shown(c) || has_right && c == FROM_LEFT).collect()
}

/// The same of a sentence, with names from the right in their places.
pub fn clean_in_order(text: &str) -> String {
    in_order(&clean(text)).into_owned()
}

pub(super) fn is_shown(c: char) -> bool {
    let turns_direction =
        matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let no_character = matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{FEFF}');
    // Neither a soft hyphen nor what only asks for another form of the letter before it, as after an emoji, is shown by itself.
    let asks_for_a_form = matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}');
    !c.is_control() && !turns_direction && !no_character && !asks_for_a_form && c != '\u{AD}'
}

/// Width in pixels of a text on one line in the house font alone: the sum of advances. Kerning is left out, which errs by under one per cent.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let em = face(weight).units_per_em();
    let advance = |c| advance(c, weight).unwrap_or(em);
    text.chars().filter(|&c| is_shown(c)).map(|c| f64::from(advance(c))).sum::<f64>() * size / f64::from(em)
}

/// Whether the house font writes a character.
pub(super) fn has(c: char) -> bool {
    advance(c, Weight::Regular).is_some()
}

/// How far a character's glyph takes the pen, in units of the font; none where the font lacks it.
fn advance(c: char, weight: Weight) -> Option<u16> {
    /// What is known of each character of the basic plane, by weight: [`UNKNOWN`], [`LACKING`], or its advance and [`HELD`]. To set a page of figures
    /// asks for some hundred characters a hundred thousand times, and the font's own index is a search.
    static KNOWN: [[AtomicU32; 0x1_0000]; 2] = [const { [const { AtomicU32::new(UNKNOWN) }; 0x1_0000] }; 2];
    const UNKNOWN: u32 = 0;
    const LACKING: u32 = 1;
    const HELD: u32 = 2;
    let looked_up = || {
        face(weight)
            .glyph_index(c)
            .map(|glyph| face(weight).glyph_hor_advance(glyph).unwrap_or_else(|| face(weight).units_per_em()))
    };
    let Some(known) = KNOWN[weight as usize].get(c as usize) else { return looked_up() };
    match known.load(Relaxed) {
        UNKNOWN => {
            let found = looked_up();
            known.store(found.map_or(LACKING, |advance| u32::from(advance) + HELD), Relaxed);
            found
        }
        LACKING => None,
        held => Some((held - HELD) as u16),
    }
}

/// Whether a character belongs to a script that glyphs one after the other do not write: it runs from the right, or its letters join or stack.
/// **Source** the blocks of Unicode, from Hebrew to Myanmar, Khmer, Mongolian, and the presentation forms of Hebrew and Arabic.
pub(crate) fn is_joined(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{109F}' | '\u{1780}'..='\u{18AF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_share_one_width() {
        let widths: Vec<f64> = ('0'..='9').map(|c| width(&c.to_string(), 14.0, Weight::Regular)).collect();
        assert!(widths.iter().all(|w| *w == widths[0]), "{widths:?}");
    }

    #[test]
    fn control_and_direction_characters_are_dropped() {
        assert_eq!(clean("a\u{0}\u{1b}b\n\u{202e}c"), "ab c");
    }

    #[test]
    fn scripts_that_join_or_run_from_the_right_are_known() {
        assert!("جزيرة שלום हिन्दी ไทย မြန်မာ".chars().filter(|c| c.is_alphabetic()).all(is_joined));
        assert!(!"Ōtsu Курилы 北方領土 한국어 𠮷野 Ελλάς ₽".chars().any(is_joined));
    }
}
