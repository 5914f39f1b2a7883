//! Curves of chances over time with their bands: one large panel, or small multiples on one scale.

use super::axes::{STRIPS, time_axis};
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Room};
use super::layout::spread;
use super::legend::Legend;
use super::style::{self, Anchor, Colour, Type};
use crate::figures::LARGE_PANEL_STEPS;
use crate::figures::{Scale, StageChances, StagePanel, StagePoint};
use crate::lettering::font::width;
use crate::lettering::lines::widest_piece;
use crate::words::moment_name;

/// What differs between one large panel and several small ones.
#[derive(Clone, Copy)]
pub(super) struct PanelStyle {
    /// The lowest that a plot may be, and how high it likes to be.
    plot_height: (f64, f64),
    pub max_steps: u32,
    /// The widest that labels at the line ends may be; 0 where a key names the lines.
    max_label: f64,
    value: Type,
    thickness: f64,
    dot: f64,
    /// The interval is written out.
    with_interval: bool,
}

/// One panel with all its words.
pub(super) const LARGE: PanelStyle = PanelStyle {
    plot_height: (150.0, 300.0),
    max_steps: LARGE_PANEL_STEPS,
    max_label: 200.0,
    value: style::ANNOTATION,
    thickness: 2.6,
    dot: 4.0,
    with_interval: true,
};

/// One panel on a narrow sheet.
const TALL: PanelStyle =
    PanelStyle { plot_height: (140.0, 240.0), max_label: 118.0, value: SMALL_VALUE, ..LARGE };

/// A few panels, each line named at its end.
const SMALL: PanelStyle = PanelStyle {
    plot_height: (78.0, 120.0),
    max_steps: 4,
    max_label: 134.0,
    value: SMALL_VALUE,
    thickness: 2.0,
    dot: 3.0,
    with_interval: false,
};

/// Many panels: a key names the lines, their ends carry the numbers.
const KEYED: PanelStyle = PanelStyle { max_label: 0.0, plot_height: (70.0, 100.0), max_steps: 3, ..SMALL };

const SMALL_VALUE: Type = Type { size: 12.0, ..style::HEAD };
/// Room for the longest word beside a panel.
const MOST_LABEL: f64 = 330.0;
const COLUMN_GAP: f64 = 30.0;
const LABEL_GAP: f64 = 16.0;
/// Over the highest grid line, for its number.
const UNIT_HEIGHT: f64 = 20.0;
/// Under the time axis, for its numbers.
const TIME_HEIGHT: f64 = 26.0;
const ROW_GAP: f64 = 14.0;
/// Over the names of the first row of small panels.
const GRID_GAP: f64 = 6.0;
/// Between the labels at the line ends.
const BETWEEN_LABELS: f64 = 5.0;

impl Draw for StageChances {
    fn height(&self, room: Room) -> Height {
        let grid = Grid::new(self, room);
        let of = |plot: f64| grid.height_with(plot.max(grid.tallest_labels));
        Height { least: of(grid.style.plot_height.0), ideal: of(grid.style.plot_height.1) }
    }

    fn render(&self, canvas: &mut Canvas) {
        let mut grid = Grid::new(self, canvas.room());
        let rows = grid.name_lines.len() as f64;
        grid.plot_height = (canvas.body.height() - grid.height_with(0.0)) / rows;
        grid.render(canvas);
    }
}

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
        self.lines.iter().map(|(line, set)| set.width(line)).fold(0.0, f64::max)
    }
}

/// The panels on the sheet.
struct Grid<'a> {
    figure: &'a StageChances,
    style: PanelStyle,
    scale: Scale,
    columns: usize,
    key: Option<Legend>,
    labels: Vec<Vec<EndLabel>>,
    tallest_labels: f64,
    panel_width: f64,
    label_width: f64,
    plot_height: f64,
    /// Lines of panel names in each row of the grid.
    name_lines: Vec<usize>,
}

