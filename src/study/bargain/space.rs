//! The packages of a scenario: its terms in the order of their ids, the values that are looked at, and the rules.

use crate::bargaining::{Conjunction, Domain};
use crate::model::{Basis, Combination, Id, Quantity, Scenario, SettlementOption, TermScale, TermValue};
use crate::quantity::Family;

/// Terms and values, and the packages that they make.
#[derive(Debug)]
pub(super) struct Space {
    /// Every term with the values that are looked at; the status quo first.
    pub terms: Vec<(Id, Vec<TermValue>)>,
    pub domain: Domain,
}

/// The values of a term that a rule or a set of levels means.
pub(super) fn meant(values: &[TermValue], levels: &[Id]) -> Vec<bool> {
    let is_meant = |value: &TermValue| matches!(value, TermValue::Level(level) if levels.contains(level));
    values.iter().map(is_meant).collect()
}

impl Space {
    /// Of a scenario: all levels, and of amounts those that `[bargain]` lists, else 0 and the medians of the option sheets.
    pub fn new(scenario: &Scenario) -> Space {
        let mut terms: Vec<(Id, Vec<TermValue>)> = Vec::new();
        for term in &scenario.terms {
            let values = match &term.scale {
                TermScale::Levels(levels) => levels.iter().cloned().map(TermValue::Level).collect(),
                TermScale::Amount { .. } => {
                    amounts(scenario, &term.id).into_iter().filter_map(|x| amount(&term.id, x)).collect()
                }
            };
            terms.push((term.id.clone(), values));
        }
        terms.sort_by(|a, b| a.0.cmp(&b.0));
        let sizes = terms.iter().map(|(_, values)| values.len()).collect();
        let mut space = Space { terms, domain: Domain { sizes, forbidden: Vec::new() } };
        space.domain.forbidden =
            scenario.combinations.iter().flat_map(|rule| space.forbidden(rule)).collect();
        space
    }

    /// What a rule forbids: one set of values, or one for each thing that it asks for.
    fn forbidden(&self, rule: &Combination) -> Vec<Conjunction> {
        let held = || rule.holds.iter().filter_map(|(term, levels)| self.part(term, levels));
        if rule.demands.is_empty() {
            return vec![conjunction(held().collect())];
        }
        let lacks = |(term, levels): &(Id, Vec<Id>)| {
            let (place, values) = self.part(term, levels)?;
            let others = (place, values.iter().map(|meant| !meant).collect());
            Some(conjunction(held().chain([others]).collect()))
        };
        rule.demands.iter().filter_map(lacks).collect()
    }

    /// A term's place and the values that are meant.
    pub fn part(&self, term: &str, levels: &[Id]) -> Option<(usize, Vec<bool>)> {
        let place = self.terms.iter().position(|(id, _)| id == term)?;
        Some((place, meant(&self.terms[place].1, levels)))
    }

    /// The package of an option sheet, amounts at their medians; none where an amount is not among those that are looked at.
    pub fn package_of(&self, terms: &[(Id, TermValue)]) -> Option<Vec<usize>> {
        let place = |(id, values): &(Id, Vec<TermValue>)| {
            let (_, value) = terms.iter().find(|(known, _)| known == id)?;
            values.iter().position(|known| is_same(known, value))
        };
        self.terms.iter().map(place).collect()
    }

    /// The terms of a package, in the order of the scenario.
    pub fn terms_of(&self, scenario: &Scenario, package: &[usize]) -> Vec<(Id, TermValue)> {
        let value = |id: &Id| {
            let place = self.terms.iter().position(|(known, _)| known == id)?;
            Some((id.clone(), self.terms[place].1[package[place]].clone()))
        };
        scenario.terms.iter().filter_map(|term| value(&term.id)).collect()
    }

    /// What a reader sees of a value.
    pub fn value_name(&self, scenario: &Scenario, term: usize, value: usize) -> String {
        let (id, values) = &self.terms[term];
        match &values[value] {
            TermValue::Level(level) => scenario.level_name(id, level),
            TermValue::Amount(amount) => {
                let unit = match scenario.term(id).map(|term| &term.scale) {
                    Some(TermScale::Amount { unit }) => unit.as_str(),
                    _ => "",
                };
                format!("{} {unit}", crate::words::short(median(amount))).trim_end().to_string()
            }
        }
    }
}

pub(super) fn median(quantity: &Quantity) -> f64 {
    quantity.family.quantile(0.5)
}

fn is_same(a: &TermValue, b: &TermValue) -> bool {
    match (a, b) {
        (TermValue::Level(a), TermValue::Level(b)) => a == b,
        (TermValue::Amount(a), TermValue::Amount(b)) => (median(a) - median(b)).abs() <= 1e-9,
        _ => false,
    }
}

fn conjunction(mut parts: Vec<(usize, Vec<bool>)>) -> Conjunction {
    parts.sort_by_key(|(term, _)| *term);
    Conjunction { parts }
}

fn amounts(scenario: &Scenario, term: &str) -> Vec<f64> {
    if let Some((_, amounts)) = scenario.bargain.amounts.iter().find(|(id, _)| id == term) {
        return amounts.clone();
    }
    let of = |option: &SettlementOption| match option.value(term) {
        // A median that was worked out may lack its last digits.
        Some(TermValue::Amount(amount)) => Some((median(amount) * 1e10).round() / 1e10),
        _ => None,
    };
    let mut amounts: Vec<f64> = scenario.options.iter().filter_map(of).chain([0.0]).collect();
    amounts.sort_by(f64::total_cmp);
    amounts.dedup_by(|a, b| (*a - *b).abs() <= 1e-9);
    amounts
}

/// A certain amount of a term.
fn amount(term: &str, x: f64) -> Option<TermValue> {
    let why = "an amount that was looked at".to_string();
    let basis = Basis { judgement: Some(why), ..Basis::default() };
    let family = Family::constant(x).ok()?;
    Some(TermValue::Amount(Quantity::drawn(format!("option_sheet.package.terms.{term}"), family, basis)))
}
