//! A chance as figures tell it: in the words of the tables, by the same rules.

use serde::{Deserialize, Serialize};

use super::phrases::{at_most_points, with_interval};
use crate::analysis::{Kind, Note, Outcome};
use crate::stats::{Estimate, likelihood_between, likelihood_words};
use crate::words::{counted, interval_to, percent_to};

/// An estimated share of trials, in full precision; it is rounded where it is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Chance {
    /// **Range** 0–1.
    pub mean: f64,
    /// The Monte Carlo standard error of the mean; 0 also where none can be told.
    pub standard_error: f64,
    /// Lower end of the 90 % credible interval over worlds; both ends are the mean where none can be told.
    pub lo: f64,
    /// Upper end of the 90 % credible interval over worlds.
    pub hi: f64,
    /// The trials that have it.
    #[serde(default)]
    pub hits: u64,
    /// All trials; 0 where they were not counted.
    #[serde(default)]
    pub trials: u64,
    /// The 95 % confidence interval of the mean.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confidence: Option<[f64; 2]>,
    /// What is to be known of the errors.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<Note>,
}

impl From<&Outcome> for Chance {
    fn from(row: &Outcome) -> Chance {
        debug_assert!(row.kind == Kind::Probability, "a share is a chance");
        let mean = row.estimate.unwrap_or_default();
        Chance {
            mean,
            standard_error: row.standard_error.unwrap_or_default(),
            lo: row.lo.unwrap_or(mean),
            hi: row.hi.unwrap_or(mean),
            hits: row.hits.unwrap_or_default(),
            trials: row.trials.unwrap_or_default(),
            confidence: row.confidence_lo.zip(row.confidence_hi).map(|(lo, hi)| [lo, hi]),
            note: row.note,
        }
    }
}

impl Chance {
    /// Whether it is told how many trials have it, and not a chance: what is rare, what never or always happened.
    pub(crate) fn is_counted(self) -> bool {
        self.trials > 0 && (self.note == Some(Note::Rare) || self.hits == 0 || self.hits == self.trials)
    }

    pub(crate) fn is_rare(self) -> bool {
        self.note == Some(Note::Rare)
    }

    /// Whether it is the same in every trial by construction.
    pub(crate) fn is_certain(self) -> bool {
        self.note == Some(Note::Certain)
    }

    /// "12%", or "2 of 25,000".
    pub(crate) fn told(self) -> String {
        self.told_to(0)
    }

    /// The same with some decimals.
    pub(crate) fn told_to(self, decimals: usize) -> String {
        if self.is_counted() { counted(self.hits, self.trials) } else { percent_to(self.mean, decimals) }
    }

    /// As part of a sentence: "12% of histories", "2 of 25,000 histories".
    pub(crate) fn of_histories(self) -> String {
        if self.is_counted() {
            format!("{} histories", self.told())
        } else {
            format!("{} of histories", self.told())
        }
    }

    /// "12%, 90% interval 10–15%"; nothing but the count of what is counted.
    pub(crate) fn with_interval(self) -> String {
        if self.is_counted() {
            self.told()
        } else {
            format!("{}{}", self.told(), with_interval(self.lo, self.hi))
        }
    }

    /// The interval over worlds, where there is one that says more than the chance.
    pub(crate) fn range_to(self, decimals: usize) -> Option<String> {
        let range = interval_to(self.lo, self.hi, decimals);
        (self.hi > self.lo && !self.is_counted() && range != percent_to(self.mean, decimals)).then_some(range)
    }

    /// The interval in which the mean lies as far as the trials can tell.
    pub(crate) fn confidence(self) -> [f64; 2] {
        let reach = 2.0 * self.standard_error;
        self.confidence.unwrap_or([self.mean - reach, self.mean + reach])
    }

