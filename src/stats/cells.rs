//! The cells of a sketch: values, or stretches of constant relative width.

use super::Interval;

/// The number of fraction bits that a cell drops.
const DROPPED: u32 = 52 - 10;

/// A value, or a cell with more than one, and how many trials it holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cell {
    /// The value; of a cell with several the cell's.
    pub value: f64,
    /// Twice the number of trials, and one more where the cell has met several values.
    pub trials: u64,
}

impl Cell {
    /// **Errors** panics on NaN.
    pub(super) fn of(x: f64, n: u64) -> Cell {
        assert!(!x.is_nan(), "a sketch counts numbers");
        // There is one zero, and no infinity.
        Cell { value: x.clamp(f64::MIN, f64::MAX) + 0.0, trials: 2 * n }
    }

    pub(super) fn count(self) -> u64 {
        self.trials >> 1
    }

    pub(super) fn is_mixed(self) -> bool {
        self.trials & 1 == 1
    }

    /// Takes in another of the same value or of the same cell.
    pub(super) fn join(&mut self, other: Cell) {
        if self.value != other.value || self.is_mixed() != other.is_mixed() {
            self.value = value(number(self.value));
            self.trials |= 1;
        }
        self.trials = (self.trials & 1) + 2 * (self.count() + other.count());
    }
}

/// The number of the cell of a value; cells rise with the value.
pub(super) fn number(x: f64) -> i32 {
    let magnitude = x.abs().to_bits().wrapping_add(1 << (DROPPED - 1)) >> DROPPED;
    // At most 21 bits, so the conversion is exact.
    let magnitude = magnitude as i32;
    if x < 0.0 { -magnitude } else { magnitude }
}

/// A cell's value.
pub(super) fn value(cell: i32) -> f64 {
    let magnitude = f64::from_bits(u64::from(cell.unsigned_abs()) << DROPPED).min(f64::MAX);
    if cell < 0 { -magnitude } else { magnitude }
}

/// Half-way to the neighbours.
pub(super) fn edges_of(cell: i32) -> Interval {
    let half_way = |other: i32| 0.5 * value(cell) + 0.5 * value(other);
    Interval { lo: half_way(cell - 1), hi: half_way(cell + 1) }
}

/// Joins the neighbours of one value, or of one cell.
pub(super) fn join(cells: &mut Vec<Cell>, coarse: bool) {
    cells.dedup_by(|next, kept| {
        let same = next.value == kept.value || coarse && number(next.value) == number(kept.value);
        if same {
            kept.join(*next);
        }
        same
    });
}

/// Puts cells in order and joins those of one value, or of one cell.
pub(super) fn sort_and_join(cells: &mut Vec<Cell>, coarse: bool) {
    cells.sort_unstable_by(|a, b| a.value.total_cmp(&b.value));
    join(cells, coarse);
}
