//! (3) Processes move: clocks, which run down by the hazard of each month and strike when nothing is left.
//!
//! A clock that does not run needs infinitely much, so that a sweep over a whole column leaves it alone.

use super::block::Block;
use super::earliest::First;
use super::failure::{Element, Fault};
use super::journal::Cause;
use super::kernels;
use super::lane::Lane;
use super::lanes::Lanes;
use crate::plan::{Mask, PlannedTransition};

/// A column is worked out whole when at least one lane in this many needs it: a sweep costs less than picking.
const DENSE: usize = 6;

/// A month of which nothing is known.
const NO_MONTH: u32 = u32::MAX;

/// The members of a set.
fn ones(mut set: Mask) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let first = (set != 0).then(|| set.trailing_zeros() as usize);
        set &= set.wrapping_sub(1);
        first
    })
}

impl Block<'_, '_> {
    /// Runs the clocks of a process through the whole month; on each lane the one that strikes first is noted.
    pub(super) fn run_clocks(&mut self, p: usize) -> Result<(), Fault> {
        let process = &self.wired.plan.processes[p];
        for (i, transition) in process.transitions.iter().enumerate() {
            if self.worlds.idle[transition.hazard] {
                continue;
            }
            let there: usize = ones(transition.from).map(|state| self.members[p][state].len()).sum();
            if there == 0 {
                continue;
            }
            if self.sweeps(transition, there) {
                self.run_everywhere(p, i, there)?;
            } else {
                self.run_where_live(p, i)?;
            }
        }
        Ok(())
    }

    /// Whether a clock that runs on so many lanes is run down in a sweep over all of them.
    fn sweeps(&self, transition: &PlannedTransition, there: usize) -> bool {
        !transition.is_restricted() && self.worth_a_sweep(transition, there)
    }

    /// Whether columns that a transition needs on so many lanes are worked out sooner for all lanes, given how many transitions share them.
    fn worth_a_sweep(&self, transition: &PlannedTransition, lanes: usize) -> bool {
        let plan = self.wired.plan;
        let sharing = match (transition.times.is_empty(), transition.consents.is_empty()) {
            (true, true) => return true,
            (true, false) => plan.hazards[transition.hazard],
            (false, _) => plan.sums[transition.times.sum],
        };
        lanes * DENSE * sharing >= self.paths
    }

    fn run_everywhere(&mut self, p: usize, i: usize, there: usize) -> Result<(), Fault> {
        let plan = self.wired.plan;
        let process = &plan.processes[p];
        let transition = &process.transitions[i];
        let row = process.first_transition + i;
        if !transition.times.is_empty() {
            let (states, moved) = (&self.situation.states[p], &self.moved);
            let is_there = |&&lane: &&Lane| transition.from >> states[lane as usize] & 1 == 1;
            let multipliers = self.sums.multipliers(plan, self.worlds, &self.situation, &transition.times);
            let count = &mut self.caps[transition.times.number];
            count.evaluated += (there - moved.lanes().iter().filter(is_there).count()) as u64;
            if multipliers.any_bound {
                count.bound +=
                    kernels::count_some(&multipliers.bound, states, transition.from, moved.or_spare());
            }
        }
        let monthly = self.sums.hazards(plan, self.worlds, &self.situation, transition);
        let mut due = std::mem::take(&mut self.strikes.due);
        due.clear();
        kernels::run_down(self.need.row_mut(row), monthly, &mut due);
        for &lane in &due {
            let state = self.situation.states[p][lane as usize];
            let is_path = (lane as usize) < self.paths;
            if is_path && transition.from >> state & 1 == 1 && !self.moved.is(lane) {
                let (need, monthly) = (self.need.row(row)[lane as usize], monthly[lane as usize]);
                if !monthly.is_finite() {
                    return Err(self.fault(Element::Transition(p, i), lane as usize, monthly * 12.0));
                }
                self.strikes.note(lane as usize, need / monthly, First::Clock(i));
            }
        }
        self.strikes.due = due;
        Ok(())
    }

