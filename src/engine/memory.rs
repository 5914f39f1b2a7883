//! What a simulation takes of memory, told before it begins.
//!
//! The terms are those of the program's own tables; their constants were measured (docs/trust.md) and are on the safe side.

use super::size::{BLOCK, Size};
use crate::plan::Plan;

/// Whatever is simulated: the program, its fonts, the scenario and the pictures. **Unit** bytes.
const BASE: u64 = 60 << 20;

/// A lane holds for each factor, clock, shock and state some draws ahead and its own columns. **Unit** bytes.
const LANE: u64 = 256;

/// Lanes that a thread has in hand, those of blocks that wait for each other among them.
const LANES_A_THREAD: u64 = 4 * BLOCK as u64;

/// Memory that simulating these plans takes at most, about. **Unit** bytes.
///
/// **Formula** a constant; for each world the counts by state and reported month (4 bytes each), a metric's sums and counts (20), what is formed of
/// both for estimates (16 a row); for each lane in hand 256 bytes a factor, transition, shock and state, and 8 a coefficient.
pub fn memory_needed(plans: &[&Plan], size: Size, threads: usize) -> u64 {
    let trials = u64::from(size.worlds) * u64::from(size.paths);
    let lanes = trials.min(threads as u64 * LANES_A_THREAD);
    let of_plan = |plan: &&Plan| {
        let states = plan.all_states() as u64;
        let months = (plan.calendar.quarter_ends().len() + plan.calendar.year_ends().len()) as u64;
        let metrics = plan.metrics.len() as u64;
        let world = 4 * states * months + 36 * metrics + 16 * states;
        let streams = (plan.factors.len() + plan.all_transitions() + plan.shocks.len()) as u64 + states;
        let lane = LANE * streams + 8 * plan.coefficients.len() as u64;
        u64::from(size.worlds).saturating_mul(world).saturating_add(lanes.saturating_mul(lane))
    };
    plans.iter().map(of_plan).fold(BASE, u64::saturating_add)
}
