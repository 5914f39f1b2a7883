//! How numbers are said.

/// How the words for probabilities are to be read.
pub const LIKELIHOOD_SCALE: &str = "virtually certain ≥ 99%, very likely ≥ 90%, likely ≥ 66%, \
     about as likely as not 33–66%, unlikely ≤ 33%, very unlikely ≤ 10%, exceptionally unlikely ≤ 1%";

/// As much of the scale as explains these words; nothing where there are none.
pub fn scale_of(words: &[String]) -> String {
    let is_used = |entry: &&str| {
        let word = entry.trim_end_matches(|c: char| !c.is_alphabetic()).trim_end();
        let parts = words.iter().flat_map(|words| words.split(" or ")).flat_map(|part| part.split(" to "));
        parts.map(|part| part.trim_start_matches("from ")).any(|used| used == word)
    };
    LIKELIHOOD_SCALE.split(", ").filter(is_used).collect::<Vec<_>>().join(", ")
}

/// The words of the scale, from the least likely.
const WORDS: [&str; 7] = [
    "exceptionally unlikely",
    "very unlikely",
    "unlikely",
    "about as likely as not",
    "likely",
    "very likely",
    "virtually certain",
];

/// The word for a probability, after the scale of the IPCC.
///
/// **Source** Mastrandrea et al., Guidance note for lead authors of the IPCC fifth assessment report (2010). Its ranges
/// overlap; the narrowest that holds is given.
pub fn likelihood_word(p: f64) -> &'static str {
    match p {
        _ if p >= 0.99 => "virtually certain",
        _ if p >= 0.90 => "very likely",
        _ if p >= 0.66 => "likely",
        _ if p > 0.33 => "about as likely as not",
        _ if p > 0.10 => "unlikely",
        _ if p > 0.01 => "very unlikely",
        _ => "exceptionally unlikely",
    }
}

/// The word for an estimated probability, [`likelihood_between`] the estimate ± 2 standard errors.
pub fn likelihood_words(estimate: super::Estimate) -> String {
    let reach = if estimate.standard_error.is_finite() { 2.0 * estimate.standard_error } else { 1.0 };
    likelihood_between(estimate.value - reach, estimate.value + reach)
}

/// The word for a probability that lies in an interval: where the interval straddles a boundary of the scale, both words ("very unlikely or
/// unlikely"), where it straddles several, the first and the last ("from unlikely to likely"), so that no word claims more than the
/// simulation can tell.
pub fn likelihood_between(lo: f64, hi: f64) -> String {
    let [low, high] = [lo.max(0.0), hi.min(1.0)].map(likelihood_word);
    let place = |word: &str| WORDS.iter().position(|w| *w == word).unwrap_or(0);
    match place(high).saturating_sub(place(low)) {
        0 => low.to_string(),
        1 => format!("{low} or {high}"),
        _ => format!("from {low} to {high}"),
    }
}

/// The number of decimals at which two significant digits of the standard error are left, so that no digit is finer than
/// the error; negative for whole tens, hundreds …; none if the error is 0 or not finite.
pub fn decimals(standard_error: f64) -> Option<i32> {
    if !(standard_error > 0.0 && standard_error.is_finite()) {
        return None;
    }
    // Written with two digits first: 0.0996 is 0.10 and has two decimals, not three.
    format!("{standard_error:.1e}").rsplit('e').next()?.parse::<i32>().ok().map(|exponent| 1 - exponent)
}

/// The number of decimals of which the last is no finer than a cell of this width; negative for whole tens, hundreds …; none if the
/// width is 0 or not finite.
pub fn decimals_of_cell(width: f64) -> Option<i32> {
    if !(width > 0.0 && width.is_finite()) {
        return None;
    }
    let written = format!("{width:e}");
    let (digits, exponent) = written.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    Some(if digits == "1" { -exponent } else { -exponent - 1 })
}

