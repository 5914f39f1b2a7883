//! What the scenarios come to with numbers laid down by sliders, in memory; and the text of a file that says the same.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::told;
use crate::editing::{self, Fault};
use crate::engine::Size;
use crate::figures::Placed;
use crate::follow::Good;
use crate::report;
use crate::study::{Case, Simulated, Study, Variant, Watch};

/// Why a number stands in a file that sliders wrote.
const JUDGEMENT: &str = "set by a slider at the desk";

/// While a slider moves, one world of so many is simulated …
const ONE_OF: u32 = 5;

/// … but no fewer than these, where there are as many.
const LEAST: u32 = 100;

/// What figures of numbers that stand in no file are known by.
const NOT_SAVED: &str = "not saved";

/// What sliders stand at.
#[derive(Debug)]
pub(super) struct Job {
    /// By key; none: as the files have it.
    pub values: BTreeMap<String, f64>,
    /// Whether one is being moved: fewer worlds answer sooner.
    pub is_moving: bool,
    /// Its place among all that were handed in, from 1.
    pub number: u64,
}

/// What the sliders come to.
#[derive(Debug, Default)]
pub(super) struct Slid {
    /// In tables; nothing where none is set.
    pub told: Value,
    /// In figures.
    pub figures: Vec<Placed>,
}

/// The scenarios as the files have them, in the worlds that are simulated while a slider moves.
#[derive(Debug)]
pub(super) struct Glance {
    digest: String,
    simulated: Simulated,
}

impl Job {
    /// The order of a request.
    pub(super) fn of(order: &Value) -> Option<Job> {
        let is_moving = order["moving"].as_bool().unwrap_or(false);
        Some(Job { values: values_of(order)?, is_moving, number: 0 })
    }
}

/// The values of a request.
pub(super) fn values_of(order: &Value) -> Option<BTreeMap<String, f64>> {
    let values = order["values"].as_object()?;
    values.iter().map(|(key, value)| Some((key.clone(), value.as_f64()?))).collect()
}

/// What they come to, and what moves against the result without them. Of several scenarios each that has the number takes it. `glance` is kept for
/// the next look at the same result.
pub(super) fn slid(good: &Good, job: &Job, glance: &mut Option<Glance>, watch: &dyn Watch) -> Slid {
    if job.values.is_empty() {
        return Slid::default();
    }
    match answer(good, job, glance, watch) {
        Ok((told, figures)) => Slid { told, figures },
        Err(why) => Slid { told: json!({ "values": job.values, "refused": why }), figures: Vec::new() },
    }
}

fn answer(
    good: &Good,
    job: &Job,
    glance: &mut Option<Glance>,
    watch: &dyn Watch,
) -> Result<(Value, Vec<Placed>), String> {
    let (study, places) = (&good.study, 0..good.study.cases().len());
    let variants: Vec<Variant> =
        places.clone().map(|place| varied(study, place, &job.values)).collect::<Result<_, _>>()?;
    let varied = Study::of_variants(&variants).map_err(|why| why.to_string())?;
    let size = if job.is_moving { fewer(good.size) } else { good.size };
    let simulated = varied.simulate(size, watch).map_err(|why| why.to_string())?;
    let before = match size == good.size {
        true => &good.simulated,
        false => glanced(good, size, glance, watch)?,
    };
    let outcomes = varied.own_outcomes(&simulated);
    let told = |(case, outcomes): (&Case, _)| json!({ "name": case.scenario().name, "file": case.file, "tables": report::screen_rows(case.scenario(), outcomes) });
    let moved =
        places.map(|place| varied.moved(place, &simulated, (study, place, before))).collect::<Vec<_>>();
    let scenarios: Vec<_> = varied.cases().iter().map(Case::scenario).collect();
    let told = json!({
        "values": job.values,
        "size": told::size(size),
        "whole": (size != good.size).then(|| told::size(good.size)),
        "scenarios": varied.cases().iter().zip(&outcomes).map(told).collect::<Vec<_>>(),
        "moved": told::moved(&scenarios, &moved),
    });
    let mut figures = varied.figures_of_counts(&simulated, NOT_SAVED);
    if !job.is_moving {
        figures.extend(varied.figures_of_histories(&simulated, NOT_SAVED).unwrap_or_default());
    }
    Ok((told, figures))
}

/// What is simulated while a slider moves.
fn fewer(size: Size) -> Size {
    let worlds = size.worlds.min((size.worlds / ONE_OF).max(LEAST));
    Size::new(size.seed, worlds, size.paths, size.design.sampling())
}

/// The scenarios as the files have them, in fewer worlds: simulated once a result.
fn glanced<'g>(
    good: &Good,
    size: Size,
    glance: &'g mut Option<Glance>,
    watch: &dyn Watch,
) -> Result<&'g Simulated, String> {
    let known = glance.take().filter(|glance| glance.digest == good.digest);
    let glanced = match known {
        Some(known) => known,
        None => {
            let unvaried: Vec<Variant> =
                (0..good.study.cases().len()).map(|place| good.study.variant(place)).collect();
            let unvaried = Study::of_variants(&unvaried).map_err(|why| why.to_string())?;
            let simulated = unvaried.simulate(size, watch).map_err(|why| why.to_string())?;
            Glance { digest: good.digest.clone(), simulated }
        }
    };
    Ok(&glance.insert(glanced).simulated)
}

/// A scenario with those of the numbers that it has.
fn varied<'s>(study: &'s Study, place: usize, values: &BTreeMap<String, f64>) -> Result<Variant<'s>, String> {
    let has = |key: &str| study.cases()[place].loaded.admitted.contains_key(key);
    let known = values.iter().filter(|(key, _)| has(key));
    let mut variant = study.variant(place);
    for (key, value) in known {
        if !study.cases()[place].loaded.admitted[key].may_be_stated(*value) {
            return Err(format!(
                "`{key}` cannot be {value}: an acceptability that is stated lies from 0 to 100"
            ));
        }
        variant = variant.with_value(key, *value).map_err(|why| why.to_string())?;
    }
    Ok(variant)
}

/// A file that extends a scenario and lays over it what the command line laid over it, `KEY=VALUE`, and then the numbers.
pub(super) fn text(
    original: &str,
    layers: &[String],
    values: &BTreeMap<String, f64>,
) -> Result<String, Fault> {
    let mut text = format!("# Numbers that were set by sliders at the desk, over {original}.\n");
    if !layers.is_empty() {
        text.push_str("# What the command line of the desk laid over it stands here too.\n");
    }
    text.push_str(&format!("extends = {original:?}\n"));
    let text = layers.iter().try_fold(text, |text, layer| Ok(editing::set(&text, layer, None)?.text))?;
    values.iter().try_fold(text, |text, (key, value)| {
        Ok(editing::set(&text, &format!("{key} = {value:?}"), Some(JUDGEMENT))?.text)
    })
}

/// The same numbers as they would be laid over a scenario by `--set`.
pub(super) fn sets(values: &BTreeMap<String, f64>) -> impl Iterator<Item = String> {
    values.iter().map(|(key, value)| format!("{key} = {{ value = {value:?}, judgement = {JUDGEMENT:?} }}"))
}
