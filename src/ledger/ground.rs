//! What a number rests on, and which way a weight works.

use serde::Serialize;

use super::placements::Placement;
use crate::model::{Evidence, EvidenceKind, Scenario};
use crate::quantity::Family;

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

/// The kind of ground a number has (model.md §5.12).
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
    /// The analyst's own judgement, for which evidence is cited.
    InformedJudgement,
    /// The analyst's own judgement, stated.
    StatedJudgement,
    /// Neither evidence nor judgement.
    Bare,
    /// The default of the scenario format: nobody assigned it.
    Default,
}

impl Ground {
    /// All of them, strongest first.
    pub const ALL: [Ground; 8] = [
        Ground::Fact,
        Ground::Position,
        Ground::Judgement,
        Ground::Comment,
        Ground::InformedJudgement,
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
            Ground::InformedJudgement => "judgement informed by evidence",
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

/// Which way a weight works, where `neutral` is the one that changes nothing.
pub(super) fn sign_of(family: &Family, neutral: f64) -> Sign {
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

/// What a number rests on. Who states a judgement beside evidence has made more of the evidence than it says; nor does any source report
/// a number that only the model has.
pub(super) fn of_placement(scenario: &Scenario, placement: &Placement<'_>, default: bool) -> Ground {
    if default {
        return Ground::Default;
    }
    let basis = &placement.quantity.basis;
    let cited = basis.evidence.iter().filter_map(|id| item(scenario, id));
    match (cited.map(|item| Ground::from(item.kind)).min(), &basis.judgement) {
        (Some(_), Some(_)) => Ground::InformedJudgement,
        (Some(_), None) if placement.is_the_models_own() => Ground::InformedJudgement,
        (Some(kind), None) => kind,
        (None, Some(_)) => Ground::StatedJudgement,
        (None, None) => Ground::Bare,
    }
}

/// A source by its id.
pub(super) fn item<'s>(scenario: &'s Scenario, id: &str) -> Option<&'s Evidence> {
    scenario.evidence.iter().find(|item| item.id == id)
}
