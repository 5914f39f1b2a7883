//! Quantiles of a factor over time: the nearer the middle, the darker.

use super::axes::time_axis;
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Point, Room};
use super::layout::spread;
use super::style::{self, ACCENT, PAPER, Type};
use super::ticks::Ticks;
use crate::figures::Fan;
use crate::words::moment_name;

impl Draw for Fan {
    fn height(&self, _: Room) -> Height {
        Height { least: 180.0, ideal: 300.0 }
    }

    fn render(&self, canvas: &mut Canvas) {
        let body = canvas.body;
        let (Some(&(start, _)), Some(&(end, last))) = (self.points.first(), self.points.last()) else {
            return;
        };
        let (name, value) = (Type { size: 12.5, ..style::ANNOTATION }, Type { size: 12.5, ..style::HEAD });
        let labels = ["5th percentile", "20th", "", "Median", "", "80th", "95th percentile"];
        let is_narrow = canvas.room().is_narrow;
        let words = |i: usize| if is_narrow { labels[i].split(' ').next().unwrap_or("") } else { labels[i] };
        let room = [0, 6].map(|i| value.width(&self.value(last[i])) + 5.0 + name.width(words(i)));
        let room = room.iter().fold(value.width("−0.0") + 5.0 + name.width("Median"), |a, &b| a.max(b));
        let plot = Area {
            left: body.left + 40.0,
            top: body.top + 20.0,
            right: body.right - room - 16.0,
            bottom: body.bottom - 26.0,
        };
        let all = || self.points.iter().flat_map(|point| point.1);
        let (lo, hi) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        let (lo, hi, ticks) = Ticks::around(lo.min(0.0), hi.max(0.0), 6);
        let axes = Axes::new(plot, start..end.max(start + 1.0 / 12.0), lo..hi);
        let edge = |q: usize| -> Vec<Point> { self.points.iter().map(|p| axes.at(p.0, p.1[q])).collect() };
        for (q, tint) in [(0, 0.80), (1, 0.60), (2, 0.36)] {
            canvas.band(&edge(6 - q), &edge(q), ACCENT.towards(PAPER, tint), 1.0);
        }
        for &tick in &ticks.values {
            let (y, is_zero) = (axes.at(start, tick).1, tick == 0.0);
            let colour = if is_zero { style::AXIS } else { style::GRID };
            canvas.faint_line(
                &[(body.left, y), (plot.right, y)],
                colour,
                if is_zero { 1.3 } else { 1.0 },
                0.8,
            );
            let text = if is_zero { "0".into() } else { self.value(tick) };
            canvas.text((body.left, y - 5.0), &text, style::AXIS_NUMBER);
        }
        canvas.line(&edge(3), ACCENT, 2.2);
        canvas.line(&[(body.left, plot.bottom), (plot.right, plot.bottom)], style::AXIS, 1.0);
        time_axis(canvas, &axes, plot, (start, end));
        let said = |(at, q): &(f64, [f64; 7])| {
            let [p5, p20, p35, p50, p65, p80, p95] = q.map(|x| self.value(x));
            let words = format!(
                "{}: median {p50}; 30% {p35} to {p65}, 60% {p20} to {p80}, 90% {p5} to {p95}",
                moment_name(*at)
            );
            (axes.x(*at), words)
        };
        canvas.strips(plot, &self.points.iter().map(said).collect::<Vec<_>>());
        let shown = [0, 1, 3, 5, 6];
        let wanted = shown.map(|q| axes.at(end, last[q]).1);
        let places = spread(&wanted, &[16.0; 5], plot.top - 10.0, plot.bottom + 10.0);
        for ((q, y), place) in shown.into_iter().zip(wanted).zip(places) {
            let set = if q == 3 { ACCENT } else { style::SECONDARY };
            canvas.line(&[(plot.right + 3.0, y), (plot.right + 11.0, place)], style::MUTED, 1.0);
            let number = self.value(last[q]);
            canvas.text((plot.right + 14.0, place + 4.5), &number, value.colour(set));
            let after = plot.right + 14.0 + value.width(&number) + 5.0;
            canvas.text((after, place + 4.5), words(q), name.colour(set));
        }
    }
}
