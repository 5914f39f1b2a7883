//! Numbers that are fitted to a table of what is known of their sums.

use super::factor::Orthogonal;
use super::least_squares::{Condition, Minimum, Quadratic};
use super::programme::{Band, Programme};
use super::rank::Span;
use super::unsolved::Unsolved;
use super::vectors::dot;

/// What pulls an unknown to its prior value, against 1/h² of a row: it decides only what the table leaves open.
pub const PULL: f64 = 1e-8;
/// How far from its fitted value a row may be in [`Fit::range`], in half widths.
const SLACK: f64 = 1e-6;

/// A sum of unknowns of which something is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// How often each unknown is in the sum.
    pub coefficients: Vec<f64>,
    /// What the sum ought to be.
    pub target: f64,
    /// How far off it may well be: h, positive.
    pub half_width: f64,
}

/// What is known of some unknowns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Sums with targets.
    pub rows: Vec<Row>,
    /// What the unknowns keep whatever the rows say.
    pub orders: Vec<Condition>,
    /// Where each unknown stands if nothing else determines it. Its length is the number of unknowns.
    pub prior: Vec<f64>,
    /// The least and the most that each unknown may be in [`Fit::range`]; the fit itself does not look at them.
    pub bounds: Vec<(f64, f64)>,
}

/// The unknowns that reproduce a table best.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    table: Table,
    /// The unknowns.
    pub values: Vec<f64>,
    /// Each row's sum.
    pub fitted: Vec<f64>,
    /// What each order costs: half the derivative, by its gap, of the sum that is minimised. Zero where an order does not bind.
    pub prices: Vec<f64>,
    /// How many steps the solver took.
    pub steps: usize,
    span: Span,
    /// Of the weighted rows' transpose over √ε times the unit matrix.
    transpose: Orthogonal,
}

impl Table {
    /// Fits the unknowns p.
    ///
    /// **Formula** min Σ ((aᵢᵀp − bᵢ)/hᵢ)² + ε·Σ (pⱼ − p⁰ⱼ)² subject to the orders, ε = 1e-8. Strictly convex, so there is one answer; it is
    /// found as a departure from p⁰ and without forming AᵀA.
    /// **Errors** [`Unsolved::Infeasible`] with the order that those before it contradict, [`Unsolved::Malformed`], [`Unsolved::Endless`].
    pub fn fit(&self) -> Result<Fit, Unsolved> {
        let n = self.prior.len();
        let is_bound = |&(least, most): &(f64, f64)| least <= most;
        let is_row =
            |row: &Row| row.coefficients.len() == n && row.half_width > 0.0 && row.half_width.is_finite();
        let orders_fit = self.orders.iter().all(|order| order.coefficients.len() == n);
        if self.bounds.len() != n
            || !self.bounds.iter().all(is_bound)
            || !self.rows.iter().all(is_row)
            || !orders_fit
        {
            return Err(Unsolved::Malformed);
        }
        let mut weighted: Vec<Vec<f64>> = self.rows.iter().map(Row::weighted).collect();
        let mut targets: Vec<f64> = self
            .rows
            .iter()
            .map(|row| (row.target - dot(&row.coefficients, &self.prior)) / row.half_width)
            .collect();
        let transpose =
            Orthogonal::of(&over_root(transposed(&weighted, n), self.rows.len()), self.rows.len())?;
        weighted = over_root(weighted, n);
        targets.resize(weighted.len(), 0.0);
        let shifted = |order: &Condition| Condition {
            bound: order.bound - dot(&order.coefficients, &self.prior),
            ..order.clone()
        };
        let orders: Vec<Condition> = self.orders.iter().map(shifted).collect();
        let minimum = Quadratic::of_squares(&weighted, &targets, n)?.minimise(&orders)?;
        let values: Vec<f64> = self.prior.iter().zip(&minimum.at).map(|(prior, by)| prior + by).collect();
        let fitted = self.rows.iter().map(|row| dot(&row.coefficients, &values)).collect();
        let of_rows = self.rows.iter().map(|row| row.coefficients.as_slice());
        let of_orders = self.orders.iter().filter(|order| order.is_equality);
        let span = Span::of(of_rows.chain(of_orders.map(|order| order.coefficients.as_slice())), n);
        let Minimum { multipliers, steps, .. } = minimum;
        Ok(Fit { table: self.clone(), values, fitted, prices: multipliers, steps, span, transpose })
    }

    /// The prior that points along a direction, as far as the rows like it best.
    ///
    /// **Formula** p⁰ = S·d + Σ sₖeₖ over the unknowns k `beside` the direction, with S ≥ 0 and sₖ that minimise Σ ((aᵢᵀp⁰ − bᵢ)/hᵢ)²; what the rows do not
    /// determine of them is 0 (a pull of 1e-8 as in [`Self::fit`]).
    /// **Range** `along` with zeros at the unknowns beside it.
    /// **Errors** as of [`Self::fit`].
    pub fn prior_along(rows: &[Row], along: &[f64], beside: &[usize]) -> Result<Vec<f64>, Unsolved> {
        let n = along.len();
        let is_row = |row: &Row| row.coefficients.len() == n && row.half_width > 0.0;
        if !rows.iter().all(is_row) || beside.iter().any(|&k| k >= n) {
            return Err(Unsolved::Malformed);
        }
        let seen = |row: &Row| -> Vec<f64> {
            let weighted = row.weighted();
            std::iter::once(dot(&weighted, along)).chain(beside.iter().map(|&k| weighted[k])).collect()
        };
        let count = 1 + beside.len();
        let stacked = over_root(rows.iter().map(seen).collect(), count);
        let mut targets: Vec<f64> = rows.iter().map(|row| row.target / row.half_width).collect();
        targets.resize(stacked.len(), 0.0);
        let mut first = vec![0.0; count];
        first[0] = 1.0;
        let conditions = [Condition::at_least(first, 0.0)];
        let found = Quadratic::of_squares(&stacked, &targets, count)?.minimise(&conditions)?.at;
        let mut prior: Vec<f64> = along.iter().map(|d| found[0].max(0.0) * d).collect();
        for (&k, s) in beside.iter().zip(&found[1..]) {
            prior[k] += s;
        }
        Ok(prior)
    }
}

