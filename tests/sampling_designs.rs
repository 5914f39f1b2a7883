//! What every sampling design promises of its draws (docs/model.md §5.8).
//!
//! False-alarm rates are at most 1e-9 a test: by Dvoretzky, Kiefer and Wolfowitz for a distribution, by Hoeffding for a mean.

use crate::common::designs;
use hikiwake::draws::{Design, QuantityStream, REPLICATES, Sampling, Workbench};
use hikiwake::math::ln;
use hikiwake::stats::spearman;

const ALPHA: f64 = 1e-9;

fn column(sampling: Sampling, seed: u64, key: &str, worlds: u32) -> Vec<f64> {
    let (design, stream) = (Design::new(sampling, worlds), QuantityStream::new(seed, key));
    (0..worlds).map(|world| stream.uniform(design, world)).collect()
}

/// The draws of one replicate.
fn replicate(column: &[f64], number: u32) -> Vec<f64> {
    column.iter().skip(number as usize).step_by(REPLICATES as usize).copied().collect()
}

/// How many of equal strata hold just one of so many draws.
fn strata_with_one(draws: &[f64]) -> usize {
    let mut counts = vec![0; draws.len()];
    draws.iter().for_each(|u| counts[(u * draws.len() as f64) as usize] += 1);
    counts.iter().filter(|&&n| n == 1).count()
}

#[test]
fn the_draws_are_those_of_the_rule_written_a_second_time() {
    for (_, sampling) in Sampling::NAMES {
        for worlds in [1, 19, 20, 21, 64, 1000, 4096] {
            let plan = designs::Plan { sampling, worlds };
            let (design, stream) =
                (Design::new(sampling, worlds), QuantityStream::new(6, "factor.trust.start"));
            // Worlds beyond the first design too: a run may grow.
            for world in (0..3 * worlds).step_by(1 + worlds as usize / 300).chain([1 << 20, u32::MAX]) {
                let expected = designs::uniform(plan, 6, "factor.trust.start", world);
                assert_eq!(stream.uniform(design, world), expected, "{sampling:?} {worlds} {world}");
            }
        }
    }
}

#[test]
fn worlds_drawn_together_are_those_drawn_one_by_one() {
    let streams = ["a", "b", "c"].map(|key| QuantityStream::new(11, key));
    for (_, sampling) in Sampling::NAMES {
        let (design, workbench) = (Design::new(sampling, 190), &mut Workbench::default());
        let one_by_one = |stream: &QuantityStream| -> Vec<f64> {
            (37..190).map(|world| stream.uniform(design, world)).collect()
        };
        assert_eq!(streams[0].uniforms(design, 37..190, workbench), one_by_one(&streams[0]), "{sampling:?}");
        let of_all = QuantityStream::uniforms_of_all(&streams.each_ref(), design, 37..190, workbench);
        assert_eq!(of_all, streams.each_ref().map(one_by_one), "{sampling:?}");
    }
}

#[test]
fn a_replicate_of_a_latin_hypercube_has_one_world_in_every_stratum() {
    for worlds in [20, 60, 140, 1000, 20_000] {
        let draws = column(Sampling::LatinHypercube, 1, "a", worlds);
        for number in 0..REPLICATES {
            let draws = replicate(&draws, number);
            assert_eq!(strata_with_one(&draws), draws.len(), "{worlds} {number}");
        }
    }
    // Planted bug: the replicates taken for one another.
    let draws = column(Sampling::LatinHypercube, 1, "a", 1000);
    assert!(strata_with_one(&draws[..50]) < 50);
}

#[test]
fn a_replicate_of_sobols_sequence_fills_twice_as_many_strata_each_time() {
    let draws = column(Sampling::Sobol, 1, "a", 20 * 1024);
    for number in 0..REPLICATES {
        let draws = replicate(&draws, number);
        for k in 0..=10 {
            assert_eq!(strata_with_one(&draws[..1 << k]), 1 << k, "{number} {k}");
        }
    }
    // Planted bug: a start elsewhere in the sequence.
    assert!(strata_with_one(&replicate(&draws, 0)[3..3 + 64]) < 64);
}

#[test]
fn more_worlds_leave_the_worlds_before_as_they_were() {
    for (_, sampling) in Sampling::NAMES {
        let (few, many) = (column(sampling, 3, "a", 1000), column(sampling, 3, "a", 2000));
        let same = sampling != Sampling::LatinHypercube;
        assert_eq!(few == many[..1000], same, "{sampling:?}");
        // A Latin hypercube grows by whole replicates instead.
        let (design, stream) = (Design::new(sampling, 1000), QuantityStream::new(3, "a"));
        let grown: Vec<f64> = (0..2000).map(|world| stream.uniform(design, world)).collect();
        assert_eq!(grown[..1000], few);
        assert_eq!(design.batch(), 1000);
        if sampling == Sampling::LatinHypercube {
            for number in 0..REPLICATES {
                assert_eq!(strata_with_one(&replicate(&grown[1000..], number)), 50);
                assert_ne!(replicate(&grown[1000..], number), replicate(&few, number));
            }
        }
    }
}

fn distance_from_uniform(mut sample: Vec<f64>) -> f64 {
    sample.sort_by(f64::total_cmp);
    let n = sample.len() as f64;
    let steps = sample.iter().enumerate();
    steps.map(|(i, u)| (u - i as f64 / n).abs().max(((i + 1) as f64 / n - u).abs())).fold(0.0, f64::max)
}

