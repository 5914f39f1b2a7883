//! How far one input after another moves an outcome across its range, the widest on top.

use super::axes::render_ticks;
use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Room};
use super::layout::held;
use super::style::widest;
use super::style::{self, ACCENT, Anchor, Colour, Type};
use super::ticks::Ticks;
use crate::figures::{Tornado, TornadoBar};
use crate::lettering::lines::shorten_apart;

/// The fill of the low end; what is set in it reads on ink.
const LOW: Colour = Colour(0x9FBACD);

const LOW_TEXT: Colour = Colour(0x3F657F);

impl Draw for Tornado {
    fn height(&self, room: Room) -> Height {
        let rows: f64 = self.labels(room).iter().map(|lines| row_height(lines, room)).sum();
        Height { least: rows + AROUND, ideal: rows + AROUND + 8.0 * self.bars.len() as f64 }
    }

    fn render(&self, canvas: &mut Canvas) {
        let (body, room) = (canvas.body, canvas.room());
        let labels = self.labels(room);
        // Inputs are numbers: they are measured, and never cut.
        let inputs = |of: fn(&TornadoBar) -> &String| {
            self.bars.iter().map(|bar| INPUT.width(of(bar))).fold(0.0, f64::max)
        };
        let beside = inputs(|bar| &bar.low_input).max(inputs(|bar| &bar.high_input)) + 10.0;
        let left = body.left + beside + if room.is_narrow { 0.0 } else { label_width(&labels) + 10.0 };
        let ends = || self.bars.iter().flat_map(|bar| [bar.low, bar.high]).chain([self.base]);
        let scale = self.scale();
        let (lo, hi) = (ends().fold(self.base, f64::min) * scale, ends().fold(self.base, f64::max) * scale);
        let plot =
            Area { left, top: body.top + 22.0, right: body.right - beside, bottom: body.bottom - 24.0 };
        let (lo, hi, ticks) = Ticks::around(lo, hi, ((plot.width() / 70.0) as usize).clamp(2, 8));
        let axes = Axes::new(plot, lo..hi, 0.0..1.0);
        for &tick in &ticks.values {
            let x = axes.x(tick);
            canvas.line(&[(x, plot.top), (x, plot.bottom)], style::GRID, 1.0);
        }
        let unit = self.unit.as_deref().unwrap_or("%");
        render_ticks(canvas, &ticks, &axes, (plot.bottom - 2.0, unit), (body.left, body.right));
        let rows: f64 = labels.iter().map(|lines| row_height(lines, room)).sum();
        let more = ((plot.height() - rows) / self.bars.len().max(1) as f64).clamp(0.0, 24.0);
        let mut top = plot.top;
        let base = axes.x(self.base * scale);
        let bottom = plot.top + rows + more * self.bars.len() as f64;
        // Under the names, which it would strike through; each bar repeats its part.
        canvas.line(&[(base, plot.top - 4.0), (base, bottom)], style::AXIS, 1.8);
        for (bar, lines) in self.bars.iter().zip(&labels) {
            let height = row_height(lines, room) + more;
            self.render_bar(canvas, &axes, (bar, lines), (top, top + height));
            top += height;
        }
        let text = format!("as things are {}", self.value(self.base));
        let wide = style::HEAD.width(&text);
        let start = held(base - wide / 2.0, body.left, body.right - wide);
        canvas.text((start, plot.top - 9.0), &text, style::HEAD);
    }
}

const AROUND: f64 = 46.0;

fn label_width(labels: &[Vec<String>]) -> f64 {
    labels.iter().map(|lines| widest(lines, style::LABEL)).fold(0.0, f64::max)
}

fn row_height(lines: &[String], room: Room) -> f64 {
    match room.is_narrow {
        true => lines.len() as f64 * NAME.leading() + 34.0,
        false => lines.len() as f64 * style::LABEL.leading() + 14.0,
    }
}

const NAME: Type = Type { size: 13.0, ..style::STRONG_LABEL };
const INPUT: Type = Type { size: 12.5, ..style::ANNOTATION };

impl Tornado {
    /// Names in two lines, those that begin alike by what differs; what has no room there is in the words of the bar.
    fn labels(&self, room: Room) -> Vec<Vec<String>> {
        let (set, wide) = if room.is_narrow { (NAME, room.width) } else { (style::LABEL, room.names(0.36)) };
        let names: Vec<(&str, f64)> = self.bars.iter().map(|bar| (bar.name.as_str(), 1.8 * wide)).collect();
        shorten_apart(&names, set.size, set.weight).iter().map(|name| set.wrap(name, wide)).collect()
    }

    fn render_bar(
        &self,
        canvas: &mut Canvas,
        axes: &Axes,
        (bar, lines): (&TornadoBar, &[String]),
        (top, bottom): (f64, f64),
    ) {
        let (body, room) = (canvas.body, canvas.room());
        let (bar_top, bar_bottom) = if room.is_narrow {
            canvas.veiled((body.left, top + 13.0), NAME.leading(), lines, NAME);
            let after = top + lines.len() as f64 * NAME.leading();
            (after + 4.0, (bottom - 6.0).min(after + 30.0))
        } else {
            let middle = (top + bottom) / 2.0;
            canvas.centred((body.left, middle), lines, style::LABEL);
            let half = ((bottom - top) / 2.0 - 4.0).min(15.0);
            (middle - half, middle + half)
        };
        let [low, high, base] = [bar.low, bar.high, self.base].map(|x| axes.x(x * self.scale()));
        let words = self.words(bar);
        let part = |from: f64, to: f64| Area {
            left: from.min(to),
            right: from.max(to).max(from.min(to) + 0.6),
            top: bar_top,
            bottom: bar_bottom,
        };
        canvas.hover(&words, |canvas| {
            canvas.rectangle(part(base, low), LOW);
            canvas.rectangle(part(base, high), ACCENT);
        });
        canvas.line(&[(base, bar_top - 2.0), (base, bar_bottom + 2.0)], style::AXIS, 1.8);
        // Both ends may lie on one side of the base; then the outer one keeps its place and the inner one goes without.
        let baseline = (bar_top + bar_bottom) / 2.0 + 4.5;
        let (outer_left, outer_right) = (low.min(high).min(base), low.max(high).max(base));
        for (x, input, colour) in [(low, &bar.low_input, LOW_TEXT), (high, &bar.high_input, ACCENT)] {
            let other = if x == low { high } else { low };
            let goes_left = x < other || (x == other && colour == LOW_TEXT);
            let (at, anchor) =
                if goes_left { (outer_left - 6.0, Anchor::End) } else { (outer_right + 6.0, Anchor::Start) };
            canvas.text((at, baseline), input, INPUT.colour(colour).anchor(anchor));
        }
    }
}
