//! Every figure at the edges of what it may be asked to show. The pictures are left in target/chart-samples.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use hikiwake::charts::{
    EndStates, EndStatesRow, Picture, Problem, Provenance, RenderError, SegmentKey, Share, StageChances,
    StagePanel, StagePoint,
};
use hikiwake::model::Tone;
use std::path::Path;

const OPTIONS: [&str; 10] = [
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

fn provenance() -> Provenance {
    Provenance {
        engine: "hikiwake 0.1.0 (engine 1)".into(),
        scenario: "made-up.toml".into(),
        digest: "4f1c9a02be77".into(),
        worlds: 2_000,
        paths: 50,
        seed: 42,
    }
}

fn share(mean: f64) -> Share {
    let spread = 0.45 * mean * (1.0 - mean);
    Share { mean, standard_error: 0.004 * (mean * (1.0 - mean)).sqrt(), lo: mean - spread, hi: mean + spread }
}

fn end_states(segments: &[(&str, Tone)], rows: &[(&str, Vec<f64>)]) -> EndStates {
    EndStates {
        title: None,
        horizon: "December 2050".into(),
        segments: segments.iter().map(|&(name, tone)| SegmentKey { name: name.into(), tone }).collect(),
        rows: rows
            .iter()
            .map(|(name, shares)| EndStatesRow {
                name: name.to_string(),
                shares: shares.iter().copied().map(share).collect(),
            })
            .collect(),
        provenance: provenance(),
    }
}

const SEGMENTS: [(&str, Tone); 4] = [
    ("Treaty in force", Tone::Better),
    ("Signed, not ratified", Tone::Partial),
    ("Talks continue", Tone::Neutral),
    ("Breakdown or crisis", Tone::Worse),
];

/// The first `n` options, each less likely than the one before to bring a treaty.
fn options(n: usize) -> EndStates {
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
fn stage_chances(stages: &[&str], panels: &[(&str, Vec<f64>)]) -> StageChances {
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
                }
            })
            .collect()
    };
    StageChances {
        title: None,
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
        provenance: provenance(),
    }
}

const STAGES: [&str; 3] = ["Treaty signed", "Treaty in force", "First island handed over"];

