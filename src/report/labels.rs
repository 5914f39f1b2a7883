//! The scenario's names for what the engine counts by place and id.

use crate::engine::Weight;
use crate::model::{Driver, Reading, Scenario};
use crate::plan::{Plan, PlannedTransition};
use crate::words::{percent, plain, plus_or_minus};

/// Looks names up.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) plan: &'a Plan,
}

impl<'a> Words<'a> {
    pub(super) fn process(&self, p: usize) -> &'a str {
        self.scenario.process_name(&self.plan.processes[p].id)
    }

    pub(super) fn state(&self, p: usize, s: usize) -> &'a str {
        let process = &self.plan.processes[p];
        self.scenario.state_name(&process.id, &process.states[s])
    }

    pub(super) fn shock(&self, s: usize) -> &'a str {
        let id = &self.plan.shocks[s].id;
        self.scenario.shocks.iter().find(|shock| shock.id == *id).map_or(id, |shock| &shock.name)
    }

    pub(super) fn shock_drivers(&self, s: usize) -> &'a [Driver] {
        let id = &self.plan.shocks[s].id;
        self.scenario.shocks.iter().find(|shock| shock.id == *id).map_or(&[], |shock| &shock.drivers)
    }

    pub(super) fn audience(&self, a: usize) -> String {
        self.scenario.audience_name(&self.plan.audiences[a].id)
    }

    pub(super) fn transition(&self, p: usize, i: usize) -> (&'a str, &'a [Driver]) {
        let process = &self.plan.processes[p];
        let planned: &PlannedTransition = &process.transitions[i];
        self.scenario
            .process(&process.id)
            .and_then(|p| p.transitions.iter().find(|t| t.id == planned.id))
            .map_or((planned.id.as_str(), &[]), |t| (t.name.as_str(), t.drivers.as_slice()))
    }

    /// The drivers that moved a rate, strongest first: "× 1.52 Trust between the leaders at +0.94".
    pub(super) fn multiplied(&self, drivers: &[Driver], felt: &[Weight]) -> Vec<String> {
        let mut felt: Vec<&Weight> = felt.iter().filter(|w| (w.factor - 1.0).abs() >= 0.005).collect();
        let strength = |w: &Weight| w.factor.max(1.0 / w.factor);
        felt.sort_by(|a, b| strength(b).total_cmp(&strength(a)).then_with(|| a.id.cmp(&b.id)));
        felt.iter()
            .map(|weight| {
                let driver = drivers.iter().find(|d| d.id == weight.id);
                let read = driver.map_or(weight.id.clone(), |d| self.readings(d, weight.value));
                format!("× {:.2} {read}", weight.factor)
            })
            .collect()
    }

    /// What a driver read. The value of several readings is that of their product, and is not told.
    fn readings(&self, driver: &Driver, value: f64) -> String {
        match driver.readings.as_slice() {
            [one] => self.reading(one, Some(value)),
            several => several.iter().map(|r| self.reading(r, None)).collect::<Vec<String>>().join(" and "),
        }
    }

    fn reading(&self, reading: &Reading, value: Option<f64>) -> String {
        let name = self.scenario.reading_name(reading);
        match (reading, value) {
            (Reading::Factor(_) | Reading::Trait { .. }, Some(x)) => {
                format!("{name} at {}", plus_or_minus(x, 2))
            }
            (Reading::Amount(_), Some(x)) => format!("{name} of {}", plain(x, 2)),
            (Reading::Acceptance { .. }, Some(x)) => format!("{name}: {} yes", percent(x)),
            (Reading::MonthsIn(_), Some(x)) => format!("{} {name}", plain(x, 0)),
            _ => name,
        }
    }
}
