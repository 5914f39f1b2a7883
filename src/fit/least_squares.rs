//! The smallest value of a strictly convex quadratic function under linear conditions.
//!
//! **Source** Goldfarb & Idnani, A numerically stable dual method for solving strictly convex quadratic programs,
//! Mathematical Programming 27 (1983).

use super::factor::{Orthogonal, Upper};
use super::unsolved::Unsolved;
use super::vectors::{add_multiple, dot, norm, rotate, rotation};

/// A violation below this share of the numbers that enter it is rounding.
const ROUNDING: f64 = 1e-11;
/// The same for a condition that depends on those that bind, of which it can only be a repetition or a contradiction.
const CONTRADICTION: f64 = 1e-8;
/// A normal depends on others where no more than this share of it is left over.
const DEPENDENT: f64 = 1e-11;
/// Coefficients of such a dependence that are nothing but rounding.
const NO_SHARE: f64 = 1e-12;

/// A linear condition on the unknowns.
///
/// **Formula** cᵀx ≥ d, or cᵀx = d.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// c.
    pub coefficients: Vec<f64>,
    /// d.
    pub bound: f64,
    /// Whether it is an equality.
    pub is_equality: bool,
}

impl Condition {
    /// **Formula** cᵀx ≥ d.
    pub fn at_least(coefficients: Vec<f64>, bound: f64) -> Condition {
        Condition { coefficients, bound, is_equality: false }
    }

    /// **Formula** cᵀx = d.
    pub fn equal(coefficients: Vec<f64>, bound: f64) -> Condition {
        Condition { coefficients, bound, is_equality: true }
    }
}

/// A strictly convex quadratic function.
#[derive(Debug, Clone, PartialEq)]
pub struct Quadratic {
    /// U, where UᵀU is the matrix of second derivatives.
    upper: Upper,
    /// Where it is smallest when nothing binds.
    lowest: Vec<f64>,
}

/// Where a function is smallest under conditions.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimum {
    /// The unknowns.
    pub at: Vec<f64>,
    /// What each condition costs: the derivative of the smallest value by its bound. Zero where it does not bind, never negative
    /// for an inequality. Of conditions that say the same one carries it all.
    pub multipliers: Vec<f64>,
    /// How many steps it took.
    pub steps: usize,
}

impl Quadratic {
    /// **Formula** ½xᵀHx − gᵀx.
    /// **Errors** [`Unsolved::NotConvex`] unless H is positive definite; [`Unsolved::Malformed`].
    pub fn new(hessian: &[Vec<f64>], linear: &[f64]) -> Result<Quadratic, Unsolved> {
        let is_square = hessian.len() == linear.len();
        if !is_square || !are_sound(hessian, linear.len()) || !are_finite(linear) {
            return Err(Unsolved::Malformed);
        }
        let upper = Upper::of(hessian)?;
        let lowest = upper.solve(&upper.solve_transposed(linear));
        Ok(Quadratic { upper, lowest })
    }

    /// Half the sum of squares of what rows leave over. The matrix AᵀA is never formed, so half as many digits are lost.
    ///
    /// **Formula** ½|Ax − b|².
    /// **Errors** [`Unsolved::NotConvex`] unless the columns are independent; [`Unsolved::Malformed`].
    pub fn of_squares(rows: &[Vec<f64>], targets: &[f64], unknowns: usize) -> Result<Quadratic, Unsolved> {
        if rows.len() != targets.len() || !are_sound(rows, unknowns) || !are_finite(targets) {
            return Err(Unsolved::Malformed);
        }
        let factor = Orthogonal::of(rows, unknowns)?;
        Ok(Quadratic { lowest: factor.solve(targets), upper: factor.upper().clone() })
    }

    /// How many unknowns it has.
    pub fn unknowns(&self) -> usize {
        self.lowest.len()
    }

    /// Where it is smallest under conditions. Conditions may repeat, imply and touch each other.
    ///
    /// The equalities are brought in first, then whichever inequality is violated most (in units of its coefficients' norm;
    /// of equals the first), until none is. Which conditions were given but never violated most has no influence on the
    /// bits of the result.
    ///
    /// **Errors** [`Unsolved::Infeasible`], with the condition that those before it contradict; [`Unsolved::Endless`];
    /// [`Unsolved::Malformed`].
    pub fn minimise(&self, conditions: &[Condition]) -> Result<Minimum, Unsolved> {
        let n = self.unknowns();
        let is_sound =
            |c: &Condition| c.coefficients.len() == n && are_finite(&c.coefficients) && c.bound.is_finite();
        if !conditions.iter().all(is_sound) {
            return Err(Unsolved::Malformed);
        }
        Search::new(self, conditions).run()
    }
}

fn are_finite(numbers: &[f64]) -> bool {
    numbers.iter().all(|number| number.is_finite())
}

