//! Where a history stops and what audiences make of options, written a second time from docs/model.md §5.14, by name.

use hikiwake::model::{Process, Quantity, Rate, Scenario, Tone, Transition, Trigger};

use super::naive::{Path, by_id};

/// A number that is the same in every world, because it was given as one or follows from such.
fn constant(scenario: &Scenario, quantity: &Quantity) -> Option<f64> {
    match &quantity.formula {
        None => quantity.family.as_constant(),
        Some(formula) => formula.evaluate(&|name| {
            let part = scenario.ingredients.iter().find(|part| part.key == name)?;
            constant(scenario, part)
        }),
    }
}

fn may_happen(scenario: &Scenario, transition: &Transition) -> bool {
    let quantity = match &transition.trigger {
        Trigger::Hazard(Rate::PerYear(quantity) | Rate::AnnualChance(quantity)) => quantity,
        Trigger::At { chance, .. } | Trigger::After { chance, .. } => chance,
    };
    constant(scenario, quantity) != Some(0.0)
}

fn is_dated(transition: &Transition) -> bool {
    !matches!(transition.trigger, Trigger::Hazard(_))
}

/// The report's process.
fn reported(scenario: &Scenario) -> &Process {
    scenario.process(&scenario.report.process).expect("the report's process")
}

fn is_achieved(scenario: &Scenario, state: &str) -> bool {
    scenario.report.segments[0].states.iter().any(|s| s == state)
}

/// Steps from a state to an achieved one, at least.
fn far(scenario: &Scenario, state: &str) -> Option<usize> {
    let mut there = vec![state];
    for steps in 0..=reported(scenario).states.len() {
        if there.iter().any(|state| is_achieved(scenario, state)) {
            return Some(steps);
        }
        let ways = reported(scenario).transitions.iter().filter(|way| may_happen(scenario, way));
        there = ways
            .filter(|way| way.from.iter().any(|from| there.contains(&from.as_str())))
            .map(|way| way.to.as_str())
            .collect();
    }
    None
}

/// The way on, up to the first stage.
fn way_on<'s>(scenario: &'s Scenario, state: &str) -> Option<Vec<&'s Transition>> {
    let mut way: Vec<&Transition> = Vec::new();
    let mut at = state;
    loop {
        let left = far(scenario, at)?;
        let next = by_id(&reported(scenario).transitions, |x| &x.id).into_iter().find(|x| {
            may_happen(scenario, x)
                && x.from.iter().any(|from| from == at)
                && far(scenario, &x.to).is_some_and(|beyond| beyond + 1 == left)
        })?;
        way.push(next);
        at = &next.to;
        if is_achieved(scenario, at) || scenario.report.stages.iter().any(|stage| stage == at) {
            return Some(way);
        }
    }
}

/// The states that a process may come into, with the fewest moves that lead there.
fn may_be_in<'s>(scenario: &'s Scenario, process: &'s Process) -> Vec<(&'s str, usize)> {
    let mut there = vec![(process.start.as_str(), 0)];
    for moves in 1.. {
        let known = |state: &str| there.iter().any(|(one, _)| *one == state);
        let own = process.transitions.iter().filter(|way| may_happen(scenario, way));
        let own = own.map(|way| (&way.from, &way.to));
        let strikes = scenario.shocks.iter().filter(|shock| {
            let (Rate::PerYear(rate) | Rate::AnnualChance(rate)) = &shock.rate;
            constant(scenario, rate) != Some(0.0)
        });
        let forced = strikes
            .flat_map(|shock| &shock.forces)
            .filter(|force| force.process == process.id && constant(scenario, &force.chance) != Some(0.0));
        let forced = forced.map(|force| (&force.from, &force.to));
        let more: Vec<(&str, usize)> = own
            .chain(forced)
            .filter(|(from, to)| from.iter().any(|from| known(from)) && !known(to))
            .map(|(_, to)| (to.as_str(), moves))
            .collect();
        if more.is_empty() {
            break;
        }
        there.extend(more);
    }
    there
}

/// The state in which the consent of an audience would be asked for first.
fn asked_in<'s>(scenario: &'s Scenario, audience: &str) -> Option<&'s str> {
    let process = reported(scenario);
    let there = may_be_in(scenario, process);
    let mut found: Option<(usize, &str)> = None;
    for way in by_id(&process.transitions, |x| &x.id) {
        let requires = way.requires.iter().any(|a| a == audience);
        let refuses = way.refused_by.iter().any(|a| a == audience) && is_dated(way);
        if !may_happen(scenario, way) || !(requires || refuses) {
            continue;
        }
        let from = process.states.iter().map(|state| state.id.as_str());
        let from = from.filter(|state| way.from.iter().any(|f| f == state));
        // Of equally near ones the first in the file.
        let mut state: Option<(usize, &str)> = None;
        for one in from {
            let Some((_, steps)) = there.iter().find(|(known, _)| *known == one) else { continue };
            if state.is_none_or(|(least, _)| *steps < least) {
                state = Some((*steps, one));
            }
        }
        if let Some((steps, one)) = state
            && found.is_none_or(|(least, _)| steps < least)
        {
            found = Some((steps, one));
        }
    }
    found.map(|(_, state)| state)
}

