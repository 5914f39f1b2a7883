//! Drivers: what they read and how much it weighs.

use crate::model::{Driver, Id, Reading};

use super::bounds::{MULTIPLIER, SUMMAND};
use super::grammar;
use super::node::Node;
use super::problem::Problem;
use super::reader::{Entry, Section};
use super::references::at_key;

/// How the weight of a driver counts where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// A multiplier.
    Times,
    /// A summand.
    Adds,
    /// A summand of what an audience makes of an option, which cannot be made of what audiences make of it.
    AddsToSurplus,
}

impl Weight {
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Weight::Times => ("times", "adds"),
            Weight::Adds | Weight::AddsToSurplus => ("adds", "times"),
        }
    }
}

impl<'a> Section<'a> {
    /// The drivers of this element.
    pub(super) fn drivers(&self, weight: Weight) -> Vec<Driver> {
        self.each("drivers", |s, entry| s.driver(entry, weight))
    }

    fn driver(&self, entry: Entry<'a>, weight: Weight) -> Option<Driver> {
        let s = self.open_element(&entry, &grammar::DRIVER)?;
        let before = self.cx.problems.borrow().len();
        let readings = s.readings();
        if readings.is_empty() && self.cx.problems.borrow().len() == before {
            let title = format!("the driver `{}` reads nothing", s.path);
            let help = "let it read a `factor`, a `process` and its `state`, a `trait`, a `window`, an `option`, \
                        a `term` (and its `level`), `months_in` or an `acceptance`";
            self.cx.report(Problem::error("S508", s.node.declared(), title, "no reading here").help(help));
        }
        s.check_acceptance(weight);
        let weight = s.weight(weight);
        Some(Driver { id: entry.id, readings, weight: weight? })
    }

    fn weight(&self, weight: Weight) -> Option<crate::model::Quantity> {
        let (right, wrong) = weight.keys();
        let why = match weight {
            Weight::Times => "here a driver multiplies: `times` = 2 doubles per unit of what it reads",
            Weight::Adds | Weight::AddsToSurplus => {
                "here a driver adds: `adds` is the number of points (or levels) per unit of what it reads"
            }
        };
        match (self.get(right), self.get(wrong)) {
            (Some(_), None) => match weight {
                Weight::Times => self.quantity(right, MULTIPLIER),
                Weight::Adds | Weight::AddsToSurplus => self.quantity(right, SUMMAND),
            },
            (None, None) => {
                let title = format!("the driver `{}` has no weight", self.path);
                let label = format!("`{right}` is missing");
                self.cx.report(Problem::error("S509", self.node.declared(), title, label).help(why));
                None
            }
            (Some(first), Some(second)) => {
                let title = format!("the driver `{}` has two weights", self.path);
                let problem = Problem::error("S509", second.key(), title, format!("drop `{wrong}`"));
                self.cx.report(problem.note_at(first.key(), "this one counts here").help(why));
                None
            }
            (None, Some(node)) => {
                let title = format!("the driver `{}` has the wrong kind of weight", self.path);
                let label = format!("must be `{right}`");
                self.cx.report(Problem::error("S509", node.key(), title, label).help(why));
                None
            }
        }
    }

    fn readings(&self) -> Vec<Reading> {
        let names = &self.cx.names;
        let mut out = Vec::new();
        if let Some(node) = self.get("factor") {
            out.extend(self.id_at(node, "factor", "S401", "factor", &names.factors).map(Reading::Factor));
        }
        out.extend(self.state_reading());
        if let Some(node) = self.get("trait") {
            out.extend(self.trait_reading(node));
        }
        if let Some(node) = self.get("window") {
            out.extend(self.id_at(node, "window", "S409", "window", &names.windows).map(Reading::Window));
        }
        if let Some(node) = self.get("option") {
            let options = self.ids_of(node, "option", "S406", "option sheet", &names.options);
            if !options.is_empty() {
                out.push(Reading::OnTable(options));
            }
        }
        out.extend(self.term_reading());
        if let Some(node) = self.get("months_in") {
            out.extend(self.process_at(node, "months_in").map(Reading::MonthsIn));
        }
        out.extend(self.acceptance_reading());
        out
    }

    fn acceptance_reading(&self) -> Option<Reading> {
        let Some(node) = self.get("acceptance") else {
            return self.get("as_if").and_then(|node| self.half(node, "state to suppose", "acceptance"));
        };
        let audience = match node.text() {
            Some(text) => self.cx.audience(node, text)?,
            None => {
                self.wrong_type(node, "acceptance", "an audience in full, such as \"upland.council\"");
                return None;
            }
        };
        let as_if = match self.get("as_if") {
            Some(node) => Some(self.state_taken(node)?),
            None => None,
        };
        Some(Reading::Acceptance { audience, as_if })
    }

