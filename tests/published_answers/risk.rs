//! Sums, a one-dimensional risk, pooling, hazard: through scenario files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use hikiwake::draws::Stream;
use hikiwake::math::{exp, ln};
use hikiwake::model::{Quantity, Scenario};
use hikiwake::quantity::Family;
use hikiwake::scenario::{Reach, load_within};

use super::row::Row;

/// Independent draws of each quantity.
const DRAWS: u32 = 200_000;
const SEED: u64 = 20_240_229;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/published").join(format!("{name}.toml"))
}

fn scenario(name: &str) -> Scenario {
    let reach = Reach::allowing(&["tests/scenarios/closed".into()]);
    load_within(&file(name), &[], &reach).map_err(|problems| problems.render(false)).unwrap().scenario
}

fn start<'s>(scenario: &'s Scenario, factor: &str) -> &'s Quantity {
    &scenario.factors.iter().find(|f| f.id == factor).unwrap().start
}

fn drawn(key: &str, family: &Family) -> Vec<f64> {
    let stream = Stream::new(SEED, key, "published");
    (0..DRAWS).map(|world| family.quantile(stream.uniform(world, 0, 0))).collect()
}

/// The values of a formula quantity.
fn worked_out(scenario: &Scenario, quantity: &Quantity) -> Vec<f64> {
    let columns: HashMap<&str, Vec<f64>> =
        scenario.ingredients.iter().map(|q| (q.key.as_str(), drawn(&q.key, &q.family))).collect();
    let formula = quantity.formula.as_ref().unwrap();
    (0..DRAWS as usize).map(|world| formula.evaluate(&|name| Some(columns[name][world])).unwrap()).collect()
}

/// Mean and standard deviation with their standard errors (the second by the fourth moment).
fn mean_and_sd(values: &[f64]) -> [(f64, f64); 2] {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let moment = |k: i32| values.iter().map(|x| (x - mean).powi(k)).sum::<f64>() / n;
    let sd = moment(2).sqrt();
    [(mean, sd / n.sqrt()), (sd, ((moment(4) - moment(2) * moment(2)) / n).sqrt() / (2.0 * sd))]
}

/// A quantile with its standard error, from the values whose ranks lie one binomial standard deviation to either side.
fn quantile(values: &[f64], p: f64) -> (f64, f64) {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let at = |rank: f64| sorted[(rank.round() as usize).min(sorted.len() - 1)];
    let off = (n * p * (1.0 - p)).sqrt();
    (at(n * p), 0.5 * (at(n * p + off) - at(n * p - off)))
}

fn simulated(case: &str, figure: &str, published: &str, (ours, error): (f64, f64)) -> Row {
    Row::simulated(case, figure, published, ours, error)
}

pub fn sums() -> Vec<Row> {
    let scenario = scenario("sums");
    let values = |factor: &str| worked_out(&scenario, start(&scenario, factor));
    let (normals, rectangles, logs) = (values("normals"), values("rectangles"), values("ln_x"));
    let [_, sd_normals] = mean_and_sd(&normals);
    let [_, sd_rectangles] = mean_and_sd(&rectangles);
    let [mean, sd] = mean_and_sd(&logs);
    let (four, rectangular) =
        ("four N(0, 1) added (JCGM 101 §9.2.2)", "four rectangular of deviation 1 added (§9.2.3)");
    vec![
        simulated(four, "standard uncertainty", "2", sd_normals),
        simulated(four, "upper end of 95 %", "3.919928", quantile(&normals, 0.975)),
        simulated(four, "lower end of 95 %", "-3.919928", quantile(&normals, 0.025)),
        simulated(rectangular, "standard uncertainty", "2", sd_rectangles),
        simulated(rectangular, "upper end of 95 %", "3.8794067", quantile(&rectangles, 0.975)),
        simulated(rectangular, "lower end of 95 %", "-3.8794067", quantile(&rectangles, 0.025)),
        simulated("ln X, X uniform on (0.1, 1.1)", "mean", "-0.6649002929", mean),
        simulated("ln X, X uniform on (0.1, 1.1)", "standard deviation", "0.6062266974", sd),
    ]
}

