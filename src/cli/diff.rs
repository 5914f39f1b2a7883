//! `hikiwake diff`: what was edited between two runs or scenarios, and what that moved.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::arguments::{Effort, Simulation};
use super::failure::Failure;
use super::terminal::Terminal;
use super::{folder, loading, pictures, printer};
use crate::draws::ENGINE_VERSION;
use crate::report::{self, Edited};
use crate::results::{self, SavedRun};
use crate::study::{Case, Study, edited, figures_of_edits};

/// As wide as the text of a commit message or a mail may be.
const WIDTH: usize = 78;

/// The verb.
#[derive(Args)]
pub struct Diff {
    /// A run folder or a scenario file: what was before
    before: PathBuf,
    /// A run folder or a scenario file: what is now
    after: PathBuf,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    pub(super) effort: Effort,
    /// What goes to standard output
    #[arg(long, value_enum, default_value_t = DiffFormat::Table)]
    format: DiffFormat,
    /// Draw the differences and what each edit did of them; into a file (.svg, .png; the second and later ones numbered) or a folder
    #[arg(long, value_name = "PLACE", value_parser = pictures::place)]
    chart: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// Plain text of at most 78 columns
    Table,
    /// For programs
    Json,
    /// Markdown
    Md,
}

/// One of the two.
struct Side {
    name: String,
    study: Study,
    /// Of a run: its engine.
    engine: Option<u32>,
}

impl Diff {
    /// Simulates both in the same worlds and tells edits, differences and shares.
    pub fn run(self) -> Result<(), Failure> {
        let watch = Terminal::new(self.effort.quiet);
        self.chart.as_deref().map(pictures::check).transpose()?;
        let (before, after) = (self.side(&self.before)?, self.side(&self.after)?);
        let (pairs, mut notes) = pairs(&before, &after);
        notes.extend(engines(&before, &after));
        let mut told = Vec::new();
        for &(a, b) in &pairs {
            let edited = edited([&before.name, &after.name], [a, b], &watch)?;
            // What concerns both sides as a whole is said once.
            let notes = std::mem::take(&mut notes).into_iter().chain(edited.notes).collect();
            told.push(Edited { notes, ..edited });
        }
        let text = match self.format {
            DiffFormat::Table => {
                let width = printer::width().min(WIDTH);
                told.iter().map(|edited| report::edits_text(edited, width)).collect::<Vec<_>>().join("\n")
            }
            DiffFormat::Md => told.iter().map(report::edits_markdown).collect::<Vec<_>>().join("\n"),
            DiffFormat::Json => report::edits_json(&told),
        };
        printer::results(&text)?;
        if let (Some(place), false) = (&self.chart, pairs.is_empty()) {
            let cases: Vec<&Case> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
            pictures::write(place, figures_of_edits(&told, &cases)?, self.effort.quiet)?;
        }
        Ok(())
    }

    fn side(&self, path: &Path) -> Result<Side, Failure> {
        let name = path.display().to_string();
        if path.is_dir() {
            let run = results::read(path)?;
            proven_scenarios(&run)?;
            let study = Study::of_run(&run, &self.simulation.layers())?;
            return Ok(Side { name, study, engine: Some(run.manifest.engine) });
        }
        let study = loading::load(&[path.to_path_buf()], &self.simulation, self.effort.quiet)?;
        Ok(Side { name, study, engine: None })
    }
}

/// Fails unless the scenarios of a run are those that were run.
fn proven_scenarios(run: &SavedRun) -> Result<(), Failure> {
    let files: Vec<&str> = run.manifest.scenarios.iter().map(|scenario| scenario.file.as_str()).collect();
    folder::proven(run, &files).map(drop)
}

/// Scenarios of one name, or the only one of each; and a note of those without a partner.
fn pairs<'s>(before: &'s Side, after: &'s Side) -> (Vec<(&'s Case, &'s Case)>, Vec<String>) {
    let mut notes = Vec::new();
    if let ([a], [b]) = (before.study.cases(), after.study.cases()) {
        return (vec![(a, b)], notes);
    }
    let partner =
        |case: &Case, side: &'s Side| side.study.cases().iter().find(|other| other.file == case.file);
    for (side, other) in [(before, after), (after, before)] {
        for case in side.study.cases().iter().filter(|case| partner(case, other).is_none()) {
            notes.push(format!("{} is only in {}.", case.file, side.name));
        }
    }
    (after.study.cases().iter().filter_map(|b| Some((partner(b, before)?, b))).collect(), notes)
}

fn engines(before: &Side, after: &Side) -> Vec<String> {
    let older = [before, after].into_iter().filter_map(|side| Some((side, side.engine?)));
    older
        .filter(|(_, engine)| *engine != ENGINE_VERSION)
        .map(|(side, engine)| {
            format!("{} was made by engine {engine}; here it is simulated anew by engine {ENGINE_VERSION}, so that only the edits differ.", side.name)
        })
        .collect()
}
