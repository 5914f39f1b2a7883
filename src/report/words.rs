//! The scenario's names for what the engine counts by place and id.

use super::page::{plus_or_minus, signed};
use crate::engine::Weight;
use crate::model::{Driver, Reading, Scenario};
use crate::plan::{Plan, PlannedTransition};

/// Looks names up.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) plan: &'a Plan,
}

impl<'a> Words<'a> {
    pub(super) fn process(&self, p: usize) -> &'a str {
        self.process_id(&self.plan.processes[p].id)
    }

    pub(super) fn state(&self, p: usize, s: usize) -> &'a str {
        let process = &self.plan.processes[p];
        self.state_id(&process.id, &process.states[s])
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
        let id = &self.plan.audiences[a].id;
        let audiences = self.scenario.parties.iter().flat_map(|p| p.audiences.iter().map(move |a| (p, a)));
        let mut named = audiences.filter(|(_, a)| a.id == *id);
        named.next().map_or(id.clone(), |(party, audience)| format!("{} ({})", audience.name, party.name))
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
        let at = |value: Option<f64>| value.map_or(String::new(), |x| format!(" at {}", plus_or_minus(x, 2)));
        let quoted = |names: Vec<&str>| {
            names.iter().map(|name| format!("“{name}”")).collect::<Vec<String>>().join(" or ")
        };
        match reading {
            Reading::Factor(id) => {
                let factor = self.scenario.factors.iter().find(|f| f.id == *id);
                format!("{}{}", factor.map_or(id, |f| &f.name), at(value))
            }
            Reading::InState { process, states } => {
                let states = quoted(states.iter().map(|s| self.state_id(process, s)).collect());
                format!("{}: {states}", self.process_id(process))
            }
            Reading::Trait { process, name } => {
                format!("{}: {}{}", self.process_id(process), name.replace('_', " "), at(value))
            }
            Reading::Window(id) => {
                let window = self.scenario.windows.iter().find(|w| w.id == *id);
                window.map_or(id, |w| &w.name).clone()
            }
            Reading::OnTable(ids) => {
                let name = |id: &'a String| self.scenario.option_sheet(id).map_or(id.as_str(), |o| &o.name);
                let ids = self.scenario.options.iter().map(|o| &o.id).filter(|id| ids.contains(id));
                format!("{} on the table", quoted(ids.map(name).collect()))
            }
            Reading::Level { term, levels } => {
                let levels: Vec<String> = levels.iter().map(|l| l.replace('_', " ")).collect();
                format!("{}: {}", self.term(term), quoted(levels.iter().map(String::as_str).collect()))
            }
            Reading::Amount(term) => {
                let amount = value.map_or(String::new(), |x| format!(" of {}", signed(x, 2)));
                format!("{}{amount}", self.term(term))
            }
            Reading::MonthsIn(process) => {
                let months = value.map_or("months".into(), |x| format!("{} months", signed(x, 0)));
                format!("{months} in the present state of {}", self.process_id(process))
            }
        }
    }

    fn process_id(&self, id: &str) -> &'a str {
        let mut processes = self.scenario.processes.iter();
        processes.find(|p| p.id == id).map_or("", |p| &p.name)
    }

    fn state_id(&self, process: &str, state: &str) -> &'a str {
        self.scenario.process(process).and_then(|p| p.state(state)).map_or("", |s| &s.name)
    }

    fn term(&self, id: &str) -> String {
        self.scenario.term(id).map_or(id.to_string(), |t| t.name.clone())
    }
}
