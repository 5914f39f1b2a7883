//! What is certain by construction: the same in every trial, whatever is drawn (docs/model.md §5.9).
//!
//! Only what follows from the plan counts, never what the trials happened to show. What cannot be proved here is not certain; a proof may be missed.

use crate::plan::{
    Guard, Mask, Plan, PlannedMeasure, PlannedPoints, PlannedTransition, PlannedTrigger, Slot,
};

/// What can be proved of a plan.
pub(super) struct Certain<'p> {
    plan: &'p Plan,
    /// For each process the states that it may ever be in, and those that it may be in once nothing certain is known of it.
    may_be_in: Vec<Mask>,
    may_end_in: Vec<Mask>,
    /// For each quantity the number that it is in every world.
    constants: Vec<Option<f64>>,
    /// For each process how it certainly begins.
    journeys: Vec<Journey>,
}

/// The course that a process takes in every trial for as long as only dates decide.
struct Journey {
    /// Months, and the states that are come into at their ends; the first is the start, at month 0.
    stays: Vec<(u32, usize)>,
    /// The last month at whose end the state is known; none where it is known for ever.
    last: Option<u32>,
}

impl<'p> Certain<'p> {
    /// Looks at a plan.
    pub(super) fn new(plan: &'p Plan) -> Certain<'p> {
        let constants = constants(plan);
        let journeys: Vec<Journey> =
            (0..plan.processes.len()).map(|p| Journey::new(plan, &constants, p)).collect();
        let may_end_in: Vec<Mask> = journeys
            .iter()
            .enumerate()
            .map(|(p, journey)| match (journey.last, journey.stays.last()) {
                (Some(_), Some(&(_, state))) => reachable(plan, &constants, p, state),
                _ => 0,
            })
            .collect();
        let passed = |journey: &Journey| journey.stays.iter().fold(0, |all, (_, state)| all | 1 << state);
        let may_be_in =
            journeys.iter().zip(&may_end_in).map(|(journey, later)| passed(journey) | later).collect();
        Certain { plan, may_be_in, may_end_in, constants, journeys }
    }

    /// Whether a process is in one of these states at the end of this month in every trial, or in none of them in any.
    pub(super) fn is_in(&self, p: usize, states: Mask, month: u32) -> Option<bool> {
        match self.journeys[p].at(month) {
            Some(state) => Some(states >> state & 1 == 1),
            None => all_or_none(self.may_end_in[p], states),
        }
    }

    /// Whether a process is in one of these states at the end of every month of every trial, or in none of them in any.
    fn is_always_in(&self, p: usize, states: Mask) -> Option<bool> {
        all_or_none(self.may_be_in[p], states)
    }

    /// Whether every trial, or none, has been in one of these states by the end of this month.
    pub(super) fn has_reached(&self, p: usize, states: Mask, month: u32) -> Option<bool> {
        let journey = &self.journeys[p];
        let is_one = |(from, state): &(u32, usize)| *from <= month && states >> state & 1 == 1;
        if journey.stays.iter().any(is_one) {
            Some(true)
        } else if journey.last.is_none_or(|last| month <= last) {
            Some(false)
        } else {
            all_or_none(self.may_end_in[p], states).filter(|is| !is)
        }
    }

    /// Whether a metric is the same number in every trial.
    pub(super) fn metric(&self, m: usize) -> bool {
        match &self.plan.metrics[m].measure {
            // Where it is certain, so is the month: no earlier state of the journey is one of these, or that one would count.
            PlannedMeasure::FirstReached(p, states) => {
                self.has_reached(*p, *states, self.plan.calendar.months) == Some(true)
            }
            PlannedMeasure::MonthsIn(p, states) => {
                let known = self.journeys[*p].at(self.plan.calendar.months).is_some();
                known || self.is_always_in(*p, *states).is_some()
            }
            PlannedMeasure::SumOf(table, by_option, settled_in) => {
                let sum = |option: usize| {
                    by_option[option].iter().try_fold(0.0, |sum, &slot| Some(sum + self.constants[slot]?))
                };
                self.settles_to_one(*table, *settled_in, sum)
            }
            PlannedMeasure::PointsOf(audience, settled_in) => {
                let table = self.plan.audiences[*audience].table;
                self.settles_to_one(table, *settled_in, |option| self.points(*audience, option))
            }
            PlannedMeasure::Flow { rate, guard, times, discount } => {
                let rate = self.constants[*rate];
                let steady = times.is_empty() && discount.is_none_or(|slot| self.constants[slot].is_some());
                match self.holds(guard) {
                    _ if rate == Some(0.0) => true,
                    Some(holds) => !holds || rate.is_some() && steady,
                    None => false,
                }
            }
            PlannedMeasure::Hikiwake { audiences, settled_in: (p, states), .. } => {
                match self.is_in(*p, *states, self.plan.calendar.months) {
                    Some(settled) => !settled || audiences.iter().all(|&a| self.gain_is_one_number(a)),
                    None => false,
                }
            }
            PlannedMeasure::Unasked => false,
            PlannedMeasure::Formula(_, parts) => parts.iter().all(|&(_, part)| self.metric(part)),
        }
    }

    /// Whether an audience gains the same above the status quo in every trial, whichever option may be on the table.
    fn gain_is_one_number(&self, a: usize) -> bool {
        let audience = &self.plan.audiences[a];
        let is_steady = !audience.adds.influences.iter().any(|influence| influence.of_option);
        let points: Vec<_> = self.options(audience.table).into_iter().map(|o| self.points(a, o)).collect();
        is_steady && points.iter().all(|one| one.is_some() && *one == points[0])
    }

    /// Whether what counts once a trial is settled, and is 0 before, is one number whichever option may be on the table.
    fn settles_to_one(
        &self,
        table: usize,
        (p, states): (usize, Mask),
        of: impl Fn(usize) -> Option<f64>,
    ) -> bool {
        let settled = self.is_in(p, states, self.plan.calendar.months);
        let unsettled = (settled != Some(true)).then_some(Some(0.0));
        let options = self.options(table);
        let numbers: Vec<Option<f64>> = match settled {
            Some(false) => unsettled.into_iter().collect(),
            _ => options.into_iter().map(of).chain(unsettled).collect(),
        };
        numbers.iter().all(|number| number.is_some() && *number == numbers[0])
    }

    /// The options that may ever be on a table.
    fn options(&self, table: usize) -> Vec<usize> {
        let table = &self.plan.tables[table];
        match &table.agenda {
            None => vec![table.start],
            Some((p, of_state)) => {
                let may = |state: &usize| self.may_be_in[*p] >> state & 1 == 1;
                (0..of_state.len()).filter(may).map(|state| of_state[state]).collect()
            }
        }
    }

    fn points(&self, audience: usize, option: usize) -> Option<f64> {
        let of = |slot: Slot| self.constants[slot];
        self.plan.audiences[audience].points[option].iter().try_fold(0.0, |sum, points| {
            Some(match *points {
                PlannedPoints::Level(slot) => sum + of(slot)?,
                PlannedPoints::PerUnit(amount, each, most) => {
                    let amount = of(amount)?;
                    sum + of(each)? * most.map_or(Some(amount), |most| Some(amount.min(of(most)?)))?
                }
            })
        })
    }

    /// Whether a guard holds in every month of every trial, or in none.
    fn holds(&self, guard: &Guard) -> Option<bool> {
        let each: Vec<Option<bool>> = guard.iter().map(|&(p, states)| self.is_always_in(p, states)).collect();
        if each.contains(&Some(false)) {
            return Some(false);
        }
        each.iter().all(|holds| *holds == Some(true)).then_some(true)
    }
}

impl Journey {
    /// Follows a process from its start: where one dated step without a condition, a driver or an alternative is sure to come next, it is taken; where anything
    /// else may happen, the journey ends with the month in which the process came there.
    fn new(plan: &Plan, constants: &[Option<f64>], p: usize) -> Journey {
        let process = &plan.processes[p];
        let mut stays = vec![(0, process.start)];
        let (mut month, mut state) = stays[0];
        loop {
            let leads_out = |from: Mask| from >> state & 1 == 1;
            let mut ways = process
                .transitions
                .iter()
                .filter(|way| leads_out(way.from) && happens(constants, &way.trigger));
            let mut shocks = plan.shocks.iter().filter(|shock| happens(constants, &shock.rate));
            if shocks
                .any(|shock| shock.forces.iter().any(|force| force.process == p && leads_out(force.from)))
            {
                return Journey { stays, last: Some(month) };
            }
            let Some(way) = ways.next() else { return Journey { stays, last: None } };
            let due = match &way.trigger {
                PlannedTrigger::At(months, chance) if is_sure(constants, way, *chance) => {
                    let due = months.iter().copied().filter(|due| *due > month + way.not_before);
                    Some(due.min())
                }
                _ => None,
            };
            match (due, ways.next()) {
                // Every date has passed.
                (Some(None), None) => return Journey { stays, last: None },
                (Some(Some(due)), None) => (month, state) = (due, way.to),
                _ => return Journey { stays, last: Some(month) },
            }
            stays.push((month, state));
        }
    }

