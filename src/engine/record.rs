//! A small second pass that keeps what the main one only counts: one history a world, month by month.
//!
//! Draws are addressed, so a history simulated again is the history of the run; nothing needs to be stored to look at it twice.

use rayon::prelude::*;

use super::block::Block;
use super::measures::Measures;
use super::streams::{Columns, Streams, Wired};
use super::world::Worlds;
use super::{ArithmeticError, Size};
use crate::plan::{Plan, PlannedMeasure};

/// Histories that are simulated side by side.
const BLOCK: u32 = 64;

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
    /// The two surpluses at the end that each hikiwake index is made of, by metric and world; empty for other metrics.
    pub surpluses: Vec<Vec<[f64; 2]>>,
    /// The band of each hikiwake index, by metric and world; empty for other metrics.
    pub bands: Vec<Vec<usize>>,
}

/// Simulates path 0 of each of the first `worlds` worlds of a run of this size again.
///
/// **Errors** the first failure of the arithmetic, which the main pass has met as well.
pub fn record(plan: &Plan, size: Size, worlds: u32, factors: &[usize]) -> Result<Record, ArithmeticError> {
    let mut streams = Streams::new(size);
    let quantities = streams.quantities.wire(plan);
    let wired = Wired::new(plan, quantities, &mut streams);
    let blocks: Vec<Result<Record, ArithmeticError>> = (0..worlds.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let first = block * BLOCK;
            record_block(&wired, &streams, first, BLOCK.min(worlds - first), factors)
        })
        .collect();
    let mut whole = Record::default();
    for block in blocks {
        whole.append(block?);
    }
    Ok(whole)
}

fn record_block(
    wired: &Wired,
    streams: &Streams,
    first: u32,
    count: u32,
    factors: &[usize],
) -> Result<Record, ArithmeticError> {
    let plan = wired.plan;
    let drawn: Vec<Vec<f64>> = (first..first + count).map(|world| streams.quantities.draw(world)).collect();
    let worlds = Worlds::new(wired, first, &drawn, 1);
    let mut columns = Columns::new(streams, first, drawn.len(), 0, 1);
    let mut block = Block::new(wired, &worlds, &mut columns);
    if factors.iter().any(|&f| !plan.factors[f].read) {
        // Only a trace steps a factor that nothing reads.
        block.keep_journal();
    }
    let mut measures = Measures::new(plan, count as usize);
    let levels = |block: &Block| -> Vec<Vec<f64>> {
        factors.iter().map(|&f| block.situation.factors[f].clone()).collect()
    };
    let mut by_month = vec![levels(&block)];
    for _ in 0..plan.calendar.months {
        block.step(&mut measures).map_err(|fault| fault.error)?;
        by_month.push(levels(&block));
    }
    let measured = measures.finish(&block);
    let lanes = 0..count as usize;
    let surpluses = plan.metrics.iter().map(|metric| match &metric.measure {
        PlannedMeasure::Hikiwake { audiences, settled_in, .. } => lanes
            .clone()
            .map(|lane| {
                let settled = block.situation.holds(&[*settled_in], lane);
                audiences.map(|audience| block.situation.surplus(plan, &worlds, audience, lane, settled))
            })
            .collect(),
        _ => Vec::new(),
    });
    Ok(Record {
        factors: (0..factors.len())
            .map(|f| by_month.iter().map(|levels| levels[f].clone()).collect())
            .collect(),
        surpluses: surpluses.collect(),
        ends: block.situation.states.iter().map(|s| s.iter().map(|&s| usize::from(s)).collect()).collect(),
        options: block.situation.options[0].iter().map(|&option| usize::from(option)).collect(),
        metrics: measured.values,
        bands: measured.bands.into_iter().map(Option::unwrap_or_default).collect(),
    })
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
        append_each(&mut self.surpluses, next.surpluses);
        append_each(&mut self.bands, next.bands);
    }
}

fn append_each<T: Clone>(columns: &mut Vec<Vec<T>>, next: Vec<Vec<T>>) {
    columns.resize(columns.len().max(next.len()), Vec::new());
    columns.iter_mut().zip(next).for_each(|(column, more)| column.extend(more));
}
