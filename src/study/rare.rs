//! The chance of an outcome that few trials have, by splitting.

use serde_json::{Value, json};

use super::cases::{Case, Study};
use super::error::Error;
use super::simulation::watched;
use super::watch::Watch;
use crate::analysis::{NamedWay, Question, Stage, stages, way_to};
use crate::engine::{Size, Splitting, copies_for, split};
use crate::figures::{Cell, Table};
use crate::report::Inquiry;
use crate::words::{in_words, significant, thousands, with_error, with_interval};

/// What was found of a scenario.
struct Found<'s> {
    name: String,
    case: &'s Case,
    way: NamedWay,
    stages: Vec<Stage>,
    splitting: Splitting,
}

impl Study {
    /// The chance of an outcome in each scenario, by splitting: a path that comes a step nearer to it is followed by copies. `copies` says how many at each
    /// level; a pilot does where none are given.
    ///
    /// **Errors** the outcome is not where a process comes, or nothing leads there; there are not as many numbers as levels, or one is 0, or they are more than can be
    /// counted; the arithmetic fails, or it was stopped.
    pub fn rare(
        &self,
        question: &Question,
        copies: Option<&[u32]>,
        size: Size,
        watch: &dyn Watch,
    ) -> Result<Inquiry, Error> {
        let mut found = Vec::new();
        for case in &self.cases {
            let way = way_to(case.scenario(), &case.plan, question.outcome()).map_err(Error::Unanswerable)?;
            let plan = case.plan.asking_only(None);
            let trials = u64::from(size.worlds) * u64::from(size.paths);
            let splitting = watched(
                trials,
                |_| case.file.clone(),
                watch,
                |watcher| {
                    let copies = match copies {
                        Some(copies) => copies.to_vec(),
                        None => copies_for(&plan, &way.way, size, watcher)?,
                    };
                    Ok(match refused(&copies, &way, size) {
                        Some(why) => Err(why),
                        None => Ok(split(&plan, &way.way, &copies, size, watcher)?),
                    })
                },
            )?
            .map_err(Error::Unanswerable)?;
            found.push(Found { name: self.label(case), case, way, stages: stages(&splitting), splitting });
        }
        Ok(Inquiry {
            name: "rare",
            question: format!("How likely is “{}”, which few trials come to?", named(question, &found[0])),
            findings: found.iter().map(Found::finding).collect(),
            tables: vec![table(&found)],
            figures: Vec::new(),
            data: json!({
                "outcome": question.outcome(),
                "scenarios": found.iter().map(Found::data).collect::<Vec<Value>>(),
            }),
            remarks: remarks(&found),
        })
    }
}

/// Why such copies cannot be made.
fn refused(copies: &[u32], way: &NamedWay, size: Size) -> Option<String> {
    let levels = way.way.levels.len();
    if copies.len() != levels {
        let names: Vec<String> = way.levels.iter().map(|name| format!("“{name}”")).collect();
        let (told, names) = (copies.len(), names.join(", "));
        return Some(format!(
            "copies for {told} levels, but `{}` has {levels}: write a number for each of {names}",
            way.outcome
        ));
    }
    if copies.contains(&0) {
        return Some(
            "no copy of what comes to a level would tell nothing of what follows: write 1 or more".into(),
        );
    }
    let most = copies.iter().map(|&n| f64::from(n)).product::<f64>() * f64::from(size.paths);
    (most > f64::from(u32::MAX)).then(|| {
        format!("these copies of {} paths a world are more than can be counted: take fewer", size.paths)
    })
}

/// The outcome as a question names it.
fn named(question: &Question, found: &Found) -> String {
    let estimand = question.estimand(found.case.scenario());
    let how = if question.outcome().starts_with("reached.") { "reached by" } else { "in" };
    format!("{}, {how} {}", estimand.name, in_words(&estimand.by))
}

