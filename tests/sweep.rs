//! An outcome as keys are varied, and where it is so much.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use serde_json::Value;

use crate::common::desk::{Desk, SMALL, code, errors, minimal, shipped};

const LAPSE: &str = "process.settlement.transition.lapse.per_year";

/// What `sweep --format json` tells.
fn swept(desk: &Desk, arguments: &[&str]) -> Value {
    let text = desk.done(&[&["sweep"], arguments, &["--format", "json", "--quiet"]].concat());
    let document: Value = serde_json::from_str(&text).unwrap();
    document["inquiries"][0].clone()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key} in {value}"))
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("no number {key} in {value}"))
}

/// The estimate of a run with a value laid over the file.
fn of_run(desk: &Desk, scenario: &str, sets: &[&str], outcome: &str) -> Value {
    let out = format!("run-{}", desk.names().len());
    let sets: Vec<&str> = sets.iter().flat_map(|set| ["--set", set]).collect();
    let arguments =
        [&["run", scenario, "--format", "json", "--quiet", "--out", &out], &SMALL[..], &sets].concat();
    let document: Value = serde_json::from_str(&desk.done(&arguments)).unwrap();
    let rows = document["scenarios"][0]["estimates"].as_array().unwrap().clone();
    rows.into_iter().rfind(|row| row["outcome"] == outcome).unwrap_or_else(|| panic!("no {outcome}"))
}

#[test]
fn a_setting_has_the_numbers_of_a_run_with_that_value() {
    let desk = Desk::new();
    let over = format!("{LAPSE}=0.05,0.4");
    let found = swept(
        &desk,
        &[&[minimal().as_str(), "--over", &over, "--of", "segment.settlement.broken"], &SMALL[..]].concat(),
    );
    let line = &found["data"]["lines"][0];
    for (point, value) in list(line, "points").iter().zip(["0.05", "0.4"]) {
        let run = of_run(&desk, &minimal(), &[&format!("{LAPSE}={value}")], "segment.settlement.broken");
        for (ours, theirs) in
            [("estimate", "estimate"), ("confidence_lo", "confidence_lo"), ("confidence_hi", "confidence_hi")]
        {
            assert_eq!(number(&point["told"], ours), number(&run, theirs), "{value} {ours}");
        }
    }
    let as_it_is = of_run(&desk, &minimal(), &[], "segment.settlement.broken");
    assert_eq!(number(&line["as_it_is"], "estimate"), number(&as_it_is, "estimate"));
    assert_eq!(found["figures"], serde_json::json!(["sweep"]));
}

#[test]
fn a_quantity_goes_from_its_5_to_its_95_percent_point_and_terms_over_their_levels() {
    let desk = Desk::new();
    let of = |over: &str| {
        let found = swept(&desk, &[&[minimal().as_str(), "--over", over], &SMALL[..]].concat());
        list(&found["data"]["lines"][0], "points").clone()
    };
    let width = of("party.lowland.audience.assembly.width");
    assert_eq!(width.len(), 17);
    assert!((number(&width[0], "at") - 5.0).abs() < 1e-9 && (number(&width[16], "at") - 12.0).abs() < 1e-9);
    let bank: Vec<Value> =
        of("option_sheet.joint.terms.north_bank").iter().map(|p| p["at"].clone()).collect();
    assert_eq!(bank, ["upland", "shared", "lowland"]);
    let toll = of("option_sheet.joint.terms.toll=0..6:4");
    assert_eq!(toll.iter().map(|p| number(p, "at")).collect::<Vec<_>>(), [0.0, 2.0, 4.0, 6.0]);
    let options: Vec<Value> = of("option").iter().map(|p| p["at"].clone()).collect();
    assert_eq!(options, ["joint", "cession"]);
}

