//! `hikiwake dispute`: two analysts disagree; which disagreement matters, and which are idle.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{Effort, Simulation};
use super::failure::Failure;
use super::inquiries::Telling;
use super::loading;
use super::terminal::Terminal;

/// The verb.
#[derive(Args)]
pub struct Dispute {
    /// The scenario of the first analyst
    first: PathBuf,
    /// The scenario of the second
    second: PathBuf,
    /// The outcome, as in outcomes.json or the end of its name [default: what the report tells first]
    #[arg(long, value_name = "OUTCOME")]
    of: Option<String>,
    /// The value that decides: whether the outcome lies above or below it is the verdict
    #[arg(long, value_name = "VALUE", allow_negative_numbers = true)]
    threshold: Option<f64>,
    /// The options, by id, among which the order decides: which comes first is the verdict
    #[arg(long, value_name = "OPTION,OPTION", value_delimiter = ',', conflicts_with = "threshold")]
    options: Vec<String>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    pub(super) effort: Effort,
    #[command(flatten)]
    telling: Telling,
}

impl Dispute {
    /// Simulates both and what lies between them in the same worlds, and tells what makes the difference; writes no folder.
    pub fn run(self) -> Result<(), Failure> {
        if self.options.len() == 1 {
            return Err(Failure::Usage("an order is one of two options at least: --options A,B".into()));
        }
        if self.threshold.is_some_and(|threshold| !threshold.is_finite()) {
            return Err(Failure::Usage("--threshold must be a number".into()));
        }
        let study = loading::load(&[self.first, self.second], &self.simulation, self.effort.quiet)?;
        let size = study.size()?;
        study.check_comparable()?;
        self.telling.check()?;
        let question = study.question(self.of.as_deref())?;
        let watch = Terminal::new(self.effort.quiet);
        let found = study.dispute(&question, self.threshold, &self.options, size, &watch)?;
        self.telling.tell(&found, &study.digest(size, None), self.effort.quiet)
    }
}
