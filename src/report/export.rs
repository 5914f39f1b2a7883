//! The machine-readable answers.

use serde::{Deserialize, Serialize};

use crate::analysis::{Change, Note, Outcomes};
use crate::draws::ENGINE_VERSION;
use crate::lettering::clean;
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
        "resolution",
    ];
    writer.write_record(header).expect("memory does not refuse");
    for scenario in outcomes {
        for row in &scenario.estimates {
            let record = [
                inert(&scenario.file),
                inert(&row.outcome),
                inert(&row.by),
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
                number(row.resolution),
            ];
            writer.write_record(record).expect("memory does not refuse");
        }
    }
    writer.into_inner().expect("memory does not refuse")
}

/// The shortest decimal that reads back as the same number.
pub(super) fn decimal(x: f64) -> String {
    let size = x.abs();
    if size != 0.0 && !(1e-5..1e16).contains(&size) { format!("{x:e}") } else { x.to_string() }
}

/// Text that a spreadsheet will not take for a formula, whatever it was hidden behind; a number stays one.
///
/// **Formula** control characters and marks of direction go first. Then `'` stands before `=`, `+`, `-`, `@`, in full width or not, where a cell begins
/// with one: at the start of the text, and after a `;`, at which some programs cut; blanks, quotation marks and what nobody sees do not count as a
/// beginning.
pub(super) fn inert(text: &str) -> String {
    let text = clean(text);
    if is_number(text.trim()) {
        return text;
    }
    let mut cells = text.split(';').map(|cell| {
        let start = cell.trim_start_matches(is_nothing);
        let is_formula =
            start.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹢', '﹣', '﹦', '﹫', '−']);
        if is_formula && !is_number(cell.trim()) { format!("'{cell}") } else { cell.to_string() }
    });
    let first = cells.next().unwrap_or_default();
    cells.fold(first, |text, cell| format!("{text};{cell}"))
}

/// Whether a program reads this as a plain number.
fn is_number(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    text.chars().all(is_digit) && text.parse::<f64>().is_ok()
}

/// Whether a character at the start of a cell is passed over.
fn is_nothing(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '"' | '\'' | '`' | '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}')
        || matches!(
            c,
            '\u{61c}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '“' | '”' | '‘' | '’' | '„' | '«' | '»'
        )
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
    fn a_text_cannot_become_a_formula() {
        for (text, shown) in [
            ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("\u{1}=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("\u{feff}@SUM(1)", "'@SUM(1)"),
            ("\u{202e}\u{2066}+1+cmd", "'+1+cmd"),
            ("\t=1+1", "' =1+1"),
            ("\r\n-2+3", "'  -2+3"),
            ("  =1+1", "'  =1+1"),
            ("\u{200b}=1+1", "'\u{200b}=1+1"),
            ("\u{a0}=1+1", "'\u{a0}=1+1"),
            ("\"=1+1\"", "'\"=1+1\""),
            ("＝1+1", "'＝1+1"),
            ("＠SUM(1)", "'＠SUM(1)"),
            ("two; =1+1", "two;' =1+1"),
            ("-", "'-"),
            ("-inf", "'-inf"),
            ("-1-1", "'-1-1"),
        ] {
            assert_eq!(inert(text), shown, "{text:?}");
        }
    }

    #[test]
    fn numbers_and_plain_texts_stay_what_they_are() {
        for text in
            ["-0.5", "+3", "-1e-9", "12", "two-plus-alpha", "a = b", "1-2", "", "\u{2014} a dash", "a; b; -5"]
        {
            assert_eq!(inert(text), text);
        }
    }
}
