//! Every trial of a run as a row of a table, beside its other results.

use super::cases::{Case, Study};
use super::error::Error;
use super::run::Asked;
use super::simulation::watched;
use super::watch::Watch;
use crate::disk;
use crate::engine::{self, Size, Stopped};
use crate::report::{TRIALS, TrialTable, Tried};
use crate::results::RunFile;

impl Study {
    /// Looks, before the work begins, whether the table of all trials of a run fits into a file of a run folder.
    ///
    /// **Errors** it is too large.
    pub fn check_trials(&self, asked: &Asked) -> Result<(), Error> {
        let looked = asked.rule.as_ref().and_then(|rule| rule.looks().last());
        let worlds = looked.copied().unwrap_or(asked.size.worlds);
        let trials = u64::from(worlds) * u64::from(asked.size.paths);
        let bytes = self.trial_table().most_bytes(trials);
        match bytes > disk::LARGEST_OF_RUN {
            true => Err(Error::Trials { trials: trials * self.cases.len() as u64, bytes }),
            false => Ok(()),
        }
    }

    /// The table of all trials of a run with this digest that came to this size. They are simulated once more: draws are addressed, so these are the
    /// trials that the run counted.
    ///
    /// **Errors** as for [`Study::simulate`].
    pub fn trials(&self, digest: &str, size: Size, watch: &dyn Watch) -> Result<RunFile, Error> {
        let mut table = self.trial_table();
        let trials = u64::from(size.worlds) * u64::from(size.paths);
        for (place, case) in self.cases.iter().enumerate() {
            watched(
                trials,
                |_| case.file.clone(),
                watch,
                |watcher| {
                    engine::each_trial::<Stopped>(&case.plan, size, watcher, |worlds, trials| {
                        table.add(place, worlds, size.paths, trials);
                        Ok(())
                    })
                },
            )?;
        }
        Ok(RunFile { name: TRIALS.into(), bytes: table.finish(digest, size) })
    }

    fn trial_table(&self) -> TrialTable<'_> {
        TrialTable::new(self.cases.iter().map(tried).collect())
    }
}

/// What of a scenario its trials are told with.
fn tried(case: &Case) -> Tried<'_> {
    Tried { file: &case.file, scenario: case.scenario(), plan: &case.plan }
}
