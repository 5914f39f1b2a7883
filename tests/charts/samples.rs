//! Figures at the edges of what they may be asked to show.

use hikiwake::figures::*;
use hikiwake::lettering::{Fallback, put_in_force};
use hikiwake::model::Tone;

use super::compared::{differences, drivers, keys, shares, timeline, tornado};
use super::discovered::{boxes, information};
use super::inquiries;

pub fn provenance() -> Provenance {
    Provenance {
        engine: "hikiwake 0.1.0 (engine 1)".into(),
        scenario: "made-up.toml".into(),
        digest: "4f1c9a02be7700112233445566778899aabbccddeeff00112233445566778899".into(),
        worlds: 2_000,
        paths: 50,
        seed: 42,
        trial: None,
    }
}

pub fn figure(name: &str, content: impl Into<Content>) -> Figure {
    Figure::new(name, content, provenance())
}

pub const OPTIONS: [&str; 10] = [
    "Two islands, then talks stop (1956)",
    "Two islands plus joint zone (“2+α”)",
    "Joint administration of all four",
    "Four islands, phased to 2060",
    "No talks: status quo",
    "Equal division by area",
    "Three islands",
    "Referral to the International Court of Justice",
    "Residual sovereignty recognised, administration unchanged",
    "Peace treaty without a border",
];

fn share(mean: f64) -> Chance {
    let spread = 0.45 * mean * (1.0 - mean);
    let standard_error = 0.004 * (mean * (1.0 - mean)).sqrt();
    Chance { mean, standard_error, lo: mean - spread, hi: mean + spread, ..Chance::default() }
}

pub fn end_states(segments: &[(&str, Tone)], rows: &[(&str, Vec<f64>)]) -> EndStates {
    EndStates {
        what: None,
        horizon: "December 2050".into(),
        segments: segments.iter().map(|&(name, tone)| SegmentKey { name: name.into(), tone }).collect(),
        rows: rows
            .iter()
            .map(|(name, shares)| EndStatesRow {
                name: name.to_string(),
                shares: shares.iter().copied().map(share).collect(),
                behind: None,
            })
            .collect(),
    }
}

pub const SEGMENTS: [(&str, Tone); 4] = [
    ("Treaty in force", Tone::Reached),
    ("Signed, not ratified", Tone::Partial),
    ("Talks continue", Tone::Open),
    ("Breakdown or crisis", Tone::Broken),
];

/// The first `n` options, each less likely than the one before to bring a treaty.
pub fn options(n: usize) -> EndStates {
    let rows: Vec<(&str, Vec<f64>)> = OPTIONS[..n]
        .iter()
        .enumerate()
        .map(|(i, &name)| {
            let treaty = 0.41 / (1.0 + 0.55 * i as f64);
            let breakdown = 0.11 + 0.02 * i as f64;
            (name, vec![treaty, 0.4 * treaty, 1.0 - 1.4 * treaty - breakdown, breakdown])
        })
        .collect();
    end_states(&SEGMENTS, &rows)
}

/// Curves that rise towards the given chances and pause on the way.
pub fn stage_chances(stages: &[&str], panels: &[(&str, Vec<f64>)]) -> StageChances {
    let curve = |end: f64| -> Vec<StagePoint> {
        (0..=96)
            .map(|quarter| {
                let years = f64::from(quarter) / 4.0;
                let risen = years * years / (years * years + 45.0) * (576.0 + 45.0) / 576.0;
                let mean = end * risen;
                let spread = 0.5 * mean * (1.0 - mean);
                StagePoint {
                    at: 2026.0 + years,
                    mean,
                    standard_error: 0.002,
                    lo50: mean - 0.4 * spread,
                    hi50: mean + 0.4 * spread,
                    lo90: mean - spread,
                    hi90: mean + spread,
                    ..StagePoint::default()
                }
            })
            .collect()
    };
    StageChances {
        stages: stages.iter().map(|stage| stage.to_string()).collect(),
        panels: panels
            .iter()
            .map(|(name, ends)| StagePanel {
                name: name.to_string(),
                curves: ends.iter().copied().map(curve).collect(),
            })
            .collect(),
        start: 2026.0,
        end: 2050.0,
    }
}

