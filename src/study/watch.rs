//! Who watches a study at work: how far it is, and whether it shall stop.

use std::sync::atomic::AtomicBool;

use super::divided::Divided;

/// What nobody sets.
static NEVER: AtomicBool = AtomicBool::new(false);

/// Told of the work of a study. Every method has an empty default.
pub trait Watch: Sync {
    /// Set from outside to stop the work: it is looked at between blocks of paths.
    fn interrupt(&self) -> &AtomicBool {
        &NEVER
    }

    /// What begins now will take about so many bytes of memory, which is worth a word.
    fn takes_memory(&self, _bytes: u64) {}

    /// What begins now will take about so many trials, and about so many seconds by what a few of them took.
    fn will_take(&self, _trials: u64, _seconds: f64) {}

    /// The simulation of so many trials begins; several may follow each other.
    fn begins(&self, _trials: u64) {}

    /// So many more trials are done; called from many threads.
    fn advances(&self, _trials: u64) {}

    /// That simulation has ended, whole or not.
    fn ends(&self) {}

    /// The parts in which it is simulated; none where it is in one piece.
    fn divided(&self) -> Option<&Divided> {
        None
    }
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {}

/// Somebody who may stop the work, but is not told of it; nor is it shared out among parts.
pub(super) struct Silently<'w>(pub &'w dyn Watch);

impl Watch for Silently<'_> {
    fn interrupt(&self) -> &AtomicBool {
        self.0.interrupt()
    }
}
