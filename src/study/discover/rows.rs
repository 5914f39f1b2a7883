//! Worlds, or single histories, as rows: what was assumed or has happened, and what came of it.

use std::collections::BTreeMap;

use super::found::Wanted;
use crate::analysis::{Question, WorldMeans};
use crate::discovery::{Judges, Limit, Table};
use crate::engine::{self, Size, Tally};
use crate::stats::{Mixture, group_of_world};
use crate::study::cases::Study;
use crate::study::drivers::has_effect;
use crate::study::error::Error;
use crate::study::simulation::simulate_asked;
use crate::study::watch::Watch;

/// Rows of one set of worlds.
pub(in crate::study) struct Rows {
    pub(super) table: Table,
    /// What a row counts for.
    pub(super) response: Vec<f64>,
    /// What each scenario came to, where one is set against another.
    pub(super) sides: Vec<Vec<f64>>,
    /// Whether a row counts: one without a value does not.
    pub(super) counts: Vec<bool>,
    /// What has happened in single histories, by key.
    pub(super) happened: BTreeMap<String, Happened>,
}

/// Something that has happened in single histories.
pub(in crate::study) struct Happened {
    /// What the reader sees.
    pub(super) name: String,
    /// Of what holds or does not: that it does not.
    pub(super) not: Option<String>,
}

impl Rows {
    pub(super) fn judges<'a>(&'a self, among: &'a [bool]) -> Judges<'a> {
        Judges { table: &self.table, response: &self.response, among: Some(among) }
    }

    /// Takes the rows that lie within a box out of those that are left.
    pub(super) fn leave(&self, limits: &[Limit], left: &mut [bool]) {
        let column = |limit: &Limit| self.table.keys.iter().position(|key| *key == limit.key);
        let columns: Vec<(&Limit, &Vec<f64>)> =
            limits.iter().filter_map(|limit| Some((limit, &self.table.columns[column(limit)?]))).collect();
        for (row, left) in left.iter_mut().enumerate() {
            *left = *left && !columns.iter().all(|(limit, column)| limit.holds(column[row]));
        }
    }
}

impl Study {
    /// The rows of a run of this size.
    pub(super) fn rows(
        &self,
        question: &Question,
        wanted: Wanted,
        size: Size,
        watch: &dyn Watch,
    ) -> Result<Rows, Error> {
        if let Some(by) = wanted.events {
            return self.histories(question, by, size, watch);
        }
        let asked: Vec<_> = self.cases.iter().map(|case| (&case.plan, engine::Asked::default())).collect();
        let tallies = simulate_asked(&asked, |place| self.cases[place].file.clone(), size, watch)?;
        let means: Option<Vec<WorldMeans>> = self
            .cases
            .iter()
            .zip(&tallies)
            .map(|(case, tally)| question.by_world(case.scenario(), tally))
            .collect();
        let means = means.ok_or_else(|| Error::Unanswerable("a scenario has no such outcome".into()))?;
        let is_chance = question.estimand(self.cases[0].scenario()).unit.is_none();
        let response: Vec<f64> = match (&means[..], wanted.above) {
            ([first, second], _) => first.values.iter().zip(&second.values).map(|(a, b)| a - b).collect(),
            ([one], Some(level)) if is_chance => chances_above(one, &tallies[0], level),
            ([one], Some(level)) => {
                let above = |x: &f64| if x.is_nan() { *x } else { f64::from(u8::from(*x > level)) };
                one.values.iter().map(above).collect()
            }
            ([one], None) => one.values.clone(),
            _ => Vec::new(),
        };
        let counts: Vec<bool> = response.iter().map(|y| y.is_finite()).collect();
        let whole = |x: &f64| if x.is_finite() { *x } else { 0.0 };
        let sides = match &means[..] {
            [_] => Vec::new(),
            several => several.iter().map(|side| side.values.iter().map(whole).collect()).collect(),
        };
        let response = response.iter().map(whole).collect();
        Ok(Rows {
            table: self.assumed(size, &[question.outcome()]),
            response,
            sides,
            counts,
            happened: BTreeMap::new(),
        })
    }

    /// What the scenarios draw once a world and can have an effect on one of these outcomes; what several have, as the first has it.
    pub(in crate::study) fn assumed(&self, size: Size, outcomes: &[&str]) -> Table {
        let mut table = Table {
            keys: Vec::new(),
            columns: Vec::new(),
            groups: (0..size.worlds as usize).map(group_of_world).collect(),
        };
        for place in 0..self.cases.len() {
            let drawn = self.inputs(place, size);
            let plan = &self.cases[place].plan;
            let slot = |key: &str| plan.quantities.iter().position(|quantity| quantity.key == key);
            let counts = |key: &str| {
                slot(key).is_some_and(|slot| outcomes.iter().any(|outcome| has_effect(plan, slot, outcome)))
            };
            for (key, column) in drawn.keys.into_iter().zip(drawn.columns) {
                if !table.keys.contains(&key) && counts(&key) {
                    table.keys.push(key);
                    table.columns.push(column);
                }
            }
        }
        table
    }
}

/// How likely each world's chance is to lie above a level, by what its paths showed and by how chances are spread over all worlds.
fn chances_above(means: &WorldMeans, tally: &Tally, level: f64) -> Vec<f64> {
    let paths = tally.size.paths;
    let hits: Vec<u32> = means.values.iter().map(|share| (share * f64::from(paths)).round() as u32).collect();
    let mut sorted = hits.clone();
    sorted.sort_unstable();
    let counts: Vec<(u32, u32)> =
        sorted.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len() as u32)).collect();
    let spread = Mixture::of_chances(&counts, paths);
    hits.iter().map(|&hits| spread.above(level, hits, paths)).collect()
}
