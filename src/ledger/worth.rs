//! What every level is worth to each audience, what holds that number in place, and what it rests on.

use serde::Serialize;

use super::ground::{Ground, of_placement};
use super::placements::{Placement, placements};
use super::strength;
use crate::acceptability::{Assessment, Pinned, Worth};
use crate::model::{Audience, Id, Points, Quantity, Scenario, Scores, TermScale};

/// What levels are worth, audience by audience.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Worths {
    /// The scenario's name.
    pub scenario: String,
    /// Every audience that was asked for.
    pub audiences: Vec<AudienceWorth>,
}

/// What levels are worth to one audience.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AudienceWorth {
    /// Its full reference.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// The acceptability of the status quo as fitted; none where the file gives points.
    pub status_quo: Option<f64>,
    /// Term by term, in the order of the file.
    pub terms: Vec<TermWorth>,
}

/// What the levels of a term are worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermWorth {
    /// The term.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// The name of the first level, beside which the others count; of an amount, its unit.
    pub beside: String,
    /// Every other level; of an amount, one unit of it.
    pub levels: Vec<LevelWorth>,
}

/// What a level is worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelWorth {
    /// The level; none of an amount.
    pub id: Option<Id>,
    /// What the reader sees.
    pub name: String,
    /// What it adds beside the first level, or what a unit adds. **Unit** points of acceptability, or points where the file gives them.
    pub worth: f64,
    /// What holds that number in place.
    pub held_by: HeldBy,
    /// Between which numbers all fits have it that reproduce the table as well; none where they have one.
    pub open: Option<(f64, f64)>,
    /// How many cells it rests on.
    pub cells: usize,
    /// How many probes it rests on.
    pub probes: usize,
    /// The weakest ground among them; of a number in the file, its own.
    pub weakest: Option<Ground>,
    /// The least strength among them. **Range** 0–1.
    pub strength: Option<f64>,
}

/// What holds the worth of a level in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeldBy {
    /// Cells and probes determine it.
    Table,
    /// Cells, probes and orders together do.
    TableAndOrders,
    /// Cells and probes determine its sum with others only: of what is left it is the one nearest to equal swing.
    Sums,
    /// Only an order bounds it: within the bounds it is the one nearest to equal swing.
    Order,
    /// Nothing says which way it goes.
    Nothing,
    /// The file gives it.
    File,
}

impl HeldBy {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            HeldBy::Table => "cells and probes",
            HeldBy::TableAndOrders => "cells, probes and orders",
            HeldBy::Sums => "sums with others only",
            HeldBy::Order => "an order only",
            HeldBy::Nothing => "nothing",
            HeldBy::File => "the file gives it",
        }
    }
}

impl From<Pinned> for HeldBy {
    fn from(pinned: Pinned) -> HeldBy {
        match pinned {
            Pinned::Table => HeldBy::Table,
            Pinned::TableAndOrders => HeldBy::TableAndOrders,
            Pinned::Sums => HeldBy::Sums,
            Pinned::Order => HeldBy::Order,
            Pinned::Nothing => HeldBy::Nothing,
        }
    }
}

/// What levels are worth to an audience, or to all of them.
pub fn worths(scenario: &Scenario, audience: Option<&str>) -> Worths {
    let placements = placements(scenario);
    let all = scenario.parties.iter().flat_map(|party| &party.audiences);
    let meant = all.filter(|known| audience.is_none_or(|id| known.id == id));
    let grades = Grades { scenario, placements: &placements };
    Worths {
        scenario: scenario.name.clone(),
        audiences: meant.filter_map(|audience| grades.audience(audience)).collect(),
    }
}

struct Grades<'s> {
    scenario: &'s Scenario,
    placements: &'s [Placement<'s>],
}