pub const STAGES: [&str; 3] = ["Treaty signed", "Treaty in force", "First island handed over"];

pub fn panels(n: usize) -> StageChances {
    let panels: Vec<(&str, Vec<f64>)> = OPTIONS[..n]
        .iter()
        .enumerate()
        .map(|(i, &name)| {
            let signed = 0.55 / (1.0 + 0.35 * i as f64);
            (name, vec![signed, 0.7 * signed, 0.25 * signed])
        })
        .collect();
    stage_chances(&STAGES, &panels)
}

/// Every figure the tests look at, by the name of its sample.
pub fn samples() -> Vec<Figure> {
    [
        super::ladders::samples(),
        of_counts(),
        of_histories(),
        super::deciding::samples(),
        inquiries::samples(&names),
    ]
    .concat()
}

pub const LONG_SEGMENTS: [(&str, Tone); 8] = [
    ("Peace treaty in force with a delimited border", Tone::Reached),
    ("Peace treaty in force without a border", Tone::Reached),
    ("Signed and waiting for ratification", Tone::Partial),
    ("Interim agreement", Tone::Partial),
    ("Talks continue without result", Tone::Open),
    ("Frozen", Tone::Open),
    ("Talks broken off", Tone::Broken),
    ("Armed incident", Tone::Broken),
];

/// Names that need care: long, Japanese, Cyrillic, without a place to break.
const NAMES: [&str; 4] = [
    "Return of Shikotan and the Habomai group on signature, joint economic zones on the other two islands for thirty years, \
     and a conference on their status after that",
    "二島＋共同経済水域、国後・択捉については三十年後に改めて協議する",
    "Два острова и совместная экономическая зона на тридцать лет",
    "Friedensvertragsverhandlungsrahmenabkommen",
];

/// So many names: plain ones, then those that need care.
fn names(n: usize) -> Vec<String> {
    let all: Vec<&str> = if n == 4 { NAMES.to_vec() } else { OPTIONS.to_vec() };
    all[..n].iter().map(|name| name.to_string()).collect()
}

/// A number that looks like chance and is always the same.
pub fn wobble(i: usize, j: usize) -> f64 {
    let x = (i * 7919 + j * 104_729 + 17) % 1000;
    x as f64 / 1000.0
}

/// Distributions around different centres; where `late`, only some of the histories have a value.
fn dotplot(names: &[String], centre: f64, spread: f64, threshold: bool, late: bool) -> Dotplot {
    let row = |(i, name): (usize, &String)| {
        let value = |j: usize| {
            centre * (1.0 + 0.2 * i as f64) + spread * (j as f64 - 24.5) / 25.0 * (1.0 + wobble(i, j) / 4.0)
        };
        let count = if late { 30 / (i + 1) } else { DOTS };
        let dots: Vec<Option<f64>> = (0..DOTS).map(|j| (j < count).then(|| value(j))).collect();
        DotplotRow {
            name: name.clone(),
            range: [2, 25, 47].map(|j| dots[j]),
            dots,
            reached: count as f64 / DOTS as f64,
            median_interval: None,
            trials: 0,
            median_error: Some(spread / 100.0),
            above: threshold.then(|| share((centre / spread / 2.0 + 0.5).clamp(0.0, 1.0))),
            behind: None,
        }
    };
    Dotplot {
        measured: Measured::Standing,
        metric: if late { "Month of signature" } else { "Hikiwake index of the governments" }.into(),
        unit: if late { "month" } else { "points" }.into(),
        horizon: "December 2050".into(),
        threshold: threshold.then(|| Threshold {
            at: 0.0,
            below: "some side a loser".into(),
            above: "no side a loser".into(),
        }),
        rows: names.iter().enumerate().map(row).collect(),
    }
}

