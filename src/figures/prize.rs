//! What an option's package brings where it is settled on: metrics that follow from its terms, and terms themselves.

use serde::{Deserialize, Serialize};

use super::metric_value::with_unit;
use super::phrases::list;
use crate::model::{Brings, Measure, Quantity, Scenario, TermScale, TermValue};
use crate::words::{a_thing, short, so_much_of};

/// What a settlement brings, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrizeKey {
    /// The name of the metric or the term.
    pub name: String,
    /// The unit of an amount; empty of a level.
    pub unit: String,
}

/// How much of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Brought {
    /// An amount; of what is uncertain the median.
    Amount(f64),
    /// The name of a level.
    Words(String),
}

impl PrizeKey {
    /// "Land transferred: 346 km²", "Peace treaty: none".
    pub(crate) fn told(&self, brought: &Brought) -> String {
        let what = match brought {
            Brought::Amount(0.0) => "none".to_string(),
            Brought::Amount(x) => with_unit(&short(*x), &self.unit),
            Brought::Words(words) => words.clone(),
        };
        format!("{}: {what}", self.name)
    }
}

impl Brought {
    /// Whether there is nothing of it.
    pub(crate) fn is_nothing(&self) -> bool {
        match self {
            Brought::Amount(x) => *x == 0.0,
            Brought::Words(words) => NOTHING.contains(&words.to_lowercase().as_str()),
        }
    }
}

/// A prize that an option brings or lacks.
pub(crate) struct Told<'p> {
    pub key: &'p PrizeKey,
    pub brought: &'p Brought,
    /// Whether some option brings nothing of it: then it is a thing that one may have, and not only a question that has several answers.
    pub may_be_missing: bool,
}

/// What an option brings as the end of a sentence: "346 km² of land transferred to Japan and a peace treaty (“final”)", "an economic package of USD 1 bn, but no peace treaty". `is_proper`
/// says which words keep their capital. Nothing of no prizes.
pub(crate) fn in_a_sentence<'p>(
    prizes: impl Iterator<Item = Told<'p>>,
    is_proper: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let (mut there, mut missing) = (Vec::new(), Vec::new());
    for Told { key, brought, may_be_missing } in prizes {
        let name = within(&key.name, is_proper);
        match brought {
            nothing if nothing.is_nothing() => missing.push(format!("no {name}")),
            Brought::Amount(x) => there.push(so_much_of(&name, &short(*x), &key.unit)),
            Brought::Words(words) if may_be_missing && YES.contains(&words.to_lowercase().as_str()) => {
                there.push(a_thing(&name));
            }
            Brought::Words(words) if may_be_missing => there.push(format!("{} (“{words}”)", a_thing(&name))),
            Brought::Words(words) => there.push(format!("“{words}” as {name}")),
        }
    }
    match (there.is_empty(), missing.is_empty()) {
        (true, true) => None,
        (false, false) => Some(format!("{}, but {}", list(&there), list(&missing))),
        _ => Some(list(&[there, missing].concat())),
    }
}

/// Names of levels that say that there is nothing.
const NOTHING: [&str; 3] = ["no", "none", "nothing"];

/// Names of levels that say no more than that there is something.
const YES: [&str; 2] = ["yes", "there is"];

/// A name within a sentence: without its capital, unless that belongs to the word.
fn within(name: &str, is_proper: &dyn Fn(&str) -> bool) -> String {
    let first = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_short = first.chars().skip(1).any(char::is_uppercase);
    let mut letters = name.chars();
    match letters.next() {
        Some(letter) if !is_short && !is_proper(first) => letter.to_lowercase().chain(letters).collect(),
        _ => name.to_string(),
    }
}

impl Brings {
    /// What a reader calls it.
    pub(crate) fn key(&self, scenario: &Scenario) -> PrizeKey {
        let (name, unit) = match self {
            Brings::Term(id) => {
                let unit = scenario.term(id).map_or("", |term| match &term.scale {
                    TermScale::Amount { unit } => unit,
                    TermScale::Levels(_) => "",
                });
                (scenario.term_name(id), unit)
            }
            Brings::Metric(id) => {
                let metric = scenario.metrics.iter().find(|metric| metric.id == *id);
                metric.map_or((id.as_str(), ""), |metric| (metric.name.as_str(), metric.unit.as_str()))
            }
        };
        PrizeKey { name: name.to_string(), unit: unit.to_string() }
    }
}

