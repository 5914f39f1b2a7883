//! How the chance of having reached each stage grows: curves with bands, one panel an option.

use super::canvas::{Area, Axes, Canvas, Frame, MARGIN, MEASURE};
use super::layout::spread;
use super::style::{self, Anchor, Colour, SERIES, Type};
use super::text::{shorten, width, wrap};
use super::words::{
    MONTHS, at_most_points, clearly_above, interval_to, percent, percent_to, two_line_title, with_interval,
};
use super::{Picture, Provenance};
use crate::model::Month;
use crate::stats::likelihood_word;

/// Cumulative chance of having reached each stage, over time, a panel an option.
#[derive(Debug, Clone)]
pub struct StageChances {
    /// What the figure says; computed from the numbers if not given.
    pub title: Option<String>,
    /// The stages' names; the first is the headline where options are compared.
    pub stages: Vec<String>,
    /// The options. One gives a large figure; several are set side by side on one scale.
    pub panels: Vec<StagePanel>,
    /// Where the time axis starts, as [`decimal_year`].
    pub start: f64,
    /// Where the time axis ends, as [`decimal_year`].
    pub end: f64,
    /// Where the numbers come from.
    pub provenance: Provenance,
}

/// One option's curves.
#[derive(Debug, Clone)]
pub struct StagePanel {
    /// The option's name.
    pub name: String,
    /// One curve a stage, in the stages' order; points in the order of time.
    pub curves: Vec<Vec<StagePoint>>,
}

/// The chance of having reached a stage by a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct StagePoint {
    /// When, as [`decimal_year`].
    pub at: f64,
    /// The chance. **Range** 0–1.
    pub mean: f64,
    /// The Monte Carlo standard error of the mean.
    pub standard_error: f64,
    /// Lower end of the 50 % credible interval over worlds.
    pub lo50: f64,
    /// Upper end of the 50 % credible interval over worlds.
    pub hi50: f64,
    /// Lower end of the 90 % credible interval over worlds; the ends are the mean where none can be told.
    pub lo90: f64,
    /// Upper end of the 90 % credible interval over worlds.
    pub hi90: f64,
}

/// The moment a calendar month ends, in years: December 2026 ends at 2027.0.
pub fn decimal_year(month: Month) -> f64 {
    f64::from(month.year) + f64::from(month.month) / 12.0
}

impl StagePanel {
    fn last(&self, stage: usize) -> StagePoint {
        self.curves.get(stage).and_then(|curve| curve.last()).copied().unwrap_or_default()
    }
}

impl StageChances {
    /// The figure as a picture.
    pub fn render(&self) -> Picture {
        let title = self.title.clone().unwrap_or_else(|| self.finding());
        let span = format!("{} to {}", moment_name(self.start), moment_name(self.end));
        let subtitle = match self.panels.as_slice() {
            [only] => format!("{}: chance of having reached each stage, {span}", only.name),
            _ => format!("Chance of having reached each stage, by settlement option, {span}"),
        };
        let frame = Frame {
            title: &title,
            subtitle: &subtitle,
            notes: &self.notes(),
            description: &self.description(),
            provenance: &self.provenance,
        };
        let style = if self.panels.len() <= 1 { LARGE } else { SMALL };
        let scale = Scale::new(self.highest(), style.max_steps);
        let grid = Grid::new(self, style, scale);
        let mut canvas = Canvas::new(&frame, grid.height());
        grid.render(&mut canvas);
        canvas.finish()
    }

    /// The highest value anywhere in the figure.
    fn highest(&self) -> f64 {
        let points = self.panels.iter().flat_map(|panel| panel.curves.iter().flatten());
        points.map(|point| point.hi90.max(point.mean)).fold(0.0, f64::max)
    }

    /// The title: what the chances at the end say, in at most two lines (names are shortened if they must be).
    ///
    /// | the figure | the title |
    /// |---|---|
    /// | every chance below 1 % | "Every stage stays below 1% by {end} …" |
    /// | one option, one stage | "{stage} by {end} is {word} ({p}, 90% interval lo–hi)" |
    /// | one option, several stages | the least and the most likely stage, with their chances |
    /// | several options | for the first stage, the options where it is least and most likely |
    ///
    /// If least and most do not differ by more than twice the standard error of the difference, the title says that
    /// they cannot be told apart.
    fn finding(&self) -> String {
        let set = style::TITLE;
        two_line_title(|room| self.finding_with(&|name| shorten(name, set.size, set.weight, room)))
    }

