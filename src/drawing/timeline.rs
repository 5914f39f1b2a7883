//! The drawing of one history: a lane a process, marks for shocks, small curves for factors, and below them what moved what.

use super::axes::time_axis;
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Point, Room};
use super::layout::{held, spread};
use super::style::widest;
use super::style::{self, ACCENT, Anchor, Colour, Type, segment_fills};
use super::ticks::time_ticks;
use super::timeline_moves::{LEADING, MoveList, TAG_HEIGHT, tag, tag_width};
use crate::figures::{Lane, LostBallot, Step, Timeline};
use crate::model::Tone;
use crate::words::plain;

const LABEL: Type = Type { size: 12.5, ..style::LABEL };
const STRONG: Type = Type { size: 12.5, ..style::STRONG_LABEL };
const STATE: Type = Type { size: 12.5, ..style::HEAD };
const AXIS: f64 = 28.0;
const LABEL_GAP: f64 = 14.0;
/// Behind the process that the scenario reports.
const OWN_PATH: Colour = Colour(0xEAF1F7);
/// For a level at either end of its curve.
const ENDS: f64 = 46.0;

/// What is drawn in one row, by its place in the figure.
#[derive(Clone, Copy)]
enum What {
    Lane(usize),
    Shock(usize),
    Level(usize),
}

struct Row {
    what: What,
    label: Vec<String>,
    /// Lines of numbers in a lane: more than one where its moves would not fit side by side.
    tiers: usize,
    least: f64,
}

struct Plan {
    is_narrow: bool,
    label_width: f64,
    rows: Vec<Row>,
    moves: MoveList,
}

impl Draw for Timeline {
    fn height(&self, room: Room) -> Height {
        let plan = Plan::new(self, room);
        let least = plan.rows_height() + AXIS + plan.moves.height();
        Height { least, ideal: least + 3.0 * plan.rows.len() as f64 }
    }

    fn render(&self, canvas: &mut Canvas) {
        Plan::new(self, canvas.room()).render(canvas, self);
    }
}

impl Plan {
    fn new(figure: &Timeline, room: Room) -> Plan {
        let Room { width, is_narrow, .. } = room;
        let label_room = if is_narrow { width } else { room.names(0.235) };
        let plot_width = width - 2.0 * ENDS - if is_narrow { 0.0 } else { label_room + LABEL_GAP };
        let set = |what: What| if matches!(what, What::Lane(0)) { STRONG } else { LABEL };
        let whats = (0..figure.lanes.len())
            .map(What::Lane)
            .chain((0..figure.shocks.len()).map(What::Shock))
            .chain((0..figure.levels.len()).map(What::Level));
        let rows: Vec<Row> = whats
            .map(|what| {
                let name = match what {
                    What::Lane(i) => figure.lanes[i].name.clone(),
                    What::Shock(i) if figure.shocks[i].months.len() > 1 => {
                        format!("{} ×{}", figure.shocks[i].name, figure.shocks[i].months.len())
                    }
                    What::Shock(i) => figure.shocks[i].name.clone(),
                    What::Level(i) => figure.levels[i].name.clone(),
                };
                let label = set(what).wrap(&name, label_room);
                let tiers = match what {
                    What::Lane(i) => (tags_width(figure, i) / plot_width).ceil().max(1.0) as usize,
                    _ => 1,
                };
                let drawn = match what {
                    What::Lane(_) if tiers > 1 => tiers as f64 * (TAG_HEIGHT + 1.0) + 7.0,
                    What::Lane(0) => 30.0,
                    What::Lane(_) => 24.0,
                    What::Shock(_) => 17.0,
                    What::Level(_) => 32.0,
                };
                let words = label.len() as f64 * LEADING + 2.0;
                let least = if is_narrow { words + drawn } else { f64::max(words, drawn) };
                Row { what, label, tiers, least }
            })
            .collect();
        let label_width = rows.iter().map(|row| widest(&row.label, set(row.what))).fold(0.0, f64::max);
        Plan { is_narrow, label_width, rows, moves: MoveList::new(figure, width, is_narrow) }
    }

