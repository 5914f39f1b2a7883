//! The colours of everything that is shown: pictures, pages, slides, workbooks, diagrams. One colour has one meaning, and stands here only.

use std::fmt;

/// An sRGB colour, 0xRRGGBB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u32);

/// What everything stands on.
pub const PAPER: Colour = Colour(0xFFFFFF);
/// Text.
pub const INK: Colour = Colour(0x16202A);
/// Text beside it.
pub const SECONDARY: Colour = Colour(0x4A5661);
/// Numbers of axes, sources.
pub const MUTED: Colour = Colour(0x5E6973);
/// Axes.
pub const AXIS: Colour = Colour(0x2B3640);
/// Lines between things, what is open.
pub const GRID: Colour = Colour(0xDDE2E6);
/// A field behind text.
pub const WASH: Colour = Colour(0xF4F6F8);
/// What is reached, what is better, what raises; dark enough to stand three times as dark as [`BELOW`] in grey print.
pub const ACCENT: Colour = Colour(0x0B4A78);
/// A weaker form of [`ACCENT`]: what is reached in part.
pub const PARTIAL: Colour = Colour(0x8DBFE5);
/// Its shade for text.
pub const PARTIAL_TEXT: Colour = Colour(0x2576A7);
/// What is broken off, what is worse, what lowers; what lies on the other side of a threshold.
pub const BELOW: Colour = Colour(0xDB8426);
/// Its shade for text and thin lines.
pub const BELOW_TEXT: Colour = Colour(0x8F4E00);
/// The second of several things that are broken.
pub const DARK_BELOW: Colour = Colour(0x945810);
/// What can go either way.
pub const BOTH: Colour = Colour(0x6A2C5E);

/// Line colours of series that are neither better nor worse than each other, and the darker shade their names are set in: none of them means anything in
/// another figure. They differ in lightness too, for who sees no colours.
pub const SERIES: [(Colour, Colour); 4] = [
    (Colour(0x6A2C5E), Colour(0x6A2C5E)),
    (Colour(0x3A9A8C), Colour(0x23756A)),
    (Colour(0x16202A), Colour(0x16202A)),
    (Colour(0xB9C04A), Colour(0x66700F)),
];

/// Stages of a way, from the first to the last, with the shade their names are set in: the further, the darker.
pub const STAGES: [(Colour, Colour); 3] = [
    (Colour(0x9CC6E3), Colour(0x2576A7)),
    (Colour(0x3F87BE), Colour(0x2A6FA3)),
    (Colour(0x0B4A78), Colour(0x0B4A78)),
];

/// The colour of a stage: the last of them has the last.
pub fn stage(place: usize, all: usize) -> (Colour, Colour) {
    let last = STAGES.len() - 1;
    STAGES[last - (all.saturating_sub(1 + place)).min(last)]
}

/// `RRGGBB`, as office files have it.
impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06X}", self.0)
    }
}

impl Colour {
    /// Red, green, blue.
    pub fn channels(self) -> [u8; 3] {
        let [_, r, g, b] = self.0.to_be_bytes();
        [r, g, b]
    }

    /// `#RRGGBB`.
    pub fn hex(self) -> String {
        format!("#{self}")
    }

    /// A share `t` of the way to another colour.
    pub fn towards(self, other: Colour, t: f64) -> Colour {
        let (from, to) = (self.channels(), other.channels());
        let channel =
            |i: usize| (f64::from(from[i]) + (f64::from(to[i]) - f64::from(from[i])) * t).round() as u8;
        Colour(u32::from_be_bytes([0, channel(0), channel(1), channel(2)]))
    }

    /// White or ink, whichever reads better on this colour. Luminance with a plain square for gamma: close enough to
    /// choose by, and the tests check the choice against the true contrast.
    pub fn text_on(self) -> Colour {
        let [r, g, b] = self.channels().map(|c| f64::from(c) / 255.0);
        let luminance = 0.2126 * r * r + 0.7152 * g * g + 0.0722 * b * b;
        if luminance < 0.24 { PAPER } else { INK }
    }
}
