//! What was inquired into, as the briefing tells it.

use serde::Serialize;

use super::cases::Run;
use crate::figures::Table;

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
    /// Its numbers.
    pub tables: Vec<Table>,
    /// How exact it is, and what it does not tell.
    pub remarks: Vec<String>,
}

/// Every question that a run has answered, run by run; figures are numbered through all of them.
pub(super) fn answered(runs: &[Run]) -> Vec<Answered> {
    let mut found = Vec::new();
    let mut before = 0;
    for run in runs {
        let number = |name: &String| run.figures.iter().position(|figure| figure.name == *name);
        for section in &run.sections {
            found.push(Answered {
                run: (runs.len() > 1).then(|| run.name.clone()),
                question: section.question.clone(),
                findings: section.findings.clone(),
                figures: section.figures.iter().filter_map(number).map(|place| before + place + 1).collect(),
                tables: section.tables.clone(),
                remarks: section.remarks.clone(),
            });
        }
        before += run.figures.len();
    }
    found
}
