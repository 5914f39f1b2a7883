//! A run is made again from its folder, its manifest or one of its charts, and every change to it is named.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fs;
use std::path::Path;
use std::process::Output;

use hikiwake::draws::ENGINE_VERSION;
use hikiwake::results::MANIFEST_FORMAT;

use crate::common::desk::{Desk, SMALL, code, errors, files, json, minimal, shipped};

/// The program's answer, with the exit code.
fn reproduce(desk: &Desk, arguments: &[&str]) -> (Option<i32>, String) {
    let output: Output = desk.run(&[&["reproduce"], arguments].concat());
    (code(&output), format!("{}{}", String::from_utf8_lossy(&output.stdout), errors(&output)))
}

/// Fails unless the run is reproduced.
fn reproduced(desk: &Desk, arguments: &[&str]) -> String {
    let (code, said) = reproduce(desk, arguments);
    assert_eq!(code, Some(0), "{arguments:?}\n{said}");
    assert!(said.contains(": reproduced."), "{said}");
    said
}

/// Fails unless the run is not reproduced, and all of this is said.
fn differs(desk: &Desk, arguments: &[&str], told: &[&str]) {
    let (code, said) = reproduce(desk, arguments);
    assert_eq!(code, Some(1), "{arguments:?}\n{said}");
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in told.iter().chain(&["not reproduced"]) {
        assert!(words.contains(part), "no `{part}` in\n{said}");
    }
}

/// Changes one bit in the middle of a file.
fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

fn edit(path: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(old), "no {old:?} in {}", path.display());
    fs::write(path, text.replacen(old, new, 1)).unwrap();
}

#[test]
fn every_shipped_run_is_reproduced_from_its_folder_its_manifest_and_its_charts() {
    let desk = Desk::new();
    let names: Vec<String> = crate::common::shipped()
        .iter()
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_string())
        .collect();
    assert!(names.len() >= 10);
    for name in &names {
        desk.done(&[&["run", &shipped(name), "--quiet"], &SMALL[..]].concat());
    }
    let mut runs: Vec<String> = fs::read_dir(desk.path("runs"))
        .unwrap()
        .map(|entry| format!("runs/{}", entry.unwrap().file_name().to_str().unwrap()))
        .collect();
    runs.sort();
    assert_eq!(runs.len(), names.len());
    // Each in one of the ways.
    let ways = ["", "manifest.json", "charts/end-states.png", "charts/end-states.svg"];
    for (run, way) in runs.iter().zip(ways.iter().cycle()) {
        let said = reproduced(&desk, &[&format!("{run}/{way}")]);
        assert!(said.contains("40 worlds × 5 paths"), "{said}");
    }
}

#[test]
fn several_scenarios_sets_sizes_and_threads_are_all_in_the_run() {
    let desk = Desk::new();
    let scenarios = [shipped("two-plus-alpha"), shipped("status-quo"), shipped("joint-economic-activity")];
    let scenarios: Vec<&str> = scenarios.iter().map(String::as_str).collect();
    let sets = ["--set", "factor.russia_willingness.start=0.5", "--seed", "5", "--threads", "1"];
    desk.folder("mine", &scenarios, &sets);
    let said = reproduced(&desk, &["mine", "--threads", "2", "--quiet"]);
    assert!(said.contains("two-plus-alpha, status-quo, joint-economic-activity"), "{said}");
    assert!(said.contains("seed 5"), "{said}");
    // Two files of one name, one of them against itself.
    desk.folder("twice", &[&minimal(), &minimal()], &[]);
    reproduced(&desk, &["twice"]);
}

