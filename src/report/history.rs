//! Histories as data: every event with its cause, by the names and ids of the file.

use serde::Serialize;

use super::labels::Words;
use super::text_layout::Page;
use crate::analysis::{Choice, Timeline, timeline};
use crate::draws::ENGINE_VERSION;
use crate::engine::{ArithmeticError, Candidate, Cause, Consent, History, Weight, What};
use crate::model::Scenario;
use crate::plan::Plan;
use crate::words::thousands;

/// A history as it is told to programs.
#[derive(Serialize)]
pub struct Told {
    world: u32,
    path: u32,
    /// Its distance from the centre of the trials it is typical of.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance: Option<f64>,
    events: Vec<ToldEvent>,
    /// The state of each process at the end.
    ends: Vec<Named>,
    metrics: Vec<Metric>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

#[derive(Serialize)]
struct Named {
    id: String,
    state: String,
    name: String,
}

#[derive(Serialize)]
struct Metric {
    id: String,
    name: String,
    unit: String,
    value: Option<f64>,
}

#[derive(Serialize)]
struct ToldEvent {
    month: String,
    #[serde(flatten)]
    what: ToldWhat,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
enum ToldWhat {
    Strike { shock: String, name: String, number: u32, cause: ToldCause },
    Withstood { shock: String, process: String, to: String, chance: f64 },
    Move { process: String, from: String, to: String, cause: ToldCause },
    NoMajority { process: String, state: String, cause: ToldCause },
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
enum ToldCause {
    Hazard {
        transition: String,
        name: String,
        per_year: f64,
        base: f64,
        drivers: Vec<ToldDriver>,
        consents: Vec<ToldConsent>,
    },
    Rate {
        per_year: f64,
        drivers: Vec<ToldDriver>,
    },
    Ballot {
        happened: Option<String>,
        draw: f64,
        candidates: Vec<ToldCandidate>,
    },
    Shock {
        shock: String,
        name: String,
        force: String,
        chance: f64,
    },
}

#[derive(Serialize)]
struct ToldDriver {
    id: String,
    /// The value it read.
    value: f64,
    /// What it multiplied by.
    times: f64,
}

#[derive(Serialize)]
struct ToldConsent {
    audience: String,
    refusal: bool,
    acceptance: f64,
}

#[derive(Serialize)]
struct ToldCandidate {
    transition: String,
    name: String,
    chance: f64,
    consents: Vec<ToldConsent>,
}

/// A history with every event and its cause.
pub fn tell(
    scenario: &Scenario,
    plan: &Plan,
    (world, path): (u32, u32),
    history: &History,
    distance: Option<f64>,
    failure: Option<&ArithmeticError>,
) -> Told {
    let teller = Teller { words: Words { scenario, plan } };
    let last = history.states.len() - 1;
    let end = |process: &crate::model::Process| {
        let p = plan.processes.iter().position(|planned| planned.id == process.id)?;
        let state = teller.state(p, history.states[last][p]);
        let name = teller.words.state(p, history.states[last][p]).to_string();
        Some(Named { id: process.id.clone(), state, name })
    };
    let metric = |metric: &crate::model::Metric| {
        let m = plan.metrics.iter().position(|planned| planned.id == metric.id)?;
        let (id, name, unit) = (metric.id.clone(), metric.name.clone(), metric.unit.clone());
        Some(Metric { id, name, unit, value: history.metrics[m].filter(|x| x.is_finite()) })
    };
    let events = history.events.iter().map(|event| ToldEvent {
        month: scenario.calendar.month(event.month).to_string(),
        what: teller.what(&event.what),
    });
    Told {
        world,
        path,
        distance,
        events: events.collect(),
        ends: scenario.processes.iter().filter_map(end).collect(),
        metrics: scenario.metrics.iter().filter_map(metric).collect(),
        failure: failure.map(ToString::to_string),
    }
}

/// A history as dated stays, strikes and levels, with the trial it is.
#[derive(Serialize)]
pub struct Dated {
    world: u32,
    path: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance: Option<f64>,
    #[serde(flatten)]
    timeline: Timeline,
}

/// Histories as one JSON document, with how they were chosen.
pub fn histories_json(
    scenario: &Scenario,
    seed: u64,
    choice: Option<&Choice>,
    histories: &[impl Serialize],
) -> String {
    #[derive(Serialize)]
    struct Document<'a, T> {
        scenario: &'a str,
        engine: u32,
        seed: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        choice: Option<&'a Choice>,
        #[serde(skip_serializing_if = "Option::is_none")]
        rule: Option<&'static str>,
        histories: &'a [T],
    }
    let document = Document {
        scenario: &scenario.name,
        engine: ENGINE_VERSION,
        seed,
        choice,
        rule: choice.map(|_| RULE),
        histories,
    };
    let mut text = serde_json::to_string_pretty(&document).expect("plain data has a JSON form");
    text.push('\n');
    text
}

/// How typical trials are chosen.
const RULE: &str = "nearest to the centre of all trials found, by the months in which states were first reached and the mean \
                    levels of the factors, each in standard deviations; ties by world, then path";

/// How many trials there were, and how those told were chosen.
pub fn choice(choice: &Choice, seed: u64, width: usize) -> String {
    let mut page = Page::new(width);
    let Choice { ending, process, found, worlds, paths } = choice;
    let searched = u64::from(*worlds) * u64::from(*paths);
    let head = format!(
        "{} of {} trials searched end with {process}: “{ending}” (the first {} of {} worlds, seed {seed}).",
        thousands(*found as u64),
        thousands(searched),
        if *paths == 1 { "path".to_string() } else { format!("{paths} paths each") },
        thousands((*worlds).into()),
    );
    page.wrap("", &head, "  ");
    if *found > 0 {
        page.wrap("", &format!("Told here: those {RULE}."), "  ");
    }
    page.finish()
}

/// The timeline of a trial.
pub fn dated(
    scenario: &Scenario,
    plan: &Plan,
    (world, path): (u32, u32),
    history: &History,
    distance: Option<f64>,
) -> Dated {
    Dated { world, path, distance, timeline: timeline(scenario, plan, history) }
}

struct Teller<'a> {
    words: Words<'a>,
}

impl Teller<'_> {
    fn process(&self, p: usize) -> String {
        self.words.plan.processes[p].id.clone()
    }

