//! Figures of inquiries at their edges: sweeps, heat maps, influence against strength.

use hikiwake::figures::*;

use super::samples::{OPTIONS, figure, wobble};

fn asked(unit: Option<&str>, is_difference: bool) -> AskedOutcome {
    AskedOutcome {
        outcome: "Treaty in force".into(),
        unit: unit.map(String::from),
        is_difference,
        horizon: "December 2050".into(),
        at_some_time: unit.is_none(),
    }
}

fn numbers(name: &str, unit: &str, n: usize, from: f64, to: f64) -> Axis {
    let setting = |i: usize| {
        let at = from + (to - from) * i as f64 / (n.max(2) - 1) as f64;
        Setting {
            name: format!("{at:.3}").trim_end_matches('0').trim_end_matches('.').to_string(),
            at: Some(at),
        }
    };
    Axis { name: name.into(), unit: unit.into(), settings: (0..n).map(setting).collect() }
}

fn choices(name: &str, names: &[String]) -> Axis {
    let setting = |name: &String| Setting { name: name.clone(), at: None };
    Axis { name: name.into(), unit: String::new(), settings: names.iter().map(setting).collect() }
}

/// Lines that rise to different heights, of which the second bends; the third setting of each was refused.
fn sweep(asked: AskedOutcome, over: Axis, names: &[String], reach: f64, target: Option<f64>) -> Sweep {
    let n = over.settings.len();
    let line = |(i, name): (usize, &String)| {
        let value = |place: usize| {
            let x = place as f64 / n.max(2) as f64;
            reach * (if i % 2 == 1 { 4.0 * x * (1.0 - x) } else { x }) / (1.0 + 0.3 * i as f64)
        };
        let point = |place: usize| {
            let (value, half) = (value(place), 0.04 * reach);
            (place != 2).then_some(SweepPoint { value, lo: value - half, hi: value + half })
        };
        let points = (0..n).map(point).collect();
        SweepLine { name: name.clone(), as_it_is: Some(0.4 * reach), points, swing_error: 0.02 * reach.abs() }
    };
    let lines: Vec<SweepLine> = names.iter().enumerate().map(line).collect();
    let ends = over.settings.first().and_then(|s| s.at).zip(over.settings.last().and_then(|s| s.at));
    let root = |line: usize| {
        let (from, to) = ends?;
        let at = |share: f64| from + (to - from) * share;
        Some(Root {
            line,
            at: (line != 1).then_some(at(0.5)),
            lo: at(0.42),
            hi: at(0.6),
            is_open: [false, line == 2],
            is_flat: line == 1,
            touches: false,
            is_only_possible: line == 3,
        })
    };
    let roots = if target.is_some() { (0..lines.len()).filter_map(root).collect() } else { Vec::new() };
    Sweep { asked, over, lines, target, roots }
}

/// A slope with wobbles; one pair was refused.
fn heat_map(asked: AskedOutcome, over: [Axis; 2], scenario: &str, reach: f64) -> HeatMap {
    let [across, up] = [0, 1].map(|axis: usize| over[axis].settings.len());
    let cell = |i: usize, j: usize| {
        let value = reach * (i as f64 / across as f64 + j as f64 / up as f64 + 0.2 * wobble(i, j)) / 2.2;
        (i + 1 != across || j != 0).then_some(HeatCell { value, standard_error: 0.01 * reach.abs() })
    };
    let cells = (0..up).map(|j| (0..across).map(|i| cell(i, j)).collect()).collect();
    let middle = |axis: &Axis, share: f64| {
        let [a, b] = [axis.settings.first(), axis.settings.last()].map(|s| s.and_then(|s| s.at));
        Some(a? + (b? - a?) * share)
    };
    let line: Option<Vec<(f64, f64)>> = [(0.0, 0.9), (0.3, 0.6), (0.6, 0.35), (0.95, 0.0)]
        .iter()
        .map(|&(x, y)| Some((middle(&over[0], x)?, middle(&over[1], y)?)))
        .collect();
    HeatMap {
        asked,
        scenario: scenario.into(),
        over,
        cells,
        level: 0.45 * reach,
        level_is: "as things are".into(),
        contour: line.into_iter().collect(),
    }
}

