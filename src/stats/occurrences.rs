//! How often an outcome was seen, in how many worlds, and the confidence interval that covers its chance also where it was seldom seen.

use super::{Estimate, Interval, student_t_quantile};
use crate::math::{beta_quantile, exp_m1, ln, normal_quantile};

/// With fewer trials than this, or trials of fewer worlds, that have or lack an outcome, it is rare: its spread over worlds tells no error.
pub const FEW: u64 = 20;

/// How often an outcome was seen, and in how many worlds.
///
/// Paths of a world share what is unknown, so that a world counts for one however many paths it has: what no world of W has shown may
/// yet be certain in one of the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Occurrences {
    /// Trials that have it.
    pub hits: u64,
    /// All trials.
    pub trials: u64,
    /// Worlds that have a trial.
    worlds: u64,
    /// Worlds with a trial that has it.
    having: u64,
    /// Worlds with a trial that lacks it.
    lacking: u64,
    /// As many worlds as count in full.
    effective: f64,
}

impl Occurrences {
    /// From each world's hits and trials.
    ///
    /// **Formula** the effective number of worlds is (Σc)²/Σc², c a world's trials: W where all have as many (Kish 1965).
    pub fn of(worlds: impl Iterator<Item = (u32, u32)>) -> Occurrences {
        let mut seen = Occurrences { hits: 0, trials: 0, worlds: 0, having: 0, lacking: 0, effective: 0.0 };
        let mut squares = 0.0;
        for (hits, trials) in worlds {
            seen.hits += u64::from(hits);
            seen.trials += u64::from(trials);
            seen.worlds += u64::from(trials > 0);
            seen.having += u64::from(hits > 0);
            seen.lacking += u64::from(hits < trials);
            squares += f64::from(trials) * f64::from(trials);
        }
        let trials = seen.trials as f64;
        seen.effective = if seen.trials > 0 { trials * trials / squares } else { 0.0 };
        seen
    }

    /// From totals: trials that have it, all trials, and the worlds that have a trial, one that has it, one that lacks it.
    pub(super) fn of_totals(
        hits: u64,
        trials: u64,
        [worlds, having, lacking]: [u64; 3],
        effective: f64,
    ) -> Occurrences {
        Occurrences { hits, trials, worlds, having, lacking, effective }
    }

    /// Whether too few trials, or trials of too few worlds, have or lack it. Of fewer than twenty worlds all must have it, and lack it.
    pub fn is_rare(&self) -> bool {
        let misses = self.trials - self.hits;
        self.hits.min(misses) < FEW || self.having.min(self.lacking) < FEW.min(self.worlds)
    }

    /// Whether every world has as many trials.
    pub fn is_even(&self) -> bool {
        (self.effective - self.worlds as f64).abs() < 1e-9 * self.effective
    }

    /// The standard error of an outcome that no trial or every trial has.
    ///
    /// **Formula** √(q(1 − q)/W) with q = 1/(W + 2), W the effective number of worlds.
    pub fn error_of_nothing(&self) -> f64 {
        let q = 1.0 / (self.effective + 2.0);
        (q * (1.0 - q) / self.effective).sqrt()
    }

    /// The confidence interval of the chance at 1 − `alpha`.
    ///
    /// **Formula** usually the estimate ± t standard errors, within 0 and 1. Of a rare outcome: that of Clopper and Pearson with n* trials of which n*·p̂
    /// are hits, n* = min(W, p̂(1 − p̂)/e² · (z/t)²), W the effective number of worlds, e the standard error, z and t the quantiles at 1 − α/2 of
    /// the normal and of Student's distribution. Where no trial has it, from 0 to 1 − α^(1/W), where every trial has it, from α^(1/W) to 1.
    /// **Source** Clopper & Pearson 1934; Korn & Graubard 1998, but for the bound on n*.
    pub fn interval(&self, estimate: Estimate, freedom: usize, alpha: f64) -> Interval {
        let Estimate { value: p, standard_error: error } = estimate;
        let nothing_else = -exp_m1(ln(alpha) / self.effective);
        if self.hits == 0 {
            return Interval { lo: 0.0, hi: nothing_else };
        }
        if self.hits == self.trials {
            return Interval { lo: 1.0 - nothing_else, hi: 1.0 };
        }
        if !self.is_rare() && freedom > 0 && error.is_finite() {
            let reach = student_t_quantile(1.0 - alpha / 2.0, freedom) * error;
            return Interval { lo: (p - reach).max(0.0), hi: (p + reach).min(1.0) };
        }
        let mut n = self.effective;
        if freedom > 0 && error.is_finite() && error > 0.0 {
            let narrower =
                normal_quantile(1.0 - alpha / 2.0) / student_t_quantile(1.0 - alpha / 2.0, freedom);
            n = n.min((p * (1.0 - p) / (error * error) * narrower * narrower).max(1.0));
        }
        clopper_pearson(n * p, n, alpha)
    }
}