    fn state(&self, p: usize, s: usize) -> String {
        self.words.plan.processes[p].states[s].clone()
    }

    fn shock(&self, s: usize) -> String {
        self.words.plan.shocks[s].id.clone()
    }

    fn transition(&self, p: usize, t: usize) -> String {
        self.words.plan.processes[p].transitions[t].id.clone()
    }

    fn what(&self, what: &What) -> ToldWhat {
        match what {
            What::Strike { shock, number, per_year, drivers } => ToldWhat::Strike {
                shock: self.shock(*shock),
                name: self.words.shock(*shock).to_string(),
                number: number + 1,
                cause: ToldCause::Rate { per_year: *per_year, drivers: told_drivers(drivers) },
            },
            What::Withstood { shock, force, chance } => {
                let forced = &self.words.plan.shocks[*shock].forces[*force];
                ToldWhat::Withstood {
                    shock: self.shock(*shock),
                    process: self.process(forced.process),
                    to: self.state(forced.process, forced.to),
                    chance: *chance,
                }
            }
            What::Move { process, from, to, cause } => ToldWhat::Move {
                process: self.process(*process),
                from: self.state(*process, *from),
                to: self.state(*process, *to),
                cause: self.cause(*process, cause),
            },
            What::NoMajority { process, state, candidates, draw } => ToldWhat::NoMajority {
                process: self.process(*process),
                state: self.state(*process, *state),
                cause: self.ballot(*process, None, candidates, *draw),
            },
        }
    }

    fn cause(&self, p: usize, cause: &Cause) -> ToldCause {
        match cause {
            Cause::Hazard { transition, per_year, base, drivers, consents } => ToldCause::Hazard {
                transition: self.transition(p, *transition),
                name: self.words.transition(p, *transition).0.to_string(),
                per_year: *per_year,
                base: *base,
                drivers: told_drivers(drivers),
                consents: self.consents(consents),
            },
            Cause::Ballot { transition, candidates, draw } => {
                self.ballot(p, Some(*transition), candidates, *draw)
            }
            Cause::Forced { shock, force, chance } => ToldCause::Shock {
                shock: self.shock(*shock),
                name: self.words.shock(*shock).to_string(),
                force: self.words.plan.shocks[*shock].forces[*force].id.clone(),
                chance: *chance,
            },
        }
    }

    fn ballot(&self, p: usize, won: Option<usize>, candidates: &[Candidate], draw: f64) -> ToldCause {
        let candidate = |candidate: &Candidate| ToldCandidate {
            transition: self.transition(p, candidate.transition),
            name: self.words.transition(p, candidate.transition).0.to_string(),
            chance: candidate.chance,
            consents: self.consents(&candidate.consents),
        };
        let happened = won.map(|transition| self.transition(p, transition));
        ToldCause::Ballot { happened, draw, candidates: candidates.iter().map(candidate).collect() }
    }

    fn consents(&self, consents: &[Consent]) -> Vec<ToldConsent> {
        let audience = |consent: &Consent| ToldConsent {
            audience: self.words.plan.audiences[consent.audience].id.clone(),
            refusal: consent.refusal,
            acceptance: consent.acceptance,
        };
        consents.iter().map(audience).collect()
    }
}

fn told_drivers(drivers: &[Weight]) -> Vec<ToldDriver> {
    let told =
        |weight: &Weight| ToldDriver { id: weight.id.clone(), value: weight.value, times: weight.factor };
    drivers.iter().map(told).collect()
}
