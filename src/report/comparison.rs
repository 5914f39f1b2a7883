//! Several scenarios by their headline, and how each differs from the first in the same worlds.

use super::difference::difference;
use super::table::{CHANCES, chance};
use super::text_layout::{Block, Page};
use crate::analysis::{Change, Outcome, Outcomes};
use crate::model::Scenario;
use crate::words::in_words;

/// The headline by scenario; none for a single scenario, or where they report different things. `changes` are those of each against the first.
pub fn comparison(cases: &[(&Scenario, &Outcomes)], changes: &[Vec<Change>], width: usize) -> Option<String> {
    let [(_, outcomes), others @ ..] = cases else { return None };
    let first = headline(outcomes)?;
    let alike = |row: &Outcome| row.name == first.name && row.by == first.by;
    let change = |changes: &Vec<Change>| -> Option<Change> {
        changes.iter().find(|c| c.outcome == first.outcome && c.by == first.by).cloned()
    };
    let against: Option<Vec<Change>> = changes.iter().map(change).collect();
    if others.is_empty() || !others.iter().all(|(_, o)| headline(o).is_some_and(alike)) {
        return None;
    }
    let against = against?;
    let mut block = Block::new("Side by side", &[CHANCES[0], CHANCES[1], "against the first"]);
    for (place, (other, estimates)) in cases.iter().enumerate() {
        let mut cells = chance(headline(estimates)?);
        cells.truncate(2);
        cells.resize(2, String::new());
        if place > 0 {
            cells.push(difference(&against[place - 1]));
        }
        block.row(&other.name, cells);
    }
    let mut page = Page::new(width);
    let title = format!(
        "{} in {}; differences in percentage points, in the same worlds, unclear below two errors",
        first.name,
        in_words(&first.by)
    );
    page.wrap("", &title, "  ");
    page.blocks(&[block]);
    page.gap();
    Some(page.finish())
}

fn headline(outcomes: &Outcomes) -> Option<&Outcome> {
    outcomes.estimates.iter().find(|o| o.outcome.starts_with("segment."))
}
