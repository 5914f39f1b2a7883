//! What a single level is worth as fitted, and what holds that number in place.

use super::assessment::{Assessment, Wish};
use super::columns::Unknown;
use crate::model::{Scenario, Term, TermScale};

/// A range narrower than this is a number. **Unit** points of acceptability.
const A_NUMBER: f64 = 0.5;
/// Of a point more in a cell, less than this moves nothing that anybody reads.
const NO_WEIGHT: f64 = 1e-3;

/// What holds a fitted number in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pinned {
    /// Cells and probes determine it.
    Table,
    /// Cells and probes determine it together with orders, to less than half a point.
    TableAndOrders,
    /// Cells and probes speak of it, but of its sum with others only, and leave a range.
    Sums,
    /// Only an order speaks of it, and leaves a range: the number is the one nearest to equal swing.
    Order,
    /// Nothing says which way it goes: the number is the one nearest to no effect.
    Nothing,
}

/// What an unknown comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// As fitted. **Unit** points of acceptability, above the first level or per unit of an amount.
    pub at: f64,
    /// What holds it.
    pub pinned: Pinned,
    /// Between which numbers all fits have it that reproduce the table as well; none where they have one.
    pub open: Option<(f64, f64)>,
    /// The places among what is known with which it moves.
    pub rests_on: Vec<usize>,
}

impl Assessment<'_> {
    /// What the unknown at this place comes to.
    pub fn worth(&self, column: usize) -> Worth {
        let mut row = vec![0.0; self.columns.len()];
        row[column] = 1.0;
        let moves = self.fit.sensitivity(&row).into_iter().enumerate();
        let rests_on = moves.filter(|(_, weight)| weight.abs() > NO_WEIGHT).map(|(place, _)| place).collect();
        let at = self.fit.values[column];
        if self.fit.determines(&row) {
            return Worth { at, pinned: Pinned::Table, open: None, rests_on };
        }
        let range = self.fit.range(&row, (f64::NEG_INFINITY, f64::INFINITY)).ok();
        let open = range.filter(|(low, high)| high - low > A_NUMBER);
        let pinned = match open {
            None => Pinned::TableAndOrders,
            Some(_) if self.is_spoken_of(column) => Pinned::Sums,
            Some(_) if self.is_ordered(column) => Pinned::Order,
            Some(_) => Pinned::Nothing,
        };
        Worth { at, pinned, open, rests_on }
    }

    /// The unknowns besides the status quo in the order of the file: term, level (none of an amount), place.
    pub fn levels<'t>(&self, scenario: &'t Scenario) -> Vec<(&'t str, Option<&'t str>, usize)> {
        let mut found = Vec::new();
        for Term { id, scale, .. } in &scenario.terms {
            match scale {
                TermScale::Levels(levels) => found.extend(levels.iter().filter_map(|level| {
                    Some((id.as_str(), Some(level.as_str()), self.columns.level(id, level)?))
                })),
                TermScale::Amount { .. } => {
                    found.extend(self.columns.unit(id).map(|column| (id.as_str(), None, column)));
                }
            }
        }
        found
    }

    /// Whether any cell or probe speaks of the unknown at this place.
    pub fn is_spoken_of(&self, column: usize) -> bool {
        self.fit.rows().iter().any(|row| row.coefficients[column] != 0.0)
    }

    /// Whether an order names the unknown at this place.
    fn is_ordered(&self, column: usize) -> bool {
        self.demands.iter().any(|demand| match (&self.columns.unknowns[column], &demand.what) {
            (Unknown::Level { term, level }, Wish::Level { better, worse, .. }) => {
                *term == demand.term && (level == better || level == worse)
            }
            (Unknown::Unit { term }, Wish::More | Wish::Less) => *term == demand.term,
            _ => false,
        })
    }
}
