//! Runs, and what a placeholder asks of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use hikiwake::analysis::{Outcomes, Sample, samples, stage_counts, summarise_samples};
use hikiwake::engine::{self, Size, Tally, Watcher};
use hikiwake::model::Scenario;
use hikiwake::plan::{Plan, compile};
use hikiwake::scenario::Reach;
use hikiwake::stats::{ByWorld, decimals};
use hikiwake::study::Study;
use serde::Deserialize;

use super::template::{Form, Placeholder, Term};

/// The runs with edits.
const RUNS: &str = "examples/verdicts/runs.toml";
const WORLDS: u32 = 1000;
const PATHS: u32 = 25;

/// Layers of other structures, one `--set` a line.
const LAYERS: &str = "scenarios/variants";

/// A scenario with edits: those of a layer, then its own.
#[derive(Deserialize)]
pub struct Run {
    of: String,
    #[serde(default)]
    layer: Option<String>,
    #[serde(default)]
    set: Vec<String>,
}

impl Run {
    fn edits(&self) -> Vec<String> {
        let layer = self.layer.as_deref().map(edits_of_layer).unwrap_or_default();
        layer.into_iter().chain(self.set.iter().cloned()).collect()
    }
}

/// What a layer says, each line as `--set` takes it.
pub fn edits_of_layer(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(Path::new(LAYERS).join(name).with_extension("toml")).unwrap();
    let says = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    says.map(|line| line.replacen(" = ", "=", 1)).collect()
}

/// The runs with edits, by name.
pub fn runs() -> BTreeMap<String, Run> {
    toml::from_str(&std::fs::read_to_string(RUNS).unwrap()).unwrap()
}

/// The study of a run alone, at the size of the page.
pub fn study(name: &str, runs: &BTreeMap<String, Run>) -> Study {
    let (file, edits) = runs.get(name).map_or((name, Vec::new()), |run| (run.of.as_str(), run.edits()));
    let path: PathBuf = Path::new("scenarios").join(file).with_extension("toml");
    let size = [format!("worlds={WORLDS}"), format!("paths={PATHS}")];
    let layers: Vec<String> = edits.into_iter().chain(size).collect();
    Study::load(&[path], &layers, &Reach::default()).unwrap()
}

/// The scenario of a run: one of `runs` with its edits, or a file as it is.
///
/// **Errors** what is wrong with it, or that there is none.
pub fn load(name: &str, runs: &BTreeMap<String, Run>) -> Result<Scenario, String> {
    let (file, edits) = runs.get(name).map_or((name, Vec::new()), |run| (&run.of, run.edits()));
    let path: PathBuf = Path::new("scenarios").join(file).with_extension("toml");
    match hikiwake::scenario::load(&path, &edits) {
        Ok(loaded) => Ok(loaded.scenario),
        Err(problems) => Err(format!("{name}: {}", problems.render(false))),
    }
}

/// What came out of a run.
pub struct Found<'r> {
    scenario: &'r Scenario,
    tally: &'r Tally,
    samples: Vec<Sample<'r>>,
    outcomes: Outcomes,
}

/// An estimate. **Unit** that of its metric; of a chance or a quotient, per cent.
struct Figure {
    value: f64,
    error: f64,
    interval: Option<(f64, f64)>,
}

/// Simulates the runs, those of one seed and design in the same worlds, and hands over what was found, by name.
pub fn simulate<T>(runs: &[(&str, Scenario)], then: impl Fn(&BTreeMap<&str, Found>) -> T) -> T {
    let plans: Vec<Plan> = runs.iter().map(|(_, scenario)| compile(scenario)).collect();
    let size = |scenario: &Scenario| Size::new(scenario.seed.unwrap(), WORLDS, PATHS, scenario.sampling);
    let mut tallies: Vec<Option<Tally>> = runs.iter().map(|_| None).collect();
    while let Some(first) = tallies.iter().position(Option::is_none) {
        let alike = |place: &usize| size(&runs[*place].1) == size(&runs[first].1);
        let ours: Vec<usize> = (0..runs.len()).filter(alike).collect();
        let together: Vec<&Plan> = ours.iter().map(|&place| &plans[place]).collect();
        let watcher = Watcher { interrupt: &AtomicBool::new(false), progress: &|_| {} };
        let found = engine::simulate(&together, size(&runs[first].1), &watcher).expect("a finished run");
        ours.into_iter().zip(found).for_each(|(place, tally)| tallies[place] = Some(tally));
    }
    let tallies: Vec<Tally> = tallies.into_iter().flatten().collect();
    let found = runs.iter().zip(&plans).zip(&tallies).map(|(((name, scenario), plan), tally)| {
        let samples = samples(scenario, plan, tally);
        let outcomes = summarise_samples(scenario, tally.size, &samples, name);
        (*name, Found { scenario, tally, samples, outcomes })
    });
    then(&found.collect())
}

