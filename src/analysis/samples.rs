//! What is estimated of a scenario, and the counts that each estimate is made from: one list for single scenarios and for differences.

use std::borrow::Cow;

use super::{Kind, Outcome, band_names, position, segment_counts};
use crate::engine::Tally;
use crate::model::{Metric, Scenario};
use crate::plan::Plan;
use crate::stats::{self, ByWorld, Clusters, GROUPS, QuantileEstimate, Sketch};

/// The quantiles that are reported of a time or a metric.
pub(super) const QUANTILES: [(f64, &str); 5] =
    [(0.05, "p5"), (0.25, "p25"), (0.5, "p50"), (0.75, "p75"), (0.95, "p95")];

/// Something that is estimated, and the counts by world that it is estimated from.
#[derive(Debug, Clone)]
pub struct Sample<'t> {
    /// What: `end.settlement.signed`, `metric.area.mean`; of quantiles, `metric.area`.
    pub outcome: String,
    /// What the reader sees.
    pub name: String,
    /// The month at whose end it holds.
    pub by: String,
    /// The unit of a mean or quantile.
    pub(super) unit: Option<String>,
    pub(super) clusters: Clusters,
    pub(super) data: Data<'t>,
}

/// Counts by world or by group of worlds.
#[derive(Debug, Clone)]
pub(super) enum Data<'t> {
    /// Paths that have the outcome.
    Chance { counts: Cow<'t, [u32]>, paths: u32 },
    /// Sums over the paths that have a value.
    Mean { sums: &'t [f64], squares: &'t [f64], counts: &'t [u32] },
    /// Values by group.
    Quantiles(Cow<'t, [Sketch]>),
}

/// A chance or a mean, ready to be set against another in the same worlds.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimated {
    /// The estimate, taken apart.
    pub by_world: ByWorld,
    /// Its own standard error: what is left of a difference that is the same in every world.
    pub alone: f64,
}

impl Sample<'_> {
    /// The chance or mean; none of a mean without a value, and of quantiles.
    pub fn estimated(&self) -> Option<Estimated> {
        match &self.data {
            Data::Chance { counts, paths } => Some(Estimated {
                by_world: ByWorld::share(counts, *paths),
                alone: stats::proportion(counts, *paths).estimate.standard_error,
            }),
            Data::Mean { sums, squares, counts } => Some(Estimated {
                by_world: ByWorld::ratio(sums, counts)?,
                alone: stats::mean(sums, squares, counts)?.estimate.standard_error,
            }),
            Data::Quantiles(_) => None,
        }
    }

    /// Its rows in the results.
    pub(super) fn rows(&self) -> Vec<Outcome> {
        match &self.data {
            Data::Chance { counts, paths } => vec![self.chance(&stats::proportion(counts, *paths))],
            Data::Mean { sums, squares, counts } => {
                stats::mean(sums, squares, counts).iter().map(|mean| self.mean(mean)).collect()
            }
            Data::Quantiles(groups) => {
                let quantiles = stats::grouped_quantiles(groups, QUANTILES.map(|(q, _)| q));
                QUANTILES.iter().zip(quantiles).map(|((_, label), q)| self.quantile(label, q)).collect()
            }
        }
    }

    fn row(&self, kind: Kind) -> Outcome {
        Outcome {
            outcome: self.outcome.clone(),
            name: self.name.clone(),
            kind,
            unit: self.unit.clone(),
            by: self.by.clone(),
            estimate: None,
            standard_error: None,
            lo: None,
            hi: None,
            likelihood: None,
        }
    }

    fn chance(&self, proportion: &stats::Proportion) -> Outcome {
        let places = stats::decimals(proportion.estimate.standard_error);
        Outcome {
            estimate: Some(round(proportion.estimate.value, places)),
            standard_error: Some(round(proportion.estimate.standard_error, places)),
            lo: proportion.interval.map(|i| round(i.lo, places)),
            hi: proportion.interval.map(|i| round(i.hi, places)),
            likelihood: Some(stats::likelihood_word(proportion.estimate.value).to_string()),
            ..self.row(Kind::Probability)
        }
    }

    fn mean(&self, mean: &stats::MeanOverWorlds) -> Outcome {
        let places = stats::decimals(mean.estimate.standard_error);
        Outcome {
            estimate: finite(round(mean.estimate.value, places)),
            // A single observation has no error that could be told.
            standard_error: finite(mean.estimate.standard_error).map(|error| round(error, places)),
            lo: mean.interval.and_then(|i| finite(round(i.lo, places))),
            hi: mean.interval.and_then(|i| finite(round(i.hi, places))),
            ..self.row(Kind::Mean)
        }
    }

    fn quantile(&self, label: &str, quantile: Option<QuantileEstimate>) -> Outcome {
        let error = quantile.and_then(|q| q.standard_error).and_then(finite);
        let places = error.and_then(stats::decimals);
        Outcome {
            outcome: format!("{}.{label}", self.outcome),
            estimate: quantile.map(|q| round(q.value, places)),
            standard_error: error.map(|x| round(x, places)),
            ..self.row(Kind::Quantile)
        }
    }
}

