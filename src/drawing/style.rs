//! The house style: colours, type sizes, the colours of tones.

use crate::lettering::font::{Weight, width};
use crate::lettering::lines::wrap;
use crate::lettering::title;
use crate::model::Tone;

/// **Unit** design pixels.
pub(super) const SLIDE_WIDTH: f64 = 960.0;
/// Left and right of everything on a slide.
pub(super) const SLIDE_MARGIN: f64 = (SLIDE_WIDTH - title::MEASURE) / 2.0;

/// An sRGB colour, 0xRRGGBB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(pub u32);

pub(super) const PAPER: Colour = Colour(0xFFFFFF);
pub(super) const INK: Colour = Colour(0x16202A);
pub(super) const SECONDARY: Colour = Colour(0x4A5661);
pub(super) const MUTED: Colour = Colour(0x5E6973);
pub(super) const AXIS: Colour = Colour(0x2B3640);
pub(super) const GRID: Colour = Colour(0xDDE2E6);
/// What is reached, what is better, what raises; dark enough to stand three times as dark as [`BELOW`] in grey print.
pub(super) const ACCENT: Colour = Colour(0x0B4A78);
/// What is broken off, what is worse, what lowers; what lies on the other side of a threshold.
pub(super) const BELOW: Colour = Colour(0xDB8426);
/// Its shade for text and thin lines.
pub(super) const BELOW_TEXT: Colour = Colour(0x8F4E00);

/// Line colours of series that are neither better nor worse than each other, and the darker shade their names are set in: none of them means anything in
/// another figure. They differ in lightness too, for who sees no colours.
pub(super) const SERIES: [(Colour, Colour); 4] = [
    (Colour(0x6A2C5E), Colour(0x6A2C5E)),
    (Colour(0x3A9A8C), Colour(0x23756A)),
    (Colour(0x16202A), Colour(0x16202A)),
    (Colour(0xB9C04A), Colour(0x66700F)),
];

/// Stages of a way, from the first to the last, with the shade their names are set in: the further, the darker.
pub(super) const STAGES: [(Colour, Colour); 3] = [
    (Colour(0x9CC6E3), Colour(0x2576A7)),
    (Colour(0x3F87BE), Colour(0x2A6FA3)),
    (Colour(0x0B4A78), Colour(0x0B4A78)),
];

/// The colour of a stage: the last of them has the last.
pub(super) fn stage(place: usize, all: usize) -> (Colour, Colour) {
    let last = STAGES.len() - 1;
    STAGES[last - (all.saturating_sub(1 + place)).min(last)]
}

impl Colour {
    /// Red, green, blue.
    pub fn channels(self) -> [u8; 3] {
        let [_, r, g, b] = self.0.to_be_bytes();
        [r, g, b]
    }

    /// `#RRGGBB`.
    pub fn hex(self) -> String {
        format!("#{:06X}", self.0)
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

/// The fill of a tone.
fn fill(tone: Tone) -> Colour {
    match tone {
        Tone::Reached => ACCENT,
        Tone::Partial => Colour(0x8DBFE5),
        Tone::Open => Colour(0xDDE2E6),
        Tone::Broken => BELOW,
    }
}

/// The colour a tone's name is set in.
pub(super) fn tone_text(tone: Tone) -> Colour {
    match tone {
        Tone::Reached => ACCENT,
        Tone::Partial => Colour(0x2576A7),
        Tone::Open => MUTED,
        Tone::Broken => BELOW_TEXT,
    }
}

/// The second of several tones of what is broken.
const DARK_BROKEN: Colour = Colour(0x945810);

/// The fills of a row of segments. Segments that share a tone differ in lightness, away from the other tones: reached
/// and broken grow darker, partial paler, open a deeper grey. Lightness is what every kind of colour vision keeps, and grey print. What is broken
/// leaves out the shades on which neither ink nor white reads.
pub(super) fn segment_fills(tones: &[Tone]) -> Vec<Colour> {
    let same = |tones: &[Tone], tone: Tone| tones.iter().filter(|&&other| other == tone).count();
    tones
        .iter()
        .enumerate()
        .map(|(i, &tone)| {
            let (nth, last) = (same(&tones[..i], tone), same(tones, tone).max(2) - 1);
            if let (Tone::Broken, 1..) = (tone, nth) {
                return DARK_BROKEN.towards(INK, 0.7 * (nth - 1) as f64 / last as f64);
            }
            let (extreme, reach) = match tone {
                Tone::Reached => (INK, 0.60),
                Tone::Partial => (PAPER, 0.62),
                Tone::Open => (INK, 0.34),
                Tone::Broken => (INK, 0.55),
            };
            fill(tone).towards(extreme, reach * nth as f64 / last as f64)
        })
        .collect()
}

/// Where a text's x lies in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    /// In design pixels.
    pub size: f64,
    pub weight: Weight,
    pub colour: Colour,
    pub anchor: Anchor,
    /// A white rim, for text over lines and bands.
    pub halo: bool,
}

pub(super) const TITLE: Type = Type::new(title::SIZE, title::WEIGHT, INK);
pub(super) const SUBTITLE: Type = Type::new(15.0, Weight::Regular, SECONDARY);
pub(super) const LABEL: Type = Type::new(14.0, Weight::Regular, INK);
pub(super) const STRONG_LABEL: Type = Type::new(14.0, Weight::SemiBold, INK);
pub(super) const BIG_NUMBER: Type = Type::new(16.0, Weight::SemiBold, INK);
pub(super) const HEAD: Type = Type::new(13.0, Weight::SemiBold, INK);
pub(super) const ANNOTATION: Type = Type::new(13.0, Weight::Regular, SECONDARY);
pub(super) const AXIS_NUMBER: Type = Type::new(12.5, Weight::Regular, MUTED);
pub(super) const NOTE: Type = Type::new(11.5, Weight::Regular, SECONDARY);

impl Type {
    const fn new(size: f64, weight: Weight, colour: Colour) -> Type {
        Type { size, weight, colour, anchor: Anchor::Start, halo: false }
    }

