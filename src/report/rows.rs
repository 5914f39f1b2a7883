//! The tables of the terminal as plain rows, for a page.

use serde::Serialize;

use super::comparison;
use super::difference::{COLUMNS, line, worth_telling};
use super::table::screen_blocks;
use super::text_layout::Block;
use crate::analysis::{Change, Outcomes};
use crate::model::Scenario;
use crate::words::in_words;

/// A table: what it is of, what its columns hold, and its rows, each with its name first.
#[derive(Debug, Clone, Serialize)]
pub struct Rows {
    /// What it is of.
    pub title: String,
    /// The columns after the name.
    pub head: Vec<String>,
    /// A name and its cells.
    pub rows: Vec<Vec<String>>,
}

impl Rows {
    fn of(block: Block) -> Rows {
        let row = |row: super::text_layout::Row| std::iter::once(row.name).chain(row.cells).collect();
        Rows { title: block.title, head: block.head, rows: block.rows.into_iter().map(row).collect() }
    }
}

/// What a screen has room for of one scenario: end states, stages, the first metrics.
pub fn screen_rows(scenario: &Scenario, outcomes: &Outcomes) -> Vec<Rows> {
    screen_blocks(scenario, outcomes).into_iter().map(Rows::of).collect()
}

/// Several scenarios by their headline, the best first; none for a single scenario, or where they report different things.
pub fn side_by_side_rows(cases: &[(&Scenario, &Outcomes)], changes: &[Vec<Change>]) -> Option<Rows> {
    let (block, first) = comparison::block(cases, changes)?;
    let title = format!("{} in {}, by option", first.name, in_words(&first.by));
    Some(Rows { title, ..Rows::of(block) })
}

/// What of the told estimates moved, the largest first; no row where nothing did.
pub fn moved_rows(title: &str, scenario: &Scenario, changes: &[Change]) -> Rows {
    let moved = worth_telling(scenario, changes).into_iter().filter(|change| !change.is_none());
    let row = |change: &Change| {
        let line = line(scenario, change);
        vec![line.name, line.before, line.after, line.difference]
    };
    Rows {
        title: title.to_string(),
        head: COLUMNS.map(String::from).to_vec(),
        rows: moved.map(row).collect(),
    }
}
