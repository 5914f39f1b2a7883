//! Rows by columns of numbers, shaded by what they tell.

use super::canvas::Canvas;
use super::draw::Height;
use super::geometry::{Area, Room};
use super::style::{self, Anchor, Colour, Type, widest};
use crate::lettering::font::Weight;
use crate::lettering::lines::widest_piece;

/// What stands in the rows and columns.
pub(super) struct Matrix {
    /// The columns, and whether their names are set back.
    pub heads: Vec<(String, bool)>,
    /// The rows, from the top.
    pub rows: Vec<MatrixRow>,
    /// The colour of dark cells, and of the darkest: both are the same, or a shade on.
    pub dark: [Colour; 2],
}

/// A row.
pub(super) struct MatrixRow {
    pub name: String,
    pub cells: Vec<MatrixCell>,
}

/// A cell.
pub(super) struct MatrixCell {
    /// Its number.
    pub text: String,
    /// A second number, after an arrow.
    pub later: Option<String>,
    /// How dark it is, from 0 to 1.
    pub shade: f64,
    /// Whether it is framed.
    pub is_framed: bool,
    /// What it says when pointed at.
    pub words: String,
}

const NUMBER: Type = Type { size: 14.0, ..style::STRONG_LABEL };
const LATER: Type = Type { size: 12.5, weight: Weight::Regular, ..style::ANNOTATION };
/// The largest heads, and the smallest; below it numbers stand over the columns, and a key tells them.
const COLUMN: Type = Type { size: 12.5, ..style::HEAD };
const LEAST_COLUMN: f64 = 11.0;
const NAME: Type = Type { size: 13.0, ..style::STRONG_LABEL };
/// Between cells.
const GAP: f64 = 2.0;
/// Between the heads and the cells.
const UNDER: f64 = 8.0;

/// How the matrix is laid out in a room.
struct Plan {
    /// The width of a column.
    column: f64,
    /// What stands over each column.
    heads: Vec<Vec<String>>,
    /// How they are set.
    column_type: Type,
    /// What the numbers over the columns stand for, where names have no room there.
    key: Vec<String>,
    /// Room for the names of rows at the left; none where they stand over their rows.
    labels: f64,
    /// Whether the second number stands below the first.
    is_stacked: bool,
}

/// How far from paper to the darkest colour a shade is: ten classes, of which the last is that colour. Between the others and it lie colours on which neither
/// ink nor white reads.
fn tint(shade: f64) -> f64 {
    match (10.0 * shade.clamp(0.0, 1.0)).floor() {
        class if class < 9.0 => 0.03 + 0.62 * class / 8.0,
        _ => 1.0,
    }
}

