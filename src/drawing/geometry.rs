//! Places on a sheet.

/// A place on the sheet, in design pixels from the top left.
pub(super) type Point = (f64, f64);

/// A rectangle on the sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    /// From edge to edge.
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    /// From top to bottom.
    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// Whether two areas share more than a pixel each way.
    pub fn overlaps(self, other: Area) -> bool {
        self.left + 1.0 < other.right
            && other.left + 1.0 < self.right
            && self.top + 1.0 < other.bottom
            && other.top + 1.0 < self.bottom
    }
}

/// How wide a body may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Room {
    pub width: f64,
    /// On half a slide, or in a column, labels stand over their marks instead of beside them.
    pub is_narrow: bool,
}
