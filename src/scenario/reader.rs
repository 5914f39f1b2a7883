//! A cursor over the merged tree that collects every problem instead of stopping at the first.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization;

use crate::model::{Basis, Calendar, Id, Quantity};

use super::admitted::Admitted;
use super::bounds::Kind;
use super::grammar::Shape;
use super::keys::BASIS_KEYS;
use super::known_quantities::{Formulas, KnownQuantity};
use super::layers::Layers;
use super::names::Names;
use super::node::{Node, Table, Value, clipped};
use super::problem::{Place, Problem};
use super::suggestions;
use super::units::Conversions;

/// **Unit** characters. A chart must have room for every name.
const LONGEST_NAME: usize = 200;

/// What every reader of a part needs.
pub(super) struct Context<'a> {
    pub layers: &'a Layers,
    pub names: Names<'a>,
    pub root: &'a Node,
    /// None if `as_of` or `horizon` is missing or broken.
    pub calendar: Cell<Option<Calendar>>,
    pub problems: RefCell<Vec<Problem>>,
    /// Quantities with neither evidence nor judgement: their keys and places.
    pub bare: RefCell<Vec<(String, Place)>>,
    /// Every quantity that could be read.
    pub quantities: RefCell<BTreeMap<String, KnownQuantity>>,
    /// What may stand at each quantity's key.
    pub admitted: RefCell<BTreeMap<String, Admitted>>,
    /// What is known for formulas, and what became of them.
    pub formulas: RefCell<Formulas<'a>>,
    /// What became of the stated units.
    pub units: Conversions,
    /// Dates of which the simulation sees nothing, since they lie behind its end: of what, and where.
    pub beyond: RefCell<Vec<(String, Place)>>,
    /// Who has a say in pools, by first appearance.
    pub experts: RefCell<Vec<Id>>,
}

impl<'a> Context<'a> {
    /// Forgets what a reading found, before the next.
    pub(super) fn start_over(&self) {
        self.problems.borrow_mut().clear();
        self.bare.borrow_mut().clear();
        self.beyond.borrow_mut().clear();
        self.experts.borrow_mut().clear();
    }

    /// Notes a problem.
    pub(super) fn report(&self, problem: Problem) {
        let problem = self.layers.with_chain(problem);
        self.problems.borrow_mut().push(problem);
    }

    /// `file.toml:14`, for a note.
    pub(super) fn line_of(&self, place: &Place) -> String {
        match self.layers.texts.get(place.layer) {
            Some(text) if place.layer < self.layers.files => {
                format!("{}:{}", text.name, text.line(place.span.start))
            }
            Some(text) => text.name.clone(),
            None => String::new(),
        }
    }

    /// Reports a name that is not declared.
    pub(super) fn dangling(
        &self,
        code: &'static str,
        at: &Node,
        what: &str,
        found: &str,
        known: &[impl AsRef<str>],
    ) {
        let known: Vec<&str> = known.iter().take(500).map(AsRef::as_ref).collect();
        let near = suggestions::nearest(found, &known);
        let label = near.map_or_else(|| "not declared".into(), |near| format!("did you mean `{near}`?"));
        let help = match known.as_slice() {
            [] => format!("the file declares no {what}"),
            _ => format!("declared: {}", suggestions::list(&known)),
        };
        self.report(Problem::error(code, at.at(), format!("there is no {what} `{found}`"), label).help(help));
    }

    /// Opens a table; reports what is no table, and keys that it does not know.
    pub(super) fn open(
        &'a self,
        path: String,
        node: &'a Node,
        around: &Basis,
        known: &[&str],
    ) -> Option<Section<'a>> {
        let Some(table) = node.table() else {
            let title = format!("`{path}` must be a table");
            let keys: Vec<&str> = known.iter().filter(|k| !BASIS_KEYS.contains(k)).copied().collect();
            let help = format!("its keys are {}", suggestions::list(&keys));
            self.report(Problem::error("S102", node.at(), title, node.found()).help(help));
            return None;
        };
        // Wherever grounds may stand, they may be scored.
        let grounded = known.contains(&"evidence") && known.contains(&"judgement");
        let mut slips = Vec::new();
        for (key, entry) in table {
            if !(known.contains(&key.as_str()) || grounded && key == "pedigree") {
                self.unknown_key(&path, key, entry, known);
                slips.extend(suggestions::nearest(key, known).map(String::from));
            }
        }
        let mut section = Section { cx: self, path, node, table, basis: Basis::default(), slips };
        section.basis = match grounded {
            true => section.read_basis(around),
            false => around.clone(),
        };
        Some(section)
    }

    fn unknown_key(&self, path: &str, key: &str, entry: &Node, known: &[&str]) {
        let label = match suggestions::nearest(key, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "not a key of this table".into(),
        };
        let place = if path.is_empty() { "the file".into() } else { format!("`{path}`") };
        let title = format!("unknown key `{key}` in {place}");
        let mut keys = known.to_vec();
        if keys.len() > 12 && !path.is_empty() {
            keys.retain(|k| !BASIS_KEYS.contains(k));
        }
        let help =
            format!("known keys: {}", keys.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", "));
        self.report(Problem::error("S101", entry.key(), title, label).help(help));
    }
}

