//! Several plans as one, in which what they have in common stands once.
//!
//! The files of a run mostly share their surroundings: the same factors drift and the same shocks strike under every option. Two elements
//! of different plans are one element of the union if they are the same by name and definition and all that they read is one element in
//! its turn. That is the coarsest partition of the elements which no definition splits; it is found by splitting until nothing splits.

use std::collections::HashMap;

use super::{
    Plan, PlannedAudience, PlannedFactor, PlannedForce, PlannedMetric, PlannedProcess, PlannedShock, Table,
    order::metric_order,
};

/// Plans of one calendar as one plan.
#[derive(Debug)]
pub struct Union {
    /// All their elements, each once; who moves with whom is left to the quantities themselves.
    pub plan: Plan,
    /// For each quantity of it, where it is drawn.
    pub quantities: Vec<usize>,
    /// Where the elements of each plan are, in the order in which the plans were given.
    pub parts: Vec<Part>,
}

/// Where the elements of one plan are in the union.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Slot of each quantity.
    pub quantities: Vec<usize>,
    /// Its table.
    pub table: usize,
    /// Place of each audience.
    pub audiences: Vec<usize>,
    /// Place of each process.
    pub processes: Vec<usize>,
    /// Place of each factor.
    pub factors: Vec<usize>,
    /// Place of each shock.
    pub shocks: Vec<usize>,
    /// Place of each metric.
    pub metrics: Vec<usize>,
    /// Number of each score.
    pub scores: Vec<usize>,
}

/// For the elements of one plan, the class of each; in the end its place in the union.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) quantities: Vec<usize>,
    pub(super) windows: Vec<usize>,
    pub(super) tables: Vec<usize>,
    pub(super) audiences: Vec<usize>,
    pub(super) factors: Vec<usize>,
    pub(super) processes: Vec<usize>,
    pub(super) shocks: Vec<usize>,
    pub(super) metrics: Vec<usize>,
}

/// Unites plans of one calendar. `drawn_at` says for each plan and quantity where it is drawn: quantities drawn at one place are one.
pub fn unite(plans: &[&Plan], drawn_at: &[Vec<usize>]) -> Union {
    let mut places: Vec<Places> = plans.iter().map(|plan| Places::coarsest(plan)).collect();
    let quantities = gather_quantities(drawn_at, &mut places);
    let windows = classify(plans, &mut places, |plan, _| plan.windows.clone(), |p| &mut p.windows);
    let mut classes = 0;
    loop {
        let split = split(plans, &mut places);
        if split == classes {
            break;
        }
        classes = split;
    }
    sort_by_id(plans, &mut places);
    let mut plan = Plan {
        calendar: plans[0].calendar,
        quantities: one_of_each(plans, &places, |plan, _| plan.quantities.clone(), |p| &p.quantities),
        correlated: Vec::new(),
        windows,
        tables: one_of_each(plans, &places, tables, |p| &p.tables),
        audiences: one_of_each(plans, &places, audiences, |p| &p.audiences),
        factors: one_of_each(plans, &places, factors, |p| &p.factors),
        processes: one_of_each(plans, &places, processes, |p| &p.processes)
            .into_iter()
            .map(|(process, _)| process)
            .collect(),
        shocks: one_of_each(plans, &places, shocks, |p| &p.shocks),
        metrics: one_of_each(plans, &places, metrics, |p| &p.metrics),
        metric_order: Vec::new(),
        scores: Vec::new(),
        coefficients: Vec::new(),
        sums: Vec::new(),
        hazards: Vec::new(),
    };
    for (one, places) in plans.iter().zip(&places) {
        for (factor, &place) in one.factors.iter().zip(&places.factors) {
            plan.factors[place].read |= factor.read;
        }
    }
    let forces = join_forces(plans, &places, &mut plan);
    plan.metric_order = metric_order(&plan.metrics);
    plan.number();
    let parts = plans
        .iter()
        .zip(places)
        .zip(&forces)
        .map(|((one, places), forces)| Part {
            scores: scores(one, &plan, &places, forces),
            table: places.tables[0],
            quantities: places.quantities,
            audiences: places.audiences,
            processes: places.processes,
            factors: places.factors,
            shocks: places.shocks,
            metrics: places.metrics,
        })
        .collect();
    Union { plan, quantities, parts }
}