fn exceedance(names: &[String], scale: f64) -> Exceedance {
    let curve = |(i, name): (usize, &String)| {
        let at = |j: u32| {
            let p = f64::from(j) / 200.0;
            (scale * (1.0 + i as f64 * 0.4) * p / (1.05 - p), 1.0 - p)
        };
        ExceedanceCurve { name: name.clone(), points: (0..200).map(at).collect() }
    };
    Exceedance {
        measured: Measured::Summed,
        metric: "Total cost to the budget".into(),
        unit: "USD bn".into(),
        horizon: "December 2050".into(),
        curves: names.iter().enumerate().map(curve).collect(),
    }
}

fn plane(names: &[String], no_loser: f64) -> Plane {
    let panel = |(i, name): (usize, &String)| PlanePanel {
        name: name.clone(),
        dots: (0..400).map(|j| [wobble(i, j) * 150.0 - 90.0, wobble(j, i + 3) * 160.0 - 60.0]).collect(),
        bands: [no_loser, 0.0, 0.001, 0.2, 0.999, 1.0, 0.05].map(share).to_vec(),
        no_loser: share(no_loser),
        behind: None,
    };
    Plane {
        sides: ["Japan (cabinet)".into(), "Russia (presidency)".into()],
        tolerance: 5.0,
        even: 25.0,
        heavy: 30.0,
        horizon: "December 2050".into(),
        bands: [
            "draw (hikiwake)",
            "uneven but tolerable",
            "waza-ari to Japan",
            "waza-ari to Russia",
            "ippon to Japan",
            "ippon to Russia",
            "mutual loss",
        ]
        .map(String::from)
        .to_vec(),
        panels: names.iter().enumerate().map(panel).collect(),
        histories: 400,
    }
}

fn fan(name: &str, drift: f64, spread: f64) -> Fan {
    let point = |month: u32| {
        let years = f64::from(month) / 12.0;
        let at = |z: f64| drift * years + spread * z * (years / 10.0).sqrt();
        (2026.0 + years, [-1.64, -0.84, -0.39, 0.0, 0.39, 0.84, 1.64].map(at))
    };
    Fan {
        factor: name.into(),
        option: OPTIONS[1].into(),
        meaning: "0: as in the past; 2: as close as allies".into(),
        histories: 1000,
        points: (0..=120).map(point).collect(),
    }
}

fn bundle(names: &[String], height: f64) -> Bundle {
    let times: Vec<f64> = (0..=40).map(|quarter| 2026.0 + f64::from(quarter) / 4.0).collect();
    let line = |end: f64| -> Vec<f64> {
        (0..=40).map(|q| end * f64::from(q) / (f64::from(q) + 8.0) * 1.2).collect()
    };
    let panel = |(i, name): (usize, &String)| BundlePanel {
        name: name.clone(),
        worlds: (0..40).map(|w| line((height * 2.0 * wobble(i, w)).min(0.99))).collect(),
        mean: line(height),
        end: share(height),
    };
    Bundle {
        stage: "Treaty in force".into(),
        paths: 25,
        times,
        panels: names.iter().enumerate().map(panel).collect(),
    }
}

fn flow(names: &[String], ends: &[(&str, Tone)]) -> Flow {
    let weight =
        |o: usize, e: usize| (1.0 + wobble(o, e)) / (1.0 + o as f64) / if e == 0 { 40.0 } else { 1.0 };
    let total: f64 = (0..names.len()).flat_map(|o| (0..ends.len()).map(move |e| weight(o, e))).sum();
    let share = |mean: f64| Chance { mean, standard_error: 0.002, lo: mean, hi: mean, ..Chance::default() };
    let cell = |o: usize, e: usize| weight(o, e) / total;
    let option = |o: usize| FlowOption {
        name: names[o].clone(),
        chance: share((0..ends.len()).map(|e| cell(o, e)).sum()),
        ends: (0..ends.len()).map(|e| share(cell(o, e))).collect(),
    };
    let end = |(e, &(name, tone)): (usize, &(&str, Tone))| {
        let chance = share((0..names.len()).map(|o| cell(o, e)).sum());
        FlowEnd { name: name.into(), tone, chance }
    };
    Flow {
        scenario: "The new approach".into(),
        asked: names[0].clone(),
        options: (0..names.len()).map(option).collect(),
        ends: ends.iter().enumerate().map(end).collect(),
        horizon: "December 2050".into(),
    }
}

