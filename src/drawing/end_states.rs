//! Stacked bars: one an option, the headline's chance in words beside it, or above it where the sheet is narrow.

use super::canvas::{Axes, Canvas};
use super::draw::{Draw, Height};
use super::geometry::{Area, Room};
use super::legend::Legend;
use super::segment_labels::{self, HEAD_GAP, TICK_GAP};
use super::style::widest;
use super::style::{self, Anchor, Colour, Type, segment_fills, tone_text};
use crate::figures::{EndStates, EndStatesRow};
use crate::lettering::font::width;
use crate::model::Tone;

const LABEL_GAP: f64 = 14.0;
const WORDS_GAP: f64 = 16.0;
/// Between bars.
const BAR_GAP: f64 = 12.0;
/// The thinnest bar that holds a number and a whisker, and the thickest that looks like a bar.
const BAR: (f64, f64) = (32.0, 66.0);
/// The most a row may take of what is left over.
const MAX_ROW: f64 = 96.0;

impl Draw for EndStates {
    fn height(&self, room: Room) -> Height {
        let plan = Plan::new(self, room);
        let rows = self.rows.len() as f64;
        let least = plan.head_height + plan.rows.iter().map(|row| row.least).sum::<f64>() - BAR_GAP + 6.0;
        Height { least, ideal: least + 16.0 * rows }
    }

    fn render(&self, canvas: &mut Canvas) {
        let body = canvas.body;
        let plan = Plan::new(self, canvas.room());
        let least: f64 = plan.rows.iter().map(|row| row.least).sum();
        let spare = body.height() - plan.head_height - least + BAR_GAP - 6.0;
        let more = (spare / self.rows.len().max(1) as f64).max(0.0);
        let mut top = body.top + plan.head_height;
        for (i, (row, set)) in self.rows.iter().zip(&plan.rows).enumerate() {
            let height = (set.least + more).min(set.least.max(MAX_ROW));
            let bar = plan.bar(top, height, set);
            if i == 0 {
                plan.render_heads(canvas, self, row, bar.top);
            }
            plan.render_label(canvas, set, bar);
            plan.render_bar(canvas, self, row, bar);
            plan.render_words(canvas, row, set, bar);
            top += height;
        }
    }
}

/// A row's texts, set.
struct Row {
    label: Vec<String>,
    words: Vec<String>,
    least: f64,
}

/// Where everything goes: columns and rows are measured, never guessed.
struct Plan {
    is_narrow: bool,
    fills: Vec<Colour>,
    headline_colour: Colour,
    heads: Vec<Vec<String>>,
    words_head: Vec<String>,
    words_width: f64,
    key: Legend,
    /// Left and right of the bars, from the left of the body.
    bars: (f64, f64),
    head_height: f64,
    rows: Vec<Row>,
}

impl Plan {
    fn new(figure: &EndStates, room: Room) -> Plan {
        let Room { width, is_narrow, .. } = room;
        let tones: Vec<Tone> = figure.segments.iter().map(|segment| segment.tone).collect();
        let fills = segment_fills(&tones);
        let entries: Vec<(String, Colour, Colour)> = figure
            .segments
            .iter()
            .zip(&fills)
            .map(|(segment, &fill)| (segment.name.clone(), fill, tone_text(segment.tone)))
            .collect();
        let mut plan = Plan {
            is_narrow,
            headline_colour: tones.first().map_or(style::INK, |&tone| tone_text(tone)),
            fills,
            heads: Vec::new(),
            words_head: Vec::new(),
            words_width: 0.0,
            key: Legend::new(&entries, width),
            bars: (0.0, width),
            head_height: 0.0,
            rows: Vec::new(),
        };
        if plan.is_narrow {
            plan.set_narrow(figure, width)
        } else {
            plan.set_wide(figure, room)
        }
        plan
    }

