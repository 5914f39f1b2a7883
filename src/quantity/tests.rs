//! Laws that hold for every family, and answers that somebody else published.

use super::*;
use crate::math::{exp, logistic};
use proptest::prelude::*;
use statrs::distribution::ContinuousCDF;

fn close(found: f64, expected: f64, relative: f64) {
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
fn families() -> Vec<Family> {
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
    ]
    .into_iter()
    .map(Result::unwrap)
    .collect()
}

#[test]
fn moments_are_those_of_the_quantile_function() {
    // ∫ x(u) du by trapezoids over the log-odds t = 2·sinh s of u, an independent road to both moments.
    for family in families() {
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
    let names: Vec<_> = families().iter().map(Family::name).collect();
    assert_eq!(names[0], "constant");
    assert_eq!(names[19], "metalog");
}

#[test]
fn quantiles_keep_their_bits() {
    // A change here changes every run: it lands alone and is named in the change log.
    let found: Vec<(&str, u64, u64)> = families()
        .iter()
        .map(|f| (f.name(), f.quantile(0.1).to_bits(), f.quantile(0.83).to_bits()))
        .collect();
    assert_eq!(found, BITS);
}

/// Each family's name with its 10 % and 83 % quantiles.
const BITS: [(&str, u64, u64); 20] = [
    ("constant", 0x4004_0000_0000_0000, 0x4004_0000_0000_0000),
    ("pert", 0x3fec_c4c8_53b4_36c2, 0x4012_fc78_c021_c43d),
    ("pert", 0xc005_5bdb_6e31_c9a0, 0x3ff0_fe2e_3ede_8328),
    ("pert", 0x3fee_409c_d4e3_3bd4, 0x3fef_dada_db6a_5b58),
    ("triangular", 0x3ff6_a09e_667f_3bcd, 0x4019_3fac_b1f3_0dea),
    ("triangular", 0xbfec_b73a_26d8_db2e, 0x3fc6_72d0_a200_7968),
    ("triangular", 0xbfd7_85d9_3b6f_6de2, 0x3fea_4e88_ccde_c082),
    ("uniform", 0xbff3_3333_3333_3333, 0x4012_8f5c_28f5_c28f),
    ("normal", 0x3fdb_f61e_48ec_9660, 0x4013_a221_6469_f092),
    ("normal", 0xbfdc_a915_8767_2250, 0x4007_9a11_3f91_d532),
    ("lognormal", 0x3fef_9942_f20a_cd4f, 0x4003_51c1_8093_c919),
    ("lognormal", 0x4019_ca76_6947_fa7a, 0x403e_d53e_da7e_d1f9),
    ("beta", 0x3fc2_3f62_3981_3d77, 0x3fe3_7585_1e53_3210),
    ("beta", 0x3f90_0615_f052_fd09, 0x3fea_9ca1_fa7d_2f83),
    ("beta", 0x3f78_7a15_8716_820c, 0x3fa9_b7fa_23f9_f281),
    ("metalog", 0x4041_8000_0000_0000, 0x4050_da3a_4ac9_5e95),
    ("metalog", 0x4041_7fff_ffff_ffff, 0x4050_b287_68d1_a01f),
    ("metalog", 0x4041_7fff_ffff_fffe, 0x4051_13c4_b1d7_490a),
    ("metalog", 0x4041_8000_0000_0000, 0x4051_0c2d_f576_c259),
    ("metalog", 0x3fbf_55c0_6474_34d6, 0x3fd3_9575_e734_82b0),
];

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
        for family in &families()[1..] {
            let back = family.cdf(family.quantile(u));
            prop_assert!((back - u).abs() < 1e-11, "{:?}: {}", family, back);
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