/// So many options by names of a kind: as they come, of 80 characters, Japanese, Russian.
pub fn options_in(script: &str, n: usize) -> Vec<String> {
    let name = |i: usize| match script {
        "long" => format!("{} {i}", super::ladders::LONG),
        "japanese" => format!("二島＋共同経済水域、国後・択捉については三十年後に改めて協議する第{i}案"),
        "arabic" if i.is_multiple_of(2) => format!("جزيرتان ومنطقة اقتصادية مشتركة لثلاثين سنة، الخيار {i}"),
        "arabic" => format!("שני איים ואזור כלכלי משותף לשלושים שנה, הצעה {i}"),
        "russian" => format!("Два острова и совместная экономическая зона на тридцать лет, вариант {i}"),
        _ => super::ladders::many(n).swap_remove(i),
    };
    (0..n).map(name).collect()
}

/// The font of the tests for Arabic and Hebrew.
pub fn second_font() -> Fallback {
    let bytes = include_bytes!("../fonts/arabic-hebrew.ttf").to_vec();
    Fallback::parse("arabic-hebrew.ttf", bytes).unwrap()
}

/// Every kind that takes options, with these; drawn with the second font where the names ask for one.
pub fn of_options(names: &[String]) -> Vec<Figure> {
    let is_from_right = |c: char| ('\u{590}'..'\u{700}').contains(&c);
    let asks = names.iter().any(|name| name.chars().any(is_from_right));
    let _letters = put_in_force(asks.then(second_font));
    let n = names.len();
    let chances = |i: usize| {
        let treaty = 0.41 / (1.0 + 0.55 * i as f64);
        vec![treaty, 0.4 * treaty, 0.8 - 1.4 * treaty, 0.2]
    };
    let rows: Vec<(&str, Vec<f64>)> =
        names.iter().enumerate().map(|(i, name)| (name.as_str(), chances(i))).collect();
    let panels: Vec<(&str, Vec<f64>)> = names
        .iter()
        .enumerate()
        .map(|(i, name)| (name.as_str(), [0.55, 0.38, 0.14].map(|x| x / (1.0 + 0.35 * i as f64)).to_vec()))
        .collect();
    let prizes = [("Land transferred to Japan", "km2"), ("Peace treaty", "")];
    let parties = ["Cabinet", "Presidency", "Diet", "Assembly"].map(String::from);
    let ways = ["Waits for a framework", "Signed and not ratified", "In force"].map(String::from);
    let mut figures = vec![
        figure(
            "ladder",
            super::ladders::ladder(names, &["Framework named", "Signed", "In force"], &prizes, 0.6),
        ),
        figure("end-states", end_states(&SEGMENTS, &rows)),
        figure("dotplot", dotplot(names, 4.0, 40.0, true, false)),
        figure("exceedance", exceedance(names, 3.0)),
        figure("flow", flow(names, &SEGMENTS)),
        figure("differences", differences(names, 0.3, 0.1, Compared::Options)),
        figure("blockers", super::deciding::blockers(names, &parties, 1)),
        figure("stops", super::deciding::stops(names, &ways)),
        figure("robustness", super::deciding::robustness(names, 0.6, None)),
        figure("frontier", super::deciding::frontier(names, &parties[..2], false)),
        figure("tornado", tornado(names, 0.3, 0.2)),
        figure("drivers", drivers(names, 0.3, Influences::Alone)),
        figure("information", information(names, 0.02, true)),
        figure("boxes", boxes(names, 2, 0.3, true)),
        figure("shares", shares(names, 0.1, None)),
        figure("steps", drivers(names, 30.0, Influences::Steps)),
        // Processes and audiences are no options: there are no more than a few.
        figure("timeline", timeline(&names[..n.min(10)], 2)),
        figure("trades", super::deciding::trades(&names[..n.min(8)], n.min(10), 5)),
    ];
    // A panel an option: of many only where they were asked for.
    if n <= 10 {
        figures.push(figure("stages", stage_chances(&STAGES, &panels)));
        figures.push(figure("bundle", bundle(names, 0.4)));
        figures.push(figure("plane", plane(names, 0.1)));
    }
    figures
}

