//! What a run tells of the scenarios under `tests/scenarios/calibration`, what is true of them, and how the one fares against the other.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use hikiwake::analysis::{self, Change, Estimated, Looked, Outcome, Sample, Until};
use hikiwake::draws::Sampling;
use hikiwake::engine::{self, Size, Tally, Watcher};
use hikiwake::model::Scenario;
use hikiwake::plan::{Part, Plan, compile};
use hikiwake::stats::student_t_quantile;
use rayon::prelude::*;

/// Kinds of estimates, in the order of the table.
pub const KINDS: [&str; 16] = [
    "chance, common",
    "chance, rare by chance",
    "chance, rare by worlds",
    "chance, mostly nothing seen",
    "conditional chance",
    "mean",
    "mean, of few worlds",
    "quantile of an amount",
    "quantile of whole months",
    "difference of chances",
    "difference of means",
    "difference of quantiles",
    "Shapley share",
    "90% of worlds, a chance",
    "90% of worlds, a mean",
    "stop rule",
];

/// The estimates of a scenario by the beginning of their names, with their kinds.
const COMMON: [(&str, &str); 9] = [
    ("end.ferry.", "chance, common"),
    ("reached.ferry.agreed", "chance, common"),
    ("given.ferry.", "conditional chance"),
    ("metric.income.mean", "mean"),
    ("metric.fares.mean", "mean"),
    ("metric.open.mean", "mean"),
    ("metric.wait.mean", "mean"),
    ("metric.income.p", "quantile of an amount"),
    ("metric.fares.p", "quantile of an amount"),
];
const MONTHS: [&str; 2] = ["metric.open.p", "time.ferry.agreed.p"];
const RARE: [(&str, &str); 6] = [
    ("reached.leak.open", "chance, rare by chance"),
    ("reached.flag.up", "chance, rare by worlds"),
    ("reached.comet.here", "chance, mostly nothing seen"),
    ("metric.flown.mean", "mean, of few worlds"),
    ("metric.levy.p", "quantile of an amount"),
    ("metric.catch.p", "quantile of an amount"),
];
/// What worlds hold for possible: the least and the greatest of the middle nine tenths of worlds.
const WORLDS: [(&str, &str, f64, f64); 5] = [
    // The 5 % and the 95 % point of Beta(3, 7).
    ("reached.hill.after", "90% of worlds, a chance", 0.097_747, 0.549_642),
    ("reached.humps.after", "90% of worlds, a chance", 0.1, 0.9),
    ("reached.lump.after", "90% of worlds, a chance", 0.0, 0.4),
    ("metric.levy.mean", "90% of worlds, a mean", 5.5, 14.5),
    ("metric.catch.mean", "90% of worlds, a mean", 0.6, 12.6),
];

/// The two edits whose shares are told.
const EDITS: [&str; 2] = [
    "process.ferry.transition.agree.per_year={ lognormal = { p5 = 0.4, p95 = 1.5 } }",
    "factor.mood.mean={ normal = [0.4, 0.5] }",
];

/// The size of a run of the calibration, with the half-width that its stop rule asks for.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Worlds.
    pub worlds: u32,
    /// Paths.
    pub paths: u32,
    /// Of the stop rules on a common chance, and on one that few worlds decide.
    pub halves: [f64; 2],
}

/// One statement of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What kind of estimate.
    pub kind: &'static str,
    /// Which.
    pub name: String,
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub error: Option<f64>,
    /// The interval, where there is one; an end that is none is as far away as can be.
    pub interval: Option<(f64, f64)>,
}

/// The scenarios, ready to run.
pub struct Study {
    /// The common one with no edit, the first, the second, and both.
    common: Vec<(Scenario, Plan)>,
    rare: (Scenario, Plan),
}

