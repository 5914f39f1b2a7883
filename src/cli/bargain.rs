//! `hikiwake bargain`: is there a deal?

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::arguments::{Effort, Simulation, month, whole};
use super::beside::from_beside;
use super::divided::{self, Divisible, Parting, option};
use super::failure::Failure;
use super::inquiries::Telling;
use super::printer;
use crate::model::{DisagreementPoint, Month};
use crate::report::Inquiry;
use crate::study::{AskedOfBargain, Deal, Study, Watch};

/// The verb.
#[derive(Args)]
pub struct Bargain {
    /// A scenario file whose option stays on the table
    scenario: PathBuf,
    /// Who bargains, such as upland.cabinet lowland.council [default: what the file says, else the first of each party that a step of the settlement asks]
    #[arg(long, value_name = "AUDIENCE", num_args = 1..)]
    parties: Vec<String>,
    /// Who else must accept; `nobody` for none [default: what the file says, else all whom a step of the settlement asks]
    #[arg(long, value_name = "AUDIENCE", num_args = 1..)]
    must_accept: Option<Vec<String>>,
    /// When: the end of a month, such as 2018-09, over the first path of each world [default: the start]
    #[arg(long, value_name = "MONTH", value_parser = month)]
    at: Option<Month>,
    /// What gains are counted from [default: what the file says, else the reservation]
    #[arg(long, value_enum)]
    disagreement: Option<From>,
    /// How many of the best packages are told
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = whole::<u16>(1..=1000))]
    top: u16,
    /// Write one of the best packages as a scenario that extends this one
    #[arg(long, value_name = "FILE", conflicts_with = "part")]
    write: Option<PathBuf>,
    /// Which of them is written
    #[arg(long, value_name = "N", default_value_t = 1, requires = "write")]
    package: usize,
    /// Simulate so many of the best packages beside the named options, in the same worlds
    #[arg(long, value_name = "N", default_value_t = 0)]
    simulate: u16,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    parting: Parting,
    #[command(flatten)]
    pub(super) effort: Effort,
    #[command(flatten)]
    telling: Telling,
}

/// What gains are counted from.
#[derive(Clone, Copy, ValueEnum)]
enum From {
    /// What each would just accept
    Reservation,
    /// What each makes of the status quo
    StatusQuo,
}

impl Bargain {
    /// Searches and tells; writes no folder.
    pub fn run(self) -> Result<(), Failure> {
        divided::run(&self, &self.parting, &self.telling, self.effort.quiet)
    }

    /// Writes a package into a file that is not there yet.
    fn written(&self, file: &Path, deals: &[Deal]) -> Result<(), Failure> {
        let Some(deal) = self.package.checked_sub(1).and_then(|place| deals.get(place)) else {
            return Err(Failure::Usage(format!(
                "there is no package {}; {} were found (--top tells how many are)",
                self.package,
                deals.len()
            )));
        };
        if file.exists() {
            return Err(Failure::Usage(format!("{} is there already; name another file", file.display())));
        }
        let extends = from_beside(file, &self.scenario)
            .map_err(|why| Failure::Usage(format!("{} cannot be written: {why}", file.display())))?;
        fs::write(file, deal.file(&extends))
            .map_err(|why| Failure::Usage(format!("{} cannot be written: {why}", file.display())))?;
        if !self.effort.quiet {
            printer::message("note", &format!("{} written: {}", file.display(), deal.summary));
        }
        Ok(())
    }

    /// Puts the best packages and the named options through the engine, each on the table of the scenario.
    fn simulated(&self, inquiry: &mut Inquiry, deals: &[Deal], watch: &dyn Watch) -> Result<(), Failure> {
        let (layers, reach) = (self.simulation.layers(), self.simulation.allowed.reach());
        let together = Study::load_deals(&self.scenario, &layers, &reach, deals)?;
        let size = together.size()?;
        together.tell_deals(inquiry, size, watch)?;
        Ok(())
    }
}

impl Divisible for Bargain {
    const VERB: &'static str = "bargain";

    fn scenarios(&self) -> &[PathBuf] {
        std::slice::from_ref(&self.scenario)
    }

    fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    fn asked(&self) -> Vec<String> {
        let parties = self.parties.iter().map(|who| option("parties", who));
        let others = self.must_accept.iter().flatten().map(|who| option("must-accept", who));
        let at = self.at.iter().map(|at| option("at", at));
        let from = self.disagreement.and_then(|from| from.to_possible_value());
        let from = from.iter().map(|from| option("disagreement", from.get_name()));
        let numbers = [option("top", self.top), option("simulate", self.simulate)];
        parties.chain(others).chain(at).chain(from).chain(numbers).collect()
    }

    /// The search is the same for all parts, and not split: each of them does it, and a share of the simulations.
    fn find(&self, study: &Study, watch: &dyn Watch) -> Result<Inquiry, Failure> {
        if watch.divided().is_some() && self.simulate == 0 {
            return Err(Failure::Usage(
                "only what --simulate asks for can be split; without it, leave out --part".into(),
            ));
        }
        let must_accept = self.must_accept.clone().map(|who| match who.as_slice() {
            [nobody] if nobody == "nobody" => Vec::new(),
            _ => who,
        });
        let asked = AskedOfBargain {
            parties: self.parties.clone(),
            must_accept,
            at: self.at,
            disagreement: self.disagreement.map(|from| match from {
                From::Reservation => DisagreementPoint::Reservation,
                From::StatusQuo => DisagreementPoint::StatusQuo,
            }),
            top: usize::from(self.top.max(self.simulate)),
        };
        let (mut inquiry, deals) = study.bargain(&asked, study.size()?, watch)?;
        if let Some(file) = &self.write {
            self.written(file, &deals)?;
        }
        if self.simulate > 0 {
            let n = usize::from(self.simulate).min(deals.len());
            self.simulated(&mut inquiry, &deals[..n], watch)?;
        }
        Ok(inquiry)
    }
}
