//! Laws that hold for every family, and answers that somebody else published.

mod bits;

use super::*;
use crate::math::{exp, logistic};
use proptest::prelude::*;
use statrs::distribution::ContinuousCDF;

pub(super) fn close(found: f64, expected: f64, relative: f64) {
    assert!(
        (found - expected).abs() <= relative * expected.abs().max(1e-300),
        "found {found:e}, expected {expected:e}"
    );
}

#[test]
fn published_answers_come_out() {
    let pert = Family::pert(0.0, 2.0, 10.0, 4.0).unwrap();
    close(pert.mean(), 3.0, 1e-14);
    close(pert.standard_deviation(), 3.0_f64.sqrt(), 1e-14);
    for (u, x) in [
        (0.05, 0.589_773_88),
        (0.25, 1.634_314_98),
        (0.5, 2.766_722_59),
        (0.75, 4.142_266_27),
        (0.95, 6.212_767_24),
    ] {
        close(pert.quantile(u), x, 1e-8);
    }
    let pert = Family::pert(10.0, 20.0, 50.0, 4.0).unwrap();
    close(pert.mean(), 70.0 / 3.0, 1e-14);
    close(pert.standard_deviation(), 7.126_966_45, 1e-9);
    for (u, x) in [(0.05, 13.057_615_66), (0.5, 22.552_406_82), (0.95, 36.296_332_72)] {
        close(pert.quantile(u), x, 1e-9);
    }
    let triangular = Family::triangular(0.0, 2.0, 10.0).unwrap();
    close(triangular.mean(), 4.0, 1e-15);
    close(triangular.standard_deviation(), (14.0_f64 / 3.0).sqrt(), 1e-15);
    for (u, x) in [(0.05, 1.0), (0.5, 10.0 - 40.0_f64.sqrt()), (0.95, 8.0)] {
        close(triangular.quantile(u), x, 1e-14);
    }
    let beta = Family::beta(2.0, 3.0).unwrap();
    for (u, x) in
        [(0.05, 0.097_611_462_886_414_34), (0.5, 0.385_727_568_132_389_56), (0.95, 0.751_395_374_269_818_4)]
    {
        close(beta.quantile(u), x, 1e-14);
    }
    let lognormal = Family::lognormal_from_quantiles(5.0, 50.0).unwrap();
    close(lognormal.mean(), 20.200_064_13, 1e-9);
    close(lognormal.quantile(0.5), 15.811_388_3, 1e-9);
    close(lognormal.standard_deviation(), 16.060_897_65, 1e-9);
    close(Family::lognormal_from_quantiles(5.0, 50_333_333.0).unwrap().mean(), 2_614_965_768.461_083, 1e-12);
}

#[test]
fn quantiles_agree_with_statrs() {
    use statrs::distribution::{LogNormal, Normal, Triangular};
    let normal = (Family::normal(3.0, 2.0).unwrap(), Normal::new(3.0, 2.0).unwrap());
    let lognormal = (Family::lognormal(0.4, 0.8).unwrap(), LogNormal::new(0.4, 0.8).unwrap());
    let triangular = (Family::triangular(-2.0, 1.0, 3.0).unwrap(), Triangular::new(-2.0, 3.0, 1.0).unwrap());
    for i in 1..100 {
        let u = f64::from(i) / 100.0;
        close(normal.0.quantile(u), normal.1.inverse_cdf(u), 1e-9);
        close(lognormal.0.quantile(u), lognormal.1.inverse_cdf(u), 1e-9);
        close(triangular.0.cdf(triangular.0.quantile(u)), triangular.1.cdf(triangular.0.quantile(u)), 1e-12);
    }
}

