//! A table, one group of rows after the other.

use super::column::{Column, Values};
use super::footer::{Chunk, Group, footer};
use super::page::pages;

/// With this a file begins and ends.
const MAGIC: &[u8; 4] = b"PAR1";

/// A table being written, one group of rows after the other.
#[derive(Debug)]
pub struct Table {
    columns: Vec<Column>,
    bytes: Vec<u8>,
    groups: Vec<Group>,
}

impl Table {
    /// A table without rows.
    pub fn new(columns: Vec<Column>) -> Table {
        Table { columns, bytes: MAGIC.to_vec(), groups: Vec::new() }
    }

    /// Adds rows: the values of each column.
    ///
    /// **Range** as many columns as the table has, of its kinds, of one length; no gaps where the column has none.
    pub fn add(&mut self, rows: &[Values]) {
        let count = rows.first().map_or(0, Values::len);
        debug_assert!(rows.len() == self.columns.len());
        debug_assert!(self.columns.iter().zip(rows).all(|(column, values)| values.fit(column, count)));
        if count == 0 {
            return;
        }
        let mut chunks = Vec::new();
        for (column, values) in self.columns.iter().zip(rows) {
            let from = self.bytes.len();
            let written = pages(values, column.has_gaps);
            self.bytes.extend(written.bytes);
            let values_at = written.after_dictionary.map(|length| from + length);
            chunks.push(Chunk { from, to: self.bytes.len(), values_at });
        }
        self.groups.push(Group { rows: count, chunks });
    }

    /// The bytes of the file. `about` is told beside the table, as keys and values; `maker` is who wrote it.
    pub fn finish(mut self, about: &[(&str, String)], maker: &str) -> Vec<u8> {
        let footer = footer(&self.columns, &self.groups, about, maker);
        self.bytes.extend(&footer);
        self.bytes.extend((footer.len() as u32).to_le_bytes());
        self.bytes.extend(MAGIC);
        self.bytes
    }
}
