//! Numbers and what they rest on: evidence, its strength, quantities and the experts of a pool.

use super::{Date, Id};
use crate::formula::Formula;
use crate::quantity::Family;

/// One item of the evidence ledger.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Ledger number.
    pub id: Id,
    /// What it says, in one line.
    pub claim: String,
    /// Where it stands.
    pub source: String,
    /// When it happened (last day of the stated span).
    pub event: Date,
    /// When it was published (last day of the stated span).
    pub published: Date,
    /// How much of an assertion it is.
    pub kind: EvidenceKind,
    /// How strong it is, where the file says so; else its kind speaks for it.
    pub pedigree: Option<Pedigree>,
}

/// What kind of statement an evidence item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceKind {
    /// A reported fact.
    Fact,
    /// An official position as reported.
    Position,
    /// A judgement of an author or a named expert.
    Judgement,
    /// A reader's comment, the weakest kind.
    Comment,
}

/// How strong the ground of a number is: the scores of a NUSAP pedigree matrix.
///
/// **Range** each score 0 (weakest) to 4 (strongest). **Source** Funtowicz and Ravetz 1990; van der Sluijs et al. 2005.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pedigree {
    /// How near what was observed lies to what the number means.
    pub proxy: u8,
    /// How much was observed, and how directly.
    pub empirical: u8,
    /// How sound the way from the observation to the number is.
    pub method: u8,
    /// How far the number was checked against something else.
    pub validation: u8,
}

impl Pedigree {
    /// The highest score.
    pub const MOST: u8 = 4;

    /// The scores, in the order of the matrix.
    pub fn scores(self) -> [u8; 4] {
        [self.proxy, self.empirical, self.method, self.validation]
    }

    /// The strength of the ground.
    ///
    /// **Range** 0–1. **Formula** the sum of the scores / 16.
    pub fn strength(self) -> f64 {
        let sum: u32 = self.scores().into_iter().map(u32::from).sum();
        f64::from(sum) / f64::from(4 * u32::from(Pedigree::MOST))
    }
}

/// What a number rests on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Basis {
    /// Evidence for the value.
    pub evidence: Vec<Id>,
    /// Evidence for the structure only; may be later than the as-of date.
    pub structure: Vec<Id>,
    /// Why the analyst assigned it.
    pub judgement: Option<String>,
    /// How strong its ground is, where the file says so; else its evidence speaks for it.
    pub pedigree: Option<Pedigree>,
}

impl Basis {
    /// Neither evidence nor judgement.
    pub fn is_bare(&self) -> bool {
        self.evidence.is_empty() && self.judgement.is_none()
    }
}

/// A number the analyst assigned, certain or not.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// Its dotted key in the resolved file; its draws are addressed by it.
    pub key: String,
    /// Its distribution over worlds; of a formula as it was worked out in 4096 worlds, its parts drawn independently.
    pub family: Family,
    /// How it follows from other quantities, named by their keys; none where it is drawn itself.
    pub formula: Option<Formula>,
    /// Its unit, where the file states one.
    pub unit: Option<String>,
    /// What it rests on.
    pub basis: Basis,
}

impl Quantity {
    /// A quantity that is drawn itself.
    pub fn drawn(key: String, family: Family, basis: Basis) -> Quantity {
        Quantity { key, family, formula: None, unit: None, basis }
    }
}

/// Somebody whose opinion a pool holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expert {
    /// As the pools name them.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
}
