//! What a slide has room for: a title keeps to two lines.

use super::font::Weight;
use super::lines::{shorten, wrap};

/// **Unit** design pixels.
pub(crate) const SIZE: f64 = 23.0;
/// The weight that titles are set in.
pub(crate) const WEIGHT: Weight = Weight::SemiBold;
/// Between the margins of a slide. **Unit** design pixels.
pub(crate) const MEASURE: f64 = 904.0;

/// The title that says most and still keeps to two lines: `write` is given a way to shorten a name, which leaves ever less of it.
pub(crate) fn two_lines(write: impl Fn(&dyn Fn(&str) -> String) -> String) -> String {
    let rooms = [f64::INFINITY, 600.0, 500.0, 420.0, 360.0, 300.0, 250.0, 210.0, 180.0];
    let title = |room: f64| write(&|name| shorten(name, SIZE, WEIGHT, room));
    rooms.iter().map(|&room| title(room)).find(|title| lines(title) <= 2).unwrap_or_else(|| title(150.0))
}

/// How many lines a title takes.
pub(crate) fn lines(title: &str) -> usize {
    wrap(title, SIZE, WEIGHT, MEASURE).len()
}
