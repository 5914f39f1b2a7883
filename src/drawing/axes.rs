//! Axes of time and of numbers under a plot.

use super::canvas::{Axes, Canvas};
use super::geometry::Area;
use super::layout::held;
use super::style;
use super::ticks::{Ticks, time_ticks};
use crate::words::amount;

/// Moments that tell their values, in all panels together: with more the file would grow beyond what a page can carry.
pub(super) const STRIPS: usize = 400;

/// Ticks and months under a plot.
pub(super) fn time_axis(canvas: &mut Canvas, axes: &Axes, plot: Area, (start, end): (f64, f64)) {
    let set = style::AXIS_NUMBER;
    let most = ((plot.width() / 58.0) as usize).clamp(2, 11);
    let mut free_from = plot.left;
    for (at, text) in time_ticks(start, end, most) {
        let x = axes.x(at);
        canvas.line(&[(x, plot.bottom), (x, plot.bottom + 5.0)], style::AXIS, 1.2);
        let wide = set.width(&text);
        let left = (x - wide / 2.0).max(plot.left);
        if left >= free_from {
            canvas.text((left, plot.bottom + 20.0), &text, set);
            free_from = left + wide + 10.0;
        }
    }
}

/// Longer units are told by the words over the figure alone.
const LONGEST_UNIT: usize = 16;

/// Numbers under an axis, kept within the body; the last has the unit, if there is one.
pub(super) fn render_ticks(
    canvas: &mut Canvas,
    ticks: &Ticks,
    axes: &Axes,
    (bottom, unit): (f64, &str),
    (left, right): (f64, f64),
) {
    let set = style::AXIS_NUMBER;
    let Some((&highest, lower)) = ticks.values.split_last() else { return };
    let number = ticks.text(highest);
    let text = match unit.chars().count() {
        ..=LONGEST_UNIT => amount(&number, unit),
        _ => number.clone(),
    };
    // The number stands under its tick, the unit about it.
    let before = text.split(&number).next().map_or(0.0, |before| set.width(before));
    let middle = before + set.width(&number) / 2.0;
    let last = held(axes.x(highest) - middle, left, right - set.width(&text));
    canvas.text((last, bottom + 21.0), &text, set);
    let mut free_from = left;
    for &value in lower {
        let text = ticks.text(value);
        let wide = set.width(&text);
        let start = held(axes.x(value) - wide / 2.0, left, right - wide);
        if start >= free_from && start + wide + 8.0 <= last {
            canvas.text((start, bottom + 21.0), &text, set);
            free_from = start + wide + 8.0;
        }
    }
}
