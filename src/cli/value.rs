//! `hikiwake value`: what is worth finding out before one chooses?

use std::path::PathBuf;

use clap::Args;

use super::arguments::{Effort, Simulation};
use super::failure::Failure;
use super::inquiries::Telling;
use super::loading;
use super::terminal::Terminal;

/// The verb.
#[derive(Args)]
pub struct Worth {
    /// Scenario files, an option each
    #[arg(required = true, num_args = 2..)]
    scenarios: Vec<PathBuf>,
    /// What options are weighed by, the more the better: a chance or mean by its name in outcomes.json or the end of it [default: the objective of the scenarios, else what the report tells first]
    #[arg(long, value_name = "OUTCOME")]
    of: Option<String>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    pub(super) effort: Effort,
    #[command(flatten)]
    telling: Telling,
}

impl Worth {
    /// Simulates and tells; writes no folder.
    pub fn run(self) -> Result<(), Failure> {
        let study = loading::load(&self.scenarios, &self.simulation, self.effort.quiet)?;
        let size = study.size()?;
        study.check_comparable()?;
        self.telling.check()?;
        let inquiry = study.value(self.of.as_deref(), size, &Terminal::new(self.effort.quiet))?;
        self.telling.tell(&inquiry, &study.digest(size, None), self.effort.quiet)
    }
}
