//! A plan and variants of it, which differ in the laws of quantities only, as one plan.
//!
//! It is the union of them (see `union`), found without comparing anything: what a changed quantity reaches stands once more for its variant, all
//! else is the original.

use std::collections::HashMap;

use super::union::{Part, Places, Union, scores};
use super::{
    Guard, Influence, Plan, PlannedAudience, PlannedFactor, PlannedForce, PlannedMeasure, PlannedMetric,
    PlannedMotion, PlannedPoints, PlannedProcess, PlannedQuantity, PlannedShock, PlannedTrigger, Read, Score,
    Slot, Table, order::metric_order,
};

/// What of a plan a variant has copies of, by place.
#[derive(Debug, PartialEq)]
struct Reached {
    slots: Vec<bool>,
    tables: Vec<bool>,
    audiences: Vec<bool>,
    factors: Vec<bool>,
    shocks: Vec<bool>,
    processes: Vec<bool>,
    metrics: Vec<bool>,
}

/// Unites a plan, which comes first, and variants of it. `drawn_at` says for each of them where each quantity is drawn.
pub fn unite_variants(plans: &[&Plan], drawn_at: &[Vec<usize>]) -> Union {
    let plan = plans[0];
    let reached: Vec<Reached> = plans[1..]
        .iter()
        .zip(&drawn_at[1..])
        .map(|(v, at)| Reached::new(plan, v, &drawn_at[0], at))
        .collect();
    let mut quantities: Vec<usize> = Vec::new();
    let mut planned: Vec<PlannedQuantity> = Vec::new();
    let mut slots: HashMap<usize, Slot> = HashMap::new();
    let mut slot = |(quantity, &place): (&PlannedQuantity, &usize)| {
        *slots.entry(place).or_insert_with(|| {
            quantities.push(place);
            planned.push(quantity.clone());
            planned.len() - 1
        })
    };
    let by_plan = plans.iter().zip(drawn_at);
    let by_plan: Vec<Vec<Slot>> =
        by_plan.map(|(plan, at)| plan.quantities.iter().zip(at).map(&mut slot).collect()).collect();
    let of = |kind: fn(&Reached) -> &Vec<bool>, count: usize| spread(&reached, kind, count);
    let tables = of(|r| &r.tables, plan.tables.len());
    let audiences = of(|r| &r.audiences, plan.audiences.len());
    let factors = of(|r| &r.factors, plan.factors.len());
    let shocks = of(|r| &r.shocks, plan.shocks.len());
    let processes = of(|r| &r.processes, plan.processes.len());
    let metrics = of(|r| &r.metrics, plan.metrics.len());
    let places: Vec<Places> = (0..plans.len())
        .map(|n| Places {
            quantities: by_plan[n].clone(),
            windows: (0..plan.windows.len()).collect(),
            tables: tables[n].clone(),
            audiences: audiences[n].clone(),
            factors: factors[n].clone(),
            processes: processes[n].clone(),
            shocks: shocks[n].clone(),
            metrics: metrics[n].clone(),
        })
        .collect();
    let factor = |n: usize, i: usize| PlannedFactor {
        read: plan.factors[i].read,
        ..places[n].factor(&plans[n].factors[i])
    };
    let mut whole = Plan {
        calendar: plan.calendar,
        quantities: planned,
        correlated: Vec::new(),
        tables: copies(&tables, |n, i| places[n].table(&plan.tables[i])),
        audiences: copies(&audiences, |n, i| places[n].audience(&plan.audiences[i])),
        factors: copies(&factors, factor),
        processes: copies(&processes, |n, i| places[n].process(&plans[n].processes[i])),
        shocks: copies(&shocks, |n, i| places[n].shock(&plan.shocks[i])),
        windows: plan.windows.clone(),
        metrics: copies(&metrics, |n, i| places[n].metric(&plan.metrics[i])),
        metric_order: Vec::new(),
        scores: Vec::new(),
        coefficients: Vec::new(),
        sums: Vec::new(),
        hazards: Vec::new(),
    };
    let forces = force_processes(plan, &places, &mut whole);
    whole.metric_order = metric_order(&whole.metrics);
    whole.number();
    let parts = plans.iter().zip(places).zip(&forces);
    let parts = parts.map(|((one, places), forces)| Part {
        scores: scores(one, &whole, &places, forces),
        table: places.tables[0],
        quantities: places.quantities,
        audiences: places.audiences,
        processes: places.processes,
        factors: places.factors,
        shocks: places.shocks,
        metrics: places.metrics,
    });
    Union { parts: parts.collect(), plan: whole, quantities }
}

