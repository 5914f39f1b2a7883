//! Probabilities.

use super::{ByWorld, Clusters, Estimate, Interval, variance_about};
use crate::math::{beta_quantile, normal_quantile};

/// With fewer trials than this that have, or lack, an outcome, the spread over worlds cannot be told.
const TOO_RARE: u64 = 20;

/// A probability over worlds and paths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proportion {
    /// The probability with its standard error over clusters of worlds.
    pub estimate: Estimate,
    /// The trials that succeeded.
    pub hits: u64,
    /// All trials.
    pub trials: u64,
    /// The 90 % credible interval over worlds, inner noise removed; none with one path a world, where ignorance and
    /// chance cannot be told apart, and none with one world, and none where fewer than 20 trials have or lack the outcome.
    pub interval: Option<Interval>,
    /// The share of a single trial's variance p(1 − p) that lies between worlds: ignorance rather than chance. None with
    /// one world, with one path a world, and where no trial or every trial has the outcome.
    pub share_between: Option<f64>,
    /// The variance between worlds, where there is an interval.
    between: Option<f64>,
}

impl Proportion {
    /// The central credible interval over worlds that holds this share of them; none where `interval` is none.
    ///
    /// **Range** 0 < mass < 1; `interval` is that of 0.9.
    pub fn credible(&self, mass: f64) -> Option<Interval> {
        self.between.map(|variance| beta_interval(self.estimate.value, variance, mass))
    }
}

/// A probability from the number of successes in each world.
///
/// **Range** at least one world, at least one path, no count above `paths`.
/// **Formula** docs/model.md §5.9: the mean p̂ of the world means p_w; standard error √(Σ(p_w − p̂)²/(W(W − 1))) of independent worlds.
/// Over replicates: that of the replicates' sums, and no less than the chance within worlds, √(Σp_w(1 − p_w)/(n − 1))/W.
/// Where that is 0, all worlds have the same count, or there is one world: √(p̂(1 − p̂)/(Wn)), and where no trial or every trial has the
/// outcome √(q(1 − q)/(Wn)) with q = 1/(Wn + 2).
/// Variance between worlds: that of the p_w less the mean of p_w(1 − p_w)/(n − 1); the interval is the 5 % and 95 %
/// points of the beta distribution with mean p̂ and that variance.
/// **Errors** panics without worlds or paths.
pub fn proportion(successes: &[u32], paths: u32, clusters: Clusters) -> Proportion {
    assert!(!successes.is_empty() && paths > 0, "a proportion needs a world and a path");
    let worlds = successes.len() as f64;
    let n = f64::from(paths);
    let p = total(successes) as f64 / (worlds * n);
    let shares: Vec<f64> = successes.iter().map(|&s| f64::from(s) / n).collect();
    let seen = if shares.len() > 1 { variance_about(&shares, p) } else { 0.0 };
    // The part of a world mean's variance that a finite number of paths puts there.
    let noise =
        if paths == 1 { 0.0 } else { shares.iter().map(|s| s * (1.0 - s)).sum::<f64>() / worlds / (n - 1.0) };
    let spread = match clusters {
        Clusters::Worlds => (seen / worlds).sqrt(),
        Clusters::Replicates => {
            ByWorld::share(successes, paths).standard_error(clusters).max((noise / worlds).sqrt())
        }
    };
    let standard_error =
        if same(successes) || spread == 0.0 { binomial_error(successes, paths) } else { spread };
    let estimate = Estimate { value: p, standard_error };
    let hits = total(successes);
    let trials = successes.len() as u64 * u64::from(paths);
    if paths == 1 || shares.len() == 1 {
        return Proportion { estimate, hits, trials, interval: None, share_between: None, between: None };
    }
    let between = (seen - noise).max(0.0);
    // A trial's variance within its world, unbiased: noise · n.
    let whole = between + noise * n;
    let share_between = (shares.len() > 1 && whole > 0.0).then(|| between / whole);
    let between = (hits.min(trials - hits) >= TOO_RARE).then_some(between);
    let interval = between.map(|variance| beta_interval(p, variance, 0.9));
    Proportion { estimate, hits, trials, interval, share_between, between }
}

