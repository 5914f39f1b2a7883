//! `hikiwake blockers` and `hikiwake robustness`: planted blockers are found, every history stops once, a second writing agrees, and rankings are
//! those of closed forms.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]
#![allow(clippy::disallowed_methods, reason = "closed forms are worked out with the system's functions")]

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::AtomicBool;

use serde_json::Value;

use crate::common::naive::{Trial, World};
use crate::common::{file, generator, load, shipped, size};
use hikiwake::analysis::{Sorting, says};
use hikiwake::engine::{self, Asked, Size, Tally, Watcher};
use hikiwake::model::{Report, Scenario, Segment, Tone};
use hikiwake::plan::{Plan, compile};

/// The program's first answer.
fn told(verb: &str, files: &[String], more: &[&str]) -> Value {
    answers(verb, files, more)[0].clone()
}

/// The program's answers.
fn answers(verb: &str, files: &[String], more: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .arg(verb)
        .args(files)
        .args(["--quiet", "--format", "json", "--allow", "tests/scenarios"])
        .args(more)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    all["inquiries"].clone()
}

fn blockers(name: &str, sets: &[&str]) -> Value {
    let more: Vec<&str> = sets.iter().flat_map(|set| ["--set", set]).collect();
    told("blockers", &[file(name).display().to_string()], &more)["data"]["options"][0].clone()
}

const REFUSES: [&str; 2] =
    ["party.upland.audience.council.reservation=500", "party.lowland.audience.assembly.reservation=500"];
const ACCEPTS: [&str; 2] =
    ["party.upland.audience.council.reservation=-500", "party.lowland.audience.assembly.reservation=-500"];

#[test]
fn planted_blockers_are_found() {
    let found = |sets: &[&str]| {
        let option = blockers("minimal.toml", sets);
        let by: Vec<String> =
            option["blocked_by"].as_array().unwrap().iter().map(|x| x.as_str().unwrap().into()).collect();
        let missing = |stop: &Value| {
            let first = &stop["first_missing_consent"][0];
            (stop["id"].as_str().unwrap().to_string(), first["audience"].as_str().map(String::from))
        };
        let stops: Vec<(String, Option<String>)> =
            option["stops"].as_array().unwrap().iter().map(missing).collect();
        (by, stops)
    };
    let waits = |stops: &[(String, Option<String>)]| {
        stops.iter().find(|(id, _)| id == "waits.signed").and_then(|(_, missing)| missing.clone())
    };
    let (by, stops) = found(&[REFUSES[0], ACCEPTS[1]]);
    assert_eq!((by, waits(&stops).as_deref()), (vec!["upland.council".to_string()], Some("upland.council")));
    let (by, stops) = found(&[ACCEPTS[0], REFUSES[1]]);
    assert_eq!(
        (by, waits(&stops).as_deref()),
        (vec!["lowland.assembly".to_string()], Some("lowland.assembly"))
    );
    let (mut by, _) = found(&REFUSES);
    by.sort();
    assert_eq!(by, ["lowland.assembly", "upland.council"]);
    assert_eq!(found(&ACCEPTS).0, Vec::<String>::new());
    // Nobody's consent is asked for where the step that needs it can never come.
    let idle = blockers("minimal.toml", &["process.settlement.transition.sign.annual_chance=0"]);
    assert_eq!(idle["weakest"], Value::Null);
    assert!(idle["stops"].as_array().unwrap().iter().any(|stop| stop["id"] == "no_way.settlement"));
}

