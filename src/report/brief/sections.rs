//! What was inquired into, as the briefing tells it.

use serde::Serialize;

use super::cases::Run;
use crate::figures::Table;
use crate::report::Section;

/// A question and its answer.
#[derive(Debug, Clone, Serialize)]
pub struct Answered {
    /// The run, where the briefing tells of several.
    pub run: Option<String>,
    /// The question.
    pub question: String,
    /// The answer, in sentences.
    pub findings: Vec<String>,
    /// Numbers of the briefing's figures that show it.
    pub figures: Vec<usize>,
    /// Those of them that stand with it.
    pub shown: Vec<usize>,
    /// Its numbers.
    pub tables: Vec<Table>,
    /// How exact it is, and what it does not tell.
    pub remarks: Vec<String>,
}

/// In this order questions are told: who stands in the way, what could be agreed, what it hangs on; then how sure it is, what is worth
/// finding out, and what else was asked.
const ORDER: [&str; 6] = ["blockers", "bargain", "drivers", "robustness", "tipping", "value"];

/// Every question that a run has answered, run by run; a figure is known by its place among those of all runs, until they are numbered.
pub(super) fn answered(runs: &[Run]) -> Vec<Answered> {
    let mut found = Vec::new();
    let mut before = 0;
    for run in runs {
        let number = |name: &String| run.figures.iter().position(|figure| figure.name == *name);
        let mut sections: Vec<&Section> = run.sections.iter().collect();
        sections.sort_by_key(|section| {
            ORDER.iter().position(|name| *name == section.name).unwrap_or(ORDER.len())
        });
        for section in sections {
            found.push(Answered {
                run: (runs.len() > 1).then(|| run.name.clone()),
                question: section.question.clone(),
                findings: section.findings.clone(),
                figures: section.figures.iter().filter_map(number).map(|place| before + place).collect(),
                shown: Vec::new(),
                tables: section.tables.clone(),
                remarks: section.remarks.clone(),
            });
        }
        before += run.figures.len();
    }
    found
}
