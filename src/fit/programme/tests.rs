use super::*;
use proptest::prelude::*;

fn at_most(coefficients: &[f64], most: f64) -> Band {
    Band { coefficients: coefficients.to_vec(), least: f64::NEG_INFINITY, most }
}

fn equal(coefficients: &[f64], value: f64) -> Band {
    Band { coefficients: coefficients.to_vec(), least: value, most: value }
}

fn not_negative(unknowns: usize) -> Vec<(f64, f64)> {
    vec![(0.0, f64::INFINITY); unknowns]
}

fn assert_near(found: &[f64], expected: &[f64], by: f64) {
    assert_eq!(found.len(), expected.len());
    for (one, other) in found.iter().zip(expected) {
        assert!((one - other).abs() <= by, "found {found:?}, expected {expected:?}");
    }
}

/// Beale, Cycling in the dual simplex algorithm (1955), in the form of Chvátal and others: the steepest entry with the first of equal
/// blocks comes round to its start after six steps.
#[test]
fn the_circle_of_beale() {
    let bands = vec![
        at_most(&[0.25, -60.0, -0.04, 9.0], 0.0),
        at_most(&[0.5, -90.0, -0.02, 3.0], 0.0),
        at_most(&[0.0, 0.0, 1.0, 0.0], 1.0),
    ];
    let programme = Programme { bounds: not_negative(4), bands };
    let cost = [-0.75, 150.0, -0.02, 6.0];
    for patience in [0, PATIENCE] {
        let found = programme.minimum_with(&cost, patience).unwrap();
        assert!((found.value + 0.05).abs() < 1e-12, "{found:?}");
        assert_near(&found.at, &[0.04, 0.0, 1.0, 0.0], 1e-12);
    }
}

/// Klee & Minty, How good is the simplex algorithm? (1972), in four dimensions.
#[test]
fn the_cube_of_klee_and_minty() {
    let bands = vec![
        at_most(&[1.0, 0.0, 0.0, 0.0], 5.0),
        at_most(&[4.0, 1.0, 0.0, 0.0], 25.0),
        at_most(&[8.0, 4.0, 1.0, 0.0], 125.0),
        at_most(&[16.0, 8.0, 4.0, 1.0], 625.0),
    ];
    let programme = Programme { bounds: not_negative(4), bands };
    for patience in [0, PATIENCE] {
        let found = programme.minimum_with(&[-8.0, -4.0, -2.0, -1.0], patience).unwrap();
        assert_eq!((found.value, found.at), (-625.0, vec![0.0, 0.0, 0.0, 625.0]));
    }
    assert_eq!(programme.range(&[8.0, 4.0, 2.0, 1.0]), Ok((0.0, 625.0)));
}

/// Dantzig, Linear programming and extensions (1963), chapter 3.3: two canneries and three markets, as in the library of GAMS.
#[test]
fn the_canneries_of_dantzig() {
    let cost: Vec<f64> = [2.5, 1.7, 1.8, 2.5, 1.8, 1.4].iter().map(|miles| 90.0 * miles / 1000.0).collect();
    let mut bands = vec![
        at_most(&[1.0, 1.0, 1.0, 0.0, 0.0, 0.0], 350.0),
        at_most(&[0.0, 0.0, 0.0, 1.0, 1.0, 1.0], 600.0),
    ];
    for (market, demand) in [325.0, 300.0, 275.0].into_iter().enumerate() {
        let mut coefficients = vec![0.0; 6];
        coefficients[market] = 1.0;
        coefficients[3 + market] = 1.0;
        bands.push(Band { coefficients, least: demand, most: f64::INFINITY });
    }
    let programme = Programme { bounds: not_negative(6), bands };
    let found = programme.minimum(&cost).unwrap();
    assert!((found.value - 153.675).abs() < 1e-10, "{found:?}");
    // What San Diego sends to New York may be anything where the cost is the least: two routes are as good.
    let mut best = programme.clone();
    best.bands.push(at_most(&cost, 153.675));
    let (least, most) = best.range(&[0.0, 0.0, 0.0, 1.0, 0.0, 0.0]).unwrap();
    assert!((least - 275.0).abs() < 1e-6 && (most - 325.0).abs() < 1e-6, "{least} {most}");
}

#[test]
fn what_has_no_optimum_says_why() {
    let open = Programme { bounds: vec![(f64::NEG_INFINITY, f64::INFINITY); 2], bands: Vec::new() };
    assert_eq!(open.minimum(&[1.0, 0.0]), Err(Unsolved::Unbounded));
    assert_eq!(open.minimum(&[0.0, 0.0]).map(|found| found.value), Ok(0.0));
    assert_eq!(open.range(&[1.0, 1.0]), Ok((f64::NEG_INFINITY, f64::INFINITY)));
    let mut half = open.clone();
    half.bands.push(at_most(&[1.0, 2.0], 3.0));
    assert_eq!(half.range(&[2.0, 4.0]), Ok((f64::NEG_INFINITY, 6.0)));
    half.bands.push(equal(&[1.0, 2.0], 4.0));
    assert!(matches!(half.range(&[1.0, 0.0]), Err(Unsolved::Infeasible { row: 0 | 1 })));
    let box_and_line = Programme { bounds: vec![(0.0, 1.0); 2], bands: vec![equal(&[1.0, 1.0], 2.5)] };
    assert_eq!(box_and_line.minimum(&[1.0, 0.0]), Err(Unsolved::Infeasible { row: 0 }));
    let twisted = Programme { bounds: vec![(1.0, 0.0)], bands: Vec::new() };
    assert_eq!(twisted.minimum(&[1.0]), Err(Unsolved::Malformed));
    assert_eq!(open.minimum(&[1.0]), Err(Unsolved::Malformed));
    assert_eq!(open.minimum(&[1.0, f64::NAN]), Err(Unsolved::Malformed));
}

