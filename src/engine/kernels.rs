//! The innermost sweeps over whole columns, compiled for several instruction sets and chosen when the program runs.
//!
//! Additions, multiplications and divisions are those of IEEE 754 on every one of them, never fused, so the bits are the same.

use multiversion::multiversion;

use super::caps::CAP;
use super::grid::STRIPE;
use super::lane::Lane;
use crate::math;
use crate::plan::Mask;

/// sum += weight · x
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn add_scaled(sums: &mut [f64], weights: &[f64], xs: &[f64]) {
    for ((sum, weight), x) in sums.iter_mut().zip(weights).zip(xs) {
        *sum += weight * x;
    }
}

/// sum += weight where the state is one of the set; elsewhere a summand of 0.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn add_where(sums: &mut [f64], weights: &[f64], states: &[u8], set: Mask) {
    for ((sum, weight), state) in sums.iter_mut().zip(weights).zip(states) {
        *sum += weight * one_in(set, *state);
    }
}

/// x ← x where the state is one of the set, else 0 · x.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn keep_where(xs: &mut [f64], states: &[u8], set: Mask) {
    for (x, state) in xs.iter_mut().zip(states) {
        *x *= one_in(set, *state);
    }
}

/// 1 if the state is one of the set, else 0, by its bits alone.
#[inline(always)]
fn one_in(set: Mask, state: u8) -> f64 {
    let bit = (set >> (u64::from(state) & 63)) & 1;
    f64::from_bits(bit.wrapping_neg() & 1f64.to_bits())
}

/// x ← exp(x)
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn exponentials(xs: &mut [f64]) {
    for x in xs {
        *x = math::exp(*x);
    }
}

/// x ← 1 / (1 + exp(−(gain + added) / width))
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn acceptances(xs: &mut [f64], gains: &[f64], added: &[f64], widths: &[f64]) {
    for (((x, gain), added), width) in xs.iter_mut().zip(gains).zip(added).zip(widths) {
        *x = math::logistic((gain + added) / width);
    }
}

/// Holds products within the cap and tells where it bound; returns whether it bound anywhere.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn hold_within_cap(products: &mut [f64], bound: &mut [bool]) -> bool {
    let mut any = false;
    for (product, bound) in products.iter_mut().zip(bound) {
        let held = product.clamp(CAP.0, CAP.1);
        *bound = held != *product;
        any |= *bound;
        *product = held;
    }
    any
}

/// Holds products within the cap; returns how often it bound among those that count.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn hold_within_cap_where(products: &mut [f64], counts: &[bool]) -> u64 {
    let mut bound = 0;
    for (product, counts) in products.iter_mut().zip(counts) {
        let held = product.clamp(CAP.0, CAP.1);
        bound += u64::from((held != *product) & counts);
        *product = held;
    }
    bound
}

/// How many lanes are chosen.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn count(chosen: &[bool]) -> u64 {
    chosen.iter().map(|&chosen| u64::from(chosen)).sum()
}

/// How many products that count are outside the cap.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn count_outside_cap(products: &[f64], counts: &[bool]) -> u64 {
    let mut bound = 0;
    for (product, counts) in products.iter().zip(counts) {
        bound += u64::from((product.clamp(CAP.0, CAP.1) != *product) & counts);
    }
    bound
}

/// How many of the chosen lanes have a state of the set and are not left out.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn count_some(chosen: &[bool], states: &[u8], set: Mask, left_out: &[bool]) -> u64 {
    let mut count = 0;
    for ((chosen, state), left_out) in chosen.iter().zip(states).zip(left_out) {
        count += (set >> (u64::from(*state) & 63)) & u64::from(*chosen & !left_out);
    }
    count
}

/// all ← all and the state is one of the set
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn also_where(all: &mut [bool], states: &[u8], set: Mask) {
    for (all, state) in all.iter_mut().zip(states) {
        *all &= (set >> (u64::from(*state) & 63)) & 1 == 1;
    }
}

/// need ← need − hazard where more is needed; elsewhere the clock may strike, and the lane is noted.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn run_down(needs: &mut [f64], hazards: &[f64], due: &mut Vec<Lane>) {
    let (stripes, rest) = needs.as_chunks_mut::<STRIPE>();
    let (of_stripes, of_rest) = hazards.as_chunks::<STRIPE>();
    let mut first = 0;
    for (needs, hazards) in stripes.iter_mut().zip(of_stripes) {
        run_down_some(first, needs, hazards, due);
        first += STRIPE;
    }
    run_down_some(first, rest, of_rest, due);
}

/// [`run_down`] on some neighbouring lanes: mostly all of them run on.
#[inline(always)]
fn run_down_some(first: usize, needs: &mut [f64], hazards: &[f64], due: &mut Vec<Lane>) {
    let all_run = needs.iter().zip(hazards).fold(true, |all, (need, hazard)| all & (need > hazard));
    if all_run {
        needs.iter_mut().zip(hazards).for_each(|(need, hazard)| *need -= hazard);
        return;
    }
    for (lane, (need, hazard)) in (first..).zip(needs.iter_mut().zip(hazards)) {
        if *need > *hazard {
            *need -= hazard;
        } else {
            due.push(lane as Lane);
        }
    }
}

