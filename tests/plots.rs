//! `plots/` holds what the README's command draws: the four options of the article, at the size and seed of their files.
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

#[test]
fn the_plots_are_what_the_command_draws() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let plots = root.join("plots");
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    let output = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .arg("run")
        .args(readme_files(&fs::read_to_string(root.join("README.md")).unwrap()))
        .arg("--quiet")
        .arg("--out")
        .arg(&out)
        .current_dir(root)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let drawn = pictures(&out.join("charts"));
    assert!(drawn.len() >= 4, "{:?}", drawn.keys());
    if std::env::var_os("HIKIWAKE_BLESS").is_some() {
        fs::create_dir_all(&plots).unwrap();
        pictures(&plots).keys().for_each(|name| fs::remove_file(plots.join(name)).unwrap());
        drawn.iter().for_each(|(name, bytes)| fs::write(plots.join(name), bytes).unwrap());
    }
    let kept = pictures(&plots);
    assert_eq!(kept.keys().collect::<Vec<_>>(), drawn.keys().collect::<Vec<_>>(), "plots/ and what is drawn");
    let stale: Vec<&String> =
        drawn.iter().filter(|(name, bytes)| kept[*name] != **bytes).map(|(n, _)| n).collect();
    assert!(stale.is_empty(), "plots/ is not what is drawn now: {stale:?}; see the top of tests/plots.rs");
}
