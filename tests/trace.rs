//! `hikiwake trace`: typical histories, their causes as data, timelines, and histories that fail.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use hikiwake::analysis::{Ending, by_typicality, features, timeline};
use hikiwake::engine::{self, History, Size, What};
use hikiwake::figures::{Content, Figures};
use hikiwake::model::{Motion, Scenario};
use hikiwake::plan::{self, Plan};
use hikiwake::quantity::Family;
use hikiwake::report;
use hikiwake::scenario::load;

const MINIMAL: &str = "tests/scenarios/minimal.toml";
const SEED: u64 = 7;

fn minimal() -> (Scenario, Plan) {
    let loaded = load(Path::new(MINIMAL), &[]).unwrap_or_else(|p| panic!("{}", p.render(false)));
    let plan = plan::compile(&loaded.scenario);
    (loaded.scenario, plan)
}

fn trace(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .arg("trace")
        .args(arguments)
        .env("COLUMNS", "100")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn told(arguments: &[&str]) -> String {
    let output = trace(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&told(arguments)).unwrap()
}

/// The file's own run.
fn size(scenario: &Scenario) -> Size {
    Size::new(SEED, scenario.worlds, scenario.paths, scenario.sampling)
}

/// Every trial of the file's own run, replayed one by one.
fn all(scenario: &Scenario, plan: &Plan) -> Vec<((u32, u32), History)> {
    let trials = (0..scenario.worlds).flat_map(|w| (0..scenario.paths).map(move |p| (w, p)));
    trials.map(|(w, p)| ((w, p), engine::replay(plan, size(scenario), w, p).unwrap())).collect()
}

#[test]
fn a_search_sees_what_a_replay_sees() {
    let (scenario, plan) = minimal();
    let run = size(&scenario);
    let seen = engine::look_at_each(&plan, run, (run.worlds, run.paths), History::clone).unwrap();
    let replayed = all(&scenario, &plan);
    assert_eq!(seen.len(), replayed.len());
    for (seen, (trial, replayed)) in seen.iter().zip(&replayed) {
        assert_eq!(seen.states, replayed.states, "{trial:?}");
        assert_eq!(seen.factors, replayed.factors, "{trial:?}");
    }
    // Another split into blocks, and one world alone.
    let many = engine::look_at_each(&plan, run, (2, 300), |h| h.states.clone()).unwrap();
    for (world, path) in [(0, 0), (0, 299), (1, 130)] {
        let place = world * 300 + path;
        assert_eq!(many[place], engine::replay(&plan, run, world as u32, path as u32).unwrap().states);
    }
}

#[test]
fn the_typical_ones_are_those_nearest_to_the_centre_of_all() {
    let (scenario, plan) = minimal();
    let ending = Ending::find(&scenario, &plan, "broken").unwrap();
    let states = plan.processes[ending.process].states.len();
    let (trials, points): (Vec<(u32, u32)>, Vec<Vec<f64>>) = all(&scenario, &plan)
        .iter()
        .filter(|(_, history)| ending.is_end_of(history))
        .map(|(trial, history)| (*trial, features(history, ending.process, states)))
        .unzip();
    assert!(trials.len() > 20 && trials.len() < 380, "{}", trials.len());
    let told = json(&[MINIMAL, "--ending", "broken", "--count", "3", "--format", "json"]);
    assert_eq!(told["choice"]["found"], trials.len());
    assert_eq!((&told["choice"]["worlds"], &told["choice"]["paths"]), (&40.into(), &10.into()));
    let histories = told["histories"].as_array().unwrap();
    assert_eq!(histories.len(), 3);
    for (history, (place, distance)) in histories.iter().zip(by_typicality(&points)) {
        let trial = (history["world"].as_u64().unwrap() as u32, history["path"].as_u64().unwrap() as u32);
        assert_eq!(trial, trials[place]);
        assert!((history["distance"].as_f64().unwrap() - distance).abs() < 1e-12);
        assert_eq!(history["ends"][0]["state"], "broken");
    }
    // A planted pick: the farthest is not among them.
    let farthest = trials[by_typicality(&points).last().unwrap().0];
    assert!(!histories.iter().any(|h| h["world"] == farthest.0 && h["path"] == farthest.1));
}

#[test]
fn an_ending_is_a_state_or_a_segment_and_says_what_was_searched() {
    let text = told(&[MINIMAL, "--ending", "segment.settled", "--count", "2", "--search", "80"]);
    let head = text.split("\n\n").next().unwrap().replace("\n  ", " ");
    assert!(head.contains(" of 80 trials searched end with Settlement: “Settled”"), "{head}");
    assert!(head.contains("the first 2 paths each of 40 worlds, seed 7"), "{head}");
    assert!(head.contains("nearest to the centre"), "{head}");
    assert_eq!(text.matches("At the end of 2025-12").count(), 2, "{text}");
    // The state goes before the segment of that name, and can be told in full.
    let state = json(&[MINIMAL, "--ending", "settlement.broken", "--format", "json"]);
    assert_eq!(state, json(&[MINIMAL, "--ending", "broken", "--format", "json"]));
    // What never happens is an answer.
    let none = told(&[
        MINIMAL,
        "--ending",
        "in_force",
        "--search",
        "5",
        "--set",
        "process.settlement.transition.ratify.chance=0",
    ]);
    assert!(none.starts_with("0 of 5 trials searched"), "{none}");
}

#[test]
fn a_typical_history_is_the_trial_that_it_says() {
    let typical = told(&[MINIMAL, "--ending", "broken"]);
    let chronicle = typical.split_once("\n\n").unwrap().1;
    let title = chronicle.lines().next().unwrap();
    let number = |word: &str| {
        let rest = title.split(word).nth(1).unwrap();
        rest.trim_start().split(',').next().unwrap().to_string()
    };
    let alone = told(&[MINIMAL, "--world", &number("world"), "--path", &number("path")]);
    assert_eq!(chronicle, alone);
}

#[test]
fn every_event_of_the_json_names_its_cause() {
    let (scenario, plan) = minimal();
    let mut kinds = std::collections::BTreeSet::new();
    for (world, path) in [(0, 0), (1, 3), (5, 2), (9, 9), (12, 1), (20, 4), (30, 7)] {
        let (w, p) = (world.to_string(), path.to_string());
        let told = json(&[MINIMAL, "--world", &w, "--path", &p, "--format", "json"]);
        let events = told["histories"][0]["events"].as_array().unwrap();
        let replayed = engine::replay(&plan, size(&scenario), world, path).unwrap();
        assert_eq!(events.len(), replayed.events.len());
        for (event, replayed) in events.iter().zip(&replayed.events) {
            assert_eq!(event["month"], scenario.calendar.month(replayed.month).to_string());
            if event["event"] == "withstood" {
                assert!(event["chance"].is_f64() && event["shock"] == "flood");
            } else {
                kinds.insert(event["cause"]["kind"].as_str().unwrap().to_string());
            }
            if event["cause"]["kind"] == "hazard" && event["cause"]["transition"] == "sign" {
                assert_eq!(event["cause"]["consents"].as_array().unwrap().len(), 2);
                assert_eq!(event["cause"]["drivers"].as_array().unwrap().len(), 2);
            }
        }
    }
    assert!(kinds.len() >= 3, "{kinds:?}");
}

#[test]
fn a_timeline_is_the_history_in_stays() {
    let (scenario, plan) = minimal();
    for ((world, path), history) in all(&scenario, &plan).into_iter().take(40) {
        let line = timeline(&scenario, &plan, &history);
        assert_eq!(line.months.len(), history.states.len());
        for process in &line.processes {
            let p = plan.processes.iter().position(|planned| planned.id == process.id).unwrap();
            let lasted =
                |t: usize| process.stays.iter().rfind(|s| s.from as usize <= t && t <= s.to as usize);
            for (t, states) in history.states.iter().enumerate() {
                let state = &plan.processes[p].states[states[p]];
                assert_eq!(&lasted(t).unwrap().state, state, "world {world}, path {path}, month {t}");
            }
        }
        for factor in &line.factors {
            let f = plan.factors.iter().position(|planned| planned.id == factor.id).unwrap();
            assert!(factor.levels.iter().zip(&history.factors).all(|(level, levels)| *level == levels[f]));
        }
    }
    let told = json(&[MINIMAL, "--format", "timeline"]);
    assert_eq!(told["histories"][0]["processes"][0]["stays"][0]["from"], 0);
}

#[test]
fn a_history_that_fails_is_told_as_far_as_it_went() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wild.toml");
    std::fs::copy(MINIMAL, folder.path().join("minimal.toml")).unwrap();
    let text = "extends = \"minimal.toml\"\n[factor.wild]\nname = \"Wild\"\nstart = 1\ndrift = 1\njudgement = \"none\"\n\
         [process.settlement.transition.lapse.drivers.wild]\nfactor = \"wild\"\ntimes = 1\n";
    std::fs::write(&file, text).unwrap();
    let mut scenario = load(&file, &[]).unwrap_or_else(|p| panic!("{}", p.render(false))).scenario;
    // No file may say so, but the level runs past every number in month 7; a weight of 1 times that is no number.
    let wild = scenario.factors.iter_mut().find(|factor| factor.id == "wild").unwrap();
    wild.start.family = Family::constant(1e308).unwrap();
    let Motion::Walk { drift } = &mut wild.motion else { panic!("a walk") };
    drift.family = Family::constant(1.5e308).unwrap();
    let plan = plan::compile(&scenario);
    let (history, failure) = engine::replay_as_far(&plan, size(&scenario), 0, 1);
    let said = report::chronicle("Wild", &scenario, &plan, &history, failure.as_ref(), 100);
    assert!(said.contains("2020-06  Settlement: Talks"), "{said}");
    assert!(
        said.contains("2021-01  the arithmetic failed: `process.settlement.transition.lapse` came to NaN"),
        "{said}"
    );
    assert!(said.contains("At the end of 2020-12") && !said.contains("Measured"), "{said}");
    let told = report::tell(&scenario, &plan, (0, 1), &history, None, failure.as_ref());
    let told: serde_json::Value =
        serde_json::from_str(&report::histories_json(&scenario, SEED, None, &[told])).unwrap();
    assert!(told["histories"][0]["failure"].as_str().unwrap().contains("NaN"));
}