    /// The title with every name passed through `name`.
    fn finding_with(&self, name: &dyn Fn(&str) -> String) -> String {
        let end = moment_name(self.end);
        let stages = || 0..self.stages.len();
        let all_small = self.panels.iter().all(|panel| stages().all(|stage| panel.last(stage).mean < 0.01));
        match (self.panels.as_slice(), self.stages.as_slice()) {
            ([], _) | (_, []) => format!("Chances by {end}: nothing to show"),
            ([panel], [stage]) => {
                let point = panel.last(0);
                let chance = format!("{}{}", percent(point.mean), with_interval(point.lo90, point.hi90));
                format!("{} by {end} is {} ({chance})", name(stage), likelihood_word(point.mean))
            }
            ([_], _) if all_small => format!("Every stage stays below 1% by {end}"),
            ([panel], stages) => {
                let ends =
                    stages.iter().enumerate().map(|(i, stage)| End { name: stage, point: panel.last(i) });
                match least_and_most(ends.collect()) {
                    Some((least, most)) => format!(
                        "Chances by {end} run from {} for {} to {} for {}",
                        percent(least.point.mean),
                        name(least.name),
                        percent(most.point.mean),
                        name(most.name)
                    ),
                    None => format!("The chances of the stages by {end} cannot be told apart"),
                }
            }
            _ if all_small => format!("Every stage stays below 1% by {end} under every option"),
            (panels, [first, ..]) => {
                let ends = panels.iter().map(|panel| End { name: &panel.name, point: panel.last(0) });
                let topic = format!("{} by {end}", name(first));
                match least_and_most(ends.collect()) {
                    Some((least, most)) => format!(
                        "{topic}: from {} under {} to {} under {}",
                        percent(least.point.mean),
                        name(least.name),
                        percent(most.point.mean),
                        name(most.name)
                    ),
                    None => format!("{topic}: the options cannot be told apart"),
                }
            }
        }
    }

    fn notes(&self) -> String {
        let points = self.panels.iter().flat_map(|panel| panel.curves.iter().flatten());
        let error = points.map(|point| point.standard_error).fold(0.0, f64::max);
        let decimals = Scale::new(self.highest(), LARGE.max_steps).value_decimals.max(1);
        let same_scale = if self.panels.len() > 1 { " and is the same in every panel" } else { "" };
        format!(
            "How to read: a line is the share of trials that have reached the stage at least once by that month. Bands: \
             50% (darker) and 90% credible interval, over the uncertainty of the assumptions. Standard error of the \
             simulation: {}. The vertical scale fits the data{same_scale}.",
            at_most_points(error, decimals)
        )
    }

    fn description(&self) -> String {
        let panels = self.panels.iter().map(|panel| {
            let stages = self.stages.iter().enumerate().map(|(i, stage)| {
                let point = panel.last(i);
                format!("{stage} {}{}", percent(point.mean), with_interval(point.lo90, point.hi90))
            });
            format!("{}: {}", panel.name, stages.collect::<Vec<_>>().join(" · "))
        });
        let panels = panels.collect::<Vec<_>>().join("; ");
        format!("Curves of the chance of having reached each stage, by {}. {panels}.", moment_name(self.end))
    }
}

/// A named chance at the end of the time axis.
#[derive(Clone, Copy)]
struct End<'a> {
    name: &'a str,
    point: StagePoint,
}

/// The lowest and the highest chance, if they are clearly apart.
fn least_and_most(mut ends: Vec<End>) -> Option<(End, End)> {
    ends.sort_by(|a, b| a.point.mean.total_cmp(&b.point.mean));
    let (least, most) = (*ends.first()?, *ends.last()?);
    let estimate = |end: End| (end.point.mean, end.point.standard_error);
    clearly_above(estimate(most), estimate(least)).then_some((least, most))
}

/// The month that ends at a moment: 2026.5 is "June 2026", 2027.0 is "December 2026".
fn moment_name(at: f64) -> String {
    let months = (at * 12.0).round() as i64 - 1;
    format!("{} {}", MONTHS[months.rem_euclid(12) as usize], months.div_euclid(12))
}

