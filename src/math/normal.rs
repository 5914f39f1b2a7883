//! The standard normal distribution.

use super::elementary::{ln, ln_of_normal};

/// The standard normal distribution function.
///
/// **Formula** erfc(−z/√2)/2.
#[inline]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// Value of a polynomial, coefficients from the constant upwards.
#[inline(always)]
pub(super) fn polynomial<const N: usize>(coefficients: [f64; N], x: f64) -> f64 {
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
const CENTRE_HALF_WIDTH: f64 = 0.425;

/// The quantile of the standard normal distribution where |u − ½| ≤ 0.425, 85 % of the draws.
#[inline]
fn normal_quantile_centre(u: f64) -> f64 {
    let q = u - 0.5;
    let r = 0.180_625 - q * q;
    q * polynomial(CENTRE.0, r) / polynomial(CENTRE.1, r)
}

/// [`normal_quantile`] in the tails, but for the last 2e-11 of either, where √(−ln p) is not below 5; without a branch, for sweeps over columns.
#[inline(always)]
pub(super) fn normal_quantile_near_tail(u: f64) -> f64 {
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