fn panels(n: usize) -> StageChances {
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
fn samples() -> Vec<(&'static str, Picture)> {
    let long_segments = [
        ("Peace treaty in force with a delimited border", Tone::Better),
        ("Peace treaty in force without a border", Tone::Better),
        ("Signed and waiting for ratification", Tone::Partial),
        ("Interim agreement", Tone::Partial),
        ("Talks continue without result", Tone::Neutral),
        ("Frozen", Tone::Neutral),
        ("Talks broken off", Tone::Worse),
        ("Armed incident", Tone::Worse),
    ];
    let eight = |a: f64| vec![a, 0.08, 0.10, 0.07, 0.32 - a, 0.23, 0.12, 0.08];
    let long_name = "Return of Shikotan and the Habomai group on signature, joint economic zones on the other two \
                     islands for thirty years, and a conference on their status after that";
    let japanese = [
        ("条約発効", Tone::Better),
        ("署名後、批准されず", Tone::Partial),
        ("交渉継続", Tone::Neutral),
        ("決裂・危機", Tone::Worse),
    ];
    let cyrillic = [
        ("Договор в силе", Tone::Better),
        ("Подписан, не ратифицирован", Tone::Partial),
        ("Переговоры продолжаются", Tone::Neutral),
        ("Срыв или кризис", Tone::Worse),
    ];
    let shares = |treaty: f64| vec![treaty, 0.17, 0.72 - treaty, 0.11];
    let certain = |a: f64| vec![a, 0.0, 1.0 - a, 0.0];
    let mut titled = options(4);
    titled.title = Some("An analyst’s own title".into());
    let mut short = panels(1);
    short.end = 2027.5;
    for curve in &mut short.panels[0].curves {
        curve.retain(|point| point.at <= 2027.5);
    }
    vec![
        ("end-states-1", options(1).render()),
        ("end-states-2", options(2).render()),
        ("end-states-5", options(5).render()),
        ("end-states-10", options(10).render()),
        ("end-states-titled", titled.render()),
        (
            "end-states-long-names",
            end_states(
                &long_segments,
                &[(long_name, eight(0.21)), (OPTIONS[8], eight(0.12)), (OPTIONS[1], eight(0.03))],
            )
            .render(),
        ),
        (
            "end-states-japanese",
            end_states(
                &japanese,
                &[
                    ("二島返還（1956年方式）", shares(0.41)),
                    ("二島＋共同経済水域、国後・択捉については三十年後に改めて協議する", shares(0.34)),
                    ("四島共同統治", shares(0.16)),
                ],
            )
            .render(),
        ),
        (
            "end-states-cyrillic",
            end_states(
                &cyrillic,
                &[
                    ("Два острова (формула 1956 г.)", shares(0.41)),
                    ("Два острова и совместная экономическая зона на тридцать лет", shares(0.34)),
                    ("Ōkuma–Kōno plan", shares(0.16)),
                ],
            )
            .render(),
        ),
        (
            "end-states-extremes",
            end_states(
                &SEGMENTS,
                &[(OPTIONS[0], certain(0.001)), (OPTIONS[1], certain(0.0)), (OPTIONS[4], certain(0.0))],
            )
            .render(),
        ),
        (
            "end-states-certain",
            end_states(&SEGMENTS, &[(OPTIONS[0], certain(1.0)), (OPTIONS[1], certain(0.999))]).render(),
        ),
        ("end-states-one-segment", end_states(&SEGMENTS[..1], &[(OPTIONS[0], vec![0.3])]).render()),
        ("end-states-empty", end_states(&[], &[]).render()),
        ("stages-1", panels(1).render()),
        ("stages-2", panels(2).render()),
        ("stages-4", panels(4).render()),
        ("stages-10", panels(10).render()),
        ("stages-months", short.render()),
        ("stages-tiny", stage_chances(&STAGES, &[(OPTIONS[0], vec![0.001, 0.0004, 0.0])]).render()),
        (
            "stages-tiny-4",
            stage_chances(
                &STAGES,
                &[
                    (OPTIONS[0], vec![0.001, 0.0004, 0.0]),
                    (OPTIONS[1], vec![0.002, 0.001, 0.0004]),
                    (OPTIONS[2], vec![0.0, 0.0, 0.0]),
                    (long_name, vec![0.0015, 0.0003, 0.0]),
                ],
            )
            .render(),
        ),
        ("stages-nothing", stage_chances(&STAGES, &[(OPTIONS[0], vec![0.0, 0.0, 0.0])]).render()),
        ("stages-certain", stage_chances(&STAGES[..2], &[(OPTIONS[0], vec![1.0, 0.999])]).render()),
        (
            "stages-long-names",
            stage_chances(
                &[long_segments[0].0, long_segments[2].0, "Friedensvertragsverhandlungsrahmenabkommen"],
                &[
                    (long_name, vec![0.3, 0.29, 0.28]),
                    (OPTIONS[8], vec![0.2, 0.19, 0.18]),
                    (OPTIONS[1], vec![0.1, 0.1, 0.1]),
                ],
            )
            .render(),
        ),
        (
            "stages-japanese-cyrillic",
            stage_chances(
                &["平和条約の署名", "Договор в силе"],
                &[("二島返還（1956年方式）", vec![0.41, 0.3]), ("Совместное управление", vec![0.2, 0.1])],
            )
            .render(),
        ),
        ("stages-empty", stage_chances(&[], &[]).render()),
    ]
}

#[test]
fn every_sample_is_free_of_problems() {
    for (name, picture) in samples() {
        let problems: Vec<String> = picture.problems().iter().map(Problem::to_string).collect();
        assert!(problems.is_empty(), "{name}: {problems:#?}");
    }
}

#[test]
fn samples_are_left_to_be_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/chart-samples");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, picture) in samples() {
        std::fs::write(folder.join(format!("{name}.svg")), &picture.svg).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), picture.png(2.0).unwrap()).unwrap();
    }
}

#[test]
fn a_figure_always_gives_the_same_bytes() {
    for ((name, first), (_, second)) in samples().into_iter().zip(samples()) {
        assert_eq!(first.svg, second.svg, "{name}");
    }
    let picture = panels(1).render();
    assert_eq!(picture.png(1.0).unwrap(), picture.png(1.0).unwrap());
}

#[test]
fn computed_titles_keep_to_two_lines() {
    for (name, picture) in samples() {
        let lines = picture.svg.lines().filter(|line| line.contains("font-size=\"23\"")).count();
        assert!((1..=2).contains(&lines), "{name}: {lines} lines");
    }
}

#[test]
fn a_name_the_font_cannot_show_is_reported() {
    let figure = end_states(&SEGMENTS, &[("ทะเล", vec![0.4, 0.2, 0.3, 0.1])]);
    let picture = figure.render();
    assert!(picture.problems().iter().any(|problem| matches!(problem, Problem::MissingGlyphs { .. })));
}

