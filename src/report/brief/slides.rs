//! The charts as slides: one picture each, with its numbers as alternative text. The only file that knows zip.
//!
//! No crate writes presentations yet that is well kept; the few parts that a program needs are written here by hand.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use super::Run;
use crate::drawing::Size;
use crate::figures::Figure;
use crate::lettering::clean;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const SPACES: &str = "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
     xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\"";
const TREE: &str = "<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>";

/// A slide of 16:9 and what it leaves free around a picture. **Unit** EMU, 914,400 an inch.
const WIDTH: u64 = 12_192_000;
const HEIGHT: u64 = 6_858_000;
const MARGIN: u64 = 240_000;

/// Pictures at twice the design size, as `hikiwake chart` draws them.
const PNG_SCALE: f32 = 2.0;

/// Why a file is not put together.
const UNPACKED: &str = "the slides could not be packed into one file; try fewer runs at once";

/// One slide a chart.
///
/// **Errors** why a chart cannot be drawn or the file not be put together.
pub fn slides(runs: &[Run]) -> Result<Vec<u8>, String> {
    let figures: Vec<&Figure> = runs.iter().flat_map(|run| &run.figures).collect();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The oldest time that the format knows: the same runs give the same bytes.
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    for (name, bytes) in parts(&figures)? {
        zip.start_file(name, options).map_err(|_| UNPACKED)?;
        zip.write_all(&bytes).map_err(|_| UNPACKED)?;
    }
    Ok(zip.finish().map_err(|_| UNPACKED)?.into_inner())
}

/// The files of the presentation, by name.
fn parts(figures: &[&Figure]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let count = figures.len();
    let mut parts: Vec<(String, Vec<u8>)> = vec![
        ("[Content_Types].xml".into(), content_types(count).into()),
        ("_rels/.rels".into(), relations(&[("rId1", "officeDocument", "ppt/presentation.xml")]).into()),
        ("ppt/presentation.xml".into(), presentation(count).into()),
        ("ppt/_rels/presentation.xml.rels".into(), presentation_relations(count).into()),
        ("ppt/slideMasters/slideMaster1.xml".into(), master().into()),
        (
            "ppt/slideMasters/_rels/slideMaster1.xml.rels".into(),
            relations(&[
                ("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml"),
                ("rId2", "theme", "../theme/theme1.xml"),
            ])
            .into(),
        ),
        (
            "ppt/slideLayouts/slideLayout1.xml".into(),
            format!("{HEAD}<p:sldLayout {SPACES} type=\"blank\">{TREE}</p:spTree></p:cSld></p:sldLayout>")
                .into(),
        ),
        (
            "ppt/slideLayouts/_rels/slideLayout1.xml.rels".into(),
            relations(&[("rId1", "slideMaster", "../slideMasters/slideMaster1.xml")]).into(),
        ),
        ("ppt/theme/theme1.xml".into(), theme().into()),
    ];
    for (number, figure) in (1..).zip(figures) {
        let png = figure.render(Size::Slide).png(PNG_SCALE).map_err(|error| error.to_string())?;
        let picture = format!("../media/figure{number}.png");
        let links = [
            ("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml"),
            ("rId2", "image", picture.as_str()),
        ];
        parts.push((format!("ppt/slides/_rels/slide{number}.xml.rels"), relations(&links).into()));
        parts.push((format!("ppt/slides/slide{number}.xml"), slide(number, figure, &png)?.into()));
        parts.push((format!("ppt/media/figure{number}.png"), png));
    }
    Ok(parts)
}

/// Text inside an attribute.
fn escape(text: &str) -> String {
    let text = clean(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

/// The slide of a figure: its picture, as large as fits.
fn slide(number: usize, figure: &Figure, png: &[u8]) -> Result<String, String> {
    let side = |at: usize| png.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_be_bytes);
    let (Some(w @ 1..), Some(h @ 1..)) = (side(16), side(20)) else {
        return Err("a picture is no PNG".into());
    };
    let (w, h) = (u64::from(w), u64::from(h));
    let (room_w, room_h) = (WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN);
    let (cx, cy) = if room_w * h <= room_h * w { (room_w, room_w * h / w) } else { (room_h * w / h, room_h) };
    let (x, y) = ((WIDTH - cx) / 2, (HEIGHT - cy) / 2);
    let (title, description) =
        (escape(&figure.title), escape(&format!("{} {}", figure.title, figure.description)));
    Ok(format!(
        "{HEAD}<p:sld {SPACES}>{TREE}<p:pic><p:nvPicPr><p:cNvPr id=\"2\" name=\"Figure {number}\" title=\"{title}\" descr=\"{description}\"/>\
         <p:cNvPicPr><a:picLocks noChangeAspect=\"1\"/></p:cNvPicPr><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed=\"rId2\"/>\
         <a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm><a:off x=\"{x}\" y=\"{y}\"/><a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm>\
         <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr></p:pic></p:spTree></p:cSld></p:sld>"
    ))
}

fn relations(links: &[(&str, &str, &str)]) -> String {
    let link = |(id, kind, target): &(&str, &str, &str)| {
        format!(
            "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>"
        )
    };
    let links: String = links.iter().map(link).collect();
    format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{links}</Relationships>"
    )
}

