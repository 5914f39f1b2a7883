//! How strong the ground of a number is (model.md §5.12).

use serde::Serialize;

use super::ground::{Ground, item};
use crate::model::{Basis, Evidence, EvidenceKind, Pedigree, Scenario};

/// A strength, with the scores it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Strength {
    /// The sum of the scores, as a share of the highest. **Range** 0–1.
    pub value: f64,
    /// How near what was observed lies to what the number means. **Range** 0–4, as the other scores.
    pub proxy: u8,
    /// How much was observed, and how directly.
    pub empirical: u8,
    /// How sound the way from the observation to the number is.
    pub method: u8,
    /// How far it was checked against something else.
    pub validation: u8,
    /// Where the scores come from.
    pub source: Source,
    /// The evidence whose scores they are, where it is evidence.
    pub evidence: Option<String>,
}

/// Where scores come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The file gives them.
    Given,
    /// They are those of the kind of ground.
    Kind,
}

/// The scores of evidence that carries none of its own.
///
/// A reported fact is observed and can be checked, but is seldom the very number; a position is what an office wants believed;
/// a judgement is one informed mind's; a comment is a remark in passing.
pub fn pedigree_of_kind(kind: EvidenceKind) -> Pedigree {
    let (proxy, empirical, method, validation) = match kind {
        EvidenceKind::Fact => (2, 3, 3, 2),
        EvidenceKind::Position => (2, 2, 2, 1),
        EvidenceKind::Judgement => (2, 1, 2, 1),
        EvidenceKind::Comment => (1, 1, 0, 0),
    };
    Pedigree { proxy, empirical, method, validation }
}

/// The scores of the analyst's own judgement: a reason that can be argued with, and no more. Evidence that informs it does not make it
/// an observation of the number.
pub fn pedigree_of_stated_judgement() -> Pedigree {
    Pedigree { proxy: 1, empirical: 0, method: 1, validation: 0 }
}

/// The strength of an item of the evidence.
pub(super) fn of_item(item: &Evidence) -> Strength {
    let source = if item.pedigree.is_some() { Source::Given } else { Source::Kind };
    let pedigree = item.pedigree.unwrap_or_else(|| pedigree_of_kind(item.kind));
    strength(pedigree, source, Some(item.id.clone()))
}

/// The strength of a quantity's ground: the scores that it carries, else those of the strongest evidence it cites (the first of several
/// alike), or those of a judgement where that is the weaker of the two or all there is, else 0; none for a default.
pub(super) fn of_quantity(scenario: &Scenario, basis: &Basis, ground: Ground) -> Option<Strength> {
    if ground == Ground::Default {
        return None;
    }
    if let Some(pedigree) = basis.pedigree {
        return Some(strength(pedigree, Source::Given, None));
    }
    let judgement = strength(pedigree_of_stated_judgement(), Source::Kind, None);
    let cited = basis.evidence.iter().filter_map(|id| item(scenario, id)).map(of_item);
    let strongest = cited.reduce(|best, next| if next.value > best.value { next } else { best });
    Some(match (strongest, ground) {
        (Some(evidence), Ground::InformedJudgement) if evidence.value < judgement.value => evidence,
        (Some(evidence), ground) if ground != Ground::InformedJudgement => evidence,
        (None, Ground::Bare) => {
            let none = Pedigree { proxy: 0, empirical: 0, method: 0, validation: 0 };
            strength(none, Source::Kind, None)
        }
        _ => judgement,
    })
}

fn strength(pedigree: Pedigree, source: Source, evidence: Option<String>) -> Strength {
    let Pedigree { proxy, empirical, method, validation } = pedigree;
    Strength { value: pedigree.strength(), proxy, empirical, method, validation, source, evidence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_evidence_rank_as_they_are_listed() {
        let kinds =
            [EvidenceKind::Fact, EvidenceKind::Position, EvidenceKind::Judgement, EvidenceKind::Comment];
        let mut strengths: Vec<f64> = kinds.map(|kind| pedigree_of_kind(kind).strength()).to_vec();
        strengths.extend([pedigree_of_stated_judgement().strength(), 0.0]);
        assert_eq!(strengths, [0.625, 0.4375, 0.375, 0.125, 0.125, 0.0]);
    }
}
