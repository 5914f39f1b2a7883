//! Some worlds of a splitting: their paths from the start, then level by level the copies of those that came there.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::follow::{Arrival, Seen, Traveller, follow};
use super::way::Way;
use crate::engine::block::Block;
use crate::engine::checks::check_derived;
use crate::engine::failure::{Broken, Fault, Stopped};
use crate::engine::size::BLOCK;
use crate::engine::snapshot::Snapshot;
use crate::engine::streams::{Columns, Streams, Wired};
use crate::engine::watcher::Watcher;
use crate::engine::world::Worlds;

/// How many copies are made.
pub(super) enum Rule<'r> {
    /// By level, so many of each that comes there.
    Fixed(&'r [u32]),
    /// At every level so many that there are about as many in all.
    About(usize),
}

impl Rule<'_> {
    /// The next level, after this one, at which copies are made.
    fn next(&self, level: usize, way: &Way) -> Option<usize> {
        (level + 1..way.stages()).find(|&next| match self {
            Rule::Fixed(copies) => copies[next - 1] > 1,
            Rule::About(_) => true,
        })
    }

    /// How many are made of each of so many that came to a level.
    fn copies(&self, level: usize, arrivals: usize) -> u32 {
        match self {
            Rule::Fixed(copies) => copies[level - 1],
            Rule::About(all) => all.div_ceil(arrivals.max(1)) as u32,
        }
    }
}

/// Some worlds of a splitting.
pub(super) struct Batch<'b> {
    /// Of the paths from the start, then of the copies of each level.
    streams: &'b [Streams],
    wired: &'b [Wired<'b>],
    way: &'b Way,
    /// Paths of each world from the start.
    paths: u32,
    worlds: Range<u32>,
    watcher: &'b Watcher<'b>,
    /// What was drawn in each world.
    drawn: Vec<Vec<f64>>,
    /// By stage and path from the start: how many of its copies came there.
    pub came: Vec<Vec<u32>>,
    /// By level, from the start: how many were followed from there.
    pub followed: Vec<usize>,
    /// Months of one path that were simulated.
    pub months: u64,
}

