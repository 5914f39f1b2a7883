//! What the first page of a briefing claims is what the run can tell: options set against each other in the same worlds, and nothing quoted that nobody judged.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fs;

use crate::common::desk::{Desk, code, errors, files, json, minimal, repository, shipped};

/// The text of a briefing of a run of these files.
fn told(desk: &Desk, scenarios: &[&str], size: [&str; 4]) -> String {
    desk.done(&[&["run", "--quiet", "--out", "run"], scenarios, &size].concat());
    desk.done(&["brief", "run", "--out", "told.md"]);
    fs::read_to_string(desk.path("told.md")).unwrap()
}

fn title(told: &str) -> String {
    told.lines().find(|line| line.contains("Settled") && line.contains("in December 2025")).unwrap().into()
}

const SIZE: [&str; 4] = ["--worlds", "400", "--paths", "25"];

#[test]
fn options_are_told_apart_by_the_worlds_that_they_share() {
    let desk = Desk::new();
    // Trust a little above its average: a point less, where each of the two chances has an error of half a point.
    let other = desk.over_minimal("other.toml", "name = \"Bank B\"\n[factor.trust]\nstart = 0.06\n");
    let found = told(&desk, &[&minimal(), &other], SIZE);
    assert!(title(&found).contains("The river bank leads to “Settled”"), "{}", title(&found));
    for figure in [
        "Settled in December 2025: The river bank leads at 50% (",
        "Settled in December 2025: The river bank leads at 50%\n",
        "No side a loser in December 2025: no option makes it more likely than not; The river bank comes closest at 45%",
        "An end without a loser in December 2025: no option makes it more likely than not; The river bank comes closest at 45%",
    ] {
        assert!(found.contains(figure), "no {figure:?} in\n{found}");
    }
    let outcomes = json(&files(&desk.path("run"))["outcomes.json"]);
    let error = |place: usize| {
        let rows = outcomes["scenarios"][place]["estimates"].as_array().unwrap();
        let row = rows.iter().find(|row| row["outcome"].as_str().unwrap().starts_with("segment.")).unwrap();
        (row["estimate"].as_f64().unwrap(), row["standard_error"].as_f64().unwrap())
    };
    let ((a, of_a), (b, of_b)) = (error(0), error(1));
    assert!(a - b < 2.0 * (of_a * of_a + of_b * of_b).sqrt(), "independent errors would not tell them apart");
    // The planted bug: what does not differ at all is not told apart.
    let twin = desk.over_minimal("twin.toml", "name = \"Bank B\"\n");
    let found = told(&desk, &[&minimal(), &twin], SIZE);
    assert!(title(&found).contains("cannot be told apart"), "{}", title(&found));
    let third = desk.over_minimal("third.toml", "name = \"Bank C\"\n");
    let found = told(&desk, &[&minimal(), &twin, &third], SIZE);
    assert!(title(&found).contains("in 50% and cannot be told apart"), "{}", title(&found));
}

#[test]
fn less_than_a_point_is_told_by_its_tenths() {
    let desk = Desk::new();
    let with = |name: &str, trust: f64| {
        let text = format!("name = \"{name}\"\n[factor.trust]\nstart = {trust}\n");
        desk.over_minimal(&format!("{trust}.toml"), &text)
    };
    let found =
        told(&desk, &[&with("Bank B", 0.1), &with("Bank C", 0.03)], ["--worlds", "2000", "--paths", "25"]);
    assert!(found.contains("It is 0.5 points ahead of Bank C ("), "{found}");
}

#[test]
fn what_nobody_judged_stands_on_the_first_page() {
    let desk = Desk::new();
    let unjudged = repository("tests/rejected/410-S427-nobody-judged.toml");
    let allowed = ["--allow", &repository("tests/scenarios"), "--worlds", "40", "--paths", "5", "--quiet"];
    desk.done(&[&["run", &unjudged, "--out", "run"], &allowed[..]].concat());
    desk.done(&["brief", "run", "--out", "told.md"]);
    let found = fs::read_to_string(desk.path("told.md")).unwrap();
    assert!(found.contains("Nobody judged how acceptable “"), "{found}");
    // Of a file in which all is judged, no such word.
    let desk = Desk::new();
    let found = told(&desk, &[&shipped("status-quo")], ["--worlds", "40", "--paths", "5"]);
    assert!(!found.contains("Nobody judged"));
}

#[test]
fn terms_that_every_option_leaves_alone_are_named() {
    let desk = Desk::new();
    let found = told(
        &desk,
        &[&shipped("two-plus-alpha"), &shipped("two-island-1956")],
        ["--worlds", "40", "--paths", "5"],
    );
    let still = found.lines().find(|line| line.starts_with("Left as it is by every option here: ")).unwrap();
    for island in ["Etorofu / Iturup: ", "Kunashiri / Kunashir: "] {
        assert!(still.contains(island), "{still}");
    }
    assert!(!still.contains("Shikotan"), "{still}");
}

#[test]
fn a_briefing_has_the_kind_that_its_name_says() {
    let desk = Desk::new();
    desk.folder("run", &[&minimal()], &[]);
    desk.done(&["brief", "run", "--out", "b.md"]);
    assert!(fs::read_to_string(desk.path("b.md")).unwrap().starts_with('#'));
    let output = desk.run(&["brief", "run", "--out", "c.html", "--format", "md"]);
    assert_eq!(code(&output), Some(2));
    assert!(errors(&output).contains("make them agree"), "{}", errors(&output));
    assert!(!desk.path("c.html").exists());
}

#[test]
fn a_run_that_takes_the_place_of_another_says_of_which() {
    let desk = Desk::new();
    let run = |seed: &str| {
        errors(&desk.run(&[
            "run",
            &minimal(),
            "--seed",
            seed,
            "--worlds",
            "20",
            "--paths",
            "3",
            "--out",
            "run",
        ]))
    };
    assert!(!run("1").contains("in place of"));
    // The same again is no other.
    assert!(!run("1").contains("in place of"));
    assert!(run("2").contains("in place of another run: "), "and says which");
}
