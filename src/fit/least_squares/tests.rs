use super::*;
use proptest::prelude::*;

fn minimum(hessian: &[&[f64]], linear: &[f64], conditions: &[Condition]) -> Minimum {
    let hessian: Vec<Vec<f64>> = hessian.iter().map(|row| row.to_vec()).collect();
    Quadratic::new(&hessian, linear).unwrap().minimise(conditions).unwrap()
}

fn at_least(coefficients: &[f64], bound: f64) -> Condition {
    Condition::at_least(coefficients.to_vec(), bound)
}

/// Each unknown at least zero.
fn not_negative(unknowns: usize) -> Vec<Condition> {
    let unit = |k: usize| (0..unknowns).map(|j| f64::from(u8::from(j == k))).collect();
    (0..unknowns).map(|k| Condition::at_least(unit(k), 0.0)).collect()
}

fn value(hessian: &[&[f64]], linear: &[f64], x: &[f64]) -> f64 {
    let product: Vec<f64> = hessian.iter().map(|row| dot(row, x)).collect();
    0.5 * dot(&product, x) - dot(linear, x)
}

fn assert_near(found: &[f64], expected: &[f64], by: f64) {
    assert_eq!(found.len(), expected.len());
    for (one, other) in found.iter().zip(expected) {
        assert!((one - other).abs() <= by, "found {found:?}, expected {expected:?}");
    }
}

/// Goldfarb & Idnani 1983, section 5.
#[test]
fn the_example_of_the_paper() {
    let h: [&[f64]; 2] = [&[4.0, -2.0], &[-2.0, 4.0]];
    let mut conditions = not_negative(2);
    conditions.push(at_least(&[1.0, 1.0], 2.0));
    let found = minimum(&h, &[-6.0, 0.0], &conditions);
    assert_near(&found.at, &[0.5, 1.5], 1e-14);
    assert!((value(&h, &[-6.0, 0.0], &found.at) - 6.5).abs() < 1e-14);
    assert_near(&found.multipliers, &[0.0, 0.0, 5.0], 1e-13);
    // Di Gaspero's QuadProg++ adds x + y = 3: minimum 12 at (1, 2).
    conditions.push(Condition::equal(vec![1.0, 1.0], 3.0));
    let found = minimum(&h, &[-6.0, 0.0], &conditions);
    assert_near(&found.at, &[1.0, 2.0], 1e-14);
    assert!((value(&h, &[-6.0, 0.0], &found.at) - 12.0).abs() < 1e-13);
}

/// The documented example of the R package quadprog (Turlach & Weingessel).
#[test]
fn the_example_of_quadprog() {
    let h: [&[f64]; 3] = [&[1.0, 0.0, 0.0], &[0.0, 1.0, 0.0], &[0.0, 0.0, 1.0]];
    let g = [0.0, 5.0, 0.0];
    let conditions = [
        at_least(&[-4.0, -3.0, 0.0], -8.0),
        at_least(&[2.0, 1.0, 0.0], 2.0),
        at_least(&[0.0, -2.0, 1.0], 0.0),
    ];
    let found = minimum(&h, &g, &conditions);
    assert_near(&found.at, &[0.476_190_5, 1.047_619_0, 2.095_238_1], 5e-8);
    assert!((value(&h, &g, &found.at) + 2.380_952).abs() < 5e-7);
    // Its Lagrangian.
    assert_near(&found.multipliers, &[0.0, 0.238_095_2, 2.095_238_1], 5e-8);
}

