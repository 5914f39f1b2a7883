//! Names that refer to other elements.

use crate::model::{Id, StateSet};

use super::keys::id_fault;
use super::names::Ids;
use super::node::{Node, Value};
use super::problem::{Place, Problem};
use super::reader::{Context, Section};
use super::suggestions;

impl<'a> Section<'a> {
    /// The texts of a list (or of a single text); reports an empty list and what is listed twice.
    pub(super) fn texts(&self, node: &'a Node, key: &str, may_be_empty: bool) -> Vec<(&'a Node, &'a str)> {
        if let Value::List(items) = &node.value
            && items.is_empty()
            && !may_be_empty
        {
            let title = format!("`{}` is empty", self.path_of(key));
            let problem = Problem::error("S106", node.at(), title, "nothing listed");
            let help = super::examples::of(key).unwrap_or("list at least one, or leave the key out");
            self.cx.report(problem.help(help));
        }
        let mut seen = std::collections::HashMap::new();
        let mut out = Vec::new();
        for item in node.items() {
            let Some(text) = item.text() else {
                self.wrong_type(item, key, "an id in quotes, or a list of them");
                continue;
            };
            if let Some(first) = seen.insert(text, item) {
                let title = format!("`{text}` is listed twice in `{}`", self.path_of(key));
                let problem = Problem::error("S110", item.at(), title, "the second time here");
                self.cx.report(problem.note_at(first.at(), "the first time here").help("drop one of them"));
                continue;
            }
            out.push((item, text));
        }
        out
    }

    /// Ids of a flat collection.
    pub(super) fn ids_of(
        &self,
        node: &'a Node,
        key: &str,
        code: &'static str,
        what: &str,
        known: &Ids<'_>,
    ) -> Vec<Id> {
        let mut ids = Vec::new();
        for (item, id) in self.texts(node, key, false) {
            if known.has(id) {
                ids.push(id.to_string());
            } else {
                self.cx.dangling(code, item, what, id, &known.list);
            }
        }
        ids
    }

    /// One id of a flat collection.
    pub(super) fn id_at(
        &self,
        node: &'a Node,
        key: &str,
        code: &'static str,
        what: &str,
        known: &Ids<'_>,
    ) -> Option<Id> {
        let Some(id) = node.text() else {
            self.wrong_type(node, key, "an id in quotes");
            return None;
        };
        if known.has(id) {
            return Some(id.to_string());
        }
        self.cx.dangling(code, node, what, id, &known.list);
        None
    }

    /// States of one process, by their own names.
    pub(super) fn states_at(&self, node: &'a Node, key: &str, process: &str) -> Vec<Id> {
        match self.cx.names.processes.get(process) {
            Some(names) => {
                self.ids_of(node, key, "S403", &format!("state of `{process}` named"), &names.states)
            }
            None => Vec::new(),
        }
    }

    /// A process by id.
    pub(super) fn process_at(&self, node: &'a Node, key: &str) -> Option<Id> {
        self.id_at(node, key, "S402", "process", &self.cx.names.process_ids)
    }

