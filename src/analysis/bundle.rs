//! The bundle: how a chance grows in single worlds. Its width is ignorance.

use super::stage_counts;
use crate::engine::Tally;
use crate::model::Scenario;
use crate::stats::{self, Interval};

/// The chance of having reached a stage by each reported month, world by world.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// The months: quarter ends and the horizon, counted from 1.
    pub months: Vec<u32>,
    /// Some of the worlds.
    pub curves: Vec<Curve>,
    /// All worlds together, by month.
    pub mean: Vec<f64>,
    /// The 90 % credible band over worlds by month, inner noise removed; none where it cannot be told.
    pub band: Vec<Option<Interval>>,
    /// By month, the share of a single trial's variance that lies between worlds: ignorance rather than chance.
    pub share_between: Vec<Option<f64>>,
    /// By month, the standard error that a finite number of paths leaves in one curve: the root of its mean square over worlds. None with one
    /// path.
    pub noise: Vec<Option<f64>>,
}

/// One world.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its number.
    pub world: u32,
    /// The share of its paths that have reached the stage, by month.
    pub chance: Vec<f64>,
}

/// The bundle of a stage of the report, with the curves of so many worlds at most.
///
/// Worlds are taken at equal distances, so that all replicates of a design are seen. **Formula** noise² = mean of p_w(1 − p_w)/(n − 1).
/// **Errors** panics on a stage that the report's process does not have.
pub fn bundle(scenario: &Scenario, tally: &Tally, stage: &str, most: usize) -> Bundle {
    let counts = stage_counts(scenario, tally, stage);
    let (worlds, paths) = (tally.apart() as usize, tally.size.paths);
    let n = f64::from(paths);
    let share = |month: usize, world: usize| f64::from(counts[month][world]) / n;
    let shown = most.min(worlds);
    let curve = |i: usize| {
        let world = i * worlds / shown;
        Curve { world: world as u32, chance: (0..counts.len()).map(|month| share(month, world)).collect() }
    };
    let proportions: Vec<stats::Proportion> =
        counts.iter().map(|by_world| stats::chance_of_all(by_world, paths, tally.size.clusters())).collect();
    let noise = |month: usize| {
        let variance = |world| share(month, world) * (1.0 - share(month, world)) / (n - 1.0);
        (paths > 1).then(|| ((0..worlds).map(variance).sum::<f64>() / worlds as f64).sqrt())
    };
    Bundle {
        months: tally.quarters.clone(),
        curves: (0..shown).map(curve).collect(),
        mean: proportions.iter().map(|p| p.estimate.value).collect(),
        band: proportions.iter().map(|p| p.interval()).collect(),
        share_between: proportions.iter().map(|p| p.share_between).collect(),
        noise: (0..counts.len()).map(noise).collect(),
    }
}
