//! The moves of one history: their numbers on the lanes, and the list that explains them.

use super::canvas::Canvas;
use super::geometry::{Area, Point};
use super::style::{self, Anchor, Type};
use crate::figures::{Step, Timeline};

const NUMBER: Type = Type { size: 11.5, ..style::HEAD };
const ITEM: Type = Type { size: 12.5, ..style::LABEL };
const DATE: Type = Type { size: 12.5, ..style::STRONG_LABEL };
pub(super) const TAG_HEIGHT: f64 = 15.0;
/// Left of what an entry of the list says.
const HANG: f64 = 28.0;
const COLUMN_GAP: f64 = 22.0;
/// Between the entries of the list.
const ENTRY_GAP: f64 = 4.0;
/// From one line to the next, on the lanes as in the list.
pub(super) const LEADING: f64 = 15.0;

/// The moves by number: when, to which state, and what made it happen; in columns.
pub(super) struct MoveList {
    columns: Vec<Vec<Entry>>,
    column_width: f64,
}

impl MoveList {
    /// The list under a body of this width.
    pub fn new(figure: &Timeline, width: f64, is_narrow: bool) -> MoveList {
        let count = match (is_narrow, figure.kinds().len()) {
            (true, _) | (_, ..=1) => 1,
            (_, ..=4) => 2,
            _ => 3,
        };
        let column_width = (width - COLUMN_GAP * (count - 1) as f64) / count as f64;
        let columns = columns(entries(figure, column_width - HANG), count);
        MoveList { columns, column_width }
    }

    /// What it takes from top to bottom.
    pub fn height(&self) -> f64 {
        let height = |entries: &Vec<Entry>| entries.iter().map(Entry::height).sum::<f64>();
        let most = self.columns.iter().map(height).fold(0.0, f64::max);
        if most == 0.0 { 0.0 } else { most + 12.0 }
    }

    /// Draws it from here down.
    pub fn render(&self, canvas: &mut Canvas, top: f64) {
        for (column, entries) in self.columns.iter().enumerate() {
            let left = canvas.body.left + column as f64 * (self.column_width + COLUMN_GAP);
            let mut baseline = top + 8.0;
            for entry in entries {
                tag(canvas, (left + 10.0, baseline - 4.3), entry.number);
                let date = if entry.is_own { DATE.colour(style::ACCENT) } else { DATE };
                canvas.text((left + HANG, baseline), &entry.date, date);
                let after = left + HANG + DATE.width(&entry.date) + 6.0;
                for (i, line) in entry.lines.iter().enumerate() {
                    let x = if i == 0 { after } else { left + HANG };
                    canvas.text((x, baseline), line, ITEM);
                    baseline += LEADING;
                }
                baseline += ENTRY_GAP;
            }
        }
    }
}

/// An entry of the list: a kind of move, when first, and what is said of it.
struct Entry {
    number: usize,
    date: String,
    lines: Vec<String>,
    /// Whether it moves the process that the scenario reports.
    is_own: bool,
}

impl Entry {
    fn height(&self) -> f64 {
        self.lines.len() as f64 * LEADING + ENTRY_GAP
    }
}

/// What the list says of each kind of move, its first line shorter by the date.
fn entries(figure: &Timeline, room: f64) -> Vec<Entry> {
    let entry = |(number, kind): (usize, Vec<&Step>)| {
        let first = kind[0];
        let into = if first.to == first.by { String::new() } else { format!("{}: ", first.to) };
        let again = match kind.as_slice() {
            [_] => String::new(),
            [_, second] => format!(", again {}", figure.month(second.month)),
            all => format!(", and {} times more", all.len() - 1),
        };
        let date = figure.month(first.month);
        let text = format!("{into}{}{again}", first.cause());
        let lines = hung(&text, room, DATE.width(&date) + 6.0);
        Entry { number, date, lines, is_own: first.lane == 0 }
    };
    figure.kinds().into_iter().enumerate().map(entry).collect()
}

/// The lines of a text whose first one begins later by so much; what stands in short brackets stays together.
fn hung(text: &str, room: f64, later: f64) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match words.last_mut() {
            Some(open) if open.starts_with('(') && !open.contains(')') && open.len() < 24 => {
                open.push(' ');
                open.push_str(word);
            }
            _ => words.push(word.to_string()),
        }
    }
    let mut lines = vec![String::new()];
    for word in words.iter().flat_map(|word| ITEM.wrap(word, room - later)) {
        let limit = if lines.len() == 1 { room - later } else { room };
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(&word),
            Some(line) if ITEM.width(&format!("{line} {word}")) <= limit => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// The entries in so many columns, the tallest as low as their order allows.
fn columns(entries: Vec<Entry>, count: usize) -> Vec<Vec<Entry>> {
    let heights: Vec<usize> = entries.iter().map(|entry| entry.height() as usize).collect();
    let fits = |limit: usize| {
        let (mut used, mut columns) = (0, 1);
        for &height in &heights {
            if used + height > limit {
                (used, columns) = (0, columns + 1);
            }
            used += height;
        }
        columns <= count
    };
    let tallest = heights.iter().copied().max().unwrap_or(0);
    let all: usize = heights.iter().sum();
    let limit = (tallest..=all).find(|&limit| fits(limit)).unwrap_or(all);
    let mut found: Vec<Vec<Entry>> = vec![Vec::new()];
    let mut used = 0;
    for entry in entries {
        let height = entry.height() as usize;
        if used + height > limit {
            found.push(Vec::new());
            used = 0;
        }
        used += height;
        if let Some(column) = found.last_mut() {
            column.push(entry);
        }
    }
    found
}

pub(super) fn tag_width(number: usize) -> f64 {
    NUMBER.width(&(number + 1).to_string()) + 8.0
}

/// The number of a move.
pub(super) fn tag(canvas: &mut Canvas, centre: Point, number: usize) {
    let half = tag_width(number) / 2.0;
    let area = Area {
        left: centre.0 - half,
        right: centre.0 + half,
        top: centre.1 - TAG_HEIGHT / 2.0,
        bottom: centre.1 + TAG_HEIGHT / 2.0,
    };
    canvas.rectangle(area, style::INK);
    let at = (centre.0, centre.1 + 4.2);
    canvas.text(at, &(number + 1).to_string(), NUMBER.colour(style::PAPER).anchor(Anchor::Middle));
}
