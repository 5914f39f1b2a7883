//! An outcome over the values of one quantity, or over the levels of a term: a line a scenario, with its confidence band.

use super::axes::render_ticks;
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Point, Room};
use super::layout::{held, spread};
use super::legend::Legend;
use super::style::{self, Anchor, BELOW_TEXT, Colour, SERIES, Type, widest};
use super::ticks::Ticks;
use crate::figures::{Sweep, SweepLine};

impl Draw for Sweep {
    fn height(&self, room: Room) -> Height {
        let key = self.key(room).map_or(0.0, |key| key.height() + 8.0);
        if !self.over.is_number() {
            let rows: f64 = (0..self.over.settings.len()).map(|place| self.row_height(place, room)).sum();
            let least = key + rows + AXIS + 12.0;
            return Height { least, ideal: least + 14.0 * self.over.settings.len() as f64 };
        }
        let names: f64 =
            self.lines.iter().map(|line| name_lines(line, room).len() as f64 * NAME.leading() + 4.0).sum();
        let labels = if room.is_narrow { 0.0 } else { names };
        Height { least: key + labels.max(170.0) + AXIS, ideal: key + labels.max(290.0) + AXIS }
    }

    fn render(&self, canvas: &mut Canvas) {
        let body = canvas.body;
        let key = self.key(canvas.room());
        let mut top = body.top;
        if let Some(key) = &key {
            key.render(canvas, (body.left, top));
            top += key.height() + 8.0;
        }
        match self.over.is_number() {
            true => self.render_lines(canvas, top, key.is_none()),
            false => self.render_rows(canvas, top),
        }
    }
}

const AXIS: f64 = 26.0;
const NAME: Type = style::HEAD;
const VALUE: Type = Type { size: 12.5, ..style::HEAD };

fn name_lines(line: &SweepLine, room: Room) -> Vec<String> {
    NAME.wrap(&line.name, room.width * 0.2)
}

fn colours(place: usize) -> (Colour, Colour) {
    SERIES[place % SERIES.len()]
}

impl Sweep {
    /// Names over the plot, where there is no room for them at the ends of the lines.
    fn key(&self, room: Room) -> Option<Legend> {
        let is_list = !self.over.is_number() || room.is_narrow;
        if self.lines.len() < 2 || !(is_list || self.lines.len() > SERIES.len()) {
            return None;
        }
        let entries = self.lines.iter().enumerate();
        let entries: Vec<(String, Colour, Colour)> =
            entries.map(|(i, line)| (line.name.clone(), colours(i).0, colours(i).1)).collect();
        Some(Legend::new(&entries, room.width))
    }

    /// Everything that the axis of values must hold, as it is drawn.
    fn range(&self) -> (f64, f64) {
        let points = self.lines.iter().flat_map(|line| line.points.iter().flatten());
        let ends = points.flat_map(|point| [point.lo, point.hi, point.value]).chain(self.target);
        let ends = ends.chain(self.lines.iter().filter_map(|line| line.as_it_is));
        let (lo, hi) = ends.fold((0.0_f64, 0.0_f64), |(lo, hi), x| (lo.min(x), hi.max(x)));
        (self.asked.scale() * lo, self.asked.scale() * hi)
    }

    /// The unit of the axis of values.
    fn unit(&self) -> &str {
        match (&self.asked.unit, self.asked.is_difference) {
            (None, false) => "%",
            (None, true) => "points",
            (Some(unit), _) => unit,
        }
    }

    /// The number at a tick; the highest has the unit.
    fn tick(&self, ticks: &Ticks, value: f64, is_top: bool) -> String {
        let number = ticks.text(value);
        match (&self.asked.unit, self.asked.is_difference) {
            _ if !is_top => number,
            (None, false) => format!("{number}%"),
            (None, true) => format!("{number} points"),
            (Some(unit), _) => format!("{number} {unit}").trim_end().to_string(),
        }
    }

