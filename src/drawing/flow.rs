//! The ladder flow: what was on the table at the end, and how it ended, as ribbons whose width is a share of histories. What was asked for is one thing, and
//! needs no column.

use super::canvas::Canvas;
use super::draw::{Draw, Height};
use super::geometry::{Area, Point, Room};
use super::style::{self, Anchor, Colour, SERIES, Type, segment_fills, tone_text};
use crate::figures::Flow;
use crate::lettering::lines::shorten;
use crate::model::Tone;

impl Draw for Flow {
    fn height(&self, room: Room) -> Height {
        let body = Area { left: 0.0, top: 0.0, right: room.width, bottom: 0.0 };
        let lanes = Lanes { body, is_narrow: room.is_narrow };
        let head = head_height(room.is_narrow);
        // Below the names there is room for ribbons too.
        let column = |needs: Vec<f64>| {
            let names: f64 = needs.iter().map(|need| need + NODE_GAP).sum();
            (names + 60.0).max(44.0 * needs.len() as f64)
        };
        let least = [0, 1].map(|lane| column(self.needs(&lanes, lane))).into_iter().fold(0.0, f64::max);
        let most = self.options.len().max(self.ends.len()) as f64;
        Height { least: head + least, ideal: head + least.max(most * 64.0) }
    }

    fn render(&self, canvas: &mut Canvas) {
        let body = canvas.body;
        let heads = ["On the table at the end", "Where it ended"];
        let set = Type { size: 12.5, ..style::HEAD }.colour(style::SECONDARY);
        let is_narrow = canvas.room().is_narrow;
        let lanes = Lanes { body, is_narrow };
        for (i, head) in heads.iter().enumerate() {
            let (x, anchor) = lanes.label(i);
            let lines = set.wrap(head, lanes.room(i));
            canvas.paragraph((x, body.top + 11.0), set.leading(), &lines, set.anchor(anchor));
        }
        let (top, bottom) = (body.top + head_height(is_narrow), body.bottom - 2.0);
        let options: Vec<f64> = (0..self.options.len()).map(|o| self.options[o].chance.mean).collect();
        let ends: Vec<f64> = (0..self.ends.len()).map(|e| self.ends[e].chance.mean).collect();
        let columns = [
            stack(&options, &self.needs(&lanes, 0), top, bottom),
            stack(&ends, &self.needs(&lanes, 1), top, bottom),
        ];
        let tones: Vec<Tone> = self.ends.iter().map(|end| end.tone).collect();
        let fills = segment_fills(&tones);
        let option_colour = |o: usize| self.colour(o);
        self.render_ribbons(canvas, &lanes, &columns, &fills);
        let node = |canvas: &mut Canvas, lane: usize, place: (f64, f64), colour: Colour, words: &str| {
            let (left, right) = lanes.node(lane);
            let area = Area { left, right, top: place.0, bottom: place.1.max(place.0 + 0.7) };
            canvas.hover(words, |canvas| canvas.rectangle(area, colour));
        };
        for (o, &place) in columns[0].iter().enumerate() {
            let words = format!(
                "On the table at the end: {}, {}",
                self.options[o].name,
                self.options[o].chance.told()
            );
            node(canvas, 0, place, option_colour(o).0, &words);
            self.name(canvas, &lanes, (0, o), place, option_colour(o).1);
        }
        for (e, &place) in columns[1].iter().enumerate() {
            let words = format!("{}: {}", self.ends[e].name, self.ends[e].chance.told());
            node(canvas, 1, place, fills[e], &words);
            self.name(canvas, &lanes, (1, e), place, tone_text(tones[e]));
        }
    }
}

/// For the heads of the columns, on one line or two.
fn head_height(is_narrow: bool) -> f64 {
    if is_narrow { 42.0 } else { 26.0 }
}

/// How names are set.
const NAME: Type = Type { size: 13.0, ..style::HEAD };

/// From node to node up and down.
const NODE_GAP: f64 = 24.0;

/// The places of nodes one under another: each as high as its share, with at least the room that its name needs.
fn stack(shares: &[f64], needs: &[f64], top: f64, bottom: f64) -> Vec<(f64, f64)> {
    let gap = NODE_GAP.min((bottom - top) / (2.0 * shares.len() as f64));
    let room = bottom - top - gap * shares.len().saturating_sub(1) as f64;
    let taken =
        |unit: f64| shares.iter().zip(needs).map(|(share, need)| (share * unit).max(*need)).sum::<f64>();
    // The largest scale at which all of them fit, to a thousandth of a pixel.
    let (mut fits, mut beyond) = (0.0, room.max(1.0));
    for _ in 0..20 {
        let middle = (fits + beyond) / 2.0;
        if taken(middle) <= room {
            fits = middle;
        } else {
            beyond = middle;
        }
    }
    // However many names there are, a share keeps some height.
    let unit = fits.max(0.05 * room.max(1.0));
    let mut at = top;
    let place = |(share, need): (&f64, &f64)| {
        let place = (at, at + share * unit);
        at += (share * unit).max(*need) + gap;
        place
    };
    shares.iter().zip(needs).map(place).collect()
}

/// Where nodes and names stand from left to right.
struct Lanes {
    body: Area,
    is_narrow: bool,
}

impl Lanes {
    fn node(&self, lane: usize) -> (f64, f64) {
        let (width, names) = (12.0, self.names());
        let body = self.body;
        let left = if lane == 0 { body.left } else { body.right - names - width };
        (left, left + width)
    }

    /// For the names at the right.
    fn names(&self) -> f64 {
        if self.is_narrow { self.body.width() * 0.3 } else { 200.0 }
    }

