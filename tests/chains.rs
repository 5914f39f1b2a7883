//! Several moves of a process within a month, by hazards and by shocks: exactly a Markov chain in continuous time (model.md §5.5).
//!
//! As in `closed_forms`, a comparison allows 6.5 exact standard errors (a false alarm in 8e-11 of all seeds, and the seeds are fixed) and
//! rejects an answer that is off by 5 %; each test also plants the law of an engine that allows one move a month.
#![allow(clippy::disallowed_methods)]

use crate::common::exact::{Run, after_months, chain_after, is_near, run, run_of};
use crate::common::{load_with, size};
use hikiwake::analysis::timeline;
use hikiwake::engine::{What, replay};
use hikiwake::model::{Basis, Quantity, Rate, Scenario, Trigger};
use hikiwake::plan::compile;
use hikiwake::quantity::Family;
use hikiwake::stats::{Clusters, proportion};

/// One month of constant hazards with at most one move, any with 1 − exp(−Λ/12), which one in proportion: the law of another engine.
fn one_move_a_month<const N: usize>(rates: &[[f64; N]; N]) -> [[f64; N]; N] {
    std::array::from_fn(|i| {
        let all: f64 = rates[i].iter().sum();
        let any = 1.0 - (-all / 12.0).exp();
        std::array::from_fn(|j| match (i == j, all > 0.0) {
            (true, _) => 1.0 - any,
            (false, true) => any * rates[i][j] / all,
            (false, false) => 0.0,
        })
    })
}

#[test]
fn a_chain_is_one_in_continuous_time() {
    let run = run("chain", 400, 500);
    let rates = [[0.0, 1.2, 0.0, 0.0], [4.0, 0.0, 2.5, 0.3], [0.0, 0.0, 0.0, 0.8], [0.0, 0.0, 0.0, 0.0]];
    let start = [1.0, 0.0, 0.0, 0.0];
    for year in 1..=3 {
        let chances = chain_after(start, &rates, f64::from(year));
        for (i, &chance) in chances.iter().enumerate() {
            let counts = run.there(&format!("chain.s{i}"), 12 * year);
            let found = proportion(counts, 500, Clusters::Worlds).estimate.value;
            let error = (chance * (1.0 - chance) / run.trials()).sqrt();
            assert!(is_near(found, chance, error), "s{i} in year {year}: {found}, not {chance}");
        }
    }
    let chances = chain_after(start, &rates, 3.0);
    run.assert_chance(run.there("chain.s0", 36), chances[0]);
    run.assert_chance(run.there("chain.s3", 36), chances[3]);
    // The planted bug: the same chain with one move a month at most.
    let monthly = after_months(start, &one_move_a_month(&rates), 36);
    let found = proportion(run.there("chain.s3", 36), 500, Clusters::Worlds).estimate.value;
    let error = (monthly[3] * (1.0 - monthly[3]) / run.trials()).sqrt();
    assert!(!is_near(found, monthly[3], error), "{found} {monthly:?} {chances:?}");
}

/// A process that is taken through so many states, one after the other, at the same rate a year.
fn steps(count: usize, per_year: f64) -> Scenario {
    let mut lines = vec!["horizon = \"2021-12\"".to_string(), "process.way.start = \"s0\"".to_string()];
    for i in 0..=count {
        lines.push(format!("process.way.state.s{i}.absorbing = {}", i == count));
    }
    for i in 0..count {
        let transition = format!("process.way.transition.t{i}");
        lines.push(format!("{transition}.from = \"s{i}\""));
        lines.push(format!("{transition}.to = \"s{}\"", i + 1));
        lines.push(format!("{transition}.per_year = {per_year}"));
    }
    load_with("closed/base.toml", &lines)
}

