//! What was edited, what that moved, and how much of it each edit did.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use crate::common::desk::{self, Desk, SMALL, code, errors, minimal, shipped};
use hikiwake::figures::{Compared, Content, Figures};
use serde_json::Value;

/// Enough worlds for a clear effect.
const ENOUGH: [&str; 4] = ["--worlds", "400", "--paths", "10"];

/// The answer of `diff --format json`: one item a pair of scenarios.
fn diff(desk: &Desk, arguments: &[&str]) -> Vec<Value> {
    let text = desk.done(&[&["diff"], arguments, &["--format", "json"]].concat());
    serde_json::from_str::<Value>(&text).unwrap().as_array().unwrap().clone()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key} in {value}"))
}

/// The change of one estimate at the horizon of the minimal scenario.
fn change<'v>(diff: &'v Value, outcome: &str) -> &'v Value {
    let is_it = |c: &&Value| c["outcome"] == outcome && c["by"] == "2025-12";
    list(diff, "changes").iter().find(is_it).unwrap_or_else(|| panic!("no {outcome}"))
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("no number {key} in {value}"))
}

/// How far a difference may be from the sum of its shares, which are not rounded: it is told to two digits of its error, or in full where it has none.
fn rounding(change: &Value) -> f64 {
    change["standard_error"].as_f64().map_or(1e-9 * number(change, "after").abs(), |error| 0.06 * error)
}

#[test]
fn a_run_against_itself_is_no_edit_and_exactly_0() {
    let desk = Desk::new();
    desk.folder("run", &[&shipped("two-plus-alpha")], &[]);
    let found = diff(&desk, &["run", "run"]);
    assert_eq!(found.len(), 1);
    assert_eq!(list(&found[0], "edits").len(), 0);
    assert!(found[0]["attribution"].is_null());
    assert!(list(&found[0], "changes").len() > 300);
    for change in list(&found[0], "changes") {
        // A median beyond the horizon on both sides is no number.
        let never = change["before"].is_null() && change["after"].is_null();
        assert!(
            never || number(change, "difference") == 0.0 && number(change, "standard_error") == 0.0,
            "{change}"
        );
    }
    let text = desk.done(&["diff", "run", "run"]);
    assert!(text.contains("No edit: the same values") && text.contains("No difference: all"), "{text}");
}

