//! What would put another option ahead, where it is known.

use super::tipping::{Tip, Tipping, tipping};
use crate::draws::Stream;
use crate::math::{normal_cdf, normal_quantile};
use crate::stats::group_of_world;

const RIVALS: usize = 1;

/// Quantities between 0 and 1, `effects` of which move the lead of the one option over the other by so much a normal score, and a world's own luck.
struct Case {
    first: Vec<f64>,
    rivals: Vec<Vec<f64>>,
    columns: Vec<Vec<f64>>,
    groups: Vec<usize>,
}

fn case(seed: u64, worlds: u32, (lead, luck): (f64, f64), effects: &[f64]) -> Case {
    let draw = |name: &str, w: u32| Stream::new(seed, name, "tipping").uniform(w, 0, 0);
    let columns: Vec<Vec<f64>> =
        (0..effects.len()).map(|k| (0..worlds).map(|w| draw(&format!("x{k}"), w)).collect()).collect();
    let of = |w: u32| {
        let moved = effects.iter().zip(&columns).map(|(effect, x)| effect * normal_quantile(x[w as usize]));
        lead + luck * normal_quantile(draw("luck", w)) + moved.sum::<f64>()
    };
    Case {
        first: (0..worlds).map(of).collect(),
        rivals: vec![vec![0.0; worlds as usize]; RIVALS],
        columns,
        groups: (0..worlds as usize).map(group_of_world).collect(),
    }
}

fn found(case: &Case) -> Tipping {
    let columns: Vec<&[f64]> = case.columns.iter().map(Vec::as_slice).collect();
    tipping(&case.first, &case.rivals, &columns, &case.groups).unwrap()
}

/// Whether a rival is told to come ahead.
fn turns(tip: &Tip) -> bool {
    tip.lead.interval[1] < 0.0
}

#[test]
fn the_value_at_which_the_lead_turns_is_that_of_the_closed_form() {
    // The lead is 0.1 − 0.2 z: it turns at z = ½, which is x = Φ(½); at the upper end, z = 1.645, it is −0.229.
    let truth = normal_cdf(0.5);
    let (mut misses, mut of_half) = (0, 0);
    const TIMES: u64 = 200;
    for seed in 0..TIMES {
        let found = found(&case(seed, 400, (0.1, 0.15), &[0.0, -0.2]));
        let tip = &found.nearest[0];
        assert!(turns(tip) && tip.ends[0].quantity == 1 && tip.ends[0].is_high, "{seed}: {tip:?}");
        assert!((tip.ends[0].at - 0.95).abs() < 0.05);
        let crossing = tip.crossing.unwrap();
        let (from, to) = (crossing.surely_ahead.unwrap_or(0.0), crossing.surely_behind);
        let misses_it = |from: f64, to: f64| u32::from(!(from..=to).contains(&truth));
        misses += misses_it(from, to);
        let middle = |x: f64| crossing.at + (x - crossing.at) / 2.0;
        of_half += misses_it(middle(from), middle(to));
    }
    // Of 200 intervals at 95 % ten may miss; more than 28 do so once in a million studies. Planted: intervals half as wide.
    assert!(misses <= 28, "{misses}");
    assert!(of_half > 28, "{of_half}");
}

