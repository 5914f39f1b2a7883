//! Mathematical functions with the same bits on every platform.
//!
//! The standard library hands `exp`, `ln` and their kin to the system, whose last bits differ from machine to machine.
//! Here everything is IEEE addition, multiplication, division and square root in a fixed order (no fused
//! multiply-add), or the pinned crate `libm`, which is the same.

mod beta;
mod elementary;
mod gamma;
mod noise;
mod normal;
mod stirling;

pub use beta::{BetaShape, beta_cdf, beta_quantile};
pub use elementary::{asin, exp, exp_m1, ln, ln_1p, ln_of_normal, logistic, pow, sin};
pub use gamma::{GammaShape, gamma, ln_gamma};
pub use noise::{centred, is_far, normal_of, normal_of_centre, normal_of_far};
pub use normal::{normal_cdf, normal_quantile};

#[cfg(test)]
mod tests {
    use super::elementary::{EXP_MAX, EXP_MIN};
    use super::*;
    use proptest::prelude::*;
    use statrs::distribution::{ContinuousCDF, Normal};

    pub(super) fn assert_close(found: f64, expected: f64, relative: f64) {
        assert!(
            (found - expected).abs() <= relative * expected.abs(),
            "found {found:e}, expected {expected:e}, relative error {:e}",
            (found - expected) / expected
        );
    }

    #[test]
    fn exp_agrees_with_a_reference_to_1e_15() {
        for i in -70_800..=70_900 {
            let x = f64::from(i) * 0.01 + 1e-4 * f64::from(i % 97);
            if (EXP_MIN..=EXP_MAX).contains(&x) {
                assert_close(exp(x), libm::exp(x), 1e-15);
            }
        }
        for i in -2000..=2000 {
            let x = f64::from(i) * 1e-3;
            assert_close(exp(x), libm::exp(x), 5e-16);
        }
    }