/// The count below which a share u of a Poisson distribution lies.
fn poisson(mean: f64, u: f64) -> f64 {
    let (mut count, mut sum) = (0.0, exp(-mean));
    let mut term = sum;
    // From far out in the tail on, u can no longer be told from 1.
    while sum < u && term > 0.0 && count < mean + 40.0 * (mean + 1.0).sqrt() {
        count += 1.0;
        term *= mean / count;
        sum += term;
    }
    if exp(-mean) > 0.0 { count } else { mean + mean.sqrt() * hikiwake::math::normal_quantile(u) }
}

pub fn dose() -> Vec<Row> {
    let scenario = scenario("dose");
    let rate = &scenario.ingredients;
    let column = |key: &str| drawn(key, &rate.iter().find(|q| q.key == key).unwrap().family);
    let (i, s) = (column("factor.inactivation.start"), column("factor.serving.start"));
    let stream = Stream::new(SEED, "cells", "published");
    let counts: Vec<f64> =
        (0..DRAWS).map(|w| poisson(10.0 * i[w as usize] * s[w as usize], stream.uniform(w, 0, 0))).collect();
    let risks: Vec<f64> = counts.iter().map(|n| 1.0 - exp(n * ln(0.999))).collect();
    let [mean, sd] = mean_and_sd(&risks);
    let [cells, _] = mean_and_sd(&counts);
    let none = counts.iter().filter(|n| **n == 0.0).count() as f64 / f64::from(DRAWS);
    let none = (none, (none * (1.0 - none) / f64::from(DRAWS)).sqrt());
    let outcomes = run("dose");
    let case = "cooking, serving, contamination (R mc2d, made exact)";
    let engine = "the same as shocks, a factor and metrics of a scenario";
    vec![
        simulated(case, "mean risk", "0.0500187958", mean),
        simulated(case, "standard deviation", "0.0752362626", sd),
        simulated(case, "mean count", "55.3905706", cells),
        simulated(case, "chance of no count", "0.00445827", none),
        simulated(case, "P97.5 of the risk", "0.22981966", quantile(&risks, 0.975)),
        simulated(engine, "mean risk", "0.0500187958", outcomes.mean("metric.risk.mean")),
        simulated(engine, "mean count", "55.3905706", outcomes.mean("metric.cells.mean")),
    ]
}

pub fn pooling() -> Vec<Row> {
    let scenario = scenario("sums");
    let pool = &start(&scenario, "chance").family;
    let log_odds = start(&scenario, "log_odds").family.as_constant().unwrap();
    vec![
        Row::exact(".6 and .9, equal weights", "linear pool, mean", 0.75, pool.mean()),
        Row::digits(".6 and .9, equal weights", "through log-odds (a formula)", "0.78606123", log_odds),
    ]
}

pub fn hazard() -> Vec<Row> {
    let outcomes = run("hazard");
    vec![
        simulated(
            "3 % a year for ten years, as a rate",
            "chance",
            "0.25918178",
            outcomes.mean("end.rate.after"),
        ),
        simulated(
            "3 % a year for ten years, in annual steps",
            "chance",
            "0.26257581",
            outcomes.mean("end.chance.after"),
        ),
    ]
}

/// What a run of the program reports.
struct Outcomes(Vec<serde_json::Value>);

fn run(name: &str) -> Outcomes {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_hikiwake"))
        .args(["run", "--quiet", "--format", "json", "--seed", "7"])
        .args(["--allow", "tests/scenarios/closed", "--out"])
        .arg(folder.path().join("run"))
        .arg(file(name))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut estimates = Vec::new();
    gather(&json, &mut estimates);
    Outcomes(estimates)
}

/// Every estimate, wherever it stands.
fn gather(json: &serde_json::Value, into: &mut Vec<serde_json::Value>) {
    match json {
        serde_json::Value::Object(fields) if fields.contains_key("estimate") => into.push(json.clone()),
        serde_json::Value::Object(fields) => fields.values().for_each(|inner| gather(inner, into)),
        serde_json::Value::Array(items) => items.iter().for_each(|inner| gather(inner, into)),
        _ => {}
    }
}

impl Outcomes {
    /// An estimate and its standard error.
    fn mean(&self, outcome: &str) -> (f64, f64) {
        let found = self.0.iter().find(|estimate| estimate["outcome"] == outcome).unwrap();
        (found["estimate"].as_f64().unwrap(), found["standard_error"].as_f64().unwrap())
    }
}
