//! What the articles call levers moves the settlement, and the way they say: each experiment of `tests/scenarios/levers.toml` beside its scenario in the same worlds.
//!
//! A sign counts as found if the mean difference by world is 2.5 of its standard errors or more on its side. Were a lever without effect but not tied to the other run,
//! that would happen by chance in 6 of 1,000 experiments; as the worlds and draws are the same, a lever that nothing reads moves exactly nothing, which is what the tests
//! plant: with its ways cut, the same check must find no difference at all.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::collections::BTreeMap;
use std::iter;
use std::path::PathBuf;

use hikiwake::draws::Sampling;
use hikiwake::engine::{Size, Tally};
use hikiwake::model::Scenario;
use hikiwake::plan::{Plan, compile};
use hikiwake::scenario;

use crate::common::{file, simulate_sized};

/// **Unit** standard errors.
const CLEAR: f64 = 2.5;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Up,
    Down,
    Moves,
    Stays,
}

/// An experiment as the table has it.
struct Experiment {
    id: String,
    of: String,
    set: Vec<String>,
    cut: Vec<String>,
    outcomes: Vec<(Way, String)>,
}

fn texts(table: &toml::Table, key: &str) -> Vec<String> {
    let listed = table.get(key).and_then(|value| value.as_array());
    listed.map(|all| all.iter().map(|one| one.as_str().unwrap().to_string()).collect()).unwrap_or_default()
}

fn experiments() -> Vec<Experiment> {
    let text = std::fs::read_to_string(file("levers.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let experiment = |(id, value): (&String, &toml::Value)| {
        let table = value.as_table().unwrap();
        assert!(!table["why"].as_str().unwrap().is_empty(), "{id} says why");
        let ways = [("up", Way::Up), ("down", Way::Down), ("moves", Way::Moves), ("stays", Way::Stays)];
        Experiment {
            id: id.clone(),
            of: table["of"].as_str().unwrap().to_string(),
            set: texts(table, "set"),
            cut: texts(table, "cut"),
            outcomes: ways
                .iter()
                .flat_map(|(key, way)| texts(table, key).into_iter().map(|outcome| (*way, outcome)))
                .collect(),
        }
    };
    table.iter().map(experiment).collect()
}

fn load(name: &str, sets: &[&[String]]) -> Scenario {
    let path = PathBuf::from(format!("{}/scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR")));
    let sets: Vec<String> = sets.concat();
    match scenario::load(&path, &sets) {
        Ok(loaded) => loaded.scenario,
        Err(problems) => panic!("{name} with {sets:?}:\n{}", problems.render(false)),
    }
}

/// By world what an outcome counts and of how many.
fn by_world(scenario: &Scenario, plan: &Plan, tally: &Tally, outcome: &str) -> Vec<(f64, f64)> {
    let reached = |process: &str, state: &str| -> Vec<f64> {
        let p = plan.processes.iter().position(|one| one.id == process).unwrap();
        let s = plan.processes[p].states.iter().position(|one| one == state).unwrap();
        tally.reached[p][s].last().unwrap().iter().map(|&n| f64::from(n)).collect()
    };
    let paths = f64::from(tally.size.paths);
    match outcome.split('.').collect::<Vec<_>>().as_slice() {
        ["reached", process, state] => reached(process, state).into_iter().map(|n| (n, paths)).collect(),
        // Who has the later state has had the earlier one.
        ["given", process, earlier, later] => {
            reached(process, later).into_iter().zip(reached(process, earlier)).collect()
        }
        ["metric", id] => {
            assert!(scenario.metrics.iter().any(|metric| metric.id == *id));
            let m = plan.metrics.iter().position(|metric| metric.id == *id).unwrap();
            tally.metrics[m].sums.iter().map(|&sum| (sum, paths)).collect()
        }
        _ => panic!("{outcome} is no outcome that this test knows"),
    }
}

/// A difference of two quotients and its standard error over worlds, in the same worlds.
fn difference(before: &[(f64, f64)], after: &[(f64, f64)]) -> (f64, f64) {
    let parts = |all: &[(f64, f64)]| -> (f64, Vec<f64>) {
        let (sum, count) = all.iter().fold((0.0, 0.0), |(s, c), (a, b)| (s + a, c + b));
        (sum / count, all.iter().map(|(s, c)| (s - sum / count * c) / count).collect())
    };
    let ((a, before), (b, after)) = (parts(before), parts(after));
    let squares: f64 = before.iter().zip(&after).map(|(x, y)| (y - x) * (y - x)).sum();
    let worlds = before.len() as f64;
    (b - a, (worlds / (worlds - 1.0) * squares).sqrt())
}

