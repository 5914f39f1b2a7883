//! Where histories stop: the rule by which each is sorted, and how many of each kind there are (docs/model.md §5.14).

use std::collections::BTreeMap;

use serde::Serialize;

use super::Outcome;
use super::certain::{constants, happens};
use super::counts::{position, sum_of};
use super::rare::steps_to;
use super::samples::chance_of;
use crate::engine::{self, Tally};
use crate::model::{Process, Scenario, Tone};
use crate::plan::{Mask, Plan, PlannedProcess, PlannedTransition, PlannedTrigger};
use crate::stats::Counts;

/// The kinds of stops, in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StopKind {
    /// It waits for a stage that needs a step which may come at any time, and does not come.
    Waits,
    /// Only dates stand between it and the stage: the horizon came first.
    Late,
    /// A vote that would have led on was due, and brought nothing.
    Lost,
    /// A vote went against it.
    Refused,
    /// A step of its own broke it off.
    BrokenOff,
    /// A shock broke it off.
    Forced,
    /// It had been achieved, and was undone.
    Undone,
    /// Nothing leads on from where it is.
    NoWay,
    /// It is achieved.
    Achieved,
}

/// A way to stop.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StopId {
    /// Its kind.
    pub kind: StopKind,
    /// Its place among those of its kind: of a stage the place along the course, else 0.
    pub place: usize,
    /// What tells it from others: `waits.framework`, `refused.japan.diet`.
    pub id: String,
    /// What the reader sees.
    pub name: String,
}

/// How many histories stop in one way.
#[derive(Debug, Clone, PartialEq)]
pub struct StopCount {
    /// The way.
    pub stop: StopId,
    /// The chance, with its error.
    pub chance: Outcome,
    /// Of the consents that the next step asks for, those that are the least likely one to be given at the end: the audience, and in how many histories.
    /// The most frequent first.
    pub missing: Vec<(String, u64)>,
}

/// How the histories of a scenario are sorted: what the engine is asked, and which way and missing consent each number stands for.
#[derive(Debug, Clone)]
pub struct Sorting {
    /// What the engine is asked.
    pub asked: engine::Stops,
    /// By number: the way, and the audience whose consent is missing.
    pub numbers: Vec<(StopId, Option<String>)>,
}

impl Sorting {
    /// The rule for the process that a scenario reports.
    pub fn new(scenario: &Scenario, plan: &Plan) -> Sorting {
        let p = position(&plan.processes, |process| process.id == scenario.report.process);
        let process = scenario.process(&scenario.report.process).expect("the report's process");
        let rule = Rule::new(scenario, plan, process, &plan.processes[p]);
        let mut found = Numbers { plan, numbers: Vec::new(), known: Vec::new() };
        let by_way = (0..rule.planned.states.len()).map(|state| rule.ways(state, &mut found)).collect();
        let undone = |state: usize| {
            let is = rule.is_broken(state) && rule.achieved >> state & 1 == 0;
            let name = rule.state_name(state);
            let stop = || rule.stop(StopKind::Undone, &rule.planned.states[state], name);
            is.then(|| found.number(stop(), &[]))
        };
        let undone = (0..rule.planned.states.len()).map(undone).collect();
        let asked =
            engine::Stops { process: p, count: found.numbers.len(), by_way, achieved: rule.achieved, undone };
        Sorting { asked, numbers: found.numbers }
    }

    /// How many histories stop in each way, in the order in which they are told; what never happened and cannot be told from what cannot happen is left out.
    pub fn counts(&self, tally: &Tally) -> Vec<StopCount> {
        let mut by_stop: BTreeMap<&StopId, (Vec<&Counts>, BTreeMap<&str, u64>)> = BTreeMap::new();
        for ((stop, missing), counts) in self.numbers.iter().zip(&tally.found.stops) {
            let all = counts.total();
            let (found, by_audience) = by_stop.entry(stop).or_default();
            found.push(counts);
            if let Some(audience) = missing.as_deref().filter(|_| all > 0) {
                *by_audience.entry(audience).or_default() += all;
            }
        }
        let told = by_stop.into_iter().filter(|(stop, (found, _))| {
            stop.kind == StopKind::Achieved || found.iter().any(|counts| counts.total() > 0)
        });
        told.map(|(stop, (found, by_audience))| {
            let sums = sum_of(found.into_iter(), tally);
            let mut missing: Vec<(String, u64)> =
                by_audience.into_iter().map(|(audience, n)| (audience.to_string(), n)).collect();
            missing.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
            StopCount { stop: stop.clone(), chance: chance_of(&sums, tally.size, false), missing }
        })
        .collect()
    }
}

