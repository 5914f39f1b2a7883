//! What a table says of every package at once: sums over terms, and what is not a sum.

use super::assessment::Assessment;
use super::columns::Columns;
use super::dominance;
use super::scale::WORST_TO_BEST;
use crate::model::{Id, TermValue};

/// The numbers that [`Assessment::opinion`] makes of a package, taken apart by its terms.
///
/// What is fitted, how much of each cell is passed on and how all of it moves with what was assigned are linear in the package, so they are sums over terms. Not sums are the bounds by
/// cells of packages that orders compare, and what is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Separable {
    /// Of every package, then by term and value.
    pub base: Summand,
    /// By term and value, in the order in which the values were handed over.
    pub values: Vec<Vec<Summand>>,
    /// Cells that hold packages from below, where orders place these above.
    pub floors: Vec<Beside>,
    /// Cells that hold packages from above.
    pub ceilings: Vec<Beside>,
    /// By term and value, a class of values between which cells and probes determine the difference.
    pub classes: Vec<Vec<usize>>,
    /// By term and class, the first value of it.
    pub first: Vec<Vec<usize>>,
    /// Packages that were judged, with the places of their cells among what is known.
    pub judged: Vec<(Vec<usize>, usize)>,
}

/// What a value of a term adds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Summand {
    /// To what is fitted. **Unit** points of acceptability.
    pub at: f64,
    /// To how it moves with each thing known.
    pub moves: Vec<f64>,
}

/// A cell that bounds packages which orders compare with its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// The cell's median.
    pub at: f64,
    /// By term and value, how far a package is above (of a floor) or below (of a ceiling) the judged one by this term; none where nothing compares them.
    pub leads: Vec<Vec<Option<f64>>>,
    /// Beyond which it does not go.
    pub end: f64,
}

