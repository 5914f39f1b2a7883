//! Families by their moments and by two quantiles, and how much work it takes to learn about them.

use proptest::prelude::*;

use super::tests::{close, families};
use super::*;
use crate::math::exp;

/// What a family's quantile function is asked for in counting how much work something takes.
#[derive(Debug)]
struct Counted(Family, std::sync::atomic::AtomicUsize);

impl PartialEq for Counted {
    fn eq(&self, other: &Counted) -> bool {
        self.0 == other.0
    }
}

impl Law for Counted {
    fn name(&self) -> &'static str {
        self.0.name()
    }
    fn quantile(&self, u: f64) -> f64 {
        self.1.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.0.quantile(u)
    }
    fn cdf(&self, x: f64) -> f64 {
        self.0.cdf(x)
    }
    fn mean(&self) -> f64 {
        self.0.mean()
    }
    fn standard_deviation(&self) -> f64 {
        self.0.standard_deviation()
    }
    fn support(&self) -> (f64, f64) {
        self.0.support()
    }
}

#[test]
fn integrals_over_noise_come_to_an_end() {
    // Deep in a tail the last digits of a quantile are noise, and no halving makes them smooth: this took millions of evaluations.
    let spread = |family: Family, low: f64, high: f64| {
        let counted = std::sync::Arc::new(Counted(family, 0.into()));
        let truncated = Family(counted.clone()).truncated(low, high).unwrap();
        let (mean, sd) = truncated.moments();
        assert!((low..=high).contains(&mean) && sd > 0.0, "{truncated:?}: {mean} {sd}");
        (mean, sd, counted.1.load(std::sync::atomic::Ordering::Relaxed))
    };
    for (family, low, high) in [
        (Family::normal(0.0, 1.0), 4.7, f64::INFINITY),
        (Family::student_t(0.1, 0.0, 1.0), 0.0, 1e60),
        (Family::student_t(1.0, 0.0, 1.0), 0.0, 1e6),
        (Family::lognormal(0.0, 10.0), 1.0, 1e30),
        (Family::lognormal(0.0, 3.0), 1.0, 1e9),
        (Family::beta(0.001, 3.0), 0.0, 0.5),
    ] {
        let (_, _, evaluations) = spread(family.unwrap(), low, high);
        // By adaptive Simpson it took up to 48,000: 5,000 such numbers then took eighteen seconds to check.
        assert!(evaluations < 4_000, "{evaluations}");
    }
    // Mills' ratio: the mean of a normal above a is φ(a)/(1 − Φ(a)); its variance 1 + a·mean − mean².
    let (mean, sd, _) = spread(Family::normal(0.0, 1.0).unwrap(), 4.7, f64::INFINITY);
    let density = exp(-0.5 * 4.7 * 4.7) / (2.0 * std::f64::consts::PI).sqrt();
    let expected = density / crate::math::normal_cdf(-4.7);
    close(mean, expected, 1e-8);
    close(sd, (1.0 + 4.7 * expected - expected * expected).sqrt(), 1e-6);
}

#[test]
fn a_gap_in_a_pool_is_cut_at_wherever_it_lies() {
    // Two experts who leave a gap between them: a jump of the quantile function, which no rule of quadrature sees near the end of a cell.
    for weight in [0.501, 0.5, 0.0109, 0.25, 0.333, 0.9, 0.989] {
        let say = |expert: &str, weight: f64, low: f64| Opinion {
            expert: expert.into(),
            weight,
            family: Family::uniform(low, low + 1.0).unwrap(),
        };
        let pool = Family::pool(vec![say("a", weight, 0.0), say("b", 1.0 - weight, 10.0)]).unwrap();
        let (mean, sd) = pool.truncated(-1.0, 12.0).unwrap().moments();
        let expected = 0.5 + 10.0 * (1.0 - weight);
        close(mean, expected, 1e-9);
        close(sd, (1.0 / 12.0 + 100.0 * weight * (1.0 - weight)).sqrt(), 1e-9);
    }
}

#[test]
fn the_largest_percent_needs_no_integral_where_there_is_a_closed_form() {
    for family in families() {
        let (low, high) = family.support();
        let edge = family.quantile(if low >= 0.0 { 0.99 } else { 0.01 });
        let Some(upto) = family.0.mean_up_to(edge) else { continue };
        // E[X; X ≤ x] is ∫ Q(u) du up to F(x).
        let by_integral = moments::integral(
            &|u| family.quantile(u),
            &family.0.jumps(),
            0.0..family.cdf(edge).min(1.0 - 1e-15),
        );
        let scale = family.standard_deviation().max(1e-9) + upto.abs();
        let smooth = family.atoms().is_empty();
        assert!(
            (upto - by_integral).abs() <= if smooth { 1e-7 } else { 1e-3 } * scale,
            "{family:?}: {upto} {by_integral}"
        );
        if high.is_finite()
            && let Some(all) = family.0.mean_up_to(f64::INFINITY)
        {
            assert!((all - family.mean()).abs() <= 1e-7 * scale, "{family:?}");
        }
    }
}

