//! The numbers of figures as tables.

use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::metric_value::Measured;
use crate::analysis::Note;
use crate::words::{percent, short, unit_name, with_interval};

/// Rows of a curve that a page has room for.
pub(crate) const CURVE_ROWS: usize = 8;

/// A table: words at the left, numbers at the right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// What it holds.
    pub title: String,
    /// The columns.
    pub head: Vec<String>,
    /// The rows, a cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell, as it reads and as a number where it is one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// What the reader sees.
    pub shown: String,
    /// The number behind it.
    pub value: Option<f64>,
    /// Whether the number is a share of 1.
    pub is_share: bool,
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { shown: text.into(), value: None, is_share: false }
    }

    pub(crate) fn number(value: f64) -> Cell {
        Cell { shown: short(value), value: Some(value), is_share: false }
    }

    pub(crate) fn maybe(value: Option<f64>, otherwise: &str) -> Cell {
        value.map_or_else(|| Cell::text(otherwise), Cell::number)
    }

    pub(crate) fn share(value: f64) -> Cell {
        Cell { shown: percent(value), value: Some(value), is_share: true }
    }

    /// A chance by the rule of all tables: in per cent, or counted where it is rare.
    pub(crate) fn chance(share: Chance) -> Cell {
        if share.is_counted() {
            return Cell::text(share.told());
        }
        Cell { shown: share.told(), value: Some(share.mean), is_share: true }
    }

    /// Its standard error; none of what is counted.
    pub(crate) fn error_of(share: Chance) -> Cell {
        if share.is_counted() { Cell::text("–") } else { Cell::error(share.standard_error) }
    }

    /// A number with its confidence interval.
    pub(crate) fn with_interval(value: f64, interval: Option<[f64; 2]>) -> Cell {
        let interval = interval.map(|[lo, hi]| (lo, hi));
        Cell { shown: with_interval(value, interval), value: Some(value), is_share: false }
    }

    /// A standard error of a share, to a hundredth of a percentage point.
    pub(crate) fn error(value: f64) -> Cell {
        Cell { shown: format!("{:.2}%", 100.0 * value), value: Some(value), is_share: true }
    }

    /// A moment in years, as the figures count them.
    pub(crate) fn moment(at: f64) -> Cell {
        let months = (at * 12.0).round() as i64 - 1;
        let shown = format!("{}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1);
        Cell { shown, value: None, is_share: false }
    }
}

impl Table {
    pub(crate) fn new(title: impl Into<String>, head: &[&str]) -> Table {
        Table { title: title.into(), head: head.iter().map(|h| h.to_string()).collect(), rows: Vec::new() }
    }

    pub(crate) fn with(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Table {
        self.rows.extend(rows);
        self
    }
}

pub(crate) const SHARE_HEAD: [&str; 4] = ["Chance", "Standard error", "90% of worlds, from", "to"];

/// A share with both uncertainties.
pub(crate) fn told_with_errors(share: Chance) -> [Cell; 4] {
    let told = share.hi > share.lo && !share.is_counted();
    let missing = if share.note == Some(Note::NotMeasurable) { "not measurable" } else { "–" };
    let end = |x| if told { Cell::share(x) } else { Cell::text(missing) };
    [Cell::chance(share), Cell::error_of(share), end(share.lo), end(share.hi)]
}

pub(crate) fn row(words: &[&str], cells: impl IntoIterator<Item = Cell>) -> Vec<Cell> {
    words.iter().map(|w| Cell::text(*w)).chain(cells).collect()
}

pub(crate) fn head<'a>(words: &[&'a str], numbers: &[&'a str]) -> Vec<&'a str> {
    words.iter().chain(numbers).copied().collect()
}

/// A metric with its unit.
pub(crate) fn named_with_unit(metric: &str, unit: &str) -> String {
    if unit.is_empty() { metric.to_string() } else { format!("{metric} [{}]", unit_name(unit)) }
}

/// A value of a metric: a date by its month, an amount by its number; what is not reached comes later.
pub(crate) fn value_cell(measured: Measured, value: Option<f64>) -> Cell {
    let date = value.and_then(|x| measured.moment(x));
    date.map_or_else(|| Cell::maybe(value, &measured.value(None)), Cell::moment)
}

/// A median with its confidence interval, of a date in months.
pub(crate) fn median_cell(measured: Measured, median: Option<f64>, interval: Option<[f64; 2]>) -> Cell {
    let Some(value) = median else { return Cell::text(measured.value(None)) };
    let Some(at) = measured.moment(value) else { return Cell::with_interval(value, interval) };
    let ends =
        interval.filter(|[lo, hi]| hi > lo).map(|ends| ends.map(|x| value_cell(measured, Some(x)).shown));
    match ends {
        Some([lo, hi]) => Cell::text(format!("{} ({lo} to {hi})", Cell::moment(at).shown)),
        None => Cell::moment(at),
    }
}

/// Every so manieth place that leaves at most `most`, and the last.
pub(crate) fn thinned<T>(items: &[T], most: usize) -> impl Iterator<Item = &T> {
    let step = items.len().div_ceil(most).max(1);
    items.iter().enumerate().filter(move |(i, _)| i % step == 0 || i + 1 == items.len()).map(|(_, item)| item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_reached_comes_later_only_where_it_is_a_date() {
        for (measured, shown) in [(Measured::Standing, "not reached"), (Measured::Date(2017.0), "later")] {
            assert_eq!(median_cell(measured, None, None).shown, shown);
            assert_eq!(value_cell(measured, None).shown, shown);
        }
    }

    #[test]
    fn a_moment_reads_as_the_month_it_ends() {
        assert_eq!(Cell::moment(2027.0).shown, "2026-12");
        assert_eq!(Cell::moment(2017.0 + 1.0 / 12.0).shown, "2017-01");
    }

    #[test]
    fn a_thinned_curve_keeps_both_ends() {
        let kept: Vec<_> = thinned(&(0..117).collect::<Vec<_>>(), 8).copied().collect();
        assert!(kept.len() <= 9);
        assert_eq!((kept[0], kept[kept.len() - 1]), (0, 116));
        assert_eq!(thinned(&[1, 2], usize::MAX).count(), 2);
    }
}
