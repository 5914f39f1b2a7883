//! The stop rule keeps its word however often it looks (docs/model.md §5.10).

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use crate::common::{load, simulate_sized, size};
use hikiwake::analysis::{Looked, Until, looks};
use hikiwake::draws::Stream;
use hikiwake::engine::{Size, Tally, grow};
use hikiwake::model::Scenario;
use hikiwake::plan::compile;

/// Runs of the rule; each is one trial of Hoeffding's bound.
const RUNS: u64 = 2000;
/// A false alarm below 1e-9: √(ln(10⁹)/4000).
const STRAYS: f64 = 0.072;
/// The chance of every file.
const CHANCE: f64 = 0.3;
/// The state's place in the file.
const SIGNED: usize = 1;
const FIRST: u32 = 60;
const MOST: u64 = 60 * 64;

/// Independent coins of one path a world, as they stand after so many worlds.
fn tally(base: &Tally, coins: &[u32], worlds: u32) -> Tally {
    let mut tally = base.clone();
    tally.size.worlds = worlds;
    *tally.reached[0][SIGNED].last_mut().unwrap() = coins[..worlds as usize].to_vec().into();
    tally
}

fn coins(seed: u64, file: usize) -> Vec<u32> {
    let mut column = vec![0.0; MOST as usize];
    Stream::new(seed, &format!("file {file}"), "coin").fill(0, 0, 0, &mut column);
    column.into_iter().map(|u| u32::from(u < CHANCE)).collect()
}

/// Follows a rule over files with the same chance: whether it was decided, and after how many worlds.
fn follow(rule: &str, files: usize, seed: u64, shared_out: bool) -> (bool, Vec<Tally>) {
    let scenario = load("minimal.toml");
    follow_in(&scenario, rule, files, seed, shared_out)
}

fn follow_in(
    scenario: &Scenario,
    rule: &str,
    files: usize,
    seed: u64,
    shared_out: bool,
) -> (bool, Vec<Tally>) {
    let plan = compile(scenario);
    let base = Tally::new(&plan, Size { worlds: 0, ..size(0, FIRST, 1) });
    let until = Until::parse(rule).unwrap().resolve(&vec![scenario; files]).unwrap();
    let looks = looks(base.size, MOST).unwrap();
    assert_eq!((looks.len(), looks[0], looks[6]), (7, FIRST, MOST as u32));
    let coins: Vec<Vec<u32>> = (0..files).map(|file| coins(seed, file)).collect();
    let mut tallies = Vec::new();
    for &worlds in &looks {
        tallies = coins.iter().map(|coins| tally(&base, coins, worlds)).collect();
        let cases: Vec<_> =
            tallies.iter().map(|tally| Looked { name: "file", scenario, plan: &plan, tally }).collect();
        // The planted bug: every look takes itself for the only one.
        if until.look(&cases, if shared_out { looks.len() } else { 1 }).decided {
            return (true, tallies);
        }
    }
    (false, tallies)
}

/// How often a rule finds a difference between files that have none.
fn false_claims(rule: &str, files: usize, shared_out: bool) -> f64 {
    let scenario = load("minimal.toml");
    let decided = (0..RUNS).filter(|&seed| follow_in(&scenario, rule, files, seed, shared_out).0).count();
    decided as f64 / RUNS as f64
}

#[test]
fn a_difference_that_is_none_is_seldom_claimed() {
    for (rule, files) in [("sign reached.settlement.signed @95%", 2), ("first signed @90%", 2)] {
        let (level, found) = (if rule.contains("95") { 0.05 } else { 0.1 }, false_claims(rule, files, true));
        assert!(found <= level + STRAYS, "{rule}: {found}");
    }
    // Planted bug: seven looks, each at 80 % by itself, claim it far more often than one time in five.
    let (naive, honest) =
        (false_claims("sign signed @80%", 2, false), false_claims("sign signed @80%", 2, true));
    assert!(naive > 0.2 + STRAYS && honest <= 0.2 + STRAYS, "naive {naive}, ours {honest}");
}

#[test]
fn the_interval_at_the_stop_holds_the_truth() {
    let scenario = load("minimal.toml");
    let holds = |seed| {
        let (decided, tallies) = follow_in(&scenario, "signed +-0.06 @90%", 1, seed, true);
        assert!(decided);
        let tally = &tallies[0];
        let hits: u32 = tally.reached[0][SIGNED].last().unwrap().iter().sum();
        (f64::from(hits) / f64::from(tally.size.worlds) - CHANCE).abs() <= 0.06
    };
    let held = (0..RUNS).filter(|&seed| holds(seed)).count() as f64 / RUNS as f64;
    assert!(held >= 0.9 - STRAYS, "{held}");
}

