//! How large a metric may get under many options: a row each, with a line over eight histories in ten, a dot at the middle and a ring at the value that one
//! in ten exceeds. Curves of more than two options would lie on each other.

use super::axes::render_ticks;
use super::canvas::{Axes, Canvas};
use super::draw::Height;
use super::geometry::{Area, Room};
use super::style::{self, ACCENT, Anchor, Type, widest};
use super::ticks::Ticks;
use crate::figures::{Exceedance, ExceedanceCurve, with_unit};

const NAME: Type = Type { size: 13.5, ..style::LABEL };
const NARROW_NAME: Type = Type { size: 13.0, ..style::STRONG_LABEL };
const NUMBER: Type = Type { size: 13.0, ..style::LABEL };
const TAIL: Type = Type { size: 13.0, ..style::STRONG_LABEL };
const HEAD: Type = Type { size: 12.5, ..style::HEAD };
const AXIS: f64 = 24.0;
const GAP: f64 = 16.0;

fn name_lines(curve: &ExceedanceCurve, room: Room) -> Vec<String> {
    match room.is_narrow {
        true => NARROW_NAME.wrap(&curve.name, room.width),
        false => NAME.wrap(&curve.name, room.names(0.28)),
    }
}

fn row_height(curve: &ExceedanceCurve, room: Room) -> f64 {
    let lines = name_lines(curve, room).len() as f64;
    match room.is_narrow {
        true => (lines + 1.0) * NARROW_NAME.leading() + 20.0,
        false => (lines * NAME.leading() + 6.0).max(25.0),
    }
}

impl Exceedance {
    /// How high the rows want to be.
    pub(super) fn rows_height(&self, room: Room) -> Height {
        let rows: f64 = self.curves.iter().map(|curve| row_height(curve, room)).sum();
        let least = rows + self.heads_height(room) + AXIS + 4.0;
        Height { least, ideal: least + 6.0 * self.curves.len() as f64 }
    }

    /// What the two numbers of a row are.
    fn row_heads(&self) -> [&'static str; 2] {
        if self.is_date() { ["half by", "9 in 10 by"] } else { ["half above", "1 in 10 above"] }
    }

    fn heads_height(&self, room: Room) -> f64 {
        if room.is_narrow { 4.0 } else { HEAD.leading() + 8.0 }
    }

    /// Draws the rows into the body.
    pub(super) fn render_as_rows(&self, canvas: &mut Canvas) {
        let (body, room) = (canvas.body, canvas.room());
        let numbers = |curve: &ExceedanceCurve| [0.5, 0.1].map(|chance| self.at(curve, chance));
        let heads = self.row_heads();
        let mut columns = heads.map(|head| HEAD.width(head));
        for curve in &self.curves {
            for (wide, number) in columns.iter_mut().zip(numbers(curve)) {
                *wide = wide.max(TAIL.width(&number));
            }
        }
        let (left, right) = match room.is_narrow {
            true => (body.left + 6.0, body.right - 8.0),
            false => {
                let names = self.curves.iter().map(|curve| widest(&name_lines(curve, room), NAME));
                let beside: f64 = columns.iter().map(|wide| wide + GAP).sum();
                (body.left + names.fold(0.0, f64::max) + GAP, body.right - beside - 4.0)
            }
        };
        let plot = Area { left, right, top: body.top + self.heads_height(room), bottom: body.bottom - AXIS };
        let highest = self.curves.iter().filter_map(|curve| curve.value_at(0.1).or(last(curve)));
        let highest = highest.fold(self.lowest(), f64::max);
        let most = ((plot.width() / 80.0) as usize).clamp(2, 8);
        let (lo, hi, ticks) = Ticks::measured(self.measured, self.lowest(), highest, most);
        let axes = Axes::new(plot, lo..hi, 0.0..1.0);
        for &tick in &ticks.values {
            let colour = if tick == 0.0 && !self.is_date() { style::AXIS } else { style::GRID };
            canvas.line(&[(axes.x(tick), plot.top), (axes.x(tick), plot.bottom)], colour, 1.0);
        }
        render_ticks(canvas, &ticks, &axes, (plot.bottom - 3.0, &self.unit), (body.left, body.right));
        if !room.is_narrow {
            let mut x = body.right;
            for (head, wide) in heads.iter().zip(&columns).rev() {
                canvas.text((x, body.top + 12.0), head, HEAD.anchor(Anchor::End));
                x -= wide + GAP;
            }
        }
        let rows: f64 = self.curves.iter().map(|curve| row_height(curve, room)).sum();
        let more = ((plot.height() - rows) / self.curves.len().max(1) as f64).clamp(0.0, 28.0);
        let mut top = plot.top;
        for curve in &self.curves {
            let bottom = top + row_height(curve, room) + more;
            let y = self.row_texts(canvas, curve, (numbers(curve), columns), (top, bottom));
            self.row_marks(canvas, curve, (&axes, (lo, hi)), y);
            top = bottom;
        }
    }