impl Places {
    /// Everything of a kind in one class: definitions, which hold their own ids, split it at once.
    fn coarsest(plan: &Plan) -> Places {
        Places {
            tables: vec![0; plan.tables.len()],
            audiences: vec![0; plan.audiences.len()],
            factors: vec![0; plan.factors.len()],
            processes: vec![0; plan.processes.len()],
            shocks: vec![0; plan.shocks.len()],
            metrics: vec![0; plan.metrics.len()],
            ..Places::default()
        }
    }
}

// ---- what the elements of a plan are when all they read is named by class -----------------------------------------------------------

fn tables(plan: &Plan, places: &Places) -> Vec<Table> {
    plan.tables.iter().map(|table| places.table(table)).collect()
}

fn audiences(plan: &Plan, places: &Places) -> Vec<PlannedAudience> {
    plan.audiences.iter().map(|audience| places.audience(audience)).collect()
}

fn factors(plan: &Plan, places: &Places) -> Vec<PlannedFactor> {
    plan.factors.iter().map(|factor| places.factor(factor)).collect()
}

/// A process is what it is together with the shocks that force it.
fn processes(plan: &Plan, places: &Places) -> Vec<(PlannedProcess, Vec<(usize, PlannedForce)>)> {
    let forces_on = |p: usize| {
        let all = plan.shocks.iter().zip(&places.shocks);
        let all = all.flat_map(|(shock, &place)| shock.forces.iter().map(move |force| (place, force)));
        all.filter(|(_, force)| force.process == p)
            .map(|(place, force)| (place, places.force(force)))
            .collect()
    };
    let processes = plan.processes.iter().enumerate();
    processes.map(|(p, process)| (places.process(process), forces_on(p))).collect()
}

/// A shock is what makes it strike; what it forces belongs to the processes.
fn shocks(plan: &Plan, places: &Places) -> Vec<PlannedShock> {
    plan.shocks.iter().map(|shock| places.shock(shock)).collect()
}

fn metrics(plan: &Plan, places: &Places) -> Vec<PlannedMetric> {
    plan.metrics.iter().map(|metric| places.metric(metric)).collect()
}

// ---- classes ------------------------------------------------------------------------------------------------------------------------

/// One round of splitting; returns how many classes there are now.
fn split(plans: &[&Plan], places: &mut [Places]) -> usize {
    classify(plans, places, tables, |p| &mut p.tables).len()
        + classify(plans, places, audiences, |p| &mut p.audiences).len()
        + classify(plans, places, factors, |p| &mut p.factors).len()
        + classify(plans, places, processes, |p| &mut p.processes).len()
        + classify(plans, places, shocks, |p| &mut p.shocks).len()
        + classify(plans, places, metrics, |p| &mut p.metrics).len()
}

/// Puts equal elements of one kind into one class; returns an element of each.
fn classify<T: PartialEq>(
    plans: &[&Plan],
    places: &mut [Places],
    elements: impl Fn(&Plan, &Places) -> Vec<T>,
    kind: impl Fn(&mut Places) -> &mut Vec<usize>,
) -> Vec<T> {
    let mut found: Vec<T> = Vec::new();
    for (plan, places) in plans.iter().zip(places) {
        let elements = elements(plan, places);
        let class = |element: T| {
            found.iter().position(|other| *other == element).unwrap_or_else(|| {
                found.push(element);
                found.len() - 1
            })
        };
        *kind(places) = elements.into_iter().map(class).collect();
    }
    found
}

/// Gives one slot to the quantities drawn at one place; returns that place for each slot.
fn gather_quantities(drawn_at: &[Vec<usize>], places: &mut [Places]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let mut slots: HashMap<usize, usize> = HashMap::new();
    for (drawn_at, places) in drawn_at.iter().zip(places) {
        let slot = |&place: &usize| {
            *slots.entry(place).or_insert_with(|| {
                found.push(place);
                found.len() - 1
            })
        };
        places.quantities = drawn_at.iter().map(slot).collect();
    }
    found
}

/// Turns classes into places sorted by id, so that within each plan the order of its elements is kept.
fn sort_by_id(plans: &[&Plan], places: &mut [Places]) {
    sort_kind(plans, places, |p| p.audiences.iter().map(|a| a.id.as_str()).collect(), |p| &mut p.audiences);
    sort_kind(plans, places, |p| p.factors.iter().map(|f| f.id.as_str()).collect(), |p| &mut p.factors);
    sort_kind(plans, places, |p| p.processes.iter().map(|x| x.id.as_str()).collect(), |p| &mut p.processes);
    sort_kind(plans, places, |p| p.shocks.iter().map(|s| s.id.as_str()).collect(), |p| &mut p.shocks);
    sort_kind(plans, places, |p| p.metrics.iter().map(|m| m.id.as_str()).collect(), |p| &mut p.metrics);
}

