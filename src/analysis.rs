//! What the reader is told, as data: every estimate with its standard error and its interval (model.md §5.9).

use serde::{Deserialize, Serialize};

use crate::engine::Tally;
use crate::model::{Expert, Measure, Scenario, Segment};
use crate::plan::Plan;
use crate::stats::{self, Interval, Proportion};

/// The estimates of one scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcomes {
    /// Name of the scenario.
    pub scenario: String,
    /// The file's name without folder and ending.
    pub file: String,
    /// The option on the table at the start.
    pub option: String,
    /// Simulated worlds.
    pub worlds: u32,
    /// Paths in each world.
    pub paths: u32,
    /// The seed.
    pub seed: u64,
    /// The last month.
    pub horizon: String,
    /// Every estimate.
    pub estimates: Vec<Outcome>,
}

/// One estimate.
///
/// Figures are rounded so that no digit is finer than the error: two significant digits of the standard error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// What is estimated: `end.settlement.signed`, `reached.settlement.signed`, `metric.area.p50` …
    pub outcome: String,
    /// What the reader sees.
    pub name: String,
    /// Probability, mean or quantile.
    pub kind: Kind,
    /// The unit of a mean or quantile.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit: Option<String>,
    /// The month at whose end it holds.
    pub by: String,
    /// The estimate; none where a quantile lies beyond the horizon or nothing has a value.
    pub estimate: Option<f64>,
    /// Its Monte Carlo standard error; none where it cannot be told.
    pub standard_error: Option<f64>,
    /// Lower end of the 90 % credible interval over worlds.
    pub lo: Option<f64>,
    /// Upper end.
    pub hi: Option<f64>,
    /// The likelihood word of a probability.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub likelihood: Option<String>,
}

/// What an estimate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A chance.
    Probability,
    /// A mean over trials.
    Mean,
    /// A quantile over trials.
    Quantile,
}

/// The quantiles that are reported of a time or a metric.
const QUANTILES: [(f64, &str); 5] = [(0.05, "p5"), (0.25, "p25"), (0.5, "p50"), (0.75, "p75"), (0.95, "p95")];

/// Every estimate of a scenario.
pub fn summarise(scenario: &Scenario, plan: &Plan, tally: &Tally, file: &str) -> Outcomes {
    let mut list = Estimates { scenario, tally, rows: Vec::new() };
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
    Outcomes {
        scenario: scenario.name.clone(),
        file: file.to_string(),
        option: scenario.option.clone(),
        worlds: tally.size.worlds,
        paths: tally.size.paths,
        seed: tally.size.seed,
        horizon: scenario.calendar.month(scenario.calendar.months).to_string(),
        estimates: list.rows,
    }
}

/// The rows of end states and metrics of a run in which one expert alone was right, named so that they can stand beside the others.
pub fn according_to(expert: &Expert, outcomes: Outcomes) -> Vec<Outcome> {
    let told =
        |row: &Outcome| ["segment.", "end.", "metric."].iter().any(|start| row.outcome.starts_with(start));
    let label = |row: Outcome| Outcome {
        outcome: format!("{ACCORDING_TO}{}.{}", expert.id, row.outcome),
        name: format!("{}, if {} alone is right", row.name, expert.name),
        ..row
    };
    outcomes.estimates.into_iter().filter(told).map(label).collect()
}

/// How the outcomes of a run in which one expert alone was right begin.
pub const ACCORDING_TO: &str = "according_to.";

/// The place of an element that is known to be there.
fn position<T>(items: &[T], is_it: impl Fn(&T) -> bool) -> usize {
    items.iter().position(is_it).expect("the plan holds every element of its scenario")
}

struct Estimates<'a> {
    scenario: &'a Scenario,
    tally: &'a Tally,
    rows: Vec<Outcome>,
}

