//! What moves: drivers, factors, processes and shocks.

use super::{Id, Quantity};

/// One influence: what it reads and how much it weighs.
#[derive(Debug, Clone)]
pub struct Driver {
    /// Its id within its element.
    pub id: Id,
    /// What it reads; several readings multiply.
    pub readings: Vec<Reading>,
    /// A multiplier per unit (`times`) or a summand per unit (`adds`), by where the driver stands.
    pub weight: Quantity,
}

/// One thing a driver reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A factor's level.
    Factor(Id),
    /// 1 in one of these states.
    InState {
        /// The process.
        process: Id,
        /// Its states.
        states: Vec<Id>,
    },
    /// A trait drawn on entry of the current state.
    Trait {
        /// The process.
        process: Id,
        /// The trait.
        name: Id,
    },
    /// 1 inside a window.
    Window(Id),
    /// 1 while one of these options is on the table.
    OnTable(Vec<Id>),
    /// 1 if the option on the table has one of these levels.
    Level {
        /// The term.
        term: Id,
        /// The levels.
        levels: Vec<Id>,
    },
    /// The amount the option on the table has of a numeric term.
    Amount(Id),
    /// Months since the process entered its current state.
    MonthsIn(Id),
    /// The acceptance of the option on the table by an audience, from 0 to 1.
    Acceptance {
        /// The audience.
        audience: Id,
        /// A process and the state in which it is taken to be: what the audience would say then.
        as_if: Option<(Id, Id)>,
    },
}

/// What drifts month by month.
#[derive(Debug, Clone)]
pub struct Factor {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// What its levels mean, in words; empty where the file does not say.
    pub meaning: String,
    /// Level at month 0.
    pub start: Quantity,
    /// How it moves.
    pub motion: Motion,
    /// Stationary standard deviation, or per square root of a year for a walk. **Range** ≥ 0.
    pub swing: Quantity,
    /// Lowest level.
    pub min: Option<f64>,
    /// Highest level.
    pub max: Option<f64>,
    /// What adds to its mean (or to the drift of a walk).
    pub drivers: Vec<Driver>,
}

/// How a factor moves.
#[derive(Debug, Clone)]
pub enum Motion {
    /// Back towards a mean.
    Reverting {
        /// The mean.
        mean: Quantity,
        /// **Unit** months. **Range** > 0.
        half_life: Quantity,
    },
    /// A random walk.
    Walk {
        /// **Unit** levels a year.
        drift: Quantity,
    },
}

/// What jumps between named states.
#[derive(Debug, Clone)]
pub struct Process {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// Whether its state is the option on the table.
    pub agenda: bool,
    /// The state at month 0.
    pub start: Id,
    /// Its states, in the order of the file.
    pub states: Vec<State>,
    /// Its transitions.
    pub transitions: Vec<Transition>,
}

impl Process {
    /// The state with this id.
    pub fn state(&self, id: &str) -> Option<&State> {
        self.states.iter().find(|s| s.id == id)
    }
}

/// A state of a process.
#[derive(Debug, Clone)]
pub struct State {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// No way out.
    pub absorbing: bool,
    /// Drawn afresh on each entry, by path.
    pub traits: Vec<(Id, Quantity)>,
    /// Impulses on factors while it lasts. **Unit** levels a year.
    pub while_here: Vec<(Id, Quantity)>,
}

/// A way from one state to another.
#[derive(Debug, Clone)]
pub struct Transition {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// The states it leads out of.
    pub from: Vec<Id>,
    /// The state it leads to.
    pub to: Id,
    /// What makes it happen.
    pub trigger: Trigger,
    /// Multipliers.
    pub drivers: Vec<Driver>,
    /// Audiences whose acceptance scales it.
    pub requires: Vec<Id>,
    /// Audiences whose refusal scales it.
    pub refused_by: Vec<Id>,
    /// Months that must have passed in the state.
    pub not_before: u32,
    /// States that other processes must be in.
    pub only_while: Vec<(Id, Vec<Id>)>,
}

/// A rate, given as such or as a chance a year.
#[derive(Debug, Clone)]
pub enum Rate {
    /// **Unit** per year.
    PerYear(Quantity),
    /// A chance a year p, standing for the rate −ln(1 − p).
    AnnualChance(Quantity),
}

/// What makes a transition happen.
#[derive(Debug, Clone)]
pub enum Trigger {
    /// A hazard.
    Hazard(Rate),
    /// In these simulated months, with a chance.
    At {
        /// Simulated months, rising.
        months: Vec<u32>,
        /// The chance.
        chance: Quantity,
    },
    /// So long after entry, with a chance.
    After {
        /// **Unit** months.
        months: Quantity,
        /// The chance.
        chance: Quantity,
    },
}

/// What strikes.
#[derive(Debug, Clone)]
pub struct Shock {
    /// Its id.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// How often.
    pub rate: Rate,
    /// Multipliers of the rate.
    pub drivers: Vec<Driver>,
    /// Strikes only in this window.
    pub window: Option<Id>,
    /// Strikes only while other processes are in these states.
    pub only_while: Vec<(Id, Vec<Id>)>,
    /// Impulses on factors.
    pub impulses: Vec<(Id, Quantity)>,
    /// Moves it may force.
    pub forces: Vec<Force>,
}

/// A move that a shock may force.
#[derive(Debug, Clone)]
pub struct Force {
    /// Its id within the shock.
    pub id: Id,
    /// The process moved.
    pub process: Id,
    /// The states it is moved out of.
    pub from: Vec<Id>,
    /// The state it is moved to.
    pub to: Id,
    /// The chance for each strike.
    pub chance: Quantity,
    /// Multipliers of the chance.
    pub drivers: Vec<Driver>,
}
