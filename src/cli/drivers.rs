//! `hikiwake drivers`: which assumptions move an outcome.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::arguments::{Effort, Simulation, whole};
use super::divided::{self, Divisible, Parting, option};
use super::failure::Failure;
use super::inquiries::Telling;
use crate::analysis::drivers::{By, Method};
use crate::ledger::{Ledger, ledger};
use crate::report::{self, Inquiry};
use crate::study::{AskedOfDrivers, Study, Watch};

/// The verb.
#[derive(Args)]
pub struct Drivers {
    /// A scenario file; or two, for what moves the difference of the second from the first
    #[arg(required = true, num_args = 1..=2)]
    scenarios: Vec<PathBuf>,
    /// The outcome: a name in outcomes.json or its end [default: what the report tells first, unless it is too rare]
    #[arg(long, value_name = "OUTCOME")]
    of: Option<String>,
    /// How influence is measured
    #[arg(long, value_enum, default_value_t = MethodWord::Given)]
    method: MethodWord,
    /// What is taken together as one
    #[arg(long, value_enum, default_value_t = ByWord::Quantity)]
    by: ByWord,
    /// How many of the most influential are looked at one by one with sobol and shapley, at the full size with tornado [default: 40, 5, 24]
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1..=1000))]
    top: Option<u32>,
    /// Worlds of each sample of sobol and shapley, places of morris [default: 4096, 2000, 100]
    #[arg(long, value_name = "N", value_parser = whole::<u32>(20..=1_000_000))]
    base_worlds: Option<u32>,
    /// With given and sobol: go on, with twice as many worlds each time, until no standard error is larger, such as ±0.02
    #[arg(long, value_name = "±ERROR", value_parser = error_of)]
    until: Option<f64>,
    #[command(flatten)]
    telling: Telling,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    parting: Parting,
    #[command(flatten)]
    pub(super) effort: Effort,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MethodWord {
    /// From the worlds of a run as they are
    Given,
    /// Each quantity at the 5 % and at the 95 % point of its range
    Tornado,
    /// Sobol' indices, alone and in total
    Sobol,
    /// Elementary effects
    Morris,
    /// Shapley effects, which share out what correlated quantities tell
    Shapley,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ByWord {
    /// Each by itself
    Quantity,
    /// Those of a term, factor, audience …
    Element,
    /// Those of a party
    Party,
    /// Those with one kind of ground
    Evidence,
    /// Those on which the same experts have a say
    Expert,
}

/// "±0.02", "+-0.02", "0.02".
fn error_of(text: &str) -> Result<f64, String> {
    let digits = text.trim_start_matches(['±', '+', '-', ' ']);
    match digits.parse::<f64>() {
        Ok(error) if error > 0.0 && error < 1.0 => Ok(error),
        _ => Err("write the largest standard error of a share, between 0 and 1, such as ±0.02".into()),
    }
}

/// A word of a list as it is written on a command line.
fn word(value: &impl ValueEnum) -> String {
    value.to_possible_value().map_or(String::new(), |value| value.get_name().to_string())
}

impl Drivers {
    /// Simulates, and tells what moves the outcome; writes no folder.
    pub fn run(self) -> Result<(), Failure> {
        divided::run(&self, &self.parting, &self.telling, self.effort.quiet)
    }
}

impl Divisible for Drivers {
    const VERB: &'static str = "drivers";

    fn scenarios(&self) -> &[PathBuf] {
        &self.scenarios
    }

    fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    fn asked(&self) -> Vec<String> {
        let lists = [option("method", word(&self.method)), option("by", word(&self.by))];
        let of = self.of.iter().map(|of| option("of", of));
        let numbers = [("top", self.top), ("base-worlds", self.base_worlds)];
        let numbers = numbers.into_iter().filter_map(|(name, number)| Some(option(name, number?)));
        let until = self.until.iter().map(|until| option("until", until));
        lists.into_iter().chain(of).chain(numbers).chain(until).collect()
    }

    fn find(&self, study: &Study, watch: &dyn Watch) -> Result<Inquiry, Failure> {
        let size = study.size()?;
        study.check_comparable()?;
        let question = self.of.as_deref().map(|name| study.question(Some(name))).transpose();
        let question = question.map_err(|why| Failure::Usage(format!("--of: {why}")))?;
        let asked = AskedOfDrivers {
            method: match self.method {
                MethodWord::Given => Method::Given,
                MethodWord::Tornado => Method::Tornado,
                MethodWord::Sobol => Method::Sobol,
                MethodWord::Morris => Method::Morris,
                MethodWord::Shapley => Method::Shapley,
            },
            by: match self.by {
                ByWord::Quantity => By::Quantity,
                ByWord::Element => By::Element,
                ByWord::Party => By::Party,
                ByWord::Evidence => By::Evidence,
                ByWord::Expert => By::Expert,
            },
            top: self.top,
            worlds: self.base_worlds,
            until: self.until,
        };
        let found = study.drivers(&asked, question.as_ref(), size, watch)?;
        let digest = study.digest(size, None);
        let _letters = study.letters();
        let mut inquiry = report::of_drivers(&found, &digest, size);
        let ledgers: Vec<Ledger> = study.cases().iter().map(|case| ledger(&case.loaded)).collect();
        report::add_strength(&mut inquiry, &found, &ledgers, &digest, size);
        Ok(inquiry)
    }
}
