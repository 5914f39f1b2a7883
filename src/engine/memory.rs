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

/// What a lane of a variant holds of its own for each factor, clock, shock and state; the draws are those of the plan that it is a variant of.
/// **Unit** bytes.
const LANE_OF_VARIANT: u64 = 24;

/// Memory that simulating these plans takes at most, about. **Unit** bytes.
///
/// **Formula** a constant; for each world the counts by state and reported month (4 bytes each), a metric's sums and counts (20), what is formed of
/// both for estimates (16 a row); for each lane in hand 256 bytes a factor, transition, shock and state, and 8 a coefficient.
pub fn memory_needed(plans: &[&Plan], size: Size, threads: usize) -> u64 {
    let lanes = lanes_in_hand(size, threads, LANES_A_THREAD);
    let of_plan = |plan: &&Plan| of_worlds(plan, size).saturating_add(lanes * of_lane(plan, LANE));
    plans.iter().map(of_plan).fold(BASE, u64::saturating_add)
}

/// The same of a plan with so many variants that differ from it in quantities only. **Unit** bytes.
///
/// **Formula** as [`memory_needed`] for the plan; for each variant the same a world, and for each lane of a block 24 bytes a factor, transition, shock
/// and state, and 8 a coefficient.
pub fn memory_needed_by_variants(plan: &Plan, variants: usize, size: Size, threads: usize) -> u64 {
    let lanes = lanes_in_hand(size, threads, u64::from(BLOCK));
    let one = of_worlds(plan, size).saturating_add(lanes * of_lane(plan, LANE_OF_VARIANT));
    memory_needed(&[plan], size, threads).saturating_add(one.saturating_mul(variants as u64))
}

/// Lanes that all threads have in hand.
fn lanes_in_hand(size: Size, threads: usize, a_thread: u64) -> u64 {
    let trials = u64::from(size.worlds) * u64::from(size.paths);
    trials.min(threads as u64 * a_thread)
}

/// What is kept by world. **Unit** bytes.
fn of_worlds(plan: &Plan, size: Size) -> u64 {
    let states = plan.all_states() as u64;
    let months = (plan.calendar.quarter_ends().len() + plan.calendar.year_ends().len()) as u64;
    let metrics = plan.metrics.len() as u64;
    u64::from(size.worlds).saturating_mul(4 * states * months + 36 * metrics + 16 * states)
}

/// What a lane holds, so many bytes a factor, clock, shock and state. **Unit** bytes.
fn of_lane(plan: &Plan, each: u64) -> u64 {
    let streams = plan.factors.len() + plan.all_transitions() + plan.shocks.len() + plan.all_states();
    each * streams as u64 + 8 * plan.coefficients.len() as u64
}