/// Figures of every other kind in which all names are this one.
pub fn named(name: &str) -> Vec<Figure> {
    let names = vec![name.to_string(); 2];
    let mut history = timeline(&names, 3);
    history.moves.iter_mut().for_each(|step| {
        (step.to, step.by, step.how, step.why) = (name.into(), name.into(), name.into(), name.into());
    });
    let mut figures = vec![
        figure("ladder", super::ladders::ladder(&names, &[name, name], &[(name, name)], 0.5)),
        figure("dotplot", dotplot(&names, 4.0, 40.0, true, true)),
        figure("exceedance", exceedance(&names, 3.0)),
        figure("plane", plane(&names, 0.1)),
        figure("fan", Fan { meaning: name.into(), ..fan(name, 0.1, 0.5) }),
        figure("bundle", bundle(&names, 0.4)),
        figure("flow", flow(&names, &[(name, Tone::Reached)])),
        figure("tornado", tornado(&names, 0.3, 0.2)),
        figure("drivers", drivers(&names, 0.3, Influences::Alone)),
        figure("differences", differences(&names, 0.3, 0.1, Compared::Outcomes)),
        figure("shares", shares(&names, 0.1, None)),
        figure("timeline", history),
        figure("boxes", boxes(&names, 2, 0.3, true)),
        figure("information", information(&names, 0.02, true)),
    ];
    figures.extend(super::deciding::named(name));
    figures.extend(inquiries::named(name));
    figures
}

