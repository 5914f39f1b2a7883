//! One chance or mean of a run by its name in outcomes.json, taken apart by world.

use std::borrow::Cow;

use super::certain::Certain;
use super::difference::Paired;
use super::samples::{Estimated, confidence};
use super::world_means::WorldMeans;
use super::{band_names, segment_counts};
use crate::engine::Tally;
use crate::model::Scenario;
use crate::plan::Plan;
use crate::stats::{self, ByWorld, Counts, Estimate, Interval, Occurrences, Sums};

/// A chance or a mean, world by world.
pub(super) enum Tallied<'t> {
    /// Paths of each world that have an outcome, and paths in each.
    Chance(Counts, u32),
    /// Sums and sums of squares over the paths of each world that have a value, and how many these are.
    Mean { sums: Cow<'t, Sums>, squares: Cow<'t, [f64]>, counts: Cow<'t, Counts> },
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

/// What was tallied at the horizon with one of these names.
pub(super) fn tallied<'t>(scenario: &Scenario, tally: &'t Tally, name: &str) -> Option<Tallied<'t>> {
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
            state().and_then(|(p, s)| Some(Tallied::Chance(tally.reached[p][s].last()?.clone(), paths)))
        }
        "end" => {
            state().and_then(|(p, s)| Some(Tallied::Chance(tally.occupied[p][s].last()?.clone(), paths)))
        }
        "segment" => {
            let place = scenario.report.segments.iter().position(|s| s.id == part)?;
            Some(Tallied::Chance(segment_counts(scenario, tally).swap_remove(place), paths))
        }
        "metric" => {
            let metrics = sorted(&scenario.metrics, |m| &m.id);
            let place = metrics.iter().position(|m| m.id == element)?;
            if part == "mean" {
                let of = &tally.metrics[place];
                return Some(Tallied::Mean {
                    sums: Cow::Borrowed(&of.sums),
                    squares: Cow::Borrowed(&of.squares),
                    counts: Cow::Borrowed(&of.counts),
                });
            }
            let band = band_names(scenario, metrics[place]).iter().position(|(id, _)| id == part)?;
            Some(Tallied::Chance(tally.metrics[place].bands.as_ref()?[band].clone(), paths))
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

/// Whether the outcome with this name is the same in every trial by construction.
pub(super) fn is_certain(scenario: &Scenario, plan: &Plan, name: &str) -> bool {
    let told = || {
        let (what, rest) = name.split_once('.')?;
        let (element, part) = rest.split_once('.')?;
        let proofs = Certain::new(plan);
        if what == "metric" {
            return Some(proofs.metric(plan.metrics.iter().position(|m| m.id == element)?));
        }
        let p = plan.processes.iter().position(|p| p.id == element)?;
        let state = |id: &str| plan.processes[p].states.iter().position(|s| s == id);
        match what {
            "reached" => Some(proofs.has_reached(p, 1 << state(part)?, plan.calendar.months).is_some()),
            "end" => Some(proofs.is_in(p, 1 << state(part)?, plan.calendar.months).is_some()),
            "segment" => {
                let segment = scenario.report.segments.iter().find(|s| s.id == part)?;
                let states: Option<Vec<usize>> = segment.states.iter().map(|id| state(id)).collect();
                Some(proofs.is_in(p, states?.iter().map(|s| 1 << s).sum(), plan.calendar.months).is_some())
            }
            _ => None,
        }
    };
    told().unwrap_or(false)
}

impl Tallied<'_> {
    /// The same by itself.
    pub(super) fn into_owned(self) -> Tallied<'static> {
        match self {
            Tallied::Chance(counts, paths) => Tallied::Chance(counts, paths),
            Tallied::Mean { sums, squares, counts } => Tallied::Mean {
                sums: Cow::Owned(sums.into_owned()),
                squares: Cow::Owned(squares.into_owned()),
                counts: Cow::Owned(counts.into_owned()),
            },
        }
    }

    /// The estimate with its error; none where nothing has a value.
    fn estimate(&self, clusters: stats::Clusters) -> Option<Estimate> {
        match self {
            Tallied::Chance(counts, paths) => Some(stats::chance_of_all(counts, *paths, clusters).estimate),
            Tallied::Mean { sums, squares, counts } => {
                Some(stats::mean_of_all(sums, squares, counts, clusters)?.estimate)
            }
        }
    }

    /// The estimate; none where nothing has a value.
    pub(super) fn value(&self) -> Option<f64> {
        Some(self.by_world()?.value)
    }

    /// The confidence interval of the estimate at 1 − `alpha`; none where it cannot be told.
    pub(super) fn interval(&self, clusters: stats::Clusters, freedom: usize, alpha: f64) -> Option<Interval> {
        match self {
            Tallied::Chance(counts, paths) => {
                let found = stats::chance_of_all(counts, *paths, clusters);
                Some(found.seen.interval(found.estimate, freedom, alpha))
            }
            Tallied::Mean { sums, squares, counts } => {
                let found = stats::mean_of_all(sums, squares, counts, clusters)?;
                if found.is_rare { None } else { confidence(found.estimate, freedom, alpha) }
            }
        }
    }

    /// This less another, in the same worlds; none where one has no value.
    pub(super) fn less(&self, other: &Tallied<'_>, clusters: stats::Clusters) -> Option<Paired> {
        Some(Paired::new(&other.estimated(clusters)?, &self.estimated(clusters)?, clusters))
    }

    /// The estimate taken apart by world; none where nothing has a value.
    pub(super) fn estimated(&self, clusters: stats::Clusters) -> Option<Estimated> {
        let alone = self.estimate(clusters)?.standard_error;
        Some(Estimated { by_world: self.by_world()?, alone, seen: self.seen(), of: None })
    }

    /// The value in each world, with what chance leaves in it.
    pub(super) fn world_means(&self) -> WorldMeans {
        let mut means = WorldMeans { values: Vec::new(), noise: Vec::new(), paths: Vec::new() };
        let mut push = |sum: f64, squares: f64, paths: u32| {
            let n = f64::from(paths);
            means.values.push(sum / n);
            means.noise.push((squares - sum * sum / n).max(0.0) / (n - 1.0) / n);
            means.paths.push(paths);
        };
        match self {
            Tallied::Chance(counts, paths) => {
                counts.iter().for_each(|&hits| push(f64::from(hits), f64::from(hits), *paths));
            }
            Tallied::Mean { sums, squares, counts } => {
                let sums = sums.iter().zip(squares.iter()).zip(counts.iter());
                sums.for_each(|((&sum, &squares), &paths)| push(sum, squares, paths));
            }
        }
        means
    }

    fn seen(&self) -> Option<Occurrences> {
        match self {
            Tallied::Chance(counts, paths) => Some(counts.seen(*paths)),
            Tallied::Mean { .. } => None,
        }
    }

    fn by_world(&self) -> Option<ByWorld> {
        match self {
            Tallied::Chance(counts, paths) => Some(counts.apart(*paths)),
            Tallied::Mean { sums, counts, .. } => sums.apart(counts),
        }
    }
}
