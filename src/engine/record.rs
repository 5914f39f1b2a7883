//! A small second pass that keeps what the main one only counts: one history a world, month by month.
//!
//! Draws are addressed, so a history simulated again is the history of the run; nothing needs to be stored to look at it twice.

use rayon::prelude::*;

use super::block::Block;
use super::failure::{ArithmeticError, Fault};
use super::measures::Measures;
use super::simulation::by_calendar;
use super::size::{BLOCK, Size};
use super::streams::{Columns, Streams, Wired};
use super::world::Worlds;
use crate::plan::{Part, Plan, PlannedMeasure, Union, unite};

/// Path 0 of each of the first worlds of a run, in columns of one number a world.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// Level of each asked-for factor at the end of months 0 … T, by factor, month and world.
    pub factors: Vec<Vec<Vec<f64>>>,
    /// State of each process at the end, by process and world.
    pub ends: Vec<Vec<usize>>,
    /// The option on the table at the end, by world.
    pub options: Vec<usize>,
    /// Each metric, by metric and world; none where there is none.
    pub metrics: Vec<Vec<Option<f64>>>,
    /// What the two sides of each hikiwake index gain at the end, by metric and world, none where nothing is settled; empty for
    /// other metrics.
    pub gains: Vec<Vec<Option<[f64; 2]>>>,
    /// The band of each hikiwake index, by metric and world; empty for other metrics.
    pub bands: Vec<Vec<usize>>,
}

/// What is recorded of each plan: the factors to look at, by place.
pub type Looks<'l> = [(&'l Plan, &'l [usize])];

/// Simulates path 0 of each of the first `worlds` worlds of a run of this size again, for each plan.
///
/// **Errors** the first failure of the arithmetic and the plan's place; the main pass has met it as well.
pub fn record(looks: &Looks, size: Size, worlds: u32) -> Result<Vec<Record>, (usize, ArithmeticError)> {
    let plans: Vec<&Plan> = looks.iter().map(|(plan, _)| *plan).collect();
    let mut records: Vec<Record> = vec![Record::default(); plans.len()];
    for at in by_calendar(&plans) {
        let alike: Vec<(&Plan, &[usize])> = at.iter().map(|&place| looks[place]).collect();
        let done = record_alike(&alike, size, worlds).map_err(|(place, error)| (at[place], error))?;
        for (place, record) in at.into_iter().zip(done) {
            records[place] = record;
        }
    }
    Ok(records)
}

fn record_alike(looks: &Looks, size: Size, worlds: u32) -> Result<Vec<Record>, (usize, ArithmeticError)> {
    let plans: Vec<&Plan> = looks.iter().map(|(plan, _)| *plan).collect();
    let mut streams = Streams::new(size);
    let drawn_at: Vec<Vec<usize>> = plans.iter().map(|plan| streams.quantities.wire(plan)).collect();
    let Union { plan, quantities, parts } = unite(&plans, &drawn_at);
    let wired = Wired::new(&plan, quantities, &mut streams);
    let looks: Vec<(&Part, &[usize])> =
        parts.iter().zip(looks).map(|(part, (_, factors))| (part, *factors)).collect();
    let blocks: Vec<Result<Vec<Record>, Fault>> = (0..worlds.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let first = block * BLOCK;
            record_block(&wired, &streams, first, BLOCK.min(worlds - first), &looks)
        })
        .collect();
    let mut whole = vec![Record::default(); parts.len()];
    for block in blocks {
        let block = block.map_err(|Fault { element, error }| {
            let owner = parts.iter().position(|part| element.is_in(part));
            (owner.expect("an element belongs to a plan"), error)
        })?;
        whole.iter_mut().zip(block).for_each(|(whole, next)| whole.append(next));
    }
    Ok(whole)
}

fn record_block(
    wired: &Wired,
    streams: &Streams,
    first: u32,
    count: u32,
    looks: &[(&Part, &[usize])],
) -> Result<Vec<Record>, Fault> {
    let plan = wired.plan;
    let drawn: Vec<Vec<f64>> = streams.quantities.draw(first..first + count);
    let worlds = Worlds::new(wired, &drawn, 1);
    let mut columns = Columns::new(streams, first, drawn.len(), 0, 1);
    let mut block = Block::new(wired, &worlds, &mut columns);
    let asked = |(part, factors): &(&Part, &[usize])| -> Vec<usize> {
        factors.iter().map(|&f| part.factors[f]).collect()
    };
    let asked: Vec<Vec<usize>> = looks.iter().map(asked).collect();
    if asked.iter().flatten().any(|&f| !plan.factors[f].read) {
        // Only a trace steps a factor that nothing reads.
        block.keep_journal();
    }
    let mut measures = Measures::new(plan, count as usize);
    let levels = |block: &Block| block.situation.factors.iter().map(|x| x[..block.paths].to_vec()).collect();
    let mut by_month: Vec<Vec<Vec<f64>>> = vec![levels(&block)];
    for _ in 0..plan.calendar.months {
        block.step(&mut measures)?;
        by_month.push(levels(&block));
    }
    let measured = measures.finish(&block);
    let of_part = |((part, _), asked): (&(&Part, &[usize]), &Vec<usize>)| {
        let levels = |&f: &usize| by_month.iter().map(|levels| levels[f].clone()).collect();
        let states =
            |&p: &usize| block.situation.states[p][..block.paths].iter().map(|&s| usize::from(s)).collect();
        let bands = |&m: &usize| measured.bands[m].clone().unwrap_or_default();
        Record {
            factors: asked.iter().map(levels).collect(),
            ends: part.processes.iter().map(states).collect(),
            options: block.situation.options[part.table][..block.paths]
                .iter()
                .map(|&option| usize::from(option))
                .collect(),
            metrics: part.metrics.iter().map(|&m| measured.values[m].clone()).collect(),
            gains: part.metrics.iter().map(|&m| gains(&block, &worlds, m)).collect(),
            bands: part.metrics.iter().map(bands).collect(),
        }
    };
    Ok(looks.iter().zip(&asked).map(of_part).collect())
}

/// What the two sides of a hikiwake index gain at the end, by lane; empty for another metric.
fn gains(block: &Block, worlds: &Worlds, metric: usize) -> Vec<Option<[f64; 2]>> {
    let plan = block.wired.plan;
    let PlannedMeasure::Hikiwake { audiences, settled_in, .. } = &plan.metrics[metric].measure else {
        return Vec::new();
    };
    let at_end = |lane: usize| {
        let settled = block.situation.holds(&[*settled_in], lane);
        settled.then(|| audiences.map(|audience| block.situation.gain(plan, worlds, audience, lane)))
    };
    (0..block.paths).map(at_end).collect()
}

impl Record {
    /// Adds the worlds that come next.
    fn append(&mut self, next: Record) {
        self.factors.resize(next.factors.len(), Vec::new());
        for (ours, theirs) in self.factors.iter_mut().zip(next.factors) {
            append_each(ours, theirs);
        }
        append_each(&mut self.ends, next.ends);
        self.options.extend(next.options);
        append_each(&mut self.metrics, next.metrics);
        append_each(&mut self.gains, next.gains);
        append_each(&mut self.bands, next.bands);
    }
}

fn append_each<T: Clone>(columns: &mut Vec<Vec<T>>, next: Vec<Vec<T>>) {
    columns.resize(columns.len().max(next.len()), Vec::new());
    columns.iter_mut().zip(next).for_each(|(column, more)| column.extend(more));
}
