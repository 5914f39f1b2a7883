//! The house keeps its own rules: the floors and doors that CONTRIBUTING.md lists, its picture, and the commands that README.md shows.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

mod circles;
#[path = "../examples/house/layout.rs"]
mod layout;
#[path = "../examples/house/picture.rs"]
mod picture;
mod reading;
mod upkeep;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use reading::{bare, floors, imports, is_name, paths, quoted, room_of};

/// What CONTRIBUTING.md lays down.
struct Rules {
    /// The floor of each room.
    floors: BTreeMap<String, usize>,
    /// Where each outside crate may be seen: rooms, or files.
    doors: BTreeMap<String, Vec<String>>,
}

/// The doors are items "* `toml`, `strsim` in `scenario` · …".
fn rules(text: &str) -> Rules {
    let floors = floors(text).unwrap().into_iter().enumerate();
    let floors =
        floors.flat_map(|(number, rooms)| rooms.into_iter().map(move |room| (room, number))).collect();
    let items = text.lines().filter(|line| line.starts_with("* `"));
    let mut doors = BTreeMap::new();
    for (crates, places) in items.flat_map(|line| line.split('·')).filter_map(|item| item.split_once(" in `"))
    {
        let places = quoted(&format!("`{places}"));
        doors.extend(quoted(crates).into_iter().map(|name| (name, places.clone())));
    }
    Rules { floors, doors }
}

fn source() -> BTreeMap<String, String> {
    reading::source().unwrap()
}

/// Every breach of the rules, each with its place.
fn breaches(rules: &Rules, source: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in source {
        let room = room_of(file);
        if room == "lib" || room == "main" {
            continue;
        }
        let Some(&floor) = rules.floors.get(room) else {
            found.push(format!("src/{file}: CONTRIBUTING.md gives `{room}` no floor"));
            continue;
        };
        for (line, other) in imports(file, text) {
            match rules.floors.get(&other) {
                Some(&below) if below < floor => {}
                Some(_) => found.push(format!("src/{file}:{line}: `{room}` may not know `{other}`")),
                None => found.push(format!("src/{file}:{line}: `{other}` is no room")),
            }
        }
        for (name, doors) in &rules.doors {
            if doors.iter().any(|door| door == room || door == file) {
                continue;
            }
            let root = format!("{name}::");
            let seen = paths(text, &root).map(|(line, _)| line);
            found.extend(
                seen.map(|line| format!("src/{file}:{line}: {name} belongs in {}", doors.join(", "))),
            );
        }
    }
    found
}

fn contributing() -> Rules {
    rules(&fs::read_to_string("CONTRIBUTING.md").unwrap())
}

#[test]
fn floors_and_doors_are_kept() {
    let found = breaches(&contributing(), &source());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_room_and_every_outside_crate_has_its_place() {
    let rules = contributing();
    for room in rules.floors.keys() {
        assert!(Path::new("src").join(room).with_extension("rs").is_file(), "there is no room `{room}`");
    }
    for place in rules.doors.values().flatten() {
        let is_there = rules.floors.contains_key(place) || Path::new("src").join(place).is_file();
        assert!(is_there, "there is no `{place}`");
    }
    let manifest = fs::read_to_string("Cargo.toml").unwrap();
    let dependencies = manifest.split("[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let crates: Vec<String> = dependencies
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name.replace('-', "_"))
        .collect();
    assert!(crates.len() > 10);
    for name in &crates {
        assert!(rules.doors.contains_key(name), "CONTRIBUTING.md gives `{name}` no door");
    }
    for name in rules.doors.keys() {
        assert!(crates.contains(name), "`{name}` has a door and is no dependency");
    }
}

#[test]
fn the_picture_of_the_house_is_up_to_date() {
    let kept = fs::read_to_string("docs/house.svg").unwrap_or_default();
    let is_current = picture::picture().unwrap() == kept;
    assert!(is_current, "docs/house.svg is out of date: `cargo run --example house` draws it");
}

#[test]
fn every_file_of_tests_is_a_module_of_the_one_binary() {
    let list = fs::read_to_string("tests/main.rs").unwrap();
    for entry in fs::read_dir("tests").unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = file.strip_suffix(".rs").filter(|name| *name != "main") else { continue };
        let stands = list.lines().any(|line| line == format!("mod {name};"));
        assert!(stands, "tests/{file} is never run: tests/main.rs has no `mod {name};`");
    }
}

/// Files that open others for reading, past the door that refuses what is no regular file.
fn past_the_door(source: &BTreeMap<String, String>) -> Vec<&str> {
    const WAYS: [&str; 4] = ["fs::read(", "fs::read_to_string(", "read_to_end(", "BufReader::"];
    let reads = |text: &str| WAYS.iter().any(|way| text.contains(way));
    // Run folders have a loader of their own.
    let others = source.iter().filter(|(file, _)| *file != "disk.rs" && *file != "results/reading.rs");
    others.filter(|(_, text)| reads(text)).map(|(file, _)| file.as_str()).collect()
}

/// The names in the list of the kinds of figures.
fn kinds(list: &str) -> Vec<&str> {
    let lines = list.lines().filter_map(|line| line.trim().strip_suffix(';')?.split_once(" in "));
    lines.filter(|(kind, name)| kind.chars().chain(name.chars()).all(is_name)).map(|(_, name)| name).collect()
}

#[test]
fn a_kind_of_figure_has_one_name_in_both_rooms() {
    let source = source();
    let kinds = kinds(&source["figures/content.rs"]);
    assert!(kinds.len() > 10 && kinds.contains(&"end_states"), "{kinds:?}");
    for (kind, room) in kinds.iter().flat_map(|kind| [(kind, "figures"), (kind, "drawing")]) {
        assert!(source.contains_key(&format!("{room}/{kind}.rs")), "there is no src/{room}/{kind}.rs");
    }
}

