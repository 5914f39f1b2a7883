//! What the reader is told of a study: every estimate with its error, and every difference.

use rayon::prelude::*;

use super::cases::{Case, Study};
use super::simulation::Simulated;
use crate::analysis::{self, Change, Outcome, Outcomes, Sample};
use crate::engine::{self, Size, Tally};
use crate::plan::Part;

/// Estimates by scenario.
#[derive(Debug)]
pub struct Estimates {
    /// Every estimate of each scenario.
    pub outcomes: Vec<Outcomes>,
    /// What each scenario but the first does against the first; nothing where months do not stand for the same dates.
    pub changes: Vec<Vec<Change>>,
}

impl Estimates {
    /// The estimate of this name, as in `outcomes.json`, of the scenario at this place; of several dates the last.
    pub fn of(&self, place: usize, outcome: &str) -> Option<&Outcome> {
        let estimates = &self.outcomes.get(place)?.estimates;
        estimates.iter().rev().find(|estimate| estimate.outcome == outcome)
    }

    /// The difference of this name between the first scenario and the one at this place; of several dates the last.
    pub fn difference(&self, place: usize, outcome: &str) -> Option<&Change> {
        let changes = self.changes.get(place.checked_sub(1)?)?;
        changes.iter().rev().find(|change| change.outcome == outcome)
    }
}

impl Study {
    /// Every estimate with its error, also if each expert alone were right, and every difference.
    pub fn estimates(&self, simulated: &Simulated) -> Estimates {
        let samples = self.samples(&simulated.tallies);
        let mut outcomes = self.outcomes_of(&samples, simulated.size());
        self.add_views(&simulated.views, &mut outcomes);
        Estimates { outcomes, changes: self.changes_of(&samples, simulated.size()) }
    }

    /// Every estimate of each scenario with its error; without the views of experts.
    pub fn own_outcomes(&self, simulated: &Simulated) -> Vec<Outcomes> {
        self.outcomes_of(&self.samples(&simulated.tallies), simulated.size())
    }

    /// What each scenario but the first does against the first; nothing where months do not stand for the same dates.
    pub fn changes(&self, simulated: &Simulated) -> Vec<Vec<Change>> {
        self.changes_of(&self.samples(&simulated.tallies), simulated.size())
    }

    /// What the scenario at this place does against one of another study that was simulated in the same worlds; nothing where months do not stand
    /// for the same dates. The differences are those of both in one study.
    pub fn moved(
        &self,
        place: usize,
        simulated: &Simulated,
        (other, there, before): (&Study, usize, &Simulated),
    ) -> Vec<Change> {
        let (new, old) = (&self.cases[place], &other.cases[there]);
        if new.scenario().calendar.as_of != old.scenario().calendar.as_of {
            return Vec::new();
        }
        let parts = engine::parts(&[&old.plan, &new.plan], simulated.size());
        let [from, to] = [(old, &before.tallies[there]), (new, &simulated.tallies[place])]
            .map(|(case, tally)| analysis::samples(case.scenario(), &case.plan, tally));
        differences(&from, &to, parts.as_deref())
    }

    /// What is estimated of each scenario.
    fn samples<'t>(&self, tallies: &'t [Tally]) -> Vec<Vec<Sample<'t>>> {
        let of = |(case, tally): (&Case, &'t Tally)| analysis::samples(case.scenario(), &case.plan, tally);
        self.cases.par_iter().zip(tallies).map(of).collect()
    }

    fn outcomes_of(&self, samples: &[Vec<Sample>], size: Size) -> Vec<Outcomes> {
        let of = |(case, samples): (&Case, &Vec<Sample>)| {
            // Each keeps what it worked out.
            samples.par_iter().for_each(|sample| {
                sample.rows();
            });
            analysis::summarise_samples(case.scenario(), size, samples, &case.file)
        };
        self.cases.par_iter().zip(samples).map(of).collect()
    }

    fn changes_of(&self, samples: &[Vec<Sample>], size: Size) -> Vec<Vec<Change>> {
        let as_of = |place: usize| self.cases[place].scenario().calendar.as_of;
        let against = |place: usize| match as_of(place) == as_of(0) {
            true => {
                let parts = engine::parts(&[&self.cases[0].plan, &self.cases[place].plan], size);
                differences(&samples[0], &samples[place], parts.as_deref())
            }
            false => Vec::new(),
        };
        (1..self.cases.len()).into_par_iter().map(against).collect()
    }

    /// Adds what would come out if each expert alone were right.
    fn add_views(&self, of_views: &[Tally], outcomes: &mut [Outcomes]) {
        let mut of_views = of_views.iter();
        for (case, outcomes) in self.cases.iter().zip(outcomes) {
            for ((expert, plan), tally) in case.views.iter().zip(of_views.by_ref()) {
                let alone = analysis::summarise(case.scenario(), plan, tally, &case.file);
                outcomes.estimates.extend(analysis::according_to(expert, alone));
            }
        }
    }
}

/// The differences after − before, a part of them on each thread, in the order of `after`.
fn differences(before: &[Sample], after: &[Sample], parts: Option<&[Part]>) -> Vec<Change> {
    let together = after.len().div_ceil(4 * rayon::current_num_threads()).max(1);
    after.par_chunks(together).flat_map_iter(|some| analysis::differences(before, some, parts)).collect()
}
