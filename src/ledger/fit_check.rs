//! What was judged beside what was fitted to it, audience by audience.

use serde::Serialize;

use super::trades::{Trade, trades};
use crate::acceptability::{Assessment, Demand, Given, Known, Wish, is_same};
use crate::model::{Audience, Id, Moment, Relation, Scenario, SettlementOption, TermValue};

/// A multiplier below this costs the fit nothing: only the pull to equal swing asks for more.
const COSTS_NOTHING: f64 = 1e-4;

/// What a table of acceptability comes to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FitCheck {
    /// The scenario's name.
    pub scenario: String,
    /// Whether the table speaks of the start, or of every driver at nothing.
    pub at: &'static str,
    /// Every audience of which it says something.
    pub audiences: Vec<AudienceCheck>,
}

/// What one audience's numbers come to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AudienceCheck {
    /// Its full reference.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// Cells of the table, then probes.
    pub rows: Vec<CheckedRow>,
    /// What the fit determines; none where the file gives points, which the table only checks.
    pub fit: Option<Determined>,
    /// Option sheets without a cell.
    pub untold: Vec<Untold>,
}

/// A cell or a probe, and what the fit makes of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckedRow {
    /// The option sheet, or the probe.
    pub id: Id,
    /// What the reader sees.
    pub name: String,
    /// Whether it is a probe.
    pub is_probe: bool,
    /// Its key.
    pub key: String,
    /// Its median. **Unit** points of acceptability, as the next three.
    pub judged: f64,
    /// Half of its 90 % range, at least 0.5.
    pub half_width: f64,
    /// What the fit, or the points that the file gives, make of it.
    pub fitted: f64,
    /// What is fitted less what was judged.
    pub residual: f64,
    /// How far off that is.
    pub off: Off,
    /// Whether the sheet says something else by now than when it was judged.
    pub is_edited: bool,
}

/// How far a fitted number is off, by the range of what was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Off {
    /// Within half of it.
    Near,
    /// Beyond half of it.
    BeyondHalf,
    /// Beyond it.
    Beyond,
}

/// What a fit determines, and what determines it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Determined {
    /// How many numbers are unknown.
    pub unknowns: usize,
    /// How many of cells, probes and equalities say something of their own.
    pub rank: usize,
    /// How many directions are left.
    pub free: usize,
    /// Levels of which neither cells nor probes speak.
    pub unspoken: Vec<Unspoken>,
    /// How many conditions the orders make.
    pub conditions: usize,
    /// Those of them that cost the fit, dearest first.
    pub costly: Vec<CostlyOrder>,
    /// What some terms are worth in others.
    pub trades: Vec<Trade>,
}

/// A level, or an amount, of which nothing speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unspoken {
    /// The term.
    pub term: Id,
    /// What the reader sees of it.
    pub term_name: String,
    /// The level; none of an amount.
    pub level: Option<Id>,
    /// What the reader sees of it.
    pub level_name: Option<String>,
}

/// An order that keeps the fit from what the table says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CostlyOrder {
    /// The term.
    pub term: Id,
    /// What the reader sees of it.
    pub term_name: String,
    /// What it asks, in words: “Joint administration” better than “Special regime”.
    pub asks: String,
    /// Half the rise of the sum that is minimised, for each point more that the order asks.
    pub price: f64,
    /// By how much the first is above the second as fitted; of an amount, what a unit adds. **Unit** points of acceptability, as the next.
    pub with: f64,
    /// The same without this order.
    pub without: Option<f64>,
}

/// An option sheet that nobody judged, or not as it is by now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Untold {
    /// The option sheet.
    pub option: Id,
    /// What the reader sees.
    pub name: String,
    /// Whether a cell stands for what it was before.
    pub is_edited: bool,
    /// As fitted. **Unit** points of acceptability, as the next two.
    pub at: f64,
    /// Half the 90 % range that follows from those of cells and probes; none where points are given.
    pub half_width: Option<f64>,
    /// Between which numbers all fits have it that reproduce the table as well; none where they have one.
    pub open: Option<(f64, f64)>,
}

/// Sets what was judged beside what follows from it.
pub fn fit_check(scenario: &Scenario) -> FitCheck {
    let audiences = scenario.parties.iter().flat_map(|party| &party.audiences);
    FitCheck {
        scenario: scenario.name.clone(),
        at: match scenario.acceptability.at {
            Moment::Start => "start",
            Moment::Zero => "zero",
        },
        audiences: audiences.filter_map(|audience| of_audience(scenario, audience)).collect(),
    }
}

fn of_audience(scenario: &Scenario, audience: &Audience) -> Option<AudienceCheck> {
    if let Some(given) = Given::of(scenario, audience) {
        return of_given(scenario, audience, &given);
    }
    let assessment = Assessment::of(scenario, audience)?.ok()?;
    let rows = assessment.known.iter().zip(&assessment.fit.fitted);
    let mut rows: Vec<CheckedRow> = rows.map(|(known, fitted)| checked(scenario, known, *fitted)).collect();
    let table = &scenario.acceptability;
    rows.sort_by_key(|row| match row.is_probe {
        false => (false, table.judged.iter().position(|judged| judged.option == row.id)),
        true => (true, table.probes.iter().position(|probe| probe.id == row.id)),
    });
    Some(AudienceCheck {
        id: audience.id.clone(),
        name: scenario.audience_name(&audience.id),
        rows,
        fit: Some(determined(scenario, &assessment)),
        untold: scenario.options.iter().filter_map(|option| untold(scenario, &assessment, option)).collect(),
    })
}