impl<'b> Batch<'b> {
    /// Nothing simulated yet.
    pub(super) fn new(
        (streams, wired): (&'b [Streams], &'b [Wired<'b>]),
        way: &'b Way,
        paths: u32,
        worlds: Range<u32>,
        watcher: &'b Watcher<'b>,
    ) -> Batch<'b> {
        let trials = worlds.len() * paths as usize;
        let (came, followed) = (vec![vec![0; trials]; way.stages()], vec![0; way.levels.len() + 1]);
        let drawn = streams[0].quantities.draw(worlds.clone());
        Batch { streams, wired, way, paths, worlds, watcher, drawn, came, followed, months: 0 }
    }

    /// Follows all of them to the horizon.
    pub(super) fn run(&mut self, rule: &Rule) -> Result<(), Stopped> {
        let stop = |broken: Broken| match broken {
            Broken::Interrupted => Stopped::Interrupted,
            Broken::Fault(Fault { error, .. }) => Stopped::Arithmetic(0, error),
        };
        check_derived(&self.wired[0], self.worlds.start, &self.drawn)
            .map_err(|fault| stop(Broken::Fault(fault)))?;
        let mut until = rule.next(0, self.way);
        self.followed[0] = self.came.first().map_or(0, Vec::len);
        let seen = self.follow_paths(until);
        let mut arrivals = self.take(seen).map_err(stop)?;
        while let Some(level) = until {
            until = rule.next(level, self.way);
            let copies = rule.copies(level, arrivals.len());
            self.followed[level] = arrivals.len() * copies as usize;
            let seen = self.follow_copies(level, copies, &arrivals, until);
            arrivals = self.take(seen).map_err(stop)?;
        }
        Ok(())
    }

    /// Counts what was seen on each block, in their order.
    fn take(&mut self, seen: Vec<Result<Seen, Broken>>) -> Result<Vec<Arrival>, Broken> {
        let mut arrivals = Vec::new();
        for seen in seen {
            let Seen { came, arrivals: more, months } = seen?;
            came.into_iter().for_each(|(stage, trial)| self.came[stage][trial] += 1);
            self.months += months;
            arrivals.extend(more);
        }
        arrivals.sort_by_key(|arrival| (self.world(arrival.who.trial), arrival.who.number));
        Ok(arrivals)
    }

    /// The place of the world of a path from the start.
    fn world(&self, trial: usize) -> usize {
        trial / self.paths as usize
    }

    /// The paths from the start: worlds side by side.
    fn follow_paths(&self, until: Option<usize>) -> Vec<Result<Seen, Broken>> {
        let together = (BLOCK / self.paths).max(1) as usize;
        let worlds = (0..self.worlds.len()).step_by(together);
        let paths = (0..self.paths).step_by(BLOCK as usize);
        let blocks: Vec<(usize, u32)> =
            worlds.flat_map(|world| paths.clone().map(move |path| (world, path))).collect();
        let follow_block = |(first, first_path): (usize, u32)| {
            self.check_interrupt()?;
            let drawn = &self.drawn[first..self.drawn.len().min(first + together)];
            let count = BLOCK.min(self.paths - first_path);
            let worlds = Worlds::new(&self.wired[0], drawn, count as usize);
            let first_world = self.worlds.start + first as u32;
            let mut columns =
                Columns::new(&self.streams[0], first_world, drawn.len(), first_path, count as usize);
            let mut block = Block::new(&self.wired[0], &worlds, &mut columns);
            let mut travellers = Vec::new();
            for world in first..first + drawn.len() {
                travellers.extend((first_path..first_path + count).map(|number| {
                    let trial = world * self.paths as usize + number as usize;
                    Traveller { trial, number, level: 0 }
                }));
            }
            (self.watcher.progress)(travellers.len() as u64);
            follow(&mut block, travellers, &[], (self.way, until)).map_err(Broken::Fault)
        };
        blocks.into_par_iter().map(follow_block).collect()
    }

    /// So many copies of each that came to a level: those that begin in the same months side by side.
    fn follow_copies(
        &self,
        level: usize,
        copies: u32,
        arrivals: &[Arrival],
        until: Option<usize>,
    ) -> Vec<Result<Seen, Broken>> {
        let mut begin: Vec<(Traveller, Arc<Snapshot>)> = Vec::new();
        for of_world in arrivals.chunk_by(|a, b| self.world(a.who.trial) == self.world(b.who.trial)) {
            let copied = of_world.iter().flat_map(|arrival| (0..copies).map(move |_| arrival));
            for (number, arrival) in copied.enumerate() {
                let who = Traveller { trial: arrival.who.trial, number: number as u32, level };
                begin.push((who, arrival.snapshot.clone()));
            }
        }
        begin.sort_by_key(|(who, snapshot)| (snapshot.month, self.world(who.trial), who.number));
        let follow_block = |begin: &[(Traveller, Arc<Snapshot>)]| {
            self.check_interrupt()?;
            let mut worlds: Vec<usize> = begin.iter().map(|(who, _)| self.world(who.trial)).collect();
            worlds.sort_unstable();
            worlds.dedup();
            let place = |world: usize| worlds.partition_point(|&known| known < world) as u32;
            let places = begin.iter().map(|(who, _)| place(self.world(who.trial))).collect();
            let drawn: Vec<&Vec<f64>> = worlds.iter().map(|&world| &self.drawn[world]).collect();
            let addresses = begin
                .iter()
                .map(|(who, _)| (self.worlds.start + self.world(who.trial) as u32, who.number))
                .collect();
            let numbers = Worlds::of_each(&self.wired[level], &drawn, places);
            let mut columns = Columns::of_each(&self.streams[level], addresses);
            let mut block = Block::vacant(&self.wired[level], &numbers, &mut columns);
            let (travellers, snapshots): (Vec<Traveller>, Vec<Arc<Snapshot>>) = begin.iter().cloned().unzip();
            follow(&mut block, travellers, &snapshots, (self.way, until)).map_err(Broken::Fault)
        };
        begin.par_chunks(BLOCK as usize).map(follow_block).collect()
    }

    fn check_interrupt(&self) -> Result<(), Broken> {
        match self.watcher.interrupt.load(Ordering::Relaxed) {
            true => Err(Broken::Interrupted),
            false => Ok(()),
        }
    }
}
