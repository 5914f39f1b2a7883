//! (2) Factors step.

use super::block::Block;
use super::kernels::{self, Push};
use super::lanes::Lanes;
use crate::plan::{PlannedFactor, PlannedMotion};

impl Block<'_, '_> {
    pub(super) fn step_factors(&mut self) {
        let (plan, worlds, month) = (self.wired.plan, self.worlds, self.situation.month);
        let mut adds = std::mem::take(&mut self.scratch);
        let mut impulse = std::mem::take(&mut self.impulse);
        let steps = |factor: &PlannedFactor, all: bool| factor.read || all;
        let all = self.keeps_journal();
        for (f, factor) in plan.factors.iter().enumerate().filter(|(_, factor)| steps(factor, all)) {
            if !factor.adds.is_empty() {
                self.situation.added(plan, worlds, &factor.adds, Lanes::All(worlds.length()), &mut adds);
            }
            let is_pushed = self.is_pushed(factor);
            if is_pushed {
                impulse.clear();
                impulse.resize(worlds.length(), 0.0);
                self.add_impulses(f, &mut impulse);
            }
            let push = Push {
                mean: worlds.means.row(f),
                phi: worlds.phis.row(f),
                adds: if factor.adds.is_empty() { &self.zeros } else { &adds },
                deviation: worlds.noises.row(f),
                noise: self.columns.noise(self.wired.noise[f], month, factor.still),
                impulse: if is_pushed { &impulse } else { &self.zeros },
                bounds: (factor.min, factor.max),
            };
            let (level, next) = (&self.situation.factors[f], &mut self.next_factors[f]);
            match factor.motion {
                PlannedMotion::Reverting(..) => kernels::revert(level, next, push),
                PlannedMotion::Walk(_) => kernels::walk(level, next, push),
            }
        }
        for (f, _) in plan.factors.iter().enumerate().filter(|(_, factor)| steps(factor, all)) {
            std::mem::swap(&mut self.situation.factors[f], &mut self.next_factors[f]);
        }
        self.scratch = adds;
        self.impulse = impulse;
    }

    /// Whether states may last, or shocks have struck this month, that add to a factor.
    fn is_pushed(&self, factor: &PlannedFactor) -> bool {
        let has_struck = |&(s, _): &(usize, _)| !self.struck[s].is_empty();
        !factor.lasting.is_empty() || factor.impulses.iter().any(has_struck)
    }

    /// What lasting states and this month's strikes add to a factor.
    fn add_impulses(&self, f: usize, out: &mut [f64]) {
        let factor = &self.wired.plan.factors[f];
        let lasting =
            factor.lasting.iter().flat_map(|(p, by_state)| by_state.iter().map(move |at| (*p, at.0)));
        for (row, (p, state)) in lasting.enumerate() {
            kernels::add_where(out, self.worlds.lasting[f].row(row), &self.situation.states[p], 1 << state);
        }
        for &(s, slot) in &factor.impulses {
            for &(lane, strikes) in &self.struck[s] {
                let lane = lane as usize;
                out[lane] += self.worlds.value(slot, lane) * f64::from(strikes);
            }
        }
    }
}
