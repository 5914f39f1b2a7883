//! What was expected, beside what came of it.

use super::chances::conditional;
use super::text_layout::{Block, Page};
use crate::analysis::{Outcome, Outcomes};
use crate::model::{Scenario, Verdict};
use crate::words::{in_words, interval, percent, thousands};

/// The expectations that speak of a scenario; none where none does.
pub(super) fn expected(scenario: &Scenario, outcomes: &Outcomes) -> Option<Block> {
    let mut block = Block::new("Expected", &["chance ± error", "expected", "compared"]);
    for expectation in scenario.expected() {
        let id = expectation.outcome_id();
        let Some(row) = outcomes.estimates.iter().find(|row| row.outcome == id) else { continue };
        let (least, most) = expectation.range;
        let told = conditional(row).unwrap_or_else(|| "hardly a trial to tell from".into());
        let name = format!("{}, by {}", expectation.name, in_words(&row.by));
        block.row(&name, vec![told, interval(least, most), in_a_word(row, |e, i| expectation.verdict(e, i))]);
    }
    (!block.rows.is_empty()).then_some(block)
}

/// The same as a page of its own, in a few lines; empty where nothing is expected.
pub fn expectations(scenario: &Scenario, outcomes: &Outcomes, file: &str, width: usize) -> String {
    let Some(block) = expected(scenario, outcomes) else { return String::new() };
    let mut page = Page::new(width);
    let (worlds, paths) = (thousands(outcomes.worlds.into()), thousands(outcomes.paths.into()));
    page.wrap("", &format!("{file}, by a glance of {worlds} worlds × {paths} paths"), "  ");
    page.blocks(&[block]);
    page.finish()
}

/// A distance of chances: "36 points".
fn in_points(by: f64) -> String {
    percent(by).replace('%', " points")
}

fn in_a_word(row: &Outcome, verdict: impl Fn(f64, (f64, f64)) -> Verdict) -> String {
    let (Some(estimate), Some(low), Some(high)) = (row.estimate, row.confidence_lo, row.confidence_hi) else {
        return "unclear at this size".into();
    };
    match verdict(estimate, (low, high)) {
        Verdict::Within => "as expected".into(),
        Verdict::Below(by) => format!("below, by {}", in_points(by)),
        Verdict::Above(by) => format!("above, by {}", in_points(by)),
        Verdict::Unclear => "unclear at this size".into(),
    }
}
