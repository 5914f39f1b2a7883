//! What follows from one audience's cells, probes and orders.

use super::columns::{Columns, is_status_quo};
use super::dominance::BETTER;
use super::likeness::Likeness;
use super::scale::WORST_TO_BEST;
use crate::fit::{Condition, Fit, Row, Table, Unsolved};
use crate::model::{
    Audience, Id, Judged, Order, Preferences, Quantity, Ranking, Relation, Scenario, Scores, TermScale,
    TermValue,
};

/// The least half width of a row. **Unit** points of acceptability.
const NARROWEST: f64 = 0.5;

/// What somebody assigned: a cell of the table or a probe's answer.
#[derive(Debug, Clone)]
pub struct Known<'s> {
    /// The option sheet, or the probe.
    pub id: &'s str,
    /// Whether it is a probe.
    pub is_probe: bool,
    /// The number.
    pub quantity: &'s Quantity,
    /// Its median. **Unit** points of acceptability.
    pub median: f64,
    /// Half of its 90 % range, at least 0.5. **Unit** points of acceptability.
    pub half_width: f64,
}

/// What an order asks of the unknowns: one condition of the fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The term.
    pub term: Id,
    /// What is asked of it.
    pub what: Wish,
}

/// What is better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// One level than another.
    Level {
        /// The level named first.
        better: Id,
        /// How it stands to the next.
        relation: Relation,
        /// The level named next.
        worse: Id,
    },
    /// More of an amount.
    More,
    /// Less of an amount.
    Less,
}

/// Why an audience's table cannot be fitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfitted {
    /// No sheet that leaves everything as it is has a cell of this audience.
    NoStatusQuo,
    /// An order contradicts itself or those before it.
    Contradiction {
        /// The term of the order.
        term: Id,
    },
    /// The solver gave up.
    Unsolved,
}

/// One audience's numbers and what they come to.
#[derive(Debug)]
pub struct Assessment<'s> {
    /// The audience.
    pub audience: &'s Audience,
    /// What is unknown.
    pub columns: Columns,
    /// What was assigned, row by row of the fit: cells, then probes, each in the order of their ids.
    pub known: Vec<Known<'s>>,
    /// What the audience's orders ask, condition by condition of the fit.
    pub demands: Vec<Demand>,
    /// The fit.
    pub fit: Fit,
    /// The packages that have cells, as they were judged.
    pub(super) judged: Vec<&'s Judged>,
    pub(super) likeness: Likeness,
    /// The place of the status quo among the packages that have cells.
    pub(super) status_quo: usize,
}

impl<'s> Assessment<'s> {
    /// Fits one audience's worth of terms to what was assigned; none for an audience whose points the file gives.
    ///
    /// **Errors** no cell of the status quo, orders that contradict each other.
    pub fn of(scenario: &'s Scenario, audience: &'s Audience) -> Option<Result<Assessment<'s>, Unfitted>> {
        let Scores::ByOption(by_option) = &audience.scores else { return None };
        Some(Assessment::fitted(scenario, audience, Columns::new(&scenario.terms, &by_option.saturations)))
    }

    fn fitted(
        scenario: &'s Scenario,
        audience: &'s Audience,
        columns: Columns,
    ) -> Result<Assessment<'s>, Unfitted> {
        let said = |cells: &'s [(Id, Quantity)]| cells.iter().find(|(id, _)| *id == audience.id);
        let table = &scenario.acceptability;
        let (mut known, mut rows, mut judged) = (Vec::new(), Vec::new(), Vec::new());
        for package in sorted(&table.judged, |package| &package.option) {
            if let Some((_, cell)) = said(&package.cells) {
                known.push(Known::of(&package.option, false, cell));
                rows.push(columns.package(&package.terms));
                judged.push(package);
            }
        }
        let status_quo = judged
            .iter()
            .position(|package| is_status_quo(scenario, &package.terms))
            .ok_or(Unfitted::NoStatusQuo)?;
        for probe in sorted(&table.probes, |probe| &probe.id) {
            let (Some((_, adds)), Some(from)) = (said(&probe.adds), table.judged(&probe.from)) else {
                continue;
            };
            known.push(Known::of(&probe.id, true, adds));
            let (before, after) =
                (columns.change(&from.terms), columns.change(&with(&from.terms, &probe.with)));
            rows.push(after.iter().zip(&before).map(|(after, before)| after - before).collect());
        }
        let rows: Vec<Row> = known
            .iter()
            .zip(rows)
            .map(|(known, coefficients)| Row {
                coefficients,
                target: known.median,
                half_width: known.half_width,
            })
            .collect();
        let ordered = conditions(&columns, &audience.preferences, scenario);
        let packages = judged.iter().map(|package| package.terms.as_slice());
        let along = equal_swing(&columns, &audience.preferences, scenario, packages.clone());
        let prior = Table::prior_along(&rows, &along, &[0]).map_err(|_| Unfitted::Unsolved)?;
        let bounds = columns.bounds(WORST_TO_BEST, packages.clone());
        let orders = ordered.iter().map(|(_, condition)| condition.clone()).collect();
        let fit = Table { rows, orders, prior, bounds }.fit().map_err(|unsolved| match unsolved {
            Unsolved::Infeasible { row } if row < ordered.len() => {
                Unfitted::Contradiction { term: ordered[row].0.term.clone() }
            }
            _ => Unfitted::Unsolved,
        })?;
        let likeness = Likeness::of(&columns, &fit.values, packages);
        let demands = ordered.into_iter().map(|(demand, _)| demand).collect();
        Ok(Assessment { audience, columns, known, demands, fit, judged, likeness, status_quo })
    }

    /// Its cells with the options that they speak of, and how they stand to each other in the draws: the correlation of their normals.
    pub fn correlations(&self) -> Vec<(&'s Quantity, &'s Quantity, f64)> {
        let cells = self.judged.len();
        let mut found = Vec::new();
        for i in 0..cells {
            for j in i + 1..cells {
                found.push((self.known[i].quantity, self.known[j].quantity, self.likeness.between(i, j)));
            }
        }
        found
    }
}