impl Row {
    /// **Formula** aᵢ/hᵢ.
    fn weighted(&self) -> Vec<f64> {
        self.coefficients.iter().map(|c| c / self.half_width).collect()
    }
}

/// Rows over √ε times the unit matrix.
fn over_root(mut rows: Vec<Vec<f64>>, unknowns: usize) -> Vec<Vec<f64>> {
    let root = PULL.sqrt();
    for k in 0..unknowns {
        rows.push((0..unknowns).map(|j| if j == k { root } else { 0.0 }).collect());
    }
    rows
}

fn transposed(rows: &[Vec<f64>], unknowns: usize) -> Vec<Vec<f64>> {
    (0..unknowns).map(|k| rows.iter().map(|row| row[k]).collect()).collect()
}

impl Fit {
    /// The fitted value of a sum of unknowns.
    ///
    /// **Range** `row` as long as there are unknowns, here and below.
    pub fn at(&self, row: &[f64]) -> f64 {
        dot(row, &self.values)
    }

    /// What is known, as it was fitted.
    pub fn rows(&self) -> &[Row] {
        &self.table.rows
    }

    /// The orders, as they were kept.
    pub fn orders(&self) -> &[Condition] {
        &self.table.orders
    }

    /// The fit of the same table without one of its orders.
    ///
    /// **Errors** as of [`Table::fit`].
    pub fn without_order(&self, place: usize) -> Result<Fit, Unsolved> {
        let mut table = self.table.clone();
        if place < table.orders.len() {
            table.orders.remove(place);
        }
        table.fit()
    }

    /// How far each row's sum is above its target.
    pub fn residuals(&self) -> Vec<f64> {
        self.fitted.iter().zip(&self.table.rows).map(|(fitted, row)| fitted - row.target).collect()
    }

    /// How many directions the rows, and the orders that are equalities, say nothing about.
    pub fn free_directions(&self) -> usize {
        self.span.free()
    }

    /// How many of the rows, and of the orders that are equalities, are independent.
    pub fn rank(&self) -> usize {
        self.span.rank()
    }

    /// Whether the rows, and the orders that are equalities, determine a sum.
    pub fn determines(&self, row: &[f64]) -> bool {
        self.span.holds(row)
    }

    /// How a fitted sum moves with each row's target, as if there were no orders.
    ///
    /// **Formula** c(x) = W²A(AᵀW²A + εI)⁻¹x, computed as c/w = argmin |AᵀWy − x|² + ε|y|².
    pub fn sensitivity(&self, row: &[f64]) -> Vec<f64> {
        let mut target = row.to_vec();
        target.resize(row.len() + self.table.rows.len(), 0.0);
        let solved = self.transpose.solve(&target);
        solved.iter().zip(&self.table.rows).map(|(y, row)| y / row.half_width).collect()
    }

    /// Between which bounds a sum lies in all fits that reproduce the table as well as this one: every row within 1e-6 h of its fitted sum, the
    /// orders kept, the unknowns within their bounds and the sum itself `within` its own. Rows as near to their targets as in the best fit can
    /// only have the sums of the best fit, since these are unique.
    ///
    /// Bounds that the fit itself is beyond are widened to it, so the answer always holds the fitted value.
    ///
    /// **Formula** min and max of xᵀp.
    /// **Range** infinite where neither table nor bounds end it.
    /// **Errors** [`Unsolved::Endless`], [`Unsolved::Malformed`].
    pub fn range(&self, row: &[f64], within: (f64, f64)) -> Result<(f64, f64), Unsolved> {
        let hull = |value: f64, (least, most): (f64, f64)| (value.min(least), value.max(most));
        let own = self.at(row);
        let band = |coefficients: &[f64], (least, most): (f64, f64)| Band {
            coefficients: coefficients.to_vec(),
            least,
            most,
        };
        let near = |(known, fitted): (&Row, &f64)| {
            let slack = SLACK * known.half_width;
            band(&known.coefficients, (fitted - slack, fitted + slack))
        };
        let kept = |order: &Condition| {
            let most = if order.is_equality { order.bound } else { f64::INFINITY };
            band(&order.coefficients, hull(self.at(&order.coefficients), (order.bound, most)))
        };
        let mut bands: Vec<Band> = self.table.rows.iter().zip(&self.fitted).map(near).collect();
        bands.extend(self.table.orders.iter().map(kept));
        bands.push(band(row, hull(own, within)));
        let bounds = self.values.iter().zip(&self.table.bounds).map(|(&value, &b)| hull(value, b)).collect();
        let (least, most) = Programme { bounds, bands }.range(row)?;
        Ok(hull(own, (least, most)))
    }
}

#[cfg(test)]
mod tests;
