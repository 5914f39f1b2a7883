//! The house font, cut down to the characters of one document.

use super::house::{self, Weight};

/// The font in its two weights with the outlines of the characters of `text` alone: what a page carries with it.
///
/// Glyphs keep their numbers, so every other table of the font stays as it is; outlines that nobody asked for become empty.
pub fn font_for(text: &str) -> [Vec<u8>; 2] {
    [Weight::Regular, Weight::SemiBold].map(|weight| {
        let whole = house::bytes(weight);
        let mut wanted: Vec<u16> = text.chars().filter_map(|c| house::glyph(c, weight)).collect();
        wanted.push(0);
        subset(whole, &wanted).unwrap_or_else(|| whole.to_vec())
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The tables of a TrueType font: tag and bytes.
fn tables(font: &[u8]) -> Option<Vec<([u8; 4], &[u8])>> {
    (0..usize::from(u16_at(font, 4)?))
        .map(|i| {
            let entry = 12 + 16 * i;
            let tag = font.get(entry..entry + 4)?.try_into().ok()?;
            let (start, length) = (u32_at(font, entry + 8)? as usize, u32_at(font, entry + 12)? as usize);
            Some((tag, font.get(start..start + length)?))
        })
        .collect()
}

/// A font with the outlines of these glyphs and no table but those that shape and draw them; none where it is not built as expected.
///
/// Its name and its licence stay in it.
pub(super) fn bare(font: &[u8], wanted: &[u16]) -> Option<Vec<u8>> {
    const KEPT: [&[u8; 4]; 14] = [
        b"GDEF", b"GPOS", b"GSUB", b"OS/2", b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"kern", b"loca",
        b"maxp", b"name", b"post",
    ];
    let whole = tables(font)?;
    // What Apple's own tables put in place of glyphs is not followed.
    if whole.iter().any(|(tag, _)| tag == b"morx") || font.starts_with(b"ttcf") {
        return None;
    }
    let mut kept: Vec<([u8; 4], &[u8])> = whole.into_iter().filter(|(tag, _)| KEPT.contains(&tag)).collect();
    // The names of glyphs: of the table its head is needed, in the form that has none.
    let nameless = kept.iter().find(|(tag, _)| tag == b"post").and_then(|(_, post)| {
        let mut head = post.get(..32)?.to_vec();
        head[..4].copy_from_slice(&0x0003_0000_u32.to_be_bytes());
        Some(head)
    });
    kept.retain(|(tag, _)| tag != b"post" || nameless.is_some());
    for (_, bytes) in kept.iter_mut().filter(|(tag, _)| tag == b"post") {
        *bytes = nameless.as_deref()?;
    }
    subset(&assemble(font.get(..12)?, &kept)?, wanted)
}

/// The font with the outlines of these glyphs; none where it is not built as expected.
fn subset(font: &[u8], wanted: &[u16]) -> Option<Vec<u8>> {
    let tables = tables(font)?;
    let table = |tag: &[u8; 4]| tables.iter().find(|(t, _)| t == tag).map(|(_, bytes)| *bytes);
    let (glyf, loca, header) = (table(b"glyf")?, table(b"loca")?, table(b"head")?);
    let long = u16_at(header, 50)? == 1;
    let offset = |glyph: usize| {
        Some(if long { u32_at(loca, 4 * glyph)? as usize } else { 2 * usize::from(u16_at(loca, 2 * glyph)?) })
    };
    let count = loca.len() / if long { 4 } else { 2 } - 1;
    let outline = |glyph: usize| glyf.get(offset(glyph)?..offset(glyph + 1)?);
    let mut kept = vec![false; count];
    let mut open: Vec<u16> = wanted.to_vec();
    while let Some(glyph) = open.pop() {
        let place = kept.get_mut(usize::from(glyph))?;
        if !std::mem::replace(place, true) {
            open.extend(parts(outline(usize::from(glyph))?)?);
        }
    }
    let (mut outlines, mut places) = (Vec::new(), 0_u32.to_be_bytes().to_vec());
    for (glyph, _) in kept.iter().enumerate() {
        if kept[glyph] {
            outlines.extend(outline(glyph)?);
            outlines.resize(outlines.len().next_multiple_of(4), 0);
        }
        places.extend((outlines.len() as u32).to_be_bytes());
    }
    let mut header = header.to_vec();
    header[50..52].copy_from_slice(&1_u16.to_be_bytes());
    let replaced: Vec<([u8; 4], &[u8])> = tables
        .iter()
        .map(|&(tag, bytes)| match &tag {
            b"glyf" => (tag, outlines.as_slice()),
            b"loca" => (tag, places.as_slice()),
            b"head" => (tag, header.as_slice()),
            _ => (tag, bytes),
        })
        .collect();
    assemble(font.get(..12)?, &replaced)
}

/// The glyphs that a composite glyph is put together from.
fn parts(outline: &[u8]) -> Option<Vec<u16>> {
    const WORDS: u16 = 1;
    const SCALE: u16 = 8;
    const MORE: u16 = 32;
    const TWO_SCALES: u16 = 64;
    const MATRIX: u16 = 128;
    let mut found = Vec::new();
    if outline.is_empty() || u16_at(outline, 0)? < 0x8000 {
        return Some(found);
    }
    let mut at = 10;
    loop {
        let flags = u16_at(outline, at)?;
        found.push(u16_at(outline, at + 2)?);
        at += 4 + if flags & WORDS != 0 { 4 } else { 2 };
        at += match flags {
            f if f & SCALE != 0 => 2,
            f if f & TWO_SCALES != 0 => 4,
            f if f & MATRIX != 0 => 8,
            _ => 0,
        };
        if flags & MORE == 0 {
            return Some(found);
        }
    }
}

/// Sum of a table's 32-bit words, as the font's directory wants it.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0, |sum: u32, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

fn assemble(start: &[u8], tables: &[([u8; 4], &[u8])]) -> Option<Vec<u8>> {
    let mut font = start.to_vec();
    font.get_mut(4..6)?.copy_from_slice(&u16::try_from(tables.len()).ok()?.to_be_bytes());
    let mut place = 12 + 16 * tables.len();
    for (tag, bytes) in tables {
        font.extend(tag);
        font.extend(checksum(bytes).to_be_bytes());
        font.extend(u32::try_from(place).ok()?.to_be_bytes());
        font.extend(u32::try_from(bytes.len()).ok()?.to_be_bytes());
        place = (place + bytes.len()).next_multiple_of(4);
    }
    for (_, bytes) in tables {
        font.extend(*bytes);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    Some(font)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lettering::house::face_of;

    #[test]
    fn a_cut_down_font_draws_what_was_asked_for_and_is_small() {
        for (font, weight) in
            font_for("Fähre 北方領土 Курилы").into_iter().zip([Weight::Regular, Weight::SemiBold])
        {
            assert!(font.len() < 150_000, "{}", font.len());
            let (whole, cut) = (face_of(house::bytes(weight)), face_of(&font));
            for c in "ähre北К".chars() {
                let glyph = whole.glyph_index(c).unwrap();
                assert_eq!(cut.glyph_index(c), Some(glyph));
                assert_eq!(cut.glyph_bounding_box(glyph), whole.glyph_bounding_box(glyph), "{c}");
                assert_eq!(cut.glyph_hor_advance(glyph), whole.glyph_hor_advance(glyph));
            }
            let left_out = whole.glyph_index('Z').unwrap();
            assert!(whole.glyph_bounding_box(left_out).is_some());
            assert!(cut.glyph_bounding_box(left_out).is_none());
        }
    }
}