/// A vertical scale from 0 to a round number, in steps of a round number.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scale {
    /// Millionths; whole numbers keep ticks exact.
    step: u32,
    steps: u32,
    /// Decimals of the ticks in per cent.
    tick_decimals: usize,
    /// Decimals of values in per cent.
    value_decimals: usize,
}

impl Scale {
    /// The finest scale that holds the highest value in at most `max_steps` steps, never above 100 %.
    fn new(highest: f64, max_steps: u32) -> Scale {
        let steps = [1, 10, 100, 1_000, 10_000, 100_000]
            .iter()
            .flat_map(|tens| [tens, &(2 * tens), &(5 * tens)].map(|s| *s));
        let needed = |step: u32| ((highest.min(1.0) * 1e6 / f64::from(step) - 1e-6).ceil() as u32).max(1);
        let step = if highest > 0.0 {
            steps.into_iter().find(|&step| needed(step) <= max_steps).unwrap_or(500_000)
        } else {
            2_000
        };
        let steps = if highest > 0.0 { needed(step) } else { 5 };
        let tick_decimals = [10_000, 1_000, 100, 10].iter().position(|unit| step % unit == 0).unwrap_or(4);
        let narrow = highest > 0.0 && step * steps <= 50_000;
        let value_decimals = if narrow { tick_decimals.max(1) } else { 0 };
        Scale { step, steps, tick_decimals, value_decimals }
    }

    fn top(self) -> f64 {
        f64::from(self.step * self.steps) / 1e6
    }

    /// Each tick's value and its number in per cent.
    fn ticks(self) -> impl Iterator<Item = (f64, String)> {
        (0..=self.steps).map(move |i| {
            let value = f64::from(i * self.step) / 1e6;
            let decimals = if i == 0 { 0 } else { self.tick_decimals };
            (value, format!("{:.decimals$}", value * 100.0))
        })
    }
}

/// Ticks of the time axis, each at the end of the month it names: Decembers of round years, with the first and last
/// month where there is room, or months where the span is short.
fn time_ticks(start: f64, end: f64, max: usize) -> Vec<(f64, String)> {
    let (first, last) = ((start * 12.0).round() as i64, (end * 12.0).round() as i64);
    let is_tick = |month: i64, step: i64| match step / 12 {
        0 => month % step == 0,
        years => month % 12 == 0 && (month / 12 - 1) % years == 0,
    };
    let months = |step: i64| (first..=last).filter(move |&month| is_tick(month, step));
    let steps = [1, 3, 6, 12, 24, 60, 120, 240, 600];
    let step = steps.into_iter().find(|&step| months(step).count() <= max).unwrap_or(1200);
    let mut shown: Vec<i64> = months(step).collect();
    let is_apart = |month: &i64| shown.iter().all(|other| 4 * (month - other).abs() >= 3 * step);
    let ends: Vec<i64> = [first, last].into_iter().filter(is_apart).collect();
    shown.extend(ends);
    shown.sort_unstable();

    let has_december = shown.iter().any(|month| month % 12 == 0);
    let label = |(i, month): (usize, i64)| {
        let (year, name) = ((month - 1).div_euclid(12), &MONTHS[(month - 1).rem_euclid(12) as usize][..3]);
        let needs_year = step >= 12 || month % 12 == 0 || (i == 0 && !has_december);
        let text = if needs_year { format!("{name} {year}") } else { name.to_string() };
        (month as f64 / 12.0, text)
    };
    shown.into_iter().enumerate().map(label).collect()
}

/// What differs between one large panel and several small ones.
#[derive(Clone, Copy)]
struct PanelStyle {
    plot_height: f64,
    max_steps: u32,
    max_times: usize,
    /// The widest that labels at the line ends may be.
    max_label: f64,
    name: Type,
    value: Type,
    thickness: f64,
    dot: f64,
    /// The interval is written out.
    with_interval: bool,
}

const LARGE: PanelStyle = PanelStyle {
    plot_height: 330.0,
    max_steps: 7,
    max_times: 8,
    max_label: 200.0,
    name: style::STRONG_LABEL,
    value: style::ANNOTATION,
    thickness: 2.6,
    dot: 4.0,
    with_interval: true,
};

