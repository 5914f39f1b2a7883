//! What is estimated of a scenario, and the counts that each estimate is made from: one list for single scenarios and for differences.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::{Estimand, Kind, Note, Outcome};
use crate::engine::Size;
use crate::model::{Process, Scenario};
use crate::plan::Part;
use crate::stats::{
    self, ByWorld, CELLS, Clusters, Counts, Estimate, GroupedQuantiles, Interval, Occurrences,
    QuantileEstimate, Sketch, Sums,
};

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
    pub(super) worlds: usize,
    /// Whether it is the same in every trial by construction.
    pub(super) certain: bool,
    /// The element whose counts these are, by its place in the plan.
    pub(super) of: Element,
    pub(super) data: Data<'t>,
    /// What was worked out when it was first asked for.
    pub(super) found: Found,
}

/// An element that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    Process(usize),
    Metric(usize),
}

impl Element {
    /// The same with its place in a union of plans, of which this is one.
    pub(super) fn place(self, part: &Part) -> Element {
        match self {
            Element::Process(p) => Element::Process(part.processes[p]),
            Element::Metric(m) => Element::Metric(part.metrics[m]),
        }
    }
}

/// What is worked out of the counts, once.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    rows: OnceLock<Vec<Outcome>>,
    estimated: OnceLock<Option<Estimated>>,
    quantiles: OnceLock<GroupedQuantiles<5>>,
}

