//! Two analysts disagree: which disagreement makes the difference, and which are idle.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use serde_json::Value;

use crate::common::desk::{Desk, code, errors, minimal, repository};

/// Enough worlds for a clear effect.
const ENOUGH: [&str; 4] = ["--worlds", "400", "--paths", "10"];

const BROKEN: &str = "segment.settlement.broken";

/// What `dispute --format json` tells.
fn disputed(desk: &Desk, arguments: &[&str]) -> Value {
    let text = desk.done(&[&["dispute"], arguments, &["--format", "json", "--quiet"], &ENOUGH[..]].concat());
    let document: Value = serde_json::from_str(&text).unwrap();
    document["inquiries"][0].clone()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key} in {value}"))
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("no number {key} in {value}"))
}

/// The disagreement that holds this key.
fn at<'v>(found: &'v Value, key: &str) -> &'v Value {
    let holds = |point: &&Value| list(point, "held").iter().any(|held| held["key"] == key);
    list(&found["data"], "disagreements").iter().find(holds).unwrap_or_else(|| panic!("no {key} in {found}"))
}

/// An outcome of a file.
fn estimate(desk: &Desk, file: &str, sets: &[&str], outcome: &str) -> f64 {
    let out = format!("run-{}", desk.names().len());
    let sets: Vec<&str> = sets.iter().flat_map(|set| ["--set", set]).collect();
    let arguments =
        [&["run", file, "--format", "json", "--quiet", "--out", &out], &ENOUGH[..], &sets].concat();
    let document: Value = serde_json::from_str(&desk.done(&arguments)).unwrap();
    let rows = document["scenarios"][0]["estimates"].as_array().unwrap();
    number(rows.iter().rfind(|row| row["outcome"] == outcome).unwrap(), "estimate")
}

#[test]
fn the_difference_is_shared_out_and_what_nothing_reads_is_idle() {
    let desk = Desk::new();
    let other = desk.over_minimal(
        "other.toml",
        "[process.settlement.transition.lapse]\nper_year = 0.4\njudgement = \"a second reading\"\n[metric.draw]\ntolerance = 3\n[factor.trust]\nstart = 0.200001\n",
    );
    let found = disputed(&desk, &[&minimal(), &other, "--of", BROKEN]);
    let [a, b] = [0, 1].map(|side: usize| number(&list(&found["data"], "says")[side], "estimate"));
    assert_eq!(a, estimate(&desk, &minimal(), &[], BROKEN));
    assert_eq!(b, estimate(&desk, &other, &[], BROKEN));
    let sum: f64 = list(&found["data"], "disagreements").iter().map(|point| number(point, "share")).sum();
    assert!((sum - (b - a)).abs() < 1e-12 && (number(&found["data"], "difference") - (b - a)).abs() < 1e-12);
    let lapse = at(&found, "process.settlement.transition.lapse.per_year");
    assert_eq!(lapse["standing"], "matters");
    assert!(number(lapse, "share") > 10.0 * number(lapse, "standard_error"));
    let held = &list(lapse, "held")[0];
    assert_eq!(held["values"], serde_json::json!(["0.1", "0.4"]));
    assert!(
        list(held, "grounds").iter().all(|ground| ground.as_str().unwrap().starts_with("stated judgement"))
    );
    assert!(held["places"][1].as_str().unwrap().starts_with("other.toml:"));
    let idle = at(&found, "metric.draw.tolerance");
    assert_eq!(
        (idle["standing"].as_str(), number(idle, "share"), number(idle, "standard_error")),
        (Some("idle"), 0.0, 0.0)
    );
    // A millionth of a level moves no history of these, which is no proof that it moves none.
    assert_eq!(at(&found, "factor.trust.start")["standing"], "noise");
    let findings: Vec<&str> = list(&found, "findings").iter().filter_map(Value::as_str).collect();
    assert!(findings[0].contains("a difference of +") && findings[1].contains("makes +"), "{findings:?}");
    assert!(
        findings.iter().any(|told| told.contains("nothing that this outcome depends on reads it")),
        "{findings:?}"
    );
}