#[test]
fn an_ending_that_is_none_is_answered_with_what_was_meant() {
    let output = trace(&[MINIMAL, "--ending", "brokn"]);
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("did you mean `broken`?"), "{message}");
    let output = trace(&[MINIMAL, "--ending", "xyz"]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("segment.settled"), "{message}");
}

/// A history of the minimal scenario that moves and is struck.
const LIVELY: [&str; 5] = [MINIMAL, "--world", "1", "--path", "3"];

#[test]
fn a_history_is_drawn_into_a_file_or_a_folder_and_says_which_it_is() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).display().to_string();
    let chronicle = told(&[&LIVELY[..], &["--chart", &path("one.svg")]].concat());
    assert_eq!(chronicle, told(&LIVELY), "the chronicle stays what it is");
    let svg = std::fs::read_to_string(path("one.svg")).unwrap();
    for part in [
        "world: 1; path: 3</metadata>",
        "seed 7, world 1, path 3; assumptions",
        "world 1, path 3, month by month",
    ] {
        assert!(svg.contains(part), "{part}");
    }
    let typical = ["--ending", "broken", "--count", "2"];
    told(&[&[MINIMAL], &typical[..], &["--chart", &path("two.png")]].concat());
    for name in ["two.png", "two-2.png"] {
        assert!(std::fs::read(path(name)).unwrap().starts_with(b"\x89PNG"), "{name}");
    }
    told(&[&LIVELY[..], &["--chart", &path("folder")]].concat());
    assert_eq!(std::fs::read_to_string(path("folder/timeline.svg")).unwrap(), svg);
    let data = std::fs::read_to_string(path("folder/figures.json")).unwrap();
    assert!(Figures::parse(&data).unwrap().figures[0].title.contains("Settlement"), "{data}");
    let refused = trace(&[&LIVELY[..], &["--chart", &path("one.pdf")]].concat());
    assert_eq!(refused.status.code(), Some(2));
    assert!(!place.path().join("one.pdf").exists());
}

