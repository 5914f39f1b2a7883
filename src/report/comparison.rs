//! Several scenarios by their headline, and how each differs from the first in the same worlds.

use super::difference::difference;
use super::table::{CHANCES, chance};
use super::text_layout::{Block, Page};
use crate::analysis::{Change, Outcome, Outcomes};
use crate::model::Scenario;
use crate::words::{in_words, thousands};

/// The headline by scenario, the best first; none for a single scenario, or where they report different things. `changes` are those of each
/// against the first.
pub fn comparison(cases: &[(&Scenario, &Outcomes)], changes: &[Vec<Change>], width: usize) -> Option<String> {
    let (block, first) = block(cases, changes)?;
    let (_, size) = cases[0];
    let mut page = Page::new(width);
    page.wrap("", &format!("{} in {}, by option", first.name, in_words(&first.by)), "  ");
    page.blocks(&[block]);
    page.gap();
    let told = format!(
        "{} worlds × {} paths each, seed {}, all in the same worlds; differences in percentage points, unclear below two errors.",
        thousands(size.worlds.into()),
        thousands(size.paths.into()),
        size.seed
    );
    page.wrap("", &told, "  ");
    page.gap();
    Some(page.finish())
}

/// The rows, and the headline that they are of.
pub(super) fn block<'o>(
    cases: &[(&Scenario, &'o Outcomes)],
    changes: &[Vec<Change>],
) -> Option<(Block, &'o Outcome)> {
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
    let mut block = Block::new("Side by side", &[CHANCES[0], CHANCES[1], "against the first given"]);
    let mut places: Vec<usize> = (0..cases.len()).collect();
    let mean = |place: usize| headline(cases[place].1).and_then(|row| row.estimate).unwrap_or_default();
    places.sort_by(|&a, &b| mean(b).total_cmp(&mean(a)));
    for place in places {
        let (other, estimates) = cases[place];
        let mut cells = chance(headline(estimates)?);
        cells.truncate(2);
        cells.resize(2, String::new());
        cells.push(match place {
            0 => "(given first)".into(),
            place => difference(&against[place - 1]),
        });
        block.row(&other.name, cells);
    }
    Some((block, first))
}

fn headline(outcomes: &Outcomes) -> Option<&Outcome> {
    outcomes.estimates.iter().find(|o| o.outcome.starts_with("segment."))
}
