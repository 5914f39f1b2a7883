//! `hikiwake brief` from the outside: what it writes is whole, the same every time, and never more than text.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fs;
#[cfg(feature = "xlsx")]
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::common::desk::{Desk, code, errors, minimal};

/// A name that would be code in a page, a formula or a link in a sheet, the end of a quoted part in XML, a template in a template, a colour in a terminal; that
/// ends a text early, and turns the direction of reading.
const HOSTILE: &str = r#"=cmd()|<script>alert(1)</script> {{ 7*7 }} \"onload=\" ![x](javascript:x) & 'q' \u001b[31m ]]> =HYPERLINK(\"//example.org\") <img src=x onerror=a()> --> \u0000\u0001\u202e\u2066\ufffe"#;

/// Characters that no output may hold: controls, those that turn the direction of reading, those that XML forbids.
fn is_treacherous(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}

fn hikiwake(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hikiwake")).current_dir(folder).args(arguments).output().unwrap()
}

fn must(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A finished run of two scenarios, one of them with hostile names, in a folder `run`.
fn finished() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let base = scenarios.join("two-plus-alpha.toml");
    let mine = format!(
        "extends = {:?}\nname = \"{HOSTILE}\"\noption_sheet.two_plus_alpha.name = \"{HOSTILE}\"\nsummary = \"{HOSTILE}\"\n[evidence.E001]\nclaim = \"{HOSTILE}\"\n",
        base.to_str().unwrap()
    );
    fs::write(place.path().join("mine.toml"), mine).unwrap();
    let size = ["--worlds", "40", "--paths", "5", "--out", "run"];
    let other = scenarios.join("joint-economic-activity.toml");
    let files = ["run", "mine.toml", other.to_str().unwrap(), "--allow", scenarios.to_str().unwrap()];
    must(&hikiwake(place.path(), &[&files[..], &size[..]].concat()));
    place
}

fn brief(place: &Path, format: &str) -> PathBuf {
    must(&hikiwake(place, &["brief", "run", "--full", "--format", format]));
    place.join(format!("run-briefing.{format}"))
}

/// The files of an archive, by name.
#[cfg(feature = "xlsx")]
fn unpacked(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut file = archive.by_index(i).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().to_string(), bytes)
        })
        .collect()
}

#[test]
fn a_page_is_whole_loads_nothing_and_holds_no_code() {
    let place = finished();
    let html = fs::read_to_string(brief(place.path(), "html")).unwrap();
    assert!(html.contains("default-src 'none'") && html.contains("<html lang=\"en\">"));
    assert_eq!(
        (html.matches("<script").count(), html.matches("</script").count()),
        (1, 1),
        "no script but our own"
    );
    assert!(!html.contains("<img"), "a tag came through");
    assert!(html.contains("&lt;script&gt;") && html.contains("{{ 7*7 }}"), "the name is shown as it is");
    assert!(!html.contains(is_treacherous), "a control character came through");
    let outward = html.match_indices("http").filter(|(at, _)| !html[*at..].starts_with("http://www.w3.org/"));
    let outward: Vec<&str> = outward.map(|(at, _)| &html[at..(at + 30).min(html.len())]).collect();
    assert!(outward.iter().all(|text| text.starts_with("http-equiv")), "{outward:?}");
    for heading in [
        "Findings",
        "Further figures",
        "What each option puts on the table",
        "Estimates",
        "Assumption ledger",
        "How to read it, and how it was done",
    ] {
        assert!(html.contains(&format!(">{heading}</h2>")), "{heading}");
    }
    // Each way inside leads somewhere.
    for (at, link) in html.match_indices("href=\"#") {
        let target = &html[at + link.len()..];
        let target = &target[..target.find('"').unwrap()];
        assert_eq!(html.matches(&format!("id=\"{target}\"")).count(), 1, "{target}");
    }
}

