//! A scenario with what came of it, and what figures of several kinds make of that.

use super::chance::Chance;
use super::metric_value::Measured;
use super::moment::decimal_year;
use crate::analysis::{chance_of, sum_of};
use crate::engine::{MetricTally, Record, Tally, band};
use crate::model::{Measure, Metric, Scenario};
use crate::plan::Plan;
use crate::stats::{Counts, Sketch};
use crate::words::MONTHS;

/// Worlds whose first history is simulated again for the figures that look at single histories.
pub const RECORDED: u32 = 1_000;

/// A scenario with what came of it.
#[derive(Clone, Copy)]
pub struct Simulated<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its plan.
    pub plan: &'a Plan,
    /// All histories, counted.
    pub tally: &'a Tally,
    /// One history of each of the first [`RECORDED`] worlds.
    pub record: &'a Record,
    /// The factors of which the record keeps the levels, in its order.
    pub recorded: &'a [usize],
}

impl Simulated<'_> {
    /// The place of a metric in plan and tally.
    pub(crate) fn metric(&self, id: &str) -> Option<usize> {
        self.plan.metrics.iter().position(|metric| metric.id == id)
    }
}

/// "December 2026".
pub(crate) fn horizon(scenario: &Scenario) -> String {
    let month = scenario.calendar.month(scenario.calendar.months);
    format!("{} {}", MONTHS[month.month as usize - 1], month.year)
}

pub(crate) fn stage_names(scenario: &Scenario) -> Vec<String> {
    let process = scenario.process(&scenario.report.process);
    let name = |id: &String| process.and_then(|p| p.state(id)).map_or(id.clone(), |state| state.name.clone());
    scenario.report.stages.iter().map(name).collect()
}

/// The chance of what so many paths of each world have, as the results tell it.
pub(crate) fn chance(counts: &Counts, tally: &Tally, certain: bool) -> Chance {
    Chance::from(&chance_of(counts, tally.size, certain))
}

/// Six significant digits: finer than any picture, and short in the file.
pub(crate) fn short(x: f64) -> f64 {
    format!("{x:.5e}").parse().unwrap_or(x)
}

/// The unit of a metric's values as figures tell them, and how they stand to time.
pub(crate) fn measured(metric: &Metric, scenario: &Scenario) -> (String, Measured) {
    match metric.measure {
        Measure::FirstReached(_) => (String::new(), Measured::Date(decimal_year(scenario.calendar.month(0)))),
        Measure::MonthsIn(_) | Measure::Flow { .. } => (metric.unit.clone(), Measured::Summed),
        _ => (metric.unit.clone(), Measured::Standing),
    }
}

/// All values of a metric.
pub(crate) fn all_values(tally: &MetricTally) -> Sketch {
    Sketch::merged(&tally.groups)
}

/// The chance that neither side loses.
pub(crate) fn no_loser(bands: &[Counts], tally: &Tally, certain: bool) -> Chance {
    chance(&no_loser_counts(bands, tally), tally, certain)
}

/// The histories in which neither side loses.
pub(crate) fn no_loser_counts(bands: &[Counts], tally: &Tally) -> Counts {
    sum_of([band::DRAW, band::UNEVEN].into_iter().map(|band| &bands[band]), tally)
}
