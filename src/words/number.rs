//! Numbers with as many digits as they bear.

use crate::stats;

/// From here on a number is written with an exponent.
const LARGE: f64 = 1e15;
/// Below this a number other than 0 is written with an exponent, where its digits are not given.
const SMALL: f64 = 1e-4;
/// More decimals than these are written with an exponent.
const MOST_DECIMALS: usize = 8;
/// An error that is this small a part of its estimate is what rounding leaves of none.
const ROUNDING: f64 = 1e-12;
/// What stands where there is no number.
const NONE: &str = "–";

/// A number with so many decimals, a true minus sign, commas between thousands from five digits on, and no −0; with an exponent from 10¹⁵
/// on. What is no number is a dash.
pub fn plain(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return NONE.into();
    }
    if value.abs() >= LARGE {
        return short_exponent(value, 2);
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let is_zero = text.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    let whole = if whole.len() > 4 { grouped(whole) } else { whole.to_string() };
    match fraction {
        Some(fraction) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{whole}"),
    }
}

/// "1.23e20", "−4e−7": so many decimals at most, none of them empty.
fn short_exponent(value: f64, decimals: usize) -> String {
    let text = exponent(value, decimals);
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    format!("{}e{power}", trimmed(digits))
}

/// "3.0e−9".
fn exponent(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    format!("{digits}e{power}").replace('-', "−")
}

