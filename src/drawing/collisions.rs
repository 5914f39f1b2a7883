//! What is wrong with a picture, worked out from the boxes of its texts.

use super::geometry::Area;
use crate::lettering::font::missing_glyphs;

/// Something wrong with a picture.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// A text runs off the figure.
    OutsideFigure {
        /// The text.
        text: String,
    },
    /// One text lies on another.
    Overlap {
        /// The text below.
        text: String,
        /// The text above.
        over: String,
    },
    /// A word is broken within, where no line holds it.
    BrokenWord {
        /// The line that ends in it.
        text: String,
    },
    /// So much is shown that type is smaller than [`LEAST_TYPE`].
    SmallType {
        /// The smallest. **Unit** pixels, of a sheet of 1080 lines.
        size: f64,
    },
    /// The font lacks characters of a text; they show as boxes.
    MissingGlyphs {
        /// The text.
        text: String,
        /// What is missing.
        characters: Vec<char>,
    },
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Problem::OutsideFigure { text } => write!(f, "“{text}” runs off the figure"),
            Problem::Overlap { text, over } => write!(f, "“{over}” lies on “{text}”"),
            Problem::BrokenWord { text } => write!(f, "a word is broken at the end of “{text}”"),
            Problem::SmallType { size } => write!(
                f,
                "so much is shown that the smallest letters have {size:.1} pixels of 1080; fewer options or a larger size would help"
            ),
            Problem::MissingGlyphs { text, characters } => {
                let characters: String = characters.iter().collect();
                write!(f, "the font has no “{characters}”, needed for “{text}”")
            }
        }
    }
}

/// Smaller type is not read from a slide. **Unit** pixels, of a sheet of 1080 lines.
pub const LEAST_TYPE: f64 = 9.0;

/// A text and the box it fills.
pub(super) struct TextBox {
    pub area: Area,
    pub text: String,
    /// Whether it ends within a word.
    pub is_broken: bool,
}

/// What is wrong with texts on a sheet of this size.
pub(super) fn lint(texts: &[TextBox], width: f64, height: f64) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (i, TextBox { area, text, is_broken }) in texts.iter().enumerate() {
        if *is_broken {
            problems.push(Problem::BrokenWord { text: text.clone() });
        }
        let characters = missing_glyphs(text);
        if !characters.is_empty() {
            problems.push(Problem::MissingGlyphs { text: text.clone(), characters });
        }
        let inside =
            area.left >= 4.0 && area.right <= width - 4.0 && area.top >= 0.0 && area.bottom <= height;
        if !inside {
            problems.push(Problem::OutsideFigure { text: text.clone() });
        }
        let above = texts[i + 1..].iter().filter(|other| area.overlaps(other.area));
        problems.extend(above.map(|other| Problem::Overlap { text: text.clone(), over: other.text.clone() }));
    }
    problems
}