impl<'a> Grid<'a> {
    fn new(figure: &'a StageChances, room: Room) -> Grid<'a> {
        let panels = figure.panels.len();
        let (columns, style) = match (panels, room.is_narrow) {
            (..=1, false) => (1, LARGE),
            (..=1, true) => (1, TALL),
            (2..=4, false) => (2, SMALL),
            (5..=9, false) => (3, KEYED),
            (_, false) => (4, KEYED),
            (_, true) => (2, KEYED),
        };
        let scale = Scale::new(figure.highest(), style.max_steps);
        let panel_width = (room.width - COLUMN_GAP * (columns - 1) as f64) / columns as f64;
        let labels: Vec<Vec<EndLabel>> =
            figure.panels.iter().map(|panel| end_labels(figure, panel, style, scale)).collect();
        let entries: Vec<(String, Colour, Colour)> = figure
            .stages
            .iter()
            .enumerate()
            .map(|(place, stage)| {
                let (line, text) = style::stage(place, figure.stages.len());
                (stage.clone(), line, text)
            })
            .collect();
        let lines = |row: &[StagePanel]| {
            row.iter().map(|panel| name_lines(panel, panel_width).len()).max().unwrap_or(0)
        };
        let name_lines = match columns {
            1 => vec![0],
            _ => figure.panels.chunks(columns).map(lines).collect(),
        };
        Grid {
            figure,
            style,
            scale,
            columns,
            key: (style.max_label == 0.0).then(|| Legend::new(&entries, room.width)),
            label_width: labels.iter().flatten().map(EndLabel::width).fold(0.0, f64::max),
            tallest_labels: labels
                .iter()
                .map(|labels| labels.iter().map(EndLabel::height).sum::<f64>() - UNIT_HEIGHT)
                .fold(0.0, f64::max),
            labels,
            panel_width,
            plot_height: 0.0,
            name_lines,
        }
    }

    fn head_room(&self) -> f64 {
        let key = self.key.as_ref().map_or(0.0, |key| key.height() + 10.0);
        key + if self.columns > 1 { GRID_GAP } else { 0.0 }
    }

    fn row_height(&self, row: usize, plot: f64) -> f64 {
        self.name_lines[row] as f64 * style::STRONG_LABEL.leading() + UNIT_HEIGHT + plot + TIME_HEIGHT
    }

    fn height_with(&self, plot: f64) -> f64 {
        let rows = self.name_lines.len();
        self.head_room()
            + (0..rows).map(|row| self.row_height(row, plot)).sum::<f64>()
            + ROW_GAP * (rows - 1) as f64
    }

    fn render(&self, canvas: &mut Canvas) {
        let body = canvas.body;
        if let Some(key) = &self.key {
            key.render(canvas, (body.left, body.top));
        }
        let mut top = body.top + self.head_room();
        for (row, panels) in self.figure.panels.chunks(self.columns).enumerate() {
            for (column, panel) in panels.iter().enumerate() {
                let left = body.left + column as f64 * (self.panel_width + COLUMN_GAP);
                self.render_panel(canvas, row * self.columns + column, panel, (left, top));
            }
            top += self.row_height(row, self.plot_height) + ROW_GAP;
        }
    }

    fn render_panel(&self, canvas: &mut Canvas, index: usize, panel: &StagePanel, (left, top): (f64, f64)) {
        let name_height = self.name_lines[index / self.columns] as f64 * style::STRONG_LABEL.leading();
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
        time_axis(canvas, &axes, plot, (start, end));
        self.render_lines(canvas, &axes, panel);
        self.render_values(canvas, &axes, plot, panel);
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
                (true, true) => format!("{number}% of histories"),
                (true, false) => format!("{number}%"),
                _ => number,
            };
            let y = axes.at(self.figure.start, value).1;
            canvas.text((plot.left, y - 5.0), &text, style::AXIS_NUMBER.halo());
        }
    }

    fn render_bands(&self, canvas: &Canvas, axes: &Axes, panel: &StagePanel) {
        let edge = |curve: &[StagePoint], value: fn(&StagePoint) -> f64| -> Vec<_> {
            curve.iter().map(|point| axes.at(point.at, value(point).clamp(0.0, self.scale.top()))).collect()
        };
        for (place, curve) in panel.curves.iter().enumerate() {
            let (colour, _) = style::stage(place, panel.curves.len());
            canvas.band(&edge(curve, |p| p.hi90), &edge(curve, |p| p.lo90), colour, 0.14);
            canvas.band(&edge(curve, |p| p.hi50), &edge(curve, |p| p.lo50), colour, 0.24);
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
                let at = (right, (bottom + top) / 2.0 + 0.36 * set.size - 1.0);
                canvas.text(at, name, set.anchor(Anchor::End));
            }
        }
    }

    fn render_lines(&self, canvas: &mut Canvas, axes: &Axes, panel: &StagePanel) {
        let names = self.figure.stages.iter().map(String::as_str).chain(std::iter::repeat(""));
        for ((place, curve), stage) in panel.curves.iter().enumerate().zip(names) {
            let (colour, _) = style::stage(place, panel.curves.len());
            let points: Vec<_> = curve.iter().map(|point| axes.at(point.at, point.mean)).collect();
            let words = format!(
                "{}, {stage}: {}",
                panel.name,
                curve.last().map_or_else(String::new, |end| end.share().told_to(self.scale.value_decimals))
            );
            canvas.hover(&words, |canvas| {
                canvas.line(&points, colour, self.style.thickness);
                if let Some(&last) = points.last() {
                    canvas.dot(last, self.style.dot, colour);
                }
            });
        }
    }

    /// The chances of every stage with their intervals, moment by moment, for who points at the plot.
    fn render_values(&self, canvas: &mut Canvas, axes: &Axes, plot: Area, panel: &StagePanel) {
        let moments = panel.curves.first().map_or(0, Vec::len);
        let said = |moment: usize| {
            let at = panel.curves[0][moment].at;
            let stages = self.figure.stages.iter().zip(&panel.curves).filter_map(|(stage, curve)| {
                let point = curve.get(moment)?;
                let decimals = self.scale.value_decimals;
                let share = point.share();
                let range =
                    share.range_to(decimals).map_or_else(String::new, |range| format!(" (90%: {range})"));
                Some(format!("{stage} {}{range}", share.told_to(decimals)))
            });
            (axes.x(at), format!("{}: {}", moment_name(at), stages.collect::<Vec<_>>().join("; ")))
        };
        let step = (moments * self.figure.panels.len()).div_ceil(STRIPS).max(1);
        canvas.strips(plot, &(0..moments).step_by(step).map(said).collect::<Vec<_>>());
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
    style::STRONG_LABEL.wrap(&panel.name, room)
}

