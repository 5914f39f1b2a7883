//! The assumption ledger: every number of a scenario, which layer gave it, what it says once fitted, and what it rests on.
//!
//! [`ledger`] makes it as data from a loaded scenario; nothing is simulated. `seats` finds the quantities and what each means,
//! `fit` says what a distribution amounts to, `strength` how good its ground is, `totals` what the whole rests on.

mod diagram;
mod fit;
mod links;
mod seats;
mod strength;
mod totals;

use serde::Serialize;

use crate::model::{Evidence, EvidenceKind, Scenario};
use crate::quantity::Family;
use crate::scenario::{Act, Loaded, Written};

pub use diagram::{CALENDAR, Diagram, DiagramEdge, DiagramNode, EdgeSign, NodeKind, diagram};
pub use fit::{Asked, Fit, fit, sparkline};
pub use links::{How, Link, OPTION, links};
pub use seats::{Acts, Element, ElementKind, Seat, seats};
pub use strength::{Source, Strength, pedigree_of_kind, pedigree_of_stated_judgement};
pub use totals::{GroundShare, Totals};

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

/// One quantity: a number the analyst assigned, or the default where the file assigns none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assumption {
    /// Its dotted key: `--set KEY=…` changes it.
    pub key: String,
    /// What it belongs to.
    pub element: Element,
    /// What it is of its element, in words.
    pub role: String,
    /// Its unit: the file's, or that of its place; empty for a number without one.
    pub unit: String,
    /// Its family of distributions.
    pub family: String,
    /// Its value as the layer that gave it wrote it.
    pub written: String,
    /// Where that is: `file.toml:14`, `--set` or `default`.
    pub place: String,
    /// Every layer's word on it, lowest first.
    pub history: Vec<Step>,
    /// What the distribution amounts to.
    pub fit: Fit,
    /// What it does to something, where it weighs an influence.
    pub acts: Option<Acts>,
    /// Which way it moves what it acts on.
    pub sign: Option<Sign>,
    /// The kind of its ground.
    pub ground: Ground,
    /// Where its evidence or judgement stands.
    pub grounds_at: Option<String>,
    /// The table around it whose evidence or judgement it takes, where it has none of its own.
    pub grounds_from: Option<String>,
    /// Evidence for the value.
    pub evidence: Vec<String>,
    /// Evidence for the structure only.
    pub structure: Vec<String>,
    /// Why the analyst assigned it.
    pub judgement: Option<String>,
    /// A remark of the author.
    pub note: Option<String>,
    /// How strong its ground is; none for a default, which nobody assigned.
    pub strength: Option<Strength>,
}

impl Assumption {
    /// The node of what it belongs to, as links name it; an option's amount belongs to its term, which is what is read.
    pub fn node(&self) -> String {
        let parts: Vec<&str> = self.key.split('.').collect();
        match (self.element.kind, parts.as_slice()) {
            (ElementKind::Option, [_, _, _, term]) => format!("term.{term}"),
            (kind, _) => format!("{}.{}", kind.name(), self.element.id),
        }
    }

    /// Whether it is the weight of a driver.
    pub fn is_driver(&self) -> bool {
        matches!(self.acts, Some(Acts::Times { .. } | Acts::Adds { .. }))
    }
}

/// One layer's word on a quantity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// `file.toml:14`, or `--set`.
    pub place: String,
    /// What it says, as it is written there.
    pub text: String,
    /// What that does.
    pub does: Does,
}

/// What a layer's word does in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Does {
    /// It gives the value.
    Gives,
    /// A layer above it overrides it.
    Overridden,
    /// It adds grounds and leaves the number.
    AddsGrounds,
    /// It removes what lies below.
    Removes,
}

/// Which way a weight moves what it acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// More of what is read is more of what it acts on.
    Raises,
    /// More is less.
    Lowers,
    /// It changes nothing.
    Nothing,
    /// Its 5–95 % range lies on both sides: the analyst leaves the sign open.
    Contested,
}

/// The kind of ground a number has: that of its strongest evidence, else a stated judgement, else none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// A reported fact.
    Fact,
    /// An official position as reported.
    Position,
    /// A judgement of an author or a named expert.
    Judgement,
    /// A reader's comment.
    Comment,
    /// The analyst's own judgement, stated.
    StatedJudgement,
    /// Neither evidence nor judgement.
    Bare,
    /// The default of the scenario format: nobody assigned it.
    Default,
}