#[test]
fn a_chart_or_a_manifest_far_from_its_run_finds_it() {
    let desk = Desk::new();
    desk.folder("archive/2017/mine", &[&minimal()], &[]);
    for name in ["end-states.png", "stage-chances.svg"] {
        let far = desk.write(&format!("talk/{name}"), "");
        fs::copy(desk.path(&format!("archive/2017/mine/charts/{name}")), &far).unwrap();
        let (found, said) = reproduce(&desk, &[&far]);
        assert_eq!(found, Some(4), "{said}");
        assert!(said.contains("--search"), "{said}");
        let said = reproduced(&desk, &[&far, "--search", "nowhere", "--search", "archive"]);
        assert!(said.contains(&format!("is charts/{name} of this run")), "{said}");
    }
    fs::copy(desk.path("archive/2017/mine/manifest.json"), desk.path("talk/kept.json")).unwrap();
    reproduced(&desk, &["talk/kept.json", "--search", "archive"]);
    // The run folder that everybody has is looked at without being named.
    fs::rename(desk.path("archive/2017"), desk.path("runs")).unwrap();
    reproduced(&desk, &["talk/end-states.png"]);
    // A chart that somebody touched up is not the run's.
    edit(&desk.path("talk/stage-chances.svg"), "<title>", "<title>Not ");
    differs(&desk, &["talk/stage-chances.svg"], &["redrawn or changed since"]);
    // What is no chart says so.
    desk.write("talk/photo.svg", "<svg></svg>");
    let (code, said) = reproduce(&desk, &["talk/photo.svg"]);
    assert_eq!(code, Some(2), "{said}");
}

#[test]
fn one_bit_in_any_result_file_is_named() {
    let desk = Desk::new();
    let scenario = desk.over_minimal("mine.toml", "[charts]\nshow = [\"end_states\"]\n");
    let whole = desk.folder("run", &[&scenario], &[]);
    for name in whole.keys().filter(|name| !["manifest.json", "scenario.toml"].contains(&name.as_str())) {
        let path = desk.path("run").join(name);
        flip(&path);
        let told = format!("{name}: changed since it was written; made again it is what it was");
        let others = format!("{} of {} files are the same", whole.len() - 2, whole.len() - 1);
        differs(&desk, &["run"], &[&told, &others]);
        fs::write(&path, &whole[name]).unwrap();
    }
    reproduced(&desk, &["run"]);
}

#[test]
fn an_estimate_that_somebody_improved_is_named_with_both_values() {
    let desk = Desk::new();
    let whole = desk.folder("run", &[&minimal()], &[]);
    let csv = String::from_utf8(whole["outcomes.csv"].clone()).unwrap();
    let row = csv.lines().find(|line| line.contains(",segment.settlement.settled,")).unwrap();
    let estimate = row.split(',').nth(3).unwrap();
    edit(&desk.path("run/outcomes.csv"), row, &row.replacen(estimate, "0.999", 1));
    let told = format!("0.999 in the folder, {estimate} made again");
    differs(&desk, &["run"], &["minimal segment.settlement.settled 2025-12: estimate", &told]);
}

#[test]
fn a_missing_file_is_named() {
    let desk = Desk::new();
    desk.folder("run", &[&minimal()], &[]);
    fs::remove_file(desk.path("run/outcomes.json")).unwrap();
    differs(&desk, &["run"], &["outcomes.json: missing; made again it is what it was"]);
    fs::remove_file(desk.path("run/scenario.toml")).unwrap();
    let (code, said) = reproduce(&desk, &["run"]);
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("scenario.toml, from which the run was made, is missing"), "{said}");
}

#[test]
fn an_edited_scenario_is_told_from_an_edited_comment() {
    let desk = Desk::new();
    desk.folder("run", &[&minimal()], &[]);
    edit(&desk.path("run/scenario.toml"), "# The scenario", "# My scenario");
    differs(&desk, &["run"], &["scenario.toml was changed after the run: only in its words"]);
    edit(&desk.path("run/scenario.toml"), "per_year = 0.1", "per_year = 0.3");
    differs(
        &desk,
        &["run"],
        &[
            "outcomes.json: as it was written, but it comes out otherwise now",
            "minimal segment.settlement.settled 2025-12: estimate",
            "scenario.toml was changed after the run: a value in it",
        ],
    );
}

#[test]
fn an_edited_manifest_is_named() {
    let desk = Desk::new();
    desk.folder("run", &[&minimal()], &[]);
    let manifest = json(&files(&desk.path("run"))["manifest.json"]);
    let digest = manifest["digest"].as_str().unwrap();
    edit(&desk.path("run/manifest.json"), digest, &"0".repeat(64));
    differs(&desk, &["run"], &["The manifest was changed", &digest[..12]]);
}

