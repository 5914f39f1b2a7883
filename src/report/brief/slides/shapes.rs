//! A slide and its notes as XML.

use super::outline::{Body, Slide, lines_of};
use super::xml::{HEAD, SPACES, TREE};
use crate::lettering::clean_in_order;
use crate::palette::{ACCENT, Colour, GRID, INK, SECONDARY};

/// A slide of 16:9 and what it leaves free at its sides. **Unit** EMU, 914,400 an inch.
pub(super) const WIDTH: u64 = 12_192_000;
pub(super) const HEIGHT: u64 = 6_858_000;
const MARGIN: u64 = 420_000;

/// Where the title ends.
const BELOW_TITLE: u64 = 1_180_000;

/// Text inside an element or an attribute.
pub(super) fn escape(text: &str) -> String {
    let text = clean_in_order(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

/// A place on a slide.
#[derive(Clone, Copy)]
struct Place {
    x: u64,
    y: u64,
    wide: u64,
    high: u64,
}

impl Place {
    fn frame(self, tag: &str) -> String {
        let Place { x, y, wide, high } = self;
        format!("<{tag}><a:off x=\"{x}\" y=\"{y}\"/><a:ext cx=\"{wide}\" cy=\"{high}\"/></{tag}>")
    }
}

/// Words of one look. **Unit** of the size: hundredths of a point.
struct Run<'a> {
    words: &'a str,
    size: u32,
    is_bold: bool,
    colour: Colour,
}

impl Run<'_> {
    fn xml(&self) -> String {
        let bold = if self.is_bold { " b=\"1\"" } else { "" };
        format!(
            "<a:r><a:rPr lang=\"en-GB\" sz=\"{}\"{bold}><a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill></a:rPr><a:t>{}</a:t></a:r>",
            self.size,
            self.colour,
            escape(self.words)
        )
    }
}

fn paragraph(runs: &[Run], after: u32) -> String {
    let runs: String = runs.iter().map(Run::xml).collect();
    format!("<a:p><a:pPr><a:spcAft><a:spcPts val=\"{after}\"/></a:spcAft></a:pPr>{runs}</a:p>")
}

/// A box of paragraphs, or the title.
fn shape(id: u32, name: &str, place: Place, is_title: bool, paragraphs: &str) -> String {
    let (locks, kind) = match is_title {
        true => {
            ("<p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr>", "<p:nvPr><p:ph type=\"title\"/></p:nvPr>")
        }
        false => ("<p:cNvSpPr txBox=\"1\"/>", "<p:nvPr/>"),
    };
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"{name}\"/>{locks}{kind}</p:nvSpPr><p:spPr>{}<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr>\
         <p:txBody><a:bodyPr wrap=\"square\" lIns=\"0\" tIns=\"0\" rIns=\"0\" bIns=\"0\" anchor=\"t\"><a:normAutofit/></a:bodyPr><a:lstStyle/>{paragraphs}</p:txBody></p:sp>",
        place.frame("a:xfrm")
    )
}

/// The slide, the picture of which is its second relation.
pub(super) fn slide(slide: &Slide) -> Result<String, String> {
    let full = WIDTH - 2 * MARGIN;
    let (place, size) = match &slide.body {
        Body::Opening { .. } => (Place { x: MARGIN, y: 1_500_000, wide: full, high: 2_300_000 }, 3000),
        _ => (Place { x: MARGIN, y: 300_000, wide: full, high: BELOW_TITLE - 340_000 }, 2200),
    };
    // A long title keeps to its place.
    let size = match slide.title.chars().count() {
        0..=160 => size,
        161..=260 => size - 400,
        _ => size - 800,
    };
    let title = Run { words: &slide.title, size, is_bold: true, colour: INK };
    let title = shape(2, "Title", place, true, &paragraph(&[title], 0));
    let below = Place { x: MARGIN, y: BELOW_TITLE, wide: full, high: HEIGHT - BELOW_TITLE - 260_000 };
    let body = match &slide.body {
        Body::Opening { above, below } => opening(above, below, full),
        Body::Text(paragraphs) => {
            let told = paragraphs.iter().map(|(first, rest)| {
                let first = Run { words: first, size: 1600, is_bold: true, colour: ACCENT };
                paragraph(&[first, Run { words: rest, size: 1600, is_bold: false, colour: INK }], 900)
            });
            shape(3, "Text", below, false, &told.collect::<String>())
        }
        Body::Table(rows) => table(rows, below),
        Body::Picture { png, description } => picture(png, description, below)?,
    };
    Ok(format!("{HEAD}<p:sld {SPACES}>{TREE}{title}{body}</p:spTree></p:cSld></p:sld>"))
}

