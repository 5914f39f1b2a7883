//! `hikiwake compare`: scenarios against the first, in the same worlds.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{Effort, Format, Simulation};
use super::failure::Failure;
use super::terminal::Terminal;
use super::{loading, pictures, printer};
use crate::report;

/// The verb.
#[derive(Args)]
pub struct Compare {
    /// Scenario files; each is set against the first
    #[arg(required = true, num_args = 2..)]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    pub(super) effort: Effort,
    /// What goes to standard output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Draw the differences too: of two scenarios every chance that is told, of more the reported one; into a file (.svg, .png) or a folder
    #[arg(long, value_name = "PLACE", value_parser = pictures::place)]
    chart: Option<PathBuf>,
}

impl Compare {
    /// Simulates all in the same worlds and prints what differs; writes no folder.
    pub fn run(self) -> Result<(), Failure> {
        let study = loading::load(&self.scenarios, &self.simulation, self.effort.quiet)?;
        let size = study.size()?;
        study.check_comparable()?;
        self.chart.as_deref().map(pictures::check).transpose()?;
        let simulated = study.simulate(size, &Terminal::new(self.effort.quiet))?;
        let changes = study.changes(&simulated);
        if let Some(place) = &self.chart {
            pictures::write(place, study.figures_of_changes(&changes, size), self.effort.quiet)?;
        }
        if self.format == Format::Json {
            let outcomes = study.own_outcomes(&simulated);
            let json = report::outcomes_json(&study.digest(size, None), &outcomes, &changes);
            return Ok(printer::results(&json)?);
        }
        let [first, others @ ..] = study.cases() else { return Ok(()) };
        let page = |(case, changes)| {
            let case: &crate::study::Case = case;
            let (scenario, file) = (case.scenario(), &case.file);
            let against = format!("{} ({})", first.scenario().name, first.file);
            let title = format!("{} ({file}) against {against}", scenario.name);
            report::differences(&title, scenario, changes, printer::width())
        };
        let pages: Vec<String> = others.iter().zip(changes.iter().map(Vec::as_slice)).map(page).collect();
        Ok(printer::results(&pages.join("\n"))?)
    }
}