    #[test]
    fn exp_saturates_and_keeps_nan() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-0.0), 1.0);
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert_eq!(exp(f64::INFINITY), f64::INFINITY);
        assert_eq!(exp(-708.5), 0.0);
        assert_eq!(exp(709.5), f64::INFINITY);
        assert!(exp(f64::NAN).is_nan());
        assert!(exp(-f64::NAN).is_nan());
        assert!(exp(f64::from_bits(0x7ff8_0000_0000_0abc)).is_nan());
    }

    #[test]
    fn logistic_stays_between_0_and_1() {
        assert_eq!(logistic(0.0), 0.5);
        assert_eq!(logistic(f64::INFINITY), 1.0);
        assert_eq!(logistic(f64::NEG_INFINITY), 0.0);
        assert_eq!(logistic(-1000.0), 0.0);
        assert_close(logistic(-2.0), 0.119_202_922_022_117_56, 1e-15);
    }

    #[test]
    fn ln_has_the_bits_of_libm() {
        let bits = |x: f64| (ln(x).to_bits(), libm::log(x).to_bits());
        let special =
            [0.0, -0.0, 1.0, -1.0, f64::INFINITY, f64::MAX, f64::MIN_POSITIVE, f64::MIN_POSITIVE / 4.0];
        let roots = [0.5f64.sqrt(), 2f64.sqrt()].map(|x| [x.next_down(), x, x.next_up()]);
        for x in special.into_iter().chain(roots.into_iter().flatten()) {
            let (ours, theirs) = bits(x);
            assert_eq!(ours, theirs, "{x}");
        }
        assert!(ln(f64::NAN).is_nan());
        let mut word = 1u64;
        for _ in 0..100_000 {
            word = word.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            // Any positive number, and one of the unit interval.
            for x in [f64::from_bits(word >> 1), (word >> 12) as f64 / (1u64 << 52) as f64] {
                let (ours, theirs) = bits(x);
                assert!(ours == theirs || x.is_nan(), "{x}");
            }
        }
    }

    #[test]
    fn normal_quantile_agrees_with_references_to_forty_digits() {
        for (u, z) in [
            (0.05, -1.644_853_626_951_472_6),
            (0.3, -0.524_400_512_708_040_8),
            (0.975, 1.959_963_984_540_053_8),
            (1e-10, -6.361_340_902_404_057),
            (1e-300, -37.047_096_299_361_2),
            (0.4, -0.253_347_103_135_799_7),
            (0.07, -1.475_791_028_179_170_6),
        ] {
            assert_close(normal_quantile(u), z, 5e-16);
        }
        assert_eq!(normal_quantile(0.5), 0.0);
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert!(normal_quantile(-0.1).is_nan() && normal_quantile(1.1).is_nan());
        assert!(normal_quantile(f64::NAN).is_nan());
    }

    #[test]
    fn normals_of_words_are_quantiles_to_1e_9() {
        let quantile = |word: u32| normal_quantile((f64::from(word) + 0.5) / (1u64 << 32) as f64);
        let borders = [42_949_672, 42_949_673, u32::MAX - 42_949_673, u32::MAX - 42_949_672];
        let others = [0, 1, 1 << 30, (1 << 31) - 1, 1 << 31, u32::MAX];
        let spread = (0..200_000u32).map(|i| i.wrapping_mul(2_654_435_769));
        for word in borders.into_iter().chain(others).chain(spread) {
            assert_close(normal_of(word), quantile(word), 1e-9);
            assert_eq!(normal_of(word), -normal_of(!word), "{word}");
        }
        // They rise, also from the tails to the centre and back.
        for pair in borders.windows(2).map(|pair| [pair[0], pair[1]]).chain([[0, 1]]) {
            assert!(normal_of(pair[0]) < normal_of(pair[1]), "{pair:?}");
        }
        assert!(is_far(borders[0]) && !is_far(borders[1]) && !is_far(borders[2]) && is_far(borders[3]));
    }

    #[test]
    fn normal_cdf_agrees_with_references() {
        for (z, p) in [
            (-10.0, 7.619_853_024_160_525e-24),
            (-3.0, 0.001_349_898_031_630_094_6),
            (-1.0, 0.158_655_253_931_457_05),
            (0.5, 0.691_462_461_274_013_1),
            (2.0, 0.977_249_868_051_820_8),
            (6.0, 0.999_999_999_013_412_3),
        ] {
            assert_close(normal_cdf(z), p, 2e-14);
        }
        let oracle = Normal::standard();
        for i in -80..=80 {
            let z = f64::from(i) * 0.1;
            assert!((normal_cdf(z) - oracle.cdf(z)).abs() < 1e-10, "z = {z}");
        }
    }

    #[test]
    fn bits_are_written_out() {
        // A change here changes every run: it lands alone and is named in the change log.
        for (value, bits) in [
            (exp(1.0), 0x4005_bf0a_8b14_576a),
            (exp(-0.3), 0x3fe7_b4c8_69c3_7c05),
            (ln(10.0), 0x4002_6bb1_bbb5_5516),
            (normal_quantile(0.05), 0xbffa_5152_0967_6abd),
            (normal_quantile(0.3), 0xbfe0_c7e3_9582_c5fa),
            (normal_quantile(1e-10), 0xc019_7203_597a_2154),
            (normal_of(0), 0xc019_5a11_98fc_f3d5),
            (normal_of(1 << 30), 0xbfe5_956b_872a_ffec),
            (normal_cdf(-1.5), 0x3fb1_1a46_d896_47ed),
            (beta_quantile(0.1, 1.8, 4.2), 0x3fb7_03d3_7629_c568),
            (beta_cdf(0.3, 2.0, 3.0), 0x3fd6_4a8c_154c_9861),
        ] {
            assert_eq!(value.to_bits(), bits, "{value}");
        }
    }

    proptest! {
        #[test]
        fn cdf_undoes_the_normal_quantile(u in 1e-300f64..1.0) {
            let back = normal_cdf(normal_quantile(u));
            prop_assert!((back - u).abs() <= 1e-12 * u);
        }

        #[test]
        fn exp_rises(x in -708.0f64..708.0, step in 1e-9f64..1.0) {
            prop_assert!(exp(x + step) >= exp(x));
        }
    }
}
