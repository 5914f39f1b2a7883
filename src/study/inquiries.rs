//! The inquiries that belong to a run: what its own trials tell without further simulation.

use super::cases::Study;
use super::error::Error;
use super::simulation::Simulated;
use crate::engine::{Asked, Size};
use crate::report::Inquiry;

impl Study {
    /// What is asked of the scenarios of a run beside their outcomes, so that [`Study::inquiries`] can tell of it: of several options who blocks them and how sure their
    /// ranking is.
    ///
    /// **Errors** none that a run could meet; as for [`Study::simulate_asking`].
    pub(super) fn asked_beside(&self, size: Size) -> Result<Vec<Asked>, Error> {
        match self.cases.len() {
            1 => Ok(vec![Asked::default()]),
            _ => self.all_asked(None, size),
        }
    }

    /// What a run tells beside its estimates; `digest` is what it is known by.
    ///
    /// **Errors** the arithmetic fails in a history that is simulated again to be looked at.
    pub fn inquiries(&self, simulated: &Simulated, digest: &str) -> Result<Vec<Inquiry>, Error> {
        let mut found = Vec::new();
        if self.cases.len() > 1 {
            found.extend(self.blockers(simulated, digest));
            // Where a ranking cannot be told, as with one path a world, the run does without.
            if let Ok(question) = self.question(None) {
                found.extend(self.robustness(simulated, &question, None, digest).ok());
            }
        }
        Ok(found)
    }
}
