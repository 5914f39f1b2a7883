//! The numbers of every shipped scenario, in small: a change of any of them is **value-breaking**.
//!
//! `HIKIWAKE_BLESS=1 cargo test --test all golden` writes `tests/golden/*.txt` anew. Such a change lands alone, raises
//! `ENGINE_VERSION` if the engine caused it, and says in CHANGELOG.md whose numbers moved and why.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::common::{shipped, shipped_parts};
use hikiwake::analysis::{Outcomes, summarise};
use hikiwake::engine::{Size, Watcher, simulate};
use hikiwake::model::{Scenario, TermScale};
use hikiwake::{plan, report, results, scenario};

const SIZE: (u32, u32) = (40, 5);

fn load(path: &Path) -> Scenario {
    let loaded = scenario::load(path, &[]).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings.render(false));
    loaded.scenario
}

fn outcomes(path: &Path) -> Outcomes {
    let scenario = load(path);
    let plan = plan::compile(&scenario);
    let size = Size::new(scenario.seed.unwrap(), SIZE.0, SIZE.1, scenario.sampling);
    let watcher = Watcher { interrupt: &AtomicBool::new(false), progress: &|_| {} };
    let tally = simulate(&[&plan], size, &watcher).unwrap().remove(0);
    summarise(&scenario, &plan, &tally, path.file_stem().unwrap().to_str().unwrap())
}

/// The headline figures for people, and the digest of all figures for the rest.
fn golden(outcomes: &Outcomes) -> String {
    let mut text = format!(
        "{}: {} worlds x {} paths, seed {}\n",
        outcomes.file, outcomes.worlds, outcomes.paths, outcomes.seed
    );
    let told = |outcome: &str, by: &str| {
        outcome.starts_with("segment.")
            || (outcome.starts_with("reached.") && by == outcomes.horizon)
            || outcome.ends_with(".mean")
    };
    for row in outcomes.estimates.iter().filter(|row| told(&row.outcome, &row.by)) {
        let (estimate, error) = (row.estimate, row.standard_error);
        let number = |x: Option<f64>| x.map_or("-".to_string(), |x| x.to_string());
        let _ = writeln!(text, "{} {} {}", row.outcome, number(estimate), number(error));
    }
    let all = report::outcomes_csv(std::slice::from_ref(outcomes));
    let _ = writeln!(text, "sha256 of outcomes.csv {}", results::sha256(&all));
    text
}

#[test]
fn the_numbers_of_every_shipped_scenario_are_those_written_down() {
    let bless = std::env::var_os("HIKIWAKE_BLESS").is_some();
    let mut moved = Vec::new();
    let mut names = Vec::new();
    for path in shipped() {
        let found = golden(&outcomes(&path));
        let kept = Path::new("tests/golden").join(path.file_name().unwrap()).with_extension("txt");
        if bless {
            fs::create_dir_all("tests/golden").unwrap();
            fs::write(&kept, &found).unwrap();
        }
        let expected = fs::read_to_string(&kept).unwrap_or_default();
        let lines = found.lines().zip(expected.lines().chain(std::iter::repeat("")));
        moved.extend(
            lines
                .filter(|(new, old)| new != old)
                .map(|(new, old)| format!("{}: {old} → {new}", kept.display())),
        );
        names.push(kept);
    }
    assert!(
        moved.is_empty(),
        "value-breaking: {} lines moved; if they should have, see the top of tests/golden.rs, and renew them by\n    \
         HIKIWAKE_BLESS=1 cargo test --test all golden\n{}",
        moved.len(),
        moved.join("\n")
    );
    for entry in fs::read_dir("tests/golden").unwrap() {
        let path = entry.unwrap().path();
        assert!(names.contains(&path), "{} has no scenario", path.display());
    }
}

#[test]
fn every_shipped_scenario_checks_without_a_word() {
    let files = shipped();
    assert!(files.len() >= 10);
    files.iter().for_each(|path| drop(load(path)));
}

#[test]
fn every_scenario_file_opens_with_three_lines_on_what_it_is_and_every_part_with_some() {
    for path in shipped().into_iter().chain(shipped_parts()) {
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let remarks = lines
            .iter()
            .skip_while(|line| line.starts_with("#:schema"))
            .take_while(|line| line.starts_with("# "))
            .count();
        let is_said = if shipped_parts().contains(&path) { remarks >= 2 } else { remarks == 3 };
        assert!(is_said, "{} opens with {remarks} lines of comment", path.display());
    }
}

/// The two large islands have a name in each language; nobody's is the only one.
const BOTH_NAMES: [&str; 2] = ["Kunashiri / Kunashir", "Etorofu / Iturup"];

fn one_sided(text: &str) -> Option<String> {
    let bare = BOTH_NAMES.iter().fold(text.to_string(), |text, both| text.replace(both, ""));
    let names = ["Kunashir", "Etorofu", "Iturup"];
    names.iter().find(|name| bare.contains(*name)).map(|name| format!("`{name}` alone in “{text}”"))
}

#[test]
fn islands_are_named_in_both_languages() {
    assert!(one_sided("Iturup stays").is_some() && one_sided("Etorofu / Iturup stays").is_none());
    for path in shipped() {
        let scenario = load(&path);
        let options = scenario.options.iter().flat_map(|o| [&o.name, &o.summary]);
        let others = scenario.processes.iter().map(|p| &p.name);
        let states = scenario.processes.iter().flat_map(|p| p.states.iter().map(|s| &s.name));
        let steps = scenario.processes.iter().flat_map(|p| p.transitions.iter().map(|t| &t.name));
        let terms = scenario.terms.iter().map(|t| &t.name);
        let shocks = scenario.shocks.iter().map(|s| &s.name);
        let metrics = scenario.metrics.iter().map(|m| &m.name);
        let shown =
            [&scenario.name, &scenario.summary].into_iter().chain(options).chain(others).chain(states);
        let wrong: Vec<String> = shown
            .chain(steps)
            .chain(terms)
            .chain(shocks)
            .chain(metrics)
            .filter_map(|t| one_sided(t))
            .collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
        let islands: Vec<&str> = scenario
            .terms
            .iter()
            .filter(|t| {
                matches!(t.scale, TermScale::Levels(_)) && t.attributes.iter().any(|(id, _)| id == "area_km2")
            })
            .map(|t| t.name.as_str())
            .collect();
        assert!(BOTH_NAMES.iter().all(|both| islands.contains(both)), "{}: {islands:?}", path.display());
    }
}
