//! What jumps: processes.

use crate::model::{Id, Process, Quantity, State, Transition};

use super::bounds::{DRIFT, Kind, TRAIT};
use super::drivers::Weight;
use super::grammar;
use super::node::Node;
use super::problem::Problem;
use super::reader::{Entry, Section};
use super::references::at_key;
use super::suggestions;

impl<'a> Section<'a> {
    /// The processes.
    pub(super) fn processes(&self) -> Vec<Process> {
        if self.lacks("process") {
            self.missing("process", "");
        }
        self.each("process", Self::process)
    }

    fn process(&self, entry: Entry<'a>) -> Option<Process> {
        let (s, name) = self.open_named(&entry, &grammar::PROCESS)?;
        let id = entry.id;
        let agenda = s.flag("agenda");
        let names = self.cx.names.processes.get(id.as_str());
        if names.is_none_or(|n| n.states.list.is_empty()) {
            let title = format!("the process `{id}` has no states");
            let problem = Problem::error("S103", s.node.declared(), title, "`state` is missing");
            s.cx.report(problem.help(format!("add its states by id: [process.{id}.state.talks]")));
            return None;
        }
        let names = names?;
        let start = match (s.get("start"), agenda) {
            (None, true) => self.get("option").and_then(Node::text).map(String::from),
            (Some(node), _) => {
                let what = format!("state of `{id}` named");
                s.id_at(node, "start", "S403", &what, &names.states)
            }
            (None, false) => {
                s.missing("start", &format!("its states are {}", suggestions::list(&names.states.list)));
                None
            }
        };
        let states = s.each("state", Self::state);
        let transitions = s.each("transition", |s, e| s.transition(e, &id));
        Some(Process { id, name, agenda, start: start?, states, transitions })
    }

    fn state(&self, entry: Entry<'a>) -> Option<State> {
        let (s, name) = self.open_named(&entry, &grammar::STATE)?;
        let absorbing = s.flag("absorbing");
        let traits = s.quantities("traits", TRAIT, |_| true);
        let while_here = s.on_factors("while_here", DRIFT);
        Some(State { id: entry.id, name, absorbing, traits, while_here })
    }

    /// Quantities by factor.
    pub(super) fn on_factors(&self, key: &str, kind: Kind) -> Vec<(Id, Quantity)> {
        let known = &self.cx.names.factors;
        self.quantities(key, kind, |e| {
            if !known.has(&e.id) {
                self.cx.dangling("S401", &at_key(e.node), "factor", &e.id, &known.list);
            }
            known.has(&e.id)
        })
    }

    fn transition(&self, entry: Entry<'a>, process: &str) -> Option<Transition> {
        let (s, name) = self.open_named(&entry, &grammar::TRANSITION)?;
        let (from, to) = s.move_between(process);
        let trigger = s.trigger();
        let drivers = s.drivers(Weight::Times);
        let (requires, refused_by) = (s.audiences("requires"), s.audiences("refused_by"));
        let not_before = s.whole("not_before", 0..=4095).unwrap_or(0) as u32;
        let only_while = s.only_while();
        Some(Transition {
            id: entry.id,
            name,
            from,
            to: to?,
            trigger: trigger?,
            drivers,
            requires,
            refused_by,
            not_before,
            only_while,
        })
    }

    /// `from` and `to` of a transition or a force.
    pub(super) fn move_between(&self, process: &str) -> (Vec<Id>, Option<Id>) {
        let from = self.need("from").map(|n| self.states_at(n, "from", process)).unwrap_or_default();
        let to = self.need("to").and_then(|node| {
            let names = self.cx.names.processes.get(process)?;
            self.id_at(node, "to", "S403", &format!("state of `{process}` named"), &names.states)
        });
        (from, to)
    }
}
