//! One estimate as it stands in the results: in full precision, with what a view needs to round it and to put it into words.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::estimand::{Estimand, Kind};
use crate::stats;
use crate::words::counted;

/// One estimate.
///
/// Figures have full precision; [`Outcome::shown`] leaves the digits that the error allows, for views.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// What is estimated.
    #[serde(flatten)]
    pub of: Estimand,
    /// The estimate; none where a quantile lies beyond the horizon or nothing has a value.
    pub estimate: Option<f64>,
    /// Its Monte Carlo standard error; none where it cannot be told. 0 only of what is certain.
    pub standard_error: Option<f64>,
    /// Lower end of the 90 % credible interval over worlds.
    pub lo: Option<f64>,
    /// Upper end.
    pub hi: Option<f64>,
    /// The share of a single trial's variance that lies between worlds: ignorance rather than chance. None for a quantile, and where
    /// the two cannot be told apart.
    pub share_between_worlds: Option<f64>,
    /// Of a chance: the trials that have the outcome.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hits: Option<u64>,
    /// Of a chance: all trials, or those that have what it is conditional on. Of a mean: the trials that have a value.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub trials: Option<u64>,
    /// Lower end of the 95 % confidence interval of the estimate: what a run of this size leaves open.
    #[serde(default)]
    pub confidence_lo: Option<f64>,
    /// Upper end.
    #[serde(default)]
    pub confidence_hi: Option<f64>,
    /// Of a quantile that was read off a cell of a histogram: how far it may lie from the values that the cell holds. None where it is exact.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resolution: Option<f64>,
    /// What is to be known of the errors.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<Note>,
    /// The likelihood word of a probability; both words where the confidence interval, or else the estimate ± 2 standard errors, straddles a
    /// boundary of the scale. None of what is rare.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub likelihood: Option<String>,
}

impl Deref for Outcome {
    type Target = Estimand;

    fn deref(&self) -> &Estimand {
        &self.of
    }
}

/// What is to be known of the errors of an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// The same in every trial by construction, whatever is drawn: its error is 0.
    Certain,
    /// Fewer than 20 trials, or trials of fewer than 20 worlds, have or lack the outcome; of a mean or a difference, differ from what is common.
    /// The standard error is none, or no measure of what is open; the confidence interval is.
    Rare,
    /// Ignorance and chance cannot be told apart, so that there is no interval over worlds: one world, one path a world, or worlds that
    /// differ by no more than their finite numbers of paths make them differ.
    NotMeasurable,
}

impl Note {
    /// As it stands in the results.
    pub fn id(self) -> &'static str {
        match self {
            Note::Certain => "certain",
            Note::Rare => "rare",
            Note::NotMeasurable => "not_measurable",
        }
    }
}

impl Outcome {
    /// Whether a view tells how many trials have it, and not a chance: what is rare, what never or always happened.
    pub fn is_counted(&self) -> bool {
        self.note == Some(Note::Rare)
            || self.hits == Some(0)
            || (self.hits.is_some() && self.hits == self.trials)
    }

    /// "2 of 25,000", where it is counted.
    pub fn counted(&self) -> Option<String> {
        Some(counted(self.hits?, self.trials?)).filter(|_| self.is_counted())
    }

    /// The row with its likelihood word.
    pub(super) fn in_words(self) -> Outcome {
        let likelihood = match (self.kind, self.note, self.estimate) {
            (Kind::Probability, Some(Note::Certain), Some(p)) => {
                Some(if p < 0.5 { "impossible by construction" } else { "certain by construction" }.into())
            }
            (Kind::Probability, Some(Note::Rare), _) => None,
            (Kind::Probability, _, Some(value)) => Some(match (self.confidence_lo, self.confidence_hi) {
                (Some(lo), Some(hi)) => stats::likelihood_between(lo, hi),
                _ => {
                    let standard_error = self.standard_error.unwrap_or(f64::INFINITY);
                    stats::likelihood_words(stats::Estimate { value, standard_error })
                }
            }),
            _ => None,
        };
        Outcome { likelihood, ..self }
    }

