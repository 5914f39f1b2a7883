//! `hikiwake check`: every problem of scenario files at once.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Allowed;
use super::failure::Failure;
use super::printer;
use super::terminal::Terminal;
use crate::engine::Size;
use crate::scenario::{self, Loaded};
use crate::study::{Case, Study};
use crate::{ledger, report};

/// The verb.
#[derive(Args)]
pub struct Check {
    /// Scenario files
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    /// Also what the table of acceptability comes to: judged, fitted, what is left open, which orders cost, what is traded
    #[arg(long)]
    fit: bool,
    /// Lay a value over each file, as `run` does (may be repeated)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    #[command(flatten)]
    allowed: Allowed,
}

/// How many worlds and paths tell whether what is expected comes out.
const GLANCE: (u32, u32) = (200, 25);

/// What is expected of a scenario beside what a small run gives; nothing where nothing is expected.
fn expected(path: &Path, loaded: Loaded) -> Result<String, Failure> {
    let scenario = &loaded.scenario;
    if scenario.expected().next().is_none() {
        return Ok(String::new());
    }
    let file = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let study = Study::of(vec![Case::new(file, loaded)])?;
    let (worlds, paths) = GLANCE;
    let sampling = study.cases()[0].scenario().sampling;
    let size = Size::new(study.cases()[0].scenario().seed.unwrap_or_default(), worlds, paths, sampling);
    let estimates = study.estimates(&study.simulate(size, &Terminal::new(true))?);
    let scenario = study.cases()[0].scenario();
    let file = path.display().to_string();
    let told = report::expectations(scenario, &estimates.outcomes[0], &file, printer::width());
    Ok(format!("\n{told}"))
}

impl Check {
    /// Checks each file; fails with all problems of all files.
    pub fn run(self) -> Result<(), Failure> {
        let (mut wrong, mut sound) = (Vec::new(), Vec::new());
        for path in &self.scenarios {
            match scenario::load_within(path, &self.sets, &self.allowed.reach()) {
                Ok(loaded) => {
                    if !loaded.warnings.is_empty() {
                        printer::problems(&loaded.warnings);
                    }
                    let line = format!("{}: {}, no errors\n", path.display(), loaded.scenario.name);
                    printer::results(&line)?;
                    if self.fit {
                        let check = ledger::fit_check(&loaded.scenario);
                        printer::results(&format!("\n{}\n", report::fit_text(&check, printer::width())))?;
                    }
                    sound.push((path, loaded));
                }
                Err(problems) => wrong.push(problems),
            }
        }
        let mut wrong = wrong.into_iter();
        let last = wrong.next_back();
        wrong.for_each(|problems| printer::problems(&problems));
        if let Some(problems) = last {
            return Err(Failure::Scenario(problems));
        }
        // What may take a moment, or fail, comes after every problem has been told.
        for (path, loaded) in sound {
            printer::results(&expected(path, loaded)?)?;
        }
        Ok(())
    }
}
