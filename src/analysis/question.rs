//! What an inquiry asks about: a chance or a mean at the horizon, by its name.

use super::band_names;
use super::counted::Counted;
use super::estimand::{Estimand, Kind};
use super::samples::Estimated;
use super::tallied::{names, tallied};
use super::world_means::WorldMeans;
use crate::engine::Tally;
use crate::model::Scenario;

/// A chance or a mean at the horizon that scenarios have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    outcome: String,
}

impl Question {
    /// What a name in `outcomes.json`, or the end of one, means in these scenarios, one at least: looked up among stages reached, segments of the
    /// report, metrics, end states, in this order.
    ///
    /// **Errors** a name that a scenario does not have or that may mean several; names that mean different things in two scenarios.
    pub fn new(scenarios: &[&Scenario], name: &str) -> Result<Question, String> {
        Ok(Question { outcome: common_name(scenarios, name)? })
    }

    /// What a report tells first: the last of its stages reached, or its first segment where it has no stages.
    pub fn of_report(scenario: &Scenario) -> Question {
        let report = &scenario.report;
        let outcome = match (report.stages.last(), report.segments.first()) {
            (Some(stage), _) => format!("reached.{}.{stage}", report.process),
            (None, Some(segment)) => format!("segment.{}.{}", report.process, segment.id),
            (None, None) => names(scenario).into_iter().flatten().next().unwrap_or_default(),
        };
        Question { outcome }
    }

    /// Its whole name in `outcomes.json`.
    pub fn outcome(&self) -> &str {
        &self.outcome
    }

    /// The metric that it asks about, if it is one.
    pub fn metric(&self) -> Option<&str> {
        self.outcome.strip_prefix("metric.")?.split('.').next()
    }

    /// What it is called in a scenario that has it, its kind, its unit, its month.
    pub fn estimand(&self, scenario: &Scenario) -> Estimand {
        let (name, unit) = named(scenario, &self.outcome).unwrap_or((self.outcome.clone(), None));
        let kind = if unit.is_some() { Kind::Mean } else { Kind::Probability };
        let by = scenario.calendar.month(scenario.calendar.months).to_string();
        Estimand { outcome: self.outcome.clone(), name, kind, unit, by }
    }

    /// The estimate taken apart by world; none where nothing has a value.
    pub fn estimated(&self, scenario: &Scenario, tally: &Tally) -> Option<Estimated> {
        tallied(scenario, tally, &self.outcome)?.estimated(tally.size.clusters())
    }

    /// What was counted of it in each world; none where the scenario does not have it.
    pub fn counted(&self, scenario: &Scenario, tally: &Tally) -> Option<Counted> {
        Some(Counted(tallied(scenario, tally, &self.outcome)?.into_owned()))
    }

    /// The value in each world, with what chance leaves in it; none where the scenario does not have it.
    ///
    /// **Formula** of a world's n values, their mean and their sample variance over n; of a chance p that is p(1 − p)/(n − 1).
    pub fn by_world(&self, scenario: &Scenario, tally: &Tally) -> Option<WorldMeans> {
        Some(tallied(scenario, tally, &self.outcome)?.world_means())
    }
}

/// The name of an outcome in a scenario, with the unit of a mean.
fn named(scenario: &Scenario, outcome: &str) -> Option<(String, Option<String>)> {
    let (what, rest) = outcome.split_once('.')?;
    let (element, part) = rest.split_once('.')?;
    match what {
        "segment" => {
            let segment = scenario.report.segments.iter().find(|segment| segment.id == part)?;
            Some((segment.name.clone(), None))
        }
        "metric" => {
            let metric = scenario.metrics.iter().find(|metric| metric.id == element)?;
            if part == "mean" {
                return Some((metric.name.clone(), Some(metric.unit.clone())));
            }
            let (_, told) = band_names(scenario, metric).into_iter().find(|(id, _)| id == part)?;
            Some((format!("{}: {told}", metric.name), None))
        }
        _ => {
            let state = scenario.process(element)?.states.iter().find(|state| state.id == part)?;
            Some((state.name.clone(), None))
        }
    }
}

/// The one outcome that a name or its ending means in all of these scenarios.
pub(super) fn common_name(scenarios: &[&Scenario], name: &str) -> Result<String, String> {
    let mut whole: Option<String> = None;
    for scenario in scenarios {
        let found = whole_name(scenario, name)?;
        match &whole {
            Some(before) if *before != found => {
                return Err(format!(
                    "`{name}` is `{before}` in the first scenario and `{found}` in “{}”; write the whole name",
                    scenario.name
                ));
            }
            _ => whole = Some(found),
        }
    }
    Ok(whole.unwrap_or_else(|| name.to_string()))
}

/// The one outcome of a scenario that a name or its ending means.
fn whole_name(scenario: &Scenario, ending: &str) -> Result<String, String> {
    let classes = names(scenario);
    let ends = |name: &&String| {
        let ends = |name: &str, ending: &str| {
            name == ending || name.strip_suffix(ending).is_some_and(|rest| rest.ends_with('.'))
        };
        // `reached.in_force` names the class and the end of what stands in it.
        let in_class = |name: &str| {
            let parts = name.split_once('.').zip(ending.split_once('.'));
            parts.is_some_and(|((class, name), (asked, ending))| class == asked && ends(name, ending))
        };
        let fits = |name: &str| ends(name, ending) || in_class(name);
        fits(name) || name.strip_suffix(".mean").is_some_and(fits)
    };
    for class in &classes {
        let found: Vec<&String> = class.iter().filter(ends).collect();
        match found.as_slice() {
            [] => {}
            [one] => return Ok((*one).clone()),
            several => {
                let listed: Vec<String> = several.iter().take(8).map(|name| format!("`{name}`")).collect();
                return Err(format!("`{ending}` may mean {}; write more of the name", listed.join(" or ")));
            }
        }
    }
    let example = classes.iter().flatten().next().map_or(String::new(), |name| format!(", such as `{name}`"));
    Err(format!(
        "“{}” has no chance or mean `{ending}`; take a name from outcomes.json, or its ending{example}",
        scenario.name
    ))
}
