//! The files of a presentation, and how they lead to each other.

use super::outline::{Body, Slide};
use super::shapes::{HEIGHT, WIDTH, notes, slide};
use super::xml::{HEAD, SPACES, TREE};
use crate::palette::{ACCENT, AXIS, BELOW, BOTH, INK, PAPER, SERIES, STAGES, WASH};

/// The files of the presentation, by name.
pub(super) fn parts(slides: &[Slide]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let count = slides.len();
    let layout = ("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml");
    let mut parts: Vec<(String, Vec<u8>)> = vec![
        ("[Content_Types].xml".into(), content_types(count).into()),
        ("_rels/.rels".into(), relations(&[("rId1", "officeDocument", "ppt/presentation.xml")]).into()),
        ("ppt/presentation.xml".into(), presentation(count).into()),
        ("ppt/_rels/presentation.xml.rels".into(), presentation_relations(count).into()),
        ("ppt/slideMasters/slideMaster1.xml".into(), master().into()),
        (
            "ppt/slideMasters/_rels/slideMaster1.xml.rels".into(),
            relations(&[layout, ("rId2", "theme", "../theme/theme1.xml")]).into(),
        ),
        ("ppt/slideLayouts/slideLayout1.xml".into(), the_layout().into()),
        (
            "ppt/slideLayouts/_rels/slideLayout1.xml.rels".into(),
            relations(&[("rId1", "slideMaster", "../slideMasters/slideMaster1.xml")]).into(),
        ),
        ("ppt/theme/theme1.xml".into(), theme().into()),
        ("ppt/notesMasters/notesMaster1.xml".into(), notes_master().into()),
        (
            "ppt/notesMasters/_rels/notesMaster1.xml.rels".into(),
            relations(&[("rId1", "theme", "../theme/theme2.xml")]).into(),
        ),
        ("ppt/theme/theme2.xml".into(), theme().into()),
    ];
    for (number, one) in (1..).zip(slides) {
        let notes_of = format!("../notesSlides/notesSlide{number}.xml");
        let picture = format!("../media/figure{number}.png");
        let mut links = vec![layout];
        if let Body::Picture { png, .. } = &one.body {
            links.push(("rId2", "image", picture.as_str()));
            parts.push((format!("ppt/media/figure{number}.png"), png.clone()));
        }
        links.push(("rId3", "notesSlide", notes_of.as_str()));
        parts.push((format!("ppt/slides/_rels/slide{number}.xml.rels"), relations(&links).into()));
        parts.push((format!("ppt/slides/slide{number}.xml"), slide(one)?.into()));
        let own = format!("../slides/slide{number}.xml");
        let links =
            [("rId1", "notesMaster", "../notesMasters/notesMaster1.xml"), ("rId2", "slide", own.as_str())];
        parts.push((format!("ppt/notesSlides/_rels/notesSlide{number}.xml.rels"), relations(&links).into()));
        parts.push((format!("ppt/notesSlides/notesSlide{number}.xml"), notes(one).into()));
    }
    Ok(parts)
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
        part("notesMasters/notesMaster1.xml", "presentationml.notesMaster"),
        part("theme/theme1.xml", "theme"),
        part("theme/theme2.xml", "theme"),
    ]
    .concat();
    let each = |n: usize| {
        part(&format!("slides/slide{n}.xml"), "presentationml.slide")
            + &part(&format!("notesSlides/notesSlide{n}.xml"), "presentationml.notesSlide")
    };
    let slides: String = (1..=slides).map(each).collect();
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
         <p:notesMasterIdLst><p:notesMasterId r:id=\"rId3\"/></p:notesMasterIdLst>\
         <p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx=\"{WIDTH}\" cy=\"{HEIGHT}\"/><p:notesSz cx=\"{HEIGHT}\" cy=\"9144000\"/></p:presentation>"
    )
}

fn presentation_relations(slides: usize) -> String {
    let numbered: Vec<(String, String)> =
        (1..=slides).map(|n| (format!("rId{}", 10 + n), format!("slides/slide{n}.xml"))).collect();
    let mut links = vec![
        ("rId1", "slideMaster", "slideMasters/slideMaster1.xml"),
        ("rId2", "theme", "theme/theme1.xml"),
        ("rId3", "notesMaster", "notesMasters/notesMaster1.xml"),
    ];
    links.extend(numbered.iter().map(|(id, target)| (id.as_str(), "slide", target.as_str())));
    relations(&links)
}

/// Where a title stands if a slide does not say.
fn title_place() -> String {
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Title\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr><p:ph type=\"title\"/></p:nvPr></p:nvSpPr>\
         <p:spPr><a:xfrm><a:off x=\"420000\" y=\"300000\"/><a:ext cx=\"{}\" cy=\"840000\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr>\
         <p:txBody><a:bodyPr anchor=\"t\"/><a:lstStyle/><a:p><a:endParaRPr lang=\"en-GB\"/></a:p></p:txBody></p:sp>",
        WIDTH - 840_000
    )
}

fn the_layout() -> String {
    format!(
        "{HEAD}<p:sldLayout {SPACES} type=\"titleOnly\">{TREE}{}</p:spTree></p:cSld></p:sldLayout>",
        title_place()
    )
}

const ACCENTS: &str = "<p:clrMap bg1=\"lt1\" tx1=\"dk1\" bg2=\"lt2\" tx2=\"dk2\" accent1=\"accent1\" accent2=\"accent2\" accent3=\"accent3\" \
     accent4=\"accent4\" accent5=\"accent5\" accent6=\"accent6\" hlink=\"hlink\" folHlink=\"folHlink\"/>";

fn master() -> String {
    format!(
        "{HEAD}<p:sldMaster {SPACES}>{TREE}{}</p:spTree></p:cSld>{ACCENTS}\
         <p:sldLayoutIdLst><p:sldLayoutId id=\"2147483649\" r:id=\"rId1\"/></p:sldLayoutIdLst></p:sldMaster>",
        title_place()
    )
}

fn notes_master() -> String {
    let place = |id: u32, kind: &str, y: u64, high: u64| {
        format!(
            "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"{kind}\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr><p:ph type=\"{kind}\" idx=\"{}\"/></p:nvPr></p:nvSpPr>\
             <p:spPr><a:xfrm><a:off x=\"685800\" y=\"{y}\"/><a:ext cx=\"5486400\" cy=\"{high}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr>\
             {}</p:sp>",
            id - 2,
            if kind == "body" {
                "<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang=\"en-GB\"/></a:p></p:txBody>"
            } else {
                ""
            }
        )
    };
    let (picture, words) = (place(2, "sldImg", 1_143_000, 3_086_100), place(3, "body", 4_400_550, 3_600_450));
    format!(
        "{HEAD}<p:notesMaster {SPACES}>{TREE}{picture}{words}</p:spTree></p:cSld>{ACCENTS}</p:notesMaster>"
    )
}

/// The house colours; every program asks for a theme.
fn theme() -> String {
    let colours = [
        ("dk1", INK),
        ("lt1", PAPER),
        ("dk2", AXIS),
        ("lt2", WASH),
        ("accent1", ACCENT),
        ("accent2", BELOW),
        ("accent3", SERIES[0].0),
        ("accent4", SERIES[1].0),
        ("accent5", STAGES[1].0),
        ("accent6", STAGES[0].0),
        ("hlink", ACCENT),
        ("folHlink", BOTH),
    ];
    let colours: String = colours
        .iter()
        .map(|(name, colour)| format!("<a:{name}><a:srgbClr val=\"{colour}\"/></a:{name}>"))
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