fn are_sound(rows: &[Vec<f64>], unknowns: usize) -> bool {
    rows.iter().all(|row| row.len() == unknowns && are_finite(row))
}

/// A condition that binds.
struct Binding {
    condition: usize,
    /// −1 for an equality that is approached from above.
    sign: f64,
    multiplier: f64,
}

/// A condition in units of its normal, which is 1 long unless it is nothing.
struct Scaled {
    normal: Vec<f64>,
    bound: f64,
    length: f64,
}

struct Search<'a> {
    function: &'a Quadratic,
    conditions: &'a [Condition],
    scaled: Vec<Scaled>,
    at: Vec<f64>,
    /// J with JᵀHJ = 1, by columns; the first of them span the normals of what binds.
    axes: Vec<Vec<f64>>,
    /// R, by columns: the normals of what binds in terms of the first axes.
    triangle: Vec<Vec<f64>>,
    bindings: Vec<Binding>,
    /// Conditions that depend on what binds and hold up to rounding.
    is_repeated: Vec<bool>,
    steps: usize,
}

impl<'a> Search<'a> {
    fn new(function: &'a Quadratic, conditions: &'a [Condition]) -> Search<'a> {
        let n = function.unknowns();
        // The rows of U⁻¹, by solving for each unit vector.
        let unit = |k: usize| (0..n).map(|j| f64::from(u8::from(j == k))).collect::<Vec<f64>>();
        let axes = (0..n).map(|k| function.upper.solve(&unit(k))).collect();
        let scale = |condition: &Condition| {
            let length = norm(&condition.coefficients);
            let by = if length > 0.0 { length } else { 1.0 };
            let normal = condition.coefficients.iter().map(|c| c / by).collect();
            Scaled { normal, bound: condition.bound / by, length: by }
        };
        Search {
            function,
            conditions,
            scaled: conditions.iter().map(scale).collect(),
            at: function.lowest.clone(),
            axes,
            triangle: Vec::new(),
            bindings: Vec::new(),
            is_repeated: vec![false; conditions.len()],
            steps: 0,
        }
    }

    fn run(mut self) -> Result<Minimum, Unsolved> {
        for condition in 0..self.conditions.len() {
            if self.conditions[condition].is_equality {
                let sign = if self.excess(condition) > 0.0 { -1.0 } else { 1.0 };
                self.bring_in(condition, sign)?;
            }
        }
        while let Some(condition) = self.most_violated() {
            self.bring_in(condition, 1.0)?;
        }
        self.settle();
        let mut multipliers = vec![0.0; self.conditions.len()];
        for binding in &self.bindings {
            let c = binding.condition;
            let told = binding.sign * binding.multiplier / self.scaled[c].length;
            multipliers[c] = if self.conditions[c].is_equality { told } else { told.max(0.0) };
        }
        Ok(Minimum { at: self.at, multipliers, steps: self.steps })
    }

    /// **Formula** cᵀx − d.
    fn excess(&self, condition: usize) -> f64 {
        dot(&self.scaled[condition].normal, &self.at) - self.scaled[condition].bound
    }

    /// The size of the numbers that [`Self::excess`] is a difference of, in which its rounding is counted.
    fn size(&self, condition: usize) -> f64 {
        let largest = |x: &[f64]| x.iter().fold(0.0f64, |most, x| most.max(x.abs()));
        largest(&self.at).max(largest(&self.function.lowest)) + self.scaled[condition].bound.abs()
    }

    fn most_violated(&self) -> Option<usize> {
        let mut worst = None;
        let mut least = 0.0;
        for condition in 0..self.conditions.len() {
            let is_done = self.is_repeated[condition]
                || self.conditions[condition].is_equality
                || self.bindings.iter().any(|binding| binding.condition == condition);
            let excess = self.excess(condition);
            if !is_done && excess < least && excess < -ROUNDING * self.size(condition) {
                least = excess;
                worst = Some(condition);
            }
        }
        worst
    }

    /// Makes a condition bind, and lets go what it frees.
    fn bring_in(&mut self, condition: usize, sign: f64) -> Result<(), Unsolved> {
        let limit = 50 + 20 * (self.function.unknowns() + self.conditions.len());
        let normal: Vec<f64> = self.scaled[condition].normal.iter().map(|c| sign * c).collect();
        let mut multiplier = 0.0;
        loop {
            self.steps += 1;
            if self.steps > limit {
                return Err(Unsolved::Endless);
            }
            let q = self.bindings.len();
            let shares: Vec<f64> = self.axes.iter().map(|axis| dot(axis, &normal)).collect();
            let coefficients = self.in_terms_of_bindings(&shares[..q]);
            let left_over = norm(&shares[q..]);
            let is_dependent = left_over <= DEPENDENT * norm(&shares);
            let excess = sign * self.excess(condition);
            // How far the multipliers may move until one of them would turn negative.
            let floor = coefficients.iter().fold(1.0f64, |most, c| most.max(c.abs())) * NO_SHARE;
            let mut first: Option<(usize, f64)> = None;
            for (place, (binding, &share)) in self.bindings.iter().zip(&coefficients).enumerate() {
                if self.conditions[binding.condition].is_equality || share <= floor {
                    continue;
                }
                let reach = binding.multiplier.max(0.0) / share;
                let is_sooner = first.is_none_or(|(before, least)| {
                    reach < least || (reach == least && binding.condition < self.bindings[before].condition)
                });
                if is_sooner {
                    first = Some((place, reach));
                }
            }
            if is_dependent {
                if -excess <= ROUNDING * self.size(condition)
                    || (first.is_none() && -excess <= CONTRADICTION * self.size(condition))
                {
                    self.move_multipliers(-multiplier, &coefficients);
                    self.is_repeated[condition] = true;
                    return Ok(());
                }
                let (place, reach) = first.ok_or(Unsolved::Infeasible { row: condition })?;
                self.move_multipliers(reach, &coefficients);
                multiplier += reach;
                self.let_go(place);
                continue;
            }
            let whole = (-excess).max(0.0) / (left_over * left_over);
            let step = first.map_or(whole, |(_, reach)| reach.min(whole));
            for (axis, share) in self.axes[q..].iter().zip(&shares[q..]) {
                add_multiple(&mut self.at, step * share, axis);
            }
            self.move_multipliers(step, &coefficients);
            multiplier += step;
            match first {
                Some((place, reach)) if reach < whole => self.let_go(place),
                _ => {
                    self.take(shares, Binding { condition, sign, multiplier });
                    return Ok(());
                }
            }
        }
    }

    /// **Formula** R⁻¹d.
    fn in_terms_of_bindings(&self, shares: &[f64]) -> Vec<f64> {
        let mut left = shares.to_vec();
        for (k, column) in self.triangle.iter().enumerate().rev() {
            left[k] /= column[k];
            let by = left[k];
            add_multiple(&mut left[..k], -by, &column[..k]);
        }
        left
    }

    fn move_multipliers(&mut self, by: f64, coefficients: &[f64]) {
        for (binding, share) in self.bindings.iter_mut().zip(coefficients) {
            binding.multiplier -= by * share;
        }
    }

    fn take(&mut self, mut shares: Vec<f64>, binding: Binding) {
        let q = self.bindings.len();
        for k in (q + 1..shares.len()).rev() {
            let (cosine, sine, length) = rotation(shares[k - 1], shares[k]);
            shares[k - 1] = length;
            let (above, below) = self.axes.split_at_mut(k);
            rotate(&mut above[k - 1], &mut below[0], cosine, sine);
        }
        shares.truncate(q + 1);
        self.triangle.push(shares);
        self.bindings.push(binding);
    }

    fn let_go(&mut self, place: usize) {
        self.bindings.remove(place);
        self.triangle.remove(place);
        // What depended on this one may not depend on those that are left.
        self.is_repeated.fill(false);
        for k in place..self.triangle.len() {
            let (cosine, sine, _) = rotation(self.triangle[k][k], self.triangle[k][k + 1]);
            for column in &mut self.triangle[k..] {
                let (above, below) = column.split_at_mut(k + 1);
                rotate(&mut above[k..], &mut below[..1], cosine, sine);
            }
            self.triangle[k].truncate(k + 1);
            let (above, below) = self.axes.split_at_mut(k + 1);
            rotate(&mut above[k], &mut below[0], cosine, sine);
        }
    }

    /// Works the point and the multipliers out from what binds, so that the way there leaves no rounding behind.
    ///
    /// **Formula** x = x₀ + J₁w with Rᵀw = d − Nᵀx₀, u = R⁻¹w; then once more for what is left over.
    fn settle(&mut self) {
        self.at.clone_from(&self.function.lowest);
        let mut sums = vec![0.0; self.bindings.len()];
        for _ in 0..2 {
            let mut gaps: Vec<f64> =
                self.bindings.iter().map(|b| -b.sign * self.excess(b.condition)).collect();
            for k in 0..gaps.len() {
                let column = &self.triangle[k];
                gaps[k] = (gaps[k] - dot(&column[..k], &gaps[..k])) / column[k];
            }
            for (axis, by) in self.axes.iter().zip(&gaps) {
                add_multiple(&mut self.at, *by, axis);
            }
            add_multiple(&mut sums, 1.0, &gaps);
        }
        let multipliers = self.in_terms_of_bindings(&sums);
        for (binding, multiplier) in self.bindings.iter_mut().zip(multipliers) {
            binding.multiplier = multiplier;
        }
    }
}

#[cfg(test)]
mod tests;
