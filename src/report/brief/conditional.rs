//! What follows a stage that was reached, as one small table: stages across, what came of them down.

use super::{Block, Row};
use crate::analysis::{Outcome, Outcomes};
use crate::model::Scenario;
use crate::report::chances::conditional;

/// The chances of one scenario, each state one row and each stage one column.
pub(super) fn block(scenario: &Scenario, outcomes: &Outcomes) -> Block {
    let mut stages: Vec<&str> = Vec::new();
    let mut states: Vec<&str> = Vec::new();
    let told = |(.., row): &(&str, &str, &Outcome)| conditional(row).is_some();
    let chances: Vec<(&str, &str, &Outcome)> =
        outcomes.estimates.iter().filter_map(parts).filter(told).collect();
    for (stage, state, _) in &chances {
        for (seen, id) in [(&mut stages, stage), (&mut states, state)] {
            if !seen.contains(id) {
                seen.push(id);
            }
        }
    }
    let name = |id: &str| {
        let state = scenario
            .process(&scenario.report.process)
            .and_then(|process| process.states.iter().find(|state| state.id == id));
        state.map_or(id, |state| state.name.as_str()).to_string()
    };
    let cell = |stage: &str, state: &str| {
        let found = chances.iter().find(|(a, b, _)| (*a, *b) == (stage, state));
        found.map_or_else(String::new, |(.., row)| shown(row))
    };
    let row = |state: &&str| Row {
        name: name(state),
        cells: stages.iter().map(|stage| cell(stage, state)).collect(),
        below: String::new(),
    };
    Block {
        title: "Chance (± error) of coming to".into(),
        head: stages.iter().map(|stage| format!("once “{}”", name(stage))).collect(),
        rows: states.iter().map(row).collect(),
    }
}

/// The stage and the state of an estimate `given.<process>.<stage>.<state>`.
fn parts(row: &Outcome) -> Option<(&str, &str, &Outcome)> {
    let (_, rest) = row.outcome.strip_prefix("given.")?.split_once('.')?;
    let (stage, state) = rest.split_once('.')?;
    Some((stage, state, row))
}

fn shown(row: &Outcome) -> String {
    conditional(row).unwrap_or_else(|| "–".into())
}
