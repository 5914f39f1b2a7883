//! A table, its columns and its values.

use super::footer::{Chunk, Group, footer};
use super::page::pages;

/// With this a file begins and ends.
const MAGIC: &[u8; 4] = b"PAR1";

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What it is called.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether a row may have no value in it.
    pub has_gaps: bool,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Texts.
    Text,
    /// Whole numbers of 32 bits.
    Whole,
    /// Numbers of 64 bits.
    Number,
}

/// The values of a column in some rows; none where a row has no value.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Texts by their place in a list.
    Text(Vec<String>, Vec<Option<u8>>),
    /// Whole numbers.
    Whole(Vec<Option<i32>>),
    /// Numbers.
    Number(Vec<Option<f64>>),
}

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

impl Values {
    /// Rows.
    pub fn len(&self) -> usize {
        match self {
            Values::Text(_, places) => places.len(),
            Values::Whole(values) => values.len(),
            Values::Number(values) => values.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a row has a value.
    pub(super) fn is_there(&self, row: usize) -> bool {
        match self {
            Values::Text(_, places) => places[row].is_some(),
            Values::Whole(values) => values[row].is_some(),
            Values::Number(values) => values[row].is_some(),
        }
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self, Values::Text(..))
    }

    /// Adds the value of a row, if there is one, in the encoding that is called plain.
    pub(super) fn plain(&self, row: usize, bytes: &mut Vec<u8>) {
        match self {
            Values::Text(texts, places) => {
                if let Some(text) = places[row].map(|place| &texts[usize::from(place)]) {
                    bytes.extend((text.len() as u32).to_le_bytes());
                    bytes.extend(text.as_bytes());
                }
            }
            Values::Whole(values) => bytes.extend(values[row].iter().flat_map(|value| value.to_le_bytes())),
            Values::Number(values) => bytes.extend(values[row].iter().flat_map(|value| value.to_le_bytes())),
        }
    }

    fn fit(&self, column: &Column, rows: usize) -> bool {
        let kind = match self {
            Values::Text(..) => Kind::Text,
            Values::Whole(_) => Kind::Whole,
            Values::Number(_) => Kind::Number,
        };
        kind == column.kind
            && self.len() == rows
            && (column.has_gaps || (0..rows).all(|row| self.is_there(row)))
    }
}
