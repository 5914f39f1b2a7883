//! What would move whom: for each option and each audience that blocks it, the least change that unblocks it.

use super::found::{Found, Told};
use super::space::median;
use crate::bargaining::{Goal, Search, best_by_branching, points, units};
use crate::model::{Reading, TermValue};

/// Beginnings of packages that are looked at to tell whether any package would do.
const BUDGET: u64 = 2_000_000;

/// A change, and what it does.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    /// In words.
    pub what: String,
    /// Surplus at the medians after it, of those who must accept.
    pub after: Vec<f64>,
    /// What it changes for each. **Unit** points.
    pub adds: Vec<f64>,
    /// The package, where it is one.
    pub package: Option<Vec<usize>>,
}

/// An audience that blocks an option, and what would unblock it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Concession {
    /// The option's place among the options, and the audience's among those who must accept.
    pub option: usize,
    pub audience: usize,
    /// How far it is below its reservation at the medians. **Unit** points.
    pub lacks: f64,
    /// Another level of one term.
    pub one: Option<Change>,
    /// Other levels of two terms.
    pub two: Option<Change>,
    /// More or less of an amount: the term and the amount.
    pub money: Option<(String, f64)>,
    /// Factors by which it is moved, the least move first: name, change of the level.
    pub factors: Vec<(String, f64)>,
    /// Whether no package at all would do; none where that is not known.
    pub nothing_does: Option<bool>,
}

/// Of every option, every audience that is below its reservation at the medians.
pub(super) fn concessions(found: &Found) -> Vec<Concession> {
    let options = found.options.iter().enumerate();
    options.flat_map(|(place, told)| of_option(found, place, told)).collect()
}

fn of_option(found: &Found, place: usize, told: &Told) -> Vec<Concession> {
    let Some(package) = &told.package else { return Vec::new() };
    let plain = surplus(found, package);
    // What speaks of the option by its name stays.
    let beside: Vec<f64> = told.medians.iter().zip(&plain).map(|(own, plain)| own - plain).collect();
    let blocking = (0..told.medians.len()).filter(|&a| told.medians[a] < 0.0);
    blocking
        .map(|audience| {
            let one = best(found, package, &beside, audience, 1);
            let two = if one.is_none() { best(found, package, &beside, audience, 2) } else { None };
            let nothing_does = match (&one, &two) {
                (None, None) => none_at_all(found, audience),
                _ => Some(false),
            };
            Concession {
                option: place,
                audience,
                lacks: -told.medians[audience],
                one,
                two,
                money: money(found, package, &beside, audience),
                factors: factors(found, audience, told),
                nothing_does,
            }
        })
        .collect()
}

fn surplus(found: &Found, package: &[usize]) -> Vec<f64> {
    found.audiences.iter().map(|audience| points(audience.at_medians(package).0)).collect()
}

/// Packages that differ in just so many terms.
fn near(found: &Found, package: &[usize], terms: usize) -> Vec<Vec<usize>> {
    let sizes = &found.space.domain.sizes;
    let mut packages = Vec::new();
    for first in 0..sizes.len() {
        for value in (0..sizes[first]).filter(|value| *value != package[first]) {
            let mut one = package.to_vec();
            one[first] = value;
            if terms == 1 {
                packages.push(one);
                continue;
            }
            for second in first + 1..sizes.len() {
                for value in (0..sizes[second]).filter(|value| *value != package[second]) {
                    let mut two = one.clone();
                    two[second] = value;
                    packages.push(two);
                }
            }
        }
    }
    packages.retain(|package| found.space.domain.allows(package));
    packages
}

