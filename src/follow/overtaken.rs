//! Stopping a simulation of what is out of date.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::files::{EVERY, Files};
use crate::study::Watch;

/// Somebody who watches, and is not told to stop by the same flag.
struct Stoppable<'w> {
    watch: &'w dyn Watch,
    stop: AtomicBool,
}

impl Watch for Stoppable<'_> {
    fn interrupt(&self) -> &AtomicBool {
        &self.stop
    }

    fn takes_memory(&self, bytes: u64) {
        self.watch.takes_memory(bytes);
    }

    fn will_take(&self, trials: u64, seconds: f64) {
        self.watch.will_take(trials, seconds);
    }

    fn begins(&self, trials: u64) {
        self.watch.begins(trials);
    }

    fn advances(&self, trials: u64) {
        self.watch.advances(trials);
    }

    fn ends(&self) {
        self.watch.ends();
    }
}

/// Works in sight of `watch`, and is stopped too as soon as one of the files is otherwise.
pub(super) fn unless_overtaken<T>(files: &Files, watch: &dyn Watch, work: impl FnOnce(&dyn Watch) -> T) -> T {
    let within = Stoppable { watch, stop: AtomicBool::new(false) };
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let look = || {
            while !is_done.load(Ordering::Acquire) {
                if watch.interrupt().load(Ordering::Relaxed) || files.differ() {
                    within.stop.store(true, Ordering::Relaxed);
                    return;
                }
                std::thread::park_timeout(Duration::from_millis(EVERY));
            }
        };
        let looking = scope.spawn(look);
        let done = work(&within);
        is_done.store(true, Ordering::Release);
        looking.thread().unpark();
        done
    })
}
