//! Why a verb failed.

use crate::engine::ArithmeticError;
use crate::results::{DiskError, RunError};
use crate::scenario::Problems;
use crate::study;

/// Why a verb failed; each kind has its exit code.
pub enum Failure {
    /// The scenario is wrong.
    Scenario(Problems),
    /// The scenario would be wrong, and so was not written.
    Unwritten(Problems, String),
    /// The command line is wrong.
    Usage(String),
    /// The arithmetic failed.
    Arithmetic(String, ArithmeticError),
    /// A picture or a briefing could not be made.
    Picture(String),
    /// The disk failed.
    Disk(DiskError),
    /// A run folder cannot be used.
    Run(RunError),
    /// A run was made again and came out otherwise; what differs has been printed.
    NotReproduced,
    /// The reader went away.
    Output(std::io::Error),
    /// Ctrl-C.
    Interrupted,
    /// It is simulated in parts, and the share of this one is done.
    Divided,
}

impl From<DiskError> for Failure {
    fn from(error: DiskError) -> Failure {
        Failure::Disk(error)
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Failure {
        match error {
            RunError::Disk(error) => Failure::Disk(error),
            error => Failure::Run(error),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::Output(error)
    }
}

impl From<study::Error> for Failure {
    /// In words, with the way out on the command line.
    fn from(error: study::Error) -> Failure {
        let told = error.to_string();
        let usage = match error {
            study::Error::Scenario { problems, .. } => return Failure::Scenario(problems),
            study::Error::Arithmetic(scenario, error) => return Failure::Arithmetic(scenario, error),
            study::Error::Interrupted => return Failure::Interrupted,
            study::Error::Divided => return Failure::Divided,
            study::Error::Run(error) => return error.into(),
            study::Error::NoSeed { .. } => format!("{told}, or give --seed"),
            study::Error::Sizes(_) => {
                format!("{told}; give --seed, --worlds, --paths or --sampling, or run them one by one")
            }
            study::Error::Calendars(_) => {
                format!("{told}; set them against each other with --set as_of=…")
            }
            study::Error::Rule(_) => format!("--until: {told}"),
            study::Error::TooFewTrials { .. } => {
                format!("--at-most {told}; give fewer --worlds or --paths")
            }
            study::Error::Memory { .. } => format!(
                "{told}: take fewer --worlds (more --paths take none) or a lower --at-most, fewer files at once, or fewer --threads"
            ),
            study::Error::Trials { .. } => format!(
                "{told}: with --trials take fewer --worlds or --paths, a lower --at-most, or fewer files at once"
            ),
            study::Error::NoScenario | study::Error::NoEnding { .. } | study::Error::Unanswerable(_) => told,
        };
        Failure::Usage(usage)
    }
}