#[test]
fn the_first_screen_answers_and_what_it_rests_on_is_in_a_second_file() {
    let place = finished();
    must(&hikiwake(place.path(), &["brief", "run"]));
    let read = |name: &str| fs::read_to_string(place.path().join(name)).unwrap();
    let (page, annex) = (read("run-briefing.html"), read("run-briefing-annex.html"));
    let (header, rest) = page.split_once("</header>").unwrap();
    let says = |what: &str| header.contains(what);
    assert!(
        says("Southern Kurils / Northern Territories") && says("As of 31 January 2017, to December 2026")
    );
    assert!(
        says("it would bring ")
            && says("no land transferred to Japan")
            && says("ahead of")
            && says("How sure: in 90%")
            && says("; it ranks first in ")
    );
    for line in ["What decides, and stands in the way", "What would change our mind", "What it rests on"] {
        assert!(says(&format!("<dt>{line}</dt>")), "{line}");
    }
    assert!(
        says("id=\"figure-1\"") && says("href=\"run-briefing-annex.html\""),
        "the ladder, and the way on"
    );
    // Errors, assumptions and evidence are the annex's.
    for section in ["estimates", "ledger", "digests"] {
        let id = format!("<section id=\"{section}\"");
        assert!(!page.contains(&id) && annex.contains(&id), "{section}");
    }
    let body = rest.split_once("<script>").unwrap().0;
    let without_charts = body.split("<svg").map(|part| part.rsplit("</svg>").next().unwrap());
    let errors = without_charts.filter(|part| part.contains(" ± ")).count();
    assert_eq!(errors, 0, "a reader needs two digits");
    assert!(annex.contains(" ± "));
    must(&hikiwake(place.path(), &["brief", "run", "--full", "--out", "full.html"]));
    assert!(
        read("full.html").contains("<section id=\"ledger\"")
            && !place.path().join("full-annex.html").exists()
    );
}

#[test]
fn what_would_change_our_mind_is_a_value_at_which_another_option_comes_ahead() {
    let place = tempfile::tempdir().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let files = ["robust_steady", "robust_daring"].map(|name| folder.join(format!("published/{name}.toml")));
    let [steady, daring] = [0, 1].map(|place: usize| files[place].to_str().unwrap());
    let run = ["run", steady, daring, "--allow", folder.to_str().unwrap(), "--worlds", "400", "--out", "run"];
    must(&hikiwake(place.path(), &run));
    must(&hikiwake(place.path(), &["brief", "run"]));
    let page = fs::read_to_string(place.path().join("run-briefing.html")).unwrap();
    let (header, _) = page.split_once("</header>").unwrap();
    let (_, line) = header.split_once("<dt>What would change our mind</dt>").unwrap();
    for part in
        ["“Daring” would come ahead with the rate of “to_first” in “race” above 0.", "(95% 0.", "a year)"]
    {
        assert!(line.contains(part), "{part}: {line}");
    }
}