/// The same world under many seeds: independent draws, whatever the design.
fn over_seeds(sampling: Sampling, world: u32) -> Vec<f64> {
    let design = Design::new(sampling, 140);
    (0..20_000).map(|seed| QuantityStream::new(seed, "a").uniform(design, world)).collect()
}

#[test]
fn every_world_is_uniform_over_seeds() {
    // Twelve samples of 20 000: a hundredth of the false alarms each.
    let bound = (ln(2.0 / (ALPHA / 100.0)) / 40_000.0).sqrt();
    for (_, sampling) in Sampling::NAMES {
        for world in [0, 20, 77, 1000] {
            assert!(distance_from_uniform(over_seeds(sampling, world)) < bound, "{sampling:?} {world}");
        }
    }
    // Planted bug: the middle of the unit interval a little too often.
    let bent = over_seeds(Sampling::LatinHypercube, 20).into_iter().map(|u| 0.5 + 0.9 * (u - 0.5)).collect();
    assert!(distance_from_uniform(bent) > bound);
}

/// The mean over seeds of 12·(u − ½)(v − ½) of a pair of draws, each between −3 and 3.
fn mean_product(pair: impl Fn(u64) -> (f64, f64)) -> f64 {
    let product = |seed| {
        let (u, v) = pair(seed);
        12.0 * (u - 0.5) * (v - 0.5)
    };
    (0..100_000).map(product).sum::<f64>() / 100_000.0
}

#[test]
fn two_quantities_have_nothing_to_do_with_each_other() {
    // Hoeffding for terms of width 6; a dozen means share the false alarms.
    let bound = 6.0 * (ln(2.0 / (ALPHA / 12.0)) / 200_000.0).sqrt();
    fn draw(sampling: Sampling, seed: u64, key: &str, world: u32) -> f64 {
        QuantityStream::new(seed, key).uniform(Design::new(sampling, 140), world)
    }
    for (_, sampling) in Sampling::NAMES {
        let names = mean_product(|seed| (draw(sampling, seed, "a", 40), draw(sampling, seed, "b", 40)));
        let replicates = mean_product(|seed| (draw(sampling, seed, "a", 40), draw(sampling, seed, "a", 41)));
        assert!(names.abs() < bound && replicates.abs() < bound, "{sampling:?} {names} {replicates}");
    }
    // Planted bug: a key that ends too early.
    assert!(
        mean_product(|seed| {
            let draw = |key: &str| draw(Sampling::LatinHypercube, seed, &key[..8], 40);
            (draw("factor.a.start"), draw("factor.a.swing"))
        }) > bound
    );
}

#[test]
fn no_two_of_many_names_move_together() {
    // 435 pairs over 1000 worlds: |ρ| beyond 0.27 is 8.5 standard errors of a pair, a false alarm below 1e-14 for all of them.
    let names: Vec<String> = (0..30).map(|i| format!("factor.f{i}.start")).collect();
    let farthest = |columns: &[Vec<f64>]| {
        let pairs = (0..columns.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
        pairs.map(|(i, j)| spearman(&columns[i], &columns[j]).unwrap().abs()).fold(0.0, f64::max)
    };
    for (_, sampling) in Sampling::NAMES {
        let mut columns: Vec<Vec<f64>> = names.iter().map(|name| column(sampling, 9, name, 1000)).collect();
        assert!(farthest(&columns) < 0.27, "{sampling:?}");
        // Planted bug: two quantities share the half of their strata.
        columns[7] = columns[3].iter().zip(&columns[7]).map(|(a, b)| (a + b) / 2.0).collect();
        assert!(farthest(&columns) > 0.27);
    }
}

/// The mean of a smooth function of two quantities over one replicate.
fn replicate_mean(sampling: Sampling, seed: u64) -> f64 {
    let (a, b) = (column(sampling, seed, "a", 1280), column(sampling, seed, "b", 1280));
    let means = replicate(&a, 0).into_iter().zip(replicate(&b, 0)).map(|(a, b)| a * a + b);
    means.sum::<f64>() / 64.0
}

#[test]
fn strata_pay() {
    // 400 replicates of 64 worlds. Were a stratified design no better than a random one, the ratio of the two variances would
    // have the F distribution with 399 and 399 degrees of freedom, which is above 2 with a chance below 1e-11.
    let variance = |sampling| {
        let means: Vec<f64> = (0..400).map(|seed| replicate_mean(sampling, seed) - 5.0 / 6.0).collect();
        means.iter().map(|d| d * d).sum::<f64>() / 400.0
    };
    let random = variance(Sampling::Random);
    assert!(random / variance(Sampling::LatinHypercube) > 100.0);
    assert!(random / variance(Sampling::Sobol) > 100.0);
    // Planted bug: strata of which nobody kept count.
    let shifted = |seed: u64| replicate_mean(Sampling::Random, seed + 1000) - 5.0 / 6.0;
    assert!(random / ((0..400).map(|s| shifted(s) * shifted(s)).sum::<f64>() / 400.0) < 2.0);
}

#[test]
fn the_table_of_gains_is_that_of_this_engine() {
    let page = include_str!("../docs/sampling.md");
    let mark =
        format!("<!-- written by examples/sampling_gain.rs, engine {} -->", hikiwake::draws::ENGINE_VERSION);
    let marks = page.lines().filter(|line| *line == mark).count();
    assert_eq!(marks, 2, "docs/sampling.md is not up to date: cargo run --release --example sampling_gain");
}