impl Matrix {
    fn plan(&self, room: Room) -> Plan {
        let columns = self.heads.len().max(1) as f64;
        let labels = match room.is_narrow {
            true => 0.0,
            false => {
                let lines =
                    |row: &MatrixRow| widest(&style::LABEL.wrap(&row.name, room.names(0.22)), style::LABEL);
                self.rows.iter().map(lines).fold(0.0, f64::max) + 14.0
            }
        };
        let column = (room.width - labels) / columns;
        // The longest word sets the size of all heads: none is broken within.
        let word = self.heads.iter().map(|(name, _)| widest_piece(name, COLUMN.size, COLUMN.weight));
        let word = word.fold(0.0, f64::max);
        let size = COLUMN.size * (f64::min(1.0, (column - 6.0) / word.max(1.0)));
        let size = (4.0 * size).floor() / 4.0;
        let column_type = Type { size: size.max(LEAST_COLUMN), ..COLUMN };
        let heads: Vec<Vec<String>> =
            self.heads.iter().map(|(name, _)| column_type.wrap(name, column - 6.0)).collect();
        let fit = size >= LEAST_COLUMN && heads.iter().all(|lines| lines.len() <= 5);
        let (heads, key) = match fit {
            true => (heads, Vec::new()),
            false => {
                let numbered = |(n, (name, _)): (usize, &(String, bool))| format!("{} {name}", n + 1);
                let key = self.heads.iter().enumerate().map(numbered).collect::<Vec<_>>().join(" · ");
                let numbers = (1..=self.heads.len()).map(|n| vec![n.to_string()]).collect();
                (numbers, LATER.wrap(&key, room.width))
            }
        };
        let wide = |cell: &MatrixCell| {
            let later = cell.later.as_ref().map_or(0.0, |later| LATER.width(&format!(" → {later}")));
            NUMBER.width(&cell.text) + later
        };
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        let is_stacked = cells.map(wide).fold(0.0, f64::max) > column - GAP - 8.0;
        let is_stacked =
            is_stacked && self.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.later.is_some());
        Plan { column, heads, column_type, key, labels, is_stacked }
    }

    fn row_height(&self, row: &MatrixRow, plan: &Plan, room: Room) -> f64 {
        let cell = if plan.is_stacked { 38.0 } else { 25.0 };
        match room.is_narrow {
            true => NAME.wrap(&row.name, room.width).len() as f64 * NAME.leading() + cell + 9.0,
            false => {
                let lines = style::LABEL.wrap(&row.name, room.names(0.22)).len() as f64;
                (lines * style::LABEL.leading() + 3.0).max(cell + GAP)
            }
        }
    }

    fn head_height(plan: &Plan) -> f64 {
        let lines = plan.heads.iter().map(Vec::len).max().unwrap_or(0) as f64;
        let key = plan.key.len() as f64 * LATER.leading();
        lines * plan.column_type.leading() + UNDER + if key > 0.0 { key + 8.0 } else { 0.0 }
    }

    /// How high it wants to be.
    pub fn height(&self, room: Room) -> Height {
        let plan = self.plan(room);
        let rows: f64 = self.rows.iter().map(|row| self.row_height(row, &plan, room)).sum();
        let least = rows + Matrix::head_height(&plan) + 4.0;
        Height { least, ideal: least + 9.0 * self.rows.len() as f64 }
    }

    /// Draws it into the body.
    pub fn render(&self, canvas: &mut Canvas) {
        let (body, room) = (canvas.body, canvas.room());
        let plan = self.plan(room);
        let mut top = body.top;
        canvas.paragraph((body.left, top + 12.0), LATER.leading(), &plan.key, LATER);
        let heads = Matrix::head_height(&plan);
        let left = body.left + plan.labels;
        for (place, (lines, (_, is_back))) in plan.heads.iter().zip(&self.heads).enumerate() {
            let colour = if *is_back { style::MUTED } else { style::INK };
            let set = plan.column_type.colour(colour).anchor(Anchor::Middle);
            let middle = left + plan.column * (place as f64 + 0.5);
            let first = top + heads - UNDER - 3.0 - set.leading() * (lines.len() as f64 - 1.0);
            canvas.paragraph((middle, first), set.leading(), lines, set);
        }
        top += heads;
        let rows: f64 = self.rows.iter().map(|row| self.row_height(row, &plan, room)).sum();
        let more = ((body.bottom - top - rows) / self.rows.len().max(1) as f64).clamp(0.0, 22.0);
        for row in &self.rows {
            let bottom = top + self.row_height(row, &plan, room) + more;
            self.render_row(canvas, row, &plan, (top, bottom));
            top = bottom;
        }
    }

    fn render_row(&self, canvas: &mut Canvas, row: &MatrixRow, plan: &Plan, (top, bottom): (f64, f64)) {
        let (body, room) = (canvas.body, canvas.room());
        let cells_top = match room.is_narrow {
            true => {
                let lines = NAME.wrap(&row.name, room.width);
                canvas.paragraph((body.left, top + 13.0), NAME.leading(), &lines, NAME);
                top + lines.len() as f64 * NAME.leading() + 3.0
            }
            false => {
                let lines = style::LABEL.wrap(&row.name, room.names(0.22));
                canvas.centred((body.left, (top + bottom) / 2.0), &lines, style::LABEL);
                top
            }
        };
        let cells_bottom = bottom - if room.is_narrow { 6.0 } else { GAP };
        let left = body.left + plan.labels;
        for (place, cell) in row.cells.iter().enumerate() {
            let area = Area {
                left: left + plan.column * place as f64,
                right: left + plan.column * (place as f64 + 1.0) - GAP,
                top: cells_top,
                bottom: cells_bottom,
            };
            self.render_cell(canvas, cell, plan, area);
        }
    }

    fn render_cell(&self, canvas: &mut Canvas, cell: &MatrixCell, plan: &Plan, area: Area) {
        let fill = match tint(cell.shade) {
            1.0 => self.dark[1],
            tint => style::PAPER.towards(self.dark[0], tint),
        };
        canvas.hover(&cell.words, |canvas| {
            if cell.is_framed {
                canvas.rectangle(area, style::INK);
                let inner = Area {
                    left: area.left + 2.0,
                    right: area.right - 2.0,
                    top: area.top + 2.0,
                    bottom: area.bottom - 2.0,
                };
                canvas.rectangle(inner, fill);
            } else {
                canvas.rectangle(area, fill);
            }
        });
        let colour = fill.text_on();
        let (middle, centre) = ((area.left + area.right) / 2.0, (area.top + area.bottom) / 2.0);
        let (number, small) = (NUMBER.colour(colour), LATER.colour(colour));
        let later = cell.later.as_ref().map(|later| format!("→ {later}"));
        match later {
            None => canvas.text((middle, centre + 5.0), &cell.text, number.anchor(Anchor::Middle)),
            Some(later) if plan.is_stacked => {
                canvas.text((middle, centre - 3.0), &cell.text, number.anchor(Anchor::Middle));
                canvas.text((middle, centre + 12.5), &later, small.anchor(Anchor::Middle));
            }
            Some(later) => {
                let between = 5.0;
                let wide = number.width(&cell.text) + between + small.width(&later);
                let start = middle - wide / 2.0;
                canvas.text((start, centre + 5.0), &cell.text, number);
                canvas.text((start + wide, centre + 4.5), &later, small.anchor(Anchor::End));
            }
        }
    }
}