/// Gives each shock what it forces, in the original and in each variant; returns, for each plan, shock and force, its place there.
fn force_processes(plan: &Plan, places: &[Places], whole: &mut Plan) -> Vec<Vec<Vec<usize>>> {
    let mut found: Vec<Vec<Vec<usize>>> = Vec::with_capacity(places.len());
    for places_of in places {
        let mut by_shock = Vec::with_capacity(plan.shocks.len());
        for (s, shock) in plan.shocks.iter().enumerate() {
            let known = &mut whole.shocks[places_of.shocks[s]].forces;
            let mut by_force = Vec::with_capacity(shock.forces.len());
            for (f, force) in shock.forces.iter().enumerate() {
                let is_original = places_of.processes[force.process] == places[0].processes[force.process];
                match found.first() {
                    Some(original) if is_original => by_force.push(original[s][f]),
                    _ => {
                        by_force.push(known.len());
                        known.push(places_of.force(force));
                    }
                }
            }
            by_shock.push(by_force);
        }
        found.push(by_shock);
    }
    found
}

/// For the original and each variant the place of every element of a kind: copies stand behind their original, so that within each the order of
/// elements is kept.
fn spread(reached: &[Reached], kind: fn(&Reached) -> &Vec<bool>, count: usize) -> Vec<Vec<usize>> {
    let mut places = vec![Vec::with_capacity(count); reached.len() + 1];
    let mut next = 0;
    for i in 0..count {
        let original = next;
        places[0].push(original);
        next += 1;
        for (n, reached) in reached.iter().enumerate() {
            let copied = kind(reached)[i];
            places[n + 1].push(if copied { next } else { original });
            next += usize::from(copied);
        }
    }
    places
}

/// The elements of a kind in their places.
fn copies<T>(places: &[Vec<usize>], copy: impl Fn(usize, usize) -> T) -> Vec<T> {
    let mut found = Vec::new();
    for i in 0..places[0].len() {
        for (n, places_of) in places.iter().enumerate() {
            if n == 0 || places_of[i] != places[0][i] {
                found.push(copy(n, i));
            }
        }
    }
    found
}

/// What a quantity can have an effect on, whatever it is: by construction it has none on anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effects {
    /// By process of the plan.
    pub processes: Vec<bool>,
    /// By metric of the plan.
    pub metrics: Vec<bool>,
}

/// What the quantity in a slot can have an effect on.
pub fn effects_of(plan: &Plan, slot: Slot) -> Effects {
    let mut slots = vec![false; plan.quantities.len()];
    slots[slot] = true;
    for (derived, quantity) in plan.quantities.iter().enumerate() {
        let parts = quantity.derivation.iter().flat_map(|derivation| &derivation.parts);
        slots[derived] |= parts.into_iter().any(|&(_, part)| slots[part]);
    }
    let reached = Reached::beginning(plan, slots).all(plan);
    Effects { processes: reached.processes, metrics: reached.metrics }
}

impl Reached {
    fn new(plan: &Plan, variant: &Plan, original: &[usize], drawn_at: &[usize]) -> Reached {
        let slots = original.iter().zip(drawn_at).map(|(a, b)| a != b).collect();
        let mut reached = Reached::beginning(plan, slots);
        let traits = plan.processes.iter().zip(&variant.processes);
        reached.processes = traits.map(|(a, b)| a.draws_on_entry != b.draws_on_entry).collect();
        reached.all(plan)
    }

    /// Of these slots, and nothing that reads them yet.
    fn beginning(plan: &Plan, slots: Vec<bool>) -> Reached {
        Reached {
            slots,
            tables: vec![false; plan.tables.len()],
            audiences: vec![false; plan.audiences.len()],
            factors: vec![false; plan.factors.len()],
            shocks: vec![false; plan.shocks.len()],
            processes: vec![false; plan.processes.len()],
            metrics: vec![false; plan.metrics.len()],
        }
    }

    /// With everything that reads what is reached, however indirectly.
    fn all(mut self, plan: &Plan) -> Reached {
        loop {
            let further = self.further(plan);
            if further == self {
                return self;
            }
            self = further;
        }
    }

    /// One step further from what reads to what is read.
    fn further(&self, plan: &Plan) -> Reached {
        let mut processes: Vec<bool> = self.processes.clone();
        for (reached, process) in processes.iter_mut().zip(&plan.processes) {
            *reached |= self.process(process);
        }
        for (shock, &is_reached) in plan.shocks.iter().zip(&self.shocks) {
            for force in &shock.forces {
                processes[force.process] |= is_reached || self.force(force);
            }
        }
        Reached {
            slots: self.slots.clone(),
            tables: plan.tables.iter().map(|table| self.table(table)).collect(),
            audiences: plan.audiences.iter().map(|audience| self.audience(audience)).collect(),
            factors: plan.factors.iter().map(|factor| self.factor(factor)).collect(),
            shocks: plan.shocks.iter().map(|shock| self.shock(shock)).collect(),
            processes,
            metrics: plan.metrics.iter().map(|metric| self.metric(metric)).collect(),
        }
    }