/// Gives numbers to ways and missing consents.
struct Numbers<'p> {
    plan: &'p Plan,
    numbers: Vec<(StopId, Option<String>)>,
    known: Vec<Known>,
}

/// A way with its consents, and its number.
struct Known {
    stop: StopId,
    missing: Vec<(usize, bool)>,
    number: usize,
}

impl Numbers<'_> {
    /// The number of a way with these consents: that of the first of them.
    fn number(&mut self, stop: StopId, missing: &[(usize, bool)]) -> usize {
        let is = |known: &&Known| known.stop == stop && known.missing == missing;
        if let Some(known) = self.known.iter().find(is) {
            return known.number;
        }
        let number = self.numbers.len();
        let audience = |&(a, _): &(usize, bool)| (stop.clone(), Some(self.plan.audiences[a].id.clone()));
        let ours: Vec<_> = missing.iter().map(audience).collect();
        match ours.is_empty() {
            true => self.numbers.push((stop.clone(), None)),
            false => self.numbers.extend(ours),
        }
        self.known.push(Known { stop, missing: missing.to_vec(), number });
        number
    }
}

/// What the rule knows of the process.
struct Rule<'s> {
    scenario: &'s Scenario,
    plan: &'s Plan,
    process: &'s Process,
    planned: &'s PlannedProcess,
    /// States of the first segment of the report.
    achieved: Mask,
    /// Whether each transition may happen at all.
    live: Vec<bool>,
    /// Steps from each state to an achieved one, at least; none where there is no way.
    steps: Vec<Option<usize>>,
}