    /// The process and the state of a text such as "settlement.signed".
    fn state_taken(&self, node: &'a Node) -> Option<(Id, Id)> {
        let Some(text) = node.text() else {
            self.wrong_type(node, "as_if", "a process and its state, such as \"settlement.signed\"");
            return None;
        };
        let (process, state) = self.cx.split(node, text, "state", "settlement.signed")?;
        let Some(names) = self.cx.names.processes.get(process) else {
            self.cx.dangling("S402", node, "process", process, &self.cx.names.process_ids.list);
            return None;
        };
        if !names.states.has(state) {
            let what = format!("state of `{process}` named");
            self.cx.dangling("S403", node, &what, state, &names.states.list);
            return None;
        }
        Some((process.into(), state.into()))
    }

    /// What audiences say cannot depend on what they say.
    fn check_acceptance(&self, weight: Weight) {
        let node = self.get("acceptance").filter(|_| weight == Weight::AddsToSurplus);
        if let Some(node) = node {
            let title = format!("the driver `{}` reads what an audience says", self.path);
            let help = "give both audiences drivers that read the same factor or state, or let a factor read the acceptance: it \
                        moves a month later";
            let label = "an audience cannot wait for another";
            self.cx.report(Problem::error("S527", node.key(), title, label).help(help));
        }
    }

    fn state_reading(&self) -> Option<Reading> {
        match (self.get("process"), self.get("state")) {
            (Some(process), Some(state)) => {
                let process = self.process_at(process, "process")?;
                let states = self.states_at(state, "state", &process);
                (!states.is_empty()).then_some(Reading::InState { process, states })
            }
            (Some(node), None) => self.half(node, "process", "state"),
            (None, Some(node)) => self.half(node, "state", "process"),
            (None, None) => None,
        }
    }

    /// A reading of which one half is missing.
    fn half(&self, node: &Node, given: &str, missing: &str) -> Option<Reading> {
        let title = format!("the driver `{}` names a {given} but no {missing}", self.path);
        let problem = Problem::error("S103", node.key(), title, format!("`{missing}` is missing beside it"));
        self.cx.report(problem.help(format!("add {missing} = \"…\"")));
        None
    }

    fn trait_reading(&self, node: &'a Node) -> Option<Reading> {
        let Some(text) = node.text() else {
            self.wrong_type(node, "trait", "a trait in full, such as \"leader.stance\"");
            return None;
        };
        let (process, name) = self.cx.split(node, text, "trait", "leader.stance")?;
        let Some(names) = self.cx.names.processes.get(process) else {
            self.cx.dangling("S402", node, "process", process, &self.cx.names.process_ids.list);
            return None;
        };
        if !names.traits.has(name) {
            let what = format!("trait of `{process}` named");
            self.cx.dangling("S410", node, &what, name, &names.traits.list);
            return None;
        }
        Some(Reading::Trait { process: process.into(), name: name.into() })
    }

    fn term_reading(&self) -> Option<Reading> {
        let Some(node) = self.get("term") else {
            return self.get("level").and_then(|node| self.half(node, "level", "term"));
        };
        let term = self.id_at(node, "term", "S404", "term", &self.cx.names.term_ids)?;
        let levels = self.cx.names.terms.get(term.as_str()).and_then(|t| t.levels.as_ref());
        match (levels, self.get("level")) {
            (Some(known), Some(level)) => {
                let what = format!("level of `{term}` named");
                let levels = self.ids_of(level, "level", "S405", &what, known);
                (!levels.is_empty()).then_some(Reading::Level { term, levels })
            }
            (None, None) => Some(Reading::Amount(term)),
            (Some(_), None) => self.half(node, "term", "level"),
            (None, Some(level)) => {
                let title = format!("`{term}` is an amount and has no levels");
                let problem = Problem::error("S503", at_key(level).at(), title, "drop this");
                self.cx.report(problem.help("a driver that reads a numeric term multiplies with its amount"));
                None
            }
        }
    }

    /// Ids of terms' levels and the like are read elsewhere; this names all of them for a message.
    pub(super) fn term_levels(&self, term: &str) -> Option<Vec<Id>> {
        let levels = self.cx.names.terms.get(term)?.levels.as_ref()?;
        Some(levels.list.iter().map(|l| l.to_string()).collect())
    }
}
