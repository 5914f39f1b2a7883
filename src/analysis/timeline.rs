//! One history as dated data, for a chart: stays in states, strikes, factor levels.

use serde::Serialize;

use crate::engine::{History, What};
use crate::model::Scenario;
use crate::plan::Plan;

/// A history in time. Month t is the calendar month `months[t]`; month 0 is that of the as-of date.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timeline {
    /// Calendar months, `2017-01`.
    pub months: Vec<String>,
    /// The stays of each process, in the file's order.
    pub processes: Vec<ProcessLine>,
    /// Every strike, in time.
    pub strikes: Vec<StrikePoint>,
    /// The levels of each factor, in the file's order.
    pub factors: Vec<FactorLine>,
}

/// A process in time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProcessLine {
    /// Its id.
    pub id: String,
    /// What the reader sees.
    pub name: String,
    /// Its stays, in time: each begins where the one before ends.
    pub stays: Vec<Stay>,
}

/// A stay in a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stay {
    /// The state's id.
    pub state: String,
    /// What the reader sees.
    pub name: String,
    /// The month in which it was entered; 0 for the start.
    pub from: u32,
    /// The last month at whose end it held.
    pub to: u32,
}

/// A strike of a shock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StrikePoint {
    /// The shock's id.
    pub id: String,
    /// What the reader sees.
    pub name: String,
    /// The month.
    pub month: u32,
}

/// A factor in time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactorLine {
    /// Its id.
    pub id: String,
    /// What the reader sees.
    pub name: String,
    /// Its level at the end of each month, from month 0.
    pub levels: Vec<f64>,
}

/// The timeline of a history. A state that is left for itself begins a new stay; one that is left in the month of its entry is passed through and
/// has none, since no month ends in it.
pub fn timeline(scenario: &Scenario, plan: &Plan, history: &History) -> Timeline {
    let last = history.states.len() as u32 - 1;
    let processes = scenario.processes.iter().filter_map(|process| {
        let p = plan.processes.iter().position(|planned| planned.id == process.id)?;
        let mut stays: Vec<Stay> = Vec::new();
        let mut enter = |state: usize, from: u32| {
            if stays.last().is_some_and(|before| before.from == from && from > 0) {
                stays.pop();
            } else if let Some(before) = stays.last_mut() {
                before.to = from - 1;
            }
            let id = plan.processes[p].states[state].clone();
            let name = scenario.state_name(&process.id, &id).to_string();
            stays.push(Stay { state: id, name, from, to: last });
        };
        enter(history.states[0][p], 0);
        for event in history.events.iter().filter(|event| event.month <= last) {
            match event.what {
                What::Move { process, to, .. } if process == p => enter(to, event.month),
                _ => {}
            }
        }
        Some(ProcessLine { id: process.id.clone(), name: process.name.clone(), stays })
    });
    let strikes = history.events.iter().filter_map(|event| {
        let What::Strike { shock, .. } = event.what else { return None };
        let id = &plan.shocks[shock].id;
        let name = scenario.shocks.iter().find(|s| s.id == *id).map_or(id, |s| &s.name);
        Some(StrikePoint { id: id.clone(), name: name.clone(), month: event.month })
    });
    let factors = scenario.factors.iter().filter_map(|factor| {
        let f = plan.factors.iter().position(|planned| planned.id == factor.id)?;
        let levels = history.factors.iter().map(|levels| levels[f]).collect();
        Some(FactorLine { id: factor.id.clone(), name: factor.name.clone(), levels })
    });
    Timeline {
        months: (0..=last).map(|t| scenario.calendar.month(t).to_string()).collect(),
        processes: processes.collect(),
        strikes: strikes.collect(),
        factors: factors.collect(),
    }
}
