//! Figures of who blocks what, where histories stop, and how sure a ranking is, at the edges of what they may be asked to show.

use hikiwake::figures::*;

use super::samples::{OPTIONS, figure, wobble};

const AUDIENCES: [&str; 8] = [
    "The cabinet",
    "The House of Representatives and the House of Councillors",
    "The presidency",
    "The Federal Assembly",
    "The public of the northern prefecture",
    "世論",
    "Общественное мнение",
    "Friedensvertragsverhandlungskommission",
];

/// Each option before each audience; the last `idle` are not asked.
pub fn blockers(options: &[String], audiences: &[String], idle: usize) -> Blockers {
    let asked = audiences.len() - idle;
    let cell = |o: usize, a: usize| {
        let start = (0.5 + 0.5 * hikiwake::math::sin(1.7 * o as f64 + 2.3 * a as f64)).clamp(0.0, 1.0);
        let later = (start + 0.1 * wobble(o, a) - 0.05).clamp(0.0, 1.0);
        AcceptanceCell {
            start,
            later: Some(later),
            standard_error: 0.002,
            range: Some([start * 0.8, (start * 1.2).min(1.0)]),
        }
    };
    let row = |(o, name): (usize, &String)| {
        let cells: Vec<AcceptanceCell> = (0..audiences.len()).map(|a| cell(o, a)).collect();
        let weakest = (0..asked).min_by(|&a, &b| cells[a].start.total_cmp(&cells[b].start));
        BlockersRow { name: name.clone(), cells, weakest }
    };
    Blockers {
        start: "January 2017".into(),
        date: Some("December 2021".into()),
        audiences: audiences
            .iter()
            .enumerate()
            .map(|(a, name)| AskedAudience { name: name.clone(), is_asked: a < asked })
            .collect(),
        rows: options.iter().enumerate().map(row).collect(),
    }
}

const WAYS: [&str; 12] = [
    "Waits for “A basis named”",
    "Waits for “Signed”",
    "On the way to “In force”",
    "No majority for “Both parliaments approve at one sitting”",
    "Refused by “The Diet”",
    "Refused by “The Federal Assembly”",
    "Suspension without a shock",
    "Grave rupture between Russia and the West",
    "Washington presses Tokyo to stop",
    "Reneged",
    "Nothing leads on",
    "In force",
];

/// Most histories stop in the first way.
pub fn stops(options: &[String], ways: &[String]) -> Stops {
    let row = |(o, name): (usize, &String)| {
        let weight = |w: usize| (1.0 + wobble(o, w)) / ((1 + w) * (1 + w)) as f64;
        let total: f64 = (0..ways.len()).map(weight).sum();
        let shares: Vec<f64> = (0..ways.len()).map(|w| weight(w) / total).collect();
        let missing = shares.iter().enumerate().map(|(w, share)| {
            (w < 2).then(|| (AUDIENCES[(o + w) % AUDIENCES.len()].to_string(), 0.7 * share))
        });
        StopsRow { name: name.clone(), standard_error: 0.004, missing: missing.collect(), shares }
    };
    Stops {
        horizon: "December 2026".into(),
        ways: ways.to_vec(),
        rows: options.iter().enumerate().map(row).collect(),
    }
}

/// The first option ranks first in this share of worlds, the next in half of what is left, and so on.
pub fn robustness(options: &[String], first: f64, unit: Option<&str>) -> Robustness {
    let mut left = 1.0;
    let row = |name: &String| {
        let share = first * left;
        left -= share;
        RobustnessRow {
            name: name.clone(),
            first: Some(share),
            first_range: [(share - 0.03).max(0.0), (share + 0.03).min(1.0)],
            mean: if unit.is_some() { 12_345.6 * share } else { share / 3.0 },
            regret: if unit.is_some() { 1234.5 } else { (1.0 - share) / 4.0 },
            worst: (share > 0.01).then_some(share / 10.0),
            at_least: share / 2.0,
        }
    };
    Robustness {
        outcome: "In force, reached by December 2026".into(),
        unit: unit.map(String::from),
        level: if unit.is_some() { 9876.5 } else { 0.12 },
        rows: options.iter().map(row).collect(),
    }
}

/// Options that tie too often for shares to be told.
fn open_robustness(options: &[String]) -> Robustness {
    let mut figure = robustness(options, 0.3, None);
    for (n, row) in figure.rows.iter_mut().enumerate() {
        (row.first, row.first_range) = (None, [0.12 / (n as f64 + 1.0), 1.0 - 0.002 * n as f64]);
    }
    figure
}

fn words(texts: &[&str], n: usize) -> Vec<String> {
    texts[..n].iter().map(|text| text.to_string()).collect()
}

/// Figures in which all names are this one.
pub fn named(name: &str) -> Vec<Figure> {
    let names = vec![name.to_string(); 2];
    vec![
        figure("blockers", blockers(&names, &names, 1)),
        figure("stops", stops(&names, &names)),
        figure("robustness", robustness(&names, 0.7, None)),
        figure("frontier", frontier(&names, &names, false)),
        figure("trades", trades(&names, 2, 2)),
    ]
}

