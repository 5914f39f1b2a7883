//! What each level gives each audience, and the trades that follow: what is cheap for one and dear to the other.

use super::found::Found;
use super::space::median;
use crate::acceptability::Assessment;
use crate::model::{Points, TermValue};

/// Moves that cost less than this cost nothing. **Unit** points.
const NOTHING: f64 = 0.05;
/// The most trades that are told.
const MOST: usize = 12;

/// What a level gives an audience above the first of its term. **Unit** points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Gives {
    pub at: f64,
    /// Of what is given the 5 and the 95 % points; of what is fitted the ends of what is open.
    pub range: Option<[f64; 2]>,
}

/// A level, or an amount.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub term: String,
    pub value: String,
    /// By audience, in the order of those who must accept.
    pub gives: Vec<Gives>,
    /// The term's and the value's places.
    pub place: (usize, usize),
}

/// A move between two levels of a term that one party wants and another does not.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trade {
    pub term: String,
    pub from: String,
    pub to: String,
    /// Who gains and who loses, among the parties, and how much. **Unit** points.
    pub gains: (usize, f64),
    pub loses: (usize, f64),
}

/// Every level but the first of each term, in the order of the file.
pub(super) fn rows(found: &Found) -> Vec<Row> {
    let mut rows = Vec::new();
    for term in &found.scenario.terms {
        let Some(place) = found.space.terms.iter().position(|(id, _)| *id == term.id) else { continue };
        for value in 1..found.space.terms[place].1.len() {
            rows.push(Row {
                term: term.name.clone(),
                value: found.space.value_name(found.scenario, place, value),
                gives: Vec::new(),
                place: (place, value),
            });
        }
    }
    for one in &found.accepting {
        let Some((_, audience)) = found.scenario.audience(&one.id) else { continue };
        let fitted = Assessment::of(found.scenario, audience);
        for row in &mut rows {
            let (term, value) = row.place;
            let (id, values) = &found.space.terms[term];
            let gives = match (&fitted, &values[value]) {
                (Some(Ok(fit)), value) => of_fit(fit, id, value),
                (_, TermValue::Level(level)) => match audience.scores.by_term().iter().find(|(t, _)| t == id)
                {
                    Some((_, Points::Levels(levels))) => {
                        levels.iter().find(|(known, _)| known == level).map(|(_, points)| given(points, 1.0))
                    }
                    _ => None,
                },
                (_, TermValue::Amount(amount)) => {
                    match audience.scores.by_term().iter().find(|(t, _)| t == id) {
                        Some((_, Points::PerUnit { per_unit, saturates_at })) => {
                            let most = saturates_at.as_ref().map_or(f64::INFINITY, median);
                            Some(given(per_unit, median(amount).min(most)))
                        }
                        _ => None,
                    }
                }
            };
            row.gives.push(gives.unwrap_or(Gives { at: 0.0, range: None }));
        }
    }
    rows
}

fn given(points: &crate::model::Quantity, times: f64) -> Gives {
    let [low, at, high] = [0.05, 0.5, 0.95].map(|share| times * points.family.quantile(share));
    Gives { at, range: (high > low).then_some([low, high]) }
}

fn of_fit(fit: &Assessment, term: &str, value: &TermValue) -> Option<Gives> {
    let (column, times) = match value {
        TermValue::Level(level) => (fit.columns.level(term, level)?, 1.0),
        TermValue::Amount(_) => {
            let row = fit.columns.change(&[(term.to_string(), value.clone())]);
            let column = fit.columns.unit(term)?;
            (column, row[column])
        }
    };
    let worth = fit.worth(column);
    Some(Gives { at: times * worth.at, range: worth.open.map(|(low, high)| [times * low, times * high]) })
}

/// Moves from one level to another of a term between each two parties, by how much more the one gains than the other loses, in points of each.
pub(super) fn trades(found: &Found, rows: &[Row]) -> Vec<Trade> {
    let mut all = Vec::new();
    for (place, (id, values)) in found.space.terms.iter().enumerate() {
        let gives = |value: usize, party: usize| {
            rows.iter().find(|row| row.place == (place, value)).map_or(0.0, |row| row.gives[party].at)
        };
        let name = |value: usize| found.space.value_name(found.scenario, place, value);
        for (from, to) in (0..values.len()).flat_map(|a| (0..values.len()).map(move |b| (a, b))) {
            for (one, other) in (0..found.parties)
                .flat_map(|a| (0..found.parties).map(move |b| (a, b)))
                .filter(|(a, b)| a != b)
            {
                let gain = gives(to, one) - gives(from, one);
                let loss = gives(from, other) - gives(to, other);
                if from != to && gain > NOTHING && loss >= 0.0 && gain > loss {
                    all.push(Trade {
                        term: found.scenario.term_name(id).to_string(),
                        from: name(from),
                        to: name(to),
                        gains: (one, gain),
                        loses: (other, loss),
                    });
                }
            }
        }
    }
    all.sort_by(|a, b| {
        let net = |of: &Trade| of.gains.1 - of.loses.1;
        net(b).total_cmp(&net(a)).then_with(|| (&a.term, &a.from, &a.to).cmp(&(&b.term, &b.from, &b.to)))
    });
    // Of each term and pair of parties the best move.
    let mut kept: Vec<Trade> = Vec::new();
    for one in all {
        let is_like = |known: &&Trade| {
            known.term == one.term && known.gains.0 == one.gains.0 && known.loses.0 == one.loses.0
        };
        if !kept.iter().any(|known| is_like(&known)) {
            kept.push(one);
        }
    }
    kept.truncate(MOST);
    kept
}
