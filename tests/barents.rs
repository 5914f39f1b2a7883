//! A second dispute of other countries: the engine knows none.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::path::{Path, PathBuf};

use hikiwake::model::Date;
use hikiwake::scenario::load;

const FOLDER: &str = "scenarios/barents-sea";
const OPTIONS: [&str; 4] = ["halfway", "median-line", "sector-line", "joint-zone"];

#[test]
fn it_loads_without_a_word_and_knows_nothing_later_than_2006() {
    let mut lines = 0;
    for entry in std::fs::read_dir(FOLDER).unwrap() {
        lines += std::fs::read_to_string(entry.unwrap().path()).unwrap().lines().count();
    }
    assert!(lines < 300, "{lines}");
    for option in OPTIONS {
        let loaded = load(Path::new(&format!("{FOLDER}/{option}.toml")), &[]).unwrap();
        assert!(loaded.warnings.is_empty(), "{option}: {}", loaded.warnings.render(false));
        let scenario = &loaded.scenario;
        let last: Date = scenario.calendar.as_of;
        assert_eq!(last.month.year, 2006);
        assert!(scenario.evidence.iter().all(|item| item.published <= last && item.event <= last));
        assert!(scenario.evidence.len() >= 10);
    }
}

/// Nobody is favoured by the way it is written: what one side asks for is to it what the other side's wish is to the other.
#[test]
fn each_side_has_its_own_line_and_judges_the_other_alike() {
    let loaded = load(Path::new(&format!("{FOLDER}/halfway.toml")), &[]).unwrap();
    let table = &loaded.scenario.acceptability;
    let median = |option: &str, audience: &str| table.cell(option, audience).unwrap().family.quantile(0.5);
    assert_eq!(median("median_line", "norway.government"), median("sector_line", "russia.presidency"));
    let (own, other) =
        (median("sector_line", "norway.government"), median("median_line", "russia.presidency"));
    assert!((own - other).abs() < 5.0, "{own} and {other}");
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Lines of a source that run, without comments and tests, which name one of these.
fn naming<'t>(text: &'t str, names: &[&str]) -> Vec<&'t str> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let lines = code.lines().filter(|line| {
        !line.trim_start().starts_with("//")
            || line.trim_start().starts_with("/// ") && line.contains("such as")
    });
    lines
        .filter(|line| {
            let line = line
                .to_lowercase()
                .replace("is_japanese", "")
                .replace("ends_japanese", "")
                .replace("or japanese letters", "");
            names.iter().any(|name| line.contains(name))
        })
        .collect()
}

#[test]
fn the_program_names_no_country_and_no_place() {
    const NAMES: [&str; 14] = [
        "japan",
        "russia",
        "norway",
        "soviet",
        "kuril",
        "northern territories",
        "barents",
        "hokkaido",
        "moscow",
        "tokyo",
        "oslo",
        "habomai",
        "shikotan",
        "storting",
    ];
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let mut found = Vec::new();
    for file in files.iter().filter(|file| {
        !file.ends_with("tests.rs")
            && file
                .extension()
                .is_some_and(|e| e == "rs" || e == "toml" || e == "js" || e == "html" || e == "md")
    }) {
        let text = std::fs::read_to_string(file).unwrap();
        found.extend(naming(&text, &NAMES).iter().map(|line| format!("{}: {line}", file.display())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(naming("let a = 1;\nif party == \"japan\" {\n", &NAMES).len(), 1);
}
