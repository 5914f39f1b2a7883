//! `hikiwake new`: a dispute of one's own runs at once, and another version of a scenario says what it may change.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::path::Path;

use hikiwake::scenario::{Reach, load_within};

use crate::common::desk::{Desk, SMALL, code, errors, repository};

#[test]
fn a_new_dispute_runs_at_once_and_without_a_warning() {
    let desk = Desk::new();
    let said = desk.done(&["new", "bay.toml"]);
    assert_eq!(said, "bay.toml written; run it: hikiwake run bay.toml\n");
    let output = desk.run(&["check", "bay.toml"]);
    assert_eq!((code(&output), errors(&output)), (Some(0), String::new()));
    let table = desk.done(&[&["run", "bay.toml"], &SMALL[..]].concat());
    assert!(table.contains("In force"), "{table}");
    // It may be tried with each of its options.
    let text = std::fs::read_to_string(desk.path("bay.toml")).unwrap();
    assert!(!text.contains("THIS-FILE") && text.lines().count() < 180);
    for option in ["as_it_is", "quotas", "line"] {
        desk.done(&["check", "bay.toml", "--set", &format!("option={option}")]);
    }
}

#[test]
fn another_version_loads_as_it_is_and_with_every_line_in_force() {
    let desk = Desk::new();
    desk.done(&["new", "bay.toml"]);
    std::fs::create_dir(desk.path("mine")).unwrap();
    desk.done(&["new", "mine.toml", "--from", "bay.toml"]);
    desk.done(&["check", "mine.toml"]);
    let text = std::fs::read_to_string(desk.path("mine.toml")).unwrap();
    // What it holds as comments, taken at its word.
    let prose = |line: &str| !line.contains(" = ");
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(inner) if !prose(line) => inner,
        _ => line,
    });
    let all: String = lines.map(|line| format!("{line}\n")).collect();
    assert!(all.contains("\noption_sheet.quotas.terms.") && all.contains("\nacceptability.quotas."), "{all}");
    desk.write("all.toml", &all);
    let output = desk.run(&["check", "all.toml"]);
    assert_eq!(code(&output), Some(0), "{}", errors(&output));
    // From below another folder one has to allow the reading, and is told how.
    let said = desk.done(&["new", "mine/other.toml", "--from", "bay.toml"]);
    assert!(said.ends_with("run it: hikiwake run mine/other.toml --allow .\n"), "{said}");
    desk.done(&["check", "mine/other.toml", "--allow", "."]);
}

#[test]
fn every_line_of_another_version_may_be_taken_alone() {
    let desk = Desk::new();
    for name in ["two-plus-alpha", "two-plus-rights"] {
        let base = repository(&format!("scenarios/{name}.toml"));
        desk.done(&["new", &format!("{name}.toml"), "--from", &base, "--allow", &repository("scenarios")]);
        let text = std::fs::read_to_string(desk.path(&format!("{name}.toml"))).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let commented: Vec<usize> =
            (0..lines.len()).filter(|&n| lines[n].starts_with("# ") && lines[n].contains(" = ")).collect();
        assert!(commented.len() > 4, "{text}");
        let reach = Reach::allowing(&[repository("scenarios").into()]);
        for &taken in &commented {
            let with = |(n, line): (usize, &&str)| match n == taken {
                true => format!("{}\n", &line[2..]),
                false => format!("{line}\n"),
            };
            let alone: String = lines.iter().enumerate().map(with).collect();
            let file = desk.write("alone.toml", &alone);
            let loaded = load_within(Path::new(&file), &[], &reach);
            assert!(loaded.is_ok(), "{}", lines[taken]);
        }
    }
}

#[test]
fn what_is_there_stays() {
    let desk = Desk::new();
    desk.write("mine.toml", "precious");
    let output = desk.run(&["new", "mine.toml"]);
    assert_eq!(code(&output), Some(2));
    assert!(errors(&output).contains("mine.toml is there already"), "{}", errors(&output));
    assert_eq!(std::fs::read_to_string(desk.path("mine.toml")).unwrap(), "precious");
    assert_eq!(code(&desk.run(&["new", "mine.txt"])), Some(2));
    let output = desk.run(&["new", "nowhere/mine.toml"]);
    assert_eq!(code(&output), Some(2), "{}", errors(&output));
}

#[test]
fn shells_and_manuals_know_every_verb() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = desk.done(&["completions", shell]);
        assert!(["blockers", "schema", "new"].iter().all(|verb| script.contains(verb)), "{shell}");
    }
    let script = desk.write("hikiwake.bash", &desk.done(&["completions", "bash"]));
    let read = std::process::Command::new("bash").args(["-n", &script]).status().unwrap();
    assert!(read.success(), "bash cannot read its script");
    let page = desk.done(&["man"]);
    assert!(page.contains(".TH hikiwake") && page.contains("robustness"), "{page}");
    assert!(desk.done(&["man", "sweep"]).contains("hikiwake\\-sweep"));
    assert_eq!(code(&desk.run(&["man", "sweap"])), Some(2));
}
