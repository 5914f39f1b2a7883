//! Mathematical functions with the same bits on every platform.
//!
//! The standard library hands `exp`, `ln` and their kin to the system, whose last bits differ from machine to machine.
//! Here everything is IEEE addition, multiplication, division and square root in a fixed order (no fused
//! multiply-add), or the pinned crate `libm`, which is the same.

mod beta;
mod gamma;
mod stirling;

pub use beta::{BetaShape, beta_cdf, beta_quantile};
pub use gamma::{GammaShape, gamma, ln_gamma};

/// Above this, [`exp`] is infinite.
const EXP_MAX: f64 = 709.0;
/// Below this, [`exp`] is 0.
const EXP_MIN: f64 = -708.0;
/// 1.5·2⁵²: adding it rounds a small number to a whole one and leaves that in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// The leading 32 bits of ln 2, so that a small whole number times it is exact …
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
/// … and the rest of ln 2.
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// (eʳ − 1 − r)/r² as a polynomial of degree 9: interpolation in the ten Chebyshev nodes of ±1.0001·(ln 2)/2,
/// solved with 50 digits; the relative error of eʳ is below 1.7e-17 before rounding.
const EXP: [f64; 10] = [
    0.500_000_000_000_000_1,
    0.166_666_666_666_666_69,
    0.041_666_666_666_624_13,
    0.008_333_333_333_330_062,
    0.001_388_888_891_721_371_7,
    0.000_198_412_698_630_536_18,
    2.480_152_129_595_437_6e-5,
    2.755_726_845_999_706_4e-6,
    2.762_008_844_540_974_6e-7,
    2.510_038_549_551_032e-8,
];

/// The exponential function.
///
/// **Range** 0 below −708, infinite above 709; NaN stays NaN.
/// **Formula** eˣ = 2ᵏ·eʳ with k = x/ln 2 rounded and |r| ≤ (ln 2)/2; relative error below 1e-15.
/// Free of branches and tables, so that a loop over a slice runs in vector registers.
#[inline]
pub fn exp(x: f64) -> f64 {
    let held = if x > EXP_MAX { EXP_MAX } else { x };
    let held = if held < EXP_MIN { EXP_MIN } else { held };
    let shifted = held * std::f64::consts::LOG2_E + ROUNDER;
    let k = shifted - ROUNDER;
    let r = (held - k * LN_2_HIGH) - k * LN_2_LOW;
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = (EXP[0] + EXP[1] * r) + (EXP[2] + EXP[3] * r) * r2;
    let high = ((EXP[4] + EXP[5] * r) + (EXP[6] + EXP[7] * r) * r2) + (EXP[8] + EXP[9] * r) * r4;
    let fraction = 1.0 + (r + r2 * (low + high * r4));
    let power = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1023 << 52));
    let value = fraction * power;
    let value = if x > EXP_MAX { f64::INFINITY } else { value };
    if x < EXP_MIN { 0.0 } else { value }
}

/// The natural logarithm.
///
/// **Range** −∞ at 0, NaN below.
#[inline]
pub fn ln(x: f64) -> f64 {
    let usual = (f64::MIN_POSITIVE..f64::INFINITY).contains(&x);
    if usual { ln_of_normal(x) } else { libm::log(x) }
}

/// Coefficients of (ln(1 + f) − 2s)/s in s² = (f/(2 + f))², minimax on √½ to √2.
///
/// **Source** FreeBSD's msun, `e_log.c`; the crate `libm` has the same, so that [`ln`] has its bits.
const LN: [f64; 7] = [
    0.666_666_666_666_673_5,
    0.399_999_999_994_094_2,
    0.285_714_287_436_623_9,
    0.222_221_984_321_497_84,
    0.181_835_721_616_180_5,
    0.153_138_376_992_093_73,
    0.147_981_986_051_165_86,
];

/// [`ln`] of a positive number that is neither infinite nor subnormal; without a branch, for sweeps over columns.
///
/// **Formula** x = 2ᵏ·(1 + f) with √½ ≤ 1 + f < √2; ln x = k·ln 2 + ln(1 + f).
#[inline(always)]
pub fn ln_of_normal(x: f64) -> f64 {
    /// The leading half of √½; its trailing half is dropped, which moves the border by nothing that matters.
    const ROOT_HALF: u64 = 0x3fe6_a09e << 32;
    // Bits above those of √½: the exponent is k, and what is left is the fraction of 1 + f above √½.
    let above = x.to_bits().wrapping_sub(ROOT_HALF);
    let k = f64::from_bits(ROUNDER.to_bits().wrapping_add((above as i64 >> 52) as u64)) - ROUNDER;
    let f = f64::from_bits((above & (u64::MAX >> 12)).wrapping_add(ROOT_HALF)) - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let odd = w * (LN[1] + w * (LN[3] + w * LN[5]));
    let even = z * (LN[0] + w * (LN[2] + w * (LN[4] + w * LN[6])));
    let half_square = 0.5 * f * f;
    s * (half_square + (even + odd)) + k * LN_2_LOW - half_square + f + k * LN_2_HIGH
}

