//! What is certain by construction (model.md §5.9): told of dates that are sure to come, and never of what a trial could have otherwise.

use crate::common::{generator, load_with, simulate};
use hikiwake::analysis::{self, Note, Outcomes};
use hikiwake::model::Scenario;
use hikiwake::plan::compile;

fn found(scenario: &Scenario, seed: u64) -> Outcomes {
    let plan = compile(scenario);
    analysis::summarise(scenario, &plan, &simulate(&plan, seed, 30, 4), "file")
}

/// A law that is passed on a date, comes into force at another, and lapses after its term, but for these lines.
fn law(lines: &[&str]) -> Scenario {
    let law = [
        "process.law.start = \"bill\"",
        "process.law.state.bill = {}",
        "process.law.state.passed = {}",
        "process.law.state.force = {}",
        "process.law.state.lapsed = { absorbing = true }",
        "process.law.transition.pass.from = \"bill\"",
        "process.law.transition.pass.to = \"passed\"",
        "process.law.transition.pass.at = \"2021-03\"",
        "process.law.transition.enter = { from = \"passed\", to = \"force\", at = [\"2021-02\", \"2023-01\"] }",
        "process.law.transition.lapse = { from = \"force\", to = \"lapsed\", annual_chance = 0.2 }",
        "metric.passed = { name = \"Passed\", first_reached = \"law.passed\" }",
        "metric.force = { name = \"In force\", months_in = \"law.force\" }",
    ];
    load_with("minimal.toml", &[&law, lines].concat())
}

/// Whether this is certain, and its value.
fn row(outcomes: &Outcomes, id: &str, by: &str) -> (bool, Option<f64>) {
    let row =
        outcomes.estimates.iter().find(|row| row.outcome == id && (by.is_empty() || row.by.starts_with(by)));
    let row = row.unwrap_or_else(|| panic!("{id} {by}"));
    (row.note == Some(Note::Certain), row.estimate)
}

#[test]
fn a_date_that_is_sure_to_come_is_certain() {
    let found = found(&law(&[]), 1);
    for (id, by, value) in [
        ("in.law.bill", "2020-12", 1.0),
        ("in.law.passed", "2021-12", 1.0),
        ("in.law.passed", "2022-12", 1.0),
        ("reached.law.passed", "2020-12", 0.0),
        ("reached.law.passed", "2021-12", 1.0),
        ("reached.law.force", "2022-12", 0.0),
        ("reached.law.force", "2023-12", 1.0),
        ("reached.law.lapsed", "2022-12", 0.0),
        ("end.law.passed", "", 0.0),
        // As of the end of June 2020.
        ("metric.passed.mean", "", 9.0),
    ] {
        assert_eq!(row(&found, id, by), (true, Some(value)), "{id} {by}");
    }
    for (id, by) in [
        ("in.law.force", "2023-12"),
        ("reached.law.lapsed", "2024-12"),
        ("end.law.force", ""),
        ("end.law.lapsed", ""),
        ("metric.force.mean", ""),
    ] {
        assert!(!row(&found, id, by).0, "{id} {by}");
    }
}

#[test]
fn whatever_could_stand_in_the_way_of_a_date_is_doubt() {
    let ways = [
        "process.law.transition.pass.chance = 0.99",
        "process.law.transition.pass.chance = { uniform = [0.9, 1] }",
        "process.law.transition.pass.requires = [\"upland.council\"]",
        "process.law.transition.pass.only_while = { settlement = [\"talks\"] }",
        "process.law.transition.drop = { from = \"bill\", to = \"lapsed\", per_year = 0.01 }",
        "process.law.transition.drop = { from = [\"bill\", \"force\"], to = \"lapsed\", at = \"2021-03\", chance = 0.1 }",
        "process.law.transition.veto = { from = \"bill\", to = \"lapsed\", per_year = 0.01 }",
        "process.law.transition.veto = { from = \"bill\", to = \"lapsed\", at = \"2021-03\" }",
        "shock.storm = { name = \"Storm\", per_year = 0.1, forces.end = { process = \"law\", from = [\"bill\"], to = \"lapsed\", chance = 0.5 } }",
    ];
    for way in ways {
        let found = found(&law(&[way]), 1);
        assert!(!row(&found, "reached.law.passed", "2021-12").0, "{way}");
        assert!(!row(&found, "metric.passed.mean", "").0, "{way}");
    }
    // What cannot happen stands in no way, and a step that must wait longer than its date misses it.
    let found_ =
        found(&law(&["process.law.transition.drop = { from = \"bill\", to = \"lapsed\", per_year = 0 }"]), 1);
    assert_eq!(row(&found_, "reached.law.passed", "2021-12"), (true, Some(1.0)));
    let found_ = found(&law(&["process.law.transition.pass.not_before = 9"]), 1);
    assert_eq!(row(&found_, "end.law.passed", ""), (true, Some(0.0)));
}

#[test]
fn what_is_certain_is_the_same_in_every_run() {
    let mut certain = 0;
    let made = (0..60).map(generator::scenario).chain([law(&[])]);
    for scenario in made {
        let runs = [1, 2].map(|seed| found(&scenario, seed));
        for a in &runs[0].estimates {
            // Of a metric that no trial has a value for, some rows are not told: so not by place.
            if a.note == Some(Note::Certain) {
                certain += 1;
                let b = runs[1]
                    .estimates
                    .iter()
                    .find(|b| b.of == a.of)
                    .expect("what is certain is told in every run");
                assert_eq!((a, a.standard_error), (b, a.estimate.map(|_| 0.0)), "{}", scenario.name);
            }
        }
    }
    assert!(certain > 200, "{certain}");
}