/// As many steps in a year as are expected, and three of 2 a year: the gamma law of Erlang. With one move a month at most they would be
/// a binomial number of months, which the same comparison refuses.
#[test]
fn several_steps_fit_in_a_month() {
    for (count, per_year) in [(3, 2.0), (6, 6.0), (12, 12.0), (24, 24.0)] {
        let run = run_of(&steps(count, per_year), 400, 400);
        let mut term = (-per_year).exp();
        let mut fewer = 0.0;
        for k in 0..count {
            fewer += term;
            term *= per_year / (k + 1) as f64;
        }
        let truth = 1.0 - fewer;
        if count == 3 {
            assert!((truth - 0.3233).abs() < 5e-5, "{truth}");
        }
        let there = run.reached(&format!("way.s{count}"));
        run.assert_chance(there, truth);
        // The planted bug.
        let p = 1.0 - (-per_year / 12.0).exp();
        let ways = |k: i32| (0..k).fold(1.0, |ways, i| ways * f64::from(12 - i) / f64::from(i + 1));
        let monthly =
            1.0 - (0..count as i32).fold(0.0, |sum, k| sum + ways(k) * p.powi(k) * (1.0 - p).powi(12 - k));
        let monthly = if count > 12 { 0.0 } else { monthly };
        let found = proportion(there, 400, Clusters::Worlds).estimate.value;
        assert!(!is_near(found, monthly, (truth * (1.0 - truth) / run.trials()).sqrt()), "{found} {monthly}");
    }
}

/// Processes that shocks and hazards move, with the rates a year at which they do.
fn forced(lines: &[&str]) -> Run {
    let mut all: Vec<String> = vec!["horizon = \"2021-12\"".into()];
    all.extend(lines.iter().map(|line| line.to_string()));
    run_of(&load_with("closed/base.toml", &all), 400, 200)
}

#[test]
fn a_shock_and_a_hazard_race_fairly() {
    let run = forced(&[
        "process.race.start = \"open\"",
        "process.race.state.open.name = \"Open\"",
        "process.race.state.struck.absorbing = true",
        "process.race.state.gone.absorbing = true",
        "process.race.transition.go = { from = \"open\", to = \"gone\", per_year = 5 }",
        "shock.blow = { per_year = 5, forces.strike = { process = \"race\", from = \"open\", to = \"struck\", chance = 1 } }",
    ]);
    let each = 0.5 * (1.0 - (-10.0f64).exp());
    run.assert_chance(run.reached("race.struck"), each);
    run.assert_chance(run.reached("race.gone"), each);
    // The planted bug: the shock before the hazard, whatever the day; 60.3 to 39.7.
    let (both, struck) = (1.0 - (-10.0f64 / 12.0).exp(), 1.0 - (-5.0f64 / 12.0).exp());
    let found = proportion(run.reached("race.struck"), 200, Clusters::Worlds).estimate.value;
    assert!((struck / both - 0.6027).abs() < 1e-4);
    assert!(!is_near(found, struck / both, (0.25 / run.trials()).sqrt()), "{found}");
}

/// Forced, then by a hazard, then by either of two shocks or back; entries of one strike move a process once.
#[test]
fn forced_moves_and_hazards_make_one_chain() {
    let run = forced(&[
        "process.way.start = \"s0\"",
        "process.way.state.s0.name = \"0\"",
        "process.way.state.s1.name = \"1\"",
        "process.way.state.s2.name = \"2\"",
        "process.way.state.s3.absorbing = true",
        "process.way.state.s4.absorbing = true",
        "process.way.transition.on = { from = \"s1\", to = \"s2\", per_year = 7 }",
        "process.way.transition.back = { from = \"s2\", to = \"s0\", per_year = 3 }",
        "shock.a.per_year = 8",
        "shock.a.forces.first = { process = \"way\", from = \"s0\", to = \"s1\", chance = 0.75 }",
        "shock.a.forces.second = { process = \"way\", from = [\"s1\", \"s2\"], to = \"s3\", chance = 0.125 }",
        "shock.b.per_year = 4",
        "shock.b.forces.only = { process = \"way\", from = \"s2\", to = \"s4\", chance = 0.5 }",
    ]);
    let mut rates = [[0.0; 5]; 5];
    (rates[0][1], rates[1][2], rates[2][0]) = (6.0, 7.0, 3.0);
    (rates[1][3], rates[2][3], rates[2][4]) = (1.0, 1.0, 2.0);
    let start = [1.0, 0.0, 0.0, 0.0, 0.0];
    let chances = chain_after(start, &rates, 1.0);
    for (i, &chance) in chances.iter().enumerate() {
        let found = proportion(run.there(&format!("way.s{i}"), 12), 200, Clusters::Worlds).estimate.value;
        let error = (chance * (1.0 - chance) / run.trials()).sqrt();
        assert!(is_near(found, chance, error), "s{i}: {found}, not {chance}");
    }
    run.assert_chance(run.there("way.s3", 12), chances[3]);
    run.assert_chance(run.there("way.s4", 12), chances[4]);
    // The planted bugs: one move a month at most; and two moves by one strike, which would take those of `second` sooner.
    let found = proportion(run.there("way.s3", 12), 200, Clusters::Worlds).estimate.value;
    let error = (chances[3] * (1.0 - chances[3]) / run.trials()).sqrt();
    let monthly = after_months(start, &one_move_a_month(&rates), 12)[3];
    (rates[0][1], rates[0][3]) = (6.0 - 0.75, 0.75);
    let at_once = chain_after(start, &rates, 1.0)[3];
    for bug in [monthly, at_once] {
        assert!(!is_near(found, bug, error), "{found} {bug}");
    }
}