/// Digits in groups of three.
fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A decimal number without empty digits at its end.
fn trimmed(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// A count with commas between thousands.
pub fn thousands(count: u64) -> String {
    grouped(&count.to_string())
}

/// A number with its sign, also where it is plus.
pub fn plus_or_minus(x: f64, digits: usize) -> String {
    let text = plain(x, digits);
    if text.starts_with(['−', '–']) { text } else { format!("+{text}") }
}

/// A number without digits that nobody asked for, where no error tells how many it bears: whole from 100 on, else one decimal or two, and
/// two digits that count below a tenth.
pub fn short(x: f64) -> String {
    match x.abs() {
        0.0 => "0".into(),
        a if a < SMALL => short_exponent(x, 1),
        a if a < 0.1 => two_digits(x),
        a if a < 9.995 => trimmed(&plain(x, 2)).into(),
        a if a < 99.95 => trimmed(&plain(x, 1)).into(),
        _ => plain(x, 0),
    }
}

/// A number to two digits that count.
pub fn two_digits(x: f64) -> String {
    digits_that_count(x, 2)
}

/// A number to three digits that count, and no empty ones; whole numbers keep all theirs.
pub fn significant(x: f64) -> String {
    digits_that_count(x, 3)
}

fn digits_that_count(x: f64, count: usize) -> String {
    if !x.is_finite() || x == 0.0 {
        return trimmed(&plain(x, 0)).into();
    }
    if x.abs() < SMALL {
        return short_exponent(x, count - 1);
    }
    // Written with an exponent first: 0.0996 to two digits is 0.10 and has two decimals.
    let decimals = usize::try_from(count as i32 - 1 - power(x, count - 1)).unwrap_or(0);
    trimmed(&plain(x, decimals)).into()
}

/// An estimate with as many digits as its error allows: two of the error's count. Without an error, or where it is 0, [`short`].
pub fn by_error(estimate: f64, standard_error: Option<f64>) -> String {
    match standard_error.filter(|error| *error > ROUNDING * estimate.abs()).and_then(stats::decimals) {
        Some(places) => to_places(estimate, places),
        None => short(estimate),
    }
}

/// A number to so many decimals, or to tens, hundreds ….
fn to_places(x: f64, places: i32) -> String {
    match usize::try_from(places) {
        Ok(decimals) if decimals <= MOST_DECIMALS || x.abs() >= 0.1 || x == 0.0 => plain(x, decimals.min(15)),
        Ok(decimals) => exponent(x, (decimals as i32 + power(x, 0)).max(0) as usize),
        Err(_) => plain(stats::round_to(x, places), 0),
    }
}

/// The power of ten of a number that is written with so many decimals and an exponent.
fn power(x: f64, decimals: usize) -> i32 {
    format!("{x:.decimals$e}").rsplit('e').next().and_then(|power| power.parse().ok()).unwrap_or(0)
}

/// An estimate and its error, with as many digits as the error allows. What has no error is told by itself.
pub fn with_error(estimate: f64, standard_error: f64) -> String {
    match stats::decimals(standard_error).filter(|_| standard_error > ROUNDING * estimate.abs()) {
        Some(places) => {
            format!("{} ± {}", to_places(estimate, places), to_places(standard_error, places))
        }
        None => short(estimate),
    }
}

/// An estimate in the digits in which [`with_interval`] tells it, without the interval.
pub fn by_interval(estimate: f64, interval: Option<(f64, f64)>) -> String {
    let text = with_interval(estimate, interval);
    text.split(" (").next().unwrap_or_default().to_string()
}

/// An estimate with a confidence interval, "12 (10–15)", in as many digits as half the interval's width allows: one of these counts.
/// An interval of no width is none to tell.
pub fn with_interval(estimate: f64, interval: Option<(f64, f64)>) -> String {
    let Some((lo, hi)) = interval.filter(|(lo, hi)| hi > lo && lo.is_finite() && hi.is_finite()) else {
        return short(estimate);
    };
    let places = -power((hi - lo) / 2.0, 0);
    let mut texts = [estimate, lo, hi].map(|x| to_places(x, places));
    while texts.iter().all(|text| text.contains('.') && text.ends_with('0')) {
        texts = texts.map(|text| text[..text.len() - 1].to_string());
    }
    if texts.iter().all(|text| text.ends_with('.')) {
        texts = texts.map(|text| text[..text.len() - 1].to_string());
    }
    let [estimate, from, to] = texts;
    let between =
        if from.starts_with('−') || from.contains('e') || to.contains('e') { " to " } else { "–" };
    format!("{estimate} ({from}{between}{to})")
}

/// A difference with its error and its sign, "+1.23 ± 0.21".
pub fn difference_with_error(difference: f64, standard_error: f64) -> String {
    let text = with_error(difference, standard_error);
    if text.starts_with('−') { text } else { format!("+{text}") }
}

/// A difference with its confidence interval and its sign, "+3 (−1 to 7)".
pub fn difference_with_interval(difference: f64, interval: (f64, f64)) -> String {
    let text = with_interval(difference, Some(interval));
    if text.starts_with('−') { text } else { format!("+{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_no_empty_digits() {
        let said = [0.0, -0.0, -0.004, 1234.5, 12_345.6, -21.67, 2.50, 0.15].map(short);
        assert_eq!(said, ["0", "0", "−0.004", "1234", "12,346", "−21.7", "2.5", "0.15"]);
        assert_eq!([100, 1_234_567].map(thousands), ["100", "1,234,567"]);
        // Nothing is told as 0 that is not.
        assert_eq!([0.0123, 4e-7, -1e-12, 9.996, 99.96].map(short), ["0.012", "4e−7", "−1e−12", "10", "100"]);
    }

    #[test]
    fn beyond_a_quadrillion_there_is_an_exponent() {
        assert_eq!(short(999_999_999_999_999.0), "999,999,999,999,999");
        assert_eq!([1e15, 1.234e20, -5e299].map(short), ["1e15", "1.23e20", "−5e299"]);
        assert_eq!(with_error(1e300, 3e299), "1e300 ± 3e299");
        assert_eq!(significant(1e100), "1e100");
        assert_eq!(with_interval(2e20, Some((1e20, 4e20))), "2e20 (1e20 to 4e20)");
    }

    #[test]
    fn what_is_no_number_is_a_dash() {
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let said = [short(x), plain(x, 2), plus_or_minus(x, 1), significant(x), by_error(x, Some(1.0))];
            assert_eq!(said, ["–"; 5].map(String::from));
        }
        assert_eq!(with_error(2.0, f64::INFINITY), "2");
        assert_eq!(with_interval(2.0, Some((f64::NEG_INFINITY, 3.0))), "2");
    }

    #[test]
    fn a_number_keeps_three_significant_digits() {
        let said = [0.0, 0.00875, 0.05, 1.0, 1.2345, -0.5, 42.25, 12345.6, 0.00002].map(significant);
        assert_eq!(said, ["0", "0.00875", "0.05", "1", "1.23", "−0.5", "42.2", "12,346", "2e−5"]);
    }

    #[test]
    fn a_number_has_the_digits_that_its_error_allows() {
        assert_eq!(with_error(41.523, 1.1), "41.5 ± 1.1");
        assert_eq!(with_error(-1.05, 0.52), "−1.05 ± 0.52");
        assert_eq!(with_error(2917.4, 31.0), "2917 ± 31");
        assert_eq!(with_error(29_174.0, 4321.0), "29,200 ± 4300");
        assert_eq!(with_error(0.5, 0.0), "0.5");
        // Rounding noise is no error to be told in seventeen digits.
        assert_eq!(with_error(1.242_611_667_002_024, 1.1e-16), "1.24");
        assert_eq!(with_error(1.242_611_667, 1.1e-8), "1.242611667 ± 1.1e−8");
        assert_eq!(with_error(3e-9, 1e-10), "3.00e−9 ± 1.0e−10");
        assert_eq!(by_error(41.523, Some(1.1)), "41.5");
        assert_eq!(by_error(41.523, None), "41.5");
    }

    #[test]
    fn an_interval_tells_how_many_digits_there_are() {
        assert_eq!(with_interval(12.3, Some((10.1, 15.4))), "12 (10–15)");
        assert_eq!(with_interval(41.52, Some((41.34, 41.71))), "41.5 (41.3–41.7)");
        assert_eq!(with_interval(12.0, Some((12.0, 13.0))), "12 (12–13)");
        assert_eq!(with_interval(-12.0, Some((-15.0, 3.0))), "−12 (−15 to 3)");
        assert_eq!(with_interval(12_345.0, Some((11_000.0, 13_000.0))), "12,000 (11,000–13,000)");
        assert_eq!(with_interval(5003.0, Some((5003.0, 5003.0))), "5003");
        assert_eq!(with_interval(5003.0, None), "5003");
        assert_eq!(by_interval(41.52, Some((41.34, 41.71))), "41.5");
    }
}
