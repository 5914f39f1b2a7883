//! `plots/` holds what the README's command draws: the four options of the article, at the size and seed of their files;
//! curves of one of them, which has a panel to itself; the flow of the one scenario whose option may change on the way, and one history of it; the four set
//! against the first, and one of them against a what-if; what inquiries draw; and the influence diagram. `tests/snapshots/` keeps the data of a small run's figures.
//!
//! `HIKIWAKE_BLESS=1 cargo test --test all plots` draws them anew; look at them before you commit.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use hikiwake::results;

const RENEW: &str = "HIKIWAKE_BLESS=1 cargo test --test all plots";

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

/// A what-if, and what it is laid over.
const WHAT_IF: [&str; 2] = ["scenarios/joint-economic-activity.toml", "plots/what-if.toml"];

/// The program with these arguments, at the foot of the repository.
fn hikiwake(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Runs scenarios at the size and seed of their files and returns what was drawn.
fn drawn(files: &[String]) -> BTreeMap<String, Vec<u8>> {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run").display().to_string();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    hikiwake(&[&["run"], &files[..], &["--quiet", "--out", &out]].concat());
    pictures(&place.path().join("run/charts"))
}

/// What a command with `--chart` draws.
fn charted(arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let place = tempfile::tempdir().unwrap();
    hikiwake(&[arguments, &["--chart", &place.path().display().to_string()]].concat());
    pictures(place.path())
}

/// The whole gallery. Every command stands in docs/gallery.md as it is here.
fn gallery() -> BTreeMap<String, Vec<u8>> {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let options = readme_files(&readme);
    let mut drawn_now = drawn(&options);
    let of_one = |(name, _): &(String, Vec<u8>)| {
        ["stage-chances", "bundle", "plane-"].iter().any(|kind| name.starts_with(kind))
    };
    drawn_now.extend(drawn(&options[1..2]).into_iter().filter(of_one));
    drawn_now.extend(drawn(&[LADDER.to_string()]).into_iter().filter(|(name, _)| name.starts_with("flow")));
    drawn_now.extend(charted(&["trace", LADDER, "--world", "751", "--path", "7"]));
    let renamed = |(name, bytes): (String, Vec<u8>)| (name.replace("differences", "compared"), bytes);
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    drawn_now.extend(
        charted(&[&["compare"], &options[..], &["--worlds", "200", "--quiet"]].concat())
            .into_iter()
            .map(renamed),
    );
    let one_share = |(name, _): &(String, Vec<u8>)| !name.starts_with("shares-");
    let what_if =
        charted(&["diff", WHAT_IF[0], WHAT_IF[1], "--allow", "scenarios", "--worlds", "200", "--quiet"]);
    drawn_now.extend(what_if.into_iter().filter(one_share));
    drawn_now.extend(charted(&["drivers", options[1], "--quiet"]));
    drawn_now.extend(charted(&[
        "drivers", options[1], "--method", "tornado", "--worlds", "40", "--paths", "10", "--quiet",
    ]));
    let willing = ["--over", "factor.russia_willingness.start=-2..2", "--find", "reached.in_force = 0.15"];
    drawn_now
        .extend(charted(&[&["sweep", options[1]], &willing[..], &["--worlds", "200", "--quiet"]].concat()));
    let two =
        ["--over", "factor.russia_willingness.start=-2..2:5", "--over", "factor.leader_trust.start=-1..1:5"];
    drawn_now.extend(charted(&[&["sweep", options[1]], &two[..], &["--worlds", "200", "--quiet"]].concat()));
    drawn_now.extend(charted(&["discover", options[1], "--worlds", "200", "--quiet"]));
    // Of single assumptions; the second figure has the same of elements.
    let by_quantity = |(name, _): &(String, Vec<u8>)| !name.contains("elements");
    let worth = charted(&["value", options[1], options[3], "--of", "signed", "--worlds", "200", "--quiet"]);
    drawn_now.extend(worth.into_iter().filter(by_quantity));
    let diagram = hikiwake(&["explain", options[1], "--diagram", "svg"]);
    drawn_now.insert("influence.svg".into(), diagram);
    drawn_now
}

#[test]
fn the_plots_are_what_the_command_draws() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let plots = root.join("plots");
    let drawn_now = gallery();
    assert!(drawn_now.len() >= 25, "{:?}", drawn_now.keys());
    for (name, bytes) in drawn_now.iter().filter(|(name, _)| name.ends_with(".svg")) {
        assert!(bytes.len() < 300_000, "{name} has {} bytes", bytes.len());
    }
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
    assert!(stale.is_empty(), "plots/ is not what is drawn now: {stale:?}; to draw it anew: {RENEW}");
}

#[test]
fn the_gallery_shows_every_plot() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let gallery = fs::read_to_string(root.join("docs/gallery.md")).unwrap();
    for name in pictures(&root.join("plots")).keys().filter(|name| name.ends_with(".png")) {
        assert!(gallery.contains(&format!("(../plots/{name})")), "docs/gallery.md lacks {name}");
    }
    assert!(gallery.contains("(../plots/influence.svg)"));
    for words in [WHAT_IF.join(" "), "--world 751 --path 7".into(), "--worlds 200".into()] {
        assert!(gallery.contains(&words), "docs/gallery.md does not tell how to draw it: {words}");
    }
}

#[test]
fn the_data_of_the_figures_is_what_was_written_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kept = root.join("tests/snapshots/figures.json");
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    let files = readme_files(&fs::read_to_string(root.join("README.md")).unwrap());
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let size = ["--worlds", "40", "--paths", "5", "--quiet", "--out"];
    hikiwake(&[&["run"], &files[..], &size[..], &[&out.display().to_string()]].concat());
    let found = fs::read(out.join("figures.json")).unwrap();
    if std::env::var_os("HIKIWAKE_BLESS").is_some() {
        fs::create_dir_all(kept.parent().unwrap()).unwrap();
        fs::write(&kept, &found).unwrap();
    }
    let expected = fs::read(&kept).unwrap();
    if found != expected {
        let said = |x: Option<String>| x.unwrap_or_else(|| "nothing".into());
        let moved = results::differences("figures.json", &expected, &found);
        let lines = moved.into_iter().map(|d| format!("{}: {} → {}", d.place, said(d.old), said(d.new)));
        let lines: Vec<String> = lines.take(40).collect();
        panic!(
            "value-breaking, or words changed: figures moved; to renew them: {RENEW}\n{}",
            lines.join("\n")
        );
    }
}