#[test]
fn a_short_cut_moves_no_question_to_a_later_step() {
    // Who is asked in what state hangs on the way from the start, not on what a short cut leaves to go.
    let short = |more: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("short.toml");
        std::fs::write(&path, format!("extends = {:?}\n{more}", file("minimal.toml"))).unwrap();
        let path = path.display().to_string();
        told("blockers", &[path], &[])["data"]["options"][0]["audiences"].clone()
    };
    let start = |audiences: &Value| -> Vec<(String, f64)> {
        let audiences = audiences.as_array().unwrap().iter();
        let of = |one: &Value| {
            (one["audience"].as_str().unwrap().to_string(), one["start"]["estimate"].as_f64().unwrap())
        };
        audiences.map(of).collect()
    };
    // The assembly is asked when a treaty is to be signed, and once more to confirm it; it minds that the talks go on …
    let minds = "[party.lowland.audience.assembly.drivers.talks]\nprocess = \"settlement\"\nstate = \"talks\"\nadds = 9\n\
        [process.settlement.transition.confirm]\nfrom = \"signed\"\nto = \"in_force\"\nper_year = 0.1\nrequires = [\"lowland.assembly\"]\n";
    let (plain, mindful) = (short(""), short(minds));
    assert!(start(&mindful)[1].1 > start(&plain)[1].1 + 0.05, "{mindful} {plain}");
    // … whichever other way leads to the end.
    let cut =
        "[process.settlement.transition.at_once]\nfrom = \"talks\"\nto = \"in_force\"\nper_year = 0.001\n";
    assert_eq!(start(&short(&format!("{minds}{cut}"))), start(&mindful));
}

#[test]
fn an_audience_that_nobody_asks_changes_nothing_of_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("more.toml");
    let text = format!(
        "extends = {:?}\n[party.third]\nname = \"Third\"\n[party.third.audience.crowd]\nreservation = 3\nwidth = 4\njudgement = \"x\"\npoints.dam.open = 1\n",
        file("minimal.toml")
    );
    std::fs::write(&path, text).unwrap();
    let more = told("blockers", &[path.display().to_string()], &[])["data"]["options"][0].clone();
    let before = blockers("minimal.toml", &[]);
    let audiences = more["audiences"].as_array().unwrap();
    let (new, others): (Vec<&Value>, Vec<&Value>) =
        audiences.iter().partition(|audience| audience["audience"] == "third.crowd");
    assert_eq!(new[0]["asked_for"], serde_json::json!([]));
    assert!(new[0]["start"]["estimate"].as_f64().unwrap() < 0.5, "it would block if it were asked");
    assert_eq!(others, before["audiences"].as_array().unwrap().iter().collect::<Vec<_>>());
    assert_eq!((&more["stops"], &more["blocked_by"]), (&before["stops"], &before["blocked_by"]));
}

