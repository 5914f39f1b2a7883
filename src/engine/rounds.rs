//! (3) Processes move: what shocks force, and the rounds after the first, in which whatever has moved goes on with what is left of the month.

use super::block::Block;
use super::earliest::First;
use super::failure::{Element, Fault};
use super::journal::{Cause, What};
use super::lane::Lane;
use super::moves::{Move, Mover, Pending, Way};
use crate::plan::PlannedForce;

/// Moves of one process in a month, at most: one that moves on and on has no meaning, and would keep the month from ending.
const MOST_MOVES: u32 = 4_000;

impl Block<'_, '_> {
    /// The first round: notes what shocks do to a process as it stood at the month's start.
    pub(super) fn note_forces(&mut self, p: usize) {
        for k in 0..self.pending[p].len() {
            let Pending { lane, at, succeeds, .. } = self.pending[p][k];
            if succeeds && self.is_forced_out(p, k) {
                self.strikes.note(lane as usize, at, First::Force(k));
                if !self.forced.is(lane) {
                    self.forced.add(lane);
                }
            }
        }
    }

    /// The rounds after the first, until nothing moves any more.
    pub(super) fn go_on(&mut self) -> Result<(), Fault> {
        self.later = true;
        let mut moves = 1;
        while !self.movers.is_empty() {
            moves += 1;
            let mut movers = std::mem::take(&mut self.movers);
            for of_process in movers.chunk_by(|a, b| a.process == b.process) {
                self.go_on_with(of_process, moves)?;
            }
            movers.clear();
            self.movers = movers;
            self.apply_moves();
        }
        self.later = false;
        Ok(())
    }

    /// Evaluates one process again, where it has moved; this would be its so manyth move at most.
    fn go_on_with(&mut self, movers: &[Mover], moves: u32) -> Result<(), Fault> {
        let p = movers[0].process;
        for mover in movers {
            self.strikes.since[mover.lane as usize] = mover.at;
        }
        for k in 0..self.pending[p].len() {
            let Pending { lane, at, succeeds, .. } = self.pending[p][k];
            if succeeds && at > self.strikes.since[lane as usize] && self.is_forced_out(p, k) {
                self.strikes.note(lane as usize, at, First::Force(k));
            }
        }
        for i in 0..self.wired.plan.processes[p].transitions.len() {
            self.run_on(p, i, movers, moves)?;
        }
        self.make_first_moves(p);
        for mover in movers {
            self.strikes.since[mover.lane as usize] = f64::INFINITY;
        }
        Ok(())
    }

    /// Runs a clock through what is left of the month: age 0, so that one with a delay does not run.
    fn run_on(&mut self, p: usize, i: usize, movers: &[Mover], moves: u32) -> Result<(), Fault> {
        let process = &self.wired.plan.processes[p];
        let transition = &process.transitions[i];
        if self.worlds.idle[transition.hazard] || transition.not_before > 0 {
            return Ok(());
        }
        let mut live = std::mem::take(&mut self.strikes.live);
        live.clear();
        live.extend(movers.iter().map(|mover| mover.lane).filter(|&lane| {
            transition.from >> self.situation.states[p][lane as usize] & 1 == 1
                && self.situation.holds(&transition.guard, lane as usize)
        }));
        let mut hazards = std::mem::take(&mut self.strikes.hazards);
        if !live.is_empty() {
            self.hazards_on(transition, &live, &mut hazards);
        }
        let need = self.need.row_mut(process.first_transition + i);
        for (&lane, &monthly) in live.iter().zip(&hazards) {
            let since = self.strikes.since[lane as usize];
            let need = &mut need[lane as usize];
            let rest = monthly * (1.0 - since);
            if *need > rest {
                *need -= rest;
            } else if monthly.is_finite() && moves <= MOST_MOVES {
                self.strikes.note(lane as usize, since + *need / monthly, First::Clock(i));
            } else {
                return Err(self.fault(Element::Transition(p, i), lane as usize, monthly * 12.0));
            }
        }
        self.strikes.live = live;
        self.strikes.hazards = hazards;
        Ok(())
    }

    /// Whether a process is in a state that what is pending forces it out of.
    fn is_forced_out(&self, p: usize, k: usize) -> bool {
        let pending = &self.pending[p][k];
        self.force_of(pending).from >> self.situation.states[p][pending.lane as usize] & 1 == 1
    }

    fn force_of(&self, pending: &Pending) -> &PlannedForce {
        &self.wired.plan.shocks[pending.shock].forces[pending.force]
    }

    /// Moves a process wherever something was noted.
    pub(super) fn make_first_moves(&mut self, p: usize) {
        if self.keeps_journal() {
            self.tell_withstood(p);
        }
        let process = &self.wired.plan.processes[p];
        let mut lanes = std::mem::take(&mut self.strikes.lanes);
        for &lane in &lanes {
            let nothing = (f64::INFINITY, First::Nothing);
            let (at, first) = std::mem::replace(&mut self.strikes.first[lane as usize], nothing);
            let (to, way) = match first {
                First::Clock(i) => (process.transitions[i].to, i),
                First::Force(k) => {
                    let pending = &self.pending[p][k];
                    (self.force_of(pending).to, process.transitions.len() + pending.shock)
                }
                First::Nothing => continue,
            };
            self.moves.push(Move { process: p, lane, to, at, way: way as Way });
            if self.keeps_journal() {
                let from = usize::from(self.situation.states[p][lane as usize]);
                let cause = self.cause(p, first, lane);
                self.note(at, What::Move { process: p, from, to, cause });
            }
        }
        lanes.clear();
        self.strikes.lanes = lanes;
    }

    fn cause(&mut self, p: usize, first: First, lane: Lane) -> Cause {
        match first {
            First::Force(k) => {
                let Pending { shock, force, chance, .. } = self.pending[p][k];
                Cause::Forced { shock, force, chance }
            }
            First::Clock(i) => self.hazard_cause(p, i, lane),
            First::Nothing => unreachable!("nothing has no cause"),
        }
    }

    /// Notes what a process withstood before it moves, or until the month's end.
    fn tell_withstood(&mut self, p: usize) {
        for k in 0..self.pending[p].len() {
            let Pending { lane, at, shock, force, chance, succeeds } = self.pending[p][k];
            if succeeds || !self.is_forced_out(p, k) {
                continue;
            }
            let since = self.strikes.since[lane as usize];
            let is_here = if self.later { at > since } else { true };
            let is_in_time = match self.strikes.first[lane as usize] {
                (end, First::Force(first)) => at < end || at == end && k < first,
                (end, _) => at <= end,
            };
            if is_here && is_in_time {
                self.note(at, What::Withstood { shock, force, chance });
            }
        }
    }
}
