//! The drawing of a quantile dotplot: a row an option, dots in piles, and the number column.

use super::axes::render_ticks;
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Point, Room};
use super::layout::held;
use super::style::widest;
use super::style::{self, Anchor, Type};
use super::ticks::Ticks;
use crate::figures::with_unit;
use crate::figures::{DOTS, Dotplot, DotplotRow, Threshold};
use crate::lettering::lines::shorten;

const AXIS_HEIGHT: f64 = 24.0;
const LABEL_GAP: f64 = 14.0;
const WORDS_GAP: f64 = 16.0;
/// For the dots of times that never come.
const BEYOND: f64 = 64.0;
/// The least a row of dots may do with, and the most it makes use of.
const DOTS_HEIGHT: (f64, f64) = (46.0, 110.0);
/// The same where there are more than a dozen rows, whose dots become small.
const LOW_DOTS: f64 = 27.0;
const MANY_ROWS: usize = 12;

impl Dotplot {
    /// Left and right end of the axis, and its ticks.
    pub(super) fn scale(&self, width: f64) -> (f64, f64, Ticks) {
        let (lo, hi) =
            self.shown().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), x| (lo.min(x), hi.max(x)));
        let (lo, hi) = if lo <= hi { (lo, hi) } else { (0.0, 1.0) };
        // Both sides of a threshold are shown, also where all values lie on one.
        let (lo, hi) = match self.threshold.as_ref().map(|threshold| threshold.at) {
            Some(at) => {
                let side = 0.08 * (hi.max(at) - lo.min(at));
                (lo.min(at - side), hi.max(at + side))
            }
            None => (lo, hi),
        };
        Ticks::measured(self.measured, lo, hi, ((width / 90.0) as usize).clamp(3, 8))
    }
}

impl Draw for Dotplot {
    fn height(&self, room: Room) -> Height {
        let least = Plan::new(self, room).least();
        Height { least, ideal: least + 34.0 * self.rows.len() as f64 }
    }

    fn render(&self, canvas: &mut Canvas) {
        let plan = Plan::new(self, canvas.room());
        plan.render(canvas, self);
    }
}

struct Row {
    label: Vec<String>,
    words: Vec<(String, Type)>,
    least: f64,
}

/// Where rows, dots and words go.
pub(super) struct Plan {
    is_narrow: bool,
    /// The least height of the dots of a row.
    dots_height: f64,
    /// Left and right of the dots, from the left of the body.
    dots: (f64, f64),
    words_left: f64,
    head: f64,
    rows: Vec<Row>,
}

