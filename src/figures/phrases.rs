//! Turns of phrase that figures share: bounds, intervals, lists of names, what stands out.

use crate::legible::apart;
use crate::words::interval;

/// The interval as an addition to a chance: ", 90% interval 33–49%"; nothing for an interval of no width, since none could be told.
pub(crate) fn with_interval(lo: f64, hi: f64) -> String {
    if hi > lo { format!(", 90% interval {}", interval(lo, hi)) } else { String::new() }
}

/// An upper bound of standard errors, in percentage points, rounded up.
pub(crate) fn at_most_points(error: f64, decimals: usize) -> String {
    let units = (0..decimals).fold(1.0, |units, _| units * 10.0);
    let bound = ((error * 100.0 * units - 1e-6).ceil() / units).max(1.0 / units);
    format!("at most {bound:.decimals$} percentage points")
}

/// Names in a sentence: "A", "A and B", "A, B and C".
pub(crate) fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| apart(name)).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Whether one estimate lies above another by more than twice the standard error of their difference. Taking the two
/// as independent errs on the side of "cannot be told apart": runs share their random numbers.
pub(crate) fn clearly_above(a: (f64, f64), b: (f64, f64)) -> bool {
    a.0 - b.0 > 2.0 * (a.1 * a.1 + b.1 * b.1).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_rounded_up() {
        assert_eq!(at_most_points(0.0011, 1), "at most 0.2 percentage points");
        assert_eq!(at_most_points(0.002, 1), "at most 0.2 percentage points");
        assert_eq!(at_most_points(0.0, 2), "at most 0.01 percentage points");
    }

    #[test]
    fn names_are_set_for_readers() {
        assert_eq!(list(&["A".into(), "B".into(), "C".into()]), "A, B and C");
    }
}