/// The central interval, with this mass, of the beta distribution with this mean and variance.
fn beta_interval(mean: f64, variance: f64, mass: f64) -> Interval {
    let (low, high) = ((1.0 - mass) / 2.0, (1.0 + mass) / 2.0);
    let single = mean * (1.0 - mean);
    if variance <= 0.0 || single <= 0.0 {
        return Interval { lo: mean, hi: mean };
    }
    let size = single / variance - 1.0;
    let (a, b) = (mean * size, (1.0 - mean) * size);
    if size < 0.01 {
        // Its limit: everything at 0 and 1. The variance of few worlds may even exceed that.
        let at = |p: f64| if p <= 1.0 - mean { 0.0 } else { 1.0 };
        Interval { lo: at(low), hi: at(high) }
    } else if a.min(b) > 1e6 {
        let half = normal_quantile(high) * variance.sqrt();
        Interval { lo: (mean - half).max(0.0), hi: (mean + half).min(1.0) }
    } else {
        Interval { lo: beta_quantile(low, a, b), hi: beta_quantile(high, a, b) }
    }
}

/// Wilson's confidence interval of a proportion of independent trials.
///
/// **Formula** (p̂ + z²/2n ± z·√(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n), z the normal quantile of (1 + level)/2. **Range** 0 < level < 1.
/// **Source** Wilson 1927; Newcombe 1998, method 3. **Errors** panics without trials.
pub fn wilson_interval(successes: u64, trials: u64, level: f64) -> Interval {
    assert!(trials > 0 && successes <= trials, "successes among trials");
    let (n, z) = (trials as f64, normal_quantile((1.0 + level) / 2.0));
    let p = successes as f64 / n;
    let centre = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    Interval { lo: (centre - half) / scale, hi: (centre + half) / scale }
}

fn total(successes: &[u32]) -> u64 {
    successes.iter().map(|&s| u64::from(s)).sum()
}

fn same(successes: &[u32]) -> bool {
    successes.iter().all(|&s| s == successes[0])
}

/// √(p(1 − p)/N) over all N trials; with p = 1/(N + 2) where none or all succeeded.
fn binomial_error(successes: &[u32], paths: u32) -> f64 {
    let trials = successes.len() as f64 * f64::from(paths);
    let hits = total(successes) as f64;
    let p = if hits == 0.0 || hits == trials { 1.0 / (trials + 2.0) } else { hits / trials };
    (p * (1.0 - p) / trials).sqrt()
}