/// What a rule says after so many worlds of minimal.toml with these lines over it.
fn looked(lines: &str, rule: &str, worlds: u32, seed: u64) -> hikiwake::analysis::Look {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy("tests/scenarios/minimal.toml", folder.path().join("minimal.toml")).unwrap();
    let path = folder.path().join("other.toml");
    std::fs::write(&path, format!("extends = \"minimal.toml\"\n{lines}")).unwrap();
    let scenario = hikiwake::scenario::load(&path, &[]).unwrap().scenario;
    let plan = compile(&scenario);
    let tally = simulate_sized(&[&plan], Size { seed, ..size(seed, worlds, 10) }).remove(0);
    let until = Until::parse(rule).unwrap().resolve(&[&scenario]).unwrap();
    until.look(&[Looked { name: "other", scenario: &scenario, plan: &plan, tally: &tally }], 1)
}

#[test]
fn nothing_seen_decides_nothing() {
    // A signature in one history of four hundred: in most runs of 400 nothing comes into force, and the land is 0 in all of them.
    let seldom = "[process.settlement.transition.sign]\nannual_chance = 0.0005\n";
    for seed in 0..20 {
        for rule in ["area +-0.001", "share +-0.01", "in_force +-0.001"] {
            let look = looked(seldom, rule, 40, seed);
            assert!(!look.decided, "{seed} {rule}: {}", look.found);
        }
    }
    // What cannot happen is certain, and so is a sum of what is never settled.
    let never = "[process.settlement.transition.sign]\nannual_chance = 0\n";
    for rule in ["area +-0.001", "share +-0.01", "in_force +-0.001"] {
        let look = looked(never, rule, 40, 1);
        assert!(look.decided, "{rule}: {}", look.found);
    }
}

#[test]
fn a_rule_does_not_decide_on_0_where_the_world_decides() {
    // One world in two thousand has the flag, and then every history has the outcome: the truth is 2.5 half-widths from 0.
    let scenario = load("minimal.toml");
    let plan = compile(&scenario);
    let base = Tally::new(&plan, Size { worlds: 0, ..size(0, 400, 100) });
    let until = Until::parse("signed +-0.0002").unwrap().resolve(&[&scenario]).unwrap();
    let decided = (0..200).filter(|&seed| {
        let mut column = vec![0.0; 400];
        Stream::new(seed, "flag", "flag").fill(0, 0, 0, &mut column);
        let counts: Vec<u32> = column.into_iter().map(|u| if u < 0.0005 { 100 } else { 0 }).collect();
        let tally = tally(&base, &counts, 400);
        until.look(&[Looked { name: "file", scenario: &scenario, plan: &plan, tally: &tally }], 1).decided
    });
    assert_eq!(decided.count(), 0);
}

#[test]
fn undecided_is_an_answer() {
    assert!(!follow("signed +-0.0001", 1, 1, true).0);
    let (decided, tallies) = follow("first signed @99.99%", 3, 1, true);
    assert_eq!((decided, tallies[0].size.worlds), (false, MOST as u32));
}

#[test]
fn a_run_that_grew_is_the_run_at_once() {
    let plan = compile(&load("kitchen-sink.toml"));
    for (_, sampling) in hikiwake::draws::Sampling::NAMES {
        let whole = Size::new(3, 60, 4, sampling);
        let at_once = simulate_sized(&[&plan], whole).remove(0);
        let mut grown = vec![Tally::new(&plan, Size { worlds: 0, ..whole })];
        let interrupt = std::sync::atomic::AtomicBool::new(false);
        let watcher = hikiwake::engine::Watcher { interrupt: &interrupt, progress: &|_| {} };
        for worlds in [7, 40, 40, 60] {
            grow(&[&plan], &mut grown, worlds, &watcher).unwrap();
            assert_eq!(grown[0].size.worlds, worlds);
        }
        assert_eq!(grown[0], at_once, "{sampling:?}");
    }
}

#[test]
fn a_name_means_one_thing_or_is_refused() {
    let scenario = load("minimal.toml");
    let resolve = |rule: &str| Until::parse(rule).unwrap().resolve(&[&scenario]);
    for (rule, whole) in [
        ("signed +-0.1", "reached.settlement.signed +-0.1 @95%"),
        ("end.settlement.signed +-0.1", "end.settlement.signed +-0.1 @95%"),
        ("trade +-0.1", "metric.trade.mean +-0.1 @95%"),
        ("metric.trade +-0.1", "metric.trade.mean +-0.1 @95%"),
    ] {
        assert_eq!(resolve(rule).unwrap().to_string(), whole);
    }
    assert!(resolve("igned +-0.1").unwrap_err().contains("no chance or mean `igned`"));
    assert!(resolve("first signed").unwrap_err().contains("two scenario files"));
    assert!(resolve("mean +-0.1").unwrap_err().contains("may mean"));
}
