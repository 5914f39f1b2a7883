//! Simulating plans in the same worlds, block by block.

use std::ops::Range;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::asked::{Asked, Watched, notice_acceptances, notice_ends, notice_stops};
use super::block::Block;
use super::checks::{check_derived, check_finite};
use super::failure::{Broken, Fault, Stopped};
use super::measures::Measures;
use super::size::{BLOCK, Size};
use super::streams::{Columns, Streams, Wired};
use super::tally::{Growing, Tally, WorldTally};
use super::watcher::Watcher;
use super::world::Worlds;
use crate::plan::{Part, Plan, Union, unite, unite_variants};

/// Blocks whose results wait for each other, at most …
const BATCH: u32 = 32;

/// … and about how many worlds, unless a few blocks have more: what waits takes some 70 KB a world for ten options, and two batches do.
const WAITING: u32 = 512;

/// … of plans; of more plans fewer worlds.
const MANY: u32 = 10;

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

/// The same, with what else is asked of each plan.
///
/// **Errors** as for [`simulate`].
pub fn simulate_asked(
    plans: &[(&Plan, Asked)],
    size: Size,
    watcher: &Watcher,
) -> Result<Vec<Tally>, Stopped> {
    simulate_part(plans, size, 0..size.worlds, watcher)
}

/// Of a run of this size only these worlds: consecutive ones, which [`Tally::append`] puts together.
///
/// **Errors** as for [`simulate`].
pub fn simulate_part(
    plans: &[(&Plan, Asked)],
    size: Size,
    worlds: Range<u32>,
    watcher: &Watcher,
) -> Result<Vec<Tally>, Stopped> {
    let before = Size { worlds: worlds.start, ..size };
    let asked = |(plan, asked): &(&Plan, Asked)| Tally::asked(plan, asked.clone(), before);
    let mut tallies: Vec<Tally> = plans.iter().map(asked).collect();
    let plans: Vec<&Plan> = plans.iter().map(|(plan, _)| *plan).collect();
    grow(&plans, &mut tallies, worlds.end, watcher)?;
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
pub(super) fn by_calendar(plans: &[&Plan]) -> Vec<Vec<usize>> {
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
    let mut streams = Streams::new(tallies[0].size);
    let drawn_at: Vec<Vec<usize>> = plans.iter().map(|plan| streams.quantities.wire(plan)).collect();
    grow_united(unite(plans, &drawn_at), streams, tallies, worlds, watcher)
}

/// Simulates a plan, which comes first, and variants of it that differ in the laws of quantities only, in the same worlds. It is what
/// [`simulate`] makes of them, sooner: what a variant shares with the plan is known beforehand.
///
/// **Errors** as for [`simulate`].
pub fn simulate_variants(plans: &[&Plan], size: Size, watcher: &Watcher) -> Result<Vec<Tally>, Stopped> {
    let nothing = Size { worlds: 0, ..size };
    let mut tallies: Vec<Tally> = plans.iter().map(|plan| Tally::new(plan, nothing)).collect();
    let mut streams = Streams::new(size);
    let drawn_at: Vec<Vec<usize>> = plans.iter().map(|plan| streams.quantities.wire(plan)).collect();
    let mut growing: Vec<&mut Tally> = tallies.iter_mut().collect();
    grow_united(unite_variants(plans, &drawn_at), streams, &mut growing, size.worlds, watcher)?;
    Ok(tallies)
}

/// Blocks that were simulated together, and what the worlds of each came to.
type Batch = (Range<u32>, Vec<Result<Vec<WorldTally>, Broken>>);

/// Adds worlds to the tallies of united plans.
fn grow_united(
    union: Union,
    mut streams: Streams,
    tallies: &mut [&mut Tally],
    worlds: u32,
    watcher: &Watcher,
) -> Result<(), Stopped> {
    let (size, plans) = (tallies[0].size, tallies.len());
    let Union { plan, quantities, parts } = union;
    let wired = Wired::new(&plan, quantities, &mut streams);
    let new = size.worlds..worlds.max(size.worlds);
    let watched = Watched::new(&tallies.iter().map(|tally| &tally.asked).collect::<Vec<_>>(), &parts, &plan);
    tallies.iter_mut().for_each(|tally| tally.expect(worlds));
    let mut halves: Vec<Option<Box<Tally>>> = tallies.iter_mut().map(|tally| tally.half.take()).collect();
    let growing = tallies.iter_mut().zip(&mut halves);
    let mut growing: Vec<(Growing, Option<Growing>)> =
        growing.map(|(tally, half)| (Growing::new(tally), half.as_deref_mut().map(Growing::new))).collect();
    let together = (BLOCK / size.paths).clamp(1, new.len().max(1) as u32);
    let blocks = (new.len() as u32).div_ceil(together);
    let waiting = WAITING * MANY / (plans as u32).max(MANY);
    let batch = (waiting / together).clamp(8, BATCH);
    let simulated = |ours: Range<u32>| -> Vec<Result<Vec<WorldTally>, Broken>> {
        let by_block = |block| {
            let first = new.start + block * together;
            let worlds = first..new.end.min(first + together);
            simulate_worlds(&wired, &streams, (size.paths, &watched), worlds, plans, watcher)
        };
        ours.into_par_iter().map(by_block).collect()
    };
    let mut count = |(ours, done): Batch| {
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
        let halves: Vec<(u32, &WorldTally)> =
            whole.iter().filter_map(|(world, one)| Some((*world, one.half.as_deref()?))).collect();
        let whole: Vec<(u32, &WorldTally)> = whole.iter().map(|(world, one)| (*world, one)).collect();
        growing.par_iter_mut().zip(&parts).enumerate().for_each(|(place, ((tally, half), part))| {
            tally.add(part, &plan, &whole);
            tally.add_found(place, (part, &plan), &watched, &whole);
            if let Some(half) = half {
                half.add(part, &plan, &halves);
            }
        });
        Ok(())
    };
    // What one batch came to is counted, which of one plan a single thread does, while the next is simulated.
    let mut last: Option<Batch> = None;
    for first in (0..blocks).step_by(batch as usize) {
        let ours = first..blocks.min(first + batch);
        let before = last.take();
        let (done, counted) = rayon::join(|| simulated(ours.clone()), || before.map_or(Ok(()), &mut count));
        counted?;
        last = Some((ours, done));
    }
    last.map_or(Ok(()), &mut count)?;
    growing.into_par_iter().for_each(|(tally, half)| {
        tally.finish(new.end);
        half.into_iter().for_each(|half| half.finish(new.end));
    });
    tallies.iter_mut().zip(halves).for_each(|(tally, half)| tally.half = half);
    Ok(())
}

/// Simulates consecutive worlds; the tallies are by world.
fn simulate_worlds(
    wired: &Wired,
    streams: &Streams,
    (paths, watched): (u32, &Watched),
    numbers: Range<u32>,
    plans: usize,
    watcher: &Watcher,
) -> Result<Vec<WorldTally>, Broken> {
    let drawn: Vec<Vec<f64>> = streams.quantities.draw(numbers.clone());
    check_derived(wired, numbers.start, &drawn).map_err(Broken::Fault)?;
    let mut tallies: Vec<WorldTally> =
        numbers.clone().map(|_| WorldTally::new(wired.plan, watched)).collect();
    let mut first_path = 0;
    while first_path < paths {
        if watcher.interrupt.load(Ordering::Relaxed) {
            return Err(Broken::Interrupted);
        }
        let count = BLOCK.min(paths - first_path);
        let mut columns = Columns::new(streams, numbers.start, drawn.len(), first_path, count as usize);
        let worlds = Worlds::new(wired, &drawn, count as usize);
        let mut block = Block::new(wired, &worlds, &mut columns);
        let mut measures = Measures::new(wired.plan, block.paths);
        // Lanes of a world that are among the first half of its paths.
        let first_half = (paths / 2).saturating_sub(first_path).min(count) as usize;
        let half_of = |lanes: Range<usize>| lanes.start..lanes.start + first_half;
        for month in 0..=wired.plan.calendar.months {
            if month > 0 {
                block.step(&mut measures).map_err(Broken::Fault)?;
                for (world, tally) in tallies.iter_mut().enumerate() {
                    tally.look(&block, worlds.lanes(world), month);
                    if let Some(half) = &mut tally.half {
                        half.look(&block, half_of(worlds.lanes(world)), month);
                    }
                }
            }
            if watched.asks_at(month) {
                let tallies = tallies.iter_mut().enumerate();
                let noticed = tallies.map(|(world, tally)| (worlds.lanes(world), &mut tally.noticed));
                notice_acceptances(watched, &mut block, noticed);
            }
        }
        let noticed = tallies.iter_mut().enumerate();
        notice_stops(
            watched,
            &block,
            noticed.map(|(world, tally)| (worlds.lanes(world), &mut tally.noticed)),
        );
        let noticed = tallies.iter_mut().enumerate();
        notice_ends(watched, &block, noticed.map(|(world, tally)| (worlds.lanes(world), &mut tally.noticed)));
        let measured = measures.finish(&block);
        check_finite(&block, &measured).map_err(Broken::Fault)?;
        for (world, tally) in tallies.iter_mut().enumerate() {
            tally.close(&block, worlds.lanes(world), &measured);
            if let Some(half) = &mut tally.half {
                half.close(&block, half_of(worlds.lanes(world)), &measured);
            }
        }
        tallies[0].count_caps(&block);
        (watcher.progress)((block.paths * plans) as u64);
        first_path += count;
    }
    Ok(tallies)
}