/// A number rounded to so many decimals; negative ones round to tens, hundreds …
pub fn round_to(x: f64, decimals: i32) -> f64 {
    if !x.is_finite() {
        return x;
    }
    let rounded = match usize::try_from(decimals) {
        // The text has the nearest decimal, and reads back as the number nearest to that.
        Ok(decimals) => format!("{x:.decimals$}").parse().unwrap_or(x),
        Err(_) => {
            let unit: f64 = format!("1e{}", decimals.unsigned_abs()).parse().unwrap_or(f64::INFINITY);
            if unit.is_finite() { (x / unit).round() * unit } else { 0.0 }
        }
    };
    // No −0.
    rounded + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stop_where_the_error_begins() {
        for (error, expected) in [
            (0.0123, Some(3)),
            (0.123, Some(2)),
            (0.0996, Some(2)),
            (1.0, Some(1)),
            (12.0, Some(0)),
            (99.6, Some(-1)),
            (4321.0, Some(-2)),
            (0.0, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            assert_eq!(decimals(error), expected, "{error}");
        }
    }

    #[test]
    fn no_digit_is_finer_than_the_cell() {
        for (width, decimals) in [(1.0, 0), (4.0, -1), (0.25, 0), (0.0625, 1), (100.0, -2), (128.0, -3)] {
            assert_eq!(decimals_of_cell(width), Some(decimals), "{width}");
        }
        assert_eq!((decimals_of_cell(0.0), decimals_of_cell(f64::INFINITY)), (None, None));
    }

    #[test]
    fn rounding_is_that_of_the_printed_number() {
        assert_eq!(round_to(0.12345, 3), 0.123);
        assert_eq!(round_to(12_345.0, -2), 12_300.0);
        assert_eq!(round_to(-0.0004, 2).to_bits(), 0.0_f64.to_bits());
        assert_eq!(round_to(1.0, -400), 0.0);
        assert_eq!(round_to(f64::INFINITY, 2), f64::INFINITY);
    }

    #[test]
    fn an_estimate_that_straddles_a_boundary_has_both_words() {
        let words =
            |value, standard_error| likelihood_words(crate::stats::Estimate { value, standard_error });
        assert_eq!(words(0.12, 0.005), "unlikely");
        assert_eq!(words(0.105, 0.005), "very unlikely or unlikely");
        assert_eq!(words(0.009, 0.001), "exceptionally unlikely or very unlikely");
        assert_eq!(words(0.0, 1e-5), "exceptionally unlikely");
        assert_eq!(words(0.5, f64::INFINITY), "from exceptionally unlikely to virtually certain");
        assert_eq!(likelihood_between(0.2, 0.7), "from unlikely to likely");
        assert_eq!(likelihood_between(0.2, 0.6), "unlikely or about as likely as not");
    }

    #[test]
    fn only_the_words_used_are_explained() {
        let used = ["unlikely".to_string(), "exceptionally unlikely or very unlikely".to_string()];
        assert_eq!(scale_of(&used), "unlikely ≤ 33%, very unlikely ≤ 10%, exceptionally unlikely ≤ 1%");
        assert_eq!(scale_of(&["from unlikely to likely".to_string()]), "likely ≥ 66%, unlikely ≤ 33%");
        assert_eq!(scale_of(&[String::new()]), "");
    }

    #[test]
    fn every_probability_has_its_word() {
        for (p, word) in [
            (1.0, "virtually certain"),
            (0.99, "virtually certain"),
            (0.9, "very likely"),
            (0.66, "likely"),
            (0.5, "about as likely as not"),
            (0.33, "unlikely"),
            (0.1, "very unlikely"),
            (0.01, "exceptionally unlikely"),
            (0.0, "exceptionally unlikely"),
        ] {
            assert_eq!(likelihood_word(p), word);
            assert!(LIKELIHOOD_SCALE.contains(word) && WORDS.contains(&word));
        }
    }
}
