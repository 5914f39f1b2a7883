//! Integrals over a quantile function, for families whose moments have no closed form.

use std::cell::Cell as Counter;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;

use crate::math::{ln, logistic};

/// Beyond this log-odds a probability is 1 to the last bit.
const FARTHEST: f64 = 36.0;
/// Cells that are looked at before any is halved, and how often one is halved at most.
const CELLS: usize = 48;
const DEEPEST: u32 = 24;
/// The error that is left, relative to the integral of the magnitude.
const TOLERANCE: f64 = 1e-11;

/// Evaluations after which a function is taken to be noise at this tolerance, and how many the coarser road takes then.
const MOST: u32 = 20_000;
/// See [`MOST`].
const COARSER: u32 = 4_000;

/// ∫ f(u) du over a range of probabilities.
///
/// **Formula** adaptive Simpson over the log-odds t of u, |t| ≤ 36, du = u(1 − u) dt: smooth, vanishing at both ends, and where f has a kink
/// the cells around it are halved until they no longer matter. A function whose last digits are noise, as deep in a tail, never gets there: after
/// 20,000 evaluations the cells are halved in the order of their errors instead, 4,000 evaluations in all.
pub(super) fn integral(f: &dyn Fn(f64) -> f64, range: Range<f64>) -> f64 {
    let log_odds = |u: f64| if u > 0.0 && u < 1.0 { ln(u / (1.0 - u)) } else { FARTHEST.copysign(u - 0.5) };
    let (from, to) = (log_odds(range.start), log_odds(range.end));
    let left = Counter::new(MOST);
    let integrand = |t: f64| {
        left.set(left.get().saturating_sub(1));
        f(logistic(t)) * logistic(t) * logistic(-t)
    };
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
    let refined: Option<f64> =
        cells.iter().map(|cell| cell.refine(&integrand, tolerance, DEEPEST, &left)).sum();
    refined.unwrap_or_else(|| worst_first(cells, &integrand, tolerance * CELLS as f64))
}

/// The integral by halving the cell with the largest error, until the errors sum to no more than the tolerance or the evaluations are used up.
fn worst_first(cells: Vec<Cell>, f: &dyn Fn(f64) -> f64, tolerance: f64) -> f64 {
    let mut heap: BinaryHeap<Halved> = cells.into_iter().map(|cell| cell.halved(f)).collect();
    let mut left = COARSER;
    while left > 0 && heap.iter().map(|halved| halved.gain.abs()).sum::<f64>() > 15.0 * tolerance {
        // The errors are summed anew once for many cells.
        for _ in 0..32 {
            let Some(Halved { halves: [one, other], .. }) = heap.pop() else { break };
            heap.extend([one.halved(f), other.halved(f)]);
            left = left.saturating_sub(4);
        }
    }
    let mut cells = heap.into_vec();
    cells.sort_by(|a, b| a.halves[0].start.total_cmp(&b.halves[0].start));
    cells.iter().map(|cell| cell.halves[0].simpson() + cell.halves[1].simpson() + cell.gain / 15.0).sum()
}

/// A cell and its two halves, ordered by what halving it changed.
struct Halved {
    halves: [Cell; 2],
    gain: f64,
}

impl PartialEq for Halved {
    fn eq(&self, other: &Halved) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Halved {}

impl PartialOrd for Halved {
    fn partial_cmp(&self, other: &Halved) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Halved {
    fn cmp(&self, other: &Halved) -> Ordering {
        let place = |halved: &Halved| halved.halves[0].start;
        self.gain.abs().total_cmp(&other.gain.abs()).then(place(self).total_cmp(&place(other)))
    }
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

    /// Its two halves, and what the halving changed.
    fn halved(&self, f: &dyn Fn(f64) -> f64) -> Halved {
        let half = 0.5 * self.width;
        let [first, middle, last] = self.ends;
        let quarters = [self.start + 0.5 * half, self.start + 1.5 * half].map(f);
        let left = Cell { start: self.start, width: half, ends: [first, quarters[0], middle] };
        let right = Cell { start: self.start + half, width: half, ends: [middle, quarters[1], last] };
        let gain = left.simpson() + right.simpson() - self.simpson();
        Halved { halves: [left, right], gain }
    }

    /// None once no evaluations are left.
    fn refine(
        &self,
        f: &dyn Fn(f64) -> f64,
        tolerance: f64,
        deeper: u32,
        left: &Counter<u32>,
    ) -> Option<f64> {
        let Halved { halves: [one, other], gain } = self.halved(f);
        if left.get() == 0 {
            return None;
        }
        if deeper == 0 || gain.abs() <= 15.0 * tolerance {
            return Some(one.simpson() + other.simpson() + gain / 15.0);
        }
        let one = one.refine(f, 0.5 * tolerance, deeper - 1, left)?;
        Some(one + other.refine(f, 0.5 * tolerance, deeper - 1, left)?)
    }
}

/// Mean of the law with this quantile function, where it exists.
pub(super) fn mean(quantile: &dyn Fn(f64) -> f64) -> f64 {
    let centre = quantile(0.5);
    centre + integral(&|u| quantile(u) - centre, 0.0..1.0)
}

/// Mean and standard deviation of the law with this quantile function, where both exist.
pub(super) fn moments(quantile: &dyn Fn(f64) -> f64) -> (f64, f64) {
    let mean = mean(quantile);
    let square = |u: f64| {
        let off = quantile(u) - mean;
        off * off
    };
    let variance = integral(&square, 0.0..1.0);
    (mean, variance.max(0.0).sqrt())
}
