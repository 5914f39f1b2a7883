//! One history as a readable chronicle: what happened, month by month, and why.

use std::fmt::Write;

use crate::analysis::band_names;
use crate::engine::{Candidate, Cause, Consent, History, Weight, What};
use crate::model::Scenario;
use crate::plan::{Plan, PlannedTransition};

/// The chronicle of a replayed trial.
pub fn chronicle(scenario: &Scenario, plan: &Plan, history: &History) -> String {
    let names = Names { scenario, plan };
    let mut text = String::new();
    let start = scenario.calendar.month(0);
    for (p, process) in plan.processes.iter().enumerate() {
        let state = names.state(p, history.states[0][p]);
        let _ = writeln!(text, "{start}  {}: {state}", names.process(&process.id));
    }
    for event in &history.events {
        let month = scenario.calendar.month(event.month);
        let _ = writeln!(text, "{month}  {}", names.event(&event.what));
    }
    let end = scenario.calendar.month(scenario.calendar.months);
    let _ = writeln!(text, "\nAt the end of {end}");
    for (p, process) in plan.processes.iter().enumerate() {
        let state = names.state(p, history.states[scenario.calendar.months as usize][p]);
        let _ = writeln!(text, "  {}: {state}", names.process(&process.id));
    }
    for (f, factor) in scenario.factors.iter().enumerate() {
        let place = plan.factors.iter().position(|planned| planned.id == factor.id).unwrap_or(f);
        let (first, last) = (history.factors[0][place], history.factors[history.factors.len() - 1][place]);
        let _ = writeln!(text, "  {}: {last:+.2} (began at {first:+.2})", factor.name);
    }
    for metric in &scenario.metrics {
        let Some(m) = plan.metrics.iter().position(|planned| planned.id == metric.id) else { continue };
        let value = history.metrics[m].map_or("never".to_string(), |x| format!("{x:.2} {}", metric.unit));
        let band = history.bands[m]
            .and_then(|band| band_names(scenario, metric).into_iter().nth(band))
            .map_or(String::new(), |(_, name)| format!(", {name}"));
        let _ = writeln!(text, "  {}: {}{band}", metric.name, value.trim_end());
    }
    text
}

struct Names<'a> {
    scenario: &'a Scenario,
    plan: &'a Plan,
}

impl Names<'_> {
    fn process<'n>(&'n self, id: &'n str) -> &'n str {
        self.scenario.process(id).map_or(id, |p| &p.name)
    }

    fn state(&self, p: usize, s: usize) -> String {
        let process = &self.plan.processes[p];
        let state = &process.states[s];
        let named = self.scenario.process(&process.id).and_then(|p| p.state(state));
        named.map_or(state.clone(), |s| s.name.clone())
    }

    fn shock(&self, s: usize) -> &str {
        let id = &self.plan.shocks[s].id;
        self.scenario.shocks.iter().find(|shock| shock.id == *id).map_or(id, |shock| &shock.name)
    }

    fn audience(&self, a: usize) -> String {
        let id = &self.plan.audiences[a].id;
        let audiences = self.scenario.parties.iter().flat_map(|p| p.audiences.iter().map(move |a| (p, a)));
        let mut named = audiences.filter(|(_, a)| a.id == *id);
        named.next().map_or(id.clone(), |(party, audience)| format!("{} ({})", audience.name, party.name))
    }

    fn transition<'n>(&'n self, p: usize, i: usize) -> (&'n PlannedTransition, &'n str) {
        let process = &self.plan.processes[p];
        let planned = &process.transitions[i];
        let named = self
            .scenario
            .process(&process.id)
            .and_then(|p| p.transitions.iter().find(|t| t.id == planned.id))
            .map_or(planned.id.as_str(), |t| &t.name);
        (planned, named)
    }

    fn event(&self, what: &What) -> String {
        match what {
            What::Strike { shock, per_year, drivers, .. } => {
                let drivers = multiplied(drivers);
                format!("{} strikes (rate {per_year:.2} a year{drivers})", self.shock(*shock))
            }
            What::Withstood { shock, force, chance } => {
                let force = &self.plan.shocks[*shock].forces[*force];
                let to = self.state(force.process, force.to);
                format!("  … and might have led to “{to}” (chance {chance:.2}), but did not")
            }
            What::Move { process, from, to, cause } => {
                let name = self.process(&self.plan.processes[*process].id);
                let (from, to) = (self.state(*process, *from), self.state(*process, *to));
                format!("{name}: {from} → {to}\n         {}", self.cause(*process, cause))
            }
            What::NoMajority { process, state, candidates, draw } => {
                let name = self.process(&self.plan.processes[*process].id);
                let state = self.state(*process, *state);
                let ballot = self.ballot(*process, candidates, *draw);
                format!("{name}: stays at {state}\n         {ballot}")
            }
        }
    }

    fn cause(&self, p: usize, cause: &Cause) -> String {
        match cause {
            Cause::Hazard { transition, per_year, base, drivers, consents } => {
                let (_, name) = self.transition(p, *transition);
                let consents = self.consents(consents);
                format!(
                    "{name}: hazard {per_year:.3} a year = base {base:.3}{}{consents}",
                    multiplied(drivers)
                )
            }
            Cause::Ballot { candidates, draw, .. } => self.ballot(p, candidates, *draw),
            Cause::Forced { shock, chance, .. } => {
                format!("forced by {} (chance {chance:.2})", self.shock(*shock))
            }
        }
    }

    fn ballot(&self, p: usize, candidates: &[Candidate], draw: f64) -> String {
        let list: Vec<String> = candidates
            .iter()
            .map(|c| {
                let (_, name) = self.transition(p, c.transition);
                format!("{name} with chance {:.3}{}", c.chance, self.consents(&c.consents))
            })
            .collect();
        format!("decided between {}; drew {draw:.3}", list.join("; "))
    }

    fn consents(&self, consents: &[Consent]) -> String {
        consents
            .iter()
            .map(|c| {
                let name = self.audience(c.audience);
                if c.refusal {
                    format!(" × {:.2} {name} refuses", 1.0 - c.acceptance)
                } else {
                    format!(" × {:.2} {name} accepts", c.acceptance)
                }
            })
            .collect()
    }
}

/// The drivers that moved a rate, strongest first.
fn multiplied(drivers: &[Weight]) -> String {
    let mut felt: Vec<&Weight> = drivers.iter().filter(|d| (d.factor - 1.0).abs() >= 0.005).collect();
    felt.sort_by(|a, b| {
        let strength = |w: &Weight| w.factor.max(1.0 / w.factor);
        strength(b).total_cmp(&strength(a)).then_with(|| a.id.cmp(&b.id))
    });
    felt.iter().map(|d| format!(" × {:.2} {}", d.factor, d.id)).collect()
}
