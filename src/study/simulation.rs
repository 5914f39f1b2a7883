//! Simulating the scenarios of a study, and as each of their experts sees them.

use std::ops::Range;

use super::cases::Study;
use super::divided::{Divided, Step, damaged};
use super::error::Error;
use super::memory;
use super::watch::Watch;
use crate::engine::{self, Asked, Size, Stopped, Tally, Watcher};
use crate::plan::Plan;
use crate::results::Stopping;
use crate::stats::APART;

/// What was simulated: counts, from which everything is estimated.
#[derive(Debug)]
pub struct Simulated {
    /// Of each scenario.
    pub tallies: Vec<Tally>,
    /// Of each expert's view of each scenario, in this order.
    pub views: Vec<Tally>,
    /// Why it ended, if there was a stop rule.
    pub stopping: Option<Stopping>,
}

impl Simulated {
    /// How much was simulated.
    pub fn size(&self) -> Size {
        self.tallies[0].size
    }

    /// The same with as many worlds as are kept by themselves.
    pub fn apart(&self) -> Size {
        Size { worlds: self.tallies[0].apart(), ..self.size() }
    }
}

impl Study {
    /// Simulates the scenarios, and as each of their experts sees them, in the same worlds. The result is the same for any number of threads.
    ///
    /// **Errors** there is too little memory, the arithmetic fails, or it was stopped.
    pub fn simulate(&self, size: Size, watch: &dyn Watch) -> Result<Simulated, Error> {
        let asked = |courses| Asked { courses, ..Asked::default() };
        self.simulate_with(self.asked_by_figures().into_iter().map(asked).collect(), size, watch)
    }

    /// The same, with what a run tells beside its outcomes: what [`Study::inquiries`] are made of.
    ///
    /// **Errors** as for [`Study::simulate`].
    pub fn simulate_for_run(&self, size: Size, watch: &dyn Watch) -> Result<Simulated, Error> {
        self.simulate_with(self.asked_beside(size)?, size, watch)
    }

    /// The same, with what else is asked of each scenario.
    pub(super) fn simulate_with(
        &self,
        asked: Vec<Asked>,
        size: Size,
        watch: &dyn Watch,
    ) -> Result<Simulated, Error> {
        let mut tallies = self.simulate_worlds(asked, size, 0..size.worlds, watch)?;
        let views = tallies.split_off(self.cases.len());
        Ok(Simulated { tallies, views, stopping: None })
    }

    /// Simulates some worlds of a run of this size: the scenarios, then each of their experts' views.
    pub(super) fn simulate_worlds(
        &self,
        asked: Vec<Asked>,
        size: Size,
        worlds: Range<u32>,
        watch: &dyn Watch,
    ) -> Result<Vec<Tally>, Error> {
        let views: Vec<_> = self.views().collect();
        let plans: Vec<&Plan> = self.plans().into_iter().chain(views.iter().map(|(_, plan)| *plan)).collect();
        let name = |place: usize| match self.cases.get(place) {
            Some(case) => case.file.clone(),
            None => views[place - self.cases.len()].0.file.clone(),
        };
        let of_view = Asked { is_flat: asked.iter().any(|asked| asked.is_flat), ..Asked::default() };
        let asked = asked.into_iter().chain(views.iter().map(|_| of_view.clone()));
        let asked: Vec<(&Plan, Asked)> = plans.into_iter().zip(asked).collect();
        match watch.divided() {
            None => simulate_part(&asked, name, size, worlds, watch),
            Some(divided) => simulate_divided(divided, &asked, name, size, watch),
        }
    }

    /// Simulates the scenarios alone, in the same worlds; without the views of experts.
    ///
    /// **Errors** as for [`Study::simulate`].
    pub(super) fn simulate_cases(&self, size: Size, watch: &dyn Watch) -> Result<Simulated, Error> {
        let name = |place: usize| self.cases[place].file.clone();
        let tallies = match watch.divided() {
            None => simulate_plans(&self.plans(), name, size, watch)?,
            Some(divided) => {
                let asked: Vec<_> = self.plans().into_iter().map(|plan| (plan, Asked::default())).collect();
                simulate_divided(divided, &asked, name, size, watch)?
            }
        };
        Ok(Simulated { tallies, views: Vec::new(), stopping: None })
    }
}

/// Simulates plans in the same worlds, with what else is asked of each; `name` is what each is called if its arithmetic fails.
pub(super) fn simulate_asked(
    asked: &[(&Plan, Asked)],
    name: impl Fn(usize) -> String,
    size: Size,
    watch: &dyn Watch,
) -> Result<Vec<Tally>, Error> {
    simulate_part(asked, name, size, 0..size.worlds, watch)
}

