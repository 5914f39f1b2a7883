//! The options' term sheets, side by side.

use serde::Serialize;

use super::cases::Named;
use crate::model::{Scenario, SettlementOption, TermScale, TermValue};
use crate::words::{amount, short};

/// What each option puts on the table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TermSheets {
    /// The options.
    pub columns: Vec<Sheet>,
    /// The terms on which an option changes anything, with one cell an option.
    pub rows: Vec<TermRow>,
    /// The terms that every option leaves as they are, with what they say: "Etorofu / Iturup: Russian".
    pub still: Vec<String>,
}

/// An option by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sheet {
    /// The option's name.
    pub option: String,
    /// What it is, in a sentence.
    pub summary: String,
}

/// A term, and what each option says on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermRow {
    /// The term's name.
    pub term: String,
    /// One an option.
    pub cells: Vec<TermCell>,
}

/// What an option says on a term.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermCell {
    /// The level, or the amount with its range.
    pub text: String,
    /// What the level means, where the file says so.
    pub note: Option<String>,
    /// Whether it leaves things as they are.
    pub status_quo: bool,
}

impl TermSheets {
    /// The sheets of the options with which these scenarios start; each option once.
    pub(super) fn of(cases: &[Named]) -> TermSheets {
        let mut options: Vec<(&Scenario, &SettlementOption)> = Vec::new();
        let mut runs: Vec<&str> = Vec::new();
        for Named { run, case, .. } in cases {
            let scenario = &case.loaded.scenario;
            if let Some(option) = scenario.option_sheet(&scenario.option)
                && !options.iter().any(|(s, o)| same_sheet((s, o), (scenario, option)))
            {
                options.push((scenario, option));
                runs.push(run);
            }
        }
        let mut terms: Vec<&str> = Vec::new();
        for term in options.iter().flat_map(|(scenario, _)| &scenario.terms) {
            if !terms.contains(&term.id.as_str()) {
                terms.push(&term.id);
            }
        }
        let row = |id: &&str| {
            let name = options.iter().find_map(|(s, _)| s.term(id)).map_or(*id, |term| term.name.as_str());
            TermRow { term: name.to_string(), cells: options.iter().map(|(s, o)| cell(s, o, id)).collect() }
        };
        let is_moved = |row: &TermRow| row.cells.iter().any(|cell| !cell.status_quo);
        let (rows, still): (Vec<TermRow>, Vec<TermRow>) = terms.iter().map(row).partition(is_moved);
        let told = |row: &TermRow| match row.cells.first() {
            Some(cell) => format!("{}: {}", row.term, cell.text),
            None => row.term.clone(),
        };
        // The same name over other terms: the runs tell them apart.
        let is_alone = |name: &str| options.iter().filter(|(_, o)| o.name == name).count() == 1;
        let called = |o: &SettlementOption, run: &str| {
            if is_alone(&o.name) { o.name.clone() } else { format!("{} ({run})", o.name) }
        };
        TermSheets {
            rows,
            still: still.iter().map(told).collect(),
            columns: (options.iter().zip(runs))
                .map(|((_, o), run)| Sheet { option: called(o, run), summary: o.summary.clone() })
                .collect(),
        }
    }
}

/// A level's id as words, where it has no name.
fn readable(level: &str) -> String {
    let words = level.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn same_sheet(a: (&Scenario, &SettlementOption), b: (&Scenario, &SettlementOption)) -> bool {
    a.1.name == b.1.name && a.0.terms.iter().all(|t| cell(a.0, a.1, &t.id) == cell(b.0, b.1, &t.id))
}

fn cell(scenario: &Scenario, option: &SettlementOption, term: &str) -> TermCell {
    let words = |level: &str| scenario.term(term).and_then(|term| term.words_of(level));
    let scale = scenario.term(term).map(|term| &term.scale);
    match (option.value(term), scale) {
        (Some(TermValue::Level(level)), Some(TermScale::Levels(levels))) => {
            let name = scenario.given_level_name(term, level);
            TermCell {
                text: name.map_or_else(|| readable(level), String::from),
                note: words(level).and_then(|words| words.note.clone()),
                status_quo: levels.first() == Some(level),
            }
        }
        (Some(TermValue::Amount(offered)), Some(TermScale::Amount { unit })) => {
            let [lo, mid, hi] = [0.05, 0.5, 0.95].map(|p| offered.family.quantile(p));
            let middle = amount(&short(mid), unit);
            let text = if lo < hi { format!("{middle} ({} to {})", short(lo), short(hi)) } else { middle };
            TermCell { text, note: None, status_quo: lo == 0.0 && hi == 0.0 }
        }
        _ => TermCell { text: "As it is".into(), note: None, status_quo: true },
    }
}
