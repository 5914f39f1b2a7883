//! What kinds of number there are, and what each may be.

use super::syntax::{Counted, percent_as_share};
use crate::quantity::Family;

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
    /// Whether `{ p50 = 30, within = 8 }` may stand for it.
    pub within: bool,
    /// What to do about a number outside.
    pub way_out: &'static str,
    /// From where to where a number in earnest lies. Ends of a distribution that it has none of are held to its 0.1 % and 99.9 % points.
    pub plausible: [f64; 2],
}

const INF: f64 = f64::INFINITY;

/// Beyond this an amount is a slip of the pen, and whole numbers are no longer told apart.
const LARGE: f64 = 1e15;
/// Points beyond this mean no more than "always" or "never", and levels, months and multipliers nothing.
const MANY: f64 = 1e9;
/// A positive number below this is nothing.
const TINY: f64 = 1e-9;

/// A number of any sign: how it is called, and how large it may be in earnest.
const fn signed(noun: &'static str, most: f64) -> Kind {
    Kind {
        noun,
        least: -INF,
        above: false,
        most: INF,
        below: false,
        within: false,
        way_out: "",
        plausible: [-most, most],
    }
}

/// A number that is not negative.
const fn size(noun: &'static str, most: f64) -> Kind {
    Kind { least: 0.0, plausible: [0.0, most], ..signed(noun, most) }
}

/// A number above 0.
const fn positive(noun: &'static str, most: f64) -> Kind {
    Kind { above: true, plausible: [TINY, most], ..size(noun, most) }
}

/// A probability.
pub(super) const CHANCE: Kind = Kind {
    most: 1.0,
    way_out: "a chance lies from 0 to 1: write 35 % as 0.35, or as { value = 35, unit = \"%\" }",
    ..size("a chance", 1.0)
};
/// A probability a year, which must leave room for a finite rate.
pub(super) const ANNUAL_CHANCE: Kind = Kind {
    most: 1.0,
    below: true,
    way_out: "a chance a year lies from 0 to below 1; what happens more than once a year has no chance but a rate: so many times a year in `per_year`",
    ..size("a chance a year", 1.0)
};
/// Events a year.
pub(super) const RATE: Kind =
    Kind { most: 1200.0, way_out: "a rate lies from 0 to 1200 a year", ..size("a rate a year", MANY) };
/// A multiplier.
pub(super) const MULTIPLIER: Kind = Kind {
    way_out: "a multiplier is more than 0: 2 doubles, 0.5 halves, 1 changes nothing",
    ..positive("a multiplier", MANY)
};
/// A level of a factor, or a step on it.
pub(super) const LEVEL: Kind = signed("a level", MANY);
/// Levels a year.
pub(super) const DRIFT: Kind = signed("a drift a year", MANY);
/// The spread of a factor.
pub(super) const SWING: Kind = size("a swing", MANY);
/// Points of an audience: a reservation, the worth of a level, what a driver adds.
pub(super) const POINTS: Kind = signed("a number of points", MANY);
/// How acceptable a package is: its median lies from 0 to 100, its tails may reach beyond.
pub(super) const ACCEPTABILITY: Kind = Kind { within: true, ..signed("an acceptability", 300.0) };
/// What a change adds to it.
pub(super) const DIFFERENCE: Kind = Kind { within: true, ..signed("a difference of acceptability", 300.0) };
/// Points for each unit of a numeric term.
pub(super) const POINTS_PER_UNIT: Kind = signed("a number of points per unit", MANY);
/// What a driver adds.
pub(super) const SUMMAND: Kind = signed("what a driver adds", MANY);
/// The width of an acceptance.
pub(super) const WIDTH: Kind = positive("a width", MANY);
/// The half-life of a deviation.
pub(super) const HALF_LIFE: Kind = positive("a half-life in months", MANY);
/// Months after entry.
pub(super) const LAG: Kind = size("a number of months", MANY);
/// An amount of a numeric term.
pub(super) const AMOUNT: Kind = size("an amount", LARGE);
/// A flow a year.
pub(super) const FLOW: Kind = size("a flow a year", LARGE);
/// An attribute of a term.
pub(super) const ATTRIBUTE: Kind = signed("an attribute", LARGE);
/// A trait of a state.
pub(super) const TRAIT: Kind = signed("a trait", MANY);
/// A certain number of points beside a metric.
pub(super) const TOLERANCE: Kind = size("a number of points", MANY);

impl Kind {
    /// Whether it may be this number.
    pub(super) fn admits(&self, x: f64) -> bool {
        (x > self.least || (x == self.least && !self.above))
            && (x < self.most || (x == self.most && !self.below))
    }

    /// What it counts, as far as it tells.
    pub(super) fn counted(&self) -> Counted {
        let points = [POINTS.noun, ACCEPTABILITY.noun, DIFFERENCE.noun];
        match self.noun {
            noun if points.contains(&noun) => Counted::Points,
            _ if self.most == 1.0 || self.noun == RATE.noun || self.noun == MULTIPLIER.noun => {
                Counted::Shares
            }
            _ => Counted::Unknown,
        }
    }

    /// What to do about a number outside: one above 1 and up to 100 where a chance belongs is a percentage.
    pub(super) fn way_out_of(&self, x: f64) -> String {
        let Some(share) = self.as_percentage(x) else { return self.way_out.into() };
        let more = match self.below {
            true => {
                "; what happens more than once a year has no chance but a rate: so many times a year in `per_year`"
            }
            false => "",
        };
        format!("if {x} % is meant, write {share}, or {{ value = {x}, unit = \"%\" }}{more}")
    }

    /// What to do about a bound outside.
    pub(super) fn way_out_as_bound(&self, x: f64) -> String {
        match self.as_percentage(x) {
            Some(share) => format!("if {x} % is meant, write {share}; a bound lies {}", self.range()),
            None => format!("a bound lies {}, or is left out", self.range()),
        }
    }

    /// The share that a percentage is, where a chance belongs and a number can be meant as one.
    pub(super) fn as_percentage(&self, x: f64) -> Option<String> {
        let is_one = self.most == 1.0 && x > 1.0 && (x < 100.0 || x == 100.0 && !self.below);
        is_one.then(|| percent_as_share(&x.to_string()))
    }

    /// What of a number in earnest is too far out: the end that is, and where it lies.
    pub(super) fn beyond(&self, family: &Family) -> Option<f64> {
        /// The share of draws that a tail without end may have beyond.
        const TAIL: f64 = 1e-3;
        let (low, high) = family.support();
        let [least, most] = self.plausible;
        if self.above {
            // What must be above 0 may come near it, but not as a rule.
            let middle = if low < least { family.quantile(0.5) } else { low };
            if middle < least {
                return Some(middle);
            }
        } else if low < least {
            let end = if low.is_infinite() { family.quantile(TAIL) } else { low };
            if end < least {
                return Some(end);
            }
        }
        if high > most {
            let end = if high.is_infinite() { family.quantile(1.0 - TAIL) } else { high };
            return (end > most).then_some(end);
        }
        None
    }

    /// The range of a number in earnest, in words.
    pub(super) fn plausible_range(&self) -> String {
        format!("from {} to {}", told(self.plausible[0]), told(self.plausible[1]))
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

/// A bound in words.
fn told(x: f64) -> String {
    if x != 0.0 && !(1e-3..1e5).contains(&x.abs()) {
        format!("{x:e}").replace('-', "−")
    } else {
        x.to_string()
    }
}
