//! One run, told by every view: the same number is the same text in the table, the charts, the briefing of every kind, and it is rounded
//! once, from the full precision of outcomes.json.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::collections::BTreeMap;
use std::fs;
#[cfg(feature = "xlsx")]
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use hikiwake::analysis::{Kind, Note, Outcome, Outcomes};
use hikiwake::figures::{Content, Figures};
use hikiwake::report::read_outcomes;

/// The river bank with a metric that has no unit, a date, and every kind of chart that shows numbers; many small worlds, so that some
/// outcomes are rare and some ends of intervals would be rounded otherwise if they were rounded twice.
const SCENARIO: &str = r#"
extends = "minimal.toml"
name = "Told alike"
[metric.bare]
name = "Months signed"
months_in = "settlement.signed"
unit = ""
[charts]
show = ["end_states", "stage_chances", "bundle", "dotplot.settled", "exceedance.settled", "dotplot.bare", "exceedance.bare", "dotplot.trade", "plane.draw"]
"#;

struct Told {
    outcomes: Vec<Outcomes>,
    figures: Figures,
    /// Text by the view that shows it.
    views: BTreeMap<&'static str, String>,
}

fn hikiwake(folder: &Path, arguments: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_hikiwake")).current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn told() -> &'static Told {
    static TOLD: OnceLock<Told> = OnceLock::new();
    TOLD.get_or_init(|| {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path();
        let minimal = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/minimal.toml");
        fs::copy(minimal, folder.join("minimal.toml")).unwrap();
        fs::write(folder.join("alike.toml"), SCENARIO).unwrap();
        let size = ["--worlds", "120", "--paths", "8", "--seed", "3", "--out", "run"];
        // A settlement that hardly ever comes.
        let rare = "extends = \"alike.toml\"\nname = \"Hardly ever\"\nprocess.settlement.transition.sign.annual_chance = 0.003\n";
        fs::write(folder.join("rare.toml"), rare).unwrap();
        let table = hikiwake(folder, &[&["run", "alike.toml", "rare.toml", "--long"][..], &size[..]].concat());
        let read = |name: &str| fs::read_to_string(folder.join("run").join(name)).unwrap();
        let mut views = BTreeMap::from([("table", table), ("figures", read("figures.json"))]);
        let formats =
            if cfg!(feature = "xlsx") { &["html", "md", "xlsx", "pptx"][..] } else { &["html", "md"] };
        for &format in formats {
            hikiwake(folder, &["brief", "run", "--full", "--format", format, "--out", &format!("b.{format}")]);
            let path = folder.join(format!("b.{format}"));
            let text =
                if format.ends_with('x') { unpacked(&path) } else { fs::read_to_string(path).unwrap() };
            views.insert(format, text);
        }
        let outcomes = read_outcomes(&read("outcomes.json")).unwrap();
        Told { outcomes, figures: Figures::parse(&views["figures"]).unwrap(), views }
    })
}

/// The XML of an archive, one part after the other.
#[cfg(feature = "xlsx")]
fn unpacked(path: &Path) -> String {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    text
}

#[cfg(not(feature = "xlsx"))]
fn unpacked(_: &Path) -> String {
    String::new()
}

/// The rows that every view tells: end states and stages at the horizon.
fn rows() -> Vec<&'static Outcome> {
    let of = |outcomes: &'static Outcomes| {
        outcomes.estimates.iter().filter(|row| {
            row.by == outcomes.horizon
                && ["segment.", "reached.settlement.signed", "reached.settlement.in_force"]
                    .iter()
                    .any(|s| row.outcome.starts_with(s))
        })
    };
    told().outcomes.iter().flat_map(of).collect()
}

/// Rounding by hand: whole per cent from full precision, as a simulation tells it.
fn whole(p: f64) -> String {
    match 100.0 * p {
        x if x < 1.0 - 1e-6 => "<1%".into(),
        x if x > 99.0 + 1e-6 => ">99%".into(),
        x => format!("{x:.0}%"),
    }
}

