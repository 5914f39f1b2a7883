//! What the methods' tellings have in common.

use serde_json::{Value, json};

use crate::analysis::drivers::{ALPHA, Subject};
use crate::engine::Size;
use crate::figures::Provenance;
use crate::sensitivity::Index;
use crate::words::{in_words, unit_name};

/// Rows of a figure.
pub(super) const DRAWN: usize = 12;

/// Rows of a table for people.
pub(super) const LISTED: usize = 15;

pub(super) fn outcome_of(subject: &Subject) -> String {
    let outcome = format!("{}, {}", subject.name, in_words(&subject.by));
    if subject.is_difference() { format!("{outcome}: difference") } else { outcome }
}

pub(super) fn scenario_of(subject: &Subject) -> String {
    match &subject.scenarios[..] {
        [first, second] => format!("{second} less {first}"),
        [one, ..] => one.clone(),
        [] => String::new(),
    }
}

pub(super) fn question_of(subject: &Subject) -> String {
    match &subject.scenarios[..] {
        [first, second, ..] => format!(
            "Which assumptions move the difference of “{}” in {} between {second} and {first}?",
            subject.name,
            in_words(&subject.by)
        ),
        _ => format!(
            "Which assumptions move “{}” in {} in {}?",
            subject.name,
            in_words(&subject.by),
            scenario_of(subject)
        ),
    }
}

/// What is said where the outcome is not the one that the report tells first.
pub(super) fn instead_of(subject: &Subject) -> Option<String> {
    let first = subject.instead_of.as_ref()?;
    Some(format!(
        "“{first}”, which the report tells first, is too rare here for worlds to differ by more than chance: “{}” is told instead (--of asks about another).",
        subject.name
    ))
}

/// The unit in which swings and steps are told, and what stands for 1 in it.
pub(super) fn scale_of(subject: &Subject) -> (String, f64) {
    match &subject.unit {
        Some(unit) => (unit_name(unit), 1.0),
        None => ("percentage points".into(), 100.0),
    }
}

pub(super) fn subject_data(subject: &Subject) -> Value {
    json!({
        "outcome": subject.outcome, "name": subject.name, "by": subject.by, "unit": subject.unit, "scenarios": subject.scenarios,
    })
}

pub(super) fn provenance(subject: &Subject, digest: &str, size: Size) -> Provenance {
    Provenance::new(subject.scenarios.join(" → "), digest, size)
}

pub(super) fn index_data(index: Index) -> Value {
    let interval = index.interval(ALPHA, (f64::NEG_INFINITY, f64::INFINITY));
    let finite = |x: f64| Some(x).filter(|x| x.is_finite());
    json!({
        "value": finite(index.value), "standard_error": finite(index.standard_error), "degrees_of_freedom": index.freedom,
        "lo": interval.map(|i| i.lo), "hi": interval.map(|i| i.hi),
    })
}

fn words(name: &str, key: &str) -> String {
    if key.is_empty() || name == key { name.to_string() } else { format!("{name} [{key}]") }
}

pub(super) fn named(keys: &[String], name: &str) -> String {
    match keys {
        [key] => words(name, key),
        _ => name.to_string(),
    }
}