/// A few members of every family.
pub(super) fn families() -> Vec<Family> {
    let triplet = [(0.1, 35.0), (0.5, 50.0), (0.9, 75.0)];
    [
        Family::constant(2.5),
        Family::pert(0.0, 2.0, 10.0, 4.0),
        Family::pert(-3.0, -3.0, 5.0, 1.5),
        Family::pert(0.0, 1.0, 1.0, 40.0),
        Family::triangular(0.0, 2.0, 10.0),
        Family::triangular(-1.0, -1.0, 1.0),
        Family::triangular(-1.0, 1.0, 1.0),
        Family::uniform(-2.0, 6.0),
        Family::normal(3.0, 2.0),
        Family::normal_from_quantiles(-1.0, 4.0),
        Family::lognormal(0.5, 0.4),
        Family::lognormal_from_quantiles(5.0, 50.0),
        Family::beta(2.0, 3.0),
        Family::beta(0.5, 0.7),
        Family::beta_from_mean(0.03, 50.0),
        Family::metalog(&triplet, None, None),
        Family::metalog(&triplet, Some(0.0), None),
        Family::metalog(&triplet, None, Some(120.0)),
        Family::metalog(&triplet, Some(0.0), Some(100.0)),
        Family::metalog(&[(0.05, 0.1), (0.95, 0.4)], Some(0.0), Some(1.0)),
        Family::gamma(3.93, 0.0806),
        Family::gamma_from_moments(0.2, 0.5),
        Family::student_t(7.0, -2.0, 3.0),
        Family::weibull(1.7, 4.0),
        Family::weibull(0.8, 0.01),
        Family::exponential(0.4),
        Family::metalog(&FIVE, None, None),
        Family::metalog(&FIVE, Some(0.0), Some(20.0)),
        truncated(Family::normal(3.0, 2.0), 2.0, f64::INFINITY),
        truncated(Family::beta(2.0, 3.0), 0.1, 0.5),
        truncated(Family::student_t(1.0, 0.0, 1.0), -3.0, 8.0),
        truncated(Family::lognormal(0.5, 0.4), 1.0, 2.0),
        Family::pool(vec![
            opinion("A", 0.25, Family::pert(0.0, 2.0, 10.0, 4.0)),
            opinion("B", 0.25, Family::uniform(2.0, 9.0)),
            opinion("C", 0.5, Family::normal(4.0, 1.0)),
        ]),
        Family::bernoulli(0.3),
        Family::discrete(&[(1.0, 0.027), (0.2, 0.373), (0.02, 0.6)]),
        Family::empirical(&[5.0, 3.0, 8.0, 3.0]),
        Family::pool(vec![
            opinion("A", 0.5, Family::uniform(0.0, 1.0)),
            opinion("B", 0.3, Family::constant(0.5)),
            opinion("C", 0.2, Family::bernoulli(0.25)),
        ]),
        truncated(Family::empirical(&[5.0, 3.0, 8.0, 3.0]), 4.0, 9.0),
    ]
    .into_iter()
    .map(Result::unwrap)
    .collect()
}

/// Five elicited quantiles through which a metalog with five terms rises everywhere.
const FIVE: [(f64, f64); 5] = [(0.05, 1.0), (0.25, 2.3), (0.5, 3.4), (0.75, 5.0), (0.95, 9.0)];

fn truncated(family: Result<Family, Broken>, low: f64, high: f64) -> Result<Family, Broken> {
    family?.truncated(low, high)
}

fn opinion(expert: &str, weight: f64, family: Result<Family, Broken>) -> Opinion {
    Opinion { expert: expert.into(), weight, family: family.unwrap() }
}

/// Those of them that have a density everywhere.
fn smooth() -> Vec<Family> {
    families().into_iter().filter(|family| family.atoms().is_empty()).collect()
}

#[test]
fn moments_are_those_of_the_quantile_function() {
    // ∫ x(u) du by trapezoids over the log-odds t = 2·sinh s of u, an independent road to both moments.
    for family in smooth() {
        let (mut weight, mut first, mut second) = (0.0, 0.0, 0.0);
        let centre = family.quantile(0.5);
        for i in -2880..=2880 {
            let s = f64::from(i) / 800.0;
            let t = exp(s) - exp(-s);
            let w = logistic(t) * logistic(-t) * (exp(s) + exp(-s));
            let u = logistic(t);
            if w > 0.0 && u > 0.0 && u < 1.0 {
                let x = family.quantile(u) - centre;
                weight += w;
                first += w * x;
                second += w * x * x;
            }
        }
        let mean = first / weight;
        let sd = (second / weight - mean * mean).max(0.0).sqrt();
        let scale = family.standard_deviation();
        assert!(
            (family.mean() - centre - mean).abs() <= 1e-6 * scale,
            "{family:?}: {} {}",
            family.mean(),
            mean + centre
        );
        assert!((scale - sd).abs() <= 1e-5 * scale, "{family:?}: {scale} {sd}");
    }
}