/// Counts by world or by group of worlds.
#[derive(Debug, Clone)]
pub(super) enum Data<'t> {
    /// Paths that have the outcome.
    Chance { counts: Cow<'t, Counts>, paths: u32 },
    /// Paths that have the outcome, among those that have what it is conditional on.
    Given { hits: &'t Counts, of: &'t Counts },
    /// Sums over the paths that have a value.
    Mean { sums: &'t Sums, squares: &'t [f64], counts: &'t Counts },
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
    /// Of a chance, how often it was seen.
    pub seen: Option<Occurrences>,
    /// The element whose counts these are: by its place in the plan, or in a union of plans. What has one place there is one and the same.
    pub(super) of: Option<Element>,
}

impl Estimated {
    /// The same with the place that its element has in a union of plans, of which this is one.
    pub fn placed(self, part: Option<&Part>) -> Estimated {
        Estimated { of: self.of.zip(part).map(|(of, part)| of.place(part)), ..self }
    }

    /// The confidence interval of the estimate at 1 − `alpha`, as the results tell it; none where no error can be told.
    pub fn interval(&self, clusters: Clusters, alpha: f64) -> Option<Interval> {
        let estimate = Estimate { value: self.by_world.value, standard_error: self.alone };
        let freedom = clusters.freedom(self.by_world.worlds());
        match self.seen {
            Some(seen) => Some(seen.interval(estimate, freedom, alpha)),
            None => confidence(estimate, freedom, alpha),
        }
    }
}

impl Sample<'_> {
    /// The chance or mean; none of a mean without a value, and of quantiles.
    pub fn estimated(&self) -> Option<&Estimated> {
        let whole = |estimated| Estimated { of: Some(self.of), ..estimated };
        self.found.estimated.get_or_init(|| self.estimate().map(whole)).as_ref()
    }

    fn estimate(&self) -> Option<Estimated> {
        match &self.data {
            Data::Chance { counts, paths } => {
                let proportion = stats::chance_of_all(counts, *paths, self.clusters);
                Some(Estimated {
                    by_world: counts.apart(*paths),
                    alone: proportion.estimate.standard_error,
                    seen: Some(proportion.seen),
                    of: None,
                })
            }
            Data::Given { hits, of } => given(hits, of),
            Data::Mean { sums, squares, counts } => Some(Estimated {
                by_world: sums.apart(counts)?,
                alone: stats::mean_of_all(sums, squares, counts, self.clusters)?.estimate.standard_error,
                seen: None,
                of: None,
            }),
            Data::Quantiles(_) => None,
        }
    }

    /// The quantiles of values by group.
    pub(super) fn quantiles(&self, groups: &[Sketch]) -> &GroupedQuantiles<5> {
        self.found
            .quantiles
            .get_or_init(|| GroupedQuantiles::new(groups, self.worlds, QUANTILES.map(|(q, _)| q)))
    }

    /// Its rows in the results, worked out when they are first asked for.
    pub fn rows(&self) -> &[Outcome] {
        self.found.rows.get_or_init(|| self.tell().into_iter().map(Outcome::in_words).collect())
    }

    fn tell(&self) -> Vec<Outcome> {
        match &self.data {
            Data::Chance { counts, paths } => {
                vec![self.chance(&stats::chance_of_all(counts, *paths, self.clusters))]
            }
            Data::Given { .. } => self.estimated().into_iter().map(|given| self.conditional(given)).collect(),
            Data::Mean { sums, squares, counts } => {
                let mean = stats::mean_of_all(sums, squares, counts, self.clusters);
                mean.iter().map(|mean| self.mean(mean)).collect()
            }
            Data::Quantiles(groups) => {
                let quantiles = self.quantiles(groups).estimates();
                QUANTILES.iter().zip(quantiles).map(|((_, label), q)| self.quantile(label, q)).collect()
            }
        }
    }

    fn row(&self, kind: Kind) -> Outcome {
        Outcome {
            of: Estimand {
                outcome: self.outcome.clone(),
                name: self.name.clone(),
                kind,
                unit: self.unit.clone(),
                by: self.by.clone(),
            },
            estimate: None,
            standard_error: None,
            lo: None,
            hi: None,
            share_between_worlds: None,
            hits: None,
            trials: None,
            confidence_lo: None,
            confidence_hi: None,
            resolution: None,
            note: None,
            likelihood: None,
        }
    }

    fn chance(&self, proportion: &stats::Proportion) -> Outcome {
        let interval = if self.certain { None } else { proportion.interval() };
        let row = Outcome {
            lo: interval.map(|i| i.lo),
            hi: interval.map(|i| i.hi),
            share_between_worlds: proportion.share_between,
            ..self.seen(proportion.estimate, &proportion.seen)
        };
        let measurable = row.lo.is_some() || row.note.is_some();
        Outcome { note: if measurable { row.note } else { Some(Note::NotMeasurable) }, ..row }
    }

    fn conditional(&self, given: &Estimated) -> Outcome {
        let spread = given.by_world.standard_error(self.clusters);
        // Worlds that all agree are no certainty.
        let standard_error = if spread.is_finite() && spread > 0.0 { spread } else { given.alone };
        let estimate = Estimate { value: given.by_world.value, standard_error };
        given.seen.as_ref().map_or(self.row(Kind::Probability), |seen| self.seen(estimate, seen))
    }

    /// A chance, how often it was seen, and what that leaves open.
    fn seen(&self, estimate: Estimate, seen: &Occurrences) -> Outcome {
        if self.certain {
            let certainly = Estimate { standard_error: 0.0, ..estimate };
            return Outcome {
                hits: Some(seen.hits),
                trials: Some(seen.trials),
                likelihood: Some(stats::likelihood_words(certainly)),
                ..self.certainly(Kind::Probability, estimate.value)
            };
        }
        let range = seen.interval(estimate, self.freedom(), ALPHA);
        Outcome {
            estimate: Some(estimate.value),
            standard_error: finite(estimate.standard_error),
            hits: Some(seen.hits),
            trials: Some(seen.trials),
            confidence_lo: Some(range.lo),
            confidence_hi: Some(range.hi),
            note: seen.is_rare().then_some(Note::Rare),
            likelihood: Some(stats::likelihood_words(estimate)),
            ..self.row(Kind::Probability)
        }
    }

    /// What is the same in every trial by construction.
    fn certainly(&self, kind: Kind, value: f64) -> Outcome {
        Outcome {
            estimate: finite(value),
            standard_error: Some(0.0),
            confidence_lo: finite(value),
            confidence_hi: finite(value),
            note: Some(Note::Certain),
            ..self.row(kind)
        }
    }

    fn mean(&self, mean: &stats::MeanOverWorlds) -> Outcome {
        let trials = Some(mean.trials);
        if self.certain {
            return Outcome { trials, ..self.certainly(Kind::Mean, mean.estimate.value) };
        }
        if mean.is_rare {
            let estimate = finite(mean.estimate.value);
            return Outcome { estimate, trials, note: Some(Note::Rare), ..self.row(Kind::Mean) };
        }
        let range = confidence(mean.estimate, self.freedom(), ALPHA);
        let interval = mean.interval();
        Outcome {
            estimate: finite(mean.estimate.value),
            // A single observation has no error that could be told.
            standard_error: finite(mean.estimate.standard_error),
            lo: interval.and_then(|i| finite(i.lo)),
            hi: interval.and_then(|i| finite(i.hi)),
            share_between_worlds: mean.share_between,
            trials,
            confidence_lo: range.and_then(|i| finite(i.lo)),
            confidence_hi: range.and_then(|i| finite(i.hi)),
            note: interval.is_none().then_some(Note::NotMeasurable),
            ..self.row(Kind::Mean)
        }
    }

    fn is_pooled(&self) -> bool {
        match &self.data {
            Data::Chance { counts, .. } => counts.pooled().is_some(),
            Data::Given { hits, .. } => hits.pooled().is_some(),
            Data::Mean { counts, .. } => counts.pooled().is_some(),
            Data::Quantiles(_) => false,
        }
    }

    pub(super) fn freedom(&self) -> usize {
        freedom(self.clusters, self.worlds, self.is_pooled())
    }

    fn quantile(&self, label: &str, quantile: QuantileEstimate) -> Outcome {
        let outcome = format!("{}.{label}", self.outcome);
        let row = self.row(Kind::Quantile);
        let of = Estimand { outcome, ..row.of.clone() };
        if let (true, Some(value)) = (self.certain, quantile.value) {
            return Outcome { of, ..self.certainly(Kind::Quantile, value) };
        }
        Outcome {
            of,
            estimate: quantile.value,
            standard_error: quantile.standard_error(),
            confidence_lo: quantile.lo,
            confidence_hi: quantile.hi,
            resolution: (quantile.resolution > 0.0).then_some(quantile.resolution),
            note: (quantile.value.is_some() && quantile.is_rare).then_some(Note::Rare),
            ..row
        }
    }
}

