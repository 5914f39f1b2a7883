//! `hikiwake sweep`: an outcome as one key or two are varied, and the values at which it is what it shall be.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{Effort, Simulation};
use super::divided::{self, Divisible, Parting, option};
use super::failure::Failure;
use super::inquiries::Telling;
use crate::report::Inquiry;
use crate::study::{Over, Study, Target, Watch};

/// Settings of a single key, and of each of two, unless asked otherwise.
const SETTINGS: [usize; 2] = [17, 9];

/// The verb.
#[derive(Args)]
pub struct Sweep {
    /// Scenario files; each is a line of its own
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    /// What to vary: KEY, KEY=FROM..TO, KEY=FROM..TO:STEPS or KEY=A,B,C; twice for a map over two keys [default range: from its 5% to its 95% point, or all
    /// levels]
    #[arg(long, value_name = "KEY", required = true, num_args = 1)]
    over: Vec<String>,
    /// The outcome, as in outcomes.json or the end of its name [default: what the report tells first]
    #[arg(long, value_name = "OUTCOME")]
    of: Option<String>,
    /// Look for the values at which an outcome is so much, such as "in_force = 0.10"; or at which two scenarios are equally good: "in_force equal"
    #[arg(long, value_name = "RULE", conflicts_with = "of")]
    find: Option<String>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    parting: Parting,
    #[command(flatten)]
    pub(super) effort: Effort,
    #[command(flatten)]
    telling: Telling,
}

impl Sweep {
    /// Varies the keys in memory and tells what that does; writes no folder.
    pub fn run(self) -> Result<(), Failure> {
        divided::run(&self, &self.parting, &self.telling, self.effort.quiet)
    }

    fn over(&self, study: &Study) -> Result<Vec<Over>, Failure> {
        let [one, of_two] = SETTINGS;
        let settings = if self.over.len() == 1 { one } else { of_two };
        Ok(self.over.iter().map(|text| Over::new(study, text, settings)).collect::<Result<_, _>>()?)
    }

    /// The outcome, and what is looked for.
    fn wanted(&self) -> Result<(Option<String>, Option<Target>), Failure> {
        let Some(find) = &self.find else { return Ok((self.of.clone(), None)) };
        let wrong = || {
            let how = "write OUTCOME = NUMBER, such as \"in_force = 0.10\", or OUTCOME equal";
            Failure::Usage(format!("\"{find}\" says nothing to look for; {how}"))
        };
        if let Some((outcome, value)) = find.split_once('=') {
            let value: f64 = value.trim().parse().ok().filter(|x: &f64| x.is_finite()).ok_or_else(wrong)?;
            return Ok((Some(outcome.trim().to_string()), Some(Target::Value(value))));
        }
        match find.split_whitespace().collect::<Vec<_>>()[..] {
            [outcome, "equal"] => Ok((Some(outcome.to_string()), Some(Target::Equal))),
            _ => Err(wrong()),
        }
    }
}

impl Divisible for Sweep {
    const VERB: &'static str = "sweep";

    fn scenarios(&self) -> &[PathBuf] {
        &self.scenarios
    }

    fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    fn asked(&self) -> Vec<String> {
        let over = self.over.iter().map(|over| option("over", over));
        let of = self.of.iter().map(|of| option("of", of));
        over.chain(of).chain(self.find.iter().map(|find| option("find", find))).collect()
    }

    fn find(&self, study: &Study, watch: &dyn Watch) -> Result<Inquiry, Failure> {
        study.check_comparable()?;
        let (outcome, target) = self.wanted()?;
        let question = study.question(outcome.as_deref())?;
        let over = self.over(study)?;
        Ok(study.sweep(&over, &question, target, study.size()?, watch)?)
    }
}
