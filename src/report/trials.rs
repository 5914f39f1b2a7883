//! Every trial as a row of a table: how it ended, when it came to each stage, and each metric.

use std::ops::Range;

use crate::draws::ENGINE_VERSION;
use crate::engine::{Size, Trials};
use crate::model::Scenario;
use crate::parquet::{Column, Kind, Table, Values};
use crate::plan::Plan;

/// The name of the file in a run folder.
pub const TRIALS: &str = "trials.parquet";

/// A scenario whose trials are told.
#[derive(Clone, Copy)]
pub struct Tried<'t> {
    /// What it is called in the results.
    pub file: &'t str,
    /// Its model.
    pub scenario: &'t Scenario,
    /// Its plan.
    pub plan: &'t Plan,
}

/// The table of all trials of some scenarios; what one of them does not have is a gap in its rows.
pub struct TrialTable<'t> {
    scenarios: Vec<Tried<'t>>,
    /// Processes whose state at the horizon is told.
    ends: Vec<&'t str>,
    /// States, and their processes, whose first month is told: those of the processes that reports are about.
    first: Vec<(&'t str, &'t str)>,
    metrics: Vec<&'t str>,
    table: Table,
}

impl<'t> TrialTable<'t> {
    /// A table without rows. Its columns are sorted by element, states of a process in their own order; what only later scenarios have comes after it.
    pub fn new(scenarios: Vec<Tried<'t>>) -> TrialTable<'t> {
        let (mut ends, mut first, mut metrics) = (Vec::new(), Vec::new(), Vec::new());
        for Tried { scenario, plan, .. } in &scenarios {
            ends.extend(plan.processes.iter().map(|process| process.id.as_str()));
            let reported = plan.processes.iter().filter(|process| process.id == scenario.report.process);
            let states = |process: &'t crate::plan::PlannedProcess| {
                process.states.iter().map(|state| (process.id.as_str(), state.as_str()))
            };
            first.extend(reported.flat_map(states));
            metrics.extend(plan.metrics.iter().map(|metric| metric.id.as_str()));
        }
        let (ends, first, metrics) = (each_once(ends), each_once(first), each_once(metrics));
        let column = |name: String, kind, has_gaps| Column { name, kind, has_gaps };
        let beginning =
            [("scenario", Kind::Text), ("world", Kind::Whole), ("path", Kind::Whole), ("option", Kind::Text)];
        let beginning = beginning.into_iter().map(|(name, kind)| column(name.into(), kind, false));
        let end = |process: &&str| column(format!("end.{process}"), Kind::Text, true);
        let month =
            |(process, state): &(&str, &str)| column(format!("first.{process}.{state}"), Kind::Whole, true);
        let metric = |metric: &&str| column(format!("metric.{metric}"), Kind::Number, true);
        let columns = beginning
            .chain(ends.iter().map(end))
            .chain(first.iter().map(month))
            .chain(metrics.iter().map(metric))
            .collect();
        TrialTable { scenarios, ends, first, metrics, table: Table::new(columns) }
    }

    /// The most that the file takes with so many trials of each scenario. **Unit** bytes.
    pub fn most_bytes(&self, trials: u64) -> u64 {
        // World, path and option; a state is a byte at most, a month two, a number eight, and a bit says whether it is there.
        let bits = 8 * (4 + 4 + 1) + 9 * self.ends.len() + 17 * self.first.len() + 65 * self.metrics.len();
        trials * self.scenarios.len() as u64 * bits as u64 / 8
    }

    /// Adds the trials of some worlds of a scenario, by its place; so many paths a world.
    pub fn add(&mut self, place: usize, worlds: Range<u32>, paths: u32, trials: Trials) {
        let Tried { file, plan, .. } = self.scenarios[place];
        let rows = worlds.len() * paths as usize;
        let Trials { options, ends, first, metrics } = trials;
        let world = worlds.flat_map(|world| std::iter::repeat_n(Some(world as i32), paths as usize));
        let path = (0..rows).map(|row| Some((row % paths as usize) as i32));
        // A table is the plan's own one, as long as plans are not united.
        let names = plan.tables[0].options.clone();
        let mut values = vec![
            Values::Text(vec![file.to_string()], vec![Some(0); rows]),
            Values::Whole(world.collect()),
            Values::Whole(path.collect()),
            Values::Text(names, options.into_iter().map(Some).collect()),
        ];
        let process = |id: &str| plan.processes.iter().position(|process| process.id == id);
        for id in &self.ends {
            values.push(match process(id) {
                Some(p) => Values::Text(
                    plan.processes[p].states.clone(),
                    ends[p].iter().copied().map(Some).collect(),
                ),
                None => Values::Text(Vec::new(), vec![None; rows]),
            });
        }
        for (id, state) in &self.first {
            let found = process(id)
                .and_then(|p| Some((p, plan.processes[p].states.iter().position(|name| name == state)?)));
            values.push(Values::Whole(match found {
                Some((p, s)) => first[p][s].iter().map(|month| month.map(i32::from)).collect(),
                None => vec![None; rows],
            }));
        }
        for id in &self.metrics {
            let found = plan.metrics.iter().position(|metric| metric.id == *id);
            values.push(Values::Number(found.map_or_else(|| vec![None; rows], |m| metrics[m].clone())));
        }
        self.table.add(&values);
    }

    /// The bytes of the file, which say of what run they are.
    pub fn finish(self, digest: &str, size: Size) -> Vec<u8> {
        let month_0 = |one: &Tried| format!("{}: {}", one.file, one.scenario.calendar.month(0));
        let months: Vec<String> = self.scenarios.iter().map(month_0).collect();
        let about = [
            ("hikiwake.digest", digest.to_string()),
            ("hikiwake.engine", ENGINE_VERSION.to_string()),
            ("hikiwake.seed", size.seed.to_string()),
            ("hikiwake.month_0", months.join("; ")),
        ];
        self.table.finish(&about, &format!("hikiwake version {}", env!("CARGO_PKG_VERSION")))
    }
}

/// Each one where it comes first.
fn each_once<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut found = Vec::new();
    for one in all {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}