#[test]
fn equalities_may_repeat_and_depend() {
    let bands = vec![
        equal(&[1.0, 1.0, 0.0], 1.0),
        equal(&[0.0, 1.0, 1.0], 1.0),
        equal(&[1.0, 2.0, 1.0], 2.0),
        equal(&[1.0, 1.0, 0.0], 1.0),
        equal(&[3.0, 6.0, 3.0], 6.0),
    ];
    let programme = Programme { bounds: vec![(-10.0, 10.0); 3], bands };
    assert_eq!(programme.range(&[1.0, 0.0, 0.0]), Ok((-9.0, 10.0)));
    assert_eq!(programme.range(&[1.0, 0.0, -1.0]), Ok((0.0, 0.0)));
}

/// All corners of a bounded programme: where as many conditions as there are unknowns hold as equalities.
fn corners(programme: &Programme) -> Vec<Vec<f64>> {
    let n = programme.bounds.len();
    let mut planes: Vec<(Vec<f64>, f64)> = Vec::new();
    for band in &programme.bands {
        planes.extend([band.least, band.most].map(|bound| (band.coefficients.clone(), bound)));
    }
    for (k, &(least, most)) in programme.bounds.iter().enumerate() {
        let unit: Vec<f64> = (0..n).map(|j| f64::from(u8::from(j == k))).collect();
        planes.extend([least, most].map(|bound| (unit.clone(), bound)));
    }
    planes.retain(|(_, bound)| bound.is_finite());
    let mut found = Vec::new();
    for a in 0..planes.len() {
        for b in a + 1..planes.len() {
            for c in b + 1..planes.len() {
                found.extend(meeting([&planes[a], &planes[b], &planes[c]]));
            }
        }
    }
    let keeps = |x: &Vec<f64>| {
        let is_in = |value: f64, (least, most): (f64, f64)| value >= least - 1e-9 && value <= most + 1e-9;
        x.iter().zip(&programme.bounds).all(|(&x, &bounds)| is_in(x, bounds))
            && programme.bands.iter().all(|band| is_in(dot(&band.coefficients, x), (band.least, band.most)))
    };
    found.retain(keeps);
    found
}

/// Cramer's rule for three planes.
fn meeting(planes: [&(Vec<f64>, f64); 3]) -> Option<Vec<f64>> {
    let of = |columns: [&dyn Fn(usize) -> f64; 3]| {
        let m = |i: usize, j: usize| columns[j](i);
        m(0, 0) * (m(1, 1) * m(2, 2) - m(1, 2) * m(2, 1)) - m(0, 1) * (m(1, 0) * m(2, 2) - m(1, 2) * m(2, 0))
            + m(0, 2) * (m(1, 0) * m(2, 1) - m(1, 1) * m(2, 0))
    };
    let x = |i: usize| planes[i].0[0];
    let y = |i: usize| planes[i].0[1];
    let z = |i: usize| planes[i].0[2];
    let b = |i: usize| planes[i].1;
    let whole = of([&x, &y, &z]);
    (whole != 0.0)
        .then(|| [of([&b, &y, &z]), of([&x, &b, &z]), of([&x, &y, &b])].iter().map(|d| d / whole).collect())
}

fn small() -> impl Strategy<Value = Programme> {
    let bounds = prop::collection::vec((-4i8..=0, 0i8..=4), 3);
    let band = (prop::collection::vec(-3i8..=3, 3), -6i8..=6, 0u8..8);
    (bounds, prop::collection::vec(band, 0..7)).prop_map(|(bounds, bands)| Programme {
        bounds: bounds.iter().map(|&(a, b)| (f64::from(a), f64::from(b))).collect(),
        bands: bands
            .iter()
            .map(|(c, bound, kind)| {
                let coefficients: Vec<f64> = c.iter().map(|&c| f64::from(c)).collect();
                let bound = f64::from(*bound);
                let (least, most) = match kind {
                    0 => (bound, bound),
                    1 => (bound, bound + 1.0),
                    2..5 => (bound.min(0.0), f64::INFINITY),
                    _ => (f64::NEG_INFINITY, bound.max(0.0)),
                };
                Band { coefficients, least, most }
            })
            .collect(),
    })
}

proptest! {
    #[test]
    fn no_corner_is_better(programme in small(), cost in prop::collection::vec(-5i8..=5, 3)) {
        let cost: Vec<f64> = cost.iter().map(|&c| f64::from(c)).collect();
        let corners = corners(&programme);
        let best = corners.iter().map(|x| dot(&cost, x)).fold(f64::INFINITY, f64::min);
        let worst = corners.iter().map(|x| dot(&cost, x)).fold(f64::NEG_INFINITY, f64::max);
        for patience in [0, PATIENCE] {
            match programme.minimum_with(&cost, patience) {
                Ok(found) => {
                    prop_assert!((found.value - best).abs() < 1e-8, "{} {best}", found.value);
                    for (value, bound) in programme.bands.iter().map(|b| (dot(&b.coefficients, &found.at), b)) {
                        prop_assert!(value >= bound.least - 1e-8 && value <= bound.most + 1e-8);
                    }
                }
                Err(Unsolved::Infeasible { .. }) => prop_assert!(corners.is_empty(), "{corners:?}"),
                Err(other) => prop_assert!(false, "{other}"),
            }
        }
        if !corners.is_empty() {
            let (least, most) = programme.range(&cost).unwrap();
            prop_assert!((least - best).abs() < 1e-8 && (most - worst).abs() < 1e-8);
        }
    }
}