fn content_types(slides: usize) -> String {
    let part = |name: &str, kind: &str| {
        format!(
            "<Override PartName=\"/ppt/{name}\" ContentType=\"application/vnd.openxmlformats-officedocument.{kind}+xml\"/>"
        )
    };
    let fixed = [
        part("presentation.xml", "presentationml.presentation.main"),
        part("slideMasters/slideMaster1.xml", "presentationml.slideMaster"),
        part("slideLayouts/slideLayout1.xml", "presentationml.slideLayout"),
        part("theme/theme1.xml", "theme"),
    ]
    .concat();
    let slides: String =
        (1..=slides).map(|n| part(&format!("slides/slide{n}.xml"), "presentationml.slide")).collect();
    format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>{fixed}{slides}</Types>"
    )
}

fn presentation(slides: usize) -> String {
    let ids: String =
        (1..=slides).map(|n| format!("<p:sldId id=\"{}\" r:id=\"rId{}\"/>", 255 + n, 10 + n)).collect();
    format!(
        "{HEAD}<p:presentation {SPACES}><p:sldMasterIdLst><p:sldMasterId id=\"2147483648\" r:id=\"rId1\"/></p:sldMasterIdLst>\
         <p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx=\"{WIDTH}\" cy=\"{HEIGHT}\"/><p:notesSz cx=\"{HEIGHT}\" cy=\"9144000\"/></p:presentation>"
    )
}

fn presentation_relations(slides: usize) -> String {
    let numbered: Vec<(String, String)> =
        (1..=slides).map(|n| (format!("rId{}", 10 + n), format!("slides/slide{n}.xml"))).collect();
    let mut links =
        vec![("rId1", "slideMaster", "slideMasters/slideMaster1.xml"), ("rId2", "theme", "theme/theme1.xml")];
    links.extend(numbered.iter().map(|(id, target)| (id.as_str(), "slide", target.as_str())));
    relations(&links)
}

fn master() -> String {
    let accents: String = (1..=6).map(|n| format!(" accent{n}=\"accent{n}\"")).collect();
    format!(
        "{HEAD}<p:sldMaster {SPACES}>{TREE}</p:spTree></p:cSld><p:clrMap bg1=\"lt1\" tx1=\"dk1\" bg2=\"lt2\" tx2=\"dk2\"{accents} hlink=\"hlink\" folHlink=\"folHlink\"/>\
         <p:sldLayoutIdLst><p:sldLayoutId id=\"2147483649\" r:id=\"rId1\"/></p:sldLayoutIdLst></p:sldMaster>"
    )
}

/// The house colours; every program asks for a theme.
fn theme() -> String {
    let colours = [
        ("dk1", "16202A"),
        ("lt1", "FFFFFF"),
        ("dk2", "2B3640"),
        ("lt2", "F4F6F8"),
        ("accent1", "0F5C94"),
        ("accent2", "BF4722"),
        ("accent3", "E0A030"),
        ("accent4", "55254B"),
        ("accent5", "4FA79A"),
        ("accent6", "6FB3DC"),
        ("hlink", "0F5C94"),
        ("folHlink", "55254B"),
    ];
    let colours: String = colours
        .iter()
        .map(|(name, rgb)| format!("<a:{name}><a:srgbClr val=\"{rgb}\"/></a:{name}>"))
        .collect();
    let fill = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>";
    let line = format!("<a:ln w=\"9525\">{fill}</a:ln>");
    let effect = "<a:effectStyle><a:effectLst/></a:effectStyle>";
    let font = "<a:latin typeface=\"Arial\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/>";
    format!(
        "{HEAD}<a:theme {SPACES} name=\"Brief\"><a:themeElements><a:clrScheme name=\"Brief\">{colours}</a:clrScheme>\
         <a:fontScheme name=\"Brief\"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>\
         <a:fmtScheme name=\"Brief\"><a:fillStyleLst>{fill}{fill}{fill}</a:fillStyleLst><a:lnStyleLst>{line}{line}{line}</a:lnStyleLst>\
         <a:effectStyleLst>{effect}{effect}{effect}</a:effectStyleLst><a:bgFillStyleLst>{fill}{fill}{fill}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
}
