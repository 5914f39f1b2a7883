//! Writes the table of docs/sampling.md, what a sampling design gains in the shipped scenarios:
//! `cargo run --release --example sampling_gain` (some minutes).

#![allow(clippy::unwrap_used, reason = "a page that cannot be written stops the program")]

use std::fmt::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use hikiwake::analysis::summarise;
use hikiwake::draws::{ENGINE_VERSION, Sampling};
use hikiwake::engine::{self, Size, Tally, Watcher, draw_quantity};
use hikiwake::model::Scenario;
use hikiwake::plan::{Plan, compile};
use hikiwake::stats;

const SCENARIOS: [&str; 4] =
    ["four-island-batch", "two-plus-alpha", "zero-plus-alpha", "joint-economic-activity"];
const OUTCOMES: [&str; 5] = [
    "reached.settlement.framework",
    "end.settlement.suspended",
    "metric.economic_flow.mean",
    "metric.hikiwake_governments.mean",
    QUANTITY,
];
/// No outcome: an uncertain quantity by itself.
const QUANTITY: &str = "acceptability.status_quo.japan.cabinet";
const WORLDS: [u32; 3] = [160, 640, 2560];
const PATHS: u32 = 25;
const SEEDS: u64 = 3;
const PAGE: &str = "docs/sampling.md";
const MARK: &str = "<!-- written by examples/sampling_gain.rs";

/// Standard error and share between worlds of each outcome.
type Found = [(f64, f64); OUTCOMES.len()];

/// By scenario.
fn errors(cases: &[(Scenario, Plan)], size: Size) -> Vec<Found> {
    let plans: Vec<&Plan> = cases.iter().map(|(_, plan)| plan).collect();
    let watcher = Watcher { interrupt: &AtomicBool::new(false), progress: &|_| {} };
    let tallies = engine::simulate(&plans, size, &watcher).expect("a finished run");
    let of = |((scenario, plan), tally): (&(Scenario, Plan), &Tally)| {
        let outcomes = summarise(scenario, plan, tally, "");
        OUTCOMES.map(|name| {
            let slot = plan.quantities.iter().position(|q| q.key == name);
            if let Some(slot) = slot {
                let values = draw_quantity(plan, size, slot);
                let squares: Vec<f64> = values.iter().map(|x| x * x).collect();
                let ones = vec![1; values.len()];
                let mean = stats::mean(&values, &squares, &ones, size.clusters()).unwrap();
                return (mean.estimate.standard_error, 1.0);
            }
            let rows = || outcomes.estimates.iter().filter(|o| o.outcome == name);
            let row = rows().find(|o| o.by == outcomes.horizon).unwrap_or_else(|| panic!("no {name}"));
            (row.standard_error.unwrap(), row.share_between_worlds.unwrap_or(0.0))
        })
    };
    cases.iter().zip(&tallies).map(of).collect()
}

/// The root of the mean square over seeds, and the mean share.
fn pooled(cases: &[(Scenario, Plan)], worlds: u32, sampling: Sampling) -> Vec<Found> {
    let runs: Vec<Vec<Found>> =
        (1..=SEEDS).map(|seed| errors(cases, Size::new(seed, worlds, PATHS, sampling))).collect();
    let mean = |of: &dyn Fn(&[Found]) -> f64| runs.iter().map(|run| of(run)).sum::<f64>() / SEEDS as f64;
    (0..cases.len())
        .map(|c| {
            std::array::from_fn(|o| (mean(&|run| run[c][o].0 * run[c][o].0).sqrt(), mean(&|run| run[c][o].1)))
        })
        .collect()
}

fn table() -> String {
    let load = |name: &str| {
        let path = Path::new("scenarios").join(name).with_extension("toml");
        let scenario = hikiwake::scenario::load(&path, &[]).unwrap().scenario;
        let plan = compile(&scenario);
        (scenario, plan)
    };
    let cases = SCENARIOS.map(load);
    let found: Vec<Vec<_>> = WORLDS
        .iter()
        .map(|&worlds| Sampling::NAMES.map(|(_, sampling)| pooled(&cases, worlds, sampling)).into())
        .collect();
    let mut text = String::from(
        "| scenario | outcome | ignorance | worlds | random | Latin hypercube | gain | Sobol' | gain |\n|---|---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for (c, scenario) in SCENARIOS.iter().enumerate() {
        for (o, outcome) in OUTCOMES.iter().enumerate() {
            for (w, worlds) in WORLDS.iter().enumerate() {
                let [lhs, sobol, random] = [0, 1, 2].map(|design: usize| found[w][design][c][o].0);
                let share = found[WORLDS.len() - 1][2][c][o].1;
                let gain = |error: f64| {
                    let gain = (random / error) * (random / error);
                    let digits = if gain >= 10.0 {
                        0
                    } else if gain >= 1.0 {
                        1
                    } else {
                        2
                    };
                    format!("{gain:.digits$}×")
                };
                let _ = writeln!(
                    text,
                    "| {scenario} | `{outcome}` | {:.0}% | {worlds} | {random:.2e} | {lhs:.2e} | {} | {sobol:.2e} | {} |",
                    100.0 * share,
                    gain(lhs),
                    gain(sobol)
                );
            }
        }
    }
    text
}

fn main() {
    let table = table();
    let page = std::fs::read_to_string(PAGE).unwrap();
    let parts: Vec<&str> = page.split(MARK).collect();
    assert_eq!(parts.len(), 3, "two marks around the table");
    let mark = format!("{MARK}, engine {ENGINE_VERSION} -->\n");
    let after = parts[2].split_once('\n').map_or("", |(_, after)| after);
    std::fs::write(PAGE, format!("{}{mark}{table}{mark}{after}", parts[0])).unwrap();
}