impl Found<'_> {
    fn outcome(&self) -> &Stage {
        self.stages.last().expect("a way has a level")
    }

    /// What was simulated, in whole paths.
    fn work(&self) -> f64 {
        self.splitting.months as f64 / f64::from(self.case.scenario().calendar.months.max(1))
    }

    fn finding(&self) -> String {
        let found = self.outcome();
        let trials = u64::from(self.splitting.size.worlds) * u64::from(self.splitting.size.paths);
        let work = thousands(self.work().round() as u64);
        if found.came == 0 {
            return format!(
                "{}: none of {} paths or their copies came there; below {}% at 95 % confidence",
                self.name,
                thousands(trials),
                significant(100.0 * found.confidence[1])
            );
        }
        let [lo, hi] = found.confidence;
        let chance = match found.standard_error.filter(|_| !found.is_rare) {
            Some(error) => format!("{}%", with_error(100.0 * found.chance, 100.0 * error)),
            None => format!("{}%", with_interval(100.0 * found.chance, Some((100.0 * lo, 100.0 * hi)))),
        };
        let odds = thousands((1.0 / found.chance).round() as u64);
        let worth = match found.plain_trials().filter(|_| !found.is_rare) {
            Some(plain) => format!(
                "; a plain run needs {} trials at least to be as sure, and this took the work of {work}",
                significant(plain)
            ),
            None => format!(
                "; only {} of {} worlds tell of it, so that its error is rough",
                found.worlds, self.splitting.size.worlds
            ),
        };
        format!("{}: {chance}, about 1 in {odds}{worth}.", self.name)
    }

    /// The stages with what they are called.
    fn named_stages(&self) -> impl Iterator<Item = (&str, &Stage)> {
        let names = self.way.levels.iter().map(String::as_str).chain(std::iter::once("There at the horizon"));
        names.zip(&self.stages)
    }

    fn data(&self) -> Value {
        let stage = |(name, stage): (&str, &Stage)| {
            json!({
                "name": name,
                "chance": stage.chance,
                "standard_error": stage.standard_error,
                "confidence_lo": stage.confidence[0],
                "confidence_hi": stage.confidence[1],
                "came": stage.came,
                "worlds": stage.worlds,
                "copies": stage.copies,
                "plain_trials": stage.plain_trials(),
                "note": stage.is_rare.then_some("rare"),
            })
        };
        let size = self.splitting.size;
        json!({
            "scenario": self.case.file,
            "worlds": size.worlds,
            "paths": size.paths,
            "seed": size.seed,
            "months": self.splitting.months,
            "work_in_trials": self.work(),
            "stages": self.named_stages().map(stage).collect::<Vec<Value>>(),
        })
    }
}

fn table(found: &[Found]) -> Table {
    let head = ["Comes as far as", "Chance", "±", "95% from", "to", "Came there", "Copies of each"];
    let mut table = Table { title: head[0].into(), head: head.map(String::from).to_vec(), rows: Vec::new() };
    let share = |value: f64| Cell {
        shown: format!("{}%", significant(100.0 * value)),
        value: Some(value),
        is_share: true,
    };
    let count = |count: u64| Cell { shown: thousands(count), value: Some(count as f64), is_share: false };
    for one in found {
        for (name, stage) in one.named_stages() {
            let name = match found.len() {
                1 => name.to_string(),
                _ => format!("{}: {name}", one.name),
            };
            let [lo, hi] = stage.confidence;
            table.rows.push(vec![
                Cell::text(name),
                share(stage.chance),
                stage.standard_error.map_or(Cell::text("–"), share),
                share(lo),
                share(hi),
                count(stage.came),
                stage.copies.map_or(Cell::text("–"), |copies| count(u64::from(copies))),
            ]);
        }
    }
    table
}

fn remarks(found: &[Found]) -> Vec<String> {
    let mut remarks = vec![
        "A path that comes to a level is followed by so many copies of it, each with draws of its own from there on, which count for as small a part of it: all chances are unbiased. ± is one \
         standard error over worlds, as in a run; a chance that fewer than 20 worlds tell of has a rough one. It is smaller with more worlds; copies do nothing about what is not known."
            .to_string(),
    ];
    for one in found {
        let copies: Vec<String> = one.splitting.copies.iter().map(u32::to_string).collect();
        let size = one.splitting.size;
        remarks.push(format!(
            "{}: {} worlds, {} paths of each, --copies {}.",
            one.name,
            thousands(u64::from(size.worlds)),
            thousands(u64::from(size.paths)),
            copies.join(",")
        ));
    }
    remarks
}