fn sort_kind<'p>(
    plans: &[&'p Plan],
    places: &mut [Places],
    ids: impl Fn(&'p Plan) -> Vec<&'p str>,
    kind: impl Fn(&mut Places) -> &mut Vec<usize>,
) {
    let mut named: Vec<(&str, usize)> = Vec::new();
    for (plan, places) in plans.iter().zip(places.iter_mut()) {
        named.extend(ids(plan).into_iter().zip(kind(places).iter().copied()));
    }
    named.sort_unstable();
    named.dedup();
    let sorted: HashMap<usize, usize> =
        named.iter().enumerate().map(|(place, &(_, class))| (class, place)).collect();
    for places in places {
        kind(places).iter_mut().for_each(|class| *class = sorted[class]);
    }
}

/// The elements of one kind in the union.
fn one_of_each<T>(
    plans: &[&Plan],
    places: &[Places],
    elements: impl Fn(&Plan, &Places) -> Vec<T>,
    kind: impl Fn(&Places) -> &Vec<usize>,
) -> Vec<T> {
    let mut found: Vec<(usize, T)> = Vec::new();
    let mut seen = Vec::new();
    for (plan, places) in plans.iter().zip(places) {
        for (&place, element) in kind(places).iter().zip(elements(plan, places)) {
            seen.resize(seen.len().max(place + 1), false);
            if !std::mem::replace(&mut seen[place], true) {
                found.push((place, element));
            }
        }
    }
    found.sort_by_key(|&(place, _)| place);
    found.into_iter().map(|(_, element)| element).collect()
}

/// Gives each shock of the union what it forces in any plan; returns, for each plan, shock and force, its place there.
fn join_forces(plans: &[&Plan], places: &[Places], union: &mut Plan) -> Vec<Vec<Vec<usize>>> {
    let renamed: Vec<Vec<Vec<PlannedForce>>> = plans
        .iter()
        .zip(places)
        .map(|(plan, places)| {
            let forces = |shock: &PlannedShock| shock.forces.iter().map(|f| places.force(f)).collect();
            plan.shocks.iter().map(forces).collect()
        })
        .collect();
    for (of_plan, places) in renamed.iter().zip(places) {
        for (forces, &place) in of_plan.iter().zip(&places.shocks) {
            let known = &mut union.shocks[place].forces;
            for force in forces {
                if !known.contains(force) {
                    known.push(force.clone());
                }
            }
        }
    }
    for shock in &mut union.shocks {
        shock.forces.sort_by(|a, b| a.id.cmp(&b.id));
    }
    let place_of = |shock: usize, force: &PlannedForce| {
        let known = &union.shocks[shock].forces;
        known.iter().position(|other| other == force).expect("every force was joined")
    };
    renamed
        .iter()
        .zip(places)
        .map(|(of_plan, places)| {
            let shocks = of_plan.iter().zip(&places.shocks);
            shocks.map(|(forces, &shock)| forces.iter().map(|f| place_of(shock, f)).collect()).collect()
        })
        .collect()
}

/// For each score of a plan, its number in the union.
pub(super) fn scores(plan: &Plan, union: &Plan, places: &Places, forces: &[Vec<usize>]) -> Vec<usize> {
    let mut numbers = vec![0; plan.scores.len()];
    for (audience, &place) in plan.audiences.iter().zip(&places.audiences) {
        numbers[audience.adds.number] = union.audiences[place].adds.number;
    }
    for (factor, &place) in plan.factors.iter().zip(&places.factors) {
        numbers[factor.adds.number] = union.factors[place].adds.number;
    }
    for (process, &place) in plan.processes.iter().zip(&places.processes) {
        for (transition, other) in process.transitions.iter().zip(&union.processes[place].transitions) {
            numbers[transition.times.number] = other.times.number;
        }
    }
    for ((shock, &place), forces) in plan.shocks.iter().zip(&places.shocks).zip(forces) {
        let other = &union.shocks[place];
        numbers[shock.times.number] = other.times.number;
        for (force, &place) in shock.forces.iter().zip(forces) {
            numbers[force.times.number] = other.forces[place].times.number;
        }
    }
    for (metric, &place) in plan.metrics.iter().zip(&places.metrics) {
        if let (Some(times), Some(other)) = (metric.measure.times(), union.metrics[place].measure.times()) {
            numbers[times.number] = other.number;
        }
    }
    numbers
}
