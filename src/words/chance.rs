//! Chances and their intervals.

use super::number::thousands;
use crate::stats;

/// A probability in whole per cent; "<1%" below one and ">99%" above ninety-nine, since a simulation shows neither
/// the impossible nor the certain.
pub fn percent(probability: f64) -> String {
    percent_to(probability, 0)
}

/// A share in per cent, with a decimal or two where it is small: "12%", "3.4%", "0.25%"; all of it is "100%".
pub fn share(share: f64) -> String {
    let decimals = if share < 0.01 { 2 } else { usize::from(share < 0.1) };
    match share {
        1.0 => "100%".into(),
        0.0 => "0%".into(),
        _ => percent_to(share, decimals),
    }
}

/// A probability in per cent with some decimals; what is under one unit of the last place reads "<0.1%".
pub fn percent_to(probability: f64, decimals: usize) -> String {
    if !probability.is_finite() {
        return "–".into();
    }
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

/// An interval of probabilities in whole per cent: "33–49%", "<1% to 4%".
pub fn interval(lo: f64, hi: f64) -> String {
    interval_to(lo, hi, 0)
}

/// An interval with some decimals.
pub fn interval_to(lo: f64, hi: f64, decimals: usize) -> String {
    let (from, to) = (percent_to(lo, decimals), percent_to(hi, decimals));
    if from == to {
        from
    } else if from.starts_with('<') || to.starts_with('>') {
        format!("{from} to {to}")
    } else {
        format!("{}–{to}", from.trim_end_matches('%'))
    }
}

/// Decimals of a percentage whose standard error, as a share, is this.
pub fn percent_digits(standard_error: f64) -> usize {
    (stats::decimals(standard_error).unwrap_or(4) - 2).clamp(0, 4) as usize
}

/// "12.30 ± 0.41%".
pub fn percent_with_error(probability: f64, standard_error: f64) -> String {
    let digits = percent_digits(standard_error);
    format!("{:.digits$} ± {:.digits$}%", 100.0 * probability, 100.0 * standard_error)
}

/// What is counted and not estimated: "2 of 25,000", "0 of 25,000", "all 25,000".
pub fn counted(hits: u64, trials: u64) -> String {
    if hits == trials {
        return format!("all {}", thousands(trials));
    }
    format!("{} of {}", thousands(hits), thousands(trials))
}

/// A share of which only a range is known: "at least 72%", "at most 26%", "12% to 40%", "any share".
pub fn open_range(lo: f64, hi: f64) -> String {
    match (lo < 0.005, hi > 0.995) {
        (true, true) => "any share".into(),
        (true, false) => format!("at most {}", percent(hi)),
        (false, true) => format!("at least {}", percent(lo)),
        (false, false) => format!("{} to {}", percent(lo), percent(hi)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cent_never_says_impossible_or_certain() {
        let shown = [0.0, 0.001, 0.0099, 0.01, 0.0149, 0.29, 0.5, 0.99, 0.994, 1.0].map(percent);
        assert_eq!(shown, ["<1%", "<1%", "<1%", "1%", "1%", "29%", "50%", "99%", ">99%", ">99%"]);
        assert_eq!(percent(f64::NAN), "–");
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
    fn an_end_of_an_interval_is_rounded_once() {
        // First to four digits and then to two, the upper end would be 96%.
        assert_eq!(interval(0.674_3, 0.954_986), "67–95%");
    }

    #[test]
    fn what_is_left_open_is_told_by_the_end_that_is_known() {
        let told = [(0.72, 1.0), (0.001, 0.26), (0.12, 0.4), (0.0, 1.0)].map(|(lo, hi)| open_range(lo, hi));
        assert_eq!(told, ["at least 72%", "at most 26%", "12% to 40%", "any share"]);
    }

    #[test]
    fn few_are_counted() {
        assert_eq!(counted(0, 25_000), "0 of 25,000");
        assert_eq!(counted(2, 25_000), "2 of 25,000");
        assert_eq!(counted(25_000, 25_000), "all 25,000");
    }

    #[test]
    fn a_chance_has_the_digits_of_its_error() {
        assert_eq!(percent_with_error(0.123, 0.0041), "12.30 ± 0.41%");
        assert_eq!(percent_with_error(0.5, 0.12), "50 ± 12%");
    }
}
