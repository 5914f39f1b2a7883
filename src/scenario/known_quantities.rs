//! What is known of the quantities and formulas of a file while it is read.

use std::collections::{HashMap, HashSet};

use crate::formula::Formula;
use crate::model::Quantity;
use crate::quantity::Family;

use super::bounds::Kind;
use super::node::Node;

/// A quantity as it was read, under its key: what may be correlated.
#[derive(Debug)]
pub(super) struct KnownQuantity {
    /// Its place among all, in the order of reading.
    pub place: usize,
    /// Whether it is certain.
    pub certain: bool,
    /// How it is distributed.
    pub family: Family,
}

/// What is known of quantities and formulas while a file is read.
#[derive(Default)]
pub(super) struct Formulas<'a> {
    /// Every key at which a number stands, readable or not.
    pub keys: Vec<String>,
    /// The same, to look up.
    pub key_set: HashSet<String>,
    /// What could be read, by key.
    pub known: HashMap<String, Quantity>,
    /// The formulas of the first reading.
    pub stated: Vec<Stated<'a>>,
    /// The keys of formulas that hold, each after what it needs; none in the first reading.
    pub settled: Option<Settled>,
}

/// Keys and distributions in their order, and the place of each.
#[derive(Default)]
pub(super) struct Settled {
    pub list: Vec<(String, Family)>,
    pub place: HashMap<String, usize>,
}

/// A formula as it stands in a file.
pub(super) struct Stated<'a> {
    pub key: String,
    pub formula: Formula,
    pub node: &'a Node,
    pub kind: Kind,
    pub unit: Option<String>,
}

impl Formulas<'_> {
    /// Notes that a number stands at a key, whether it can be read or not.
    pub(super) fn note_key(&mut self, key: &str) {
        if self.settled.is_none() {
            self.keys.push(key.to_string());
            self.key_set.insert(key.to_string());
        }
    }

    /// Notes a quantity.
    pub(super) fn note(&mut self, quantity: &Quantity) {
        self.known.insert(quantity.key.clone(), quantity.clone());
    }

    /// Whether the first reading met a formula.
    pub(super) fn is_any(&self) -> bool {
        !self.stated.is_empty()
    }

    /// What the formulas are made of, each after what it is made of itself.
    pub(super) fn ingredients(&self) -> Vec<Quantity> {
        let used: HashSet<&str> = self.stated.iter().flat_map(|s| s.formula.names()).collect();
        let mut drawn: Vec<&str> = used
            .iter()
            .copied()
            .filter(|key| self.known.get(*key).is_some_and(|q| q.formula.is_none()))
            .collect();
        drawn.sort_unstable();
        let settled = self
            .settled
            .iter()
            .flat_map(|settled| &settled.list)
            .map(|(key, _)| key.as_str())
            .filter(|key| used.contains(key));
        drawn.into_iter().chain(settled).filter_map(|key| self.known.get(key).cloned()).collect()
    }
}
