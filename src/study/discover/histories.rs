//! Single histories as rows: what had happened in each by a month, beside what was assumed of its world.

use super::rows::{Happened, Rows};
use crate::analysis::Question;
use crate::discovery::Table;
use crate::engine::{self, Landmark, Size};
use crate::model::{Month, Scenario};
use crate::plan::Plan;
use crate::stats::group_of_world;
use crate::study::cases::{Case, Study};
use crate::study::error::Error;
use crate::study::watch::Watch;
use crate::words::in_words;

/// A feature of histories.
struct Feature {
    key: String,
    happened: Happened,
    column: Vec<f64>,
}

impl Study {
    /// The histories of a run of this size. One that has reached what is asked about by that month is settled already, and does not count.
    ///
    /// **Errors** as for [`Study::simulate`]; the month is none of the calendar's, or the last; what is asked about is a band.
    pub(super) fn histories(
        &self,
        question: &Question,
        by: Month,
        size: Size,
        watch: &dyn Watch,
    ) -> Result<Rows, Error> {
        let case = &self.cases[0];
        let calendar = &case.scenario().calendar;
        let month = (0..calendar.months).find(|&t| calendar.month(t) == by).ok_or_else(|| {
            let (first, last) = (calendar.month(0), calendar.month(calendar.months - 1));
            Error::Unanswerable(format!(
                "{by} is not within {}, where what has happened can be looked at from {first} to {last}",
                case.file
            ))
        })?;
        watch.begins(u64::from(size.worlds) * u64::from(size.paths));
        let seen = engine::landmark(&case.plan, size, month);
        watch.ends();
        let seen = seen.map_err(|error| Error::Arithmetic(case.file.clone(), error))?;
        let (response, counts) = answers(case, &seen, question.outcome()).ok_or_else(|| {
            Error::Unanswerable(format!(
                "`{}` is not told of single histories; choose a stage, a segment, an end state or a mean",
                question.outcome()
            ))
        })?;
        let paths = size.paths as usize;
        let worlds = self.assumed(size, &[question.outcome()]);
        let spread = |column: &Vec<f64>| column.iter().flat_map(|&x| std::iter::repeat_n(x, paths)).collect();
        let mut table = Table {
            keys: worlds.keys,
            columns: worlds.columns.iter().map(spread).collect(),
            groups: (0..size.worlds as usize * paths).map(|trial| group_of_world(trial / paths)).collect(),
        };
        let mut happened = std::collections::BTreeMap::new();
        for Feature { key, happened: what, column } in features(case.scenario(), &case.plan, seen, by) {
            happened.insert(key.clone(), what);
            table.keys.push(key);
            table.columns.push(column);
        }
        Ok(Rows { table, response, sides: Vec::new(), counts, happened })
    }
}

/// What each history came to, and whether it counts.
fn answers(case: &Case, seen: &Landmark, outcome: &str) -> Option<(Vec<f64>, Vec<bool>)> {
    let (what, rest) = outcome.split_once('.')?;
    let (element, part) = rest.split_once('.')?;
    let process = || case.plan.processes.iter().position(|process| process.id == element);
    let state = |p: usize, id: &str| case.plan.processes[p].states.iter().position(|state| state == id);
    let yes = |is_so: bool| f64::from(u8::from(is_so));
    match what {
        "reached" => {
            let p = process()?;
            let s = state(p, part)?;
            let reached = seen.reached[p][s].iter().map(|&reached| yes(reached)).collect();
            Some((reached, seen.entered[p][s].iter().map(|&entered| !entered).collect()))
        }
        "end" | "segment" => {
            let p = process()?;
            let segment = case.scenario().report.segments.iter().find(|segment| segment.id == part);
            let ids = match (what, segment) {
                ("end", _) => vec![part.to_string()],
                (_, segment) => segment?.states.clone(),
            };
            let places: Option<Vec<usize>> = ids.iter().map(|id| state(p, id)).collect();
            let places = places?;
            let ends = seen.ends[p].iter().map(|&end| yes(places.contains(&usize::from(end))));
            Some((ends.collect(), vec![true; seen.ends[p].len()]))
        }
        "metric" if part == "mean" => {
            let m = case.plan.metrics.iter().position(|metric| metric.id == element)?;
            let values = seen.metrics[m].iter().map(|value| value.unwrap_or(0.0)).collect();
            Some((values, seen.metrics[m].iter().map(Option::is_some).collect()))
        }
        _ => None,
    }
}

/// What had happened: in which state each process stood, which states had been entered, how often shocks had struck, where factors stood.
fn features(scenario: &Scenario, plan: &Plan, seen: Landmark, by: Month) -> Vec<Feature> {
    let when = in_words(&by.to_string());
    let yes = |is_so: bool| f64::from(u8::from(is_so));
    let mut found = Vec::new();
    for (p, process) in plan.processes.iter().enumerate() {
        let of = scenario.process_name(&process.id);
        for (s, id) in process.states.iter().enumerate() {
            let state = scenario.state_name(&process.id, id);
            let stands: Vec<f64> = seen.states[p].iter().map(|&at| yes(usize::from(at) == s)).collect();
            let entered: Vec<f64> = seen.entered[p][s].iter().map(|&entered| yes(entered)).collect();
            let told = |what: &str, is_so: &str, is_not: &str, column: Vec<f64>| Feature {
                key: format!("{what}.{}.{id}", process.id),
                happened: Happened {
                    name: format!("{of} {is_so} “{state}” {what_by} {when}", what_by = by_word(what)),
                    not: Some(format!("{of} {is_not} “{state}” {what_by} {when}", what_by = by_word(what))),
                },
                column,
            };
            // Of two states the one says what the other does.
            if process.states.len() == 2 && s == process.start {
                continue;
            }
            if entered != stands {
                found.push(told("entered", "has been in", "has not been in", entered));
            }
            found.push(told("in", "is in", "is not in", stands));
        }
    }
    for (shock, strikes) in plan.shocks.iter().zip(seen.strikes) {
        let name = scenario.shocks.iter().find(|other| other.id == shock.id).map_or(&shock.id, |of| &of.name);
        found.push(Feature {
            key: format!("strikes.{}", shock.id),
            happened: Happened { name: format!("{name}: strikes by {when}"), not: None },
            column: strikes.into_iter().map(f64::from).collect(),
        });
    }
    for (factor, levels) in plan.factors.iter().zip(seen.levels).filter(|(_, levels)| !levels.is_empty()) {
        let name =
            scenario.factors.iter().find(|other| other.id == factor.id).map_or(&factor.id, |of| &of.name);
        found.push(Feature {
            key: format!("level.{}", factor.id),
            happened: Happened { name: format!("{name}: level in {when}"), not: None },
            column: levels,
        });
    }
    found
}

/// A state is that of a month, and is entered by one.
fn by_word(what: &str) -> &'static str {
    if what == "in" { "in" } else { "by" }
}
