//! How far one input after another moves an outcome across its range, the widest on top.

use serde::{Deserialize, Serialize};

use super::axes::Ticks;
use super::canvas::{Area, Axes, Canvas, Room};
use super::curves::render_ticks;
use super::figure::{Height, Plot};
use super::layout::held;
use super::style::{self, ACCENT, Anchor, Colour, Type};
use super::text::{shorten, widest};
use super::words::{at_most_points, clearly_above, two_line_title};
use crate::words::percent;

/// The chance of an outcome as each input goes from the low to the high end of its range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tornado {
    /// The outcome, such as "Treaty in force by December 2036".
    pub outcome: String,
    /// The scenario or option.
    pub scenario: String,
    /// The range that inputs are moved across, in words: "from their 5% to their 95% quantile".
    pub range: String,
    /// The chance with every input as it is.
    pub base: f64,
    /// The inputs, the widest swing first.
    pub bars: Vec<TornadoBar>,
}

/// One input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TornadoBar {
    /// Its name.
    pub name: String,
    /// Its value at the low end, as it is shown.
    pub low_input: String,
    /// Its value at the high end.
    pub high_input: String,
    /// The chance at the low end.
    pub low: f64,
    /// The chance at the high end.
    pub high: f64,
    /// The standard error of the difference between the two.
    pub standard_error: f64,
}

impl TornadoBar {
    fn swing(&self) -> (f64, f64) {
        ((self.high - self.low).abs(), self.standard_error)
    }
}

/// The fill of the low end; what is set in it reads on ink.
const LOW: Colour = Colour(0x9FBACD);
const LOW_TEXT: Colour = Colour(0x3F657F);

impl Plot for Tornado {
    /// The input with the widest swing, and its two ends; several if twice the standard error cannot part them; none if no
    /// swing is clear of zero.
    fn title(&self) -> String {
        let set = style::TITLE;
        two_line_title(|room| {
            let name = |text: &str| shorten(text, set.size, set.weight, room);
            let outcome = name(&self.outcome);
            let Some(first) = self.bars.first().filter(|bar| clearly_above(bar.swing(), (0.0, 0.0))) else {
                return format!("{outcome}: no input moves it by more than the simulation can tell");
            };
            let rivals = self.bars.iter().filter(|bar| !clearly_above(first.swing(), bar.swing())).count();
            match rivals {
                ..=1 => format!(
                    "{} moves the chance of “{outcome}” most: from {} to {}",
                    name(&first.name),
                    percent(first.low),
                    percent(first.high)
                ),
                n => format!("{n} inputs move the chance of “{outcome}” most, and cannot be told apart"),
            }
        })
    }

    fn subtitle(&self) -> String {
        format!("{}: chance of “{}” as one input moves {}", self.scenario, self.outcome, self.range)
    }

    fn notes(&self) -> String {
        let error = self.bars.iter().map(|bar| bar.standard_error).fold(0.0, f64::max);
        format!(
            "Bars run from the chance at the input’s low end (pale) to that at its high end (dark); small numbers are the \
             inputs. The other inputs vary as always. Standard error of a bar’s length: {}.",
            at_most_points(error, 1)
        )
    }

    fn description(&self) -> String {
        let bars = self.bars.iter().map(|bar| self.words(bar));
        format!(
            "Tornado of {}, {} as things are. {}.",
            self.outcome,
            percent(self.base),
            bars.collect::<Vec<_>>().join("; ")
        )
    }

    fn height(&self, room: Room) -> Height {
        let rows: f64 = self.bars.iter().map(|bar| row_height(bar, room)).sum();
        Height { least: rows + AROUND, ideal: rows + AROUND + 8.0 * self.bars.len() as f64 }
    }