/// The confidence at which intervals of estimates are told.
pub(super) const CONFIDENCE: f64 = 0.95;

/// One less the confidence of the intervals that the tables tell, 95 %, to the last bit.
pub const ALPHA: f64 = 1.0 - CONFIDENCE;

/// An estimate ± as many standard errors as Student's distribution asks for at 1 − `alpha`; none without an error.
pub(super) fn confidence(estimate: Estimate, freedom: usize, alpha: f64) -> Option<Interval> {
    if freedom == 0 || !estimate.standard_error.is_finite() {
        return None;
    }
    let reach = stats::student_t_quantile(1.0 - alpha / 2.0, freedom) * estimate.standard_error;
    Some(Interval { lo: estimate.value - reach, hi: estimate.value + reach })
}

/// Degrees of freedom of a standard error over so many worlds, which may be pooled.
pub(super) fn freedom(clusters: Clusters, worlds: usize, is_pooled: bool) -> usize {
    clusters.freedom(if is_pooled { CELLS } else { worlds })
}

/// A conditional chance: a ratio, whose worlds weigh as often as the condition holds in them; none where it never does.
fn given(hits: &Counts, of: &Counts) -> Option<Estimated> {
    let by_world = hits.apart_among(of)?;
    let trials = of.total() as f64;
    let p = by_world.value;
    let seen = hits.seen_among(of);
    let alone = if p == 0.0 || p == 1.0 { seen.error_of_nothing() } else { (p * (1.0 - p) / trials).sqrt() };
    Some(Estimated { by_world, alone, seen: Some(seen), of: None })
}

