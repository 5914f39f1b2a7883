//! Rank correlation of quantities with few values, whose tied ranks count for less.

use std::sync::OnceLock;

use crate::math::{exp, normal_quantile};

/// Terms of the series.
const TERMS: usize = 1000;
/// Steps that stand for a distribution without ties.
const FINE: usize = 256;

/// How the ranks of a quantity's values, between 0 and 1, follow the normal number that it is drawn through: in steps, since equal values
/// share the mean of their ranks.
#[derive(Debug, Clone)]
pub struct Grades {
    /// The probability up to the end of each step; the last is 1.
    upto: Vec<f64>,
    variance: f64,
    /// The coefficients of the steps in normalised Hermite polynomials, from the first.
    hermite: Vec<f64>,
}

impl Grades {
    /// From the probabilities at which one value, or group of values, ends and the next begins, rising, strictly between 0 and 1.
    pub fn new(cuts: &[f64]) -> Grades {
        let upto: Vec<f64> = cuts.iter().copied().chain([1.0]).collect();
        let square = |(p, grade): (f64, f64)| p * (grade - 0.5) * (grade - 0.5);
        let steps = steps(&upto);
        let mut hermite = vec![0.0; TERMS];
        for (cut, pair) in cuts.iter().zip(steps.windows(2)) {
            add_step(&mut hermite, normal_quantile(*cut), pair[1].1 - pair[0].1);
        }
        Grades { variance: steps.into_iter().map(square).sum(), upto, hermite }
    }

    /// Those of a quantity none of whose values has a probability of its own.
    pub fn untied() -> &'static Grades {
        static UNTIED: OnceLock<Grades> = OnceLock::new();
        UNTIED.get_or_init(|| {
            let cuts: Vec<f64> = (1..FINE).map(|i| i as f64 / FINE as f64).collect();
            Grades::new(&cuts)
        })
    }

    /// Spearman's correlation of two quantities that are drawn through normals with the correlation r; 0 where one is certain.
    ///
    /// **Range** −1 ≤ r ≤ 1.
    /// **Formula** Σ rⁿ·aₙ·bₙ/√(variances), aₙ and bₙ the Hermite coefficients of the two (Mehler), a thousand terms; what the rest comes to at r = ±1 is
    /// known, and taken to fall as |r|¹⁰⁰⁰/(1 + 2000(1 − |r|)).
    pub fn correlation(&self, other: &Grades, r: f64) -> f64 {
        let scale = (self.variance * other.variance).sqrt();
        if scale <= 0.0 {
            return 0.0;
        }
        let size = r.abs();
        let sign = if r < 0.0 { -1.0 } else { 1.0 };
        let (mut sum, mut at_end) = (0.0, 0.0);
        let (mut power, mut end) = (1.0, 1.0);
        for (a, b) in self.hermite.iter().zip(&other.hermite) {
            (power, end) = (power * r, end * sign);
            sum += power * a * b;
            at_end += end * a * b;
        }
        let rest = self.as_one(other, sign < 0.0) - at_end;
        (sum + rest * power.abs() / (1.0 + 2.0 * TERMS as f64 * (1.0 - size))) / scale
    }

    /// The correlation of the normals that gives this rank correlation; none if it is out of reach.
    pub fn normals_for(&self, other: &Grades, rank: f64) -> Option<f64> {
        let (mut low, mut high) = (-1.0, 1.0);
        if !(self.correlation(other, low)..=self.correlation(other, high)).contains(&rank) {
            return None;
        }
        for _ in 0..30 {
            let middle = 0.5 * (low + high);
            if self.correlation(other, middle) < rank { low = middle } else { high = middle }
        }
        Some(0.5 * (low + high))
    }

    /// The covariance where both follow one number, or the one the number and the other its opposite.
    fn as_one(&self, other: &Grades, opposite: bool) -> f64 {
        let mine = steps(&self.upto);
        let mut theirs = steps(&other.upto);
        if opposite {
            theirs.reverse();
        }
        let (mut i, mut j) = (0, 0);
        let (mut left, mut also) = (mine[0].0, theirs[0].0);
        let mut sum = 0.0;
        loop {
            let width = left.min(also);
            sum += width * (mine[i].1 - 0.5) * (theirs[j].1 - 0.5);
            (left, also) = (left - width, also - width);
            if left <= 0.0 {
                i += 1;
                let Some(step) = mine.get(i) else { return sum };
                left = step.0;
            }
            if also <= 0.0 {
                j += 1;
                let Some(step) = theirs.get(j) else { return sum };
                also = step.0;
            }
        }
    }
}