impl Plan {
    /// Measures everything.
    pub fn new(figure: &Dotplot, room: Room) -> Plan {
        let Room { width, is_narrow, .. } = room;
        let label = if is_narrow { Type { size: 13.0, ..style::STRONG_LABEL } } else { style::LABEL };
        let is_many = figure.rows.len() > MANY_ROWS;
        let in_a_line = is_narrow || is_many;
        let words: Vec<Vec<(String, Type)>> =
            figure.rows.iter().map(|row| words(figure, row, in_a_line.then_some(width))).collect();
        let widest_words =
            |words: &[(String, Type)]| words.iter().map(|(line, set)| set.width(line)).fold(0.0, f64::max);
        let labels: Vec<Vec<String>> = figure
            .rows
            .iter()
            .zip(&words)
            .map(|(row, words)| {
                let beside = width - widest_words(words) - LABEL_GAP;
                label.wrap(&row.name, if is_narrow { beside } else { room.names(0.24) })
            })
            .collect();
        let dots_height = if is_many { LOW_DOTS } else { DOTS_HEIGHT.0 };
        let rows: Vec<Row> = labels
            .into_iter()
            .zip(words)
            .map(|(label_lines, words)| {
                let label_height = label_lines.len() as f64 * label.leading();
                let words_height = words.iter().map(|(_, set)| set.leading()).sum::<f64>();
                let least = match is_narrow {
                    true => label_height.max(words_height) + dots_height + 12.0,
                    false => {
                        label_height.max(words_height).max(dots_height) + if is_many { 9.0 } else { 12.0 }
                    }
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
        let head = figure.threshold.as_ref().map_or(6.0, |threshold| {
            if side_names(threshold, width, width / 2.0).is_stacked { 38.0 } else { 22.0 }
        });
        Plan { is_narrow, dots_height, dots, words_left, head, rows }
    }

    /// How high the rows must be, with what stands around them.
    pub fn least(&self) -> f64 {
        self.rows.iter().map(|row| row.least).sum::<f64>() + self.head + AXIS_HEIGHT
    }

    /// Draws all of it.
    pub fn render(&self, canvas: &mut Canvas, figure: &Dotplot) {
        let body = canvas.body;
        let (left, right) = (body.left + self.dots.0, body.left + self.dots.1);
        let (lo, hi, ticks) = figure.scale(right - left);
        let (top, bottom) = (body.top + self.head, body.bottom - AXIS_HEIGHT);
        let axes = Axes::new(Area { left, top, right, bottom }, lo..hi, 0.0..1.0);
        for &value in &ticks.values {
            let x = axes.x(value);
            canvas.line(&[(x, top), (x, bottom)], style::GRID, 1.0);
        }
        render_ticks(canvas, &ticks, &axes, (bottom, &figure.unit), (body.left, body.right));
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
                let texts = if self.is_narrow { set.least - self.dots_height - 4.0 } else { 0.0 };
                let room = (set.least + more - texts - 18.0).min(DOTS_HEIGHT.1);
                let highest =
                    piles(row, axes, radius, threshold_of(figure)).iter().map(|p| p.values.len()).max();
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
        let set = SIDE;
        let sides = side_names(threshold, body.width(), x - body.left);
        // Where they do not fit side by side, one stands over the other; the head has room for that.
        let is_stacked = sides.is_stacked && self.head > 22.0;
        let upper = top - 9.0 - if is_stacked { set.leading() } else { 0.0 };
        let [below, above] = sides.left.map(|left| body.left + left);
        canvas.text((below, upper), &sides.names[0], set.colour(style::BELOW_TEXT));
        canvas.text((above, top - 9.0), &sides.names[1], set.colour(style::ACCENT));
    }

    fn render_texts(&self, canvas: &mut Canvas, row: &Row, (top, bottom): (f64, f64)) {
        let body = canvas.body;
        if self.is_narrow {
            let label = Type { size: 13.0, ..style::STRONG_LABEL };
            // The threshold runs through here.
            canvas.veiled((body.left, top + 23.0), label.leading(), &row.label, label);
            let mut baseline = top + 23.0;
            for (line, set) in &row.words {
                let line = std::slice::from_ref(line);
                canvas.veiled((body.right, baseline), set.leading(), line, set.anchor(Anchor::End));
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

const SIDE: Type = Type { size: 12.5, ..style::HEAD };

/// What lies on either side of a threshold, and where the words begin.
struct Sides {
    names: [String; 2],
    left: [f64; 2],
    is_stacked: bool,
}

/// The names of both sides of a threshold that stands so far from the left of a body.
fn side_names(threshold: &Threshold, width: f64, x: f64) -> Sides {
    let names = [format!("◀ {}", threshold.below), format!("{} ▶", threshold.above)];
    let names = names.map(|name| shorten(&name, SIDE.size, SIDE.weight, width));
    let [below, above] = [0, 1].map(|side| SIDE.width(&names[side]));
    let left = [held(x - 8.0 - below, 0.0, width - below), held(x + 8.0, 0.0, width - above)];
    // At worst the line stands at one end.
    let is_stacked = left[0] + below + 14.0 > left[1] || below + above + 40.0 > width;
    Sides { names, left, is_stacked }
}

fn threshold_of(figure: &Dotplot) -> Option<f64> {
    figure.threshold.as_ref().map(|threshold| threshold.at)
}

/// The number column of a row: the chance of the threshold, or median and range; in one line in a body of this width where it stands over the dots or rows are many, else
/// beside them.
fn words(figure: &Dotplot, row: &DotplotRow, in_a_line: Option<f64>) -> Vec<(String, Type)> {
    let (big, small) = (style::BIG_NUMBER, style::ANNOTATION);
    let (number, words, colour) = match (row.above, row.range) {
        (Some(share), _) => {
            (share.told(), vec![share.range_to(0).unwrap_or_default(), share.words()], style::ACCENT)
        }
        (None, [_, None, _]) => (row.told_reached(), vec!["get there".into()], style::INK),
        (None, range) => {
            let [low, median, high] = range.map(|x| figure.value(x));
            (median, vec![format!("90%: {low} to {high}")], style::INK)
        }
    };
    let words = words.into_iter().filter(|line| !line.is_empty());
    if let Some(width) = in_a_line {
        let words: Vec<String> = words.collect();
        let line = format!("{number} {}", words.join(", "));
        return small.wrap(&line, width * 0.5).into_iter().map(|line| (line, small)).collect();
    }
    let lines = words.flat_map(|line| small.wrap(&line, 130.0)).map(|line| (line, small));
    std::iter::once((number, big.colour(colour))).chain(lines).collect()
}

/// Dots on each other.
struct Pile {
    x: f64,
    values: Vec<f64>,
    is_above: bool,
}

/// Piles of dots (Wilkinson): from the left, dots within a diameter of the first share a pile at their middle. No pile
/// straddles the threshold.
fn piles(row: &DotplotRow, axes: &Axes, radius: f64, threshold: Option<f64>) -> Vec<Pile> {
    let mut piles: Vec<Pile> = Vec::new();
    for &value in row.dots.iter().flatten() {
        let is_above = threshold.is_none_or(|at| value >= at);
        let joins = |pile: &&mut Pile| {
            axes.x(value) - axes.x(pile.values[0]) < 2.0 * radius && pile.is_above == is_above
        };
        match piles.last_mut().filter(joins) {
            Some(pile) => {
                pile.values.push(value);
                pile.x = (axes.x(pile.values[0]) + axes.x(value)) / 2.0;
            }
            None => piles.push(Pile { x: axes.x(value), values: vec![value], is_above }),
        }
    }
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
    for pile in piles(row, axes, radius, threshold_of(figure)) {
        // Neighbours that would touch give way to the right.
        let x = pile.x.max(right + 2.0 * radius);
        right = x;
        let colour = if pile.is_above { style::ACCENT } else { style::BELOW };
        canvas.hover(&pile_words(figure, row, &pile), |canvas| {
            for n in 0..pile.values.len() {
                canvas.dot((x, level(n)), radius * 0.92, colour);
            }
        });
    }
    let missing = row.dots.iter().filter(|dot| dot.is_none()).count();
    if missing > 0 {
        let words = format!("{}: {missing} chances in {DOTS} not by {}", row.name, figure.horizon);
        canvas.hover(&words, |canvas| render_missing(canvas, (axes.x(end) + 14.0, base), radius, missing));
    }
    if let Some(median) = row.range[1] {
        let x = axes.x(median);
        let mark = [(x, base + 1.0), (x - 5.0, base + 8.0), (x + 5.0, base + 8.0)];
        let value = with_unit(&figure.value(Some(median)), &figure.unit);
        let words = format!("{}: median {value}", row.name);
        canvas.hover(&words, |canvas| canvas.polygon(&mark, style::INK, 1.0));
    }
}

/// "Two islands: 3 chances in 50 at 12 to 15 points".
fn pile_words(figure: &Dotplot, row: &DotplotRow, pile: &Pile) -> String {
    let ends = [pile.values.first(), pile.values.last()].map(|value| figure.value(value.copied()));
    let at = if ends[0] == ends[1] { ends[0].clone() } else { format!("{} to {}", ends[0], ends[1]) };
    let chances = if pile.values.len() == 1 { "chance" } else { "chances" };
    let at = with_unit(&at, &figure.unit);
    format!("{}: {} {chances} in {DOTS} at {at}", row.name, pile.values.len())
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
