//! One thin line a world: what is ignorance, laid out, with the mean over them.

use super::axes::{STRIPS, time_axis};
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Point, Room};
use super::style::{self, ACCENT, Anchor, Type};
use crate::figures::{Bundle, BundlePanel, Scale};
use crate::words::{interval, moment_name, percent};

impl Bundle {
    fn scale(&self) -> Scale {
        let all = self.panels.iter().flat_map(|panel| panel.worlds.iter().chain([&panel.mean]).flatten());
        Scale::new(all.fold(0.0, |most: f64, &x| most.max(x)), 4)
    }

    fn columns(&self, room: Room) -> usize {
        match (self.panels.len(), room.is_narrow) {
            (..=1, _) => 1,
            (_, true) => 2,
            (2 | 4, false) => 2,
            (3 | 5..=9, false) => 3,
            _ => 4,
        }
    }

    /// What stands around the plots of each row.
    fn around(&self, room: Room) -> Vec<f64> {
        let columns = self.columns(room);
        let panel = panel_width(columns, room.width);
        let name = |panels: &[BundlePanel]| {
            panels.iter().map(|p| NAME.wrap(&p.name, panel).len()).max().unwrap_or(1) as f64 * NAME.leading()
        };
        let names = |panels: &[BundlePanel]| if self.panels.len() > 1 { name(panels) } else { 0.0 };
        self.panels.chunks(columns).map(|panels| names(panels) + UNIT + AXIS + ROW_GAP).collect()
    }
}

impl Draw for Bundle {
    fn height(&self, room: Room) -> Height {
        let around = self.around(room);
        let (rows, sum) = (around.len() as f64, around.iter().sum::<f64>() - ROW_GAP);
        let ideal = if rows == 1.0 { 260.0 } else { 120.0 };
        Height { least: sum + rows * 64.0, ideal: sum + rows * ideal }
    }

    fn render(&self, canvas: &mut Canvas) {
        let body = canvas.body;
        let columns = self.columns(canvas.room());
        let around = self.around(canvas.room());
        let width = panel_width(columns, body.width());
        let plot_height = (body.height() + ROW_GAP - around.iter().sum::<f64>()) / around.len().max(1) as f64;
        let mut top = body.top;
        for (row, panels) in self.panels.chunks(columns).enumerate() {
            for (column, panel) in panels.iter().enumerate() {
                let left = body.left + column as f64 * (width + GAP);
                if self.panels.len() > 1 {
                    let name = NAME.wrap(&panel.name, width);
                    canvas.paragraph((left, top + 11.0), NAME.leading(), &name, NAME);
                }
                let bottom = top + around[row] - AXIS - ROW_GAP + plot_height;
                let plot = Area { left, top: bottom - plot_height, right: left + width - LABEL, bottom };
                self.render_panel(canvas, plot, panel, row + column == 0);
            }
            top += around[row] + plot_height;
        }
    }
}

const NAME: Type = Type { size: 13.5, ..style::STRONG_LABEL };
const UNIT: f64 = 20.0;
const AXIS: f64 = 28.0;
const GAP: f64 = 26.0;
const ROW_GAP: f64 = 12.0;
/// For the mean at the end.
const LABEL: f64 = 44.0;

fn panel_width(columns: usize, width: f64) -> f64 {
    (width - GAP * (columns - 1) as f64) / columns as f64
}

impl Bundle {
    fn render_panel(&self, canvas: &mut Canvas, plot: Area, panel: &BundlePanel, is_first: bool) {
        let (Some(&start), Some(&end)) = (self.times.first(), self.times.last()) else { return };
        let scale = self.scale();
        let axes = Axes::new(plot, start..end.max(start + 1.0 / 12.0), 0.0..scale.top());
        for (value, _) in scale.ticks().skip(1) {
            let y = axes.at(start, value).1;
            canvas.line(&[(plot.left, y), (plot.right, y)], style::GRID, 1.0);
        }
        canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], style::AXIS, 1.3);
        let line = |chances: &[f64]| -> Vec<Point> {
            // To a tenth of a pixel: there are hundreds of these lines.
            let short = |(x, y): Point| ((10.0 * x).round() / 10.0, (10.0 * y).round() / 10.0);
            self.times.iter().zip(chances).map(|(&at, &chance)| short(axes.at(at, chance))).collect()
        };
        for world in &panel.worlds {
            canvas.faint_line(&line(world), ACCENT, 0.9, 0.38);
        }
        let mean = line(&panel.mean);
        canvas.line(&mean, style::PAPER, 4.6);
        canvas.line(&mean, style::INK, 2.4);
        for (i, (value, number)) in scale.ticks().enumerate() {
            let set = style::AXIS_NUMBER.halo();
            let whole = format!("{number}% of a world’s histories");
            let text = match (i == scale.steps as usize, is_first && set.width(&whole) <= plot.width()) {
                (true, true) => whole,
                (true, false) => format!("{number}%"),
                _ => number,
            };
            canvas.text((plot.left, axes.at(start, value).1 - 4.0), &text, set);
        }
        time_axis(canvas, &axes, plot, (start, end));
        let said = |(moment, &at): (usize, &f64)| {
            let worlds = panel.worlds.iter().filter_map(|world| world.get(moment));
            let (lo, hi) = worlds.fold((f64::INFINITY, 0.0_f64), |(lo, hi), &x| (lo.min(x), hi.max(x)));
            let mean = percent(panel.mean.get(moment).copied().unwrap_or_default());
            let range =
                if lo <= hi { format!(", the worlds shown {}", interval(lo, hi)) } else { String::new() };
            (axes.x(at), format!("{}: mean {mean}{range}", moment_name(at)))
        };
        let step = (self.times.len() * self.panels.len()).div_ceil(STRIPS).max(1);
        canvas.strips(plot, &self.times.iter().enumerate().step_by(step).map(said).collect::<Vec<_>>());
        if let Some(&(x, y)) = mean.last() {
            canvas.dot((x, y), 3.2, style::INK);
            let set = Type { size: 13.0, ..style::STRONG_LABEL };
            // A count is wider than its place beside the plot, and stands over the line's end.
            match panel.end.is_counted() {
                true => canvas.text(
                    (x, (y - 10.0).max(plot.top + 14.0)),
                    &panel.end.told(),
                    set.halo().anchor(Anchor::End),
                ),
                false => canvas.text((x + 8.0, y + 4.5), &panel.end.told(), set),
            };
        }
    }
}
