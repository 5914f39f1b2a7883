//! A look at the data of a figure that was read back: the bounds it must keep to be drawn.

use super::chance::Chance;
use super::metric_value::Measured;

/// Rows, panels, curves, segments … of a figure.
pub(crate) const MOST_ITEMS: usize = 500;
/// Cells of a table, texts of a figure.
pub(crate) const MOST_CELLS: usize = 10_000;
/// Points of a curve, dots of a panel, worlds of a bundle.
pub(crate) const MOST_POINTS: usize = 100_000;
/// **Unit** bytes.
pub(crate) const LONGEST_NAME: usize = 2_000;
pub(crate) const LONGEST_DESCRIPTION: usize = 4_000_000;
/// Larger numbers are no measure of anything, and their digits fit on no axis.
pub(crate) const LARGEST: f64 = 1e30;
/// **Unit** years.
pub(crate) const YEARS: (f64, f64) = (0.0, 20_000.0);
/// **Unit** months.
pub(crate) const MOST_MONTHS: u32 = 12 * 10_000;
/// What rounding may add to a chance.
pub(crate) const SLACK: f64 = 1e-6;
/// Steps of the work of laying out a timeline's numbers, or the edges of a diagram.
pub(crate) const MOST_WORK: usize = 20_000_000;

/// A look at one figure; keeps the first fault.
#[derive(Default)]
pub(crate) struct Inspection {
    pub(crate) fault: Option<String>,
    /// Texts seen, and their length.
    pub(crate) texts: (usize, usize),
}

impl Inspection {
    pub(crate) fn whole(&mut self, is_so: bool, otherwise: &str) {
        if !is_so && self.fault.is_none() {
            self.fault = Some(otherwise.to_string());
        }
    }

    pub(crate) fn name(&mut self, text: &str) {
        self.texts = (self.texts.0 + 1, self.texts.1 + text.len());
        self.whole(text.len() <= LONGEST_NAME, "has a name of more than 2,000 bytes");
    }

    pub(crate) fn names<'t>(&mut self, texts: impl IntoIterator<Item = &'t String>) {
        texts.into_iter().for_each(|text| self.name(text));
    }

    pub(crate) fn items(&mut self, count: usize) {
        self.whole(count <= MOST_ITEMS, "has more than 500 rows, panels or curves");
    }

    pub(crate) fn points(&mut self, count: usize) {
        self.whole(count <= MOST_POINTS, "has more than 100,000 points in a row");
    }

    pub(crate) fn rectangular(&mut self, is_so: bool) {
        self.whole(is_so, "has rows of different lengths");
    }

    pub(crate) fn number(&mut self, x: f64) {
        self.whole(x.is_finite() && x.abs() <= LARGEST, "has a number beyond 1e30");
    }

    pub(crate) fn chance(&mut self, x: f64) {
        self.whole((-SLACK..=1.0 + SLACK).contains(&x), "has a chance that is not between 0 and 1");
    }

    pub(crate) fn numbers<const N: usize>(&mut self, all: [f64; N]) {
        all.into_iter().for_each(|x| self.number(x));
    }

    pub(crate) fn chances<const N: usize>(&mut self, all: [f64; N]) {
        all.into_iter().for_each(|x| self.chance(x));
    }

    pub(crate) fn share(&mut self, share: &Chance) {
        self.chances([share.mean, share.lo, share.hi, share.standard_error]);
        share.confidence.into_iter().for_each(|ends| self.chances(ends));
        self.whole(share.hits <= share.trials || share.trials == 0, "counts more trials than there are");
    }

    pub(crate) fn year(&mut self, at: f64) {
        self.whole((YEARS.0..=YEARS.1).contains(&at), "has a moment that no calendar has");
    }

    pub(crate) fn measured(&mut self, measured: Measured) {
        if let Measured::Date(start) = measured {
            self.year(start);
        }
    }

    /// Moments in their order.
    pub(crate) fn years(&mut self, moments: impl Iterator<Item = f64>) {
        let mut before = f64::NEG_INFINITY;
        for at in moments {
            self.year(at);
            self.whole(at >= before, "has moments that are not in their order");
            before = at;
        }
    }
}
