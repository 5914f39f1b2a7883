//! The innermost sweeps over the columns of a row, compiled for several instruction sets; whole numbers, so all give the same bits.

use multiversion::multiversion;

/// Joins the sign of `by + sums` into each column: a column below 0 is out.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn join(out: &mut [i64], by: i64, sums: &[i64]) {
    for (out, sum) in out.iter_mut().zip(sums) {
        *out |= by + sum;
    }
}

/// The same with a number of its own for each column.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn join_held(out: &mut [i64], by: i64, sums: &[i64], held: &[i64]) {
    for ((out, sum), held) in out.iter_mut().zip(sums).zip(held) {
        *out |= by + sum + held;
    }
}

/// Joins the sign of `by + sums` of some columns, one place each.
pub fn join_few(out: &mut [i64], by: i64, sums: &[i64], columns: &[u32]) {
    for (out, column) in out.iter_mut().zip(columns) {
        *out |= by + sums[*column as usize];
    }
}

/// The same with a number of its own for each place.
pub fn join_few_held(out: &mut [i64], by: i64, sums: &[i64], columns: &[u32], held: &[i64]) {
    for ((out, column), held) in out.iter_mut().zip(columns).zip(held) {
        *out |= by + sums[*column as usize] + held;
    }
}

/// Counts the columns that are in; returns −1 if none is, else what is not negative.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn count(counts: &mut [u32], out: &[i64]) -> i64 {
    let mut all = -1;
    for (count, out) in counts.iter_mut().zip(out) {
        *count += 1 - (*out as u64 >> 63) as u32;
        all &= out;
    }
    all >> 63
}

/// Adds columns up.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
pub fn add(to: &mut [i64], of: &[i64]) {
    for (to, of) in to.iter_mut().zip(of) {
        *to += of;
    }
}