#[test]
fn the_support_holds_every_quantile() {
    let smallest = 0.5 * f64::EPSILON;
    for family in families() {
        let (low, high) = family.support();
        for u in [f64::MIN_POSITIVE, 1e-300, smallest, 0.5, 1.0 - smallest] {
            let x = family.quantile(u);
            assert!(x.is_finite() && low <= x && x <= high, "{family:?} at {u}: {x}");
        }
        assert_eq!(family.cdf(f64::NEG_INFINITY), 0.0, "{family:?}");
        assert_eq!(family.cdf(f64::INFINITY), 1.0, "{family:?}");
        assert!(family.cdf(f64::NAN).is_nan(), "{family:?}");
    }
    let wide = Family::lognormal(600.0, 500.0).unwrap();
    assert!(wide.quantile(1e-9) == 0.0 && wide.quantile(1.0 - 1e-9) == f64::MAX);
    assert_eq!((wide.mean(), wide.standard_deviation()), (f64::INFINITY, f64::INFINITY));
}

#[test]
fn elicited_quantiles_come_back() {
    let normal = Family::normal_from_quantiles(-1.0, 4.0).unwrap();
    close(normal.quantile(0.05), -1.0, 1e-14);
    close(normal.quantile(0.95), 4.0, 1e-14);
    let lognormal = Family::lognormal_from_quantiles(5.0, 50.0).unwrap();
    close(lognormal.quantile(0.05), 5.0, 1e-14);
    close(lognormal.quantile(0.95), 50.0, 1e-14);
    let beta = Family::beta_from_mean(0.2, 30.0).unwrap();
    close(beta.mean(), 0.2, 1e-15);
    assert_eq!(beta, Family::beta(6.0, 24.0).unwrap());
}

