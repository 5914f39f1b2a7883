//! A reader of Parquet files, written from the description of the format and not from our writer: it follows the footer alone, and refuses what
//! it does not know. One group of rows after the other, flat columns, no compression.
#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::collections::BTreeMap;

/// A value of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Nothing,
    Text(String),
    Whole(i32),
    Number(f64),
}

/// What a file holds.
pub struct Read {
    /// Its columns, in order.
    pub columns: Vec<(String, Vec<Cell>)>,
    /// What is told beside the table.
    pub about: BTreeMap<String, String>,
    /// Groups of rows.
    pub groups: usize,
}

impl Read {
    pub fn column(&self, name: &str) -> &[Cell] {
        let found = self.columns.iter().find(|(known, _)| known == name);
        &found.unwrap_or_else(|| panic!("no column {name}")).1
    }
}

/// A value of Thrift's compact protocol.
#[derive(Debug)]
enum Thrift {
    Int(i64),
    Text(Vec<u8>),
    List(Vec<Thrift>),
    Struct(BTreeMap<i64, Thrift>),
}

impl Thrift {
    fn field(&self, id: i64) -> Option<&Thrift> {
        let Thrift::Struct(fields) = self else { panic!("{self:?} is no structure") };
        fields.get(&id)
    }

    fn int(&self, id: i64) -> usize {
        match self.field(id) {
            Some(&Thrift::Int(value)) => usize::try_from(value).unwrap(),
            other => panic!("{other:?} is no whole number"),
        }
    }

    fn text(&self, id: i64) -> String {
        match self.field(id) {
            Some(Thrift::Text(bytes)) => String::from_utf8(bytes.clone()).unwrap(),
            other => panic!("{other:?} is no text"),
        }
    }

    fn list(&self, id: i64) -> &[Thrift] {
        match self.field(id) {
            Some(Thrift::List(values)) => values,
            other => panic!("{other:?} is no list"),
        }
    }
}

/// Bytes with a place in them.
struct Cursor<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Cursor<'b> {
    fn take(&mut self, length: usize) -> &'b [u8] {
        self.at += length;
        &self.bytes[self.at - length..self.at]
    }

    fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    fn varint(&mut self) -> u64 {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            value |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                return value;
            }
        }
    }

    fn int(&mut self) -> i64 {
        let raw = self.varint();
        (raw >> 1) as i64 ^ -((raw & 1) as i64)
    }

    fn value(&mut self, kind: u8) -> Thrift {
        match kind {
            5 | 6 => Thrift::Int(self.int()),
            8 => {
                let length = self.varint() as usize;
                Thrift::Text(self.take(length).to_vec())
            }
            9 => {
                let head = self.byte();
                let length = if head >> 4 == 15 { self.varint() as usize } else { usize::from(head >> 4) };
                Thrift::List((0..length).map(|_| self.value(head & 15)).collect())
            }
            12 => self.structure(),
            other => panic!("type {other} at byte {}", self.at),
        }
    }

    fn structure(&mut self) -> Thrift {
        let (mut fields, mut id) = (BTreeMap::new(), 0);
        loop {
            let head = self.byte();
            if head == 0 {
                return Thrift::Struct(fields);
            }
            id = if head >> 4 == 0 { self.int() } else { id + i64::from(head >> 4) };
            let value = self.value(head & 15);
            fields.insert(id, value);
        }
    }

    /// Runs and packed groups of eight.
    fn hybrid(&mut self, width: usize, count: usize) -> Vec<usize> {
        let mut numbers = Vec::new();
        while numbers.len() < count {
            let head = self.varint() as usize;
            if head & 1 == 0 {
                let value = self.take(width.div_ceil(8));
                let value = value.iter().rev().fold(0, |sum, &byte| sum << 8 | usize::from(byte));
                numbers.extend(std::iter::repeat_n(value, head >> 1));
            } else {
                let packed = self.take((head >> 1) * width);
                let bit = |n: usize| usize::from(packed[n / 8] >> (n % 8) & 1);
                let number = |n: usize| (0..width).map(|b| bit(n * width + b) << b).sum::<usize>();
                numbers.extend((0..(head >> 1) * 8).map(number));
            }
        }
        numbers.truncate(count);
        numbers
    }

    /// A value in the encoding that is called plain, of one of the types of the format.
    fn plain(&mut self, kind: usize) -> Cell {
        match kind {
            1 => Cell::Whole(i32::from_le_bytes(self.take(4).try_into().unwrap())),
            5 => Cell::Number(f64::from_le_bytes(self.take(8).try_into().unwrap())),
            6 => {
                let length = u32::from_le_bytes(self.take(4).try_into().unwrap());
                Cell::Text(String::from_utf8(self.take(length as usize).to_vec()).unwrap())
            }
            other => panic!("type {other}"),
        }
    }
}

