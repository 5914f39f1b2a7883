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

/// A distribution over worlds: weights on a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixture {
    /// Ascending.
    grid: Vec<f64>,
    weights: Vec<f64>,
}

/// What some worlds showed: how many they are, and how likely it is at each value of the grid from a first one on.
struct Row {
    worlds: f64,
    first: usize,
    likelihoods: Vec<f64>,
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
        Mixture::found(grid, &rows)
    }

    /// Of means, each with the variance that a finite number of trials leaves in it.
    ///
    /// **Formula** the grid is what is distinct among the quantiles j/100 of the means, j = 0 … 100; the likelihood of a mean is that of a normal
    /// error. Of more than 400 worlds, neighbours by their means count together: W worlds in runs of ⌈W/400⌉, each with the mean of its means and of its
    /// variances.
    /// **Errors** panics without means.
    pub fn of_means(means: &[f64], variances: &[f64]) -> Mixture {
        let mut sorted = means.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mut grid: Vec<f64> =
            (0..=CELLS).map(|j| sample_quantile(&sorted, j as f64 / CELLS as f64)).collect();
        grid.dedup();
        let mut worlds: Vec<(f64, f64)> = means.iter().copied().zip(variances.iter().copied()).collect();
        worlds.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        // However little noise there is, a mean between two values of the grid goes to the nearer one.
        let least = 1e-9 * (grid[grid.len() - 1] - grid[0]);
        let row = |worlds: &[(f64, f64)]| {
            let n = worlds.len() as f64;
            let mean = worlds.iter().map(|world| world.0).sum::<f64>() / n;
            let variance = (worlds.iter().map(|world| world.1).sum::<f64>() / n).max(least * least);
            let log = |x: &f64| if *x == mean { 0.0 } else { -(mean - x) * (mean - x) / (2.0 * variance) };
            Row::new(n, grid.iter().map(log).collect())
        };
        let rows: Vec<Row> = worlds.chunks(worlds.len().div_ceil(ROWS)).map(row).collect();
        Mixture::found(grid, &rows)
    }

    fn found(grid: Vec<f64>, rows: &[Row]) -> Mixture {
        let worlds: f64 = rows.iter().map(|row| row.worlds).sum();
        let mut weights = vec![1.0 / grid.len() as f64; grid.len()];
        let mut before = f64::NEG_INFINITY;
        for _ in 0..STEPS {
            let mut next = vec![0.0; grid.len()];
            let mut likelihood = 0.0;
            for row in rows {
                let ours = &weights[row.first..][..row.likelihoods.len()];
                let sum: f64 = row.likelihoods.iter().zip(ours).map(|(l, w)| l * w).sum();
                likelihood += row.worlds * ln(sum);
                let share = row.worlds / (worlds * sum);
                let theirs = &mut next[row.first..][..row.likelihoods.len()];
                for ((next, l), w) in theirs.iter_mut().zip(&row.likelihoods).zip(ours) {
                    *next += share * l * w;
                }
            }
            // `likelihood` is that of the weights before this step.
            if likelihood - before < GAIN {
                break;
            }
            (weights, before) = (next, likelihood);
        }
        Mixture { grid, weights }
    }

    /// The values between which this share of the worlds lies, as many below as above.
    ///
    /// **Range** 0 < mass < 1.
    pub fn central(&self, mass: f64) -> Interval {
        Interval { lo: self.quantile((1.0 - mass) / 2.0), hi: self.quantile((1.0 + mass) / 2.0) }
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
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn a_single_step_by_hand() {
        // Two values, two worlds; the likelihoods are 1 and ½ one way and the other.
        let row = |likelihoods: [f64; 2]| Row { worlds: 1.0, first: 0, likelihoods: likelihoods.to_vec() };
        let found = Mixture::found(vec![0.0, 1.0], &[row([1.0, 0.5]), row([0.5, 1.0])]);
        assert_eq!(found.weights, [0.5, 0.5]);
        let found = Mixture::found(vec![0.0, 1.0], &[row([1.0, 0.5]), row([1.0, 0.5]), row([0.5, 1.0])]);
        // From ½ each: (2·⅔ + ⅓)/3 = 5/9, which gains less than 0.05 and is the last step that is taken.
        assert!((found.weights[0] - 5.0 / 9.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn a_weight_is_spread_halfway_to_its_neighbours_and_stays_at_the_ends() {
        let found = Mixture { grid: vec![0.0, 0.2, 0.8], weights: vec![0.25, 0.5, 0.25] };
        let at = [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| found.quantile(p));
        for (found, expected) in at.into_iter().zip([0.0, 0.0, 0.3, 0.5, 0.8]) {
            assert!((found - expected).abs() < 1e-12, "{at:?}");
        }
        assert_eq!(found.central(0.9), Interval { lo: 0.0, hi: 0.8 });
    }

    type Law = fn(&mut ChaCha8Rng) -> f64;

    fn histogram(law: Law, worlds: usize, paths: u32, random: &mut ChaCha8Rng) -> Vec<(u32, u32)> {
        let mut counts = vec![0; paths as usize + 1];
        for _ in 0..worlds {
            let p = law(random);
            counts[(0..paths).filter(|_| random.random::<f64>() < p).count()] += 1;
        }
        (0..=paths).map(|h| (h, counts[h as usize])).filter(|(_, n)| *n > 0).collect()
    }

    /// The mean share of worlds that lie in the 90 % interval, over replications.
    fn held(law: Law, worlds: usize, paths: u32, ends: impl Fn(&[(u32, u32)]) -> Interval) -> f64 {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let truth: Vec<f64> = (0..2000).map(|_| law(&mut random)).collect();
        let mut sum = 0.0;
        for _ in 0..REPLICATIONS {
            let found = ends(&histogram(law, worlds, paths, &mut random));
            // Ten paths cannot tell 0 from a fifth of a percentage point.
            let holds = |p: &&f64| (found.lo - 0.002..=found.hi).contains(*p);
            sum += truth.iter().filter(holds).count() as f64 / 2000.0;
        }
        sum / f64::from(REPLICATIONS)
    }

    const REPLICATIONS: u32 = 100;

    const LAWS: [(&str, Law); 5] = [
        ("two humps", |r| if r.random::<f64>() < 0.5 { 0.095 } else { 0.9 }),
        ("a lump at 0", |r| if r.random::<f64>() < 0.3 { 0.0 } else { r.random() }),
        ("anything", |r| r.random()),
        ("narrow", |r| 0.2 + 0.2 * r.random::<f64>()),
        ("low", |r| r.random::<f64>() * r.random::<f64>() * 0.3),
    ];

    #[test]
    fn nine_worlds_in_ten_lie_in_the_interval() {
        // The share held has a standard deviation below 0.03 a replication: less than 0.87 in the mean of 100 is ten of them below 0.9.
        for (name, law) in LAWS {
            for (worlds, paths) in [(200, 10), (1000, 25)] {
                let held = held(law, worlds, paths, |counts| Mixture::of_chances(counts, paths).central(0.9));
                assert!(held > 0.87, "{name} {worlds} × {paths}: {held}");
            }
        }
    }

    #[test]
    fn two_humps_stay_two_humps() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        let counts = histogram(LAWS[0].1, 1000, 25, &mut random);
        let found = Mixture::of_chances(&counts, 25).central(0.9);
        assert!((0.05..0.095).contains(&found.lo) && (0.9..0.95).contains(&found.hi), "{found:?}");
        // The planted bug: a beta distribution of the same mean and spread reaches from 0 to 1.
        let beta = |p| crate::math::beta_quantile(p, 0.26, 0.26);
        assert!(beta(0.05) < 0.001 && beta(0.95) > 0.999);
    }

    #[test]
    fn means_are_spread_as_the_worlds_are_and_not_as_their_noise() {
        // Half of the worlds at 0, half at 10, each told with a noise of 2: the ends stay near.
        let mut random = ChaCha8Rng::seed_from_u64(9);
        let mut normal = || crate::math::normal_quantile(random.random::<f64>().clamp(1e-12, 1.0 - 1e-12));
        let means: Vec<f64> = (0..1000).map(|w| f64::from(w % 2) * 10.0 + 2.0 * normal()).collect();
        let found = Mixture::of_means(&means, &[4.0; 1000]).central(0.9);
        assert!(found.lo > -2.0 && found.lo < 0.5 && found.hi > 9.5 && found.hi < 12.0, "{found:?}");
        let mut sorted = means.clone();
        sorted.sort_by(f64::total_cmp);
        // The planted bug: the quantiles of what was seen.
        assert!(sample_quantile(&sorted, 0.05) < -2.0 && sample_quantile(&sorted, 0.95) > 12.0);
        // Without noise they are the quantiles of the means.
        let exact = Mixture::of_means(&means, &[0.0; 1000]).central(0.9);
        assert!((exact.lo - sample_quantile(&sorted, 0.05)).abs() < 0.3, "{exact:?}");
    }
}