/// An element of a collection, before it is read.
pub(super) struct Entry<'a> {
    pub id: Id,
    pub path: String,
    pub node: &'a Node,
}

/// An open table.
pub(super) struct Section<'a> {
    pub cx: &'a Context<'a>,
    pub path: String,
    pub node: &'a Node,
    pub table: &'a Table,
    /// What its quantities rest on unless they say otherwise.
    pub basis: Basis,
    /// The keys that are probably meant by those that it does not know: that they are missing follows from the misspelling.
    pub slips: Vec<String>,
}

impl<'a> Section<'a> {
    /// The path of a key in it.
    pub(super) fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_string() } else { format!("{}.{key}", self.path) }
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Node> {
        self.table.get(key)
    }

    /// A key that must be there.
    pub(super) fn need(&self, key: &str) -> Option<&'a Node> {
        let found = self.get(key);
        if found.is_none() {
            self.missing(key, "");
        }
        found
    }

    /// Whether one of these keys is there under a misspelt name, which has been reported.
    pub(super) fn is_misspelt(&self, keys: &[&str]) -> bool {
        self.slips.iter().any(|slip| keys.contains(&slip.as_str()))
    }

    /// Reports that a key is missing.
    pub(super) fn missing(&self, key: &str, help: &str) {
        if self.is_misspelt(&[key]) {
            return;
        }
        let place = if self.path.is_empty() { "the file".into() } else { format!("`{}`", self.path) };
        let at = if self.path.is_empty() { Place { layer: 0, span: 0..0 } } else { self.node.declared() };
        let problem =
            Problem::error("S103", at, format!("`{key}` is missing in {place}"), "must be given here");
        let example = super::examples::of(key);
        let help = if help.is_empty() { example.unwrap_or("") } else { help };
        self.cx.report(if help.is_empty() { problem } else { problem.help(help) });
    }

    fn text_of(&self, node: &Node, key: &str) -> Option<String> {
        let Some(text) = node.text() else {
            self.wrong_type(node, key, "text");
            return None;
        };
        let length = text.chars().count();
        if key == "name" && length > LONGEST_NAME {
            let title = format!("`{}` has {length} characters", self.path_of(key));
            let label = format!("must have {LONGEST_NAME} or fewer: it stands in charts and tables");
            self.cx.report(Problem::error("S109", node.at(), title, label).help("say the rest in `summary`"));
        }
        // An accent that stands beside its letter would be drawn beside it: the composed form is one character.
        Some(text.nfc().collect())
    }

    /// Text that must be there and say something.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let node = self.need(key)?;
        let text = self.text_of(node, key)?;
        if text.trim().is_empty() {
            self.wrong_type(node, key, "text that says something");
            return None;
        }
        Some(text)
    }

    /// Text with a default.
    pub(super) fn text_or(&self, key: &str, default: &str) -> String {
        self.get(key).and_then(|n| self.text_of(n, key)).unwrap_or_else(|| default.to_string())
    }

    /// True or false; false unless given.
    pub(super) fn flag(&self, key: &str) -> bool {
        match self.get(key).map(|n| (n, &n.value)) {
            Some((_, Value::Flag(flag))) => *flag,
            Some((node, _)) => {
                self.wrong_type(node, key, "true or false");
                false
            }
            None => false,
        }
    }

    /// A whole number in a range.
    pub(super) fn whole(&self, key: &str, range: RangeInclusive<u64>) -> Option<u64> {
        let node = self.get(key)?;
        let Value::Whole(n) = node.value else {
            self.wrong_type(node, key, "a whole number");
            return None;
        };
        match u64::try_from(n) {
            Ok(n) if range.contains(&n) => Some(n),
            _ => {
                let title = format!("`{}` is out of range", self.path_of(key));
                let label = match *range.end() {
                    u64::MAX => format!("must be a whole number from {} to 2⁶⁴ − 1", range.start()),
                    end => format!("must be a whole number from {} to {end}", range.start()),
                };
                self.cx.report(Problem::error("S109", node.at(), title, label));
                None
            }
        }
    }

    /// A certain, finite number of a kind, with a default.
    pub(super) fn plain_number(&self, key: &str, kind: Kind, default: f64) -> f64 {
        self.get(key).and_then(|node| self.plain_number_at(node, key, kind)).unwrap_or(default)
    }

    /// A certain, finite number of a kind.
    pub(super) fn plain_number_at(&self, node: &Node, key: &str, kind: Kind) -> Option<f64> {
        let x = self.number_of(node, key)?;
        if !kind.admits(x) {
            let title = format!("`{}` is out of range", self.path_of(key));
            self.cx.report(Problem::error("S109", node.at(), title, format!("must be {}", kind.range())));
        } else if !(kind.plausible[0]..=kind.plausible[1]).contains(&x) {
            self.report_beyond(&self.path_of(key), kind, x, node.at());
        }
        Some(x)
    }

    /// A finite number.
    pub(super) fn number_of(&self, node: &Node, key: &str) -> Option<f64> {
        let x = match node.value {
            Value::Whole(n) => {
                self.check_whole(n, node, key);
                n as f64
            }
            Value::Number(x) => x,
            _ => {
                self.wrong_type(node, key, "a number");
                return None;
            }
        };
        if x.is_infinite() && self.cx.layers.lost.iter().any(|p| p.place() == Some(&node.at())) {
            return None; // that has been said
        }
        if !x.is_finite() {
            let title = format!("`{}` must be a finite number", self.path_of(key));
            let label = if x.is_nan() { "not a number" } else { "infinite, or too large" };
            self.cx.report(Problem::error("S108", node.at(), title, label));
            return None;
        }
        Some(x)
    }

    /// A whole number of which digits would be lost without a word.
    fn check_whole(&self, n: i128, node: &Node, key: &str) {
        let held = n as f64;
        if held as i128 == n {
            return;
        }
        let title = format!("the number {} cannot be held to its last digit", clipped(&n.to_string()));
        let label = format!("`{key}` would be {held:e}");
        let problem = Problem::error("S234", node.at(), title, label);
        self.cx.report(
            problem.help(format!(
                "whole numbers are exact up to 2^53; write {held:e} if its digits do not matter"
            )),
        );
    }

    /// The elements of a collection by id.
    pub(super) fn elements(&self, key: &str) -> Vec<Entry<'a>> {
        match self.get(key) {
            Some(node) => self.elements_of(node, key, &self.path_of(key)),
            None => Vec::new(),
        }
    }

    /// Whether a key is missing, or holds an empty table.
    pub(super) fn lacks(&self, key: &str) -> bool {
        self.get(key).is_none_or(|node| node.table().is_some_and(|table| table.is_empty()))
    }

    /// Reads every element of a collection; those that cannot be read are left out.
    pub(super) fn each<T>(&self, key: &str, read: impl Fn(&Section<'a>, Entry<'a>) -> Option<T>) -> Vec<T> {
        self.elements(key).into_iter().filter_map(|entry| read(self, entry)).collect()
    }

    /// Opens an element that has the keys of a shape.
    pub(super) fn open_element(&self, entry: &Entry<'a>, shape: &Shape) -> Option<Section<'a>> {
        self.cx.open(entry.path.clone(), entry.node, &self.basis, &shape.known())
    }

    /// Opens an element that has a name, and reads the name.
    pub(super) fn open_named(&self, entry: &Entry<'a>, shape: &Shape) -> Option<(Section<'a>, String)> {
        let section = self.open_element(entry, shape)?;
        let name = section.text_or("name", &entry.id);
        Some((section, name))
    }

    fn elements_of(&self, node: &'a Node, key: &str, path: &str) -> Vec<Entry<'a>> {
        let table = match &node.value {
            Value::Table(table) => table,
            Value::List(items) if items.is_empty() => return Vec::new(),
            Value::List(items) => {
                let nameless = items.iter().find(|n| n.get("id").and_then(Node::text).is_none());
                let at = nameless.unwrap_or(node);
                let title = format!("every entry of a list of `{key}` needs an `id`");
                let help = format!("add id = \"…\", or write it as a table: [{path}.some_id]");
                self.cx.report(Problem::error("S103", at.at(), title, "this one has none").help(help));
                return Vec::new();
            }
            _ => {
                self.wrong_type(node, key, "a table of elements by id");
                return Vec::new();
            }
        };
        table
            .iter()
            .filter(|(id, n)| self.check_id(id, n))
            .map(|(id, node)| Entry { id: id.clone(), path: format!("{path}.{id}"), node })
            .collect()
    }

    /// The elements of a collection that may also carry grounds for its quantities.
    pub(super) fn quantities_by_id(&self, key: &str) -> Option<(Section<'a>, Vec<Entry<'a>>)> {
        let node = self.get(key)?;
        let Some(table) = node.table() else {
            self.wrong_type(node, key, "a table of numbers by id");
            return None;
        };
        let mut section = Section {
            cx: self.cx,
            path: self.path_of(key),
            node,
            table,
            basis: Basis::default(),
            slips: Vec::new(),
        };
        section.basis = section.read_basis(&self.basis);
        let entries = table
            .iter()
            .filter(|(id, _)| !BASIS_KEYS.contains(&id.as_str()))
            .filter(|(id, n)| section.check_id(id, n))
            .map(|(id, node)| Entry { id: id.clone(), path: section.path_of(id), node })
            .collect();
        Some((section, entries))
    }

    /// The quantities of a table by id, those whose id holds.
    pub(super) fn quantities(
        &self,
        key: &str,
        kind: Kind,
        holds: impl Fn(&Entry<'a>) -> bool,
    ) -> Vec<(Id, Quantity)> {
        let Some((section, entries)) = self.quantities_by_id(key) else { return Vec::new() };
        let read = |e: Entry<'a>| section.quantity_at(e.node, &e.id, kind).map(|q| (e.id, q));
        entries.into_iter().filter(|e| holds(e)).filter_map(read).collect()
    }

    fn check_id(&self, id: &str, node: &Node) -> bool {
        self.cx.check_id(id, node.declared())
    }
}
