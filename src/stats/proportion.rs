//! Probabilities.

use super::sample::variance_about;
use super::{ByWorld, Clusters, Counts, Estimate, Interval, Mixture, Occurrences};
use crate::math::{beta_quantile, normal_quantile};

/// A probability over worlds and paths.
#[derive(Debug, Clone, PartialEq)]
pub struct Proportion {
    /// The probability with its standard error over clusters of worlds.
    pub estimate: Estimate,
    /// How often it was seen, and in how many worlds.
    pub seen: Occurrences,
    /// The share of a single trial's variance p(1 − p) that lies between worlds: ignorance rather than chance. None with
    /// one world, with one path a world, and where no trial or every trial has the outcome.
    pub share_between: Option<f64>,
    /// What the spread over worlds is found from; none where it cannot be told.
    spread: Option<Spread>,
}

/// What the spread over worlds is found from.
#[derive(Debug, Clone, PartialEq)]
enum Spread {
    /// Few paths: a shape is assumed, with this variance.
    Few(f64),
    /// How many worlds have how many successes among so many paths.
    Counts(Vec<(u32, u32)>, u32),
}

/// The distribution of a chance over worlds, inner noise removed.
#[derive(Debug, Clone, PartialEq)]
pub enum OverWorlds {
    /// The beta distribution with this mean and variance.
    Beta(f64, f64),
    /// Whatever explains best what the worlds showed.
    Mixture(Mixture),
}

/// With fewer paths a world, counts tell too little of a shape.
const SHAPELESS: u32 = 5;

impl Proportion {
    /// The distribution over worlds; none with one path a world, where ignorance and chance cannot be told apart, with one world, where an
    /// outcome is rare, and where worlds differ by no more than finite numbers of paths make them differ.
    pub fn over_worlds(&self) -> Option<OverWorlds> {
        self.spread.as_ref().map(|spread| match spread {
            Spread::Few(variance) => OverWorlds::Beta(self.estimate.value, *variance),
            Spread::Counts(counts, paths) => OverWorlds::Mixture(Mixture::of_chances(counts, *paths)),
        })
    }

    /// The 90 % credible interval over worlds; none where [`Proportion::over_worlds`] is none.
    pub fn interval(&self) -> Option<Interval> {
        self.over_worlds().map(|worlds| worlds.central(0.9))
    }
}

impl OverWorlds {
    /// The central credible interval that holds this share of the worlds.
    ///
    /// **Range** 0 < mass < 1.
    pub fn central(&self, mass: f64) -> Interval {
        match self {
            OverWorlds::Beta(mean, variance) => beta_interval(*mean, *variance, mass),
            OverWorlds::Mixture(mixture) => mixture.central(mass),
        }
    }
}

/// A probability from the number of successes in each world.
///
/// **Range** at least one world, at least one path, no count above `paths`.
/// **Formula** docs/model.md §5.9: the mean p̂ of the world means p_w; standard error √(Σ(p_w − p̂)²/(W(W − 1))) of independent worlds.
/// Over replicates: that of the replicates' sums, and no less than the chance within worlds, √(Σp_w(1 − p_w)/(n − 1))/W.
/// Where that is 0, all worlds have the same count, or there is one world: √(p̂(1 − p̂)/(Wn)), and where no trial or every trial has the
/// outcome √(q(1 − q)/W) with q = 1/(W + 2): paths of a world share what is unknown.
/// Variance between worlds: that of the p_w less the mean of p_w(1 − p_w)/(n − 1); nothing is told of it, or of a distribution over worlds, unless it exceeds
/// its own standard error.
/// **Errors** panics without worlds or paths.
pub fn proportion(successes: &[u32], paths: u32, clusters: Clusters) -> Proportion {
    assert!(!successes.is_empty() && paths > 0, "a proportion needs a world and a path");
    let worlds = successes.len() as f64;
    let n = f64::from(paths);
    let p = total(successes) as f64 / (worlds * n);
    let counted = Occurrences::of(successes.iter().map(|&s| (s, paths)));
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
        if same(successes) || spread == 0.0 { binomial_error(successes, paths, counted) } else { spread };
    let estimate = Estimate { value: p, standard_error };
    if paths == 1 || shares.len() == 1 {
        return Proportion { estimate, seen: counted, share_between: None, spread: None };
    }
    let between = (seen - noise).max(0.0);
    // A trial's variance within its world, unbiased: noise · n.
    let whole = between + noise * n;
    let is_told = between > error_between(&shares, p, n);
    let share_between = (is_told && whole > 0.0).then(|| between / whole);
    let spread = (is_told && !counted.is_rare()).then(|| match paths {
        _ if paths < SHAPELESS => Spread::Few(between),
        _ => Spread::Counts(histogram(successes), paths),
    });
    Proportion { estimate, seen: counted, share_between, spread }
}