/// Figures of metrics, factors and single histories.
fn of_histories() -> Vec<Figure> {
    let long_factor =
        "Readiness of the public to settle for less than everything that was ever asked for in writing";
    let mut samples = Vec::new();
    for n in [1, 2, 4, 10] {
        let names = names(n);
        samples.extend([
            figure(&format!("dotplot-{n}"), dotplot(&names, 4.0, 40.0, true, false)),
            figure(&format!("dotplot-plain-{n}"), dotplot(&names, 900.0, 850.0, false, false)),
            figure(&format!("dotplot-late-{n}"), dotplot(&names, 60.0, 50.0, false, true)),
            figure(&format!("exceedance-{n}"), exceedance(&names, 3.0)),
            figure(&format!("plane-{n}"), plane(&names, 0.12)),
            figure(&format!("bundle-{n}"), bundle(&names, 0.4)),
            figure(&format!("flow-{n}"), flow(&names, &SEGMENTS)),
            figure(&format!("tornado-{n}"), tornado(&names, 0.34, 0.2)),
            figure(&format!("drivers-{n}"), drivers(&names, 0.34, Influences::Alone)),
            figure(&format!("drivers-in-total-{n}"), drivers(&names, 0.9, Influences::InTotal)),
            figure(&format!("differences-{n}"), differences(&names, 0.34, 0.13, Compared::Options)),
            figure(
                &format!("differences-outcomes-{n}"),
                differences(&names, 0.34, -0.13, Compared::Outcomes),
            ),
            figure(
                &format!("differences-scenarios-{n}"),
                differences(&names, 0.04, 0.13, Compared::Scenarios),
            ),
            figure(&format!("shares-{n}"), shares(&names, 0.13, None)),
            figure(&format!("timeline-{n}"), timeline(&names, 2)),
            figure(&format!("boxes-{n}"), boxes(&names, 4, 0.31, true)),
            figure(&format!("information-{n}"), information(&names, 0.021, true)),
        ]);
    }
    samples.extend([
        figure("dotplot-tiny", dotplot(&names(2), -0.001, 0.0009, true, false)),
        figure("dotplot-still", dotplot(&names(2), 0.0, 0.0001, true, false)),
        figure("exceedance-tiny", exceedance(&names(2), 0.0001)),
        figure("exceedance-large", exceedance(&names(2), 40_000.0)),
        figure("plane-never", plane(&names(4), 0.0)),
        figure("plane-always", plane(&names(2), 1.0)),
        figure("bundle-tiny", bundle(&names(2), 0.001)),
        figure("bundle-never", bundle(&names(4), 0.0)),
        figure("bundle-certain", bundle(&names(2), 1.0)),
        figure("fan-falling", fan("Trust between the leaders", -0.3, 0.5)),
        figure("fan-rising", fan("指導者間の信頼", 0.3, 0.5)),
        figure("fan-level", fan(long_factor, 0.0, 1.5)),
        figure("fan-still", fan("Доверие", 0.0, 0.0)),
        figure("tornado-tiny", tornado(&names(2), 0.001, 0.0005)),
        figure("tornado-certain", tornado(&names(2), 1.0, 0.1)),
        figure("tornado-still", tornado(&names(2), 0.3, 0.0)),
        figure(
            "tornado-of-an-amount",
            Tornado { unit: Some("USD bn".into()), ..tornado(&names(3), 0.3, 0.2) },
        ),
        figure("drivers-none", drivers(&[], 0.1, Influences::Alone)),
        figure("drivers-tiny", drivers(&names(2), 0.001, Influences::SharedOut)),
        figure("drivers-all", drivers(&names(1), 1.0, Influences::SharedOut)),
        figure("drivers-steps", drivers(&keys(6), 40_000.0, Influences::Steps)),
        figure("differences-tiny", differences(&names(2), 0.001, 0.0005, Compared::Options)),
        figure("differences-certain", differences(&names(4), 0.999, 0.1, Compared::Scenarios)),
        figure("shares-of-keys", shares(&keys(6), 0.2, None)),
        figure("shares-of-a-dispute", Shares { parts: Parts::Disagreements, ..shares(&keys(4), 0.2, None) }),
        figure("shares-of-an-amount", shares(&keys(3), 40_000.0, Some("USD bn"))),
        figure("shares-tiny", shares(&keys(2), 0.0001, None)),
        figure("timeline-still", timeline(&names(2), 0)),
        figure("timeline-restless", timeline(&names(2), 40)),
        figure("boxes-of-amounts", boxes(&names(4), 3, 40_000.0, false)),
        figure("boxes-tiny", boxes(&names(2), 1, 0.0001, true)),
        figure("boxes-none", Boxes { boxes: Vec::new(), ..boxes(&names(2), 1, 0.1, true) }),
        figure("information-of-amounts", information(&names(10), 40_000.0, false)),
        figure("information-none", information(&names(4), 0.0, true)),
        figure("flow-long-ends", flow(&names(4), &LONG_SEGMENTS)),
    ]);
    samples
}

