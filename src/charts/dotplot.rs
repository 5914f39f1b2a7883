//! Fifty quantiles of a metric as dots, a row an option: each dot is one chance in fifty.

use serde::{Deserialize, Serialize};

use super::axes::{Ticks, plain_number};
use super::canvas::{Area, Axes, Canvas, Point, Room};
use super::end_states::{EndStatesRow, Share, comparison};
use super::figure::{Height, Plot};
use super::style::{self, Anchor, Type};
use super::text::{shorten, widest};
use super::words::{clearly_above, interval, percent, two_line_title};

/// How many dots stand for all histories.
pub const DOTS: usize = 50;

/// The distribution of a metric, by option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dotplot {
    /// The metric's name.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// When it is measured. **Shape** "December 2036".
    pub horizon: String,
    /// A value that parts good from bad, where the metric has one.
    pub threshold: Option<Threshold>,
    /// The options, from the top.
    pub rows: Vec<DotplotRow>,
}

/// A value that parts a metric's range in two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// The value.
    pub at: f64,
    /// What lies below it, in a few words.
    pub below: String,
    /// What lies at or above it.
    pub above: String,
}

/// One option's distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DotplotRow {
    /// The option's name.
    pub name: String,
    /// The 1st, 3rd … 99th percentile in rising order; none beyond the horizon.
    pub dots: Vec<Option<f64>>,
    /// The share of histories that have a value: that get there by the horizon.
    pub reached: f64,
    /// The 5th, 50th and 95th percentile.
    pub range: [Option<f64>; 3],
    /// The standard error of the 50th, where it can be told.
    pub median_error: Option<f64>,
    /// The chance of being at or above the threshold, where there is one.
    pub above: Option<Share>,
}

impl DotplotRow {
    fn named_share(&self) -> EndStatesRow {
        EndStatesRow { name: self.name.clone(), shares: vec![self.above.unwrap_or_default()] }
    }
}

impl Dotplot {
    fn shown(&self) -> impl Iterator<Item = f64> {
        self.rows.iter().flat_map(|row| row.dots.iter().flatten()).copied()
    }

    fn misses_horizon(&self) -> bool {
        self.rows.iter().any(|row| row.dots.iter().any(Option::is_none))
    }

    /// Left and right end of the axis, and its ticks.
    fn scale(&self, width: f64) -> (f64, f64, Ticks) {
        let (lo, hi) =
            self.shown().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), x| (lo.min(x), hi.max(x)));
        let (lo, hi) = if lo <= hi { (lo, hi) } else { (0.0, 1.0) };
        let at = self.threshold.as_ref().map_or(lo, |threshold| threshold.at);
        Ticks::around(lo.min(at), hi.max(at), ((width / 90.0) as usize).clamp(3, 8))
    }

    /// A value in digits that suit the range of the figure.
    fn value(&self, x: Option<f64>) -> String {
        let largest = self.shown().fold(0.0, |most: f64, x| most.max(x.abs()));
        let decimals = match largest {
            _ if largest >= 20.0 => 0,
            _ if largest >= 2.0 => 1,
            _ => 2,
        };
        x.map_or_else(|| "not reached".into(), |x| plain_number(x, decimals))
    }

    /// The title with every name passed through `name`.
    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let metric = name(&self.metric);
        match (&self.threshold, self.rows.as_slice()) {
            (_, []) => format!("{metric}: no option to compare"),
            (Some(threshold), [row]) => {
                let share = row.above.unwrap_or_default();
                format!(
                    "{}: {} is {} ({})",
                    name(&row.name),
                    threshold.above,
                    share.words(),
                    percent(share.mean)
                )
            }
            (Some(threshold), rows) => {
                let rows: Vec<EndStatesRow> = rows.iter().map(DotplotRow::named_share).collect();
                format!("{}: {}", capital(&threshold.above), comparison(&rows, name))
            }
            (None, [row]) => {
                let [low, median, high] = row.range.map(|x| self.value(x));
                format!(
                    "{metric} under {}: median {median} {}, 90% of histories {low} to {high}",
                    name(&row.name),
                    self.unit
                )
            }
            (None, rows) => self.medians(rows, &metric, name),
        }
    }

    /// What the medians say of several options.
    fn medians(&self, rows: &[DotplotRow], metric: &str, name: &dyn Fn(&str) -> String) -> String {
        let told: Vec<(&DotplotRow, f64)> =
            rows.iter().filter_map(|row| Some((row, row.range[1]?))).collect();
        let order = |a: &&(&DotplotRow, f64), b: &&(&DotplotRow, f64)| a.1.total_cmp(&b.1);
        let (Some(least), Some(most)) = (told.iter().min_by(order), told.iter().max_by(order)) else {
            return format!("{metric}: not reached in most histories under any option");
        };
        let estimate =
            |(row, median): (&DotplotRow, f64)| (median, row.median_error.unwrap_or(f64::INFINITY));
        let unit = &self.unit;
        if let ([(only, _)], 2..) = (told.as_slice(), rows.len()) {
            return format!(
                "{metric}: reached in at least half of the histories only under {}",
                name(&only.name)
            );
        }
        if least.1 == most.1 && told.len() == rows.len() {
            return format!("{metric}: {} {unit} in the median under every option", self.value(Some(most.1)));
        }
        if !clearly_above(estimate(*most), estimate(*least)) {
            return format!("{metric}: the options’ medians cannot be told apart");
        }
        format!(
            "{metric}, median: from {} {unit} under {} to {} under {}",
            self.value(Some(least.1)),
            name(&least.0.name),
            self.value(Some(most.1)),
            name(&most.0.name)
        )
    }
}

