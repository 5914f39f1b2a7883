//! A second pass that keeps, of every trial, what had happened by the end of a month and what came of it.
//!
//! Draws are addressed, so these are the trials of the run; nothing is stored beside it.

use rayon::prelude::*;

use super::block::{Block, NEVER};
use super::failure::{ArithmeticError, Fault};
use super::measures::Measures;
use super::size::{BLOCK, Size};
use super::streams::{Columns, Streams, Wired};
use super::world::Worlds;
use crate::plan::{Part, Plan, Union, unite};

/// Every trial at a month and at the end, in columns of one number a trial: the paths of world 0, then those of world 1 …
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Landmark {
    /// The state of each process at the end of the month.
    pub states: Vec<Vec<u8>>,
    /// Whether each state of each process had been entered by then.
    pub entered: Vec<Vec<Vec<bool>>>,
    /// How often each shock had struck by then.
    pub strikes: Vec<Vec<u32>>,
    /// The level of each factor then; nothing of one that nothing reads.
    pub levels: Vec<Vec<f64>>,
    /// The state of each process at the horizon.
    pub ends: Vec<Vec<u8>>,
    /// Whether each state of each process has been entered by the horizon.
    pub reached: Vec<Vec<Vec<bool>>>,
    /// Each metric; none where a trial has none.
    pub metrics: Vec<Vec<Option<f64>>>,
}

/// Simulates all trials of a run of this size again and looks at them at the end of a month and at the horizon.
///
/// **Errors** the first failure of the arithmetic.
pub fn landmark(plan: &Plan, size: Size, month: u32) -> Result<Landmark, ArithmeticError> {
    let mut streams = Streams::new(size);
    let drawn_at = [streams.quantities.wire(plan)];
    let Union { plan: united, quantities, parts } = unite(&[plan], &drawn_at);
    let wired = Wired::new(&united, quantities, &mut streams);
    let together = (BLOCK / size.paths).clamp(1, size.worlds.max(1));
    let blocks: Vec<Result<Landmark, Fault>> = (0..size.worlds.div_ceil(together))
        .into_par_iter()
        .map(|block| {
            let first = block * together;
            look(&wired, &streams, (first, together.min(size.worlds - first)), size.paths, &parts[0], month)
        })
        .collect();
    let mut whole = Landmark::default();
    for block in blocks {
        whole.append(block.map_err(|fault| fault.error)?);
    }
    Ok(whole)
}

/// Worlds side by side, or some paths of one after the other where a block does not hold them all.
fn look(
    wired: &Wired,
    streams: &Streams,
    (first, count): (u32, u32),
    paths: u32,
    part: &Part,
    month: u32,
) -> Result<Landmark, Fault> {
    let plan = wired.plan;
    let drawn: Vec<Vec<f64>> = streams.quantities.draw(first..first + count);
    let mut whole = Landmark::default();
    for first_path in (0..paths).step_by(BLOCK as usize) {
        let lanes = BLOCK.min(paths - first_path);
        let worlds = Worlds::new(wired, &drawn, lanes as usize);
        let mut columns = Columns::new(streams, first, drawn.len(), first_path, lanes as usize);
        let mut block = Block::new(wired, &worlds, &mut columns);
        let mut measures = Measures::new(plan, block.paths);
        let mut seen = Landmark::default();
        for now in 0..=plan.calendar.months {
            if now > 0 {
                block.step(&mut measures)?;
            }
            if now == month {
                seen = at(&block, part);
            }
        }
        let measured = measures.finish(&block);
        let then = at(&block, part);
        let metrics = part.metrics.iter().map(|&m| measured.values[m][..block.paths].to_vec()).collect();
        whole.append(Landmark { ends: then.states, reached: then.entered, metrics, ..seen });
    }
    Ok(whole)
}

/// A block as it stands.
fn at(block: &Block, part: &Part) -> Landmark {
    let plan = block.wired.plan;
    let lanes = || 0..block.paths;
    let entered = |&p: &usize| {
        let process = &plan.processes[p];
        let state = |s: usize| {
            let row = block.first.row(process.first_state + s);
            lanes().map(|lane| row[lane] != NEVER).collect()
        };
        (0..process.states.len()).map(state).collect()
    };
    let level = |&f: &usize| match plan.factors[f].read {
        true => block.situation.factors[f][..block.paths].to_vec(),
        false => Vec::new(),
    };
    Landmark {
        states: part.processes.iter().map(|&p| block.situation.states[p][..block.paths].to_vec()).collect(),
        entered: part.processes.iter().map(entered).collect(),
        strikes: part.shocks.iter().map(|&s| block.struck_so_far.row(s)[..block.paths].to_vec()).collect(),
        levels: part.factors.iter().map(level).collect(),
        ..Landmark::default()
    }
}

impl Landmark {
    /// Adds the trials that come next.
    fn append(&mut self, next: Landmark) {
        add(&mut self.states, next.states);
        add(&mut self.strikes, next.strikes);
        add(&mut self.levels, next.levels);
        add(&mut self.ends, next.ends);
        add(&mut self.metrics, next.metrics);
        for (ours, theirs) in [(&mut self.entered, next.entered), (&mut self.reached, next.reached)] {
            ours.resize(theirs.len(), Vec::new());
            ours.iter_mut().zip(theirs).for_each(|(ours, theirs)| add(ours, theirs));
        }
    }
}

fn add<T: Clone>(columns: &mut Vec<Vec<T>>, next: Vec<Vec<T>>) {
    columns.resize(columns.len().max(next.len()), Vec::new());
    columns.iter_mut().zip(next).for_each(|(column, more)| column.extend(more));
}
