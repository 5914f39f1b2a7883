//! What the quantities of a study are called, and what they may be taken together by.

use std::collections::BTreeMap;

use super::cases::{Case, Study};
use crate::ledger::{Assumption, ElementKind, OF_HUNDRED, ledger};
use crate::words::{amount, called, plain, short};

/// The quantities of a study, by key.
pub(super) struct Named {
    assumptions: BTreeMap<String, Assumption>,
    /// The names of the parties, by id.
    parties: BTreeMap<String, String>,
}

impl Named {
    /// Of all scenarios; what several have is called as in the first.
    pub(super) fn new(study: &Study) -> Named {
        Named::of(study.cases())
    }

    /// Of these scenarios.
    pub(super) fn of<'c>(cases: impl IntoIterator<Item = &'c Case>) -> Named {
        let mut named = Named { assumptions: BTreeMap::new(), parties: BTreeMap::new() };
        for case in cases {
            for assumption in ledger(&case.loaded).assumptions {
                named.assumptions.entry(assumption.key.clone()).or_insert(assumption);
            }
            for party in &case.scenario().parties {
                named.parties.entry(party.id.clone()).or_insert(party.name.clone());
            }
        }
        named
    }

    /// What the reader sees: the element and what it is of it; of a draw that no file names, its key.
    pub(super) fn name(&self, key: &str) -> String {
        match self.assumptions.get(key) {
            Some(a) if a.element.name == a.role => a.role.clone(),
            Some(a) => format!("{}: {}", a.element.name, a.role),
            None => key.to_string(),
        }
    }

    /// What it is called in a sentence: "how acceptable “Two-plus-alpha” is to the presidency (Russia)", "“The settlement: Signature”".
    pub(super) fn in_a_sentence(&self, key: &str) -> String {
        let Some(a) = self.assumptions.get(key) else { return format!("“{key}”") };
        let (element, is_rate) = (called(&a.element.name), a.unit.ends_with("a year"));
        match (a.role.strip_suffix(OF_HUNDRED), a.element.kind) {
            (Some(judged), _) => format!("{judged} to {element}"),
            (None, ElementKind::Process) if is_rate && a.acts.is_none() => {
                format!("the rate of “{}” in {element}", a.role)
            }
            (None, ElementKind::Shock) if is_rate && a.acts.is_none() => {
                format!("how often {element} strikes")
            }
            _ => format!("“{}”", self.name(key)),
        }
    }

    /// A value of it, with its unit: "63 of 100", "0.4 a year", "×1.3 per level".
    pub(super) fn value(&self, key: &str, x: f64) -> String {
        let (unit, number) = (self.unit(key), self.number(key, x));
        match unit.strip_prefix('×') {
            _ if self.is_judged(key) => format!("{number} of 100"),
            Some(per) => amount(&number, per.trim_start()),
            None => amount(&number, unit),
        }
    }

    /// The same without its unit.
    pub(super) fn number(&self, key: &str, x: f64) -> String {
        match self.unit(key).starts_with('×') {
            _ if self.is_judged(key) => plain(x, 0),
            true => format!("×{}", short(x)),
            false => short(x),
        }
    }

    /// Whether it is a judgement from 0 to 100.
    fn is_judged(&self, key: &str) -> bool {
        self.assumptions.get(key).is_some_and(|a| a.role.ends_with(OF_HUNDRED))
    }

    /// What the reader sees of a quantity, or of an element by the start of its keys; else the key.
    pub(super) fn name_of_part(&self, key: &str) -> String {
        if self.assumptions.contains_key(key) {
            return self.name(key);
        }
        let start = format!("{key}.");
        let of_element =
            self.assumptions.range(start.clone()..).next().filter(|(known, _)| known.starts_with(&start));
        of_element.map_or(key.to_string(), |(_, assumption)| assumption.element.name.clone())
    }

    /// Its unit; empty for a number without one.
    pub(super) fn unit(&self, key: &str) -> &str {
        self.assumptions.get(key).map_or("", |assumption| assumption.unit.as_str())
    }

    /// The element that it belongs to.
    pub(super) fn element(&self, key: &str) -> String {
        match self.assumptions.get(key) {
            Some(a) => format!("{} ({})", a.element.name, a.element.kind.name()),
            None => key.rsplit_once('.').map_or(key, |(element, _)| element).to_string(),
        }
    }

    /// The party of an audience, or of a cell of the table of acceptability.
    pub(super) fn party(&self, key: &str) -> String {
        let of_audience = self.assumptions.get(key).filter(|a| a.element.kind == ElementKind::Audience);
        let of_audience = of_audience.and_then(|a| a.element.id.split('.').next());
        let of_cell = key.strip_prefix("acceptability.").and_then(|rest| rest.split('.').nth(1));
        let party = of_audience.or(of_cell).and_then(|id| self.parties.get(id));
        party.map_or("of no party".to_string(), String::clone)
    }

    /// The kind of its ground.
    pub(super) fn evidence(&self, key: &str) -> String {
        self.assumptions.get(key).map_or("unknown", |assumption| assumption.ground.name()).to_string()
    }
}
