//! What a fit says of terms against each other, where they are measured alike.

use serde::Serialize;

use crate::acceptability::Assessment;
use crate::model::{Id, Scenario, TermScale};

/// The most comparisons that are told of an audience.
const MOST: usize = 4;
/// What moves acceptability by less than this is worth nothing. **Unit** points of acceptability.
const NOTHING: f64 = 0.05;

/// One term's level against the same level of another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trade {
    /// The term that counts for more.
    pub term: Id,
    /// What the reader sees of it.
    pub term_name: String,
    /// The term that counts for less.
    pub other: Id,
    /// What the reader sees of it.
    pub other_name: String,
    /// The level of both, beside the first.
    pub level: Id,
    /// What the reader sees of it.
    pub level_name: String,
    /// What it adds for the first term. **Unit** points of acceptability, as the next.
    pub worth: f64,
    /// What it adds for the other.
    pub other_worth: f64,
    /// The first over the other; none where the other is worth nothing, or they go opposite ways.
    pub ratio: Option<f64>,
    /// Whether cells and probes determine both.
    pub is_determined: bool,
}

/// The comparisons that tell most: terms whose levels are the same, or those of one among those of the other, at the level that moves them most;
/// each with the next in worth, then the first with the last.
pub(super) fn trades(scenario: &Scenario, assessment: &Assessment) -> Vec<Trade> {
    let mut found = Vec::new();
    for group in groups(scenario) {
        let Some(level) = farthest(assessment, &group) else { continue };
        let mut terms: Vec<(&str, usize)> = group
            .iter()
            .filter_map(|(term, _)| Some((*term, assessment.columns.level(term, level)?)))
            .collect();
        let size = |&(_, column): &(&str, usize)| assessment.fit.values[column].abs();
        terms.sort_by(|a, b| size(b).total_cmp(&size(a)));
        let mut pairs: Vec<_> = terms.windows(2).map(|pair| (pair[0], pair[1])).collect();
        if terms.len() > 2 {
            pairs.push((terms[0], terms[terms.len() - 1]));
        }
        let tells = pairs.into_iter().filter(|(a, _)| size(a) > NOTHING);
        found.extend(tells.map(|(a, b)| trade(scenario, assessment, level, a, b)));
    }
    found.truncate(MOST);
    found
}

/// Terms that are measured alike, with their levels; only groups of two or more.
fn groups(scenario: &Scenario) -> Vec<Vec<(&str, &[Id])>> {
    let mut groups: Vec<Vec<(&str, &[Id])>> = Vec::new();
    for term in &scenario.terms {
        let TermScale::Levels(levels) = &term.scale else { continue };
        let alike = |known: &Vec<(&str, &[Id])>| known.iter().all(|(_, other)| are_alike(levels, other));
        match groups.iter_mut().find(|group| alike(group)) {
            Some(group) => group.push((&term.id, levels)),
            None => groups.push(vec![(&term.id, levels)]),
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// Whether both begin with the same level and one has all levels of the other.
fn are_alike(a: &[Id], b: &[Id]) -> bool {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    few.len() > 1 && few.first() == many.first() && few.iter().all(|level| many.contains(level))
}

/// The level that all of them have and that moves them most, all together.
fn farthest<'s>(assessment: &Assessment, group: &[(&str, &'s [Id])]) -> Option<&'s str> {
    let (_, levels) = group.first()?;
    let common = levels.iter().skip(1).filter(|level| group.iter().all(|(_, other)| other.contains(level)));
    let moves = |level: &Id| -> f64 {
        let columns = group.iter().filter_map(|(term, _)| assessment.columns.level(term, level));
        columns.map(|column| assessment.fit.values[column].abs()).sum()
    };
    common.max_by(|a, b| moves(a).total_cmp(&moves(b))).map(String::as_str)
}

fn trade(
    scenario: &Scenario,
    assessment: &Assessment,
    level: &str,
    (term, column): (&str, usize),
    (other, other_column): (&str, usize),
) -> Trade {
    let [worth, other_worth] = [column, other_column].map(|column| assessment.fit.values[column]);
    let is_determined = [column, other_column].iter().all(|&column| {
        let mut row = vec![0.0; assessment.columns.len()];
        row[column] = 1.0;
        assessment.fit.determines(&row)
    });
    let tells = other_worth.abs() > NOTHING && worth * other_worth > 0.0;
    Trade {
        term: term.to_string(),
        term_name: scenario.term_name(term).to_string(),
        other: other.to_string(),
        other_name: scenario.term_name(other).to_string(),
        level: level.to_string(),
        level_name: scenario.level_name(term, level),
        worth,
        other_worth,
        ratio: tells.then(|| worth / other_worth),
        is_determined,
    }
}
