//! What moves the process in hand first, lane by lane.

use super::lane::Lane;

/// What moves the process in hand first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// Nothing.
    Nothing,
    /// What a shock may do, by its place among all that is pending.
    Force(usize),
    /// The clock of a transition.
    Clock(usize),
}

/// What moves the process in hand, and when.
#[derive(Debug)]
pub struct Strikes {
    /// The first on each lane: the part of the month that has passed, and what it is.
    pub first: Vec<(f64, First)>,
    /// Lanes on which there is one.
    pub lanes: Vec<Lane>,
    /// Lanes on which the clock in hand may strike.
    pub due: Vec<Lane>,
    /// Lanes on which the clock in hand runs.
    pub live: Vec<Lane>,
    /// Its hazards there.
    pub hazards: Vec<f64>,
    /// In a later round, when the process came where it is; infinite on lanes where it did not move.
    pub since: Vec<f64>,
}

impl Strikes {
    /// None, on this many lanes.
    pub fn new(lanes: usize) -> Strikes {
        let (due, live, hazards) = (Vec::new(), Vec::new(), Vec::new());
        let first = vec![(f64::INFINITY, First::Nothing); lanes];
        Strikes { first, lanes: Vec::new(), due, live, hazards, since: vec![f64::INFINITY; lanes] }
    }

    /// Notes that something moves the process when so much of the month has passed; of two at once the one noted before wins.
    pub fn note(&mut self, lane: usize, at: f64, what: First) {
        let (soonest, _) = self.first[lane];
        if soonest.is_infinite() {
            self.lanes.push(lane as Lane);
        }
        if at < soonest {
            self.first[lane] = (at, what);
        }
    }
}