/// Of the changes that bring the audience to its reservation the one that costs the others least: the smallest sum of what they lose, of equals the most for the one who then has least.
fn best(found: &Found, package: &[usize], beside: &[f64], audience: usize, terms: usize) -> Option<Change> {
    let before = surplus(found, package);
    let change = |other: Vec<usize>| {
        let after: Vec<f64> = surplus(found, &other).iter().zip(beside).map(|(x, own)| x + own).collect();
        let adds = after.iter().zip(&before).zip(beside).map(|((x, before), own)| x - own - before).collect();
        Change { what: differences(found, package, &other), after, adds, package: Some(other) }
    };
    let changes = near(found, package, terms).into_iter().map(change);
    let does = |change: &Change| change.after[audience] >= 0.0;
    let cost = |change: &Change| -> f64 { change.adds.iter().map(|x| (-x).max(0.0)).sum() };
    let least = |change: &Change| change.after.iter().copied().fold(f64::INFINITY, f64::min);
    changes.filter(does).min_by(|a, b| {
        let order = cost(a).total_cmp(&cost(b)).then(least(b).total_cmp(&least(a)));
        order.then_with(|| a.package.cmp(&b.package))
    })
}

/// "Claims: … instead of …; Law: … instead of …".
fn differences(found: &Found, from: &[usize], to: &[usize]) -> String {
    let told = |term: usize| {
        let name = found.scenario.term_name(&found.space.terms[term].0);
        let value = |package: &[usize]| found.space.value_name(found.scenario, term, package[term]);
        format!("{name}: {} instead of {}", value(to), value(from))
    };
    let differing = (0..from.len()).filter(|&term| from[term] != to[term]);
    differing.map(told).collect::<Vec<_>>().join("; ")
}

/// The amount of a term that would do alone, among those that are looked at: the one nearest to what the option has.
fn money(found: &Found, package: &[usize], beside: &[f64], audience: usize) -> Option<(String, f64)> {
    let mut all: Vec<(String, f64, f64)> = Vec::new();
    for (term, (id, values)) in found.space.terms.iter().enumerate() {
        let TermValue::Amount(now) = &values[package[term]] else { continue };
        for (value, amount) in values.iter().enumerate() {
            let TermValue::Amount(amount) = amount else { continue };
            let mut other = package.to_vec();
            other[term] = value;
            let after = points(found.audiences[audience].at_medians(&other).0) + beside[audience];
            if after >= 0.0 && found.space.domain.allows(&other) {
                all.push((id.clone(), median(amount), (median(amount) - median(now)).abs()));
            }
        }
    }
    let nearest = all.into_iter().min_by(|a, b| a.2.total_cmp(&b.2))?;
    Some((nearest.0, nearest.1))
}

/// Factors that a driver of the audience reads by themselves: the change of each that would do alone, within its bounds.
fn factors(found: &Found, audience: usize, told: &Told) -> Vec<(String, f64)> {
    let Some((_, of)) = found.scenario.audience(&found.accepting[audience].id) else { return Vec::new() };
    let mut moves = Vec::new();
    for driver in &of.drivers {
        let [Reading::Factor(id)] = driver.readings.as_slice() else { continue };
        let Some(factor) = found.scenario.factors.iter().find(|factor| factor.id == *id) else { continue };
        let adds = median(&driver.weight);
        let needed = -told.medians[audience] / adds;
        let (start, min, max) = (
            median(&factor.start),
            factor.min.unwrap_or(f64::NEG_INFINITY),
            factor.max.unwrap_or(f64::INFINITY),
        );
        if needed.is_finite() && (min..=max).contains(&(start + needed)) {
            moves.push((factor.name.clone(), needed));
        }
    }
    moves.sort_by(|a, b| a.1.abs().total_cmp(&b.1.abs()).then_with(|| a.0.cmp(&b.0)));
    moves
}

/// Whether no package at all brings an audience to its reservation; none where the search was given up.
fn none_at_all(found: &Found, audience: usize) -> Option<bool> {
    let weights = (0..found.audiences.len()).map(|a| f64::from(u8::from(a == audience))).collect();
    let search = Search {
        domain: &found.space.domain,
        audiences: found.audiences,
        world: None,
        in_zone: false,
        enough: Some(0.0),
        budget: BUDGET,
    };
    let found = best_by_branching(&search, &Goal::Sum(weights));
    let does = found.value >= points(units(0.0));
    (does || found.is_certain).then_some(!does)
}