    fn render_lines(&self, canvas: &mut Canvas, top: f64, with_names: bool) {
        let (body, room) = (canvas.body, canvas.room());
        let places = self.over.places();
        let (Some(&first), Some(&last)) = (places.first(), places.last()) else { return };
        let names = self.lines.iter().map(|line| widest(&name_lines(line, room), NAME)).fold(0.0, f64::max);
        let labels = if with_names && self.lines.len() > 1 { names + 24.0 } else { 8.0 };
        let plot = Area {
            left: body.left + 46.0,
            top: top + 20.0,
            right: body.right - labels,
            bottom: body.bottom - AXIS,
        };
        let (lo, hi) = self.range();
        let (lo, hi, ticks) = Ticks::around(lo, hi, 6);
        let reach = if last > first { last } else { first + 1.0 };
        let axes = Axes::new(plot, first..reach, lo..hi);
        let at = |x: f64, value: f64| axes.at(x, self.asked.scale() * value);
        for &tick in &ticks.values {
            let (y, is_zero) = (axes.at(first, tick).1, tick == 0.0);
            let colour = if is_zero { style::AXIS } else { style::GRID };
            canvas.line(&[(body.left, y), (plot.right, y)], colour, if is_zero { 1.3 } else { 1.0 });
            let is_top = ticks.values.last() == Some(&tick);
            canvas.text((body.left, y - 4.0), &self.tick(&ticks, tick, is_top), style::AXIS_NUMBER);
        }
        let across = Ticks::new(first, reach, ((plot.width() / 70.0) as usize).clamp(2, 8));
        for &tick in &across.values {
            let x = axes.x(tick);
            canvas.line(&[(x, plot.bottom), (x, plot.bottom + 4.0)], style::AXIS, 1.2);
        }
        render_ticks(
            canvas,
            &across,
            &axes,
            (plot.bottom - 1.0, &self.over.unit),
            (plot.left - 20.0, body.right),
        );
        for (i, line) in self.lines.iter().enumerate() {
            let known: Vec<(f64, crate::figures::SweepPoint)> =
                places.iter().zip(&line.points).filter_map(|(x, point)| Some((*x, (*point)?))).collect();
            let edge = |of: fn(&crate::figures::SweepPoint) -> f64| -> Vec<Point> {
                known.iter().map(|(x, point)| at(*x, of(point))).collect()
            };
            canvas.band(&edge(|p| p.hi), &edge(|p| p.lo), colours(i).0, 0.16);
        }
        for (i, line) in self.lines.iter().enumerate() {
            let known: Vec<Point> = places
                .iter()
                .zip(&line.points)
                .filter_map(|(x, point)| Some(at(*x, (*point)?.value)))
                .collect();
            canvas.line(&known, colours(i).0, 2.4);
            if known.len() <= 24 {
                known.iter().for_each(|&place| canvas.dot(place, 2.8, colours(i).0));
            }
        }
        self.render_target(canvas, &axes, plot);
        let said = |(place, x): (usize, &f64)| {
            let each: Vec<String> = self.lines.iter().filter_map(|line| self.words(line, place)).collect();
            (
                axes.x(*x),
                format!("{} {}: {}", self.over.name, self.over.settings[place].name, each.join("; ")),
            )
        };
        canvas.strips(plot, &places.iter().enumerate().map(said).collect::<Vec<_>>());
        if with_names && self.lines.len() > 1 {
            self.render_names(canvas, &axes, plot);
        } else if let [line] = &self.lines[..]
            && let (Some(base), None) = (line.as_it_is, self.target)
        {
            self.render_base(canvas, &axes, plot, base);
        }
    }

    /// The value that was looked for, with what cannot be told from a solution lying on its line.
    fn render_target(&self, canvas: &mut Canvas, axes: &Axes, plot: Area) {
        let Some(target) = self.target else { return };
        let y = axes.at(0.0, self.asked.scale() * target).1;
        canvas.line(&[(plot.left, y), (plot.right, y)], BELOW_TEXT, 1.2);
        let mut wanted = Vec::new();
        for root in &self.roots {
            let (left, right) =
                (held(axes.x(root.lo), plot.left, plot.right), held(axes.x(root.hi), plot.left, plot.right));
            let words = format!("{}: {}", self.lines[root.line].name, root.words());
            canvas.hover(&words, |canvas| {
                canvas.whisker(left, right, y);
                if let Some(at) = root.at {
                    canvas.ring((axes.x(at), y), 5.0, colours(root.line).0);
                }
            });
            wanted.push((left + right) / 2.0);
        }
        let texts: Vec<String> = self
            .roots
            .iter()
            .map(|root| if root.is_only_possible { "not excluded".into() } else { root.words() })
            .collect();
        let sizes: Vec<f64> = texts.iter().map(|text| VALUE.width(text) + 12.0).collect();
        // Side by side under the line; where they do not fit, the pointer tells.
        if sizes.iter().sum::<f64>() > plot.width() {
            return;
        }
        let below = y + 20.0 < plot.bottom - 4.0;
        let baseline = if below { y + 20.0 } else { y - 10.0 };
        for ((text, x), root) in
            texts.iter().zip(spread(&wanted, &sizes, plot.left + 40.0, plot.right)).zip(&self.roots)
        {
            let set = VALUE.colour(colours(root.line).1).anchor(Anchor::Middle).halo();
            canvas.text((x, baseline), text, set);
        }
    }

    /// A line's name at its end, in its colour.
    fn render_names(&self, canvas: &mut Canvas, axes: &Axes, plot: Area) {
        let room = canvas.room();
        let lines: Vec<Vec<String>> = self.lines.iter().map(|line| name_lines(line, room)).collect();
        let end = |line: &SweepLine| {
            let last = line.points.iter().flatten().last().map_or(0.0, |point| point.value);
            axes.at(0.0, self.asked.scale() * last).1
        };
        let wanted: Vec<f64> = self.lines.iter().map(end).collect();
        let sizes: Vec<f64> = lines.iter().map(|lines| lines.len() as f64 * NAME.leading() + 4.0).collect();
        let places = spread(&wanted, &sizes, plot.top - 12.0, plot.bottom + 10.0);
        for (i, ((lines, y), place)) in lines.iter().zip(wanted).zip(places).enumerate() {
            canvas.line(&[(plot.right + 3.0, y), (plot.right + 13.0, place)], style::MUTED, 1.0);
            canvas.centred((plot.right + 17.0, place), lines, NAME.colour(colours(i).1));
        }
    }

