//! The figures of a study, as data.

use super::cases::{Case, Study};
use super::error::Error;
use super::simulation::Simulated;
use crate::drawing::Size;
use crate::engine::{self, Courses, Record, Tally};
use crate::figures::{self, Figures, Needs, Placed};
use crate::plan::Plan;

/// Single histories of a scenario.
#[derive(Debug, Clone, Default)]
struct Histories {
    /// The factors of which they keep the levels.
    factors: Vec<usize>,
    record: Record,
}

impl Study {
    /// What the figures ask of all trials beside their outcomes.
    pub(super) fn asked_by_figures(&self) -> Vec<Courses> {
        let cases: Vec<_> = self.cases.iter().map(|case| (case.scenario(), &case.plan)).collect();
        figures::asked_of(&cases)
    }

    /// The figures that the first scenario asks for, or those that suit it. `digest` is what they are known by.
    ///
    /// **Errors** the arithmetic fails in a history that is simulated again to be looked at.
    pub fn figures(&self, simulated: &Simulated, digest: &str) -> Result<Figures, Error> {
        let histories = self.histories_of_figures(simulated)?;
        let _letters = self.letters();
        let figures = figures::of_run(&self.told(simulated, &histories), digest);
        Ok(Figures { figures })
    }

    /// Those of the figures that need nothing but what was counted, with their places among all; nothing is simulated for them.
    pub fn figures_of_counts(&self, simulated: &Simulated, digest: &str) -> Vec<Placed> {
        let _letters = self.letters();
        let none = vec![Histories::default(); self.cases.len()];
        figures::of_run_by(Needs::Counts, &self.told(simulated, &none), digest)
    }

    /// The others, for which one history of some worlds is simulated again.
    ///
    /// **Errors** as for [`Study::figures`].
    pub fn figures_of_histories(&self, simulated: &Simulated, digest: &str) -> Result<Vec<Placed>, Error> {
        let histories = self.histories_of_figures(simulated)?;
        let _letters = self.letters();
        Ok(figures::of_run_by(Needs::Histories, &self.told(simulated, &histories), digest))
    }

    /// The single histories that figures look at, by scenario.
    fn histories_of_figures(&self, simulated: &Simulated) -> Result<Vec<Histories>, Error> {
        let cases = &self.cases;
        let recorded: Vec<Vec<usize>> =
            cases.iter().map(|case| figures::recorded_factors(case.scenario(), &case.plan)).collect();
        let looks: Vec<(&Plan, &[usize])> =
            cases.iter().zip(&recorded).map(|(case, factors)| (&case.plan, factors.as_slice())).collect();
        let size = simulated.size();
        let records = engine::record(&looks, size, size.worlds.min(figures::RECORDED))
            .map_err(|(place, error)| Error::Arithmetic(cases[place].file.clone(), error))?;
        let both = recorded.into_iter().zip(records);
        Ok(both.map(|(factors, record)| Histories { factors, record }).collect())
    }

    /// The scenarios with what came of them.
    fn told<'t>(
        &'t self,
        simulated: &'t Simulated,
        histories: &'t [Histories],
    ) -> Vec<figures::Simulated<'t>> {
        let of = |((case, tally), histories): ((&'t Case, &'t Tally), &'t Histories)| figures::Simulated {
            scenario: case.scenario(),
            plan: &case.plan,
            tally,
            record: &histories.record,
            recorded: &histories.factors,
        };
        self.cases.iter().zip(&simulated.tallies).zip(histories).map(of).collect()
    }

    /// The sizes of pictures that the first scenario asks for; a slide unless it says otherwise.
    pub fn picture_sizes(&self) -> Vec<Size> {
        match self.cases[0].scenario().charts.sizes.as_slice() {
            [] => vec![Size::Slide],
            sizes => sizes.to_vec(),
        }
    }
}
