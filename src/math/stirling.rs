//! What remains when Stirling's formula and its like have been taken away: differences that would otherwise cancel.

use super::{ln, ln_1p};

/// ½·ln 2π.
pub(super) const HALF_LN_2_PI: f64 = 0.918_938_533_204_672_8;

/// v − ln(1 + v) for v > −1, without cancellation near 0; 1 + v is given for v near −1.
pub(super) fn log_gap(v: f64, one_plus_v: f64) -> f64 {
    if v.abs() > 0.2 {
        return v - ln(one_plus_v);
    }
    // ln(1 + v) = 2·artanh s with s = v/(2 + v), |s| ≤ 1/9: nine terms leave less than 1e-17.
    let s = v / (2.0 + v);
    let s2 = s * s;
    let mut series = 1.0 / 19.0;
    for odd in [17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0] {
        series = series * s2 + 1.0 / odd;
    }
    s * (v - 2.0 * s2 * series)
}

/// δ(z) = ln Γ(z) − ((z − ½)·ln z − z + ½·ln 2π).
pub(super) fn stirling_remainder(z: f64) -> f64 {
    // The asymptotic series, from z = 9 on to the last bit; below, δ(z) = δ(z + 1) + (z + ½)·ln(1 + 1/z) − 1.
    let mut z = z;
    let mut sum = 0.0;
    while z < 9.0 {
        sum += (z + 0.5) * ln_1p(1.0 / z) - 1.0;
        z += 1.0;
    }
    let w = 1.0 / (z * z);
    let mut series = 43_867.0 / 244_188.0;
    for coefficient in [
        -3_617.0 / 122_400.0,
        1.0 / 156.0,
        -691.0 / 360_360.0,
        1.0 / 1_188.0,
        -1.0 / 1_680.0,
        1.0 / 1_260.0,
        -1.0 / 360.0,
        1.0 / 12.0,
    ] {
        series = series * w + coefficient;
    }
    sum + series / z
}