    fn label(&self, lane: usize) -> (f64, Anchor) {
        let (left, right) = self.node(lane);
        match lane {
            0 => (left, Anchor::Start),
            _ => (right + 8.0, Anchor::Start),
        }
    }

    fn room(&self, lane: usize) -> f64 {
        match lane {
            1 => self.names() - 8.0,
            _ => self.node(lane + 1).0 - self.node(lane).0 - 18.0,
        }
    }
}

impl Flow {
    /// Line and text colour of an option. Blue and red are left to the ends, where they mean something; what was asked for is
    /// dark, what comes after the third other one grey.
    fn colour(&self, option: usize) -> (Colour, Colour) {
        let others = self.options[..option].iter().filter(|other| other.name != self.asked).count();
        match others {
            _ if self.options[option].name == self.asked => (style::SECONDARY, style::INK),
            n @ 0..=1 => SERIES[n],
            2 => SERIES[3],
            _ => (Colour(0x9AA5AE), style::MUTED),
        }
    }

    /// What stands beside a node of a lane, in lines: the share and the name, whole unless it is very long.
    fn label(&self, lanes: &Lanes, (lane, place): (usize, usize)) -> Vec<String> {
        const MOST: usize = 5;
        let (name, chance) = match lane {
            0 => {
                let option = &self.options[place];
                let mark = if option.name == self.asked { " (as asked)" } else { "" };
                (format!("{}{mark}", option.name), option.chance)
            }
            _ => (self.ends[place].name.clone(), self.ends[place].chance),
        };
        let room = if lane == 0 { 0.62 * lanes.room(lane) } else { lanes.room(lane) - 20.0 }.max(50.0);
        let lines = NAME.wrap(&format!("{} {name}", chance.told()), room);
        match lines.len() > MOST {
            true => vec![chance.told(), shorten(&name, NAME.size, NAME.weight, room)],
            false => lines,
        }
    }

    /// How high the names of a lane are.
    fn needs(&self, lanes: &Lanes, lane: usize) -> Vec<f64> {
        let count = if lane == 0 { self.options.len() } else { self.ends.len() };
        // Of several lines the gap between nodes holds one.
        let high = |place| NAME.leading() * (self.label(lanes, (lane, place)).len() as f64 - 1.0).max(1.0);
        (0..count).map(high).collect()
    }

    /// A name beside its node: on the ribbons for the first, right of the last.
    fn name(
        &self,
        canvas: &mut Canvas,
        lanes: &Lanes,
        (lane, of): (usize, usize),
        place: (f64, f64),
        colour: Colour,
    ) {
        let set = NAME.colour(colour);
        let (_, right) = lanes.node(lane);
        let lines = self.label(lanes, (lane, of));
        let high = set.leading() * (lines.len() as f64 - 1.0).max(1.0);
        let middle = (place.0 + place.1.max(place.0 + high)) / 2.0;
        let first = middle + 4.5 - set.leading() * (lines.len() - 1) as f64 / 2.0;
        if lane == 0 {
            // Ribbons pass under the name: a veil keeps it readable.
            let wide = lines.iter().map(|line| set.width(line)).fold(0.0, f64::max);
            let (top, bottom) = (first - set.size, first + set.leading() * (lines.len() - 1) as f64 + 5.0);
            let veil = [
                (right + 4.0, top),
                (right + 12.0 + wide, top),
                (right + 12.0 + wide, bottom),
                (right + 4.0, bottom),
            ];
            canvas.polygon(&veil, style::PAPER, 0.78);
        }
        canvas.paragraph((right + 8.0, first), set.leading(), &lines, set);
    }

    fn render_ribbons(
        &self,
        canvas: &mut Canvas,
        lanes: &Lanes,
        columns: &[Vec<(f64, f64)>; 2],
        fills: &[Colour],
    ) {
        let height = |place: (f64, f64)| place.1 - place.0;
        let mut arrived: Vec<f64> = columns[1].iter().map(|place| place.0).collect();
        for (o, &place) in columns[0].iter().enumerate() {
            let mut leaves = place.0;
            let option = &self.options[o];
            for (e, told) in option.ends.iter().enumerate().filter(|(_, share)| share.mean > 0.0) {
                let share = told.mean;
                let out = height(place) * share / option.chance.mean.max(1e-12);
                let into = height(columns[1][e]) * share / self.ends[e].chance.mean.max(1e-12);
                let words = format!("{} → {}: {}", option.name, self.ends[e].name, told.told());
                let from = (lanes.node(0).1, leaves, leaves + out);
                let to = (lanes.node(1).0, arrived[e], arrived[e] + into);
                canvas.hover(&words, |canvas| ribbon(canvas, (from, to), fills[e], 0.55));
                leaves += out;
                arrived[e] += into;
            }
        }
    }
}

/// A ribbon from (x, top, bottom) to (x, top, bottom), level at both ends.
fn ribbon(canvas: &Canvas, (from, to): ((f64, f64, f64), (f64, f64, f64)), colour: Colour, opacity: f64) {
    const STEPS: usize = 24;
    let edge = |a: f64, b: f64| -> Vec<Point> {
        (0..=STEPS)
            .map(|i| {
                let t = i as f64 / STEPS as f64;
                let eased = t * t * (3.0 - 2.0 * t);
                (from.0 + (to.0 - from.0) * t, a + (b - a) * eased)
            })
            .collect()
    };
    canvas.band(&edge(from.1, to.1), &edge(from.2.max(from.1 + 0.5), to.2.max(to.1 + 0.5)), colour, opacity);
}