/// The same of worlds of which only some may be kept by themselves: those tell how worlds differ, and all of them tell the rest.
///
/// **Formula** of more than 20,000 worlds the standard error is that over 1,000 cells of worlds instead of worlds, or over replicates, and the chance within
/// worlds that it is no less than is that of the first 8,000.
/// **Errors** panics without worlds or paths.
pub fn chance_of_all(counts: &Counts, paths: u32, clusters: Clusters) -> Proportion {
    let Some(pooled) = counts.pooled() else { return proportion(counts, paths, clusters) };
    let (apart, seen, n) = (counts.apart(paths), counts.seen(paths), f64::from(paths));
    let p = apart.value;
    let within = |hits: &u32| f64::from(*hits) / n * (1.0 - f64::from(*hits) / n);
    let noise = match paths {
        1 => 0.0,
        _ => counts.iter().map(within).sum::<f64>() / counts.len().max(1) as f64 / (n - 1.0),
    };
    let spread = apart.standard_error(clusters);
    let spread = match clusters {
        Clusters::Worlds => spread,
        Clusters::Replicates => spread.max((noise / pooled.worlds as f64).sqrt()),
    };
    let standard_error = match () {
        () if p == 0.0 || p == 1.0 => seen.error_of_nothing(),
        () if spread == 0.0 => (p * (1.0 - p) / seen.trials as f64).sqrt(),
        () => spread,
    };
    let estimate = Estimate { value: p, standard_error };
    if counts.is_empty() {
        return Proportion { estimate, seen, share_between: None, spread: None };
    }
    let shown = proportion(counts, paths, clusters);
    let spread = shown.spread.filter(|_| !seen.is_rare());
    Proportion { estimate, seen, share_between: shown.share_between, spread }
}

/// The standard error of the variance between worlds.
///
/// **Formula** the variance is the mean of z_w = W/(W − 1)·(p_w − p̂)² − p_w(1 − p_w)/(n − 1); its error is that of a mean of independent z_w.
fn error_between(shares: &[f64], p: f64, n: f64) -> f64 {
    let worlds = shares.len() as f64;
    let unbiased = worlds / (worlds - 1.0);
    let each: Vec<f64> =
        shares.iter().map(|s| unbiased * (s - p) * (s - p) - s * (1.0 - s) / (n - 1.0)).collect();
    (variance_about(&each, each.iter().sum::<f64>() / worlds) / worlds).sqrt()
}

/// How many worlds have how many successes, in ascending order.
fn histogram(successes: &[u32]) -> Vec<(u32, u32)> {
    let mut sorted = successes.to_vec();
    sorted.sort_unstable();
    sorted.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len() as u32)).collect()
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

/// √(p(1 − p)/N) over all N trials; where none or all succeeded, worlds are counted and not trials.
fn binomial_error(successes: &[u32], paths: u32, seen: Occurrences) -> f64 {
    let trials = successes.len() as f64 * f64::from(paths);
    let hits = total(successes) as f64;
    let p = hits / trials;
    if hits == 0.0 || hits == trials { seen.error_of_nothing() } else { (p * (1.0 - p) / trials).sqrt() }
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
        // The variance between worlds, 1/6, is no more than its error over three worlds; over thirty it is 5/29 − 1/12 ± 0.045.
        assert_eq!(found.share_between, None);
        let between = 5.0 / 29.0 - 1.0 / 12.0;
        let thirty = proportion(&[[0, 1, 2]; 10].concat(), 2, Worlds);
        close(thirty.share_between.unwrap(), between / (between + 1.0 / 6.0));
        // Beta with mean ½ and variance 1/6: α = β = ¼.
        assert_eq!(found.interval(), None, "too few to tell");
        let interval = beta_interval(0.5, 1.0 / 6.0, 0.9);
        close(beta_cdf(interval.lo, 0.25, 0.25), 0.05);
        close(interval.lo + interval.hi, 1.0);
    }

    #[test]
    fn no_hit_and_only_hits_leave_an_error() {
        for (successes, value) in [([0, 0], 0.0), ([10, 10], 1.0)] {
            let found = proportion(&successes, 10, Worlds);
            let q = 1.0 / 4.0;
            assert_eq!(found.estimate.value, value);
            close(found.estimate.standard_error, (q * (1.0 - q) / 2.0_f64).sqrt());
            assert_eq!((found.interval(), found.share_between), (None, None));
        }
    }

    #[test]
    fn one_world_has_a_binomial_error_and_no_spread() {
        let found = proportion(&[30], 100, Worlds);
        close(found.estimate.standard_error, (0.3_f64 * 0.7 / 100.0).sqrt());
        assert_eq!((found.interval(), found.share_between), (None, None));
    }

    #[test]
    fn one_path_cannot_tell_ignorance_from_chance() {
        let found = proportion(&[0, 1, 1, 0], 1, Worlds);
        close(found.estimate.standard_error, (1.0_f64 / 12.0).sqrt());
        assert_eq!((found.interval(), found.share_between), (None, None));
    }

    #[test]
    fn worlds_that_agree_too_well_have_the_binomial_error_and_no_interval() {
        let found = proportion(&[50, 50], 100, Worlds);
        close(found.estimate.standard_error, (0.25_f64 / 200.0).sqrt());
        assert_eq!((found.interval(), found.share_between), (None, None));
    }

    #[test]
    fn worlds_that_are_all_or_nothing_have_the_whole_interval() {
        let found = proportion(&[[0, 90]; 20].concat(), 90, Worlds);
        let interval = found.interval().unwrap();
        assert!(interval.lo < 0.01 && interval.hi > 0.99, "{interval:?}");
        assert!(found.share_between.unwrap() > 0.999);
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
        assert!(!misses(|s| proportion(s, 4, Worlds).interval().unwrap()));
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
            prop_assert!(!found.seen.is_rare() || found.interval().is_none());
            if let Some(interval) = found.interval() {
                prop_assert!(0.0 <= interval.lo && interval.lo <= interval.hi && interval.hi <= 1.0);
            }
            if let Some(share) = found.share_between {
                prop_assert!((0.0..=1.0).contains(&share));
            }
        }
    }
}