    /// In another colour.
    pub const fn colour(self, colour: Colour) -> Type {
        Type { colour, ..self }
    }

    /// Hung at another point.
    pub const fn anchor(self, anchor: Anchor) -> Type {
        Type { anchor, ..self }
    }

    /// With a white rim.
    pub const fn halo(self) -> Type {
        Type { halo: true, ..self }
    }

    /// Width of a text set in it, on one line.
    pub fn width(self, text: &str) -> f64 {
        width(text, self.size, self.weight)
    }

    /// A text set in it, in lines no wider than `max`.
    pub fn wrap(self, text: &str, max: f64) -> Vec<String> {
        wrap(text, self.size, self.weight, max)
    }

    /// From one baseline to the next.
    pub fn leading(self) -> f64 {
        (self.size * 1.25).round()
    }
}

/// Width of the widest of some lines.
pub(super) fn widest<'a>(lines: impl IntoIterator<Item = &'a String>, set: Type) -> f64 {
    lines.into_iter().map(|line| set.width(line)).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2 contrast ratio.
    fn contrast(a: Colour, b: Colour) -> f64 {
        let luminance = |colour: Colour| {
            let linear = colour.channels().map(|c| match f64::from(c) / 255.0 {
                v if v <= 0.03928 => v / 12.92,
                v => libm::pow((v + 0.055) / 1.055, 2.4),
            });
            0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        };
        let (x, y) = (luminance(a), luminance(b));
        (x.max(y) + 0.05) / (x.min(y) + 0.05)
    }

    const TONES: [Tone; 4] = [Tone::Reached, Tone::Partial, Tone::Open, Tone::Broken];

    #[test]
    fn every_text_colour_reads_on_paper() {
        let texts = [INK, SECONDARY, MUTED].into_iter();
        for colour in texts
            .chain(TONES.map(tone_text))
            .chain(SERIES.map(|s| s.1))
            .chain(STAGES.map(|s| s.1))
            .chain([BELOW_TEXT])
        {
            assert!(contrast(colour, PAPER) >= 4.5, "{}: {:.2}", colour.hex(), contrast(colour, PAPER));
        }
    }

    #[test]
    fn every_number_reads_on_its_segment() {
        for tone in TONES {
            for fill in segment_fills(&[tone; 6]) {
                let ratio = contrast(fill, fill.text_on());
                assert!(ratio >= 4.5, "{tone:?} {}: {ratio:.2}", fill.hex());
            }
        }
    }

    #[test]
    fn the_best_and_the_worst_end_are_told_apart_in_grey() {
        for (best, worst) in [(fill(Tone::Reached), fill(Tone::Broken)), (ACCENT, BELOW)] {
            assert!(contrast(best, worst) >= 3.0, "{:.2}", contrast(best, worst));
        }
        // Neighbours in a bar, and the stages of a way.
        for [a, b] in
            [[Tone::Reached, Tone::Partial], [Tone::Partial, Tone::Open], [Tone::Open, Tone::Broken]]
        {
            assert!(contrast(fill(a), fill(b)) >= 1.5, "{a:?} {b:?} {:.2}", contrast(fill(a), fill(b)));
        }
        for pair in STAGES.windows(2) {
            assert!(contrast(pair[0].0, pair[1].0) >= 2.0, "{pair:?}");
        }
    }

    #[test]
    fn the_last_stage_has_the_colour_of_what_is_reached() {
        assert_eq!([stage(0, 1).0, stage(1, 2).0, stage(2, 3).0], [ACCENT; 3]);
        assert_eq!(stage(0, 3), STAGES[0]);
    }

    #[test]
    fn segments_of_one_tone_differ_in_lightness() {
        for tone in TONES {
            let fills = segment_fills(&[tone; 3]);
            assert_eq!(fills[0], fill(tone));
            for pair in fills.windows(2) {
                assert!(
                    contrast(pair[0], pair[1]) >= 1.15,
                    "{tone:?} {pair:?} {}",
                    contrast(pair[0], pair[1])
                );
            }
        }
    }
}
