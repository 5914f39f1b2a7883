//! The inquiries that belong to a run: what its own trials tell without further simulation.

use super::cases::Study;
use super::error::Error;
use super::simulation::Simulated;
use super::watch::Unwatched;
use crate::analysis::drivers::{By, Drivers};
use crate::report::{self, Inquiry};

impl Study {
    /// What a run tells beside its estimates; `digest` is what it is known by.
    ///
    /// **Errors** the arithmetic fails in a history that is simulated again to be looked at.
    pub fn inquiries(&self, simulated: &Simulated, digest: &str) -> Result<Vec<Inquiry>, Error> {
        Ok(self.drivers_in_run(simulated, digest)?.into_iter().collect())
    }

    /// Of a run of one scenario, which assumptions move what it tells; nothing where worlds do not differ by more than chance, or nothing is
    /// uncertain.
    fn drivers_in_run(&self, simulated: &Simulated, digest: &str) -> Result<Option<Inquiry>, Error> {
        if self.cases.len() > 1 {
            return Ok(None);
        }
        match self.drivers_of_run(simulated, None, By::Quantity, &Unwatched) {
            Ok(shares) => Ok(Some(report::of_drivers(&Drivers::Shares(shares), digest, simulated.size()))),
            Err(Error::Unanswerable(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