    /// What the outcome is as things are.
    fn render_base(&self, canvas: &mut Canvas, axes: &Axes, plot: Area, base: f64) {
        let y = axes.at(0.0, self.asked.scale() * base).1;
        canvas.line(&[(plot.left, y), (plot.right, y)], style::MUTED, 1.0);
        let text = format!("as things are {}", self.value(base));
        canvas.text((plot.right, y - 5.0), &text, style::ANNOTATION.anchor(Anchor::End).halo());
    }

    fn row_height(&self, place: usize, room: Room) -> f64 {
        let marks = (self.lines.len() as f64 * 13.0).max(22.0);
        let lines = row_name(self, place, room).len() as f64 * style::LABEL.leading();
        if room.is_narrow { lines + marks + 6.0 } else { lines.max(marks) + 10.0 }
    }

    /// A row a setting: names have no numbers to stand over.
    fn render_rows(&self, canvas: &mut Canvas, top: f64) {
        let (body, room) = (canvas.body, canvas.room());
        let settings = 0..self.over.settings.len();
        let names = settings
            .clone()
            .map(|place| widest(&row_name(self, place, room), style::LABEL))
            .fold(0.0, f64::max);
        let values = settings.clone().filter_map(|place| self.value_of(place));
        let values = values.map(|text| VALUE.width(&text)).fold(0.0, f64::max);
        let left = if room.is_narrow { body.left + 6.0 } else { body.left + names + 18.0 };
        let plot =
            Area { left, top: top + 4.0, right: body.right - values - 14.0, bottom: body.bottom - AXIS };
        let (lo, hi) = self.range();
        let (lo, hi, ticks) = Ticks::around(lo, hi, ((plot.width() / 70.0) as usize).clamp(2, 8));
        let axes = Axes::new(plot, lo..hi, 0.0..1.0);
        for &tick in &ticks.values {
            let colour = if tick == 0.0 { style::AXIS } else { style::GRID };
            canvas.line(&[(axes.x(tick), plot.top), (axes.x(tick), plot.bottom)], colour, 1.0);
        }
        render_ticks(canvas, &ticks, &axes, (plot.bottom - 2.0, self.unit()), (body.left, body.right));
        let rows: f64 = settings.clone().map(|place| self.row_height(place, room)).sum();
        let more = ((plot.height() - rows) / self.over.settings.len().max(1) as f64).clamp(0.0, 30.0);
        let mut above = plot.top;
        for place in settings {
            let bottom = above + self.row_height(place, room) + more;
            self.render_row(canvas, &axes, place, (above, bottom));
            above = bottom;
        }
    }

    /// What stands at the right of a row: the value, of a single line; that all lines were refused.
    fn value_of(&self, place: usize) -> Option<String> {
        match &self.lines[..] {
            [line] => Some(line.points[place].map_or("refused".into(), |point| self.value(point.value))),
            lines => lines.iter().all(|line| line.points[place].is_none()).then(|| "refused".into()),
        }
    }

    fn render_row(&self, canvas: &mut Canvas, axes: &Axes, place: usize, (top, bottom): (f64, f64)) {
        let (body, room) = (canvas.body, canvas.room());
        let lines = row_name(self, place, room);
        let (from, to) = match room.is_narrow {
            true => {
                canvas.veiled((body.left, top + 14.0), style::LABEL.leading(), &lines, style::LABEL);
                (top + lines.len() as f64 * style::LABEL.leading() + 2.0, bottom)
            }
            false => {
                canvas.centred((body.left, (top + bottom) / 2.0), &lines, style::LABEL);
                (top, bottom)
            }
        };
        if let Some(value) = self.value_of(place) {
            canvas.text((body.right, (from + to) / 2.0 + 4.5), &value, VALUE.anchor(Anchor::End));
        }
        for (i, line) in self.lines.iter().enumerate() {
            let Some(point) = line.points[place] else { continue };
            let y = from + (to - from) * (i as f64 + 0.5) / self.lines.len() as f64;
            let [x, lo, hi] =
                [point.value, point.lo, point.hi].map(|value| axes.x(self.asked.scale() * value));
            let words = self.words(line, place).unwrap_or_default();
            canvas.hover(&format!("{}: {words}", self.over.settings[place].name), |canvas| {
                canvas.whisker(lo, hi, y);
                canvas.dot((x, y), 4.5, colours(i).0);
            });
        }
    }
}

fn row_name(figure: &Sweep, place: usize, room: Room) -> Vec<String> {
    let wide = if room.is_narrow { room.width * 0.8 } else { room.names(0.34) };
    style::LABEL.wrap(&figure.over.settings[place].name, wide)
}
