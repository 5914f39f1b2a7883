//! The chance that a metric exceeds a value, a curve an option.

use super::axes::render_ticks;
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Point, Room};
use super::legend::Legend;
use super::style::{self, Anchor, Colour, SERIES};
use super::ticks::Ticks;
use crate::figures::with_unit;
use crate::figures::{Exceedance, ExceedanceCurve, Scale};
use crate::words::percent;

impl Exceedance {
    /// The value that one history in fifty exceeds: the axis ends near it.
    fn highest(&self) -> f64 {
        let values =
            self.curves.iter().filter_map(|curve| curve.value_at(0.02).or(curve.points.last().map(|p| p.0)));
        values.fold(0.0, f64::max)
    }

    /// Chances: a curve whose histories mostly have the least value begins low, and the scale ends there.
    fn scale(&self) -> Scale {
        Scale::new(self.curves.iter().map(ExceedanceCurve::chance_of_any).fold(0.0, f64::max), 5)
    }

    /// How many later curves hide this one: as near to it as a line is thick.
    fn hidden_by(&self, i: usize) -> usize {
        let near = 0.012 * (self.highest() - self.lowest());
        let value = |curve: &ExceedanceCurve, chance| curve.value_at(chance).unwrap_or_default();
        let is_same = |other: &&ExceedanceCurve| {
            [0.3, 0.1, 0.05].iter().all(|&p| (value(other, p) - value(&self.curves[i], p)).abs() <= near)
        };
        self.curves[i + 1..].iter().filter(is_same).count()
    }
}

impl Draw for Exceedance {
    fn height(&self, room: Room) -> Height {
        if self.is_in_rows() {
            return self.rows_height(room);
        }
        let key = self.key(room).map_or(0.0, |key| key.height() + 8.0);
        let lines =
            |curve: &ExceedanceCurve| style::HEAD.wrap(&curve.name, room.width * 0.2).len() as f64 + 1.0;
        let each = |curve| lines(curve) * style::HEAD.leading() + 8.0;
        let labels: f64 = if room.is_narrow { 0.0 } else { self.curves.iter().map(each).sum() };
        Height { least: key + 20.0 + labels.max(140.0) + AXIS, ideal: key + 20.0 + labels.max(260.0) + AXIS }
    }

    fn render(&self, canvas: &mut Canvas) {
        if self.is_in_rows() {
            return self.render_as_rows(canvas);
        }
        let body = canvas.body;
        let key = self.key(canvas.room());
        let mut top = body.top + 20.0;
        if let Some(key) = &key {
            key.render(canvas, (body.left, body.top));
            top += key.height() + 8.0;
        }
        let labels = if key.is_some() { 6.0 } else { self.label_width(body.width()) + 18.0 };
        let plot = Area { left: body.left, top, right: body.right - labels, bottom: body.bottom - AXIS };
        let most = (plot.width() / 90.0) as usize;
        let (lo, hi, ticks) = Ticks::measured(self.measured, self.lowest(), self.highest(), most);
        let scale = self.scale();
        let axes = Axes::new(plot, lo..hi, 0.0..scale.top());
        for (share, _) in scale.ticks().skip(1) {
            let y = axes.at(lo, share).1;
            canvas.line(&[(plot.left, y), (plot.right, y)], style::GRID, 1.0);
        }
        canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], style::AXIS, 1.3);
        render_ticks(canvas, &ticks, &axes, (plot.bottom - 1.0, &self.unit), (body.left, body.right));
        self.render_curves(canvas, &axes, hi);
        for (i, (share, number)) in scale.ticks().enumerate().skip(1) {
            let of = if self.is_date() { "later" } else { "exceeding" };
            let text = if i == scale.steps as usize { format!("{number}% chance of {of}") } else { number };
            let set = style::AXIS_NUMBER.halo();
            canvas.text((plot.right, axes.at(lo, share).1 - 4.0), &text, set.anchor(Anchor::End));
        }
        self.render_values(canvas, &axes, plot, (lo, hi));
        if key.is_none() {
            self.render_names(canvas, plot);
        }
    }
}

const AXIS: f64 = 26.0;
const MOST_CURVES: usize = 2;
const TAIL: style::Type = style::Type { size: 12.0, ..style::ANNOTATION };

impl Exceedance {
    /// More curves than these lie on each other.
    fn is_in_rows(&self) -> bool {
        self.curves.len() > MOST_CURVES
    }

    fn key(&self, room: Room) -> Option<Legend> {
        let entries: Vec<(String, Colour, Colour)> = self
            .curves
            .iter()
            .zip(SERIES.iter().cycle())
            .map(|(curve, &(line, text))| (curve.name.clone(), line, text))
            .collect();
        (room.is_narrow || self.curves.len() > SERIES.len()).then(|| Legend::new(&entries, room.width))
    }

