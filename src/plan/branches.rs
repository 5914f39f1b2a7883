//! A plan together with variants of it that differ in the laws of quantities only, each as far as the first process.
//!
//! A variant is here what its quantities reach without going through a process: audiences, factors, shocks, metrics, and the processes that read
//! those, as copies that stand beside the original. Whatever else reads a process reads the original. On a trial on which every copy of a process
//! moves as the original does, the whole variant moves as the plan does, and the copies of its metrics are its metrics; that is seen by watching
//! the copies. Of the other trials this says nothing.

use std::collections::HashMap;

use super::union::Places;
use super::{
    Influence, Plan, PlannedAudience, PlannedFactor, PlannedForce, PlannedMeasure, PlannedMetric,
    PlannedMotion, PlannedPoints, PlannedProcess, PlannedQuantity, PlannedShock, PlannedTrigger, Read, Score,
    Slot, compile::metric_order,
};

/// A plan with its variants.
#[derive(Debug)]
pub struct Branches {
    /// All as one plan.
    pub plan: Plan,
    /// For each quantity of it, where it is drawn.
    pub quantities: Vec<usize>,
    /// Where each process of the original is.
    pub processes: Vec<usize>,
    /// Where each metric of the original is.
    pub metrics: Vec<usize>,
    /// The variants.
    pub variants: Vec<Branch>,
}

/// A variant.
#[derive(Debug)]
pub struct Branch {
    /// Its processes: those of the original of which it has a copy, and where that is.
    pub processes: Vec<(usize, usize)>,
    /// Its metrics: those of the original of which it has a copy, and where that is.
    pub metrics: Vec<(usize, usize)>,
}

/// What of a plan a variant has copies of, by place.
#[derive(Debug)]
struct Reached {
    slots: Vec<bool>,
    audiences: Vec<bool>,
    factors: Vec<bool>,
    shocks: Vec<bool>,
    processes: Vec<bool>,
    metrics: Vec<bool>,
}

