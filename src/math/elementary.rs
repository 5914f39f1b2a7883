//! Elementary functions, with the same bits on every platform.

/// Above this, [`exp`] is infinite.
pub(super) const EXP_MAX: f64 = 709.0;

/// Below this, [`exp`] is 0.
pub(super) const EXP_MIN: f64 = -708.0;

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