    /// The decimals that a view shows: two significant digits of the standard error, and none finer than the cell that a quantile was read
    /// off; negative for whole tens, hundreds …; none where there is nothing to go by.
    pub fn places(&self) -> Option<i32> {
        places(self.standard_error, self.resolution)
    }

    /// A figure of this row (the estimate, its error, the end of an interval) with the digits that the error and the cell allow. Where there
    /// is nothing to go by, a quantile is exact and is shown as it is, anything else with four digits that count.
    pub fn shown(&self, x: f64) -> f64 {
        shown_as(x, self.kind, self.places())
    }
}

/// The decimals of a view: two significant digits of the standard error, none finer than a cell that holds values this far from its own.
pub(super) fn places(standard_error: Option<f64>, resolution: Option<f64>) -> Option<i32> {
    let error = standard_error.and_then(stats::decimals);
    let cell = resolution.and_then(|resolution| stats::decimals_of_cell(2.0 * resolution));
    error.into_iter().chain(cell).min()
}

/// A figure of such a kind with so many decimals.
pub(super) fn shown_as(x: f64, kind: Kind, places: Option<i32>) -> f64 {
    match (places, kind) {
        // Fifteen digits: what sums of decimals leave in the last bits is not shown.
        (None, Kind::Quantile) => format!("{x:.14e}").parse().unwrap_or(x),
        (places, _) => shown(x, places),
    }
}

/// A figure with so many decimals; where none are told, with the four significant digits that a histogram's cell is good for.
pub(super) fn shown(x: f64, places: Option<i32>) -> f64 {
    match places {
        Some(places) => stats::round_to(x, places),
        None => format!("{x:.3e}").parse().unwrap_or(x),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chance(hits: u64, note: Option<Note>, range: (f64, f64)) -> Outcome {
        Outcome {
            of: Estimand {
                outcome: "end.a.b".into(),
                name: "B".into(),
                kind: Kind::Probability,
                unit: None,
                by: "2020-12".into(),
            },
            estimate: Some(hits as f64 / 1000.0),
            standard_error: Some(0.01),
            lo: None,
            hi: None,
            share_between_worlds: None,
            hits: Some(hits),
            trials: Some(1000),
            confidence_lo: Some(range.0),
            confidence_hi: Some(range.1),
            resolution: None,
            note,
            likelihood: None,
        }
    }

    fn word(row: Outcome) -> Option<String> {
        row.in_words().likelihood
    }

    #[test]
    fn a_word_follows_the_confidence_interval_and_is_none_of_what_is_rare() {
        assert_eq!(word(chance(200, None, (0.18, 0.22))).as_deref(), Some("unlikely"));
        assert_eq!(
            word(chance(330, None, (0.3, 0.36))).as_deref(),
            Some("unlikely or about as likely as not")
        );
        assert_eq!(word(chance(500, None, (0.2, 0.8))).as_deref(), Some("from unlikely to likely"));
        assert_eq!(word(chance(2, Some(Note::Rare), (0.0, 0.01))), None);
        assert_eq!(
            word(chance(0, Some(Note::Certain), (0.0, 0.0))).as_deref(),
            Some("impossible by construction")
        );
        assert_eq!(
            word(chance(1000, Some(Note::Certain), (1.0, 1.0))).as_deref(),
            Some("certain by construction")
        );
        let without = Outcome { confidence_lo: None, confidence_hi: None, ..chance(105, None, (0.0, 0.0)) };
        assert_eq!(word(without).as_deref(), Some("very unlikely or unlikely"));
    }

    #[test]
    fn what_is_rare_never_happened_or_always_did_is_counted() {
        let said = |hits, note| chance(hits, note, (0.0, 1.0)).counted();
        assert_eq!(said(2, Some(Note::Rare)).as_deref(), Some("2 of 1,000"));
        assert_eq!(said(0, None).as_deref(), Some("0 of 1,000"));
        assert_eq!(said(1000, Some(Note::Certain)).as_deref(), Some("all 1,000"));
        assert_eq!(said(200, Some(Note::NotMeasurable)), None);
    }
}