/// The probability of each step, and the grade that its values share: the middle of their ranks.
fn steps(upto: &[f64]) -> Vec<(f64, f64)> {
    let mut below = 0.0;
    upto.iter()
        .map(|&upto| {
            let step = (upto - below, 0.5 * (below + upto));
            below = upto;
            step
        })
        .collect()
}

/// Adds the coefficients of a step that rises at t: rise·φ(t)·hₙ₋₁(t)/√n with the normalised polynomials hₙ₊₁ = (t·hₙ − √n·hₙ₋₁)/√(n + 1).
fn add_step(coefficients: &mut [f64], t: f64, rise: f64) {
    const ROOT_TWO_PI: f64 = 2.506_628_274_631_000_7;
    let density = exp(-0.5 * t * t) / ROOT_TWO_PI;
    let (mut before, mut here) = (0.0, rise * density);
    for (n, coefficient) in coefficients.iter_mut().enumerate() {
        let (root, next_root) = ((n as f64).sqrt(), ((n + 1) as f64).sqrt());
        *coefficient += here / next_root;
        (before, here) = (here, (t * here - root * before) / next_root);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{asin, sin};
    use crate::stats::{normal_correlation, spearman_of_normals};

    const PI: f64 = std::f64::consts::PI;

    #[test]
    fn two_fair_coins_follow_the_arc_sine() {
        let coin = Grades::new(&[0.5]);
        for r in [-1.0, -0.99, -0.6, 0.0, 0.3, 0.813, 0.95, 0.999, 0.999_99, 1.0] {
            let found = coin.correlation(&coin, r);
            assert!((found - 2.0 / PI * asin(r)).abs() < 4e-3, "{r}: {found}");
        }
        let found = coin.correlation(&coin, 0.813);
        assert!((found - 2.0 / PI * asin(0.813)).abs() < 1e-9, "{found}");
        // A rank correlation of 0.8 asked comes to 0.605; the most is 1.
        let attained = coin.correlation(&coin, normal_correlation(0.8));
        assert!((attained - 2.0 / PI * asin(2.0 * sin(PI * 0.8 / 6.0))).abs() < 1e-9, "{attained}");
    }

    #[test]
    fn unequal_chances_cannot_move_as_one() {
        // φ at r = 1 is √(p(1 − q)/(q(1 − p))) for p < q, and at r = −1 it is −√(pq/((1 − p)(1 − q))) for p + q < 1.
        let (p, q) = (0.1, 0.3);
        let (rare, often) = (Grades::new(&[1.0 - p]), Grades::new(&[1.0 - q]));
        let most = (p * (1.0 - q) / (q * (1.0 - p))).sqrt();
        assert!((rare.correlation(&often, 1.0) - most).abs() < 1e-12);
        let least = -(p * q / ((1.0 - p) * (1.0 - q))).sqrt();
        assert!((rare.correlation(&often, -1.0) - least).abs() < 1e-12);
        assert_eq!(rare.normals_for(&often, 0.8), None);
        let needed = rare.normals_for(&often, 0.3).unwrap();
        assert!((rare.correlation(&often, needed) - 0.3).abs() < 1e-6);
    }

    #[test]
    fn without_ties_it_is_the_rank_correlation_asked_for() {
        let untied = Grades::untied();
        for rank in [-0.9, -0.2, 0.5, 0.97] {
            let found = untied.correlation(untied, normal_correlation(rank));
            assert!((found - rank).abs() < 1e-4, "{rank} {found}");
        }
        // A coin against a number without ties: √3·(2/π)·asin(r/√2), from the orthant of two normals with the correlation r/√2.
        let r = normal_correlation(0.8);
        let found = untied.correlation(&Grades::new(&[0.5]), r);
        let expected = 3f64.sqrt() * 2.0 / PI * asin(r / 2f64.sqrt());
        assert!((found - expected).abs() < 1e-4, "{found} {expected}");
        assert!((spearman_of_normals(r) - 0.8).abs() < 1e-12);
    }
}
