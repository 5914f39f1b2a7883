//! A line in two fonts: the house font, and the second one where that has no letters; each stretch where it is read, from the left or the right.
//!
//! **Source** for the order: the Unicode Bidirectional Algorithm (UAX #9). A name runs from the right where its first letter does and it has no
//! word from the left; a sentence of the program's own, with such a name in it, from the left. Two names side by side keep their order by a mark between them (`legible`).

use std::sync::Arc;

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

use super::fallback::{Fallback, Shaped};
use super::house::{self, Weight, clean_in_order};
use super::in_force::in_force;

/// A line in two fonts. **Unit** of every length: the size of the type.
#[derive(Debug)]
pub(crate) struct Line {
    pub width: f64,
    /// From left to right.
    pub runs: Vec<Run>,
}

/// A stretch of a line.
#[derive(Debug)]
pub(crate) struct Run {
    /// Where it begins.
    pub left: f64,
    pub ink: Ink,
}

/// What a stretch is written with.
#[derive(Debug)]
pub(crate) enum Ink {
    /// Letters of the house font, from left to right.
    House(String),
    /// Shapes of the second font.
    Shapes(Arc<Shaped>),
}

/// The text in two fonts; nothing where the house font has all of it, or no other is in force.
pub(crate) fn set(text: &str, weight: Weight) -> Option<Line> {
    let fallback = in_force()?;
    if !text.chars().any(|c| house::is_shown(c) && !house::has(c) && fallback.has(c)) {
        return None;
    }
    let text = clean_in_order(text);
    let mut line = Line { width: 0.0, runs: Vec::new() };
    for stretch in stretches(&text) {
        for (word, by_fallback) in words(&stretch, &fallback) {
            let (ink, advance) = match by_fallback {
                true => {
                    let shaped = fallback.shaped(&word, stretch.from_right);
                    (Ink::Shapes(Arc::clone(&shaped)), shaped.advance)
                }
                false => {
                    let written = if stretch.from_right { turned(&word) } else { word };
                    let advance = house::width(&written, 1.0, weight);
                    (Ink::House(written), advance)
                }
            };
            line.runs.push(Run { left: line.width, ink });
            line.width += advance;
        }
    }
    Some(line)
}

/// Part of a text that is read in one direction.
struct Stretch {
    text: String,
    from_right: bool,
}

/// The text in stretches, from left to right.
fn stretches(text: &str) -> Vec<Stretch> {
    let base = if runs_from_right(text) { Level::rtl() } else { Level::ltr() };
    let text = numbers_apart(text);
    let order = BidiInfo::new(&text, Some(base));
    let mut found = Vec::new();
    for paragraph in &order.paragraphs {
        let (levels, runs) = order.visual_runs(paragraph, paragraph.range.clone());
        let stretch = |run: std::ops::Range<usize>| {
            let from_right = levels.get(run.start).is_some_and(Level::is_rtl);
            let shown: String = text.get(run)?.chars().filter(|&c| house::is_shown(c)).collect();
            (!shown.is_empty()).then_some(Stretch { text: shown, from_right })
        };
        found.extend(runs.into_iter().filter_map(stretch));
    }
    found
}

/// The text with each number, its sign and what stands about it set apart, so that no name from the right takes it along: "(+10, ±2 points)" after
/// one stays in this order, and "−1" keeps its sign in front.
fn numbers_apart(text: &str) -> String {
    let is_right = |c: char| matches!(bidi_class(c), BidiClass::R | BidiClass::AL);
    let apart = |piece: &str| {
        let word = piece.trim_end();
        match word.contains(|c: char| c.is_ascii_digit()) && !word.contains(is_right) {
            true => format!("\u{2066}{word}\u{2069}{}", &piece[word.len()..]),
            false => piece.to_string(),
        }
    };
    text.split_inclusive(' ').map(apart).collect()
}

/// Whether a line runs from the right: where its first letter does, and no word in it from the left but single letters, as in "2+α".
fn runs_from_right(text: &str) -> bool {
    let is_left = |c: char| bidi_class(c) == BidiClass::L;
    let strong = |c: &char| matches!(bidi_class(*c), BidiClass::L | BidiClass::R | BidiClass::AL);
    let has_word = text.chars().zip(text.chars().skip(1)).any(|(a, b)| is_left(a) && is_left(b));
    text.chars().find(strong).is_some_and(|first| !is_left(first)) && !has_word
}