    /// Names left of the bars, words right of them, heads over the first.
    fn set_wide(&mut self, figure: &EndStates, room: Room) {
        let width = room.width;
        let (label, small) = (style::LABEL, style::ANNOTATION);
        let labels: Vec<Vec<String>> =
            figure.rows.iter().map(|row| label.wrap(&row.name, room.names(0.3))).collect();
        let number = |row: &EndStatesRow| {
            let (number, range) = number_and_range(row);
            style::BIG_NUMBER.width(&number) + 8.0 + small.width(&range)
        };
        let (words_room, gap) = if room.is_page() { (260.0, 7.0) } else { (150.0, BAR_GAP) };
        let words: Vec<Vec<String>> =
            figure.rows.iter().map(|row| small.wrap(&row.headline().words(), words_room)).collect();
        let widest_words = widest(words.iter().flatten(), small);
        self.words_width = figure.rows.iter().map(number).fold(widest_words.max(110.0), f64::max);
        self.bars.0 = widest(labels.iter().flatten(), label) + LABEL_GAP;
        self.bars.1 = width - self.words_width - WORDS_GAP;

        let names: Vec<&str> = figure.segments.iter().map(|segment| segment.name.as_str()).collect();
        self.heads =
            segment_labels::fit(&names, self.bars.1 - self.bars.0 + HEAD_GAP, self.bars.1 + HEAD_GAP);
        self.words_head = style::HEAD.wrap(figure.headline_name(), self.words_width);
        let lines = self.heads.iter().map(Vec::len).fold(self.words_head.len(), usize::max);
        self.head_height = lines as f64 * style::HEAD.leading() + TICK_GAP;
        self.rows = labels
            .into_iter()
            .zip(words)
            .map(|(label_lines, words)| {
                let label_height = label_lines.len() as f64 * label.leading() + 4.0;
                let words_height = 18.0 + words.len() as f64 * small.leading();
                let least = BAR.0.max(label_height).max(words_height) + gap;
                Row { label: label_lines, words, least }
            })
            .collect();
    }

    /// Names and words over the bars, a key over all.
    fn set_narrow(&mut self, figure: &EndStates, width: f64) {
        let (label, small) = (NARROW_LABEL, style::ANNOTATION);
        self.head_height = self.key.height() + 8.0;
        self.rows = figure
            .rows
            .iter()
            .map(|row| {
                let number = style::BIG_NUMBER.width(&number_and_range(row).0) + 6.0;
                let words = small.wrap(&row.headline().words(), (width * 0.45 - number).max(80.0));
                let room = width - number - widest(&words, small) - 14.0;
                let label_lines = label.wrap(&row.name, room);
                let least = lines_height(&label_lines, &words) + BAR.0 + BAR_GAP + 4.0;
                Row { label: label_lines, words, least }
            })
            .collect();
    }

    /// Where the bar of a row goes.
    fn bar(&self, top: f64, height: f64, row: &Row) -> Area {
        let left_right = |body_left: f64| (body_left + self.bars.0, body_left + self.bars.1);
        let above = if self.is_narrow { lines_height(&row.label, &row.words) + 4.0 } else { 0.0 };
        let thickness = (height - above - BAR_GAP).min(BAR.1);
        let middle = top + above + (height - above - BAR_GAP) / 2.0;
        let top = if self.is_narrow { top + above } else { middle - thickness / 2.0 };
        let (left, right) = left_right(0.0);
        Area { left, top, right, bottom: top + thickness }
    }

    /// Shares run from 0 at the left to 1 at the right.
    fn axes(&self, canvas: &Canvas, bar: Area) -> Axes {
        let left = canvas.body.left;
        Axes::new(Area { left: left + bar.left, right: left + bar.right, ..bar }, 0.0..1.0, 0.0..1.0)
    }

    /// Segment names over the first bar and the head of the column of words; or a key.
    fn render_heads(&self, canvas: &mut Canvas, figure: &EndStates, row: &EndStatesRow, bar_top: f64) {
        let body = canvas.body;
        if self.is_narrow {
            self.key.render(canvas, (body.left, body.top));
            return;
        }
        let (head, baseline) = (style::HEAD, body.top + self.head_height - TICK_GAP);
        let first = baseline - head.leading() * (self.words_head.len() - 1) as f64;
        let words_left = body.left + self.bars.1 + WORDS_GAP;
        canvas.paragraph(
            (words_left, first),
            head.leading(),
            &self.words_head,
            head.colour(self.headline_colour),
        );
        let axes = self.axes(canvas, Area { left: self.bars.0, right: self.bars.1, top: 0.0, bottom: 1.0 });
        let mut start = 0.0;
        let spans: Vec<(f64, f64)> = row
            .shares
            .iter()
            .map(|share| {
                start += share.mean;
                (axes.x(start - share.mean), axes.x(start))
            })
            .collect();
        let colours: Vec<Colour> = figure.segments.iter().map(|segment| tone_text(segment.tone)).collect();
        let place = segment_labels::Place {
            left: body.left + self.bars.0,
            right: body.left + self.bars.1,
            leftmost: body.left,
            baseline,
            bar_top,
        };
        segment_labels::render(canvas, &self.heads, &colours, &spans, place);
    }

    fn render_label(&self, canvas: &mut Canvas, row: &Row, bar: Area) {
        let left = canvas.body.left;
        if self.is_narrow {
            let label = NARROW_LABEL;
            let first = bar.top - 7.0 - label.leading() * (row.label.len() - 1) as f64;
            canvas.paragraph((left, first), label.leading(), &row.label, label);
            return;
        }
        let label = style::LABEL;
        let middle = (bar.top + bar.bottom) / 2.0;
        let first = middle + 0.36 * label.size - label.leading() * (row.label.len() - 1) as f64 / 2.0;
        let at = (left + self.bars.0 - LABEL_GAP, first);
        canvas.paragraph(at, label.leading(), &row.label, label.anchor(Anchor::End));
    }

