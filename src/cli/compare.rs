//! `hikiwake compare`: scenarios against the first, in the same worlds.

use std::path::PathBuf;

use clap::Args;

use super::run::{Format, Run, interrupt_on_ctrl_c};
use super::{Effort, Failure, Simulation, printer};
use crate::{analysis, report};

/// The verb.
#[derive(Args)]
pub struct Compare {
    /// Scenario files; each is set against the first
    #[arg(required = true, num_args = 2..)]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    effort: Effort,
    /// What goes to standard output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

impl Compare {
    /// Simulates all in the same worlds and prints what differs; writes no folder.
    pub fn run(self) -> Result<(), Failure> {
        let interrupt = interrupt_on_ctrl_c();
        let cases = Run::load_all(&self.scenarios, &self.simulation, &self.effort)?;
        let size = Run::size(&self.simulation, &cases)?;
        let first = &cases[0].loaded.scenario;
        if let Some(other) = cases.iter().find(|c| c.loaded.scenario.calendar.as_of != first.calendar.as_of) {
            let (a, b) = (&cases[0].file, &other.file);
            return Err(Failure::Usage(format!(
                "{a} and {b} have different `as_of`, so they share no months; set them against each other with --set as_of=…"
            )));
        }
        let tallies = Run::simulate(&cases, size, &self.effort, &interrupt)?;
        let changes = Run::changes(&cases, &Run::samples(&cases, &tallies));
        if self.format == Format::Json {
            let outcomes: Vec<_> = cases
                .iter()
                .zip(&tallies)
                .map(|(case, tally)| {
                    analysis::summarise(&case.loaded.scenario, &case.plan, tally, &case.file)
                })
                .collect();
            let json = report::outcomes_json(&Run::digest(&cases, size, None), &outcomes, &changes);
            return Ok(printer::results(&json)?);
        }
        let pages: Vec<String> = cases[1..]
            .iter()
            .zip(&changes)
            .map(|(case, changes)| {
                let scenario = &case.loaded.scenario;
                let title =
                    format!("{} ({}) against {} ({})", scenario.name, case.file, first.name, cases[0].file);
                report::differences(&title, scenario, changes, printer::width())
            })
            .collect();
        Ok(printer::results(&pages.join("\n"))?)
    }
}