impl Grades<'_> {
    fn audience(&self, audience: &Audience) -> Option<AudienceWorth> {
        let (status_quo, levels) = match &audience.scores {
            Scores::ByTerm(points) => (None, self.given(points)),
            Scores::ByOption(_) => {
                let assessment = Assessment::of(self.scenario, audience)?.ok()?;
                (Some(assessment.fit.values[0]), self.fitted(&assessment))
            }
        };
        let mut terms: Vec<TermWorth> = Vec::new();
        for (term, level) in levels {
            match terms.iter_mut().find(|known| known.id == term) {
                Some(known) => known.levels.push(level),
                None => terms.push(self.term(term, level)),
            }
        }
        let name = self.scenario.audience_name(&audience.id);
        Some(AudienceWorth { id: audience.id.clone(), name, status_quo, terms })
    }

    fn term(&self, id: Id, first: LevelWorth) -> TermWorth {
        let beside = match self.scenario.term(&id).map(|term| &term.scale) {
            Some(TermScale::Levels(levels)) => {
                levels.first().map_or(String::new(), |level| self.scenario.level_name(&id, level))
            }
            Some(TermScale::Amount { unit }) => unit.clone(),
            None => String::new(),
        };
        TermWorth { name: self.scenario.term_name(&id).to_string(), beside, levels: vec![first], id }
    }

    fn fitted(&self, assessment: &Assessment) -> Vec<(Id, LevelWorth)> {
        let told = assessment.levels(self.scenario).into_iter();
        told.map(|(term, level, column)| {
            let Worth { at, pinned, open, rests_on } = assessment.worth(column);
            let known: Vec<&Quantity> =
                rests_on.iter().map(|&place| assessment.known[place].quantity).collect();
            let probes = rests_on.iter().filter(|&&place| assessment.known[place].is_probe).count();
            let (cells, held_by) = (rests_on.len() - probes, HeldBy::from(pinned));
            (
                term.to_string(),
                self.level(term, level, &known, LevelWorth { cells, probes, ..worth(at, held_by, open) }),
            )
        })
        .collect()
    }

    fn given(&self, points: &[(Id, Points)]) -> Vec<(Id, LevelWorth)> {
        let mut found = Vec::new();
        let mut add = |term: &Id, level: Option<&str>, quantity: &Quantity| {
            let own = worth(quantity.family.quantile(0.5), HeldBy::File, None);
            found.push((term.clone(), self.level(term, level, &[quantity], own)));
        };
        for (term, points) in points {
            match points {
                Points::Levels(levels) => {
                    levels.iter().for_each(|(level, quantity)| add(term, Some(level), quantity));
                }
                Points::PerUnit { per_unit, .. } => add(term, None, per_unit),
            }
        }
        found
    }

    /// With its name, and the weakest of what it rests on.
    fn level(&self, term: &str, level: Option<&str>, known: &[&Quantity], so_far: LevelWorth) -> LevelWorth {
        let unit = || match self.scenario.term(term).map(|term| &term.scale) {
            Some(TermScale::Amount { unit }) => unit.clone(),
            _ => String::new(),
        };
        let placed = known.iter().filter_map(|quantity| {
            let at_home = |placement: &&Placement| placement.quantity.key == quantity.key;
            let placement = self.placements.iter().find(at_home)?;
            let ground = of_placement(self.scenario, placement, false);
            let strength = strength::of_quantity(self.scenario, &placement.quantity.basis, ground)?;
            Some((ground, strength.value))
        });
        let grades: Vec<(Ground, f64)> = placed.collect();
        LevelWorth {
            id: level.map(String::from),
            name: level.map_or_else(unit, |level| self.scenario.level_name(term, level)),
            weakest: grades.iter().map(|(ground, _)| *ground).max(),
            strength: grades.iter().map(|(_, strength)| *strength).reduce(f64::min),
            ..so_far
        }
    }
}

fn worth(worth: f64, held_by: HeldBy, open: Option<(f64, f64)>) -> LevelWorth {
    LevelWorth {
        id: None,
        name: String::new(),
        worth,
        held_by,
        open,
        cells: 0,
        probes: 0,
        weakest: None,
        strength: None,
    }
}
