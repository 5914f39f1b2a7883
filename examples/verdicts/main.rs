//! Writes docs/verdicts.md, the verdicts of five articles beside the model's answers: `cargo run --release --example verdicts` (some minutes).
//!
//! Its words are in `verdicts.md` beside this file, and `runs.toml` has the runs with edits. Read the difference: where a sentence restates a
//! figure in words, nothing but a reader keeps the two together.

#![allow(clippy::unwrap_used, reason = "a page that cannot be written stops the program")]
#![allow(dead_code, reason = "a test shares the template")]

mod deciding;
mod figures;
mod template;

use std::collections::BTreeSet;

use figures::{load, runs, simulate, study};
use template::{Form, Template};

const PAGE: &str = "docs/verdicts.md";
const WORDS: &str = "examples/verdicts/verdicts.md";

fn main() {
    let text = std::fs::read_to_string(WORDS).unwrap();
    let template = Template::parse(&text).unwrap();
    let edited = runs();
    let named: BTreeSet<&str> = template.figures.iter().map(|figure| figure.run).collect();
    let scenarios: Vec<_> = named.into_iter().map(|name| (name, load(name, &edited).unwrap())).collect();
    let page = simulate(&scenarios, |found| {
        template.fill(|figure| match figure.form {
            Form::Blockers => deciding::blockers(&study(figure.run, &edited)),
            Form::Decides => deciding::decides(&study(figure.run, &edited), figure.above[0].outcome),
            _ => found[figure.run].tell(figure),
        })
    });
    std::fs::write(PAGE, page).unwrap();
}
