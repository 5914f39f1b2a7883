//! What each audience makes of each option: a number a cell, the darker the less likely.

use super::canvas::Canvas;
use super::draw::{Draw, Height};
use super::geometry::Room;
use super::matrix::{Matrix, MatrixCell, MatrixRow};
use super::style::{self};
use crate::figures::{AcceptanceCell, Blockers, BlockersRow};
use crate::words::percent;

impl Draw for Blockers {
    fn height(&self, room: Room) -> Height {
        self.matrix().height(room)
    }

    fn render(&self, canvas: &mut Canvas) {
        self.matrix().render(canvas);
    }
}

impl Blockers {
    fn matrix(&self) -> Matrix {
        let cell = |row: &BlockersRow, place: usize, cell: &AcceptanceCell| MatrixCell {
            text: percent(cell.start),
            later: cell.later.map(percent),
            shade: 1.0 - cell.start,
            is_framed: row.weakest == Some(place),
            words: format!("{}, {}: {}", row.name, self.audiences[place].name, cell.words()),
        };
        let row = |row: &BlockersRow| MatrixRow {
            name: row.name.clone(),
            cells: row.cells.iter().enumerate().map(|(place, of)| cell(row, place, of)).collect(),
        };
        Matrix {
            heads: self.audiences.iter().map(|one| (one.name.clone(), !one.is_asked)).collect(),
            rows: self.rows.iter().map(row).collect(),
            dark: [style::BELOW, style::BELOW_TEXT],
        }
    }
}
