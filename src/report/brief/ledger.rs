//! What the numbers rest on.

use serde::Serialize;

use super::Case;
use crate::model::EvidenceKind;

/// The ledger of all scenarios of a briefing.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Ledger {
    /// Numbers with neither evidence nor judgement, by the scenarios that hold them.
    pub bare: Vec<BareNumber>,
    /// The evidence.
    pub evidence: Vec<Item>,
}

/// A number that rests on nothing stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BareNumber {
    /// Its dotted key.
    pub key: String,
    /// Where its value stands.
    pub place: String,
}

/// An item of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// Fact, position, judgement or comment.
    pub kind: &'static str,
    /// What it says.
    pub claim: String,
    /// Where it stands.
    pub source: String,
    /// When it was published.
    pub published: String,
}

impl Ledger {
    /// What these scenarios rest on; what several share stands once.
    pub fn of(cases: &[&Case]) -> Ledger {
        let mut ledger = Ledger::default();
        for case in cases {
            for bare in &case.loaded.bare {
                let number = BareNumber { key: bare.key.clone(), place: bare.place.clone() };
                add(&mut ledger.bare, number);
            }
            for item in &case.loaded.scenario.evidence {
                let item = Item {
                    id: item.id.clone(),
                    kind: kind(item.kind),
                    claim: item.claim.clone(),
                    source: item.source.clone(),
                    published: item.published.to_string(),
                };
                add(&mut ledger.evidence, item);
            }
        }
        ledger
    }
}

fn add<T: PartialEq>(items: &mut Vec<T>, item: T) {
    if !items.contains(&item) {
        items.push(item);
    }
}

fn kind(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Fact => "fact",
        EvidenceKind::Position => "position",
        EvidenceKind::Judgement => "judgement",
        EvidenceKind::Comment => "comment",
    }
}