/// What the analyst names; else the first sum over terms, the first term of levels that no sum counts, and the first amount.
pub(crate) fn prizes_of(scenario: &Scenario) -> Vec<Brings> {
    if let Some(named) = &scenario.charts.brings {
        return named.clone();
    }
    let is_sum = |measure: &Measure| matches!(measure, Measure::SumOf { .. });
    let sum = scenario.metrics.iter().find(|metric| is_sum(&metric.measure));
    let levels = scenario.terms.iter().find(|term| {
        matches!(term.scale, TermScale::Levels(_)) && (sum.is_none() || term.attributes.is_empty())
    });
    let amount = scenario.terms.iter().find(|term| matches!(term.scale, TermScale::Amount { .. }));
    let sum = sum.map(|metric| Brings::Metric(metric.id.clone()));
    let terms = [levels, amount].into_iter().flatten().map(|term| Brings::Term(term.id.clone()));
    sum.into_iter().chain(terms).collect()
}

/// What the package on the table at the start brings of it.
pub(crate) fn prize_of(scenario: &Scenario, prize: &Brings) -> Option<Brought> {
    let sheet = scenario.option_sheet(&scenario.option)?;
    let of_term = |id: &str| match sheet.value(id)? {
        TermValue::Level(level) => Some(Brought::Words(scenario.level_name(id, level))),
        TermValue::Amount(amount) => Some(Brought::Amount(median(amount))),
    };
    match prize {
        Brings::Term(id) => of_term(id),
        Brings::Metric(id) => match &scenario.metrics.iter().find(|metric| metric.id == *id)?.measure {
            Measure::AmountOf { term, .. } => of_term(term),
            Measure::SumOf { attribute, levels, .. } => {
                let counts = |term: &str| matches!(sheet.value(term), Some(TermValue::Level(level)) if levels.contains(level));
                let terms = scenario.terms.iter().filter(|term| counts(&term.id));
                let parts =
                    terms.filter_map(|term| term.attributes.iter().find(|(name, _)| name == attribute));
                Some(Brought::Amount(parts.map(|(_, amount)| median(amount)).sum()))
            }
            _ => None,
        },
    }
}

/// **Unit** that of the quantity.
fn median(quantity: &Quantity) -> f64 {
    quantity.family.as_constant().unwrap_or_else(|| quantity.family.quantile(0.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(prizes: &[(&str, &str, Brought)]) -> String {
        let keys: Vec<PrizeKey> = prizes
            .iter()
            .map(|(name, unit, _)| PrizeKey { name: name.to_string(), unit: unit.to_string() })
            .collect();
        let told = keys.iter().zip(prizes).map(|(key, (.., brought))| Told {
            key,
            brought,
            may_be_missing: key.name != "Law",
        });
        in_a_sentence(told, &|word| word == "Shikotan").unwrap_or_default()
    }

    #[test]
    fn what_is_missing_comes_last_and_names_keep_the_capitals_that_are_theirs() {
        let words = |words: &str| Brought::Words(words.into());
        let land = |x| ("Land transferred", "km2", Brought::Amount(x));
        let all =
            [land(346.0), ("Peace treaty", "", words("None")), ("GDP aid", "USD bn", Brought::Amount(2.0))];
        assert_eq!(said(&all), "346 km² of land transferred and USD 2 bn of GDP aid, but no peace treaty");
        let none = [land(0.0), ("Peace treaty", "", words("none")), ("Shikotan regime", "", words("no"))];
        assert_eq!(said(&none), "no land transferred, no peace treaty and no Shikotan regime");
        let levels =
            [("Peace treaty", "", words("Final")), ("Amnesty", "", words("Yes")), ("Law", "", words("Own"))];
        assert_eq!(said(&levels), "a peace treaty (“Final”), an amnesty and “Own” as law");
        assert_eq!(said(&[]), "");
    }
}
