//! Why a study came to nothing.

use std::fmt;

use super::memory;
use crate::disk;
use crate::engine::{ArithmeticError, Size};
use crate::results::RunError;
use crate::scenario::Problems;
use crate::words::thousands;

/// Why a study came to nothing. Its text is for people and ends without a full stop, so that a way out can be added.
#[derive(Debug)]
pub enum Error {
    /// A study is of one scenario at least.
    NoScenario,
    /// A scenario is not sound.
    Scenario {
        /// All that is wrong with it.
        problems: Problems,
        /// What is worth a word of the scenarios before it.
        before: Vec<Problems>,
    },
    /// Neither the scenario nor what was laid over it gives a seed.
    NoSeed {
        /// What the scenario is called in the results.
        file: String,
        /// Its name.
        name: String,
    },
    /// Scenarios of one study share seed, worlds, paths and sampling; these two do not.
    Sizes(Box<[(String, Size); 2]>),
    /// These two have other months, so that nothing of them can be set against each other.
    Calendars([String; 2]),
    /// A stop rule that is none, or none for these scenarios: why.
    Rule(String),
    /// A stop rule with fewer trials than a run begins with.
    TooFewTrials {
        /// The trials that it may take of each scenario.
        at_most: u64,
        /// Worlds of the first batch.
        batch: u32,
        /// Paths in each world.
        paths: u32,
    },
    /// The machine has less memory left.
    Memory {
        /// What it would take. **Unit** bytes.
        needed: u64,
        /// What is left. **Unit** bytes.
        free: u64,
        /// What should have been simulated.
        size: Size,
    },
    /// The table of all trials would be larger than a file of a run may be.
    Trials {
        /// Its rows.
        trials: u64,
        /// What it may take. **Unit** bytes.
        bytes: u64,
    },
    /// What was asked has no answer: why.
    Unanswerable(String),
    /// Nothing ends in such a state: what was asked for, and what there is or what may have been meant.
    NoEnding {
        /// What was asked for.
        wanted: String,
        /// What to write instead.
        way_out: String,
    },
    /// The arithmetic failed, in this scenario.
    Arithmetic(String, ArithmeticError),
    /// Whoever watches has stopped it.
    Interrupted,
    /// It is simulated in parts, and the share of this one is done.
    Divided,
    /// A run folder cannot be used.
    Run(RunError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoScenario => write!(f, "there is no scenario"),
            Error::Scenario { problems, .. } => write!(f, "{}", problems.render(false).trim_end()),
            Error::NoSeed { name, .. } => {
                write!(f, "`{name}` has no seed: write `seed = 1` (any whole number) into the file")
            }
            Error::Sizes(sizes) => {
                let [(a, of_a), (b, of_b)] = &**sizes;
                write!(
                    f,
                    "scenarios of one run share seed, worlds, paths and sampling: {a} has {} and {b} has {}",
                    told(*of_a),
                    told(*of_b)
                )
            }
            Error::Calendars([a, b]) => {
                write!(f, "{a} and {b} have different `as_of`, so they share no months")
            }
            Error::Rule(why) | Error::Unanswerable(why) => write!(f, "{why}"),
            Error::TooFewTrials { at_most, batch, paths } => {
                let trials = u64::from(*batch) * u64::from(*paths);
                write!(
                    f,
                    "{at_most} is less than the {batch} worlds × {paths} paths = {trials} trials that a run begins with"
                )
            }
            Error::Memory { needed, free, size } => write!(
                f,
                "{} worlds × {} paths take about {} of memory, and {} are free",
                size.worlds,
                size.paths,
                memory::in_words(*needed),
                memory::in_words(*free)
            ),
            Error::Trials { trials, bytes } => write!(
                f,
                "a table of {} trials may take {} MB, and a file of a run has at most {} MB",
                thousands(*trials),
                thousands(bytes >> 20),
                disk::LARGEST_OF_RUN >> 20
            ),
            Error::NoEnding { wanted, way_out } => write!(f, "nothing ends in `{wanted}`; {way_out}"),
            Error::Arithmetic(scenario, error) => {
                write!(f, "the arithmetic failed in {scenario}: {error}")
            }
            Error::Interrupted => write!(f, "interrupted"),
            Error::Divided => write!(f, "one part of several is done"),
            Error::Run(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<RunError> for Error {
    fn from(error: RunError) -> Error {
        Error::Run(error)
    }
}

fn told(size: Size) -> String {
    let sampling = size.design.sampling().name();
    format!("{}, {}, {}, {sampling}", size.seed, size.worlds, size.paths)
}
