//! How numbers and findings read: per cent, intervals, lists of names.

use super::style::{SLIDE_MEASURE, TITLE};
use super::text::wrap;

/// Names of the months.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A probability in whole per cent; "<1%" below one and ">99%" above ninety-nine, since a simulation shows neither
/// the impossible nor the certain.
pub fn percent(probability: f64) -> String {
    percent_to(probability, 0)
}

/// A probability in per cent with some decimals; what is under one unit of the last place reads "<0.1%".
pub(super) fn percent_to(probability: f64, decimals: usize) -> String {
    // Slack of a millionth of a unit: 0.29 × 100 is a little under 29, and 1 − 0.01 a little over 0.99.
    let unit = (0..decimals).fold(1.0, |unit, _| unit / 10.0);
    let (value, slack) = (probability * 100.0, unit * 1e-6);
    if value < unit - slack {
        format!("<{unit:.decimals$}%")
    } else if value > 100.0 - unit + slack {
        format!(">{:.decimals$}%", 100.0 - unit)
    } else {
        format!("{value:.decimals$}%")
    }
}

/// The interval as an addition to a chance: ", 90% interval 33–49%"; nothing for an interval of no width, since none could be told.
pub(super) fn with_interval(lo: f64, hi: f64) -> String {
    if hi > lo { format!(", 90% interval {}", interval(lo, hi)) } else { String::new() }
}

/// An interval of probabilities in whole per cent: "33–49%", "<1% to 4%".
pub fn interval(lo: f64, hi: f64) -> String {
    interval_to(lo, hi, 0)
}

/// An interval with some decimals.
pub(super) fn interval_to(lo: f64, hi: f64, decimals: usize) -> String {
    let (from, to) = (percent_to(lo, decimals), percent_to(hi, decimals));
    if from == to {
        from
    } else if from.starts_with('<') || to.starts_with('>') {
        format!("{from} to {to}")
    } else {
        format!("{}–{to}", from.trim_end_matches('%'))
    }
}

/// An upper bound of standard errors, in percentage points, rounded up.
pub(super) fn at_most_points(error: f64, decimals: usize) -> String {
    let units = (0..decimals).fold(1.0, |units, _| units * 10.0);
    let bound = ((error * 100.0 * units - 1e-6).ceil() / units).max(1.0 / units);
    format!("at most {bound:.decimals$} percentage points")
}

/// A count with commas between thousands.
pub(super) fn thousands(count: u32) -> String {
    let digits = count.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
    groups.join(",")
}

/// The title that says most and still keeps to two lines: `write` is given ever less room for a name.
pub(super) fn two_line_title(write: impl Fn(f64) -> String) -> String {
    let rooms = [f64::INFINITY, 600.0, 500.0, 420.0, 360.0, 300.0, 250.0, 210.0, 180.0];
    let fits = |title: &String| wrap(title, TITLE.size, TITLE.weight, SLIDE_MEASURE).len() <= 2;
    rooms.iter().map(|&room| write(room)).find(fits).unwrap_or_else(|| write(150.0))
}

/// Names in a sentence: "A", "A and B", "A, B and C".
pub(super) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Whether one estimate lies above another by more than twice the standard error of their difference. Taking the two
/// as independent errs on the side of "cannot be told apart": runs share their random numbers.
pub(super) fn clearly_above(a: (f64, f64), b: (f64, f64)) -> bool {
    a.0 - b.0 > 2.0 * (a.1 * a.1 + b.1 * b.1).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cent_never_says_impossible_or_certain() {
        let shown = [0.0, 0.001, 0.0099, 0.01, 0.0149, 0.29, 0.5, 0.99, 0.994, 1.0].map(percent);
        assert_eq!(shown, ["<1%", "<1%", "<1%", "1%", "1%", "29%", "50%", "99%", ">99%", ">99%"]);
    }

    #[test]
    fn finer_per_cent_keeps_the_same_rule() {
        assert_eq!(percent_to(0.0012, 2), "0.12%");
        assert_eq!(percent_to(0.00004, 2), "<0.01%");
        assert_eq!(percent_to(0.99999, 1), ">99.9%");
    }

    #[test]
    fn intervals_read_naturally() {
        assert_eq!(interval(0.33, 0.49), "33–49%");
        assert_eq!(interval(0.001, 0.04), "<1% to 4%");
        assert_eq!(interval(0.95, 1.0), "95% to >99%");
        assert_eq!(interval(0.0, 0.004), "<1%");
        assert_eq!(interval(0.201, 0.204), "20%");
    }

    #[test]
    fn a_bound_is_rounded_up() {
        assert_eq!(at_most_points(0.0011, 1), "at most 0.2 percentage points");
        assert_eq!(at_most_points(0.002, 1), "at most 0.2 percentage points");
        assert_eq!(at_most_points(0.0, 2), "at most 0.01 percentage points");
    }

    #[test]
    fn counts_and_names_are_set_for_readers() {
        assert_eq!([1, 999, 1000, 1_234_567].map(thousands), ["1", "999", "1,000", "1,234,567"]);
        assert_eq!(list(&["A".into(), "B".into(), "C".into()]), "A, B and C");
    }
}
