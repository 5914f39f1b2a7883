//! Thrift's compact protocol, in which Parquet writes what it says of its data.

/// A structure being written; its fields come in rising order.
#[derive(Debug, Default)]
pub struct Struct {
    bytes: Vec<u8>,
    last: u8,
}

/// Types as they stand in the head of a field or list.
const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

impl Struct {
    /// A whole number of 32 bits.
    pub fn i32(mut self, id: u8, value: i32) -> Struct {
        self.head(id, I32);
        zigzag(&mut self.bytes, value.into());
        self
    }

    /// A whole number of 64 bits.
    pub fn i64(mut self, id: u8, value: u64) -> Struct {
        self.head(id, I64);
        zigzag(&mut self.bytes, value as i64);
        self
    }

    /// A text.
    pub fn text(mut self, id: u8, value: &str) -> Struct {
        self.head(id, BINARY);
        text(&mut self.bytes, value);
        self
    }

    /// A structure.
    pub fn within(mut self, id: u8, value: Struct) -> Struct {
        self.head(id, STRUCT);
        self.bytes.extend(value.finish());
        self
    }

    /// A list of structures.
    pub fn list(mut self, id: u8, values: Vec<Struct>) -> Struct {
        self.list_head(id, values.len(), STRUCT);
        self.bytes.extend(values.into_iter().flat_map(Struct::finish));
        self
    }

    /// A list of whole numbers.
    pub fn numbers(mut self, id: u8, values: &[i32]) -> Struct {
        self.list_head(id, values.len(), I32);
        values.iter().for_each(|&value| zigzag(&mut self.bytes, value.into()));
        self
    }

    /// A list of one text.
    pub fn one_text(mut self, id: u8, value: &str) -> Struct {
        self.list_head(id, 1, BINARY);
        text(&mut self.bytes, value);
        self
    }

    /// Its bytes.
    pub fn finish(mut self) -> Vec<u8> {
        self.bytes.push(0);
        self.bytes
    }

    fn head(&mut self, id: u8, kind: u8) {
        // Steps of up to 15 fit into the head; no structure here has a wider gap.
        debug_assert!(id > self.last && id - self.last <= 15);
        self.bytes.push((id - self.last) << 4 | kind);
        self.last = id;
    }

    fn list_head(&mut self, id: u8, length: usize, kind: u8) {
        self.head(id, LIST);
        match length {
            0..15 => self.bytes.push((length as u8) << 4 | kind),
            _ => {
                self.bytes.push(0xf0 | kind);
                varint(&mut self.bytes, length as u64);
            }
        }
    }
}

/// Seven bits a byte, the low ones first; the top bit says that more follow.
pub fn varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// A signed number, small ones of either sign in few bytes.
fn zigzag(bytes: &mut Vec<u8>, value: i64) {
    varint(bytes, ((value << 1) ^ (value >> 63)) as u64);
}

fn text(bytes: &mut Vec<u8>, value: &str) {
    varint(bytes, value.len() as u64);
    bytes.extend(value.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_structure_has_the_bytes_of_the_protocol() {
        // Worked out by hand from the protocol's description: field heads, zigzag, lengths, the closing zero.
        let inner = Struct::default().i32(1, -1).i64(5, 300);
        let outer = Struct::default().text(4, "ab").within(10, inner).numbers(11, &[0, 3]);
        let bytes = [
            0x48, 2, b'a', b'b', // field 4, a text of two bytes
            0x6c, 0x15, 1, 0x46, 0xd8, 4, 0, // field 10: field 1 is -1, field 5 is 300
            0x19, 0x25, 0, 6, // field 11: two numbers
            0,
        ];
        assert_eq!(outer.finish(), bytes);
    }

    #[test]
    fn a_long_list_tells_its_length_apart() {
        let bytes = Struct::default().numbers(1, &[0; 200]).finish();
        assert_eq!(bytes[..4], [0x19, 0xf5, 200, 1]);
        assert_eq!(bytes.len(), 4 + 200 + 1);
    }
}