#[test]
fn one_number_is_named_with_its_layers_and_its_effect() {
    let desk = Desk::new();
    let run = |scenario: &str, out: &str| {
        desk.done(&[&["run", scenario, "--out", out, "--quiet"], &ENOUGH[..]].concat())
    };
    run(&minimal(), "before");
    let edited = desk.over_minimal("edited.toml", "[process.settlement.transition.lapse]\nper_year = 0.4\n");
    run(&edited, "after");
    let found = &diff(&desk, &["before", "after"])[0];
    let edits = list(found, "edits");
    assert_eq!(edits.len(), 1, "{edits:?}");
    assert_eq!(edits[0]["key"], "process.settlement.transition.lapse.per_year");
    let side = |which: &str| -> (&str, &str) {
        let entry = &list(&edits[0], which)[0];
        (entry["value"].as_str().unwrap(), entry["place"].as_str().unwrap())
    };
    assert_eq!(side("old").0, "0.1");
    assert!(side("old").1.starts_with("minimal.toml:"), "{}", side("old").1);
    assert_eq!(side("new"), ("0.4", "edited.toml:3"));
    let broken = change(found, "segment.settlement.broken");
    let (difference, error) = (number(broken, "difference"), number(broken, "standard_error"));
    // Lapses four times as often: worlds agree on the direction, whatever else they hold.
    assert!(difference > 0.1 && error > 0.0 && difference > 10.0 * error, "{broken}");
    let rounding = (number(broken, "after") - number(broken, "before") - difference).abs();
    assert!(rounding < 0.003, "{broken}");
    let text = desk.done(&["diff", "before", "after"]);
    for part in
        ["process.settlement.transition.lapse.per_year", "0.1 → 0.4", "edited.toml:3, before minimal.toml:"]
    {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    // The same two files, not yet run, give the same answer.
    let files = &diff(&desk, &[&[minimal().as_str(), &edited], &ENOUGH[..]].concat())[0];
    assert_eq!(files["changes"], found["changes"]);
}

#[test]
fn a_set_is_a_layer() {
    let desk = Desk::new();
    desk.folder("before", &[&minimal()], &[]);
    desk.folder("after", &[&minimal()], &["--set", "factor.trust.start=1"]);
    let text = desk.done(&["diff", "before", "after"]);
    assert!(text.contains("factor.trust.start\n      0.2 → 1\n      --set"), "{text}");
}

#[test]
fn words_move_nothing_and_are_told_apart() {
    let desk = Desk::new();
    let worded = desk.over_minimal(
        "worded.toml",
        "name = \"The other bank\"\n[factor.trust]\njudgement = \"a second reading\"\n[evidence.E3]\nclaim = \"c\"\nsource = \"s\"\nevent = 2019-01-01\npublished = 2019-01-01\nkind = \"fact\"\n[term.dam]\nnote = \"low water\"\n",
    );
    let found = &diff(&desk, &[&[minimal().as_str(), &worded], &SMALL[..]].concat())[0];
    let keys: Vec<&str> = list(found, "edits").iter().map(|e| e["key"].as_str().unwrap()).collect();
    for key in ["name", "factor.trust.judgement", "evidence.E3", "term.dam.note"] {
        assert!(keys.contains(&key), "{keys:?}");
    }
    assert!(list(found, "edits").iter().all(|e| e["words_only"] == true), "{found}");
    assert!(
        list(found, "changes").iter().all(|c| c["before"].is_null() || number(c, "standard_error") == 0.0)
    );
    let text = desk.done(&[&["diff", &minimal(), &worded], &SMALL[..]].concat());
    assert!(
        text.contains("Edits in words, on which no number depends") && text.contains("No difference"),
        "{text}"
    );
    assert!(text.contains("\"the author's reading of the Gazette\" → \"a second reading\""), "{text}");
}

#[test]
fn shares_of_several_edits_sum_to_the_whole_difference() {
    let desk = Desk::new();
    let edits = [
        "[process.settlement.transition.lapse]\nper_year = 0.3\n",
        "[factor.trust]\nstart = 1\n",
        "[party.lowland.audience.assembly]\nreservation = 25\n",
        "[metric.draw]\ntolerance = 3\n",
    ];
    let edited = desk.over_minimal("edited.toml", &edits.concat());
    let found = &diff(&desk, &[&[minimal().as_str(), &edited], &ENOUGH[..]].concat())[0];
    let attribution = &found["attribution"];
    assert!(attribution["orders"].is_null(), "few enough for every subset");
    let mut clear = 0;
    for outcome in list(attribution, "outcomes") {
        let shares = list(outcome, "shares");
        assert_eq!(shares.len(), 4);
        let sum: f64 = shares.iter().map(|s| number(s, "share")).sum();
        let total = change(found, outcome["outcome"].as_str().unwrap());
        assert!((sum - number(total, "difference")).abs() <= rounding(total), "{outcome} {total}");
        // What no number of this outcome depends on has no share.
        if outcome["outcome"].as_str().unwrap().starts_with("segment.") {
            let idle = shares.iter().find(|s| s["edit"] == "metric.draw.tolerance").unwrap();
            assert_eq!((number(idle, "share"), number(idle, "standard_error")), (0.0, 0.0));
            clear += shares
                .iter()
                .filter(|s| number(s, "share").abs() > 4.0 * number(s, "standard_error"))
                .count();
        }
    }
    assert!(clear >= 3, "only {clear} clear shares");
}

#[test]
fn more_edits_than_subsets_are_tried_in_orders() {
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
    let edited = desk.over_minimal("edited.toml", &text);
    let found = &diff(&desk, &[&[minimal().as_str(), &edited], &SMALL[..]].concat())[0];
    assert!(found["attribution"]["orders"].as_u64().unwrap() >= 8, "{}", found["attribution"]["method"]);
    let outcomes = list(&found["attribution"], "outcomes");
    assert!(!outcomes.is_empty());
    for outcome in outcomes {
        let total = change(found, outcome["outcome"].as_str().unwrap());
        let sum: f64 = list(outcome, "shares").iter().map(|s| number(s, "share")).sum();
        assert!((sum - number(total, "difference")).abs() <= rounding(total), "{outcome}");
        assert!(list(outcome, "shares").iter().all(|s| number(s, "order_error") >= 0.0));
    }
}

#[test]
fn edits_that_need_each_other_are_one() {
    let desk = Desk::new();
    // A rate in place of a chance a year; a factor and the driver that reads it; an edit of its own.
    let edited = desk.over_minimal(
        "edited.toml",
        "[process.settlement.transition.sign]\nannual_chance = { remove = true }\nper_year = 0.5\ndrivers.calm = { factor = \"calm\", times = 1.5 }\n[factor.calm]\nstart = 1\njudgement = \"new\"\n[factor.trust]\nstart = 1\n",
    );
    let found = &diff(&desk, &[&[minimal().as_str(), &edited], &ENOUGH[..]].concat())[0];
    let shares = list(&list(&found["attribution"], "outcomes")[0], "shares");
    let mut groups: Vec<&str> = shares.iter().map(|s| s["edit"].as_str().unwrap()).collect();
    groups.sort();
    assert_eq!(groups.len(), 3, "{groups:?}");
    assert!(groups.iter().any(|g| g.contains("annual_chance") && g.contains("per_year")), "{groups:?}");
    assert!(groups.iter().any(|g| g.contains("factor.calm") && g.contains("drivers.calm")), "{groups:?}");
    assert!(groups.contains(&"factor.trust.start"), "{groups:?}");
}

#[test]
fn another_seed_or_size_is_explained_and_does_not_blur_the_edits() {
    let desk = Desk::new();
    desk.folder("before", &[&minimal()], &["--seed", "1"]);
    let larger = ["--seed", "2", "--worlds", "60", "--paths", "5", "--out", "after"];
    desk.done(&[&["run", &minimal()], &larger[..]].concat());
    let text = desk.done(&["diff", "before", "after"]);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("40 worlds × 5 paths, seed 1, the second with 60 worlds × 5 paths, seed 2"),
        "{text}"
    );
    assert!(words.contains("No edit") && words.contains("No difference"), "{text}");
}

