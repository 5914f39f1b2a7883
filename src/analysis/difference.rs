//! How two scenarios differ in the same worlds, estimate by estimate.

use std::collections::HashMap;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::outcome::{places, shown_as};
use super::samples::{CONFIDENCE, Data, Element, Estimated, Sample, chance_in, confidence, finite};
use super::{Estimand, Kind, Note, Outcome};
use crate::engine::Size;
use crate::plan::Part;
use crate::stats::{
    ByWorld, Clusters, Counts, Estimate, FEW, Interval, Occurrences, QuantileEstimate, clopper_pearson,
};

/// A difference of less than so many standard errors is none to speak of.
const CLEAR: f64 = 2.0;

/// A standard error so small beside those of the two estimates is what rounding leaves of none at all.
const ROUNDING: f64 = 1e-9;

/// What one estimate of a scenario does against the same estimate of another, in the same worlds.
///
/// Figures have full precision; [`Change::shown`] leaves the digits that the error of the difference allows, and [`Change::sides`] those
/// that the error of either side allows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What is estimated.
    #[serde(flatten)]
    pub of: Estimand,
    /// The estimate against which; none where it is not available.
    pub before: Option<f64>,
    /// The estimate.
    pub after: Option<f64>,
    /// How either side is told where it is counted and not estimated: "2 of 25,000".
    #[serde(skip)]
    pub counted: [Option<String>; 2],
    /// The standard error of the estimate against which.
    #[serde(default)]
    pub before_error: Option<f64>,
    /// The standard error of the estimate.
    #[serde(default)]
    pub after_error: Option<f64>,
    /// How far the quantile against which may lie from the values of its cell; none where it is exact.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before_resolution: Option<f64>,
    /// How far the quantile may lie from the values of its cell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub after_resolution: Option<f64>,
    /// After less before; none where one is not available.
    pub difference: Option<f64>,
    /// Its standard error; none where it cannot be told.
    pub standard_error: Option<f64>,
    /// Lower end of the 95 % confidence interval of the difference.
    #[serde(default)]
    pub confidence_lo: Option<f64>,
    /// Upper end.
    #[serde(default)]
    pub confidence_hi: Option<f64>,
    /// Whether not a single world differs: a fact of these trials, and no certainty unless the note says so.
    #[serde(default)]
    pub same: bool,
    /// What is to be known of the error.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<Note>,
}

impl Deref for Change {
    type Target = Estimand;

    fn deref(&self) -> &Estimand {
        &self.of
    }
}

impl Change {
    /// Whether not a single world differs, or neither side has such a number (a quantile beyond the horizon).
    pub fn is_none(&self) -> bool {
        self.same || self.before.is_none() && self.after.is_none()
    }

    /// The confidence interval, where it tells more than the standard error: of what is rare, of quantiles, and where there is no error.
    pub fn range(&self) -> Option<(f64, f64)> {
        let by_range =
            self.kind == Kind::Quantile || self.note == Some(Note::Rare) || self.standard_error.is_none();
        self.confidence_lo.zip(self.confidence_hi).filter(|(lo, hi)| by_range && hi > lo)
    }

    /// Whether the difference is at least two standard errors; of a rare one and without an error, whether its confidence interval leaves no
    /// room for 0.
    pub fn is_clear(&self) -> bool {
        if self.note == Some(Note::Rare) {
            return self.excludes_zero();
        }
        match (self.difference, self.standard_error) {
            (Some(difference), Some(error)) => difference != 0.0 && difference.abs() >= CLEAR * error,
            _ => self.excludes_zero(),
        }
    }

    fn excludes_zero(&self) -> bool {
        self.confidence_lo.is_some_and(|lo| lo > 0.0) || self.confidence_hi.is_some_and(|hi| hi < 0.0)
    }

