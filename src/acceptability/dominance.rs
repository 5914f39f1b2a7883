//! Packages of which an audience's orders alone say which is better.

use super::columns::Columns;
use crate::model::{Id, Preferences, Ranking, Relation, TermValue};

/// How near two amounts count as one.
const SAME: f64 = 1e-9;
/// By how much the better of two levels is better at least. **Unit** points of acceptability.
pub(super) const BETTER: f64 = 1.0;

/// By how much orders hold one package above another at least; none where they do not compare them, or hold it below.
///
/// **Formula** Σ over the terms, each as good or better: 1 for each sign of better between the two levels, else 0.
pub(super) fn lead(
    columns: &Columns,
    preferences: &Preferences,
    better: &[(Id, TermValue)],
    worse: &[(Id, TermValue)],
) -> Option<f64> {
    let mut lead = 0.0;
    for (term, value) in better {
        let (_, other) = worse.iter().find(|(known, _)| known == term)?;
        let ranking =
            || preferences.orders.iter().find(|order| order.term == *term).map(|order| &order.ranking);
        lead += match (value, other) {
            (TermValue::Level(a), TermValue::Level(b)) if a == b => 0.0,
            (TermValue::Level(a), TermValue::Level(b)) => match ranking()? {
                Ranking::Levels(levels) => of_levels(levels, a, b)?,
                Ranking::More | Ranking::Less => return None,
            },
            (TermValue::Amount(a), TermValue::Amount(b)) => {
                let more = columns.counted(term, a) - columns.counted(term, b);
                match ranking() {
                    _ if more.abs() <= SAME => 0.0,
                    Some(Ranking::More) if more > 0.0 => 0.0,
                    Some(Ranking::Less) if more < 0.0 => 0.0,
                    _ => return None,
                }
            }
            _ => return None,
        };
    }
    Some(lead)
}

fn of_levels(levels: &[(Relation, Id)], better: &str, worse: &str) -> Option<f64> {
    let place = |level: &str| levels.iter().position(|(_, known)| known == level);
    let (a, b) = (place(better)?, place(worse)?);
    let between = &levels[a.min(b) + 1..=a.max(b)];
    let count = between.iter().filter(|(relation, _)| *relation == Relation::Better).count();
    let is_level = between.iter().all(|(relation, _)| *relation == Relation::Equal);
    (a <= b || is_level).then_some(count as f64 * BETTER)
}
