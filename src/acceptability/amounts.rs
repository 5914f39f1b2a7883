//! Amounts that make a package what it is: with another one it is another package.

use crate::model::{Id, Quantity, Scenario, Scores, TermValue};
use crate::quantity::Family;

/// Whether the fit of an audience that is judged reads this amount: of an option sheet, of a judged package, of a probe, or one beyond which nothing is
/// gained.
pub fn is_fitted(scenario: &Scenario, key: &str) -> bool {
    let audiences = scenario.parties.iter().flat_map(|party| &party.audiences);
    let judged = || {
        audiences.clone().filter_map(|audience| match &audience.scores {
            Scores::ByOption(by_option) => Some(by_option),
            Scores::ByTerm(_) => None,
        })
    };
    let is_it =
        |(_, value): &(Id, TermValue)| matches!(value, TermValue::Amount(amount) if amount.key == key);
    let table = &scenario.acceptability;
    let sheets = scenario.options.iter().map(|option| &option.terms);
    let packages = table.judged.iter().map(|judged| &judged.terms);
    let probes = table.probes.iter().map(|probe| &probe.with);
    let is_in_package = || sheets.chain(packages).chain(probes).flatten().any(is_it);
    let is_saturation =
        || judged().flat_map(|by_option| &by_option.saturations).any(|(_, amount)| amount.key == key);
    judged().next().is_some() && (is_saturation() || is_in_package())
}

/// Gives such an amount another law. Points follow anew only by [`super::assign`].
pub fn set_amount(scenario: &mut Scenario, key: &str, law: &Family) {
    let set = |amount: &mut Quantity| {
        if amount.key == key {
            amount.family = law.clone();
        }
    };
    for audience in scenario.parties.iter_mut().flat_map(|party| &mut party.audiences) {
        if let Scores::ByOption(by_option) = &mut audience.scores {
            by_option.saturations.iter_mut().for_each(|(_, amount)| set(amount));
        }
    }
    let table = &mut scenario.acceptability;
    let sheets = scenario.options.iter_mut().map(|option| &mut option.terms);
    let packages = table.judged.iter_mut().map(|judged| &mut judged.terms);
    let probes = table.probes.iter_mut().map(|probe| &mut probe.with);
    for (_, value) in sheets.chain(packages).chain(probes).flatten() {
        if let TermValue::Amount(amount) = value {
            set(amount);
        }
    }
}