fn range(lo: f64, hi: f64) -> String {
    let (from, to) = (whole(lo), whole(hi));
    match (from == to, from.starts_with('<') || to.starts_with('>')) {
        (true, _) => from,
        (false, true) => format!("{from} to {to}"),
        (false, false) => format!("{}–{to}", from.trim_end_matches('%')),
    }
}

fn is_counted(row: &Outcome) -> bool {
    row.note == Some(Note::Rare) || row.hits == Some(0) || row.hits == row.trials
}

fn counted(row: &Outcome) -> String {
    let (hits, trials) = (row.hits.unwrap(), row.trials.unwrap());
    if hits == trials { format!("all {trials}") } else { format!("{hits} of {trials}") }
}

#[test]
fn charts_hold_the_very_numbers_of_the_results() {
    let Told { outcomes, figures, .. } = told();
    let mut compared = 0;
    for figure in &figures.figures {
        if let Content::EndStates(data) = &figure.content {
            for (row, outcomes) in data.rows.iter().zip(outcomes) {
                let segments = outcomes.estimates.iter().filter(|row| row.outcome.starts_with("segment."));
                for (share, found) in row.shares.iter().zip(segments) {
                    assert_eq!(Some(share.mean), found.estimate, "{}", found.outcome);
                    assert_eq!(share.lo, found.lo.unwrap_or(share.mean), "{}", found.outcome);
                    assert_eq!(share.hi, found.hi.unwrap_or(share.mean), "{}", found.outcome);
                    assert_eq!((Some(share.hits), Some(share.trials)), (found.hits, found.trials));
                    compared += 1;
                }
            }
        }
        if let Content::Dotplot(data) = &figure.content {
            let id = figure.name.trim_start_matches("dotplot-");
            for (row, outcomes) in data.rows.iter().zip(outcomes) {
                let median = format!("metric.{id}.p50");
                let Some(found) = outcomes.estimates.iter().find(|row| row.outcome == median) else {
                    continue;
                };
                assert_eq!(row.range[1], found.estimate, "{median}");
                compared += 1;
            }
        }
    }
    assert!(compared >= 8, "{compared}");
}

#[test]
fn a_chance_reads_alike_in_every_view() {
    let Told { views, .. } = told();
    let (mut ranges, mut counts) = (0, 0);
    for row in rows() {
        if is_counted(row) {
            counts += 1;
            for view in ["table", "html", "md"] {
                assert!(views[view].contains(&counted(row)), "{view}: {} {}", row.outcome, counted(row));
            }
        } else if let (Some(lo), Some(hi)) = (row.lo, row.hi) {
            ranges += 1;
            let range = range(lo, hi);
            for view in ["table", "html", "md"] {
                let range = if view == "html" {
                    range.replace('<', "&lt;").replace('>', "&gt;")
                } else {
                    range.clone()
                };
                let range =
                    if view == "md" { range.replace('<', "&lt;").replace('>', "&gt;") } else { range };
                assert!(views[view].contains(&range), "{view}: {} {range}", row.outcome);
            }
        }
    }
    assert!(ranges >= 3 && counts >= 1, "{ranges} ranges, {counts} counts");
}

#[test]
fn the_first_screens_round_once_and_alike() {
    let Told { outcomes, views, .. } = told();
    let headline = |outcomes: &'static Outcomes| {
        outcomes.estimates.iter().find(|row| row.outcome.starts_with("segment.")).unwrap()
    };
    let best =
        outcomes.iter().map(headline).max_by(|a, b| a.estimate.partial_cmp(&b.estimate).unwrap()).unwrap();
    assert!(!is_counted(best));
    let (chance, range) = (whole(best.estimate.unwrap()), range(best.lo.unwrap(), best.hi.unwrap()));
    let plain = |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    let told = [format!("at {chance} ("), format!("its chance is {range}")];
    for (view, text) in views.iter().filter(|(view, _)| **view != "figures" && **view != "table") {
        let text = plain(text);
        for words in &told {
            assert!(text.contains(words.as_str()), "{view}: {words}");
        }
    }
    // The ladder in the figures, too.
    assert!(views["figures"].contains(&chance.to_string()), "{chance}");
}

