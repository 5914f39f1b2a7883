//! Worlds and paths: the month loop of model.md, over blocks of paths in columns.
//!
//! A run may simulate several plans at once. They share the draws of whatever they have in common, so the work of drawing is done once
//! and options are compared in the same worlds through the same shocks.

mod block;
mod grid;
mod journal;
mod kernels;
mod measures;
mod situation;
mod streams;
mod tally;
mod world;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use block::Block;
use measures::Measures;
use streams::{Columns, Streams, Wired};
use tally::WorldTally;
use world::Worlds;

pub use journal::{Candidate, Cause, Consent, Event, History, Weight, What};
pub use measures::{BANDS, band};
pub use situation::{CAP, CapCount};
pub use tally::{MetricTally, Tally};

use crate::plan::Plan;

/// Lanes that are simulated side by side, where there are as many: the same paths of several worlds, or some paths of one. Results do
/// not depend on it.
const BLOCK: u32 = 128;

/// Blocks of worlds whose results wait for each other.
const BATCH: u32 = 16;

/// How much to simulate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The seed.
    pub seed: u64,
    /// Worlds.
    pub worlds: u32,
    /// Paths in each world.
    pub paths: u32,
}

/// The arithmetic failed on one trial.
#[derive(Debug, Clone, PartialEq)]
pub struct ArithmeticError {
    /// The element whose number is not finite.
    pub element: String,
    /// The month.
    pub month: u32,
    /// The world.
    pub world: u32,
    /// The path.
    pub path: u32,
    /// The number.
    pub value: f64,
}

impl std::fmt::Display for ArithmeticError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "`{}` came to {} in month {} of world {}, path {}; `hikiwake trace --world {} --path {}` replays that trial",
            self.element, self.value, self.month, self.world, self.path, self.world, self.path
        )
    }
}

impl std::error::Error for ArithmeticError {}

/// Why a simulation stopped early.
#[derive(Debug, Clone, PartialEq)]
pub enum Stopped {
    /// The arithmetic failed: the plan's place, and where.
    Arithmetic(usize, ArithmeticError),
    /// Somebody asked it to.
    Interrupted,
}

/// Who watches a simulation.
pub struct Watcher<'w> {
    /// Set from outside to stop it.
    pub interrupt: &'w AtomicBool,
    /// Told how many trials (over all plans) are done.
    pub progress: &'w (dyn Fn(u64) + Sync),
}

/// Simulates all plans in the same worlds, on rayon's current threads.
///
/// The result is the same for any number of threads: worlds are independent and are counted in their order.
///
/// **Errors** the first failure of the arithmetic (by block of worlds, then paths, scenario and month); or that it was interrupted.
pub fn simulate(plans: &[&Plan], size: Size, watcher: &Watcher) -> Result<Vec<Tally>, Stopped> {
    let mut streams = Streams::new(size.seed);
    let wired: Vec<Wired> = plans.iter().map(|plan| Wired::new(plan, &mut streams)).collect();
    let mut tallies: Vec<Tally> = plans.iter().map(|plan| Tally::new(plan, size)).collect();
    let together = (BLOCK / size.paths).clamp(1, size.worlds.max(1));
    let blocks = size.worlds.div_ceil(together);
    for batch in 0..blocks.div_ceil(BATCH) {
        let ours = batch * BATCH..blocks.min((batch + 1) * BATCH);
        let done: Vec<Result<Vec<Vec<WorldTally>>, Stopped>> = ours
            .clone()
            .into_par_iter()
            .map(|block| {
                let first = block * together;
                let worlds = first..size.worlds.min(first + together);
                simulate_worlds(&wired, &streams, size.paths, worlds, watcher)
            })
            .collect();
        for (block, done) in ours.zip(done) {
            for (tally, by_world) in tallies.iter_mut().zip(done?) {
                for (world, one) in (block * together..).zip(by_world) {
                    tally.add(world, one);
                }
            }
        }
    }
    Ok(tallies)
}

