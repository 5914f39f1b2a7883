//! Points as whole numbers.

/// Points in whole numbers of 2⁻²⁴ of a point, so that sums are exact.
pub type Units = i64;

/// Units in a point.
const SCALE: f64 = (1_u64 << 24) as f64;
/// The largest number of points that one number may have: what files may write (10⁹), so that sums of some hundred have room.
const MOST: f64 = 1e9;

/// Far below whatever a package can come to, and yet sums of some hundred have room.
pub const NEVER: Units = -(1 << 52);

/// Points as units, to the nearest.
///
/// **Range** −10⁹ to 10⁹ points; what lies beyond, or is no number, is taken to its end or 0.
pub fn units(points: f64) -> Units {
    if points.is_nan() { 0 } else { (points.clamp(-MOST, MOST) * SCALE).round_ties_even() as Units }
}

/// Units as points.
pub fn points(units: Units) -> f64 {
    units as f64 / SCALE
}
