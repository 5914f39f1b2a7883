//! The fonts that texts are set in: how wide a text is, and which of its characters they lack.

use super::house;
use super::in_force::in_force;
use super::setting;

pub(crate) use super::house::{REGULAR, SEMI_BOLD, Weight, clean, clean_in_order};

/// Width in pixels of a text on one line, in the house font and, where that has no letters, in the one that the analyst named.
pub(crate) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    match setting::set(text, weight) {
        Some(line) => line.width * size,
        None => house::width(text, size, weight),
    }
}

/// The characters of a text that no font in force has; they would show as boxes.
pub(crate) fn missing_glyphs(text: &str) -> Vec<char> {
    let mut missing: Vec<char> = text.chars().filter(|&c| house::is_shown(c) && !house::has(c)).collect();
    if let Some(fallback) = in_force().filter(|_| !missing.is_empty()) {
        missing.retain(|&c| !fallback.has(c));
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_holds_what_names_are_written_in_and_lacks_the_rest() {
        let held = "Ōtsu Kōno Южно-Курильск 国後島・択捉島 2+α × – ± ’ “ ” … ≥ ≤ <1% ☐";
        assert_eq!(missing_glyphs(held), ['☐']);
        // Signs of money, the capital ẞ, names of people and places beyond the first level of JIS, Vietnamese and Bashkir.
        assert_eq!(missing_glyphs("₽ ₩ ₴ € ẞ 躑躅 蘂取 龜 Nguyễn Башҡортостан"), Vec::<char>::new());
        assert_eq!(
            missing_glyphs("⚓\u{FE0F} \u{8fbb}\u{E0101}"),
            ['⚓'],
            "a letter, and not what asks for its form"
        );
    }
}
