//! Integrals over a quantile function, for families whose moments have no closed form.

use std::ops::Range;

use crate::math::{ln, logistic};

/// Beyond this log-odds a probability is 1 to the last bit.
const FARTHEST: f64 = 36.0;
/// Cells that are looked at before any is halved, and how often one is halved at most.
const CELLS: usize = 48;
const DEEPEST: u32 = 24;
/// The error that is left, relative to the integral of the magnitude.
const TOLERANCE: f64 = 1e-11;

/// ∫ f(u) du over a range of probabilities.
///
/// **Formula** adaptive Simpson over the log-odds t of u, |t| ≤ 36, du = u(1 − u) dt: smooth, vanishing at both ends, and where f has a kink
/// the cells around it are halved until they no longer matter.
pub(super) fn integral(f: &dyn Fn(f64) -> f64, range: Range<f64>) -> f64 {
    let log_odds = |u: f64| if u > 0.0 && u < 1.0 { ln(u / (1.0 - u)) } else { FARTHEST.copysign(u - 0.5) };
    let (from, to) = (log_odds(range.start), log_odds(range.end));
    let integrand = |t: f64| f(logistic(t)) * logistic(t) * logistic(-t);
    let width = (to - from) / CELLS as f64;
    let cells: Vec<Cell> = (0..CELLS)
        .map(|i| {
            let start = from + i as f64 * width;
            let ends = [start, start + 0.5 * width, start + width].map(integrand);
            Cell { start, width, ends }
        })
        .collect();
    let magnitude: f64 = cells.iter().map(|cell| cell.width * cell.ends[1].abs()).sum();
    let tolerance = TOLERANCE * magnitude / CELLS as f64;
    cells.into_iter().map(|cell| cell.refine(&integrand, tolerance, DEEPEST)).sum()
}

/// An interval with the integrand at its start, middle and end.
struct Cell {
    start: f64,
    width: f64,
    ends: [f64; 3],
}

impl Cell {
    fn simpson(&self) -> f64 {
        self.width / 6.0 * (self.ends[0] + 4.0 * self.ends[1] + self.ends[2])
    }

    fn refine(self, f: &dyn Fn(f64) -> f64, tolerance: f64, deeper: u32) -> f64 {
        let half = 0.5 * self.width;
        let [first, middle, last] = self.ends;
        let quarters = [self.start + 0.5 * half, self.start + 1.5 * half].map(f);
        let left = Cell { start: self.start, width: half, ends: [first, quarters[0], middle] };
        let right = Cell { start: self.start + half, width: half, ends: [middle, quarters[1], last] };
        let sum = left.simpson() + right.simpson();
        let gain = sum - self.simpson();
        if deeper == 0 || gain.abs() <= 15.0 * tolerance {
            return sum + gain / 15.0;
        }
        left.refine(f, 0.5 * tolerance, deeper - 1) + right.refine(f, 0.5 * tolerance, deeper - 1)
    }
}

/// Mean and standard deviation of the law with this quantile function, where both exist.
pub(super) fn moments(quantile: &dyn Fn(f64) -> f64) -> (f64, f64) {
    let centre = quantile(0.5);
    let mean = centre + integral(&|u| quantile(u) - centre, 0.0..1.0);
    let variance = integral(&|u| (quantile(u) - mean) * (quantile(u) - mean), 0.0..1.0);
    (mean, variance.max(0.0).sqrt())
}
