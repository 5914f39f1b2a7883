//! Simulating until an answer is precise enough.

use super::cases::Study;
use super::error::Error;
use super::simulation::{Simulated, check_memory, simulate_asked, watched};
use super::watch::Watch;
use crate::analysis::{self, Looked, Until};
use crate::engine::{self, Asked, Size, Tally};
use crate::model::Scenario;
use crate::plan::Plan;
use crate::results::Stopping;
use crate::stats::APART;

/// The most trials of each scenario unless asked otherwise.
pub const AT_MOST: u64 = 2_000_000;

/// A stop rule, and the looks at which it is asked.
#[derive(Debug)]
pub struct StopRule {
    until: Until,
    at_most: u64,
    looks: Vec<u32>,
}

impl StopRule {
    /// The rule for a study, which begins with this size and takes at most so many trials of each scenario.
    ///
    /// **Errors** it is no rule, or none for these scenarios; it may take fewer trials than it begins with.
    pub fn new(text: &str, at_most: u64, study: &Study, size: Size) -> Result<StopRule, Error> {
        let scenarios: Vec<&Scenario> = study.cases.iter().map(|case| case.scenario()).collect();
        let until = Until::parse(text).and_then(|until| until.resolve(&scenarios)).map_err(Error::Rule)?;
        let looks = analysis::looks(size, at_most).ok_or_else(|| {
            let batch = size.design.batch();
            Error::TooFewTrials { at_most, batch, paths: size.paths }
        })?;
        Ok(StopRule { until, at_most, looks })
    }

    /// Everything of the rule that results depend on.
    pub fn values(&self) -> String {
        format!("until {} at most {}", self.until, self.at_most)
    }

    /// It as it was given, with the most trials of each scenario.
    pub(super) fn written(&self) -> (String, u64) {
        (self.until.to_string(), self.at_most)
    }

    /// Worlds at each look.
    pub(super) fn looks(&self) -> &[u32] {
        &self.looks
    }
}

impl Study {
    /// Simulates in growing batches until the rule is content or may take no more. The rule asks the scenarios; their experts' views follow with
    /// as many worlds.
    ///
    /// **Errors** as for [`Study::simulate`].
    pub fn simulate_until(&self, rule: &StopRule, size: Size, watch: &dyn Watch) -> Result<Simulated, Error> {
        let plans = self.plans();
        let nothing = Size { worlds: 0, ..size };
        let mut tallies: Vec<Tally> = plans
            .iter()
            .zip(self.asked_beside(size)?)
            .map(|(plan, asked)| Tally::asked(plan, asked, nothing))
            .collect();
        let most = rule.looks.last().copied().unwrap_or(size.worlds);
        check_memory(&plans, Size { worlds: most.min(APART as u32), ..size }, watch)?;
        let name = |place: usize| self.cases[place].file.clone();
        let mut looks = rule.looks.iter();
        let next = |before: Option<Vec<Tally>>| {
            let mut tallies = before.unwrap_or_else(|| std::mem::take(&mut tallies));
            let worlds = looks.next().copied().unwrap_or(most);
            let new = u64::from(worlds - tallies[0].size.worlds) * u64::from(size.paths) * plans.len() as u64;
            watched(new, name, watch, |watcher| engine::grow(&plans, &mut tallies, worlds, watcher))?;
            Ok(tallies)
        };
        let (tallies, stopping) = self.look_until(rule, 0, next)?;
        let views = self.simulate_views(tallies[0].size, watch)?;
        Ok(Simulated { tallies, views, stopping: Some(stopping) })
    }

    /// Looks again and again at what `next` makes of what there was, until the rule is content or may take no more; so many looks have been taken
    /// already.
    pub(super) fn look_until(
        &self,
        rule: &StopRule,
        looked: u32,
        mut next: impl FnMut(Option<Vec<Tally>>) -> Result<Vec<Tally>, Error>,
    ) -> Result<(Vec<Tally>, Stopping), Error> {
        let mut stopping = Stopping {
            until: rule.until.to_string(),
            at_most: rule.at_most,
            looks: rule.looks.clone(),
            looked,
            decided: false,
            found: String::new(),
        };
        let mut tallies = next(None)?;
        loop {
            stopping.looked += 1;
            let look = rule.until.look(&self.looked_at(&tallies), rule.looks.len());
            (stopping.decided, stopping.found) = (look.decided, look.found);
            if stopping.decided || stopping.looked as usize == rule.looks.len() {
                return Ok((tallies, stopping));
            }
            tallies = next(Some(tallies))?;
        }
    }

    fn simulate_views(&self, size: Size, watch: &dyn Watch) -> Result<Vec<Tally>, Error> {
        let views: Vec<_> = self.views().collect();
        let flat = Asked { is_flat: true, ..Asked::default() };
        let asked: Vec<(&Plan, Asked)> = views.iter().map(|(_, plan)| (*plan, flat.clone())).collect();
        simulate_asked(&asked, |place| views[place].0.file.clone(), size, watch)
    }

    fn looked_at<'a>(&'a self, tallies: &'a [Tally]) -> Vec<Looked<'a>> {
        let looked = |(case, tally)| {
            let case: &super::cases::Case = case;
            Looked { name: &case.file, scenario: case.scenario(), plan: &case.plan, tally }
        };
        self.cases.iter().zip(tallies).map(looked).collect()
    }
}
