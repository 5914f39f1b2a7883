//! What the table of acceptability says of a package, taken apart by its terms, is what it says of the whole.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use hikiwake::acceptability::Assessment;
use hikiwake::model::{Id, Scenario, TermScale, TermValue};

use crate::common::shipped;

/// Every term with its values, of amounts those of the option sheets.
fn values(scenario: &Scenario) -> Vec<(Id, Vec<TermValue>)> {
    let of = |term: &hikiwake::model::Term| match &term.scale {
        TermScale::Levels(levels) => levels.iter().cloned().map(TermValue::Level).collect(),
        TermScale::Amount { .. } => {
            let mut amounts: Vec<TermValue> = Vec::new();
            for option in &scenario.options {
                let value = option.value(&term.id).unwrap().clone();
                let middle = |value: &TermValue| match value {
                    TermValue::Amount(amount) => amount.family.quantile(0.5),
                    TermValue::Level(_) => f64::NAN,
                };
                if !amounts.iter().any(|known| middle(known) == middle(&value)) {
                    amounts.push(value);
                }
            }
            amounts
        }
    };
    scenario.terms.iter().map(|term| (term.id.clone(), of(term))).collect()
}

fn is_same(a: &TermValue, b: &TermValue) -> bool {
    match (a, b) {
        (TermValue::Level(a), TermValue::Level(b)) => a == b,
        (TermValue::Amount(a), TermValue::Amount(b)) => a.family.quantile(0.5) == b.family.quantile(0.5),
        _ => false,
    }
}

#[test]
fn sums_over_terms_are_the_opinion_on_the_package() {
    let path = shipped().into_iter().find(|path| path.ends_with("two-plus-alpha.toml")).unwrap();
    let scenario = hikiwake::scenario::load(&path, &[]).unwrap().scenario;
    let terms = values(&scenario);
    let audiences = scenario.parties.iter().flat_map(|party| &party.audiences);
    let (mut held, mut open, mut seed) = (0, 0, 7_u64);
    for audience in audiences {
        let assessment = Assessment::of(&scenario, audience).unwrap().unwrap();
        let told = assessment.separable(&terms);
        for round in 0..60 {
            let mut roll = |sides: usize| {
                seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                (seed >> 33) as usize % sides
            };
            let mut package: Vec<usize> = terms.iter().map(|(_, values)| roll(values.len())).collect();
            // Mostly near a judged one, where orders compare them.
            if round % 4 > 0 {
                let near = &scenario.options[roll(scenario.options.len())];
                let place = |(id, values): &(Id, Vec<TermValue>)| {
                    let own = near.value(id).unwrap();
                    values.iter().position(|value| is_same(value, own)).unwrap()
                };
                package = terms.iter().map(place).collect();
                for _ in 0..1 + roll(2) {
                    let term = roll(terms.len());
                    package[term] = roll(terms[term].1.len());
                }
            }
            let sheet: Vec<(Id, TermValue)> = terms
                .iter()
                .zip(&package)
                .map(|((id, values), v)| (id.clone(), values[*v].clone()))
                .collect();
            let opinion = assessment.opinion(&sheet);
            if opinion.cell.is_some() {
                continue;
            }
            let parts =
                || std::iter::once(&told.base).chain(told.values.iter().zip(&package).map(|(of, v)| &of[*v]));
            let at: f64 = parts().map(|part| part.at).sum();
            let lead = |leads: &[Vec<Option<f64>>]| -> Option<f64> {
                leads.iter().zip(&package).map(|(of, v)| of[*v]).sum()
            };
            let floor = told.floors.iter().filter_map(|of| Some((of.at + lead(&of.leads)?).min(of.end)));
            let floor = floor.fold(f64::NEG_INFINITY, f64::max);
            let ceiling = told.ceilings.iter().filter_map(|of| Some((of.at - lead(&of.leads)?).max(of.end)));
            let ceiling = ceiling.fold(f64::INFINITY, f64::min);
            let hold = |x: f64| if floor > ceiling { x } else { x.max(floor).min(ceiling) };
            assert!((hold(at) - opinion.at).abs() < 1e-6, "{}: {} and {}", audience.id, hold(at), opinion.at);
            held += usize::from(hold(at) != at);
            // Weights below a millionth are left out of the opinion.
            for place in 0..assessment.known.len() {
                let sum: f64 = parts().map(|part| part.moves[place]).sum();
                let whole = opinion.moves.iter().find(|(known, _)| *known == place).map_or(0.0, |(_, w)| *w);
                assert!((sum - whole).abs() < 2e-6, "{}: {sum} and {whole}", audience.id);
            }
            // What is open is that of its class.
            let class: Vec<usize> = told
                .classes
                .iter()
                .zip(&told.first)
                .zip(&package)
                .map(|((classes, first), v)| first[classes[*v]])
                .collect();
            let like: Vec<(Id, TermValue)> =
                terms.iter().zip(&class).map(|((id, values), v)| (id.clone(), values[*v].clone())).collect();
            let (below, above) = assessment.openness(&like);
            let low = (at + below).max(at.min(0.0));
            let high = (at + above).min(at.max(100.0));
            let expected =
                (high - low > 0.5 && hold(high) - hold(low) > 0.5).then(|| (hold(low), hold(high)));
            match (expected, opinion.open) {
                (Some((a, b)), Some((c, d))) => {
                    open += 1;
                    assert!(
                        (a - c).abs() < 1e-3 && (b - d).abs() < 1e-3,
                        "{}: {a}–{b} and {c}–{d}",
                        audience.id
                    );
                }
                (None, None) => {}
                // Just at half a point either may be told.
                (one, other) => {
                    let (low, high) = one.or(other).unwrap();
                    assert!(high - low < 0.501, "{}: {one:?} and {other:?}", audience.id);
                }
            }
        }
    }
    assert!(held > 5 && open > 20, "{held} held, {open} open: the cases say little");
}
