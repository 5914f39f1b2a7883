//! `hikiwake discover`: in which worlds does it work?

use std::path::PathBuf;

use clap::Args;

use super::arguments::{Effort, Simulation};
use super::failure::Failure;
use super::inquiries::Telling;
use super::loading;
use super::terminal::Terminal;
use crate::model::Month;
use crate::study::Wanted;

/// The verb.
#[derive(Args)]
pub struct Discover {
    /// A scenario file; with --beats two
    #[arg(required = true, num_args = 1..=2)]
    scenarios: Vec<PathBuf>,
    /// What there is more of: a chance or mean by its name in outcomes.json or the end of it [default: what the report tells first]
    #[arg(long, value_name = "OUTCOME")]
    of: Option<String>,
    /// Look for worlds above this much of it, in its unit, a chance from 0 to 1 [default: each world counts as much as it has]
    #[arg(long, value_name = "LEVEL", allow_hyphen_values = true, conflicts_with_all = ["beats", "with_events"])]
    above: Option<f64>,
    /// Look for worlds in which the first scenario has more of it than the second
    #[arg(long, conflicts_with = "with_events")]
    beats: bool,
    /// Look at single histories, also with what has happened in them by the end of this month, such as 2020-12
    #[arg(long, value_name = "MONTH", value_parser = super::arguments::month)]
    with_events: Option<Month>,
    /// The least share of worlds that a box holds
    #[arg(long, value_name = "SHARE", default_value_t = 0.05, value_parser = share)]
    least: f64,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    pub(super) effort: Effort,
    #[command(flatten)]
    telling: Telling,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| *share >= 0.01 && *share <= 0.5);
    share.ok_or_else(|| "write a share of the worlds from 0.01 to 0.5".into())
}

impl Discover {
    /// Simulates, looks and tells; writes no folder.
    pub fn run(self) -> Result<(), Failure> {
        let study = loading::load(&self.scenarios, &self.simulation, self.effort.quiet)?;
        let size = study.size()?;
        let question = study.question(self.of.as_deref())?;
        self.telling.check()?;
        let wanted =
            Wanted { above: self.above, beats: self.beats, events: self.with_events, least: self.least };
        let inquiry = study.discover(&question, wanted, size, &Terminal::new(self.effort.quiet))?;
        self.telling.tell(&inquiry, &study.digest(size, None), self.effort.quiet)
    }
}