#[test]
fn a_date_can_be_chosen_and_lies_within_the_scenario() {
    let path = file("minimal.toml").display().to_string();
    let of = |date: &str| {
        told("blockers", std::slice::from_ref(&path), &["--at", date])["data"]["options"][0].clone()
    };
    assert_eq!(of("2021-05")["date"], "2021-05");
    let start = of("2020-06");
    let first = &start["audiences"][0];
    assert_eq!(first["start"], first["later"], "the start is a date");
    let beyond = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .args(["blockers", &path, "--at", "2030-01", "--quiet"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&beyond.stderr).into_owned();
    assert_eq!(beyond.status.code(), Some(2));
    assert!(said.contains("2030-01 is not within minimal, which goes from 2020-06 to 2025-12"), "{said}");
}

/// What is asked of a plan.
fn asked(scenario: &Scenario, plan: &Plan, at: u32) -> (Asked, Sorting) {
    let sorting = Sorting::new(scenario, plan);
    let said = says(scenario, plan);
    let asked_in = |id: &str| said.iter().find(|say| say.audience == id).unwrap().asked_in;
    let asked_in = plan.audiences.iter().map(|audience| asked_in(&audience.id)).collect();
    let asked = Asked {
        months: vec![0, at],
        options: vec![plan.tables[0].start],
        asked_in: Some((sorting.asked.process, asked_in)),
        stops: Some(sorting.asked.clone()),
        halves: true,
        ..Asked::default()
    };
    (asked, sorting)
}

fn simulated(plan: &Plan, asked: Asked, size: Size) -> Tally {
    let watcher = Watcher { interrupt: &AtomicBool::new(false), progress: &|_| {} };
    engine::simulate_asked(&[(plan, asked)], size, &watcher).unwrap().remove(0)
}

/// Where the engine, which is given the first scenario, and the second writing, which is given the other, differ.
fn difference(engine: &Scenario, naive: &Scenario, size: Size) -> Option<String> {
    let plan = compile(engine);
    let middle = {
        let months = engine.calendar.months;
        let ends = engine.calendar.year_ends();
        ends.into_iter().min_by_key(|&t| ((2 * t).abs_diff(months), t)).unwrap()
    };
    let (asked, sorting) = asked(engine, &plan, middle);
    let tally = simulated(&plan, asked, size);
    for world in 0..size.worlds {
        let model = World::new(naive, size, world);
        let trials: Vec<Trial> = (0..size.paths).map(|path| model.trial(path)).collect();
        let w = world as usize;
        let mut counts: BTreeMap<(String, Option<String>), u32> = BTreeMap::new();
        for trial in &trials {
            *counts.entry(trial.stop.clone()).or_default() += 1;
        }
        let mut found: BTreeMap<(String, Option<String>), u32> = BTreeMap::new();
        for ((stop, missing), counts) in sorting.numbers.iter().zip(&tally.found.stops) {
            if counts[w] > 0 {
                *found.entry((stop.id.clone(), missing.clone())).or_default() += counts[w];
            }
        }
        if found != counts {
            return Some(format!("world {world}: stops {found:?}, naive {counts:?}"));
        }
        for (moment, by_option) in tally.found.acceptances.iter().enumerate() {
            for (a, found) in by_option[0].iter().enumerate() {
                let sum = trials.iter().fold(0.0, |sum, trial| sum + trial.accepted[moment][a]);
                if found.sums[w].to_bits() != sum.to_bits() {
                    let id = &plan.audiences[a].id;
                    return Some(format!("world {world}: {id} at {moment}: {}, naive {sum}", found.sums[w]));
                }
            }
        }
    }
    None
}

fn agree(scenario: &Scenario, size: Size) {
    if let Some(difference) = difference(scenario, scenario, size) {
        panic!("{}: {difference}", scenario.name);
    }
}

#[test]
fn a_second_writing_sorts_histories_and_asks_audiences_alike() {
    agree(&load("minimal.toml"), size(7, 6, 40));
    agree(&load("kitchen-sink.toml"), size(11, 6, 20));
    agree(&load("judged.toml"), size(3, 3, 10));
    for path in shipped() {
        if let Ok(loaded) = hikiwake::scenario::load(&path, &[]) {
            agree(&loaded.scenario, size(5, 2, 20));
        }
    }
    for number in 0..150 {
        agree(&random(number), size(number, 2, 4));
    }
}

/// A random scenario that reports one of its processes: one state is achieved, half of the others are broken off, some are stages.
fn random(number: u64) -> Scenario {
    let mut scenario = generator::scenario(number);
    let n = number as usize;
    let process = &scenario.processes[n % scenario.processes.len()];
    let ids: Vec<String> = process.states.iter().map(|state| state.id.clone()).collect();
    let achieved = n / 3 % ids.len();
    let segment = |id: &str, tone: Tone, is: &dyn Fn(usize) -> bool| Segment {
        id: id.into(),
        name: id.into(),
        states: (0..ids.len()).filter(|&s| is(s)).map(|s| ids[s].clone()).collect(),
        tone,
    };
    let segments = vec![
        segment("achieved", Tone::Reached, &|s| s == achieved),
        segment("broken", Tone::Broken, &|s| s != achieved && (s + n).is_multiple_of(2)),
        segment("open", Tone::Open, &|s| s != achieved && !(s + n).is_multiple_of(2)),
    ];
    let stages = ids.iter().skip(1).step_by(2).cloned().collect();
    scenario.report = Report { process: process.id.clone(), segments, stages };
    scenario
}

#[test]
fn a_rule_that_is_a_little_off_is_seen() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/two-plus-alpha.toml");
    let scenario = hikiwake::scenario::load(&path, &[]).unwrap().scenario;
    let run = size(7, 2, 40);
    assert_eq!(difference(&scenario, &scenario, run), None);
    // The planted bugs: the engine is given a scenario in which one thing is off.
    let mut bent = scenario.clone();
    bent.report.segments.iter_mut().for_each(|segment| segment.tone = Tone::Open);
    assert!(difference(&bent, &scenario, run).is_some(), "nothing is broken off");
    let mut bent = scenario.clone();
    bent.report.stages.clear();
    assert!(difference(&bent, &scenario, run).is_some(), "no stages");
    let mut bent = scenario.clone();
    let ways = bent.processes.iter_mut().flat_map(|process| &mut process.transitions);
    ways.for_each(|way| way.requires.truncate(1));
    assert!(difference(&bent, &scenario, run).is_some(), "a consent is lost");
}

