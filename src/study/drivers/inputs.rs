//! The inputs of a study's scenarios: its quantities by name, one by one or taken together.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Question;
use crate::analysis::drivers::{By, Input};
use crate::ledger::{Assumption, ElementKind, ledger};
use crate::plan::{self, Plan, Slot};
use crate::study::cases::Study;

/// What is left over of quantities by experts …
const NO_EXPERT: &str = "no expert has a say";

/// … and by parties.
const NO_PARTY: &str = "of no party";

/// Everything that is known of the quantities of a study.
pub(super) struct Known {
    assumptions: BTreeMap<String, Assumption>,
    /// Names of audiences' parties by id.
    parties: BTreeMap<String, String>,
    /// Whose opinions a quantity pools.
    experts: BTreeMap<String, String>,
    /// Keys that are drawn once a world and can have an effect on the outcome, of all scenarios.
    pub keys: BTreeSet<String>,
    /// How many more are drawn once a world and can have none.
    pub idle: usize,
    /// Sets of keys that are correlated.
    sets: Vec<BTreeSet<String>>,
}

impl Known {
    /// Of the quantities that the plans draw once a world and that can have an effect on the outcome.
    pub fn new(study: &Study, question: &Question) -> Known {
        let mut known = Known {
            assumptions: BTreeMap::new(),
            parties: BTreeMap::new(),
            experts: BTreeMap::new(),
            keys: BTreeSet::new(),
            sets: Vec::new(),
            idle: 0,
        };
        let mut all: BTreeSet<&String> = BTreeSet::new();
        for case in study.cases() {
            let plan = &case.plan;
            for slot in plan.inputs() {
                let quantity = &plan.quantities[slot];
                all.insert(&quantity.key);
                if !has_effect(plan, slot, question.outcome()) {
                    continue;
                }
                let opinions = quantity.family.opinions().iter().map(|opinion| opinion.expert.as_str());
                let name = |id: &str| {
                    let expert = case.scenario().experts.iter().find(|expert| expert.id == id);
                    expert.map_or(id.to_string(), |expert| expert.name.clone())
                };
                let experts: BTreeSet<String> = opinions.map(name).collect();
                let experts: Vec<String> = experts.into_iter().collect();
                known.experts.entry(quantity.key.clone()).or_insert(experts.join(", "));
                known.keys.insert(quantity.key.clone());
            }
            known.sets = sets(std::mem::take(&mut known.sets), plan);
            for party in &case.scenario().parties {
                known.parties.entry(party.id.clone()).or_insert(party.name.clone());
            }
            for assumption in ledger(&case.loaded).assumptions {
                known.assumptions.entry(assumption.key.clone()).or_insert(assumption);
            }
        }
        known.idle = all.len() - known.keys.len();
        known
    }

    /// The inputs, by their first keys.
    pub fn inputs(&self, by: By) -> Vec<Input> {
        if by == By::Quantity {
            return self
                .keys
                .iter()
                .map(|key| self.input(by, self.label(key, by), vec![key.clone()]))
                .collect();
        }
        let mut by_label: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for key in &self.keys {
            by_label.entry(self.label(key, by)).or_default().push(key.clone());
        }
        let mut inputs: Vec<Input> =
            by_label.into_iter().map(|(label, keys)| self.input(by, label, keys)).collect();
        inputs.sort_by(|a, b| a.keys.cmp(&b.keys));
        inputs
    }

    /// The same with inputs that share a set of correlated quantities taken together: what moves together is moved together.
    pub fn independent_inputs(&self, by: By) -> Vec<Input> {
        let mut found: Vec<Input> = Vec::new();
        for input in self.inputs(by) {
            let touches = |other: &Input| {
                let both = |set: &BTreeSet<String>| {
                    let has = |input: &Input| input.keys.iter().any(|key| set.contains(key));
                    has(&input) && has(other)
                };
                self.sets.iter().any(both)
            };
            let (joined, apart): (Vec<Input>, Vec<Input>) = found.into_iter().partition(touches);
            found = apart;
            found.push(self.joined(joined.into_iter().chain([input]).collect()));
        }
        found.sort_by(|a, b| a.keys.cmp(&b.keys));
        found
    }

    /// Several as one.
    pub fn joined(&self, inputs: Vec<Input>) -> Input {
        if let [one] = &inputs[..] {
            return one.clone();
        }
        let names: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
        let mut keys: Vec<String> = inputs.into_iter().flat_map(|input| input.keys).collect();
        keys.sort();
        let moves_with = self.companions(&keys);
        Input { name: names.join(" + "), keys, ground: None, strength: None, moves_with, is_rest: false }
    }