impl Estimates<'_> {
    fn month(&self, t: u32) -> String {
        self.scenario.calendar.month(t).to_string()
    }

    fn horizon(&self) -> String {
        self.month(self.scenario.calendar.months)
    }

    fn probability(&mut self, outcome: String, name: String, by: String, counts: &[u32]) {
        let proportion = stats::proportion(counts, self.tally.size.paths);
        self.rows.push(probability_row(outcome, name, by, &proportion));
    }

    fn end_segments(&mut self) {
        let report = &self.scenario.report;
        for (segment, counts) in report.segments.iter().zip(segment_counts(self.scenario, self.tally)) {
            let id = format!("segment.{}.{}", report.process, segment.id);
            self.probability(id, segment.name.clone(), self.horizon(), &counts);
        }
    }

    fn state(&mut self, p: usize, s: usize, process: &str, state: &str, name: &str) {
        let tally = self.tally;
        let last_year = tally.years.len() - 1;
        let id = format!("end.{process}.{state}");
        self.probability(id, name.to_string(), self.horizon(), &tally.occupied[p][s][last_year]);
        for (year, &month) in tally.years.iter().enumerate() {
            let id = format!("in.{process}.{state}");
            self.probability(id, name.to_string(), self.month(month), &tally.occupied[p][s][year]);
        }
        for &month in &tally.years {
            let quarter = position(&tally.quarters, |&q| q == month);
            let id = format!("reached.{process}.{state}");
            self.probability(id, name.to_string(), self.month(month), &tally.reached[p][s][quarter]);
        }
        self.times(p, s, &format!("time.{process}.{state}"), name);
    }

    /// Quantiles of the month of first entry; a path that never enters counts as later than the horizon.
    fn times(&mut self, p: usize, s: usize, id: &str, name: &str) {
        let paths = u64::from(self.tally.size.paths);
        let mut trials = [0; stats::GROUPS];
        for world in 0..self.tally.size.worlds as usize {
            trials[stats::group_of_world(world)] += paths;
        }
        let groups: Vec<stats::Sketch> = self.tally.first_months[p][s]
            .iter()
            .zip(trials)
            .map(|(months, trials)| {
                let mut sketch = stats::Sketch::new();
                for (month, &n) in months.iter().enumerate() {
                    sketch.record_n(month as f64, n);
                }
                sketch.record_missing(trials - months.iter().sum::<u64>());
                sketch
            })
            .collect();
        let quantiles = stats::grouped_quantiles(&groups, QUANTILES.map(|(q, _)| q));
        for ((_, label), quantile) in QUANTILES.iter().zip(quantiles) {
            self.quantile(format!("{id}.{label}"), name.to_string(), "months", quantile);
        }
    }

    fn quantile(
        &mut self,
        outcome: String,
        name: String,
        unit: &str,
        quantile: Option<stats::QuantileEstimate>,
    ) {
        let error = quantile.and_then(|q| q.standard_error).filter(|error| error.is_finite());
        let places = error.and_then(stats::decimals);
        let by = self.horizon();
        self.rows.push(Outcome {
            outcome,
            name,
            kind: Kind::Quantile,
            unit: Some(unit.to_string()),
            by,
            estimate: quantile.map(|q| round(q.value, places)),
            standard_error: error.map(|x| round(x, places)),
            lo: None,
            hi: None,
            likelihood: None,
        });
    }

    fn metric(&mut self, metric: &crate::model::Metric, m: usize) {
        let tally = &self.tally.metrics[m];
        let id = format!("metric.{}", metric.id);
        let by = self.horizon();
        let name = metric.name.clone();
        if let Some(mean) = stats::mean(&tally.sums, &tally.squares, &tally.counts) {
            let places = stats::decimals(mean.estimate.standard_error);
            self.rows.push(Outcome {
                outcome: format!("{id}.mean"),
                name: if tally.censored { format!("{name}, where reached") } else { name.clone() },
                kind: Kind::Mean,
                unit: Some(metric.unit.clone()),
                by: by.clone(),
                estimate: finite(round(mean.estimate.value, places)),
                // A single observation has no error that could be told.
                standard_error: Some(mean.estimate.standard_error)
                    .filter(|error| error.is_finite())
                    .map(|error| round(error, places)),
                lo: mean.interval.and_then(|i| finite(round(i.lo, places))),
                hi: mean.interval.and_then(|i| finite(round(i.hi, places))),
                likelihood: None,
            });
        }
        let quantiles = stats::grouped_quantiles(&tally.groups, QUANTILES.map(|(q, _)| q));
        for ((_, label), quantile) in QUANTILES.iter().zip(quantiles) {
            self.quantile(format!("{id}.{label}"), name.clone(), &metric.unit, quantile);
        }
        if let Some(bands) = &tally.bands {
            for (band, counts) in band_names(self.scenario, metric).into_iter().zip(bands) {
                let (band_id, band_name) = band;
                self.probability(
                    format!("{id}.{band_id}"),
                    format!("{name}: {band_name}"),
                    by.clone(),
                    counts,
                );
            }
        }
    }
}

/// A figure with the digits that its error allows; without an error, with the four that a histogram's cell is good for.
fn round(x: f64, places: Option<i32>) -> f64 {
    match places {
        Some(places) => stats::round_to(x, places),
        None => format!("{x:.3e}").parse().unwrap_or(x),
    }
}

/// What is not a number is not available.
fn finite(x: f64) -> Option<f64> {
    Some(x).filter(|x| x.is_finite())
}

fn probability_row(outcome: String, name: String, by: String, proportion: &Proportion) -> Outcome {
    let places = stats::decimals(proportion.estimate.standard_error);
    Outcome {
        outcome,
        name,
        kind: Kind::Probability,
        unit: None,
        by,
        estimate: Some(round(proportion.estimate.value, places)),
        standard_error: Some(round(proportion.estimate.standard_error, places)),
        lo: proportion.interval.map(|i: Interval| round(i.lo, places)),
        hi: proportion.interval.map(|i: Interval| round(i.hi, places)),
        likelihood: Some(stats::likelihood_word(proportion.estimate.value).to_string()),
    }
}

