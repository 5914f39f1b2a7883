//! What is said of the keys of a scenario is one list: the schema in the tree, the tables of the document, and what the readers accept.
//!
//! `HIKIWAKE_BLESS=1 cargo subject schema` writes `scenarios/scenario.schema.json` and the tables of docs/scenario-format.md anew.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

mod judge;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use hikiwake::report::{keys_markdown, schema_json};
use hikiwake::scenario::grammar::{DRIVER, METRIC, TOP, TRANSITION};
use serde_json::Value;

use crate::common;

const SCHEMA: &str = "scenarios/scenario.schema.json";
const PAGE: &str = "docs/scenario-format.md";
const RENEW: &str = "HIKIWAKE_BLESS=1 cargo subject schema";
const BEGIN: &str = "<!-- keys: written by the program -->\n";
const END: &str = "<!-- end of keys -->\n";

fn schema() -> Value {
    serde_json::from_str(&schema_json()).unwrap()
}

fn toml_under(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            toml_under(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            found.push(path);
        }
    }
}

/// Every file that is shipped.
fn shipped() -> Vec<PathBuf> {
    let mut found = Vec::new();
    toml_under(Path::new("scenarios"), &mut found);
    found.sort();
    found
}

fn faults(text: &str) -> Vec<String> {
    let value: toml::Value = toml::from_str(text).unwrap();
    judge::faults(&schema(), &judge::json(&value))
}

#[test]
fn the_schema_in_the_tree_is_current() {
    if std::env::var_os("HIKIWAKE_BLESS").is_some() {
        std::fs::write(SCHEMA, schema_json()).unwrap();
    }
    let found = std::fs::read_to_string(SCHEMA).unwrap();
    assert!(found == schema_json(), "{SCHEMA} is out of date: {RENEW} writes it");
}

#[test]
fn the_tables_of_the_document_are_current() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let wanted = format!("{before}{BEGIN}{}{END}{after}", keys_markdown());
    if std::env::var_os("HIKIWAKE_BLESS").is_some() {
        std::fs::write(PAGE, &wanted).unwrap();
    } else {
        assert!(page == wanted, "{PAGE} is out of date: {RENEW} writes its tables");
    }
}

/// The first cells of the rows of a table that begins with a heading.
fn first_cells(page: &str, heading: &str) -> BTreeSet<String> {
    let (_, rest) = page.split_once(heading).unwrap_or_else(|| panic!("{PAGE} has no table {heading}"));
    let rows = rest.lines().skip(1).take_while(|line| line.starts_with('|')).skip(1);
    let cells = rows.filter_map(|row| row.split('|').nth(1)).map(String::from).collect::<Vec<_>>();
    // `first_reached = "settlement.signed"` tells of `first_reached`.
    let named = cells.iter().flat_map(|cell| cell.split('`').skip(1).step_by(2));
    named.map(|code| code.split([' ', '.']).next().unwrap().to_string()).collect()
}

/// Tables that people wrote name the keys that there are.
#[test]
fn tables_written_by_hand_know_the_same_keys() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let page = page.split_once(BEGIN).unwrap().0;
    let names = |shape: &'static hikiwake::scenario::grammar::Shape| -> BTreeSet<String> {
        shape.keys.iter().map(|key| key.name.to_string()).collect()
    };
    assert_eq!(first_cells(page, "\n| key | value | needed |"), names(&TOP));
    let triggers = first_cells(page, "\n| trigger | |");
    assert!(triggers.len() == 5 && triggers.is_subset(&names(&TRANSITION)), "{triggers:?}");
    let kinds = first_cells(page, "\n| kind | keys |");
    assert!(kinds.len() == 8 && kinds.is_subset(&names(&METRIC)), "{kinds:?}");
    for reading in DRIVER.keys.iter().filter(|key| !["times", "adds"].contains(&key.name)) {
        assert!(
            page.contains(&format!("`{}`", reading.name)),
            "the page does not tell of the reading {}",
            reading.name
        );
    }
}

