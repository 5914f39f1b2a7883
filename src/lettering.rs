//! Text in the house font, and in a second one that the analyst names, before anything is drawn: how wide it is, where it breaks, how much of it
//! a title holds, and the part of the font that a page carries with it.
//!
//! Figures write titles that keep to two lines of a slide, and know nothing else of type; drawing sets every text; the briefing takes
//! the font along. So the files that read fonts lie below all three.

pub(crate) mod fallback;
pub(crate) mod font;
mod house;
mod in_force;
pub(crate) mod lines;
pub(crate) mod setting;
mod subset;
pub(crate) mod title;

pub use fallback::Fallback;
pub(crate) use font::missing_glyphs;
pub(crate) use house::is_joined;
pub use house::{clean, clean_in_order};
pub use in_force::{InForce, in_force, put_in_force};
pub use subset::font_for;

/// The font files, regular and semi-bold, whole.
pub fn fonts() -> [&'static [u8]; 2] {
    [font::REGULAR, font::SEMI_BOLD]
}
