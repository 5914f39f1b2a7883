//! The house style: colours, type sizes, the colours of tones.

use crate::lettering::font::{Weight, width};
use crate::lettering::lines::wrap;
use crate::lettering::title;
use crate::model::Tone;
use crate::palette::{DARK_BELOW, PARTIAL_TEXT};

/// **Unit** design pixels.
pub(super) const SLIDE_WIDTH: f64 = 960.0;
/// Left and right of everything on a slide.
pub(super) const SLIDE_MARGIN: f64 = (SLIDE_WIDTH - title::MEASURE) / 2.0;

pub(super) use crate::palette::{
    ACCENT, AXIS, BELOW, BELOW_TEXT, Colour, GRID, INK, MUTED, PAPER, PARTIAL, SECONDARY, SERIES, stage,
};

/// The fill of a tone.
fn fill(tone: Tone) -> Colour {
    match tone {
        Tone::Reached => ACCENT,
        Tone::Partial => PARTIAL,
        Tone::Open => GRID,
        Tone::Broken => BELOW,
    }
}

/// The colour a tone's name is set in.
pub(super) fn tone_text(tone: Tone) -> Colour {
    match tone {
        Tone::Reached => ACCENT,
        Tone::Partial => PARTIAL_TEXT,
        Tone::Open => MUTED,
        Tone::Broken => BELOW_TEXT,
    }
}

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
                return DARK_BELOW.towards(INK, 0.7 * (nth - 1) as f64 / last as f64);
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
    use crate::palette::STAGES;

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
