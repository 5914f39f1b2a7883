//! What the table says of a package.

use super::assessment::Assessment;
use super::dominance;
use super::scale::WORST_TO_BEST;
use crate::model::{Id, Judged, TermValue};

/// How near two amounts count as one.
const SAME: f64 = 1e-9;
/// A range narrower than this is a number. **Unit** points of acceptability.
const A_NUMBER: f64 = 0.5;

/// What the table says of a package's acceptability to one audience.
#[derive(Debug, Clone, PartialEq)]
pub struct Opinion {
    /// The place of its own cell among what is known; none of a package that was not judged.
    pub cell: Option<usize>,
    /// With every number at its median, and what is open in its middle as fitted. **Unit** points of acceptability.
    pub at: f64,
    /// How it moves with what was assigned: places among what is known, and weights. The weight is 1 for an option's own cell.
    pub moves: Vec<(usize, f64)>,
    /// Between which numbers of the scale all fits have it that reproduce the table as well; none where they have one. **Unit** points of acceptability.
    pub open: Option<(f64, f64)>,
}

impl Assessment<'_> {
    /// What it says of an option with these terms: if these were judged under its own name, that.
    pub fn opinion_of(&self, option: &str, terms: &[(Id, TermValue)]) -> Opinion {
        let is_own = |judged: &&Judged| judged.option == option && is_same(&judged.terms, terms);
        match self.judged.iter().position(is_own) {
            Some(place) => self.cell(place),
            None => self.opinion(terms),
        }
    }

    fn cell(&self, place: usize) -> Opinion {
        let at = self.known[place].median;
        Opinion { cell: Some(place), at, moves: vec![(place, 1.0)], open: None }
    }

    /// What it says of a package.
    ///
    /// **Formula** of a package that has a cell, the cell (of several alike the first by its id). Of another, x·p + Σ λ·(cell − its fitted
    /// value): the fit, and what those like it were judged beside theirs. It moves with cell or probe i by ∂/∂bᵢ of that, as if there were no
    /// orders. Open is the range of (x − Σ λ·a)·p over all fits that reproduce the table, a the rows of the cells. Both are held to the cells
    /// of packages that orders place above or below it.
    pub fn opinion(&self, terms: &[(Id, TermValue)]) -> Opinion {
        if let Some(place) = self.judged.iter().position(|judged| is_same(&judged.terms, terms)) {
            return self.cell(place);
        }
        let judged: Vec<&[(Id, TermValue)]> = self.judged.iter().map(|one| one.terms.as_slice()).collect();
        let passed_on = self.likeness.weights(&self.columns, &self.fit.values, &judged, terms);
        let mut rest = self.columns.package(terms);
        for (one, weight) in judged.iter().zip(&passed_on) {
            let row = self.columns.package(one);
            rest.iter_mut().zip(row).for_each(|(rest, coefficient)| *rest -= weight * coefficient);
        }
        let of_cells: f64 =
            passed_on.iter().zip(&self.known).map(|(weight, cell)| weight * cell.median).sum();
        let mut weights = self.fit.sensitivity(&rest);
        weights.iter_mut().zip(&passed_on).for_each(|(weight, own)| *weight += own);
        let moves = weights.into_iter().enumerate().filter(|(_, weight)| weight.abs() > 1e-6).collect();
        // Where rounding keeps the programme from ending, nothing is known of the range but the scale.
        let scale = (-of_cells, WORST_TO_BEST - of_cells);
        let (low, high) = self.fit.range(&rest, scale).unwrap_or(scale);
        let open = Some((of_cells + low, of_cells + high)).filter(|_| high - low > A_NUMBER);
        let at = of_cells + self.fit.at(&rest);
        self.held(terms, Opinion { cell: None, at, moves, open })
    }

    /// Within what orders ask beside the cells of packages with which they compare it: what is passed on from a cell may reach beyond. Where cells
    /// contradict the orders, nothing is held.
    fn held(&self, terms: &[(Id, TermValue)], told: Opinion) -> Opinion {
        let (mut least, mut most) = (f64::NEG_INFINITY, f64::INFINITY);
        let lead = |a: &[(Id, TermValue)], b: &[(Id, TermValue)]| {
            dominance::lead(&self.columns, &self.audience.preferences, a, b)
        };
        for (judged, cell) in self.judged.iter().zip(&self.known) {
            if let Some(lead) = lead(terms, &judged.terms) {
                least = least.max((cell.median + lead).min(WORST_TO_BEST.max(cell.median)));
            }
            if let Some(lead) = lead(&judged.terms, terms) {
                most = most.min((cell.median - lead).max(cell.median.min(0.0)));
            }
        }
        if least > most {
            return told;
        }
        let hold = |x: f64| x.max(least).min(most);
        let open = told.open.map(|(low, high)| (hold(low), hold(high)));
        Opinion { at: hold(told.at), open: open.filter(|(low, high)| high - low > A_NUMBER), ..told }
    }

    /// Half the 90 % range of what it says of a package, where that is determined.
    ///
    /// **Unit** points of acceptability. **Formula** √ Σᵢⱼ cᵢcⱼρᵢⱼhᵢhⱼ: c the weights, h the half widths, ρ the likeness of two cells; probes go by themselves.
    pub fn half_width(&self, opinion: &Opinion) -> f64 {
        let cells = self.judged.len();
        let together = |i: usize, j: usize| match i == j {
            true => 1.0,
            false if i < cells && j < cells => self.likeness.between(i, j),
            false => 0.0,
        };
        let spread = |&(i, weight): &(usize, f64)| (i, weight * self.known[i].half_width);
        let parts: Vec<(usize, f64)> = opinion.moves.iter().map(spread).collect();
        let pairs = parts.iter().flat_map(|a| parts.iter().map(move |b| (a, b)));
        let variance: f64 = pairs.map(|((i, a), (j, b))| a * b * together(*i, *j)).sum();
        variance.max(0.0).sqrt()
    }
}

/// Whether two packages have the same levels and median amounts.
pub fn is_same(a: &[(Id, TermValue)], b: &[(Id, TermValue)]) -> bool {
    a.iter().all(|(id, value)| {
        let other = b.iter().find(|(known, _)| known == id).map(|(_, value)| value);
        match (value, other) {
            (TermValue::Level(a), Some(TermValue::Level(b))) => a == b,
            (TermValue::Amount(a), Some(TermValue::Amount(b))) => {
                (a.family.quantile(0.5) - b.family.quantile(0.5)).abs() <= SAME
            }
            _ => false,
        }
    })
}