#[test]
fn a_verdict_turns_at_the_disagreement_that_decides() {
    let desk = Desk::new();
    let other = desk.over_minimal(
        "other.toml",
        "[process.settlement.transition.lapse]\nper_year = 0.6\n[factor.trust]\nstart = 0.21\n",
    );
    let of = |file: &str| estimate(&desk, file, &[], BROKEN);
    let threshold = f64::midpoint(of(&minimal()), of(&other)).to_string();
    let found = disputed(&desk, &[&minimal(), &other, "--of", BROKEN, "--threshold", &threshold]);
    assert_eq!(found["data"]["verdicts"], serde_json::json!(["below", "above"]));
    assert_eq!(
        at(&found, "process.settlement.transition.lapse.per_year")["turned"],
        serde_json::json!(["above", "below"])
    );
    assert_eq!(at(&found, "factor.trust.start")["turned"], serde_json::json!(["below", "above"]));
    let findings: Vec<&str> = list(&found, "findings").iter().filter_map(Value::as_str).collect();
    assert!(findings.iter().any(|told| told.contains("would conclude otherwise")), "{findings:?}");
}

#[test]
fn the_order_of_options_turns_too() {
    let desk = Desk::new();
    // With the assembly content with anything, the cession is the council's to refuse.
    let other = desk.over_minimal(
        "other.toml",
        "[party.upland.audience.council]\nreservation = -90\n[party.lowland.audience.assembly]\npoints.north_bank.shared = -60\n",
    );
    let outcome = "reached.settlement.signed";
    let under = |file: &str, option: &str| estimate(&desk, file, &[&format!("option=\"{option}\"")], outcome);
    let found = disputed(&desk, &[&minimal(), &other, "--of", outcome, "--options", "joint,cession"]);
    for (side, file) in [minimal(), other.clone()].iter().enumerate() {
        let [joint, cession] = ["joint", "cession"].map(|option| under(file, option));
        let first = if joint > cession { "“Joint bank” first" } else { "“Cession” first" };
        let told = found["data"]["verdicts"][side].as_str().unwrap();
        assert!((joint - cession).abs() < 0.03 || told == first, "{side}: {told}, {joint} {cession}");
    }
    assert_ne!(found["data"]["verdicts"][0], found["data"]["verdicts"][1], "{}", found["data"]["verdicts"]);
}

#[test]
fn a_cell_and_the_sheet_it_judges_are_taken_over_rightly_together_and_apart() {
    let desk = Desk::new();
    std::fs::copy(repository("tests/scenarios/judged.toml"), desk.path("judged.toml")).unwrap();
    std::fs::copy(minimal(), desk.path("minimal.toml")).unwrap();
    let judged = desk.path("judged.toml").display().to_string();
    // The second analyst has another sheet and judged it: what the cell says is of that package.
    let other = desk.write(
        "other.toml",
        "extends = \"judged.toml\"\n[option_sheet.joint.terms]\ndam = \"closed\"\n[acceptability.joint]\nthird.elders = { p50 = 30, within = 10 }\n",
    );
    // The second's sheet under the first's cells, and the second's cells, of its own package, under the first's sheet.
    let sheet =
        desk.write("sheet.toml", "extends = \"judged.toml\"\n[option_sheet.joint.terms]\ndam = \"closed\"\n");
    let cell =
        desk.write("cell.toml", "extends = \"other.toml\"\n[option_sheet.joint.terms]\ndam = \"open\"\n");
    let outcome = "reached.settlement.signed";
    let of = |file: &str| estimate(&desk, file, &[], outcome);
    let [none, by_sheet, by_cell, both] = [&judged, &sheet, &cell, &other].map(|file| of(file));
    let found = disputed(&desk, &[&judged, &other, "--of", outcome]);
    let points = list(&found["data"], "disagreements");
    assert_eq!(points.len(), 2, "{points:?}");
    let shares = ["option_sheet.joint.terms.dam", "acceptability.joint.third.elders"]
        .map(|key| number(at(&found, key), "share"));
    let expected =
        [0.5 * ((by_sheet - none) + (both - by_cell)), 0.5 * ((by_cell - none) + (both - by_sheet))];
    for (share, expected) in shares.iter().zip(expected) {
        assert!(
            (share - expected).abs() < 1e-12,
            "{shares:?} {expected}: {none} {by_sheet} {by_cell} {both}"
        );
    }
    // All four differ, so that no other way to mix them would pass.
    let all = [none, by_sheet, by_cell, both];
    assert!((0..4).all(|i| (0..i).all(|j| all[i] != all[j])), "{all:?}");
    // The planted bug: the cell without its package. Then the first's cells would be read as of the second's package.
    let keys: Vec<&str> = list(at(&found, "acceptability.joint.third.elders"), "held")
        .iter()
        .filter_map(|held| held["key"].as_str())
        .collect();
    assert!(keys.contains(&"acceptability.joint.of.dam"), "{keys:?}");
}

