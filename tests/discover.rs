//! `hikiwake discover`: planted boxes are found through scenario files, noise is left alone, and what nothing reads changes no number.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn planted(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/planted");
    folder.join(format!("{name}.toml")).display().to_string()
}

fn discover(arguments: &[&str]) -> (Value, String) {
    let run = |format: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
            .args(["discover", "--quiet", "--allow", "tests/scenarios", "--format", format])
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    (json["inquiries"][0].clone(), run("table"))
}

fn keys(of: &Value) -> Vec<&str> {
    let restrictions = of["restrictions"].as_array().unwrap();
    restrictions.iter().map(|one| one["limit"]["key"].as_str().unwrap()).collect()
}

#[test]
fn a_planted_box_is_found_and_told_as_it_is() {
    let (told, text) = discover(&[&planted("box")]);
    let boxes = told["data"]["boxes"].as_array().unwrap();
    assert_eq!(boxes.len(), 1, "{text}");
    assert_eq!(keys(&boxes[0]), ["factor.fear.start", "factor.warmth.start"]);
    let limit = |place: usize, end: &str| boxes[0]["restrictions"][place]["limit"][end].as_f64();
    assert!((limit(0, "below").unwrap() - 0.5).abs() < 0.05 && limit(0, "from").is_none(), "{text}");
    assert!((limit(1, "from").unwrap() - 0.6).abs() < 0.05 && limit(1, "below").is_none(), "{text}");
    // 1 − exp(−0.35) and 1 − exp(−0.05), less what a border that is a little off mixes in; four errors.
    let tested = &boxes[0]["tested"];
    let density =
        |of: &str| (tested[of]["estimate"].as_f64().unwrap(), tested[of]["standard_error"].as_f64().unwrap());
    let ((within, error), (elsewhere, _)) = (density("density"), density("density_elsewhere"));
    assert!(within < 0.2953 + 4.0 * error && within > 0.25 && (elsewhere - 0.0488).abs() < 0.015, "{text}");
    assert!(
        boxes[0]["restrictions"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["returns"].as_f64().unwrap() > 0.95)
    );
    // The sentence has the analyst's names, and the tree agrees.
    assert!(text.replace("\n    ", " ").contains("“Warmth: level at the start” is 0."), "{text}");
    assert_eq!(told["data"]["tree"].as_array().unwrap().len(), 3, "{text}");
}

#[test]
fn noise_holds_no_box_by_any_of_several_seeds() {
    // Each finds one at a rate of 1 in 100 at most.
    for seed in ["1", "2", "3"] {
        let (told, text) = discover(&[&planted("noise"), "--seed", seed, "--worlds", "400"]);
        assert_eq!(told["data"]["boxes"].as_array().unwrap().len(), 0, "{text}");
        assert!(text.contains("Nothing that is assumed marks out worlds"));
    }
}

#[test]
fn what_happens_on_the_way_is_found_too() {
    let (told, text) = discover(&[&planted("storm"), "--with-events", "2024-12", "--worlds", "400"]);
    let boxes = told["data"]["boxes"].as_array().unwrap();
    assert_eq!(keys(&boxes[0]), ["in.sky.storm"], "{text}");
    assert!(text.replace("\n    ", " ").contains("Where The sky is in “Storm” in December 2024"), "{text}");
    // From 2025 on a storm brings the treaty at 0.1 a year for six years: 1 − exp(−0.6).
    let within = boxes[0]["tested"]["density"]["estimate"].as_f64().unwrap();
    assert!((within - 0.4512).abs() < 0.035, "{text}");
    let (without, text) = discover(&[&planted("storm"), "--worlds", "400"]);
    assert_eq!(without["data"]["boxes"].as_array().unwrap().len(), 0, "worlds do not tell: {text}");
}

#[test]
fn worlds_in_which_one_beats_the_other_are_found() {
    // The same treaty, but that it comes at 0.02 a year whatever happens: the box beats it, and nothing else does.
    let folder = tempfile::tempdir().unwrap();
    let steady = folder.path().join("steady.toml");
    let text = format!(
        "extends = {:?}\nname = \"Steady\"\n[process.settlement.transition.sign]\nper_year = 0.02\n",
        planted("box")
    );
    std::fs::write(&steady, text).unwrap();
    let steady = steady.display().to_string();
    let allow = ["--allow", env!("CARGO_MANIFEST_DIR")];
    let (told, text) = discover(&[&[planted("box").as_str(), &steady, "--beats"][..], &allow].concat());
    let boxes = told["data"]["boxes"].as_array().unwrap();
    assert_eq!(keys(&boxes[0]), ["factor.fear.start", "factor.warmth.start"], "{text}");
    let difference = boxes[0]["tested"]["density"]["estimate"].as_f64().unwrap();
    assert!((difference - (0.2953 - 0.1813)).abs() < 0.03, "{text}");
}

#[test]
fn what_nothing_reads_and_the_order_of_the_file_change_no_number() {
    let folder = tempfile::tempdir().unwrap();
    let original = std::fs::read_to_string(planted("box")).unwrap();
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/closed/base.toml");
    let original = original.replace("\"../closed/base.toml\"", &format!("{:?}", base.display().to_string()));
    let (head, rest) = original.split_once("\n[process.settlement]").unwrap();
    let rest = format!("[process.settlement]{rest}");
    let (processes, others) = rest.split_once("[factor.warmth]").unwrap();
    let shuffled = format!(
        "{head}\n[factor.idle]\nstart = {{ normal = [0, 1] }}\n\n[factor.warmth]{others}\n{processes}"
    );
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let small = ["--allow", env!("CARGO_MANIFEST_DIR"), "--worlds", "300"];
    let told = |file: &str| discover(&[&[file][..], &small].concat()).0["data"].clone();
    let (plain, shuffled) = (told(&write("plain.toml", &original)), told(&write("shuffled.toml", &shuffled)));
    assert!(!plain["boxes"].as_array().unwrap().is_empty());
    assert_eq!(plain, shuffled);
}

#[test]
fn above_a_level_worlds_are_counted() {
    let (told, text) = discover(&[&planted("box"), "--above", "0.2"]);
    let boxes = told["data"]["boxes"].as_array().unwrap();
    assert_eq!(keys(&boxes[0]), ["factor.fear.start", "factor.warmth.start"], "{text}");
    // Chances are 5 or 30 %: hardly any world outside lies above 20 %, most inside do; 25 paths leave some doubt of each, and the border takes in a few others.
    let density = |of: &str| boxes[0]["tested"][of]["estimate"].as_f64().unwrap();
    assert!(density("density") > 0.7 && density("density_elsewhere") < 0.05, "{text}");
}
