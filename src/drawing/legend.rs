//! Names with a swatch of their colour, for figures that have no room for a name at each mark.

use super::canvas::Canvas;
use super::geometry::Area;
use super::style::{self, Colour, Type};

const SWATCH: f64 = 10.0;
const GAP: f64 = 16.0;
const SET: Type = Type { size: 12.5, ..style::HEAD };

/// A legend, set in lines of a width.
pub(super) struct Legend {
    /// From the left, and the line.
    places: Vec<(f64, usize)>,
    entries: Vec<(Vec<String>, Colour, Colour)>,
    /// Lines of text of each row.
    rows: Vec<usize>,
}

impl Legend {
    /// Entries are a name, its swatch, and the colour the name is set in.
    pub fn new(entries: &[(String, Colour, Colour)], width: f64) -> Legend {
        let mut key = Legend { places: Vec::new(), entries: Vec::new(), rows: Vec::new() };
        let mut end = f64::INFINITY;
        for (name, swatch, colour) in entries {
            let lines = SET.wrap(name, width - SWATCH - 6.0);
            let wide = SWATCH + 5.0 + lines.iter().map(|line| SET.width(line)).fold(0.0, f64::max);
            if end + wide > width {
                end = 0.0;
                key.rows.push(0);
            }
            let row = key.rows.len() - 1;
            key.rows[row] = key.rows[row].max(lines.len());
            key.places.push((end, row));
            key.entries.push((lines, *swatch, *colour));
            end += wide + GAP;
        }
        key
    }

    /// What it takes from top to bottom.
    pub fn height(&self) -> f64 {
        self.rows.iter().map(|&lines| lines as f64 * SET.leading() + 2.0).sum()
    }

    /// Draws it with its top left corner here.
    pub fn render(&self, canvas: &mut Canvas, (left, top): (f64, f64)) {
        for ((x, row), (lines, swatch, colour)) in self.places.iter().zip(&self.entries) {
            let above: f64 = self.rows[..*row].iter().map(|&lines| lines as f64 * SET.leading() + 2.0).sum();
            let (x, baseline) = (left + x, top + above + 11.0);
            let area = Area { left: x, top: baseline - 9.5, right: x + SWATCH, bottom: baseline + 0.5 };
            canvas.rectangle(area, *swatch);
            canvas.paragraph((x + SWATCH + 5.0, baseline), SET.leading(), lines, SET.colour(*colour));
        }
    }
}
