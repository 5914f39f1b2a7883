//! What figures ask of all trials: by which month a state was entered, and what lay on the table where a history ended.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::path::Path;
use std::sync::atomic::AtomicBool;

use hikiwake::draws::Sampling;
use hikiwake::engine::{Asked, Courses, Ends, Size, Tally, Watcher, grow, record, simulate, simulate_asked};
use hikiwake::plan::{self, Plan};
use hikiwake::scenario;
use hikiwake::stats::Counts;

fn compiled(file: &str) -> Plan {
    plan::compile(&scenario::load(Path::new(file), &[]).unwrap().scenario)
}

/// Every state of every process, and the ends of the first process that is no agenda, each state a kind of its own.
fn courses(plan: &Plan) -> Courses {
    let agenda = plan.tables[0].agenda.as_ref().map(|(agenda, _)| *agenda);
    let process = (0..plan.processes.len()).rev().find(|p| Some(*p) != agenda).unwrap();
    let kinds = plan.processes[process].states.len();
    let states = |p: usize| (0..plan.processes[p].states.len()).map(move |s| (p, s));
    Courses {
        entered: (0..plan.processes.len()).flat_map(states).collect(),
        ends: Some(Ends {
            process,
            kind: (0..kinds).collect(),
            kinds,
            options: plan.tables[0].options.len(),
        }),
    }
}

fn watched<T>(work: impl FnOnce(&Watcher) -> T) -> T {
    work(&Watcher { interrupt: &AtomicBool::new(false), progress: &|_| {} })
}

fn counted(plans: &[&Plan], size: Size) -> Vec<Tally> {
    let asked = |plan: &Plan| Asked { courses: courses(plan), ..Asked::default() };
    let asked: Vec<(&Plan, Asked)> = plans.iter().map(|plan| (*plan, asked(plan))).collect();
    watched(|watcher| simulate_asked(&asked, size, watcher)).unwrap()
}

const FILES: [&str; 2] = ["scenarios/new-approach.toml", "scenarios/two-plus-alpha.toml"];

#[test]
fn they_are_those_of_the_outcomes_and_of_single_histories() {
    let plans = FILES.map(compiled);
    let plans = [&plans[0], &plans[1]];
    // One path a world, more worlds than a block holds: then a record has every history there is.
    let size = Size::new(5, 90, 1, Sampling::LatinHypercube);
    let tallies = counted(&plans, size);
    let looks = plans.map(|plan| (plan, [].as_slice()));
    let records = record(&looks, size, 90).unwrap();
    for ((plan, tally), kept) in plans.iter().zip(&tallies).zip(&records) {
        let (asked, found) = (&tally.asked.courses, &tally.found.courses);
        let sum = |counts: &Counts| counts.total();
        for (&(p, s), by_month) in asked.entered.iter().zip(&found.entered) {
            let mut by_then = 0;
            for (month, counts) in by_month.iter().enumerate() {
                by_then += tally.first_months[p][s].iter().map(|months| months[month]).sum::<u64>();
                assert_eq!(sum(counts), by_then, "{} by {month}", plan.processes[p].id);
            }
        }
        let ends = asked.ends.as_ref().unwrap();
        for option in 0..ends.options {
            for kind in 0..ends.kinds {
                let told = kept.options.iter().zip(&kept.ends[ends.process]);
                let told = told.filter(|(o, end)| (**o, **end) == (option, kind)).count();
                assert_eq!(sum(&found.ends[option][kind]) as usize, told);
            }
            let told = kept.options.iter().filter(|o| **o == option).count();
            assert_eq!(sum(&found.options[option]) as usize, told);
        }
        // Several options are on the table at the end of the one with an agenda, so that a count that took no notice of it would be found.
        if plan.tables[0].agenda.is_some() {
            assert!(found.options.iter().filter(|option| sum(option) > 0).count() > 1);
        }
    }
}

#[test]
fn they_are_the_same_at_once_in_batches_and_in_any_company_and_move_nothing() {
    let plans = FILES.map(compiled);
    let size = Size::new(5, 60, 6, Sampling::LatinHypercube);
    let alone = counted(&[&plans[0]], size).remove(0);
    let beside = counted(&[&plans[1], &plans[0]], size).remove(1);
    assert_eq!(alone.found.courses, beside.found.courses);
    let asked = Asked { courses: courses(&plans[0]), ..Asked::default() };
    let mut grown = [Tally::asked(&plans[0], asked, Size { worlds: 0, ..size })];
    for worlds in [20, 60] {
        watched(|watcher| grow(&[&plans[0]], &mut grown, worlds, watcher)).unwrap();
    }
    assert_eq!(alone.found.courses, grown[0].found.courses);
    let without = watched(|watcher| simulate(&[&plans[0]], size, watcher)).unwrap().remove(0);
    assert_eq!(without.reached, alone.reached);
    assert_eq!(without.metrics, alone.metrics);
}