#[test]
fn charts_tell_what_the_tables_tell() {
    let Told { outcomes, figures, .. } = told();
    let ends = figures.figures.iter().find(|f| matches!(f.content, Content::EndStates(_))).unwrap();
    for outcomes in outcomes {
        for row in outcomes.estimates.iter().filter(|row| row.outcome.starts_with("segment.")) {
            let said = match (is_counted(row), row.lo, row.hi) {
                (true, ..) => format!("{} {}", row.name, counted(row)),
                (false, Some(lo), Some(hi)) if hi > lo => {
                    format!("{} {}, 90% interval {}", row.name, whole(row.estimate.unwrap()), range(lo, hi))
                }
                _ => format!("{} {}", row.name, whole(row.estimate.unwrap())),
            };
            assert!(ends.description.contains(&said), "{said} is not in {}", ends.description);
        }
    }
    // The slides and the workbook show the same figures.
    for view in ["pptx", "xlsx"].iter().filter(|view| told().views.contains_key(*view)) {
        let title = ends.title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        assert!(told().views[view].contains(&title), "{view}: {title}");
    }
}

#[test]
fn this_run_would_show_a_second_rounding() {
    // The bug that this page is about: an end first rounded to the digits that its error allows, then to whole per cent.
    let twice = |row: &&Outcome| {
        let ends = [row.lo, row.hi].into_iter().flatten();
        !is_counted(row) && ends.into_iter().any(|end| whole(row.shown(end)) != whole(end))
    };
    let all = told().outcomes.iter().flat_map(|outcomes| &outcomes.estimates);
    let found = all.filter(|row| row.kind == Kind::Probability).filter(twice).count();
    assert!(found > 0, "no number of this run tells one rounding from two");
}

#[test]
fn no_view_shows_what_is_no_number_nor_empty_brackets() {
    for (view, text) in &told().views {
        // Scripts and styles are no text for readers.
        let text = match text.split_once("</style>") {
            Some((_, body)) => body.split("<script>").next().unwrap().to_string(),
            None => text.clone(),
        };
        for nonsense in ["NaN", "Infinity", " inf ", ">inf<", "()", "( )", "[]", "-0%", "−0 ", "−0%", " ± 0 "]
        {
            // In JSON and XML brackets and numbers have their own meaning.
            if *view == "figures" && nonsense == "[]" || view.ends_with('x') {
                continue;
            }
            assert!(!text.contains(nonsense), "{view} has {nonsense:?}");
        }
    }
}

#[test]
fn a_chart_of_dates_shows_dates() {
    let Told { figures, views, .. } = told();
    for kind in ["dotplot-settled", "exceedance-settled"] {
        let figure = figures.figures.iter().find(|figure| figure.name == kind).unwrap();
        let svg = figure.render(hikiwake::drawing::Size::Slide).svg;
        // The axis has years (or months), never the number of a month since the start.
        assert!(
            (2020..=2026)
                .any(|year| svg.contains(&format!(">{year}</text>"))
                    || svg.contains(&format!(" {year}</text>"))),
            "{kind}: {svg}"
        );
        assert!(
            ![">20<", ">40<", ">60<"].iter().any(|number| svg.contains(number)) || kind.starts_with("exc"),
            "{kind}"
        );
        assert!(!figure.subtitle.contains('('), "{}", figure.subtitle);
    }
    assert!(views["md"].contains("Month") || views["md"].contains("later"));
}

#[test]
fn standing_and_having_been_are_never_the_same_words() {
    let Told { figures, views, .. } = told();
    let of = |kind: &str| figures.figures.iter().find(|figure| figure.content.kind() == kind).unwrap();
    let ends = of("end_states");
    for text in [&ends.title, &ends.subtitle, &ends.description] {
        assert!(text.contains(" in December 2025") && !text.contains("by December 2025"), "{text}");
    }
    let stages = of("stage_chances");
    for text in [&stages.title, &stages.description] {
        assert!(text.contains("by December 2025") && !text.contains(" in December 2025"), "{text}");
    }
    assert!(views["table"].contains("Where it ends, in December 2025"));
    assert!(views["table"].contains("Reached at some time by December 2025"));
}