/// Joins a plan, which comes first, and variants of it. `drawn_at` says for each of them where each quantity is drawn.
pub fn branch(plans: &[&Plan], drawn_at: &[Vec<usize>]) -> Branches {
    let (plan, original) = (plans[0], &drawn_at[0]);
    let reached: Vec<Reached> = drawn_at[1..].iter().map(|at| Reached::new(plan, original, at)).collect();
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
    let audiences = of(|r| &r.audiences, plan.audiences.len());
    let factors = of(|r| &r.factors, plan.factors.len());
    let shocks = of(|r| &r.shocks, plan.shocks.len());
    let processes = of(|r| &r.processes, plan.processes.len());
    let metrics = of(|r| &r.metrics, plan.metrics.len());
    let places: Vec<Places> = (0..drawn_at.len())
        .map(|n| Places {
            quantities: by_plan[n].clone(),
            windows: (0..plan.windows.len()).collect(),
            tables: (0..plan.tables.len()).collect(),
            audiences: audiences[n].clone(),
            factors: factors[n].clone(),
            // Whatever reads a process reads the original.
            processes: processes[0].clone(),
            shocks: shocks[n].clone(),
            metrics: metrics[n].clone(),
        })
        .collect();
    let mut whole = Plan {
        calendar: plan.calendar,
        quantities: planned,
        correlated: Vec::new(),
        tables: plan.tables.iter().map(|table| places[0].table(table)).collect(),
        audiences: copies(&audiences, |n, i| places[n].audience(&plans[n].audiences[i])),
        factors: copies(&factors, |n, i| PlannedFactor {
            read: plan.factors[i].read,
            ..places[n].factor(&plans[n].factors[i])
        }),
        processes: copies(&processes, |n, i| places[n].process(&plan.processes[i])),
        shocks: copies(&shocks, |n, i| places[n].shock(&plan.shocks[i])),
        windows: plan.windows.clone(),
        metrics: copies(&metrics, |n, i| places[n].metric(&plan.metrics[i])),
        metric_order: Vec::new(),
        scores: Vec::new(),
        coefficients: Vec::new(),
        sums: Vec::new(),
        hazards: Vec::new(),
    };
    for (n, places) in places.iter().enumerate() {
        for (s, shock) in plan.shocks.iter().enumerate() {
            for force in &shock.forces {
                let at = processes[n][force.process];
                if n == 0 || at != processes[0][force.process] {
                    let force = PlannedForce { process: at, ..places.force(force) };
                    whole.shocks[places.shocks[s]].forces.push(force);
                }
            }
        }
    }
    whole.metric_order = metric_order(&whole.metrics);
    whole.number();
    let own = |n: usize, kind: &[Vec<usize>]| -> Vec<(usize, usize)> {
        let both = kind[0].iter().zip(&kind[n]).enumerate();
        both.filter(|(_, (original, copy))| original != copy).map(|(i, (_, &copy))| (i, copy)).collect()
    };
    let variants = (1..drawn_at.len())
        .map(|n| Branch { processes: own(n, &processes), metrics: own(n, &metrics) })
        .collect();
    Branches {
        plan: whole,
        quantities,
        processes: processes[0].clone(),
        metrics: metrics[0].clone(),
        variants,
    }
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

impl Reached {
    fn new(plan: &Plan, original: &[usize], variant: &[usize]) -> Reached {
        let mut reached = Reached {
            slots: original.iter().zip(variant).map(|(a, b)| a != b).collect(),
            audiences: vec![false; plan.audiences.len()],
            factors: vec![false; plan.factors.len()],
            shocks: vec![false; plan.shocks.len()],
            processes: vec![false; plan.processes.len()],
            metrics: vec![false; plan.metrics.len()],
        };
        // Factors push shocks, shocks push factors.
        loop {
            let factors: Vec<bool> = plan.factors.iter().map(|factor| reached.factor(factor)).collect();
            let shocks: Vec<bool> = plan.shocks.iter().map(|shock| reached.shock(shock)).collect();
            let is_all = factors == reached.factors && shocks == reached.shocks;
            (reached.factors, reached.shocks) = (factors, shocks);
            if is_all {
                break;
            }
        }
        reached.audiences = plan.audiences.iter().map(|audience| reached.audience(audience)).collect();
        reached.processes = plan.processes.iter().map(|process| reached.process(process)).collect();
        for (shock, &is_reached) in plan.shocks.iter().zip(&reached.shocks) {
            for force in &shock.forces {
                let is_other = is_reached || reached.slots[force.chance] || reached.score(&force.times);
                reached.processes[force.process] |= is_other;
            }
        }
        for &m in &plan.metric_order {
            reached.metrics[m] = reached.metric(&plan.metrics[m]);
        }
        reached
    }

    fn score(&self, score: &Score) -> bool {
        score.influences.iter().any(|influence| self.influence(influence))
    }

    fn influence(&self, influence: &Influence) -> bool {
        let read = |read: &Read| match read {
            Read::Factor(f) => self.factors[*f],
            Read::Amount(_, slots) => slots.iter().flatten().any(|&slot| self.slots[slot]),
            _ => false,
        };
        self.slots[influence.weight] || influence.reads.iter().any(read)
    }

    fn audience(&self, audience: &PlannedAudience) -> bool {
        let points = |points: &PlannedPoints| match *points {
            PlannedPoints::Level(slot) => self.slots[slot],
            PlannedPoints::PerUnit(per_unit, amount, saturation) => {
                self.slots[per_unit] || self.slots[amount] || saturation.is_some_and(|slot| self.slots[slot])
            }
        };
        self.slots[audience.reservation]
            || self.slots[audience.width]
            || self.score(&audience.adds)
            || audience.points.iter().flatten().any(points)
    }

    fn factor(&self, factor: &PlannedFactor) -> bool {
        let motion = match factor.motion {
            PlannedMotion::Reverting(mean, half_life) => self.slots[mean] || self.slots[half_life],
            PlannedMotion::Walk(drift) => self.slots[drift],
        };
        motion
            || self.slots[factor.start]
            || self.slots[factor.swing]
            || self.score(&factor.adds)
            || factor.lasting.iter().flat_map(|(_, by_state)| by_state).any(|&(_, slot)| self.slots[slot])
            || factor.impulses.iter().any(|&(s, slot)| self.shocks[s] || self.slots[slot])
    }

    fn shock(&self, shock: &PlannedShock) -> bool {
        self.trigger(&shock.rate) || self.score(&shock.times)
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
                || transition.consents.iter().any(|&(a, _)| self.audiences[a])
        })
    }

    fn metric(&self, metric: &PlannedMetric) -> bool {
        match &metric.measure {
            PlannedMeasure::FirstReached(..) | PlannedMeasure::MonthsIn(..) => false,
            PlannedMeasure::SumOf(_, by_option, _) => {
                by_option.iter().flatten().any(|&slot| self.slots[slot])
            }
            PlannedMeasure::Flow { rate, times, discount, .. } => {
                self.slots[*rate] || self.score(times) || discount.is_some_and(|slot| self.slots[slot])
            }
            PlannedMeasure::PointsOf(audience, _) => self.audiences[*audience],
            PlannedMeasure::Hikiwake { audiences, .. } => audiences.iter().any(|&a| self.audiences[a]),
            PlannedMeasure::Formula(_, parts) => parts.iter().any(|&(_, part)| self.metrics[part]),
        }
    }
}
