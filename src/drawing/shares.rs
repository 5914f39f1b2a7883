//! How much of a difference each of several edits did: from what was, step by step, to what is.

use super::axes::render_ticks;
use super::canvas::{Axes, Canvas};
use super::differences::VALUE;
use super::draw::{Draw, Height};
use super::geometry::{Area, Room};
use super::style::widest;
use super::style::{self, ACCENT, Anchor, Type};
use super::ticks::Ticks;
use crate::figures::{EditShare, Shares};
use crate::lettering::lines::wrap_at;

impl Shares {
    /// Chances are drawn in per cent.
    fn scale(&self) -> f64 {
        if self.unit.is_none() { 100.0 } else { 1.0 }
    }
}

impl Draw for Shares {
    fn height(&self, room: Room) -> Height {
        let rows: f64 = self.edits.iter().map(|edit| row_height(&edit.name, room)).sum();
        let ends = 2.0 * row_height(&self.sides[0], room).max(row_height(&self.sides[1], room));
        let least = rows + ends + AXIS + 8.0;
        Height { least, ideal: least + 10.0 * (self.edits.len() + 2) as f64 }
    }

    fn render(&self, canvas: &mut Canvas) {
        let (body, room) = (canvas.body, canvas.room());
        let rows = self.rows();
        let names = || self.sides.iter().chain(rows.iter().map(|edit| &edit.name));
        let labels = names().map(|name| widest(&label_lines(name, room), label(room))).fold(0.0, f64::max);
        let words =
            rows.iter().map(|edit| self.words(edit)).chain([self.before, self.after].map(|x| self.value(x)));
        let right = words.map(|words| VALUE.width(&words)).fold(0.0, f64::max);
        let plot = match room.is_narrow {
            true => Area {
                left: body.left + 6.0,
                right: body.right - 6.0,
                top: body.top + 4.0,
                bottom: body.bottom - AXIS,
            },
            false => Area {
                left: body.left + labels + 16.0,
                right: body.right - right - 18.0,
                top: body.top + 4.0,
                bottom: body.bottom - AXIS,
            },
        };
        let (lo, hi) = self.range();
        let (lo, hi, ticks) = Ticks::around(lo, hi, ((plot.width() / 80.0) as usize).clamp(2, 8));
        let axes = Axes::new(plot, lo..hi, 0.0..1.0);
        for &tick in &ticks.values {
            let colour = if tick == 0.0 { style::AXIS } else { style::GRID };
            canvas.line(&[(axes.x(tick), plot.top), (axes.x(tick), plot.bottom)], colour, 1.0);
        }
        let unit = self.unit.as_deref().unwrap_or("%");
        render_ticks(canvas, &ticks, &axes, (plot.bottom - 2.0, unit), (body.left, body.right));
        let all: f64 = names().map(|name| row_height(name, room)).sum();
        let more = ((plot.height() - all) / (rows.len() + 2) as f64).clamp(0.0, 26.0);
        let mut top = plot.top;
        let mut row = |canvas: &mut Canvas, name: &str, words: &str, strong: bool, muted: bool| {
            let bottom = top + row_height(name, room) + more;
            let y = texts(canvas, (top, bottom), name, words, (strong, muted));
            top = bottom;
            y
        };
        let mut at = self.before;
        let y = row(canvas, &self.sides[0], &self.value(self.before), true, false);
        self.end(canvas, &axes, (self.before, y), &self.sides[0]);
        let mut last = y;
        for edit in rows {
            let words = self.words(edit);
            let y = row(canvas, &edit.name, &words, false, !edit.is_clear());
            self.step(canvas, &axes, (at, last), (edit, y));
            at += edit.share;
            last = y;
        }
        let y = row(canvas, &self.sides[1], &self.value(self.after), true, false);
        let x = axes.x(self.scale() * at);
        canvas.line(&[(x, last), (x, y)], style::MUTED, 1.0);
        self.end(canvas, &axes, (self.after, y), &self.sides[1]);
    }
}

const AXIS: f64 = 24.0;
const HALF: f64 = 8.0;

fn label(room: Room) -> Type {
    if room.is_narrow { Type { size: 13.0, ..style::STRONG_LABEL } } else { style::LABEL }
}

/// Keys have no spaces: they break after their dots.
fn label_lines(name: &str, room: Room) -> Vec<String> {
    let set = label(room);
    wrap_at(
        name,
        (set.size, set.weight),
        if room.is_narrow { room.width * 0.62 } else { room.names(0.34) },
        |c| matches!(c, '.' | '_'),
    )
}

fn row_height(name: &str, room: Room) -> f64 {
    let lines = label_lines(name, room).len() as f64 * label(room).leading();
    if room.is_narrow { lines + 30.0 } else { lines.max(18.0) + 9.0 }
}

/// The name of a row and what it comes to; where its marks stand.
fn texts(
    canvas: &mut Canvas,
    (top, bottom): (f64, f64),
    name: &str,
    words: &str,
    (strong, muted): (bool, bool),
) -> f64 {
    let (body, room) = (canvas.body, canvas.room());
    let set = label(room);
    let set = if strong { Type { weight: style::STRONG_LABEL.weight, ..set } } else { set };
    let lines = label_lines(name, room);
    let value = VALUE.colour(if muted { style::MUTED } else { style::INK }).anchor(Anchor::End);
    if room.is_narrow {
        canvas.veiled((body.left, top + 14.0), set.leading(), &lines, set);
        canvas.text((body.right, top + 14.0), words, value);
        return top + lines.len() as f64 * set.leading() + 14.0;
    }
    let middle = (top + bottom) / 2.0;
    canvas.centred((body.left, middle), &lines, set);
    canvas.text((body.right, middle + 5.0), words, value);
    middle
}

impl Shares {
    /// What the axis must hold: every stand on the way, with its whiskers.
    fn range(&self) -> (f64, f64) {
        let (mut at, mut range) = (self.before, (self.before.min(self.after), self.before.max(self.after)));
        for edit in self.rows() {
            at += edit.share;
            let reach = 2.0 * edit.standard_error;
            range = (range.0.min(at - reach), range.1.max(at + reach));
        }
        (self.scale() * range.0, self.scale() * range.1)
    }

    /// Where it begins or ends.
    fn end(&self, canvas: &mut Canvas, axes: &Axes, (value, y): (f64, f64), name: &str) {
        let words = format!("{}, {name}: {}", self.outcome, self.value(value));
        canvas.hover(&words, |canvas| canvas.dot((axes.x(self.scale() * value), y), 6.5, style::INK));
    }

    /// One edit's bar from where the edits above it left off, with two standard errors at its end.
    fn step(
        &self,
        canvas: &mut Canvas,
        axes: &Axes,
        (from, above): (f64, f64),
        (edit, y): (&EditShare, f64),
    ) {
        let x = |value: f64| axes.x(self.scale() * value);
        let (start, end) = (x(from), x(from + edit.share));
        let colour = match edit.is_clear() {
            false => style::MUTED.towards(style::PAPER, 0.45),
            true if edit.share > 0.0 => ACCENT,
            true => style::BELOW,
        };
        canvas.line(&[(start, above), (start, y)], style::MUTED, 1.0);
        let area =
            Area { left: start.min(end) - 0.6, right: start.max(end) + 0.6, top: y - HALF, bottom: y + HALF };
        canvas
            .hover(&format!("{}: {}", edit.name, self.words(edit)), |canvas| canvas.rectangle(area, colour));
        let reach = 2.0 * edit.standard_error;
        if reach > 0.0 {
            canvas.whisker(x(from + edit.share - reach), x(from + edit.share + reach), y);
        }
    }
}
