//! Worlds and paths: the month loop of model.md, over blocks of paths in columns.
//!
//! A run may simulate several plans at once. They share the draws of whatever they have in common, so the work of drawing is done once
//! and options are compared in the same worlds through the same shocks.

mod ballots;
mod block;
mod clocks;
mod factors;
mod grid;
mod journal;
mod kernels;
mod measures;
mod memory;
mod quantities;
mod record;
mod rounds;
mod shocks;
mod situation;
mod streams;
mod sums;
mod tally;
mod varying;
mod world;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use block::Block;
use measures::Measures;
use quantities::Quantities;
use streams::{Columns, Streams, Wired};
use tally::{Growing, WorldTally};
use world::Worlds;

pub use journal::{Candidate, Cause, Consent, Event, History, Weight, What};
pub use measures::{BANDS, band};
pub use memory::memory_needed;
pub use record::{Record, record};
pub use situation::{CAP, CapCount};
pub use tally::{MetricTally, Tally};
pub use varying::{is_close, vary};

use crate::draws::{self, Design, Sampling};
use crate::model::Correlated;
use crate::plan::{Part, Plan, Union, unite};
use crate::stats::{self, Clusters};

// A group of worlds is a replicate of the design.
const _: () = assert!(draws::REPLICATES as usize == stats::GROUPS);

/// Lanes that are simulated side by side, where there are as many: the same paths of several worlds, or some paths of one. Results do
/// not depend on it.
const BLOCK: u32 = 256;

/// Blocks whose results wait for each other, at most …
const BATCH: u32 = 64;

/// … and about how many worlds, unless a few blocks have more: what waits takes some 70 KB a world for ten options.
const WAITING: u32 = 1024;

/// How much to simulate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The seed.
    pub seed: u64,
    /// Worlds.
    pub worlds: u32,
    /// Paths in each world.
    pub paths: u32,
    /// How the worlds are sampled.
    pub design: Design,
}

impl Size {
    /// So many worlds, sampled as one design.
    pub fn new(seed: u64, worlds: u32, paths: u32, sampling: Sampling) -> Size {
        Size { seed, worlds, paths, design: Design::new(sampling, worlds) }
    }

    /// What of the run is independent of each other.
    pub fn clusters(self) -> Clusters {
        match self.design.sampling() {
            Sampling::Random => Clusters::Worlds,
            Sampling::LatinHypercube | Sampling::Sobol => Clusters::Replicates,
        }
    }
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
            "`{}` came to {} in month {} of world {}, path {}; `hikiwake trace --world {} --path {}`, with the options of this run, replays that trial",
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

/// What can fail, by its place in the plan.
#[derive(Debug, Clone, Copy)]
enum Element {
    Quantity(usize),
    Shock(usize),
    Transition(usize, usize),
    Factor(usize),
    Metric(usize),
}

impl Element {
    fn name(self, plan: &Plan) -> String {
        match self {
            Element::Quantity(slot) => plan.quantities[slot].key.clone(),
            Element::Shock(s) => format!("shock.{}", plan.shocks[s].id),
            Element::Transition(p, i) => {
                let process = &plan.processes[p];
                format!("process.{}.transition.{}", process.id, process.transitions[i].id)
            }
            Element::Factor(f) => format!("factor.{}", plan.factors[f].id),
            Element::Metric(m) => format!("metric.{}", plan.metrics[m].id),
        }
    }

