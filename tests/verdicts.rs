//! The verdicts of five articles beside the model's answers: docs/verdicts.md.
//!
//! `cargo run --release --example verdicts` writes it; here it is checked that it has the words of its template and the figures of this
//! engine.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]
#![allow(dead_code, reason = "the example uses all of it")]

#[path = "../examples/verdicts/figures.rs"]
mod figures;
#[path = "../examples/verdicts/template.rs"]
mod template;

use std::collections::BTreeSet;

use figures::{load, runs};
use template::Template;

const PAGE: &str = "docs/verdicts.md";
const WORDS: &str = "examples/verdicts/verdicts.md";

/// The runs that the template names.
fn named<'t>(template: &Template<'t>) -> BTreeSet<&'t str> {
    template.figures.iter().map(|figure| figure.run).collect()
}

/// Whoever edits the document alone would lose the edit when it is next written.
#[test]
fn the_document_has_the_words_of_its_template() {
    let text = std::fs::read_to_string(WORDS).unwrap();
    let page = std::fs::read_to_string(PAGE).unwrap();
    let template = Template::parse(&text).unwrap();
    assert_eq!(template.missing_from(&page), None, "edit {WORDS}, not {PAGE}");
    let made_with = format!("figures are those of engine {}", hikiwake::draws::ENGINE_VERSION);
    assert!(
        page.contains(&made_with),
        "cargo run --release --example verdicts works the figures out anew: not \"{made_with}\""
    );
    for (faulty, why) in [
        (page.replacen("Agrees", "Disagrees", 1), "another word"),
        (page.replacen(" ± ", " or ", 1), "no figure"),
        (page.clone() + "More.\n", "words at the end"),
        (page.chars().take(page.chars().count() / 2).collect(), "half of it"),
    ] {
        assert!(template.missing_from(&faulty).is_some(), "{why} is not found");
    }
}

#[test]
fn every_figure_has_a_run_and_every_run_a_figure() {
    let text = std::fs::read_to_string(WORDS).unwrap();
    let template = Template::parse(&text).unwrap();
    let (named, edited) = (named(&template), runs());
    let faults: Vec<String> = named.iter().filter_map(|name| load(name, &edited).err()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(load("no-such-run", &edited).is_err());
    let unused: Vec<_> = edited.keys().filter(|name| !named.contains(name.as_str())).collect();
    assert!(unused.is_empty(), "no figure asks for {unused:?}");
}

#[test]
fn what_is_no_placeholder_is_refused() {
    for text in [
        "{{status-quo: reached.signed",
        "{{reached.signed}}",
        "{{status-quo: reached.signed, often}}",
        "{{status-quo: reached.signed * end.talks}}",
        "{{status-quo: reached.signed / }}",
        "{{status-quo: signed}}",
    ] {
        assert!(Template::parse(text).is_err(), "{text}");
    }
    assert!(Template::parse("{{a: b.c@2018-03 - b.d / e.f, alone}} words").is_ok());
}
