//! Elements of a plan with everything they refer to named by its class, or its place in a union.

use super::union::Places;
use super::{
    Guard, Influence, Mask, PlannedAudience, PlannedFactor, PlannedForce, PlannedMeasure, PlannedMetric,
    PlannedMotion, PlannedPoints, PlannedProcess, PlannedShock, PlannedTransition, PlannedTrigger, Read,
    Score, Slot, Table,
};

impl Places {
    pub(super) fn table(&self, table: &Table) -> Table {
        let agenda = table.agenda.as_ref();
        Table { agenda: agenda.map(|(p, options)| (self.processes[*p], options.clone())), ..table.clone() }
    }

    pub(super) fn audience(&self, audience: &PlannedAudience) -> PlannedAudience {
        PlannedAudience {
            id: audience.id.clone(),
            table: self.tables[audience.table],
            points: audience
                .points
                .iter()
                .map(|by_term| by_term.iter().map(|points| self.points(points)).collect())
                .collect(),
            reservation: self.slot(audience.reservation),
            width: self.slot(audience.width),
            adds: self.score(&audience.adds),
        }
    }

    /// Whether anything reads it is not part of what a factor is.
    pub(super) fn factor(&self, factor: &PlannedFactor) -> PlannedFactor {
        PlannedFactor {
            id: factor.id.clone(),
            start: self.slot(factor.start),
            motion: match factor.motion {
                PlannedMotion::Reverting(mean, half_life) => {
                    PlannedMotion::Reverting(self.slot(mean), self.slot(half_life))
                }
                PlannedMotion::Walk(drift) => PlannedMotion::Walk(self.slot(drift)),
            },
            swing: self.slot(factor.swing),
            still: factor.still,
            min: factor.min,
            max: factor.max,
            adds: self.score(&factor.adds),
            read: false,
            lasting: factor
                .lasting
                .iter()
                .map(|(p, by_state)| {
                    let amounts = by_state.iter().map(|&(state, slot)| (state, self.slot(slot)));
                    (self.processes[*p], amounts.collect())
                })
                .collect(),
            impulses: factor.impulses.iter().map(|&(s, slot)| (self.shocks[s], self.slot(slot))).collect(),
        }
    }

    pub(super) fn process(&self, process: &PlannedProcess) -> PlannedProcess {
        PlannedProcess {
            first_state: 0,
            first_transition: 0,
            transitions: process.transitions.iter().map(|t| self.transition(t)).collect(),
            ..process.clone()
        }
    }

    fn transition(&self, transition: &PlannedTransition) -> PlannedTransition {
        PlannedTransition {
            id: transition.id.clone(),
            to: transition.to,
            from: transition.from,
            trigger: self.trigger(&transition.trigger),
            times: self.score(&transition.times),
            consents: transition.consents.iter().map(|&(a, refusal)| (self.audiences[a], refusal)).collect(),
            not_before: transition.not_before,
            guard: self.guard(&transition.guard),
            hazard: 0,
        }
    }

    /// A shock without what it forces.
    pub(super) fn shock(&self, shock: &PlannedShock) -> PlannedShock {
        PlannedShock {
            id: shock.id.clone(),
            rate: self.trigger(&shock.rate),
            times: self.score(&shock.times),
            window: shock.window.map(|w| self.windows[w]),
            guard: self.guard(&shock.guard),
            forces: Vec::new(),
        }
    }

    pub(super) fn force(&self, force: &PlannedForce) -> PlannedForce {
        PlannedForce {
            id: force.id.clone(),
            process: self.processes[force.process],
            from: force.from,
            to: force.to,
            chance: self.slot(force.chance),
            times: self.score(&force.times),
        }
    }

