//! How many copies to make at each level, by what a small splitting of other draws finds.

use super::batch::{Batch, Rule};
use super::streams::streams_by_level;
use super::way::Way;
use crate::engine::failure::Stopped;
use crate::engine::size::Size;
use crate::engine::watcher::Watcher;
use crate::plan::Plan;

/// Worlds and paths of the pilot, and about how many copies it follows from each level.
const PILOT: (u32, u32, usize) = (200, 5, 1_000);

/// What tells its seed from that of the run.
const OTHER_SEED: u64 = 1 << 63;

/// Copies of one that comes to a level, at most.
const MOST_COPIES: f64 = 1_000.0;

/// Copies of one path from the start, at most, all paths of a world together.
const MOST_OF_A_WORLD: f64 = (1u64 << 31) as f64;

/// How many copies to make at each level, so that about one in the place of each that comes there comes to the next: numbers of 1 and more. They are found from draws
/// of their own, so that what is then found with them is unbiased.
///
/// **Formula** with the shares s of those at a level that come to the next one, the product of the copies up to a level is 1/(s₁·s₂·…) up to it, rounded level
/// by level. **Errors** as for [`split`](super::split).
pub fn copies_for(plan: &Plan, way: &Way, size: Size, watcher: &Watcher) -> Result<Vec<u32>, Stopped> {
    let (worlds, paths, about) = PILOT;
    let pilot = Size::new(size.seed ^ OTHER_SEED, worlds, paths, size.design.sampling());
    let (streams, wired) = streams_by_level(plan, pilot, way.levels.len());
    let quietly = Watcher { interrupt: watcher.interrupt, progress: &|_| {} };
    let mut batch = Batch::new((&streams, &wired), way, paths, 0..worlds, &quietly);
    batch.run(&Rule::About(about))?;
    let came = |stage: usize| batch.came[stage].iter().map(|&count| f64::from(count)).sum::<f64>();
    let share = |level: usize| match batch.followed[level] {
        0 => 1.0,
        followed => came(level).max(0.5) / followed as f64,
    };
    let (mut wanted, mut made) = (1.0, 1.0);
    let mut copies = Vec::new();
    for level in 1..=way.levels.len() {
        if level < way.stages() {
            wanted /= share(level);
        }
        let most = MOST_COPIES.min(MOST_OF_A_WORLD / (made * f64::from(size.paths)));
        let of_each = (wanted / made).round().min(most.floor()).max(1.0);
        made *= of_each;
        copies.push(of_each as u32);
    }
    Ok(copies)
}
