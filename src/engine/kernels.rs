//! The innermost sweeps over whole columns, compiled for several instruction sets and chosen when the program runs.
//!
//! Additions, multiplications and divisions are those of IEEE 754 on every one of them, never fused, so the bits are the same.

use multiversion::multiversion;

use crate::math;

/// sum += weight · x
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn add_scaled(sums: &mut [f64], weights: &[f64], xs: &[f64]) {
    for ((sum, weight), x) in sums.iter_mut().zip(weights).zip(xs) {
        *sum += weight * x;
    }
}

/// x ← exp(x)
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn exponentials(xs: &mut [f64]) {
    for x in xs {
        *x = math::exp(*x);
    }
}

/// x ← 1 / (1 + exp(−x / width))
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn acceptances(surpluses: &mut [f64], widths: &[f64]) {
    for (x, width) in surpluses.iter_mut().zip(widths) {
        *x = math::logistic(*x / width);
    }
}

/// x ← x · y
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn multiply(xs: &mut [f64], ys: &[f64]) {
    for (x, y) in xs.iter_mut().zip(ys) {
        *x *= y;
    }
}

/// x ← x · (1 − y)
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn multiply_by_rest(xs: &mut [f64], ys: &[f64]) {
    for (x, y) in xs.iter_mut().zip(ys) {
        *x *= 1.0 - y;
    }
}

/// x ← x − y
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn subtract(xs: &mut [f64], ys: &[f64]) {
    for (x, y) in xs.iter_mut().zip(ys) {
        *x -= y;
    }
}

/// x ← x / 12
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn by_month(xs: &mut [f64]) {
    for x in xs {
        *x /= 12.0;
    }
}

/// u ← the standard normal quantile of u: the centre in a sweep, the tails one by one.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn normal_quantiles(us: &mut [f64]) {
    const STRETCH: usize = 64;
    let mut centre = [0.0; STRETCH];
    for stretch in us.chunks_mut(STRETCH) {
        for (z, u) in centre.iter_mut().zip(stretch.iter()) {
            *z = math::normal_quantile_centre(*u);
        }
        for (u, z) in stretch.iter_mut().zip(&centre) {
            let central = (*u - 0.5).abs() <= math::CENTRE_HALF_WIDTH;
            *u = if central { *z } else { math::normal_quantile(*u) };
        }
    }
}

/// What moves a factor in one month, a number a lane each.
#[derive(Clone, Copy)]
pub struct Push<'c> {
    /// Mean, or drift a year.
    pub mean: &'c [f64],
    /// φ (not used by a walk).
    pub phi: &'c [f64],
    /// What drivers add to the mean or drift.
    pub adds: &'c [f64],
    /// Standard deviation of the noise.
    pub deviation: &'c [f64],
    /// Standard normal noise.
    pub noise: &'c [f64],
    /// Impulses.
    pub impulse: &'c [f64],
    /// Bounds.
    pub bounds: (f64, f64),
}

/// A month of a mean-reverting factor.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn revert(levels: &[f64], next: &mut [f64], push: Push) {
    let Push { mean, phi, adds, deviation, noise, impulse, bounds: (min, max) } = push;
    let rows = levels.iter().zip(mean).zip(adds).zip(phi).zip(deviation).zip(noise).zip(impulse);
    for (next, ((((((x, mean), adds), phi), deviation), e), j)) in next.iter_mut().zip(rows) {
        let mean = mean + adds;
        *next = hold(mean + (x - mean) * phi + deviation * e + j, min, max);
    }
}

/// A month of a random walk.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn walk(levels: &[f64], next: &mut [f64], push: Push) {
    let Push { mean, adds, deviation, noise, impulse, bounds: (min, max), .. } = push;
    let rows = levels.iter().zip(mean).zip(adds).zip(deviation).zip(noise).zip(impulse);
    for (next, (((((x, mean), adds), deviation), e), j)) in next.iter_mut().zip(rows) {
        *next = hold(x + (mean + adds) / 12.0 + deviation * e + j, min, max);
    }
}

/// A level held within its bounds; NaN stays NaN.
#[inline]
pub fn hold(x: f64, min: f64, max: f64) -> f64 {
    let x = if x < min { min } else { x };
    if x > max { max } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sweep_gives_the_bits_of_one_number_at_a_time() {
        let us: Vec<f64> = (0..1000).map(|i| (f64::from(i) + 0.5) / 1000.0).collect();
        let mut swept = us.clone();
        normal_quantiles(&mut swept);
        for (u, z) in us.iter().zip(&swept) {
            assert_eq!(z.to_bits(), math::normal_quantile(*u).to_bits(), "{u}");
        }
        let xs: Vec<f64> = us.iter().map(|u| 40.0 * u - 20.0).collect();
        let mut swept = xs.clone();
        exponentials(&mut swept);
        for (x, e) in xs.iter().zip(&swept) {
            assert_eq!(e.to_bits(), math::exp(*x).to_bits(), "{x}");
        }
    }
}