    /// The name and the numbers of a row; the height of its marks.
    fn row_texts(
        &self,
        canvas: &mut Canvas,
        curve: &ExceedanceCurve,
        (numbers, columns): ([String; 2], [f64; 2]),
        (top, bottom): (f64, f64),
    ) -> f64 {
        let (body, room) = (canvas.body, canvas.room());
        let lines = name_lines(curve, room);
        if room.is_narrow {
            canvas.veiled((body.left, top + 13.0), NARROW_NAME.leading(), &lines, NARROW_NAME);
            let below = top + 13.0 + lines.len() as f64 * NARROW_NAME.leading();
            let [half, tail] = self.row_heads();
            let unit = if self.is_date() { "" } else { &self.unit };
            let told = format!("{half} {}, {tail} {}", with_unit(&numbers[0], unit), numbers[1]);
            canvas.veiled((body.left, below), style::NOTE.leading(), &[told], style::NOTE);
            return below + 11.0;
        }
        let middle = (top + bottom) / 2.0;
        canvas.centred((body.left, middle), &lines, NAME);
        let mut x = body.right;
        for ((number, wide), set) in numbers.iter().zip(&columns).zip([NUMBER, TAIL]).rev() {
            canvas.text((x, middle + 4.8), number, set.anchor(Anchor::End));
            x -= wide + GAP;
        }
        middle
    }

    fn row_marks(
        &self,
        canvas: &mut Canvas,
        curve: &ExceedanceCurve,
        (axes, (lo, hi)): (&Axes, (f64, f64)),
        y: f64,
    ) {
        let x = |value: f64| axes.x(value.clamp(lo, hi));
        let [low, half, tenth] = [0.9, 0.5, 0.1].map(|chance| curve.value_at(chance));
        let unit = if self.is_date() { "" } else { &self.unit };
        let [told_half, told_tenth] = [0.5, 0.1].map(|chance| with_unit(&self.at(curve, chance), unit));
        let [first, second] = self.row_heads();
        let words = format!("{}: {first} {told_half}, {second} {told_tenth}", curve.name);
        canvas.hover(&words, |canvas| {
            let end = tenth.or(if self.is_date() { Some(hi) } else { last(curve) });
            if let (Some(low), Some(end)) = (low, end) {
                canvas.line(&[(x(low), y), (x(end), y)], style::PAPER.towards(ACCENT, 0.48), 5.0);
            }
            if let Some(tenth) = tenth {
                canvas.ring((x(tenth), y), 4.0, ACCENT);
            }
            if let Some(half) = half {
                canvas.dot((x(half), y), 5.0, ACCENT);
            }
        });
    }
}

/// The greatest value of a curve.
fn last(curve: &ExceedanceCurve) -> Option<f64> {
    curve.points.last().map(|point| point.0)
}
