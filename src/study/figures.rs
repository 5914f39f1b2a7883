//! The figures of a study, as data.

use super::cases::Study;
use super::error::Error;
use super::simulation::Simulated;
use crate::drawing::Size;
use crate::engine::{self, Courses};
use crate::figures::{self, Figures};
use crate::plan::Plan;

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
        let _letters = self.letters();
        let cases = &self.cases;
        let recorded: Vec<Vec<usize>> =
            cases.iter().map(|case| figures::recorded_factors(case.scenario(), &case.plan)).collect();
        let looks: Vec<(&Plan, &[usize])> =
            cases.iter().zip(&recorded).map(|(case, factors)| (&case.plan, factors.as_slice())).collect();
        let size = simulated.size();
        let records = engine::record(&looks, size, size.worlds.min(figures::RECORDED))
            .map_err(|(place, error)| Error::Arithmetic(cases[place].file.clone(), error))?;
        let told: Vec<figures::Simulated> = (0..cases.len())
            .map(|i| figures::Simulated {
                scenario: cases[i].scenario(),
                plan: &cases[i].plan,
                tally: &simulated.tallies[i],
                record: &records[i],
                recorded: &recorded[i],
            })
            .collect();
        Ok(Figures { figures: figures::of_run(&told, digest) })
    }

    /// The sizes of pictures that the first scenario asks for; a slide unless it says otherwise.
    pub fn picture_sizes(&self) -> Vec<Size> {
        match self.cases[0].scenario().charts.sizes.as_slice() {
            [] => vec![Size::Slide],
            sizes => sizes.to_vec(),
        }
    }
}