/// Figures of counted histories.
fn of_counts() -> Vec<Figure> {
    let long_segments = LONG_SEGMENTS;
    let eight = |a: f64| vec![a, 0.08, 0.10, 0.07, 0.32 - a, 0.23, 0.12, 0.08];
    let long_name = "Return of Shikotan and the Habomai group on signature, joint economic zones on the other two \
                     islands for thirty years, and a conference on their status after that";
    let japanese = [
        ("条約発効", Tone::Reached),
        ("署名後、批准されず", Tone::Partial),
        ("交渉継続", Tone::Open),
        ("決裂・危機", Tone::Broken),
    ];
    let cyrillic = [
        ("Договор в силе", Tone::Reached),
        ("Подписан, не ратифицирован", Tone::Partial),
        ("Переговоры продолжаются", Tone::Open),
        ("Срыв или кризис", Tone::Broken),
    ];
    let shares = |treaty: f64| vec![treaty, 0.17, 0.72 - treaty, 0.11];
    let certain = |a: f64| vec![a, 0.0, 1.0 - a, 0.0];
    let mut short = panels(1);
    short.end = 2027.5;
    for curve in &mut short.panels[0].curves {
        curve.retain(|point| point.at <= 2027.5);
    }
    vec![
        figure("end-states-1", options(1)),
        figure("end-states-2", options(2)),
        figure("end-states-5", options(5)),
        figure("end-states-10", options(10)),
        figure("end-states-titled", options(4)).with_title("An analyst’s own title"),
        figure(
            "end-states-long-names",
            end_states(
                &long_segments,
                &[(long_name, eight(0.21)), (OPTIONS[8], eight(0.12)), (OPTIONS[1], eight(0.03))],
            ),
        ),
        figure(
            "end-states-japanese",
            end_states(
                &japanese,
                &[
                    ("二島返還（1956年方式）", shares(0.41)),
                    ("二島＋共同経済水域、国後・択捉については三十年後に改めて協議する", shares(0.34)),
                    ("四島共同統治", shares(0.16)),
                ],
            ),
        ),
        figure(
            "end-states-cyrillic",
            end_states(
                &cyrillic,
                &[
                    ("Два острова (формула 1956 г.)", shares(0.41)),
                    ("Два острова и совместная экономическая зона на тридцать лет", shares(0.34)),
                    ("Ōkuma–Kōno plan", shares(0.16)),
                ],
            ),
        ),
        figure(
            "end-states-extremes",
            end_states(
                &SEGMENTS,
                &[(OPTIONS[0], certain(0.001)), (OPTIONS[1], certain(0.0)), (OPTIONS[4], certain(0.0))],
            ),
        ),
        figure(
            "end-states-certain",
            end_states(&SEGMENTS, &[(OPTIONS[0], certain(1.0)), (OPTIONS[1], certain(0.999))]),
        ),
        figure("end-states-one-segment", end_states(&SEGMENTS[..1], &[(OPTIONS[0], vec![0.3])])),
        figure("end-states-empty", end_states(&[], &[])),
        figure("stages-1", panels(1)),
        figure("stages-2", panels(2)),
        figure("stages-4", panels(4)),
        figure("stages-10", panels(10)),
        figure("stages-months", short),
        figure("stages-tiny", stage_chances(&STAGES, &[(OPTIONS[0], vec![0.001, 0.0004, 0.0])])),
        figure(
            "stages-tiny-4",
            stage_chances(
                &STAGES,
                &[
                    (OPTIONS[0], vec![0.001, 0.0004, 0.0]),
                    (OPTIONS[1], vec![0.002, 0.001, 0.0004]),
                    (OPTIONS[2], vec![0.0, 0.0, 0.0]),
                    (long_name, vec![0.0015, 0.0003, 0.0]),
                ],
            ),
        ),
        figure("stages-nothing", stage_chances(&STAGES, &[(OPTIONS[0], vec![0.0, 0.0, 0.0])])),
        figure("stages-certain", stage_chances(&STAGES[..2], &[(OPTIONS[0], vec![1.0, 0.999])])),
        figure(
            "stages-long-names",
            stage_chances(
                &[long_segments[0].0, long_segments[2].0, "Friedensvertragsverhandlungsrahmenabkommen"],
                &[
                    (long_name, vec![0.3, 0.29, 0.28]),
                    (OPTIONS[8], vec![0.2, 0.19, 0.18]),
                    (OPTIONS[1], vec![0.1, 0.1, 0.1]),
                ],
            ),
        ),
        figure(
            "stages-japanese-cyrillic",
            stage_chances(
                &["平和条約の署名", "Договор в силе"],
                &[("二島返還（1956年方式）", vec![0.41, 0.3]), ("Совместное управление", vec![0.2, 0.1])],
            ),
        ),
        figure("stages-empty", stage_chances(&[], &[])),
    ]
}
