//! Axes of time and of numbers under a plot.

use super::canvas::{Axes, Canvas};
use super::geometry::Area;
use super::layout::held;
use super::style;
use super::ticks::{Ticks, time_ticks};

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

/// Numbers under an axis, kept within the body.
pub(super) fn render_ticks(
    canvas: &mut Canvas,
    ticks: &Ticks,
    axes: &Axes,
    bottom: f64,
    (left, right): (f64, f64),
) {
    let set = style::AXIS_NUMBER;
    let mut free_from = left;
    for &value in &ticks.values {
        let text = ticks.text(value);
        let wide = set.width(&text);
        let start = held(axes.x(value) - wide / 2.0, left, right - wide);
        if start >= free_from {
            canvas.text((start, bottom + 21.0), &text, set);
            free_from = start + wide + 8.0;
        }
    }
}
