//! What keeps the house easy to walk through: no long file, no verb that leans on another, no page that names a file which is gone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::reading::{led_to, quoted};
use super::source;

/// Lines that a file may have.
const LINES: usize = 450;

fn too_long(source: &BTreeMap<String, String>) -> Vec<&str> {
    let long = source.iter().filter(|(_, text)| text.lines().count() > LINES);
    long.map(|(file, _)| file.as_str()).collect()
}

#[test]
fn no_file_is_longer_than_a_reader_holds_in_mind() {
    assert_eq!(too_long(&source()), Vec::<&str>::new(), "over {LINES} lines");
    let planted =
        BTreeMap::from([("a.rs".to_string(), "\n".repeat(LINES + 1)), ("b.rs".into(), "\n".repeat(LINES))]);
    assert_eq!(too_long(&planted), ["a.rs"]);
}

/// The verbs of the program, by their files.
fn verbs(source: &BTreeMap<String, String>) -> Vec<String> {
    let variants = source["cli.rs"].split("enum Verb {").nth(1).unwrap().split("\n}").next().unwrap();
    let held = variants.lines().filter_map(|line| line.trim().strip_suffix("),")?.split_once('('));
    let mut files: Vec<String> =
        held.filter_map(|(_, path)| Some(path.split_once("::")?.0.to_string())).collect();
    files.dedup();
    files
}

/// Which verb reaches into which.
fn leaning(source: &BTreeMap<String, String>, verbs: &[String]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for verb in verbs {
        let text = &source[&format!("cli/{verb}.rs")];
        let named = led_to(text, "super::").into_iter().chain(led_to(text, "crate::cli::"));
        for (_, other) in named {
            if other != *verb && verbs.contains(&other) {
                found.push((verb.clone(), other));
            }
        }
    }
    found
}

#[test]
fn no_verb_leans_on_another() {
    let mut source = source();
    let verbs = verbs(&source);
    assert!(verbs.len() > 20 && verbs.contains(&"run".to_string()), "{verbs:?}");
    assert_eq!(leaning(&source, &verbs), Vec::new());
    for planted in [
        "use super::run::Run;",
        "use super::{\n    failure::Failure, run,\n};",
        "fn f() { crate::cli::run::f() }",
    ] {
        source.insert("cli/join.rs".to_string(), planted.to_string());
        assert_eq!(leaning(&source, &verbs), [("join".to_string(), "run".to_string())], "{planted}");
    }
}

/// Files of Rust that a page names and that are not there; by their place in the tree, or within `src` or `tests`. NAME stands for any.
fn gone(page: &str, text: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = quoted(text)
        .into_iter()
        .filter(|name| name.ends_with(".rs") && name.contains('/') && !name.contains("NAME"));
    let plain = names.filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || "_/.-".contains(c)));
    let lost =
        plain.filter(|name| !["", "src", "tests"].iter().any(|within| root.join(within).join(name).exists()));
    lost.map(|name| format!("{page}: {name}")).collect()
}

#[test]
fn files_that_pages_name_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    pages.extend(fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    let mut lost = Vec::new();
    for page in pages.iter().filter(|page| page.extension().is_some_and(|end| end == "md")) {
        let name = page.file_name().unwrap().to_string_lossy();
        lost.extend(gone(&name, &fs::read_to_string(page).unwrap()));
    }
    assert_eq!(lost, Vec::<String>::new());
    assert_eq!(
        gone("a page", "see `engine/nowhere.rs` and `engine/block.rs`"),
        ["a page: engine/nowhere.rs"]
    );
}
