//! One figure of a run by its name in outcomes.json, taken apart by world.

use super::difference::paired;
use super::samples::Estimated;
use super::{band_names, segment_counts};
use crate::engine::{MetricTally, Tally};
use crate::model::Scenario;
use crate::stats::{self, ByWorld, Estimate};

/// A chance or a mean, world by world.
pub(super) enum Figure<'t> {
    /// Paths of each world that have an outcome, and paths in each.
    Chance(Vec<u32>, u32),
    /// A metric.
    Mean(&'t MetricTally),
}

/// The names of all chances and means at the horizon, in the order in which a short ending is looked up: stages reached, segments of the
/// report, metrics, end states.
pub(super) fn names(scenario: &Scenario) -> Vec<Vec<String>> {
    let states = |what: &str| -> Vec<String> {
        let of = |p: &crate::model::Process| -> Vec<String> {
            p.states.iter().map(|s| format!("{what}.{}.{}", p.id, s.id)).collect()
        };
        scenario.processes.iter().flat_map(of).collect()
    };
    let report = &scenario.report;
    let segments = report.segments.iter().map(|s| format!("segment.{}.{}", report.process, s.id)).collect();
    let metrics = scenario.metrics.iter().flat_map(|metric| {
        let bands = band_names(scenario, metric).into_iter().map(|(id, _)| id);
        let of = |what: String| format!("metric.{}.{what}", metric.id);
        std::iter::once("mean".to_string()).chain(bands).map(of).collect::<Vec<String>>()
    });
    vec![states("reached"), segments, metrics.collect(), states("end")]
}

/// The figure at the horizon with one of these names.
pub(super) fn figure<'t>(scenario: &Scenario, tally: &'t Tally, name: &str) -> Option<Figure<'t>> {
    let paths = tally.size.paths;
    let (what, rest) = name.split_once('.')?;
    let (element, part) = rest.split_once('.')?;
    let state = || {
        let process = sorted(&scenario.processes, |p| &p.id).iter().position(|p| p.id == element)?;
        let states = &scenario.process(element)?.states;
        Some((process, states.iter().position(|s| s.id == part)?))
    };
    match what {
        "reached" => {
            state().and_then(|(p, s)| Some(Figure::Chance(tally.reached[p][s].last()?.clone(), paths)))
        }
        "end" => state().and_then(|(p, s)| Some(Figure::Chance(tally.occupied[p][s].last()?.clone(), paths))),
        "segment" => {
            let place = scenario.report.segments.iter().position(|s| s.id == part)?;
            Some(Figure::Chance(segment_counts(scenario, tally).swap_remove(place), paths))
        }
        "metric" => {
            let metrics = sorted(&scenario.metrics, |m| &m.id);
            let place = metrics.iter().position(|m| m.id == element)?;
            if part == "mean" {
                return Some(Figure::Mean(&tally.metrics[place]));
            }
            let band = band_names(scenario, metrics[place]).iter().position(|(id, _)| id == part)?;
            Some(Figure::Chance(tally.metrics[place].bands.as_ref()?[band].clone(), paths))
        }
        _ => None,
    }
}

/// The engine's order.
fn sorted<T>(items: &[T], id: impl Fn(&T) -> &String) -> Vec<&T> {
    let mut sorted: Vec<&T> = items.iter().collect();
    sorted.sort_by(|a, b| id(a).cmp(id(b)));
    sorted
}

impl Figure<'_> {
    /// The estimate with its error; none where nothing has a value.
    pub(super) fn estimate(&self, clusters: stats::Clusters) -> Option<Estimate> {
        match self {
            Figure::Chance(counts, paths) => Some(stats::proportion(counts, *paths, clusters).estimate),
            Figure::Mean(of) => Some(stats::mean(&of.sums, &of.squares, &of.counts, clusters)?.estimate),
        }
    }

    /// This less another, in the same worlds; none where one has no value.
    pub(super) fn less(&self, other: &Figure<'_>, clusters: stats::Clusters) -> Option<Estimate> {
        Some(paired(&other.estimated(clusters)?, &self.estimated(clusters)?, clusters))
    }

    fn estimated(&self, clusters: stats::Clusters) -> Option<Estimated> {
        let alone = self.estimate(clusters)?.standard_error;
        Some(Estimated { by_world: self.by_world()?, alone })
    }

    fn by_world(&self) -> Option<ByWorld> {
        match self {
            Figure::Chance(counts, paths) => Some(ByWorld::share(counts, *paths)),
            Figure::Mean(of) => ByWorld::ratio(&of.sums, &of.counts),
        }
    }
}
