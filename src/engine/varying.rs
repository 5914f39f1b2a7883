//! Variants of a plan that differ in the laws of quantities only, in the worlds of the plan: a trial is simulated again only where a variant moves
//! otherwise.
//!
//! First the plan is simulated together with what the changed quantities reach before they reach the first process (`plan/branches.rs`). Where the
//! copies of processes move as the originals do, month by month and round by round, the variant is the plan, but for metrics that read what was
//! changed: those are there as copies. The other trials, often a few in a hundred, are picked out of the draws of the block and simulated whole,
//! side by side, whichever variant they belong to.

use std::ops::Range;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::block::{Block, NEVER};
use super::checks::{check_derived, check_finite};
use super::failure::{Broken, Stopped};
use super::grid::Grid;
use super::measures::{Measured, Measures};
use super::size::{BLOCK, Size};
use super::streams::{Columns, Streams, Wired};
use super::tally::{Growing, Tally, WorldTally};
use super::watcher::Watcher;
use super::world::Worlds;
use crate::plan::{Branches, Part, Plan, branch};

/// Blocks of a thread whose results wait for each other.
const WAITING: usize = 2;

/// Simulates variants of a plan, which comes first; the tallies are those of the variants. How often caps bind is not counted.
///
/// None where that is not possible: more paths than a block holds; a variant that is not close ([`is_close`]): other laws of what is drawn on entry
/// of a state, what was certainly 0 and is not any more or the other way round; and where the arithmetic fails, which
/// [`simulate`](super::simulate) tells of.
///
/// **Errors** it was interrupted.
pub fn vary(plans: &[&Plan], size: Size, watcher: &Watcher) -> Result<Option<Vec<Tally>>, Stopped> {
    if size.paths > BLOCK || !plans[1..].iter().all(|plan| is_close(plans[0], plan)) {
        return Ok(None);
    }
    let mut streams = Streams::new(size);
    let drawn_at: Vec<Vec<usize>> = plans.iter().map(|plan| streams.quantities.wire(plan)).collect();
    let branches = branch(plans, &drawn_at);
    let whole = Wired::new(&branches.plan, branches.quantities.clone(), &mut streams);
    let alone = Wired::new(plans[0], drawn_at[0].clone(), &mut streams);
    let varying = Varying { streams: &streams, branches: &branches, whole, alone, drawn_at: &drawn_at, size };
    let mut tallies: Vec<Tally> =
        plans[1..].iter().map(|plan| Tally::new(plan, Size { worlds: 0, ..size })).collect();
    let mut growing: Vec<Growing> = tallies.iter_mut().map(Growing::new).collect();
    let part = whole_of(plans[0]);
    let together = (BLOCK / size.paths).clamp(1, size.worlds.max(1));
    let blocks: Vec<Range<u32>> = (0..size.worlds)
        .step_by(together as usize)
        .map(|first| first..size.worlds.min(first + together))
        .collect();
    for some in blocks.chunks(WAITING * rayon::current_num_threads()) {
        let done: Vec<Result<Vec<Vec<(u32, WorldTally)>>, Broken>> =
            some.par_iter().map(|numbers| varying.worlds(numbers.clone(), watcher)).collect();
        let mut by_variant: Vec<Vec<(u32, WorldTally)>> = (1..plans.len()).map(|_| Vec::new()).collect();
        for done in done {
            match done {
                Ok(done) => by_variant.iter_mut().zip(done).for_each(|(all, some)| all.extend(some)),
                Err(Broken::Interrupted) => return Err(Stopped::Interrupted),
                Err(Broken::Fault(_)) => return Ok(None),
            }
        }
        growing
            .par_iter_mut()
            .zip(&by_variant)
            .for_each(|(growing, worlds)| growing.add(&part, plans[0], worlds));
    }
    growing.into_par_iter().for_each(|growing| growing.finish(size.worlds));
    Ok(Some(tallies))
}

/// Whether a variant, which differs from its plan in nothing but laws of quantities, differs in none that decides what is worked out at all.
pub fn is_close(plan: &Plan, variant: &Plan) -> bool {
    let is_nothing = |plan: &Plan, slot: usize| plan.quantities[slot].family.as_constant() == Some(0.0);
    let mut slots = 0..plan.quantities.len();
    let mut processes = plan.processes.iter().zip(&variant.processes);
    slots.all(|slot| is_nothing(plan, slot) == is_nothing(variant, slot))
        && processes.all(|(a, b)| a.draws_on_entry == b.draws_on_entry)
}

