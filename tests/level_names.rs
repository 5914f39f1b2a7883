//! Names and notes of levels, wherever a level is told.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::fs;

use crate::common::desk::{Desk, SMALL, minimal};

const WORDED: &str = "[term.north_bank.level]\nshared = { name = \"Tended together\", note = \"Neither side may build on it.\" }\n\
                      upland.name = \"Upland alone\"\nlowland.note = \"Upland's farmers may stay.\"\n";

fn worded(desk: &Desk, more: &str) -> String {
    desk.over_minimal("worded.toml", &format!("{WORDED}{more}"))
}

#[test]
fn explain_calls_levels_by_their_names() {
    let desk = Desk::new();
    let worded = worded(&desk, "");
    let text = desk.done(&["explain", &worded]);
    assert!(text.contains("points.north_bank.shared: North bank: “Tended together”"), "{text}");
    assert!(text.contains("points.north_bank.lowland: North bank: “lowland”"), "{text}");
    assert!(text.contains("reads North bank: “Tended together”"), "{text}");
    let attribute = desk.done(&["explain", &worded, "term.north_bank.attributes.area_km2"]);
    assert!(attribute.contains("Tended together: points"), "{attribute}");
}

#[test]
fn a_trace_calls_levels_by_their_names() {
    let desk = Desk::new();
    let worded = worded(&desk, "");
    let texts: Vec<String> =
        (0..20).map(|w| desk.done(&["trace", &worded, "--world", &w.to_string(), "--path", "0"])).collect();
    assert!(texts.iter().any(|text| text.contains("“Tended together”")), "{}", texts[0]);
    assert!(texts.iter().all(|text| !text.contains("“shared”")));
}

#[test]
fn a_briefing_has_names_and_notes_and_so_has_its_run() {
    let desk = Desk::new();
    let worded = worded(&desk, "");
    let cession = desk.over_minimal("cession.toml", "name = \"The cession\"\noption = \"cession\"\n");
    let files = desk.folder("run", &[&worded, &cession], &[]);
    let resolved = files.iter().filter(|(name, _)| name.ends_with(".toml"));
    assert!(
        resolved
            .map(|(_, bytes)| String::from_utf8_lossy(bytes))
            .any(|text| text.contains("Tended together"))
    );
    desk.done(&["brief", "run", "--format", "html"]);
    let page = fs::read_to_string(desk.0.path().join("run-briefing.html")).unwrap();
    assert!(
        page.contains("<td>Tended together<br><small>Neither side may build on it.</small></td>"),
        "{page}"
    );
    // The other scenario says nothing of its levels: the words of the id.
    assert!(page.contains("<td>Lowland</td>"), "{page}");
    desk.done(&["brief", "run", "--format", "md"]);
    let text = fs::read_to_string(desk.0.path().join("run-briefing.md")).unwrap();
    assert!(text.contains("| Tended together: Neither side may build on it. | Lowland |"), "{text}");
}

#[test]
fn an_edit_of_a_level_is_told_with_its_names() {
    let desk = Desk::new();
    let before = worded(&desk, "");
    let after = desk.over_minimal(
        "after.toml",
        &format!("{WORDED}[option_sheet.joint.terms]\nnorth_bank = \"upland\"\n[option_sheet.cession.terms]\ndam = \"closed\"\nnorth_bank = \"shared\"\n"),
    );
    let text = desk.done(&[&["diff", before.as_str(), &after], &SMALL[..]].concat());
    assert!(text.contains("\"shared\" (Tended together) → \"upland\" (Upland alone)"), "{text}");
    assert!(text.contains("\"lowland\" → \"shared\" (Tended together)"), "{text}");
    assert!(text.contains("\"open\" → \"closed\""), "{text}");

    // The words themselves are an edit in words, on which no number depends.
    let text = desk.done(&[&["diff", minimal().as_str(), &before], &SMALL[..]].concat());
    let (_, words) = text.split_once("Edits in words, on which no number depends").unwrap();
    assert!(words.contains("term.north_bank.level"), "{text}");
    assert!(text.contains("No difference: all"), "{text}");
}