#[test]
fn broken_parameters_are_pointed_at() {
    let fault = |made: Result<Family, Broken>| made.unwrap_err().parameter;
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let rule = |made: Result<Family, Broken>| made.unwrap_err().rule;
        assert_eq!(rule(Family::constant(bad)), Rule::NotFinite);
        assert_eq!(fault(Family::pert(bad, 1.0, 2.0, 4.0)), 0);
        assert_eq!(fault(Family::pert(0.0, bad, 2.0, 4.0)), 1);
        assert_eq!(fault(Family::pert(0.0, 1.0, bad, 4.0)), 2);
        assert_eq!(fault(Family::pert(0.0, 1.0, 2.0, bad)), 3);
        assert_eq!(rule(Family::pert(0.0, 1.0, 2.0, bad)), Rule::NotFinite);
        assert_eq!(fault(Family::triangular(0.0, 1.0, bad)), 2);
        assert_eq!(fault(Family::uniform(0.0, bad)), 1);
        assert_eq!(fault(Family::normal(0.0, bad)), 1);
        assert_eq!(fault(Family::normal_from_quantiles(bad, 1.0)), 0);
        assert_eq!(fault(Family::lognormal(bad, 1.0)), 0);
        assert_eq!(fault(Family::lognormal_from_quantiles(1.0, bad)), 1);
        assert_eq!(fault(Family::beta(1.0, bad)), 1);
        assert_eq!(fault(Family::beta_from_mean(bad, 1.0)), 0);
    }
    assert_eq!(fault(Family::pert(0.0, 3.0, 2.0, 4.0)), 1);
    assert_eq!(fault(Family::pert(2.0, 2.0, 2.0, 4.0)), 2);
    assert_eq!(fault(Family::pert(0.0, 1.0, 2.0, 0.0)), 3);
    assert_eq!(fault(Family::pert(0.0, 1.0, 2.0, 1e9)), 3);
    assert_eq!(fault(Family::triangular(0.0, -1.0, 2.0)), 1);
    assert_eq!(fault(Family::uniform(1.0, 1.0)), 1);
    assert_eq!(fault(Family::uniform(-1e200, 1.0)), 0);
    assert_eq!(fault(Family::normal(1.0, 0.0)), 1);
    assert_eq!(fault(Family::normal_from_quantiles(2.0, 1.0)), 1);
    assert_eq!(fault(Family::lognormal(1.0, -1.0)), 1);
    assert_eq!(fault(Family::lognormal(900.0, 1.0)), 0);
    assert_eq!(fault(Family::lognormal_from_quantiles(0.0, 1.0)), 0);
    assert_eq!(fault(Family::lognormal_from_quantiles(2.0, 2.0)), 1);
    assert_eq!(fault(Family::beta(0.0, 1.0)), 0);
    assert_eq!(fault(Family::beta(1.0, 1e8)), 1);
    assert_eq!(fault(Family::beta_from_mean(1.0, 1.0)), 0);
    assert_eq!(fault(Family::beta_from_mean(0.5, 0.0)), 1);
    assert_eq!(fault(Family::beta_from_mean(0.5, 1e12)), 1);
    assert_eq!(fault(Family::gamma(0.0, 1.0)), 0);
    assert_eq!(fault(Family::gamma(1.0, -1.0)), 1);
    assert_eq!(fault(Family::gamma_from_moments(1.0, 100.0)), 1);
    assert_eq!(fault(Family::student_t(0.01, 0.0, 1.0)), 0);
    assert_eq!(fault(Family::student_t(3.0, 0.0, 0.0)), 2);
    assert_eq!(fault(Family::weibull(-1.0, 1.0)), 0);
    assert_eq!(fault(Family::exponential(f64::NAN)), 0);
    assert_eq!(fault(Family::bernoulli(0.0)), 0);
    assert_eq!(fault(Family::discrete(&[(1.0, 0.5), (f64::NAN, 0.5)])), 2);
    assert_eq!(fault(Family::discrete(&[(1.0, 0.5), (2.0, -0.5)])), 3);
    assert_eq!(fault(Family::discrete(&[(1.0, 0.5), (2.0, 0.4)])), usize::MAX);
    assert_eq!(fault(Family::empirical(&[1.0, f64::INFINITY])), 1);
    assert_eq!(fault(Family::pool(vec![opinion("A", 1.0, Family::constant(1.0))])), usize::MAX);
    let normal = Family::normal(0.0, 1.0).unwrap();
    assert_eq!(fault(normal.truncated(1.0, 1.0)), 1);
    assert_eq!(fault(normal.truncated(f64::NAN, 1.0)), 0);
    assert!(matches!(normal.truncated(6.0, 7.0).unwrap_err().rule, Rule::NothingLeft { .. }));
}

#[test]
fn tails_without_moments_say_so() {
    let t = |df| Family::student_t(df, 1.0, 2.0).unwrap();
    assert!(t(1.0).mean().is_nan() && t(1.0).standard_deviation().is_infinite());
    assert_eq!((t(1.5).mean(), t(1.5).standard_deviation()), (1.0, f64::INFINITY));
    let half = t(1.0).truncated(0.0, f64::INFINITY).unwrap();
    assert_eq!((half.mean(), half.standard_deviation()), (f64::INFINITY, f64::INFINITY));
    assert!(t(1.0).truncated(-5.0, 5.0).unwrap().standard_deviation().is_finite());
}

#[test]
fn the_largest_percent_carries_what_it_should() {
    // Lognormal: the share of the mean above the quantile z is Φ(σ − z); exponential: 0.01·(1 + ln 100).
    let share = |family: Result<Family, Broken>| family.unwrap().share_of_largest_percent().unwrap();
    let z = crate::math::normal_quantile(0.99);
    for sigma in [0.5, 1.5, 3.0] {
        close(share(Family::lognormal(0.0, sigma)), crate::math::normal_cdf(sigma - z), 1e-7);
    }
    close(share(Family::exponential(2.0)), 0.01 * (1.0 + crate::math::ln(100.0)), 1e-9);
    close(share(Family::uniform(0.0, 1.0)), 1.0 - 0.99 * 0.99, 1e-9);
    close(share(Family::uniform(-1.0, 0.0)), 1.0 - 0.99 * 0.99, 1e-9);
    assert_eq!(share(Family::metalog(&[(0.05, 0.01), (0.95, 100.0)], Some(0.0), None)), 1.0);
    assert_eq!(Family::normal(1.0, 1.0).unwrap().share_of_largest_percent(), None);
}

