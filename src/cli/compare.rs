//! `hikiwake compare`: scenarios against the first, in the same worlds.

use std::path::PathBuf;

use clap::Args;

use super::run::{Case, Format, Run};
use super::{Effort, Failure, Simulation, chart, interruption, printer};
use crate::analysis::Change;
use crate::engine::Size;
use crate::figures::{self, Compared, Figure, Provenance};
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
    pub(super) effort: Effort,
    /// What goes to standard output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Draw the differences too: of two scenarios every chance that is told, of more the reported one; into a file (.svg, .png) or a folder
    #[arg(long, value_name = "PLACE", value_parser = chart::place)]
    chart: Option<PathBuf>,
}

impl Compare {
    /// Simulates all in the same worlds and prints what differs; writes no folder.
    pub fn run(self) -> Result<(), Failure> {
        let interrupt = interruption::flag();
        let cases = Run::load_all(&self.scenarios, &self.simulation, &self.effort)?;
        let size = Run::size(&self.simulation, &cases)?;
        let first = &cases[0].loaded.scenario;
        if let Some(other) = cases.iter().find(|c| c.loaded.scenario.calendar.as_of != first.calendar.as_of) {
            let (a, b) = (&cases[0].file, &other.file);
            return Err(Failure::Usage(format!(
                "{a} and {b} have different `as_of`, so they share no months; set them against each other with --set as_of=…"
            )));
        }
        self.chart.as_deref().map(chart::check).transpose()?;
        let tallies = Run::simulate(&cases, size, &self.effort, interrupt)?;
        let changes = Run::changes(&cases, &Run::samples(&cases, &tallies), tallies[0].size);
        if let Some(place) = &self.chart {
            chart::write(place, figures(&cases, &changes, size), self.effort.quiet)?;
        }
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

/// Of two scenarios every chance that is told, of more the reported one.
fn figures(cases: &[Case], changes: &[Vec<Change>], size: Size) -> Vec<Figure> {
    let digest = Run::digest(cases, size, None);
    let scenario = |place: usize| &cases[place].loaded.scenario;
    let figure = match (cases, changes) {
        ([first, second], [changes]) => {
            let sides = [first, second].map(|case| case.loaded.scenario.name.clone());
            let told = report::worth_telling(scenario(1), changes);
            let provenance = Provenance::new(sides.join(" → "), digest, size);
            figures::of_outcomes(scenario(1), &sides, &told, provenance)
        }
        _ => {
            let names = (1..cases.len()).map(|place| scenario(place).name.as_str());
            let rows: Vec<(&str, &[Change])> = names.zip(changes.iter().map(Vec::as_slice)).collect();
            let sides = [scenario(0).name.clone(), "the others".to_string()];
            let provenance = Provenance::new(format!("{} scenarios", cases.len()), digest, size);
            figures::of_headline(Compared::Scenarios, scenario(0), &sides, &rows, provenance)
        }
    };
    figure.into_iter().collect()
}