    /// Whether it belongs to a part of a union.
    fn is_in(self, part: &Part) -> bool {
        match self {
            Element::Quantity(slot) => part.quantities.contains(&slot),
            Element::Shock(s) => part.shocks.contains(&s),
            Element::Transition(p, _) => part.processes.contains(&p),
            Element::Factor(f) => part.factors.contains(&f),
            Element::Metric(m) => part.metrics.contains(&m),
        }
    }
}

/// The arithmetic of an element failed.
#[derive(Debug)]
struct Fault {
    element: Element,
    error: ArithmeticError,
}

/// Why a block of worlds is not whole.
enum Broken {
    Fault(Fault),
    Interrupted,
}

/// Simulates all plans in the same worlds, on rayon's current threads.
///
/// The result is the same for any number of threads: worlds are independent and are counted in their order.
///
/// **Errors** the first failure of the arithmetic (by calendar, block of worlds, then paths and month); or that it was interrupted.
pub fn simulate(plans: &[&Plan], size: Size, watcher: &Watcher) -> Result<Vec<Tally>, Stopped> {
    let nothing = Size { worlds: 0, ..size };
    let mut tallies: Vec<Tally> = plans.iter().map(|plan| Tally::new(plan, nothing)).collect();
    grow(plans, &mut tallies, size.worlds, watcher)?;
    Ok(tallies)
}

/// Adds worlds to what was simulated, until there are so many. It is the same as having simulated them at once.
///
/// **Errors** as for [`simulate`]; then the tallies are of no use.
pub fn grow(plans: &[&Plan], tallies: &mut [Tally], worlds: u32, watcher: &Watcher) -> Result<(), Stopped> {
    for at in by_calendar(plans) {
        let alike: Vec<&Plan> = at.iter().map(|&place| plans[place]).collect();
        let ours = tallies.iter_mut().enumerate().filter(|(place, _)| at.contains(place));
        let mut ours: Vec<&mut Tally> = ours.map(|(_, tally)| tally).collect();
        grow_alike(&alike, &mut ours, worlds, watcher).map_err(|stopped| match stopped {
            Stopped::Arithmetic(place, error) => Stopped::Arithmetic(at[place], error),
            Stopped::Interrupted => Stopped::Interrupted,
        })?;
    }
    Ok(())
}

/// Where the elements of plans are in their union: what stands there once has the same draws and the same course in all of them, by
/// construction. None for plans of different calendars.
pub fn parts(plans: &[&Plan], size: Size) -> Option<Vec<Part>> {
    if by_calendar(plans).len() != 1 {
        return None;
    }
    let mut streams = Streams::new(size);
    let drawn_at: Vec<Vec<usize>> = plans.iter().map(|plan| streams.quantities.wire(plan)).collect();
    Some(unite(plans, &drawn_at).parts)
}

/// The places of plans that have one calendar, for each calendar.
fn by_calendar(plans: &[&Plan]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (place, plan) in plans.iter().enumerate() {
        match groups.iter_mut().find(|group| plans[group[0]].calendar == plan.calendar) {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups
}

/// Adds worlds to the tallies of plans that have one calendar.
fn grow_alike(
    plans: &[&Plan],
    tallies: &mut [&mut Tally],
    worlds: u32,
    watcher: &Watcher,
) -> Result<(), Stopped> {
    let size = tallies[0].size;
    let mut streams = Streams::new(size);
    let drawn_at: Vec<Vec<usize>> = plans.iter().map(|plan| streams.quantities.wire(plan)).collect();
    let Union { plan, quantities, parts } = unite(plans, &drawn_at);
    let wired = Wired::new(&plan, quantities, &mut streams);
    let new = size.worlds..worlds.max(size.worlds);
    let mut tallies: Vec<Growing> = tallies.iter_mut().map(|tally| Growing::new(tally)).collect();
    let together = (BLOCK / size.paths).clamp(1, new.len().max(1) as u32);
    let blocks = (new.len() as u32).div_ceil(together);
    let batch = (WAITING / together).clamp(8, BATCH);
    for first in (0..blocks).step_by(batch as usize) {
        let ours = first..blocks.min(first + batch);
        let done: Vec<Result<Vec<WorldTally>, Broken>> = ours
            .clone()
            .into_par_iter()
            .map(|block| {
                let first = new.start + block * together;
                let worlds = first..new.end.min(first + together);
                simulate_worlds(&wired, &streams, size.paths, worlds, plans.len(), watcher)
            })
            .collect();
        let mut whole: Vec<(u32, WorldTally)> = Vec::new();
        for (block, done) in ours.zip(done) {
            let by_world = done.map_err(|broken| match broken {
                Broken::Interrupted => Stopped::Interrupted,
                Broken::Fault(Fault { element, error }) => {
                    let owner = parts.iter().position(|part| element.is_in(part));
                    Stopped::Arithmetic(owner.expect("an element belongs to a plan"), error)
                }
            })?;
            whole.extend((new.start + block * together..).zip(by_world));
        }
        tallies.par_iter_mut().zip(&parts).for_each(|(tally, part)| tally.add(part, &plan, &whole));
    }
    tallies.into_par_iter().for_each(|tally| tally.finish(new.end));
    Ok(())
}

/// Simulates consecutive worlds; the tallies are by world.
fn simulate_worlds(
    wired: &Wired,
    streams: &Streams,
    paths: u32,
    numbers: Range<u32>,
    plans: usize,
    watcher: &Watcher,
) -> Result<Vec<WorldTally>, Broken> {
    let drawn: Vec<Vec<f64>> = streams.quantities.draw(numbers.clone());
    check_derived(wired, numbers.start, &drawn).map_err(Broken::Fault)?;
    let mut tallies: Vec<WorldTally> = numbers.clone().map(|_| WorldTally::new(wired.plan)).collect();
    let mut first_path = 0;
    while first_path < paths {
        if watcher.interrupt.load(Ordering::Relaxed) {
            return Err(Broken::Interrupted);
        }
        let count = BLOCK.min(paths - first_path);
        let mut columns = Columns::new(streams, numbers.start, drawn.len(), first_path, count as usize);
        let worlds = Worlds::new(wired, numbers.start, &drawn, count as usize);
        let mut block = Block::new(wired, &worlds, &mut columns);
        let mut measures = Measures::new(wired.plan, block.paths);
        for month in 1..=wired.plan.calendar.months {
            block.step(&mut measures).map_err(Broken::Fault)?;
            for (world, tally) in tallies.iter_mut().enumerate() {
                tally.look(&block, worlds.lanes(world), month);
            }
        }
        let measured = measures.finish(&block);
        check_finite(&block, &measured).map_err(Broken::Fault)?;
        for (world, tally) in tallies.iter_mut().enumerate() {
            tally.close(&block, worlds.lanes(world), &measured);
        }
        tallies[0].count_caps(&block);
        (watcher.progress)((block.paths * plans) as u64);
        first_path += count;
    }
    Ok(tallies)
}

/// A formula over quantities may divide by 0 in a rare world.
fn check_derived(wired: &Wired, first: u32, drawn: &[Vec<f64>]) -> Result<(), Fault> {
    for (slot, (quantity, &place)) in wired.plan.quantities.iter().zip(&wired.quantities).enumerate() {
        let lost = drawn.iter().position(|values| !values[place].is_finite());
        if let (Some(world), true) = (lost, quantity.derivation.is_some()) {
            let element = Element::Quantity(slot);
            let (name, value) = (element.name(wired.plan), drawn[world][place]);
            let error =
                ArithmeticError { element: name, month: 0, world: first + world as u32, path: 0, value };
            return Err(Fault { element, error });
        }
    }
    Ok(())
}

/// A factor or metric that is not finite has failed on the way.
fn check_finite(block: &Block, measured: &measures::Measured) -> Result<(), Fault> {
    for (f, levels) in block.situation.factors.iter().enumerate() {
        if let Some(lane) = levels[..block.paths].iter().position(|x| !x.is_finite()) {
            return Err(block.fault(Element::Factor(f), lane, levels[lane]));
        }
    }
    for (m, values) in measured.values.iter().enumerate() {
        for (lane, value) in values.iter().enumerate() {
            if let Some(value) = value.filter(|x| !x.is_finite()) {
                return Err(block.fault(Element::Metric(m), lane, value));
            }
        }
    }
    Ok(())
}

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
        let worlds = Worlds::new(wired, numbers.start, &drawn, count);
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
    let worlds = Worlds::new(wired, world, &drawn, 1);
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

/// The quantities of one world, by slot of the plan.
pub fn draw_world(plan: &Plan, size: Size, world: u32) -> Vec<f64> {
    let mut quantities = Quantities::new(size);
    let places = quantities.wire(plan);
    let drawn = &quantities.draw(world..world + 1)[0];
    places.iter().map(|&place| drawn[place]).collect()
}

/// One quantity, by its slot of the plan, in every world of a run.
pub fn draw_quantity(plan: &Plan, size: Size, slot: usize) -> Vec<f64> {
    let mut quantities = Quantities::new(size);
    let places = quantities.wire(plan);
    quantities.column(places[slot])
}

/// Spearman's correlation, over the worlds of a run, of each pair that these groups name, in their order; none where the plan lacks one
/// of the two or there is no variation.
pub fn achieved_correlations(plan: &Plan, groups: &[Correlated], size: Size) -> Vec<Option<f64>> {
    if groups.is_empty() {
        return Vec::new();
    }
    let mut quantities = Quantities::new(size);
    let places = quantities.wire(plan);
    let column = |key: &String| -> Option<Vec<f64>> {
        let slot = plan.quantities.iter().position(|q| q.key == *key)?;
        Some(quantities.column(places[slot]))
    };
    let of = |group: &Correlated| -> Vec<Option<f64>> {
        let columns: Vec<Option<Vec<f64>>> = group.keys.iter().map(column).collect();
        let pair = |&(i, j): &(usize, usize)| stats::spearman(columns[i].as_ref()?, columns[j].as_ref()?);
        group.pairs.iter().map(pair).collect()
    };
    groups.iter().flat_map(of).collect()
}