#[test]
fn a_refused_setting_is_told_and_the_others_are_not_lost() {
    let desk = Desk::new();
    let found =
        swept(&desk, &[&[minimal().as_str(), "--over", "factor.trust.start=-1,0,1,9"], &SMALL[..]].concat());
    let points = list(&found["data"]["lines"][0], "points");
    assert!(points[..3].iter().all(|point| point["refused"].is_null() && point["told"].is_object()));
    assert!(
        points[3]["told"].is_null()
            && points[3]["refused"].as_str().unwrap().contains("held between -2 and 2")
    );
    let remarks = list(&found, "remarks");
    assert!(remarks.iter().any(|remark| remark.as_str().unwrap().contains("refused at 9")), "{remarks:?}");
    // A level that is not feasible is refused by the rule that forbids it.
    let found = swept(
        &desk,
        &[
            &[minimal().as_str(), "--set", "option=\"cession\"", "--over", "option_sheet.cession.terms.dam"],
            &SMALL[..],
        ]
        .concat(),
    );
    let points = list(&found["data"]["lines"][0], "points");
    assert!(
        points[0]["refused"].as_str().unwrap().contains("infeasible")
            || points[0]["refused"].as_str().unwrap().contains("S504"),
        "{points:?}"
    );
    assert!(points[1]["refused"].is_null());
}

#[test]
fn several_scenarios_are_lines_and_two_keys_are_a_map() {
    let desk = Desk::new();
    let other = desk.over_minimal("other.toml", "name = \"Other\"\n[factor.trust]\nstart = 1\n");
    let over = format!("{LAPSE}=0.05,0.2,0.4");
    let lines = swept(&desk, &[&[minimal().as_str(), &other, "--over", &over], &SMALL[..]].concat());
    assert_eq!(list(&lines["data"], "lines").len(), 2);
    let two = ["--over", over.as_str(), "--over", "factor.trust.start=0.2,1"];
    let map = swept(&desk, &[&[minimal().as_str()], &two[..], &SMALL[..]].concat());
    assert_eq!(map["figures"], serde_json::json!(["heat-map"]));
    let cells = list(&map["data"], "cells");
    // The rows are the second key: 0.2 is how things are, 1 is the other file.
    for (row, line) in cells.iter().zip(list(&lines["data"], "lines")) {
        let told: Vec<f64> = row.as_array().unwrap().iter().map(|cell| number(cell, "estimate")).collect();
        let points: Vec<f64> =
            list(line, "points").iter().map(|point| number(&point["told"], "estimate")).collect();
        assert_eq!(told, points);
    }
    // One scenario against another: the difference, and the line where they are equally good.
    let difference = swept(&desk, &[&[minimal().as_str(), &other], &two[..], &SMALL[..]].concat());
    assert_eq!(number(&difference["data"], "level"), 0.0);
    let [low, high] =
        [0, 1].map(|row: usize| number(&list(&difference["data"], "cells")[row][0], "estimate"));
    assert_eq!(low, 0.0, "with the same start they are the same scenario");
    assert_eq!(high, 0.0);
}

#[test]
fn a_root_lies_where_the_closed_form_has_it() {
    let desk = Desk::new();
    let file = crate::common::desk::repository("tests/scenarios/published/common_numbers.toml");
    let allowed = crate::common::desk::repository("tests/scenarios/closed");
    let find = |rule: &str| {
        let over =
            ["--over", "factor.shift.start=0..0.5", "--find", rule, "--seed", "11", "--worlds", "4000"];
        swept(&desk, &[&[file.as_str(), "--allow", &allowed], &over[..]].concat())
    };
    // P(Z + x > 1) = 0.2 where x = 1 − 0.8416212336.
    let found = find("end.waiting.after = 0.2");
    let roots = &found["data"]["lines"][0]["roots"];
    let [one] = &list(roots, "stretches")[..] else { panic!("{roots}") };
    let (from, to) = (number(one, "from"), number(one, "to"));
    // Twice as far as the interval at 95 %: beyond it lie the roots of 1e-4 of all seeds.
    let middle = f64::midpoint(from, to);
    assert!((middle - 0.158_378_8).abs() < to - from && one["passage"] == "rises", "{one}");
    assert!(to - from < 0.12, "{one}");
    assert!(found["findings"][0].as_str().unwrap().contains("is 20%"), "{}", found["findings"]);
    let none = find("end.waiting.after = 0.6");
    assert_eq!(list(&none["data"]["lines"][0]["roots"], "stretches").len(), 0);
    let told = none["findings"][0].as_str().unwrap();
    assert!(told.contains("nowhere from 0 to 0.5") && told.contains("comes nearest at 0.5"), "{told}");
    // Nothing reads the mean of a factor that is not there to be read: the outcome is level, and anywhere will do.
    let over = [
        "--over",
        "party.one.audience.house.width=1..9",
        "--find",
        "end.waiting.after = 0.228",
        "--seed",
        "11",
    ];
    let level = swept(&desk, &[&[file.as_str(), "--allow", &allowed], &over[..]].concat());
    let [one] = &list(&level["data"]["lines"][0]["roots"], "stretches")[..] else { panic!("{level}") };
    assert_eq!((one["open_below"].clone(), one["open_above"].clone()), (true.into(), true.into()));
    assert_eq!((number(one, "level_from"), number(one, "level_to")), (1.0, 9.0));
    let told = level["findings"].to_string();
    assert!(told.contains("any of these values may do"), "{told}");
}

