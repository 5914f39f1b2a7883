//! The bargaining frontier: a cloud of packages, the line of the best of them, options and solutions with their names beside the plot.

use super::axes::render_ticks;
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Point, Room};
use super::layout::spread;
use super::style::{self, ACCENT, BELOW, Colour, PAPER, Type};
use super::ticks::Ticks;
use crate::figures::{Frontier, FrontierPoint};
use crate::lettering::lines::{shorten, shorten_apart};

const NAME: Type = Type { size: 12.5, ..style::LABEL };
const SOLVED: Type = Type { size: 12.5, ..style::STRONG_LABEL };
const AXIS: f64 = 42.0;
/// Behind what both parties would accept.
const WASH: Colour = Colour(0xEEF5FA);
const CLOUD: Colour = Colour(0x8A939B);

/// What is named: a solution or an option.
struct Named<'f> {
    point: &'f FrontierPoint,
    is_solution: bool,
    lines: Vec<String>,
}

impl Draw for Frontier {
    fn height(&self, room: Room) -> Height {
        let names: f64 = self.named(room).iter().map(Named::height).sum();
        let around = AXIS + 10.0;
        match room.is_narrow {
            true => Height { least: 240.0 + names + around, ideal: 280.0 + names + around },
            false => {
                let least = names.max(260.0) + around;
                Height { least, ideal: least.max(400.0) }
            }
        }
    }

    fn render(&self, canvas: &mut Canvas) {
        let (body, room) = (canvas.body, canvas.room());
        let named = self.named(room);
        let names: f64 = named.iter().map(Named::height).sum();
        let (right, bottom) = match room.is_narrow {
            true => (body.right - 8.0, body.bottom - AXIS - names),
            false => (body.right - name_width(room) - 34.0, body.bottom - AXIS),
        };
        let plot = Area { left: body.left + 38.0, top: body.top + 6.0, right, bottom };
        let [(x_lo, x_hi, across), (y_lo, y_hi, up)] = [0, 1].map(|party| self.ends(party));
        let axes = Axes::new(plot, x_lo..x_hi, y_lo..y_hi);
        let zero = axes.at(0.0_f64.clamp(x_lo, x_hi), 0.0_f64.clamp(y_lo, y_hi));
        canvas.rectangle(Area { left: zero.0, top: plot.top, right: plot.right, bottom: zero.1 }, WASH);
        self.render_cloud(canvas, &axes);
        for &tick in &up.values {
            let y = axes.at(x_lo, tick).1;
            canvas.line(&[(plot.left, y), (plot.left - 4.0, y)], style::AXIS, 1.0);
            canvas.text((body.left, y + 4.0), &up.text(tick), style::AXIS_NUMBER);
        }
        canvas.line(&[(plot.left, plot.top), (plot.left, plot.bottom)], style::AXIS, 1.0);
        canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], style::AXIS, 1.0);
        canvas.line(&[(zero.0, plot.top), (zero.0, plot.bottom)], style::INK, 1.2);
        canvas.line(&[(plot.left, zero.1), (plot.right, zero.1)], style::INK, 1.2);
        render_ticks(canvas, &across, &axes, (plot.bottom - 1.0, ""), (plot.left - 12.0, plot.right + 14.0));
        for (line, colour, thickness) in [(&self.line, style::INK, 1.4), (&self.agreeable, ACCENT, 2.4)] {
            let points: Vec<Point> = line.iter().map(|at| axes.at(at[0], at[1])).collect();
            canvas.line(&points, colour, thickness);
            points.iter().for_each(|point| canvas.dot(*point, thickness, colour));
        }
        for one in &named {
            let at = axes.at(one.point.at[0], one.point.at[1]);
            let (radius, colour) = if one.is_solution { (5.5, ACCENT) } else { (4.5, BELOW) };
            canvas.hover(&one.point.words(), |canvas| {
                canvas.dot(at, radius + 1.4, PAPER);
                canvas.dot(at, radius, colour);
            });
        }
        match room.is_narrow {
            true => render_list(canvas, &named, (body.left, plot.bottom + AXIS)),
            false => render_beside(canvas, &named, plot, &axes),
        }
    }
}

fn name_width(room: Room) -> f64 {
    room.width * 0.3
}

impl Named<'_> {
    fn height(&self) -> f64 {
        self.lines.len() as f64 * NAME.leading() + 4.0
    }

    fn set(&self) -> Type {
        if self.is_solution { SOLVED } else { NAME }
    }

    fn colour(&self) -> Colour {
        if self.is_solution { ACCENT } else { BELOW }
    }
}

