//! How two scenarios differ in the same worlds, estimate by estimate.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::outcome::shown;
use super::samples::{Data, Estimated, Sample, confidence, finite};
use super::{Kind, Note, Outcome};
use crate::stats::{self, Clusters, Estimate, QuantileEstimate};

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
    /// How either side is told where it is counted and not estimated: "2 of 25,000".
    #[serde(skip)]
    pub counted: [Option<String>; 2],
    /// The standard error of the estimate against which.
    #[serde(default)]
    pub before_error: Option<f64>,
    /// The standard error of the estimate.
    #[serde(default)]
    pub after_error: Option<f64>,
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

    /// The confidence interval, where it tells more than the standard error: of what is rare, of quantiles, and where there is no error.
    pub fn range(&self) -> Option<(f64, f64)> {
        let by_range =
            self.kind == Kind::Quantile || self.note == Some(Note::Rare) || self.standard_error.is_none();
        self.confidence_lo.zip(self.confidence_hi).filter(|(lo, hi)| by_range && hi > lo)
    }

    /// Whether the difference is at least two standard errors, or its confidence interval leaves 0 out.
    pub fn is_clear(&self) -> bool {
        if let Some((lo, hi)) = self.range() {
            return lo > 0.0 || hi < 0.0;
        }
        match (self.difference, self.standard_error) {
            (Some(difference), Some(error)) => difference != 0.0 && difference.abs() >= CLEAR * error,
            _ => false,
        }
    }

    /// A figure of the difference (itself, its error, the end of its interval) with the digits that its error allows.
    pub fn shown(&self, x: f64) -> f64 {
        shown(x, self.standard_error.and_then(stats::decimals))
    }

    /// Both sides, each with the digits that its own error allows.
    pub fn sides(&self) -> [Option<f64>; 2] {
        let side = |x: Option<f64>, error: Option<f64>| x.map(|x| shown(x, error.and_then(stats::decimals)));
        [side(self.before, self.before_error), side(self.after, self.after_error)]
    }

    /// The difference in standard errors; endless where there is no error, 0 where there is no difference.
    pub fn weight(&self) -> f64 {
        match (self.difference, self.standard_error) {
            (Some(difference), Some(error)) if difference != 0.0 => difference.abs() / error,
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

fn changes(a: &Sample, b: &Sample) -> Vec<Change> {
    let mut rows: Vec<Change> = Vec::new();
    let (old, new) = (a.rows(), b.rows());
    let found = match (&a.data, &b.data) {
        (Data::Quantiles(of_a), Data::Quantiles(of_b)) => {
            let found = b.quantiles(of_b).minus(a.quantiles(of_a));
            // Equal values differ by nothing, however few groups there are to tell an error.
            let error = |q: QuantileEstimate| if of_a == of_b { Some(0.0) } else { q.standard_error };
            found.map(|q| q.map(|q| (q.value, error(q)))).into()
        }
        _ => vec![a.estimated().zip(b.estimated()).map(|(a, old)| {
            let Estimate { value, standard_error } = paired(a, old, b.clusters);
            (value, Some(standard_error))
        })],
    };
    for (row, found) in new.iter().zip(found) {
        let error = found.and_then(|(_, error)| error).and_then(finite);
        let difference = found.and_then(|(value, _)| finite(value));
        let old = old.iter().find(|old| old.outcome == row.outcome);
        let range = difference.zip(error).and_then(|(value, standard_error)| {
            confidence(Estimate { value, standard_error }, b.clusters.freedom(b.worlds))
        });
        rows.push(Change {
            outcome: row.outcome.clone(),
            name: row.name.clone(),
            kind: row.kind,
            unit: row.unit.clone(),
            by: row.by.clone(),
            before: old.and_then(|old| old.estimate),
            after: row.estimate,
            counted: [old.and_then(Outcome::counted), row.counted()],
            before_error: old.and_then(|old| old.standard_error),
            after_error: row.standard_error,
            difference,
            standard_error: error,
            confidence_lo: range.map(|i| i.lo),
            confidence_hi: range.map(|i| i.hi),
            same: difference == Some(0.0) && error == Some(0.0),
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