impl Assessment<'_> {
    /// Takes the opinions on all packages of these values apart; `terms` names every term once, with the values that are looked at.
    ///
    /// **Formula** for a package x its opinion's `at` before it is held is base + Σ over its terms, and so are its weights; it is then held to at least min(at + Σ leads, end) of every
    /// floor and at most max(at − Σ leads, end) of every ceiling.
    pub fn separable(&self, terms: &[(Id, Vec<TermValue>)]) -> Separable {
        let one = |id: &Id, value: &TermValue| vec![(id.clone(), value.clone())];
        let rows: Vec<Vec<f64>> =
            self.judged.iter().map(|judged| self.columns.package(&judged.terms)).collect();
        let summand = |near: &[f64], mut rest: Vec<f64>| -> Summand {
            let passed_on = self.likeness.solve(near);
            for (row, weight) in rows.iter().zip(&passed_on) {
                rest.iter_mut().zip(row).for_each(|(rest, coefficient)| *rest -= weight * coefficient);
            }
            let of_cells: f64 =
                passed_on.iter().zip(&self.known).map(|(weight, cell)| weight * cell.median).sum();
            let mut moves = self.fit.sensitivity(&rest);
            moves.iter_mut().zip(&passed_on).for_each(|(weight, own)| *weight += own);
            Summand { at: of_cells + self.fit.at(&rest), moves }
        };
        let near = |id: &Id, value: &TermValue| -> Vec<f64> {
            let spans = self.likeness.spans();
            let of = |judged: &&crate::model::Judged| {
                self.columns.likeness_of(&self.fit.values, spans, (id, value), &judged.terms)
            };
            self.judged.iter().map(of).collect()
        };
        let mut alone = vec![0.0; self.columns.len()];
        alone[0] = 1.0;
        let base = summand(&vec![0.0; rows.len()], alone);
        let values = terms.iter().map(|(id, values)| {
            let of = |value: &TermValue| summand(&near(id, value), self.columns.change(&one(id, value)));
            values.iter().map(of).collect()
        });
        let values = values.collect();
        let classes: Vec<Vec<usize>> = terms.iter().map(|(id, values)| self.classes(id, values)).collect();
        let first = classes.iter().map(|of| {
            let count = of.iter().max().map_or(0, |last| last + 1);
            (0..count).filter_map(|class| of.iter().position(|known| *known == class)).collect()
        });
        let place = |(id, value): &(Id, TermValue)| {
            let (_, values) = terms.iter().find(|(known, _)| known == id)?;
            values.iter().position(|known| super::is_same(&one(id, known), &one(id, value)))
        };
        let package = |judged: &crate::model::Judged| -> Option<Vec<usize>> {
            let of =
                |(id, _): &(Id, Vec<TermValue>)| place(judged.terms.iter().find(|(known, _)| known == id)?);
            terms.iter().map(of).collect()
        };
        // Of several alike the first holds.
        let mut judged: Vec<(Vec<usize>, usize)> = Vec::new();
        for (cell, of) in self.judged.iter().enumerate() {
            if let Some(package) = package(of)
                && !judged.iter().any(|(known, _)| *known == package)
            {
                judged.push((package, cell));
            }
        }
        Separable {
            base,
            values,
            floors: self.beside(terms, true),
            ceilings: self.beside(terms, false),
            first: first.collect(),
            classes,
            judged,
        }
    }

    fn beside(&self, terms: &[(Id, Vec<TermValue>)], is_floor: bool) -> Vec<Beside> {
        let preferences = &self.audience.preferences;
        let of = |(judged, cell): (&&crate::model::Judged, &super::Known)| {
            let lead = |id: &Id, value: &TermValue| {
                let other = judged.terms.iter().filter(|(known, _)| known == id).cloned().collect::<Vec<_>>();
                let this = vec![(id.clone(), value.clone())];
                let (better, worse) = if is_floor { (this, other) } else { (other, this) };
                dominance::lead(&self.columns, preferences, &better, &worse).filter(|_| !better.is_empty())
            };
            let leads = terms
                .iter()
                .map(|(id, values)| values.iter().map(|value| lead(id, value)).collect())
                .collect();
            let end = if is_floor { WORST_TO_BEST.max(cell.median) } else { cell.median.min(0.0) };
            Beside { at: cell.median, leads, end }
        };
        self.judged.iter().zip(&self.known).map(of).collect()
    }

    /// Values of a term between which the rows determine the difference are in one class; the first value is in class 0.
    fn classes(&self, id: &Id, values: &[TermValue]) -> Vec<usize> {
        let rows: Vec<Vec<f64>> =
            values.iter().map(|value| self.columns.change(&[(id.clone(), value.clone())])).collect();
        let mut classes: Vec<usize> = Vec::new();
        let mut firsts: Vec<usize> = Vec::new();
        for row in &rows {
            let is_like = |&first: &usize| {
                let difference: Vec<f64> = row.iter().zip(&rows[first]).map(|(a, b)| a - b).collect();
                self.fit.determines(&difference)
            };
            let class = firsts.iter().position(is_like).unwrap_or_else(|| {
                firsts.push(classes.len());
                firsts.len() - 1
            });
            classes.push(class);
        }
        classes
    }

    /// How far all fits that reproduce the table have a package below and above the fit, bounds of the scale aside; nothing where the table determines it.
    pub fn openness(&self, terms: &[(Id, TermValue)]) -> (f64, f64) {
        let row = self.columns.package(terms);
        if self.fit.determines(&row) {
            return (0.0, 0.0);
        }
        let at = self.fit.at(&row);
        let beyond = (f64::NEG_INFINITY, f64::INFINITY);
        let (low, high) = self.fit.range(&row, beyond).unwrap_or((at - WORST_TO_BEST, at + WORST_TO_BEST));
        (low - at, high - at)
    }
}

impl Columns {
    /// What one term's value adds to the likeness to a judged package: of all terms together it is [`Columns::likeness`].
    fn likeness_of(
        &self,
        values: &[f64],
        spans: &[f64],
        (id, value): (&Id, &TermValue),
        judged: &[(Id, TermValue)],
    ) -> f64 {
        let other: Vec<(Id, TermValue)> = judged.iter().filter(|(known, _)| known == id).cloned().collect();
        // Terms that are not named are alike in nothing.
        self.likeness(values, spans, &other, &[(id.clone(), value.clone())])
    }
}
