//! Points and reservations that follow from the table, as formulas of what was assigned.

use super::assessment::{Assessment, Unfitted, sorted};
use super::baseline::{Part, at_start, reads_agenda, reads_option};
use super::opinion::Opinion;
use super::scale::JUST_ACCEPTABLE;
use crate::formula::{Formula, Operation};
use crate::model::{Basis, Id, Moment, Quantity, Scenario, Scores, SettlementOption, TermValue};
use crate::quantity::Family;
use crate::stats::spearman_of_normals;

/// What became of the tables of a scenario.
#[derive(Debug, Default)]
pub struct Assigned {
    /// Audiences that could not be fitted.
    pub failed: Vec<(Id, Unfitted)>,
    /// Cells that move together: their keys, and Spearman's rank correlation.
    pub correlated: Vec<(String, String, f64)>,
    /// The keys of what nothing determines, drawn from its whole range.
    pub open: Vec<String>,
    /// Options of which nobody has said anything to somebody.
    pub unjudged: Vec<Unjudged>,
}

/// An option that may come on the table, of which the table of acceptability says nothing to an audience.
#[derive(Debug, Clone, PartialEq)]
pub struct Unjudged {
    /// The option sheet.
    pub option: Id,
    /// The audience, by its full reference.
    pub audience: Id,
    /// Its levels of which neither cells nor probes speak, by term; no level of an amount.
    pub levels: Vec<(Id, Option<Id>)>,
    /// Between which numbers all fits have it that reproduce the table as well. **Unit** points of acceptability.
    pub open: (f64, f64),
}

/// The points and the reservation of one audience, and what they are made of.
struct Derived {
    audience: Id,
    options: Vec<(Id, Quantity)>,
    reservation: Quantity,
    parts: Vec<Quantity>,
    /// What the keys of parts begin with that stand for what is open.
    open: String,
    unjudged: Vec<Unjudged>,
}

/// Gives every audience without points of its own those that follow from the table: for each option that may come on the table.
pub fn assign(scenario: &mut Scenario) -> Assigned {
    let mut assigned = Assigned::default();
    let mut all = Vec::new();
    for audience in scenario.parties.iter().flat_map(|party| &party.audiences) {
        match Assessment::of(scenario, audience) {
            None => {}
            Some(Err(why)) => assigned.failed.push((audience.id.clone(), why)),
            Some(Ok(assessment)) => {
                for (a, b, normal) in assessment.correlations() {
                    // What shares nothing moves by itself.
                    if normal.abs() > 1e-9 {
                        let rank = if normal >= 1.0 { 1.0 } else { spearman_of_normals(normal) };
                        assigned.correlated.push((a.key.clone(), b.key.clone(), rank));
                    }
                }
                all.push(derive(scenario, &assessment));
            }
        }
    }
    for derived in all {
        assigned.unjudged.extend(derived.unjudged);
        for part in derived.parts {
            if part.key.starts_with(&derived.open) {
                assigned.open.push(part.key.clone());
            }
            match scenario.ingredients.iter_mut().find(|known| known.key == part.key) {
                Some(known) => *known = part,
                None => scenario.ingredients.push(part),
            }
        }
        let audiences = scenario.parties.iter_mut().flat_map(|party| &mut party.audiences);
        for audience in audiences.filter(|audience| audience.id == derived.audience) {
            audience.reservation = derived.reservation.clone();
            if let Scores::ByOption(by_option) = &mut audience.scores {
                by_option.options = derived.options.clone();
            }
        }
    }
    assigned
}

/// The options that may come on the table.
fn on_the_table(scenario: &Scenario) -> Vec<&SettlementOption> {
    let may = |option: &&SettlementOption| match scenario.agenda() {
        Some(agenda) => agenda.states.iter().any(|state| state.id == option.id),
        None => option.id == scenario.option,
    };
    scenario.options.iter().filter(may).collect()
}