/// Lawson & Hanson, Solving least squares problems, chapter 23: a line fitted with conditions (problem LSI).
#[test]
fn the_line_of_lawson_and_hanson() {
    let rows: Vec<Vec<f64>> = [0.25, 0.5, 0.5, 0.8].iter().map(|&t| vec![t, 1.0]).collect();
    let line = Quadratic::of_squares(&rows, &[0.5, 0.6, 0.7, 1.2], 2).unwrap();
    let conditions = [at_least(&[1.0, 0.0], 0.0), at_least(&[0.0, 1.0], 0.0), at_least(&[-1.0, -1.0], -1.0)];
    let found = line.minimise(&conditions).unwrap();
    assert_near(&found.at, &[0.6213, 0.3787], 5e-5);
    let residuals: Vec<f64> =
        rows.iter().zip([0.5, 0.6, 0.7, 1.2]).map(|(row, y)| y - dot(row, &found.at)).collect();
    // The book: residuals −0.0340, −0.0893, 0.0107, 0.3243, of length 0.3382.
    assert_near(&residuals, &[-0.0340, -0.0893, 0.0107, 0.3243], 6e-5);
    assert!((norm(&residuals) - 0.3382).abs() < 5e-5);
}

/// Hock & Schittkowski, Test examples for nonlinear programming codes, numbers 21, 35 and 76.
#[test]
fn problems_of_hock_and_schittkowski() {
    let h: [&[f64]; 2] = [&[0.02, 0.0], &[0.0, 2.0]];
    let conditions = [
        at_least(&[10.0, -1.0], 10.0),
        at_least(&[1.0, 0.0], 2.0),
        at_least(&[-1.0, 0.0], -50.0),
        at_least(&[0.0, 1.0], -50.0),
        at_least(&[0.0, -1.0], -50.0),
    ];
    let found = minimum(&h, &[0.0, 0.0], &conditions);
    assert_near(&found.at, &[2.0, 0.0], 1e-14);
    assert!((value(&h, &[0.0, 0.0], &found.at) - 100.0 + 99.96).abs() < 1e-12);

    let h: [&[f64]; 3] = [&[4.0, 2.0, 2.0], &[2.0, 4.0, 0.0], &[2.0, 0.0, 2.0]];
    let g = [8.0, 6.0, 4.0];
    let mut conditions = not_negative(3);
    conditions.push(at_least(&[-1.0, -1.0, -2.0], -3.0));
    let found = minimum(&h, &g, &conditions);
    assert_near(&found.at, &[4.0 / 3.0, 7.0 / 9.0, 4.0 / 9.0], 1e-14);
    assert!((9.0 + value(&h, &g, &found.at) - 1.0 / 9.0).abs() < 1e-13);

    let h: [&[f64]; 4] =
        [&[2.0, 0.0, -1.0, 0.0], &[0.0, 1.0, 0.0, 0.0], &[-1.0, 0.0, 2.0, 1.0], &[0.0, 0.0, 1.0, 1.0]];
    let g = [1.0, 3.0, -1.0, 1.0];
    let mut conditions = not_negative(4);
    conditions.push(at_least(&[-1.0, -2.0, -1.0, -1.0], -5.0));
    conditions.push(at_least(&[-3.0, -1.0, -2.0, 1.0], -4.0));
    conditions.push(at_least(&[0.0, 1.0, 4.0, 0.0], 1.5));
    let found = minimum(&h, &g, &conditions);
    assert_near(&found.at, &[0.272_727_3, 2.090_909, 0.0, 0.545_454_5], 1e-7);
    assert!((value(&h, &g, &found.at) + 4.681_818_181).abs() < 1e-9);
}

