//! One thin line a world: what is ignorance, laid out, with the mean over them.

use serde::{Deserialize, Serialize};

use super::axes::Scale;
use super::canvas::{Area, Axes, Canvas, Point, Room};
use super::curves::{STRIPS, time_axis};
use super::figure::{Height, Plot};
use super::share::Share;
use super::style::{self, ACCENT, Anchor, Type};
use super::text::shorten;
use super::words::two_line_title;
use crate::words::{interval, moment_name, percent};

/// The chance of having reached a stage, world by world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    /// The stage's name.
    pub stage: String,
    /// Paths in each world: how coarse a line is.
    pub paths: u32,
    /// When, as [`super::decimal_year`].
    pub times: Vec<f64>,
    /// The options.
    pub panels: Vec<BundlePanel>,
}

/// One option's worlds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BundlePanel {
    /// The option's name.
    pub name: String,
    /// The chance in each world that is shown, by moment.
    pub worlds: Vec<Vec<f64>>,
    /// The mean over all worlds, by moment.
    pub mean: Vec<f64>,
    /// The chance at the end over all worlds, with its credible interval.
    pub end: Share,
}

impl Bundle {
    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let end = self.times.last().map_or(String::new(), |&at| moment_name(at));
        let stage = name(&self.stage);
        let spread = |panel: &&BundlePanel| panel.end.hi - panel.end.lo;
        let Some(widest) = self.panels.iter().max_by(|a, b| spread(a).total_cmp(&spread(b))) else {
            return format!("{stage}: nothing to show");
        };
        if spread(&widest) <= 0.0 {
            return format!("“{stage}” reached by {end}: {}", without_spread(&self.panels));
        }
        let range = interval(widest.end.lo, widest.end.hi);
        let under =
            if self.panels.len() > 1 { format!(" under {}", name(&widest.name)) } else { String::new() };
        let all = match range.split_once(" to ").or_else(|| range.split_once('–')) {
            Some((lo, hi)) => {
                format!("anywhere from {lo}{} to {hi}", if lo.ends_with('%') { "" } else { "%" })
            }
            None => format!("at {range}"),
        };
        format!("What is not known puts the chance of reaching “{stage}” by {end} {all}{under}")
    }

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

/// Why no option has an interval over worlds.
fn without_spread(panels: &[BundlePanel]) -> String {
    let all = |is: fn(Share) -> bool| panels.iter().all(|panel| is(panel.end));
    let ends = panels.iter().map(|panel| panel.end);
    let one = panels.len() == 1 || ends.clone().all(|share| share.hits == panels[0].end.hits);
    match ends.clone().max_by_key(|share| share.hits) {
        _ if all(Share::is_certain) => "the same in every world, by construction".into(),
        Some(most) if all(|share| share.is_counted() && [0, share.trials].contains(&share.hits)) && one => {
            format!("{} histories, so nothing tells what is ignorance and what is chance", most.told())
        }
        Some(most) if all(Share::is_counted) && panels.len() == 1 => {
            format!(
                "{} histories, which is too few to tell what is ignorance and what is chance",
                most.told()
            )
        }
        _ if all(Share::is_counted) => "too rare to tell what is ignorance and what is chance".into(),
        _ => "ignorance is not measurable at this size; more paths a world would tell".into(),
    }
}

impl Plot for Bundle {
    /// The option whose credible interval over worlds is widest, with the ends of that interval.
    fn title(&self) -> String {
        let set = style::TITLE;
        two_line_title(|room| self.finding(&|name| shorten(name, set.size, set.weight, room)))
    }

    fn subtitle(&self) -> String {
        let by = if self.panels.len() > 1 { ", by settlement option" } else { "" };
        format!("Chance of having reached “{}” in each of {} worlds{by}", self.stage, self.shown())
    }

    fn notes(&self) -> String {
        format!(
            "A world is one draw of everything uncertain; each thin line is the share of its {} histories that have reached \
             the stage (so it moves in steps), the thick line the mean over all worlds. Where lines lie far apart, the \
             assumptions decide; more histories would not bring them together.",
            self.paths
        )
    }

    fn description(&self) -> String {
        let panels = self.panels.iter().map(|panel| {
            let range = panel
                .end
                .range_to(0)
                .map_or_else(String::new, |range| format!(", 90% interval over worlds {range}"));
            format!("{}: mean {} at the end{range}", panel.name, panel.end.told())
        });
        format!("A line a world of the chance of {}. {}.", self.stage, panels.collect::<Vec<_>>().join("; "))
    }

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
    fn shown(&self) -> usize {
        self.panels.iter().map(|panel| panel.worlds.len()).max().unwrap_or(0)
    }

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
            canvas.faint_line(&line(world), ACCENT, 0.8, 0.22);
        }
        let mean = line(&panel.mean);
        canvas.line(&mean, style::PAPER, 4.6);
        canvas.line(&mean, style::INK, 2.4);
        for (i, (value, number)) in scale.ticks().enumerate() {
            let text = match (i == scale.steps as usize, is_first) {
                (true, true) => format!("{number}% of a world’s histories"),
                (true, false) => format!("{number}%"),
                _ => number,
            };
            let room = plot.width();
            let set = style::AXIS_NUMBER.halo();
            let text = shorten(&text, set.size, set.weight, room);
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
