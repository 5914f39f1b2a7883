//! The machine-readable answers.

use serde::{Deserialize, Serialize};

use crate::analysis::{Change, Note, Outcomes};
use crate::draws::ENGINE_VERSION;
use crate::stats::LIKELIHOOD_SCALE;
use crate::words::json_refusal;

#[derive(Serialize)]
struct Document<'a> {
    engine: u32,
    digest: &'a str,
    interval: &'static str,
    confidence: &'static str,
    share_between_worlds: &'static str,
    likelihood_scale: &'static str,
    scenarios: &'a [Outcomes],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<Differences<'a>>,
}

/// How a scenario differs from the first, in the same worlds.
#[derive(Serialize)]
struct Differences<'a> {
    file: &'a str,
    against: &'a str,
    changes: Vec<Difference<'a>>,
}

#[derive(Serialize)]
struct Difference<'a> {
    outcome: &'a str,
    by: &'a str,
    difference: Option<f64>,
    standard_error: Option<f64>,
    confidence_lo: Option<f64>,
    confidence_hi: Option<f64>,
    same: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Note>,
}

/// All estimates as one JSON document; `changes` are those of each scenario against the first.
pub fn outcomes_json(digest: &str, outcomes: &[Outcomes], changes: &[Vec<Change>]) -> String {
    let differences = outcomes.iter().skip(1).zip(changes).map(|(scenario, changes)| Differences {
        file: &scenario.file,
        against: &outcomes[0].file,
        changes: changes
            .iter()
            .map(|c| Difference {
                outcome: &c.outcome,
                by: &c.by,
                difference: c.difference,
                standard_error: c.standard_error,
                confidence_lo: c.confidence_lo,
                confidence_hi: c.confidence_hi,
                same: c.same,
                note: c.note,
            })
            .collect(),
    });
    let document = Document {
        engine: ENGINE_VERSION,
        digest,
        interval: "lo and hi: 90% credible interval over worlds, inner sampling noise removed",
        confidence: "confidence_lo and confidence_hi: 95% confidence interval, what a run of this size leaves open",
        share_between_worlds: "share of a single trial's variance between worlds (ignorance); the rest is within them (chance)",
        likelihood_scale: LIKELIHOOD_SCALE,
        scenarios: outcomes,
        differences: differences.collect(),
    };
    let mut text = serde_json::to_string_pretty(&document).expect("plain data has a JSON form");
    text.push('\n');
    text
}

/// Estimates read back from [`outcomes_json`]'s text.
///
/// **Errors** what is wrong with the text.
pub fn read_outcomes(text: &str) -> Result<Vec<Outcomes>, String> {
    #[derive(Deserialize)]
    struct Stored {
        scenarios: Vec<Outcomes>,
    }
    let refused = |why: serde_json::Error| json_refusal(&why.to_string(), why.line(), why.column());
    let stored: Stored = serde_json::from_str(text).map_err(refused)?;
    Ok(stored.scenarios)
}

/// All estimates as one flat table, in full precision. What is not available is an empty cell.
pub fn outcomes_csv(outcomes: &[Outcomes]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let number = |x: Option<f64>| x.map_or_else(String::new, decimal);
    let count = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
    let header = [
        "scenario",
        "outcome",
        "by",
        "estimate",
        "standard_error",
        "lo",
        "hi",
        "share_between_worlds",
        "hits",
        "trials",
        "confidence_lo",
        "confidence_hi",
        "note",
    ];
    writer.write_record(header).expect("memory does not refuse");
    for scenario in outcomes {
        for row in &scenario.estimates {
            let record = [
                inert(&scenario.file),
                row.outcome.clone(),
                row.by.clone(),
                number(row.estimate),
                number(row.standard_error),
                number(row.lo),
                number(row.hi),
                number(row.share_between_worlds),
                count(row.hits),
                count(row.trials),
                number(row.confidence_lo),
                number(row.confidence_hi),
                row.note.map_or("", Note::id).to_string(),
            ];
            writer.write_record(record).expect("memory does not refuse");
        }
    }
    writer.into_inner().expect("memory does not refuse")
}

/// The shortest decimal that reads back as the same number.
fn decimal(x: f64) -> String {
    let size = x.abs();
    if size != 0.0 && !(1e-5..1e16).contains(&size) { format!("{x:e}") } else { x.to_string() }
}

/// Text that a spreadsheet will not take for a formula.
pub(super) fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_string() }
}

#[cfg(test)]
mod tests {
    use super::{decimal, inert};

    #[test]
    fn a_number_is_the_shortest_decimal_that_reads_back() {
        for (x, said) in
            [(0.1 + 0.2, "0.30000000000000004"), (12.0, "12"), (0.0, "0"), (-1e300, "-1e300"), (2e-7, "2e-7")]
        {
            assert_eq!(decimal(x), said);
            assert_eq!(said.parse(), Ok(x));
        }
    }

    #[test]
    fn a_file_name_cannot_become_a_formula() {
        assert_eq!(inert("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(inert("two-plus-alpha"), "two-plus-alpha");
    }
}
