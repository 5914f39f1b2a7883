//! The briefing in a real browser, offline: it loads without a word of complaint, keeps its font, and prints.
//!
//! Without Chromium on the path the tests say so and are skipped; `.ci/run` installs it where it can.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const CALM: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];

fn chromium(place: &Path, arguments: &[String]) -> Option<Output> {
    let run = |name: &str| {
        let profile = format!("--user-data-dir={}", place.join("profile").display());
        Command::new(name).args(CALM).arg(profile).args(arguments).output().ok()
    };
    let output = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(run);
    if output.is_none() {
        eprintln!("\n*** SKIPPED: no Chromium here, so the briefing was not looked at in a browser ***\n");
    }
    output
}

/// A briefing of a small run.
fn briefing(place: &Path) -> String {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/two-plus-alpha.toml");
    let run = ["run", scenario.to_str().unwrap(), "--worlds", "40", "--paths", "5", "--out", "run"];
    for arguments in [&run[..], &["brief", "run"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hikiwake"));
        assert!(command.current_dir(place).args(arguments).output().unwrap().status.success());
    }
    format!("file://{}", place.join("run-briefing.html").display())
}

/// Complaints of the page among what the browser logs.
fn complaints(output: &Output) -> Vec<String> {
    let log = String::from_utf8_lossy(&output.stderr);
    log.lines().filter(|line| line.contains("CONSOLE")).map(String::from).collect()
}

fn log() -> [String; 2] {
    ["--enable-logging=stderr".to_string(), "--v=0".to_string()]
}

#[test]
fn it_loads_offline_without_a_complaint() {
    let place = tempfile::tempdir().unwrap();
    let page = briefing(place.path());
    let [a, b] = log();
    let Some(output) = chromium(place.path(), &[a.clone(), b.clone(), "--dump-dom".into(), page]) else {
        return;
    };
    let dom = String::from_utf8_lossy(&output.stdout);
    assert!(dom.contains("How to reproduce") && dom.contains("</footer>"), "the page is whole");
    assert_eq!(complaints(&output), Vec::<String>::new());
    // The same look sees a page that has something to complain of.
    let bad = place.path().join("bad.html");
    fs::write(&bad, "<script>console.error('planted')</script>").unwrap();
    let bad = format!("file://{}", bad.display());
    let output = chromium(place.path(), &[a, b, "--dump-dom".into(), bad]).unwrap();
    assert_eq!(complaints(&output).len(), 1);
}

#[test]
fn it_prints_with_its_own_font() {
    let place = tempfile::tempdir().unwrap();
    let page = briefing(place.path());
    let pdf = place.path().join("brief.pdf");
    let print = [format!("--print-to-pdf={}", pdf.display()), "--no-pdf-header-footer".into(), page];
    if chromium(place.path(), &print).is_none() {
        return;
    }
    let bytes = fs::read(&pdf).unwrap();
    let count = |what: &[u8]| bytes.windows(what.len()).filter(|part| *part == what).count();
    assert!(bytes.starts_with(b"%PDF") && count(b"/Type /Page\n") >= 3, "a page and its annexes");
    assert!(count(b"BriefSans") > 0, "the font that the page carries is the one that is printed");
}

#[test]
fn it_fits_a_wide_and_a_narrow_window() {
    let place = tempfile::tempdir().unwrap();
    let page = briefing(place.path());
    for (width, window) in [("wide", "1280,1600"), ("narrow", "500,1600")] {
        let file = place.path().join(format!("{width}.png"));
        let shot =
            [format!("--window-size={window}"), format!("--screenshot={}", file.display()), page.clone()];
        if chromium(place.path(), &shot).is_none() {
            return;
        }
        assert!(fs::read(&file).unwrap().starts_with(b"\x89PNG"), "{width}");
    }
}
