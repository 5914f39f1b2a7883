//! What is looked for, and what was found.

use crate::discovery::{Limit, Tested};
use crate::model::Month;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// Worlds above this much of the outcome count, and others do not; none where each counts as much as it has.
    pub above: Option<f64>,
    /// Worlds in which the first scenario has more than the second.
    pub beats: bool,
    /// Single histories are looked at, with what has happened in them by the end of this month.
    pub events: Option<Month>,
    /// The least share of the worlds that a box holds. **Range** above 0 and up to ½.
    pub least: f64,
}

/// A box is told where worlds that it was not chosen on show it at least so clearly.
pub(super) const LEVEL: f64 = 0.01;

/// One box, with what is known of it.
pub(in crate::study) struct Boxed {
    pub(super) limits: Vec<Limit>,
    /// On the third worlds, those outside earlier boxes.
    pub(super) tested: Tested,
    /// The same of each scenario, where one is set against another.
    pub(super) sides: Vec<Tested>,
    /// By limit: the share of halves in which it comes back.
    pub(super) returns: Vec<f64>,
    /// By limit: the shares of the third worlds below its ends.
    pub(super) shares: Vec<[f64; 2]>,
}

/// A leaf of the tree, on the third worlds.
pub(in crate::study) struct Leaf {
    pub(super) limits: Vec<Limit>,
    pub(super) tested: Tested,
}

/// What a number of the response is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Measure {
    /// The share of histories that have the outcome.
    Chance,
    /// The share of worlds above a level.
    Above,
    /// The mean of a metric.
    Mean,
    /// The share of histories, or the mean, of the first scenario less that of the second.
    Difference,
}
