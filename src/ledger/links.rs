//! Who influences whom: every link that the scenario declares, with its sign where it has one.

use serde::{Deserialize, Serialize};

use super::ground::{Sign, sign_of};
use crate::model::{
    Audience, Driver, Factor, Id, Measure, Metric, Points, Process, Quantity, Reading, Scenario, Shock,
    StateSet, Transition,
};

/// One declared influence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    /// What influences: `factor.trust`, `process.settlement`, `term.package`, `option`, `window.spring` …
    pub from: String,
    /// What is influenced.
    pub to: String,
    /// How.
    pub how: How,
    /// Which part of what is influenced, in words; empty for the whole.
    pub part: String,
    /// Which way; none where the link has no weight.
    pub sign: Option<Sign>,
    /// The key of its weight, where it has one.
    pub weight: Option<String>,
}

/// How one thing influences another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// A driver reads it.
    Driver,
    /// A shock's impulse on a factor.
    Impulse,
    /// A state's lasting impulse on a factor.
    WhileHere,
    /// A shock may force a move.
    Forces,
    /// It happens only while a process is in some state.
    OnlyWhile,
    /// A step needs an audience's acceptance.
    Requires,
    /// A step needs an audience's refusal.
    RefusedBy,
    /// An audience scores what is on the table.
    Points,
    /// A process puts options on the table.
    Agenda,
    /// A window opens and closes it.
    Window,
    /// A metric measures it.
    Measures,
}

impl How {
    /// In words, from what is influenced.
    pub fn name(self) -> &'static str {
        match self {
            How::Driver => "driver",
            How::Impulse => "impulse",
            How::WhileHere => "while it lasts",
            How::Forces => "forces a move",
            How::OnlyWhile => "only while",
            How::Requires => "requires its acceptance",
            How::RefusedBy => "needs its refusal",
            How::Points => "points",
            How::Agenda => "puts options on the table",
            How::Window => "in its window",
            How::Measures => "measures it",
        }
    }
}

/// The node that stands for the option on the table.
pub const OPTION: &str = "option";

/// Every link, in the order of what is influenced in the file.
pub fn links(scenario: &Scenario) -> Vec<Link> {
    let mut walk = Walk { scenario, found: Vec::new() };
    if let Some(process) = scenario.agenda() {
        walk.plain(format!("process.{}", process.id), OPTION, How::Agenda, "", None);
    }
    for audience in scenario.parties.iter().flat_map(|party| &party.audiences) {
        walk.audience(audience);
    }
    scenario.factors.iter().for_each(|factor| walk.factor(factor));
    scenario.processes.iter().for_each(|process| walk.process(process));
    scenario.shocks.iter().for_each(|shock| walk.shock(shock));
    scenario.metrics.iter().for_each(|metric| walk.metric(metric));
    walk.found
}

/// The node that a reading reads.
fn node(reading: &Reading) -> String {
    match reading {
        Reading::Factor(id) => format!("factor.{id}"),
        Reading::InState { process, .. } | Reading::Trait { process, .. } | Reading::MonthsIn(process) => {
            format!("process.{process}")
        }
        Reading::Window(id) => format!("window.{id}"),
        Reading::OnTable(_) => OPTION.to_string(),
        Reading::Level { term, .. } | Reading::Amount(term) => format!("term.{term}"),
        Reading::Acceptance { audience, .. } => format!("audience.{audience}"),
    }
}

struct Walk<'s> {
    scenario: &'s Scenario,
    found: Vec<Link>,
}

impl<'s> Walk<'s> {
    fn plain(&mut self, from: String, to: &str, how: How, part: &str, sign: Option<Sign>) {
        self.found.push(Link { from, to: to.into(), how, part: part.into(), sign, weight: None });
    }

    /// A link whose weight is a summand.
    fn added(&mut self, from: String, to: String, how: How, part: &str, weight: &Quantity) {
        let sign = Some(sign_of(&weight.family, 0.0));
        self.found.push(Link { from, to, how, part: part.into(), sign, weight: Some(weight.key.clone()) });
    }

    /// A driver that reads the same thing twice is one link from it.
    fn drivers(&mut self, drivers: &[Driver], to: &str, part: &str, neutral: f64) {
        for driver in drivers {
            let mut from: Vec<String> = driver.readings.iter().map(node).collect();
            from.dedup();
            for from in from {
                self.found.push(Link {
                    from,
                    to: to.into(),
                    how: How::Driver,
                    part: part.into(),
                    sign: Some(sign_of(&driver.weight.family, neutral)),
                    weight: Some(driver.weight.key.clone()),
                });
            }
        }
    }