    /// A figure of the difference (itself, its error, the end of its interval) with the digits that its error and the cells allow.
    pub fn shown(&self, x: f64) -> f64 {
        let cells = [self.before_resolution, self.after_resolution];
        shown_as(x, self.kind, places(self.standard_error, cells.into_iter().flatten().reduce(|a, b| a + b)))
    }

    /// Both sides, each with the digits that its own error and cell allow.
    pub fn sides(&self) -> [Option<f64>; 2] {
        let side = |x: Option<f64>, error, cell| x.map(|x| shown_as(x, self.kind, places(error, cell)));
        [
            side(self.before, self.before_error, self.before_resolution),
            side(self.after, self.after_error, self.after_resolution),
        ]
    }

    /// The difference in standard errors; endless where there is no error, 0 where there is no difference.
    pub fn weight(&self) -> f64 {
        match (self.difference, self.standard_error) {
            (Some(difference), Some(error)) if difference != 0.0 => difference.abs() / error,
            (Some(_), None) if self.excludes_zero() => f64::INFINITY,
            _ => 0.0,
        }
    }
}

/// The differences after − before of whatever is estimated in both, in the order of `after`.
///
/// `parts` says where the elements of both are in the union of their plans, if they have one: what stands there once is the same by
/// construction.
pub fn differences(before: &[Sample], after: &[Sample], parts: Option<&[Part]>) -> Vec<Change> {
    let key = |sample: &Sample| (sample.outcome.clone(), sample.by.clone(), sample.unit.clone());
    let before: HashMap<_, &Sample> = before.iter().map(|a| (key(a), a)).collect();
    let pairs = after.iter().filter_map(|b| Some((*before.get(&key(b))?, b)));
    let one = |a: Element, b: Element| match parts {
        Some([old, new]) => a.place(old) == b.place(new),
        _ => false,
    };
    pairs.flat_map(|(a, b)| changes(a, b, one(a.of, b.of) || a.certain && b.certain)).collect()
}

/// A difference, what it leaves open, and what is to be known of it.
#[derive(Default)]
struct Found {
    difference: Option<f64>,
    error: Option<f64>,
    range: Option<Interval>,
    same: bool,
    note: Option<Note>,
}

fn changes(a: &Sample, b: &Sample, certain: bool) -> Vec<Change> {
    let mut rows: Vec<Change> = Vec::new();
    let (old, new) = (a.rows(), b.rows());
    let found: Vec<Found> = match (&a.data, &b.data) {
        (Data::Quantiles(of_a), Data::Quantiles(of_b)) => {
            let found = b.quantiles(of_b).minus(a.quantiles(of_a));
            let same = of_a == of_b;
            found.map(|q| of_quantile(q, same, certain)).into()
        }
        _ => {
            let pair = a.estimated().zip(b.estimated());
            vec![pair.map_or_else(Found::default, |(a, after)| of_pair(a, after, b, certain))]
        }
    };
    for (row, found) in new.iter().zip(found) {
        let old = old.iter().find(|old| old.outcome == row.outcome);
        rows.push(Change {
            of: row.of.clone(),
            before: old.and_then(|old| old.estimate),
            after: row.estimate,
            counted: [old.and_then(Outcome::counted), row.counted()],
            before_error: old.and_then(|old| old.standard_error),
            after_error: row.standard_error,
            before_resolution: old.and_then(|old| old.resolution),
            after_resolution: row.resolution,
            difference: found.difference,
            standard_error: found.error,
            confidence_lo: found.range.and_then(|i| finite(i.lo)),
            confidence_hi: found.range.and_then(|i| finite(i.hi)),
            same: found.same,
            note: found.note,
        });
    }
    rows
}

