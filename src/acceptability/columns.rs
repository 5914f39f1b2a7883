//! The unknowns behind a table of acceptability, and packages as sums of them.

use crate::model::{Id, Quantity, Scenario, Term, TermScale, TermValue};

/// Something of which the worth is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// The acceptability of the status quo.
    StatusQuo,
    /// What a level adds to it, in place of the term's first.
    Level {
        /// The term.
        term: Id,
        /// The level.
        level: Id,
    },
    /// What a unit of an amount adds to it.
    Unit {
        /// The term.
        term: Id,
    },
}

/// The unknowns of one audience: the status quo, then by term and level, both in the order of their ids.
#[derive(Debug, Clone)]
pub struct Columns {
    /// What is unknown.
    pub unknowns: Vec<Unknown>,
    terms: Vec<TermColumns>,
}

/// The unknowns of one term.
#[derive(Debug, Clone)]
struct TermColumns {
    id: Id,
    /// The place of its first unknown.
    first: usize,
    /// Its levels but the first; none of an amount.
    levels: Option<Vec<Id>>,
    /// The amount beyond which nothing more is gained.
    saturates_at: f64,
}

impl Columns {
    /// The unknowns of an audience that stops counting a term's amount beyond these.
    pub fn new(terms: &[Term], saturations: &[(Id, Quantity)]) -> Columns {
        let mut columns = Columns { unknowns: vec![Unknown::StatusQuo], terms: Vec::new() };
        let mut terms: Vec<&Term> = terms.iter().collect();
        terms.sort_by(|a, b| a.id.cmp(&b.id));
        for term in terms {
            let first = columns.unknowns.len();
            let id = term.id.clone();
            let levels = match &term.scale {
                TermScale::Levels(levels) => {
                    let of = |level: &Id| Unknown::Level { term: id.clone(), level: level.clone() };
                    let mut levels: Vec<Id> = levels.iter().skip(1).cloned().collect();
                    levels.sort();
                    columns.unknowns.extend(levels.iter().map(of));
                    Some(levels)
                }
                TermScale::Amount { .. } => {
                    columns.unknowns.push(Unknown::Unit { term: id.clone() });
                    None
                }
            };
            let known = saturations.iter().find(|(term, _)| *term == id);
            let saturates_at = known.map_or(f64::INFINITY, |(_, amount)| amount.family.quantile(0.5));
            columns.terms.push(TermColumns { id, first, levels, saturates_at });
        }
        columns
    }

    /// How many unknowns there are.
    pub fn len(&self) -> usize {
        self.unknowns.len()
    }

    /// Whether nothing is unknown: never so.
    pub fn is_empty(&self) -> bool {
        self.unknowns.is_empty()
    }

    /// The acceptability of a package as a sum of unknowns. Amounts count at their medians.
    pub fn package(&self, terms: &[(Id, TermValue)]) -> Vec<f64> {
        let mut row = self.change(terms);
        row[0] = 1.0;
        row
    }

    /// What these values of terms add to the status quo.
    pub fn change(&self, terms: &[(Id, TermValue)]) -> Vec<f64> {
        let mut row = vec![0.0; self.len()];
        for (id, value) in terms {
            let Some(term) = self.terms.iter().find(|term| term.id == *id) else { continue };
            match (value, &term.levels) {
                (TermValue::Level(level), Some(levels)) => {
                    if let Some(place) = levels.iter().position(|known| known == level) {
                        row[term.first + place] = 1.0;
                    }
                }
                (TermValue::Amount(amount), None) => row[term.first] = term.counted(amount),
                _ => {}
            }
        }
        row
    }

    /// The place of a level's unknown; none for the first level, which adds nothing.
    pub fn level(&self, term: &str, level: &str) -> Option<usize> {
        let term = self.terms.iter().find(|known| known.id == term)?;
        let place = term.levels.as_ref()?.iter().position(|known| known == level)?;
        Some(term.first + place)
    }

    /// The place of an amount's unknown.
    pub fn unit(&self, term: &str) -> Option<usize> {
        self.terms.iter().find(|known| known.id == term && known.levels.is_none()).map(|known| known.first)
    }