#[test]
fn two_scenarios_are_equally_good_where_their_lines_cross() {
    let desk = Desk::new();
    let file = crate::common::desk::repository("tests/scenarios/published/common_numbers.toml");
    let allowed = crate::common::desk::repository("tests/scenarios");
    let other = desk.write(
        "fixed.toml",
        &format!("extends = \"{file}\"\n[process.waiting.transition.happen]\nchance = {{ formula = \"min(1, max(0, 1e9 * (factor.z.start - 0.8 + 0 * factor.shift.start)))\" }}\n"),
    );
    let over =
        ["--over", "factor.shift.start=0..0.5", "--find", "after equal", "--seed", "3", "--worlds", "2000"];
    let found = swept(&desk, &[&[file.as_str(), &other, "--allow", &allowed], &over[..]].concat());
    let [one] = &list(&found["data"]["lines"][0]["roots"], "stretches")[..] else { panic!("{found}") };
    // On common draws Z + x > 1 and Z > 0.8 are the same event at x = 0.2, whatever was drawn.
    assert!(number(one, "from") <= 0.2 && 0.2 <= number(one, "to"), "{one}");
    assert!(number(one, "to") - number(one, "from") < 0.1, "{one}");
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let desk = Desk::new();
    let run = |threads: &str| {
        let over = ["--over", LAPSE, "--over", "factor.trust.start=0..1:3", "--format", "json", "--quiet"];
        desk.done(
            &[
                &[
                    "sweep",
                    minimal().as_str(),
                    "--set",
                    "process.settlement.transition.lapse.per_year={ uniform = [0.05, 0.4] }",
                    "--threads",
                    threads,
                ],
                &over[..],
                &SMALL[..],
            ]
            .concat(),
        )
    };
    assert_eq!(run("1"), run("2"));
}

#[test]
fn what_cannot_be_swept_is_refused_with_a_way_out() {
    let desk = Desk::new();
    let refused = |arguments: &[&str]| {
        let output = desk.run(&[&["sweep", minimal().as_str()], arguments, &SMALL[..]].concat());
        assert_eq!(code(&output), Some(2), "{arguments:?}");
        errors(&output)
    };
    for (arguments, part) in [
        (vec!["--over", "factor.trust.stat"], "did you mean `factor.trust.start`"),
        (vec!["--over", LAPSE], "is certain"),
        (vec!["--over", "factor.trust.start=1..0"], "does not lie below"),
        (vec!["--over", "option_sheet.joint.terms.dam=shut"], "there are `closed`, `open`"),
        (vec!["--over", "factor.trust.start=0..1", "--find", "in_force"], "OUTCOME = NUMBER"),
        (vec!["--over", "option", "--find", "in_force = 0.1"], "no range of numbers"),
        (vec!["--over", "factor.trust.start=0..1", "--find", "in_force equal"], "two scenarios"),
        (vec!["--over", "factor.trust.start=0..1", "--of", "nowhere"], "no chance or mean `nowhere`"),
    ] {
        let told = refused(&arguments);
        assert!(told.contains(part), "{arguments:?}\n{told}");
    }
}

#[test]
fn a_sweep_is_drawn_and_its_main_table_is_a_sheet() {
    let desk = Desk::new();
    let arguments = [
        "sweep",
        &shipped("two-plus-alpha"),
        "--over",
        "factor.russia_willingness.start=-1..1:3",
        "--chart",
        "charts",
        "--format",
        "csv",
        "--quiet",
    ];
    let text = desk.done(&[&arguments[..], &["--worlds", "20", "--paths", "4"]].concat());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(lines[1].starts_with("-1"), "{text}");
    assert!(desk.path("charts/sweep.png").is_file() && desk.path("charts/figures.json").is_file());
}