impl Plot for Dotplot {
    /// With a threshold, what [`super::EndStates`] says of its headline, said of the chance of being at or above it; else
    /// the least and the greatest median, if twice the standard error of their difference does not bridge them.
    fn title(&self) -> String {
        let set = style::TITLE;
        two_line_title(|room| self.finding(&|name| shorten(name, set.size, set.weight, room)))
    }

    fn subtitle(&self) -> String {
        let by_option = if self.rows.len() > 1 { ", by settlement option" } else { "" };
        format!(
            "{} ({}) by {}{by_option}. Each dot is 1 chance in {DOTS}",
            self.metric, self.unit, self.horizon
        )
    }

    fn notes(&self) -> String {
        let beyond = match self.misses_horizon() {
            true => " Grey dots at the right: not by the horizon.",
            false => "",
        };
        let share = match self.threshold.is_some() {
            true => " Triangle: median. Chances with their 90% credible intervals.",
            false => " Triangle and number: median.",
        };
        format!(
            "Quantile dotplot: the dots are the 1st, 3rd … 99th percentile of all histories, so the spread is ignorance \
             and chance together.{share}{beyond}"
        )
    }

    fn description(&self) -> String {
        let rows = self.rows.iter().map(|row| {
            let [low, median, high] = row.range.map(|x| self.value(x));
            let above = match (&self.threshold, row.above) {
                (Some(threshold), Some(share)) => format!(", {} {}", threshold.above, percent(share.mean)),
                _ => String::new(),
            };
            format!("{}: median {median}, 90% of histories {low} to {high} {}{above}", row.name, self.unit)
        });
        format!("Dots of {} by {}. {}.", self.metric, self.horizon, rows.collect::<Vec<_>>().join("; "))
    }

    fn height(&self, room: Room) -> Height {
        let plan = Plan::new(self, room);
        let least: f64 = plan.rows.iter().map(|row| row.least).sum();
        let around = plan.head + AXIS_HEIGHT;
        Height { least: least + around, ideal: least + around + 34.0 * self.rows.len() as f64 }
    }