fn end_labels(figure: &StageChances, panel: &StagePanel, kind: PanelStyle, scale: Scale) -> Vec<EndLabel> {
    let all = figure.stages.len();
    let stages = figure.stages.iter().enumerate();
    stages.map(|(i, stage)| end_label(stage, panel.last(i), style::stage(i, all).1, kind, scale)).collect()
}

fn end_label(stage: &str, end: StagePoint, colour: Colour, kind: PanelStyle, scale: Scale) -> EndLabel {
    let share = end.share();
    let value = share.told_to(scale.value_decimals);
    let name = style::STRONG_LABEL.colour(colour);
    let set = if kind.with_interval { kind.value } else { kind.value.colour(colour) };
    let lines_of = |text: &str, set: Type| -> Vec<(String, Type)> {
        // A long word makes room for itself.
        let word = widest_piece(text, set.size, set.weight).min(MOST_LABEL) + 0.5;
        set.wrap(text, kind.max_label.max(word)).into_iter().map(|line| (line, set)).collect()
    };
    let lines = if kind.max_label == 0.0 {
        vec![(value, set)]
    } else if kind.with_interval {
        let chance = match share.range_to(scale.value_decimals) {
            Some(range) => format!("{value} (90%: {range})"),
            None => value,
        };
        [lines_of(stage, name), lines_of(&chance, set)].concat()
    } else {
        lines_of(&format!("{stage} {value}"), set)
    };
    EndLabel { lines, value: end.mean, colour }
}
