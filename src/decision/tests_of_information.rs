//! Value of information where it is known.

use super::information::{Information, partial, perfect};
use super::net::Halves;
use super::regression::{Design, Functions};
use crate::draws::Stream;
use crate::math::{exp, normal_cdf, normal_quantile};
use crate::stats::group_of_world;

/// Two normal quantities in every world, and what two options come to in two halves of five paths each: 0, and p1 − p2 with the luck of the paths.
struct Case {
    columns: [Vec<f64>; 2],
    halves: Halves,
    groups: Vec<usize>,
}

/// p1 ~ N(1, 1), p2 ~ N(0, 2), a path off by a normal deviation of `luck`; of both options alike where it is `shared`.
fn case(seed: u64, worlds: u32, luck: f64, shared: bool) -> Case {
    let normal = |name: &str| {
        let stream = Stream::new(seed, name, "information");
        move |w: u32, path: u32| normal_quantile(stream.uniform(w, path, 0))
    };
    let (first, second, noise, of_none) = (normal("p1"), normal("p2"), normal("luck"), normal("other"));
    let p1: Vec<f64> = (0..worlds).map(|w| 1.0 + first(w, 0)).collect();
    let p2: Vec<f64> = (0..worlds).map(|w| 2.0 * second(w, 0)).collect();
    let half = |from: u32| {
        let mean = |draw: &dyn Fn(u32, u32) -> f64, w: u32| {
            luck * (from..from + 5).map(|path| draw(w, path)).sum::<f64>() / 5.0
        };
        let own = |w: u32| if shared { mean(&noise, w) } else { mean(&of_none, w) };
        let worth = |w: u32| p1[w as usize] - p2[w as usize] + mean(&noise, w);
        vec![(0..worlds).map(own).collect(), (0..worlds).map(worth).collect()]
    };
    let halves = Halves { first: half(0), second: half(5), paths: (5, 5) };
    Case { halves, columns: [p1, p2], groups: (0..worlds as usize).map(group_of_world).collect() }
}

fn known(case: &Case, quantity: usize) -> Information {
    partial(&case.halves, &case.groups, &Design::new(&[&case.columns[quantity]]).unwrap())
}

/// E max(0, X) − max(0, m) of X ~ N(m, s), m ≥ 0.
fn worth(m: f64, s: f64) -> f64 {
    let z = m / s;
    s * exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt() - m * normal_cdf(-z)
}

fn close(found: Information, expected: f64) {
    // Within four errors, by Student's distribution with 19 degrees of freedom a false alarm of 1 in 1,300.
    assert!((found.value - expected).abs() < 4.0 * found.standard_error, "{found:?} {expected}");
    assert!(found.standard_error < 0.5 * expected, "{found:?} tells something");
}

#[test]
fn perfect_information_is_worth_what_the_closed_form_says() {
    assert!((worth(1.0, 5.0_f64.sqrt()) - 0.479_810_706_3).abs() < 1e-9, "R voi");
    let still = case(4, 2000, 0.0, true);
    close(perfect(&still.halves, &still.groups), worth(1.0, 5.0_f64.sqrt()));
    close(known(&still, 0), worth(1.0, 1.0));
    close(known(&still, 1), worth(1.0, 2.0));
}

#[test]
fn the_luck_of_paths_is_no_information() {
    // A path is off by 8: a world's mean of ten by 2.5 in either option, more than all that is unknown (2.2).
    let lucky = case(2, 4000, 8.0, false);
    close(perfect(&lucky.halves, &lucky.groups), worth(1.0, 5.0_f64.sqrt()));
    close(known(&lucky, 0), worth(1.0, 1.0));
    close(known(&lucky, 1), worth(1.0, 2.0));
    // The planted bug: the best of the noisy means.
    let Halves { first, second, .. } = &lucky.halves;
    let mean = |o: usize, w: usize| 0.5 * (first[o][w] + second[o][w]);
    let plain = (0..4000).map(|w| mean(0, w).max(mean(1, w))).sum::<f64>() / 4000.0 - 1.0;
    assert!(plain > 2.0 * worth(1.0, 5.0_f64.sqrt()), "{plain}");
    // Luck that both options share is none at all.
    let shared = case(2, 4000, 8.0, true);
    let still = case(2, 4000, 0.0, true);
    let (shared, still) = (perfect(&shared.halves, &shared.groups), perfect(&still.halves, &still.groups));
    assert!((shared.value - still.value).abs() < 1e-9, "{shared:?} {still:?}");
}