/// ln(1 + x), accurate for small x.
#[inline]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// eˣ − 1, accurate for small x.
#[inline]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// The sine of an angle in radians.
#[inline]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// The angle in radians with this sine; NaN outside −1 to 1.
#[inline]
pub fn asin(x: f64) -> f64 {
    libm::asin(x)
}

/// x to the power y.
///
/// **Range** NaN where x < 0 and y is not whole.
#[inline]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// The logistic function.
///
/// **Range** 0 to 1, for every x. **Formula** 1/(1 + e⁻ˣ).
#[inline]
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// The standard normal distribution function.
///
/// **Formula** erfc(−z/√2)/2.
#[inline]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// Value of a polynomial, coefficients from the constant upwards.
#[inline(always)]
fn polynomial<const N: usize>(coefficients: [f64; N], x: f64) -> f64 {
    let mut value = coefficients[N - 1];
    for i in (0..N - 1).rev() {
        value = value * x + coefficients[i];
    }
    value
}

/// The quantile of the standard normal distribution.
///
/// **Range** −∞ at 0, +∞ at 1, NaN outside 0 to 1.
/// **Source** Wichura, algorithm AS 241 (PPND16), Applied Statistics 37 (1988): relative error about 1e-16.
#[inline]
pub fn normal_quantile(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= CENTRE_HALF_WIDTH { normal_quantile_centre(u) } else { normal_quantile_tail(u, q) }
}

/// Half the width of the range in which [`normal_quantile`] is [`normal_quantile_centre`].
pub const CENTRE_HALF_WIDTH: f64 = 0.425;

/// The quantile of the standard normal distribution where |u − ½| ≤ 0.425, 85 % of the draws; without a branch, for sweeps over columns.
#[inline]
pub fn normal_quantile_centre(u: f64) -> f64 {
    let q = u - 0.5;
    let r = 0.180_625 - q * q;
    q * polynomial(CENTRE.0, r) / polynomial(CENTRE.1, r)
}

/// How near to 0 and 1 [`normal_quantile_near_tail`] holds; there √(−ln p) is still below 5.
pub const NEAR_TAIL: f64 = 2e-11;

/// [`normal_quantile`] in the tails as far as [`NEAR_TAIL`]; without a branch, for sweeps over columns.
#[inline(always)]
pub fn normal_quantile_near_tail(u: f64) -> f64 {
    let q = u - 0.5;
    let p = if q < 0.0 { u } else { 1.0 - u };
    let r = (-ln_of_normal(p)).sqrt() - 1.6;
    (polynomial(TAIL.0, r) / polynomial(TAIL.1, r)).copysign(q)
}

/// The two tails, 15 % of the draws: apart, so that the centre inlines.
fn normal_quantile_tail(u: f64, q: f64) -> f64 {
    let p = if q < 0.0 { u } else { 1.0 - u };
    if p <= 0.0 || p.is_nan() {
        return match p == 0.0 {
            true => f64::INFINITY.copysign(q),
            false => f64::NAN,
        };
    }
    let r = (-ln(p)).sqrt();
    let z = if r <= 5.0 {
        polynomial(TAIL.0, r - 1.6) / polynomial(TAIL.1, r - 1.6)
    } else {
        polynomial(FAR_TAIL.0, r - 5.0) / polynomial(FAR_TAIL.1, r - 5.0)
    };
    z.copysign(q)
}

/// Numerator and denominator of a rational approximation (AS 241).
type Rational = ([f64; 8], [f64; 8]);

/// AS 241, |u − 1/2| ≤ 0.425.
const CENTRE: Rational = (
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_545,
    ],
);
/// AS 241, √(−ln p) ≤ 5.
const TAIL: Rational = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);
/// AS 241, √(−ln p) > 5.
const FAR_TAIL: Rational = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

#[cfg(test)]
mod tests {
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
