//! The machine-readable answers.

use serde::Serialize;

use crate::analysis::Outcomes;
use crate::draws::ENGINE_VERSION;
use crate::stats::LIKELIHOOD_SCALE;

#[derive(Serialize)]
struct Document<'a> {
    engine: u32,
    digest: &'a str,
    interval: &'static str,
    share_between_worlds: &'static str,
    likelihood_scale: &'static str,
    scenarios: &'a [Outcomes],
}

/// All estimates as one JSON document.
pub fn outcomes_json(digest: &str, outcomes: &[Outcomes]) -> String {
    let document = Document {
        engine: ENGINE_VERSION,
        digest,
        interval: "90% credible interval over worlds, inner sampling noise removed",
        share_between_worlds: "share of a single trial's variance between worlds (ignorance); the rest is within them (chance)",
        likelihood_scale: LIKELIHOOD_SCALE,
        scenarios: outcomes,
    };
    let mut text = serde_json::to_string_pretty(&document).expect("plain data has a JSON form");
    text.push('\n');
    text
}

/// All estimates as one flat table: scenario, outcome, by, estimate, standard_error, lo, hi, share_between_worlds. What is not available is an empty cell.
pub fn outcomes_csv(outcomes: &[Outcomes]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let number = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
    let header =
        ["scenario", "outcome", "by", "estimate", "standard_error", "lo", "hi", "share_between_worlds"];
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
            ];
            writer.write_record(record).expect("memory does not refuse");
        }
    }
    writer.into_inner().expect("memory does not refuse")
}

/// Text that a spreadsheet will not take for a formula.
fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_string() }
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn a_file_name_cannot_become_a_formula() {
        assert_eq!(inert("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(inert("two-plus-alpha"), "two-plus-alpha");
    }
}