#[test]
fn every_history_stops_once_and_looking_moves_nothing() {
    let (mut ways, mut missing) = (BTreeMap::new(), 0);
    for number in 0..150 {
        let scenario = random(number);
        let plan = compile(&scenario);
        let run = size(number, 3, 10);
        let (asked, sorting) = asked(&scenario, &plan, scenario.calendar.months);
        let tally = simulated(&plan, asked, run);
        for world in 0..3 {
            let all: u32 = tally.found.stops.iter().map(|counts| counts[world]).sum();
            assert_eq!(all, run.paths, "{number}");
        }
        for count in sorting.counts(&tally) {
            *ways.entry(format!("{:?}", count.stop.kind)).or_insert(0) += count.chance.hits.unwrap();
            missing += count.missing.len();
        }
        // What is asked beside the outcomes changes none of them; the first half is the run of half the paths.
        let plain = simulated(&plan, Asked::default(), run);
        assert_eq!((&tally.reached, &tally.metrics), (&plain.reached, &plain.metrics));
        let half = simulated(&plan, Asked::default(), Size { paths: 5, ..run });
        let counted = tally.half.unwrap();
        assert_eq!((&counted.reached, &counted.occupied), (&half.reached, &half.occupied));
        let sums = |tally: &Tally| tally.metrics.iter().map(|metric| metric.sums.clone()).collect::<Vec<_>>();
        assert_eq!(sums(&counted), sums(&half));
    }
    for kind in ["Waits", "Late", "Lost", "Refused", "BrokenOff", "Forced", "Undone", "NoWay", "Achieved"] {
        assert!(ways.get(kind).is_some_and(|n| *n > 0), "{kind} is never met: {ways:?}");
    }
    assert!(missing > 0, "{missing}");
}

/// The steady option and the daring one.
fn both_options() -> Vec<String> {
    let names = ["robust_steady", "robust_daring"];
    names.iter().map(|name| file(&format!("published/{name}.toml")).display().to_string()).collect()
}

fn robustness(more: &[&str]) -> Value {
    told("robustness", &both_options(), more)
}

#[test]
fn what_would_put_the_other_ahead_is_that_of_the_closed_form() {
    let found = answers("robustness", &both_options(), &[])[1].clone();
    assert_eq!(
        (found["name"].as_str(), found["data"]["ahead"].as_str()),
        (Some("tipping"), Some("robust_steady"))
    );
    let nearest = &found["data"]["nearest"][0];
    let number = |value: &Value| value.as_f64().unwrap();
    let [there, at] = [&nearest["there"], &nearest["ends"][0]["at"]];
    assert_eq!(nearest["ends"][0]["key"], "process.race.transition.to_first.per_year");
    // Rates are uniform from 0.1 to 0.6; the lead is e^(−3r) − e^(−1.2), told at the 95 % point by a spline over ranks.
    let lead = |rate: f64| (-3.0 * rate).exp() - (-1.2_f64).exp();
    assert!((number(at) - 0.575).abs() < 0.005, "{at}");
    let (told, error) = (number(&there["lead"]), number(&there["standard_error"]));
    // By Student's distribution with nine degrees of freedom a false alarm of 1 in 320.
    assert!((told - lead(0.575)).abs() < 4.0 * error && error < 0.02, "{told} ± {error}, {}", lead(0.575));
    // It turns at 0.4, where both have the same chance.
    let turns = &nearest["turns"];
    let (from, to) = (number(&turns["surely_ahead"]), number(&turns["surely_behind"]));
    assert!(from < 0.4 && 0.4 < to && to - from < 0.06, "{from} to {to}");
    let said = found["findings"][0].as_str().unwrap();
    assert!(
        said.starts_with("“Daring” would come ahead with the rate of “to_first” in “race” above "),
        "{said}"
    );
    // The planted bug: where a straight line between both ends passes through 0.
    let line = 0.125 + 0.45 * lead(0.125) / (lead(0.125) - lead(0.575));
    assert!(line > to, "{line}");
    // By what the steady option has for sure nothing can be lost: the rate of the other still is what parts them.
    let certain =
        answers("robustness", &both_options(), &["--set", "process.race.transition.to_first.per_year=0.4"]);
    assert!(certain[1].is_null(), "nothing is uncertain: {}", certain[1]);
}