    /// The shares with a white gap between them, whiskers on the outer boundaries, numbers where they fit.
    fn render_bar(&self, canvas: &mut Canvas, figure: &EndStates, row: &EndStatesRow, bar: Area) {
        let axes = self.axes(canvas, bar);
        let x = |share: f64| axes.x(share.clamp(0.0, 1.0));
        let last = self.fills.len().min(row.shares.len()).saturating_sub(1);
        let mut spans = Vec::new();
        let mut start = 0.0;
        for (i, (share, &fill)) in row.shares.iter().zip(&self.fills).enumerate() {
            let (left, right) = (x(start), x(start + share.mean));
            start += share.mean;
            let (gap_left, gap_right) = (if i > 0 { 0.75 } else { 0.0 }, if i < last { 0.75 } else { 0.0 });
            if right - left > 0.05 {
                // A share too thin for its gaps is still shown, as a hair.
                let right_edge = (right - gap_right).max(left + gap_left + 0.5);
                let name = figure.segments.get(i).map_or("", |segment| &segment.name);
                let range = share.range_to(0).map_or_else(String::new, |range| format!(" (90%: {range})"));
                let words = format!("{}, {name}: {}{range}", row.name, share.told());
                let area = Area { left: left + gap_left, right: right_edge, ..bar };
                canvas.hover(&words, |canvas| canvas.rectangle(area, fill));
            }
            spans.push((left, right));
        }

        let first_share = row.headline();
        let mut whiskers = vec![(x(first_share.lo), x(first_share.hi))];
        if let (true, Some(share)) = (last > 0, row.shares.get(last)) {
            whiskers.push((x(1.0 - share.hi), x(1.0 - share.lo)));
        }
        // That of the first share in the bar, that of the last on its lower edge: where they reach each other they are not taken for one.
        for ((left, right), y) in whiskers.into_iter().zip([bar.bottom - 7.0, bar.bottom + 1.0]) {
            if right - left > 1.5 {
                canvas.whisker(left, right, y);
            }
        }

        let set = style::STRONG_LABEL;
        let baseline = bar.top + bar.height() * 0.36 + 0.36 * set.size - 1.0;
        for (i, ((share, &fill), (left, right))) in row.shares.iter().zip(&self.fills).zip(spans).enumerate()
        {
            let number = share.told();
            if right - left < width(&number, set.size, set.weight) + 12.0 {
                continue;
            }
            let (at, anchor) = match i {
                0 => (left + 8.0, Anchor::Start),
                i if i == last => (right - 8.0, Anchor::End),
                _ => ((left + right) / 2.0, Anchor::Middle),
            };
            canvas.text((at, baseline), &number, set.colour(fill.text_on()).anchor(anchor));
        }
    }

    /// The headline's chance, its interval, and the word for it.
    fn render_words(&self, canvas: &mut Canvas, row: &EndStatesRow, set: &Row, bar: Area) {
        let (big, small) = (style::BIG_NUMBER.colour(self.headline_colour), style::ANNOTATION);
        let (number, range) = number_and_range(row);
        let body = canvas.body;
        if self.is_narrow {
            let first = bar.top - 7.0 - small.leading() * (set.words.len() - 1) as f64;
            let wide = widest(&set.words, small);
            canvas.paragraph((body.right - wide, first), small.leading(), &set.words, small);
            canvas.text((body.right - wide - 6.0, first), &number, big.anchor(Anchor::End));
            return;
        }
        let left = body.left + self.bars.1 + WORDS_GAP;
        let middle = (bar.top + bar.bottom) / 2.0;
        let first = middle - 3.0 - small.leading() * (set.words.len() - 1) as f64 / 2.0;
        canvas.text((left, first), &number, big);
        if !range.is_empty() {
            canvas.text((left + big.width(&number) + 8.0, first), &range, small);
        }
        canvas.paragraph((left, first + 17.0), small.leading(), &set.words, small);
    }
}

/// Names over bars.
const NARROW_LABEL: Type = Type { size: 13.0, ..style::STRONG_LABEL };

fn lines_height(label: &[String], words: &[String]) -> f64 {
    f64::max(
        label.len() as f64 * NARROW_LABEL.leading(),
        words.len() as f64 * style::ANNOTATION.leading() + 3.0,
    )
}

/// The headline's chance, and its interval where there is one to tell.
fn number_and_range(row: &EndStatesRow) -> (String, String) {
    let share = row.headline();
    (share.told(), share.range_to(0).unwrap_or_default())
}
