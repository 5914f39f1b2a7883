//! The pages of one column in one group of rows: a dictionary where it saves room, then the values.

use std::collections::HashMap;

use super::column::Values;
use super::compact::Struct;
use super::packing::{packed, width_of};

/// Encodings by their numbers in the format.
pub const PLAIN: i32 = 0;
pub const RLE: i32 = 3;
pub const RLE_DICTIONARY: i32 = 8;

/// Kinds of pages by their numbers in the format.
const DATA_PAGE: i32 = 0;
const DICTIONARY_PAGE: i32 = 2;

/// The written pages of a column.
pub struct Pages {
    /// The bytes, the dictionary first.
    pub bytes: Vec<u8>,
    /// Where the values begin, if a dictionary stands before them.
    pub after_dictionary: Option<usize>,
}

/// Writes a column; `has_gaps` if the column may have them.
pub fn pages(values: &Values, has_gaps: bool) -> Pages {
    let rows = values.len();
    let mut body = Vec::new();
    if has_gaps {
        let there: Vec<u32> = (0..rows).map(|row| u32::from(values.is_there(row))).collect();
        let levels = packed(&there, 1);
        body.extend((levels.len() as u32).to_le_bytes());
        body.extend(levels);
    }
    let mut bytes = Vec::new();
    let dictionary = dictionary(values);
    let encoding = match &dictionary {
        Some(Dictionary { plain, entries, places }) => {
            let about = Struct::default().i32(1, *entries as i32).i32(2, PLAIN);
            page(&mut bytes, DICTIONARY_PAGE, (7, about), plain);
            let width = width_of(entries - 1);
            body.push(width as u8);
            body.extend(packed(places, width));
            RLE_DICTIONARY
        }
        None => {
            (0..rows).for_each(|row| values.plain(row, &mut body));
            PLAIN
        }
    };
    let after_dictionary = dictionary.map(|_| bytes.len());
    let about = Struct::default().i32(1, rows as i32).i32(2, encoding).i32(3, RLE).i32(4, RLE);
    page(&mut bytes, DATA_PAGE, (5, about), &body);
    Pages { bytes, after_dictionary }
}

fn page(bytes: &mut Vec<u8>, kind: i32, (id, about): (u8, Struct), body: &[u8]) {
    let length = body.len() as i32;
    bytes.extend(Struct::default().i32(1, kind).i32(2, length).i32(3, length).within(id, about).finish());
    bytes.extend(body);
}

/// The values that differ, in the order in which they come, and the place of each row's among them.
struct Dictionary {
    plain: Vec<u8>,
    entries: u32,
    places: Vec<u32>,
}

/// None where nothing is there, or so much differs that it would take more room.
fn dictionary(values: &Values) -> Option<Dictionary> {
    let mut known: HashMap<Vec<u8>, u32> = HashMap::new();
    let mut made = Dictionary { plain: Vec::new(), entries: 0, places: Vec::new() };
    let mut value = Vec::new();
    for row in (0..values.len()).filter(|&row| values.is_there(row)) {
        value.clear();
        values.plain(row, &mut value);
        let place = match known.get(&value) {
            Some(&place) => place,
            None => {
                made.plain.extend(&value);
                known.insert(value.clone(), made.entries);
                made.entries += 1;
                made.entries - 1
            }
        };
        made.places.push(place);
    }
    let saves = made.places.len() >= 2 * made.entries as usize || values.is_text();
    (made.entries > 0 && saves).then_some(made)
}
