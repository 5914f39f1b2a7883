//! `hikiwake blockers`: who blocks which option, and where histories stop.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{Effort, Simulation};
use super::failure::Failure;
use super::inquiries::Telling;
use super::loading;
use super::terminal::Terminal;
use crate::model::Month;

/// The verb.
#[derive(Args)]
pub struct Blockers {
    /// Scenario files: of several the option of each, of one every option that may come on its table
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    /// The date at which acceptances are told beside those of the start, such as 2022-12 [default: the year's end nearest to the middle]
    #[arg(long, value_name = "MONTH", value_parser = month)]
    at: Option<Month>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    pub(super) effort: Effort,
    #[command(flatten)]
    telling: Telling,
}

fn month(text: &str) -> Result<Month, String> {
    let found = text.split_once('-').and_then(|(year, month)| {
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        (1..=12).contains(&month).then_some(Month { year, month })
    });
    found.ok_or_else(|| "write a month, such as 2022-12".into())
}

impl Blockers {
    /// Simulates and tells; writes no folder.
    pub fn run(self) -> Result<(), Failure> {
        let study = loading::load(&self.scenarios, &self.simulation, self.effort.quiet)?;
        let size = study.size()?;
        self.telling.check()?;
        let simulated = study.simulate_asking(self.at, size, &Terminal::new(self.effort.quiet))?;
        let digest = study.digest(size, None);
        match study.blockers(&simulated, &digest) {
            Some(inquiry) => self.telling.tell(&inquiry, &digest, self.effort.quiet),
            None => Ok(()),
        }
    }
}