const SMALL: PanelStyle = PanelStyle {
    plot_height: 120.0,
    max_steps: 4,
    max_times: 4,
    max_label: 134.0,
    name: Type { size: 12.0, ..style::HEAD },
    value: Type { size: 12.0, ..style::HEAD },
    thickness: 2.0,
    dot: 3.0,
    with_interval: false,
};

const COLUMN_GAP: f64 = 36.0;
const LABEL_GAP: f64 = 18.0;
/// Over the highest grid line, for its number.
const UNIT_HEIGHT: f64 = 20.0;
/// Under the time axis, for its numbers.
const TIME_HEIGHT: f64 = 26.0;
const ROW_GAP: f64 = 16.0;
/// Over the names of the first row of small panels.
const GRID_GAP: f64 = 8.0;
/// Between the labels at the line ends.
const BETWEEN_LABELS: f64 = 6.0;

/// The name of a stage and its chance at the end, at the end of its line.
struct EndLabel {
    lines: Vec<(String, Type)>,
    /// The value it belongs to.
    value: f64,
    colour: Colour,
}

impl EndLabel {
    fn height(&self) -> f64 {
        self.lines.iter().map(|(_, set)| set.leading()).sum::<f64>() + BETWEEN_LABELS
    }

    fn width(&self) -> f64 {
        self.lines.iter().map(|(line, set)| width(line, set.size, set.weight)).fold(0.0, f64::max)
    }
}

/// The panels on the sheet.
struct Grid<'a> {
    figure: &'a StageChances,
    style: PanelStyle,
    scale: Scale,
    labels: Vec<Vec<EndLabel>>,
    panel_width: f64,
    label_width: f64,
    plot_height: f64,
    /// Lines of panel names in each row of the grid.
    name_lines: Vec<usize>,
}

