//! What the estimates of one scenario do against those of another, in the same worlds.

use super::page::{Block, Page};
use crate::analysis::{Change, Kind};
use crate::model::{Measure, Scenario};
use crate::stats;
use crate::words::{percent_digits, plus_or_minus, thousands};

/// An estimate that changed, in words.
pub(super) struct Line {
    pub name: String,
    pub before: String,
    pub after: String,
    pub difference: String,
}

/// The changes that a reader is told of: end states and stages at the horizon, metrics; the largest first, chances before amounts.
pub fn worth_telling<'c>(scenario: &Scenario, changes: &'c [Change]) -> Vec<&'c Change> {
    let report = &scenario.report;
    let horizon = scenario.calendar.month(scenario.calendar.months).to_string();
    let stages: Vec<String> =
        report.stages.iter().map(|stage| format!("reached.{}.{stage}", report.process)).collect();
    let metrics: Vec<String> = scenario
        .metrics
        .iter()
        .map(|metric| match metric.measure {
            Measure::FirstReached(_) => format!("metric.{}.p50", metric.id),
            _ => format!("metric.{}.mean", metric.id),
        })
        .collect();
    let is_told = |change: &&Change| {
        change.by == horizon
            && (change.outcome.starts_with("segment.")
                || stages.contains(&change.outcome)
                || metrics.contains(&change.outcome))
    };
    let mut told: Vec<&Change> = changes.iter().filter(is_told).collect();
    // Chances can be set against each other as they are; amounts of different units only by their errors.
    let size = |change: &Change| match change.kind {
        Kind::Probability => (1, change.difference.map_or(0.0, f64::abs)),
        _ => (0, change.weight()),
    };
    told.sort_by(|a, b| {
        let ((kind_a, size_a), (kind_b, size_b)) = (size(a), size(b));
        kind_b.cmp(&kind_a).then(size_b.total_cmp(&size_a))
    });
    told
}

/// A change in words.
pub(super) fn line(change: &Change) -> Line {
    let reached = if change.outcome.starts_with("reached.") { "Reached at some time: " } else { "" };
    let unit = match (change.kind, change.unit.as_deref()) {
        (Kind::Quantile, Some(unit)) => format!(", median [{unit}]"),
        (Kind::Mean, Some(unit)) if !unit.is_empty() => format!(" [{unit}]"),
        _ => String::new(),
    };
    let side = |x: Option<f64>| match (x, change.kind) {
        (None, Kind::Quantile) => "later".to_string(),
        (None, _) => "–".to_string(),
        (Some(p), Kind::Probability) => format!("{}%", stats::round_to(100.0 * p, 6)),
        (Some(x), _) => x.to_string().replace('-', "−"),
    };
    let [before, after] = change.sides();
    Line {
        name: format!("{reached}{}{unit}", change.name),
        before: side(before),
        after: side(after),
        difference: difference(change),
    }
}

/// A difference, of chances in percentage points, and whether these trials show one at all.
pub(super) fn difference(change: &Change) -> String {
    let Some(value) = change.difference else { return "–".to_string() };
    if change.is_none() {
        return "exactly 0".to_string();
    }
    let clear = if change.is_clear() { "" } else { ", unclear" };
    match change.standard_error {
        None => format!("{} ± ?", plus_or_minus(value, 2)),
        Some(error) if change.kind == Kind::Probability => {
            let digits = percent_digits(error);
            format!("{} ± {:.digits$}{clear}", plus_or_minus(100.0 * value, digits), 100.0 * error)
        }
        Some(error) => {
            let digits = stats::decimals(error).unwrap_or(0).max(0) as usize;
            let [value, error] = [value, error].map(|x| change.shown(x));
            format!("{} ± {error:.digits$}{clear}", plus_or_minus(value, digits))
        }
    }
}

/// What differs, largest first; then how many estimates do not differ at all.
pub fn differences(title: &str, scenario: &Scenario, changes: &[Change], width: usize) -> String {
    let mut page = Page::new(width);
    page.wrap("", title, "  ");
    page.blocks(&[block(&worth_telling(scenario, changes))]);
    page.gap();
    page.wrap("", &same(changes), "  ");
    page.finish()
}

/// The head of the columns of differences.
pub(super) const COLUMNS: [&str; 3] = ["before", "after", "difference ± error"];

pub(super) fn block(told: &[&Change]) -> Block {
    let mut block = Block::new("", &COLUMNS);
    for change in told {
        let line = line(change);
        block.row(&line.name, vec![line.before, line.after, line.difference]);
    }
    block
}

/// How many of all estimates, of every month, are the same to the last trial.
pub(super) fn same(changes: &[Change]) -> String {
    let same = changes.iter().filter(|change| change.is_none()).count();
    let [all, same] = [changes.len(), same].map(|n| thousands(n as u64));
    format!(
        "Of {all} estimates, all months counted, {same} are exactly the same. Differences of chances are in percentage points, all in the same worlds; below two errors they are unclear."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(kind: Kind, difference: f64, standard_error: f64) -> Change {
        Change {
            outcome: "segment.a.b".into(),
            name: "B".into(),
            kind,
            unit: Some("km²".into()),
            by: "2026-12".into(),
            before: Some(0.1234),
            after: Some(-0.5),
            before_error: None,
            after_error: None,
            difference: Some(difference),
            standard_error: Some(standard_error),
            confidence_lo: None,
            confidence_hi: None,
            same: difference == 0.0 && standard_error == 0.0,
            note: None,
        }
    }

    #[test]
    fn a_difference_says_when_it_is_none() {
        let said = |value, error| difference(&change(Kind::Probability, value, error));
        assert_eq!(said(0.0, 0.0), "exactly 0");
        assert_eq!(said(0.0123, 0.0021), "+1.23 ± 0.21");
        assert_eq!(said(-0.002, 0.0021), "−0.20 ± 0.21, unclear");
        assert_eq!(said(0.0, 0.0021), "+0.00 ± 0.21, unclear");
        assert_eq!(difference(&change(Kind::Mean, -31.2, 4.1)), "−31.2 ± 4.1");
    }

    #[test]
    fn a_change_reads_in_the_units_of_its_kind() {
        let found = line(&change(Kind::Probability, 0.0123, 0.0021));
        assert_eq!((found.before.as_str(), found.after.as_str()), ("12.34%", "-50%"));
        let found = line(&change(Kind::Mean, 1.0, 0.1));
        assert_eq!((found.name.as_str(), found.after.as_str()), ("B [km²]", "−0.5"));
    }
}
