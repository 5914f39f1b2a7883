//! Every diagnostic against its exact text: `tests/rejected/NNN-name.toml` (or a folder with `main.toml`) beside
//! `NNN-name.expected`. A line `#--set KEY=VALUE` at the top of a case is given on the command line; all may read below `tests/scenarios`.
//!
//! `HIKIWAKE_BLESS=1 cargo test --test all rejected` writes the expected texts anew; read what it wrote.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hikiwake::scenario::{Problems, Reach, load, load_within, rules};

const FOLDER: &str = "tests/rejected";

fn problems(path: &Path) -> Problems {
    let text = std::fs::read_to_string(path).unwrap();
    let sets: Vec<String> =
        text.lines().filter_map(|l| l.strip_prefix("#--set ")).map(String::from).collect();
    match load_within(path, &sets, &Reach::allowing(&["tests/scenarios".into()])) {
        Ok(loaded) => loaded.warnings,
        Err(problems) => problems,
    }
}

/// The cases, as (file to load, file with the expected text).
fn cases() -> Vec<(PathBuf, PathBuf)> {
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(FOLDER).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            cases.push((path.join("main.toml"), path.with_extension("expected")));
        } else if path.extension().is_some_and(|e| e == "toml") {
            cases.push((path.clone(), path.with_extension("expected")));
        }
    }
    cases.sort();
    cases
}

#[test]
fn every_rejected_file_says_exactly_what_is_expected() {
    let bless = std::env::var_os("HIKIWAKE_BLESS").is_some();
    let mut wrong = Vec::new();
    for (file, expected) in cases() {
        let found = problems(&file).render(false);
        assert!(!found.is_empty(), "{} passes without a word", file.display());
        if bless {
            std::fs::write(&expected, &found).unwrap();
        }
        let wanted = std::fs::read_to_string(&expected).unwrap_or_default();
        if found != wanted {
            wrong.push(format!("{}\n--- found\n{found}--- expected\n{wanted}", file.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nto renew what is expected: HIKIWAKE_BLESS=1 cargo test --test all rejected",
        wrong.join("\n")
    );
    assert!(cases().len() >= 45);
}

#[test]
fn every_rule_has_a_case() {
    let mut seen: BTreeSet<&str> = cases().iter().flat_map(|(file, _)| problems(file).codes()).collect();
    seen.extend(["S001", "S002", "S003", "S012", "S015"]); // generated below and in tests/reading.rs
    seen.insert("S426"); // a guard: one order a term cannot contradict itself
    let missing: Vec<&str> = rules().iter().map(|r| r.code).filter(|c| !seen.contains(c)).collect();
    let unlisted: Vec<&&str> = seen.iter().filter(|c| !rules().iter().any(|r| r.code == **c)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
    assert!(unlisted.is_empty(), "not in rules(): {unlisted:?}");
}

#[test]
fn a_case_named_after_a_rule_breaks_that_rule() {
    for (file, expected) in cases() {
        let name = expected.file_name().unwrap().to_string_lossy().into_owned();
        let code = &name[4..8];
        if code.starts_with('S') {
            assert!(problems(&file).codes().contains(&code), "{name}");
        }
    }
}

#[test]
fn rules_are_in_order_and_each_once() {
    assert!(rules().windows(2).all(|pair| pair[0].code < pair[1].code));
}

#[test]
fn files_that_are_no_text_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refuse = |name: &str, bytes: Option<&[u8]>| {
        let path = folder.path().join(name);
        if let Some(bytes) = bytes {
            std::fs::write(&path, bytes).unwrap();
        }
        let problems = load(&path, &[]).err().unwrap();
        (problems.codes(), problems.render(false).replace(&*folder.path().to_string_lossy(), "…"))
    };
    let (codes, text) = refuse("nowhere.toml", None);
    assert_eq!(codes, ["S001"]);
    assert_eq!(
        text,
        "error[S001]: `…/nowhere.toml` does not exist\n |\n = help: check the spelling, and the folder you are in\n"
    );
    assert_eq!(refuse(".", None).0, ["S001"]);
    let (codes, text) = refuse("latin.toml", Some(b"name = \"S\xe3o\"\n"));
    assert_eq!(codes, ["S002"]);
    assert!(text.contains("latin.toml:1:10"), "{text}");
    assert_eq!(refuse("cut.toml", Some(b"name = \"\xe2\x82")).0, ["S002"]);
}

#[test]
fn a_large_file_is_refused_without_being_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.toml");
    // Sparse: its length is there, its bytes are not.
    std::fs::File::create(&path).unwrap().set_len(50 * 1024 * 1024).unwrap();
    let started = std::time::Instant::now();
    let problems = load(&path, &[]).err().unwrap();
    assert_eq!(problems.codes(), ["S003"]);
    assert!(started.elapsed() < std::time::Duration::from_secs(1));
}
