//! `plots/` holds what the README's command draws: the four options of the article, at the size and seed of their files;
//! and the flow of the one scenario whose option may change on the way.
//!
//! `HIKIWAKE_BLESS=1 cargo test --test plots` draws them anew; look at them before you commit.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The files of the README's first command.
fn readme_files(readme: &str) -> Vec<String> {
    let command = readme.split("```sh first\n").nth(1).unwrap().split("```").next().unwrap();
    let files: Vec<String> =
        command.split_whitespace().filter(|w| w.ends_with(".toml")).map(String::from).collect();
    assert!(files.len() >= 4, "{command}");
    files
}

fn pictures(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeMap::new() };
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "svg" || e == "png"))
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_string(), fs::read(&path).unwrap()))
        .collect()
}

/// Where what was asked for may give way.
const LADDER: &str = "scenarios/new-approach.toml";

/// Runs scenarios at the size and seed of their files and returns what was drawn.
fn drawn(files: &[String]) -> BTreeMap<String, Vec<u8>> {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    let output = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .arg("run")
        .args(files)
        .args(["--quiet", "--out"])
        .arg(&out)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    pictures(&out.join("charts"))
}

#[test]
fn the_plots_are_what_the_command_draws() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let plots = root.join("plots");
    let mut drawn_now = drawn(&readme_files(&fs::read_to_string(root.join("README.md")).unwrap()));
    drawn_now.extend(drawn(&[LADDER.to_string()]).into_iter().filter(|(name, _)| name.starts_with("flow")));
    assert!(drawn_now.len() >= 16, "{:?}", drawn_now.keys());
    if std::env::var_os("HIKIWAKE_BLESS").is_some() {
        fs::create_dir_all(&plots).unwrap();
        pictures(&plots).keys().for_each(|name| fs::remove_file(plots.join(name)).unwrap());
        drawn_now.iter().for_each(|(name, bytes)| fs::write(plots.join(name), bytes).unwrap());
    }
    let kept = pictures(&plots);
    assert_eq!(
        kept.keys().collect::<Vec<_>>(),
        drawn_now.keys().collect::<Vec<_>>(),
        "plots/ and what is drawn"
    );
    let stale: Vec<&String> =
        drawn_now.iter().filter(|(name, bytes)| kept[*name] != **bytes).map(|(n, _)| n).collect();
    assert!(stale.is_empty(), "plots/ is not what is drawn now: {stale:?}; see the top of tests/plots.rs");
}

#[test]
fn the_gallery_shows_every_plot() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let gallery = fs::read_to_string(root.join("docs/gallery.md")).unwrap();
    for name in pictures(&root.join("plots")).keys().filter(|name| name.ends_with(".png")) {
        assert!(gallery.contains(&format!("(../plots/{name})")), "docs/gallery.md lacks {name}");
    }
}
