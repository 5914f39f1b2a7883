//! Standard normals out of words of 32 bits, for the noise of factors: thousands a trial.

use super::normal::{normal_quantile_near_tail, polynomial};

/// The standard normal that a word stands for: the quantile of (word + ½)·2⁻³², by inversion.
///
/// **Range** ±6.34. **Formula** q·P(r)/Q(r) with r = 0.49² − q², where |q| = |(word + ½)·2⁻³² − ½| ≤ 0.49; beyond it that of
/// [`normal_quantile`](super::normal_quantile).
/// **Source** P and Q of degree 6, fitted by us for the least greatest relative error (Lawson's weights on 240 Chebyshev points): below 1e-9, where a
/// word itself tells z to 3e-10 at best.
#[inline(always)]
pub fn normal_of(word: u32) -> f64 {
    if is_far(word) { normal_of_far(word) } else { normal_of_centre(centred(word)) }
}

/// The standard normal of a word that [`is_far`]; without a branch, for sweeps over columns.
#[inline(always)]
pub fn normal_of_far(word: u32) -> f64 {
    normal_quantile_near_tail(centred(word) + 0.5)
}

/// The distance of a word's number from ½; exact.
#[inline(always)]
pub fn centred(word: u32) -> f64 {
    const CELL: f64 = 1.0 / (1u64 << 32) as f64;
    (f64::from((word ^ 1 << 31) as i32) + 0.5) * CELL
}

/// Whether a word's number is so far from ½ that [`normal_of_centre`] does not hold: one in fifty.
#[inline(always)]
pub fn is_far(word: u32) -> bool {
    // 0.49 and 0.01 of 2³²: the words between are those with |q| ≤ 0.49.
    const FIRST: u32 = 42_949_673;
    word.wrapping_sub(FIRST) > u32::MAX - 2 * FIRST
}

/// The standard normal at a distance of up to 0.49 from the middle of the unit interval; without a branch, for sweeps over columns.
#[inline(always)]
pub fn normal_of_centre(q: f64) -> f64 {
    let r = 0.2401 - q * q;
    q * polynomial(NUMERATOR, r) / polynomial(DENOMINATOR, r)
}

const NUMERATOR: [f64; 7] = [
    4.747_648_717_817_718,
    797.475_518_279_364_9,
    42_529.434_050_526_73,
    837_472.599_072_216_1,
    5_655_472.276_557_372,
    10_193_470.242_420_897,
    2_214_873.094_810_562,
];

const DENOMINATOR: [f64; 7] = [
    1.0,
    182.347_880_101_556_77,
    10_891.280_243_703_848,
    252_139.781_004_354_53,
    2_167_538.890_260_252_6,
    5_808_795.803_587_151,
    3_090_281.798_577_426,
];