    /// The word for it, or both words where the error leaves two; empty where it is too rare for a word.
    pub(crate) fn words(self) -> String {
        match (self.note, self.confidence) {
            (Some(Note::Rare), _) => String::new(),
            (Some(Note::Certain), _) if self.mean < 0.5 => "impossible by construction".into(),
            (Some(Note::Certain), _) => "certain by construction".into(),
            (_, Some([lo, hi])) => likelihood_between(lo, hi),
            (_, None) => likelihood_words(Estimate { value: self.mean, standard_error: self.standard_error }),
        }
    }

    /// Of what, in a title: "… is unlikely (12%, 90% interval 10–15%)", "…, in 2 of 25,000 histories".
    pub(crate) fn said_of(self, topic: &str) -> String {
        match self.is_counted() {
            true if self.is_certain() => format!("{topic}, in {} ({})", self.of_histories(), self.words()),
            true => format!("{topic}, in {}", self.of_histories()),
            false => format!("{topic} is {} ({})", self.words(), self.with_interval()),
        }
    }
}

/// How exact figures are: an upper bound of the standard errors of what is not counted; empty where all is.
pub(crate) fn errors(shares: impl Iterator<Item = Chance>, decimals: usize) -> String {
    let errors = shares.filter(|share| !share.is_counted()).map(|share| share.standard_error);
    match errors.fold(f64::NEG_INFINITY, f64::max) {
        error if error >= 0.0 => {
            format!(" Standard error of the simulation: {}.", at_most_points(error, decimals))
        }
        _ => String::new(),
    }
}

/// What figures say where no interval over worlds can be told of something that is not too rare for one; empty where all have one.
pub(crate) fn unmeasured(shares: impl Iterator<Item = Chance>) -> &'static str {
    let mut shares = shares;
    match shares.any(|share| share.note == Some(Note::NotMeasurable)) {
        true => {
            " Without an interval: ignorance is not measurable at this size; more paths a world would tell."
        }
        false => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(hits: u64, note: Option<Note>) -> Chance {
        let mean = hits as f64 / 25_000.0;
        Chance {
            mean,
            standard_error: 0.001,
            lo: 0.5 * mean,
            hi: 1.5 * mean,
            hits,
            trials: 25_000,
            confidence: None,
            note,
        }
    }

    #[test]
    fn what_is_rare_is_counted_and_has_no_word() {
        let rare = share(2, Some(Note::Rare));
        assert_eq!((rare.told(), rare.words()), ("2 of 25,000".into(), String::new()));
        assert_eq!(rare.said_of("Signed by May 2020"), "Signed by May 2020, in 2 of 25,000 histories");
        assert_eq!(rare.range_to(0), None);
        assert_eq!(share(24_998, Some(Note::Rare)).told(), "24,998 of 25,000");
        // Occurrences often enough, it has both.
        let often = share(3000, None);
        assert_eq!((often.told(), often.words()), ("12%".into(), "unlikely".into()));
        assert_eq!(often.range_to(0), Some("6–18%".into()));
    }

    #[test]
    fn never_and_always_are_counted_by_the_same_rule() {
        assert_eq!(
            [0, 25_000].map(|hits| share(hits, Some(Note::Rare)).told()),
            ["0 of 25,000", "all 25,000"]
        );
        let certain = share(25_000, Some(Note::Certain));
        assert_eq!(
            certain.said_of("In force"),
            "In force, in all 25,000 histories (certain by construction)"
        );
        assert!(!certain.is_rare());
    }

    #[test]
    fn a_word_follows_the_confidence_interval() {
        let wide = Chance { confidence: Some([0.05, 0.7]), ..share(3000, None) };
        assert_eq!(wide.words(), "from very unlikely to likely");
    }

    #[test]
    fn what_cannot_be_measured_says_so() {
        assert_eq!(unmeasured([share(3000, None)].into_iter()), "");
        assert!(
            unmeasured([share(3000, Some(Note::NotMeasurable))].into_iter()).contains("more paths a world")
        );
    }
}