/// An audience whose points the file gives; none if the table has no cell of it.
fn of_given(scenario: &Scenario, audience: &Audience, given: &Given) -> Option<AudienceCheck> {
    if given.cells.is_empty() {
        return None;
    }
    let rows = given.cells.iter();
    let rows = rows.map(|(known, terms)| checked(scenario, known, given.says(known.id, terms)));
    let others = scenario
        .options
        .iter()
        .filter(|option| !given.cells.iter().any(|(_, terms)| is_same(terms, &option.terms)));
    let untold = others.map(|option| Untold {
        option: option.id.clone(),
        name: option.name.clone(),
        is_edited: given.cells.iter().any(|(known, _)| known.id == option.id),
        at: given.says(&option.id, &option.terms),
        half_width: None,
        open: None,
    });
    Some(AudienceCheck {
        id: audience.id.clone(),
        name: scenario.audience_name(&audience.id),
        rows: rows.collect(),
        fit: None,
        untold: untold.collect(),
    })
}

fn checked(scenario: &Scenario, known: &Known, fitted: f64) -> CheckedRow {
    let table = &scenario.acceptability;
    let probe = table.probes.iter().find(|probe| known.is_probe && probe.id == known.id);
    let name = probe.map_or_else(|| scenario.option_name(known.id), |probe| &probe.name);
    let residual = fitted - known.median;
    CheckedRow {
        id: known.id.to_string(),
        name: name.to_string(),
        is_probe: known.is_probe,
        key: known.quantity.key.clone(),
        judged: known.median,
        half_width: known.half_width,
        fitted,
        residual,
        off: match residual.abs() / known.half_width {
            share if share > 1.0 => Off::Beyond,
            share if share > 0.5 => Off::BeyondHalf,
            _ => Off::Near,
        },
        is_edited: !known.is_probe && is_edited(scenario, known.id),
    }
}

/// Whether a sheet says something else by now than when it was judged.
fn is_edited(scenario: &Scenario, option: &str) -> bool {
    let judged = scenario.acceptability.judged(option).map(|judged| &judged.terms);
    let now = scenario.option_sheet(option).map(|sheet| &sheet.terms);
    matches!((judged, now), (Some(judged), Some(now)) if !is_same(judged, now))
}

fn untold(scenario: &Scenario, assessment: &Assessment, option: &SettlementOption) -> Option<Untold> {
    let terms: &[(Id, TermValue)] = &option.terms;
    let opinion = assessment.opinion_of(&option.id, terms);
    if opinion.cell.is_some() {
        return None;
    }
    let has_cell = scenario.acceptability.cell(&option.id, &assessment.audience.id).is_some();
    Some(Untold {
        option: option.id.clone(),
        name: option.name.clone(),
        is_edited: has_cell,
        at: opinion.at,
        half_width: Some(assessment.half_width(&opinion)),
        open: opinion.open,
    })
}

fn determined(scenario: &Scenario, assessment: &Assessment) -> Determined {
    let fit = &assessment.fit;
    let levels = assessment.levels(scenario).into_iter();
    let unspoken =
        levels.filter(|(_, _, column)| !assessment.is_spoken_of(*column)).map(|(term, level, _)| Unspoken {
            term: term.to_string(),
            term_name: scenario.term_name(term).to_string(),
            level: level.map(String::from),
            level_name: level.map(|level| scenario.level_name(term, level)),
        });
    let binding = fit.prices.iter().enumerate().filter(|(_, price)| price.abs() > COSTS_NOTHING);
    let mut costly: Vec<CostlyOrder> =
        binding.filter_map(|(place, price)| costly_order(scenario, assessment, place, price.abs())).collect();
    costly.sort_by(|a, b| b.price.total_cmp(&a.price));
    Determined {
        unknowns: assessment.columns.len(),
        rank: fit.rank(),
        free: fit.free_directions(),
        unspoken: unspoken.collect(),
        conditions: assessment.demands.len(),
        costly,
        trades: trades(scenario, assessment),
    }
}

fn costly_order(
    scenario: &Scenario,
    assessment: &Assessment,
    place: usize,
    price: f64,
) -> Option<CostlyOrder> {
    let demand = assessment.demands.get(place)?;
    let row = &assessment.fit.orders().get(place)?.coefficients;
    // The condition of an amount of which less is better counts what a unit takes.
    let sign = if demand.what == Wish::Less { -1.0 } else { 1.0 };
    let without = assessment.fit.without_order(place).ok();
    Some(CostlyOrder {
        term: demand.term.clone(),
        term_name: scenario.term_name(&demand.term).to_string(),
        asks: asks(scenario, demand),
        price,
        with: sign * assessment.fit.at(row),
        without: without.map(|fit| sign * fit.at(row)),
    })
}

fn asks(scenario: &Scenario, demand: &Demand) -> String {
    let level = |level: &str| scenario.level_name(&demand.term, level);
    match &demand.what {
        Wish::Level { better, relation, worse } => {
            let stands = match relation {
                Relation::Better => "better than",
                Relation::AtLeast => "at least as good as",
                Relation::Equal => "as good as",
            };
            format!("“{}” {stands} “{}”", level(better), level(worse))
        }
        Wish::More => "more of it no worse than less".to_string(),
        Wish::Less => "less of it no worse than more".to_string(),
    }
}
