//! The chance that a metric exceeds a value, a curve an option.

use serde::{Deserialize, Serialize};

use super::axes::Scale;
use super::canvas::{Area, Axes, Canvas, Point, Room};
use super::curves::render_ticks;
use super::figure::{Height, Plot};
use super::key::Key;
use super::measured::{Measured, with_unit};
use super::style::{self, Anchor, Colour, SERIES};
use super::text::shorten;
use super::words::two_line_title;
use crate::words::percent;

/// Chances of exceeding, by option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exceedance {
    /// The metric's name.
    pub metric: String,
    /// Its unit; empty where it has none, and of a date.
    pub unit: String,
    /// Whether it is a date, or else of what time.
    #[serde(default)]
    pub measured: Measured,
    /// When it is measured.
    pub horizon: String,
    /// The options.
    pub curves: Vec<ExceedanceCurve>,
}

/// One option's curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExceedanceCurve {
    /// The option's name.
    pub name: String,
    /// Value, and the chance of exceeding it; values rise, chances fall.
    pub points: Vec<(f64, f64)>,
}

impl ExceedanceCurve {
    /// The chance of exceeding a value.
    fn chance_above(&self, value: f64) -> f64 {
        self.points.iter().rfind(|point| point.0 <= value).map_or(1.0, |point| point.1)
    }

    /// The chance of any value but the least.
    fn chance_of_any(&self) -> f64 {
        self.points.first().map_or(0.0, |least| match self.chance_above(least.0) {
            chance if chance < least.1 => chance,
            _ => 1.0,
        })
    }

    /// The least value that is exceeded with at most this chance.
    fn value_at(&self, chance: f64) -> Option<f64> {
        self.points.iter().find(|point| point.1 <= chance + 1e-12).map(|point| point.0)
    }
}

impl Exceedance {
    /// The value that one history in fifty exceeds: the axis ends near it.
    fn highest(&self) -> f64 {
        let values =
            self.curves.iter().filter_map(|curve| curve.value_at(0.02).or(curve.points.last().map(|p| p.0)));
        values.fold(0.0, f64::max)
    }

    fn lowest(&self) -> f64 {
        let values = self.curves.iter().filter_map(|curve| curve.points.first()).map(|point| point.0);
        values.fold(f64::INFINITY, f64::min).min(0.0)
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

    fn is_date(&self) -> bool {
        matches!(self.measured, Measured::Date(_))
    }

    /// A value as tables tell it.
    fn number(&self, value: f64) -> String {
        self.measured.value(Some(value))
    }

    /// The value that so many histories exceed; what is never reached by so many is later.
    fn at(&self, curve: &ExceedanceCurve, chance: f64) -> String {
        self.measured.value(curve.value_at(chance))
    }

    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let metric = name(&self.metric);
        let (Some((least, low)), Some((most, high))) = (self.extreme(f64::min), self.extreme(f64::max))
        else {
            return format!("{metric}: nothing to show");
        };
        if self.is_date() {
            return format!("{metric}: {}", self.dates(name));
        }
        let (low, high) = (self.number(low), with_unit(&self.number(high), &self.unit));
        match self.curves.len() {
            1 => format!("{metric}: nine histories in ten stay within {high}"),
            _ if with_unit(&low, &self.unit) == high => {
                format!("{metric}: nine histories in ten stay within {high} under every option")
            }
            _ => format!(
                "{metric}: nine histories in ten stay within {high} under {}, within {low} under {}",
                name(&most.name),
                name(&least.name)
            ),
        }
    }

    /// The curve with the greatest or the least value that one history in ten exceeds.
    fn extreme(&self, wanted: fn(f64, f64) -> f64) -> Option<(&ExceedanceCurve, f64)> {
        let tail = |curve| {
            Some((curve, ExceedanceCurve::value_at(curve, 0.1).or(curve.points.last().map(|p| p.0))?))
        };
        self.curves.iter().filter_map(tail).reduce(|a, b| if wanted(a.1, b.1) == a.1 { a } else { b })
    }

    /// By when so many histories get there: nine in ten if they do by the horizon, else half of them.
    fn dates(&self, name: &dyn Fn(&str) -> String) -> String {
        let levels = [(0.1, "nine histories in ten"), (0.5, "half of the histories")];
        for (chance, who) in levels {
            let mut there: Vec<(&ExceedanceCurve, f64)> =
                self.curves.iter().filter_map(|curve| Some((curve, curve.value_at(chance)?))).collect();
            there.sort_by(|a, b| a.1.total_cmp(&b.1));
            let (Some(first), Some(last)) = (there.first(), there.last()) else { continue };
            let date = |(_, value): &(&ExceedanceCurve, f64)| self.number(*value);
            return match (there.len(), self.curves.len()) {
                (1, 1) => format!("{who} get there by {}", date(first)),
                (1, _) => format!("{who} get there only under {}, by {}", name(&first.0.name), date(first)),
                (n, all) if n == all && first.1 == last.1 => {
                    format!("{who} get there by {} under every option", date(first))
                }
                _ => format!(
                    "{who} get there by {} under {}, by {} under {}",
                    date(first),
                    name(&first.0.name),
                    date(last),
                    name(&last.0.name)
                ),
            };
        }
        let any = if self.curves.len() > 1 { " under any option" } else { "" };
        format!("fewer than half of the histories get there by {}{any}", self.horizon)
    }
}

