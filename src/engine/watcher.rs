//! Who watches a simulation.

use std::sync::atomic::AtomicBool;

/// Who watches a simulation.
pub struct Watcher<'w> {
    /// Set from outside to stop it.
    pub interrupt: &'w AtomicBool,
    /// Told how many trials (over all plans) are done.
    pub progress: &'w (dyn Fn(u64) + Sync),
}