/// The exact confidence interval of a chance with which so many of so many independent trials came out; neither need be whole, the hits
/// may also be a sum of shares between 0 and 1.
///
/// **Formula** the α/2 quantile of the beta distribution (x, n − x + 1) and the 1 − α/2 quantile of (x + 1, n − x). **Source** Clopper & Pearson 1934.
pub fn clopper_pearson(hits: f64, trials: f64, alpha: f64) -> Interval {
    let misses = (trials - hits).max(0.0);
    Interval {
        lo: if hits > 0.0 { beta_quantile(alpha / 2.0, hits, misses + 1.0) } else { 0.0 },
        hi: if misses > 0.0 { beta_quantile(1.0 - alpha / 2.0, hits + 1.0, misses) } else { 1.0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{exp, ln};
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "found {found}, expected {expected}");
    }

    fn seen(hits: &[u32], paths: u32) -> Occurrences {
        Occurrences::of(hits.iter().map(|&h| (h, paths)))
    }

    fn estimate(hits: &[u32], paths: u32) -> Estimate {
        super::super::proportion(hits, paths, super::super::Clusters::Worlds).estimate
    }

    #[test]
    fn the_interval_of_clopper_and_pearson_is_that_of_the_tables() {
        // R: binom.test(3, 20)$conf.int
        let found = clopper_pearson(3.0, 20.0, 0.05);
        assert!((found.lo - 0.032_071).abs() < 1e-6 && (found.hi - 0.378_927).abs() < 1e-6, "{found:?}");
        assert_eq!(clopper_pearson(0.0, 20.0, 0.05).lo, 0.0);
        assert_eq!(clopper_pearson(20.0, 20.0, 0.05).hi, 1.0);
    }

    #[test]
    fn nothing_seen_counts_worlds_and_not_paths() {
        let none = seen(&[0; 400], 100);
        assert!(none.is_rare());
        close(none.error_of_nothing(), (1.0 / 402.0 * (401.0 / 402.0) / 400.0_f64).sqrt());
        let found = none.interval(Estimate { value: 0.0, standard_error: 1e-6 }, 399, 0.05);
        close(found.hi, 1.0 - exp(ln(0.05) / 400.0));
        assert_eq!(found.lo, 0.0);
        let all = seen(&[100; 400], 100);
        close(all.interval(Estimate { value: 1.0, standard_error: 1e-6 }, 399, 0.05).lo, 1.0 - found.hi);
    }

    #[test]
    fn rare_is_fewer_than_twenty_trials_or_worlds_on_either_side() {
        let mut hits = vec![0; 100];
        hits[..19].fill(5);
        assert!(seen(&hits, 10).is_rare(), "nineteen worlds");
        hits[19] = 1;
        assert!(!seen(&hits, 10).is_rare());
        let few: Vec<u32> = (0..100).map(|w| u32::from(w < 19)).collect();
        assert!(
            seen(&few, 10).is_rare() && seen(&few.iter().map(|h| 10 - h).collect::<Vec<_>>(), 10).is_rare()
        );
        // Five worlds are all there are.
        assert!(!seen(&[5, 4, 6, 5, 5], 10).is_rare() && seen(&[5, 4, 0, 5, 10], 10).is_rare());
        // Worlds in which the condition seldom holds count for less.
        close(Occurrences::of([(1, 4), (0, 4), (0, 0), (1, 2)].into_iter()).effective, 100.0 / 36.0);
    }

    /// How often an interval at 95 % misses the chance of an outcome that comes with a flag of the world, and else by chance.
    fn misses(flag: f64, else_by: f64, worlds: usize, paths: u32, ends: impl Fn(&[u32]) -> Interval) -> u32 {
        let truth = flag + (1.0 - flag) * else_by;
        let mut random = ChaCha8Rng::seed_from_u64(11);
        let mut missed = 0;
        for _ in 0..REPLICATIONS {
            let world = |random: &mut ChaCha8Rng| {
                if random.random::<f64>() < flag {
                    return paths;
                }
                (0..paths).filter(|_| random.random::<f64>() < else_by).count() as u32
            };
            let hits: Vec<u32> = (0..worlds).map(|_| world(&mut random)).collect();
            let found = ends(&hits);
            missed += u32::from(truth < found.lo || truth > found.hi);
        }
        missed
    }

    const REPLICATIONS: u32 = 600;

    /// At 5 % missed, more than 55 of 600 come with a probability below 1e-5 (binomial: mean 30, deviation 5.3).
    const TOO_MANY: u32 = 55;

    #[test]
    fn rare_outcomes_are_covered_whether_worlds_or_paths_make_them() {
        let ours =
            |hits: &[u32], paths| seen(hits, paths).interval(estimate(hits, paths), hits.len() - 1, 0.05);
        for (flag, else_by, worlds, paths) in [
            (0.0005, 0.0, 400, 20),
            (0.005, 0.0, 200, 10),
            (0.03, 0.0, 200, 10),
            (0.0, 0.002, 200, 10),
            (0.004, 0.001, 200, 10),
        ] {
            let missed = misses(flag, else_by, worlds, paths, |hits| ours(hits, paths));
            assert!(missed <= TOO_MANY, "{flag} {else_by}: {missed} of {REPLICATIONS}");
        }
        // The planted bugs: all trials counted as independent, and as many standard errors as usual.
        let trials = |hits: &[u32]| {
            let n = f64::from(20 * hits.len() as u32);
            clopper_pearson(f64::from(hits.iter().sum::<u32>()), n, 0.05)
        };
        assert!(misses(0.0005, 0.0, 400, 20, trials) > TOO_MANY);
        let plain = |hits: &[u32]| {
            let Estimate { value, standard_error } = estimate(hits, 10);
            Interval { lo: value - 2.0 * standard_error, hi: value + 2.0 * standard_error }
        };
        assert!(misses(0.016, 0.0, 200, 10, plain) > TOO_MANY);
    }
}
