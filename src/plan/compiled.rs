//! A compiled scenario: slots instead of names, in the order in which the engine works.

use std::sync::Arc;

use crate::formula::Formula;
use crate::model::Calendar;
use crate::quantity::Family;
use crate::stats::Matrix;

/// The place of a quantity in a world's vector of numbers.
pub type Slot = usize;

/// A set of up to 64 states or options, one bit each.
pub type Mask = u64;

/// A scenario ready to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// First month and length.
    pub calendar: Calendar,
    /// Every quantity, drawn once a world.
    pub quantities: Vec<PlannedQuantity>,
    /// Quantities that move together; a quantity is in one group at most.
    pub correlated: Vec<PlannedCorrelation>,
    /// The tables on which options lie: one, unless plans were united.
    pub tables: Vec<Table>,
    /// Audiences, sorted by party and audience.
    pub audiences: Vec<PlannedAudience>,
    /// Factors, sorted.
    pub factors: Vec<PlannedFactor>,
    /// Processes, sorted.
    pub processes: Vec<PlannedProcess>,
    /// Shocks, sorted.
    pub shocks: Vec<PlannedShock>,
    /// For each window, sorted, and each month 1 … T whether it is open (index 0 is unused).
    pub windows: Vec<Vec<bool>>,
    /// Metrics, sorted; formulas after everything they use, see `metric_order`.
    pub metrics: Vec<PlannedMetric>,
    /// The order in which metrics are worked out.
    pub metric_order: Vec<usize>,
    /// The element of each score, by number (each counts how often its cap binds).
    pub scores: Vec<String>,
    /// The weights of drivers: slot, and whether the engine uses its logarithm.
    pub coefficients: Vec<(Slot, bool)>,
    /// For each sum of drivers, how many transitions have it.
    pub sums: Vec<usize>,
    /// For each hazard, how many transitions have it.
    pub hazards: Vec<usize>,
}

/// A table on which one option lies at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Ids of the options, sorted.
    pub options: Vec<String>,
    /// The option at the start.
    pub start: usize,
    /// The process whose state is the option on the table, and the option of each of its states.
    pub agenda: Option<(usize, Vec<usize>)>,
}

/// A quantity with its address.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedQuantity {
    /// Its dotted key.
    pub key: String,
    /// Its distribution.
    pub family: Family,
    /// How it follows from other quantities; none where it is drawn itself.
    pub derivation: Option<Derivation>,
    /// What it is in each world, from the first, where an experiment lays that down instead of drawing it.
    pub given: Option<Arc<[f64]>>,
}

/// A formula with the slot of each of its names; all of them come before the slot of the result.
#[derive(Debug, Clone, PartialEq)]
pub struct Derivation {
    /// The formula.
    pub formula: Formula,
    /// Its names and their slots.
    pub parts: Vec<(String, Slot)>,
}

/// Quantities that move together through normals of their own (a Gaussian copula).
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedCorrelation {
    /// Their dotted keys, sorted; also of those that no number of the plan needs.
    pub keys: Vec<String>,
    /// The correlations of their normals.
    pub normal: Matrix,
}

/// One reading, by slot.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Read {
    /// Level of a factor.
    Factor(usize),
    /// 1 in one of the states of a process.
    InState(usize, Mask),
    /// Trait column of a process; 0 in states that do not carry it.
    Trait(usize, usize),
    /// 1 in a window.
    Window(usize),
    /// 1 while one of the options is on the table.
    OnTable(usize, Mask),
    /// The acceptance of an audience, from 0 to 1; a process and the state in which it is taken to be.
    Acceptance(usize, Option<(usize, u8)>),
    /// The amount each option has of a term.
    Amount(usize, Vec<Option<Slot>>),
    /// Always 1.
    Always,
    /// Age of a process.
    MonthsIn(usize),
}

/// A driver: the product of its readings, times its weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Influence {
    /// Its id.
    pub id: String,
    /// What it reads.
    pub reads: Vec<Read>,
    /// The windows among them: while one is closed the value is 0.
    pub windows: Vec<usize>,
    /// Whether it reads the option on the table: it does not speak of the status quo.
    pub of_option: bool,
    /// Its weight (`times` or `adds`).
    pub weight: Slot,
    /// Whether the engine uses the logarithm of the weight.
    pub times: bool,
    /// The place of the weight in [`Plan::coefficients`].
    pub coefficient: usize,
}

/// Σ weight · value over drivers in id order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Score {
    /// The drivers, sorted.
    pub influences: Vec<Influence>,
    /// Its number, for counting how often the cap binds.
    pub number: usize,
    /// The number of its sum: scores of the same drivers have one, and it needs to be worked out once.
    pub sum: usize,
}

impl Score {
    /// No driver at all.
    pub fn is_empty(&self) -> bool {
        self.influences.is_empty()
    }
}

/// An audience.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedAudience {
    /// `party.audience`.
    pub id: String,
    /// The table it looks at.
    pub table: usize,
    /// For each option the points by term, in term order, then what its levels add together, by id.
    pub points: Vec<Vec<PlannedPoints>>,
    /// Reservation.
    pub reservation: Slot,
    /// Width.
    pub width: Slot,
    /// What adds points.
    pub adds: Score,
}

/// Points of one term under one option.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PlannedPoints {
    /// A number: of a level, or of the option as a whole.
    Level(Slot),
    /// `per_unit` · min(amount, saturation).
    PerUnit(Slot, Slot, Option<Slot>),
}

