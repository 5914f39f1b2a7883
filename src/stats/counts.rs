//! Counts and sums by world, of as many worlds as one likes in as much memory as a few thousand take.
//!
//! Up to 20,000 worlds everything is kept world by world. A run of more keeps the first 8,000 by themselves, from which is told how worlds differ; and all
//! of them pooled into 1,000 cells, world w in cell w modulo 1000, from which estimates and their errors are told. A cell lies in one replicate of a
//! design (its number modulo 20), and whole numbers and sums without rounding may be added in any order.

use std::ops::Deref;

use super::{ByWorld, ExactSum, Occurrences};

/// Up to so many worlds are all kept by themselves.
pub const APART: usize = 20_000;

/// Of more, so many.
pub const SHOWN: usize = 8_000;

/// And cells of all of them.
pub const CELLS: usize = 1_000;

const _: () = assert!(CELLS.is_multiple_of(super::GROUPS), "a cell lies in one group of worlds");

/// Of so many worlds, those in a cell.
fn in_cell(worlds: u64, cell: usize) -> u64 {
    (worlds + (CELLS - 1 - cell) as u64) / CELLS as u64
}

/// Paths by world; it is the slice of those that are kept by themselves.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counts {
    by_world: Vec<u32>,
    pooled: Option<Box<PooledCounts>>,
}

/// What is kept of all worlds together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PooledCounts {
    /// Paths by cell.
    pub cells: Vec<u64>,
    /// Worlds.
    pub worlds: u64,
    /// Worlds with such a path.
    pub having: u64,
    /// Worlds with a path that is none.
    pub lacking: u64,
    /// Sum of squares of paths.
    pub squares: u128,
}

impl Deref for Counts {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        &self.by_world
    }
}

impl From<Vec<u32>> for Counts {
    fn from(by_world: Vec<u32>) -> Counts {
        Counts { by_world, pooled: None }
    }
}

impl Counts {
    /// Of worlds that are kept by themselves, and of all.
    pub fn new(by_world: Vec<u32>, pooled: Option<PooledCounts>) -> Counts {
        Counts { by_world, pooled: pooled.map(Box::new) }
    }

    /// Nothing yet.
    pub fn nothing(is_pooled: bool) -> Counts {
        let mut nothing = Counts::default();
        if is_pooled {
            nothing.pool(0, 0);
        }
        nothing
    }

    /// All paths of as many worlds as these are of.
    pub fn all_of(worlds: usize, is_pooled: bool, paths: u32) -> Counts {
        let mut all = Counts { by_world: vec![paths; worlds.min(APART)], pooled: None };
        if is_pooled {
            let worlds = worlds as u64;
            all.by_world.truncate(SHOWN);
            all.pooled = Some(Box::new(PooledCounts {
                cells: (0..CELLS).map(|cell| in_cell(worlds, cell) * u64::from(paths)).collect(),
                worlds,
                having: worlds,
                lacking: 0,
                squares: u128::from(worlds) * u128::from(paths) * u128::from(paths),
            }));
        }
        all
    }

    /// What is kept of all worlds together; none where each is kept by itself.
    pub fn pooled(&self) -> Option<&PooledCounts> {
        self.pooled.as_deref()
    }

    /// Pools the worlds, of which the first has this number and `paths` paths each, unless that was done.
    pub fn pool(&mut self, first: u32, paths: u32) {
        if self.pooled.is_some() {
            return;
        }
        let mut pooled = PooledCounts { cells: vec![0; CELLS], ..PooledCounts::default() };
        pooled.add(first, &self.by_world, paths);
        self.pooled = Some(Box::new(pooled));
        self.by_world.truncate(SHOWN.saturating_sub(first as usize));
        self.by_world.shrink_to_fit();
    }

    /// Adds worlds, the first of which has this number.
    pub fn add(&mut self, first: u32, paths_by_world: &[u32], paths: u32) {
        let mut shown = paths_by_world.len();
        if let Some(pooled) = &mut self.pooled {
            pooled.add(first, paths_by_world, paths);
            shown = shown.min(SHOWN.saturating_sub(first as usize));
        }
        self.by_world.extend_from_slice(&paths_by_world[..shown]);
    }

    /// Adds the worlds that follow; either both are pooled or none is.
    pub fn append(&mut self, next: &Counts) {
        self.by_world.extend_from_slice(&next.by_world);
        if let (Some(pooled), Some(next)) = (&mut self.pooled, &next.pooled) {
            pooled.cells.iter_mut().zip(&next.cells).for_each(|(sum, n)| *sum += n);
            pooled.worlds += next.worlds;
            pooled.having += next.having;
            pooled.lacking += next.lacking;
            pooled.squares += next.squares;
        }
    }

