//! What may be written in a scenario file, for completion: the keys that the reader knows, and what the scenarios declare.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::ledger::ledger;
use crate::scenario;
use crate::study::{Case, Study};

/// `keys`: by the shape of a path (ids are `*`), the keys below it; `ids`: every id with what it is; `evidence` among them.
pub(super) fn words(study: Option<&Study>) -> Value {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for (path, key) in scenario::known_keys() {
        keys.entry(path).or_default().insert(key);
    }
    for case in study.map(Study::cases).unwrap_or_default() {
        gather_keys(case, &mut keys);
        gather_ids(case, &mut ids);
    }
    json!({ "keys": keys, "ids": ids, "collections": scenario::collections() })
}

/// Keys that the scenarios use, which those of the same kind may use too.
fn gather_keys(case: &Case, keys: &mut BTreeMap<String, BTreeSet<String>>) {
    for entry in &case.loaded.entries {
        let parts = scenario::parts_of_key(&entry.key);
        for depth in 0..parts.len() {
            let above: Vec<&str> = parts[..depth].iter().map(String::as_str).collect();
            if !scenario::is_collection(&above) {
                keys.entry(scenario::shape(&above)).or_default().insert(parts[depth].clone());
            }
        }
    }
}

/// Ids with the kind and the name of what they are.
fn gather_ids(case: &Case, ids: &mut BTreeMap<String, String>) {
    let scenario = case.scenario();
    let mut add = |id: &str, kind: &str, name: &str| {
        ids.entry(id.to_string()).or_insert_with(|| match name.is_empty() {
            true => kind.to_string(),
            false => format!("{kind}: {name}"),
        });
    };
    scenario.options.iter().for_each(|option| add(&option.id, "option", &option.name));
    scenario.terms.iter().for_each(|term| add(&term.id, "term", &term.name));
    scenario.parties.iter().for_each(|party| add(&party.id, "party", &party.name));
    scenario.factors.iter().for_each(|factor| add(&factor.id, "factor", &factor.name));
    scenario.metrics.iter().for_each(|metric| add(&metric.id, "metric", &metric.name));
    for process in &scenario.processes {
        add(&process.id, "process", &process.name);
        process.states.iter().for_each(|state| add(&state.id, "state", &state.name));
    }
    let ledger = ledger(&case.loaded);
    ledger.evidence.iter().for_each(|item| add(&item.id, "evidence", &item.claim));
    ledger.assumptions.iter().for_each(|assumption| {
        add(&assumption.element.id, &assumption.element.kind.name().to_lowercase(), &assumption.element.name);
    });
}