#[test]
fn who_says_what() {
    let pool = Family::pool(vec![
        opinion("A", 0.4, Family::normal(0.0, 1.0)),
        opinion("B", 0.6, Family::uniform(2.0, 3.0)),
    ]);
    let pool = pool.unwrap();
    assert_eq!(pool.according_to("B"), &Family::uniform(2.0, 3.0).unwrap());
    assert_eq!(pool.according_to("C"), &pool);
    assert_ne!(pool.according_to("A"), pool.according_to("B"));
}

#[test]
fn a_histogram_holds_the_middle() {
    for family in smooth() {
        let shares = family.histogram(20);
        assert!((shares.iter().sum::<f64>() - 0.98).abs() < 1e-6, "{family:?}");
        assert!(shares.iter().all(|&share| (0.0..=1.0).contains(&share)));
    }
    assert_eq!(Family::bernoulli(0.5).unwrap().histogram(2), [0.5, 0.5]);
}

#[test]
fn a_fault_reads_as_a_sentence() {
    let broken = Family::pert(20.0, 95.0, 60.0, 4.0).unwrap_err();
    assert_eq!(broken.rule.to_string(), "must lie between min 20 and max 60");
    assert_eq!(broken.help, "if 95 is plausible, raise max; the mode is the most likely value, not the mean");
    let broken = Family::normal_from_quantiles(2.0, 1.0).unwrap_err();
    assert_eq!(broken.rule.to_string(), "must be greater than p5 2");
    let broken = Family::metalog(&[(0.05, -1.0), (0.95, 3.0)], Some(0.0), None).unwrap_err();
    assert_eq!(broken.rule.to_string(), "must lie above 0");
}

#[test]
fn only_a_constant_is_certain() {
    assert_eq!(Family::constant(2.5).unwrap().as_constant(), Some(2.5));
    assert!(families()[1..].iter().all(|family| family.as_constant().is_none()));
    assert_eq!(Family::discrete(&[(7.0, 0.5), (7.0, 0.5)]).unwrap().as_constant(), Some(7.0));
    let mut names: Vec<_> = families().iter().map(Family::name).collect();
    names.dedup();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 16, "{names:?}");
}