    fn render(&self, canvas: &mut Canvas) {
        let (body, room) = (canvas.body, canvas.room());
        let left = if room.is_narrow { body.left + 60.0 } else { body.left + label_width(self, room) + 70.0 };
        let ends = || self.bars.iter().flat_map(|bar| [bar.low, bar.high]).chain([self.base]);
        let (lo, hi) = (ends().fold(1.0, f64::min) * 100.0, ends().fold(0.0, f64::max) * 100.0);
        let plot = Area { left, top: body.top + 22.0, right: body.right - 66.0, bottom: body.bottom - 24.0 };
        let (lo, hi, ticks) = Ticks::around(lo, hi, ((plot.width() / 70.0) as usize).clamp(2, 8));
        let axes = Axes::new(plot, lo..hi, 0.0..1.0);
        for &tick in &ticks.values {
            let x = axes.x(tick);
            canvas.line(&[(x, plot.top), (x, plot.bottom)], style::GRID, 1.0);
        }
        render_ticks(canvas, &ticks, &axes, plot.bottom - 2.0, (body.left, body.right));
        let rows: f64 = self.bars.iter().map(|bar| row_height(bar, room)).sum();
        let more = ((plot.height() - rows) / self.bars.len().max(1) as f64).clamp(0.0, 24.0);
        let mut top = plot.top;
        let base = axes.x(self.base * 100.0);
        for bar in &self.bars {
            let height = row_height(bar, room) + more;
            self.render_bar(canvas, &axes, bar, (top, top + height));
            top += height;
        }
        canvas.line(&[(base, plot.top - 4.0), (base, top)], style::AXIS, 1.8);
        let text = format!("as things are {}", percent(self.base));
        let wide = style::HEAD.width(&text);
        let start = held(base - wide / 2.0, body.left, body.right - wide);
        canvas.text((start, plot.top - 9.0), &text, style::HEAD);
    }
}

const AROUND: f64 = 46.0;

fn label_width(figure: &Tornado, room: Room) -> f64 {
    let set = style::LABEL;
    let lines = figure.bars.iter().map(|bar| widest(&set.wrap(&bar.name, room.width * 0.3), set));
    lines.fold(0.0, f64::max)
}

fn row_height(bar: &TornadoBar, room: Room) -> f64 {
    match room.is_narrow {
        true => NAME.wrap(&bar.name, room.width).len() as f64 * NAME.leading() + 34.0,
        false => style::LABEL.wrap(&bar.name, room.width * 0.3).len() as f64 * style::LABEL.leading() + 14.0,
    }
}

const NAME: Type = Type { size: 13.0, ..style::STRONG_LABEL };
const INPUT: Type = Type { size: 12.5, ..style::ANNOTATION };

impl Tornado {
    fn render_bar(&self, canvas: &mut Canvas, axes: &Axes, bar: &TornadoBar, (top, bottom): (f64, f64)) {
        let (body, room) = (canvas.body, canvas.room());
        let (bar_top, bar_bottom) = if room.is_narrow {
            let lines = NAME.wrap(&bar.name, room.width);
            canvas.paragraph((body.left, top + 13.0), NAME.leading(), &lines, NAME);
            let after = top + lines.len() as f64 * NAME.leading();
            (after + 4.0, (bottom - 6.0).min(after + 30.0))
        } else {
            let middle = (top + bottom) / 2.0;
            let lines = style::LABEL.wrap(&bar.name, room.width * 0.3);
            canvas.centred((body.left, middle), &lines, style::LABEL);
            let half = ((bottom - top) / 2.0 - 4.0).min(15.0);
            (middle - half, middle + half)
        };
        let (low, high, base) =
            (axes.x(bar.low * 100.0), axes.x(bar.high * 100.0), axes.x(self.base * 100.0));
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
        // Both ends may lie on one side of the base; then the outer one keeps its place and the inner one goes without.
        let baseline = (bar_top + bar_bottom) / 2.0 + 4.5;
        let (outer_left, outer_right) = (low.min(high).min(base), low.max(high).max(base));
        for (x, input, colour) in [(low, &bar.low_input, LOW_TEXT), (high, &bar.high_input, ACCENT)] {
            let other = if x == low { high } else { low };
            let goes_left = x < other || (x == other && colour == LOW_TEXT);
            let text = shorten(input, INPUT.size, INPUT.weight, 58.0);
            let (at, anchor) =
                if goes_left { (outer_left - 6.0, Anchor::End) } else { (outer_right + 6.0, Anchor::Start) };
            canvas.text((at, baseline), &text, INPUT.colour(colour).anchor(anchor));
        }
    }

    fn words(&self, bar: &TornadoBar) -> String {
        format!(
            "{}: {} at {}, {} at {}",
            bar.name,
            percent(bar.low),
            bar.low_input,
            percent(bar.high),
            bar.high_input
        )
    }
}
