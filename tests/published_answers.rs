//! Answers that somebody else published, or that have a closed form, against ours: a table, and the page that shows it.
//!
//! `HIKIWAKE_BLESS=1 cargo test --test all published_answers` writes docs/published-answers.md anew; read the difference.
//!
//! A row that is computed must agree to the tolerance that it states; a row that is simulated must agree within four of its own standard
//! errors, with fixed seeds (by the normal law 6e-5 of all seeds would raise a false alarm in a row). To add rows, write a function that
//! returns them in a file of `tests/published_answers/` and name it in `TOPICS`.

#![allow(clippy::unwrap_used, reason = "a missing figure fails the test")]
#![allow(
    clippy::disallowed_methods,
    reason = "closed forms are worked out with the system's functions: an independent road"
)]

mod bargaining;
mod chances;
mod common_numbers;
mod distributions;
mod information;
mod risk;
mod row;
mod sensitivity;

use std::fmt::Write;

use row::Row;

const PAGE: &str = "docs/published-answers.md";

/// A heading of the page, and who works its rows out.
type Topic = (&'static str, fn() -> Vec<Row>);

/// The topics of the page. Still to come: scoring.
const TOPICS: [Topic; 16] = [
    ("Distributions", distributions::families),
    ("Metalog", distributions::metalogs),
    ("Sums and functions of quantities", risk::sums),
    ("One-dimensional risk", risk::dose),
    ("Correlation", chances::correlation),
    ("Intervals", chances::intervals),
    ("Pooling", risk::pooling),
    ("Hazard", risk::hazard),
    ("Numerics", distributions::numerics),
    ("Sobol’ indices", sensitivity::indices),
    ("Elementary effects", sensitivity::elementary_effects),
    ("Shapley effects", sensitivity::shapley_effects),
    ("Common random numbers", common_numbers::differences),
    ("Roots", common_numbers::roots),
    ("Value of information", information::rows),
    ("Bargaining", bargaining::rows),
];

fn page(topics: &[(&str, Vec<Row>)]) -> String {
    let mut text = String::from(
        "# Published answers\n\nWhat somebody else published, or has a closed form, beside what the program gives. \
         `cargo test --test all published_answers` works the table out and fails if a row differs or this page is out of date.\n\n\
         A computed figure must agree to the tolerance in its row (where it is half a unit of the last digit, to every digit that was published); \
         a simulated one within four of its own standard errors (± in its row), on a fixed seed.\n",
    );
    for (topic, rows) in topics {
        let _ = write!(
            text,
            "\n## {topic}\n\n| case | figure | published | ours | tolerance | |\n|---|---|--:|--:|--:|---|\n"
        );
        for row in rows {
            let _ = writeln!(text, "{}", row.line());
        }
    }
    text
}

fn worked_out() -> Vec<(&'static str, Vec<Row>)> {
    TOPICS.iter().map(|(topic, rows)| (*topic, rows())).collect()
}

#[test]
fn every_published_answer_comes_out() {
    let topics = worked_out();
    let text = page(&topics);
    println!("{text}");
    let differing: Vec<String> =
        topics.iter().flat_map(|(_, rows)| rows).filter(|row| !row.passes()).map(Row::line).collect();
    assert!(differing.is_empty(), "these differ:\n{}", differing.join("\n"));
    if std::env::var_os("HIKIWAKE_BLESS").is_some() {
        std::fs::write(PAGE, &text).unwrap();
    }
    let shown = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert!(
        shown == text,
        "{PAGE} is out of date: HIKIWAKE_BLESS=1 cargo test --test all published_answers writes it"
    );
}

#[test]
fn a_wrong_answer_is_seen() {
    for row in [
        Row::digits("planted", "mean", "1.2345678", 1.234_567_9),
        Row::exact("planted", "mean", 1.0, 1.0 + 1e-8),
        Row::exact("planted", "mean", 1.0, f64::NAN),
        Row::simulated("planted", "mean", "0.500", 0.52, 0.004),
    ] {
        assert!(!row.passes() && row.line().ends_with("| DIFF |"), "{}", row.line());
    }
    assert!(Row::digits("right", "mean", "1.2345678", 1.234_567_83).passes());
    assert!(Row::digits("right", "mean", "2 614.46", 2_614.462).passes());
    assert!(Row::simulated("right", "mean", "0.500", 0.51, 0.004).passes());
}
