//! A second font for charts, `[charts] font`: names from the right are shapes in every picture, and a run carries what it needs.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use crate::common::desk::{Desk, code, errors, json, repository};

/// An Arabic and a Hebrew name over the small scenario, with the font beside it.
fn desk(charts: &str) -> Desk {
    let desk = Desk::new();
    std::fs::copy(repository("tests/fonts/arabic-hebrew.ttf"), desk.path("letters.ttf")).unwrap();
    let names = "name = \"ضفة النهر 1956\"\n[option_sheet.joint]\nname = \"גדה משותפת\"\n";
    desk.over_minimal("bank.toml", &format!("{names}{charts}"));
    desk
}

const CHARTS: &str = "[charts]\nfont = \"letters.ttf\"\n";

#[test]
fn a_run_draws_names_from_the_right_and_is_made_again_without_the_font_file() {
    let desk = desk(CHARTS);
    let output = desk.run(&["run", "bank.toml", "--worlds", "20", "--paths", "5", "--out", "run"]);
    assert_eq!(code(&output), Some(0), "{}", errors(&output));
    assert!(
        !errors(&output).contains("S113") && !errors(&output).contains("not be drawn"),
        "{}",
        errors(&output)
    );
    let svg = std::fs::read_to_string(desk.path("run/charts/ladder.svg"))
        .or_else(|_| std::fs::read_to_string(desk.path("run/charts/end-states.svg")))
        .unwrap();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let is_text = |node: &roxmltree::Node<'_, '_>| node.has_tag_name("text");
    let letters: String = document.descendants().filter(is_text).filter_map(|node| node.text()).collect();
    assert!(!letters.chars().any(|c| ('\u{590}'..'\u{700}').contains(&c)), "{letters}");
    assert!(letters.contains("1956"), "the number of the name stays text: {letters}");
    let says = |node: &roxmltree::Node<'_, '_>| node.attribute("aria-label").map(str::to_string);
    let said: Vec<String> = document.descendants().filter_map(|node| says(&node)).collect();
    assert!(said.iter().any(|words| words.contains("ضفة النهر 1956")), "{said:?}");

    let manifest = json(&std::fs::read(desk.path("run/manifest.json")).unwrap());
    let inputs = manifest["inputs"].as_array().unwrap();
    assert!(inputs.iter().any(|input| input["file"] == "letters.ttf"), "{inputs:?}");

    std::fs::remove_file(desk.path("letters.ttf")).unwrap();
    let before = std::fs::read(desk.path("run/charts/end-states.png")).unwrap();
    desk.done(&["reproduce", "run"]);
    desk.done(&["chart", "run", "--out", "anew"]);
    assert_eq!(std::fs::read(desk.path("anew/end-states.png")).unwrap(), before);
}

#[test]
fn the_font_moves_no_number_and_no_digest() {
    let [with, without] = [CHARTS, ""].map(|charts| {
        let desk = desk(charts);
        let output = desk.run(&["run", "bank.toml", "--worlds", "20", "--paths", "5", "--out", "run"]);
        assert_eq!(code(&output), Some(0), "{}", errors(&output));
        // Without it, the charts are refused by name.
        assert_eq!(errors(&output).contains("could not be drawn"), charts.is_empty(), "{}", errors(&output));
        let manifest = json(&std::fs::read(desk.path("run/manifest.json")).unwrap());
        (manifest["digest"].clone(), std::fs::read(desk.path("run/outcomes.json")).unwrap())
    });
    assert_eq!(with, without);
}

#[test]
fn a_letter_that_neither_font_has_is_told_with_the_font() {
    let desk = desk(&format!("{CHARTS}[option_sheet.cession]\nname = \"ไทย\"\n"));
    let output = desk.run(&["check", "bank.toml"]);
    let said = errors(&output) + &String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("neither the charts’ font nor letters.ttf has “ทยไ”"), "{said}");
    assert_eq!(said.matches("S113").count(), 1, "the others have all their letters: {said}");
}

#[test]
fn a_font_outside_the_folder_is_not_read() {
    let desk = desk("[charts]\nfont = \"../letters.ttf\"\n");
    let output = desk.run(&["check", "bank.toml"]);
    let said = errors(&output) + &String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("S013"), "{said}");
}
