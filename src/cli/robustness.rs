//! `hikiwake robustness`: how sure the ranking of options is, over worlds.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{Effort, Simulation};
use super::failure::Failure;
use super::inquiries::Telling;
use super::loading;
use super::terminal::Terminal;
use crate::report::Inquiry;

/// The verb.
#[derive(Args)]
pub struct Robustness {
    /// Scenario files, an option each
    #[arg(required = true, num_args = 2..)]
    scenarios: Vec<PathBuf>,
    /// What they are ranked by, the more the better: a chance or mean by its name in outcomes.json or the end of it [default: the first end that the report tells]
    #[arg(long, value_name = "OUTCOME")]
    outcome: Option<String>,
    /// Tell in what share of worlds each has at least this much, in the outcome's unit, a chance from 0 to 1 [default: what the best has in the mean]
    #[arg(long, value_name = "LEVEL", allow_hyphen_values = true)]
    at_least: Option<f64>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    pub(super) effort: Effort,
    #[command(flatten)]
    telling: Telling,
}

impl Robustness {
    /// Simulates and tells; writes no folder.
    pub fn run(self) -> Result<(), Failure> {
        let study = loading::load(&self.scenarios, &self.simulation, self.effort.quiet)?;
        let size = study.size()?;
        let question = match &self.outcome {
            Some(name) => study.question(Some(name))?,
            None => study.ranked_by()?,
        };
        self.telling.check()?;
        let simulated = study.simulate_asking(None, size, &Terminal::new(self.effort.quiet))?;
        let digest = study.digest(size, None);
        let told = study.robustness(&simulated, &question, self.at_least, &digest).map_err(Failure::Usage)?;
        let tipping = study.tipping(&simulated, &question).ok();
        let all: Vec<Inquiry> = [told].into_iter().chain(tipping).collect();
        self.telling.tell_all(&all, &digest, self.effort.quiet)
    }
}
