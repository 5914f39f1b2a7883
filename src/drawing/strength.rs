//! Influence against strength of evidence: one point an assumption, and the corner that is work to be done.

use super::axes::render_ticks;
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Room};
use super::layout::spread;
use super::style::{self, ACCENT, BELOW, BELOW_TEXT, Colour, Type};
use super::ticks::Ticks;
use crate::figures::{Strength, StrengthPoint};
use crate::lettering::lines::{shorten, shorten_apart};
use crate::words::percent;

const NAME: Type = Type { size: 12.5, ..style::LABEL };
const AXIS: f64 = 42.0;
/// Behind the corner.
const WASH: Colour = Colour(0xFBEEDC);
/// More names than these stand in no order that could be read.
const MOST_NAMES: usize = 24;

impl Draw for Strength {
    fn height(&self, room: Room) -> Height {
        let names: f64 = self.names(room).iter().map(|lines| lines.len() as f64 * NAME.leading() + 4.0).sum();
        let least = names.max(180.0) + AXIS + 10.0;
        Height { least, ideal: least.max(340.0) }
    }

    fn render(&self, canvas: &mut Canvas) {
        let (body, room) = (canvas.body, canvas.room());
        let right = body.right - name_width(room) - 26.0;
        let plot = Area { left: body.left + 40.0, top: body.top + 8.0, right, bottom: body.bottom - AXIS };
        let most = self.points.iter().map(|point| point.influence).fold(self.much_from.max(0.01), f64::max);
        let least = self.points.iter().map(|point| point.influence).fold(0.0, f64::min);
        // The corner is large enough to be seen as one, with room for what it is.
        let most = most.max(self.much_from + 0.22 * (self.much_from - least));
        let (lo, hi, ticks) = Ticks::around(100.0 * least, 100.0 * most, 5);
        let axes = Axes::new(plot, 0.0..1.0, lo..hi);
        let at = |point: &StrengthPoint| axes.at(point.strength, 100.0 * point.influence);
        let corner = Area {
            left: plot.left,
            top: plot.top,
            right: axes.x(self.weak_below),
            bottom: axes.at(0.0, (100.0 * self.much_from).min(hi)).1,
        };
        canvas.rectangle(corner, WASH);
        for &tick in &ticks.values {
            let y = axes.at(0.0, tick).1;
            let colour = if tick == 0.0 { style::AXIS } else { style::GRID };
            canvas.line(&[(body.left, y), (plot.right, y)], colour, if tick == 0.0 { 1.3 } else { 1.0 });
            let unit = if ticks.values.last() == Some(&tick) { "%" } else { "" };
            canvas.text((body.left, y - 4.0), &format!("{}{unit}", ticks.text(tick)), style::AXIS_NUMBER);
        }
        let across = Ticks::new(0.0, 1.0, 4);
        render_ticks(canvas, &across, &axes, (plot.bottom - 1.0, ""), (plot.left - 12.0, plot.right + 20.0));
        let words =
            if room.is_narrow { "strength of evidence" } else { "strength of evidence, weak to strong" };
        canvas.text((plot.left, plot.bottom + 37.0), words, style::AXIS_NUMBER);
        self.render_corner(canvas, corner);
        let zero = axes.at(0.0, 0.0).1;
        for point in self.points.iter().rev() {
            let (radius, colour) =
                if point.is_work { (5.5, BELOW) } else { (4.0, ACCENT.towards(style::PAPER, 0.25)) };
            canvas.hover(&point.words(), |canvas| {
                // A rim parts dots that lie on each other; on the line of zero it would break the line.
                if (at(point).1 - zero).abs() > radius + 1.6 {
                    canvas.dot(at(point), radius + 1.2, style::PAPER);
                }
                canvas.dot(at(point), radius, colour);
            });
        }
        self.render_names(canvas, plot, &at);
    }
}

fn name_width(room: Room) -> f64 {
    room.width * if room.is_narrow { 0.5 } else { 0.46 }
}

impl Strength {
    /// Each name in two lines at most, with its influence.
    fn names(&self, room: Room) -> Vec<Vec<String>> {
        let wide = name_width(room);
        let value = |point: &StrengthPoint| percent(point.influence);
        let most = |point: &StrengthPoint| 1.8 * wide - NAME.width(&value(point)) - 10.0;
        let names: Vec<(&str, f64)> = self.named().map(|point| (point.name.as_str(), most(point))).collect();
        let names = shorten_apart(&names, NAME.size, NAME.weight);
        let lines = |(point, name): (&StrengthPoint, &String)| -> Vec<String> {
            let lines = NAME.wrap(&format!("{name} {}", value(point)), wide).into_iter();
            lines.map(|line| shorten(&line, NAME.size, NAME.weight, wide)).collect()
        };
        self.named().zip(&names).map(lines).collect()
    }

    /// What the corner is, in its upper right, where the fewest dots lie.
    fn render_corner(&self, canvas: &mut Canvas, corner: Area) {
        let set = Type { size: 12.0, ..style::HEAD }.colour(BELOW_TEXT);
        let told = match self.work().count() {
            0 => "matters much, weakly grounded: none".to_string(),
            n => format!("matters much, weakly grounded: {n}"),
        };
        let lines = set.wrap(&told, corner.width() - 12.0);
        if lines.len() as f64 * set.leading() + 6.0 <= corner.height() {
            canvas.paragraph((corner.left + 6.0, corner.top + 15.0), set.leading(), &lines, set.halo());
        }
    }

    /// The assumptions that are named.
    fn named(&self) -> impl Iterator<Item = &StrengthPoint> {
        self.work().take(MOST_NAMES)
    }

    /// Names beside the plot, each with a line to its dot.
    fn render_names(&self, canvas: &mut Canvas, plot: Area, at: &dyn Fn(&StrengthPoint) -> (f64, f64)) {
        let room = canvas.room();
        let named: Vec<&StrengthPoint> = self.named().collect();
        let lines = self.names(room);
        let wanted: Vec<f64> = named.iter().map(|point| at(point).1).collect();
        let sizes: Vec<f64> = lines.iter().map(|lines| lines.len() as f64 * NAME.leading() + 4.0).collect();
        let places = spread(&wanted, &sizes, plot.top - 6.0, plot.bottom + AXIS - 4.0);
        for ((point, lines), place) in named.iter().zip(&lines).zip(places) {
            let (x, y) = at(point);
            let left = plot.right + 26.0;
            canvas.line(
                &[(x + 7.0, y), (plot.right, y), (left - 5.0, place)],
                style::MUTED.towards(style::PAPER, 0.35),
                0.9,
            );
            canvas.centred((left, place), lines, NAME);
        }
    }
}
