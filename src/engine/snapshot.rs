//! A path at the end of a month, from which copies of it go on.
//!
//! What a clock still needs is no part of it: whatever has happened so far, the rest of a unit exponential is again a unit exponential, so that each copy may draw
//! its own. Stays, ballots and strikes are counted anew, since a copy's draws have addresses of their own.

use super::block::{Block, NEVER};
use super::lane::Lane;
use crate::plan::Mask;

/// A path at the end of a month.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Snapshot {
    /// The month.
    pub month: u32,
    factors: Vec<f64>,
    /// Of each process: its state, the month in which it entered it, its traits.
    processes: Vec<(u8, u32, Vec<f64>)>,
    options: Vec<u8>,
    /// The states of the process in question that have been entered.
    pub entered: Mask,
}

impl Block<'_, '_> {
    /// The states of a process that a path has entered so far.
    pub(super) fn entered(&self, p: usize, lane: usize) -> Mask {
        let states = 0..self.wired.plan.processes[p].states.len();
        states.filter(|s| self.entered_any(p, 1 << s, lane)).fold(0, |mask, s| mask | 1 << s)
    }

    /// Whether a path has entered one of these states of a process.
    pub(super) fn entered_any(&self, p: usize, states: Mask, lane: usize) -> bool {
        let first_state = self.wired.plan.processes[p].first_state;
        let mut left = states;
        while left != 0 {
            if self.first.row(first_state + left.trailing_zeros() as usize)[lane] != NEVER {
                return true;
            }
            left &= left - 1;
        }
        false
    }

    /// A path as it stands between two months; one process is in question.
    pub(super) fn snapshot(&self, p: usize, lane: usize) -> Snapshot {
        let situation = &self.situation;
        let standing = |(p, states): (usize, &Vec<u8>)| {
            let traits = situation.traits[p].iter().map(|column| column[lane]).collect();
            (states[lane], situation.entered[p][lane], traits)
        };
        Snapshot {
            month: situation.month,
            factors: situation.factors.iter().map(|levels| levels[lane]).collect(),
            processes: situation.states.iter().enumerate().map(standing).collect(),
            options: situation.options.iter().map(|options| options[lane]).collect(),
            entered: self.entered(p, lane),
        }
    }

    /// Begins a copy on a lane where nothing has been so far, in the month of the snapshot.
    pub(super) fn begin_copy(&mut self, snapshot: &Snapshot, p: usize, lane: usize) {
        let (wired, plan) = (self.wired, self.wired.plan);
        for (levels, level) in self.situation.factors.iter_mut().zip(&snapshot.factors) {
            levels[lane] = *level;
        }
        for (t, &option) in snapshot.options.iter().enumerate() {
            self.situation.put_on_table(plan, self.worlds, t, usize::from(option), lane);
        }
        for (q, (state, entered, traits)) in snapshot.processes.iter().enumerate() {
            let in_state = usize::from(*state);
            self.situation.states[q][lane] = *state;
            self.situation.entered[q][lane] = *entered;
            for (column, value) in self.situation.traits[q].iter_mut().zip(traits) {
                column[lane] = *value;
            }
            *self.stays.cell(plan.processes[q].first_state + in_state, lane) = 1;
            *self.places.cell(q, lane) = self.members[q][in_state].len() as Lane;
            self.members[q][in_state].push(lane as Lane);
            for &(row, clock) in &wired.clocks[q][in_state] {
                *self.need.cell(row, lane) = self.columns.threshold(clock, 0, lane);
            }
            self.expect_ballots(q, in_state, lane);
        }
        for (s, &clock) in wired.shocks.iter().enumerate() {
            *self.shock_need.cell(s, lane) = self.columns.threshold(clock, 0, lane);
        }
        let process = &plan.processes[p];
        for s in (0..process.states.len()).filter(|s| snapshot.entered >> s & 1 == 1) {
            *self.first.cell(process.first_state + s, lane) = snapshot.month as u16;
        }
    }
}