/// A plan as a part of itself.
fn whole_of(plan: &Plan) -> Part {
    Part {
        quantities: (0..plan.quantities.len()).collect(),
        table: 0,
        processes: (0..plan.processes.len()).collect(),
        factors: (0..plan.factors.len()).collect(),
        shocks: (0..plan.shocks.len()).collect(),
        metrics: (0..plan.metrics.len()).collect(),
        scores: (0..plan.scores.len()).collect(),
    }
}

/// A plan and its variants, wired to their streams.
struct Varying<'p> {
    streams: &'p Streams,
    branches: &'p Branches,
    whole: Wired<'p>,
    /// The plan, as which every variant is simulated where it moves otherwise.
    alone: Wired<'p>,
    /// Where each quantity is drawn: of the plan, then of each variant.
    drawn_at: &'p [Vec<usize>],
    size: Size,
}

/// What was seen of a block.
struct Seen {
    /// By state and lane the month in which it was first entered.
    first: Grid<u16>,
    /// By reported year, process and lane the state at its end.
    years: Vec<Vec<Vec<u8>>>,
    measured: Measured,
    trail: Option<Grid<u64>>,
}

/// A trial on which a variant moves otherwise: its lane in the block, where it was simulated again, and its lane there.
struct Apart {
    lane: usize,
    again: usize,
    lane_again: usize,
}

impl Varying<'_> {
    /// Simulates some worlds; the tallies are by variant and world.
    fn worlds(&self, numbers: Range<u32>, watcher: &Watcher) -> Result<Vec<Vec<(u32, WorldTally)>>, Broken> {
        let paths = self.size.paths as usize;
        let drawn = self.streams.quantities.draw(numbers.clone());
        check_derived(&self.whole, numbers.start, &drawn).map_err(Broken::Fault)?;
        let mut columns = Columns::new(self.streams, numbers.start, drawn.len(), 0, paths);
        columns.keep_noise();
        let worlds = Worlds::new(&self.whole, numbers.start, &drawn, paths);
        let seen = look(&self.whole, &worlds, &mut columns, true, watcher)?;
        let mut apart: Vec<(usize, usize)> = Vec::new();
        for (v, variant) in self.branches.variants.iter().enumerate() {
            let trail = seen.trail.as_ref().expect("it was kept");
            let moves_otherwise = |lane: &usize| {
                let differs = |&(p, copy): &(usize, usize)| {
                    trail.row(self.branches.processes[p])[*lane] != trail.row(copy)[*lane]
                };
                variant.processes.iter().any(differs)
            };
            let lanes = (0..drawn.len() * paths).filter(moves_otherwise);
            apart.extend(lanes.map(|lane| (v, lane)));
        }
        let mut again: Vec<Seen> = Vec::new();
        for some in apart.chunks(BLOCK as usize) {
            let lanes: Vec<usize> = some.iter().map(|(_, lane)| *lane).collect();
            let values = some.iter().map(|&(v, lane)| {
                let drawn = &drawn[lane / paths];
                self.drawn_at[v + 1].iter().map(|&place| drawn[place]).collect()
            });
            let worlds = Worlds::of(self.alone.plan, numbers.start, values.collect(), 1);
            let mut picked = columns.pick(&lanes);
            let seen = look(&self.alone, &worlds, &mut picked, false, watcher);
            columns = picked.put_back();
            again.push(seen?);
        }
        (watcher.progress)((drawn.len() * paths * self.branches.variants.len()) as u64);
        let original: Vec<WorldTally> =
            (0..drawn.len()).map(|world| self.original(&seen, world * paths..(world + 1) * paths)).collect();
        let mut apart = apart.iter().enumerate().peekable();
        let variants = (0..self.branches.variants.len()).map(|v| {
            let of_world = |(world, number): (usize, u32)| {
                let lanes = world * paths..(world + 1) * paths;
                let mut ours = Vec::new();
                while let Some((n, &(_, lane))) =
                    apart.next_if(|(_, (of, lane))| *of == v && lanes.contains(lane))
                {
                    let (again, lane_again) = (n / BLOCK as usize, n % BLOCK as usize);
                    ours.push(Apart { lane, again, lane_again });
                }
                (number, self.varied(v, original[world].clone(), &seen, lanes, (&again, &ours)))
            };
            numbers.clone().enumerate().map(|(world, number)| (world, number)).map(of_world).collect()
        });
        Ok(variants.collect())
    }

    /// What the plan itself does in a world.
    fn original(&self, seen: &Seen, lanes: Range<usize>) -> WorldTally {
        let plan = self.alone.plan;
        let mut tally = WorldTally::new(plan);
        for lane in lanes.clone() {
            count(&mut tally, plan, seen, &|p| self.branches.processes[p], &self.branches.plan, lane, 1);
        }
        for (m, &place) in self.branches.metrics.iter().enumerate() {
            set_metric(&mut tally, m, lanes.clone(), |lane| (seen, place, lane));
        }
        tally
    }

    /// What a variant does in a world, of what the plan does there.
    fn varied(
        &self,
        v: usize,
        mut tally: WorldTally,
        seen: &Seen,
        lanes: Range<usize>,
        (again, apart): (&[Seen], &[Apart]),
    ) -> WorldTally {
        let (plan, whole) = (self.alone.plan, &self.branches.plan);
        for one in apart {
            count(&mut tally, plan, seen, &|p| self.branches.processes[p], whole, one.lane, -1);
            count(&mut tally, plan, &again[one.again], &|p| p, plan, one.lane_again, 1);
        }
        let mut own = self.branches.variants[v].metrics.iter().peekable();
        for (m, &original) in self.branches.metrics.iter().enumerate() {
            let copy = own.next_if(|(of, _)| *of == m).map(|(_, copy)| *copy);
            let differs = |one: &Apart| {
                let (here, there) = (&seen.measured, &again[one.again].measured);
                here.at(original, one.lane) != there.at(m, one.lane_again)
            };
            if copy.is_some() || apart.iter().any(differs) {
                let mut next = apart.iter().peekable();
                let by_lane: Vec<(&Seen, usize, usize)> = lanes
                    .clone()
                    .map(|lane| match next.next_if(|one| one.lane == lane) {
                        Some(one) => (&again[one.again], m, one.lane_again),
                        None => (seen, copy.unwrap_or(original), lane),
                    })
                    .collect();
                set_metric(&mut tally, m, 0..by_lane.len(), |place| by_lane[place]);
            }
        }
        tally
    }
}

