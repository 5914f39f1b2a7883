//! How a number is spread over worlds, chance within a world taken out: the mixture that explains best what the worlds showed.
//!
//! No shape is assumed, so two humps stay two humps and a lump at 0 a lump. The weights of a grid of values are found by expectation and
//! maximisation (Laird 1978), stopped as soon as a step gains next to nothing: the last steps only sharpen noise.

use std::f64::consts::FRAC_PI_2;

use super::{Interval, sample_quantile};
use crate::math::{exp, ln, sin};

/// Cells of a grid.
const CELLS: usize = 100;

/// Means of more worlds than these are taken together.
const ROWS: usize = 400;

/// At most so many steps …
const STEPS: usize = 200;

/// … and no more once a step adds less than this to the logarithm of the likelihood.
const GAIN: f64 = 0.05;

/// What is less likely than the likeliest value of the grid by a factor of e^30 is left out.
const NEGLIGIBLE: f64 = 30.0;

/// What is asked for above a share of the worlds: however many worlds and paths there are, an interval that is just right for what was seen is up to a
/// percentage point too narrow for what is.
const ABOVE: f64 = 0.01;

/// At least this share of one world is left beyond either end: what less than that would rest on is what the mixture makes of noise.
const LEAST_BEYOND: f64 = 0.25;

/// An end is 0 or 1 if it is nearer than one in so many of what one path could tell.
const TOO_NEAR: f64 = 20.0;

/// The trials in which a mean's noise is looked at are those of an eighth of the worlds.
const NEIGHBOURS: usize = 8;

/// A distribution over worlds: weights on a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixture {
    /// Ascending.
    grid: Vec<f64>,
    weights: Vec<f64>,
    /// From so many worlds.
    worlds: f64,
    /// Ends nearer to 0 and 1 than this are 0 and 1.
    margin: f64,
}

/// What some worlds showed: how many they are, and how likely it is at each value of the grid from a first one on.
struct Row {
    worlds: f64,
    first: usize,
    likelihoods: Vec<f64>,
}

/// Rows that are summed side by side: each sum waits for its own last summand only.
const TOGETHER: usize = 8;

/// The likelihoods of some rows, value by value of the grid from a first one on; 0 where a row has none.
struct Stripe {
    first: usize,
    by_value: Vec<[f64; TOGETHER]>,
}

impl Stripe {
    /// Of so many rows at most.
    fn of(rows: &[Row]) -> Stripe {
        let first = rows.iter().map(|row| row.first).min().unwrap_or(0);
        let end = rows.iter().map(|row| row.first + row.likelihoods.len()).max().unwrap_or(first);
        let mut by_value = vec![[0.0; TOGETHER]; end - first];
        for (lane, row) in rows.iter().enumerate() {
            for (of_value, l) in by_value[row.first - first..].iter_mut().zip(&row.likelihoods) {
                of_value[lane] = *l;
            }
        }
        Stripe { first, by_value }
    }

    /// Σ likelihood · weight of each row.
    fn sums(&self, weights: &[f64]) -> [f64; TOGETHER] {
        let mut sums = [0.0; TOGETHER];
        for (of_value, w) in self.by_value.iter().zip(&weights[self.first..]) {
            for (sum, l) in sums.iter_mut().zip(of_value) {
                *sum += l * w;
            }
        }
        sums
    }
}

/// What the trials of one world came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorldMean {
    /// Their mean.
    pub mean: f64,
    /// The sum of the squares of what they are off it.
    pub squares: f64,
    /// How many they are, at least 1.
    pub count: u32,
}

impl Mixture {
    /// Of chances, from how many worlds have how many successes among so many paths.
    ///
    /// **Formula** the grid is sin²(πj/200), j = 0 … 100; the likelihood of h successes at p is pʰ(1 − p)ⁿ⁻ʰ.
    pub fn of_chances(counts: &[(u32, u32)], paths: u32) -> Mixture {
        let root = |j: usize| sin(FRAC_PI_2 * j as f64 / CELLS as f64);
        let grid: Vec<f64> = (0..=CELLS).map(|j| root(j) * root(j)).collect();
        let logs: Vec<(f64, f64)> = (0..=CELLS).map(|j| (ln(grid[j]), ln(grid[CELLS - j]))).collect();
        let times = |n: u32, ln: f64| if n == 0 { 0.0 } else { f64::from(n) * ln };
        let row = |&(hits, worlds): &(u32, u32)| {
            let logs = logs.iter().map(|&(p, q)| times(hits, p) + times(paths - hits, q));
            Row::new(f64::from(worlds), logs.collect())
        };
        let rows: Vec<Row> = counts.iter().map(row).collect();
        let margin = 1.0 / (TOO_NEAR * f64::from(paths));
        Mixture { margin, ..Mixture::found(grid, &rows) }
    }

