//! The inquiries that belong to a run: what its own trials tell without further simulation.

use super::cases::Study;
use super::error::Error;
use super::simulation::Simulated;
use super::value;
use super::watch::Unwatched;
use crate::analysis::drivers::{By, Drivers, Shares};
use crate::engine::{Asked, Size};
use crate::ledger::ledger;
use crate::report::{self, Inquiry};

/// What a run of one scenario keeps of it.
const RESOLVED: &str = "scenario.toml";

impl Study {
    /// What is asked of the scenarios of a run beside their outcomes, so that [`Study::inquiries`] and [`Study::figures`] can tell of it: of several options who blocks them and
    /// how sure their ranking is.
    ///
    /// **Errors** none that a run could meet; as for [`Study::simulate_asking`].
    pub(super) fn asked_beside(&self, size: Size) -> Result<Vec<Asked>, Error> {
        let beside = match self.cases.len() {
            1 => vec![Asked::default()],
            _ => self.all_asked(None, size)?,
        };
        let courses = self.asked_by_figures();
        let both = beside.into_iter().zip(courses);
        Ok(both.map(|(asked, courses)| Asked { courses, is_flat: true, ..asked }).collect())
    }

    /// What a run tells beside its estimates; `digest` is what it is known by.
    ///
    /// **Errors** the arithmetic fails in a history that is simulated again to be looked at.
    pub fn inquiries(&self, simulated: &Simulated, digest: &str) -> Result<Vec<Inquiry>, Error> {
        let drivers = match self.cases.len() {
            1 => self.movers(simulated)?,
            _ => None,
        };
        Ok(self.inquiries_beside(simulated, drivers, digest))
    }

    /// Which assumptions move what a run tells, of one scenario or the difference of two; nothing where worlds do not differ by more than chance, or nothing is
    /// uncertain, or there are more.
    ///
    /// **Errors** as for [`Study::inquiries`].
    pub fn movers(&self, simulated: &Simulated) -> Result<Option<Shares>, Error> {
        match self.drivers_of_run(simulated, None, By::Quantity, &Unwatched) {
            Ok(shares) => Ok(Some(shares)),
            Err(Error::Unanswerable(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// [`Study::inquiries`], for whoever has worked out the [`Study::movers`] already: of several scenarios they are told elsewhere.
    pub fn inquiries_beside(
        &self,
        simulated: &Simulated,
        movers: Option<Shares>,
        digest: &str,
    ) -> Vec<Inquiry> {
        let mut found = Vec::new();
        if self.cases.len() > 1 {
            found.extend(self.blockers(simulated, digest));
            // Where a ranking cannot be told, as with one path a world, the run does without.
            if let Ok(question) = self.ranked_by() {
                found.extend(self.robustness(simulated, &question, None, digest).ok());
                found.extend(self.tipping(simulated, &question).ok());
            }
        }
        found.extend(self.value_in_run(simulated, digest));
        if self.cases.len() == 1 {
            found.extend(movers.map(|shares| self.drivers_in_run(shares, simulated.size(), digest)));
        }
        found
    }

    /// Of a run of several options that a file weighs, what is worth finding out; nothing where nobody weighs, or where it cannot be told.
    fn value_in_run(&self, simulated: &Simulated, digest: &str) -> Option<Inquiry> {
        let is_weighed = self.cases.iter().any(|case| case.scenario().objective.is_some());
        let is_enough = simulated.size().worlds >= value::LEAST_WORLDS;
        if self.cases.len() > 1 && is_weighed && is_enough {
            self.value_of(simulated, None, digest).ok()
        } else {
            None
        }
    }

    /// Which assumptions move what a run of one scenario tells.
    fn drivers_in_run(&self, shares: Shares, size: Size, digest: &str) -> Inquiry {
        let _letters = self.letters();
        let drivers = Drivers::Shares(shares);
        let mut inquiry = report::of_drivers(&drivers, digest, size);
        let mut ledgers = [ledger(&self.cases[0].loaded)];
        // A run that is made again reads what it keeps, in which all stands at other lines.
        for assumption in &mut ledgers[0].assumptions {
            assumption.place = RESOLVED.to_string();
            assumption.grounds_at = None;
        }
        report::add_strength(&mut inquiry, &drivers, &ledgers, digest, size);
        inquiry
    }
}