#[test]
fn what_contradicts_is_named() {
    let round = Quadratic::new(&[vec![1.0, 0.0], vec![0.0, 1.0]], &[1.0, 1.0]).unwrap();
    let of = |conditions: &[Condition]| round.minimise(conditions).map(|found| found.at);
    let infeasible = |row: usize| Err(Unsolved::Infeasible { row });
    let below = at_least(&[-1.0, 0.0], 0.0);
    let above = at_least(&[1.0, 0.0], 1.0);
    assert_eq!(of(&[below.clone(), above.clone()]), infeasible(1));
    // A circle: x > y > z > x has no room for gaps.
    let circle = [at_least(&[1.0, -1.0], 1.0), at_least(&[-1.0, 1.0], 0.0)];
    assert_eq!(of(&circle), infeasible(1));
    // The same circle without gaps says that both are equal.
    let circle = [at_least(&[1.0, -1.0], 0.0), at_least(&[-1.0, 1.0], 0.0)];
    assert_eq!(of(&circle), Ok(vec![1.0, 1.0]));
    let line = Condition::equal(vec![1.0, 1.0], 3.0);
    assert_eq!(of(&[line.clone(), Condition::equal(vec![2.0, 2.0], 6.0)]), Ok(vec![1.5, 1.5]));
    assert_eq!(of(&[line.clone(), Condition::equal(vec![2.0, 2.0], 6.1)]), infeasible(1));
    assert_eq!(of(&[at_least(&[-1.0, -1.0], -2.9), line]), infeasible(0));
    // A contradiction of a thousand millionth is rounding in what was asked.
    let one = Condition::equal(vec![1.0, 0.0], 1.0);
    assert_eq!(of(&[one, at_least(&[-1.0, 0.0], -1.0 + 1e-9)]), Ok(vec![1.0, 1.0]));
    // No unknown at all can keep 0 ≥ 1, and any 0 ≥ −1.
    assert_eq!(of(&[at_least(&[0.0, 0.0], -1.0)]), Ok(vec![1.0, 1.0]));
    assert_eq!(of(&[at_least(&[0.0, 0.0], 1.0)]), infeasible(0));
    assert_eq!(of(&[at_least(&[0.0], 1.0)]), Err(Unsolved::Malformed));
    assert_eq!(of(&[at_least(&[0.0, f64::NAN], 1.0)]), Err(Unsolved::Malformed));
    assert_eq!(Quadratic::new(&[vec![1.0]], &[f64::INFINITY]), Err(Unsolved::Malformed));
    let flat = Quadratic::new(&[vec![1.0, 1.0], vec![1.0, 1.0]], &[0.0, 0.0]);
    assert_eq!(flat, Err(Unsolved::NotConvex { unknown: 1 }));
}

/// A chain of orders whose every link is tight at a corner where far more conditions meet than there are unknowns.
#[test]
fn a_corner_of_many_conditions() {
    let n = 12;
    let unit = |k: usize| -> Vec<f64> { (0..n).map(|j| f64::from(u8::from(j == k))).collect() };
    let rows: Vec<Vec<f64>> = (0..n).map(unit).collect();
    // Targets fall where the order asks that they rise.
    let targets: Vec<f64> = (0..n).map(|k| 5.0 - k as f64).collect();
    let mut conditions = Vec::new();
    for i in 0..n {
        for j in i + 1..n {
            let mut c = vec![0.0; n];
            c[j] = 1.0;
            c[i] = -1.0;
            conditions.push(Condition::at_least(c.clone(), 0.0));
            conditions.push(Condition::at_least(c.iter().map(|x| 3.0 * x).collect(), 0.0));
        }
    }
    let function = Quadratic::of_squares(&rows, &targets, n).unwrap();
    let found = function.minimise(&conditions).unwrap();
    assert_near(&found.at, &[-0.5; 12], 1e-13);
    assert!(found.steps < 200, "{}", found.steps);
    let mut pulls = vec![0.0; n];
    for (condition, u) in conditions.iter().zip(&found.multipliers) {
        assert!(*u >= 0.0);
        add_multiple(&mut pulls, *u, &condition.coefficients);
    }
    let slopes: Vec<f64> = found.at.iter().zip(&targets).map(|(x, b)| x - b).collect();
    assert_near(&pulls, &slopes, 1e-12);
}

/// A problem that is known to have a solution, since its conditions are laid through and around a point.
#[derive(Debug, Clone)]
struct Known {
    hessian: Vec<Vec<f64>>,
    linear: Vec<f64>,
    conditions: Vec<Condition>,
}