/// Names in a column at the right, each with a line to its dot; in the order of height, so that lines seldom cross.
fn render_beside(canvas: &mut Canvas, named: &[Named], plot: Area, axes: &Axes) {
    let at = |one: &Named| axes.at(one.point.at[0], one.point.at[1]);
    let mut order: Vec<&Named> = named.iter().collect();
    order.sort_by(|a, b| at(a).1.total_cmp(&at(b).1).then(at(b).0.total_cmp(&at(a).0)));
    let wanted: Vec<f64> = order.iter().map(|one| at(one).1).collect();
    let sizes: Vec<f64> = order.iter().map(|one| one.height()).collect();
    let places = spread(&wanted, &sizes, plot.top - 6.0, plot.bottom + AXIS - 4.0);
    for (one, place) in order.iter().zip(places) {
        let (x, y) = at(one);
        let left = plot.right + 30.0;
        let thin = style::MUTED.towards(PAPER, 0.45);
        canvas.line(&[(x + 7.0, y), (plot.right + 4.0, place), (left - 5.0, place)], thin, 0.8);
        canvas.centred((left, place), &one.lines, one.set());
    }
}

/// Names below the plot, each with its numbers.
fn render_list(canvas: &mut Canvas, named: &[Named], (left, top): Point) {
    let mut y = top + 4.0;
    for one in named {
        canvas.dot((left + 5.0, y + 4.0), 4.0, one.colour());
        canvas.paragraph((left + 16.0, y + 8.0), NAME.leading(), &one.lines, one.set());
        y += one.height();
    }
}

impl Frontier {
    /// Solutions, those at one point together, then options.
    fn named(&self, room: Room) -> Vec<Named<'_>> {
        let wide = if room.is_narrow { room.width - 18.0 } else { name_width(room) };
        let lists = [(&self.solutions, SOLVED, true), (&self.options, NAME, false)];
        let of_list = |(points, set, is_solution): (&'_ Vec<FrontierPoint>, Type, bool)| {
            let numbers = |point: &FrontierPoint| point.at.map(crate::words::short).join(" / ");
            let room = |point| 1.7 * wide - set.width(&numbers(point)) - 12.0;
            let names: Vec<(&str, f64)> =
                points.iter().map(|point| (point.name.as_str(), room(point))).collect();
            let names = shorten_apart(&names, set.size, set.weight);
            let one = |(point, name): (&FrontierPoint, String)| {
                let lines = set.wrap(&format!("{name} {}", numbers(point)), wide);
                lines.into_iter().map(|line| shorten(&line, set.size, set.weight, wide)).collect::<Vec<_>>()
            };
            points.iter().zip(names).map(|both| (one(both), is_solution)).collect::<Vec<_>>()
        };
        let lines = lists.into_iter().flat_map(of_list);
        let points = self.solutions.iter().chain(&self.options);
        points.zip(lines).map(|(point, (lines, is_solution))| Named { point, is_solution, lines }).collect()
    }

    /// From where to where one party's axis goes.
    fn ends(&self, party: usize) -> (f64, f64, Ticks) {
        let (low, high) = if party == 0 { (0, 2) } else { (1, 3) };
        let cells = self.cloud.iter().flat_map(|cell| [cell[low], cell[high]]);
        let lines = self.line.iter().chain(&self.agreeable).map(|at| at[party]);
        let points = self.options.iter().chain(&self.solutions).map(|point| point.at[party]);
        let (mut least, mut most) = (-1.0_f64, 1.0_f64);
        for x in cells.chain(lines).chain(points) {
            (least, most) = (least.min(x), most.max(x));
        }
        Ticks::around(least, most, 9)
    }

    fn render_cloud(&self, canvas: &mut Canvas, axes: &Axes) {
        let most = self.cloud.iter().map(|cell| cell[4]).fold(1.0, f64::max);
        for [left, low, right, high, packages, in_zone] in &self.cloud {
            // Shades go with the number of digits: most packages lie together.
            let share = crate::math::ln(1.0 + packages) / crate::math::ln(1.0 + most);
            let (a, b) = (axes.at(*left, *high), axes.at(*right, *low));
            let colour = if *in_zone > 0.0 { ACCENT } else { CLOUD };
            let area = Area { left: a.0, top: a.1, right: b.0, bottom: b.1 };
            canvas.rectangle(area, PAPER.towards(colour, 0.10 + 0.45 * share));
        }
    }
}
