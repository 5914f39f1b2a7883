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
        let (least, most) = (f64::from(counts[0].0) / 100.0, f64::from(counts[counts.len() - 1].0) / 100.0);
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
    let alike =
        |random: &mut ChaCha8Rng| Mixture::of_means_alike(&worlds(law, trial, 400, 25, random)).central(0.9);
    assert!(!holds_nine_tenths(held(law, 40, alike)));
}

#[test]
fn means_are_spread_as_the_worlds_are_and_not_as_their_noise() {
    // Half of the worlds at 0, half at 10, each told with a noise of 2: the ends stay near.
    let mut random = ChaCha8Rng::seed_from_u64(9);
    let world =
        |w: u32, noise: f64| WorldMean { mean: f64::from(w % 2) * 10.0 + noise, squares: 168.0, count: 7 };
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
