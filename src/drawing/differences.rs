//! Paired differences: chances before and after, and the difference with its interval, a row an option, an outcome or a scenario.

use super::axes::render_ticks;
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Room};
use super::style::widest;
use super::style::{self, ACCENT, Anchor, Type};
use super::ticks::Ticks;
use crate::figures::{DifferenceRow, Differences};

impl Draw for Differences {
    fn height(&self, room: Room) -> Height {
        let rows: f64 = self.rows.iter().map(|row| row_height(row, room)).sum();
        Height { least: rows + AXIS + 8.0, ideal: rows + AXIS + 8.0 + 12.0 * self.rows.len() as f64 }
    }

    fn render(&self, canvas: &mut Canvas) {
        let (body, room) = (canvas.body, canvas.room());
        let labels =
            self.rows.iter().map(|row| widest(&label(room).wrap(&row.name, label_room(room)), label(room)));
        let chances = self.rows.iter().flat_map(|row| row.sides_to(self.decimals()));
        let beside = chances.map(|(_, told)| CHANCE.width(&told)).fold(0.0, f64::max) + 16.0;
        let left =
            body.left + if room.is_narrow { beside } else { labels.fold(0.0, f64::max) + beside + 8.0 };
        let words = self.rows.iter().map(|row| VALUE.width(&row.words())).fold(0.0, f64::max);
        let right = body.right - if room.is_narrow { beside } else { words + beside + 8.0 };
        let most = self.rows.iter().flat_map(|row| [row.before, row.after]).fold(0.0, f64::max) * 100.0;
        let (lo, hi, ticks) = Ticks::around(0.0, most, (((right - left) / 70.0) as usize).clamp(2, 8));
        let plot = Area { left, right, top: body.top + 8.0, bottom: body.bottom - AXIS };
        let axes = Axes::new(plot, lo..hi, 0.0..1.0);
        for &tick in &ticks.values {
            let colour = if tick == 0.0 { style::AXIS } else { style::GRID };
            canvas.line(&[(axes.x(tick), plot.top), (axes.x(tick), plot.bottom)], colour, 1.0);
        }
        render_ticks(canvas, &ticks, &axes, (plot.bottom - 2.0, "%"), (body.left, body.right));
        let rows: f64 = self.rows.iter().map(|row| row_height(row, room)).sum();
        let more = ((plot.height() - rows) / self.rows.len().max(1) as f64).clamp(0.0, 70.0);
        let mut top = plot.top;
        for row in &self.rows {
            let height = row_height(row, room) + more;
            self.render_row(canvas, &axes, row, (top, top + height));
            top += height;
        }
    }
}

const AXIS: f64 = 24.0;
const CHANCE: Type = Type { size: 12.5, ..style::HEAD };
pub(super) const VALUE: Type = Type { size: 13.5, ..style::STRONG_LABEL };

fn label(room: Room) -> Type {
    if room.is_narrow { Type { size: 13.0, ..style::STRONG_LABEL } } else { style::LABEL }
}

fn label_room(room: Room) -> f64 {
    if room.is_narrow { room.width - 110.0 } else { room.names(0.3) }
}

fn row_height(row: &DifferenceRow, room: Room) -> f64 {
    let set = label(room);
    let lines = set.wrap(&row.name, label_room(room)).len() as f64 * set.leading();
    match room.is_narrow {
        true => lines + 36.0,
        false => lines.max(20.0) + if room.is_page() { 8.0 } else { 14.0 },
    }
}

impl Differences {
    /// Decimals of the chances in per cent: one where all are small.
    fn decimals(&self) -> usize {
        let most = self.rows.iter().flat_map(|row| [row.before, row.after]).fold(0.0, f64::max);
        usize::from(most < 0.2)
    }

    fn render_row(&self, canvas: &mut Canvas, axes: &Axes, row: &DifferenceRow, (top, bottom): (f64, f64)) {
        let (body, room) = (canvas.body, canvas.room());
        let set = label(room);
        let lines = set.wrap(&row.name, label_room(room));
        let colour = if row.sign() == 0 { style::MUTED } else { style::INK };
        let y = if room.is_narrow {
            canvas.veiled((body.left, top + 14.0), set.leading(), &lines, set);
            canvas.text((body.right, top + 14.0), &row.words(), VALUE.colour(colour).anchor(Anchor::End));
            top + lines.len() as f64 * set.leading() + 14.0
        } else {
            let middle = (top + bottom) / 2.0;
            canvas.centred((body.left, middle), &lines, set);
            canvas.text((body.right, middle + 5.0), &row.words(), VALUE.colour(colour).anchor(Anchor::End));
            middle
        };
        let (before, after) = (axes.x(100.0 * row.before), axes.x(100.0 * row.after));
        let words = format!(
            "{}: {} before, {} after, difference {} points",
            row.name,
            row.sides()[0].1,
            row.sides()[1].1,
            row.words()
        );
        canvas.hover(&words, |canvas| {
            canvas.line(&[(before, y), (after, y)], ACCENT.towards(style::PAPER, 0.55), 4.0);
            canvas.ring((before, y), 5.0, style::MUTED);
            canvas.dot((after, y), 6.0, ACCENT);
        });
        let decimals = self.decimals();
        let [first, second] = row.sides_to(decimals).map(|(_, told)| told);
        let is_rising = after >= before;
        let outer = |goes_left: bool| {
            if goes_left {
                (before.min(after) - 11.0, Anchor::End)
            } else {
                (before.max(after) + 11.0, Anchor::Start)
            }
        };
        let (at, anchor) = outer(is_rising);
        canvas.text((at, y + 4.5), &first, CHANCE.colour(style::MUTED).anchor(anchor));
        let (at, anchor) = outer(!is_rising);
        canvas.text((at, y + 4.5), &second, CHANCE.colour(ACCENT).anchor(anchor));
    }
}