#[cfg(test)]
mod tests {
    use super::Clusters::Worlds;
    use super::*;
    use crate::math::beta_cdf;
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "found {found}, expected {expected}");
    }

    #[test]
    fn a_small_case_by_hand() {
        // p_w = 0, ½, 1: variance 1/4, noise (0 + 1/4 + 0)/3 = 1/12 with n = 2.
        let found = proportion(&[0, 1, 2], 2, Worlds);
        close(found.estimate.value, 0.5);
        close(found.estimate.standard_error, (0.25_f64 / 3.0).sqrt());
        close(found.share_between.unwrap(), (1.0 / 6.0) / (1.0 / 6.0 + 1.0 / 6.0));
        // Beta with mean ½ and variance 1/6: α = β = ¼.
        assert_eq!(found.interval, None, "too few to tell");
        let interval = beta_interval(0.5, 1.0 / 6.0, 0.9);
        close(beta_cdf(interval.lo, 0.25, 0.25), 0.05);
        close(interval.lo + interval.hi, 1.0);
    }

    #[test]
    fn no_hit_and_only_hits_leave_an_error() {
        for (successes, value) in [([0, 0], 0.0), ([10, 10], 1.0)] {
            let found = proportion(&successes, 10, Worlds);
            let q = 1.0 / 22.0;
            assert_eq!(found.estimate.value, value);
            close(found.estimate.standard_error, (q * (1.0 - q) / 20.0_f64).sqrt());
            assert_eq!((found.interval, found.share_between), (None, None));
        }
    }

    #[test]
    fn one_world_has_a_binomial_error_and_no_spread() {
        let found = proportion(&[30], 100, Worlds);
        close(found.estimate.standard_error, (0.3_f64 * 0.7 / 100.0).sqrt());
        assert_eq!((found.interval, found.share_between), (None, None));
    }

    #[test]
    fn one_path_cannot_tell_ignorance_from_chance() {
        let found = proportion(&[0, 1, 1, 0], 1, Worlds);
        close(found.estimate.standard_error, (1.0_f64 / 12.0).sqrt());
        assert_eq!((found.interval, found.share_between), (None, None));
    }

    #[test]
    fn worlds_that_agree_too_well_have_the_binomial_error_and_a_point() {
        let found = proportion(&[50, 50], 100, Worlds);
        close(found.estimate.standard_error, (0.25_f64 / 200.0).sqrt());
        assert_eq!(found.interval, Some(Interval { lo: 0.5, hi: 0.5 }));
        assert_eq!(found.share_between, Some(0.0));
    }

    #[test]
    fn worlds_that_are_all_or_nothing_have_the_whole_interval() {
        let found = proportion(&[0, 90, 0, 90], 90, Worlds);
        assert_eq!(found.interval, Some(Interval { lo: 0.0, hi: 1.0 }));
        assert_eq!(found.share_between, Some(1.0));
    }

    /// Whether an interval over 40 000 worlds of four paths misses the truth by 0.03: the p_w are medians of three
    /// uniforms, which are Beta(2, 2).
    fn misses(ends: impl Fn(&[u32]) -> Interval) -> bool {
        let mut random = ChaCha8Rng::seed_from_u64(7);
        let successes: Vec<u32> = (0..40_000)
            .map(|_| {
                let mut three: [f64; 3] = std::array::from_fn(|_| random.random());
                three.sort_by(f64::total_cmp);
                (0..4).filter(|_| random.random::<f64>() < three[1]).count() as u32
            })
            .collect();
        let found = ends(&successes);
        let (lo, hi) = (beta_quantile(0.05, 2.0, 2.0), beta_quantile(0.95, 2.0, 2.0));
        (found.lo - lo).abs() > 0.03 || (found.hi - hi).abs() > 0.03
    }

    #[test]
    fn inner_noise_is_removed_from_the_interval() {
        // An end's standard error is below 0.004 (0.0016 from the mean, 0.0026 from the spread): 0.03 is more than seven
        // of them, a false alarm below 1e-11.
        assert!(!misses(|s| proportion(s, 4, Worlds).interval.unwrap()));
        // The planted bug: quantiles of the noisy shares themselves.
        assert!(misses(|s| {
            let mut shares: Vec<f64> = s.iter().map(|&s| f64::from(s) / 4.0).collect();
            shares.sort_by(f64::total_cmp);
            Interval { lo: shares[2000], hi: shares[38_000] }
        }));
    }

    proptest! {
        #[test]
        fn every_count_gives_sound_numbers(counts in prop::collection::vec(0u32..=6, 1..40), paths in 6u32..9) {
            let found = proportion(&counts, paths, Worlds);
            prop_assert!(found.estimate.standard_error > 0.0 && found.estimate.standard_error <= 1.0);
            let hits: u64 = counts.iter().map(|&n| u64::from(n)).sum();
            let few = counts.len() == 1;
            let rare = few || hits.min(counts.len() as u64 * u64::from(paths) - hits) < TOO_RARE;
            prop_assert_eq!(found.interval.is_none(), rare);
            if let Some(interval) = found.interval {
                prop_assert!(0.0 <= interval.lo && interval.lo <= interval.hi && interval.hi <= 1.0);
            }
            if let Some(share) = found.share_between {
                prop_assert!((0.0..=1.0).contains(&share));
            }
        }
    }
}