    /// Audiences by full reference, `upland.cabinet`.
    pub(super) fn audiences(&self, key: &str) -> Vec<Id> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let texts = self.texts(node, key, true);
        texts.into_iter().filter_map(|(item, text)| self.cx.audience(item, text)).collect()
    }

    /// States of one process by full reference: `["settlement.signed", "settlement.implemented"]`.
    pub(super) fn state_set(&self, key: &str) -> Option<StateSet> {
        let node = self.need(key)?;
        let mut set: Option<StateSet> = None;
        for (item, text) in self.texts(node, key, false) {
            let Some((process, state)) = self.cx.split(item, text, "state", "settlement.signed") else {
                continue;
            };
            let Some(names) = self.cx.names.processes.get(process) else {
                self.cx.dangling("S402", item, "process", process, &self.cx.names.process_ids.list);
                continue;
            };
            if !names.states.has(state) {
                let what = format!("state of `{process}` named");
                self.cx.dangling("S403", item, &what, state, &names.states.list);
                continue;
            }
            match &mut set {
                None => set = Some(StateSet { process: process.into(), states: vec![state.into()] }),
                Some(set) if set.process == process => set.states.push(state.into()),
                Some(set) => {
                    let title = format!("`{}` names states of two processes", self.path_of(key));
                    let label = format!("the others belong to `{}`", set.process);
                    let problem = Problem::error("S413", item.at(), title, label);
                    self.cx.report(
                        problem.help("name states of one process; write a second metric for the other"),
                    );
                }
            }
        }
        set
    }

    /// `only_while = { other = ["a", "b"] }`.
    pub(super) fn only_while(&self) -> Vec<(Id, Vec<Id>)> {
        let Some(node) = self.get("only_while") else { return Vec::new() };
        let Some(table) = node.table() else {
            self.wrong_type(node, "only_while", "a table of states by process: { settlement = [\"talks\"] }");
            return Vec::new();
        };
        let mut out = Vec::new();
        for (process, states) in table {
            if !self.cx.names.process_ids.has(process) {
                let at = Node { history: vec![key_only(states)], ..states.clone() };
                self.cx.dangling("S402", &at, "process", process, &self.cx.names.process_ids.list);
                continue;
            }
            out.push((process.clone(), self.states_at(states, &format!("only_while.{process}"), process)));
        }
        out
    }
}

/// A node's place with the key in the value's stead, to point at a key that is itself a reference.
pub(super) fn key_only(node: &Node) -> super::node::Origin {
    let mut origin = node.origin().clone();
    origin.value = origin.key.clone();
    origin
}

/// A node that points at its key.
pub(super) fn at_key(node: &Node) -> Node {
    Node { value: Value::Flag(true), history: vec![key_only(node)], header: false }
}

impl<'a> Context<'a> {
    /// Reports a level that a term does not have, and how it would get it.
    pub(super) fn no_level(&self, at: &Node, term: &str, found: &str, known: &[&str]) {
        let near = suggestions::nearest(found, known);
        let label = near.map_or_else(|| "not declared".into(), |near| format!("did you mean `{near}`?"));
        let title = format!("there is no level of `{term}` named `{found}`");
        let all: Vec<String> = known.iter().chain([&found]).map(|level| format!("\"{level}\"")).collect();
        let declared = format!("declared: {}", suggestions::list(known));
        // A slip of the pen is no new level.
        let help = match near {
            Some(_) => declared,
            None => {
                format!("{declared}; to add it, write under [term.{term}]: levels = [{}]", all.join(", "))
            }
        };
        self.report(Problem::error("S405", at.at(), title, label).help(help));
    }

    /// The audience a full reference names.
    pub(super) fn audience(&self, item: &Node, text: &str) -> Option<Id> {
        let (party, audience) = self.split(item, text, "audience", "upland.cabinet")?;
        if self.names.audiences.get(party).is_some_and(|ids| ids.has(audience)) {
            return Some(text.to_string());
        }
        self.dangling("S407", item, "audience", text, &self.names.audience_list());
        None
    }

    /// The two halves of `settlement.signed`.
    pub(super) fn split<'t>(
        &self,
        item: &Node,
        text: &'t str,
        what: &str,
        example: &str,
    ) -> Option<(&'t str, &'t str)> {
        match text.split_once('.') {
            Some((a, b)) if !a.is_empty() && !b.is_empty() => Some((a, b)),
            _ => {
                let title = format!("`{text}` does not say whose {what} it is");
                let problem = Problem::error("S414", item.at(), title, "there must be a dot in it");
                self.report(problem.help(format!("write it in full, such as \"{example}\"")));
                None
            }
        }
    }
}

impl Context<'_> {
    /// Reports an id that could not be referred to.
    pub(super) fn check_id(&self, id: &str, place: Place) -> bool {
        let Some(fault) = id_fault(id) else { return true };
        let shown: String = id.chars().take(40).collect();
        let problem = Problem::error("S104", place, format!("`{shown}` cannot be an id"), fault);
        self.report(problem.help("the name that readers see goes into `name`, where everything is allowed"));
        false
    }
}