#[test]
fn a_drawn_history_holds_every_move_and_strike_of_the_replayed_one() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().display().to_string();
    let (scenario, plan) = minimal();
    let mut drawn = (0, 0, 0);
    for (world, path) in (0..20).map(|world| (world, world % 7)) {
        let (w, p) = (world.to_string(), path.to_string());
        told(&[MINIMAL, "--world", &w, "--path", &p, "--chart", &folder]);
        let data = std::fs::read_to_string(place.path().join("figures.json")).unwrap();
        let figure = Figures::parse(&data).unwrap().figures.remove(0);
        let Content::Timeline(timeline) = figure.content else { panic!("{}", figure.name) };
        let history = engine::replay(&plan, size(&scenario), world, path).unwrap();
        let count = |wanted: fn(&What) -> bool| history.events.iter().filter(|e| wanted(&e.what)).count();
        let moves = count(|what| matches!(what, What::Move { .. }));
        let strikes = count(|what| matches!(what, What::Strike { .. }));
        let lost = count(|what| matches!(what, What::NoMajority { .. }));
        assert_eq!(timeline.moves.len(), moves);
        assert_eq!(timeline.lost.len(), lost);
        assert_eq!(timeline.shocks.iter().map(|shock| shock.months.len()).sum::<usize>(), strikes);
        for (step, event) in
            timeline.moves.iter().zip(history.events.iter().filter(|e| matches!(e.what, What::Move { .. })))
        {
            assert_eq!(step.month, event.month);
        }
        drawn = (drawn.0 + moves, drawn.1 + strikes, drawn.2 + lost);
    }
    assert!(drawn.0 > 5 && drawn.1 > 0, "{drawn:?}");
}
