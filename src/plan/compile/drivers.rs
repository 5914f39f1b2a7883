//! Drivers: what they read becomes slots, and how much it weighs.

use super::{Compiler, TABLE, place, sorted};
use crate::model::{Driver, Reading, TermValue};
use crate::plan::{Influence, Read, Score};

impl Compiler<'_> {
    pub(super) fn score(&mut self, drivers: &[Driver], times: bool) -> Score {
        let mut influences = Vec::new();
        for driver in sorted(drivers, |d| &d.id) {
            let reads: Vec<Read> = driver.readings.iter().map(|r| self.read(r)).collect();
            let of_option = reads.iter().any(|r| matches!(r, Read::OnTable(..) | Read::Amount(..)));
            let Some(reads) = self.settled_readings(reads) else { continue };
            let weight = self.slot(&driver.weight);
            let windows = reads.iter().filter_map(|r| if let Read::Window(w) = r { Some(*w) } else { None });
            let windows = windows.collect();
            let id = driver.id.clone();
            influences.push(Influence { id, reads, windows, of_option, weight, times, coefficient: 0 });
        }
        Score { influences, ..Score::default() }
    }

    /// Without an agenda the option on the table never changes: a reading of it is 1, and drops out of a product, or 0, and takes the
    /// driver with it (a summand of 0 changes no sum).
    fn settled_readings(&self, reads: Vec<Read>) -> Option<Vec<Read>> {
        if self.scenario.agenda().is_some() {
            return Some(reads);
        }
        let start = place(&self.options, &self.scenario.option);
        let holds = |read: &Read| match read {
            Read::OnTable(_, mask) => Some(mask >> start & 1 == 1),
            _ => None,
        };
        if reads.iter().any(|read| holds(read) == Some(false)) {
            return None;
        }
        let moving: Vec<Read> = reads.iter().filter(|read| holds(read).is_none()).cloned().collect();
        Some(if moving.is_empty() { vec![Read::Always] } else { moving })
    }

    fn read(&mut self, reading: &Reading) -> Read {
        let scenario = self.scenario;
        match reading {
            Reading::Factor(id) => Read::Factor(place(&self.factors, id)),
            Reading::InState { process, states } => {
                Read::InState(place(&self.processes, process), self.mask(process, states))
            }
            Reading::Trait { process, name } => {
                Read::Trait(place(&self.processes, process), place(&self.traits[process], name))
            }
            Reading::Window(id) => Read::Window(place(&self.windows, id)),
            Reading::OnTable(options) => {
                Read::OnTable(TABLE, options.iter().fold(0, |mask, id| mask | 1 << place(&self.options, id)))
            }
            Reading::Level { term, levels } => {
                let mut mask = 0;
                for (i, option) in sorted(&scenario.options, |o| &o.id).into_iter().enumerate() {
                    if let Some(TermValue::Level(level)) = option.value(term)
                        && levels.contains(level)
                    {
                        mask |= 1 << i;
                    }
                }
                Read::OnTable(TABLE, mask)
            }
            Reading::Amount(term) => Read::Amount(
                TABLE,
                sorted(&scenario.options, |o| &o.id)
                    .into_iter()
                    .map(|option| match option.value(term) {
                        Some(TermValue::Amount(quantity)) => Some(self.slot(quantity)),
                        _ => None,
                    })
                    .collect(),
            ),
            Reading::MonthsIn(id) => Read::MonthsIn(place(&self.processes, id)),
            Reading::Acceptance { audience, as_if } => {
                let taken = as_if.as_ref().map(|(process, state)| {
                    (place(&self.processes, process), place(&self.states[process], state) as u8)
                });
                Read::Acceptance(place(&self.audiences, audience), taken)
            }
        }
    }
}
