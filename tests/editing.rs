//! `set` and `fmt`: one value in its place, one style; comments stay, and nothing unsound is written.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::desk::{Desk, code, errors, minimal, repository};
use hikiwake::editing;
use hikiwake::scenario;

fn all_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            found.push(path);
        }
    }
}

/// The files that ship, and those of the tests that are scenarios.
fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    all_below(Path::new(&repository("scenarios")), &mut found);
    all_below(Path::new(&repository("tests/scenarios")), &mut found);
    found
}

#[test]
fn every_file_that_ships_keeps_its_comments_and_its_values_in_one_style() {
    let comments = |text: &str| {
        let all: Vec<String> =
            text.lines().filter_map(|line| Some(line.split_once('#')?.1.trim().to_string())).collect();
        all
    };
    let files = files();
    assert!(files.len() > 20);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let formatted = editing::formatted(&text).unwrap();
        assert_eq!(editing::formatted(&formatted).unwrap(), formatted, "{}", file.display());
        assert_eq!(comments(&formatted), comments(&text), "{}", file.display());
        let keys = |text: &str| text.lines().filter(|line| line.contains('=')).count();
        assert_eq!(keys(&formatted), keys(&text), "{}", file.display());
    }
    // What ships is in this style.
    let mut shipped = Vec::new();
    all_below(Path::new(&repository("scenarios")), &mut shipped);
    for file in shipped {
        let text = fs::read_to_string(&file).unwrap();
        assert!(editing::formatted(&text).unwrap() == text, "hikiwake fmt {}", file.display());
    }
    // The values are those that the reader reads.
    let desk = Desk::new();
    let text = fs::read_to_string(minimal()).unwrap();
    let loose = text.replace(" = ", "=").replace("[1", "[ 1");
    let copy = desk.write("copy.toml", &loose);
    desk.done(&["fmt", &copy]);
    let values = |file: &str| scenario::load(Path::new(file), &[]).unwrap().values;
    assert_eq!(values(&copy), values(&minimal()));
    assert_ne!(fs::read_to_string(&copy).unwrap(), loose);
}

#[test]
fn fmt_writes_what_check_names() {
    let desk = Desk::new();
    let loose = desk.over_minimal("loose.toml", "name='A'   # so\n\n\n\nsummary=\"B\"\n");
    let failed = desk.run(&["fmt", "--check", &loose]);
    assert_eq!(code(&failed), Some(2));
    assert!(errors(&failed).contains("loose.toml is written otherwise"), "{}", errors(&failed));
    desk.done(&["fmt", &loose]);
    let tidy = "extends = \"minimal.toml\"\nname = 'A'   # so\n\nsummary = \"B\"\n";
    assert_eq!(fs::read_to_string(&loose).unwrap(), tidy);
    desk.done(&["fmt", "--check", &loose]);
    let broken = desk.write("broken.toml", "name = \n");
    let failed = desk.run(&["fmt", &broken]);
    assert_eq!((code(&failed), fs::read_to_string(&broken).unwrap().as_str()), (Some(2), "name = \n"));
    assert!(errors(&failed).contains("is not TOML"), "{}", errors(&failed));
}

#[test]
fn set_edits_one_line_of_a_scenario_that_stays_sound() {
    let desk = Desk::new();
    let file = desk.write("mine.toml", &fs::read_to_string(minimal()).unwrap());
    let before = fs::read_to_string(&file).unwrap();
    let told =
        desk.run(&["set", &file, "party.upland.audience.council.width=9", "--judgement", "asked again"]);
    assert_eq!(code(&told), Some(0), "{}", errors(&told));
    assert!(errors(&told).contains("(before: `8`)"), "{}", errors(&told));
    let after = fs::read_to_string(&file).unwrap();
    let edited = before.replacen("width = 8", "width = { value = 9, judgement = \"asked again\" }", 1);
    assert_eq!(after, edited);
    let loaded = scenario::load(Path::new(&file), &[]).unwrap();
    let entry = loaded.entries.iter().find(|e| e.key == "party.upland.audience.council.width").unwrap();
    assert_eq!(entry.value, "9");
    // What would not run is told and not written; nor is anything by a dry run.
    for (edit, code_of) in [
        ("party.upland.audience.council.width=-3", "S109"),
        ("option=nowhere", "S406"),
        ("factor.trust.strat=1", "S1"),
    ] {
        let failed = desk.run(&["set", &file, edit]);
        assert_eq!(code(&failed), Some(2), "{edit}");
        assert!(errors(&failed).contains(code_of), "{edit}: {}", errors(&failed));
        assert_eq!(fs::read_to_string(&file).unwrap(), after, "{edit}");
    }
    let dry = desk.done(&["set", &file, "name=Other", "--dry-run"]);
    assert!(dry.contains("name = \"Other\"") && !after.contains("name = \"Other\""));
    assert_eq!(fs::read_to_string(&file).unwrap(), after);
    // In a file that extends another, what the other says is laid over there.
    let over = desk
        .write("over.toml", "extends = \"mine.toml\"  # the base\nname = \"Over\"\n\n[report]\n# as it is\n");
    desk.done(&["set", &over, "factor.trust.start={ pert = [0, 1, 2] }", "--judgement", "why"]);
    let text = fs::read_to_string(&over).unwrap();
    assert_eq!(
        text,
        "extends = \"mine.toml\"  # the base\nname = \"Over\"\nfactor.trust.start = { pert = [0, 1, 2], judgement = \"why\" }\n\n[report]\n# as it is\n"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), after);
}
