//! Paths side by side in a block.

/// A path's place in its block.
pub type Lane = u32;

/// The paths that a column speaks of.
#[derive(Debug, Clone, Copy)]
pub enum Lanes<'l> {
    /// All of this many.
    All(usize),
    /// These, in this order.
    Only(&'l [Lane]),
}

impl Lanes<'_> {
    /// How many.
    pub fn len(self) -> usize {
        match self {
            Lanes::All(paths) => paths,
            Lanes::Only(lanes) => lanes.len(),
        }
    }

    /// The lane of a place in the column.
    pub fn at(self, place: usize) -> usize {
        match self {
            Lanes::All(_) => place,
            Lanes::Only(lanes) => lanes[place] as usize,
        }
    }
}