/// Simulates a block and keeps what tallies are made of.
fn look(
    wired: &Wired,
    worlds: &Worlds,
    columns: &mut Columns,
    keep_trail: bool,
    watcher: &Watcher,
) -> Result<Seen, Broken> {
    if watcher.interrupt.load(Ordering::Relaxed) {
        return Err(Broken::Interrupted);
    }
    let mut block = Block::new(wired, worlds, columns);
    if keep_trail {
        block.keep_trail();
    }
    let mut measures = Measures::new(wired.plan, block.paths);
    let ends = wired.plan.calendar.year_ends();
    let mut years = Vec::with_capacity(ends.len());
    for month in 1..=wired.plan.calendar.months {
        block.step(&mut measures).map_err(Broken::Fault)?;
        if ends.contains(&month) {
            years.push(block.situation.states.clone());
        }
    }
    let measured = measures.finish(&block);
    check_finite(&block, &measured).map_err(Broken::Fault)?;
    let trail = block.take_trail();
    Ok(Seen { first: block.first, years, measured, trail })
}

/// Counts one path so many times; `place` says where each process of the plan is among those that were seen.
fn count(
    tally: &mut WorldTally,
    plan: &Plan,
    seen: &Seen,
    place: &dyn Fn(usize) -> usize,
    whole: &Plan,
    lane: usize,
    times: i32,
) {
    for (p, process) in plan.processes.iter().enumerate() {
        let at = place(p);
        let first_state = whole.processes[at].first_state;
        for state in 0..process.states.len() {
            let month = seen.first.row(first_state + state)[lane];
            if month != NEVER {
                tally.count_reached(process.first_state + state, month, times);
            }
        }
        for (year, states) in seen.years.iter().enumerate() {
            tally.count_occupied(process.first_state + usize::from(states[at][lane]), year, times);
        }
    }
}

/// Sets a metric from what was seen on each path: where, which metric, and on which lane.
fn set_metric<'s>(
    tally: &mut WorldTally,
    m: usize,
    paths: Range<usize>,
    of: impl Fn(usize) -> (&'s Seen, usize, usize) + Copy,
) {
    let at = move |path: usize| {
        let (seen, m, lane) = of(path);
        seen.measured.at(m, lane)
    };
    let bands = at(paths.start).1.map(|_| paths.clone().filter_map(move |path| at(path).1));
    tally.set_metric(m, paths.map(move |path| at(path).0), bands);
}