/// So many assumptions; of a few kinds of ground, most of them with next to no influence.
fn strength(names: &[String], n: usize, reach: f64) -> Strength {
    let point = |i: usize| {
        let strength = [0.125, 0.125, 0.4375, 0.625, 0.125, 0.375][i % 6];
        let influence = reach / (1.0 + 0.7 * i as f64) - if i > 9 { 0.01 * wobble(i, 3) } else { 0.0 };
        StrengthPoint {
            key: format!("factor.number_{i}.start"),
            name: names[i % names.len()].clone(),
            strength,
            influence,
            standard_error: 0.01,
            ground: if strength < 0.2 { "stated judgement".into() } else { "fact".into() },
            is_work: strength < 0.5 && influence >= 0.12 * reach,
        }
    };
    Strength {
        asked: asked(None, false),
        scenario: OPTIONS[1].into(),
        influence_is: "share of the variance between worlds".into(),
        points: (0..n).map(point).collect(),
        weak_below: 0.5,
        much_from: 0.12 * reach,
    }
}

/// Figures of these kinds in which all names are this one.
pub fn named(name: &str) -> Vec<Figure> {
    let names = vec![name.to_string(); 3];
    let of = |unit| AskedOutcome { outcome: name.into(), horizon: name.into(), ..asked(unit, false) };
    vec![
        figure("sweep", sweep(of(None), numbers(name, name, 9, 0.0, 1.0), &names, 0.4, Some(0.2))),
        figure("sweep-rows", sweep(of(Some(name)), choices(name, &names), &names, 0.4, None)),
        figure(
            "heat-map",
            heat_map(of(None), [numbers(name, name, 5, 0.0, 1.0), choices(name, &names)], name, 0.3),
        ),
        figure("strength", Strength { asked: of(None), ..strength(&names, 9, 0.3) }),
    ]
}

pub fn samples(names: &dyn Fn(usize) -> Vec<String>) -> Vec<Figure> {
    let willing = || numbers("Willingness of Russia, start", "", 17, 0.0, 1.0);
    let islands = || {
        numbers(
            "Readiness of the public to settle for less than everything that was ever asked for",
            "km²",
            9,
            0.0,
            40_000.0,
        )
    };
    let mut samples = Vec::new();
    for n in [1, 2, 4, 10] {
        samples.extend([
            figure(&format!("sweep-{n}"), sweep(asked(None, false), willing(), &names(n), 0.34, None)),
            figure(
                &format!("sweep-levels-{n}"),
                sweep(asked(None, false), choices("Law in the zones", &names(4)), &names(n), 0.34, None),
            ),
            figure(
                &format!("sweep-find-{n}"),
                sweep(asked(None, false), willing(), &names(n), 0.34, Some(0.15)),
            ),
            figure(&format!("strength-{n}"), strength(&names(n), 12 * n, 0.31)),
        ]);
    }
    samples.extend([
        figure(
            "sweep-of-options",
            sweep(asked(None, false), choices("The option on the table", &names(10)), &names(1), 0.04, None),
        ),
        figure(
            "sweep-amount",
            sweep(asked(Some("USD bn"), false), islands(), &names(2), 40_000.0, Some(10_000.0)),
        ),
        figure("sweep-difference", sweep(asked(None, true), willing(), &names(1), -0.08, Some(-0.02))),
        figure("sweep-tiny", sweep(asked(None, false), willing(), &names(2), 0.0004, None)),
        figure("sweep-still", sweep(asked(None, false), willing(), &names(2), 0.0, None)),
        figure(
            "sweep-one-setting",
            sweep(asked(None, false), numbers("Width", "", 1, 3.0, 3.0), &names(1), 0.3, None),
        ),
        figure("heat-map-9", heat_map(asked(None, false), [willing(), islands()], OPTIONS[1], 0.3)),
        figure(
            "heat-map-fine",
            heat_map(
                asked(None, false),
                [
                    numbers("Width of the cabinet", "", 33, 1.0, 9.0),
                    numbers("Reservation", "points", 33, 0.0, 100.0),
                ],
                OPTIONS[8],
                1.0,
            ),
        ),
        figure(
            "heat-map-difference",
            heat_map(
                asked(None, true),
                [numbers("Width of the cabinet", "", 5, 1.0, 9.0), islands()],
                "Three islands against no talks",
                -0.06,
            ),
        ),
        figure(
            "heat-map-levels",
            heat_map(
                asked(Some("USD bn"), false),
                [choices("Law in the zones", &names(4)), choices("Who polices", &names(10))],
                OPTIONS[1],
                40_000.0,
            ),
        ),
        figure(
            "heat-map-one",
            heat_map(
                asked(None, false),
                [numbers("Width", "", 1, 1.0, 1.0), numbers("Reach", "", 1, 1.0, 1.0)],
                OPTIONS[0],
                0.0,
            ),
        ),
        figure("strength-none", strength(&names(2), 8, 0.0)),
        figure("strength-many", Strength { much_from: 0.0, ..strength(&names(10), 390, 0.2) }),
    ]);
    samples
}