    /// All that is left over, as one.
    pub fn others(&self, inputs: &[Input]) -> Option<Input> {
        let taken: BTreeSet<&String> = inputs.iter().flat_map(|input| &input.keys).collect();
        let keys: Vec<String> = self.keys.iter().filter(|key| !taken.contains(key)).cloned().collect();
        let moves_with = self.companions(&keys);
        let name = match keys.len() {
            0 => return None,
            1 => "one other assumption".to_string(),
            n => format!("all {n} other assumptions together"),
        };
        Some(Input { name, keys, ground: None, strength: None, moves_with, is_rest: true })
    }

    /// Of these keys, those that are correlated with each other, set by set.
    pub fn correlated_within<'k>(&self, keys: &'k [String]) -> Vec<Vec<&'k String>> {
        let of = |set: &BTreeSet<String>| keys.iter().filter(|key| set.contains(*key)).collect::<Vec<_>>();
        self.sets.iter().map(of).filter(|within| within.len() > 1).collect()
    }

    fn input(&self, by: By, label: String, keys: Vec<String>) -> Input {
        let moves_with = self.companions(&keys);
        let one = match (by, &keys[..]) {
            (By::Quantity, [key]) => self.assumptions.get(key),
            _ => None,
        };
        Input {
            is_rest: [NO_EXPERT, NO_PARTY].contains(&label.as_str()),
            name: label,
            keys,
            ground: one.map(|assumption| assumption.ground),
            strength: one.and_then(|assumption| assumption.strength.as_ref()).map(|strength| strength.value),
            moves_with,
        }
    }

    /// Keys beyond these that are correlated with one of them.
    fn companions(&self, keys: &[String]) -> Vec<String> {
        let ours = |set: &&BTreeSet<String>| keys.iter().any(|key| set.contains(key));
        let all: BTreeSet<&String> = self.sets.iter().filter(ours).flatten().collect();
        all.into_iter().filter(|key| !keys.contains(key)).cloned().collect()
    }

    fn label(&self, key: &str, by: By) -> String {
        let assumption = self.assumptions.get(key);
        match (by, assumption) {
            (By::Quantity, Some(a)) if a.element.name == a.role => a.role.clone(),
            (By::Quantity, Some(a)) => format!("{}: {}", a.element.name, a.role),
            (By::Quantity, None) => key.to_string(),
            (By::Element, Some(a)) => format!("{} ({})", a.element.name, a.element.kind.name()),
            (By::Element, None) => key.rsplit_once('.').map_or(key, |(element, _)| element).to_string(),
            (By::Party, a) => self.party(key, a),
            (By::Evidence, Some(a)) => a.ground.name().to_string(),
            (By::Evidence, None) => "unknown".to_string(),
            (By::Expert, _) => match self.experts.get(key).map_or("", String::as_str) {
                "" => NO_EXPERT.to_string(),
                experts => experts.to_string(),
            },
        }
    }

    /// The party of an audience, or of a cell of the table of acceptability.
    fn party(&self, key: &str, assumption: Option<&Assumption>) -> String {
        let of_audience = assumption
            .filter(|a| a.element.kind == ElementKind::Audience)
            .and_then(|a| a.element.id.split('.').next());
        let of_cell = key.strip_prefix("acceptability.").and_then(|rest| rest.split('.').nth(1));
        let party = of_audience.or(of_cell).and_then(|id| self.parties.get(id));
        party.map_or(NO_PARTY.to_string(), String::clone)
    }
}

/// Whether a quantity can have an effect on an outcome, by what reads what.
pub(in crate::study) fn has_effect(plan: &Plan, slot: Slot, outcome: &str) -> bool {
    let mut parts = outcome.split('.');
    let (kind, element) = (parts.next(), parts.next().unwrap_or_default());
    let effects = plan::effects_of(plan, slot);
    let (ids, reached): (Vec<&String>, Vec<bool>) = match kind {
        Some("metric") => (plan.metrics.iter().map(|metric| &metric.id).collect(), effects.metrics),
        _ => (plan.processes.iter().map(|process| &process.id).collect(), effects.processes),
    };
    ids.iter().zip(reached).any(|(id, reached)| *id == element && reached)
}

/// These sets of keys, and those of a plan that are correlated, joined where they overlap.
fn sets(mut found: Vec<BTreeSet<String>>, plan: &Plan) -> Vec<BTreeSet<String>> {
    for group in &plan.correlated {
        for (key, normals) in group.keys.iter().zip(&group.normal) {
            let with = group.keys.iter().zip(normals).filter(|(_, normal)| **normal != 0.0);
            let set: BTreeSet<String> = with.map(|(other, _)| other).chain([key]).cloned().collect();
            if set.len() > 1 {
                let meets = |other: &BTreeSet<String>| !other.is_disjoint(&set);
                let (joined, apart): (Vec<_>, Vec<_>) = found.into_iter().partition(meets);
                found = apart;
                found.push(joined.into_iter().flatten().chain(set).collect());
            }
        }
    }
    found
}