impl Plot for Exceedance {
    /// The options with the greatest and the least value that nine histories in ten do not exceed; of a date, by when nine in ten, or else
    /// half, get there.
    fn title(&self) -> String {
        let set = style::TITLE;
        two_line_title(|room| self.finding(&|name| shorten(name, set.size, set.weight, room)))
    }

    fn subtitle(&self) -> String {
        let (metric, when) = (&self.metric, self.measured.when(&self.horizon));
        match (self.is_date(), self.unit.is_empty()) {
            (true, _) => format!("Chance that “{metric}” comes later than a given month, or not {when}"),
            (false, true) => format!("Chance that “{metric}” exceeds a given value {when}"),
            (false, false) => format!("Chance that “{metric}” exceeds a given value ({}) {when}", self.unit),
        }
    }

    fn notes(&self) -> String {
        let any = match self.is_date() || self.curves.iter().all(|curve| curve.chance_of_any() == 1.0) {
            true => String::new(),
            false => format!(" A curve begins at the chance of more than {}.", self.number(self.lowest())),
        };
        let rings = match self.is_date() {
            true => {
                "Rings: the months by which half, and nine in ten, of the histories get there; what never gets there counts as later."
            }
            false => {
                "Rings: the values that half, and one in ten, of the histories exceed; the axis ends near that of one in fifty."
            }
        };
        format!(
            "Each curve is one minus the cumulative distribution over all histories, so its spread is ignorance and chance \
             together.{any} {rings} Curves that lie on each other show as bands."
        )
    }

    fn description(&self) -> String {
        let curves = self.curves.iter().map(|curve| {
            let [half, tenth] = [0.5, 0.1].map(|chance| self.at(curve, chance));
            match self.is_date() {
                true => format!(
                    "{}: half of the histories get there by {half}, nine in ten by {tenth}",
                    curve.name
                )
                .replace("by later", "later"),
                false => {
                    let tenth = with_unit(&tenth, &self.unit);
                    format!("{}: half of the histories exceed {half}, one in ten {tenth}", curve.name)
                }
            }
        });
        format!(
            "Exceedance curves of {} {}. {}.",
            self.metric,
            self.measured.when(&self.horizon),
            curves.collect::<Vec<_>>().join("; ")
        )
    }

    fn height(&self, room: Room) -> Height {
        let key = self.key(room).map_or(0.0, |key| key.height() + 8.0);
        let lines =
            |curve: &ExceedanceCurve| style::HEAD.wrap(&curve.name, room.width * 0.2).len() as f64 + 1.0;
        let each = |curve| lines(curve) * style::HEAD.leading() + 8.0;
        let labels: f64 = if room.is_narrow { 0.0 } else { self.curves.iter().map(each).sum() };
        Height { least: key + 20.0 + labels.max(140.0) + AXIS, ideal: key + 20.0 + labels.max(260.0) + AXIS }
    }

    fn render(&self, canvas: &mut Canvas) {
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
        let (lo, hi, ticks) = self.measured.axis(self.lowest(), self.highest(), most);
        let scale = self.scale();
        let axes = Axes::new(plot, lo..hi, 0.0..scale.top());
        for (share, _) in scale.ticks().skip(1) {
            let y = axes.at(lo, share).1;
            canvas.line(&[(plot.left, y), (plot.right, y)], style::GRID, 1.0);
        }
        canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], style::AXIS, 1.3);
        render_ticks(canvas, &ticks, &axes, plot.bottom - 1.0, (body.left, body.right));
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
const TAIL: style::Type = style::Type { size: 12.0, ..style::ANNOTATION };

impl Exceedance {
    fn key(&self, room: Room) -> Option<Key> {
        let entries: Vec<(String, Colour, Colour)> = self
            .curves
            .iter()
            .zip(SERIES.iter().cycle())
            .map(|(curve, &(line, text))| (curve.name.clone(), line, text))
            .collect();
        (room.is_narrow || self.curves.len() > SERIES.len()).then(|| Key::new(&entries, room.width))
    }

    fn label_width(&self, width: f64) -> f64 {
        let set = style::HEAD;
        let lines = self.curves.iter().flat_map(|curve| set.wrap(&curve.name, width * 0.2));
        let names = lines.map(|line| set.width(&line)).fold(0.0, f64::max);
        // A date is longer than most names, and is not cut.
        let dates = self.curves.iter().filter(|_| self.is_date()).map(|curve| TAIL.width(&self.tail(curve)));
        dates.fold(names, f64::max)
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
                        "{}: half exceed {half}, one in ten {}",
                        curve.name,
                        with_unit(&tenth, &self.unit)
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
            let small = TAIL;
            let words = shorten(&self.tail(curve), small.size, small.weight, room.max(60.0));
            let baseline = top + 12.0 + lines.len() as f64 * set.leading();
            canvas.text((plot.right + 18.0, baseline), &words, small);
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
