//! Columns of equal length in one piece of memory.
//!
//! A sweep is quick over whole stripes and slow over what is left at their end, so the columns of a block are a whole number of stripes long. The lanes
//! past the last path are spare: their numbers are worked out with the others, no process is there, and no result depends on them.

/// Lanes that a sweep takes in one go, on the widest registers.
pub const STRIPE: usize = 32;

/// The length of a column for so many paths.
pub fn length_for(paths: usize) -> usize {
    paths.next_multiple_of(STRIPE)
}

/// `rows` columns of one number a lane.
#[derive(Debug, Clone)]
pub struct Grid<T> {
    length: usize,
    cells: Vec<T>,
}

impl<T: Copy> Grid<T> {
    /// A grid filled with one value.
    pub fn new(rows: usize, length: usize, value: T) -> Grid<T> {
        Grid { length, cells: vec![value; rows * length] }
    }

    /// A column.
    pub fn row(&self, row: usize) -> &[T] {
        &self.cells[row * self.length..(row + 1) * self.length]
    }

    /// A column.
    pub fn row_mut(&mut self, row: usize) -> &mut [T] {
        &mut self.cells[row * self.length..(row + 1) * self.length]
    }

    /// A cell.
    pub fn cell(&mut self, row: usize, lane: usize) -> &mut T {
        &mut self.cells[row * self.length + lane]
    }
}
