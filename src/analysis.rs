//! What the reader is told, as data: every estimate with its standard error and its interval (model.md §5.9).

mod attribution;
mod blockers;
mod bundle;
mod certain;
mod counted;
mod counts;
mod difference;
pub mod drivers;
mod estimand;
mod estimands;
mod less;
mod outcome;
mod question;
mod rare;
mod samples;
mod stops;
mod tallied;
mod timeline;
mod typical;
mod until;
mod world_means;

use serde::{Deserialize, Serialize};

use crate::engine::{Size, Tally};
use crate::model::{Expert, Scenario};
use crate::plan::Plan;
use crate::stats;

use counts::position;
use outcome::shown;

pub use attribution::{
    Attributed, Attribution, Share, attribution_by_orders, attribution_over_subsets, orders,
};
pub use blockers::{Acceptance, Say, options_on_table, says};
pub use counted::Counted;
pub use counts::{band_names, segment_counts, stage_counts, stage_counts_by_month, sum_of};
pub use difference::{Change, below, differences};
pub use estimand::{Estimand, Kind};
pub use estimands::{certain_metric, certain_segments, certain_stage, of as samples};
pub use less::Less;
pub use outcome::{Note, Outcome};
pub use question::Question;
pub use rare::{NamedWay, Stage, stages, way_to};
pub use samples::{ALPHA, Estimated, Sample, chance_of, quantiles_of};
pub use stops::{Sorting, StopCount, StopId, StopKind};
pub use world_means::WorldMeans;

pub use bundle::{Bundle, Curve, bundle};
pub use timeline::{FactorLine, ProcessLine, Stay, StrikePoint, Timeline, timeline};
pub use typical::{Choice, Ending, by_typicality, features};
pub use until::{GRAMMAR, Look, Looked, Until, looks};

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

/// Every estimate of a scenario.
pub fn summarise(scenario: &Scenario, plan: &Plan, tally: &Tally, file: &str) -> Outcomes {
    summarise_samples(scenario, tally.size, &estimands::of(scenario, plan, tally), file)
}

/// Every estimate of a scenario, from what is estimated of it.
pub fn summarise_samples(scenario: &Scenario, size: Size, samples: &[Sample], file: &str) -> Outcomes {
    Outcomes {
        scenario: scenario.name.clone(),
        file: file.to_string(),
        option: scenario.option.clone(),
        worlds: size.worlds,
        paths: size.paths,
        seed: size.seed,
        horizon: scenario.calendar.month(scenario.calendar.months).to_string(),
        estimates: samples.iter().flat_map(Sample::rows).cloned().collect(),
    }
}

/// The rows of end states and metrics of a run in which one expert alone was right, named so that they can stand beside the others.
pub fn according_to(expert: &Expert, outcomes: Outcomes) -> Vec<Outcome> {
    let told =
        |row: &Outcome| ["segment.", "end.", "metric."].iter().any(|start| row.outcome.starts_with(start));
    let label = |row: Outcome| {
        let outcome = format!("{ACCORDING_TO}{}.{}", expert.id, row.outcome);
        let name = format!("{}, if {} alone is right", row.name, expert.name);
        Outcome { of: Estimand { outcome, name, ..row.of }, ..row }
    };
    outcomes.estimates.into_iter().filter(told).map(label).collect()
}

/// How the outcomes of a run in which one expert alone was right begin.
pub const ACCORDING_TO: &str = "according_to.";

/// The share of a mean above which the largest hundredth of the trials are said to make it.
const MAKES_THE_MEAN: f64 = 0.5;

/// A warning that names the metrics whose mean is made by few trials, each with its median; where most trials have one value, with how many have
/// another. The mean of a metric with two values is a chance, and is told as one.
pub fn means_of_few(scenario: &Scenario, plan: &Plan, tally: &Tally) -> Option<String> {
    let mut medians = Vec::new();
    let mut others = Vec::new();
    for metric in &scenario.metrics {
        let m = position(&plan.metrics, |planned| planned.id == metric.id);
        let all = stats::Sketch::merged(&tally.metrics[m].groups);
        let share = all.share_of_largest_percent().filter(|share| *share > MAKES_THE_MEAN);
        let Some(share) = share.filter(|_| all.distinct() > 2) else { continue };
        let (id, percent) = (&metric.id, 100.0 * share);
        match all.quantile(0.5) {
            Some(usual) if all.share_at(usual) > 0.5 => {
                let other = 100.0 * (1.0 - all.share_at(usual));
                let usual = shown(usual, None);
                others.push(format!("`{id}` ({percent:.0}%, other than {usual} in {other:.2}% of trials)"));
            }
            median => {
                let median = median.map_or("beyond the horizon".to_string(), |x| shown(x, None).to_string());
                medians.push(format!("`{id}` ({percent:.0}%, median {median})"));
            }
        }
    }
    let advice = match (medians.is_empty(), others.is_empty()) {
        (true, true) => return None,
        (false, true) => "quote the median beside it",
        (true, false) => "quote how often that is, and how much it is then",
        (false, false) => {
            "quote the median beside it, or how often it is another value and how much it is then"
        }
    };
    let found: Vec<String> = medians.into_iter().chain(others).collect();
    Some(format!("the largest 1% of trials make most of the mean of {}: {advice}", found.join(", ")))
}

/// The share of evaluations above which a binding cap is worth a word.
const CAP_BINDS_OFTEN: f64 = 0.01;

/// One warning for all elements whose multipliers run into their cap often, the one that does so most often first.
pub fn binding_caps(plan: &Plan, tally: &Tally) -> Option<String> {
    let mut held = Vec::new();
    for (element, count) in plan.scores.iter().zip(&tally.caps) {
        let share = count.bound as f64 / count.evaluated.max(1) as f64;
        if share > CAP_BINDS_OFTEN {
            held.push((share, element));
        }
    }
    held.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let (lo, hi) = crate::engine::CAP;
    let named: Vec<String> =
        held.iter().take(3).map(|(share, element)| format!("`{element}` ({:.0}%)", 100.0 * share)).collect();
    let more = match held.len().saturating_sub(named.len()) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let whose = if held.len() == 1 { "one element" } else { "some elements" };
    (!held.is_empty()).then(|| {
        format!(
            "the drivers of {whose} together reach ×{lo} or ×{hi} in more than 1% of evaluations and are held there: {}{more}; that is how a run works, not a fault of this one (weaken the drivers, or widen the base, if it should not be)",
            named.join(", ")
        )
    })
}

/// What is worth saying where ranks came out otherwise than was asked.
///
/// **Formula** beyond four standard errors, 4(1 − ρ²)/√(W − 1), and a hundredth. Chance seldom leads so far; few distinct values do, since
/// tied ranks count for less.
pub fn far_from_asked(asked: f64, achieved: Option<f64>, worlds: u32) -> Option<String> {
    let achieved = achieved?;
    let allowed = 4.0 * (1.0 - asked * asked) / f64::from(worlds.max(2) - 1).sqrt() + 0.01;
    ((achieved - asked).abs() > allowed).then(|| {
        format!("rank correlation {asked} was asked, {achieved} came out: quantities with few distinct values cannot follow more closely")
    })
}
