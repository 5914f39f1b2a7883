//! The assumption ledger: every number of a scenario, which layer gave it, what it says once fitted, and what it rests on.
//!
//! [`ledger`] makes it as data from a loaded scenario; nothing is simulated. `placements` finds the quantities and what each means,
//! `fit` says what a distribution amounts to, `strength` how good its ground is, `totals` what the whole rests on.

mod assumption;
mod diagram;
mod fit;
mod fit_check;
mod ground;
mod links;
mod placements;
mod strength;
mod totals;
mod trades;
mod worth;

use serde::Serialize;

use ground::sign_of;

use crate::model::{Evidence, Objective, Scenario};
use crate::scenario::{Act, Loaded, Written};

pub use assumption::{Assumption, Does, Step};
pub use diagram::{CALENDAR, Diagram, DiagramEdge, DiagramNode, EdgeSign, NodeKind, diagram};
pub use fit::{Asked, Fit, fit, sparkline};
pub use fit_check::{
    AudienceCheck, CheckedRow, CostlyOrder, Determined, FitCheck, Off, Unspoken, Untold, fit_check,
};
pub use ground::{Ground, Sign};
pub use links::{How, Link, OPTION, links};
pub use placements::{Acts, Element, ElementKind, OF_HUNDRED, Placement, placements};
pub use strength::{Source, Strength, pedigree_of_kind, pedigree_of_stated_judgement};
pub use totals::{GroundShare, Totals};
pub use trades::Trade;
pub use worth::{AudienceWorth, HeldBy, LevelWorth, TermWorth, Worths, worths};

/// The ledger of a loaded scenario.
pub fn ledger(loaded: &Loaded) -> Ledger {
    let scenario = &loaded.scenario;
    let assumptions: Vec<Assumption> = placements(scenario)
        .into_iter()
        .map(|placement| {
            let written = loaded.written.get(&placement.quantity.key);
            assumption(scenario, placement, written)
        })
        .collect();
    Ledger {
        scenario: scenario.name.clone(),
        as_of: scenario.calendar.as_of.to_string(),
        totals: totals::totals(&assumptions),
        evidence: scenario.evidence.iter().map(|item| citation(item, &assumptions)).collect(),
        later_structure: later_structure(scenario, &assumptions),
        objective: scenario.objective.as_ref().map(weighing),
        assumptions,
    }
}

fn assumption(scenario: &Scenario, placement: Placement<'_>, written: Option<&Written>) -> Assumption {
    let quantity = placement.quantity;
    let basis = &quantity.basis;
    let fit = fit(&quantity.family, written.map_or(&[], |w| &w.asked));
    let history = written.map_or(Vec::new(), steps);
    let given = history.iter().rfind(|step| step.does == Does::Gives);
    let ground = ground::of_placement(scenario, &placement, written.is_none());
    let grounds = written.and_then(|w| w.grounds.as_ref());
    Assumption {
        key: quantity.key.clone(),
        role: placement.role,
        unit: written.and_then(|w| w.unit.clone()).unwrap_or(placement.unit),
        family: quantity.family.name().to_string(),
        written: given.map_or_else(|| fit.p50.map_or(String::new(), |x| x.to_string()), |s| s.text.clone()),
        place: given.map_or_else(|| "default".to_string(), |s| s.place.clone()),
        sign: placement.acts.as_ref().map(|acts| sign_of(&quantity.family, acts.neutral())),
        acts: placement.acts,
        grounds_at: grounds.map(|g| g.place.clone()),
        grounds_from: grounds.filter(|g| g.table != quantity.key).map(|g| g.table.clone()),
        evidence: basis.evidence.clone(),
        structure: basis.structure.clone(),
        judgement: basis.judgement.clone(),
        note: written.and_then(|w| w.note.clone()),
        strength: strength::of_quantity(scenario, basis, ground),
        element: placement.element,
        history,
        fit,
        ground,
    }
}