#[test]
fn numbers_are_those_of_the_run() {
    let place = finished();
    let html = fs::read_to_string(brief(place.path(), "html")).unwrap();
    let text = fs::read_to_string(place.path().join("run/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(html.contains(manifest["digest"].as_str().unwrap()));
    let figures = fs::read_to_string(place.path().join("run/figures.json")).unwrap();
    let figures: serde_json::Value = serde_json::from_str(&figures).unwrap();
    let count = figures["figures"].as_array().unwrap().len();
    assert_eq!(html.matches("<figure ").count(), count);
    let outcomes = fs::read_to_string(place.path().join("run/outcomes.json")).unwrap();
    let outcomes: serde_json::Value = serde_json::from_str(&outcomes).unwrap();
    let headline = &outcomes["scenarios"][1]["estimates"][0];
    // What is rare has no word and is counted.
    let shown = match headline["likelihood"].as_str() {
        Some(word) => format!("{word}</strong>"),
        None => format!("{} of {} histories", headline["hits"], headline["trials"]),
    };
    assert!(html.contains(&shown), "{shown}");
}

#[test]
fn every_format_gives_the_same_bytes_twice() {
    let desk = Desk::new();
    desk.folder("run", &[&minimal()], &[]);
    let formats = if cfg!(feature = "xlsx") { &["html", "md", "xlsx", "pptx"][..] } else { &["html", "md"] };
    let briefings = || -> Vec<Vec<u8>> {
        formats.iter().map(|format| fs::read(brief(&desk.path("."), format)).unwrap()).collect()
    };
    let first = briefings();
    // A moment of two seconds is what a zip can tell apart.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    for ((format, first), again) in formats.iter().zip(first).zip(briefings()) {
        assert!(first == again, "{format}");
    }
}

#[test]
fn text_in_markdown_stays_text() {
    let place = finished();
    let md = fs::read_to_string(brief(place.path(), "md")).unwrap();
    // A bracket that is escaped makes no link.
    let links = md.replace("\\]", "");
    assert!(!md.contains("<script") && !links.contains("](javascript") && md.contains("&lt;script&gt;"));
    assert!(!md.contains(is_treacherous) && !md.contains("<img"));
    // A row has the columns of its head, whatever its texts hold.
    let mut columns = None;
    for line in md.lines() {
        let bars = line.replace("\\|", "").matches('|').count();
        if bars == 0 {
            columns = None;
        } else {
            assert_eq!(*columns.get_or_insert(bars), bars, "{line}");
        }
    }
}

#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_has_a_sheet_a_figure_and_no_formula() {
    let place = finished();
    let files = unpacked(&brief(place.path(), "xlsx"));
    let sheets: Vec<_> = files.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")).collect();
    let figures = fs::read_to_string(place.path().join("run/figures.json")).unwrap();
    let figures: serde_json::Value = serde_json::from_str(&figures).unwrap();
    assert_eq!(sheets.len(), figures["figures"].as_array().unwrap().len() + 3);
    for (name, bytes) in sheets {
        let xml = String::from_utf8(bytes.clone()).unwrap();
        assert!(!xml.contains("<f>") && !xml.contains("<f "), "{name} has a formula");
        assert!(!xml.contains("<hyperlink"), "{name} has a link");
    }
    let texts = files.iter().find(|(name, _)| name == "xl/sharedStrings.xml").unwrap();
    let texts = String::from_utf8(texts.1.clone()).unwrap();
    assert!(texts.contains("=cmd()|&lt;script&gt;"), "the name stands there as text");
    // A summary first; what is listed keeps its head in sight and can be filtered.
    let sheet = |n: usize| {
        let name = format!("xl/worksheets/sheet{n}.xml");
        String::from_utf8(files.iter().find(|(known, _)| *known == name).unwrap().1.clone()).unwrap()
    };
    assert!(texts.contains("Scenario briefing") && texts.contains("By how much, how sure"));
    assert!(sheet(2).contains("<pane ") && sheet(2).contains("<autoFilter "), "the estimates");
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("xl/drawings/drawing")) {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let told: Vec<&str> = document.descendants().filter_map(|node| node.attribute("descr")).collect();
        assert!(!told.is_empty(), "{name}");
        assert!(
            told.iter().all(|words| (1..=255).contains(&words.encode_utf16().count())),
            "{name}: {told:?}"
        );
    }
    // Bars begin with the first row on top, and grow to the right.
    let charts = || files.iter().filter(|(name, _)| name.starts_with("xl/charts/chart"));
    let bars = charts().map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap());
    for xml in bars.filter(|xml| xml.contains("<c:barDir val=\"bar\"/>")) {
        let axis = |name: &str| {
            xml.split(&format!("<c:{name}>"))
                .nth(1)
                .unwrap()
                .split("</c:scaling>")
                .next()
                .unwrap()
                .to_string()
        };
        assert!(axis("catAx").contains("maxMin") && axis("valAx").contains("minMax"), "{xml}");
    }
    // A figure has a chart that the reader may edit, or its picture.
    let of_kind = |start: &str| files.iter().filter(|(name, _)| name.starts_with(start)).count();
    assert!(of_kind("xl/charts/chart") >= 2, "native charts");
    assert_eq!(of_kind("xl/drawings/drawing"), figures["figures"].as_array().unwrap().len());
}

