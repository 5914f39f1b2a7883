//! Sums over vectors, in the order of their entries.

/// **Formula** Σ aᵢbᵢ.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b)
}

/// **Formula** √Σ aᵢ², scaled by the largest entry so that nothing overflows or vanishes.
pub fn norm(a: &[f64]) -> f64 {
    let largest = a.iter().fold(0.0f64, |most, a| most.max(a.abs()));
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    let scale = power_of_two(largest);
    scale * a.iter().fold(0.0, |sum, a| sum + (a / scale) * (a / scale)).sqrt()
}

/// **Formula** to + by·of.
pub fn add_multiple(to: &mut [f64], by: f64, of: &[f64]) {
    for (to, of) in to.iter_mut().zip(of) {
        *to += by * of;
    }
}

/// The largest power of two that is at most x: scaling by it is exact.
///
/// **Range** x positive and normal; 1 otherwise.
pub fn power_of_two(x: f64) -> f64 {
    if !x.is_normal() || x < 0.0 {
        return 1.0;
    }
    f64::from_bits(x.to_bits() & 0x7ff0_0000_0000_0000)
}

/// The matrix whose product with (a, b) is (h, 0), as cosine and sine, and h ≥ 0.
pub fn rotation(a: f64, b: f64) -> (f64, f64, f64) {
    let h = norm(&[a, b]);
    if h == 0.0 { (1.0, 0.0, 0.0) } else { (a / h, b / h, h) }
}

/// Turns two vectors by a [`rotation`].
///
/// **Formula** (x, y) ↦ (cx + sy, cy − sx).
pub fn rotate(x: &mut [f64], y: &mut [f64], cosine: f64, sine: f64) {
    for (x, y) in x.iter_mut().zip(y) {
        (*x, *y) = (cosine * *x + sine * *y, cosine * *y - sine * *x);
    }
}