/// A figure with the digits that its error allows; without an error, with the four that a histogram's cell is good for.
pub(super) fn round(x: f64, places: Option<i32>) -> f64 {
    match places {
        Some(places) => stats::round_to(x, places),
        None => format!("{x:.3e}").parse().unwrap_or(x),
    }
}

/// What is not a number is not available.
pub(super) fn finite(x: f64) -> Option<f64> {
    Some(x).filter(|x| x.is_finite())
}

/// Everything that is estimated of a scenario: segments of the report, states by process, metrics.
pub fn of<'t>(scenario: &Scenario, plan: &Plan, tally: &'t Tally) -> Vec<Sample<'t>> {
    let mut list = List { scenario, tally, samples: Vec::new() };
    list.end_segments();
    for process in &scenario.processes {
        let p = position(&plan.processes, |planned| planned.id == process.id);
        for (s, state) in process.states.iter().enumerate() {
            list.state(p, s, &process.id, &state.id, &state.name);
        }
    }
    for metric in &scenario.metrics {
        let m = position(&plan.metrics, |planned| planned.id == metric.id);
        list.metric(metric, m);
    }
    list.samples
}

struct List<'s, 't> {
    scenario: &'s Scenario,
    tally: &'t Tally,
    samples: Vec<Sample<'t>>,
}

impl<'t> List<'_, 't> {
    fn month(&self, t: u32) -> String {
        self.scenario.calendar.month(t).to_string()
    }

    fn horizon(&self) -> String {
        self.month(self.scenario.calendar.months)
    }

    fn push(&mut self, outcome: String, name: &str, unit: Option<&str>, by: String, data: Data<'t>) {
        let clusters = self.tally.size.clusters();
        let unit = unit.map(String::from);
        self.samples.push(Sample { outcome, name: name.to_string(), by, unit, clusters, data });
    }

    fn chance(&mut self, outcome: String, name: &str, by: String, counts: impl Into<Cow<'t, [u32]>>) {
        let data = Data::Chance { counts: counts.into(), paths: self.tally.size.paths };
        self.push(outcome, name, None, by, data);
    }

    fn end_segments(&mut self) {
        let scenario = self.scenario;
        for (segment, counts) in scenario.report.segments.iter().zip(segment_counts(scenario, self.tally)) {
            let id = format!("segment.{}.{}", scenario.report.process, segment.id);
            self.chance(id, &segment.name, self.horizon(), counts);
        }
    }

    fn state(&mut self, p: usize, s: usize, process: &str, state: &str, name: &str) {
        let tally = self.tally;
        let last_year = tally.years.len() - 1;
        let end = &tally.occupied[p][s][last_year];
        self.chance(format!("end.{process}.{state}"), name, self.horizon(), end);
        for (year, &month) in tally.years.iter().enumerate() {
            let id = format!("in.{process}.{state}");
            self.chance(id, name, self.month(month), &tally.occupied[p][s][year]);
        }
        for &month in &tally.years {
            let quarter = position(&tally.quarters, |&q| q == month);
            let id = format!("reached.{process}.{state}");
            self.chance(id, name, self.month(month), &tally.reached[p][s][quarter]);
        }
        let times = self.times(p, s);
        let id = format!("time.{process}.{state}");
        self.push(id, name, Some("months"), self.horizon(), Data::Quantiles(times.into()));
    }

    /// The month of first entry; a path that never enters counts as later than the horizon.
    fn times(&self, p: usize, s: usize) -> Vec<Sketch> {
        let paths = u64::from(self.tally.size.paths);
        let mut trials = [0; GROUPS];
        for world in 0..self.tally.size.worlds as usize {
            trials[stats::group_of_world(world)] += paths;
        }
        let sketch = |(months, trials): (&Vec<u64>, u64)| {
            let mut sketch = Sketch::new();
            for (month, &n) in months.iter().enumerate() {
                sketch.record_n(month as f64, n);
            }
            sketch.record_missing(trials - months.iter().sum::<u64>());
            sketch
        };
        self.tally.first_months[p][s].iter().zip(trials).map(sketch).collect()
    }

    fn metric(&mut self, metric: &Metric, m: usize) {
        let tally = &self.tally.metrics[m];
        let id = format!("metric.{}", metric.id);
        let name =
            if tally.censored { format!("{}, where reached", metric.name) } else { metric.name.clone() };
        let unit = Some(metric.unit.as_str());
        let data = Data::Mean { sums: &tally.sums, squares: &tally.squares, counts: &tally.counts };
        self.push(format!("{id}.mean"), &name, unit, self.horizon(), data);
        let groups = Data::Quantiles(tally.groups.as_slice().into());
        self.push(id.clone(), &metric.name, unit, self.horizon(), groups);
        if let Some(bands) = &tally.bands {
            for ((band, told), counts) in band_names(self.scenario, metric).into_iter().zip(bands) {
                let name = format!("{}: {told}", metric.name);
                self.chance(format!("{id}.{band}"), &name, self.horizon(), counts);
            }
        }
    }
}