impl<'a> Grid<'a> {
    fn new(figure: &'a StageChances, style: PanelStyle, scale: Scale) -> Grid<'a> {
        let columns = if figure.panels.len() > 1 { 2.0 } else { 1.0 };
        let panel_width = (MEASURE - COLUMN_GAP * (columns - 1.0)) / columns;
        let labels: Vec<Vec<EndLabel>> =
            figure.panels.iter().map(|panel| end_labels(figure, panel, style, scale)).collect();
        let label_width = labels.iter().flatten().map(EndLabel::width).fold(0.0, f64::max);
        let tallest =
            labels.iter().map(|labels| labels.iter().map(EndLabel::height).sum()).fold(0.0, f64::max);
        let name_lines = figure
            .panels
            .chunks(2)
            .map(|row| row.iter().map(|panel| name_lines(panel, panel_width).len()).max().unwrap_or(0))
            .collect();
        Grid {
            figure,
            style,
            scale,
            labels,
            panel_width,
            label_width,
            plot_height: f64::max(style.plot_height, tallest),
            name_lines: if columns > 1.0 { name_lines } else { vec![0] },
        }
    }

    fn head_room(&self) -> f64 {
        if self.figure.panels.len() > 1 { GRID_GAP } else { 0.0 }
    }

    fn row_height(&self, row: usize) -> f64 {
        self.name_lines[row] as f64 * style::STRONG_LABEL.leading()
            + UNIT_HEIGHT
            + self.plot_height
            + TIME_HEIGHT
    }

    fn height(&self) -> f64 {
        let rows = self.name_lines.len();
        self.head_room()
            + (0..rows).map(|row| self.row_height(row)).sum::<f64>()
            + ROW_GAP * (rows - 1) as f64
    }

    fn render(&self, canvas: &mut Canvas) {
        let mut top = canvas.body.top + self.head_room();
        for (row, panels) in self.figure.panels.chunks(2).enumerate() {
            for (column, panel) in panels.iter().enumerate() {
                let left = MARGIN + column as f64 * (self.panel_width + COLUMN_GAP);
                self.render_panel(canvas, row * 2 + column, panel, (left, top));
            }
            top += self.row_height(row) + ROW_GAP;
        }
    }

    fn render_panel(&self, canvas: &mut Canvas, index: usize, panel: &StagePanel, (left, top): (f64, f64)) {
        let name_height = self.name_lines[index / 2] as f64 * style::STRONG_LABEL.leading();
        if name_height > 0.0 {
            let set = style::STRONG_LABEL;
            let lines = name_lines(panel, self.panel_width);
            canvas.paragraph((left, top + set.size - 4.0), set.leading(), &lines, set);
        }
        let plot_top = top + name_height + UNIT_HEIGHT;
        let plot = Area {
            left,
            top: plot_top,
            right: left + self.panel_width - self.label_width - LABEL_GAP,
            bottom: plot_top + self.plot_height,
        };
        let (start, end) = (self.figure.start, self.figure.end.max(self.figure.start + 1.0 / 12.0));
        let axes = Axes::new(plot, start..end, 0.0..self.scale.top());
        self.render_grid_lines(canvas, &axes, plot);
        self.render_bands(canvas, &axes, panel);
        self.render_scale_numbers(canvas, &axes, plot, index == 0);
        self.render_time_axis(canvas, &axes, plot);
        self.render_lines(canvas, &axes, panel);
        self.render_end_labels(canvas, &axes, plot, &self.labels[index]);
        if self.style.with_interval {
            self.render_band_names(canvas, &axes, panel);
        }
    }

    fn render_grid_lines(&self, canvas: &Canvas, axes: &Axes, plot: Area) {
        for (value, _) in self.scale.ticks().skip(1) {
            let y = axes.at(self.figure.start, value).1;
            canvas.line(&[(plot.left, y), (plot.right, y)], style::GRID, 1.0);
        }
        canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], style::AXIS, 1.3);
    }

    /// Numbers sit on their grid line; the highest carries the unit.
    fn render_scale_numbers(&self, canvas: &mut Canvas, axes: &Axes, plot: Area, unit: bool) {
        for (i, (value, number)) in self.scale.ticks().enumerate() {
            let text = match (i == self.scale.steps as usize, unit) {
                (true, true) => format!("{number}% of trials"),
                (true, false) => format!("{number}%"),
                _ => number,
            };
            let y = axes.at(self.figure.start, value).1;
            canvas.text((plot.left, y - 5.0), &text, style::AXIS_NUMBER.halo());
        }
    }

    fn render_time_axis(&self, canvas: &mut Canvas, axes: &Axes, plot: Area) {
        let set = style::AXIS_NUMBER;
        let mut free_from = plot.left;
        for (at, text) in time_ticks(self.figure.start, self.figure.end, self.style.max_times) {
            let x = axes.at(at, 0.0).0;
            canvas.line(&[(x, plot.bottom), (x, plot.bottom + 5.0)], style::AXIS, 1.2);
            let wide = width(&text, set.size, set.weight);
            let left = (x - wide / 2.0).max(plot.left);
            if left >= free_from {
                canvas.text((left, plot.bottom + 20.0), &text, set);
                free_from = left + wide + 10.0;
            }
        }
    }

    fn render_bands(&self, canvas: &Canvas, axes: &Axes, panel: &StagePanel) {
        let edge = |curve: &[StagePoint], value: fn(&StagePoint) -> f64| -> Vec<_> {
            curve.iter().map(|point| axes.at(point.at, value(point).clamp(0.0, self.scale.top()))).collect()
        };
        for (curve, (colour, _)) in panel.curves.iter().zip(SERIES.iter().cycle()) {
            canvas.band(&edge(curve, |p| p.hi90), &edge(curve, |p| p.lo90), *colour, 0.14);
            canvas.band(&edge(curve, |p| p.hi50), &edge(curve, |p| p.lo50), *colour, 0.24);
        }
    }

    /// What the bands are, written in those of the highest curve, near its end, where they hold the words.
    fn render_band_names(&self, canvas: &mut Canvas, axes: &Axes, panel: &StagePanel) {
        let (start, end) = (self.figure.start, self.figure.end);
        let set = Type { size: 12.0, ..style::ANNOTATION }.colour(style::INK);
        let Some(curve) = panel.curves.iter().max_by(|a, b| last_mean(a).total_cmp(&last_mean(b))) else {
            return;
        };
        let point_at = |share: f64| curve.iter().rfind(|point| point.at <= start + share * (end - start));
        // Curves rise: a box between two moments is inside if it is under the upper edge at the first and over the
        // lower edge at the second.
        let (Some(from), Some(to)) = (point_at(0.84), point_at(0.96)) else { return };
        let bands = [("90% interval", from.hi90, to.hi50), ("50% interval", from.hi50, to.mean)];
        for (name, upper, lower) in bands {
            let ((left, top), (right, bottom)) = (axes.at(from.at, upper), axes.at(to.at, lower));
            if bottom - top >= 18.0 && right - left >= width(name, set.size, set.weight) {
                canvas.text(
                    (right, (bottom + top) / 2.0 + 0.36 * set.size - 1.0),
                    name,
                    set.anchor(Anchor::End),
                );
            }
        }
    }

    fn render_lines(&self, canvas: &Canvas, axes: &Axes, panel: &StagePanel) {
        for (curve, (colour, _)) in panel.curves.iter().zip(SERIES.iter().cycle()) {
            let points: Vec<_> = curve.iter().map(|point| axes.at(point.at, point.mean)).collect();
            canvas.line(&points, *colour, self.style.thickness);
            if let Some(&last) = points.last() {
                canvas.dot(last, self.style.dot, *colour);
            }
        }
    }

    /// Labels at their lines' ends, moved apart where they would touch, with a leader where they were moved.
    fn render_end_labels(&self, canvas: &mut Canvas, axes: &Axes, plot: Area, labels: &[EndLabel]) {
        let wanted: Vec<f64> = labels.iter().map(|label| axes.at(self.figure.end, label.value).1).collect();
        let heights: Vec<f64> = labels.iter().map(EndLabel::height).collect();
        let centres =
            spread(&wanted, &heights, plot.top - UNIT_HEIGHT / 2.0, plot.bottom + UNIT_HEIGHT / 2.0);
        for ((label, centre), line_end) in labels.iter().zip(centres).zip(wanted) {
            if (centre - line_end).abs() > 3.0 {
                let leader =
                    [(plot.right + self.style.dot + 2.0, line_end), (plot.right + LABEL_GAP - 4.0, centre)];
                canvas.line(&leader, label.colour, 1.0);
            }
            let mut top = centre - (label.height() - BETWEEN_LABELS) / 2.0;
            for (line, set) in &label.lines {
                canvas.text((plot.right + LABEL_GAP, top + 0.8 * set.leading()), line, *set);
                top += set.leading();
            }
        }
    }
}