    /// The sum with what other paths of the same worlds have. Of pooled worlds the numbers of those that have or lack it are lower bounds: how the two
    /// meet in a world was not kept.
    pub fn plus(&self, other: &Counts, paths: u32) -> Counts {
        let by_world = self.iter().zip(other.iter()).map(|(a, b)| a + b).collect();
        let sum = |(a, b): (&PooledCounts, &PooledCounts)| {
            let cells: Vec<u64> = a.cells.iter().zip(&b.cells).map(|(a, b)| a + b).collect();
            let trials = |cell| in_cell(a.worlds, cell) * u64::from(paths);
            let lacking = cells.iter().enumerate().filter(|(cell, n)| **n < trials(*cell)).count() as u64;
            let squares = cells.iter().map(|&n| u128::from(n) * u128::from(n)).sum();
            PooledCounts { cells, worlds: a.worlds, having: a.having.max(b.having), lacking, squares }
        };
        Counts::new(by_world, self.pooled().zip(other.pooled()).map(sum))
    }

    /// Trials that have it.
    pub fn total(&self) -> u64 {
        match &self.pooled {
            Some(pooled) => pooled.cells.iter().sum(),
            None => self.by_world.iter().map(|&n| u64::from(n)).sum(),
        }
    }

    /// How often it was seen among all paths, and in how many worlds.
    pub fn seen(&self, paths: u32) -> Occurrences {
        match &self.pooled {
            None => Occurrences::of(self.by_world.iter().map(|&hits| (hits, paths))),
            Some(of) => {
                let trials = of.worlds * u64::from(paths);
                let worlds = [of.worlds, of.having, of.lacking];
                Occurrences::of_totals(self.total(), trials, worlds, of.worlds as f64)
            }
        }
    }

    /// How often it was seen among paths that have something else, and in how many worlds.
    pub fn seen_among(&self, of: &Counts) -> Occurrences {
        match (&self.pooled, &of.pooled) {
            (Some(hits), Some(all)) => {
                let lacking =
                    hits.cells.iter().zip(&all.cells).filter(|(hits, all)| hits < all).count() as u64;
                let trials = of.total();
                let effective =
                    if trials > 0 { trials as f64 * trials as f64 / all.squares as f64 } else { 0.0 };
                Occurrences::of_totals(self.total(), trials, [all.having, hits.having, lacking], effective)
            }
            _ => Occurrences::of(self.iter().copied().zip(of.iter().copied())),
        }
    }

    /// The share of all paths, taken apart by world or cell.
    ///
    /// **Errors** panics without worlds or paths.
    pub fn apart(&self, paths: u32) -> ByWorld {
        match &self.pooled {
            None => ByWorld::share(&self.by_world, paths),
            Some(of) => {
                let trials: Vec<f64> =
                    (0..CELLS).map(|cell| (in_cell(of.worlds, cell) * u64::from(paths)) as f64).collect();
                ByWorld::weighed(&floats(&of.cells), &trials).expect("a share needs a world and a path")
            }
        }
    }

    /// The share of paths that have something else, likewise; none where none has.
    pub fn apart_among(&self, of: &Counts) -> Option<ByWorld> {
        match (&self.pooled, &of.pooled) {
            (Some(hits), Some(of)) => ByWorld::weighed(&floats(&hits.cells), &floats(&of.cells)),
            _ => {
                let sums: Vec<f64> = self.iter().map(|&n| f64::from(n)).collect();
                ByWorld::ratio(&sums, of)
            }
        }
    }
}

impl PooledCounts {
    fn add(&mut self, first: u32, paths_by_world: &[u32], paths: u32) {
        for (world, &n) in (first as usize..).zip(paths_by_world) {
            self.cells[world % CELLS] += u64::from(n);
            self.having += u64::from(n > 0);
            self.lacking += u64::from(n < paths);
            self.squares += u128::from(n) * u128::from(n);
        }
        self.worlds += paths_by_world.len() as u64;
    }
}

fn floats(wholes: &[u64]) -> Vec<f64> {
    wholes.iter().map(|&n| n as f64).collect()
}

/// Sums over the paths of each world; it is the slice of those that are kept by themselves.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sums {
    by_world: Vec<f64>,
    /// By cell, of all worlds.
    pooled: Option<Box<[ExactSum]>>,
}

impl Deref for Sums {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.by_world
    }
}

impl From<Vec<f64>> for Sums {
    fn from(by_world: Vec<f64>) -> Sums {
        Sums { by_world, pooled: None }
    }
}

impl Sums {
    /// Of worlds that are kept by themselves, and of all.
    pub fn new(by_world: Vec<f64>, pooled: Option<Vec<ExactSum>>) -> Sums {
        Sums { by_world, pooled: pooled.map(Vec::into_boxed_slice) }
    }

    /// The cells of all worlds; none where each is kept by itself.
    pub fn pooled(&self) -> Option<&[ExactSum]> {
        self.pooled.as_deref()
    }