    fn table(&self, table: &Table) -> bool {
        table.agenda.as_ref().is_some_and(|(p, _)| self.processes[*p])
    }

    fn guard(&self, guard: &Guard) -> bool {
        guard.iter().any(|&(p, _)| self.processes[p])
    }

    fn score(&self, score: &Score) -> bool {
        score.influences.iter().any(|influence| self.influence(influence))
    }

    fn influence(&self, influence: &Influence) -> bool {
        self.slots[influence.weight] || influence.reads.iter().any(|read| self.read(read))
    }

    fn read(&self, read: &Read) -> bool {
        match read {
            Read::Factor(f) => self.factors[*f],
            Read::InState(p, _) | Read::Trait(p, _) | Read::MonthsIn(p) => self.processes[*p],
            Read::OnTable(table, _) => self.tables[*table],
            Read::Acceptance(a, _) => self.audiences[*a],
            Read::Amount(table, slots) => {
                self.tables[*table] || slots.iter().flatten().any(|&slot| self.slots[slot])
            }
            Read::Window(_) | Read::Always => false,
        }
    }

    fn audience(&self, audience: &PlannedAudience) -> bool {
        let points = |points: &PlannedPoints| match *points {
            PlannedPoints::Level(slot) => self.slots[slot],
            PlannedPoints::PerUnit(per_unit, amount, saturation) => {
                self.slots[per_unit] || self.slots[amount] || saturation.is_some_and(|slot| self.slots[slot])
            }
        };
        self.tables[audience.table]
            || self.slots[audience.reservation]
            || self.slots[audience.width]
            || self.score(&audience.adds)
            || audience.points.iter().flatten().any(points)
    }

    fn factor(&self, factor: &PlannedFactor) -> bool {
        let motion = match factor.motion {
            PlannedMotion::Reverting(mean, half_life) => self.slots[mean] || self.slots[half_life],
            PlannedMotion::Walk(drift) => self.slots[drift],
        };
        let lasts = |(p, by_state): &(usize, Vec<(usize, Slot)>)| {
            self.processes[*p] || by_state.iter().any(|&(_, slot)| self.slots[slot])
        };
        motion
            || self.slots[factor.start]
            || self.slots[factor.swing]
            || self.score(&factor.adds)
            || factor.lasting.iter().any(lasts)
            || factor.impulses.iter().any(|&(s, slot)| self.shocks[s] || self.slots[slot])
    }

    fn shock(&self, shock: &PlannedShock) -> bool {
        self.trigger(&shock.rate) || self.score(&shock.times) || self.guard(&shock.guard)
    }

    fn force(&self, force: &PlannedForce) -> bool {
        self.slots[force.chance] || self.score(&force.times)
    }

    fn trigger(&self, trigger: &PlannedTrigger) -> bool {
        match trigger {
            PlannedTrigger::PerYear(slot)
            | PlannedTrigger::AnnualChance(slot)
            | PlannedTrigger::At(_, slot) => self.slots[*slot],
            PlannedTrigger::After(months, chance) => self.slots[*months] || self.slots[*chance],
        }
    }

    fn process(&self, process: &PlannedProcess) -> bool {
        process.transitions.iter().any(|transition| {
            self.trigger(&transition.trigger)
                || self.score(&transition.times)
                || self.guard(&transition.guard)
                || transition.consents.iter().any(|&(a, _)| self.audiences[a])
        })
    }

    fn metric(&self, metric: &PlannedMetric) -> bool {
        match &metric.measure {
            PlannedMeasure::FirstReached(p, _) | PlannedMeasure::MonthsIn(p, _) => self.processes[*p],
            PlannedMeasure::SumOf(table, by_option, (p, _)) => {
                self.tables[*table]
                    || self.processes[*p]
                    || by_option.iter().flatten().any(|&slot| self.slots[slot])
            }
            PlannedMeasure::Flow { rate, guard, times, discount } => {
                self.slots[*rate]
                    || self.guard(guard)
                    || self.score(times)
                    || discount.is_some_and(|slot| self.slots[slot])
            }
            PlannedMeasure::PointsOf(audience, (p, _)) => self.audiences[*audience] || self.processes[*p],
            PlannedMeasure::Hikiwake { audiences, settled_in: (p, _), .. } => {
                self.processes[*p] || audiences.iter().any(|&a| self.audiences[a])
            }
            PlannedMeasure::Unasked => false,
            PlannedMeasure::Formula(_, parts) => parts.iter().any(|&(_, part)| self.metrics[part]),
        }
    }
}