/// A stretch cut into what each font writes and, of the second, into words and what parts them; from left to right.
fn words(stretch: &Stretch, fallback: &Fallback) -> Vec<(String, bool)> {
    let letters: Vec<char> = stretch.text.chars().collect();
    let lacks = |c: char| !house::has(c) && fallback.has(c);
    let mut found: Vec<(String, bool)> = Vec::new();
    for (i, &c) in letters.iter().enumerate() {
        let is_between = c.is_whitespace()
            && i > 0
            && lacks(letters[i - 1])
            && letters.get(i + 1).is_some_and(|&next| lacks(next))
            && fallback.has(c);
        let by_fallback = lacks(c) || is_between || (stretch.from_right && fallback.has(c));
        let is_apart = |word: &str| word.chars().all(char::is_whitespace) != c.is_whitespace();
        match found.last_mut() {
            Some((word, by)) if *by == by_fallback && !(by_fallback && is_apart(word)) => word.push(c),
            _ => found.push((c.to_string(), by_fallback)),
        }
    }
    if stretch.from_right {
        found.reverse();
    }
    found
}

/// Signs of the house font in a stretch from the right, as they stand from left to right.
fn turned(text: &str) -> String {
    const PAIRS: [(char, char); 5] = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»')];
    let facing = |c: char| {
        let pair = PAIRS.iter().find(|(left, right)| c == *left || c == *right);
        pair.map_or(c, |&(left, right)| if c == left { right } else { left })
    };
    text.chars().rev().map(facing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::legible::apart;
    use crate::lettering::fallback::Step;
    use crate::lettering::font::{missing_glyphs, width};
    use crate::lettering::in_force::put_in_force;
    use std::collections::BTreeSet;

    fn font() -> Fallback {
        let bytes = include_bytes!("../../tests/fonts/arabic-hebrew.ttf").to_vec();
        Fallback::parse("arabic-hebrew.ttf", bytes).unwrap()
    }

    fn line(text: &str) -> Line {
        let _second_font = put_in_force(Some(font()));
        set(text, Weight::Regular).unwrap()
    }

    /// The stretches of the house font, and for each word of the second one a mark.
    fn told(text: &str) -> Vec<String> {
        let tell = |run: &Run| match &run.ink {
            Ink::House(letters) => letters.clone(),
            Ink::Shapes(shaped) if shaped.outline.is_empty() => "_".into(),
            Ink::Shapes(_) => "#".into(),
        };
        line(text).runs.iter().map(tell).collect()
    }

    fn outline(text: &str) -> Vec<Step> {
        let shapes = |run: &Run| match &run.ink {
            Ink::Shapes(shaped) => Some(shaped.outline.clone()),
            Ink::House(_) => None,
        };
        line(text).runs.iter().filter_map(shapes).flatten().collect()
    }

    #[test]
    fn the_first_letter_of_a_word_from_the_right_stands_at_the_right() {
        let (alef, bet) = (outline("א"), outline("ב"));
        let both = outline("אב");
        assert_eq!(both[..bet.len()], bet, "bet is second, so it stands at the left");
        assert_eq!(both.len(), alef.len() + bet.len());
        assert_ne!(alef, bet);
    }

    #[test]
    fn words_from_the_right_follow_each_other_to_the_left_and_numbers_do_not() {
        let (first, second) = (outline("גבול"), outline("ים"));
        let whole = outline("גבול ים");
        assert_eq!(whole[..second.len()], second[..]);
        assert_eq!(whole.len(), first.len() + second.len());
        assert_eq!(told("ים 1956"), ["1956", "_", "#"], "the number is read from the left, and stands last");
        assert_eq!(told("Talks on ים go on"), ["Talks on ", "#", " go on"]);
        assert_eq!(told("ים: talks go on"), ["#", ": talks go on"], "a sentence, which runs from the left");
        assert_eq!(told("ים α"), ["α", "_", "#"], "a name with a letter for a label");
    }

    #[test]
    fn a_name_from_the_right_takes_no_number_of_a_sentence_along() {
        let flat = |text: &str| told(text).concat();
        assert_eq!(flat("most under “ים” (+10, ±2 points)"), "most under “#” (+10, ±2 points)");
        assert_eq!(flat("Open with “ים”, 49 still have it"), "Open with “#”, 49 still have it");
        // Two names side by side stand in the order of the sentence, a name with a comma of its own in its own.
        let (first, second) = (outline("גבול"), outline("ים"));
        let both = |text: &str| outline(text)[..first.len()] == first[..];
        let list = [apart("גבול"), apart("ים")].join(", ");
        assert!(both(&format!("Ahead are {list}: 9%")) && both("Ahead are “גבול”, “ים”"));
        assert!(!both("Ahead is “גבול, ים”"));
        assert_eq!(first.len() + second.len(), outline("Ahead are “גבול”, “ים”").len());
        // In a line from the right the units stand from right to left, each with its sign in front.
        assert_eq!(told("ים −1.04 / −5.27").first().unwrap(), "−5.27");
        assert!(told("ים −1.04 / −5.27").contains(&"−1.04".to_string()));
    }

    #[test]
    fn brackets_turn_round_what_they_hold() {
        let (open, shut) = (outline("א(")[..].to_vec(), outline("א)")[..].to_vec());
        let alef = outline("א").len();
        // At the left of the letter stands what comes after it: of an opening bracket the form that opens to the left.
        assert_ne!(open[..open.len() - alef], shut[..shut.len() - alef]);
        let _second_font = put_in_force(Some(font()));
        let left_bracket = font().shaped("(", false).outline.clone();
        assert_eq!(shut[..shut.len() - alef], left_bracket, "a closing bracket in a line from the right");
    }

    #[test]
    fn arabic_letters_join() {
        let apart: f64 = ["ب", "ي", "ت"].iter().map(|letter| line(letter).width).sum();
        let joined = line("بيت").width;
        assert!(joined < 0.9 * apart, "{joined} of {apart}");
        let _second_font = put_in_force(Some(font()));
        let size = 20.0;
        assert!((width("بيت", size, Weight::Regular) - joined * size).abs() < 1e-9);
    }

    #[test]
    fn a_text_that_the_house_font_has_is_left_to_it() {
        let _second_font = put_in_force(Some(font()));
        assert!(set("Two-plus-alpha (2 + α)", Weight::Regular).is_none());
        assert_eq!(missing_glyphs("שלום בית ไทย"), ['ไ', 'ท', 'ย']);
    }

    #[test]
    fn a_font_is_in_force_while_it_is_held() {
        assert_eq!(missing_glyphs("ב"), ['ב']);
        {
            let _second_font = put_in_force(Some(font()));
            assert_eq!(missing_glyphs("ב"), []);
            {
                let _none = put_in_force(None);
                assert_eq!(missing_glyphs("ב"), ['ב']);
            }
            assert_eq!(missing_glyphs("ב"), []);
        }
        assert_eq!(missing_glyphs("ב"), ['ב']);
    }

    #[test]
    fn a_font_cut_down_to_letters_shapes_every_order_of_them_alike() {
        let letters = "لاسمي";
        let cut = font().cut_down_to(&letters.chars().collect::<BTreeSet<char>>());
        assert!(cut.size() < font().size(), "{} of {}", cut.size(), font().size());
        let again = Fallback::of_text(&cut.text()).unwrap().unwrap();
        assert_eq!(again, cut);
        let all: Vec<char> = letters.chars().collect();
        let mut looked_at = 0;
        for a in &all {
            for b in &all {
                for c in &all {
                    let word: String = [a, b, c].into_iter().collect();
                    let shaped = font().shaped(&word, true);
                    assert_eq!(cut.shaped(&word, true), shaped, "{word}");
                    assert!(!shaped.outline.is_empty(), "{word}");
                    looked_at += 1;
                }
            }
        }
        assert_eq!(looked_at, 125);
        assert!(!cut.has('ش') && font().has('ش'));
    }

    #[test]
    fn what_is_no_font_is_refused() {
        assert!(Fallback::parse("a", b"no font".to_vec()).unwrap_err().contains("not a font"));
        assert!(Fallback::parse("a", b"wOF2 and so on".to_vec()).unwrap_err().contains("unpack"));
        assert!(Fallback::of_text("a.ttf").is_none());
        let cut_off: String = font().text().chars().take(5000).collect();
        // Half a font is read as far as it goes, or refused; it never stops the program.
        if let Some(Ok(half)) = Fallback::of_text(&cut_off) {
            half.shaped("بيت", true);
        }
    }
}