#[test]
fn where_nothing_but_luck_differs_nothing_is_worth_knowing() {
    let lucky = case(3, 2000, 4.0, false);
    let mut halves = lucky.halves.clone();
    // Taken off again: two options that are the same in every world.
    for half in [&mut halves.first, &mut halves.second] {
        for (w, worth) in half[1].iter_mut().enumerate() {
            *worth -= lucky.columns[0][w] - lucky.columns[1][w];
        }
    }
    let all = perfect(&halves, &lucky.groups);
    let one = partial(&halves, &lucky.groups, &Design::new(&[&lucky.columns[0]]).unwrap());
    // Not told from nothing (in 19 seeds of 20); the luck of a mean of ten paths is 1.3.
    assert!(all.interval[0] == 0.0 && all.value < 0.2, "{all:?}");
    assert!(one.interval[0] == 0.0 && one.value < 0.05, "{one:?}");
}

/// How many of so many intervals leave the truth out.
fn misses(replications: u64, of: impl Fn(&Case) -> Information, truth: f64, narrow: f64) -> usize {
    let miss = |seed: &u64| {
        let found = of(&case(100 + seed, 200, 2.0, false));
        let at = |end: f64| found.value + narrow * (end - found.value);
        !(at(found.interval[0])..=at(found.interval[1])).contains(&truth)
    };
    (0..replications).filter(miss).count()
}

#[test]
fn intervals_hold_their_level() {
    // 500 small replications at α = 5 %: 25 expected; more than 47 has a probability of 2e-5 at exactly 5 %.
    let (all, first) = (|case: &Case| perfect(&case.halves, &case.groups), |case: &Case| known(case, 0));
    let counts = [
        misses(500, all, worth(1.0, 5.0_f64.sqrt()), 1.0),
        misses(500, first, worth(1.0, 1.0), 1.0),
        misses(500, |case| known(case, 1), worth(1.0, 2.0), 1.0),
    ];
    assert!(counts.iter().all(|misses| *misses <= 47), "{counts:?}");
    // The planted bug: half as wide.
    assert!(misses(500, all, worth(1.0, 5.0_f64.sqrt()), 0.5) > 47);
}

#[test]
fn a_quantity_of_few_values_has_a_mean_for_each() {
    let coin: Vec<f64> = (0..400).map(|w| f64::from(w * 7 % 3)).collect();
    let design = Design::new(&[&coin]).unwrap();
    assert_eq!((design.rows[0].len(), design.functions), (3, Functions::SplinesAndProducts));
    let worth = |w: usize| [-1.0, 5.0, -3.0][coin[w] as usize];
    let option: Vec<f64> = (0..400).map(worth).collect();
    let halves = Halves {
        first: vec![vec![0.0; 400], option.clone()],
        second: vec![vec![0.0; 400], option],
        paths: (1, 1),
    };
    let groups: Vec<usize> = (0..400).map(group_of_world).collect();
    let found = partial(&halves, &groups, &design);
    // Means: 134, 133 and 133 worlds at −1, 5, −3: 132/400 now; 665/400 if it is known.
    let expected = (133.0 * 5.0 - (133.0 * 5.0 - 134.0 - 133.0 * 3.0)) / 400.0;
    assert!(
        (found.value - expected).abs() < 0.01 && (found.changes - 267.0 / 400.0).abs() < 1e-9,
        "{found:?}"
    );
    assert!((found.value - perfect(&halves, &groups).value).abs() < 0.01);
}

#[test]
fn more_quantities_get_plainer_functions_and_too_many_none() {
    let column = |seed: u64| -> Vec<f64> {
        let stream = Stream::new(seed, "x", "columns");
        (0..400).map(|w| stream.uniform(w, 0, 0)).collect()
    };
    let columns: Vec<Vec<f64>> = (0..101).map(column).collect();
    let functions = |n: usize| {
        let some: Vec<&[f64]> = columns[..n].iter().map(Vec::as_slice).collect();
        Design::new(&some).map(|design| (design.functions, design.rows[0].len()))
    };
    assert_eq!(functions(5), Some((Functions::SplinesAndProducts, 31)));
    assert_eq!(functions(9), Some((Functions::Splines, 37)));
    assert_eq!(functions(19), Some((Functions::Squares, 39)));
    assert_eq!(functions(60), Some((Functions::Lines, 61)));
    assert_eq!(functions(101), None);
    // A quantity given twice tells no more than once.
    let twice = Design::new(&[&columns[0], &columns[0]]).unwrap();
    let once = case(9, 400, 0.0, true);
    let both =
        partial(&once.halves, &once.groups, &Design::new(&[&once.columns[0], &once.columns[0]]).unwrap());
    let alone = known(&once, 0);
    assert!((both.value - alone.value).abs() < 0.5 * alone.standard_error, "{both:?} {alone:?}");
    assert_eq!(twice.rows.len(), 400);
}

#[test]
fn neither_units_nor_tails_matter() {
    let once = case(10, 400, 1.0, false);
    let stretched: Vec<f64> = once.columns[0].iter().map(|x| exp(5.0 * x)).collect();
    let found = partial(&once.halves, &once.groups, &Design::new(&[&stretched]).unwrap());
    assert_eq!(found, known(&once, 0));
}
