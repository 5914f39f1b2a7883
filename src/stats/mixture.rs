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
        let (grid, weights) = (vec![0.0, 0.2, 0.8], vec![0.25, 0.5, 0.25]);
        let found = Mixture { grid, weights, worlds: 1e9, margin: 0.0 };
        let at = [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| found.quantile(p));
        for (found, expected) in at.into_iter().zip([0.0, 0.0, 0.3, 0.5, 0.8]) {
            assert!((found - expected).abs() < 1e-12, "{at:?}");
        }
        assert_eq!(found.central(0.9), Interval { lo: 0.0, hi: 0.8 });
        // Half of the worlds and a hundredth more: from 0.245 to 0.755.
        let half = found.central(0.5);
        assert!(half.lo == 0.0 && half.hi == 0.8, "{half:?}");
        let third = found.central(0.32);
        assert!(
            (third.lo - (0.1 + 0.4 * 0.17)).abs() < 1e-9 && (third.hi - (0.1 + 0.4 * 0.83)).abs() < 1e-9,
            "{third:?}"
        );
        // Of eleven worlds, a fifth more; of two, all but an eighth at either end.
        let few = Mixture { worlds: 11.0, ..found.clone() }.central(0.32);
        assert!((few.lo - (0.1 + 0.4 * (0.302 - 0.25) / 0.5)).abs() < 1e-9, "{few:?}");
        assert_eq!(Mixture { worlds: 2.0, ..found.clone() }.central(0.9), Interval { lo: 0.0, hi: 0.8 });
        // Near the ends of what a path can tell they are the ends.
        let near = Mixture { grid: vec![0.004, 0.5, 0.996], margin: 0.005, ..found };
        assert_eq!(near.central(0.9), Interval { lo: 0.0, hi: 1.0 });
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

    /// The k-th smallest of N uniform numbers: Beta(k, N + 1 − k).
    fn least<const N: usize>(k: usize, random: &mut ChaCha8Rng) -> f64 {
        let mut numbers: [f64; N] = std::array::from_fn(|_| random.random());
        numbers.sort_by(f64::total_cmp);
        numbers[k - 1]
    }

    /// The mean share of worlds that lie in an interval over replications, and its standard error.
    fn held(law: Law, replications: u32, ends: impl Fn(&mut ChaCha8Rng) -> Interval) -> (f64, f64) {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let truth: Vec<f64> = (0..4000).map(|_| law(&mut random)).collect();
        let shares: Vec<f64> = (0..replications)
            .map(|_| {
                let found = ends(&mut random);
                truth.iter().filter(|p| (found.lo..=found.hi).contains(*p)).count() as f64 / 4000.0
            })
            .collect();
        let n = f64::from(replications);
        let mean = shares.iter().sum::<f64>() / n;
        let spread = shares.iter().map(|share| (share - mean) * (share - mean)).sum::<f64>() / (n - 1.0);
        // 4,000 worlds of truth are a sample too.
        (mean, (spread / n + mean * (1.0 - mean) / 4000.0).sqrt())
    }

    /// Whether nine tenths lie inside: an interval that holds just as many is taken for one that does not in 3 of 100,000 seeds.
    fn holds_nine_tenths((mean, error): (f64, f64)) -> bool {
        mean + 4.0 * error >= 0.9
    }

    const LAWS: [(&str, Law); 7] = [
        ("two humps", |r| if r.random::<f64>() < 0.5 { 0.095 } else { 0.9 }),
        ("a lump at 0", |r| if r.random::<f64>() < 0.3 { 0.0 } else { r.random() }),
        ("a lump at 1", |r| if r.random::<f64>() < 0.3 { 1.0 } else { r.random() }),
        ("anything", |r| r.random()),
        ("narrow", |r| 0.2 + 0.2 * r.random::<f64>()),
        ("low", |r| r.random::<f64>() * r.random::<f64>() * 0.3),
        ("a hill", |r| least::<9>(3, r)),
    ];

    #[test]
    fn nine_worlds_in_ten_lie_in_the_interval() {
        for (name, law) in LAWS {
            for (worlds, paths) in [(200, 10), (400, 25)] {
                let found = |random: &mut ChaCha8Rng| {
                    Mixture::of_chances(&histogram(law, worlds, paths, random), paths).central(0.9)
                };
                let held = held(law, 100, found);
                assert!(holds_nine_tenths(held), "{name} {worlds} × {paths}: {held:?}");
            }
        }
        // The planted bug: the middle 85 %.
        let narrow = |random: &mut ChaCha8Rng| {
            Mixture::of_chances(&histogram(LAWS[3].1, 400, 25, random), 25).central(0.85)
        };
        assert!(!holds_nine_tenths(held(LAWS[3].1, 100, narrow)));
    }

    #[test]
    fn few_worlds_have_an_interval_that_their_counts_make_and_no_rounding() {
        // Twenty and twenty-one worlds of a hundred paths with chances near a half, where 91 % of 22 worlds are all of 20.
        let mut random = ChaCha8Rng::seed_from_u64(7);
        for worlds in [2, 5, 19, 20, 21, 22, 40] {
            let counts = histogram(|r| 0.4 + 0.2 * r.random::<f64>(), worlds, 100, &mut random);
            let found = Mixture::of_chances(&counts, 100).central(0.9);
            let (least, most) =
                (f64::from(counts[0].0) / 100.0, f64::from(counts[counts.len() - 1].0) / 100.0);
            assert!(found.lo > least - 0.1 && found.hi < most + 0.1, "{worlds}: {found:?} {counts:?}");
        }
        // One number, and numbers beyond squares, are no reason to panic.
        let still = WorldMean { mean: 3.0, squares: 0.0, count: 2 };
        assert_eq!(Mixture::of_means(&[still; 9]).central(0.9), Interval { lo: 3.0, hi: 3.0 });
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

    /// Worlds whose means follow a law, and whose trials are made by another around it.
    fn worlds(
        law: Law,
        trial: fn(f64, &mut ChaCha8Rng) -> f64,
        worlds: usize,
        paths: u32,
        random: &mut ChaCha8Rng,
    ) -> Vec<WorldMean> {
        let of = |random: &mut ChaCha8Rng| {
            let truth = law(random);
            let trials: Vec<f64> = (0..paths).map(|_| trial(truth, random)).collect();
            let mean = trials.iter().sum::<f64>() / f64::from(paths);
            let squares = trials.iter().map(|x| (x - mean) * (x - mean)).sum();
            WorldMean { mean, squares, count: paths }
        };
        (0..worlds).map(|_| of(random)).collect()
    }

    /// Nearly normal, with mean 0 and standard deviation 1.
    fn normal(random: &mut ChaCha8Rng) -> f64 {
        3.0_f64.sqrt() * ((0..4).map(|_| random.random::<f64>()).sum::<f64>() - 2.0)
    }

    fn exponential(random: &mut ChaCha8Rng) -> f64 {
        -ln(1.0 - random.random::<f64>())
    }

    type Trial = fn(f64, &mut ChaCha8Rng) -> f64;
    const MEANS: [(&str, Law, Trial); 5] = [
        ("normal", normal, |m, r| m + 2.0 * normal(r)),
        ("noise that grows with the mean", exponential, |m, r| m * exponential(r)),
        ("none or all", |r| least::<6>(2, r), |m, r| f64::from(u8::from(r.random::<f64>() < m))),
        (
            "a lump",
            |r| if r.random::<f64>() < 0.4 { 0.0 } else { 5.0 + 5.0 * r.random::<f64>() },
            |m, r| m + 6.0 * (r.random::<f64>() + r.random::<f64>() - 1.0),
        ),
        ("no noise", |r| 5.0 + 10.0 * r.random::<f64>(), |m, _| m),
    ];

    #[test]
    fn nine_means_of_worlds_in_ten_lie_in_the_interval() {
        for (name, law, trial) in MEANS {
            for (count, paths) in [(200, 10), (300, 20)] {
                let found = |random: &mut ChaCha8Rng| {
                    Mixture::of_means(&worlds(law, trial, count, paths, random)).central(0.9)
                };
                let held = held(law, 40, found);
                assert!(holds_nine_tenths(held), "{name} {count} × {paths}: {held:?}");
            }
        }
        // The planted bug: one noise for all worlds, where it grows with the mean.
        let (_, law, trial) = MEANS[1];
        let alike = |random: &mut ChaCha8Rng| {
            Mixture::of_means_alike(&worlds(law, trial, 400, 25, random)).central(0.9)
        };
        assert!(!holds_nine_tenths(held(law, 40, alike)));
    }

    #[test]
    fn means_are_spread_as_the_worlds_are_and_not_as_their_noise() {
        // Half of the worlds at 0, half at 10, each told with a noise of 2: the ends stay near.
        let mut random = ChaCha8Rng::seed_from_u64(9);
        let world = |w: u32, noise: f64| WorldMean {
            mean: f64::from(w % 2) * 10.0 + noise,
            squares: 168.0,
            count: 7,
        };
        let seen: Vec<WorldMean> = (0..1000).map(|w| world(w, 2.0 * normal(&mut random))).collect();
        let found = Mixture::of_means(&seen).central(0.9);
        assert!(found.lo > -2.0 && found.lo < 0.5 && found.hi > 9.5 && found.hi < 12.0, "{found:?}");
        let mut sorted: Vec<f64> = seen.iter().map(|world| world.mean).collect();
        sorted.sort_by(f64::total_cmp);
        // The planted bug: the quantiles of what was seen.
        assert!(sample_quantile(&sorted, 0.05) < -2.0 && sample_quantile(&sorted, 0.95) > 12.0);
        // Without noise they are the quantiles of the means, of a hundredth more of the worlds.
        let still: Vec<WorldMean> = seen.iter().map(|world| WorldMean { squares: 0.0, ..*world }).collect();
        let exact = Mixture::of_means(&still).central(0.9);
        assert!((exact.lo - sample_quantile(&sorted, 0.045)).abs() < 0.3, "{exact:?}");
    }
}