/// Reads a file whole.
pub fn read(bytes: &[u8]) -> Read {
    assert_eq!((&bytes[..4], &bytes[bytes.len() - 4..]), (&b"PAR1"[..], &b"PAR1"[..]));
    let end = bytes.len() - 8;
    let length = u32::from_le_bytes(bytes[end..end + 4].try_into().unwrap()) as usize;
    let mut cursor = Cursor { bytes: &bytes[..end], at: end - length };
    let footer = cursor.structure();
    assert_eq!(cursor.at, end);
    let schema = footer.list(2);
    assert_eq!(schema[0].int(5), schema.len() - 1);
    let mut columns: Vec<(String, Vec<Cell>)> =
        schema[1..].iter().map(|column| (column.text(4), Vec::new())).collect();
    for group in footer.list(4) {
        let chunks = group.list(1);
        assert_eq!(chunks.len(), columns.len());
        for ((column, chunk), (name, cells)) in schema[1..].iter().zip(chunks).zip(&mut columns) {
            let about = chunk.field(3).unwrap();
            assert_eq!((about.int(1), about.int(4)), (column.int(1), 0));
            assert!(matches!(about.list(3), [Thrift::Text(path)] if path == name.as_bytes()));
            assert_eq!(about.int(5), group.int(3));
            cells.extend(chunk_cells(bytes, about, column.int(3) == 1));
        }
    }
    assert!(columns.iter().all(|(_, cells)| cells.len() == footer.int(3)));
    let about = footer.list(5).iter().map(|pair| (pair.text(1), pair.text(2))).collect();
    Read { columns, about, groups: footer.list(4).len() }
}

fn chunk_cells(bytes: &[u8], about: &Thrift, has_gaps: bool) -> Vec<Cell> {
    let (kind, rows) = (about.int(1), about.int(5));
    let mut dictionary: Option<Vec<Cell>> = None;
    let mut at = about.int(9);
    if about.field(11).is_some() {
        let mut cursor = Cursor { bytes, at: about.int(11) };
        let head = cursor.structure();
        let own = head.field(7).unwrap();
        assert_eq!((head.int(1), own.int(2)), (2, 0));
        let from = cursor.at;
        dictionary = Some((0..own.int(1)).map(|_| cursor.plain(kind)).collect());
        assert_eq!(cursor.at - from, head.int(2));
        assert_eq!(cursor.at, at);
    }
    let mut cursor = Cursor { bytes, at };
    let head = cursor.structure();
    let own = head.field(5).unwrap();
    assert_eq!((head.int(1), own.int(1), head.int(2)), (0, rows, head.int(3)));
    at = cursor.at;
    let there = if has_gaps {
        let length = u32::from_le_bytes(cursor.take(4).try_into().unwrap()) as usize;
        let from = cursor.at;
        let levels = cursor.hybrid(1, rows);
        assert_eq!(cursor.at - from, length);
        levels
    } else {
        vec![1; rows]
    };
    let count = there.iter().sum();
    let values: Vec<Cell> = match (dictionary, own.int(2)) {
        (Some(dictionary), 8) => {
            let width = usize::from(cursor.byte());
            cursor.hybrid(width, count).into_iter().map(|place| dictionary[place].clone()).collect()
        }
        (None, 0) => (0..count).map(|_| cursor.plain(kind)).collect(),
        (_, encoding) => panic!("encoding {encoding}"),
    };
    assert_eq!(cursor.at - at, head.int(2));
    let total = cursor.at - if about.field(11).is_some() { about.int(11) } else { about.int(9) };
    assert_eq!((about.int(6), about.int(7)), (total, total));
    let mut values = values.into_iter();
    there.into_iter().map(|there| if there == 1 { values.next().unwrap() } else { Cell::Nothing }).collect()
}
