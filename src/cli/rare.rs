//! `hikiwake rare`: the chance of an outcome that few trials come to.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{Effort, Simulation, whole};
use super::failure::Failure;
use super::inquiries::Telling;
use super::loading;
use super::terminal::Terminal;

/// The verb.
#[derive(Args)]
pub struct Rare {
    /// Scenario files; each by itself
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    /// Where a process comes: a state reached, a state at the end or a segment, by its name in outcomes.json or the end of it [default: what the report tells first]
    #[arg(long, value_name = "OUTCOME")]
    of: Option<String>,
    /// How many copies go on from each level in the place of a path that comes there, such as 25,2,1 [default: what a pilot with other draws finds]
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', value_parser = whole::<u32>(1..=1_000_000))]
    copies: Option<Vec<u32>>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    pub(super) effort: Effort,
    #[command(flatten)]
    telling: Telling,
}

impl Rare {
    /// Simulates and tells; writes no folder.
    pub fn run(self) -> Result<(), Failure> {
        let study = loading::load(&self.scenarios, &self.simulation, self.effort.quiet)?;
        let size = study.size()?;
        self.telling.check()?;
        let question = study.question(self.of.as_deref())?;
        let terminal = Terminal::new(self.effort.quiet);
        let found = study.rare(&question, self.copies.as_deref(), size, &terminal)?;
        self.telling.tell(&found, &study.digest(size, None), self.effort.quiet)
    }
}
