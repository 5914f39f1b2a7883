//! Figures of what is compared and of one history, at their edges.

use hikiwake::figures::*;
use hikiwake::model::Tone;

use super::samples::{OPTIONS, SEGMENTS, wobble};

/// The first inputs move most; some move it down, some only one way.
pub fn tornado(names: &[String], base: f64, reach: f64) -> Tornado {
    let bar = |(i, name): (usize, &String)| {
        let by = reach / (1.0 + i as f64);
        let (low, high) = match i % 3 {
            0 => (base - by, base + 1.2 * by),
            1 => (base + by, base - 0.8 * by),
            _ => (base + 0.2 * by, base + by),
        };
        TornadoBar {
            name: name.clone(),
            low_input: if i == 1 { "minority".into() } else { "0.2".into() },
            high_input: if i == 1 { "two thirds of both houses".into() } else { "3.5".into() },
            low: low.clamp(0.0, 1.0),
            high: high.clamp(0.0, 1.0),
            standard_error: 0.002,
        }
    };
    Tornado {
        outcome: "Treaty in force in December 2050".into(),
        scenario: OPTIONS[1].into(),
        range: "from its 5% to its 95% quantile".into(),
        unit: None,
        base,
        bars: names.iter().enumerate().map(bar).collect(),
    }
}

/// The first inputs tell most; each third has no one way, the last ones are no more than luck.
pub fn drivers(names: &[String], most: f64, measure: Influences) -> Drivers {
    let row = |(i, name): (usize, &String)| {
        let value = most / (1.0 + 1.4 * i as f64);
        DriverRow {
            name: name.clone(),
            value,
            range: [value - 0.12 * most, value + 0.15 * most].map(|x| x.max(0.0)),
            alone: (measure == Influences::InTotal).then_some(0.8 * value),
            by_chance: (measure == Influences::Steps)
                .then_some(Beside { value: 0.2 * most, is_passed: value - 0.12 * most > 0.2 * most }),
            sign: if i == 4 { None } else { Some([1, -1, 0][i % 3]) },
        }
    };
    let is_steps = measure == Influences::Steps;
    Drivers {
        outcome: "In force, December 2036".into(),
        scenario: OPTIONS[1].into(),
        measure,
        unit: if is_steps { "percentage points".into() } else { String::new() },
        one: "assumption".into(),
        rows: names.iter().enumerate().map(row).collect(),
        all: names.len() + 150,
        luck: (measure == Influences::Alone).then_some(0.15 * most),
    }
}

pub fn differences(names: &[String], before: f64, by: f64, rows_are: Compared) -> Differences {
    let row = |(i, name): (usize, &String)| {
        let after = (before + by * (1.0 - i as f64 / 2.0)).clamp(0.0, 1.0);
        let standard_error = if i == 2 { 0.0 } else { 0.01 };
        let difference = after - before;
        DifferenceRow {
            name: name.clone(),
            before,
            after,
            difference,
            standard_error,
            ..DifferenceRow::default()
        }
    };
    Differences {
        rows_are,
        outcome: "Treaty in force in December 2050".into(),
        before: "as it is".into(),
        after: "without foreign bases".into(),
        rows: names.iter().enumerate().map(row).collect(),
    }
}

/// Edits by these names; the first does most, every second one works against it.
pub fn shares(names: &[String], by: f64, unit: Option<&str>) -> Shares {
    let edit = |(i, name): (usize, &String)| EditShare {
        name: name.clone(),
        share: by / (1.0 + i as f64) * if i % 2 == 0 { 1.0 } else { -0.4 },
        standard_error: by / 20.0,
    };
    let edits: Vec<EditShare> = names.iter().enumerate().map(edit).collect();
    Shares {
        at_some_time: false,
        outcome: "Treaty in force".into(),
        unit: unit.map(String::from),
        horizon: "December 2050".into(),
        sides: ["as it is".into(), "without foreign bases, and with a longer transition".into()],
        before: by,
        after: by + edits.iter().map(|edit| edit.share).sum::<f64>(),
        edits,
        parts: Parts::Edits,
        orders: None,
    }
}

/// Keys as files write them.
pub fn keys(n: usize) -> Vec<String> {
    let keys = [
        "process.settlement.transition.signature_under_pressure.drivers.leader_trust_of_the_cabinet.times",
        "factor.trust.start",
        "party.japan.audience.diet.points.law.special",
        "shock.incident",
        "term.hokkaido_fisheries_compensation_fund.levels.paid_over_thirty_years.attributes.cost_usd_bn",
        "option",
    ];
    keys[..n].iter().map(|key| key.to_string()).collect()
}

/// A history that goes back and forth; lanes, shocks and factors by these names.
pub fn timeline(names: &[String], moves: u32) -> Timeline {
    let months = 120;
    let lane = |(i, name): (usize, &String)| {
        let state = |&(name, tone): &(&str, Tone)| LaneState {
            name: name.into(),
            tone: (i == 0).then_some(StateTone(tone)),
        };
        let entries: Vec<u32> = std::iter::once(0)
            .chain((1..=moves).map(|n| n * (months / (moves + 1)).max(1) / (i as u32 + 1)))
            .collect();
        let last = |n: usize| entries.get(n + 1).map_or(months, |&next| next.saturating_sub(1));
        Lane {
            name: name.clone(),
            states: SEGMENTS.iter().map(state).collect(),
            stays: entries.iter().enumerate().map(|(n, &from)| (n % SEGMENTS.len(), from, last(n))).collect(),
        }
    };
    let lanes: Vec<Lane> = names.iter().enumerate().map(lane).collect();
    let mut steps: Vec<Step> = Vec::new();
    for (i, lane) in lanes.iter().enumerate() {
        for pair in lane.stays.windows(2) {
            let name = |state: usize| SEGMENTS[state].0.to_string();
            steps.push(Step {
                lane: i,
                month: pair[1].1,
                from: name(pair[0].0),
                to: name(pair[1].0),
                by: names[pair[1].0 % names.len()].clone(),
                how: "ballot, 41% chance".into(),
                why: "base 0.76: × 0.68 Willingness to settle".into(),
            });
        }
    }
    steps.sort_by_key(|step| step.month);
    let level = |(i, name): (usize, &String)| LevelLine {
        name: name.clone(),
        levels: (0..=months as usize).map(|m| wobble(i, m) * 3.0 - if i == 1 { 3.0 } else { 1.0 }).collect(),
    };
    let shock = |(i, name): (usize, &String)| ShockLine {
        name: name.clone(),
        months: (0..=i as u32 * 5).map(|n| 3 + n * 5).filter(|&month| month <= months).collect(),
    };
    Timeline {
        scenario: names[0].clone(),
        trial: (751, 7),
        typical_of: Some(SEGMENTS[0].0.into()),
        start: 2017.0 + 1.0 / 12.0,
        months,
        furthest: steps.first().map(|step| (step.to.clone(), step.month)),
        moves: steps,
        lost: vec![LostBallot { lane: 0, month: 50, what: "no majority".into() }],
        shocks: names.iter().enumerate().map(shock).collect(),
        levels: names.iter().take(4).enumerate().map(level).collect(),
        factors: 10,
        lanes,
    }
}