impl Ground {
    /// All of them, strongest first.
    pub const ALL: [Ground; 7] = [
        Ground::Fact,
        Ground::Position,
        Ground::Judgement,
        Ground::Comment,
        Ground::StatedJudgement,
        Ground::Bare,
        Ground::Default,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Ground::Fact => "fact",
            Ground::Position => "official position",
            Ground::Judgement => "judgement",
            Ground::Comment => "comment",
            Ground::StatedJudgement => "stated judgement",
            Ground::Bare => "bare",
            Ground::Default => "default",
        }
    }
}

impl From<EvidenceKind> for Ground {
    fn from(kind: EvidenceKind) -> Ground {
        match kind {
            EvidenceKind::Fact => Ground::Fact,
            EvidenceKind::Position => Ground::Position,
            EvidenceKind::Judgement => Ground::Judgement,
            EvidenceKind::Comment => Ground::Comment,
        }
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

/// The ledger of a loaded scenario.
pub fn ledger(loaded: &Loaded) -> Ledger {
    let scenario = &loaded.scenario;
    let assumptions: Vec<Assumption> = seats(scenario)
        .into_iter()
        .map(|seat| {
            let written = loaded.written.get(&seat.quantity.key);
            assumption(scenario, seat, written)
        })
        .collect();
    Ledger {
        scenario: scenario.name.clone(),
        as_of: scenario.calendar.as_of.to_string(),
        totals: totals::totals(&assumptions),
        evidence: scenario.evidence.iter().map(|item| citation(item, &assumptions)).collect(),
        later_structure: later_structure(scenario, &assumptions),
        assumptions,
    }
}

fn assumption(scenario: &Scenario, seat: Seat<'_>, written: Option<&Written>) -> Assumption {
    let quantity = seat.quantity;
    let basis = &quantity.basis;
    let fit = fit(&quantity.family, written.map_or(&[], |w| &w.asked));
    let history = written.map_or(Vec::new(), steps);
    let given = history.iter().rfind(|step| step.does == Does::Gives);
    let ground = ground(scenario, quantity, written.is_none());
    let grounds = written.and_then(|w| w.grounds.as_ref());
    Assumption {
        key: quantity.key.clone(),
        role: seat.role,
        unit: written.and_then(|w| w.unit.clone()).unwrap_or(seat.unit),
        family: quantity.family.name().to_string(),
        written: given.map_or_else(|| fit.p50.map_or(String::new(), |x| x.to_string()), |s| s.text.clone()),
        place: given.map_or_else(|| "default".to_string(), |s| s.place.clone()),
        sign: seat.acts.as_ref().map(|acts| sign_of(&quantity.family, acts.neutral())),
        acts: seat.acts,
        grounds_at: grounds.map(|g| g.place.clone()),
        grounds_from: grounds.filter(|g| g.table != quantity.key).map(|g| g.table.clone()),
        evidence: basis.evidence.clone(),
        structure: basis.structure.clone(),
        judgement: basis.judgement.clone(),
        note: written.and_then(|w| w.note.clone()),
        strength: strength::of_quantity(scenario, basis, ground),
        element: seat.element,
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

/// Which way a weight works, where `neutral` is the one that changes nothing.
fn sign_of(family: &Family, neutral: f64) -> Sign {
    /// A fitted quantile may miss the asked one by its last bits.
    const ROUNDING: f64 = 1e-9;
    let (lo, hi) = (family.quantile(0.05), family.quantile(0.95));
    match (lo < neutral - ROUNDING, hi > neutral + ROUNDING) {
        (true, true) => Sign::Contested,
        (true, false) => Sign::Lowers,
        (false, true) => Sign::Raises,
        (false, false) => Sign::Nothing,
    }
}

fn ground(scenario: &Scenario, quantity: &crate::model::Quantity, default: bool) -> Ground {
    if default {
        return Ground::Default;
    }
    let cited = quantity.basis.evidence.iter().filter_map(|id| item(scenario, id));
    match (cited.map(|item| Ground::from(item.kind)).min(), &quantity.basis.judgement) {
        (Some(kind), _) => kind,
        (None, Some(_)) => Ground::StatedJudgement,
        (None, None) => Ground::Bare,
    }
}

fn item<'s>(scenario: &'s Scenario, id: &str) -> Option<&'s Evidence> {
    scenario.evidence.iter().find(|item| item.id == id)
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
