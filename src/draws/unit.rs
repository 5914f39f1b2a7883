//! A word as a number of the open unit interval.

/// The middle of one of 2⁵² equal cells of the unit interval: never 0, never 1.
///
/// **Formula** u = (⌊word / 2¹²⌋ + ½) · 2⁻⁵². The leading 52 bits become the fraction of a number from 1 up to 2, so that a sweep needs no conversion of
/// whole numbers; every step is exact.
#[inline]
pub(super) fn open_unit(word: u64) -> f64 {
    const HALF_CELL: f64 = 0.5 / (1u64 << 52) as f64;
    (f64::from_bits(1f64.to_bits() | word >> 12) - 1.0) + HALF_CELL
}
