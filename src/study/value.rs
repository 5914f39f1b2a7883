//! What it would be worth to know more before one chooses between options.

mod found;
mod tell;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::cases::Study;
use super::error::Error;
use super::named::Named;
use super::simulation::{Simulated, simulate_asked};
use super::watch::Watch;
use crate::analysis::Question;
use crate::decision::{Chosen, Design, Halves, chosen, partial, perfect};
use crate::engine::{Asked, Size};
use crate::report::Inquiry;
use crate::stats::group_of_world;

use found::{Grouping, Weighing, Worth};
use tell::Told;

/// Fewer worlds tell nothing of what knowledge is worth.
pub(super) const LEAST_WORLDS: u32 = 100;

impl Study {
    /// What it would be worth to know the assumptions, one by one and taken together, before choosing between the scenarios: by a chance or mean where one is named, else by the
    /// objective of the first scenario that has one, else by what the first report tells first.
    ///
    /// **Errors** as for [`Study::simulate`]; there are not two scenarios, fewer than 100 worlds or two paths, two objectives that differ, or trials without a value.
    pub fn value(&self, outcome: Option<&str>, size: Size, watch: &dyn Watch) -> Result<Inquiry, Error> {
        if self.cases.len() < 2 {
            return Err(Error::Unanswerable("what is worth knowing depends on what can be chosen: name two scenarios at least, an option each".into()));
        }
        if size.worlds < LEAST_WORLDS || size.paths < 2 {
            return Err(Error::Unanswerable(
                "100 worlds with two paths each are the least from which the worth of knowledge can be told"
                    .into(),
            ));
        }
        self.weighing(outcome)?;
        let asked: Vec<_> =
            self.cases.iter().map(|case| (&case.plan, Asked { halves: true, ..Asked::default() })).collect();
        let tallies = simulate_asked(&asked, |place| self.cases[place].file.clone(), size, watch)?;
        let simulated = Simulated { tallies, views: Vec::new(), stopping: None };
        self.value_of(&simulated, outcome, &self.digest(size, None))
    }

    /// The same of what was simulated with halves; `digest` is what its figures are known by.
    ///
    /// **Errors** as for [`Study::value`].
    pub(super) fn value_of(
        &self,
        simulated: &Simulated,
        outcome: Option<&str>,
        digest: &str,
    ) -> Result<Inquiry, Error> {
        let (size, weighing) = (simulated.apart(), self.weighing(outcome)?);
        let halves = self.weighed(simulated, &weighing).map_err(Error::Unanswerable)?;
        let groups: Vec<usize> = (0..size.worlds as usize).map(group_of_world).collect();
        let outcomes: Vec<&str> = weighing.parts.iter().map(|(question, _)| question.outcome()).collect();
        let table = self.assumed(size, &outcomes);
        let columns: BTreeMap<&str, &[f64]> = table
            .keys
            .iter()
            .zip(&table.columns)
            .filter(|(_, column)| column.iter().any(|x| *x != column[0]))
            .map(|(key, column)| (key.as_str(), column.as_slice()))
            .collect();
        let named = Named::new(self);
        type By<'b> = (&'static str, Box<dyn Fn(&str) -> String + 'b>);
        let by: [By; 4] = [
            ("assumption", Box::new(|key: &str| named.name(key))),
            ("element", Box::new(|key: &str| named.element(key))),
            ("party", Box::new(|key: &str| named.party(key))),
            ("kind of evidence", Box::new(|key: &str| named.evidence(key))),
        ];
        let groupings =
            by.into_iter().map(|(of, name)| grouping(of, &columns, &*name, &halves, &groups)).collect();
        let Chosen { option, means } = chosen(&halves);
        let told = Told {
            study: self,
            weighing,
            digest,
            size,
            chosen: option,
            means,
            perfect: perfect(&halves, &groups),
            groupings,
        };
        Ok(told.inquiry())
    }

    /// By what the scenarios are weighed.
    fn weighing(&self, outcome: Option<&str>) -> Result<Weighing, Error> {
        let objectives: Vec<_> = self
            .cases
            .iter()
            .filter_map(|case| case.scenario().objective.as_ref().map(|o| (case, o)))
            .collect();
        let chance = |parts: &[(Question, f64)]| match parts {
            [(question, weight)] => {
                *weight == 1.0 && question.estimand(self.cases[0].scenario()).unit.is_none()
            }
            _ => false,
        };
        if let (None, Some((first, objective))) = (outcome, objectives.first()) {
            let another = objectives.iter().find(|(_, other)| other.parts != objective.parts);
            if let Some((other, _)) = another {
                return Err(Error::Unanswerable(format!(
                    "{} and {} weigh otherwise; say with --of by what they are to be weighed, or give both one objective",
                    first.file, other.file
                )));
            }
            let part = |part: &crate::model::Weighed| Ok((self.question(Some(&part.outcome))?, part.weight));
            let parts: Vec<(Question, f64)> =
                objective.parts.iter().map(part).collect::<Result<_, Error>>()?;
            let is_chance = chance(&parts);
            let (name, basis) = (objective.name.clone(), Some(objective.basis.clone()));
            return Ok(Weighing { name, is_chance, parts, basis });
        }
        let question = self.question(outcome)?;
        let name = question.estimand(self.cases[0].scenario()).name;
        let parts = vec![(question, 1.0)];
        Ok(Weighing { name, is_chance: chance(&parts), parts, basis: None })
    }

    /// The weighed sums, by option, world and half.
    fn weighed(&self, simulated: &Simulated, weighing: &Weighing) -> Result<Halves, String> {
        let mut sum: Option<Halves> = None;
        for (question, weight) in &weighing.parts {
            let (part, _) = self.halves(simulated, question)?;
            let sum = sum.get_or_insert_with(|| {
                let nothing =
                    |half: &Vec<Vec<f64>>| half.iter().map(|option| vec![0.0; option.len()]).collect();
                Halves { first: nothing(&part.first), second: nothing(&part.second), paths: part.paths }
            });
            for (ours, theirs) in [(&mut sum.first, &part.first), (&mut sum.second, &part.second)] {
                for (ours, theirs) in ours.iter_mut().zip(theirs) {
                    ours.iter_mut().zip(theirs).for_each(|(sum, x)| *sum += weight * x);
                }
            }
        }
        sum.ok_or_else(|| "nothing is weighed".into())
    }
}

fn grouping(
    of: &'static str,
    columns: &BTreeMap<&str, &[f64]>,
    name: &dyn Fn(&str) -> String,
    halves: &Halves,
    groups: &[usize],
) -> Grouping {
    let mut members: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for key in columns.keys() {
        members.entry(name(key)).or_default().push(key);
    }
    let worth = |(name, keys): (String, Vec<&str>)| {
        let some: Vec<&[f64]> = keys.iter().map(|key| columns[key]).collect();
        let Some(design) = Design::new(&some) else { return Err(name) };
        let information = partial(halves, groups, &design);
        let keys = keys.iter().map(|key| key.to_string()).collect();
        Ok(Worth { name, keys, information, functions: design.functions })
    };
    let found: Vec<Result<Worth, String>> = members.into_par_iter().map(worth).collect();
    let mut grouping = Grouping { of, worths: Vec::new(), untold: Vec::new() };
    for one in found {
        match one {
            Ok(worth) => grouping.worths.push(worth),
            Err(name) => grouping.untold.push(name),
        }
    }
    let value = |worth: &Worth| worth.information.value;
    grouping.worths.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.keys.cmp(&b.keys)));
    grouping
}