    /// Of means, from the trials of each world.
    ///
    /// **Formula** the grid is what is distinct among the quantiles j/100 of the means, j = 0 … 100; the likelihood of a mean of c trials at x is that of a normal
    /// error with the variance v(x)/c, v(x) the variance of trials in the worlds whose means lie around x (an eighth of them, by rank): noise often grows
    /// with what is measured. Of more than 400 worlds, neighbours by their means count together: W worlds in runs of ⌈W/400⌉, each with the mean of its means and of
    /// its 1/c.
    /// **Errors** panics without worlds.
    pub fn of_means(worlds: &[WorldMean]) -> Mixture {
        let mut worlds = worlds.to_vec();
        worlds.sort_by(|a, b| a.mean.total_cmp(&b.mean).then(a.squares.total_cmp(&b.squares)));
        Mixture::with_noise(&worlds, &Noise::local(&worlds, worlds.len().div_ceil(NEIGHBOURS)))
    }

    /// The same if all worlds have the same noise.
    pub fn of_means_alike(worlds: &[WorldMean]) -> Mixture {
        let mut worlds = worlds.to_vec();
        worlds.sort_by(|a, b| a.mean.total_cmp(&b.mean).then(a.squares.total_cmp(&b.squares)));
        Mixture::with_noise(&worlds, &Noise::local(&worlds, worlds.len()))
    }

    /// Of worlds in the order of their means.
    fn with_noise(worlds: &[WorldMean], noise: &Noise) -> Mixture {
        let sorted: Vec<f64> = worlds.iter().map(|world| world.mean).collect();
        let mut grid: Vec<f64> =
            (0..=CELLS).map(|j| sample_quantile(&sorted, j as f64 / CELLS as f64)).collect();
        grid.dedup();
        if grid.len() == 1 {
            return Mixture { grid, weights: vec![1.0], worlds: worlds.len() as f64, margin: 0.0 };
        }
        // However little noise there is, a mean between two values of the grid goes to the nearer one.
        let least = 1e-9 * (grid[grid.len() - 1] - grid[0]);
        let variances: Vec<f64> = grid.iter().map(|&x| noise.variance(x).max(least * least)).collect();
        let logs: Vec<f64> = variances.iter().map(|v| ln(*v)).collect();
        let row = |run: &[WorldMean]| {
            let n = run.len() as f64;
            let mean = run.iter().map(|world| world.mean).sum::<f64>() / n;
            let trials = n / run.iter().map(|world| 1.0 / f64::from(world.count)).sum::<f64>();
            let log = |((x, v), ln): ((&f64, &f64), &f64)| {
                let off = if *x == mean { 0.0 } else { (mean - x) * ((mean - x) / v) };
                -0.5 * (trials * off + ln)
            };
            Row::new(n, grid.iter().zip(&variances).zip(&logs).map(log).collect())
        };
        let rows: Vec<Row> = worlds.chunks(worlds.len().div_ceil(ROWS)).map(row).collect();
        Mixture::found(grid, &rows)
    }

    fn found(grid: Vec<f64>, rows: &[Row]) -> Mixture {
        let worlds: f64 = rows.iter().map(|row| row.worlds).sum();
        let mut weights = vec![1.0 / grid.len() as f64; grid.len()];
        let mut before = f64::NEG_INFINITY;
        let stripes: Vec<(&[Row], Stripe)> =
            rows.chunks(TOGETHER).map(|rows| (rows, Stripe::of(rows))).collect();
        for _ in 0..STEPS {
            let mut next = vec![0.0; grid.len()];
            let mut likelihood = 0.0;
            for (rows, stripe) in &stripes {
                for (row, sum) in rows.iter().zip(stripe.sums(&weights)) {
                    let ours = &weights[row.first..][..row.likelihoods.len()];
                    likelihood += row.worlds * ln(sum);
                    let share = row.worlds / (worlds * sum);
                    let theirs = &mut next[row.first..][..row.likelihoods.len()];
                    for ((next, l), w) in theirs.iter_mut().zip(&row.likelihoods).zip(ours) {
                        *next += share * l * w;
                    }
                }
            }
            // `likelihood` is that of the weights before this step.
            if likelihood - before < GAIN {
                break;
            }
            (weights, before) = (next, likelihood);
        }
        Mixture { grid, weights, worlds, margin: 0.0 }
    }