    fn rows_height(&self) -> f64 {
        self.rows.iter().map(|row| row.least).sum()
    }

    fn render(&self, canvas: &mut Canvas, figure: &Timeline) {
        let body = canvas.body;
        let left = if self.is_narrow { ENDS } else { self.label_width + LABEL_GAP + ENDS };
        let rows_bottom = body.bottom - self.moves.height() - AXIS;
        let plot =
            Area { left: body.left + left, right: body.right - ENDS, top: body.top, bottom: rows_bottom };
        let end = figure.start + f64::from(figure.months.max(1)) / 12.0;
        let axes = Axes::new(plot, figure.start..end, 0.0..1.0);
        for (at, _) in time_ticks(figure.start, end, ((plot.width() / 58.0) as usize).clamp(2, 11)) {
            canvas.line(&[(axes.x(at), plot.top), (axes.x(at), plot.bottom)], style::GRID, 1.0);
        }
        let more = ((rows_bottom - body.top - self.rows_height()) / self.rows.len().max(1) as f64).max(0.0);
        let mut top = body.top;
        for row in &self.rows {
            let bottom = top + row.least + more;
            if matches!(row.what, What::Lane(0)) {
                // The path of the settlement itself, from edge to edge.
                canvas.rectangle(Area { left: body.left, right: body.right, top, bottom }, OWN_PATH);
            }
            let words = row.label.len() as f64 * LEADING;
            let mark_top = if self.is_narrow { top + words + 2.0 } else { top };
            let first = if self.is_narrow { top + 12.0 } else { (top + bottom - words) / 2.0 + 11.5 };
            let set = if matches!(row.what, What::Lane(0)) { STRONG } else { LABEL };
            let inset = if matches!(row.what, What::Lane(0)) { 5.0 } else { 0.0 };
            canvas.paragraph((body.left + inset, first), LEADING, &row.label, set);
            let area = Area { left: plot.left, right: plot.right, top: mark_top, bottom };
            match row.what {
                What::Lane(i) => lane(canvas, figure, (i, row.tiers), &axes, area),
                What::Shock(i) => shock(canvas, figure, i, &axes, area),
                What::Level(i) => curve(canvas, figure, i, area),
            }
            top = bottom;
        }
        canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], style::AXIS, 1.3);
        time_axis(canvas, &axes, plot, (figure.start, end));
        self.moves.render(canvas, rows_bottom + AXIS + 12.0);
    }
}

/// Where a month lies: what happens in it stands at its middle, the start at the left edge.
fn place(figure: &Timeline, axes: &Axes, month: u32) -> f64 {
    let middle = if month == 0 { 0.0 } else { f64::from(month) - 0.5 };
    axes.x(figure.start + middle / 12.0)
}

/// Fills of a process's states: by their tone where the scenario reports them, else shades of grey.
fn fills(lane: &Lane) -> Vec<Colour> {
    let tones: Option<Vec<Tone>> = lane.states.iter().map(|state| state.tone.map(|tone| tone.0)).collect();
    let last = lane.states.len().max(2) - 1;
    let grey = |i: usize| Colour(0xE6EAED).towards(Colour(0xA3B3BE), i as f64 / last as f64);
    tones.map_or_else(|| (0..lane.states.len()).map(grey).collect(), |tones| segment_fills(&tones))
}