fn derive(scenario: &Scenario, assessment: &Assessment) -> Derived {
    let audience = assessment.audience;
    let mut parts: Vec<Quantity> = Vec::new();
    let key = |what: &str| match audience.id.split_once('.') {
        Some((party, id)) => format!("party.{party}.audience.{id}.{what}"),
        None => what.to_string(),
    };
    let status_quo = &assessment.known[assessment.status_quo];
    parts.push(status_quo.quantity.clone());
    let at_rest = Formula::Name(status_quo.quantity.key.clone());
    let counts = scenario.acceptability.at == Moment::Start;
    // Without a settlement, drivers that read what is on the table do not count.
    let mut reservation = minus(Formula::Number(JUST_ACCEPTABLE), at_rest.clone());
    let drivers = || sorted(&audience.drivers, |driver| &driver.id).into_iter().filter(|_| counts);
    let by_itself = |driver| at_start(scenario, driver, &scenario.option, &[]);
    for driver in drivers().filter(|driver| !reads_option(driver)) {
        let part = by_itself(driver);
        reservation = with_part(reservation, part, Operation::Add, &mut parts);
    }
    let mut options = Vec::new();
    let mut unjudged = Vec::new();
    for option in on_the_table(scenario) {
        let opinion = assessment.opinion_of(&option.id, &option.terms);
        let levels = unspoken(assessment, option);
        if let (None, Some(open), false) = (opinion.cell, opinion.open, levels.is_empty()) {
            unjudged.push(Unjudged {
                option: option.id.clone(),
                audience: audience.id.clone(),
                levels,
                open,
            });
        }
        let mut points = minus(
            told(assessment, &opinion, &key(&format!("open.{}", option.id)), &mut parts),
            at_rest.clone(),
        );
        for driver in drivers() {
            let part = at_start(scenario, driver, &option.id, &option.terms);
            let (counted, part) = match reads_option(driver) {
                true => (None, part),
                // The reservation has it with the option that the agenda starts with.
                false if reads_agenda(scenario, driver) => match (by_itself(driver), part) {
                    (Some(_), Some(_)) => (None, None),
                    differing => differing,
                },
                false => (None, None),
            };
            points = with_part(points, counted, Operation::Add, &mut parts);
            points = with_part(points, part, Operation::Subtract, &mut parts);
        }
        options.push((option.id.clone(), quantity(key(&format!("points_of.{}", option.id)), points, &parts)));
    }
    let reservation = quantity(key("reservation"), reservation, &parts);
    Derived { audience: audience.id.clone(), options, reservation, parts, open: key("open."), unjudged }
}

/// What an option holds of which neither cells nor probes speak.
fn unspoken(assessment: &Assessment, option: &SettlementOption) -> Vec<(Id, Option<Id>)> {
    let held = option.terms.iter().map(|(term, value)| match value {
        TermValue::Level(level) => (term, Some(level), assessment.columns.level(term, level)),
        TermValue::Amount(_) => (term, None, assessment.columns.unit(term)),
    });
    // The first level of a term has no column: everything counts from there. Nor has an amount of 0 a word to say.
    let package = assessment.columns.package(&option.terms);
    held.filter(|(_, _, column)| column.is_some_and(|at| package[at] != 0.0 && !assessment.is_spoken_of(at)))
        .map(|(term, level, _)| (term.clone(), level.cloned()))
        .collect()
}

/// The acceptability of a package as a formula of what was assigned.
fn told(assessment: &Assessment, opinion: &Opinion, open: &str, parts: &mut Vec<Quantity>) -> Formula {
    if let Some(place) = opinion.cell {
        let own = assessment.known[place].quantity;
        parts.push(own.clone());
        return Formula::Name(own.key.clone());
    }
    let mut formula = match opinion.open.and_then(|(low, high)| Family::uniform(low, high).ok()) {
        Some(family) => {
            let why =
                "cells and probes do not determine it: any number between these reproduces them".to_string();
            let basis = Basis { judgement: Some(why), ..Basis::default() };
            parts.push(Quantity::drawn(open.to_string(), family, basis));
            Formula::Name(open.to_string())
        }
        None => Formula::Number(opinion.at),
    };
    for &(place, weight) in &opinion.moves {
        let known = &assessment.known[place];
        parts.push(known.quantity.clone());
        let off = minus(Formula::Name(known.quantity.key.clone()), Formula::Number(known.median));
        let moved = Formula::Binary(Operation::Multiply, Box::new(Formula::Number(weight)), Box::new(off));
        formula = Formula::Binary(Operation::Add, Box::new(formula), Box::new(moved));
    }
    formula
}

fn with_part(so_far: Formula, part: Option<Part>, how: Operation, parts: &mut Vec<Quantity>) -> Formula {
    let Some(part) = part else { return so_far };
    parts.extend(part.of.into_iter().cloned());
    Formula::Binary(how, Box::new(so_far), Box::new(part.formula))
}

fn minus(a: Formula, b: Formula) -> Formula {
    Formula::Binary(Operation::Subtract, Box::new(a), Box::new(b))
}

/// A quantity that follows from others. Its distribution is a description: a normal with the median and about the spread of the formula.
fn quantity(key: String, formula: Formula, parts: &[Quantity]) -> Quantity {
    let part = |name: &str| parts.iter().find(|part| part.key == name);
    let at = |moved: &str, share: f64| {
        let value =
            |name: &str| part(name).map(|part| part.family.quantile(if name == moved { share } else { 0.5 }));
        formula.evaluate(&value).unwrap_or(f64::NAN)
    };
    let middle = at("", 0.5);
    let uncertain = formula
        .names()
        .into_iter()
        .filter(|name| part(name).is_some_and(|part| part.family.as_constant().is_none()));
    let variance: f64 = uncertain
        .map(|name| at(name, 0.84) - at(name, 0.16))
        .map(|across| (0.25 * across * across).max(1e-12))
        .sum();
    let family = match variance > 0.0 {
        true => Family::normal(middle, variance.sqrt()),
        false => Family::constant(middle),
    };
    let family = family.or_else(|_| Family::constant(0.0)).unwrap_or_else(|_| unreachable!("0 is a number"));
    Quantity { key, family, formula: Some(formula), unit: None, basis: Basis::default() }
}
