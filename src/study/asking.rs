//! What inquiries that vary keys have in common: variants asked all at once, and answers in words.

use super::cases::Study;
use super::error::Error;
use super::refused::Refused;
use super::variant::Variant;
use super::watch::Watch;
pub(super) use crate::analysis::ALPHA;
use crate::analysis::{Estimated, Kind, Less, Question};
use crate::engine::Size;
use crate::figures::AskedOutcome;
use crate::model::Scenario;
use crate::stats::{ByWorld, Interval};
use crate::words::{amount, difference_with_error, in_words, plus_or_minus};

/// What came of a variant: the outcome, or why there is none.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// The outcome.
    Is(Box<Estimated>),
    /// The variant was refused.
    Refused(String),
    /// It has no value in a single trial.
    NoValue,
}

impl Answer {
    pub(super) fn estimated(&self) -> Option<&Estimated> {
        match self {
            Answer::Is(estimated) => Some(estimated),
            Answer::Refused(_) | Answer::NoValue => None,
        }
    }

    /// Why there is no outcome.
    pub(super) fn why_not(&self) -> Option<&str> {
        match self {
            Answer::Is(_) => None,
            Answer::Refused(why) => Some(why),
            Answer::NoValue => Some("no trial has a value"),
        }
    }
}

/// A number with its confidence interval, taken apart by world.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) by_world: ByWorld,
    pub(super) standard_error: Option<f64>,
    pub(super) range: Option<Interval>,
}

impl Point {
    /// An outcome by itself.
    pub(super) fn of(estimated: &Estimated, size: Size) -> Point {
        let range = estimated.interval(size.clusters(), ALPHA);
        let error = Some(estimated.alone).filter(|error| error.is_finite());
        Point { by_world: estimated.by_world.clone(), standard_error: error, range }
    }

    /// One outcome less another.
    pub(super) fn less(estimated: &Estimated, other: &Estimated, size: Size) -> Point {
        let Less { by_world, standard_error, range } = Less::new(estimated, other, size.clusters(), ALPHA);
        Point { by_world, standard_error, range }
    }

    pub(super) fn value(&self) -> f64 {
        self.by_world.value
    }
}

impl Study {
    /// What comes of variants, all in the same worlds; a refused one is not simulated.
    pub(super) fn ask(
        &self,
        question: &Question,
        variants: Vec<Result<Variant<'_>, Refused>>,
        size: Size,
        watch: &dyn Watch,
    ) -> Result<Vec<Answer>, Error> {
        let refused = |refused: &Refused| {
            // What is wrong with a whole scenario takes many lines; the first says it.
            Answer::Refused(refused.to_string().lines().next().unwrap_or_default().to_string())
        };
        let mut answers: Vec<Answer> = Vec::new();
        let mut asked = Vec::new();
        let mut places = Vec::new();
        for (place, variant) in variants.into_iter().enumerate() {
            match variant {
                Ok(variant) => {
                    asked.push(variant);
                    places.push(place);
                    answers.push(Answer::NoValue);
                }
                Err(why) => answers.push(refused(&why)),
            }
        }
        self.each_counted(question, asked, size, watch, |n, counted| {
            if let Some(estimated) = counted.and_then(|counted| counted.estimated(size)) {
                answers[places[n]] = Answer::Is(Box::new(estimated));
            }
        })?;
        Ok(answers)
    }
}

/// A question as figures have it.
pub(super) fn asked_outcome(question: &Question, scenario: &Scenario, is_difference: bool) -> AskedOutcome {
    let of = question.estimand(scenario);
    AskedOutcome {
        unit: (of.kind != Kind::Probability).then(|| of.unit.clone().unwrap_or_default()),
        is_difference,
        horizon: in_words(&of.by),
        at_some_time: ["reached.", "metric."].iter().any(|start| of.outcome.starts_with(start)),
        outcome: of.name,
    }
}

/// A difference in words, with its standard error: "+3.2 ± 0.4 points", "+12 ± 3 km²".
pub(super) fn difference_in_words(asked: &AskedOutcome, difference: f64, error: Option<f64>) -> String {
    let (scale, unit) = match &asked.unit {
        None => (100.0, "points"),
        Some(unit) => (1.0, unit.as_str()),
    };
    let text = match error.filter(|error| error.is_finite() && *error > 0.0) {
        Some(error) => difference_with_error(scale * difference, scale * error),
        None if difference == 0.0 => return "exactly 0".into(),
        None => plus_or_minus(scale * difference, 2),
    };
    amount(&text, unit)
}
