//! Rare outcomes by splitting: a path that comes a step nearer to the outcome is followed by copies of it, each of which counts for a part of it (docs/model.md
//! §5.16).
//!
//! **Source** Kahn & Harris, Estimation of particle transmission by random sampling (1951); Glasserman, Heidelberger, Shahabuddin & Zajic, Multilevel splitting for
//! estimating rare event probabilities (1999).

mod batch;
mod follow;
mod pilot;
mod streams;
mod way;

use super::failure::Stopped;
use super::size::Size;
use super::watcher::Watcher;
use crate::plan::Plan;
use batch::{Batch, Rule};
use streams::streams_by_level;

pub use pilot::copies_for;
pub use way::Way;

/// Paths from the start whose copies are held at once …
const TOGETHER: u32 = 1 << 16;

/// … and worlds, at most: their numbers and copies take memory.
const MOST_WORLDS: u32 = 4_096;

/// What splitting found.
#[derive(Debug, Clone, PartialEq)]
pub struct Splitting {
    /// Worlds, and paths of each from the start.
    pub size: Size,
    /// By level: how many copies go on from it in the place of each path that comes there; 1 where the path itself goes on.
    pub copies: Vec<u32>,
    /// By level, then the horizon if that is asked for, and by world: how many paths and copies came there. One that comes there counts
    /// 1 / (the product of the copies made at the levels before).
    pub came: Vec<Vec<u64>>,
    /// Likewise the sum, over the paths from the start, of the square of how many of each one's copies came there.
    pub squares: Vec<Vec<f64>>,
    /// **Unit** months of one path. What was simulated, in all.
    pub months: u64,
}

impl Splitting {
    /// For how much of a path from the start one counts that came to a stage: 1 / this.
    pub fn parts(&self, stage: usize) -> f64 {
        self.copies.iter().take(stage).map(|&copies| f64::from(copies)).product()
    }
}

/// Follows the paths of a run of this size, and at each level so many copies of those that come there. The result is the same for any number of threads.
///
/// **Errors** the first failure of the arithmetic; or that it was interrupted. Panics unless there is a number of copies, 1 at least, for each level.
pub fn split(
    plan: &Plan,
    way: &Way,
    copies: &[u32],
    size: Size,
    watcher: &Watcher,
) -> Result<Splitting, Stopped> {
    assert!(copies.len() == way.levels.len() && copies.iter().all(|&n| n > 0), "copies for each level");
    let (streams, wired) = streams_by_level(plan, size, way.levels.len());
    let mut found = Splitting {
        size,
        copies: copies.to_vec(),
        came: vec![Vec::new(); way.stages()],
        squares: vec![Vec::new(); way.stages()],
        months: 0,
    };
    let together = (TOGETHER / size.paths).clamp(1, MOST_WORLDS);
    for first in (0..size.worlds).step_by(together as usize) {
        let worlds = first..size.worlds.min(first.saturating_add(together));
        let mut batch = Batch::new((&streams, &wired), way, size.paths, worlds, watcher);
        batch.run(&Rule::Fixed(copies))?;
        for (stage, of_batch) in batch.came.iter().enumerate() {
            for of_world in of_batch.chunks(size.paths as usize) {
                let counts = || of_world.iter().map(|&count| u64::from(count));
                found.came[stage].push(counts().sum());
                found.squares[stage].push(counts().map(|count| count as f64 * count as f64).sum());
            }
        }
        found.months += batch.months;
    }
    Ok(found)
}
