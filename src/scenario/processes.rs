//! What jumps and what strikes: processes and shocks.

use crate::model::{Force, Id, Process, Quantity, Rate, Shock, State, Transition, Trigger};

use super::drivers::Weight;
use super::kinds::{ANNUAL_CHANCE, CHANCE, DRIFT, Kind, LAG, LEVEL, RATE, TRAIT};
use super::names;
use super::node::Node;
use super::problem::Problem;
use super::reader::{Entry, Section};
use super::references::at_key;

impl<'a> Section<'a> {
    /// The processes.
    pub(super) fn processes(&self) -> Vec<Process> {
        let entries = self.elements("process");
        let empty = self.get("process").is_none_or(|n| n.table().is_some_and(|t| t.is_empty()));
        if empty {
            self.missing("process", "");
        }
        entries.into_iter().filter_map(|e| self.process(e)).collect()
    }

    fn process(&self, entry: Entry<'a>) -> Option<Process> {
        let known = [
            "name",
            "start",
            "agenda",
            "state",
            "transition",
            "evidence",
            "structure",
            "judgement",
            "note",
            "unit",
        ];
        let s = self.cx.open(entry.path, entry.node, &self.basis, &known)?;
        let id = entry.id;
        let name = s.text_or("name", &id);
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
                s.missing("start", &format!("its states are {}", names::list(&names.states.list)));
                None
            }
        };
        let states = s.elements("state").into_iter().filter_map(|e| s.state(e)).collect();
        let transitions = s.elements("transition").into_iter().filter_map(|e| s.transition(e, &id)).collect();
        Some(Process { id, name, agenda, start: start?, states, transitions })
    }

    fn state(&self, entry: Entry<'a>) -> Option<State> {
        let known = [
            "name",
            "absorbing",
            "traits",
            "while_here",
            "evidence",
            "structure",
            "judgement",
            "note",
            "unit",
        ];
        let s = self.cx.open(entry.path, entry.node, &self.basis, &known)?;
        let name = s.text_or("name", &entry.id);
        let absorbing = s.flag("absorbing");
        let traits = s.amounts("traits");
        let while_here = s.on_factors("while_here", DRIFT);
        Some(State { id: entry.id, name, absorbing, traits, while_here })
    }

    fn amounts(&self, key: &str) -> Vec<(Id, Quantity)> {
        let Some((section, entries)) = self.quantities_by_id(key) else { return Vec::new() };
        let read = |e: Entry<'a>| section.quantity_at(e.node, &e.id, TRAIT).map(|q| (e.id, q));
        entries.into_iter().filter_map(read).collect()
    }

    /// Quantities by factor.
    fn on_factors(&self, key: &str, kind: Kind) -> Vec<(Id, Quantity)> {
        let Some((section, entries)) = self.quantities_by_id(key) else { return Vec::new() };
        let mut out = Vec::new();
        for e in entries {
            if !self.cx.names.factors.has(&e.id) {
                self.cx.dangling("S401", &at_key(e.node), "factor", &e.id, &self.cx.names.factors.list);
                continue;
            }
            out.extend(section.quantity_at(e.node, &e.id, kind).map(|q| (e.id, q)));
        }
        out
    }

    fn transition(&self, entry: Entry<'a>, process: &str) -> Option<Transition> {
        let known = [
            "name",
            "from",
            "to",
            "annual_chance",
            "per_year",
            "at",
            "after",
            "chance",
            "drivers",
            "requires",
            "refused_by",
            "not_before",
            "only_while",
            "evidence",
            "structure",
            "judgement",
            "note",
            "unit",
        ];
        let s = self.cx.open(entry.path, entry.node, &self.basis, &known)?;
        let name = s.text_or("name", &entry.id);
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
    fn move_between(&self, process: &str) -> (Vec<Id>, Option<Id>) {
        let from = self.need("from").map(|n| self.states_at(n, "from", process)).unwrap_or_default();
        let to = self.need("to").and_then(|node| {
            let names = self.cx.names.processes.get(process)?;
            self.id_at(node, "to", "S403", &format!("state of `{process}` named"), &names.states)
        });
        (from, to)
    }

    /// Reports unless exactly one of the keys is given.
    fn one_of(&self, keys: &[&'static str], what: &str, help: &str) -> Option<&'static str> {
        let given: Vec<&'static str> = keys.iter().copied().filter(|k| self.get(k).is_some()).collect();
        match given.as_slice() {
            [one] => Some(one),
            [] => {
                let title = format!("`{}` has no {what}", self.path);
                let label = format!("one of {} is missing", names::list(keys));
                self.cx.report(Problem::error("S507", self.node.declared(), title, label).help(help));
                None
            }
            [first, second, ..] => {
                let (mut first, mut second) = (first, second);
                let layer = |key: &str| self.get(key).map_or(0, |n| n.origin().layer);
                let apart = layer(first) != layer(second);
                if self.cx.layers.rank(layer(first)) > self.cx.layers.rank(layer(second)) {
                    (first, second) = (second, first);
                }
                let title = format!("`{}` has more than one {what}", self.path);
                let mut problem =
                    Problem::error("S507", self.get(second)?.key(), title, format!("beside `{first}`"));
                problem = problem.note_at(self.get(first)?.key(), "the first");
                self.cx.report(match apart {
                    true => {
                        problem.help(format!("to replace the one below, add {first} = {{ remove = true }}"))
                    }
                    false => problem.help("keep one; two ways to the same state are two transitions"),
                });
                None
            }
        }
    }

    fn trigger(&self) -> Option<Trigger> {
        let help = "a hazard: annual_chance = 0.1 or per_year = 0.5; a date: at = \"2018-09\"; a lag: after = 6 (months)";
        let keys = ["annual_chance", "per_year", "at", "after"];
        let key = self.one_of(&keys, "trigger", help);
        let hazard = matches!(key, Some("annual_chance" | "per_year"));
        if let (true, Some(node), Some(key)) = (hazard, self.get("chance"), key) {
            let title = format!("`{}` has a chance beside `{key}`", self.path);
            let problem = Problem::error("S507", node.key(), title, "goes with `at` and `after` only");
            self.cx.report(problem.help(format!("drop it; `{key}` already says how likely it is")));
        }
        match key? {
            "at" => {
                let node = self.get("at")?;
                let chance = self.quantity_or("chance", CHANCE, 1.0);
                let mut months: Vec<u32> = Vec::new();
                for (item, _) in self.texts(node, "at", false) {
                    months.extend(self.simulated_month(item, "at"));
                }
                months.sort_unstable();
                Some(Trigger::At { months, chance: chance? })
            }
            "after" => {
                let (months, chance) = (self.quantity("after", LAG), self.quantity_or("chance", CHANCE, 1.0));
                Some(Trigger::After { months: months?, chance: chance? })
            }
            _ => self.rate().map(Trigger::Hazard),
        }
    }

    fn rate(&self) -> Option<Rate> {
        let read = |key: &str, kind: Kind| self.quantity_if_given(key, kind);
        match self.get("per_year") {
            Some(_) => read("per_year", RATE).map(Rate::PerYear),
            None => read("annual_chance", ANNUAL_CHANCE).map(Rate::AnnualChance),
        }
    }

    /// The shocks.
    pub(super) fn shocks(&self) -> Vec<Shock> {
        self.elements("shock").into_iter().filter_map(|e| self.shock(e)).collect()
    }

    fn shock(&self, entry: Entry<'a>) -> Option<Shock> {
        let known = [
            "name",
            "per_year",
            "annual_chance",
            "drivers",
            "window",
            "only_while",
            "impulses",
            "forces",
            "evidence",
            "structure",
            "judgement",
            "note",
            "unit",
        ];
        let s = self.cx.open(entry.path, entry.node, &self.basis, &known)?;
        let name = s.text_or("name", &entry.id);
        let help = "write per_year = 0.5 or annual_chance = 0.1";
        let rate = s.one_of(&["per_year", "annual_chance"], "rate", help).and_then(|_| s.rate());
        let drivers = s.drivers(Weight::Times);
        let window =
            s.get("window").and_then(|n| s.id_at(n, "window", "S409", "window", &self.cx.names.windows));
        let only_while = s.only_while();
        let impulses = s.on_factors("impulses", LEVEL);
        let forces: Vec<Force> = s.elements("forces").into_iter().filter_map(|e| s.force(e)).collect();
        let idle = |key: &str| s.get(key).is_none_or(|n| n.table().is_none_or(|t| t.is_empty()));
        if idle("impulses") && idle("forces") {
            let title = format!("the shock `{}` does nothing", entry.id);
            let problem = Problem::warning("S514", s.node.declared(), title, "no impulses, no forces");
            s.cx.report(
                problem.help("let it move a factor (`impulses`) or a process (`forces`), or drop it"),
            );
        }
        Some(Shock { id: entry.id, name, rate: rate?, drivers, window, only_while, impulses, forces })
    }

    fn force(&self, entry: Entry<'a>) -> Option<Force> {
        let known = [
            "process",
            "from",
            "to",
            "chance",
            "drivers",
            "evidence",
            "structure",
            "judgement",
            "note",
            "unit",
        ];
        let s = self.cx.open(entry.path, entry.node, &self.basis, &known)?;
        let process = s.need("process").and_then(|n| s.process_at(n, "process"));
        let (from, to) = match &process {
            Some(process) => s.move_between(process),
            None => (Vec::new(), None),
        };
        let chance = s.quantity("chance", CHANCE);
        let drivers = s.drivers(Weight::Times);
        Some(Force { id: entry.id, process: process?, from, to: to?, chance: chance?, drivers })
    }
}