fn of_quantile(q: QuantileEstimate, same: bool, certain: bool) -> Found {
    let difference = q.value.and_then(finite);
    if difference.is_some() && same {
        // The same values in every group differ by nothing, however few groups there are to tell an error.
        let range = Some(Interval { lo: 0.0, hi: 0.0 });
        let note = certain.then_some(Note::Certain);
        return Found { difference, error: Some(0.0), range, same, note };
    }
    let ends = Interval { lo: q.lo.unwrap_or(f64::NEG_INFINITY), hi: q.hi.unwrap_or(f64::INFINITY) };
    let note = (difference.is_some() && q.is_rare).then_some(Note::Rare);
    Found { difference, error: q.standard_error(), range: difference.map(|_| ends), same: false, note }
}

fn of_pair(a: &Estimated, b: &Estimated, sample: &Sample, certain: bool) -> Found {
    let pair = Paired::new(a, b, sample.clusters);
    let difference = finite(pair.difference.value);
    if pair.same && certain {
        let range = Some(Interval { lo: 0.0, hi: 0.0 });
        return Found { difference, error: Some(0.0), range, same: true, note: Some(Note::Certain) };
    }
    let range = pair.interval(sample.freedom(), 1.0 - CONFIDENCE);
    let note = pair.is_rare.then_some(Note::Rare);
    Found { difference, error: pair.standard_error(), range, same: pair.same, note }
}

/// How far a chance lies below another in the same worlds, with the 95 % confidence interval of that; none where no error can be told.
pub fn below(best: &Counts, other: &Counts, size: Size) -> (f64, Option<Interval>) {
    let taken = |counts| chance_in(counts, size);
    let (Some(best), Some(other)) = (taken(best), taken(other)) else { return (0.0, None) };
    let pair = Paired::new(&other, &best, size.clusters());
    let freedom = size.clusters().freedom(pair.difference.worlds());
    (pair.difference.value, pair.interval(freedom, 1.0 - CONFIDENCE))
}

/// A difference with the error that its spread over worlds tells; where that is nothing, with the error that independent estimates would have.
pub(super) fn spread_or_alone(difference: &ByWorld, alone: f64, clusters: Clusters) -> Estimate {
    let spread = difference.standard_error(clusters);
    let told = spread.is_finite() && spread > ROUNDING * alone;
    Estimate { value: difference.value, standard_error: if told { spread } else { alone } }
}

/// The difference b − a of two chances or means in the same worlds.
///
/// Draws that the two share cancel. **Formula** model.md §5.11: the difference world by world, with the standard error of its mean. A difference that is
/// the same in every world, or in the one world there is, has the standard error of two independent estimates, which is on the safe side.
pub(super) struct Paired {
    /// The difference, taken apart.
    pub(super) difference: ByWorld,
    /// Whether not a single world differs.
    pub(super) same: bool,
    /// Whether too few trials or worlds differ for their spread to tell an error.
    pub(super) is_rare: bool,
    error: f64,
    /// Of two chances, each with how often it was seen.
    chances: Option<[(Estimate, Occurrences); 2]>,
}

impl Paired {
    pub(super) fn new(a: &Estimated, b: &Estimated, clusters: Clusters) -> Paired {
        let difference = b.by_world.minus(&a.by_world);
        let worlds = difference.worlds() as u64;
        let differing = difference.own().iter().filter(|x| **x != 0.0).count() as u64;
        let estimate = |of: &Estimated| Estimate { value: of.by_world.value, standard_error: of.alone };
        let chances = a.seen.zip(b.seen).map(|(ours, theirs)| [(estimate(a), ours), (estimate(b), theirs)]);
        let differing_trials = chances
            .map(|[(_, seen), _]| difference.own().iter().map(|x| x.abs()).sum::<f64>() * seen.trials as f64);
        let few_trials = differing_trials.is_some_and(|n| n < FEW as f64 - 0.5);
        let alone = (a.alone * a.alone + b.alone * b.alone).sqrt();
        let error = spread_or_alone(&difference, alone, clusters).standard_error;
        // Means of what has one value wherever it has any, as a gain by certain terms: no spread that could tell an error.
        let largest = a.by_world.value.abs().max(b.by_world.value.abs());
        let without_spread = chances.is_none() && error <= ROUNDING * largest;
        Paired {
            same: a.by_world == b.by_world,
            is_rare: few_trials || without_spread || differing < FEW && 2 * differing <= worlds,
            error,
            chances,
            difference,
        }
    }