#[test]
fn scenarios_of_one_name_are_paired_and_others_named() {
    let desk = Desk::new();
    let [a, b, c] = ["status-quo", "two-plus-alpha", "zero-plus-alpha"].map(shipped);
    desk.folder("before", &[&a, &b], &[]);
    desk.folder("after", &[&b, &c], &[]);
    let found = diff(&desk, &["before", "after"]);
    assert_eq!(found.len(), 1);
    assert_eq!(list(&found[0], "edits").len(), 0);
    let notes = found[0]["notes"].to_string();
    assert!(
        notes.contains("status-quo is only in before") && notes.contains("zero-plus-alpha is only in after"),
        "{notes}"
    );
}

#[test]
fn the_text_fits_a_commit_message_and_markdown_is_only_text() {
    let desk = Desk::new();
    let edited = desk.over_minimal(
        "edited.toml",
        "name = \"A | <b>bold</b> name\"\n[factor.trust]\nstart = 1\n[process.settlement.transition.lapse]\nper_year = 0.3\n",
    );
    let before = minimal();
    let arguments = [&["diff", &before, &edited], &SMALL[..]].concat();
    let output = desk.command(&arguments).env("COLUMNS", "140").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    // A path is one word, and may be longer than a line.
    let prose = text
        .lines()
        .filter(|line| !line.contains(desk.0.path().to_str().unwrap()) && !line.contains("minimal.toml)"));
    assert!(prose.clone().count() > 20);
    for line in prose {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let markdown = desk.done(&[&arguments[..], &["--format", "md"]].concat());
    assert!(markdown.contains("A \\| &lt;b&gt;bold&lt;/b&gt; name"), "{markdown}");
    assert!(markdown.contains("| together |"), "{markdown}");
}

#[test]
fn compare_sets_every_scenario_against_the_first() {
    let desk = Desk::new();
    let [a, b] = ["status-quo", "two-plus-alpha"].map(shipped);
    let text = desk.done(&[&["compare", &a, &b, &a, "--quiet"], &SMALL[..]].concat());
    let pages: Vec<&str> = text.split(" against ").collect();
    assert_eq!(pages.len(), 3, "{text}");
    assert!(pages[1].contains("Reached at some time: Framework named") && pages[1].contains(" ± "), "{text}");
    // The first against itself: nothing moves, and how much does not is told by its number.
    assert!(!pages[2].contains(" ± ") && pages[2].contains(" measures do not move: "), "{text}");
    assert!(!pages[1].contains("0 in every world"), "{text}");
    let json = desk.done(&[&["compare", &a, &b, "--format", "json", "--quiet"], &SMALL[..]].concat());
    let document: Value = serde_json::from_str(&json).unwrap();
    let differences = &document["differences"][0];
    assert_eq!(
        (&differences["file"], &differences["against"]),
        (&"two-plus-alpha".into(), &"status-quo".into())
    );
    // A run of the same files tells the same.
    desk.folder("run", &[&a, &b], &[]);
    let run = desk::json(&std::fs::read(desk.path("run/outcomes.json")).unwrap());
    assert_eq!(run["differences"], document["differences"]);
    // A file alone has nothing to be compared with.
    assert_eq!(code(&desk.run(&["compare", &a])), Some(2));
    let later = desk.over_minimal("later.toml", "as_of = 2020-07-31\n");
    let output = desk.run(&[&["compare", &minimal(), &later], &SMALL[..]].concat());
    assert_eq!(code(&output), Some(2));
    assert!(errors(&output).contains("as_of"), "{}", errors(&output));
}

#[test]
fn the_differences_and_the_shares_are_drawn_as_they_are_told() {
    let desk = Desk::new();
    let edited = desk.over_minimal(
        "edited.toml",
        "[process.settlement.transition.lapse]\nper_year = 0.4\n[factor.trust]\nstart = 1\n",
    );
    let base = minimal();
    let arguments = [&[base.as_str(), &edited], &ENOUGH[..]].concat();
    let told = &diff(&desk, &[&arguments[..], &["--chart", "drawn"]].concat())[0];
    let text = std::fs::read_to_string(desk.path("drawn/figures.json")).unwrap();
    let figures = Figures::parse(&text).unwrap().figures;
    let names: Vec<&str> = figures.iter().map(|figure| figure.name.as_str()).collect();
    assert_eq!(names[..2], ["differences", "shares"], "{names:?}");
    for name in names {
        for ending in ["svg", "png"] {
            assert!(desk.path(&format!("drawn/{name}.{ending}")).is_file(), "{name}.{ending}");
        }
    }
    let Content::Differences(drawn) = &figures[0].content else { panic!("{text}") };
    assert!(drawn.rows.len() >= 3, "{text}");
    let changes = list(told, "changes");
    for row in &drawn.rows {
        let same = |c: &&Value| {
            c["difference"].as_f64() == Some(row.difference)
                && c["standard_error"].as_f64() == Some(row.standard_error)
                && row.name.ends_with(c["name"].as_str().unwrap())
        };
        assert!(changes.iter().any(|c| same(&c)), "{row:?}");
    }
    for figure in &figures[1..] {
        let Content::Shares(shares) = &figure.content else { panic!("{}", figure.name) };
        assert_eq!(shares.edits.len(), 2, "{shares:?}");
        let sum: f64 = shares.edits.iter().map(|edit| edit.share).sum();
        assert!((sum - (shares.after - shares.before)).abs() < 0.01 * sum.abs().max(0.1), "{shares:?}");
    }
    // The run of both files has the digest that the charts carry.
    let run = desk.done(&[&["run"], &arguments[..], &["--out", "both", "--format", "json"]].concat());
    let digest = serde_json::from_str::<Value>(&run).unwrap()["digest"].as_str().unwrap().to_string();
    assert!(figures.iter().all(|figure| figure.provenance.digest == digest));
}

#[test]
fn several_scenarios_are_drawn_against_the_first() {
    let desk = Desk::new();
    let faster = desk.over_minimal("faster.toml", "name = \"Faster\"\n[factor.trust]\nstart = 1\n");
    let slower = desk.over_minimal("slower.toml", "name = \"Slower\"\n[factor.trust]\nstart = -1\n");
    let files = [minimal(), faster, slower];
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    desk.done(&[&["compare"], &files[..], &ENOUGH[..], &["--chart", "drawn"]].concat());
    let text = std::fs::read_to_string(desk.path("drawn/figures.json")).unwrap();
    let figure = Figures::parse(&text).unwrap().figures.remove(0);
    let Content::Differences(drawn) = &figure.content else { panic!("{text}") };
    assert_eq!(drawn.rows_are, Compared::Scenarios);
    let names: Vec<&str> = drawn.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Faster", "Slower"]);
    assert!(drawn.rows[0].difference > drawn.rows[1].difference, "{text}");
    // Two are drawn outcome by outcome.
    desk.done(&[&["compare"], &files[..2], &ENOUGH[..], &["--chart", "two.svg"]].concat());
    let svg = std::fs::read_to_string(desk.path("two.svg")).unwrap();
    assert!(
        svg.contains("In December 2025 (at some time: by then), share of histories")
            && svg.contains("Reached at some time:"),
        "{svg}"
    );
}
