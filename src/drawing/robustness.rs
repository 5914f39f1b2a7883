//! How sure a ranking of options is: a bar an option, and its numbers beside it.

use super::axes::render_ticks;
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Room};
use super::style::{self, ACCENT, Anchor, Type, widest};
use super::ticks::Ticks;
use crate::figures::{Robustness, RobustnessRow};
use crate::words::{interval, percent};

const AXIS: f64 = 24.0;
const HEADS: f64 = 22.0;
const NAME: Type = Type { size: 13.0, ..style::STRONG_LABEL };
const NUMBER: Type = Type { size: 13.0, ..style::LABEL };
const FIRST: Type = Type { size: 13.5, ..style::STRONG_LABEL };

impl Draw for Robustness {
    fn height(&self, room: Room) -> Height {
        let rows: f64 = self.rows.iter().map(|row| row_height(row, room)).sum();
        let least = rows + HEADS + AXIS + 6.0;
        Height { least, ideal: least + 8.0 * self.rows.len() as f64 }
    }

    fn render(&self, canvas: &mut Canvas) {
        let (body, room) = (canvas.body, canvas.room());
        let columns = self.columns();
        let numbers: f64 = columns.iter().map(|wide| wide + 16.0).sum();
        let labels = match room.is_narrow {
            true => 0.0,
            false => {
                let lines = |row: &RobustnessRow| {
                    widest(&style::LABEL.wrap(&row.name, room.names(0.26)), style::LABEL)
                };
                self.rows.iter().map(lines).fold(0.0, f64::max) + 14.0
            }
        };
        let told = self.rows.iter().map(|row| FIRST.width(&told(row)) + 12.0).fold(46.0, f64::max);
        let right = if room.is_narrow { body.right - told } else { body.right - numbers - told };
        let plot =
            Area { left: body.left + labels, right, top: body.top + HEADS, bottom: body.bottom - AXIS };
        let most = self.rows.iter().map(|row| row.first_range[1]).fold(0.0, f64::max) * 100.0;
        let (lo, hi, ticks) = Ticks::around(0.0, most, ((plot.width() / 70.0) as usize).clamp(2, 6));
        let axes = Axes::new(plot, lo..hi, 0.0..1.0);
        for &tick in &ticks.values {
            let colour = if tick == 0.0 { style::AXIS } else { style::GRID };
            canvas.line(&[(axes.x(tick), plot.top), (axes.x(tick), plot.bottom)], colour, 1.0);
        }
        render_ticks(canvas, &ticks, &axes, (plot.bottom - 2.0, "%"), (body.left, body.right));
        if !room.is_narrow {
            let mut x = body.right;
            for (head, wide) in self.heads().iter().zip(&columns).rev() {
                canvas.text((x, body.top + 12.0), head, style::HEAD.anchor(Anchor::End));
                x -= wide + 16.0;
            }
        }
        let rows: f64 = self.rows.iter().map(|row| row_height(row, room)).sum();
        let more = ((plot.height() - rows) / self.rows.len().max(1) as f64).clamp(0.0, 30.0);
        let mut top = plot.top;
        for row in &self.rows {
            let bottom = top + row_height(row, room) + more;
            self.render_row(canvas, &axes, (row, &columns), (top, bottom));
            top = bottom;
        }
    }
}

/// The share of the worlds in which an option is first, or all that it may be.
fn told(row: &RobustnessRow) -> String {
    row.first.map_or_else(|| interval(row.first_range[0], row.first_range[1]), percent)
}

fn row_height(row: &RobustnessRow, room: Room) -> f64 {
    match room.is_narrow {
        true => {
            NAME.wrap(&row.name, room.width - 6.0).len() as f64 * NAME.leading() + NUMBER.leading() + 26.0
        }
        false => {
            let lines = style::LABEL.wrap(&row.name, room.names(0.26)).len() as f64;
            (lines * style::LABEL.leading() + 6.0).max(26.0)
        }
    }
}

impl Robustness {
    /// The width of each column of numbers.
    fn columns(&self) -> [f64; 4] {
        let mut wide = self.heads().map(|head| style::HEAD.width(&head));
        for row in &self.rows {
            for (wide, number) in wide.iter_mut().zip(self.numbers(row)) {
                *wide = wide.max(NUMBER.width(&number));
            }
        }
        wide
    }

    fn render_row(
        &self,
        canvas: &mut Canvas,
        axes: &Axes,
        (row, columns): (&RobustnessRow, &[f64; 4]),
        (top, bottom): (f64, f64),
    ) {
        let (body, room) = (canvas.body, canvas.room());
        let y = match room.is_narrow {
            true => {
                let lines = NAME.wrap(&row.name, room.width - 6.0);
                canvas.veiled((body.left, top + 13.0), NAME.leading(), &lines, NAME);
                let below = top + 13.0 + lines.len() as f64 * NAME.leading();
                let numbers = self.heads().into_iter().zip(self.numbers(row));
                let told: Vec<String> = numbers.map(|(head, x)| format!("{head} {x}")).collect();
                let told = [told.join(" · ")];
                canvas.veiled((body.left, below), style::NOTE.leading(), &told, style::NOTE);
                below + 14.0
            }
            false => {
                let middle = (top + bottom) / 2.0;
                let lines = style::LABEL.wrap(&row.name, room.names(0.26));
                canvas.centred((body.left, middle), &lines, style::LABEL);
                let mut x = body.right;
                for (number, wide) in self.numbers(row).iter().zip(columns).rev() {
                    canvas.text((x, middle + 4.5), number, NUMBER.anchor(Anchor::End));
                    x -= wide + 16.0;
                }
                middle
            }
        };
        let [lo, hi] = row.first_range;
        let half = if room.is_narrow { 5.0 } else { 8.0 };
        let (from, to) = match row.first {
            Some(first) => (axes.x(0.0), axes.x(100.0 * first)),
            None => (axes.x(100.0 * lo), axes.x(100.0 * hi)),
        };
        let bar = Area { left: from, right: to.max(from + 0.6), top: y - half, bottom: y + half };
        let told = told(row);
        let words = format!("{}: first in {told} of worlds", row.name);
        let colour = if row.first.is_some() { ACCENT } else { style::PARTIAL };
        canvas.hover(&words, |canvas| canvas.rectangle(bar, colour));
        if hi > lo {
            canvas.whisker(axes.x(100.0 * lo), axes.x(100.0 * hi), y);
        }
        let at = axes.x(100.0 * hi.max(row.first.unwrap_or(hi))) + 8.0;
        canvas.text((at, y + 4.5), &told, FIRST);
    }
}