/// The same in parts: a share of the worlds, or what all parts have counted.
///
/// **Errors** as for [`Study::simulate`]; this was a part.
fn simulate_divided(
    divided: &Divided,
    asked: &[(&Plan, Asked)],
    name: impl Fn(usize) -> String,
    size: Size,
    watch: &dyn Watch,
) -> Result<Vec<Tally>, Error> {
    let parts = match divided.next()? {
        Step::Known(parts) => parts,
        Step::Ours(share) => {
            let worlds = share.of_worlds(&(0..size.worlds));
            let tallies = match worlds.is_empty() {
                true => Vec::new(),
                false => simulate_part(asked, name, size, worlds.clone(), watch)?,
            };
            let counted: Vec<Vec<u8>> = tallies.into_iter().map(engine::pack).collect();
            divided.keep((worlds.start, worlds.end), &counted);
            return Err(Error::Divided);
        }
    };
    let mut all: Option<Vec<Tally>> = None;
    for (batch, counted) in parts.into_iter().filter(|(batch, _)| batch.from < batch.to) {
        let there = all.as_ref().map_or(0, |tallies| tallies[0].size.worlds);
        let size = Size { worlds: batch.to, ..size };
        if batch.from != there || counted.len() != asked.len() {
            return Err(damaged());
        }
        let unpack = |((plan, asked), bytes): (&(&Plan, Asked), &[u8])| {
            engine::unpack(plan, asked.clone(), size, batch.from, bytes)
        };
        let tallies: Option<Vec<Tally>> = asked.iter().zip(counted).map(unpack).collect();
        let tallies = tallies.ok_or_else(damaged)?;
        match &mut all {
            None => all = Some(tallies),
            Some(all) => all.iter_mut().zip(tallies).for_each(|(all, next)| all.append(next)),
        }
    }
    all.filter(|tallies| tallies[0].size.worlds == size.worlds).ok_or_else(damaged)
}

/// The same in some of the worlds.
fn simulate_part(
    asked: &[(&Plan, Asked)],
    name: impl Fn(usize) -> String,
    size: Size,
    worlds: Range<u32>,
    watch: &dyn Watch,
) -> Result<Vec<Tally>, Error> {
    let plans: Vec<&Plan> = asked.iter().map(|(plan, _)| *plan).collect();
    // Halves are counted beside the whole.
    let halved = asked.iter().filter(|(_, asked)| asked.halves).map(|(plan, _)| *plan);
    let counted = plans.iter().copied().chain(halved).collect::<Vec<_>>();
    let kept = match asked.iter().all(|(_, asked)| asked.is_flat) {
        true => worlds.len().min(APART) as u32,
        false => worlds.len() as u32,
    };
    check_memory(&counted, Size { worlds: kept, ..size }, watch)?;
    let trials = worlds.len() as u64 * u64::from(size.paths) * plans.len() as u64;
    watched(trials, name, watch, |watcher| engine::simulate_part(asked, size, worlds, watcher))
}

/// Simulates plans in the same worlds; `name` is what each is called if its arithmetic fails.
pub(super) fn simulate_plans(
    plans: &[&Plan],
    name: impl Fn(usize) -> String,
    size: Size,
    watch: &dyn Watch,
) -> Result<Vec<Tally>, Error> {
    check_memory(plans, size, watch)?;
    let trials = u64::from(size.worlds) * u64::from(size.paths) * plans.len() as u64;
    watched(trials, name, watch, |watcher| engine::simulate(plans, size, watcher))
}

/// Simulates so many trials in sight of who watches.
pub(super) fn watched<T>(
    trials: u64,
    name: impl Fn(usize) -> String,
    watch: &dyn Watch,
    simulate: impl FnOnce(&Watcher) -> Result<T, Stopped>,
) -> Result<T, Error> {
    watch.begins(trials);
    let watcher = Watcher { interrupt: watch.interrupt(), progress: &|done| watch.advances(done) };
    let done = simulate(&watcher);
    watch.ends();
    done.map_err(|stopped| match stopped {
        Stopped::Arithmetic(place, error) => Error::Arithmetic(name(place), error),
        Stopped::Interrupted => Error::Interrupted,
    })
}

/// Tells what simulating these plans takes of memory, if that is much.
///
/// **Errors** it is more than the machine has left.
pub(super) fn check_memory(plans: &[&Plan], size: Size, watch: &dyn Watch) -> Result<(), Error> {
    check_fits(engine::memory_needed(plans, size, rayon::current_num_threads()), size, watch)
}

/// Says what a simulation will take of memory, if it is much.
///
/// **Errors** it needs more than there is.
pub(super) fn check_fits(needed: u64, size: Size, watch: &dyn Watch) -> Result<(), Error> {
    if needed < memory::WORTH_A_WORD {
        return Ok(());
    }
    if let Some(free) = memory::free().filter(|&free| free < needed) {
        return Err(Error::Memory { needed, free, size });
    }
    watch.takes_memory(needed);
    Ok(())
}