/// Every edge.
pub fn samples() -> Vec<Figure> {
    let mut samples = Vec::new();
    for n in [1, 2, 4, 10] {
        let options = words(&OPTIONS, n);
        samples.extend([
            figure(&format!("blockers-{n}"), blockers(&options, &words(&AUDIENCES, 6), 2)),
            figure(&format!("blockers-wide-{n}"), blockers(&options, &words(&AUDIENCES, 8), 1)),
            figure(&format!("blockers-one-{n}"), blockers(&options, &words(&AUDIENCES, 1), 0)),
            figure(&format!("stops-{n}"), stops(&options, &words(&WAYS, 12))),
            figure(&format!("stops-few-{n}"), stops(&options, &words(&WAYS, 3))),
            figure(&format!("robustness-{n}"), robustness(&options, 0.6, None)),
            figure(&format!("robustness-even-{n}"), robustness(&options, 0.2, None)),
            figure(&format!("robustness-open-{n}"), open_robustness(&options)),
            figure(&format!("frontier-{n}"), frontier(&options, &words(&AUDIENCES, 6), false)),
            figure(&format!("frontier-empty-{n}"), frontier(&options, &words(&AUDIENCES, 2), true)),
            figure(&format!("trades-{n}"), trades(&words(&AUDIENCES, 8), n, 5)),
            figure(&format!("trades-few-{n}"), trades(&words(&AUDIENCES, 2), n, 1)),
        ]);
    }
    let options = words(&OPTIONS, 4);
    samples.extend([
        figure("blockers-nobody", blockers(&options, &words(&AUDIENCES, 3), 3)),
        figure("blockers-empty", blockers(&[], &[], 0)),
        figure("stops-empty", stops(&[], &[])),
        figure("frontier-nothing", frontier(&[], &words(&AUDIENCES, 2), true)),
        figure("trades-nothing", trades(&words(&AUDIENCES, 1), 0, 0)),
        figure("robustness-empty", robustness(&[], 0.5, None)),
        figure("robustness-certain", robustness(&options, 1.0, None)),
        figure("robustness-of-an-amount", robustness(&options, 0.6, Some("USD bn"))),
    ]);
    samples
}

/// A frontier with so many named options; without one where `is_empty`.
pub fn frontier(options: &[String], audiences: &[String], is_empty: bool) -> Frontier {
    let point = |(n, name): (usize, &String)| {
        let x = 74.0 * (wobble(n, 61) - 0.5);
        FrontierPoint { name: name.clone(), at: [x, -0.7 * x - 6.0 + (n % 3) as f64], leaves: [3.0, 0.4] }
    };
    let line: Vec<[f64; 2]> =
        (0..20).map(|n| [60.0 - 6.0 * f64::from(n), -40.0 + 5.0 * f64::from(n)]).collect();
    let cell = |n: u32| {
        let (x, y) = (f64::from(n % 20) * 5.0 - 60.0, f64::from(n / 20) * 5.0 - 60.0);
        [x, y, x + 5.0, y + 5.0, f64::from(1 + n * n % 977), if x > 0.0 && y > 0.0 { 1.0 } else { 0.0 }]
    };
    let solutions = ["Egalitarian (hikiwake), Nash, Kalai–Smorodinsky", "Utilitarian"];
    let solved = |(n, name): (usize, &&str)| FrontierPoint {
        name: name.to_string(),
        at: [12.0 + n as f64, 9.0 - n as f64],
        leaves: [0.0; 2],
    };
    Frontier {
        parties: [audiences[0].clone(), audiences[1].clone()],
        others: audiences[2..].to_vec(),
        moment: "January 2017".into(),
        packages: if is_empty { [0, 0] } else { [1_234_567, 98] },
        is_whole: !is_empty,
        cloud: if is_empty { Vec::new() } else { (0..400).map(cell).collect() },
        agreeable: if is_empty { Vec::new() } else { line[9..12].to_vec() },
        line: if is_empty { Vec::new() } else { line },
        options: options.iter().enumerate().map(point).collect(),
        solutions: if is_empty { Vec::new() } else { solutions.iter().enumerate().map(solved).collect() },
    }
}

/// A trade table with so many terms of so many levels.
pub fn trades(audiences: &[String], terms: usize, levels: usize) -> Trades {
    let cell = |n: usize| {
        let at = 62.0 * (wobble(n, 37) - 0.5);
        TradesCell { at, range: n.is_multiple_of(3).then_some([at - 9.0, at + 9.0]) }
    };
    let level = |term: usize, level: usize| TradesLevel {
        name: format!("Handed over after the treaty, conditions open, in {level} parts"),
        cells: (0..audiences.len()).map(|a| cell(term * 31 + level * 7 + a)).collect(),
    };
    let term = |term: usize| TradesTerm {
        name: format!("Habomai / Malaya Kurilskaya Gryada without Shikotan, part {term}"),
        first: "Russian administration".into(),
        levels: (0..levels).map(|n| level(term, n)).collect(),
    };
    Trades {
        audiences: audiences.to_vec(),
        parties: audiences.len().min(2),
        terms: (0..terms).map(term).collect(),
        best: (terms > 1).then(|| "Claims: +31 for Cabinet, −2 for Presidency, if “Each keeps its own” becomes “A clause that nothing prejudices either”".into()),
    }
}