    /// The standard error; none of a mean that differs too rarely.
    pub(super) fn standard_error(&self) -> Option<f64> {
        match (self.is_rare, &self.chances) {
            (true, None) => None,
            (true, Some([(_, seen), _])) if self.same => Some(seen.error_of_nothing()),
            _ => finite(self.error),
        }
    }

    /// The confidence interval at 1 − `alpha`; none where no error can be told.
    ///
    /// **Formula** usually the difference ± t standard errors. Of chances that differ rarely: with every world for one trial, that of the mean of
    /// the world differences above 0 less that of those below, each as Clopper and Pearson have it and at half of α.
    pub(super) fn interval(&self, freedom: usize, alpha: f64) -> Option<Interval> {
        if !self.is_rare {
            let estimate = Estimate { value: self.difference.value, standard_error: finite(self.error)? };
            return confidence(estimate, freedom, alpha);
        }
        let [(first, ours), (second, theirs)] = self.chances?;
        if ours.trials != theirs.trials || !ours.is_even() || !theirs.is_even() {
            let [a, b] =
                [(first, ours), (second, theirs)].map(|(e, seen)| seen.interval(e, freedom, alpha / 2.0));
            return Some(Interval { lo: b.lo - a.hi, hi: b.hi - a.lo });
        }
        // A world adds its own difference of shares, over the number of worlds.
        let worlds = self.difference.worlds() as f64;
        let sum = |sign: f64| self.difference.own().iter().map(|x| (sign * x).max(0.0) * worlds).sum::<f64>();
        let [up, down] = [1.0, -1.0].map(|sign| clopper_pearson(sum(sign), worlds, alpha / 2.0));
        Some(Interval { lo: up.lo - down.hi, hi: up.hi - down.lo })
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::analysis::samples::Found;
    use crate::draws::Sampling;
    use crate::math::{exp, ln};
    use crate::stats;

    fn chances(counts: &[u32], paths: u32) -> Sample<'_> {
        Sample {
            outcome: "end.a.b".into(),
            name: "B".into(),
            by: "2020-12".into(),
            unit: None,
            clusters: Clusters::Worlds,
            worlds: counts.len(),
            certain: false,
            of: Element::Process(0),
            data: Data::Chance { counts: Cow::Owned(counts.to_vec().into()), paths },
            found: Found::default(),
        }
    }

    fn between(a: &[u32], b: &[u32], paths: u32) -> Estimate {
        let estimated = |counts| chances(counts, paths).estimated().unwrap().clone();
        let pair = Paired::new(&estimated(a), &estimated(b), Clusters::Worlds);
        Estimate { value: pair.difference.value, standard_error: pair.error }
    }

    #[test]
    fn a_scenario_against_itself_differs_by_exactly_nothing() {
        let same = chances(&[3, 1, 4, 1, 5], 9);
        let found = &changes(&same, &same, true)[0];
        assert_eq!((found.difference, found.standard_error), (Some(0.0), Some(0.0)));
        assert_eq!(
            (found.confidence_lo, found.confidence_hi, found.note),
            (Some(0.0), Some(0.0), Some(Note::Certain))
        );
        assert!(found.is_none() && !found.is_clear());
        // The same counts prove nothing by themselves: what no world shows may show in the next.
        let found = &differences(std::slice::from_ref(&same), std::slice::from_ref(&same), None)[0];
        assert_eq!((found.difference, found.note), (Some(0.0), Some(Note::Rare)));
        assert!(found.is_none() && !found.is_clear() && found.standard_error > Some(0.0));
        // 1 − 0.0125^(1/5) of the worlds may differ either way.
        let most = 1.0 - exp(ln(0.0125) / 5.0);
        assert!(
            (found.confidence_hi.unwrap() - most).abs() < 1e-12
                && found.confidence_lo == Some(-found.confidence_hi.unwrap())
        );
    }

