//! What kinds of number there are, and what each may be.

/// What kind of number stands at a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    /// For a message: "a chance".
    pub noun: &'static str,
    pub least: f64,
    /// Whether `least` itself is refused.
    pub above: bool,
    pub most: f64,
    /// Whether `most` itself is refused.
    pub below: bool,
    /// What to do about a number outside.
    pub way_out: &'static str,
}

const INF: f64 = f64::INFINITY;

/// A probability.
pub(super) const CHANCE: Kind = Kind {
    noun: "a chance",
    least: 0.0,
    above: false,
    most: 1.0,
    below: false,
    way_out: "a chance lies from 0 to 1: write 35 % as 0.35",
};
/// A probability a year, which must leave room for a finite rate.
pub(super) const ANNUAL_CHANCE: Kind = Kind {
    noun: "a chance a year",
    least: 0.0,
    above: false,
    most: 1.0,
    below: true,
    way_out: "a chance a year lies from 0 to below 1; what happens more than once a year has a rate: `per_year`",
};
/// Events a year.
pub(super) const RATE: Kind = Kind {
    noun: "a rate a year",
    least: 0.0,
    above: false,
    most: 1200.0,
    below: false,
    way_out: "a rate lies from 0 to 1200 a year",
};
/// Something that cannot be negative.
pub(super) const SIZE: Kind =
    Kind { noun: "this number", least: 0.0, above: false, most: INF, below: false, way_out: "" };
/// Something that must be more than nothing.
pub(super) const POSITIVE: Kind =
    Kind { noun: "this number", least: 0.0, above: true, most: INF, below: false, way_out: "" };
/// A multiplier.
pub(super) const MULTIPLIER: Kind = Kind {
    noun: "a multiplier",
    least: 0.0,
    above: true,
    most: INF,
    below: false,
    way_out: "a multiplier is more than 0: 2 doubles, 0.5 halves, 1 changes nothing",
};
/// Any number.
pub(super) const FREE: Kind =
    Kind { noun: "a number", least: -INF, above: false, most: INF, below: false, way_out: "" };

impl Kind {
    /// Whether it may be this number.
    pub(super) fn admits(&self, x: f64) -> bool {
        (x > self.least || (x == self.least && !self.above))
            && (x < self.most || (x == self.most && !self.below))
    }

    /// Its range in words.
    pub(super) fn range(&self) -> String {
        let open = |open: bool| if open { "above " } else { "" };
        match (self.least.is_finite(), self.most.is_finite()) {
            (true, true) => {
                format!("from {} to {}{}", self.least, if self.below { "below " } else { "" }, self.most)
            }
            (true, false) => {
                format!("{}{}{}", open(self.above), self.least, if self.above { "" } else { " or more" })
            }
            _ => "finite".into(),
        }
    }
}
