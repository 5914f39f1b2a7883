//! Quantities that move together: as strongly as asked, and nobody else with them.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use crate::common::load_with;
use hikiwake::draws::Sampling;
use hikiwake::engine::{Size, achieved_correlations, draw_quantity};
use hikiwake::model::Scenario;
use hikiwake::plan::compile;
use hikiwake::stats::{ByWorld, Clusters, spearman};

const START: &str = "factor.trust.start";
const MEAN: &str = "factor.trust.mean";
const SWING: &str = "factor.trust.swing";
const WORLDS: u32 = 4000;

fn correlated(pairs: &[(&str, &str, f64)], more: &[&str]) -> Scenario {
    let entry = |(a, b, rank): &(&str, &str, f64)| format!("{{ between = [{a:?}, {b:?}], rank = {rank} }}");
    let entries: Vec<String> = pairs.iter().map(entry).collect();
    let mut lines: Vec<String> = more.iter().map(|line| line.to_string()).collect();
    if !entries.is_empty() {
        lines.push(format!("correlation = [{}]", entries.join(", ")));
    }
    load_with("kitchen-sink.toml", &lines)
}

/// The draws of a quantity in every world.
fn column(scenario: &Scenario, key: &str, size: Size) -> Vec<f64> {
    let plan = compile(scenario);
    let slot = plan.quantities.iter().position(|q| q.key == key).unwrap_or_else(|| panic!("no {key}"));
    draw_quantity(&plan, size, slot)
}

fn size(sampling: Sampling, worlds: u32) -> Size {
    Size::new(11, worlds, 1, sampling)
}

/// Spearman's correlation of 4000 worlds lies within 0.1 of what is asked: its standard error is at most 1.06/√3999 (independent worlds; no
/// larger under a stratified design), so that 0.1 is nearly six, a false alarm below 3e-9 each.
const STRAYS: f64 = 0.1;

#[test]
fn ranks_are_correlated_as_asked_under_every_design() {
    let asked = [(START, MEAN, -0.7), (MEAN, SWING, 0.4)];
    let scenario = correlated(&asked, &[]);
    for (_, sampling) in Sampling::NAMES {
        let size = size(sampling, WORLDS);
        let achieved = achieved_correlations(&compile(&scenario), &scenario.correlated, size);
        // In the order of the keys: mean with start, mean with swing.
        for (achieved, asked) in achieved.into_iter().zip([-0.7, 0.4]) {
            assert!((achieved.unwrap() - asked).abs() < STRAYS, "{sampling:?} {achieved:?}");
        }
        // The pair that nobody named.
        let unnamed = spearman(&column(&scenario, START, size), &column(&scenario, SWING, size)).unwrap();
        assert!(unnamed.abs() < STRAYS, "{sampling:?} {unnamed}");
    }
    // Planted bug: the ranks taken for the correlation of the uniforms' complement.
    let turned = correlated(&[(START, MEAN, 0.7)], &[]);
    let achieved =
        achieved_correlations(&compile(&turned), &turned.correlated, size(Sampling::Random, WORLDS));
    assert!((achieved[0].unwrap() + 0.7).abs() > STRAYS);
}

#[test]
fn a_quantity_keeps_its_distribution() {
    // The median of 4000 draws splits them in two: |share − ½| beyond 0.052 has a chance below 1e-9 by Hoeffding for independent worlds.
    for (_, sampling) in Sampling::NAMES {
        let scenario = correlated(&[(MEAN, SWING, 0.9)], &[]);
        for (key, median) in [(SWING, 0.7), (MEAN, 0.1)] {
            let draws = column(&scenario, key, size(sampling, WORLDS));
            let below = draws.iter().filter(|x| **x < median).count() as f64 / f64::from(WORLDS);
            assert!((below - 0.5).abs() < 0.052, "{sampling:?} {key} {below}");
        }
    }
    // Planted bug: weights that do not square to 1 leave the centre, once the other is known to lie above.
    let scenario = correlated(&[(MEAN, SWING, 0.9)], &[]);
    let [a, b] = [MEAN, SWING].map(|key| column(&scenario, key, size(Sampling::Random, WORLDS)));
    let above: Vec<&f64> = a.iter().zip(&b).filter(|(a, _)| **a > 0.1).map(|(_, b)| b).collect();
    let below = above.iter().filter(|x| ***x < 0.7).count() as f64 / above.len() as f64;
    assert!((below - 0.5).abs() > 0.052);
}

#[test]
fn nobody_else_moves() {
    let plain = correlated(&[], &[]);
    let together = correlated(&[(START, MEAN, 0.8)], &[]);
    let edited = correlated(&[(START, MEAN, 0.8)], &["factor.trust.start = { uniform = [-1, 1] }"]);
    let size = size(Sampling::LatinHypercube, 100);
    for key in ["factor.rage.start", "factor.price.drift", SWING] {
        assert_eq!(column(&plain, key, size), column(&together, key, size), "{key}");
    }
    // The first by key keeps its own draws; the other is mixed from both.
    assert_eq!(column(&plain, MEAN, size), column(&together, MEAN, size));
    assert_ne!(column(&plain, START, size), column(&together, START, size));
    // Another family for a member leaves its partner alone, and scales its own draws.
    assert_eq!(column(&together, MEAN, size), column(&edited, MEAN, size));
    let (before, after) = (column(&together, START, size), column(&edited, START, size));
    assert!(before.iter().zip(&after).all(|(a, b)| (2.0 * a - b).abs() < 1e-12));
    // A member that sorts last leaves those before it alone.
    let joined = correlated(&[(START, MEAN, 0.8), (MEAN, SWING, 0.3)], &[]);
    assert_eq!(column(&together, START, size), column(&joined, START, size));
    assert_ne!(column(&together, SWING, size), column(&joined, SWING, size));
}

#[test]
fn every_design_leaves_other_quantities_alone() {
    for (_, sampling) in Sampling::NAMES {
        let size = size(sampling, 100);
        let base = correlated(&[], &[]);
        let edited = correlated(
            &[],
            &[
                "factor.extra = { start = { uniform = [0, 1] }, mean = 0, half_life = 5, swing = { uniform = [0, 1] } }",
                "factor.rage.start = { uniform = [0, 0.5] }",
                "factor.price.drift = 0",
            ],
        );
        for key in [START, MEAN, SWING, "factor.rage.swing"] {
            assert_eq!(column(&base, key, size), column(&edited, key, size), "{sampling:?} {key}");
        }
        assert_ne!(column(&base, "factor.rage.start", size), column(&edited, "factor.rage.start", size));
    }
}

#[test]
fn a_stratified_design_keeps_its_gain_where_nothing_is_correlated() {
    let scenario = correlated(&[], &[]);
    let error = |sampling| {
        let draws = column(&scenario, START, size(sampling, 1000));
        ByWorld::ratio(&draws, &[1; 1000]).unwrap().standard_error(match sampling {
            Sampling::Random => Clusters::Worlds,
            _ => Clusters::Replicates,
        })
    };
    // A uniform over 50 strata a replicate: the error is √(1/50²) of the random one's, give or take the quarter that 19 degrees leave.
    assert!(error(Sampling::LatinHypercube) < error(Sampling::Random) / 20.0);
}