    fn label_width(&self, width: f64) -> f64 {
        let set = style::HEAD;
        let lines = self.curves.iter().flat_map(|curve| set.wrap(&curve.name, width * 0.2));
        let names = lines.map(|line| set.width(&line)).fold(0.0, f64::max);
        // A date is longer than most names, and a number is not cut.
        let tails = self.curves.iter().map(|curve| TAIL.width(&self.tail(curve)));
        tails.fold(names, f64::max)
    }

    /// What stands under a curve's name.
    fn tail(&self, curve: &ExceedanceCurve) -> String {
        match (self.is_date(), curve.value_at(0.1), curve.value_at(0.5)) {
            (true, Some(tenth), _) => format!("9 in 10 by {}", self.number(tenth)),
            (true, None, Some(half)) => format!("half by {}", self.number(half)),
            (true, None, None) => "fewer than half".to_string(),
            (false, tenth, _) => format!("1 in 10 above {}", tenth.map_or("–".into(), |x| self.number(x))),
        }
    }

    fn render_curves(&self, canvas: &mut Canvas, axes: &Axes, end: f64) {
        for (i, (curve, &(colour, _))) in self.curves.iter().zip(SERIES.iter().cycle()).enumerate() {
            let thickness = if i < SERIES.len() { 2.4 + 2.4 * self.hidden_by(i) as f64 } else { 1.4 };
            let least = curve.points.first().map_or(0.0, |point| point.0);
            let any = curve.chance_of_any();
            let shown = curve.points.iter().filter(|point| point.0 <= end && point.1 <= any);
            let points: Vec<Point> = shown.map(|&(value, chance)| axes.at(value, chance)).collect();
            let [half, tenth] = [0.5, 0.1].map(|chance| self.at(curve, chance));
            let words = match self.is_date() {
                true => format!("{}: half by {half}, nine in ten by {tenth}", curve.name)
                    .replace("by later", "later"),
                false => {
                    format!(
                        "{}: half exceed {}, one in ten {tenth}",
                        curve.name,
                        with_unit(&half, &self.unit)
                    )
                }
            };
            canvas.hover(&words, |canvas| {
                canvas.line(&points, colour, thickness);
                for chance in [0.5, 0.1] {
                    if let Some(value) = curve.value_at(chance).filter(|&value| value > least && value <= end)
                    {
                        canvas.ring(axes.at(value, chance), 3.4, colour);
                    }
                }
            });
        }
    }

    /// The chances of every option at values across the axis, for who points at the plot.
    fn render_values(&self, canvas: &mut Canvas, axes: &Axes, plot: Area, (lo, hi): (f64, f64)) {
        const STEPS: u32 = 40;
        let said = |step: u32| {
            let value = lo + (hi - lo) * f64::from(step) / f64::from(STEPS);
            let each = self
                .curves
                .iter()
                .map(|curve| format!("{} {}", curve.name, percent(curve.chance_above(value))));
            let what = match self.is_date() {
                true => format!("later than {}", self.number(value)),
                false => format!("above {}", with_unit(&self.number(value), &self.unit)),
            };
            let words = format!("{what}: {}", each.collect::<Vec<_>>().join("; "));
            (axes.x(value), words)
        };
        canvas.strips(plot, &(0..=STEPS).map(said).collect::<Vec<_>>());
    }

    /// Names beside the plot, from the curve that reaches furthest, each with the value that one history in ten exceeds.
    fn render_names(&self, canvas: &mut Canvas, plot: Area) {
        let set = style::HEAD;
        let room = canvas.body.right - plot.right - 18.0;
        let mut order: Vec<usize> = (0..self.curves.len()).collect();
        let tail = |i: &usize| self.curves[*i].value_at(0.1).unwrap_or_default();
        order.sort_by(|a, b| tail(b).total_cmp(&tail(a)));
        let mut top = plot.top + 4.0;
        for i in order {
            let curve = &self.curves[i];
            let (colour, text) = SERIES[i % SERIES.len()];
            let lines = set.wrap(&curve.name, room.max(60.0));
            let height = lines.len() as f64 * set.leading() + set.leading();
            canvas.paragraph((plot.right + 18.0, top + 12.0), set.leading(), &lines, set.colour(text));
            let baseline = top + 12.0 + lines.len() as f64 * set.leading();
            canvas.text((plot.right + 18.0, baseline), &self.tail(curve), TAIL);
            canvas.rectangle(
                Area {
                    left: plot.right + 9.0,
                    top: top + 1.0,
                    right: plot.right + 12.0,
                    bottom: top + height - 3.0,
                },
                colour,
            );
            top += height + 8.0;
        }
    }
}