    fn render(&self, canvas: &mut Canvas) {
        let plan = Plan::new(self, canvas.room());
        plan.render(canvas, self);
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

const AXIS_HEIGHT: f64 = 24.0;
const LABEL_GAP: f64 = 14.0;
const WORDS_GAP: f64 = 16.0;
/// For the dots of times that never come.
const BEYOND: f64 = 64.0;
/// The least a row of dots may do with, and the most it makes use of.
const DOTS_HEIGHT: (f64, f64) = (46.0, 110.0);

struct Row {
    label: Vec<String>,
    words: Vec<(String, Type)>,
    least: f64,
}

struct Plan {
    is_narrow: bool,
    /// Left and right of the dots, from the left of the body.
    dots: (f64, f64),
    words_left: f64,
    head: f64,
    rows: Vec<Row>,
}

impl Plan {
    fn new(figure: &Dotplot, Room { width, is_narrow }: Room) -> Plan {
        let label = if is_narrow { Type { size: 13.0, ..style::STRONG_LABEL } } else { style::LABEL };
        let words: Vec<Vec<(String, Type)>> =
            figure.rows.iter().map(|row| words(figure, row, is_narrow.then_some(width))).collect();
        let widest_words =
            |words: &[(String, Type)]| words.iter().map(|(line, set)| set.width(line)).fold(0.0, f64::max);
        let labels: Vec<Vec<String>> = figure
            .rows
            .iter()
            .zip(&words)
            .map(|(row, words)| {
                let beside = width - widest_words(words) - LABEL_GAP;
                label.wrap(&row.name, if is_narrow { beside } else { width * 0.24 })
            })
            .collect();
        let rows: Vec<Row> = labels
            .into_iter()
            .zip(words)
            .map(|(label_lines, words)| {
                let label_height = label_lines.len() as f64 * label.leading();
                let words_height = words.iter().map(|(_, set)| set.leading()).sum::<f64>();
                let least = match is_narrow {
                    true => label_height.max(words_height) + DOTS_HEIGHT.0 + 12.0,
                    false => label_height.max(words_height).max(DOTS_HEIGHT.0) + 12.0,
                };
                Row { label: label_lines, words, least }
            })
            .collect();
        let label_width = rows.iter().map(|row| widest(&row.label, label)).fold(0.0, f64::max);
        let words_width = rows.iter().map(|row| widest_words(&row.words)).fold(0.0, f64::max);
        let beyond = if figure.misses_horizon() { BEYOND } else { 0.0 };
        let dots = match is_narrow {
            true => (8.0, width - 8.0 - beyond),
            false => (label_width + LABEL_GAP, width - words_width - WORDS_GAP - beyond),
        };
        let words_left = width - words_width;
        Plan { is_narrow, dots, words_left, head: if figure.threshold.is_some() { 22.0 } else { 6.0 }, rows }
    }

    fn render(&self, canvas: &mut Canvas, figure: &Dotplot) {
        let body = canvas.body;
        let (left, right) = (body.left + self.dots.0, body.left + self.dots.1);
        let (lo, hi, ticks) = figure.scale(right - left);
        let (top, bottom) = (body.top + self.head, body.bottom - AXIS_HEIGHT);
        let axes = Axes::new(Area { left, top, right, bottom }, lo..hi, 0.0..1.0);
        for &value in &ticks.values {
            let x = axes.x(value);
            canvas.line(&[(x, top), (x, bottom)], style::GRID, 1.0);
        }
        render_ticks(canvas, &ticks, &axes, bottom, (body.left, body.right));
        self.render_threshold(canvas, figure, &axes, top, bottom);
        let least: f64 = self.rows.iter().map(|row| row.least).sum();
        let more = ((bottom - top - least) / self.rows.len().max(1) as f64).max(0.0);
        let mut row_top = top;
        let radius = self.radius(figure, &axes, more);
        for (row, set) in figure.rows.iter().zip(&self.rows) {
            let row_bottom = row_top + set.least + more;
            self.render_texts(canvas, set, (row_top, row_bottom));
            canvas.line(&[(left, row_bottom), (right, row_bottom)], style::AXIS, 1.0);
            render_dots(canvas, figure, row, (&axes, hi), (row_bottom, radius));
            row_top = row_bottom;
        }
    }

    /// The largest dot at which the highest pile of every row fits.
    fn radius(&self, figure: &Dotplot, axes: &Axes, more: f64) -> f64 {
        let fits = |radius: f64| {
            figure.rows.iter().zip(&self.rows).all(|(row, set)| {
                let texts = if self.is_narrow { set.least - DOTS_HEIGHT.0 - 4.0 } else { 0.0 };
                let room = (set.least + more - texts - 18.0).min(DOTS_HEIGHT.1);
                let highest = piles(row, axes, radius, threshold_of(figure)).iter().map(|p| p.1).max();
                highest.unwrap_or(0) as f64 * 2.0 * radius <= room
            })
        };
        [6.0, 5.5, 5.0, 4.5, 4.0, 3.5, 3.0, 2.5, 2.0, 1.6, 1.2, 0.9, 0.6]
            .into_iter()
            .find(|&r| fits(r))
            .unwrap_or(0.4)
    }

    fn render_threshold(&self, canvas: &mut Canvas, figure: &Dotplot, axes: &Axes, top: f64, bottom: f64) {
        let Some(threshold) = &figure.threshold else { return };
        let body = canvas.body;
        let x = axes.x(threshold.at);
        canvas.line(&[(x, top - 8.0), (x, bottom)], style::AXIS, 1.3);
        let set = Type { size: 12.5, ..style::HEAD };
        let room = (x - body.left - 12.0, body.right - x - 12.0);
        let below = shorten(&format!("◀ {}", threshold.below), set.size, set.weight, room.0);
        let above = shorten(&format!("{} ▶", threshold.above), set.size, set.weight, room.1);
        if room.0 > 60.0 {
            canvas.text((x - 8.0, top - 9.0), &below, set.colour(style::BELOW).anchor(Anchor::End));
        }
        if room.1 > 60.0 {
            canvas.text((x + 8.0, top - 9.0), &above, set.colour(style::ACCENT));
        }
    }

    fn render_texts(&self, canvas: &mut Canvas, row: &Row, (top, bottom): (f64, f64)) {
        let body = canvas.body;
        if self.is_narrow {
            let label = Type { size: 13.0, ..style::STRONG_LABEL };
            canvas.paragraph((body.left, top + 23.0), label.leading(), &row.label, label);
            let mut baseline = top + 23.0;
            for (line, set) in &row.words {
                canvas.text((body.right, baseline), line, set.anchor(Anchor::End));
                baseline += set.leading();
            }
            return;
        }
        let label = style::LABEL;
        let middle = bottom - 24.0_f64.max((bottom - top) * 0.36);
        let first = middle - label.leading() * (row.label.len() - 1) as f64 / 2.0;
        let at = (body.left + self.dots.0 - LABEL_GAP, first);
        canvas.paragraph(at, label.leading(), &row.label, label.anchor(Anchor::End));
        let words: f64 = row.words.iter().map(|(_, set)| set.leading()).sum();
        let mut baseline = middle - words / 2.0 + 12.0;
        let left = body.left + self.words_left;
        for (line, set) in &row.words {
            canvas.text((left, baseline), line, *set);
            baseline += set.leading();
        }
    }
}

fn threshold_of(figure: &Dotplot) -> Option<f64> {
    figure.threshold.as_ref().map(|threshold| threshold.at)
}

/// The number column of a row: the chance of the threshold, or median and range; over the dots of a `narrow` body of this
/// width, else beside them.
fn words(figure: &Dotplot, row: &DotplotRow, narrow: Option<f64>) -> Vec<(String, Type)> {
    let (big, small) = (style::BIG_NUMBER, style::ANNOTATION);
    let (number, words, colour) = match (row.above, row.range) {
        (Some(share), _) => {
            let told = share.hi > share.lo && interval(share.lo, share.hi) != percent(share.mean);
            let range = if told { interval(share.lo, share.hi) } else { String::new() };
            (percent(share.mean), vec![range, share.words()], style::ACCENT)
        }
        (None, [_, None, _]) => (percent(row.reached), vec!["get there".into()], style::INK),
        (None, range) => {
            let [low, median, high] = range.map(|x| figure.value(x));
            (median, vec![format!("90%: {low} to {high}")], style::INK)
        }
    };
    let mut words = words.into_iter().filter(|line| !line.is_empty());
    if let Some(width) = narrow {
        let line = format!("{number} {}", words.next_back().unwrap_or_default());
        return small.wrap(&line, width * 0.45).into_iter().map(|line| (line, small)).collect();
    }
    let lines = words.flat_map(|line| small.wrap(&line, 130.0)).map(|line| (line, small));
    std::iter::once((number, big.colour(colour))).chain(lines).collect()
}

/// Piles of dots (Wilkinson): from the left, dots within a diameter of the first share a pile at their middle. No pile
/// straddles the threshold.
fn piles(row: &DotplotRow, axes: &Axes, radius: f64, threshold: Option<f64>) -> Vec<(f64, usize, bool)> {
    let mut piles: Vec<(f64, usize, bool)> = Vec::new();
    let mut places: Vec<(f64, bool)> = Vec::new();
    let flush = |places: &mut Vec<(f64, bool)>, piles: &mut Vec<(f64, usize, bool)>| {
        if let (Some(first), Some(last)) = (places.first(), places.last()) {
            piles.push(((first.0 + last.0) / 2.0, places.len(), first.1));
        }
        places.clear();
    };
    for &value in row.dots.iter().flatten() {
        let place = (axes.x(value), threshold.is_none_or(|at| value >= at));
        let is_apart =
            places.first().is_some_and(|first| place.0 - first.0 >= 2.0 * radius || place.1 != first.1);
        if is_apart {
            flush(&mut places, &mut piles);
        }
        places.push(place);
    }
    flush(&mut places, &mut piles);
    piles
}

fn render_dots(
    canvas: &mut Canvas,
    figure: &Dotplot,
    row: &DotplotRow,
    (axes, end): (&Axes, f64),
    (base, radius): (f64, f64),
) {
    let level = |n: usize| base - radius - 1.0 - 2.0 * radius * n as f64;
    let mut right = f64::NEG_INFINITY;
    for (x, count, is_above) in piles(row, axes, radius, threshold_of(figure)) {
        // Neighbours that would touch give way to the right.
        let x = x.max(right + 2.0 * radius);
        right = x;
        let colour = if is_above { style::ACCENT } else { style::BELOW };
        for n in 0..count {
            canvas.dot((x, level(n)), radius * 0.92, colour);
        }
    }
    let missing = row.dots.iter().filter(|dot| dot.is_none()).count();
    if missing > 0 {
        render_missing(canvas, (axes.x(end) + 14.0, base), radius, missing);
    }
    if let Some(median) = row.range[1] {
        let x = axes.x(median);
        let mark = [(x, base + 1.0), (x - 5.0, base + 8.0), (x + 5.0, base + 8.0)];
        let words = format!("{}: median {} {}", row.name, figure.value(Some(median)), figure.unit);
        canvas.hover(&words, |canvas| canvas.polygon(&mark, style::INK, 1.0));
    }
}

/// Small grey dots in rows of ten beyond the right end of the axis.
fn render_missing(canvas: &mut Canvas, (left, base): Point, radius: f64, missing: usize) {
    let radius = radius.min(2.5);
    for n in 0..missing {
        let at =
            (left + 2.2 * radius * (n % 10) as f64, base - radius - 1.0 - 2.2 * radius * (n / 10) as f64);
        canvas.faint_dot(at, radius * 0.8, style::MUTED, 0.45);
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
        let start = (axes.x(value) - wide / 2.0).clamp(left, right - wide);
        if start >= free_from {
            canvas.text((start, bottom + 21.0), &text, set);
            free_from = start + wide + 8.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(medians: &[Option<f64>]) -> String {
        let row = |(i, &median): (usize, &Option<f64>)| DotplotRow {
            name: ["A", "B", "C"][i].into(),
            dots: vec![median; DOTS],
            reached: 0.5,
            range: [median; 3],
            median_error: Some(0.1),
            above: None,
        };
        let rows = medians.iter().enumerate().map(row).collect();
        let (metric, unit) = ("Cost".into(), "USD bn".into());
        Dotplot { metric, unit, horizon: "December 2036".into(), threshold: None, rows }.title()
    }

    #[test]
    fn medians_are_compared_where_they_are_reached_and_apart() {
        let titles = [
            title(&[Some(3.0), Some(5.0), Some(4.0)]),
            title(&[Some(3.0), Some(3.1)]),
            title(&[Some(3.0), Some(3.0)]),
            title(&[None, Some(3.0)]),
            title(&[None, None]),
        ];
        assert_eq!(
            titles,
            [
                "Cost, median: from 3.0 USD bn under A to 5.0 under B",
                "Cost: the options’ medians cannot be told apart",
                "Cost: 3.0 USD bn in the median under every option",
                "Cost: reached in at least half of the histories only under B",
                "Cost: not reached in most histories under any option",
            ]
        );
    }
}
