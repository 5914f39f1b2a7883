//! From paired differences, and what each edit did of them, to figures.

use super::differences::{Compared, DifferenceRow, Differences};
use super::figure::Figure;
use super::provenance::Provenance;
use super::shares::{EditShare, Parts, Shares};
use super::simulated::horizon;
use crate::analysis::{Attributed, Attribution, Change, Kind};
use crate::model::Scenario;

/// The chances that one scenario moves against another, in the order in which they are told; none where no chance is told.
pub fn of_outcomes(
    scenario: &Scenario,
    sides: &[String; 2],
    told: &[&Change],
    provenance: Provenance,
) -> Option<Figure> {
    let rows: Vec<DifferenceRow> = told.iter().filter_map(|change| row(&name(change), change)).collect();
    let reached = told.iter().any(|change| change.outcome.starts_with("reached."));
    let by_then = if reached { " (at some time: by then)" } else { "" };
    let when = format!("In {}{by_then}", horizon(scenario));
    differences(Compared::Outcomes, when, sides, rows, provenance)
}

/// The reported outcome, row by row: one change made to several options, or several scenarios against the first.
pub fn of_headline(
    rows_are: Compared,
    scenario: &Scenario,
    sides: &[String; 2],
    changes: &[(&str, &[Change])],
    provenance: Provenance,
) -> Option<Figure> {
    let segment = scenario.report.segments.first()?;
    let outcome = format!("segment.{}.{}", scenario.report.process, segment.id);
    let by = scenario.calendar.month(scenario.calendar.months).to_string();
    let rows = changes.iter().filter_map(|(name, changes)| {
        row(name, changes.iter().find(|change| change.outcome == outcome && change.by == by)?)
    });
    let title = format!("{} in {}", segment.name, horizon(scenario));
    differences(rows_are, title, sides, rows.collect(), provenance)
}

fn differences(
    rows_are: Compared,
    outcome: String,
    sides: &[String; 2],
    rows: Vec<DifferenceRow>,
    provenance: Provenance,
) -> Option<Figure> {
    let [before, after] = sides.clone();
    // Outcomes keep the order in which they are told; options and scenarios stand by what the change does.
    let mut rows = rows;
    if rows_are != Compared::Outcomes {
        rows.sort_by(|a, b| b.difference.total_cmp(&a.difference));
    }
    let figure = Differences { rows_are, outcome, before, after, rows };
    (!figure.rows.is_empty()).then(|| Figure::new("differences", figure, provenance))
}

fn row(name: &str, change: &Change) -> Option<DifferenceRow> {
    if change.kind != Kind::Probability {
        return None;
    }
    // Where there is no standard error, a quarter of the interval stands for it.
    let half_range = change.range().map(|(lo, hi)| (hi - lo) / 4.0);
    Some(DifferenceRow {
        name: name.to_string(),
        before: change.before?,
        after: change.after?,
        difference: change.difference?,
        standard_error: change.standard_error.or(half_range)?,
        range: change.range().map(|(lo, hi)| [lo, hi]),
        counted: change.counted.clone(),
    })
}

/// What a reader calls an outcome.
fn name(change: &Change) -> String {
    let reached = if change.outcome.starts_with("reached.") { "Reached at some time: " } else { "" };
    format!("{reached}{}", change.name)
}

/// What each edit did of one difference; none where one side has no such number. `called` is what a reader calls a group of edits.
pub fn of_attribution(
    scenario: &Scenario,
    sides: &[String; 2],
    (change, attributed): (&Change, &Attributed),
    attribution: &Attribution,
    called: &dyn Fn(&str) -> String,
    provenance: Provenance,
) -> Option<Figure> {
    let error = |share: &crate::analysis::Share| {
        let (trials, orders) = (share.estimate.standard_error, share.order_error);
        (trials * trials + orders * orders).sqrt()
    };
    let edits = attribution.groups.iter().zip(&attributed.shares).map(|(name, share)| EditShare {
        name: called(name),
        share: share.estimate.value,
        standard_error: error(share),
    });
    let figure = Shares {
        outcome: change.name.clone(),
        unit: (change.kind != Kind::Probability).then(|| change.unit.clone().unwrap_or_default()),
        horizon: horizon(scenario),
        at_some_time: ["reached.", "given.", "metric."].iter().any(|start| change.outcome.starts_with(start)),
        sides: sides.clone(),
        before: change.before?,
        after: change.after?,
        edits: edits.collect(),
        parts: Parts::Edits,
        orders: attribution.orders,
    };
    Some(Figure::new("shares", figure, provenance))
}