impl Study {
    /// Reads the scenarios below the crate's own folder.
    pub fn new() -> Study {
        let read = |name: &str, edits: &[&str]| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/calibration").join(name);
            let sets: Vec<String> = edits.iter().map(ToString::to_string).collect();
            match hikiwake::scenario::load(&path, &sets) {
                Ok(loaded) => {
                    let plan = compile(&loaded.scenario);
                    (loaded.scenario, plan)
                }
                Err(problems) => panic!("{}", problems.render(false)),
            }
        };
        let common = [&[][..], &EDITS[..1], &EDITS[1..], &EDITS].map(|edits| read("common.toml", edits));
        Study { common: common.into(), rare: read("rare.toml", &[]) }
    }

    /// What a run tells: all estimates, and where two stop rules stop.
    pub fn run(&self, seed: u64, sampling: Sampling, shape: Shape) -> Vec<Told> {
        let size = Size::new(seed, shape.worlds, shape.paths, sampling);
        let mut told = self.estimates(size);
        let [common, rare] = shape.halves;
        told.extend(stopped(&self.common[0], "reached.ferry.agreed", common, size));
        told.extend(stopped(&self.rare, "reached.flag.up", rare, size));
        told
    }

    /// All estimates of a run of this size.
    pub fn estimates(&self, size: Size) -> Vec<Told> {
        let plans: Vec<&Plan> = self.common.iter().map(|(_, plan)| plan).collect();
        let tallies = simulate(&plans, size);
        let samples: Vec<Vec<Sample>> = self
            .common
            .iter()
            .zip(&tallies)
            .map(|((scenario, plan), tally)| analysis::samples(scenario, plan, tally))
            .collect();
        let first = &self.common[0].0;
        let mut told = rows(first, size, &samples[0], &COMMON);
        let months = MONTHS.map(|name| (name, "quantile of whole months"));
        told.extend(rows(first, size, &samples[0], &months));
        let horizon = first.calendar.month(first.calendar.months).to_string();
        for change in analysis::differences(&samples[0], &samples[3], None) {
            if change.by == horizon
                && (kind_of(&change.outcome, &COMMON).is_some()
                    || kind_of(&change.outcome, &months).is_some())
            {
                told.extend(difference(&change));
            }
        }
        let plans: Vec<&Plan> = self.common.iter().map(|(_, plan)| plan).collect();
        let parts = engine::parts(&plans, size);
        for name in ["reached.ferry.agreed", "metric.income.mean"] {
            told.extend(shares(name, &horizon, &samples, parts.as_deref(), size));
        }
        let (scenario, plan) = &self.rare;
        let tally = simulate(&[plan], size).remove(0);
        let samples = analysis::samples(scenario, plan, &tally);
        told.extend(rows(scenario, size, &samples, &RARE));
        told.extend(worlds(scenario, size, &samples));
        told
    }

    /// What is true: as the files say where that is simple, else from one long run; without what a long run leaves open.
    pub fn truths(&self, worlds: u32) -> BTreeMap<(&'static str, String), f64> {
        let long = self.estimates(Size::new(987_654_321, worlds, 25, Sampling::LatinHypercube));
        let mut truths: BTreeMap<(&'static str, String), f64> =
            long.into_iter().map(|told| ((told.kind, told.name), told.value)).collect();
        for (kind, name, value) in [
            ("chance, rare by chance", "reached.leak.open", 0.001),
            ("chance, rare by worlds", "reached.flag.up", 0.005),
            ("chance, mostly nothing seen", "reached.comet.here", 0.0005),
            // Six months of which the first is the one in which it goes up.
            ("mean, of few worlds", "metric.flown.mean", 0.005 * 6.0),
            ("stop rule", "reached.flag.up", 0.005),
        ] {
            truths.insert((kind, name.into()), value);
        }
        for p in [0.05, 0.25, 0.5, 0.75, 0.95] {
            let name = format!("metric.levy.p{}", (100.0 * p) as u32);
            truths.insert(("quantile of an amount", name), 5.0 + 10.0 * p);
        }
        let agreed = truths[&("chance, common", "reached.ferry.agreed".to_string())];
        truths.insert(("stop rule", "reached.ferry.agreed".into()), agreed);
        truths
    }
}

fn simulate(plans: &[&Plan], size: Size) -> Vec<Tally> {
    let watcher = Watcher { interrupt: &AtomicBool::new(false), progress: &|_| {} };
    engine::simulate(plans, size, &watcher).expect("a run that nobody interrupts")
}

