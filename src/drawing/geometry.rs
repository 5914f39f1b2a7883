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
    /// What share of the width names beside their marks may take beyond what they have on a slide.
    pub more_for_names: f64,
}

impl Room {
    /// So wide may names beside their marks be that have this share of a slide.
    pub fn names(self, share: f64) -> f64 {
        self.width * (share + self.more_for_names)
    }

    /// Whether many rows are set as on a page.
    pub fn is_page(self) -> bool {
        self.more_for_names > 0.0
    }
}

/// Where names and marks stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Names over their marks.
    Narrow,
    /// Names beside their marks.
    Slide,
    /// The same with more room for names, of a sheet that is as wide as a slide and much higher: fewer names take a second line.
    Page,
}

impl Form {
    /// A room of this form.
    pub fn room(self, width: f64) -> Room {
        let more_for_names = if self == Form::Page { MORE_FOR_NAMES } else { 0.0 };
        Room { width, is_narrow: self == Form::Narrow, more_for_names }
    }
}

/// Names of eighty letters stand on one line of a page.
const MORE_FOR_NAMES: f64 = 0.18;
