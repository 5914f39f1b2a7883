//! What stands at the end of a file: its columns, and where the pages of each are.

use super::column::{Column, Kind};
use super::compact::Struct;
use super::page::{PLAIN, RLE, RLE_DICTIONARY};

/// A group of rows as it was written.
#[derive(Debug)]
pub struct Group {
    /// Rows.
    pub rows: usize,
    /// Its columns.
    pub chunks: Vec<Chunk>,
}

/// Where the pages of a column are. **Unit** bytes from the beginning of the file.
#[derive(Debug)]
pub struct Chunk {
    /// The first byte.
    pub from: usize,
    /// The byte after the last.
    pub to: usize,
    /// Where its values begin, if a dictionary stands before them.
    pub values_at: Option<usize>,
}

/// The version of the format.
const VERSION: i32 = 2;

/// The footer (`FileMetaData` of the format).
pub fn footer(columns: &[Column], groups: &[Group], about: &[(&str, String)], maker: &str) -> Vec<u8> {
    let root = Struct::default().text(4, "table").i32(5, columns.len() as i32);
    let schema = std::iter::once(root).chain(columns.iter().map(described)).collect();
    let pair = |(key, value): &(&str, String)| Struct::default().text(1, key).text(2, value);
    let rows: usize = groups.iter().map(|group| group.rows).sum();
    Struct::default()
        .i32(1, VERSION)
        .list(2, schema)
        .i64(3, rows as u64)
        .list(4, groups.iter().map(|group| grouped(columns, group)).collect())
        .list(5, about.iter().map(pair).collect())
        .text(6, maker)
        .finish()
}

/// `SchemaElement`.
fn described(column: &Column) -> Struct {
    let one =
        Struct::default().i32(1, number_of(column.kind)).i32(3, column.has_gaps.into()).text(4, &column.name);
    match column.kind {
        // Text twice: as old readers know it, and as a logical type.
        Kind::Text => one.i32(6, 0).within(10, Struct::default().within(1, Struct::default())),
        Kind::Whole | Kind::Number => one,
    }
}

/// `RowGroup`.
fn grouped(columns: &[Column], group: &Group) -> Struct {
    let chunks = columns.iter().zip(&group.chunks).map(|(column, chunk)| placed(column, chunk, group.rows));
    let length = |chunk: &Chunk| (chunk.to - chunk.from) as u64;
    let length: u64 = group.chunks.iter().map(length).sum();
    Struct::default().list(1, chunks.collect()).i64(2, length).i64(3, group.rows as u64)
}

/// `ColumnChunk` with its `ColumnMetaData`.
fn placed(column: &Column, chunk: &Chunk, rows: usize) -> Struct {
    let length = (chunk.to - chunk.from) as u64;
    let encoding = if chunk.values_at.is_some() { RLE_DICTIONARY } else { PLAIN };
    let uncompressed = 0;
    let about = Struct::default()
        .i32(1, number_of(column.kind))
        .numbers(2, &[PLAIN, RLE, encoding][..if encoding == PLAIN { 2 } else { 3 }])
        .one_text(3, &column.name)
        .i32(4, uncompressed)
        .i64(5, rows as u64)
        .i64(6, length)
        .i64(7, length)
        .i64(9, chunk.values_at.unwrap_or(chunk.from) as u64);
    let about = match chunk.values_at {
        Some(_) => about.i64(11, chunk.from as u64),
        None => about,
    };
    Struct::default().i64(2, chunk.from as u64).within(3, about)
}

/// Kinds by their numbers in the format.
fn number_of(kind: Kind) -> i32 {
    match kind {
        Kind::Whole => 1,
        Kind::Number => 5,
        Kind::Text => 6,
    }
}
