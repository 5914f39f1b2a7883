//! What connections and who computes have in common.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use super::board::Shared;
use super::guard::Guard;
use super::sliders::Job;
use crate::follow::Order;

/// What every connection knows.
#[derive(Debug)]
pub(super) struct Office {
    pub guard: Guard,
    pub shared: Arc<Shared>,
    pub order: Order,
    /// With how many were handed in.
    jobs: Mutex<(u64, Sender<Job>)>,
}

impl Office {
    /// With an empty board.
    pub(super) fn new(guard: Guard, order: Order, jobs: Sender<Job>) -> Office {
        Office { guard, shared: Arc::default(), order, jobs: Mutex::new((0, jobs)) }
    }

    /// Hands in something to compute, and gives its place among all that were.
    pub(super) fn hand_in(&self, job: Job) -> u64 {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.0 += 1;
        let number = jobs.0;
        // If nobody computes any more, nobody waits for it either.
        let _ = jobs.1.send(Job { number, ..job });
        number
    }
}