fn known() -> impl Strategy<Value = Known> {
    (1usize..9, 0usize..24).prop_flat_map(|(n, m)| {
        let small = || prop::collection::vec(-3i8..=3, n);
        let root = prop::collection::vec(small(), n);
        // Slack 0 for half of them, so that many meet at the point.
        let conditions = prop::collection::vec((small(), -4i8..=4, 0u8..8), m);
        (root, small(), small(), conditions).prop_map(move |(root, linear, point, conditions)| {
            let number = |numbers: &[i8]| -> Vec<f64> { numbers.iter().map(|&x| f64::from(x)).collect() };
            let root: Vec<Vec<f64>> = root.iter().map(|row| number(row)).collect();
            let entry = |i: usize, j: usize| {
                let product: f64 = root.iter().map(|row| row[i] * row[j]).sum();
                product + if i == j { 0.125 } else { 0.0 }
            };
            let point = number(&point);
            let conditions = conditions
                .iter()
                .map(|(c, slack, kind)| {
                    let c = number(c);
                    let through = dot(&c, &point);
                    match kind {
                        0 => Condition::equal(c, through),
                        _ => Condition::at_least(c, through - f64::from((*slack).max(0))),
                    }
                })
                .collect();
            Known {
                hessian: (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect(),
                linear: number(&linear).iter().map(|x| 3.0 * x).collect(),
                conditions,
            }
        })
    })
}

fn bits(found: &Minimum) -> Vec<u64> {
    found.at.iter().map(|x| x.to_bits()).collect()
}

proptest! {
    /// Karush, Kuhn and Tucker: of a strictly convex problem these tell the one solution.
    #[test]
    fn the_solution_is_one(problem in known()) {
        let Known { hessian, linear, conditions } = problem;
        let found = Quadratic::new(&hessian, &linear).unwrap().minimise(&conditions).unwrap();
        let mut slope: Vec<f64> = hessian.iter().zip(&linear).map(|(row, g)| dot(row, &found.at) - g).collect();
        for (condition, &u) in conditions.iter().zip(&found.multipliers) {
            let excess = dot(&condition.coefficients, &found.at) - condition.bound;
            if condition.is_equality {
                prop_assert!(excess.abs() < 1e-8, "{excess}");
            } else {
                prop_assert!(excess > -1e-8 && u >= 0.0, "{excess} {u}");
                prop_assert!(u == 0.0 || excess.abs() < 1e-8, "{excess} {u}");
            }
            add_multiple(&mut slope, -u, &condition.coefficients);
        }
        prop_assert!(norm(&slope) < 1e-7, "{slope:?}");
    }

    /// What repeats others and what is far away leaves the bits alone, and so does the order of conditions where none are equally violated.
    #[test]
    fn conditions_that_say_nothing_leave_no_trace(problem in known()) {
        let function = Quadratic::new(&problem.hessian, &problem.linear).unwrap();
        let n = function.unknowns();
        let plain = bits(&function.minimise(&problem.conditions).unwrap());
        let mut more = problem.conditions.clone();
        more.extend(problem.conditions.iter().filter(|c| !c.is_equality).cloned());
        more.extend(not_negative(n).into_iter().map(|c| Condition { bound: -1e3, ..c }));
        prop_assert_eq!(bits(&function.minimise(&more).unwrap()), plain);
    }
}

#[test]
fn the_order_of_conditions_leaves_no_trace_where_none_are_alike() {
    let h: [&[f64]; 3] = [&[4.0, 2.0, 2.0], &[2.0, 4.0, 0.0], &[2.0, 0.0, 2.0]];
    let conditions = [
        at_least(&[-1.0, -1.0, -2.0], -1.7),
        at_least(&[0.3, -1.0, 0.1], 0.2),
        at_least(&[0.0, 0.7, -1.0], -0.1),
        at_least(&[0.0, 1.0, 0.0], -0.4),
    ];
    let plain = bits(&minimum(&h, &[8.0, 6.0, 4.0], &conditions));
    for by in 1..4 {
        let mut turned = conditions.to_vec();
        turned.rotate_left(by);
        assert_eq!(bits(&minimum(&h, &[8.0, 6.0, 4.0], &turned)), plain);
    }
}