#[test]
fn names_are_text_and_never_markup() {
    let hostile = "<script>alert(1)</script>&\"'\u{0}\u{1b}]]>";
    let mut ends = end_states(&[(hostile, Tone::Better)], &[(hostile, vec![0.4])]);
    ends.provenance.scenario = hostile.into();
    ends.horizon = hostile.into();
    let mut stages = stage_chances(&[hostile], &[(hostile, vec![0.4]), ("plain", vec![0.2])]);
    stages.provenance.engine = hostile.into();
    for picture in [ends.render(), stages.render()] {
        assert!(!picture.svg.contains("<script") && picture.svg.contains("&lt;script&gt;"));
        assert!(!picture.svg.contains(['\u{0}', '\u{1b}']));
        assert!(!picture.svg.contains("]]>"));
        picture.png(1.0).unwrap();
    }
}

#[test]
fn a_picture_says_what_it_shows_and_where_it_comes_from() {
    let svg = options(2).render().svg;
    for expected in [
        "role=\"img\"",
        "<title>Treaty in force by December 2050: no option makes it more likely than not; Two islands, then talks stop (1956) comes closest at 41%</title>",
        "Two islands, then talks stop (1956): Treaty in force 41%, 90% interval 30–52% · Signed, not ratified 16%",
        "<metadata>engine: hikiwake 0.1.0 (engine 1); scenario: made-up.toml; sha256: 4f1c9a02be77; worlds: 2000; paths: 50; seed: 42</metadata>",
        "Source: hikiwake 0.1.0 (engine 1), made-up.toml (sha256 4f1c9a02be77), 2,000 worlds × 50 paths, seed 42; assumptions are the analyst’s",
    ] {
        assert!(svg.contains(expected), "{expected}\n{svg}");
    }
}

#[test]
fn a_png_has_the_asked_size_and_carries_its_source() {
    let png = options(1).render().png(2.0).unwrap();
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(u32::from_be_bytes([png[16], png[17], png[18], png[19]]), 1920);
    let text = b"iTXtSource\0";
    assert!(png.windows(text.len()).any(|window| window == text));
    assert!(png.windows(8).any(|window| window == b"4f1c9a02"));
}

#[test]
fn a_senseless_scale_is_refused() {
    let picture = options(1).render();
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 1000.0] {
        assert!(matches!(picture.png(scale), Err(RenderError::Scale(_))), "{scale}");
    }
}

#[test]
fn values_never_read_as_impossible_or_certain() {
    for (name, picture) in samples() {
        for line in picture.svg.lines().filter(|line| line.starts_with("<text")) {
            // "100%" alone may stand on a scale; notes say that shares add up to it.
            for words in [">0%<", ">0% ", " 0%<", ">100% (", " 100%<"] {
                assert!(!line.contains(words), "{name} shows {words} in {line}");
            }
        }
    }
}

/// The value of an attribute of a line of SVG.
fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let start = line.find(&format!(" {name}=\""))? + name.len() + 3;
    line[start..].split('"').next()
}

fn number(line: &str, name: &str) -> f64 {
    attribute(line, name).and_then(|value| value.parse().ok()).unwrap()
}

fn luminance(hex: &str) -> f64 {
    let channel = |i: usize| {
        let value = f64::from(u8::from_str_radix(&hex[i..i + 2], 16).unwrap()) / 255.0;
        if value <= 0.03928 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_text_contrasts_with_what_it_stands_on() {
    for (name, picture) in samples() {
        let mut rectangles: Vec<&str> = Vec::new();
        for line in picture.svg.lines() {
            if line.starts_with("<rect") {
                rectangles.push(line);
            } else if line.starts_with("<text") {
                let (x, y) = (number(line, "x"), number(line, "y") - 4.0);
                let holds = |rectangle: &&&str| {
                    let (left, top) = (number(rectangle, "x"), number(rectangle, "y"));
                    (left..=left + number(rectangle, "width")).contains(&x)
                        && (top..=top + number(rectangle, "height")).contains(&y)
                };
                let ground = rectangles.iter().rev().find(holds).and_then(|r| attribute(r, "fill")).unwrap();
                let ratio = contrast(attribute(line, "fill").unwrap(), ground);
                assert!(ratio >= 4.5, "{name}: {ratio:.2} in {line}");
            }
        }
    }
}