/// Whether a process can come into a state only through a stage, so that whoever has reached the one has reached the other.
pub(super) fn leads_through(scenario: &Scenario, process: &Process, stage: &str, state: &str) -> bool {
    let forces = scenario.shocks.iter().flat_map(|shock| &shock.forces);
    let forced = forces.filter(|force| force.process == process.id).map(|force| (&force.from, &force.to));
    let moves: Vec<(&Vec<String>, &String)> =
        process.transitions.iter().map(|way| (&way.from, &way.to)).chain(forced).collect();
    let mut around = vec![&process.start];
    let mut next = 0;
    while let Some(&here) = around.get(next) {
        for &(from, to) in &moves {
            if from.contains(here) && to != stage && !around.contains(&to) {
                around.push(to);
            }
        }
        next += 1;
    }
    process.start != stage && state != stage && around.iter().all(|reached| *reached != state)
}

/// What is not a number is not available.
pub(super) fn finite(x: f64) -> Option<f64> {
    Some(x).filter(|x| x.is_finite())
}

/// The chance of what so many paths of each world have, as the results tell it.
pub fn chance_of(counts: &Counts, size: Size, certain: bool) -> Outcome {
    let data = Data::Chance { counts: Cow::Borrowed(counts), paths: size.paths };
    let sample = Sample { certain, ..unnamed(size, data) };
    sample.rows()[0].clone()
}

/// The same, ready to be set against another in the same worlds.
pub(super) fn chance_in(counts: &Counts, size: Size) -> Option<Estimated> {
    unnamed(size, Data::Chance { counts: Cow::Borrowed(counts), paths: size.paths }).estimated().cloned()
}

/// The quantiles at 5, 25, 50, 75 and 95 % of values by group, as the results tell them.
pub fn quantiles_of(groups: &[Sketch], size: Size) -> Vec<Outcome> {
    unnamed(size, Data::Quantiles(groups.into())).rows().to_vec()
}

fn unnamed(size: Size, data: Data<'_>) -> Sample<'_> {
    let [outcome, name, by] = ["", "", ""].map(String::from);
    let (clusters, worlds, found) = (size.clusters(), size.worlds as usize, Found::default());
    let of = Element::Metric(0);
    Sample { outcome, name, by, unit: None, clusters, worlds, certain: false, of, data, found }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    #[test]
    fn a_conditional_chance_is_a_ratio_with_the_error_of_one() {
        // Half of those who signed in world 0, none in world 1, where few did; world 2 never signed.
        let given = |hits: &[u32], of: &[u32]| given(&hits.to_vec().into(), &of.to_vec().into());
        let found = given(&[4, 0, 0], &[8, 2, 0]).unwrap();
        assert_eq!(found.by_world.value, 0.4);
        // Parts (4 − 3.2)/10, (0 − 0.8)/10, 0.
        let by_hand = (1.5_f64 * (0.08 * 0.08 + 0.08 * 0.08)).sqrt();
        assert!((found.by_world.standard_error(Clusters::Worlds) - by_hand).abs() < 1e-12);
        assert_eq!(given(&[0, 0], &[0, 0]), None);
        assert!(given(&[8, 2], &[8, 2]).unwrap().alone > 0.0);
    }

    #[test]
    fn a_state_is_conditional_only_on_what_it_must_go_through() {
        let scenario = load(std::path::Path::new("tests/scenarios/minimal.toml"), &[]).unwrap().scenario;
        let process = &scenario.processes[0];
        let through = |stage, state| leads_through(&scenario, process, stage, state);
        assert!(through("signed", "in_force"));
        // Talks may lapse, or be broken off by a flood, without a signature.
        assert!(!through("signed", "broken"));
        assert!(
            !through("in_force", "signed") && !through("signed", "signed") && !through("talks", "signed")
        );
    }
}