/// Paths by world that end in each segment of the report.
pub fn segment_counts(scenario: &Scenario, tally: &Tally) -> Vec<Vec<u32>> {
    let (p, process) = report_process(scenario);
    let last = tally.years.len() - 1;
    let counts = |segment: &Segment| -> Vec<u32> {
        let mut sum = vec![0; tally.size.worlds as usize];
        for state in &segment.states {
            let s = position(&process.states, |s| s.id == *state);
            for (total, n) in sum.iter_mut().zip(&tally.occupied[p][s][last]) {
                *total += n;
            }
        }
        sum
    };
    scenario.report.segments.iter().map(counts).collect()
}

/// The process that the report is about, and its place in the plan (processes sorted by id).
fn report_process(scenario: &Scenario) -> (usize, &crate::model::Process) {
    let mut sorted: Vec<_> = scenario.processes.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    let p = position(&sorted, |p| p.id == scenario.report.process);
    (p, sorted[p])
}

/// Paths by world that have reached a stage of the report by each reported quarter.
pub fn stage_counts<'t>(scenario: &Scenario, tally: &'t Tally, stage: &str) -> &'t [Vec<u32>] {
    let (p, process) = report_process(scenario);
    let s = position(&process.states, |s| s.id == stage);
    &tally.reached[p][s]
}

/// Id and name of each band of a hikiwake index, in the engine's order.
pub fn band_names(scenario: &Scenario, metric: &crate::model::Metric) -> Vec<(String, String)> {
    let side = |audience: &str| -> (String, String) {
        let party = audience.split('.').next().unwrap_or(audience);
        let name = scenario.parties.iter().find(|p| p.id == party).map_or(party, |p| &p.name);
        (party.to_string(), name.to_string())
    };
    let [first, second] = match &metric.measure {
        Measure::Hikiwake { audiences: [a, b], .. } => [side(a), side(b)],
        _ => return Vec::new(),
    };
    vec![
        ("draw".into(), "draw (hikiwake)".into()),
        ("uneven".into(), "uneven but tolerable".into()),
        (format!("waza_ari_{}", first.0), format!("waza-ari to {}", first.1)),
        (format!("waza_ari_{}", second.0), format!("waza-ari to {}", second.1)),
        (format!("ippon_{}", first.0), format!("ippon to {}", first.1)),
        (format!("ippon_{}", second.0), format!("ippon to {}", second.1)),
        ("mutual_loss".into(), "mutual loss".into()),
    ]
}

/// The difference a − b of a segment's chance between two scenarios, paired by world.
///
/// **Errors** none; exactly 0 ± 0 for a scenario against itself.
pub fn paired_segment_difference(
    (scenario_a, tally_a): (&Scenario, &Tally),
    (scenario_b, tally_b): (&Scenario, &Tally),
    segment: usize,
) -> stats::Estimate {
    let a = &segment_counts(scenario_a, tally_a)[segment];
    let b = &segment_counts(scenario_b, tally_b)[segment];
    stats::paired_difference(a, b, tally_a.size.paths)
}

/// The share of a mean above which the largest hundredth of the trials are said to make it.
const MAKES_THE_MEAN: f64 = 0.5;

/// A warning that names the metrics whose mean is made by few trials, each with its median.
pub fn means_of_few(scenario: &Scenario, plan: &Plan, tally: &Tally) -> Option<String> {
    let named = |metric: &crate::model::Metric| {
        let m = position(&plan.metrics, |planned| planned.id == metric.id);
        let mut all = stats::Sketch::new();
        tally.metrics[m].groups.iter().for_each(|group| all.merge(group));
        let share = all.share_of_largest_percent().filter(|share| *share > MAKES_THE_MEAN)?;
        let median =
            all.quantile(0.5).map_or("beyond the horizon".to_string(), |x| round(x, None).to_string());
        Some(format!("`{}` ({:.0}%, median {median})", metric.id, 100.0 * share))
    };
    let found: Vec<String> = scenario.metrics.iter().filter_map(named).collect();
    let message = || {
        format!(
            "the largest 1% of trials make most of the mean of {}: quote the median beside it",
            found.join(", ")
        )
    };
    (!found.is_empty()).then(message)
}

/// The share of evaluations above which a binding cap is worth a word.
const CAP_BINDS_OFTEN: f64 = 0.01;

/// A warning for each element whose multipliers run into their cap often.
pub fn binding_caps(plan: &Plan, tally: &Tally) -> Vec<String> {
    let mut warnings = Vec::new();
    for (element, count) in plan.scores.iter().zip(&tally.caps) {
        let share = count.bound as f64 / count.evaluated.max(1) as f64;
        if share > CAP_BINDS_OFTEN {
            let (lo, hi) = crate::engine::CAP;
            warnings.push(format!(
                "the drivers of `{element}` together go beyond ×{lo} or ×{hi} in {:.0}% of its evaluations and are held there; widen the base instead, or weaken the drivers",
                100.0 * share
            ));
        }
    }
    warnings
}