#[test]
fn every_shipped_file_names_the_schema_and_keeps_it() {
    let files = shipped();
    assert!(files.len() > 25, "{}", files.len());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let first = text.lines().next().unwrap_or_default();
        let named =
            first.strip_prefix("#:schema ").unwrap_or_else(|| panic!("{} names no schema", file.display()));
        let named = file.parent().unwrap().join(named).canonicalize();
        assert_eq!(named.unwrap(), Path::new(SCHEMA).canonicalize().unwrap(), "{}", file.display());
        assert_eq!(faults(&text), Vec::<String>::new(), "{}", file.display());
    }
}

/// What the readers accept, the schema accepts.
#[test]
fn scenarios_of_tests_keep_the_schema() {
    let mut files = Vec::new();
    toml_under(Path::new("tests/scenarios"), &mut files);
    let mut judged = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        if hikiwake::scenario::load_within(
            &file,
            &[],
            &hikiwake::scenario::Reach::allowing(&[common::file("")]),
        )
        .is_err()
        {
            continue;
        }
        assert_eq!(faults(&text), Vec::<String>::new(), "{}", file.display());
        judged += 1;
    }
    assert!(judged > 15, "{judged}");
}

#[test]
fn wrong_keys_are_found() {
    let wrong = [
        "trem = 5",
        "[term.dam]\nlevel_s = [\"a\", \"b\"]",
        "[party.a.audience.b]\nwidht = 3",
        "[process.p.transition.t]\nanual_chance = 0.2",
        "[factor.f]\nstart = { pertt = [1, 2, 3] }",
        "[factor.f.drivers.d]\nfaktor = \"g\"",
        "worlds = \"many\"",
        "sampling = \"sobel\"",
        "[window.w]\nfrom = \"March 2018\"",
        "[shock.s.forces.f]\nchance = \"high\"",
        "[evidence.E1]\nkind = \"rumour\"",
    ];
    for text in wrong {
        assert!(!faults(text).is_empty(), "passes: {text}");
    }
    // The same with the keys as they are.
    let right = "worlds = 10\nsampling = \"sobol\"\n[term.dam]\nlevels = [\"a\", \"b\"]\n[factor.f]\nstart = { pert = [1, 2, 3] }\n";
    assert_eq!(faults(right), Vec::<String>::new());
}

/// Every key with its example is what the schema says, wherever it stands.
#[test]
fn examples_keep_the_schema() {
    let schema = schema();
    for shape in TOP.all() {
        let own = match shape.table {
            "" => schema.clone(),
            table => {
                let name = table.trim_start_matches("….").replace('.', "_");
                let mut own = schema["definitions"][&name].clone();
                own["definitions"] = schema["definitions"].clone();
                own
            }
        };
        for key in shape.keys {
            let table: toml::Value = toml::from_str(&format!("{} = {}", key.name, key.example)).unwrap();
            let faults = judge::faults(&own, &judge::json(&table));
            assert!(faults.is_empty(), "{}.{}: {faults:?}", shape.table, key.name);
        }
    }
}

/// Taplo, which editors have, finds no fault with what is shipped, and one where one was put.
#[test]
fn taplo_agrees_where_it_is_installed() {
    let Some(taplo) = std::env::var_os("TAPLO").or_else(|| {
        let found = Command::new("taplo").arg("--version").output().is_ok_and(|out| out.status.success());
        found.then(|| "taplo".into())
    }) else {
        println!("skipped: no taplo here; .ci/run installs it where it can");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let check = |files: &[PathBuf]| Command::new(&taplo).arg("check").args(files).output().unwrap();
    let out = check(&shipped());
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    std::fs::copy(SCHEMA, folder.path().join("scenario.schema.json")).unwrap();
    let wrong = folder.path().join("wrong.toml");
    std::fs::write(&wrong, "#:schema scenario.schema.json\n[factor.f]\nstrat = 0\n").unwrap();
    let out = check(&[wrong]);
    assert!(!out.status.success(), "a wrong key passes");
}
