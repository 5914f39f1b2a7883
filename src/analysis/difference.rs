//! How two scenarios differ in the same worlds, estimate by estimate.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::outcome::{places, shown_as};
use super::samples::{Data, Estimated, Sample, confidence, finite};
use super::{Kind, Note};
use crate::stats::{Clusters, Estimate, QuantileEstimate};

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
    /// The estimate against which; none where it is not available.
    pub before: Option<f64>,
    /// The estimate.
    pub after: Option<f64>,
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

impl Change {
    /// Whether not a single world differs, or neither side has such a number (a quantile beyond the horizon).
    pub fn is_none(&self) -> bool {
        self.same || self.before.is_none() && self.after.is_none()
    }

    /// Whether the difference is at least two standard errors; without one, whether the interval leaves no room for 0.
    pub fn is_clear(&self) -> bool {
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
pub fn differences(before: &[Sample], after: &[Sample]) -> Vec<Change> {
    let key = |sample: &Sample| (sample.outcome.clone(), sample.by.clone(), sample.unit.clone());
    let before: HashMap<_, &Sample> = before.iter().map(|a| (key(a), a)).collect();
    let pairs = after.iter().filter_map(|b| Some((*before.get(&key(b))?, b)));
    pairs.flat_map(|(a, b)| changes(a, b)).collect()
}

/// A difference with its errors.
#[derive(Debug, Clone, Copy)]
struct Found {
    value: f64,
    error: Option<f64>,
    lo: Option<f64>,
    hi: Option<f64>,
}

impl Found {
    /// Of quantiles; of the same values in every group of worlds nothing differs, however few groups there are to tell an error.
    fn quantile(value: f64, found: QuantileEstimate, same: bool) -> Found {
        let (error, lo, hi) = if same {
            (Some(0.0), Some(0.0), Some(0.0))
        } else {
            (found.standard_error(), found.lo, found.hi)
        };
        Found { value, error, lo, hi }
    }
}

fn changes(a: &Sample, b: &Sample) -> Vec<Change> {
    let mut rows: Vec<Change> = Vec::new();
    let (old, new) = (a.rows(), b.rows());
    let found = match (&a.data, &b.data) {
        (Data::Quantiles(of_a), Data::Quantiles(of_b)) => {
            let found = b.quantiles(of_b).minus(a.quantiles(of_a));
            let same = of_a == of_b;
            found.map(|q| q.value.map(|value| Found::quantile(value, q, same))).into()
        }
        _ => vec![a.estimated().zip(b.estimated()).map(|(a, old)| {
            let estimate = paired(a, old, b.clusters);
            let (value, error) = (estimate.value, finite(estimate.standard_error));
            let range = error.and_then(|_| confidence(estimate, b.clusters.freedom(b.worlds)));
            Found { value, error, lo: range.map(|i| i.lo), hi: range.map(|i| i.hi) }
        })],
    };
    for (row, found) in new.iter().zip(found) {
        let found = found.filter(|found| found.value.is_finite());
        let old = old.iter().find(|old| old.outcome == row.outcome);
        rows.push(Change {
            outcome: row.outcome.clone(),
            name: row.name.clone(),
            kind: row.kind,
            unit: row.unit.clone(),
            by: row.by.clone(),
            before: old.and_then(|old| old.estimate),
            after: row.estimate,
            before_error: old.and_then(|old| old.standard_error),
            after_error: row.standard_error,
            before_resolution: old.and_then(|old| old.resolution),
            after_resolution: row.resolution,
            difference: found.map(|found| found.value),
            standard_error: found.and_then(|found| found.error),
            confidence_lo: found.and_then(|found| found.lo),
            confidence_hi: found.and_then(|found| found.hi),
            same: found.is_some_and(|found| found.value == 0.0 && found.error == Some(0.0)),
            note: None,
        });
    }
    rows
}

/// The difference b − a of two chances or means in the same worlds.
///
/// Draws that the two share cancel. **Formula** model.md §5.9: the difference world by world, with the standard error of its mean. Equal
/// counts give exactly 0 ± 0. A difference that is the same in every world, or in the one world there is, has the standard error of two
/// independent estimates, which is on the safe side.
pub(super) fn paired(a: &Estimated, b: &Estimated, clusters: Clusters) -> Estimate {
    if a.by_world == b.by_world {
        return Estimate { value: 0.0, standard_error: 0.0 };
    }
    let difference = b.by_world.minus(&a.by_world);
    let alone = (a.alone * a.alone + b.alone * b.alone).sqrt();
    let spread = difference.standard_error(clusters);
    let told = spread.is_finite() && spread > ROUNDING * alone;
    Estimate { value: difference.value, standard_error: if told { spread } else { alone } }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::analysis::samples::Found;
    use crate::stats;

    fn chances(counts: &[u32], paths: u32) -> Sample<'_> {
        Sample {
            outcome: "end.a.b".into(),
            name: "B".into(),
            by: "2020-12".into(),
            unit: None,
            clusters: Clusters::Worlds,
            worlds: counts.len(),
            data: Data::Chance { counts: Cow::Borrowed(counts), paths },
            found: Found::default(),
        }
    }

    fn between(a: &[u32], b: &[u32], paths: u32) -> Estimate {
        let estimated = |counts| chances(counts, paths).estimated().unwrap().clone();
        paired(&estimated(a), &estimated(b), Clusters::Worlds)
    }

    #[test]
    fn a_scenario_against_itself_differs_by_exactly_nothing() {
        let same = chances(&[3, 1, 4, 1, 5], 9);
        let found = differences(std::slice::from_ref(&same), std::slice::from_ref(&same));
        assert_eq!((found[0].difference, found[0].standard_error), (Some(0.0), Some(0.0)));
        assert!(found[0].is_none() && !found[0].is_clear());
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
        assert_eq!(differences(&[a], &[b]), []);
    }

    #[test]
    fn a_mean_is_paired_world_by_world() {
        let sample = |sums: &'static [f64], squares: &'static [f64]| Sample {
            unit: Some("km²".into()),
            worlds: 3,
            data: Data::Mean { sums, squares, counts: &[2, 2, 2] },
            ..chances(&[], 1)
        };
        let (a, b) = (
            sample(&[2.0, 8.0, 14.0], &[4.0, 34.0, 100.0]),
            sample(&[4.0, 12.0, 14.0], &[10.0, 74.0, 100.0]),
        );
        let found = &differences(&[a], &[b])[0];
        // World means differ by 1, 2, 0.
        assert_eq!((found.difference, found.standard_error.map(|e| found.shown(e))), (Some(1.0), Some(0.58)));
        assert_eq!((found.before, found.after), (Some(4.0), Some(5.0)));
    }
}
