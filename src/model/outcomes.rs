//! What is measured and reported.

use super::{Driver, Id, Quantity};
use crate::formula::Formula;

/// What is measured on each path.
#[derive(Debug, Clone)]
pub struct Metric {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// Its unit, for the reader.
    pub unit: String,
    /// How it is measured.
    pub measure: Measure,
}

/// States of one process.
#[derive(Debug, Clone, PartialEq)]
pub struct StateSet {
    /// The process.
    pub process: Id,
    /// Its states.
    pub states: Vec<Id>,
}

/// How a metric is measured (model.md §5.7).
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a scenario holds a handful; a box would hide the number")]
pub enum Measure {
    /// Month first reached.
    FirstReached(StateSet),
    /// Months spent.
    MonthsIn(StateSet),
    /// Sum of a term attribute.
    SumOf {
        /// The attribute.
        attribute: Id,
        /// Levels that count.
        levels: Vec<Id>,
        /// When it counts.
        settled_in: StateSet,
    },
    /// The amount of a numeric term.
    AmountOf {
        /// The term.
        term: Id,
        /// When it counts.
        settled_in: StateSet,
    },
    /// A flow.
    Flow {
        /// **Unit** per year.
        rate: Quantity,
        /// When it flows.
        only_while: Vec<(Id, Vec<Id>)>,
        /// Multipliers.
        drivers: Vec<Driver>,
        /// **Unit** per year.
        discount: Option<Quantity>,
    },
    /// Points realised by an audience.
    PointsOf {
        /// The audience.
        audience: Id,
        /// When there is a settlement.
        settled_in: StateSet,
    },
    /// The hikiwake index of two audiences.
    Hikiwake {
        /// The two audiences.
        audiences: [Id; 2],
        /// When there is a settlement.
        settled_in: StateSet,
        /// A shortfall that is still tolerated. **Unit** points.
        tolerance: f64,
        /// A gap that still counts as even. **Unit** points.
        even: f64,
        /// The loss beyond which it is ippon. **Unit** points.
        heavy: f64,
    },
    /// Arithmetic over other metrics.
    Formula(Formula),
}

/// What the table and the charts show.
#[derive(Debug, Clone)]
pub struct Report {
    /// The process whose end states are shown.
    pub process: Id,
    /// Groups of end states; the first is the headline.
    pub segments: Vec<Segment>,
    /// States whose cumulative chance is drawn.
    pub stages: Vec<Id>,
}

/// A group of end states.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// Its states.
    pub states: Vec<Id>,
    /// Its colour's meaning.
    pub tone: Tone,
}

/// The meaning of a segment's colour: how far the process came, not for whom that is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The outcome asked about.
    Reached,
    /// A weaker form of it, or a step on the way.
    Partial,
    /// Undecided.
    Open,
    /// Broken off.
    Broken,
}