    fn guard(&mut self, guard: &[(Id, Vec<Id>)], to: &str, part: &str) {
        for (process, _) in guard {
            self.plain(format!("process.{process}"), to, How::OnlyWhile, part, None);
        }
    }

    fn audience(&mut self, audience: &Audience) {
        let to = format!("audience.{}", audience.id);
        for (term, points) in audience.scores.by_term() {
            let from = format!("term.{term}");
            match points {
                Points::Levels(levels) => {
                    for (level, quantity) in levels {
                        let name = self.scenario.level_name(term, level);
                        self.added(from.clone(), to.clone(), How::Points, &name, quantity);
                    }
                }
                Points::PerUnit { per_unit, .. } => self.added(from, to.clone(), How::Points, "", per_unit),
            }
        }
        for set in &audience.together {
            for (term, levels) in &set.terms {
                let names: Vec<String> =
                    levels.iter().map(|level| self.scenario.level_name(term, level)).collect();
                self.added(format!("term.{term}"), to.clone(), How::Points, &names.join(", "), &set.points);
            }
        }
        self.drivers(&audience.drivers, &to, "", 0.0);
    }

    fn factor(&mut self, factor: &Factor) {
        self.drivers(&factor.drivers, &format!("factor.{}", factor.id), "", 0.0);
    }

    fn process(&mut self, process: &Process) {
        let node = format!("process.{}", process.id);
        for state in &process.states {
            for (factor, quantity) in &state.while_here {
                self.added(node.clone(), format!("factor.{factor}"), How::WhileHere, &state.name, quantity);
            }
        }
        process.transitions.iter().for_each(|transition| self.transition(transition, &node));
    }

    fn transition(&mut self, transition: &Transition, to: &str) {
        let part = &transition.name;
        self.drivers(&transition.drivers, to, part, 1.0);
        for audience in &transition.requires {
            self.plain(format!("audience.{audience}"), to, How::Requires, part, Some(Sign::Raises));
        }
        for audience in &transition.refused_by {
            self.plain(format!("audience.{audience}"), to, How::RefusedBy, part, Some(Sign::Lowers));
        }
        self.guard(&transition.only_while, to, part);
    }

    fn shock(&mut self, shock: &Shock) {
        let node = format!("shock.{}", shock.id);
        self.drivers(&shock.drivers, &node, "", 1.0);
        if let Some(window) = &shock.window {
            self.plain(format!("window.{window}"), &node, How::Window, "", None);
        }
        self.guard(&shock.only_while, &node, "");
        for (factor, quantity) in &shock.impulses {
            self.added(node.clone(), format!("factor.{factor}"), How::Impulse, "", quantity);
        }
        for force in &shock.forces {
            let to = format!("process.{}", force.process);
            let part = self.scenario.state_name(&force.process, &force.to);
            self.plain(node.clone(), &to, How::Forces, part, None);
            self.drivers(&force.drivers, &to, part, 1.0);
        }
    }

    fn metric(&mut self, metric: &Metric) {
        let node = format!("metric.{}", metric.id);
        let measures = |walk: &mut Self, from: String| walk.plain(from, &node, How::Measures, "", None);
        let process = |set: &StateSet| format!("process.{}", set.process);
        match &metric.measure {
            Measure::FirstReached(set) | Measure::MonthsIn(set) => measures(self, process(set)),
            Measure::SumOf { attribute, settled_in, .. } => {
                measures(self, process(settled_in));
                let carries =
                    |term: &&crate::model::Term| term.attributes.iter().any(|(id, _)| id == attribute);
                for term in self.scenario.terms.iter().filter(carries) {
                    measures(self, format!("term.{}", term.id));
                }
            }
            Measure::AmountOf { term, settled_in } => {
                measures(self, process(settled_in));
                measures(self, format!("term.{term}"));
            }
            Measure::Flow { only_while, drivers, .. } => {
                self.guard(only_while, &node, "");
                self.drivers(drivers, &node, "", 1.0);
            }
            Measure::PointsOf { audience, settled_in } => {
                measures(self, format!("audience.{audience}"));
                measures(self, process(settled_in));
            }
            Measure::Hikiwake { audiences, settled_in, .. } => {
                audiences.iter().for_each(|audience| measures(self, format!("audience.{audience}")));
                measures(self, process(settled_in));
            }
            Measure::Formula(formula) => {
                for other in formula.names() {
                    measures(self, format!("metric.{other}"));
                }
            }
        }
    }
}