    pub(super) fn metric(&self, metric: &PlannedMetric) -> PlannedMetric {
        let measure = match &metric.measure {
            PlannedMeasure::FirstReached(p, mask) => PlannedMeasure::FirstReached(self.processes[*p], *mask),
            PlannedMeasure::MonthsIn(p, mask) => PlannedMeasure::MonthsIn(self.processes[*p], *mask),
            PlannedMeasure::SumOf(table, by_option, settled_in) => PlannedMeasure::SumOf(
                self.tables[*table],
                by_option.iter().map(|slots| slots.iter().map(|&slot| self.slot(slot)).collect()).collect(),
                self.states(*settled_in),
            ),
            PlannedMeasure::Flow { rate, guard, times, discount } => PlannedMeasure::Flow {
                rate: self.slot(*rate),
                guard: self.guard(guard),
                times: self.score(times),
                discount: discount.map(|slot| self.slot(slot)),
            },
            PlannedMeasure::PointsOf(audience, settled_in) => {
                PlannedMeasure::PointsOf(self.audiences[*audience], self.states(*settled_in))
            }
            PlannedMeasure::Hikiwake { audiences, settled_in, tolerance, even, heavy } => {
                PlannedMeasure::Hikiwake {
                    audiences: audiences.map(|a| self.audiences[a]),
                    settled_in: self.states(*settled_in),
                    tolerance: *tolerance,
                    even: *even,
                    heavy: *heavy,
                }
            }
            PlannedMeasure::Unasked => PlannedMeasure::Unasked,
            PlannedMeasure::Formula(formula, names) => PlannedMeasure::Formula(
                formula.clone(),
                names.iter().map(|(name, m)| (name.clone(), self.metrics[*m])).collect(),
            ),
        };
        PlannedMetric { id: metric.id.clone(), measure }
    }

    fn slot(&self, slot: Slot) -> Slot {
        self.quantities[slot]
    }

    fn states(&self, (process, mask): (usize, Mask)) -> (usize, Mask) {
        (self.processes[process], mask)
    }

    fn guard(&self, guard: &Guard) -> Guard {
        guard.iter().map(|&states| self.states(states)).collect()
    }

    fn trigger(&self, trigger: &PlannedTrigger) -> PlannedTrigger {
        match trigger {
            PlannedTrigger::PerYear(slot) => PlannedTrigger::PerYear(self.slot(*slot)),
            PlannedTrigger::AnnualChance(slot) => PlannedTrigger::AnnualChance(self.slot(*slot)),
            PlannedTrigger::At(months, slot) => PlannedTrigger::At(months.clone(), self.slot(*slot)),
            PlannedTrigger::After(months, slot) => {
                PlannedTrigger::After(self.slot(*months), self.slot(*slot))
            }
        }
    }

    fn points(&self, points: &PlannedPoints) -> PlannedPoints {
        match *points {
            PlannedPoints::Level(slot) => PlannedPoints::Level(self.slot(slot)),
            PlannedPoints::PerUnit(per_unit, amount, saturation) => PlannedPoints::PerUnit(
                self.slot(per_unit),
                self.slot(amount),
                saturation.map(|slot| self.slot(slot)),
            ),
        }
    }

    /// Its numbers are given when the union is whole.
    fn score(&self, score: &Score) -> Score {
        let influence = |influence: &Influence| Influence {
            id: influence.id.clone(),
            reads: influence.reads.iter().map(|read| self.read(read)).collect(),
            windows: influence.windows.iter().map(|&w| self.windows[w]).collect(),
            of_option: influence.of_option,
            weight: self.slot(influence.weight),
            times: influence.times,
            coefficient: 0,
        };
        Score { influences: score.influences.iter().map(influence).collect(), number: 0, sum: 0 }
    }

    fn read(&self, read: &Read) -> Read {
        match read {
            Read::Factor(f) => Read::Factor(self.factors[*f]),
            Read::InState(p, mask) => Read::InState(self.processes[*p], *mask),
            Read::Trait(p, column) => Read::Trait(self.processes[*p], *column),
            Read::Window(w) => Read::Window(self.windows[*w]),
            Read::OnTable(table, mask) => Read::OnTable(self.tables[*table], *mask),
            Read::Amount(table, slots) => Read::Amount(
                self.tables[*table],
                slots.iter().map(|slot| slot.map(|slot| self.slot(slot))).collect(),
            ),
            Read::Always => Read::Always,
            Read::MonthsIn(p) => Read::MonthsIn(self.processes[*p]),
            Read::Acceptance(a, taken) => {
                Read::Acceptance(self.audiences[*a], taken.map(|(p, state)| (self.processes[p], state)))
            }
        }
    }
}
