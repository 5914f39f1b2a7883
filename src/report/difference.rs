//! What the estimates of one scenario do against those of another, in the same worlds.

use super::text_layout::{Block, Page};
use crate::analysis::{Change, Kind, Note};
use crate::model::{Measure, Scenario};
use crate::words::{
    by_error, difference_with_error, difference_with_interval, percent, percent_digits, percent_to,
    plus_or_minus, thousands, unit_name,
};

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

/// A change in words; a date by its month.
pub(super) fn line(scenario: &Scenario, change: &Change) -> Line {
    let metric = scenario.metrics.iter().find(|metric| {
        matches!(metric.measure, Measure::FirstReached(_))
            && change.outcome == format!("metric.{}.p50", metric.id)
    });
    let reached = if change.outcome.starts_with("reached.") { "Reached at some time: " } else { "" };
    let unit = match (change.kind, change.unit.as_deref()) {
        (Kind::Quantile, Some(unit)) if !unit.is_empty() && metric.is_none() => {
            format!(", median [{}]", unit_name(unit))
        }
        (Kind::Quantile, _) => ", median".to_string(),
        (Kind::Mean, Some(unit)) if !unit.is_empty() => format!(" [{}]", unit_name(unit)),
        _ => String::new(),
    };
    let errors = [change.before_error, change.after_error];
    let side = |place: usize| {
        let (x, error) = ([change.before, change.after][place], errors[place]);
        match (x, change.kind, &change.counted[place]) {
            (_, _, Some(counted)) => counted.clone(),
            (None, Kind::Quantile, _) => "later".to_string(),
            (None, ..) => "–".to_string(),
            (Some(p), Kind::Probability, _) => chance(p, error),
            (Some(months), Kind::Quantile, _) if metric.is_some() => {
                scenario.calendar.month(months.round() as u32).to_string()
            }
            (Some(x), ..) => by_error(x, error),
        }
    };
    let months = if metric.is_some() { " months" } else { "" };
    let difference = difference(change);
    Line {
        name: format!("{reached}{}{unit}", change.name),
        before: side(0),
        after: side(1),
        difference: if difference == "–" { difference } else { format!("{difference}{months}") },
    }
}

/// A chance in as many digits as its error allows.
fn chance(p: f64, error: Option<f64>) -> String {
    match error.filter(|error| *error > 0.0) {
        Some(error) => percent_to(p, percent_digits(error)),
        None => percent(p),
    }
}

/// A difference, of chances in percentage points, and whether these trials show one at all.
pub(super) fn difference(change: &Change) -> String {
    let Some(value) = change.difference else { return "–".to_string() };
    if change.is_none() {
        return match change.note {
            Some(Note::Certain) => "exactly 0".to_string(),
            _ => "0 in every world".to_string(),
        };
    }
    let scale = if change.kind == Kind::Probability { 100.0 } else { 1.0 };
    let clear = if change.is_clear() { "" } else { ", unclear" };
    match (change.range(), change.standard_error) {
        (Some((lo, hi)), _) => {
            format!("{}{clear}", difference_with_interval(scale * value, (scale * lo, scale * hi)))
        }
        (None, None) => format!("{} ± ?", plus_or_minus(scale * value, 2)),
        (None, Some(error)) => format!("{}{clear}", difference_with_error(scale * value, scale * error)),
    }
}

/// What differs, largest first; then how many estimates do not differ at all.
pub fn differences(title: &str, scenario: &Scenario, changes: &[Change], width: usize) -> String {
    let mut page = Page::new(width);
    page.wrap("", title, "  ");
    moved(&mut page, scenario, &worth_telling(scenario, changes));
    page.gap();
    page.wrap("", &same(changes), "  ");
    page.finish()
}