#[test]
fn many_disagreements_are_told_by_element() {
    let desk = Desk::new();
    let mut text = String::new();
    for (element, key, value) in [
        ("process.settlement.transition.lapse", "per_year", "0.3"),
        ("process.settlement.transition.sign", "annual_chance", "0.5"),
        ("process.settlement.transition.ratify", "chance", "0.6"),
        ("factor.trust", "start", "1"),
        ("party.lowland.audience.assembly", "reservation", "25"),
        ("party.upland.audience.council", "width", "4"),
        ("shock.flood", "per_year", "0.5"),
    ] {
        text.push_str(&format!("[{element}]\n{key} = {value}\n"));
    }
    let other = desk.over_minimal("other.toml", &text);
    let found = disputed(&desk, &[&minimal(), &other, "--of", BROKEN, "--threshold", "0.5"]);
    assert!(found["data"]["orders"].as_u64().unwrap() >= 8);
    let points = list(&found["data"], "disagreements");
    assert_eq!(points.len(), 7);
    let sum: f64 = points.iter().map(|point| number(point, "share")).sum();
    assert!((sum - number(&found["data"], "difference")).abs() < 1e-9);
    assert!(points.iter().all(|point| point["turned"].as_array().unwrap().len() == 2));
    assert!(points.iter().any(|point| point["name"] == "Trust: level at the start"), "{points:?}");
}

#[test]
fn who_shares_every_number_has_no_dispute() {
    let desk = Desk::new();
    let other = desk.over_minimal("other.toml", "[factor.trust]\njudgement = \"a second reading\"\n");
    let found = disputed(&desk, &[&minimal(), &other]);
    let told = found["findings"][0].as_str().unwrap();
    assert!(told.starts_with("They disagree on no number") && told.contains("words only"), "{told}");
    let text = desk.done(&[&["dispute", &minimal(), &other, "--quiet"], &ENOUGH[..]].concat());
    assert!(text.contains("They disagree on no number"), "{text}");
    let output = desk.run(&["dispute", &minimal(), &other, "--options", "joint,nowhere"]);
    assert_eq!(code(&output), Some(0), "nothing to order: {}", errors(&output));
}

#[test]
fn a_single_disagreement_makes_all_of_the_difference_and_is_drawn_without_shares() {
    let desk = Desk::new();
    let other = desk.over_minimal("other.toml", "[process.settlement.transition.lapse]\nper_year = 0.4\n");
    let found = disputed(&desk, &[&minimal(), &other, "--of", BROKEN]);
    let [one] = &list(&found["data"], "disagreements")[..] else { panic!("{found}") };
    assert_eq!(number(one, "share"), number(&found["data"], "difference"));
    assert_eq!(found["figures"], serde_json::json!([]));
    let output =
        desk.run(&[&["dispute", &minimal(), &other, "--options", "joint,nowhere"], &ENOUGH[..]].concat());
    assert_eq!(code(&output), Some(2));
    assert!(errors(&output).contains("no option `nowhere`"), "{}", errors(&output));
}