fn kind_of(outcome: &str, kinds: &[(&str, &'static str)]) -> Option<&'static str> {
    kinds.iter().find(|(start, _)| outcome.starts_with(start)).map(|(_, kind)| *kind)
}

fn interval(lo: Option<f64>, hi: Option<f64>) -> Option<(f64, f64)> {
    (lo.is_some() || hi.is_some()).then(|| (lo.unwrap_or(f64::NEG_INFINITY), hi.unwrap_or(f64::INFINITY)))
}

/// The estimates at the horizon that are asked for.
fn rows(scenario: &Scenario, size: Size, samples: &[Sample], kinds: &[(&str, &'static str)]) -> Vec<Told> {
    let told = |row: Outcome| {
        let kind = kind_of(&row.outcome, kinds)
            .filter(|_| row.by == scenario.calendar.month(scenario.calendar.months).to_string())?;
        // A quantile beyond the horizon is later than everything.
        let value = row.estimate.unwrap_or(f64::INFINITY);
        let interval = interval(row.confidence_lo, row.confidence_hi);
        Some(Told { kind, name: row.of.outcome, value, error: row.standard_error, interval })
    };
    let outcomes = analysis::summarise_samples(scenario, size, samples, "");
    outcomes.estimates.into_iter().filter_map(told).collect()
}

fn difference(change: &Change) -> Option<Told> {
    let kind = match change.kind {
        analysis::Kind::Probability => "difference of chances",
        analysis::Kind::Mean => "difference of means",
        analysis::Kind::Quantile => "difference of quantiles",
    };
    let interval = interval(change.confidence_lo, change.confidence_hi);
    let (name, error) = (change.outcome.clone(), change.standard_error);
    Some(Told { kind, name, value: change.difference?, error, interval })
}

/// The shares of both edits in a difference, with ± t standard errors.
fn shares(name: &str, by: &str, samples: &[Vec<Sample>], parts: Option<&[Part]>, size: Size) -> Vec<Told> {
    let of = |(place, samples): (usize, &Vec<Sample>)| {
        let sample = samples.iter().find(|s| s.outcome == name && s.by == by)?;
        // What an edit cannot reach is one and the same element before and after it.
        Some(sample.estimated()?.clone().placed(parts.map(|parts| &parts[place])))
    };
    let variants: Vec<Estimated> = samples.iter().enumerate().filter_map(of).collect();
    let clusters = size.clusters();
    let t = student_t_quantile(0.975, clusters.freedom(size.worlds as usize));
    let told = |(i, share): (usize, analysis::Share)| {
        let (value, error) = (share.estimate.value, share.estimate.standard_error);
        let interval = Some((value - t * error, value + t * error));
        Told {
            kind: "Shapley share",
            name: format!("{name}, edit {}", i + 1),
            value,
            error: Some(error),
            interval,
        }
    };
    analysis::attribution_over_subsets(EDITS.len(), &variants, clusters)
        .into_iter()
        .enumerate()
        .map(told)
        .collect()
}

/// The intervals over worlds. Their "truth" is the interval that they should be: an interval's value is how much wider it is, and what
/// covers is said by [`Scores::add`].
fn worlds(scenario: &Scenario, size: Size, samples: &[Sample]) -> Vec<Told> {
    let horizon = scenario.calendar.month(scenario.calendar.months).to_string();
    let outcomes = analysis::summarise_samples(scenario, size, samples, "");
    let told = |row: &Outcome| {
        let (_, kind, lo, hi) =
            *WORLDS.iter().find(|(name, ..)| row.outcome == *name && row.by == horizon)?;
        let interval = row.lo.zip(row.hi);
        let width = interval.map_or(f64::NAN, |(a, b)| (b - a) / (hi - lo));
        Some(Told { kind, name: row.outcome.clone(), value: width, error: None, interval })
    };
    outcomes.estimates.iter().filter_map(told).collect()
}

/// Follows a stop rule to its end, or to eight times the worlds of the first look: the interval asked for, if it was decided.
fn stopped(of: &(Scenario, Plan), outcome: &str, half: f64, size: Size) -> Option<Told> {
    let (scenario, plan) = of;
    let rule = Until::parse(&format!("{outcome} +-{half}"))
        .and_then(|rule| rule.resolve(&[scenario]))
        .expect("a rule");
    let most = 8 * u64::from(size.worlds) * u64::from(size.paths);
    let looks = analysis::looks(size, most).expect("a first look");
    let mut tallies = vec![Tally::new(plan, Size { worlds: 0, ..size })];
    let watcher = Watcher { interrupt: &AtomicBool::new(false), progress: &|_| {} };
    let decided = looks.iter().any(|&worlds| {
        engine::grow(&[plan], &mut tallies, worlds, &watcher).expect("a run that nobody interrupts");
        rule.look(&[Looked { name: "", scenario, plan, tally: &tallies[0] }], looks.len()).decided
    });
    let samples = analysis::samples(scenario, plan, &tallies[0]);
    let value = samples.iter().rfind(|s| s.outcome == outcome)?.estimated()?.by_world.value;
    let interval = decided.then_some((value - half, value + half));
    Some(Told { kind: "stop rule", name: outcome.into(), value, error: None, interval })
}

/// How the statements of many runs about one thing fare.
#[derive(Debug, Clone, Default)]
pub struct Score {
    /// Runs.
    pub runs: u32,
    /// Of which so many told an interval.
    pub told: u32,
    /// Of which so many held the truth; of intervals over worlds, the share of worlds held.
    pub covered: f64,
    values: Vec<f64>,
    errors: Vec<f64>,
}

impl Score {
    /// The printed error over the scatter of the estimates; of intervals over worlds, their width over the true one.
    pub fn ratio(&self) -> Option<f64> {
        let n = self.values.len() as f64;
        if self.errors.is_empty() {
            return None;
        }
        let mean = self.values.iter().sum::<f64>() / n;
        let scatter = (self.values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)).sqrt();
        let printed = (self.errors.iter().map(|e| e * e).sum::<f64>() / self.errors.len() as f64).sqrt();
        (scatter > 1e-12 * mean.abs()).then_some(printed / scatter).filter(|ratio| ratio.is_finite())
    }

    /// The mean of the values.
    pub fn mean(&self) -> f64 {
        let values: Vec<f64> = self.values.iter().copied().filter(|x| x.is_finite()).collect();
        values.iter().sum::<f64>() / values.len() as f64
    }

    /// The share of the intervals that held the truth.
    pub fn coverage(&self) -> Option<f64> {
        (self.told > 0).then(|| self.covered / f64::from(self.told))
    }

    fn add(&mut self, told: &Told, truth: Option<f64>) {
        self.runs += 1;
        self.values.push(told.value);
        self.errors.extend(told.error);
        if let Some((lo, hi)) = told.interval {
            self.told += 1;
            self.covered += match truth {
                // What rounding leaves of a sum is no miss.
                Some(truth) => {
                    f64::from(u8::from(lo - 1e-9 * truth.abs() <= truth && truth <= hi + 1e-9 * truth.abs()))
                }
                None => held(&told.name, lo, hi),
            };
        }
    }
}

/// The share of worlds whose chance or mean lies in an interval; a lump at an end counts if the end is within a fiftieth of it.
fn held(name: &str, lo: f64, hi: f64) -> f64 {
    let (near_lo, near_hi) = (lo - 0.02, hi + 0.02);
    let lumps = |lumps: &[(f64, f64)]| {
        lumps.iter().filter(|(at, _)| near_lo <= *at && *at <= near_hi).map(|(_, weight)| weight).sum()
    };
    let uniform = |lo: f64, hi: f64| (hi.min(15.0) - lo.max(5.0)).max(0.0) / 10.0;
    match name {
        "reached.hill.after" => {
            hikiwake::math::beta_cdf(hi, 3.0, 7.0) - hikiwake::math::beta_cdf(lo, 3.0, 7.0)
        }
        "reached.humps.after" => lumps(&[(0.1, 0.5), (0.9, 0.5)]),
        "reached.lump.after" => lumps(&[(0.0, 0.7), (0.4, 0.3)]),
        "metric.levy.mean" => uniform(lo, hi),
        // A tenth or nine tenths of the levy.
        _ => 0.5 * uniform(lo / 0.1, hi / 0.1) + 0.5 * uniform(lo / 0.9, hi / 0.9),
    }
}

/// The scores of everything that runs with so many seeds tell, by kind and name.
pub fn scores(
    study: &Study,
    truths: &BTreeMap<(&'static str, String), f64>,
    seeds: u64,
    sampling: Sampling,
    shape: Shape,
) -> BTreeMap<(&'static str, String), Score> {
    let runs: Vec<Vec<Told>> =
        (1..=seeds).into_par_iter().map(|seed| study.run(seed, sampling, shape)).collect();
    let mut scores: BTreeMap<(&'static str, String), Score> = BTreeMap::new();
    for told in runs.iter().flatten() {
        let key = (told.kind, told.name.clone());
        let of_worlds = told.kind.starts_with("90%");
        let truth = truths.get(&key).copied().filter(|_| !of_worlds);
        if truth.is_some() || of_worlds {
            scores.entry(key).or_default().add(told, truth);
        }
    }
    scores
}
