//! Following the paths of a block from level to level.

use std::sync::Arc;

use super::way::Way;
use crate::engine::block::Block;
use crate::engine::checks::check_finite;
use crate::engine::failure::Fault;
use crate::engine::measures::Measures;
use crate::engine::snapshot::Snapshot;
use crate::plan::Mask;

/// A path from the start or a copy that is followed on a lane.
#[derive(Debug, Clone)]
pub(super) struct Traveller {
    /// The path from the start, by its place in the batch: its own, or that of which it is a copy.
    pub trial: usize,
    /// The number of the path, or of the copy among those of its level and world.
    pub number: u32,
    /// The level at which it is.
    pub level: usize,
}

/// One that has come to a level at which it is copied.
#[derive(Debug)]
pub(super) struct Arrival {
    /// Who.
    pub who: Traveller,
    /// As it stood at the end of the month.
    pub snapshot: Arc<Snapshot>,
}

/// What was seen on the lanes of a block.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Who came to which stage: the stage, from 0, and the path from the start.
    pub came: Vec<(usize, usize)>,
    /// Those that are to be copied.
    pub arrivals: Vec<Arrival>,
    /// Months of one path that were simulated.
    pub months: u64,
}

/// Follows those on the lanes of a block until each has come to the level at which it is copied, or to the horizon. Copies begin at their snapshots, in the order
/// of their months; without snapshots all are at the start.
///
/// **Errors** the first failure of the arithmetic.
pub(super) fn follow(
    block: &mut Block,
    mut travellers: Vec<Traveller>,
    snapshots: &[Arc<Snapshot>],
    (way, until): (&Way, Option<usize>),
) -> Result<Seen, Fault> {
    let last = block.wired.plan.calendar.months;
    let mut measures = Measures::new(block.wired.plan, block.paths);
    let mut seen = Seen::default();
    let mut on_the_way: Vec<usize> = Vec::new();
    let mut begun = 0;
    match snapshots.first() {
        Some(first) => block.situation.month = first.month,
        None => {
            begun = travellers.len();
            on_the_way.extend(0..begun);
        }
    }
    loop {
        while let Some(snapshot) = snapshots.get(begun).filter(|s| s.month == block.situation.month) {
            block.begin_copy(snapshot, way.process, begun);
            on_the_way.push(begun);
            begun += 1;
        }
        on_the_way.retain(|&lane| {
            let traveller = &mut travellers[lane];
            let goal = until.unwrap_or(way.levels.len());
            while traveller.level < goal && has_entered(block, way, traveller.level, lane) {
                seen.came.push((traveller.level, traveller.trial));
                traveller.level += 1;
            }
            let is_there = traveller.level == goal;
            if is_there && until.is_some() {
                let snapshot = Arc::new(block.snapshot(way.process, lane));
                seen.arrivals.push(Arrival { who: traveller.clone(), snapshot });
            }
            !is_there || until.is_none() && way.at_end.is_some()
        });
        let is_over = on_the_way.is_empty() && begun == travellers.len();
        if block.situation.month == last || is_over {
            break;
        }
        block.step(&mut measures)?;
        seen.months += begun as u64;
    }
    check_finite(block, &measures.finish(block))?;
    if let (Some(states), None) = (way.at_end, until) {
        for lane in on_the_way {
            if states >> block.situation.states[way.process][lane] & 1 == 1 {
                seen.came.push((way.levels.len(), travellers[lane].trial));
            }
        }
    }
    Ok(seen)
}

/// Whether a path has entered a state of the level after this one.
fn has_entered(block: &Block, way: &Way, level: usize, lane: usize) -> bool {
    let states: Mask = way.levels[level];
    block.entered_any(way.process, states, lane)
}
