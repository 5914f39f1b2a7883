//! A scenario with something changed, in memory: no file is read again, and where the structure stays the same nothing is compiled again.

use std::borrow::Cow;
use std::sync::Arc;

use super::cases::{Case, Study};
use super::refused::Refused;
use crate::acceptability;
use crate::model::{Factor, Scenario, TermScale};
use crate::plan::{self, Derivation, Plan, PlannedQuantity};
use crate::quantity::Family;
use crate::scenario::{self, Admitted, Edit, Entry, Loaded, nearest_name};

/// A scenario of a study with something changed. Changes follow each other; of two of the same quantity the later one holds.
#[derive(Debug, Clone)]
pub struct Variant<'s> {
    case: &'s Case,
    /// What was compiled again, since another option or level changes the structure.
    anew: Option<Arc<Anew>>,
    /// Other laws, by key.
    laws: Vec<(String, Family)>,
    /// What quantities are in each world, by key.
    columns: Vec<(String, Arc<[f64]>)>,
}

/// A scenario of another structure.
#[derive(Debug)]
struct Anew {
    loaded: Loaded,
    plan: Plan,
}

impl Study {
    /// The scenario at this place, still as it is: what is varied begins with it.
    ///
    /// # Panics
    ///
    /// Where the study has fewer scenarios.
    pub fn variant(&self, place: usize) -> Variant<'_> {
        Variant { case: &self.cases[place], anew: None, laws: Vec::new(), columns: Vec::new() }
    }
}

