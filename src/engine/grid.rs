//! Columns of equal length in one piece of memory.

/// `rows` columns of one number a path.
#[derive(Debug, Clone)]
pub struct Grid<T> {
    paths: usize,
    cells: Vec<T>,
}

impl<T: Copy> Grid<T> {
    /// A grid filled with one value.
    pub fn new(rows: usize, paths: usize, value: T) -> Grid<T> {
        Grid { paths, cells: vec![value; rows * paths] }
    }

    /// A column.
    pub fn row(&self, row: usize) -> &[T] {
        &self.cells[row * self.paths..(row + 1) * self.paths]
    }

    /// A column.
    pub fn row_mut(&mut self, row: usize) -> &mut [T] {
        &mut self.cells[row * self.paths..(row + 1) * self.paths]
    }

    /// A cell.
    pub fn cell(&mut self, row: usize, lane: usize) -> &mut T {
        &mut self.cells[row * self.paths + lane]
    }
}