    fn run_where_live(&mut self, p: usize, i: usize) -> Result<(), Fault> {
        let process = &self.wired.plan.processes[p];
        let transition = &process.transitions[i];
        let row = process.first_transition + i;
        let mut live = std::mem::take(&mut self.strikes.live);
        let mut hazards = std::mem::take(&mut self.strikes.hazards);
        live.clear();
        let restricted = transition.is_restricted();
        for state in ones(transition.from) {
            let lanes = &self.members[p][state];
            live.extend(lanes.iter().filter(|&&lane| !self.moved.is(lane)));
        }
        if restricted {
            self.keep_live(p, transition, &mut live);
        }
        if live.is_empty() {
            self.strikes.live = live;
            self.strikes.hazards = hazards;
            return Ok(());
        }
        if !transition.times.is_empty() && self.worth_a_sweep(transition, live.len()) {
            self.sums.multipliers(self.wired.plan, self.worlds, &self.situation, &transition.times);
        }
        self.hazards_on(transition, &live, &mut hazards);
        let need = self.need.row_mut(row);
        for (&lane, &monthly) in live.iter().zip(&hazards) {
            let need = &mut need[lane as usize];
            if *need > monthly {
                *need -= monthly;
            } else if monthly.is_finite() {
                self.strikes.note(lane as usize, *need / monthly, First::Clock(i));
            } else {
                return Err(self.fault(Element::Transition(p, i), lane as usize, monthly * 12.0));
            }
        }
        self.strikes.live = live;
        self.strikes.hazards = hazards;
        Ok(())
    }

    /// Leaves only the lanes where a restricted transition is live; its guard is read in a sweep where most lanes are left.
    fn keep_live(&mut self, p: usize, transition: &PlannedTransition, live: &mut Vec<Lane>) {
        live.retain(|&lane| self.situation.has_waited(p, transition.not_before, lane as usize));
        if transition.guard.is_empty() {
            return;
        }
        if live.len() * DENSE >= self.paths {
            self.situation.where_holds(&transition.guard, self.paths, &mut self.holds);
            live.retain(|&lane| self.holds[lane as usize]);
        } else {
            live.retain(|&lane| self.situation.holds(&transition.guard, lane as usize));
        }
    }

    /// The hazard of a transition on some lanes, counting how often its cap binds. What a sweep has worked out this month is looked up, in its
    /// first round.
    ///
    /// **Unit** per month. **Formula** base · M · Π acceptance · Π (1 − acceptance) / 12.
    pub(super) fn hazards_on(&mut self, transition: &PlannedTransition, lanes: &[Lane], out: &mut Vec<f64>) {
        let (plan, worlds) = (self.wired.plan, self.worlds);
        let month = if self.later { NO_MONTH } else { self.situation.month };
        let times = &transition.times;
        if times.is_empty() {
            out.clear();
            out.resize(lanes.len(), 1.0);
        } else if let Some((held, bound)) = self.sums.known_multipliers(times, month) {
            out.clear();
            out.extend(lanes.iter().map(|&lane| held[lane as usize]));
            let count = &mut self.caps[times.number];
            lanes.iter().for_each(|&lane| count.add(bound[lane as usize]));
        } else {
            self.situation.products(plan, worlds, times, Lanes::Only(lanes), out);
            let count = &mut self.caps[times.number];
            out.iter_mut().for_each(|product| *product = count.hold(*product));
        }
        let base = worlds.hazards.row(transition.hazard);
        out.iter_mut().zip(lanes).for_each(|(hazard, &lane)| *hazard *= base[lane as usize]);
        let mut consent = std::mem::take(&mut self.scratch);
        for &(audience, refusal) in &transition.consents {
            match self.sums.known_acceptances(audience, month) {
                Some(accepted) => {
                    consent.clear();
                    consent.extend(lanes.iter().map(|&lane| accepted[lane as usize]));
                }
                None => self.situation.acceptances(plan, worlds, audience, lanes, &mut consent),
            }
            for (hazard, accepted) in out.iter_mut().zip(&consent) {
                *hazard *= if refusal { 1.0 - accepted } else { *accepted };
            }
        }
        out.iter_mut().for_each(|hazard| *hazard /= 12.0);
        self.scratch = consent;
    }

    /// Why a clock struck, for the journal.
    pub(super) fn hazard_cause(&mut self, p: usize, i: usize, lane: Lane) -> Cause {
        let process = &self.wired.plan.processes[p];
        let transition = &process.transitions[i];
        let caps = self.caps.clone();
        let mut hazard = Vec::new();
        self.hazards_on(transition, &[lane], &mut hazard);
        self.caps = caps;
        Cause::Hazard {
            transition: i,
            per_year: hazard[0] * 12.0,
            base: self.worlds.hazards.row(transition.hazard)[lane as usize],
            drivers: self.weights(&transition.times, lane as usize),
            consents: self.consents(transition, lane as usize),
        }
    }
}