fn lane(canvas: &mut Canvas, figure: &Timeline, (i, tiers): (usize, usize), axes: &Axes, area: Area) {
    let (lane, fills) = (&figure.lanes[i], fills(&figure.lanes[i]));
    let middle = (area.top + area.bottom) / 2.0;
    let half = ((area.bottom - area.top) / 2.0 - 2.5).min(if i == 0 { 15.0 } else { 11.0 });
    let moves = moves_of(figure, i);
    let mut tags = vec![(0.0, 0.0); moves.len()];
    for tier in 0..tiers {
        let here: Vec<usize> = (tier..moves.len()).step_by(tiers).collect();
        let wanted: Vec<f64> = here.iter().map(|&n| place(figure, axes, moves[n].1.month)).collect();
        let sizes: Vec<f64> = here.iter().map(|&n| tag_width(moves[n].0) + 1.0).collect();
        let y = middle + (tier as f64 - (tiers - 1) as f64 / 2.0) * (TAG_HEIGHT + 1.0);
        for (n, x) in here.into_iter().zip(spread(&wanted, &sizes, area.left, area.right + ENDS - 6.0)) {
            tags[n] = (x, y);
        }
    }
    let lost: Vec<&LostBallot> = figure.lost.iter().filter(|lost| lost.lane == i).collect();
    let marks = lost.iter().map(|lost| (place(figure, axes, lost.month), 12.0));
    let marks = marks.chain(tags.iter().zip(&moves).map(|(tag, step)| (tag.0, tag_width(step.0) + 1.0)));
    let mut taken: Vec<(f64, f64)> =
        marks.map(|(centre, size)| (centre - size / 2.0, centre + size / 2.0)).collect();
    taken.sort_by(|a, b| a.0.total_cmp(&b.0));
    for &(state, from, to) in &lane.stays {
        let (left, right) = (place(figure, axes, from), stay_end(figure, axes, to));
        let name = figure.state(i, state);
        let words =
            format!("{}: {name}, {} to {}", lane.name, figure.month(from), figure.month(to.max(from)));
        let bar = Area {
            left: left + if from > 0 { 0.75 } else { 0.0 },
            right: right.max(left + 1.25),
            top: middle - half,
            bottom: middle + half,
        };
        let fill = fills.get(state).copied().unwrap_or(style::GRID);
        canvas.hover(&words, |canvas| canvas.rectangle(bar, fill));
        if let Some(from) = free_place(&taken, (left + 2.0, right), STATE.width(name)) {
            canvas.text((from, middle + 4.5), name, STATE.colour(fill.text_on()));
        }
    }
    for lost in lost {
        let (x, y) = (place(figure, axes, lost.month), middle);
        let diamond = |r: f64| [(x - r, y), (x, y - r), (x + r, y), (x, y + r)];
        let words = format!("{}, {}: {}", lane.name, figure.month(lost.month), lost.what);
        canvas.hover(&words, |canvas| {
            canvas.polygon(&diamond(5.2), style::INK, 1.0);
            canvas.polygon(&diamond(3.4), style::PAPER, 1.0);
        });
    }
    for ((number, step), centre) in moves.into_iter().zip(tags) {
        let why = if step.why.is_empty() { String::new() } else { format!("; {}", step.why) };
        let words = format!(
            "{}, {}: {} → {}, {}{why}",
            lane.name,
            figure.month(step.month),
            step.from,
            step.to,
            step.cause()
        );
        canvas.hover(&words, |canvas| tag(canvas, centre, number));
    }
}

/// The moves of a lane with the numbers of their kinds, in time; several of one month as they followed each other.
fn moves_of(figure: &Timeline, lane: usize) -> Vec<(usize, &Step)> {
    let kinds = figure.kinds();
    let number = |step: &Step| kinds.iter().position(|kind| kind.iter().any(|one| std::ptr::eq(*one, step)));
    let of_lane = figure.moves.iter().filter(|step| step.lane == lane);
    let mut moves: Vec<(usize, &Step)> = of_lane.filter_map(|step| Some((number(step)?, step))).collect();
    moves.sort_by_key(|(_, step)| step.month);
    moves
}