impl Found<'_> {
    /// What the document says for a placeholder.
    pub fn tell(&self, placeholder: &Placeholder) -> String {
        let figure = match (placeholder.above.as_slice(), placeholder.below.as_slice()) {
            ([alone], []) => self.lone(alone),
            (above, []) => self.of(&self.sum(above)).times(scale(above)),
            (above, below) => self.quotient(&self.sum(above), &self.sum(below)),
        };
        figure.tell(placeholder.form)
    }

    /// A single outcome, as outcomes.csv has it where it does.
    fn lone(&self, term: &Term) -> Figure {
        let rows = &self.outcomes.estimates;
        let figure = match rows.iter().find(|row| self.is_meant(term, &row.outcome, &row.by)) {
            Some(row) => Figure {
                value: row.estimate.unwrap(),
                error: row.standard_error.unwrap(),
                interval: row.lo.zip(row.hi),
            },
            None => self.of(&self.by_world(term)),
        };
        figure.times(scale(std::slice::from_ref(term)))
    }

    /// The linearised quotient: the parts of each world less as many times those of the divisor.
    fn quotient(&self, above: &ByWorld, below: &ByWorld) -> Figure {
        let value = above.value / below.value;
        let spread = self.of(&above.plus(-value, below)).error / below.value;
        // Worlds that all agree are no certainty: then about one in all trials.
        let trials = below.value * f64::from(self.tally.size.worlds) * f64::from(self.tally.size.paths);
        let error = if spread > 0.0 { spread } else { 1.0 / (trials + 2.0) };
        Figure { value, error, interval: None }.times(100.0)
    }

    fn of(&self, by_world: &ByWorld) -> Figure {
        let error = by_world.standard_error(self.tally.size.clusters());
        Figure { value: by_world.value, error, interval: None }
    }

    fn sum(&self, terms: &[Term]) -> ByWorld {
        let nothing = ByWorld::nothing(self.tally.size.worlds as usize);
        terms.iter().fold(nothing, |sum, term| sum.plus(term.times, &self.by_world(term)))
    }

    fn by_world(&self, term: &Term) -> ByWorld {
        let sample = self.samples.iter().find(|sample| self.is_meant(term, &sample.outcome, &sample.by));
        match sample {
            Some(sample) => sample.estimated().unwrap().by_world.clone(),
            None => ByWorld::share(self.reached(term), self.tally.size.paths),
        }
    }

    fn is_meant(&self, term: &Term, outcome: &str, by: &str) -> bool {
        let by_then = by == term.by.unwrap_or(&self.outcomes.horizon);
        by_then && (outcome == term.outcome || outcome == term.outcome.replacen('.', ".settlement.", 1))
    }

    /// Paths by world that have reached a stage by the end of a quarter, which outcomes.csv does not have.
    fn reached(&self, term: &Term) -> &[u32] {
        let stage = term.outcome.strip_prefix("reached.");
        let stage = stage.unwrap_or_else(|| panic!("{}: no outcome {}", self.outcomes.file, term.outcome));
        let month = |&t: &u32| self.scenario.calendar.month(t).to_string();
        let quarter = self.tally.quarters.iter().map(month).position(|by| Some(by.as_str()) == term.by);
        let quarter = quarter.unwrap_or_else(|| panic!("{:?} is no month of {}", term.by, term.outcome));
        &stage_counts(self.scenario, self.tally, stage)[quarter]
    }
}

/// Metrics stand in their unit, all else in per cent.
fn scale(terms: &[Term]) -> f64 {
    let is_metric = |term: &Term| term.outcome.starts_with("metric.") && term.outcome.ends_with(".mean");
    if terms.iter().all(is_metric) { 1.0 } else { 100.0 }
}

impl Figure {
    fn times(self, scale: f64) -> Figure {
        let interval = self.interval.map(|(lo, hi)| (lo * scale, hi * scale));
        Figure { value: self.value * scale, error: self.error * scale, interval }
    }

    /// With two digits of the error; the ends of the interval, and an estimate by itself, with those that one digit of it allows.
    fn tell(&self, form: Form) -> String {
        let places = decimals(self.error).unwrap_or(0).max(0) as usize;
        let coarse = places.saturating_sub(1);
        let interval = self.interval.filter(|_| form == Form::WithInterval);
        let interval = interval.map_or(String::new(), |(lo, hi)| format!(" ({lo:.coarse$}–{hi:.coarse$})"));
        match form {
            Form::Alone => format!("{:.coarse$}", self.value),
            _ => format!("{:.places$} ± {:.places$}{interval}", self.value, self.error),
        }
    }
}
