//! Which assumptions move an outcome: how much each tells of it, and which way it works.

use super::axes::render_ticks;
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Room};
use super::layout::held;
use super::style::widest;
use super::style::{self, ACCENT, Anchor, BELOW, BELOW_TEXT, Colour, Type};
use super::ticks::Ticks;
use crate::figures::{DriverRow, Drivers, Influences};
use crate::lettering::lines::shorten_apart;

impl Draw for Drivers {
    fn height(&self, room: Room) -> Height {
        let rows: f64 = self.labels(room).iter().map(|lines| row_height(lines, room)).sum();
        Height { least: rows + AROUND, ideal: rows + AROUND + 6.0 * self.rows.len() as f64 }
    }

    fn render(&self, canvas: &mut Canvas) {
        let (body, room) = (canvas.body, canvas.room());
        let lines = self.labels(room);
        let labels = lines.iter().map(|lines| widest(lines, label(room)));
        let words = self.rows.iter().map(|row| WAY.width(row.way())).fold(0.0, f64::max);
        let values = self.rows.iter().map(|row| VALUE.width(&self.told(row.value))).fold(0.0, f64::max);
        let plot = match room.is_narrow {
            true => Area {
                left: body.left + 8.0,
                right: body.right - 8.0,
                top: body.top + TOP,
                bottom: body.bottom - AXIS,
            },
            false => Area {
                left: body.left + labels.fold(0.0, f64::max) + 18.0,
                right: body.right - words - values - if words > 0.0 { 34.0 } else { 18.0 },
                top: body.top + TOP,
                bottom: body.bottom - AXIS,
            },
        };
        let scale = self.scale();
        let most = self
            .rows
            .iter()
            .flat_map(|row| [row.value, row.range[1], row.by_chance.map_or(0.0, |c| c.value)])
            .chain(self.luck)
            .fold(0.0, f64::max);
        let (lo, hi, ticks) = Ticks::around(0.0, most * scale, ((plot.width() / 70.0) as usize).clamp(2, 8));
        let axes = Axes::new(plot, lo..hi, 0.0..1.0);
        for &tick in &ticks.values {
            let colour = if tick == 0.0 { style::AXIS } else { style::GRID };
            canvas.line(&[(axes.x(tick), plot.top), (axes.x(tick), plot.bottom)], colour, 1.0);
        }
        let unit = if self.measure == Influences::Steps { "" } else { "%" };
        render_ticks(canvas, &ticks, &axes, (plot.bottom - 2.0, unit), (body.left, body.right));
        if let Some(luck) = self.luck {
            let x = axes.x(luck * scale);
            canvas.line(&[(x, plot.top), (x, plot.bottom)], style::MUTED, 1.4);
            let set = style::ANNOTATION.colour(style::MUTED);
            let start = held(x + 5.0, body.left, body.right - set.width("luck"));
            canvas.text((start, plot.top - 4.0), "luck", set);
        }
        let rows: f64 = lines.iter().map(|lines| row_height(lines, room)).sum();
        let more = ((plot.height() - rows) / self.rows.len().max(1) as f64).clamp(0.0, 40.0);
        let mut top = plot.top;
        for (row, lines) in self.rows.iter().zip(&lines) {
            let height = row_height(lines, room) + more;
            self.render_row(canvas, &axes, (row, lines), ((top, top + height), plot.right, values));
            top += height;
        }
    }
}

const TOP: f64 = 16.0;
const AXIS: f64 = 24.0;
const AROUND: f64 = TOP + AXIS;
const WAY: Type = Type { size: 12.5, ..style::ANNOTATION };
const VALUE: Type = Type { size: 13.5, ..style::STRONG_LABEL };

fn label(room: Room) -> Type {
    if room.is_narrow {
        Type { size: 13.0, ..style::STRONG_LABEL }
    } else {
        Type { size: 13.0, ..style::LABEL }
    }
}

fn label_room(room: Room) -> f64 {
    if room.is_narrow { room.width - 150.0 } else { room.names(0.42) }
}

fn row_height(lines: &[String], room: Room) -> f64 {
    let set = label(room);
    let lines = lines.len() as f64 * set.leading();
    if room.is_narrow { lines + 22.0 } else { lines.max(16.0) + 7.0 }
}

impl Drivers {
    fn scale(&self) -> f64 {
        if self.measure == Influences::Steps { 1.0 } else { 100.0 }
    }

    /// Names in three lines, so that long ones that differ at their ends stay apart; what has no room there is in the words of the mark.
    fn labels(&self, room: Room) -> Vec<Vec<String>> {
        let (set, wide) = (label(room), label_room(room));
        let names: Vec<(&str, f64)> = self.rows.iter().map(|row| (row.name.as_str(), 2.7 * wide)).collect();
        shorten_apart(&names, set.size, set.weight).iter().map(|name| set.wrap(name, wide)).collect()
    }

    fn render_row(
        &self,
        canvas: &mut Canvas,
        axes: &Axes,
        (row, lines): (&DriverRow, &[String]),
        ((top, bottom), right, values): ((f64, f64), f64, f64),
    ) {
        let (body, room) = (canvas.body, canvas.room());
        let is_clear = row.is_clear(self.luck);
        let colour = match row.sign {
            _ if !is_clear => style::MUTED,
            Some(1) => ACCENT,
            Some(-1) => BELOW,
            _ => style::AXIS,
        };
        let set = label(room);
        let text: Colour = if is_clear { style::INK } else { style::MUTED };
        let value = VALUE.colour(text).anchor(Anchor::End);
        let told = self.told(row.value);
        let way = WAY.colour(if is_clear && row.sign == Some(-1) {
            BELOW_TEXT
        } else if is_clear {
            colour
        } else {
            style::MUTED
        });
        let y = if room.is_narrow {
            canvas.veiled((body.left, top + 13.0), set.leading(), lines, set.colour(text));
            canvas.text((body.right, top + 13.0), &told, value);
            canvas.text((body.right - values - 10.0, top + 13.0), row.way(), way.anchor(Anchor::End));
            top + lines.len() as f64 * set.leading() + 9.0
        } else {
            let middle = (top + bottom) / 2.0;
            canvas.centred((body.left, middle), lines, set.colour(text));
            canvas.text((right + 18.0 + values, middle + 4.8), &told, value);
            canvas.text((right + 28.0 + values, middle + 4.8), row.way(), way);
            middle
        };
        let x = |value: f64| axes.x(value.max(0.0) * self.scale());
        canvas.hover(&self.words(row), |canvas| {
            canvas.line(&[(x(0.0), y), (x(row.value), y)], colour.towards(style::PAPER, 0.55), 4.0);
            canvas.whisker(x(row.range[0]), x(row.range[1]), y);
            if let Some(alone) = row.alone {
                canvas.ring((x(alone), y), 5.0, colour);
            }
            canvas.dot((x(row.value), y), 5.0, colour);
            if let Some(chance) = row.by_chance {
                let at = x(chance.value);
                canvas.line(&[(at, y - 9.0), (at, y + 9.0)], style::PAPER, 4.6);
                canvas.line(&[(at, y - 8.0), (at, y + 8.0)], style::SECONDARY, 2.2);
            }
        });
    }
}