    #[test]
    fn a_paired_difference_by_hand() {
        let found = between(&[1, 1, 1], &[3, 5, 4], 10);
        assert!((found.value - 0.3).abs() < 1e-12);
        assert!((found.standard_error - (0.01_f64 / 3.0).sqrt()).abs() < 1e-12);
        // The same step in every world, or in the one world there is, is no certainty.
        for (a, b) in [(&[1, 1][..], &[3, 3][..]), (&[0, 0], &[10, 10]), (&[1, 4], &[3, 6]), (&[4], &[5])] {
            let found = between(a, b, 10);
            assert!(found.standard_error > 0.1 || a[0] == 0 && found.standard_error > 0.0, "{a:?} {found:?}");
        }
    }

    #[test]
    fn pairing_takes_out_what_the_two_share() {
        // Worlds differ much, the two scenarios by one path in every second world.
        let a: Vec<u32> = (0..100).map(|w| (w * 37) % 90).collect();
        let b: Vec<u32> = a.iter().enumerate().map(|(w, &n)| n + (w as u32 % 2)).collect();
        let found = between(&a, &b, 100);
        assert!((found.value - 0.005).abs() < 1e-12);
        let independent =
            stats::proportion(&a, 100, Clusters::Worlds).estimate.standard_error * 2.0_f64.sqrt();
        // The planted bug: errors of two independent estimates are some seventy times as large.
        assert!(found.standard_error < independent / 50.0, "{found:?}");
    }

    #[test]
    fn what_only_one_of_them_has_is_not_compared() {
        let (a, mut b) = (chances(&[1, 2], 9), chances(&[1, 2], 9));
        b.by = "2021-12".into();
        assert_eq!(differences(&[a], &[b], None), []);
    }

    #[test]
    fn how_far_below_the_best_by_hand() {
        // Of 40 worlds half differ by one path of ten, half by two.
        let best: Vec<u32> = (0..40).map(|world| 5 + world % 3).collect();
        let other: Vec<u32> = best.iter().enumerate().map(|(world, n)| n - 1 - world as u32 % 2).collect();
        let size = Size::new(1, 40, 10, Sampling::Random);
        let (by, range) = below(&best.into(), &other.into(), size);
        let range = range.unwrap();
        // The spread is 0.05 about 0.15, over √39; Student's t of 39 degrees of freedom is 2.0227.
        let half = 2.0227 * 0.05 / 39.0_f64.sqrt();
        assert!((by - 0.15).abs() < 1e-12 && (range.lo - (0.15 - half)).abs() < 1e-5, "{by} {range:?}");
        assert!((range.hi - (0.15 + half)).abs() < 1e-5, "{range:?}");
    }

    #[test]
    fn a_mean_is_paired_world_by_world() {
        let counts = stats::Counts::from(vec![2, 2, 2]);
        let sums = [[2.0, 8.0, 14.0], [4.0, 12.0, 14.0]].map(|sums| stats::Sums::from(sums.to_vec()));
        let sample = |place: usize, squares: &'static [f64]| Sample {
            unit: Some("km²".into()),
            worlds: 3,
            data: Data::Mean { sums: &sums[place], squares, counts: &counts },
            ..chances(&[], 1)
        };
        let (a, b) = (sample(0, &[4.0, 34.0, 100.0]), sample(1, &[10.0, 74.0, 100.0]));
        let found = &differences(&[a], &[b], None)[0];
        // World means differ by 1, 2, 0.
        assert_eq!((found.difference, found.standard_error.map(|e| found.shown(e))), (Some(1.0), Some(0.58)));
        assert_eq!((found.before, found.after), (Some(4.0), Some(5.0)));
    }
}
