//! The inquiries that belong to a run: what its own trials tell without further simulation.

use super::cases::Study;
use super::error::Error;
use super::simulation::Simulated;
use crate::report::Inquiry;

impl Study {
    /// What a run tells beside its estimates; `digest` is what it is known by.
    ///
    /// **Errors** the arithmetic fails in a history that is simulated again to be looked at.
    pub fn inquiries(&self, _simulated: &Simulated, _digest: &str) -> Result<Vec<Inquiry>, Error> {
        Ok(Vec::new())
    }
}
