//! How processes move: what was decided, what is pending, what goes on.

use super::grid::length_for;
use super::lane::Lane;
use crate::plan::Plan;

/// A move decided in this month, applied when all processes have been evaluated.
pub struct Move {
    pub process: usize,
    pub lane: Lane,
    pub to: usize,
    /// The part of the month that has passed; all of it after a ballot.
    pub at: f64,
    /// What moves it.
    pub way: Way,
}

/// What has moved a process last: the place of a transition among its own or, beyond these, of a shock.
pub type Way = u16;

/// A process that has never moved.
pub const NO_WAY: Way = Way::MAX;

/// Lanes on which something moves the process in hand.
pub struct Moved {
    lanes: Vec<Lane>,
    by_lane: Vec<bool>,
}

impl Moved {
    /// No lane of so many.
    pub fn none(paths: usize) -> Moved {
        let mut by_lane = vec![false; paths];
        by_lane.resize(length_for(paths), true);
        Moved { lanes: Vec::new(), by_lane }
    }

    pub fn add(&mut self, lane: Lane) {
        self.by_lane[lane as usize] = true;
        self.lanes.push(lane);
    }

    pub fn is(&self, lane: Lane) -> bool {
        self.by_lane[lane as usize]
    }

    /// The lanes, in no order.
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    /// For each lane of a column whether the process has moved there, or the lane is spare and has no process.
    pub fn or_spare(&self) -> &[bool] {
        &self.by_lane
    }

    pub fn clear(&mut self) {
        for lane in self.lanes.drain(..) {
            self.by_lane[lane as usize] = false;
        }
    }
}

/// What an entry of a shock's forces does to a process this month, should it be in one of the states that it forces out of.
#[derive(Debug, Clone, Copy)]
pub struct Pending {
    /// The path.
    pub lane: Lane,
    /// The part of the month that had passed at the strike.
    pub at: f64,
    /// The shock.
    pub shock: usize,
    /// The entry.
    pub force: usize,
    /// Its chance.
    pub chance: f64,
    /// Whether it moves the process; those that do not are kept for the journal alone.
    pub succeeds: bool,
}

/// A process that has moved and has some of the month left.
#[derive(Debug, Clone, Copy)]
pub struct Mover {
    /// The process.
    pub process: usize,
    /// The path.
    pub lane: Lane,
    /// The part of the month that had passed.
    pub at: f64,
}

/// For each process and state, whether a clock may run in the month of entry.
pub fn lively(plan: &Plan, idle: &[bool]) -> Vec<Vec<bool>> {
    let of_state = |p: usize, hazards: &[usize]| {
        hazards
            .iter()
            .map(|&i| &plan.processes[p].transitions[i])
            .any(|t| t.not_before == 0 && !idle[t.hazard])
    };
    let of_process = |p: usize| plan.processes[p].hazards_from.iter().map(|h| of_state(p, h)).collect();
    (0..plan.processes.len()).map(of_process).collect()
}
