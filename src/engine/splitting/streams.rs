//! The streams of a run and of copies.

use crate::engine::size::Size;
use crate::engine::streams::{Streams, Wired};
use crate::plan::Plan;

/// The streams of a run and of the copies that are made at each level, and the plan wired to each.
pub(super) fn streams_by_level(plan: &Plan, size: Size, levels: usize) -> (Vec<Streams>, Vec<Wired<'_>>) {
    let mut streams: Vec<Streams> = (0..=levels).map(|level| Streams::of_copies(size, level)).collect();
    let quantities = streams[0].quantities.wire(plan);
    let wired = streams.iter_mut().map(|streams| Wired::new(plan, quantities.clone(), streams)).collect();
    (streams, wired)
}