fn tags_width(figure: &Timeline, lane: usize) -> f64 {
    moves_of(figure, lane).iter().map(|(number, _)| tag_width(*number) + 1.0).sum()
}

/// The first place between what is taken, from the left, where so much fits.
fn free_place(taken: &[(f64, f64)], (left, right): (f64, f64), wide: f64) -> Option<f64> {
    let mut from = left;
    for &(start, end) in taken.iter().filter(|(start, end)| *end > left && *start < right) {
        if start - from >= wide + 7.0 {
            return Some(from + 4.0);
        }
        from = from.max(end);
    }
    (right - from >= wide + 8.0).then_some(from + 4.0)
}

fn stay_end(figure: &Timeline, axes: &Axes, to: u32) -> f64 {
    if to >= figure.months {
        return axes.x(figure.start + f64::from(figure.months.max(1)) / 12.0);
    }
    place(figure, axes, to + 1)
}

fn shock(canvas: &mut Canvas, figure: &Timeline, i: usize, axes: &Axes, area: Area) {
    let shock = &figure.shocks[i];
    let y = (area.top + area.bottom) / 2.0;
    canvas.line(&[(area.left, y), (area.right, y)], style::GRID, 1.0);
    for &month in &shock.months {
        let x = place(figure, axes, month);
        let words = format!("{}, {}", shock.name, figure.month(month));
        let mark = [(x - 4.5, y + 4.0), (x, y - 4.5), (x + 4.5, y + 4.0)];
        canvas.hover(&words, |canvas| canvas.polygon(&mark, style::BELOW, 0.85));
    }
}

fn curve(canvas: &mut Canvas, figure: &Timeline, i: usize, area: Area) {
    let line = &figure.levels[i];
    let (Some(&first), Some(&last)) = (line.levels.first(), line.levels.last()) else { return };
    let range = line.levels.iter().fold((0.0_f64, 0.0_f64), |(lo, hi), &x| (lo.min(x), hi.max(x)));
    let (lo, hi) = if range.1 > range.0 { range } else { (-1.0, 1.0) };
    let plot = Area { top: area.top + 4.0, bottom: area.bottom - 4.0, ..area };
    let axes = Axes::new(plot, 0.0..f64::from(figure.months.max(1)), lo..hi);
    let zero = axes.at(0.0, 0.0).1;
    canvas.line(&[(plot.left, zero), (plot.right, zero)], style::GRID, 1.0);
    let points: Vec<Point> =
        line.levels.iter().enumerate().map(|(month, &x)| axes.at(month as f64, x)).collect();
    let words = format!(
        "{}: {} in {}, {} in {}",
        line.name,
        level(first),
        figure.month(0),
        level(last),
        figure.month(figure.months)
    );
    canvas.hover(&words, |canvas| {
        canvas.line(&points, ACCENT, 1.6);
        if let Some(&end) = points.last() {
            canvas.dot(end, 2.4, ACCENT);
        }
    });
    let said = |(month, (&x, point)): (usize, (&f64, &Point))| {
        (point.0, format!("{}, {}: {}", line.name, figure.month(month as u32), level(x)))
    };
    let said: Vec<(f64, String)> = line.levels.iter().zip(&points).enumerate().map(said).collect();
    canvas.strips(area, &said);
    let set = Type { size: 12.0, ..style::HEAD };
    let inside = |y: f64| held(y, area.top + 8.0, area.bottom - 6.0) + 4.0;
    canvas.text(
        (plot.left - 6.0, inside(axes.at(0.0, first).1)),
        &level(first),
        set.colour(style::MUTED).anchor(Anchor::End),
    );
    if let Some(&(x, y)) = points.last() {
        canvas.text((x + 7.0, inside(y)), &level(last), set.colour(ACCENT));
    }
}

/// A level with its sign.
pub(super) fn level(x: f64) -> String {
    let text = plain(x, 2);
    if x > 0.0 && text != "0.00" { format!("+{text}") } else { text }
}
