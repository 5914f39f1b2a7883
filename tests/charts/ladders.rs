//! Ladders at their edges: of one option to twenty-five, with long names, in other scripts, with and without prizes.

use hikiwake::figures::*;

use super::samples::{OPTIONS, figure};

fn counted(hits: u64) -> Chance {
    const TRIALS: u64 = 25_000;
    let mean = hits as f64 / TRIALS as f64;
    let spread = 0.5 * mean * (1.0 - mean);
    Chance {
        mean,
        standard_error: 0.004 * (mean * (1.0 - mean)).sqrt(),
        lo: mean - spread,
        hi: mean + spread,
        hits,
        trials: TRIALS,
        ..Chance::default()
    }
}

/// Options of which each comes less far than the one before; the last never comes anywhere.
pub fn ladder(names: &[String], steps: &[&str], prizes: &[(&str, &str)], highest: f64) -> Ladder {
    let all = names.len();
    let row = |(place, name): (usize, &String)| LadderRow {
        name: name.clone(),
        behind: None,
        chances: (0..steps.len())
            .map(|step| {
                let share = highest / (1.0 + 0.5 * place as f64) / ((1 + step) * (1 + step)) as f64;
                counted(if all > 1 && place + 1 == all { 0 } else { (25_000.0 * share) as u64 })
            })
            .collect(),
        brings: (0..prizes.len())
            .map(|prize| match (prize + place) % 4 {
                0 => Some(Brought::Amount(346.0 * (all - 1 - place) as f64)),
                1 => Some(Brought::Words("A treaty, and talks go on".into())),
                2 => Some(Brought::Amount(3.5)),
                _ => None,
            })
            .collect(),
        may_change: place == 1,
    };
    let step = |(place, name): (usize, &&str)| LadderStep {
        name: name.to_string(),
        at_some_time: place + 1 < steps.len(),
    };
    Ladder {
        horizon: "December 2050".into(),
        steps: steps.iter().enumerate().map(step).collect(),
        answer: steps.len().saturating_sub(1),
        prizes: prizes
            .iter()
            .map(|&(name, unit)| PrizeKey { name: name.into(), unit: unit.into() })
            .collect(),
        rows: names.iter().enumerate().map(row).collect(),
    }
}

pub const STEPS: [&str; 3] = ["A framework is named", "An agreement is signed", "Treaty in force"];
const PRIZES: [(&str, &str); 3] = [
    ("Land transferred to Japan", "km2"),
    ("Peace treaty", ""),
    ("Economic package that comes with it", "USD bn"),
];
pub const LONG: &str = "Residual sovereignty recognised, administration unchanged until the end of century";

pub fn many(n: usize) -> Vec<String> {
    let numbered = |i: usize| match i / OPTIONS.len() {
        0 => OPTIONS[i].to_string(),
        round => format!("{}, variant {round}", OPTIONS[i % OPTIONS.len()]),
    };
    (0..n).map(numbered).collect()
}

pub fn samples() -> Vec<Figure> {
    let mut samples: Vec<Figure> = [1, 2, 4, 10, 25]
        .map(|n| figure(&format!("ladder-{n}"), ladder(&many(n), &STEPS, &PRIZES, 0.64)))
        .to_vec();
    let long: Vec<String> = (0..10).map(|i| format!("{i} {LONG}")).collect();
    let others = ["二島返還（1956年方式）", "Совместное экономическое освоение островов", "共同経済活動"];
    let others = others.map(String::from);
    let japanese = [("日本への引き渡し", "平方キロ"), ("平和条約", "")];
    samples.extend([
        figure("ladder-long-names", ladder(&long, &[LONG, LONG, LONG], &[(LONG, LONG)], 0.5)),
        figure("ladder-one-long-name", ladder(&long[..1], &[LONG, LONG], &[(LONG, LONG)], 0.5)),
        figure(
            "ladder-japanese-cyrillic",
            ladder(&others, &["枠組み", "Договор подписан", "発効"], &japanese, 0.9),
        ),
        figure("ladder-tiny", ladder(&many(4), &STEPS, &PRIZES, 0.002)),
        figure("ladder-certain", ladder(&many(2), &STEPS[..1], &[], 1.0)),
        figure("ladder-four-steps", ladder(&many(6), &["A", "B", "C", "D"], &PRIZES, 1.0)),
        figure("ladder-empty", ladder(&[], &STEPS, &PRIZES, 0.5)),
    ]);
    samples
}