#[test]
fn moments_give_the_families_that_have_them() {
    for (mean, sd) in [(4.0, 2.0), (0.3, 0.1), (1e-3, 5e-4), (200.0, 450.0)] {
        let mut found = vec![
            Family::normal(mean, sd).unwrap(),
            Family::lognormal_from_moments(mean, sd).unwrap(),
            Family::gamma_from_moments(mean, sd).unwrap(),
            Family::weibull_from_moments(mean, sd).unwrap(),
        ];
        if mean < 1.0 {
            found.push(Family::beta_from_moments(mean, sd).unwrap());
        }
        for family in found {
            close(family.mean(), mean, 1e-13);
            close(family.standard_deviation(), sd, 2e-12);
        }
    }
    // Narrow and wide ones too.
    for ratio in [1e-12, 1e-6, 0.01, 50.0, 1e9] {
        let family = Family::lognormal_from_moments(3.0, 3.0 * ratio).unwrap();
        close(family.mean(), 3.0, 1e-12);
        close(family.standard_deviation(), 3.0 * ratio, 1e-9);
    }
}

#[test]
fn moments_that_no_member_has_are_refused_with_what_can_be() {
    let fault = |family: Result<Family, Broken>| {
        let broken = family.unwrap_err();
        (broken.parameter, broken.rule)
    };
    let (parameter, rule) = fault(Family::beta_from_moments(0.3, 0.5));
    let Rule::NotInside { low, high } = rule else { panic!("{rule:?}") };
    assert_eq!(parameter, 1);
    assert!(
        Family::beta_from_moments(0.3, low * 1.001).is_ok()
            && Family::beta_from_moments(0.3, high * 0.999).is_ok()
    );
    assert!(Family::beta_from_moments(0.3, high * 1.001).is_err());
    assert_eq!(fault(Family::beta_from_moments(1.0, 0.1)).0, 0);
    for family in [Family::weibull_from_moments(3.0, 2e6), Family::weibull_from_moments(3.0, 1e-5)] {
        let (parameter, rule) = fault(family);
        let Rule::OutsideRange { low, high, .. } = rule else { panic!("{rule:?}") };
        assert_eq!(parameter, 1);
        assert!(Family::weibull_from_moments(3.0, low * 1.001).is_ok());
        assert!(Family::weibull_from_moments(3.0, high * 0.999).is_ok());
    }
    for bad in [-1.0, 0.0, f64::NAN, f64::INFINITY] {
        assert_eq!(fault(Family::lognormal_from_moments(bad, 1.0)).0, 0);
        assert_eq!(fault(Family::lognormal_from_moments(1.0, bad)).0, 1);
        assert_eq!(fault(Family::lognormal_from_median(bad, 1.0)).0, 0);
        assert_eq!(fault(Family::weibull_from_moments(1.0, bad)).0, 1);
        assert_eq!(fault(Family::beta_from_moments(0.5, bad)).0, 1);
        assert_eq!(fault(Family::gamma_from_scale(1.0, bad)).0, 1);
    }
}

proptest! {
    #[test]
    fn two_quantiles_come_back(p in 1u8..=98, step in 1u8..=98, x in -50.0f64..50.0, width in 0.01f64..90.0) {
        let r = (p + step).min(99);
        prop_assume!(p < r);
        let [u, v] = [p, r].map(|percent| f64::from(percent) / 100.0);
        let normal = Family::normal_through([(p, x), (r, x + width)]).unwrap();
        prop_assert!((normal.quantile(u) - x).abs() <= 1e-10 * (x.abs() + width));
        prop_assert!((normal.quantile(v) - x - width).abs() <= 1e-10 * (x.abs() + width));
        let (low, high) = (exp(0.1 * x), exp(0.1 * (x + width)));
        let lognormal = Family::lognormal_through([(p, low), (r, high)]).unwrap();
        prop_assert!((lognormal.quantile(u) / low - 1.0).abs() < 1e-10);
        prop_assert!((lognormal.quantile(v) / high - 1.0).abs() < 1e-10);
    }

    #[test]
    fn the_check_of_many_quantiles_is_short(values in prop::collection::vec(0.001f64..10.0, 11)) {
        // Eleven quantiles that rise by chance: most cannot be, and the word on what is in the way tries each of nine once.
        let probabilities = [0.01, 0.05, 0.1, 0.2, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95, 0.99];
        let mut x = 0.0;
        let points: Vec<(f64, f64)> = probabilities.iter().zip(values).map(|(p, step)| { x += step; (*p, x) }).collect();
        let before = metalog::tried();
        let _ = Family::metalog(&points, None, None);
        prop_assert!(metalog::tried() - before <= 10, "{}", metalog::tried() - before);
    }
}

#[test]
fn few_quantiles_bound_what_the_largest_percent_carries() {
    let half = |df, low, high| Family::student_t(df, 0.0, 1.0).unwrap().truncated(low, high).unwrap();
    let bounded = [half(0.1, 0.0, 50.0), half(0.1, 1.0, 1000.0), half(0.3, -9.0, 0.0), half(0.1, 0.0, 1e9)];
    for family in bounded.into_iter().chain([Family::uniform(-1.0, 0.0).unwrap()]) {
        let (bound, share) = (family.bound_on_largest_percent(), family.share_of_largest_percent().unwrap());
        assert!(
            share <= bound && bound < 2.0 * share + 0.02,
            "{family:?}: {share} is told as at most {bound}"
        );
    }
    for family in [Family::lognormal(0.0, 3.0), Family::normal(1.0, 1.0), Family::constant(0.0)] {
        assert_eq!(family.unwrap().bound_on_largest_percent(), 1.0);
    }
}
