//! What it would be worth to know more before choosing: a bar each, against that of knowing everything.

use super::axes::render_ticks;
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Room};
use super::style::{self, ACCENT, Type, widest};
use super::ticks::Ticks;
use crate::figures::{Information, InformationRow};

const AXIS: f64 = 24.0;
const NAME: Type = Type { size: 13.0, ..style::LABEL };
const ALL: Type = Type { size: 13.0, ..style::STRONG_LABEL };
const VALUE: Type = Type { size: 13.0, ..style::STRONG_LABEL };

impl Draw for Information {
    fn height(&self, room: Room) -> Height {
        let rows: f64 = self.all_rows().map(|(row, _)| row_height(row, room)).sum();
        let least = rows + AXIS + 10.0;
        Height { least, ideal: least + 6.0 * self.rows.len() as f64 }
    }

    fn render(&self, canvas: &mut Canvas) {
        let (body, room) = (canvas.body, canvas.room());
        let labels = match room.is_narrow {
            true => 0.0,
            false => {
                let width =
                    |(row, set): (&InformationRow, Type)| widest(&set.wrap(&row.name, names(room)), set);
                self.all_rows().map(width).fold(0.0, f64::max) + 14.0
            }
        };
        let numbers = self.all_rows().map(|(row, _)| VALUE.width(&self.told(row.value)));
        let right = body.right - numbers.fold(0.0, f64::max) - 16.0;
        let plot = Area { left: body.left + labels, right, top: body.top + 4.0, bottom: body.bottom - AXIS };
        let most = self.all_rows().map(|(row, _)| row.range[1].max(row.value)).fold(0.0, f64::max);
        let (lo, hi, ticks) =
            Ticks::around(0.0, self.scaled(most), ((plot.width() / 80.0) as usize).clamp(2, 6));
        let axes = Axes::new(plot, lo..hi, 0.0..1.0);
        for &tick in &ticks.values {
            let colour = if tick == 0.0 { style::AXIS } else { style::GRID };
            canvas.line(&[(axes.x(tick), plot.top), (axes.x(tick), plot.bottom)], colour, 1.0);
        }
        let unit = if self.is_chance { "points" } else { "" };
        render_ticks(canvas, &ticks, &axes, (plot.bottom - 2.0, unit), (body.left, body.right));
        let rows: f64 = self.all_rows().map(|(row, _)| row_height(row, room)).sum();
        let more = ((plot.height() - rows) / (self.rows.len() + 1) as f64).clamp(0.0, 24.0);
        let mut top = plot.top;
        for (row, set) in self.all_rows() {
            let bottom = top + row_height(row, room) + more;
            self.render_row(canvas, &axes, (row, set), (top, bottom));
            top = bottom;
        }
    }
}

fn names(room: Room) -> f64 {
    room.names(0.38)
}

fn row_height(row: &InformationRow, room: Room) -> f64 {
    match room.is_narrow {
        true => ALL.wrap(&row.name, room.width).len() as f64 * ALL.leading() + 20.0,
        false => (ALL.wrap(&row.name, names(room)).len() as f64 * ALL.leading() + 6.0).max(24.0),
    }
}

impl Information {
    /// Everything first.
    fn all_rows(&self) -> impl Iterator<Item = (&InformationRow, Type)> {
        std::iter::once((&self.all, ALL)).chain(self.rows.iter().map(|row| (row, NAME)))
    }

    fn render_row(
        &self,
        canvas: &mut Canvas,
        axes: &Axes,
        (row, set): (&InformationRow, Type),
        (top, bottom): (f64, f64),
    ) {
        let (body, room) = (canvas.body, canvas.room());
        let y = match room.is_narrow {
            true => {
                let lines = set.wrap(&row.name, room.width);
                canvas.veiled((body.left, top + 13.0), set.leading(), &lines, set);
                top + lines.len() as f64 * set.leading() + 10.0
            }
            false => {
                let middle = (top + bottom) / 2.0;
                canvas.centred((body.left, middle), &set.wrap(&row.name, names(room)), set);
                middle
            }
        };
        let is_clear = row.range[0] > 0.0;
        let (zero, end) = (axes.x(0.0), axes.x(self.scaled(row.value)));
        let half = if room.is_narrow { 4.0 } else { 6.0 };
        let bar = Area { left: zero, right: end.max(zero + 0.6), top: y - half, bottom: y + half };
        let colour = if is_clear { ACCENT } else { style::MUTED.towards(style::PAPER, 0.5) };
        canvas.hover(&self.words(row), |canvas| canvas.rectangle(bar, colour));
        let [lo, hi] = row.range.map(|x| axes.x(self.scaled(x)));
        if hi > lo {
            canvas.whisker(lo, hi, y);
        }
        let ink = if is_clear { style::INK } else { style::MUTED };
        canvas.text((hi.max(end) + 8.0, y + 4.5), &self.told(row.value), VALUE.colour(ink).halo());
    }
}