impl<'s> Known<'s> {
    pub(super) fn of(id: &'s str, is_probe: bool, quantity: &'s Quantity) -> Known<'s> {
        let [low, median, high] = [0.05, 0.5, 0.95].map(|u| quantity.family.quantile(u));
        Known { id, is_probe, quantity, median, half_width: (0.5 * (high - low)).max(NARROWEST) }
    }
}

/// In the bytewise order of ids, so that the order of a file reaches no number.
pub(super) fn sorted<T>(items: &[T], id: impl Fn(&T) -> &Id) -> Vec<&T> {
    let mut sorted: Vec<&T> = items.iter().collect();
    sorted.sort_by(|a, b| id(a).cmp(id(b)));
    sorted
}

/// A package with some terms otherwise.
pub(super) fn with(terms: &[(Id, TermValue)], changes: &[(Id, TermValue)]) -> Vec<(Id, TermValue)> {
    let changed = |id: &Id| changes.iter().find(|(term, _)| term == id).map(|(_, value)| value.clone());
    terms.iter().map(|(id, value)| (id.clone(), changed(id).unwrap_or_else(|| value.clone()))).collect()
}

/// What an audience's orders ask, and the conditions that they put on the unknowns.
fn conditions(columns: &Columns, preferences: &Preferences, scenario: &Scenario) -> Vec<(Demand, Condition)> {
    let mut found = Vec::new();
    for Order { term, ranking } in sorted(&preferences.orders, |order| &order.term) {
        let mut single = vec![0.0; columns.len()];
        match ranking {
            Ranking::Levels(levels) => {
                for pair in levels.windows(2) {
                    let mut row = vec![0.0; columns.len()];
                    let ((_, better), (relation, worse)) = (&pair[0], &pair[1]);
                    if let Some(place) = columns.level(term, better) {
                        row[place] = 1.0;
                    }
                    if let Some(place) = columns.level(term, worse) {
                        row[place] = -1.0;
                    }
                    let condition = match relation {
                        Relation::Better => Condition::at_least(row, BETTER),
                        Relation::AtLeast => Condition::at_least(row, 0.0),
                        Relation::Equal => Condition::equal(row, 0.0),
                    };
                    let what =
                        Wish::Level { better: better.clone(), relation: *relation, worse: worse.clone() };
                    found.push((Demand { term: term.clone(), what }, condition));
                }
            }
            Ranking::More | Ranking::Less => {
                let (what, sign) =
                    if *ranking == Ranking::More { (Wish::More, 1.0) } else { (Wish::Less, -1.0) };
                if let Some(place) = columns.unit(term).filter(|_| scenario.term(term).is_some()) {
                    single[place] = sign;
                    found.push((Demand { term: term.clone(), what }, Condition::at_least(single, 0.0)));
                }
            }
        }
    }
    found
}

/// Equal swing: from the worst to the best of each term one and the same distance, times its weight, levels evenly by their order.
///
/// **Formula** of a level (r − r₀)·w/100 (w is 100 where no weight is given), r its place in the order from 0 (worst) to 1 (best), levels that are
/// as good together, r₀ that of the first level; ±w/100 over the largest amount that counts in any judged package; 0 for a level and a term whose order nobody states.
fn equal_swing<'t>(
    columns: &Columns,
    preferences: &Preferences,
    scenario: &Scenario,
    packages: impl Iterator<Item = &'t [(Id, TermValue)]> + Clone,
) -> Vec<f64> {
    let mut along = vec![0.0; columns.len()];
    for Order { term, ranking } in &preferences.orders {
        let weight = preferences.weights.iter().find(|(id, _)| id == term).map_or(100.0, |(_, w)| *w) / 100.0;
        match ranking {
            Ranking::Levels(levels) => {
                let mut group = 0;
                let mut groups = Vec::new();
                for (place, (relation, level)) in levels.iter().enumerate() {
                    if place > 0 && *relation != Relation::Equal {
                        group += 1;
                    }
                    groups.push((level, group));
                }
                let first = match scenario.term(term).map(|term| &term.scale) {
                    Some(TermScale::Levels(levels)) => levels.first(),
                    _ => None,
                };
                // A status quo that the order leaves out stands in the middle.
                let rank = |group: usize, last: usize| 1.0 - group as f64 / last.max(1) as f64;
                let at_first = groups.iter().find(|(level, _)| Some(*level) == first);
                let from = at_first.map_or(0.5, |(_, place)| rank(*place, group));
                for (level, place) in groups {
                    if let Some(column) = columns.level(term, level) {
                        along[column] = weight * (rank(place, group) - from);
                    }
                }
            }
            Ranking::More | Ranking::Less => {
                let sign = if *ranking == Ranking::More { 1.0 } else { -1.0 };
                let most = columns.largest(term, packages.clone());
                if let (Some(column), true) = (columns.unit(term), most > 0.0) {
                    along[column] = sign * weight / most;
                }
            }
        }
    }
    along
}