#[cfg(feature = "xlsx")]
#[test]
fn slides_hold_each_chart_with_its_numbers_in_words() {
    let place = finished();
    let files = unpacked(&brief(place.path(), "pptx"));
    let of_kind = |start: &str| -> Vec<String> {
        let parts = files.iter().filter(|(name, _)| name.starts_with(start) && name.ends_with(".xml"));
        parts.map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap()).collect()
    };
    let (slides, notes) = (of_kind("ppt/slides/slide"), of_kind("ppt/notesSlides/"));
    let pictures = files.iter().filter(|(_, bytes)| bytes.starts_with(b"\x89PNG")).count();
    let figures: serde_json::Value =
        serde_json::from_slice(&fs::read(place.path().join("run/figures.json")).unwrap()).unwrap();
    assert_eq!(pictures, figures["figures"].as_array().unwrap().len());
    assert_eq!(slides.iter().filter(|xml| xml.contains("descr=\"")).count(), pictures);
    // Each has a real title and notes that lead back to the run; some are text, one is the term sheet.
    assert!(
        slides
            .iter()
            .all(|xml| xml.matches("<p:ph type=\"title\"/>").count() == 1 && !xml.contains("<script"))
    );
    assert_eq!(notes.len(), slides.len());
    assert!(notes.iter().all(|xml| xml.contains("To make it again: hikiwake reproduce run")));
    assert!(slides[0].contains("Southern Kurils / Northern Territories") && slides.len() > pictures + 2);
    assert!(slides.iter().any(|xml| xml.contains("<a:tbl>") && xml.contains("Peace treaty")));
    for (_, bytes) in files.iter().filter(|(_, bytes)| bytes.starts_with(b"\x89PNG")) {
        assert!(bytes.windows(4).any(|part| part == b"pHYs"), "a picture knows its size");
    }
}

/// What an office program reads first: each part is sound XML without treacherous characters, and each relation leads to a part that is there.
#[cfg(feature = "xlsx")]
fn faults(files: &[(String, Vec<u8>)]) -> Vec<String> {
    let mut faults = Vec::new();
    let parts: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".xml") || name.ends_with(".rels")) {
        let text = std::str::from_utf8(bytes).unwrap();
        if text.contains(|c: char| is_treacherous(c) && c != '\r') {
            faults.push(format!("{name}: a treacherous character"));
        }
        let document = match roxmltree::Document::parse(text) {
            Ok(document) => document,
            Err(why) => {
                faults.push(format!("{name}: {why}"));
                continue;
            }
        };
        // `a/_rels/b.xml.rels` tells what `a/b.xml` leads to.
        let folder = name.split_once("_rels/").map_or("", |(folder, _)| folder);
        for relation in document.descendants().filter(|node| node.has_tag_name(RELATION)) {
            let target = resolved(folder, relation.attribute("Target").unwrap());
            if relation.attribute("TargetMode").is_some() || !parts.contains(&target.as_str()) {
                faults.push(format!("{name} leads to {target}"));
            }
        }
        for part in document.descendants().filter_map(|node| node.attribute("PartName")) {
            if !parts.contains(&part.trim_start_matches('/')) {
                faults.push(format!("{name} lists {part}"));
            }
        }
    }
    faults
}

#[cfg(feature = "xlsx")]
const RELATION: (&str, &str) =
    ("http://schemas.openxmlformats.org/package/2006/relationships", "Relationship");

/// A path as it is seen from a folder.
#[cfg(feature = "xlsx")]
fn resolved(folder: &str, path: &str) -> String {
    if let Some(absolute) = path.strip_prefix('/') {
        return absolute.to_string();
    }
    let mut whole: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            ".." => drop(whole.pop()),
            part => whole.push(part),
        }
    }
    whole.join("/")
}

#[cfg(feature = "xlsx")]
#[test]
fn office_files_are_sound_whatever_the_names() {
    let place = finished();
    for format in ["xlsx", "pptx"] {
        let mut files = unpacked(&brief(place.path(), format));
        assert_eq!(faults(&files), Vec::<String>::new(), "{format}");
        // The same look sees a part that is gone, and one that is broken.
        let is_shown = |name: &str| name.ends_with(".png") || name.starts_with("xl/charts/chart");
        let shown = files.iter().position(|(name, _)| is_shown(name)).unwrap();
        files.remove(shown);
        assert!(!faults(&files).is_empty(), "{format}: what it shows is gone");
        files[0].1.truncate(80);
        assert!(faults(&files).iter().any(|fault| fault.starts_with(&files[0].0)), "{format}");
    }
}