/// need ← need − base · product / 12 where it counts.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn run_down_where(needs: &mut [f64], bases: &[f64], products: &[f64], counts: &[bool]) {
    for (((need, base), product), counts) in needs.iter_mut().zip(bases).zip(products).zip(counts) {
        *need -= if *counts { base * product / 12.0 } else { 0.0 };
    }
}

/// The lanes, of the first so many, whose clock has run down, or holds no number; most stripes of a column have none.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn find_due(needs: &[f64], lanes: usize, due: &mut Vec<Lane>) {
    due.clear();
    let (stripes, _) = needs.as_chunks::<STRIPE>();
    for (stripe, needs) in stripes.iter().enumerate() {
        // What is no number is not greater either.
        let all_run = needs.iter().fold(true, |all, need| all & (*need > 0.0));
        if !all_run {
            let lanes = (stripe * STRIPE..lanes).zip(needs);
            let is_due = |need: f64| need <= 0.0 || need.is_nan();
            due.extend(lanes.filter(|(_, need)| is_due(**need)).map(|(lane, _)| lane as Lane));
        }
    }
}

/// x ← base · y
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn products(xs: &mut [f64], bases: &[f64], ys: &[f64]) {
    for ((x, base), y) in xs.iter_mut().zip(bases).zip(ys) {
        *x = base * y;
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

/// x ← y − x
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn subtract_from(xs: &mut [f64], ys: &[f64]) {
    for (x, y) in xs.iter_mut().zip(ys) {
        *x = y - *x;
    }
}

/// x ← x / 12
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn by_month(xs: &mut [f64]) {
    for x in xs {
        *x /= 12.0;
    }
}

/// u ← −ln u, what a clock needs; every u is inside the unit interval.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn thresholds(us: &mut [f64]) {
    for u in us {
        *u = -math::ln_of_normal(*u);
    }
}

/// x ← x + 1 where the state is one of the set.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn count_where(xs: &mut [f64], states: &[u8], set: Mask) {
    for (x, state) in xs.iter_mut().zip(states) {
        *x += one_in(set, *state);
    }
}

/// total += monthly · flow · worth where it counts, the flow held within the cap
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn add_flow(totals: &mut [f64], monthly: f64, flows: &[f64], worths: &[f64], counts: &[bool]) {
    for (((total, flow), worth), counts) in totals.iter_mut().zip(flows).zip(worths).zip(counts) {
        *total += if *counts { monthly * flow.clamp(CAP.0, CAP.1) * worth } else { 0.0 };
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

/// z ← the standard normals of words: those of the centre in a sweep; the far ones, one in fifty, are collected and swept by themselves.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn normals(words: &[u32], out: &mut [f64]) {
    const SWEEP: usize = 8;
    let mut far = [(0, 0); SWEEP];
    let mut held = 0;
    let (stripes, _) = words.as_chunks::<STRIPE>();
    for (stripe, words) in stripes.iter().enumerate() {
        let first = stripe * STRIPE;
        for (z, word) in out[first..first + STRIPE].iter_mut().zip(words) {
            *z = math::normal_of_centre(math::centred(*word));
        }
        let mut left =
            words.iter().enumerate().fold(0u32, |set, (i, word)| set | u32::from(math::is_far(*word)) << i);
        while left != 0 {
            let place = left.trailing_zeros() as usize;
            left &= left - 1;
            far[held] = (first + place, words[place]);
            held += 1;
            if held == SWEEP {
                put_far_normals(&far, held, out);
                held = 0;
            }
        }
    }
    put_far_normals(&far, held, out);
}

/// Puts far normals in their places.
#[inline(always)]
fn put_far_normals<const N: usize>(far: &[(usize, u32); N], held: usize, out: &mut [f64]) {
    let mut normals = [0.0; N];
    for (z, (_, word)) in normals.iter_mut().zip(far) {
        *z = math::normal_of_far(*word);
    }
    for (z, (place, _)) in normals.iter().zip(&far[..held]) {
        out[*place] = *z;
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
        let words: Vec<u32> =
            (0..4096).map(|i: u32| i.wrapping_mul(0x9e37_79b9)).chain([0, u32::MAX]).collect();
        let length = words.len().next_multiple_of(STRIPE);
        let words: Vec<u32> = words.iter().copied().cycle().take(length).collect();
        let mut swept = vec![0.0; length];
        normals(&words, &mut swept);
        for (word, z) in words.iter().zip(&swept) {
            assert_eq!(z.to_bits(), math::normal_of(*word).to_bits(), "{word}");
        }
        let us: Vec<f64> = (0..1000).map(|i| (f64::from(i) + 0.5) / 1000.0).collect();
        let mut swept = us.clone();
        thresholds(&mut swept);
        for (u, need) in us.iter().zip(&swept) {
            assert_eq!(need.to_bits(), (-math::ln(*u)).to_bits(), "{u}");
        }
        let xs: Vec<f64> = us.iter().map(|u| 40.0 * u - 20.0).collect();
        let mut swept = xs.clone();
        exponentials(&mut swept);
        for (x, e) in xs.iter().zip(&swept) {
            assert_eq!(e.to_bits(), math::exp(*x).to_bits(), "{x}");
        }
    }
}