impl<'s> Variant<'s> {
    /// With a certain number in place of a quantity.
    ///
    /// **Errors** there is no such quantity, a formula gives it, it may not be this number, or a formula reads it and its distribution cannot
    /// have this number.
    pub fn with_value(self, key: &str, value: f64) -> Result<Variant<'s>, Refused> {
        match Family::constant(value) {
            Ok(law) => self.with_law(key, law),
            Err(_) => Err(self.out_of_range(key)),
        }
    }

    /// With a number in place of a quantity that a file might state.
    ///
    /// **Errors** as for [`Variant::with_value`]; a file might not state it.
    pub(super) fn with_stated_value(self, key: &str, value: f64) -> Result<Variant<'s>, Refused> {
        match self.loaded().admitted.get(key) {
            Some(admitted) if !admitted.may_be_stated(value) => Err(Refused::OutOfRange {
                key: key.to_string(),
                admitted: "an acceptability that is stated lies from 0 to 100".to_string(),
            }),
            _ => self.with_value(key, value),
        }
    }

    /// With a quantity of another distribution; of one that a formula reads, within the range of its own, for which the formula was found sound.
    /// A quantity that nothing needs, such as the points of a level that is not on the table, may be
    /// given one too; nothing follows from it. The others of a group that moves together keep their draws. Another amount in an option makes
    /// another package of it, of which the table of acceptability is asked anew; a cell of the table is only drawn otherwise, and what was
    /// fitted to it stays.
    ///
    /// **Errors** as for [`Variant::with_value`].
    pub fn with_law(mut self, key: &str, law: Family) -> Result<Variant<'s>, Refused> {
        self.check_free(key, Some(&law))?;
        let admits = self.loaded().admitted.get(key).is_some_and(|admitted| admitted.admits(&law));
        if !admits || !self.is_within_bounds(key, &law) {
            return Err(self.out_of_range(key));
        }
        self.forget(key);
        self.laws.push((key.to_string(), law));
        if !acceptability::is_fitted(self.scenario(), key) {
            return Ok(self);
        }
        let loaded = self.loaded().clone();
        self.compiled_anew(loaded)
    }

    /// With a quantity pinned to the value below which a share of its distribution lies: 0.05 to its 5 % point. One that nothing needs stays as it
    /// is.
    ///
    /// **Errors** as for [`Variant::with_value`]; the share is not between 0 and 1.
    pub fn at_quantile(self, key: &str, share: f64) -> Result<Variant<'s>, Refused> {
        self.check_free(key, None)?;
        if !(share > 0.0 && share < 1.0) {
            return Err(Refused::NoShare { key: key.to_string(), share });
        }
        let changed = self.laws.iter().find(|(known, _)| known == key).map(|(_, law)| law);
        match changed.or_else(|| self.compiled().law(key)).map(|law| law.quantile(share)) {
            Some(value) => self.with_value(key, value),
            None => Ok(self),
        }
    }

    /// With what a quantity is in each world laid down instead of drawn: in world w the number at that place, for as many worlds at least as are
    /// simulated. So any design of experiments is a run of variants. Unlike its distribution, single values may be laid down of a quantity that a
    /// formula reads. Columns that are one allocation are known to be the same, and simulated once. Nothing follows from a quantity that nothing
    /// needs.
    ///
    /// **Errors** there is no such quantity, a formula gives it, it is drawn anew on entry of a state, or a number is none that its distribution
    /// can have.
    pub fn with_column(mut self, key: &str, column: &Arc<[f64]>) -> Result<Variant<'s>, Refused> {
        known("quantity", key, self.loaded().admitted.keys().map(String::as_str))?;
        let plan = self.compiled();
        let Some(quantity) = plan.quantities.iter().find(|quantity| quantity.key == key) else {
            return match plan.law(key) {
                Some(_) => Err(Refused::DrawnOnEntry { key: key.to_string() }),
                None => Ok(self),
            };
        };
        if quantity.derivation.is_some() {
            return Err(Refused::Derived { key: key.to_string() });
        }
        let changed = self.laws.iter().find(|(known, _)| known == key).map(|(_, law)| law);
        let (low, high) = changed.unwrap_or(&quantity.family).support();
        if !column.iter().all(|&x| x.is_finite() && (low..=high).contains(&x)) {
            return Err(self.out_of_range(key));
        }
        self.columns.retain(|(known, _)| known != key);
        self.columns.push((key.to_string(), column.clone()));
        Ok(self)
    }

    /// With another level of a term in one of the options. The amount of a term is a quantity like others: `option_sheet.OPTION.terms.TERM`.
    ///
    /// **Errors** there is no such option, term or level; the terms do not go together.
    pub fn with_level(self, option: &str, term: &str, level: &str) -> Result<Variant<'s>, Refused> {
        let scenario = self.scenario();
        known("option", option, scenario.options.iter().map(|o| o.id.as_str()))?;
        known("term", term, scenario.terms.iter().map(|t| t.id.as_str()))?;
        match scenario.term(term).map(|term| &term.scale) {
            Some(TermScale::Levels(levels)) => known("level", level, levels.iter().map(String::as_str))?,
            _ => return Err(Refused::NoLevels { term: term.to_string() }),
        }
        self.written(&format!("option_sheet.{option}.terms.{term}"), level)
    }

    /// With another option on the table at the start.
    ///
    /// **Errors** there is no such option; the scenario would not be sound with it.
    pub fn with_option(self, option: &str) -> Result<Variant<'s>, Refused> {
        known("option", option, self.scenario().options.iter().map(|o| o.id.as_str()))?;
        self.written("option", option)
    }

    /// Its model; quantities of another law stand here as they were.
    pub fn scenario(&self) -> &Scenario {
        &self.loaded().scenario
    }

    /// What the scenario that it is a variant of is called in the results.
    pub fn file(&self) -> &'s str {
        &self.case.file
    }

    /// Its plan.
    pub fn plan(&self) -> Cow<'_, Plan> {
        let plan = self.compiled();
        if self.laws.is_empty() && self.columns.is_empty() {
            return Cow::Borrowed(plan);
        }
        let mut plan = plan.clone();
        self.laws.iter().for_each(|(key, law)| plan.set_law(key, law));
        self.columns.iter().for_each(|(key, column)| plan.set_column(key, column));
        Cow::Owned(plan)
    }

    /// The plan from which it differs in the laws of quantities only.
    pub(super) fn structure(&self) -> &Plan {
        self.compiled()
    }

    /// The least number of worlds for which quantities are laid down; none where all are drawn.
    pub(super) fn worlds(&self) -> Option<usize> {
        self.columns.iter().map(|(_, column)| column.len()).min()
    }

    /// Forgets what was changed of a quantity.
    fn forget(&mut self, key: &str) {
        self.laws.retain(|(known, _)| known != key);
        self.columns.retain(|(known, _)| known != key);
    }

    pub(super) fn loaded(&self) -> &Loaded {
        self.anew.as_ref().map_or(&self.case.loaded, |anew| &anew.loaded)
    }

    fn compiled(&self) -> &Plan {
        self.anew.as_ref().map_or(&self.case.plan, |anew| &anew.plan)
    }

    /// That a quantity may be given this law, or pinned to a number that its own can have.
    fn check_free(&self, key: &str, law: Option<&Family>) -> Result<(), Refused> {
        known("quantity", key, self.loaded().admitted.keys().map(String::as_str))?;
        let quantities = &self.compiled().quantities;
        let Some(slot) = quantities.iter().position(|quantity| quantity.key == key) else { return Ok(()) };
        if quantities[slot].derivation.is_some() {
            return Err(Refused::Derived { key: key.to_string() });
        }
        let (low, high) = quantities[slot].family.support();
        let is_within = |law: &Family| low <= law.support().0 && law.support().1 <= high;
        if law.is_none_or(is_within) {
            return Ok(());
        }
        let reads = |derivation: &Derivation| derivation.parts.iter().any(|(_, part)| *part == slot);
        // What follows from the table of acceptability is a sum, and may be of any number.
        let stated = |quantity: &&PlannedQuantity| self.loaded().admitted.contains_key(&quantity.key);
        match quantities
            .iter()
            .filter(stated)
            .find(|quantity| quantity.derivation.as_ref().is_some_and(reads))
        {
            Some(formula) => Err(Refused::InFormula { key: key.to_string(), formula: formula.key.clone() }),
            None => Ok(()),
        }
    }

    /// Whether a law keeps within the bounds that hold a factor's level.
    fn is_within_bounds(&self, key: &str, law: &Family) -> bool {
        let factor = self.factor_of(key);
        let out = |x: f64| {
            let beyond = |factor: &Factor| {
                factor.min.is_some_and(|min| x < min) || factor.max.is_some_and(|max| x > max)
            };
            x.is_finite() && factor.is_some_and(beyond)
        };
        let (low, high) = law.support();
        !out(low) && !out(high)
    }

    /// The factor whose level at the start a key is.
    fn factor_of(&self, key: &str) -> Option<&Factor> {
        let id = key.strip_prefix("factor.").and_then(|rest| rest.strip_suffix(".start"))?;
        self.scenario().factors.iter().find(|factor| factor.id == id)
    }

    fn out_of_range(&self, key: &str) -> Refused {
        let held = match self.factor_of(key).map(|factor| (factor.min, factor.max)) {
            Some((Some(min), Some(max))) => format!("; this factor is held between {min} and {max}"),
            Some((Some(min), None)) => format!("; this factor is held above {min}"),
            Some((None, Some(max))) => format!("; this factor is held below {max}"),
            Some((None, None)) | None => String::new(),
        };
        match self.loaded().admitted.get(key) {
            Some(admitted) => Refused::OutOfRange {
                key: key.to_string(),
                admitted: format!("{}{held}", admitted.in_words()),
            },
            None => unknown("quantity", key, self.loaded().admitted.keys().map(String::as_str)),
        }
    }

    /// The scenario with another word at a key, checked as a whole and compiled again.
    fn written(self, key: &str, word: &str) -> Result<Variant<'s>, Refused> {
        let entry =
            Entry { key: key.to_string(), value: format!("\"{word}\""), place: "a variant".to_string() };
        let edit = Edit { key: key.to_string(), old: vec![entry.clone()], new: vec![entry], is_words: false };
        let loaded = scenario::with_edits(self.loaded(), &[&edit]).map_err(Refused::Unsound)?;
        self.compiled_anew(loaded)
    }

    /// With another scenario behind it, in which amounts that the fit reads are as they were changed.
    ///
    /// **Errors** a table that cannot be fitted with them.
    fn compiled_anew(mut self, mut loaded: Loaded) -> Result<Variant<'s>, Refused> {
        let scenario = &mut loaded.scenario;
        let mut last = None;
        for (key, law) in &self.laws {
            if acceptability::is_fitted(scenario, key) {
                acceptability::set_amount(scenario, key, law);
                last = Some(key);
            }
        }
        if let Some(key) = last {
            let assigned = acceptability::assign(scenario);
            if !assigned.failed.is_empty() {
                return Err(self.out_of_range(key));
            }
            loaded.admitted.extend(assigned.open.into_iter().map(|key| (key, Admitted::acceptability())));
        }
        let plan = plan::compile(&loaded.scenario);
        self.anew = Some(Arc::new(Anew { loaded, plan }));
        Ok(self)
    }
}

fn known<'n>(
    what: &'static str,
    name: &str,
    names: impl Iterator<Item = &'n str> + Clone,
) -> Result<(), Refused> {
    if names.clone().any(|known| known == name) { Ok(()) } else { Err(unknown(what, name, names)) }
}

fn unknown<'n>(what: &'static str, name: &str, names: impl Iterator<Item = &'n str>) -> Refused {
    let names: Vec<&str> = names.collect();
    Refused::Unknown { what, name: name.to_string(), near: nearest_name(name, &names).map(String::from) }
}
