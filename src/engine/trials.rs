//! A second pass that hands out every trial of a run as it ended, some worlds at a time.
//!
//! Draws are addressed, so these are the trials of the run; nothing is stored beside it, and no more is held than one helping.

use std::ops::Range;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::block::{Block, NEVER};
use super::failure::{Broken, Stopped};
use super::measures::Measures;
use super::size::{BLOCK, Size};
use super::streams::{Columns, Streams, Wired};
use super::watcher::Watcher;
use super::world::Worlds;
use crate::plan::{Part, Plan, Union, unite};

/// Trials that are handed out together, about.
const HELPING: u32 = 100_000;

/// Consecutive worlds as their trials ended, in columns of one value a trial: the paths of the first world, then those of the next …
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trials {
    /// The place among the options of the one on the table at the horizon.
    pub options: Vec<u8>,
    /// The state of each process at the horizon.
    pub ends: Vec<Vec<u8>>,
    /// The month in which each state of each process was first entered; none if it never was. **Unit** months after that of `as_of`.
    pub first: Vec<Vec<Vec<Option<u16>>>>,
    /// Each metric; none where a trial has none.
    pub metrics: Vec<Vec<Option<f64>>>,
}

/// Simulates all trials of a run of this size again, from the first world to the last, and hands them out by consecutive worlds. The helpings do not
/// depend on the number of threads.
///
/// **Errors** as for [`simulate`](super::simulate), or what `take` refuses.
pub fn each_trial<E: From<Stopped>>(
    plan: &Plan,
    size: Size,
    watcher: &Watcher,
    mut take: impl FnMut(Range<u32>, Trials) -> Result<(), E>,
) -> Result<(), E> {
    let mut streams = Streams::new(size);
    let drawn_at = [streams.quantities.wire(plan)];
    let Union { plan: united, quantities, parts } = unite(&[plan], &drawn_at);
    let wired = Wired::new(&united, quantities, &mut streams);
    let together = (BLOCK / size.paths).max(1);
    // Whole blocks, so that lanes are filled as in one go.
    let helping = (HELPING / size.paths / together).max(1) * together;
    for first in (0..size.worlds).step_by(helping as usize) {
        let worlds = first..size.worlds.min(first.saturating_add(helping));
        let blocks: Vec<Result<Trials, Broken>> = (0..(worlds.len() as u32).div_ceil(together))
            .into_par_iter()
            .map(|block| {
                let first = worlds.start + block * together;
                let ours = first..worlds.end.min(first + together);
                trials_of(&wired, &streams, ours, size.paths, &parts[0], watcher)
            })
            .collect();
        let mut whole = Trials::default();
        for block in blocks {
            whole.append(block.map_err(|broken| match broken {
                Broken::Interrupted => Stopped::Interrupted,
                Broken::Fault(fault) => Stopped::Arithmetic(0, fault.error),
            })?);
        }
        take(worlds, whole)?;
    }
    Ok(())
}

/// Worlds side by side, or some paths of one after the other where a block does not hold them all.
fn trials_of(
    wired: &Wired,
    streams: &Streams,
    worlds: Range<u32>,
    paths: u32,
    part: &Part,
    watcher: &Watcher,
) -> Result<Trials, Broken> {
    let plan = wired.plan;
    let drawn: Vec<Vec<f64>> = streams.quantities.draw(worlds.clone());
    let mut whole = Trials::default();
    for first_path in (0..paths).step_by(BLOCK as usize) {
        if watcher.interrupt.load(Ordering::Relaxed) {
            return Err(Broken::Interrupted);
        }
        let lanes = BLOCK.min(paths - first_path);
        let side_by_side = Worlds::new(wired, &drawn, lanes as usize);
        let mut columns = Columns::new(streams, worlds.start, drawn.len(), first_path, lanes as usize);
        let mut block = Block::new(wired, &side_by_side, &mut columns);
        let mut measures = Measures::new(plan, block.paths);
        for _ in 0..plan.calendar.months {
            block.step(&mut measures).map_err(Broken::Fault)?;
        }
        let measured = measures.finish(&block);
        let first = |&p: &usize| -> Vec<Vec<Option<u16>>> {
            let process = &plan.processes[p];
            let rows = (0..process.states.len()).map(|s| block.first.row(process.first_state + s));
            let month = |&month: &u16| (month != NEVER).then_some(month);
            rows.map(|row| row[..block.paths].iter().map(month).collect()).collect()
        };
        let options = &block.situation.options[part.table][..block.paths];
        whole.append(Trials {
            options: options.to_vec(),
            ends: part.processes.iter().map(|&p| block.situation.states[p][..block.paths].to_vec()).collect(),
            first: part.processes.iter().map(first).collect(),
            metrics: part.metrics.iter().map(|&m| measured.values[m][..block.paths].to_vec()).collect(),
        });
        (watcher.progress)(block.paths as u64);
    }
    Ok(whole)
}

impl Trials {
    /// Adds the trials that come next.
    fn append(&mut self, next: Trials) {
        self.options.extend(next.options);
        add(&mut self.ends, next.ends);
        add(&mut self.metrics, next.metrics);
        self.first.resize(next.first.len(), Vec::new());
        self.first.iter_mut().zip(next.first).for_each(|(ours, theirs)| add(ours, theirs));
    }
}

fn add<T: Clone>(columns: &mut Vec<Vec<T>>, next: Vec<Vec<T>>) {
    columns.resize(columns.len().max(next.len()), Vec::new());
    columns.iter_mut().zip(next).for_each(|(column, more)| column.extend(more));
}