fn last_mean(curve: &[StagePoint]) -> f64 {
    curve.last().map_or(0.0, |point| point.mean)
}

fn name_lines(panel: &StagePanel, room: f64) -> Vec<String> {
    wrap(&panel.name, style::STRONG_LABEL.size, style::STRONG_LABEL.weight, room)
}

fn end_labels(figure: &StageChances, panel: &StagePanel, style: PanelStyle, scale: Scale) -> Vec<EndLabel> {
    let stages = figure.stages.iter().enumerate().zip(SERIES.iter().cycle());
    stages.map(|((i, stage), (_, colour))| end_label(stage, panel.last(i), *colour, style, scale)).collect()
}

fn end_label(stage: &str, end: StagePoint, colour: Colour, style: PanelStyle, scale: Scale) -> EndLabel {
    let value = percent_to(end.mean, scale.value_decimals);
    let (name, set) = (style.name.colour(colour), style.value);
    let lines_of = |text: &str, set: Type| -> Vec<(String, Type)> {
        wrap(text, set.size, set.weight, style.max_label).into_iter().map(|line| (line, set)).collect()
    };
    let lines = if style.with_interval {
        let range = interval_to(end.lo90, end.hi90, scale.value_decimals);
        let told = end.hi90 > end.lo90;
        let chance = if range == value || !told { value } else { format!("{value} (90%: {range})") };
        [lines_of(stage, name), lines_of(&chance, set)].concat()
    } else {
        lines_of(&format!("{stage} {value}"), name)
    };
    EndLabel { lines, value: end.mean, colour }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(stages: &[&str], panels: &[(&str, &[f64])]) -> StageChances {
        let point = |at: f64, mean: f64| StagePoint {
            at,
            mean,
            standard_error: 0.004,
            lo50: mean * 0.9,
            hi50: mean * 1.1,
            lo90: mean * 0.8,
            hi90: mean * 1.2,
        };
        StageChances {
            title: None,
            stages: stages.iter().map(|stage| stage.to_string()).collect(),
            panels: panels
                .iter()
                .map(|&(name, ends)| StagePanel {
                    name: name.into(),
                    curves: ends.iter().map(|&end| vec![point(2026.0, 0.0), point(2037.0, end)]).collect(),
                })
                .collect(),
            start: 2026.0,
            end: 2037.0,
            provenance: Provenance {
                engine: "hikiwake 0.1.0 (engine 1)".into(),
                scenario: "a.toml".into(),
                digest: "0123456789ab".into(),
                worlds: 10,
                paths: 10,
                seed: 0,
            },
        }
    }

    #[test]
    fn moments_are_named_by_the_month_they_end() {
        assert_eq!(decimal_year(Month { year: 2026, month: 12 }), 2027.0);
        for (year, month, name) in
            [(2026, 12, "December 2026"), (2027, 1, "January 2027"), (2026, 6, "June 2026")]
        {
            assert_eq!(moment_name(decimal_year(Month { year, month })), name);
        }
    }

    #[test]
    fn the_scale_ends_at_a_round_number_above_the_data() {
        let of = |highest: f64| {
            let scale = Scale::new(highest, 7);
            (scale.ticks().map(|tick| tick.1).collect::<Vec<_>>().join(" "), scale.value_decimals)
        };
        assert_eq!(of(0.55), ("0 10 20 30 40 50 60".into(), 0));
        assert_eq!(of(1.0), ("0 20 40 60 80 100".into(), 0));
        assert_eq!(of(0.6), ("0 10 20 30 40 50 60".into(), 0));
        assert_eq!(of(0.0011), ("0 0.02 0.04 0.06 0.08 0.10 0.12".into(), 2));
        assert_eq!(of(0.0), ("0 0.2 0.4 0.6 0.8 1.0".into(), 0));
    }

    #[test]
    fn time_ticks_are_years_or_months() {
        let of =
            |start, end| time_ticks(start, end, 8).into_iter().map(|t| t.1).collect::<Vec<_>>().join(" ");
        assert_eq!(of(2026.0, 2037.0), "Dec 2026 Dec 2028 Dec 2030 Dec 2032 Dec 2034 Dec 2036");
        assert_eq!(of(2025.0 + 11.0 / 12.0, 2027.0), "Dec 2025 Mar Jun Sep Dec 2026");
        assert_eq!(of(2026.25, 2026.75), "Mar 2026 Apr May Jun Jul Aug Sep");
        assert_eq!(of(2026.0, 2050.0), "Dec 2025 Dec 2030 Dec 2035 Dec 2040 Dec 2045 Dec 2049");
        assert_eq!(of(2026.0, 2091.0), "Dec 2030 Dec 2040 Dec 2050 Dec 2060 Dec 2070 Dec 2080 Dec 2090");
    }

    #[test]
    fn one_option_names_its_least_and_most_likely_stage() {
        assert_eq!(
            figure(&["Signed", "In force"], &[("A", &[0.41, 0.2])]).finding(),
            "Chances by December 2036 run from 20% for In force to 41% for Signed"
        );
        assert_eq!(
            figure(&["Signed", "In force"], &[("A", &[0.41, 0.405])]).finding(),
            "The chances of the stages by December 2036 cannot be told apart"
        );
        assert_eq!(
            figure(&["Signed"], &[("A", &[0.41])]).finding(),
            "Signed by December 2036 is about as likely as not (41%, 90% interval 33–49%)"
        );
    }

    #[test]
    fn several_options_are_compared_on_the_first_stage() {
        assert_eq!(
            figure(&["Signed"], &[("A", &[0.2]), ("B", &[0.41]), ("C", &[0.1])]).finding(),
            "Signed by December 2036: from 10% under C to 41% under B"
        );
        assert_eq!(
            figure(&["Signed"], &[("A", &[0.2]), ("B", &[0.205])]).finding(),
            "Signed by December 2036: the options cannot be told apart"
        );
    }

    #[test]
    fn tiny_chances_are_said_to_be_tiny() {
        let title =
            figure(&["Signed", "In force"], &[("A", &[0.002, 0.001]), ("B", &[0.004, 0.0])]).finding();
        assert_eq!(title, "Every stage stays below 1% by December 2036 under every option");
    }
}