/// What is wrong with a difference; nothing if it goes the way it must.
fn fault(way: Way, (difference, error): (f64, f64)) -> Option<String> {
    let is_right = match way {
        Way::Up => difference > CLEAR * error,
        Way::Down => difference < -CLEAR * error,
        Way::Moves => difference != 0.0,
        Way::Stays => difference == 0.0 && error == 0.0,
    };
    (!is_right).then(|| format!("{way:?}, and it is {difference:.4} ± {error:.4}"))
}

fn size(scenario: &Scenario) -> Size {
    Size::new(scenario.seed.unwrap(), 400, 25, Sampling::LatinHypercube)
}

/// A scenario after an edit, and what the edit is to move.
struct After<'e> {
    scenario: Scenario,
    outcomes: &'e [(Way, String)],
}

/// Of each edit what it does to its outcomes against the first run, all in the same worlds and simulated as one.
fn differences(first: &Scenario, edits: &[After]) -> Vec<Vec<(f64, f64)>> {
    let scenarios: Vec<&Scenario> =
        iter::once(first).chain(edits.iter().map(|after| &after.scenario)).collect();
    let plans: Vec<Plan> = scenarios.iter().map(|scenario| compile(scenario)).collect();
    let tallies = simulate_sized(&plans.iter().collect::<Vec<_>>(), size(first));
    let of = |n: usize, outcome: &str| {
        let [before, after] = [0, n].map(|i| by_world(scenarios[i], &plans[i], &tallies[i], outcome));
        difference(&before, &after)
    };
    let all =
        |(n, after): (usize, &After)| after.outcomes.iter().map(|(_, outcome)| of(n + 1, outcome)).collect();
    edits.iter().enumerate().map(all).collect()
}

/// The experiments by the scenario that they change.
fn by_scenario(experiments: &[Experiment]) -> BTreeMap<&str, Vec<&Experiment>> {
    let mut all: BTreeMap<&str, Vec<&Experiment>> = BTreeMap::new();
    experiments.iter().for_each(|experiment| all.entry(&experiment.of).or_default().push(experiment));
    all
}

#[test]
fn levers_move_what_the_articles_say_and_the_way_they_say() {
    let mut faults = Vec::new();
    for (of, experiments) in by_scenario(&experiments()) {
        let edits: Vec<After> = experiments
            .iter()
            .map(|one| After { scenario: load(of, &[&one.set]), outcomes: &one.outcomes })
            .collect();
        for (experiment, found) in experiments.iter().zip(differences(&load(of, &[]), &edits)) {
            for ((way, outcome), difference) in experiment.outcomes.iter().zip(found) {
                if std::env::var_os("HIKIWAKE_TELL").is_some() {
                    let (value, error) = difference;
                    println!("{}: {outcome} {value:+.4} ± {error:.4} ({way:?})", experiment.id);
                }
                if let Some(fault) = fault(*way, difference) {
                    faults.push(format!("{}: {outcome} must go {fault}", experiment.id));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The planted bug: a lever whose ways to the settlement are cut, as they were once, moves exactly nothing, and the check sees it.
#[test]
fn a_lever_that_nothing_reads_is_found() {
    let mut cut = 0;
    for experiment in experiments().iter().filter(|experiment| !experiment.cut.is_empty()) {
        let outcomes: Vec<(Way, String)> =
            experiment.outcomes.iter().filter(|(_, outcome)| outcome.contains(".signed")).cloned().collect();
        assert!(!outcomes.is_empty(), "{} has a signature to move", experiment.id);
        let before = load(&experiment.of, &[&experiment.cut]);
        let after = load(&experiment.of, &[&experiment.set, &experiment.cut]);
        let found = differences(&before, &[After { scenario: after, outcomes: &outcomes }]).remove(0);
        for ((way, outcome), found) in outcomes.iter().zip(found) {
            assert_eq!(found, (0.0, 0.0), "{}: {outcome}", experiment.id);
            assert!(fault(*way, found).is_some(), "{}: the check sees that it does not move", experiment.id);
            cut += 1;
        }
    }
    assert!(cut >= 4, "{cut} levers are cut");
}