proptest! {
    #[test]
    fn quantiles_rise(u in 1e-12f64..1.0, v in 1e-12f64..1.0) {
        for family in families() {
            let (low, high) = (family.quantile(u.min(v)), family.quantile(u.max(v)));
            prop_assert!(low <= high + 1e-13 * high.abs(), "{:?}: {} {}", family, low, high);
        }
    }

    #[test]
    fn the_cdf_undoes_the_quantile(u in 0.0001f64..0.9999) {
        for family in smooth() {
            let back = family.cdf(family.quantile(u));
            prop_assert!((back - u).abs() < 1e-11, "{:?}: {}", family, back);
        }
    }

    #[test]
    fn a_quantile_is_the_least_value_that_reaches_its_share(u in 0.0001f64..0.9999) {
        for family in families() {
            let x = family.quantile(u);
            prop_assert!(family.cdf(x) >= u - 1e-11, "{:?}: {}", family, x);
            prop_assert!(family.cdf(x - 1e-6 * (1.0 + x.abs())) < u, "{:?}: {}", family, x);
        }
    }

    #[test]
    fn a_truncation_is_a_condition(low in -2.0f64..2.0, width in 0.2f64..4.0, u in 0.001f64..0.999) {
        // P(X ≤ x | low ≤ X ≤ high) by the ratio of probabilities, for families on either side of 0.
        for whole in [Family::normal(0.3, 1.2), Family::student_t(2.0, 0.0, 1.0), Family::triangular(-3.0, 0.5, 5.0)] {
            let whole = whole.unwrap();
            let (high, part) = (low + width, whole.truncated(low, low + width).unwrap());
            let x = part.quantile(u);
            let share = (whole.cdf(x) - whole.cdf(low)) / (whole.cdf(high) - whole.cdf(low));
            prop_assert!(low <= x && x <= high && (share - u).abs() < 1e-9);
            prop_assert!((part.cdf(x) - u).abs() < 1e-9);
        }
    }

    #[test]
    fn a_pool_is_a_mixture(w in 0.01f64..0.99, u in 0.001f64..0.999, at in -3.0f64..6.0) {
        let (a, b) = (Family::normal(0.0, 1.0), Family::gamma(2.0, 0.7));
        let pool = Family::pool(vec![opinion("A", w, a.clone()), opinion("B", 1.0 - w, b.clone())]).unwrap();
        let (a, b) = (a.unwrap(), b.unwrap());
        prop_assert!((pool.cdf(at) - (w * a.cdf(at) + (1.0 - w) * b.cdf(at))).abs() < 1e-15);
        prop_assert!((pool.cdf(pool.quantile(u)) - u).abs() < 1e-12);
        let second = w * (1.0 + 0.0) + (1.0 - w) * (2.0 / 0.49 + 4.0 / 0.49);
        let mean = (1.0 - w) * 2.0 / 0.7;
        prop_assert!((pool.mean() - mean).abs() < 1e-12);
        prop_assert!((pool.standard_deviation() - (second - mean * mean).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn moments_of_finitely_many_values(values in proptest::collection::vec(-50.0f64..50.0, 1..30)) {
        let family = Family::empirical(&values).unwrap();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
        prop_assert!((family.mean() - mean).abs() < 1e-12);
        prop_assert!((family.standard_deviation() - variance.sqrt()).abs() < 1e-12);
        let total: f64 = family.atoms().iter().map(|atom| atom.weight).sum();
        prop_assert!((total - 1.0).abs() < 1e-12);
    }

    #[test]
    fn many_points_come_back(steps in proptest::collection::vec(0.5f64..2.0, 4..7), bounded: bool) {
        // Values near those of a logistic: most are feasible, and those that are pass through every point.
        let shares = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
        let points: Vec<(f64, f64)> = shares
            .iter()
            .zip(&steps)
            .scan(3.0, |x, (&y, step)| {
                *x += step * 0.8;
                Some((y, *x))
            })
            .collect();
        match Family::metalog(&points, bounded.then_some(0.0), bounded.then_some(40.0)) {
            Ok(family) => {
                for &(y, x) in &points {
                    prop_assert!((family.quantile(y) - x).abs() < 1e-8);
                    prop_assert!((family.cdf(x) - y).abs() < 1e-9);
                }
                let mut last = f64::NEG_INFINITY;
                for i in 1..400 {
                    let x = family.quantile(f64::from(i) / 400.0);
                    prop_assert!(x > last);
                    last = x;
                }
            }
            Err(broken) => prop_assert_eq!(broken.rule, Rule::Infeasible),
        }
    }

    #[test]
    fn a_feasible_metalog_passes_through_its_points(
        first in -50.0f64..50.0, step in 0.01f64..30.0, share in 0.05f64..0.95, which in 0usize..4,
    ) {
        let (middle, last) = (first + step * share, first + step);
        let points = [(0.05, first), (0.5, middle), (0.95, last)];
        let lower = (which % 2 == 1).then_some(first - 2.0);
        let upper = (which >= 2).then_some(last + 5.0);
        match Family::metalog(&points, lower, upper) {
            Ok(family) => for (y, x) in points {
                prop_assert!((family.quantile(y) - x).abs() < 1e-11 * (1.0 + x.abs()));
                prop_assert!((family.cdf(x) - y).abs() < 1e-10);
            },
            Err(broken) => prop_assert_eq!((broken.parameter, broken.rule), (1, Rule::Infeasible)),
        }
    }

    #[test]
    fn any_pert_is_sound(min in -1e6f64..1e6, width in 1e-6f64..1e6, share in 0.0f64..=1.0, ln_lambda in -3.0f64..7.0, u in 1e-9f64..1.0) {
        let max = min + width;
        let mode = (min + share * width).min(max);
        let family = Family::pert(min, mode, max, exp(ln_lambda)).unwrap();
        let x = family.quantile(u);
        prop_assert!(min <= x && x <= max);
    }
}