impl<'s> Rule<'s> {
    fn new(
        scenario: &'s Scenario,
        plan: &'s Plan,
        process: &'s Process,
        planned: &'s PlannedProcess,
    ) -> Rule<'s> {
        let first = &scenario.report.segments[0];
        let achieved = first
            .states
            .iter()
            .fold(0, |mask, id| mask | 1 << position(&planned.states, |state| state == id));
        let constants = constants(plan);
        let live: Vec<bool> =
            planned.transitions.iter().map(|way| happens(&constants, &way.trigger)).collect();
        let ways = planned.transitions.iter().zip(&live).filter(|(_, live)| **live);
        let moves: Vec<(Mask, usize)> = ways.map(|(way, _)| (way.from, way.to)).collect();
        let steps = steps_to(planned.states.len(), achieved, &moves);
        Rule { scenario, plan, process, planned, achieved, live, steps }
    }

    fn state_name(&self, state: usize) -> &'s str {
        self.scenario.state_name(&self.process.id, &self.planned.states[state])
    }

    fn transition_name(&self, way: &'s PlannedTransition) -> &'s str {
        let known = self.process.transitions.iter().find(|transition| transition.id == way.id);
        known.map_or(&way.id, |transition| &transition.name)
    }

    /// Whether the report calls a state broken off.
    fn is_broken(&self, state: usize) -> bool {
        let id = &self.planned.states[state];
        let mut segments = self.scenario.report.segments.iter();
        segments.any(|segment| segment.tone == Tone::Broken && segment.states.contains(id))
    }

    /// Whether a state is where a way on is looked at: a stage of the report, or achieved.
    fn is_stage(&self, state: usize) -> bool {
        self.achieved >> state & 1 == 1 || self.scenario.report.stages.contains(&self.planned.states[state])
    }

    fn stop(&self, kind: StopKind, id: &str, name: &str) -> StopId {
        let (start, name) = match kind {
            StopKind::Waits => ("waits", format!("Waits for “{name}”")),
            StopKind::Late => ("late", format!("On the way to “{name}”")),
            StopKind::Lost => ("lost", format!("No majority for “{name}”")),
            StopKind::Refused => ("refused", format!("Refused by {name}")),
            StopKind::BrokenOff => ("broken_off", name.to_string()),
            StopKind::Forced => ("forced", name.to_string()),
            StopKind::Undone => ("undone", name.to_string()),
            StopKind::NoWay => ("no_way", "Nothing leads on".to_string()),
            StopKind::Achieved => ("achieved", name.to_string()),
        };
        let place = match kind {
            StopKind::Waits | StopKind::Late => {
                let stages = &self.scenario.report.stages;
                stages.iter().position(|stage| stage == id).unwrap_or(stages.len())
            }
            _ => 0,
        };
        StopId { kind, place, id: format!("{start}.{id}"), name }
    }

    /// By what moved the process last into a state: where the history stops.
    fn ways(&self, state: usize, numbers: &mut Numbers) -> Vec<engine::Stop> {
        let ways = self.planned.transitions.len() + self.plan.shocks.len() + 1;
        if self.achieved >> state & 1 == 1 {
            let first = &self.scenario.report.segments[0];
            let number = numbers.number(self.stop(StopKind::Achieved, &first.id, &first.name), &[]);
            return vec![engine::Stop { number, ..engine::Stop::default() }; ways];
        }
        let waiting = self.waiting(state, numbers);
        let mut found = vec![waiting; ways];
        let broken = self.is_broken(state);
        for (i, way) in self.planned.transitions.iter().enumerate().filter(|(_, way)| way.to == state) {
            let refusing: Vec<usize> =
                way.consents.iter().filter(|(_, refusal)| *refusal).map(|(audience, _)| *audience).collect();
            let stop = if is_ballot(way) && !refusing.is_empty() {
                let id = |a: &usize| self.plan.audiences[*a].id.clone();
                let ids: Vec<String> = refusing.iter().map(id).collect();
                let name = |id: &String| format!("“{}”", self.scenario.audience_name(id));
                let names: Vec<String> = ids.iter().map(name).collect();
                self.stop(StopKind::Refused, &ids.join("+"), &names.join(" and "))
            } else if broken {
                self.stop(StopKind::BrokenOff, &way.id, self.transition_name(way))
            } else {
                continue;
            };
            found[i] = engine::Stop { number: numbers.number(stop, &[]), ..engine::Stop::default() };
        }
        if broken {
            for (s, shock) in self.plan.shocks.iter().enumerate() {
                let known = self.scenario.shocks.iter().find(|known| known.id == shock.id);
                let name = known.map_or(&shock.id, |shock| &shock.name);
                let stop = self.stop(StopKind::Forced, &shock.id, name);
                let place = self.planned.transitions.len() + s;
                let forces = shock.forces.iter().any(|force| self.leads_here(force.process, force.to, state));
                if forces {
                    found[place] =
                        engine::Stop { number: numbers.number(stop, &[]), ..engine::Stop::default() };
                }
            }
        }
        found
    }

    fn leads_here(&self, process: usize, to: usize, state: usize) -> bool {
        self.plan.processes[process].id == self.planned.id && to == state
    }

    /// Where a history stops that is in a state from which it may go on.
    fn waiting(&self, state: usize, numbers: &mut Numbers) -> engine::Stop {
        let Some(way) = self.way_on(state) else {
            let stop = self.stop(StopKind::NoWay, &self.process.id, &self.process.name);
            return engine::Stop { number: numbers.number(stop, &[]), ..engine::Stop::default() };
        };
        let stage = way.last().map_or(state, |step| step.to);
        let (id, name) = (&self.planned.states[stage], self.state_name(stage));
        let only_dates = way.iter().all(|step| is_ballot(step));
        let consents = way.iter().map(|step| &step.consents).find(|consents| !consents.is_empty());
        let missing = match only_dates {
            true => Vec::new(),
            false => consents.cloned().unwrap_or_default(),
        };
        let kind = if only_dates { StopKind::Late } else { StopKind::Waits };
        let number = numbers.number(self.stop(kind, id, name), &missing);
        let first = way.first().filter(|step| is_ballot(step));
        let ballot = first.map(|step| {
            let lost = self.stop(StopKind::Lost, &step.id, self.transition_name(step));
            let number = numbers.number(lost, &step.consents);
            let passed = engine::Stop { number, missing: step.consents.clone(), ballot: None };
            let place = position(&self.planned.transitions, |known| known.id == step.id);
            (place, Box::new(passed))
        });
        engine::Stop { number, missing, ballot }
    }

    /// The shortest way from a state towards what is achieved, up to the first stage on it; of two the one whose first transition comes first by id.
    fn way_on(&self, state: usize) -> Option<Vec<&'s PlannedTransition>> {
        let mut at = state;
        let mut way = Vec::new();
        loop {
            let left = self.steps[at].filter(|left| *left > 0)?;
            let is_next =
                |way: &&PlannedTransition| way.from >> at & 1 == 1 && self.steps[way.to] == Some(left - 1);
            let live = self.planned.transitions.iter().zip(&self.live).filter(|(_, live)| **live);
            let step = live.map(|(way, _)| way).find(is_next)?;
            way.push(step);
            at = step.to;
            if self.is_stage(at) {
                return Some(way);
            }
        }
    }
}

/// Whether a transition is one of a date or a lag.
pub(super) fn is_ballot(way: &PlannedTransition) -> bool {
    matches!(way.trigger, PlannedTrigger::At(..) | PlannedTrigger::After(..))
}
