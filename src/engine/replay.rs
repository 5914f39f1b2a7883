//! Single trials: one with everything that happened on it, or what is seen of each of many.

use std::ops::Range;

use rayon::prelude::*;

use super::block::Block;
use super::failure::{ArithmeticError, Fault};
use super::journal::History;
use super::measures::Measures;
use super::size::{BLOCK, Size};
use super::streams::{Columns, Streams, Wired};
use super::world::Worlds;
use crate::plan::Plan;

/// Replays one trial of a run, with everything that happened on it.
///
/// **Errors** where its arithmetic failed; [`replay_as_far`] tells what happened until then.
pub fn replay(plan: &Plan, size: Size, world: u32, path: u32) -> Result<History, ArithmeticError> {
    let (history, failure) = replay_as_far(plan, size, world, path);
    failure.map_or(Ok(history), Err)
}

/// Replays one trial as far as its arithmetic carries, with the failure that ended it: a history that is cut off has no metrics.
pub fn replay_as_far(plan: &Plan, size: Size, world: u32, path: u32) -> (History, Option<ArithmeticError>) {
    let mut streams = Streams::new(size);
    let quantities = streams.quantities.wire(plan);
    let wired = Wired::new(plan, quantities, &mut streams);
    replay_wired(&wired, &streams, world, path)
}

/// Simulates the first paths of the first worlds of a run and keeps what `look` sees in each, by world and then path. Such a history has states and factors (those that
/// something reads) and nothing else: it says which trials are worth a [`replay`].
///
/// **Errors** the first failure of the arithmetic, by block of worlds.
pub fn look_at_each<T: Send>(
    plan: &Plan,
    size: Size,
    (first_worlds, first_paths): (u32, u32),
    look: impl Fn(&History) -> T + Sync,
) -> Result<Vec<T>, ArithmeticError> {
    let mut streams = Streams::new(size);
    let quantities = streams.quantities.wire(plan);
    let wired = Wired::new(plan, quantities, &mut streams);
    let together = (BLOCK / first_paths).clamp(1, first_worlds.max(1));
    let seen: Vec<Result<Vec<T>, ArithmeticError>> = (0..first_worlds.div_ceil(together))
        .into_par_iter()
        .map(|block| {
            let first = block * together;
            look_at_worlds(&wired, &streams, first_paths, first..first_worlds.min(first + together), &look)
        })
        .collect();
    Ok(seen.into_iter().collect::<Result<Vec<Vec<T>>, _>>()?.into_iter().flatten().collect())
}

fn look_at_worlds<T>(
    wired: &Wired,
    streams: &Streams,
    paths: u32,
    numbers: Range<u32>,
    look: &impl Fn(&History) -> T,
) -> Result<Vec<T>, ArithmeticError> {
    let drawn: Vec<Vec<f64>> = streams.quantities.draw(numbers.clone());
    let mut seen = Vec::new();
    for first_path in (0..paths).step_by(BLOCK as usize) {
        let count = BLOCK.min(paths - first_path) as usize;
        let mut columns = Columns::new(streams, numbers.start, drawn.len(), first_path, count);
        let worlds = Worlds::new(wired, &drawn, count);
        let mut block = Block::new(wired, &worlds, &mut columns);
        let mut measures = Measures::new(wired.plan, block.paths);
        let mut histories: Vec<History> = (0..block.paths).map(|_| History::default()).collect();
        for month in 0..=wired.plan.calendar.months {
            if month > 0 {
                block.step(&mut measures).map_err(|fault| fault.error)?;
            }
            for (lane, history) in histories.iter_mut().enumerate() {
                history.factors.push(block.situation.factors.iter().map(|x| x[lane]).collect());
                history.states.push(block.situation.states.iter().map(|s| usize::from(s[lane])).collect());
            }
        }
        seen.extend(histories.iter().map(look));
    }
    Ok(seen)
}

fn replay_wired(
    wired: &Wired,
    streams: &Streams,
    world: u32,
    path: u32,
) -> (History, Option<ArithmeticError>) {
    let plan = wired.plan;
    let drawn = streams.quantities.draw(world..world + 1);
    let worlds = Worlds::new(wired, &drawn, 1);
    let mut columns = Columns::new(streams, world, 1, path, 1);
    let mut block = Block::new(wired, &worlds, &mut columns);
    block.keep_journal();
    let mut measures = Measures::new(plan, 1);
    let mut factors = vec![block.situation.factors.iter().map(|x| x[0]).collect()];
    let mut states = vec![block.situation.states.iter().map(|s| usize::from(s[0])).collect()];
    let mut failure = None;
    for _ in 0..plan.calendar.months {
        if let Err(Fault { error, .. }) = block.step(&mut measures) {
            failure = Some(error);
            break;
        }
        factors.push(block.situation.factors.iter().map(|x| x[0]).collect());
        states.push(block.situation.states.iter().map(|s| usize::from(s[0])).collect());
    }
    let (mut metrics, mut bands) = (vec![None; plan.metrics.len()], vec![None; plan.metrics.len()]);
    if failure.is_none() {
        let measured = measures.finish(&block);
        metrics = measured.values.iter().map(|v| v[0]).collect();
        bands = measured.bands.iter().map(|b| b.as_ref().map(|b| b[0])).collect();
    }
    (History { factors, states, metrics, bands, events: block.take_journal() }, failure)
}