/// Simulates consecutive worlds; the tallies are by plan and world.
fn simulate_worlds(
    wired: &[Wired],
    streams: &Streams,
    paths: u32,
    numbers: Range<u32>,
    watcher: &Watcher,
) -> Result<Vec<Vec<WorldTally>>, Stopped> {
    let drawn: Vec<Vec<f64>> = numbers.clone().map(|world| streams.draw_quantities(world)).collect();
    for (place, w) in wired.iter().enumerate() {
        check_derived(w, numbers.start, &drawn).map_err(|e| Stopped::Arithmetic(place, e))?;
    }
    let mut tallies: Vec<Vec<WorldTally>> =
        wired.iter().map(|w| numbers.clone().map(|_| WorldTally::new(w.plan)).collect()).collect();
    let mut first_path = 0;
    while first_path < paths {
        if watcher.interrupt.load(Ordering::Relaxed) {
            return Err(Stopped::Interrupted);
        }
        let count = BLOCK.min(paths - first_path);
        let mut columns = Columns::new(streams, numbers.start, drawn.len(), first_path, count as usize);
        for (place, (w, tallies)) in wired.iter().zip(&mut tallies).enumerate() {
            let worlds = Worlds::new(w, numbers.start, &drawn, count as usize);
            let mut block = Block::new(w, &worlds, &mut columns);
            let mut measures = Measures::new(w.plan, block.paths);
            for month in 1..=w.plan.calendar.months {
                block.step(&mut measures).map_err(|e| Stopped::Arithmetic(place, e))?;
                for (world, tally) in tallies.iter_mut().enumerate() {
                    tally.look(&block, worlds.lanes(world), month);
                }
            }
            let measured = measures.finish(&block);
            check_finite(&block, &measured).map_err(|e| Stopped::Arithmetic(place, e))?;
            for (world, tally) in tallies.iter_mut().enumerate() {
                tally.close(&block, worlds.lanes(world), &measured);
            }
            tallies[0].count_caps(&block);
        }
        (watcher.progress)((columns.lanes() * wired.len()) as u64);
        first_path += count;
    }
    Ok(tallies)
}

/// A formula over quantities may divide by 0 in a rare world.
fn check_derived(wired: &Wired, first: u32, drawn: &[Vec<f64>]) -> Result<(), ArithmeticError> {
    for (quantity, &place) in wired.plan.quantities.iter().zip(&wired.quantities) {
        let lost = drawn.iter().position(|values| !values[place].is_finite());
        if let (Some(world), true) = (lost, quantity.derivation.is_some()) {
            let (element, value) = (quantity.key.clone(), drawn[world][place]);
            return Err(ArithmeticError { element, month: 0, world: first + world as u32, path: 0, value });
        }
    }
    Ok(())
}

/// A factor or metric that is not finite has failed on the way.
fn check_finite(block: &Block, measured: &measures::Measured) -> Result<(), ArithmeticError> {
    let plan = block.wired.plan;
    let month = plan.calendar.months;
    for (factor, levels) in plan.factors.iter().zip(&block.situation.factors) {
        if let Some(lane) = levels.iter().position(|x| !x.is_finite()) {
            return Err(block.error_at(format!("factor.{}", factor.id), month, lane, levels[lane]));
        }
    }
    for (metric, values) in plan.metrics.iter().zip(&measured.values) {
        for (lane, value) in values.iter().enumerate() {
            if let Some(value) = value.filter(|x| !x.is_finite()) {
                return Err(block.error_at(format!("metric.{}", metric.id), month, lane, value));
            }
        }
    }
    Ok(())
}

/// Replays one trial, with everything that happened on it.
///
/// **Errors** where its arithmetic failed.
pub fn replay(plan: &Plan, seed: u64, world: u32, path: u32) -> Result<History, ArithmeticError> {
    let mut streams = Streams::new(seed);
    let wired = Wired::new(plan, &mut streams);
    let drawn = [streams.draw_quantities(world)];
    check_derived(&wired, world, &drawn)?;
    let worlds = Worlds::new(&wired, world, &drawn, 1);
    let mut columns = Columns::new(&streams, world, 1, path, 1);
    let mut block = Block::new(&wired, &worlds, &mut columns);
    block.keep_journal();
    let mut measures = Measures::new(plan, 1);
    let mut factors = vec![block.situation.factors.iter().map(|x| x[0]).collect()];
    let mut states = vec![block.situation.states.iter().map(|s| usize::from(s[0])).collect()];
    for _ in 0..plan.calendar.months {
        block.step(&mut measures)?;
        factors.push(block.situation.factors.iter().map(|x| x[0]).collect());
        states.push(block.situation.states.iter().map(|s| usize::from(s[0])).collect());
    }
    let measured = measures.finish(&block);
    Ok(History {
        factors,
        states,
        metrics: measured.values.iter().map(|v| v[0]).collect(),
        bands: measured.bands.iter().map(|b| b.as_ref().map(|b| b[0])).collect(),
        events: block.take_journal(),
    })
}

/// The quantities of one world, by slot of the plan.
pub fn draw_world(plan: &Plan, seed: u64, world: u32) -> Vec<f64> {
    let mut streams = Streams::new(seed);
    let wired = Wired::new(plan, &mut streams);
    let drawn = streams.draw_quantities(world);
    wired.quantities.iter().map(|&place| drawn[place]).collect()
}
