//! What a file may say of a number by itself: from where to where, and whether at all.

use std::collections::BTreeMap;

use crate::ledger::ledger;
use crate::quantity::Family;
use crate::scenario::Entry;
use crate::study::Case;

/// Beyond this nothing is looked for.
const FAR: f64 = 1e16;

/// Halvings until the end of a range is known to the last digit that counts.
const HALVINGS: usize = 120;

/// What the numbers of a scenario are called, by key.
pub(super) fn names(case: &Case) -> BTreeMap<String, String> {
    let all = ledger(&case.loaded).assumptions.into_iter();
    let named = all.map(|assumption| {
        let name = match assumption.element.name == assumption.role {
            true => assumption.role,
            false => format!("{}: {}", assumption.element.name, assumption.role),
        };
        (assumption.key, name)
    });
    named.collect()
}

/// The least and the most number that may be stated at a key; nothing where there is no end, or none is known. `middle` is what stands there.
pub(super) fn ends(case: &Case, key: &str, middle: Option<f64>) -> [Option<f64>; 2] {
    let Some(admitted) = case.loaded.admitted.get(key) else { return [None; 2] };
    let held = key.strip_prefix("factor.").and_then(|rest| rest.strip_suffix(".start"));
    let factor = held.and_then(|id| case.scenario().factors.iter().find(|factor| factor.id.as_str() == id));
    let [least, most] = [factor.and_then(|factor| factor.min), factor.and_then(|factor| factor.max)];
    let may = |x: f64| {
        let is_held = least.is_none_or(|least| x >= least) && most.is_none_or(|most| x <= most);
        let is_admitted = || Family::constant(x).is_ok_and(|law| admitted.admits(&law));
        is_held && admitted.may_be_stated(x) && is_admitted()
    };
    let begin = middle.into_iter().chain([0.5, 1.0, 50.0]).chain(least).find(|&x| may(x));
    let Some(begin) = begin else { return [None; 2] };
    [-FAR, FAR].map(|far| (!may(far)).then(|| last(begin, far, may)))
}

/// The last number on the way to one that may not stand there.
fn last(mut inside: f64, mut outside: f64, may: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..HALVINGS {
        let middle = inside + (outside - inside) / 2.0;
        match may(middle) {
            true => inside = middle,
            false => outside = middle,
        }
    }
    // The round number beside it is what the rule means.
    let round = (inside * 1e9).round() / 1e9;
    let is_beside = (round - inside).abs() <= 1e-9 * inside.abs().max(1.0);
    if is_beside && may(round) { round } else { inside }
}

/// With what a file says that a number is correlated, by name: such a number must have a range, so it cannot be saved as a certain one. What the
/// model correlates by itself, as the cells of a table of acceptability, may be certain.
pub(super) fn correlated_with(case: &Case, key: &str, names: &BTreeMap<String, String>) -> Vec<String> {
    let quoted = format!("{key:?}");
    let is_said = |entry: &Entry| entry.key.starts_with("correlation") && entry.value.contains(&quoted);
    if !case.loaded.entries.iter().any(is_said) {
        return Vec::new();
    }
    let groups = case.scenario().correlated.iter();
    let others = groups.flat_map(|group| {
        let place = group.keys.iter().position(|known| known == key);
        let pairs = group.pairs.iter().filter_map(move |&(a, b)| match place {
            Some(place) if place == a => Some(b),
            Some(place) if place == b => Some(a),
            _ => None,
        });
        pairs.map(|other| &group.keys[other])
    });
    others.map(|other| names.get(other).unwrap_or(other).clone()).collect()
}
