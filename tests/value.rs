//! `hikiwake value`: what is worth knowing, through scenario files, whatever luck single histories have.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn value(arguments: &[&str]) -> (Value, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/published");
    let run = |format: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
            .args(["value", "--quiet", "--allow", "tests/scenarios/closed", "--format", format])
            .args(arguments)
            .args([folder.join("nothing.toml"), folder.join("gamble.toml")])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    (json["inquiries"][0]["data"].clone(), run("table"))
}

fn worth(of: &Value) -> (f64, f64) {
    (of["value"].as_f64().unwrap(), of["standard_error"].as_f64().unwrap())
}

#[test]
fn the_luck_of_single_histories_is_not_taken_for_knowledge() {
    // A history is off by 6: the mean of ten by 1.9, nearly as much as all that is unknown (2.2).
    let (told, text) =
        value(&["--set", "factor.luck.swing=6", "--paths", "10", "--worlds", "2000", "--seed", "3"]);
    let (all, error) = worth(&told["perfect"]);
    assert!((all - 0.479_810_7).abs() < 4.0 * error && error < 0.1, "{text}");
    // The luck itself is nothing that could be known beforehand.
    assert_eq!(told["partial"][0]["worth"].as_array().unwrap().len(), 2, "{text}");
    assert_eq!(told["chosen"], "gamble");
    assert!(text.contains("Who weighs: the vignette's"), "{text}");
}

#[test]
fn what_nobody_weighs_is_said_so_and_what_is_unread_changes_nothing() {
    let small = ["--worlds", "400", "--seed", "5"];
    let (plain, _) = value(&small);
    let idle = [&small[..], &["--set", "factor.idle={ start = { normal = [0, 1] } }"]].concat();
    assert_eq!(plain, value(&idle).0);
    let (_, text) = value(&[&small[..], &["--of", "metric.worth"]].concat());
    assert!(text.replace("\n  ", " ").contains("no one has said that it is what counts"), "{text}");
}

#[test]
fn groups_are_told_beside_single_assumptions() {
    let (told, text) = value(&["--seed", "9"]);
    let by: Vec<&str> =
        told["partial"].as_array().unwrap().iter().map(|group| group["by"].as_str().unwrap()).collect();
    assert_eq!(by, ["assumption", "element", "party", "kind of evidence"]);
    // Both belong to no party and are bare: known together they are everything.
    let (all, error) = worth(&told["perfect"]);
    for group in [2, 3] {
        let (together, _) = worth(&told["partial"][group]["worth"][0]["information"]);
        assert!((together - all).abs() < 0.2 * error.max(0.05), "{text}");
    }
}

#[test]
fn a_run_of_options_that_a_file_weighs_tells_it_too() {
    let folder = tempfile::tempdir().unwrap();
    let published = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/published");
    let made = folder.path().join("run");
    let output = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .args([
            "run",
            "--quiet",
            "--allow",
            "tests/scenarios/closed",
            "--worlds",
            "400",
            "--seed",
            "5",
            "--out",
        ])
        .arg(&made)
        .args([published.join("nothing.toml"), published.join("gamble.toml")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json: Value = serde_json::from_slice(&std::fs::read(made.join("inquiries.json")).unwrap()).unwrap();
    let inquiries = json["inquiries"].as_array().unwrap();
    let told = inquiries.iter().find(|one| one["name"] == "value").expect("the files weigh");
    let (alone, _) = value(&["--worlds", "400", "--seed", "5"]);
    assert_eq!(told["data"], alone);
}
