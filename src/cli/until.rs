//! Simulating until an answer is precise enough.

use std::sync::atomic::AtomicBool;

use super::run::{Case, Run};
use super::{Effort, Failure};
use crate::analysis::{self, Looked, Until};
use crate::engine::{self, Size, Tally};
use crate::model::Scenario;
use crate::plan::Plan;
use crate::results::Stopping;

/// The most trials of each scenario unless asked otherwise.
pub const AT_MOST: u64 = 2_000_000;

/// A stop rule, and the looks at which it is asked.
pub struct StopRule {
    until: Until,
    at_most: u64,
    looks: Vec<u32>,
}

impl StopRule {
    /// The rule for these cases.
    pub fn new(text: &str, at_most: u64, cases: &[Case], size: Size) -> Result<StopRule, Failure> {
        let scenarios: Vec<&Scenario> = cases.iter().map(|case| &case.loaded.scenario).collect();
        let until = Until::parse(text).and_then(|until| until.resolve(&scenarios));
        let until = until.map_err(|why| Failure::Usage(format!("--until: {why}")))?;
        let looks = analysis::looks(size, at_most).ok_or_else(|| {
            let batch = size.design.batch();
            let trials = u64::from(batch) * u64::from(size.paths);
            Failure::Usage(format!(
                "--at-most {at_most} is less than the {batch} worlds × {} paths = {trials} trials that a run begins with; give fewer --worlds or --paths",
                size.paths
            ))
        })?;
        Ok(StopRule { until, at_most, looks })
    }

    /// Everything of the rule that results depend on.
    pub fn values(&self) -> String {
        format!("until {} at most {}", self.until, self.at_most)
    }

    /// Simulates in growing batches until the rule is content or the cap is reached.
    pub fn simulate(
        &self,
        cases: &[Case],
        size: Size,
        effort: &Effort,
        interrupt: &AtomicBool,
    ) -> Result<(Vec<Tally>, Stopping), Failure> {
        let plans: Vec<&Plan> = cases.iter().map(|case| &case.plan).collect();
        let mut tallies: Vec<Tally> =
            plans.iter().map(|plan| Tally::new(plan, Size { worlds: 0, ..size })).collect();
        let mut looked = 0;
        let mut decided = false;
        let mut found = String::new();
        for &worlds in &self.looks {
            let new = u64::from(worlds - tallies[0].size.worlds) * u64::from(size.paths) * plans.len() as u64;
            let name = |place: usize| cases[place].file.clone();
            Run::on_threads(new, name, effort, interrupt, |watcher| {
                engine::grow(&plans, &mut tallies, worlds, watcher)
            })?;
            looked += 1;
            let look = self.until.look(&told(cases, &tallies), self.looks.len());
            (decided, found) = (look.decided, look.found);
            if decided {
                break;
            }
        }
        let stopping = Stopping {
            until: self.until.to_string(),
            at_most: self.at_most,
            looks: self.looks.clone(),
            looked,
            decided,
            found,
        };
        Ok((tallies, stopping))
    }
}

fn told<'a>(cases: &'a [Case], tallies: &'a [Tally]) -> Vec<Looked<'a>> {
    let looked = |(case, tally): (&'a Case, &'a Tally)| Looked {
        name: &case.file,
        scenario: &case.loaded.scenario,
        plan: &case.plan,
        tally,
    };
    cases.iter().zip(tallies).map(looked).collect()
}