#[test]
fn pictures_and_tables_of_the_run_are_sound_whatever_the_names() {
    let place = finished();
    let charts = fs::read_dir(place.path().join("run/charts")).unwrap();
    let svgs = charts.map(|entry| entry.unwrap().path()).filter(|path| path.extension().unwrap() == "svg");
    let mut named = 0;
    for path in svgs {
        let svg = fs::read_to_string(&path).unwrap();
        assert!(!svg.contains(is_treacherous), "{}", path.display());
        let document = roxmltree::Document::parse(&svg).unwrap();
        let mut tags = document.descendants().filter(|node| node.is_element());
        assert!(tags.all(|tag| {
            let attributes = || tag.attributes().map(|attribute| attribute.name());
            !["script", "img", "image", "a", "foreignObject"].contains(&tag.tag_name().name())
                && attributes().all(|name| !name.starts_with("on") && name != "href")
        }));
        named += usize::from(
            document.descendants().any(|node| node.text().is_some_and(|t| t.contains("<script>"))),
        );
    }
    assert!(named > 0, "the name stands in a chart as text");
    let csv = fs::read_to_string(place.path().join("run/outcomes.csv")).unwrap();
    let mut cells = csv.lines().flat_map(|line| line.split(',')).map(|cell| cell.trim_start_matches('"'));
    let formula = |cell: &str| {
        cell.starts_with(['=', '@', '+']) || (cell.starts_with('-') && cell.parse::<f64>().is_err())
    };
    assert!(!cells.any(formula), "a cell would be read as a formula");
    assert!(csv.lines().count() > 10 && !csv.contains(is_treacherous));
}

#[test]
fn a_run_that_was_edited_is_not_told_of() {
    let place = finished();
    let outcomes = place.path().join("run/outcomes.json");
    let text = fs::read_to_string(&outcomes).unwrap();
    fs::write(&outcomes, text.replacen("\"estimate\": 0", "\"estimate\": 1", 1)).unwrap();
    let output = hikiwake(place.path(), &["brief", "run"]);
    assert_eq!(output.status.code(), Some(4));
    let said = String::from_utf8_lossy(&output.stderr).replace('\n', " ");
    assert!(said.contains("outcomes.json") && said.contains("SHA-256"), "{said}");
    assert!(!place.path().join("run-briefing.html").exists());
    // And what is no run is told as such.
    assert!(!hikiwake(place.path(), &["brief", "."]).status.success());
}

#[test]
fn an_answer_of_another_verb_is_told_with_its_figures_unless_it_was_edited() {
    let desk = Desk::new();
    desk.folder("run", &[&minimal()], &[]);
    let asked = [
        "sweep",
        &minimal(),
        "--over",
        "factor.trust.start=-1..1:3",
        "--quiet",
        "--worlds",
        "40",
        "--paths",
        "5",
    ];
    let question = desk.done(&asked).lines().next().unwrap().trim().to_string();
    let answer = desk.done(&[&asked[..], &["--format", "json"]].concat());
    desk.write("answer.json", &answer);
    let html = |with: &[&str]| -> String {
        desk.done(&[&["brief", "run", "--out", "page.html"], with].concat());
        fs::read_to_string(desk.path("page.html")).unwrap()
    };
    let (without, with) = (html(&[]), html(&["--with", "answer.json"]));
    let plain = |text: &str| text.replace("&quot;", "\"").replace("&#39;", "'");
    assert!(plain(&with).contains(&question) && !plain(&without).contains(&question), "{question}");
    assert_eq!(with.matches("<figure ").count(), without.matches("<figure ").count() + 1);
    let edited = answer.replacen("0.", "0.9", 1);
    assert_ne!(edited, answer);
    desk.write("answer.json", &edited);
    let refused = desk.run(&["brief", "run", "--out", "page.html", "--with", "answer.json"]);
    assert_eq!(code(&refused), Some(2));
    assert!(errors(&refused).contains("edited"), "{}", errors(&refused));
}