    /// How much of the terms two packages share, weighted by what is at stake in each.
    ///
    /// **Range** 0 to 1. **Formula** Σ v·s/Σ v over the terms: s is 1 where the level is the same and else 0, of amounts 1 − |x − y|/span; v is the
    /// distance of the worst and the best that the fit has for the term, of amounts that of none and the span. Where nothing is at stake, all v are 1.
    pub fn likeness(
        &self,
        values: &[f64],
        span: &[f64],
        a: &[(Id, TermValue)],
        b: &[(Id, TermValue)],
    ) -> f64 {
        let mut stakes: Vec<f64> =
            self.terms.iter().zip(span).map(|(term, span)| term.stake(values, *span)).collect();
        if stakes.iter().sum::<f64>() <= 0.0 {
            stakes.fill(1.0);
        }
        let of = |id: &Id, terms: &[(Id, TermValue)]| terms.iter().find(|(known, _)| known == id).cloned();
        let mut shared = 0.0;
        for ((term, stake), span) in self.terms.iter().zip(&stakes).zip(span) {
            shared += stake * term.alike(*span, of(&term.id, a), of(&term.id, b));
        }
        shared / stakes.iter().sum::<f64>()
    }

    /// The largest amount of each term that counts in any of these packages; 1 where there is none.
    pub fn spans<'t>(&self, packages: impl Iterator<Item = &'t [(Id, TermValue)]> + Clone) -> Vec<f64> {
        let span = |term: &TermColumns| term.largest(packages.clone());
        self.terms.iter().map(span).map(|span| if span > 0.0 { span } else { 1.0 }).collect()
    }

    /// What of an amount counts.
    pub(super) fn counted(&self, term: &str, amount: &Quantity) -> f64 {
        let known = self.terms.iter().find(|known| known.id == term);
        known.map_or_else(|| amount.family.quantile(0.5), |term| term.counted(amount))
    }

    /// The largest amount of a term that counts in any of these packages; 0 where there is none.
    pub fn largest<'t>(&self, term: &str, packages: impl Iterator<Item = &'t [(Id, TermValue)]>) -> f64 {
        self.terms.iter().find(|known| known.id == term).map_or(0.0, |term| term.largest(packages))
    }

    /// Between which numbers each unknown lies: the status quo on the scale, what levels and the largest amounts add within it either way.
    pub(super) fn bounds<'t>(
        &self,
        scale: f64,
        packages: impl Iterator<Item = &'t [(Id, TermValue)]> + Clone,
    ) -> Vec<(f64, f64)> {
        let mut bounds = vec![(-scale, scale); self.len()];
        bounds[0] = (0.0, scale);
        for (term, span) in self.terms.iter().zip(self.spans(packages)) {
            if term.levels.is_none() {
                bounds[term.first] = (-scale / span, scale / span);
            }
        }
        bounds
    }
}

impl TermColumns {
    fn counted(&self, amount: &Quantity) -> f64 {
        amount.family.quantile(0.5).min(self.saturates_at)
    }

    fn largest<'t>(&self, packages: impl Iterator<Item = &'t [(Id, TermValue)]>) -> f64 {
        let amounts = packages.flatten().filter(|(id, _)| *id == self.id);
        let counted = amounts.filter_map(|(_, value)| match value {
            TermValue::Amount(amount) => Some(self.counted(amount)),
            TermValue::Level(_) => None,
        });
        counted.fold(0.0, f64::max)
    }

    fn stake(&self, values: &[f64], span: f64) -> f64 {
        match &self.levels {
            Some(levels) => {
                let of = &values[self.first..self.first + levels.len()];
                of.iter().fold(0.0, |most: f64, x| most.max(*x))
                    - of.iter().fold(0.0, |least: f64, x| least.min(*x))
            }
            None => values[self.first].abs() * span,
        }
    }

    fn alike(&self, span: f64, a: Option<(Id, TermValue)>, b: Option<(Id, TermValue)>) -> f64 {
        match (a.map(|(_, value)| value), b.map(|(_, value)| value)) {
            (Some(TermValue::Level(a)), Some(TermValue::Level(b))) => f64::from(u8::from(a == b)),
            (Some(TermValue::Amount(a)), Some(TermValue::Amount(b))) => {
                let within = |amount: &Quantity| self.counted(amount).min(span);
                1.0 - (within(&a) - within(&b)).abs() / span
            }
            _ => 0.0,
        }
    }
}

/// Whether a package leaves everything as it is: first levels, amounts of 0.
pub(super) fn is_status_quo(scenario: &Scenario, terms: &[(Id, TermValue)]) -> bool {
    terms.iter().all(|(id, value)| match (scenario.term(id).map(|term| &term.scale), value) {
        (Some(TermScale::Levels(levels)), TermValue::Level(level)) => levels.first() == Some(level),
        (_, TermValue::Amount(amount)) => amount.family.as_constant() == Some(0.0),
        _ => false,
    })
}
