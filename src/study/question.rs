//! What is asked of a study.

use super::cases::Study;
use super::error::Error;
use super::simulation::Simulated;
use super::varied::Varied;
use crate::analysis::{Counted, Estimated, Question, WorldMeans};

impl Study {
    /// The chance or mean at the horizon that a name in `outcomes.json`, or the end of one, means in every scenario of the study; what the first
    /// report tells first, where no name is given.
    ///
    /// **Errors** a name that one of them does not have or that may mean several.
    pub fn question(&self, name: Option<&str>) -> Result<Question, Error> {
        let scenarios: Vec<_> = self.cases.iter().map(|case| case.scenario()).collect();
        let told_first = Question::of_report(scenarios[0]);
        Question::new(&scenarios, name.unwrap_or(told_first.outcome())).map_err(Error::Unanswerable)
    }
}

impl Simulated {
    /// What came of the scenario at this place, taken apart by world; none where nothing has a value.
    pub fn estimated(&self, study: &Study, place: usize, question: &Question) -> Option<Estimated> {
        question.estimated(study.cases[place].scenario(), &self.tallies[place])
    }

    /// What came of the scenario at this place in each world, with what chance leaves in it.
    pub fn by_world(&self, study: &Study, place: usize, question: &Question) -> Option<WorldMeans> {
        question.by_world(study.cases[place].scenario(), &self.tallies[place])
    }
}

impl Varied<'_> {
    /// What was counted of it in each world; none where the scenario does not have it.
    pub(super) fn counted(&self, question: &Question) -> Option<Counted> {
        question.counted(self.variant.scenario(), self.tally)
    }

    /// What came of the variant, taken apart by world; none where nothing has a value.
    pub fn answer(&self, question: &Question) -> Option<Estimated> {
        question.estimated(self.variant.scenario(), self.tally)
    }

    /// What came of the variant in each world, with what chance leaves in it.
    pub fn by_world(&self, question: &Question) -> Option<WorldMeans> {
        question.by_world(self.variant.scenario(), self.tally)
    }
}
