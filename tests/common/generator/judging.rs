//! Tables of acceptability, with whatever may stand beside them.

use hikiwake::acceptability::assign;
use hikiwake::model::*;
use hikiwake::quantity::Family;

use super::{Dice, Kind, quantity};

/// An acceptability or a difference, somewhere about the middle of a range.
fn judgement(d: &mut Dice, key: String, low: f64, high: f64) -> Quantity {
    let middle = d.between(low, high);
    let family = match d.below(5) {
        0 => Family::constant(middle),
        1 => Family::uniform(middle - 6.0, middle + 9.0),
        2 => Family::pert(middle - 20.0, middle, middle + 10.0, 4.0),
        _ => Family::normal(middle, d.between(0.1, 15.0)),
    };
    Quantity::drawn(key, family.expect("a family"), Basis::default())
}

/// An order of some of a term's levels, or of amounts.
fn order(d: &mut Dice, term: &Term) -> Order {
    let ranking = match &term.scale {
        TermScale::Levels(levels) => {
            let mut ranked = d.shuffled(levels);
            ranked.truncate(d.whole(2, levels.len()));
            let relations = [Relation::Better, Relation::AtLeast, Relation::Equal];
            Ranking::Levels(ranked.into_iter().map(|level| (*d.one(&relations), level)).collect())
        }
        TermScale::Amount { .. } if d.yes(0.5) => Ranking::More,
        TermScale::Amount { .. } => Ranking::Less,
    };
    Order { term: term.id.clone(), ranking }
}

/// The same package as a table keeps it, or one with some other levels.
fn kept(d: &mut Dice, terms: &[Term], option: &SettlementOption) -> Vec<(Id, TermValue)> {
    let mut found = option.terms.clone();
    let is_other = d.yes(0.2);
    for (term, (_, value)) in terms.iter().zip(&mut found) {
        match (&term.scale, value) {
            (TermScale::Levels(levels), TermValue::Level(level)) if is_other && d.yes(0.5) => {
                *level = d.one(levels).clone();
            }
            (_, TermValue::Amount(amount)) => {
                amount.key = format!("acceptability.{}.of.{}", option.id, term.id);
            }
            _ => {}
        }
    }
    found
}

fn probe(d: &mut Dice, terms: &[Term], judged: &[Judged], audiences: &[Id], id: Id) -> Probe {
    let from = d.one(judged);
    let with = d.some(terms).into_iter().map(|term| {
        let value = match &term.scale {
            TermScale::Levels(levels) => TermValue::Level(d.one(levels).clone()),
            TermScale::Amount { .. } => {
                let key = format!("probe.{id}.with.{}", term.id);
                TermValue::Amount(quantity(d, key, Kind::Positive(3.0)))
            }
        };
        (term.id, value)
    });
    let with = with.collect();
    let adds = d.some(audiences).into_iter();
    let adds = adds.map(|a| (a.clone(), judgement(d, format!("probe.{id}.adds.{a}"), -30.0, 30.0))).collect();
    Probe { name: id.clone(), from: from.option.clone(), with, adds, id }
}

/// Lets some audiences of a scenario be judged.
pub fn judge(d: &mut Dice, scenario: &mut Scenario) {
    // As the terms stand in options.
    let place = |id: &Id| scenario.options[0].terms.iter().position(|(known, _)| known == id);
    let mut terms = scenario.terms.clone();
    terms.sort_by_key(|term| place(&term.id));
    let all = scenario.parties.iter_mut().flat_map(|party| &mut party.audiences);
    let mut audiences = Vec::new();
    for audience in all {
        if !audiences.is_empty() && d.yes(0.4) {
            continue;
        }
        audiences.push(audience.id.clone());
        let mut by_option = ByOption::default();
        for term in terms.iter().filter(|term| matches!(term.scale, TermScale::Amount { .. })) {
            let key = format!("party.{}.points.{}.saturates_at", audience.id, term.id);
            if d.yes(0.5) {
                by_option.saturations.push((term.id.clone(), quantity(d, key, Kind::Positive(3.0))));
            }
        }
        audience.scores = Scores::ByOption(by_option);
        let orders = d.shuffled(&terms).iter().filter_map(|term| d.maybe(0.6, |d| order(d, term))).collect();
        let weights =
            terms.iter().filter_map(|term| d.maybe(0.3, |d| (term.id.clone(), d.between(5.0, 100.0))));
        audience.preferences = Preferences { orders, weights: weights.collect() };
    }
    let at_rest = terms.iter().map(|term| {
        let value = match &term.scale {
            TermScale::Levels(levels) => TermValue::Level(levels[0].clone()),
            TermScale::Amount { .. } => {
                let none = Family::constant(0.0).expect("a family");
                let key = format!("acceptability.status_quo.of.{}", term.id);
                TermValue::Amount(Quantity::drawn(key, none, Basis::default()))
            }
        };
        (term.id.clone(), value)
    });
    let mut packages: Vec<(Id, Vec<(Id, TermValue)>)> = vec![("status_quo".to_string(), at_rest.collect())];
    for option in &scenario.options {
        if d.yes(0.7) {
            packages.push((option.id.clone(), kept(d, &terms, option)));
        }
    }
    let judged = packages.into_iter().map(|(option, terms)| {
        let mut cells = Vec::new();
        for audience in &audiences {
            if option == "status_quo" || d.yes(0.8) {
                let key = format!("acceptability.{option}.{audience}");
                cells.push((audience.clone(), judgement(d, key, 5.0, 95.0)));
            }
        }
        Judged { option, terms, cells }
    });
    let judged: Vec<Judged> = judged.collect();
    let probes = d.no_ids(0, 3).into_iter().map(|id| probe(d, &terms, &judged, &audiences, id)).collect();
    let at = *d.one(&[Moment::Start, Moment::Start, Moment::Zero]);
    scenario.acceptability = Acceptability { at, judged: d.shuffled(&judged), probes };
    let assigned = assign(scenario);
    assert!(assigned.failed.is_empty(), "{:?}", assigned.failed);
    for audience in &audiences {
        together(scenario, audience, &assigned.correlated);
    }
}

/// The group of an audience's uncertain cells, as the loader makes it.
fn together(scenario: &mut Scenario, audience: &str, correlated: &[(String, String, f64)]) {
    let judged = &scenario.acceptability.judged;
    let cells = judged.iter().flat_map(|one| &one.cells).filter(|(id, _)| id == audience);
    let uncertain = cells.filter(|(_, cell)| cell.family.as_constant().is_none());
    let mut keys: Vec<String> = uncertain.map(|(_, cell)| cell.key.clone()).collect();
    keys.sort();
    let place = |key: &String| keys.iter().position(|known| known == key);
    let mut ranks = vec![vec![0.0; keys.len()]; keys.len()];
    (0..keys.len()).for_each(|i| ranks[i][i] = 1.0);
    let mut pairs = Vec::new();
    for (a, b, rank) in correlated {
        if let (Some(a), Some(b)) = (place(a), place(b)) {
            ranks[a][b] = *rank;
            ranks[b][a] = *rank;
            pairs.push((a.min(b), a.max(b)));
        }
    }
    if !pairs.is_empty() {
        scenario.correlated.push(Correlated { keys, ranks, pairs });
    }
}
