//! Text in the house font, before anything is drawn: how wide it is, where it breaks, how much of it a title holds, and the part of the
//! font that a page carries with it.
//!
//! Figures write titles that keep to two lines of a slide, and know nothing else of type; drawing sets every text; the briefing takes
//! the font along. So the one file that reads the font lies below all three.

pub(crate) mod font;
pub(crate) mod lines;
mod subset;
pub(crate) mod title;

pub use font::clean;
pub(crate) use font::{is_joined, missing_glyphs};
pub use subset::font_for;

/// The font files, regular and semi-bold, whole.
pub fn fonts() -> [&'static [u8]; 2] {
    [font::REGULAR, font::SEMI_BOLD]
}
