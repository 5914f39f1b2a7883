//! Months by their names.

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

/// "2026-12" as "December 2026"; anything else as it is.
pub fn in_words(month: &str) -> String {
    let parts = month.rsplit_once('-').and_then(|(year, month)| Some((year, month.parse::<usize>().ok()?)));
    match parts {
        Some((year, month @ 1..=12)) => format!("{} {year}", MONTHS[month - 1]),
        _ => month.to_string(),
    }
}

/// The month that ends at a moment: 2026.5 is "June 2026", 2027.0 is "December 2026".
pub fn moment_name(at: f64) -> String {
    let (year, month) = month_and_year(at);
    format!("{} {year}", MONTHS[month - 1])
}

/// Year and month (1–12) that end at a moment.
pub fn month_and_year(at: f64) -> (i64, usize) {
    let months = (at * 12.0).round() as i64 - 1;
    (months.div_euclid(12), months.rem_euclid(12) as usize + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_reads_by_its_name() {
        assert_eq!(in_words("2026-12"), "December 2026");
        assert_eq!(in_words("always"), "always");
        assert_eq!(in_words("2026-13"), "2026-13");
    }

    #[test]
    fn moments_are_named_by_the_month_they_end() {
        assert_eq!(moment_name(2027.0), "December 2026");
        assert_eq!(moment_name(2026.5), "June 2026");
        assert_eq!(month_and_year(2027.0 + 1.0 / 12.0), (2027, 1));
    }
}