#[test]
fn what_is_told_of_the_luckiest_of_many_idle_quantities_owes_nothing_to_luck() {
    let idle = [0.0; 120];
    const TIMES: u64 = 100;
    let (mut told, mut without_halves, mut clear) = (Vec::new(), Vec::new(), 0);
    for seed in 0..TIMES {
        let case = case(seed, 200, (0.02, 0.15), &idle);
        let honest = found(&case);
        clear += u32::from(honest.is_clear);
        told.push(honest.nearest[0].lead.value - 0.02);
        // Planted: the worlds that tell are those that chose.
        let twice = |of: &[f64]| [of, of].concat();
        let group = |w: usize| 2 * (w % 200 % 10) + w / 200;
        let same = Case {
            first: twice(&case.first),
            rivals: vec![vec![0.0; 400]],
            columns: case.columns.iter().map(|column| twice(column)).collect(),
            groups: (0..400).map(group).collect(),
        };
        without_halves.push(found(&same).nearest[0].lead.value - 0.02);
    }
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
    let squares: f64 = told.iter().map(|x| (x - mean(&told)) * (x - mean(&told))).sum();
    let error = (squares / (told.len() * (told.len() - 1)) as f64).sqrt();
    // By Student's distribution with 99 degrees of freedom a false alarm of 2 in a million.
    let reach = 5.0 * error;
    assert!(mean(&told).abs() < reach, "{} of {reach}", mean(&told));
    assert!(mean(&without_halves) < -reach, "{} of {reach}", mean(&without_halves));
    // At most five of a hundred are called clear: more than 19 once in a million studies.
    assert!(clear <= 19, "{clear}");
}

#[test]
fn two_together_may_turn_what_neither_does() {
    // 0.1 − 0.05 z₁ + 0.05 z₂: 0.018 is left at the end of one, and −0.064 where both are at theirs.
    let found = found(&case(3, 6000, (0.1, 0.1), &[0.0, -0.05, 0.05, 0.0]));
    let close = |tip: &Tip, truth: f64| {
        // Within four errors, by Student's distribution with nine degrees of freedom a false alarm of 1 in 320.
        assert!((tip.lead.value - truth).abs() < 4.0 * tip.lead.standard_error, "{tip:?} {truth}");
        assert!(tip.lead.standard_error < 0.015, "{tip:?} tells something");
    };
    close(&found.nearest[0], 0.1 - 0.05 * 1.645);
    assert!(!turns(&found.nearest[0]) && found.nearest[0].crossing.is_none());
    let pair = found.pair.unwrap();
    close(&pair, 0.1 - 0.1 * 1.645);
    assert!(turns(&pair), "{pair:?}");
    let mut ends: Vec<(usize, bool)> = pair.ends.iter().map(|end| (end.quantity, end.is_high)).collect();
    ends.sort_unstable();
    assert_eq!(ends, [(1, true), (2, false)]);
    assert!((found.leads[0].value - 0.1).abs() < 4.0 * found.leads[0].standard_error);
}

#[test]
fn of_a_choice_among_few_values_the_lead_at_each_is_told_and_no_value_between() {
    let mut case = case(5, 2000, (0.1, 0.1), &[-0.2]);
    // Below ⅓, between, above ⅔: the means of z over thirds are −1.091, 0 and 1.091.
    case.columns[0].iter_mut().for_each(|x| *x = (3.0 * *x).floor());
    let found = found(&case);
    let tip = &found.nearest[0];
    assert!(turns(tip) && tip.crossing.is_none() && tip.ends[0].at == 2.0, "{tip:?}");
    assert!((tip.lead.value - (0.1 - 0.2 * 1.091)).abs() < 4.0 * tip.lead.standard_error, "{tip:?}");
    assert!((tip.opposite.value - (0.1 + 0.2 * 1.091)).abs() < 4.0 * tip.opposite.standard_error, "{tip:?}");
}

#[test]
fn nothing_is_told_of_what_does_not_vary_or_of_few_worlds() {
    let small = case(1, 99, (0.1, 0.1), &[-0.2]);
    let columns: Vec<&[f64]> = small.columns.iter().map(Vec::as_slice).collect();
    assert!(tipping(&small.first, &small.rivals, &columns, &small.groups).is_none());
    let still = case(1, 200, (0.1, 0.1), &[]);
    assert!(tipping(&still.first, &still.rivals, &[&[3.0; 200]], &still.groups).is_none());
    assert!(tipping(&still.first, &[], &[&still.first], &still.groups).is_none());
}