#[test]
fn files_are_read_through_one_door() {
    assert_eq!(past_the_door(&source()), Vec::<&str>::new());
    let planted = BTreeMap::from([("cli/brief.rs".to_string(), "std::fs::read(path)".to_string())]);
    assert_eq!(past_the_door(&planted), ["cli/brief.rs"]);
}

#[test]
fn a_planted_breach_is_found() {
    let rules = contributing();
    let found = |file: &str, text: &str| {
        let source = BTreeMap::from([(file.to_string(), bare(text))]);
        breaches(&rules, &source)
    };
    for (file, text, culprit) in [
        ("engine/block.rs", "\nuse crate::report;", "src/engine/block.rs:2: `engine` may not know `report`"),
        ("stats.rs", "use crate::{\n    draws,\n};", "src/stats.rs:1: `stats` may not know `draws`"),
        ("engine.rs", "fn f() { crate::cli::main(); }", "src/engine.rs:1: `engine` may not know `cli`"),
        ("model.rs", "use super::engine::Size;", "src/model.rs:1: `model` may not know `engine`"),
        ("plan/slots.rs", "use super::super::engine;", "src/plan/slots.rs:1: `plan` may not know `engine`"),
        (
            "drawing/style.rs",
            "use plotters::style;",
            "src/drawing/style.rs:1: plotters belongs in drawing/canvas.rs, drawing/svg.rs",
        ),
        ("plan.rs", "let x = rand::random();", "src/plan.rs:1: rand belongs in draws"),
        ("cellar.rs", "", "src/cellar.rs: CONTRIBUTING.md gives `cellar` no floor"),
        ("cli.rs", "use crate::cellar;", "src/cli.rs:1: `cellar` is no room"),
    ] {
        assert_eq!(found(file, text), [culprit]);
    }
    for (file, text) in [
        ("engine.rs", "use crate::{plan::{self, Plan}, draws};"),
        ("engine.rs", "// crate::report is for others"),
        ("stats.rs", "#[cfg(test)]\nmod tests {\n    use crate::engine;\n}\n"),
        ("draws.rs", "use rand::Rng;"),
        ("plan.rs", "use my_rand::Rng;"),
    ] {
        assert_eq!(found(file, text), Vec::<String>::new(), "{text}");
    }
    // What follows a test module counts again.
    let text = "#[cfg(test)]\nmod tests {\n    use crate::cli;\n}\nuse crate::cli;\n";
    assert_eq!(found("stats.rs", text), ["src/stats.rs:5: `stats` may not know `cli`"]);
    let text = "#[cfg(test)]\nmod tests;\nuse crate::cli;\n";
    assert_eq!(found("stats.rs", text), ["src/stats.rs:3: `stats` may not know `cli`"]);
}

/// Commands of the program in the `sh` blocks of a text, continued lines joined.
fn commands(text: &str) -> Vec<Vec<String>> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines: Vec<String> =
        blocks.flat_map(|b| b.replace("\\\n", " ").lines().map(String::from).collect::<Vec<_>>()).collect();
    lines
        .iter()
        .map(|line| {
            line.split(['|', '>', '#', ';', '&'])
                .next()
                .unwrap()
                .split_whitespace()
                .map(String::from)
                .collect()
        })
        .filter_map(|words: Vec<String>| match words.first().map(String::as_str) {
            Some("hikiwake") => Some(words[1..].to_vec()),
            Some("cargo") if words.get(1).is_some_and(|w| w == "run") => {
                words.iter().position(|w| w == "--").map(|at| words[at + 1..].to_vec())
            }
            _ => None,
        })
        .collect()
}

fn help(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_hikiwake")).args(words).arg("--help").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What a command line names that the program does not know.
fn unknown(words: &[String]) -> Vec<String> {
    let Some(verb) = words.iter().find(|word| !word.starts_with('-')) else { return Vec::new() };
    if !help(&[]).lines().any(|line| line.split_whitespace().next() == Some(verb) && line.starts_with("  ")) {
        return vec![format!("verb `{verb}`")];
    }
    let known = help(&[verb]);
    let flags =
        words.iter().filter(|word| word.starts_with("--")).map(|word| word.split('=').next().unwrap());
    let mut unknown: Vec<String> = flags
        .filter(|flag| {
            !known.lines().any(|line| {
                let line = line.trim_start();
                let mut spelled = line.split([' ', ',']).filter(|word| word.starts_with("--"));
                line.starts_with('-') && spelled.any(|word| word == *flag)
            })
        })
        .map(|flag| format!("flag `{flag}` of `{verb}`"))
        .collect();
    let files = words.iter().filter(|word| word.starts_with("scenarios/") && !word.contains('*'));
    unknown.extend(files.filter(|file| !Path::new(file).exists()).map(|file| format!("file `{file}`")));
    unknown
}

#[test]
fn every_command_of_the_readme_is_one() {
    let text = fs::read_to_string("README.md").unwrap();
    assert!(commands(&text).len() >= 5, "the README shows how the program is used");
    for words in commands(&text) {
        assert_eq!(unknown(&words), Vec::<String>::new(), "README.md: hikiwake {}", words.join(" "));
    }
}

#[test]
fn a_command_that_is_none_is_found() {
    let text = "```sh\ncargo run --release -- run scenarios/no.toml \\\n  --wolrds 5 # so\nhikiwake dance\nhikiwake run x --out y | head\n```";
    let found: Vec<Vec<String>> = commands(text).iter().map(|words| unknown(words)).collect();
    assert_eq!(
        found,
        [vec!["flag `--wolrds` of `run`", "file `scenarios/no.toml`"], vec!["verb `dance`"], vec![]]
    );
}