#[test]
fn a_ranking_is_that_of_the_closed_form() {
    let found = robustness(&[])["data"].clone();
    let of = |place: usize, what: &str| {
        let share = &found["options"][place][what];
        (share["estimate"].as_f64().unwrap(), share["standard_error"].as_f64().unwrap())
    };
    let chance = |rate: f64| 1.0 - (-rate * 3.0).exp();
    // Rates are uniform from 0.1 to 0.6: above 0.4 the daring option is ahead.
    let integral = |from: f64, to: f64| {
        let steps = 100_000;
        let step = (to - from) / f64::from(steps);
        let middle = |i: i32| from + (f64::from(i) + 0.5) * step;
        (0..steps).map(|i| (chance(middle(i)) - chance(0.4)) * step / 0.5).sum::<f64>()
    };
    let (steady, daring) = (integral(0.4, 0.6), -integral(0.1, 0.4));
    for ((estimate, error), truth) in [(of(0, "regret"), steady), (of(1, "regret"), daring)] {
        assert!((estimate - truth).abs() < 4.0 * error, "{estimate} ± {error}, {truth}");
    }
    // With 25 paths a sixth of the worlds tie: a range is told, which holds the truth and says something.
    let [lo, hi] = ["first_lo", "first_hi"].map(|end| found["options"][1][end].as_f64().unwrap());
    assert!(
        found["options"][1]["first"].is_null() && lo > 0.1 && lo < 0.4 && 0.4 < hi && hi < 0.8,
        "{lo} {hi}"
    );
    // With ten times as many hardly any does. Net of luck the worlds have the right spread but not quite the right shape: docs/methods.md tells up to 3 points.
    let more = robustness(&["--paths", "250"])["data"]["options"][1]["first"].clone();
    let [first, error] = ["estimate", "standard_error"].map(|of| more[of].as_f64().unwrap());
    assert!((first - 0.4).abs() < 0.03 + 4.0 * error, "{first} ± {error}");
    // The planted bug: a regret that is a quarter too large.
    let (estimate, error) = of(1, "regret");
    assert!((1.25 * estimate - daring).abs() > 4.0 * error, "{estimate} ± {error}");
    // The steady option has 0.699 in every world: at least 0.6 in all of them, and 0.85 in none, however its paths fall.
    for (level, share) in [("0.6", 1.0), ("0.85", 0.0)] {
        let more = robustness(&["--at-least", level])["data"].clone();
        assert_eq!(more["options"][0]["at_least"]["estimate"].as_f64(), Some(share), "{level}");
    }
}

#[test]
fn what_cannot_be_ranked_is_said() {
    let refused = |more: &[&str]| {
        let path = |name: &str| file(&format!("published/{name}.toml")).display().to_string();
        let output = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
            .args(["robustness", &path("robust_steady"), &path("robust_daring"), "--quiet"])
            .args(["--allow", "tests/scenarios"])
            .args(more)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused(&["--paths", "1"]).contains("one path a world"));
    assert!(refused(&["--worlds", "3"]).contains("fewer than four worlds"));
}