    /// The state at the end of a month, where it is known.
    fn at(&self, month: u32) -> Option<usize> {
        if self.last.is_some_and(|last| month > last) {
            return None;
        }
        self.stays.iter().rev().find(|(from, _)| *from <= month).map(|(_, state)| *state)
    }
}

/// Whether all of the states that may be are among these, or none.
fn all_or_none(may: Mask, states: Mask) -> Option<bool> {
    match (may & states, may & !states) {
        (0, _) => Some(false),
        (_, 0) => Some(true),
        _ => None,
    }
}

/// Whether a ballot is won whenever it is held.
fn is_sure(constants: &[Option<f64>], way: &PlannedTransition, chance: Slot) -> bool {
    let free = way.times.is_empty() && way.consents.is_empty() && way.guard.is_empty();
    free && constants[chance].is_some_and(|chance| chance >= 1.0)
}

/// Whether something may happen at all: its rate or chance is not 0.
pub(super) fn happens(constants: &[Option<f64>], trigger: &PlannedTrigger) -> bool {
    match trigger {
        PlannedTrigger::PerYear(slot)
        | PlannedTrigger::AnnualChance(slot)
        | PlannedTrigger::At(_, slot)
        | PlannedTrigger::After(_, slot) => constants[*slot] != Some(0.0),
    }
}

/// The number that each quantity is in every world, of those that are not drawn and follow from none that is.
pub(super) fn constants(plan: &Plan) -> Vec<Option<f64>> {
    let mut constants: Vec<Option<f64>> = Vec::with_capacity(plan.quantities.len());
    for quantity in &plan.quantities {
        let constant = match &quantity.derivation {
            None => quantity.family.as_constant(),
            Some(derivation) => {
                let known = |name: &str| {
                    let part = derivation.parts.iter().find(|(part, _)| part == name);
                    part.and_then(|&(_, slot)| constants[slot])
                };
                let all = derivation.parts.iter().all(|&(_, slot)| constants[slot].is_some());
                all.then(|| derivation.formula.evaluate(&known)).flatten()
            }
        };
        constants.push(constant);
    }
    constants
}

/// The states that a process may come into from one: those that transitions and shocks lead to, but for those whose rate or chance is 0.
pub(super) fn reachable(plan: &Plan, constants: &[Option<f64>], p: usize, state: usize) -> Mask {
    let steps = steps_from(plan, constants, p, state);
    steps.iter().enumerate().fold(0, |mask, (state, steps)| mask | Mask::from(steps.is_some()) << state)
}

/// How many moves lead from a state of a process to each, at least: transitions and what shocks force, but for those whose rate or chance is 0. None where
/// there is no way.
pub(super) fn steps_from(
    plan: &Plan,
    constants: &[Option<f64>],
    p: usize,
    state: usize,
) -> Vec<Option<usize>> {
    let never = |slot: Slot| constants[slot] == Some(0.0);
    let transitions = &plan.processes[p].transitions;
    let own = transitions.iter().filter(|way| happens(constants, &way.trigger)).map(|way| (way.from, way.to));
    let forces =
        plan.shocks.iter().filter(|shock| happens(constants, &shock.rate)).flat_map(|shock| &shock.forces);
    let forced = forces.filter(|force| force.process == p && !never(force.chance));
    let moves: Vec<(Mask, usize)> = own.chain(forced.map(|force| (force.from, force.to))).collect();
    let mut found = vec![None; plan.processes[p].states.len()];
    found[state] = Some(0);
    let (mut newest, mut steps): (Mask, usize) = (1 << state, 0);
    while newest != 0 {
        steps += 1;
        let beyond = moves.iter().filter(|(from, to)| from & newest != 0 && found[*to].is_none());
        newest = beyond.fold(0, |mask, (_, to)| mask | 1 << to);
        let is_new = |state: &usize| newest >> state & 1 == 1;
        (0..found.len()).filter(is_new).for_each(|state| found[state] = Some(steps));
    }
    found
}
