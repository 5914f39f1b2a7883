//! Printed standard errors against the spread of estimates over seeds: the error of a design must be the error of that design.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use hikiwake::draws::{Design, QuantityStream, Sampling, Stream};
use hikiwake::stats::{Clusters, Estimate, mean, proportion, student_t_quantile};

const WORLDS: u32 = 400;
const PATHS: u32 = 4;
const RUNS: u64 = 1500;

/// The chance of each world: a smooth function of two quantities, with mean 0.35.
fn chances(sampling: Sampling, seed: u64) -> Vec<f64> {
    let (design, [a, b]) =
        (Design::new(sampling, WORLDS), ["a", "b"].map(|key| QuantityStream::new(seed, key)));
    (0..WORLDS).map(|world| 0.1 + 0.3 * a.uniform(design, world) + 0.2 * b.uniform(design, world)).collect()
}

fn clusters(sampling: Sampling) -> Clusters {
    if sampling == Sampling::Random { Clusters::Worlds } else { Clusters::Replicates }
}

/// A run of coins: the successes of each world.
fn coins(sampling: Sampling, seed: u64) -> Vec<u32> {
    let coin = Stream::new(seed, "coin", "flip");
    let mut flips = [0.0; PATHS as usize];
    let successes = |(world, p): (u32, f64)| {
        coin.fill(world, 0, 0, &mut flips);
        flips.iter().filter(|&&u| u < p).count() as u32
    };
    (0..).zip(chances(sampling, seed)).map(successes).collect()
}

/// A run without chance: one path a world, the value its chance itself.
fn smooth(sampling: Sampling, seed: u64, clusters: Clusters) -> Estimate {
    let values = chances(sampling, seed);
    let squares: Vec<f64> = values.iter().map(|x| x * x).collect();
    mean(&values, &squares, &vec![1; values.len()], clusters).unwrap().estimate
}

/// Of so many runs, how many state an interval that holds the truth, each by its own standard error.
fn covered(runs: impl Iterator<Item = Estimate>, level: f64, clusters: Clusters) -> usize {
    let width = student_t_quantile((1.0 + level) / 2.0, clusters.freedom(WORLDS as usize));
    runs.filter(|run| (run.value - 0.35).abs() <= width * run.standard_error).count()
}

/// Hoeffding over 1500 runs with a false alarm of 1e-10, shared by a few counts: 0.0889 either way.
const STRAYS: f64 = 0.0889;

fn is_honest(covered: usize, level: f64) -> bool {
    (covered as f64 / RUNS as f64 - level).abs() < STRAYS
}

#[test]
fn the_interval_of_a_chance_holds_the_truth_as_often_as_it_says() {
    for (_, sampling) in Sampling::NAMES {
        let clusters = clusters(sampling);
        let run = |seed| proportion(&coins(sampling, seed), PATHS, clusters).estimate;
        let runs: Vec<Estimate> = (0..RUNS).map(run).collect();
        for level in [0.5, 0.9] {
            let covered = covered(runs.iter().copied(), level, clusters);
            assert!(is_honest(covered, level), "{sampling:?} {level}: {covered} of {RUNS}");
        }
    }
    // Planted bug: every trial counted as if it were independent, under worlds that are all or nothing.
    let runs = (0..RUNS).map(|seed| {
        let coin = Stream::new(seed, "coin", "world");
        let all = |(world, p): (u32, f64)| if coin.uniform(world, 0, 0) < p { PATHS } else { 0 };
        let hits: u32 = (0..).zip(chances(Sampling::Random, seed)).map(all).sum();
        let (p, trials) = (f64::from(hits) / f64::from(WORLDS * PATHS), f64::from(WORLDS * PATHS));
        Estimate { value: p, standard_error: (p * (1.0 - p) / trials).sqrt() }
    });
    assert!(!is_honest(covered(runs, 0.9, Clusters::Worlds), 0.9));
}

#[test]
fn the_interval_of_a_smooth_mean_holds_the_truth_as_often_as_it_says() {
    for (_, sampling) in Sampling::NAMES {
        let clusters = clusters(sampling);
        let covered = covered((0..RUNS).map(|seed| smooth(sampling, seed, clusters)), 0.9, clusters);
        assert!(is_honest(covered, 0.9), "{sampling:?}: {covered} of {RUNS}");
    }
    // Planted bug: the worlds of a stratified design taken for independent ones. The error is then far too large.
    let naive = (0..RUNS).map(|seed| smooth(Sampling::LatinHypercube, seed, Clusters::Worlds));
    assert!(!is_honest(covered(naive, 0.9, Clusters::Worlds), 0.9));
}

#[test]
fn an_error_is_never_below_the_chance_within_worlds() {
    for seed in 0..200 {
        let hits = coins(Sampling::LatinHypercube, seed);
        let found = proportion(&hits, PATHS, Clusters::Replicates).estimate.standard_error;
        let n = f64::from(PATHS);
        let within: f64 = hits.iter().map(|&k| f64::from(k) / n * (1.0 - f64::from(k) / n) / (n - 1.0)).sum();
        assert!(found >= within.sqrt() / f64::from(WORLDS) * (1.0 - 1e-12), "{seed}");
    }
}
