//! What happened on one path and why: written only when a single trial is replayed.

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The month.
    pub month: u32,
    /// The part of the month that had passed; 0 for a ballot.
    pub at: f64,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A shock struck.
    Strike {
        /// The shock's place in the plan.
        shock: usize,
        /// Strikes before this one.
        number: u32,
        /// Its rate a year in this month.
        per_year: f64,
        /// Its multipliers.
        drivers: Vec<Weight>,
    },
    /// A shock might have forced a move and did not.
    Withstood {
        /// The shock.
        shock: usize,
        /// The entry of its forces.
        force: usize,
        /// The chance that it would.
        chance: f64,
    },
    /// A process moved.
    Move {
        /// The process.
        process: usize,
        /// From this state.
        from: usize,
        /// To this state.
        to: usize,
        /// Why.
        cause: Cause,
    },
    /// A ballot was held and moved nothing.
    NoMajority {
        /// The process.
        process: usize,
        /// Its state.
        state: usize,
        /// What was decided on.
        candidates: Vec<Candidate>,
        /// The draw.
        draw: f64,
    },
}

/// Why a process moved.
#[derive(Debug, Clone, PartialEq)]
pub enum Cause {
    /// A hazard.
    Hazard {
        /// The transition.
        transition: usize,
        /// Its rate a year in this month.
        per_year: f64,
        /// Its base rate a year.
        base: f64,
        /// Its multipliers.
        drivers: Vec<Weight>,
        /// The consents that scale it.
        consents: Vec<Consent>,
    },
    /// A ballot.
    Ballot {
        /// The transition.
        transition: usize,
        /// All that was decided on.
        candidates: Vec<Candidate>,
        /// The draw.
        draw: f64,
    },
    /// A shock forced it.
    Forced {
        /// The shock.
        shock: usize,
        /// The entry of its forces.
        force: usize,
        /// The chance that it would.
        chance: f64,
    },
}

/// A driver at work.
#[derive(Debug, Clone, PartialEq)]
pub struct Weight {
    /// Its id.
    pub id: String,
    /// The value it read.
    pub value: f64,
    /// What it multiplied by.
    pub factor: f64,
}

/// An audience's part in a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Consent {
    /// The audience's place in the plan.
    pub audience: usize,
    /// Whether its refusal counts.
    pub refusal: bool,
    /// Its acceptance.
    pub acceptance: f64,
}

/// A transition that a ballot decides on.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The transition.
    pub transition: usize,
    /// Its chance.
    pub chance: f64,
    /// The consents that scale it.
    pub consents: Vec<Consent>,
}

/// A single trial, replayed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// What happened, in order.
    pub events: Vec<Event>,
    /// Level of each factor at the end of months 0 … T.
    pub factors: Vec<Vec<f64>>,
    /// State of each process at the end of months 0 … T.
    pub states: Vec<Vec<usize>>,
    /// The value of each metric; none where there is none.
    pub metrics: Vec<Option<f64>>,
    /// The band of each metric that has bands.
    pub bands: Vec<Option<usize>>,
}
