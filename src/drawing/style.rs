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
pub(super) const ACCENT: Colour = Colour(0x0F5C94);
/// What lies on the other side of a threshold.
pub(super) const BELOW: Colour = Colour(0xBF4722);

/// Line colours of series, and the darker shade their names are set in. Told apart under every common colour vision
/// deficiency (OKLab distance ≥ 0.13); red is left out of the first three because it means a breakdown elsewhere.
pub(super) const SERIES: [(Colour, Colour); 5] = [
    (Colour(0x0F5C94), Colour(0x0F5C94)),
    (Colour(0xE0A030), Colour(0x8A5A00)),
    (Colour(0x55254B), Colour(0x55254B)),
    (Colour(0xBF4722), Colour(0xBF4722)),
    (Colour(0x4FA79A), Colour(0x2B7A6D)),
];

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
        Tone::Reached => Colour(0x0F5C94),
        Tone::Partial => Colour(0x6FB3DC),
        Tone::Open => Colour(0xD9DEE2),
        Tone::Broken => Colour(0xA8641E),
    }
}

/// The colour a tone's name is set in.
pub(super) fn tone_text(tone: Tone) -> Colour {
    match tone {
        Tone::Reached => Colour(0x0F5C94),
        Tone::Partial => Colour(0x2576A7),
        Tone::Open => MUTED,
        Tone::Broken => Colour(0xA8641E),
    }
}

/// The fills of a row of segments. Segments that share a tone differ in lightness, away from the other tones: reached
/// and broken grow darker, partial paler, open a deeper grey. Lightness is what every kind of colour vision keeps.
pub(super) fn segment_fills(tones: &[Tone]) -> Vec<Colour> {
    let same = |tones: &[Tone], tone: Tone| tones.iter().filter(|&&other| other == tone).count();
    tones
        .iter()
        .enumerate()
        .map(|(i, &tone)| {
            let (nth, last) = (same(&tones[..i], tone), same(tones, tone).max(2) - 1);
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
        for colour in texts.chain(TONES.map(tone_text)).chain(SERIES.map(|s| s.1)) {
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