/// What moves, as a table; then how much of what is told does not.
pub(super) fn moved(page: &mut Page, scenario: &Scenario, told: &[&Change]) {
    let (moves, still): (Vec<&Change>, Vec<&Change>) = told.iter().partition(|change| !change.is_none());
    if !moves.is_empty() {
        page.blocks(&[block(scenario, &moves)]);
    }
    if moves.iter().any(|change| difference(change).ends_with("± ?")) {
        page.gap();
        page.wrap("", "± ?: too few trials or worlds differ for their spread to tell an error.", "  ");
    }
    if !still.is_empty() {
        page.gap();
        page.wrap("", &unmoved(&still), "  ");
    }
}

/// "13 measures do not move: the same in every world."
pub(super) fn unmoved(still: &[&Change]) -> String {
    let exact = match still.iter().all(|change| change.note == Some(Note::Certain)) {
        true => "exactly 0, by construction",
        false => "the same in every world",
    };
    match still.len() {
        1 => format!("1 measure does not move: {exact}."),
        n => format!("{} measures do not move: {exact}.", thousands(n as u64)),
    }
}

/// The head of the columns of differences.
pub(super) const COLUMNS: [&str; 3] = ["before", "after", "difference ± error"];

pub(super) fn block(scenario: &Scenario, told: &[&Change]) -> Block {
    let mut block = Block::new("", &COLUMNS);
    for change in told {
        let line = line(scenario, change);
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
    use crate::analysis::Estimand;

    fn change(kind: Kind, difference: f64, standard_error: f64) -> Change {
        Change {
            of: Estimand {
                outcome: "segment.a.b".into(),
                name: "B".into(),
                kind,
                unit: Some("km²".into()),
                by: "2026-12".into(),
            },
            before: Some(0.1234),
            after: Some(-0.5),
            counted: [None, None],
            before_error: None,
            after_error: None,
            before_resolution: None,
            after_resolution: None,
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
        // That no world differs is seen and not known, unless it is so by construction.
        assert_eq!(said(0.0, 0.0), "0 in every world");
        let certain = Change { note: Some(Note::Certain), ..change(Kind::Probability, 0.0, 0.0) };
        assert_eq!(difference(&certain), "exactly 0");
        assert_eq!(said(0.0123, 0.0021), "+1.23 ± 0.21");
        assert_eq!(said(-0.002, 0.0021), "−0.20 ± 0.21, unclear");
        assert_eq!(said(0.0, 0.0021), "+0.00 ± 0.21, unclear");
        assert_eq!(difference(&change(Kind::Mean, -31.2, 4.1)), "−31.2 ± 4.1");
        assert_eq!(difference(&change(Kind::Mean, -3120.0, 410.0)), "−3120 ± 410");
    }

    #[test]
    fn a_rare_difference_is_told_with_its_interval() {
        let rare = Change {
            note: Some(Note::Rare),
            confidence_lo: Some(-0.0001),
            confidence_hi: Some(0.0004),
            counted: [Some("0 of 25,000".into()), Some("2 of 25,000".into())],
            ..change(Kind::Probability, 8e-5, 5.7e-5)
        };
        assert_eq!(difference(&rare), "+0.01 (−0.01 to 0.04), unclear");
        let median =
            Change { confidence_lo: Some(1.0), confidence_hi: Some(7.0), ..change(Kind::Quantile, 3.0, 0.0) };
        assert_eq!(difference(&median), "+3 (1–7)");
    }

    #[test]
    fn a_change_reads_in_the_units_of_its_kind() {
        let scenario =
            crate::scenario::load(std::path::Path::new("scenarios/status-quo.toml"), &[]).unwrap().scenario;
        let found = line(&scenario, &change(Kind::Probability, 0.0123, 0.0021));
        assert_eq!((found.before.as_str(), found.after.as_str()), ("12%", "<1%"));
        let found = line(&scenario, &change(Kind::Mean, 1.0, 0.1));
        assert_eq!((found.name.as_str(), found.after.as_str()), ("B [km²]", "−0.5"));
        let counted =
            Change { counted: [Some("2 of 25,000".into()), None], ..change(Kind::Probability, 0.1, 0.1) };
        assert_eq!(line(&scenario, &counted).before, "2 of 25,000");
    }
}
