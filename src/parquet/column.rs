//! A column and its values.

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

    /// Whether they are texts.
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

    /// Whether these are so many rows of a column.
    pub(super) fn fit(&self, column: &Column, rows: usize) -> bool {
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