    /// Pools the worlds, of which the first has this number, unless that was done.
    pub fn pool(&mut self, first: u32) {
        if self.pooled.is_none() {
            let mut cells = vec![ExactSum::default(); CELLS];
            (first as usize..).zip(&self.by_world).for_each(|(world, &x)| cells[world % CELLS].add(x));
            self.pooled = Some(cells.into_boxed_slice());
            self.by_world.truncate(SHOWN.saturating_sub(first as usize));
            self.by_world.shrink_to_fit();
        }
    }

    /// Adds a world.
    pub fn add(&mut self, world: u32, sum: f64) {
        if let Some(cells) = &mut self.pooled {
            cells[world as usize % CELLS].add(sum);
        }
        if self.pooled.is_none() || (world as usize) < SHOWN {
            self.by_world.push(sum);
        }
    }

    /// Adds the worlds that follow; either both are pooled or none is.
    pub fn append(&mut self, next: &Sums) {
        self.by_world.extend_from_slice(&next.by_world);
        if let (Some(cells), Some(next)) = (&mut self.pooled, &next.pooled) {
            cells.iter_mut().zip(next).for_each(|(sum, next)| sum.merge(next));
        }
    }

    /// The mean over the paths that are counted, taken apart by world or cell; none where none is.
    pub fn apart(&self, counts: &Counts) -> Option<ByWorld> {
        match (&self.pooled, counts.pooled()) {
            (Some(cells), Some(of)) => {
                let sums: Vec<f64> = cells.iter().map(ExactSum::value).collect();
                ByWorld::weighed(&sums, &floats(&of.cells))
            }
            _ => ByWorld::ratio(&self.by_world, counts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Clusters;

    /// Some number of paths of a world.
    fn paths_of(world: u32) -> u32 {
        world.wrapping_mul(2_654_435_761) >> 28
    }

    #[test]
    fn parts_pool_to_what_all_worlds_pool_to() {
        let worlds: Vec<u32> = (0..25_000).map(paths_of).collect();
        let mut whole = Counts::default();
        whole.pool(0, 15);
        whole.add(0, &worlds, 15);
        let mut sums = Sums::default();
        sums.pool(0);
        worlds.iter().zip(0..).for_each(|(&n, world)| sums.add(world, f64::from(n) / 3.0));
        assert_eq!((whole.len(), sums.len(), whole.pooled().unwrap().worlds), (SHOWN, SHOWN, 25_000));
        for cuts in [vec![0, 25_000], vec![0, 7, 9_999, 25_000], vec![0, 8_000, 20_000, 25_000]] {
            let (mut counted, mut summed) = (Counts::default(), Sums::default());
            counted.pool(0, 15);
            summed.pool(0);
            for pair in cuts.windows(2) {
                let of = &worlds[pair[0]..pair[1]];
                let mut part = Counts::from(of.to_vec());
                part.pool(pair[0] as u32, 15);
                counted.append(&part);
                let mut part: Sums = of.iter().map(|&n| f64::from(n) / 3.0).collect::<Vec<f64>>().into();
                part.pool(pair[0] as u32);
                summed.append(&part);
            }
            assert_eq!(counted, whole);
            assert_eq!(summed.apart(&counted), sums.apart(&whole));
        }
    }

    #[test]
    fn pooled_worlds_tell_the_estimate_and_the_errors_of_single_ones() {
        let worlds: Vec<u32> = (0..24_000).map(paths_of).collect();
        let single = Counts::from(worlds.clone());
        let mut pooled = single.clone();
        pooled.pool(0, 15);
        let [a, b] = [single.apart(15), pooled.apart(15)];
        assert!((a.value - b.value).abs() < 1e-14);
        // Replicates are made of whole cells, so that nothing is lost.
        let error = |of: &ByWorld, clusters| of.standard_error(clusters);
        let (ours, theirs) = (error(&b, Clusters::Replicates), error(&a, Clusters::Replicates));
        assert!((ours / theirs - 1.0).abs() < 1e-9, "{ours} {theirs}");
        // A thousand cells tell the error of independent worlds within a tenth: four standard errors of it, 4/√2000.
        let (ours, theirs) = (error(&b, Clusters::Worlds), error(&a, Clusters::Worlds));
        assert!((ours / theirs - 1.0).abs() < 0.1, "{ours} {theirs}");
        assert_eq!(single.seen(15), pooled.seen(15));
        assert_eq!(Counts::all_of(24_000, true, 15).total(), 24_000 * 15);
        let of = Counts::from(vec![15; 24_000]);
        let mut of_pooled = of.clone();
        of_pooled.pool(0, 15);
        assert_eq!(Counts::all_of(24_000, true, 15), of_pooled);
        assert_eq!(single.seen_among(&of).hits, pooled.seen_among(&of_pooled).hits);
    }
}