    /// The values of the grid, each with its weight.
    pub(super) fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        self.grid.iter().copied().zip(self.weights.iter().copied())
    }

    /// The values between which this share of the worlds lies, as many below as above.
    ///
    /// **Range** 0 < mass < 1.
    /// **Formula** the quantiles (1 ± m)/2 with m = (mass + 0.01)·(W + 1)/(W − 1), at most 1 − 1/(2W): of W worlds, the middle share m holds the share m(W − 1)/(W + 1) of all
    /// in the mean. An end of a chance that lies nearer to 0 or 1 than 1/(20n), n paths, is 0 or 1.
    pub fn central(&self, mass: f64) -> Interval {
        let mass = ((mass + ABOVE) * (self.worlds + 1.0) / (self.worlds - 1.0).max(1e-9)).min(1.0);
        let beyond = ((1.0 - mass) / 2.0).max(LEAST_BEYOND / self.worlds);
        let (lo, hi) = (self.quantile(beyond), self.quantile(1.0 - beyond));
        let lo = if lo < self.margin { lo.min(0.0) } else { lo };
        Interval { lo, hi: if self.margin > 0.0 && 1.0 - hi < self.margin { hi.max(1.0) } else { hi } }
    }

    /// **Formula** each weight is spread evenly from halfway to the value before to halfway to the next, but for the first and the last of the grid, which
    /// stay where they are.
    fn quantile(&self, p: f64) -> f64 {
        let last = self.grid.len() - 1;
        let mut below = 0.0;
        for (j, &weight) in self.weights.iter().enumerate() {
            if below + weight >= p && weight > 0.0 {
                if j == 0 || j == last {
                    return self.grid[j];
                }
                let from = 0.5 * self.grid[j - 1] + 0.5 * self.grid[j];
                let to = 0.5 * self.grid[j] + 0.5 * self.grid[j + 1];
                return from + (to - from) * ((p - below) / weight);
            }
            below += weight;
        }
        self.grid[last]
    }
}

/// The variance of single trials around their world's mean, by that mean.
struct Noise {
    /// Means of the worlds, ascending.
    means: Vec<f64>,
    /// Of the first worlds up to each: the sums of their squares, and of their degrees of freedom.
    sums: Vec<(f64, f64)>,
    /// So many worlds are looked at.
    window: usize,
}

impl Noise {
    /// From worlds in the order of their means.
    fn local(worlds: &[WorldMean], window: usize) -> Noise {
        let mut sums = vec![(0.0, 0.0)];
        let (mut squares, mut freedom) = (0.0, 0.0);
        for world in worlds {
            squares += world.squares;
            freedom += f64::from(world.count - 1);
            sums.push((squares, freedom));
        }
        Noise { means: worlds.iter().map(|world| world.mean).collect(), sums, window }
    }

    /// In the worlds around x; in all where none of those has two trials, and 0 where none has.
    fn variance(&self, x: f64) -> f64 {
        let worlds = self.means.len();
        let at = self.means.partition_point(|mean| *mean < x);
        let from = at.saturating_sub(self.window / 2).min(worlds - self.window);
        let over = |from: usize, to: usize| {
            let [(squares, freedom), (before, without)] = [self.sums[to], self.sums[from]];
            (freedom > without).then(|| (squares - before).max(0.0) / (freedom - without))
        };
        over(from, from + self.window).or_else(|| over(0, worlds)).unwrap_or(0.0)
    }
}

impl Row {
    /// From the logarithms of the likelihoods.
    fn new(worlds: f64, logs: Vec<f64>) -> Row {
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let counts = |log: &f64| log - most > -NEGLIGIBLE;
        let first = logs.iter().position(counts).unwrap_or(0);
        let last = logs.iter().rposition(counts).unwrap_or(first);
        Row { worlds, first, likelihoods: logs[first..=last].iter().map(|log| exp(log - most)).collect() }
    }
}

#[cfg(test)]
mod tests;
