//! `hikiwake check`: every problem of scenario files at once.

use std::path::PathBuf;

use clap::Args;

use super::arguments::Allowed;
use super::failure::Failure;
use super::printer;
use crate::{ledger, report, scenario};

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

impl Check {
    /// Checks each file; fails with all problems of all files.
    pub fn run(self) -> Result<(), Failure> {
        let mut wrong = Vec::new();
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
                }
                Err(problems) => wrong.push(problems),
            }
        }
        let mut wrong = wrong.into_iter();
        let last = wrong.next_back();
        wrong.for_each(|problems| printer::problems(&problems));
        last.map_or(Ok(()), |problems| Err(Failure::Scenario(problems)))
    }
}