/// A delay and a ballot keep to whole months: nothing that waits for them happens in the month of entry.
#[test]
fn a_delay_holds_back_the_month_of_entry() {
    let mut scenario = steps(2, 1200.0);
    let run = run_of(&scenario, 20, 50);
    assert_eq!(run.first_months("way.s2")[1], 1000, "both steps at once");
    scenario.processes[0].transitions[1].not_before = 1;
    let run = run_of(&scenario, 20, 50);
    assert_eq!(run.first_months("way.s2")[3], 1000, "entered in month 1, of age 2 in month 3");
}

/// The journal tells every move, in time; the timeline has no stay in what was only passed through.
#[test]
fn several_moves_of_a_month_are_told_in_their_order() {
    let scenario = steps(3, 1200.0);
    let plan = compile(&scenario);
    let history = replay(&plan, size(1, 1, 1), 0, 0).expect("a trial");
    let place = |state: usize| plan.processes[0].states[state].as_str();
    let moves = history.events.iter().map(|event| match event.what {
        What::Move { to, .. } => (event.month, place(to)),
        _ => panic!("nothing else happens: {event:?}"),
    });
    assert_eq!(moves.collect::<Vec<_>>(), [(1, "s1"), (1, "s2"), (1, "s3")]);
    let days: Vec<f64> = history.events.iter().map(|event| event.at).collect();
    assert!(0.0 < days[0] && days[0] < days[1] && days[1] < days[2] && days[2] < 0.2, "{days:?}");
    let line = timeline(&scenario, &plan, &history).processes.remove(0);
    let stays: Vec<_> = line.stays.iter().map(|stay| (stay.state.as_str(), stay.from, stay.to)).collect();
    assert_eq!(stays, [("s0", 0, 0), ("s3", 1, 12)]);
}

/// A process that goes round and round without end within a month stops the run and says why.
#[test]
fn moves_without_end_are_a_failure_of_the_arithmetic() {
    let mut scenario = steps(2, 1200.0);
    for transition in &mut scenario.processes[0].transitions {
        let fast = Family::constant(1e9).expect("a family");
        transition.trigger =
            Trigger::Hazard(Rate::PerYear(Quantity::drawn("fast".into(), fast, Basis::default())));
    }
    scenario.processes[0].transitions[1].to = "s0".into();
    let plan = compile(&scenario);
    let error = replay(&plan, size(1, 1, 1), 0, 0).expect_err("it cannot end");
    assert!(error.element.starts_with("process.way.transition.t") && error.month == 1, "{error}");
    assert!((error.value / 1e9 - 1.0).abs() < 1e-9, "{error}");
    // Moves at the highest rate that a file may state are no failure.
    scenario = steps(2, 1200.0);
    scenario.processes[0].transitions[1].to = "s0".into();
    replay(&compile(&scenario), size(1, 1, 1), 0, 0).expect("a trial");
}