/// The layers' words, with what each does once all are laid over each other.
fn steps(written: &Written) -> Vec<Step> {
    let last = written.writings.iter().rposition(|w| w.act == Act::States);
    let does = |place: usize, act: Act| match act {
        Act::States if Some(place) == last => Does::Gives,
        Act::States => Does::Overridden,
        Act::Grounds => Does::AddsGrounds,
        Act::Removes => Does::Removes,
    };
    let step = |(place, w): (usize, &crate::scenario::Writing)| Step {
        place: w.place(),
        text: w.text.clone(),
        does: does(place, w.act),
    };
    written.writings.iter().enumerate().map(step).collect()
}

fn citation(item: &Evidence, assumptions: &[Assumption]) -> Citation {
    let count = |cites: &dyn Fn(&Assumption) -> bool| assumptions.iter().filter(|a| cites(a)).count();
    Citation {
        id: item.id.clone(),
        kind: item.kind.into(),
        event: item.event.to_string(),
        published: item.published.to_string(),
        claim: item.claim.clone(),
        source: item.source.clone(),
        strength: strength::of_item(item),
        values: count(&|a| a.evidence.contains(&item.id)),
        structures: count(&|a| a.structure.contains(&item.id)),
    }
}

fn later_structure(scenario: &Scenario, assumptions: &[Assumption]) -> Vec<LaterStructure> {
    let as_of = scenario.calendar.as_of;
    let later = scenario.evidence.iter().filter(|item| item.published > as_of || item.event > as_of);
    later
        .map(|item| LaterStructure {
            evidence: item.id.clone(),
            published: item.published.to_string(),
            cited_by: assumptions
                .iter()
                .filter(|a| a.structure.contains(&item.id))
                .map(|a| a.key.clone())
                .collect(),
        })
        .filter(|later| !later.cited_by.is_empty())
        .collect()
}

/// Every assumption of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ledger {
    /// The scenario's name.
    pub scenario: String,
    /// The last day whose publications may give values.
    pub as_of: String,
    /// What the whole rests on.
    pub totals: Totals,
    /// Every quantity, in the order of the file.
    pub assumptions: Vec<Assumption>,
    /// Every item of the evidence, in the order of the file.
    pub evidence: Vec<Citation>,
    /// Evidence later than the as-of date, which shaped the structure of the model and no value.
    pub later_structure: Vec<LaterStructure>,
    /// By what options are weighed; none where nobody says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objective: Option<Weighing>,
}

/// By what options are weighed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Weighing {
    /// What the reader sees.
    pub name: String,
    /// Each outcome, and what one of it counts for.
    pub parts: Vec<(String, f64)>,
    /// Who weighs, and why so.
    pub judgement: Option<String>,
    /// What that rests on.
    pub evidence: Vec<String>,
}

fn weighing(objective: &Objective) -> Weighing {
    Weighing {
        name: objective.name.clone(),
        parts: objective.parts.iter().map(|part| (part.outcome.clone(), part.weight)).collect(),
        judgement: objective.basis.judgement.clone(),
        evidence: objective.basis.evidence.clone(),
    }
}

impl Ledger {
    /// The assumption with this key.
    pub fn assumption(&self, key: &str) -> Option<&Assumption> {
        self.assumptions.iter().find(|a| a.key == key)
    }

    /// The evidence with this id.
    pub fn item(&self, id: &str) -> Option<&Citation> {
        self.evidence.iter().find(|item| item.id == id)
    }
}

/// An item of the evidence, and what cites it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Citation {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: Ground,
    /// When it happened.
    pub event: String,
    /// When it was published.
    pub published: String,
    /// What it says.
    pub claim: String,
    /// Where it stands.
    pub source: String,
    /// How strong it is.
    pub strength: Strength,
    /// How many values cite it.
    pub values: usize,
    /// How many cite it for their structure.
    pub structures: usize,
}

/// Evidence that was published after the as-of date, or tells of what happened after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LaterStructure {
    /// Its id.
    pub evidence: String,
    /// When it was published.
    pub published: String,
    /// The quantities whose structure cites it.
    pub cited_by: Vec<String>,
}
