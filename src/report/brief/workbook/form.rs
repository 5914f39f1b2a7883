//! A workbook's chart: a table, and how it is drawn.

use crate::figures::{Cell, Table};
use crate::model::Tone;
use crate::palette::{ACCENT, BELOW, Colour, GRID, PARTIAL, SERIES};

/// How it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Bars beside each other, the first row on top.
    Bars,
    /// One bar a row, of parts that make up the whole.
    Parts,
    /// One bar a row, of parts; bars are as long as their parts together.
    Stacked,
    /// A line a column over the rows.
    Lines,
    /// A line or dots an option, each with its own places: the rows of one option follow each other.
    Curves,
}

/// How a series of lines or curves is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stroke {
    /// A line.
    Line,
    /// A thin line beside others.
    Fine,
    /// Dots; their names, where there is a fourth column of them, stand beside them.
    Dots,
}

/// A chart with its data.
pub(super) struct Charted {
    pub form: Form,
    /// Names in the first column, then a column a series; of curves the option, the place and the height.
    pub table: Table,
    /// A colour a series.
    pub colours: Vec<Colour>,
    /// How each series is drawn; those beyond it are lines.
    pub strokes: Vec<Stroke>,
}

impl Charted {
    /// The greatest share.
    pub(super) fn greatest(&self) -> f64 {
        self.table
            .rows
            .iter()
            .flatten()
            .filter(|cell| cell.is_share)
            .filter_map(|cell| cell.value)
            .fold(0.0, f64::max)
    }

    /// Whether nothing is below 0.
    pub(super) fn is_positive(&self) -> bool {
        self.table.rows.iter().flatten().filter_map(|cell| cell.value).all(|value| value >= 0.0)
    }

    /// The series of a chart: its place, the first and last row of the table, its column.
    pub(super) fn series(&self) -> Vec<(usize, [u32; 2], u16)> {
        let rows = &self.table.rows;
        if self.form != Form::Curves {
            let last = (rows.len() as u32).saturating_sub(1);
            return (1..self.table.head.len()).map(|column| (column - 1, [0, last], column as u16)).collect();
        }
        let mut found: Vec<(usize, [u32; 2], u16)> = Vec::new();
        let name = |at: usize| rows[at].first().map(|cell| cell.shown.as_str());
        for at in 0..rows.len() {
            let row = at as u32;
            match found.last_mut().filter(|_| at > 0 && name(at) == name(at - 1)) {
                Some((_, [_, last], _)) => *last = row,
                None => found.push((found.len(), [row, row], 2)),
            }
        }
        found
    }
}

pub(super) fn tone(tone: Tone) -> Colour {
    match tone {
        Tone::Reached => ACCENT,
        Tone::Partial => PARTIAL,
        Tone::Open => GRID,
        Tone::Broken => BELOW,
    }
}

pub(super) fn cycle(count: usize) -> Vec<Colour> {
    let lines = SERIES.map(|(line, _)| line);
    [lines.as_slice(), &[ACCENT, BELOW, PARTIAL, GRID]].concat().into_iter().cycle().take(count).collect()
}

/// A share in a cell of a chart's data.
pub(super) fn share(value: f64) -> Cell {
    Cell { shown: String::new(), value: Some(value), is_share: true }
}

pub(super) fn named(name: &str, shares: impl Iterator<Item = f64>) -> Vec<Cell> {
    std::iter::once(Cell::text(name)).chain(shares.map(share)).collect()
}
