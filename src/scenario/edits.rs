//! The edits between two scenarios, and a scenario with only some of them.

use std::collections::{BTreeMap, BTreeSet};

use super::entries::Entry;
use super::keys::BASIS_KEYS;
use super::layers::Layers;
use super::load::judge;
use super::loaded::Loaded;
use super::problem::Problems;

/// Something that was changed between two scenarios: one value, or a whole table that came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The key of the value or of the table.
    pub key: String,
    /// Its values before; none if it was added.
    pub old: Vec<Entry>,
    /// Its values after; none if it was removed.
    pub new: Vec<Entry>,
    /// Whether it is in words only: names, grounds, evidence. No number depends on them.
    pub is_words: bool,
}

/// Keys that say how a scenario is run, not what it is.
const SETTINGS: [&str; 5] = ["engine", "seed", "worlds", "paths", "sampling"];

/// Keys that hold words, whatever table they stand in.
const WORDS: [&str; 5] = ["dispute", "name", "summary", "meaning", "why"];

/// Whether a key only grounds a value. The unit of a term or a metric is a key of its own.
fn is_ground(key: &str) -> bool {
    let last = key.rsplit('.').next().unwrap_or(key);
    let of_element = key.starts_with("term.") || key.starts_with("metric.");
    let is_unit = last == "unit" && of_element && key.matches('.').count() == 2;
    key.starts_with("evidence.") || BASIS_KEYS.contains(&last) && !is_unit
}

fn is_words(key: &str) -> bool {
    is_ground(key) || WORDS.contains(&key.rsplit('.').next().unwrap_or(key))
}

/// Whether a table holds nothing but words: a piece of evidence, what levels are called.
fn is_table_of_words(key: &str) -> bool {
    let parts: Vec<&str> = key.split('.').collect();
    matches!(parts[..], ["evidence", ..] | ["term", _, "level", ..])
}

/// What was changed from one scenario to another, in the order of the second and then of the first. How each is run is no part of it.
pub fn edits(before: &Loaded, after: &Loaded) -> Vec<Edit> {
    let by_key = |entries: &[Entry]| -> BTreeMap<String, Entry> {
        let kept = entries.iter().filter(|e| !SETTINGS.contains(&e.key.as_str()));
        kept.map(|e| (e.key.clone(), e.clone())).collect()
    };
    let (old, new) = (by_key(&before.entries), by_key(&after.entries));
    let (old_tables, new_tables) = (tables(old.keys()), tables(new.keys()));
    let mut found: Vec<Edit> = Vec::new();
    for entry in after.entries.iter().chain(&before.entries) {
        let key = &entry.key;
        let (was, is) = (old.get(key), new.get(key));
        if was.map(|e| &e.value) == is.map(|e| &e.value) || found.iter().any(|edit| edit.holds(key)) {
            continue;
        }
        // What came or went with a whole table belongs to that table.
        let table = match (was, is) {
            (None, Some(_)) => first_unknown(key, &old_tables),
            (Some(_), None) => first_unknown(key, &new_tables),
            _ => None,
        };
        let edit = match table {
            Some(table) => {
                let within = |entries: &BTreeMap<String, Entry>| -> Vec<Entry> {
                    let prefix = format!("{table}.");
                    entries.values().filter(|e| e.key.starts_with(&prefix)).cloned().collect()
                };
                Edit {
                    key: table.to_string(),
                    old: within(&old),
                    new: within(&new),
                    is_words: is_table_of_words(table),
                }
            }
            None => Edit {
                key: key.clone(),
                old: was.cloned().into_iter().collect(),
                new: is.cloned().into_iter().collect(),
                is_words: is_words(key),
            },
        };
        found.push(edit);
    }
    found
}

impl Edit {
    /// Whether a key is among its values.
    fn holds(&self, key: &str) -> bool {
        self.old.iter().chain(&self.new).any(|entry| entry.key == key)
    }
}

/// Every table that some key stands in, and every key itself: a quantity is the table of its grounds.
fn tables<'k>(keys: impl Iterator<Item = &'k String>) -> BTreeSet<String> {
    let around = |key: &'k String| key.match_indices('.').map(|(at, _)| key[..at].to_string());
    keys.flat_map(|key| around(key).chain([key.clone()])).collect()
}

/// The outermost table around a key that the other scenario does not have.
fn first_unknown<'k>(key: &'k str, tables: &BTreeSet<String>) -> Option<&'k str> {
    key.match_indices('.').map(|(at, _)| &key[..at]).find(|table| !tables.contains(*table))
}

/// The first scenario with some of the edits that lead to the second. Grounds are left out: numbers do not depend on them.
///
/// **Errors** where these edits do not make a scenario without the others.
pub fn with_edits(before: &Loaded, edits: &[&Edit]) -> Result<Loaded, Problems> {
    let replaced: BTreeSet<&str> = edits.iter().flat_map(|edit| &edit.old).map(|e| e.key.as_str()).collect();
    let new: BTreeMap<&str, &Entry> =
        edits.iter().flat_map(|edit| &edit.new).map(|e| (e.key.as_str(), e)).collect();
    let there: BTreeSet<&str> = before.entries.iter().map(|e| e.key.as_str()).collect();
    let kept = before.entries.iter().filter_map(|entry| {
        let key = entry.key.as_str();
        new.get(key).copied().or((!replaced.contains(key)).then_some(entry))
    });
    let added = new.values().copied().filter(|entry| !there.contains(entry.key.as_str()));
    let text: String = kept
        .chain(added)
        .filter(|entry| !is_ground(&entry.key))
        .map(|entry| format!("{} = {}\n", entry.key, entry.value))
        .collect();
    let (layers, root) = Layers::of_text("a mixture of two scenarios", text);
    judge(layers, root)
}
