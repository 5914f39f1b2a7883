//! What the file declares, by name: for references, and for "did you mean".

use std::collections::{HashMap, HashSet};

use super::keys::{BASIS_KEYS, id_fault};
use super::node::Node;
use super::suggestions::COMPARED;

/// Ids in the order of the file, quick to look up.
#[derive(Debug, Default)]
pub(super) struct Ids<'a> {
    pub list: Vec<&'a str>,
    set: HashSet<&'a str>,
}

impl<'a> Ids<'a> {
    fn of(list: impl IntoIterator<Item = &'a str>) -> Ids<'a> {
        let mut ids = Ids::default();
        for id in list {
            ids.push(id);
        }
        ids
    }

    fn push(&mut self, id: &'a str) {
        if self.set.insert(id) {
            self.list.push(id);
        }
    }

    fn keys(node: Option<&'a Node>) -> Ids<'a> {
        Ids::of(entries(node).map(|(id, _)| id).filter(|id| id_fault(id).is_none()))
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.set.contains(id)
    }
}

/// What a term is, as far as references care.
#[derive(Debug, Default)]
pub(super) struct TermNames<'a> {
    /// The levels of a categorical term; none if the term is numeric.
    pub levels: Option<Ids<'a>>,
}

/// What a process has.
#[derive(Debug, Default)]
pub(super) struct ProcessNames<'a> {
    pub states: Ids<'a>,
    pub traits: Ids<'a>,
}

/// Every name that can be referred to.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    pub evidence: Ids<'a>,
    pub experts: Ids<'a>,
    pub factors: Ids<'a>,
    pub windows: Ids<'a>,
    pub options: Ids<'a>,
    pub metrics: Ids<'a>,
    pub audiences: HashMap<&'a str, Ids<'a>>,
    pub parties: Ids<'a>,
    pub terms: HashMap<&'a str, TermNames<'a>>,
    pub term_ids: Ids<'a>,
    /// Every attribute of a term.
    pub attributes: Ids<'a>,
    /// The terms that carry an attribute.
    pub carriers: HashMap<&'a str, Vec<&'a str>>,
    /// The levels of all of them, by attribute.
    pub carried: HashMap<&'a str, Ids<'a>>,
    pub processes: HashMap<&'a str, ProcessNames<'a>>,
    pub process_ids: Ids<'a>,
}

impl<'a> Names<'a> {
    /// Gathers the names from the merged tree; what is malformed is left out here and reported by the reader.
    pub(super) fn gather(root: &'a Node) -> Names<'a> {
        let mut names = Names {
            evidence: Ids::keys(root.get("evidence")),
            experts: Ids::keys(root.get("expert")),
            factors: Ids::keys(root.get("factor")),
            windows: Ids::keys(root.get("window")),
            options: Ids::keys(root.get("option_sheet")),
            metrics: Ids::keys(root.get("metric")),
            parties: Ids::keys(root.get("party")),
            term_ids: Ids::keys(root.get("term")),
            process_ids: Ids::keys(root.get("process")),
            ..Names::default()
        };
        for (id, node) in entries(root.get("party")) {
            names.audiences.insert(id, Ids::keys(node.get("audience")));
        }
        for (id, node) in entries(root.get("term")) {
            for attribute in Ids::keys(node.get("attributes")).list {
                names.carriers.entry(attribute).or_default().push(id);
                names.attributes.push(attribute);
            }
            let levels = node.get("levels").map(|l| Ids::of(l.items().iter().filter_map(Node::text)));
            for attribute in Ids::keys(node.get("attributes")).list {
                let carried = names.carried.entry(attribute).or_default();
                levels.iter().flat_map(|levels| &levels.list).for_each(|level| carried.push(level));
            }
            names.terms.insert(id, TermNames { levels });
        }
        for (id, node) in entries(root.get("process")) {
            let states = Ids::keys(node.get("state"));
            let traits = entries(node.get("state"))
                .flat_map(|(_, s)| entries(s.get("traits")))
                .map(|(k, _)| k)
                .filter(|k| !BASIS_KEYS.contains(k));
            names.processes.insert(id, ProcessNames { states, traits: Ids::of(traits) });
        }
        names
    }

    /// Every audience by its full reference.
    pub(super) fn audience_list(&self) -> Vec<String> {
        let all = self.parties.list.iter().filter_map(|p| Some((p, self.audiences.get(p)?)));
        all.flat_map(|(p, ids)| ids.list.iter().map(move |a| format!("{p}.{a}"))).take(COMPARED).collect()
    }
}

fn entries(node: Option<&Node>) -> impl Iterator<Item = (&str, &Node)> {
    node.and_then(Node::table).into_iter().flat_map(|t| t.iter().map(|(k, v)| (k.as_str(), v)))
}