#[test]
fn an_input_that_changed_since_is_only_a_note() {
    let desk = Desk::new();
    let input = desk.over_minimal("mine.toml", "");
    desk.folder("run", &[&input], &[]);
    desk.write("mine.toml", "worlds = 3");
    let said = reproduced(&desk, &["run"]);
    assert!(said.contains("mine.toml has changed since"), "{said}");
}

#[test]
fn an_older_engine_is_the_reason_given() {
    let desk = Desk::new();
    desk.folder("run", &[&minimal()], &[]);
    let older = ENGINE_VERSION - 1;
    for (file, key) in [("scenario.toml", "engine = "), ("manifest.json", "\"engine\": ")] {
        edit(&desk.path("run").join(file), &format!("{key}{ENGINE_VERSION}"), &format!("{key}{older}"));
    }
    let told = format!("The run was made by engine {older}; this is engine {ENGINE_VERSION}");
    differs(&desk, &["run"], &[&told, "CHANGELOG.md"]);
}

#[test]
fn a_run_says_its_engine_though_its_file_does_not() {
    let desk = Desk::new();
    let silent = desk.over_minimal("silent.toml", "engine = { remove = true }\n");
    let files = desk.folder("run", &[&silent], &[]);
    let resolved = String::from_utf8(files["scenario.toml"].clone()).unwrap();
    assert!(resolved.contains(&format!("\nengine = {ENGINE_VERSION}  # hikiwake ")), "{resolved}");
    reproduced(&desk, &["run"]);
    // The engine is part of the digest in one way only.
    let loud = desk.folder("loud", &[&minimal()], &[]);
    let digest = |bytes: &[u8]| json(bytes)["digest"].as_str().unwrap().to_string();
    assert_eq!(digest(&files["manifest.json"]), digest(&loud["manifest.json"]));
}

#[test]
fn the_run_of_a_newer_version_is_refused_and_left_alone() {
    let desk = Desk::new();
    for (field, here) in [("engine", ENGINE_VERSION), ("format", MANIFEST_FORMAT)] {
        desk.folder("run", &[&minimal()], &[]);
        let (old, newer) = (format!("\"{field}\": {here}"), format!("\"{field}\": 999"));
        edit(&desk.path("run/manifest.json"), &old, &newer);
        let (found, said) = reproduce(&desk, &["run"]);
        assert_eq!(found, Some(4), "{said}");
        assert!(said.contains("written by a newer version") && said.contains("999"), "{said}");
        // Nor is it written over.
        let output = desk.run(&["run", &minimal(), "--out", "run"]);
        assert_eq!(code(&output), Some(4), "{}", errors(&output));
        assert!(errors(&output).contains("newer version"), "{}", errors(&output));
        fs::remove_dir_all(desk.path("run")).unwrap();
    }
    let fields = desk.folder("run", &[&minimal()], &[]);
    assert!(!fields.is_empty());
    edit(&desk.path("run/manifest.json"), "{", "{ \"weather\": 1,");
    let (found, said) = reproduce(&desk, &["run"]);
    assert_eq!(found, Some(4), "{said}");
    assert!(said.contains("weather"), "{said}");
}

#[test]
fn what_is_no_run_says_so() {
    let desk = Desk::new();
    desk.write("thesis/chapter.txt", "years of work");
    desk.write("other/manifest.json", "{\"name\": \"an extension\"}");
    for (what, exit, told) in [
        ("thesis", 4, "has no manifest.json"),
        ("other", 4, "not the manifest of a whole run"),
        ("other/manifest.json", 4, "not the manifest of a whole run"),
        ("nowhere", 4, "cannot read nowhere"),
        ("thesis/chapter.txt", 2, "neither a run folder"),
    ] {
        let (found, said) = reproduce(&desk, &[what]);
        assert_eq!(found, Some(exit), "{said}");
        assert!(said.contains(told), "{said}");
    }
}