fn opening(above: &[String], below: &[String], full: u64) -> String {
    let line = |words: &String, size, colour| paragraph(&[Run { words, size, is_bold: false, colour }], 500);
    let over: String = (above.iter().enumerate())
        .map(|(at, words)| match at {
            0 => paragraph(&[Run { words, size: 2000, is_bold: true, colour: ACCENT }], 200),
            _ => line(words, 1400, SECONDARY),
        })
        .collect();
    let under: String = below.iter().map(|words| line(words, 1600, SECONDARY)).collect();
    let over = if over.is_empty() { paragraph(&[], 0) } else { over };
    let under = if under.is_empty() { paragraph(&[], 0) } else { under };
    let bar = format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"5\" name=\"Bar\"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>{}<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>\
         <a:solidFill><a:srgbClr val=\"{ACCENT}\"/></a:solidFill></p:spPr></p:sp>",
        Place { x: MARGIN, y: 0, wide: 700_000, high: 90_000 }.frame("a:xfrm")
    );
    let at = |y, high| Place { x: MARGIN, y, wide: full, high };
    shape(3, "What it is about", at(560_000, 800_000), false, &over)
        + &shape(4, "How much, how sure", at(3_950_000, 2_500_000), false, &under)
        + &bar
}

/// A table of text: its head in bold above a line.
fn table(rows: &[Vec<String>], place: Place) -> String {
    let columns = rows.first().map_or(1, Vec::len).max(1) as u64;
    let grid = format!("<a:gridCol w=\"{}\"/>", place.wide / columns).repeat(columns as usize);
    let mut xml = String::new();
    for (at, row) in rows.iter().enumerate() {
        let rim = if at == 0 { ("19050", INK) } else { ("6350", GRID) };
        let cell = |(column, words): (usize, &String)| {
            let run = Run { words, size: 1100, is_bold: at == 0 || column == 0, colour: INK };
            format!(
                "<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{}</a:txBody><a:tcPr marL=\"0\" marR=\"90000\" marT=\"30000\" marB=\"30000\">\
                 <a:lnL w=\"0\"><a:noFill/></a:lnL><a:lnR w=\"0\"><a:noFill/></a:lnR><a:lnT w=\"0\"><a:noFill/></a:lnT>\
                 <a:lnB w=\"{}\"><a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill></a:lnB><a:noFill/></a:tcPr></a:tc>",
                paragraph(&[run], 0),
                rim.0,
                rim.1
            )
        };
        let cells: String = row.iter().enumerate().map(cell).collect();
        let high = 60_000 + 170_000 * lines_of(row) as u64;
        xml.push_str(&format!("<a:tr h=\"{high}\">{cells}</a:tr>"));
    }
    format!(
        "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"3\" name=\"Term sheet\"/><p:cNvGraphicFramePr><a:graphicFrameLocks noGrp=\"1\"/></p:cNvGraphicFramePr>\
         <p:nvPr/></p:nvGraphicFramePr>{}<a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/table\">\
         <a:tbl><a:tblPr firstRow=\"1\"/><a:tblGrid>{grid}</a:tblGrid>{xml}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>",
        place.frame("p:xfrm")
    )
}

/// A picture, as large as fits.
fn picture(png: &[u8], description: &str, room: Place) -> Result<String, String> {
    let side = |at: usize| png.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_be_bytes);
    let (Some(w @ 1..), Some(h @ 1..)) = (side(16), side(20)) else {
        return Err("a picture is no PNG".into());
    };
    let (w, h) = (u64::from(w), u64::from(h));
    let (wide, high) = if room.wide * h <= room.high * w {
        (room.wide, room.wide * h / w)
    } else {
        (room.high * w / h, room.high)
    };
    let place = Place { x: (WIDTH - wide) / 2, y: room.y + (room.high - high) / 2, wide, high };
    Ok(format!(
        "<p:pic><p:nvPicPr><p:cNvPr id=\"3\" name=\"Figure\" descr=\"{}\"/>\
         <p:cNvPicPr><a:picLocks noChangeAspect=\"1\"/></p:cNvPicPr><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed=\"rId2\"/>\
         <a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr>{}<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr></p:pic>",
        escape(description),
        place.frame("a:xfrm")
    ))
}

/// The notes of a slide.
pub(super) fn notes(slide: &Slide) -> String {
    let told: String = (slide.notes.iter())
        .map(|words| paragraph(&[Run { words, size: 1200, is_bold: false, colour: INK }], 400))
        .collect();
    let told = if told.is_empty() { paragraph(&[], 0) } else { told };
    format!(
        "{HEAD}<p:notes {SPACES}>{TREE}<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Slide\"/><p:cNvSpPr><a:spLocks noGrp=\"1\" noRot=\"1\" noChangeAspect=\"1\"/></p:cNvSpPr>\
         <p:nvPr><p:ph type=\"sldImg\"/></p:nvPr></p:nvSpPr><p:spPr/></p:sp><p:sp><p:nvSpPr><p:cNvPr id=\"3\" name=\"Notes\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr>\
         <p:nvPr><p:ph type=\"body\" idx=\"1\"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>{told}</p:txBody></p:sp></p:spTree></p:cSld></p:notes>"
    )
}