impl<'s> Path<'s, '_> {
    /// The year's end nearest to the middle, the earlier of two.
    pub(super) fn middle(&self) -> u32 {
        let calendar = &self.scenario().calendar;
        let months = calendar.months;
        let is_end = |t: &u32| *t == months || calendar.month(*t).month == 12;
        let off = |t: u32| (2.0 * f64::from(t) - f64::from(months)).abs();
        let ends = (1..=months).filter(is_end);
        ends.min_by(|&a, &b| off(a).total_cmp(&off(b)).then(a.cmp(&b))).expect("the horizon is one")
    }

    /// What each audience makes of the option of the scenario, as things stand, asked where its consent would be asked for.
    pub(super) fn accepted(&mut self) -> Vec<f64> {
        let scenario = self.scenario();
        let audiences = scenario.parties.iter().flat_map(|party| &party.audiences).collect::<Vec<_>>();
        let mut ids: Vec<&str> = audiences.iter().map(|audience| audience.id.as_str()).collect();
        ids.sort_unstable();
        let of = |id: &&'s str| {
            let before = self.at.clone();
            if let Some(state) = asked_in(scenario, id) {
                self.at.get_mut(scenario.report.process.as_str()).expect("a stay").state = state;
            }
            if let Some(agenda) = scenario.agenda() {
                self.at.get_mut(agenda.id.as_str()).expect("a stay").state = &scenario.option;
            }
            let accepted = self.acceptance(id);
            self.at = before;
            accepted
        };
        ids.iter().map(of).collect()
    }

    /// Of these consents the one that is least likely to be given, of equals the first.
    fn missing(&self, transition: &Transition) -> Option<String> {
        let consents = by_id(&transition.requires, |a| a).into_iter().map(|a| (a, self.acceptance(a)));
        let refusals =
            by_id(&transition.refused_by, |a| a).into_iter().map(|a| (a, 1.0 - self.acceptance(a)));
        let mut least: Option<(&String, f64)> = None;
        for (audience, likely) in consents.chain(refusals) {
            if least.is_none_or(|(_, so_far)| likely < so_far) {
                least = Some((audience, likely));
            }
        }
        least.map(|(audience, _)| audience.clone())
    }

    /// Where the history stops, and the first missing consent.
    pub(super) fn stop(&self) -> (String, Option<String>) {
        let scenario = self.scenario();
        let process = reported(scenario);
        let here = self.at[process.id.as_str()].state;
        if is_achieved(scenario, here) {
            return (format!("achieved.{}", scenario.report.segments[0].id), None);
        }
        let broken =
            scenario.report.segments.iter().any(|segment| {
                segment.tone == Tone::Broken && segment.states.iter().any(|state| state == here)
            });
        if let Some((from, way)) = self.trial.came.get(process.id.as_str()) {
            if broken && is_achieved(scenario, from) {
                return (format!("undone.{here}"), None);
            }
            match way.split_once('.') {
                Some(("transition", id)) => {
                    let way = process.transitions.iter().find(|x| x.id == id).expect("a transition");
                    if is_dated(way) && !way.refused_by.is_empty() {
                        let mut ids = way.refused_by.clone();
                        ids.sort_unstable();
                        return (format!("refused.{}", ids.join("+")), None);
                    }
                    if broken {
                        return (format!("broken_off.{id}"), None);
                    }
                }
                Some((_, id)) if broken => return (format!("forced.{id}"), None),
                _ => {}
            }
        }
        let Some(way) = way_on(scenario, here) else { return (format!("no_way.{}", process.id), None) };
        let first = way[0];
        let entered = self.at[process.id.as_str()].since;
        let has_passed = match &first.trigger {
            Trigger::At { months, .. } => months.iter().any(|&due| entered < due && due <= self.t),
            Trigger::After { months, .. } => {
                f64::from(self.t - entered) >= self.world.value(months).round().max(1.0)
            }
            Trigger::Hazard(_) => false,
        };
        if has_passed {
            return (format!("lost.{}", first.id), self.missing(first));
        }
        let stage = &way.last().expect("a step").to;
        if way.iter().all(|step| is_dated(step)) {
            return (format!("late.{stage}"), None);
        }
        let asks = way.iter().find(|step| !step.requires.is_empty() || !step.refused_by.is_empty());
        (format!("waits.{stage}"), asks.and_then(|step| self.missing(step)))
    }
}
