//! Scenarios set against the first, in the same worlds.

use super::cases::Study;
use super::error::Error;
use crate::analysis::Change;
use crate::engine::Size;
use crate::figures::{self, Compared, Figure, Provenance};
use crate::report;

impl Study {
    /// Whether the months of all scenarios stand for the same dates, so that they can be set against the first.
    ///
    /// **Errors** one has another `as_of`.
    pub fn check_comparable(&self) -> Result<(), Error> {
        let as_of = |place: usize| self.cases[place].scenario().calendar.as_of;
        match (1..self.cases.len()).find(|&place| as_of(place) != as_of(0)) {
            Some(other) => Err(Error::Calendars([0, other].map(|place| self.cases[place].file.clone()))),
            None => Ok(()),
        }
    }

    /// What differs, drawn: of two scenarios every chance that is told, of more the reported one.
    pub fn figures_of_changes(&self, changes: &[Vec<Change>], size: Size) -> Vec<Figure> {
        let _letters = self.letters();
        let digest = self.digest(size, None);
        let scenario = |place: usize| self.cases[place].scenario();
        let figure = match (&self.cases[..], changes) {
            ([first, second], [changes]) => {
                let sides = [first, second].map(|case| case.scenario().name.clone());
                let told = report::worth_telling(scenario(1), changes);
                let provenance = Provenance::new(sides.join(" → "), digest, size);
                figures::of_outcomes(scenario(1), &sides, &told, provenance)
            }
            _ => {
                let names = (1..self.cases.len()).map(|place| scenario(place).name.as_str());
                let rows: Vec<(&str, &[Change])> = names.zip(changes.iter().map(Vec::as_slice)).collect();
                let sides = [scenario(0).name.clone(), "the others".to_string()];
                let provenance = Provenance::new(format!("{} scenarios", self.cases.len()), digest, size);
                figures::of_headline(Compared::Scenarios, scenario(0), &sides, &rows, provenance)
            }
        };
        figure.into_iter().collect()
    }
}
