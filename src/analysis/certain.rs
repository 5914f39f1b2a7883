//! What is certain by construction: the same in every trial, whatever is drawn (docs/model.md §5.9).
//!
//! Only what follows from the plan counts, never what the trials happened to show. What cannot be proved here is not certain; a proof may be missed.

use crate::plan::{Guard, Mask, Plan, PlannedMeasure, PlannedPoints, PlannedTrigger, Slot};

/// What can be proved of a plan.
pub(super) struct Certain<'p> {
    plan: &'p Plan,
    /// For each process the states that it may ever be in.
    may_be_in: Vec<Mask>,
    /// For each quantity the number that it is in every world.
    constants: Vec<Option<f64>>,
}

impl<'p> Certain<'p> {
    /// Looks at a plan.
    pub(super) fn new(plan: &'p Plan) -> Certain<'p> {
        let constants = constants(plan);
        let may_be_in = (0..plan.processes.len()).map(|p| reachable(plan, &constants, p)).collect();
        Certain { plan, may_be_in, constants }
    }

    /// Whether a process is in one of these states at the end of every month of every trial, or in none of them in any.
    pub(super) fn is_in(&self, p: usize, states: Mask) -> Option<bool> {
        let may = self.may_be_in[p];
        match (may & states, may & !states) {
            (0, _) => Some(false),
            (_, 0) => Some(true),
            _ => None,
        }
    }

    /// Whether every trial, or none, has been in this state from the start.
    pub(super) fn has_reached(&self, p: usize, state: usize) -> Option<bool> {
        if self.plan.processes[p].start == state {
            Some(true)
        } else {
            self.is_in(p, 1 << state).filter(|is| !is)
        }
    }

    /// Whether a metric is the same number in every trial.
    pub(super) fn metric(&self, m: usize) -> bool {
        match &self.plan.metrics[m].measure {
            PlannedMeasure::FirstReached(p, states) => states >> self.plan.processes[*p].start & 1 == 1,
            PlannedMeasure::MonthsIn(p, states) => self.is_in(*p, *states).is_some(),
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
            PlannedMeasure::Hikiwake { audiences, settled_in, .. } => audiences.iter().all(|&a| {
                let audience = &self.plan.audiences[a];
                let known = self.constants[audience.reservation].is_some() && audience.adds.is_empty();
                known && self.settles_to_one(audience.table, *settled_in, |option| self.points(a, option))
            }),
            PlannedMeasure::Formula(_, parts) => parts.iter().all(|&(_, part)| self.metric(part)),
        }
    }

    /// Whether what counts once a trial is settled, and is 0 before, is one number whichever option may be on the table.
    fn settles_to_one(
        &self,
        table: usize,
        (p, states): (usize, Mask),
        of: impl Fn(usize) -> Option<f64>,
    ) -> bool {
        let settled = self.is_in(p, states);
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
        let each: Vec<Option<bool>> = guard.iter().map(|&(p, states)| self.is_in(p, states)).collect();
        if each.contains(&Some(false)) {
            return Some(false);
        }
        each.iter().all(|holds| *holds == Some(true)).then_some(true)
    }
}

/// The number that each quantity is in every world, of those that are not drawn and follow from none that is.
fn constants(plan: &Plan) -> Vec<Option<f64>> {
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

/// The states that a process may come into: those that transitions and shocks lead to, but for those whose rate or chance is 0.
fn reachable(plan: &Plan, constants: &[Option<f64>], p: usize) -> Mask {
    let never = |slot: Slot| constants[slot] == Some(0.0);
    let happens = |trigger: &PlannedTrigger| match trigger {
        PlannedTrigger::PerYear(slot) | PlannedTrigger::AnnualChance(slot) => !never(*slot),
        PlannedTrigger::At(_, chance) | PlannedTrigger::After(_, chance) => !never(*chance),
    };
    let transitions = &plan.processes[p].transitions;
    let own = transitions.iter().filter(|way| happens(&way.trigger)).map(|way| (way.from, way.to));
    let forces = plan.shocks.iter().filter(|shock| happens(&shock.rate)).flat_map(|shock| &shock.forces);
    let forced = forces.filter(|force| force.process == p && !never(force.chance));
    let moves: Vec<(Mask, usize)> = own.chain(forced.map(|force| (force.from, force.to))).collect();
    let mut found: Mask = 1 << plan.processes[p].start;
    loop {
        let more =
            moves.iter().filter(|(from, _)| from & found != 0).fold(found, |all, (_, to)| all | 1 << to);
        if more == found {
            return found;
        }
        found = more;
    }
}