/// A factor.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedFactor {
    /// Its id.
    pub id: String,
    /// Level at month 0.
    pub start: Slot,
    /// Mean and half-life, or drift.
    pub motion: PlannedMotion,
    /// Swing.
    pub swing: Slot,
    /// Whether the swing is certainly 0: then no noise is drawn.
    pub still: bool,
    /// Bounds.
    pub min: f64,
    /// Bounds.
    pub max: f64,
    /// What adds to its mean or drift.
    pub adds: Score,
    /// Whether anything reads it; an unread factor is stepped only in a trace.
    pub read: bool,
    /// What states of processes add to it a year while they last: process, and amount by state.
    pub lasting: Vec<(usize, Vec<(usize, Slot)>)>,
    /// What strikes of shocks add to it: shock, amount.
    pub impulses: Vec<(usize, Slot)>,
}

/// How a factor moves.
#[derive(Debug, Clone, PartialEq)]
pub enum PlannedMotion {
    /// Mean, half-life.
    Reverting(Slot, Slot),
    /// Drift.
    Walk(Slot),
}

/// States that other processes must be in.
pub type Guard = Vec<(usize, Mask)>;

/// A process.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedProcess {
    /// Its id.
    pub id: String,
    /// States of the processes before it: where its own begin in a grid of all states.
    pub first_state: usize,
    /// Transitions of the processes before it.
    pub first_transition: usize,
    /// The state at month 0.
    pub start: usize,
    /// State ids, in the order of the file.
    pub states: Vec<String>,
    /// Trait ids, sorted: the columns.
    pub traits: Vec<String>,
    /// For each state the traits it draws.
    pub draws_on_entry: Vec<Vec<EntryDraw>>,
    /// All transitions, sorted by id.
    pub transitions: Vec<PlannedTransition>,
    /// For each state, its ballots, in id order.
    pub ballots_from: Vec<Vec<usize>>,
    /// For each state, its hazards, in id order.
    pub hazards_from: Vec<Vec<usize>>,
}

/// A trait drawn on entry of a state.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryDraw {
    /// The trait column.
    pub column: usize,
    /// The element name of its stream.
    pub element: String,
    /// Its distribution over paths.
    pub family: Family,
}

/// A transition.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedTransition {
    /// Its id.
    pub id: String,
    /// Where it leads.
    pub to: usize,
    /// States it leads out of.
    pub from: Mask,
    /// What makes it happen.
    pub trigger: PlannedTrigger,
    /// Multipliers.
    pub times: Score,
    /// Audiences, and whether their refusal (rather than consent) counts: `requires`, then `refused_by`, each sorted.
    pub consents: Vec<(usize, bool)>,
    /// Months that must have passed.
    pub not_before: u32,
    /// Where other processes must be.
    pub guard: Guard,
    /// The number of its hazard: transitions of the same rate, drivers and consents have one.
    pub hazard: usize,
}

/// What makes a transition happen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PlannedTrigger {
    /// Rate a year.
    PerYear(Slot),
    /// Chance a year.
    AnnualChance(Slot),
    /// Months, chance.
    At(Vec<u32>, Slot),
    /// Lag, chance.
    After(Slot, Slot),
}

/// A shock.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedShock {
    /// Its id.
    pub id: String,
    /// Rate a year, or chance a year.
    pub rate: PlannedTrigger,
    /// Multipliers.
    pub times: Score,
    /// The window it strikes in.
    pub window: Option<usize>,
    /// Where processes must be.
    pub guard: Guard,
    /// Moves it may force, sorted by id.
    pub forces: Vec<PlannedForce>,
}

/// A forced move.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedForce {
    /// Its id.
    pub id: String,
    /// The process.
    pub process: usize,
    /// States it is moved out of.
    pub from: Mask,
    /// State it is moved to.
    pub to: usize,
    /// Chance a strike.
    pub chance: Slot,
    /// Multipliers.
    pub times: Score,
}

/// A metric.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedMetric {
    /// Its id.
    pub id: String,
    /// How it is worked out.
    pub measure: PlannedMeasure,
}

/// How a metric is worked out.
#[derive(Debug, Clone, PartialEq)]
pub enum PlannedMeasure {
    /// Month first reached.
    FirstReached(usize, Mask),
    /// Months spent.
    MonthsIn(usize, Mask),
    /// The table, for each option the attributes that count; settled where.
    SumOf(usize, Vec<Vec<Slot>>, (usize, Mask)),
    /// A flow.
    Flow {
        /// Rate a year.
        rate: Slot,
        /// When.
        guard: Guard,
        /// Multipliers.
        times: Score,
        /// Discount a year.
        discount: Option<Slot>,
    },
    /// Points realised.
    PointsOf(usize, (usize, Mask)),
    /// Hikiwake index.
    Hikiwake {
        /// The two audiences.
        audiences: [usize; 2],
        /// Settled where.
        settled_in: (usize, Mask),
        /// Thresholds.
        tolerance: f64,
        /// Thresholds.
        even: f64,
        /// Thresholds.
        heavy: f64,
    },
    /// Arithmetic over other metrics: names are places in `Plan::metrics`.
    Formula(Formula, Vec<(String, usize)>),
    /// One that nobody asks for: no trial has a value.
    Unasked,
}

impl Plan {
    /// States of all processes together.
    pub fn all_states(&self) -> usize {
        self.processes.iter().map(|p| p.states.len()).sum()
    }

    /// Transitions of all processes together.
    pub fn all_transitions(&self) -> usize {
        self.processes.iter().map(|p| p.transitions.len()).sum()
    }
}

impl PlannedTransition {
    /// Whether it may be barred while its process is in a state that it leads out of.
    pub fn is_restricted(&self) -> bool {
        self.not_before > 0 || !self.guard.is_empty()
    }
}

impl PlannedMeasure {
    /// What multiplies it.
    pub(super) fn times(&self) -> Option<&Score> {
        match self {
            PlannedMeasure::Flow { times, .. } => Some(times),
            _ => None,
        }
    }
}
