//! The compiler: a scenario by name goes in, a plan of slots comes out.

mod drivers;
mod scan;

use std::collections::HashMap;

use crate::model::{
    Audience, Correlated, Measure, Motion, Points, Quantity, Rate, Scenario, Scores, StateSet, TermValue,
    Trigger,
};

use crate::quantity::Family;
use crate::stats;

use super::order::metric_order;
use super::{
    Derivation, EntryDraw, Guard, Mask, Plan, PlannedAudience, PlannedCorrelation, PlannedFactor,
    PlannedForce, PlannedMeasure, PlannedMetric, PlannedMotion, PlannedPoints, PlannedProcess,
    PlannedQuantity, PlannedShock, PlannedTransition, PlannedTrigger, Slot, Table,
};
use scan::{audiences_of, factors_read, open_months};

/// A scenario has one table.
const TABLE: usize = 0;

/// Compiles a checked scenario.
pub fn compile(scenario: &Scenario) -> Plan {
    Compiler::new(scenario, None).plan()
}

/// Compiles a checked scenario as if this expert alone were right: every pool that names the expert gives way to what he or she says; other
/// pools stay as they are.
pub fn compile_according_to(scenario: &Scenario, expert: &str) -> Plan {
    Compiler::new(scenario, Some(expert)).plan()
}

/// The elements of a collection sorted by id.
fn sorted<T>(items: &[T], id: impl Fn(&T) -> &str) -> Vec<&T> {
    let mut refs: Vec<&T> = items.iter().collect();
    refs.sort_by(|a, b| id(a).cmp(id(b)));
    refs
}

fn places<'a>(ids: impl Iterator<Item = &'a str>) -> HashMap<String, usize> {
    ids.enumerate().map(|(i, id)| (id.to_string(), i)).collect()
}

/// The place of a name that the checks have resolved.
fn place(map: &HashMap<String, usize>, id: &str) -> usize {
    *map.get(id).unwrap_or_else(|| panic!("`{id}` passed the checks unresolved"))
}

struct Compiler<'a> {
    scenario: &'a Scenario,
    /// Who alone is right; none where pools are taken as they are.
    expert: Option<&'a str>,
    quantities: Vec<PlannedQuantity>,
    slots: HashMap<String, Slot>,
    audiences: HashMap<String, usize>,
    factors: HashMap<String, usize>,
    processes: HashMap<String, usize>,
    /// Places of states by process id.
    states: HashMap<String, HashMap<String, usize>>,
    /// Places of traits by process id.
    traits: HashMap<String, HashMap<String, usize>>,
    windows: HashMap<String, usize>,
    options: HashMap<String, usize>,
    metrics: HashMap<String, usize>,
}

impl<'a> Compiler<'a> {
    fn new(scenario: &'a Scenario, expert: Option<&'a str>) -> Compiler<'a> {
        let mut traits = HashMap::new();
        for process in &scenario.processes {
            let mut names: Vec<&str> =
                process.states.iter().flat_map(|s| s.traits.iter().map(|(id, _)| id.as_str())).collect();
            names.sort_unstable();
            names.dedup();
            traits.insert(process.id.clone(), places(names.into_iter()));
        }
        Compiler {
            scenario,
            expert,
            quantities: Vec::new(),
            slots: HashMap::new(),
            audiences: places(audiences_of(scenario).iter().map(|a| a.id.as_str())),
            factors: places(sorted(&scenario.factors, |f| &f.id).iter().map(|f| f.id.as_str())),
            processes: places(sorted(&scenario.processes, |p| &p.id).iter().map(|p| p.id.as_str())),
            states: scenario
                .processes
                .iter()
                .map(|p| (p.id.clone(), places(p.states.iter().map(|s| s.id.as_str()))))
                .collect(),
            traits,
            windows: places(sorted(&scenario.windows, |w| &w.id).iter().map(|w| w.id.as_str())),
            options: places(sorted(&scenario.options, |o| &o.id).iter().map(|o| o.id.as_str())),
            metrics: places(sorted(&scenario.metrics, |m| &m.id).iter().map(|m| m.id.as_str())),
        }
    }

    fn plan(mut self) -> Plan {
        let scenario = self.scenario;
        for quantity in &scenario.ingredients {
            self.slot(quantity);
        }
        let audiences = audiences_of(scenario).into_iter().map(|a| self.audience(a)).collect();
        let mut factors: Vec<PlannedFactor> =
            sorted(&scenario.factors, |f| &f.id).into_iter().map(|f| self.factor(f)).collect();
        let processes = sorted(&scenario.processes, |p| &p.id).into_iter().map(|p| self.process(p)).collect();
        let shocks: Vec<PlannedShock> =
            sorted(&scenario.shocks, |s| &s.id).into_iter().map(|s| self.shock(s)).collect();
        let metrics: Vec<PlannedMetric> =
            sorted(&scenario.metrics, |m| &m.id).into_iter().map(|m| self.metric(m)).collect();
        for id in factors_read(scenario) {
            factors[place(&self.factors, id)].read = true;
        }
        let agenda = scenario.agenda().map(|process| {
            let options = process.states.iter().map(|s| place(&self.options, &s.id)).collect();
            (place(&self.processes, &process.id), options)
        });
        let mut plan = Plan {
            calendar: scenario.calendar,
            tables: vec![Table {
                options: sorted(&scenario.options, |o| &o.id).iter().map(|o| o.id.clone()).collect(),
                start: place(&self.options, &scenario.option),
                agenda,
            }],
            audiences,
            factors,
            processes,
            shocks,
            windows: sorted(&scenario.windows, |w| &w.id)
                .into_iter()
                .map(|w| open_months(w, &scenario.calendar))
                .collect(),
            metric_order: metric_order(&metrics),
            metrics,
            quantities: self.quantities,
            correlated: scenario.correlated.iter().map(correlation).collect(),
            scores: Vec::new(),
            coefficients: Vec::new(),
            sums: Vec::new(),
            hazards: Vec::new(),
        };
        plan.number();
        plan
    }

    fn slot(&mut self, quantity: &Quantity) -> Slot {
        if let Some(&slot) = self.slots.get(&quantity.key) {
            return slot;
        }
        let slots = &self.slots;
        let derivation = quantity.formula.as_ref().map(|formula| Derivation {
            formula: formula.clone(),
            parts: formula.names().into_iter().map(|name| (name.to_string(), place(slots, name))).collect(),
        });
        let family = self.family(quantity);
        self.quantities.push(PlannedQuantity { key: quantity.key.clone(), family, derivation, given: None });
        let slot = self.quantities.len() - 1;
        self.slots.insert(quantity.key.clone(), slot);
        slot
    }

    /// The distribution of a quantity, or what the one expert says of it.
    fn family(&self, quantity: &Quantity) -> Family {
        self.expert.map_or(&quantity.family, |expert| quantity.family.according_to(expert)).clone()
    }

    fn audience(&mut self, audience: &Audience) -> PlannedAudience {
        let scenario = self.scenario;
        let mut points = Vec::new();
        for option in sorted(&scenario.options, |o| &o.id) {
            let mut by_term = Vec::new();
            if let Scores::ByOption(by_option) = &audience.scores {
                let own = by_option.options.iter().find(|(id, _)| *id == option.id);
                points.push(own.map(|(_, own)| PlannedPoints::Level(self.slot(own))).into_iter().collect());
                continue;
            }
            for (term, scored) in sorted(audience.scores.by_term(), |(id, _)| id) {
                let value = option.value(term).expect("every option has every term");
                match (scored, value) {
                    (Points::Levels(levels), TermValue::Level(level)) => {
                        if let Some((_, quantity)) = levels.iter().find(|(id, _)| id == level) {
                            by_term.push(PlannedPoints::Level(self.slot(quantity)));
                        }
                    }
                    (Points::PerUnit { per_unit, saturates_at }, TermValue::Amount(amount)) => {
                        let saturation = saturates_at.as_ref().map(|q| self.slot(q));
                        by_term.push(PlannedPoints::PerUnit(
                            self.slot(per_unit),
                            self.slot(amount),
                            saturation,
                        ));
                    }
                    _ => panic!("points of `{term}` passed the checks in the wrong form"),
                }
            }
            for set in sorted(&audience.together, |set| &set.id) {
                if set.holds(option) {
                    by_term.push(PlannedPoints::Level(self.slot(&set.points)));
                }
            }
            points.push(by_term);
        }
        PlannedAudience {
            id: audience.id.clone(),
            table: TABLE,
            points,
            reservation: self.slot(&audience.reservation),
            width: self.slot(&audience.width),
            adds: self.score(&audience.drivers, false),
        }
    }

    fn factor(&mut self, factor: &crate::model::Factor) -> PlannedFactor {
        PlannedFactor {
            id: factor.id.clone(),
            start: self.slot(&factor.start),
            motion: match &factor.motion {
                Motion::Reverting { mean, half_life } => {
                    PlannedMotion::Reverting(self.slot(mean), self.slot(half_life))
                }
                Motion::Walk { drift } => PlannedMotion::Walk(self.slot(drift)),
            },
            swing: self.slot(&factor.swing),
            still: self.family(&factor.swing).as_constant() == Some(0.0),
            min: factor.min.unwrap_or(f64::NEG_INFINITY),
            max: factor.max.unwrap_or(f64::INFINITY),
            adds: self.score(&factor.drivers, false),
            read: false,
            lasting: self.lasting(&factor.id),
            impulses: self.impulses(&factor.id),
        }
    }

    fn process(&mut self, process: &crate::model::Process) -> PlannedProcess {
        let states = &process.states;
        let mut transitions = Vec::new();
        for transition in sorted(&process.transitions, |t| &t.id) {
            transitions.push(PlannedTransition {
                id: transition.id.clone(),
                to: self.state(&process.id, &transition.to),
                from: self.mask(&process.id, &transition.from),
                trigger: match &transition.trigger {
                    Trigger::Hazard(rate) => self.rate(rate),
                    Trigger::At { months, chance } => PlannedTrigger::At(months.clone(), self.slot(chance)),
                    Trigger::After { months, chance } => {
                        PlannedTrigger::After(self.slot(months), self.slot(chance))
                    }
                },
                times: self.score(&transition.drivers, true),
                consents: sorted(&transition.requires, |id| id)
                    .into_iter()
                    .map(|id| (place(&self.audiences, id), false))
                    .chain(
                        sorted(&transition.refused_by, |id| id)
                            .into_iter()
                            .map(|id| (place(&self.audiences, id), true)),
                    )
                    .collect(),
                not_before: transition.not_before,
                guard: self.guard(&transition.only_while),
                hazard: 0,
            });
        }
        let out_of = |state: usize, ballots: bool| -> Vec<usize> {
            (0..transitions.len())
                .filter(|&i| {
                    let t: &PlannedTransition = &transitions[i];
                    let ballot = matches!(t.trigger, PlannedTrigger::At(..) | PlannedTrigger::After(..));
                    t.from >> state & 1 == 1 && ballot == ballots
                })
                .collect()
        };
        let traits = &self.traits[&process.id];
        let mut trait_names: Vec<String> = traits.keys().cloned().collect();
        trait_names.sort_unstable();
        PlannedProcess {
            id: process.id.clone(),
            first_state: 0,
            first_transition: 0,
            start: self.state(&process.id, &process.start),
            states: states.iter().map(|s| s.id.clone()).collect(),
            draws_on_entry: states
                .iter()
                .map(|s| {
                    sorted(&s.traits, |(id, _)| id)
                        .into_iter()
                        .map(|(id, quantity)| EntryDraw {
                            column: place(traits, id),
                            element: format!("process.{}.state.{}.traits.{id}", process.id, s.id),
                            family: self.family(quantity),
                        })
                        .collect()
                })
                .collect(),
            traits: trait_names,
            ballots_from: (0..states.len()).map(|s| out_of(s, true)).collect(),
            hazards_from: (0..states.len()).map(|s| out_of(s, false)).collect(),
            transitions,
        }
    }

    fn shock(&mut self, shock: &crate::model::Shock) -> PlannedShock {
        PlannedShock {
            id: shock.id.clone(),
            rate: self.rate(&shock.rate),
            times: self.score(&shock.drivers, true),
            window: shock.window.as_ref().map(|id| place(&self.windows, id)),
            guard: self.guard(&shock.only_while),
            forces: sorted(&shock.forces, |f| &f.id)
                .into_iter()
                .map(|force| PlannedForce {
                    id: force.id.clone(),
                    process: place(&self.processes, &force.process),
                    from: self.mask(&force.process, &force.from),
                    to: self.state(&force.process, &force.to),
                    chance: self.slot(&force.chance),
                    times: self.score(&force.drivers, true),
                })
                .collect(),
        }
    }

    fn metric(&mut self, metric: &crate::model::Metric) -> PlannedMetric {
        let scenario = self.scenario;
        let measure = match &metric.measure {
            Measure::FirstReached(set) => {
                let (process, mask) = self.state_set(set);
                PlannedMeasure::FirstReached(process, mask)
            }
            Measure::MonthsIn(set) => {
                let (process, mask) = self.state_set(set);
                PlannedMeasure::MonthsIn(process, mask)
            }
            Measure::SumOf { attribute, levels, settled_in } => {
                let mut by_option = Vec::new();
                for option in sorted(&scenario.options, |o| &o.id) {
                    let mut counted = Vec::new();
                    for term in sorted(&scenario.terms, |t| &t.id) {
                        let attribute = term.attributes.iter().find(|(id, _)| id == attribute);
                        let value = option.value(&term.id);
                        if let (Some((_, quantity)), Some(TermValue::Level(level))) = (attribute, value)
                            && levels.contains(level)
                        {
                            counted.push(self.slot(quantity));
                        }
                    }
                    by_option.push(counted);
                }
                PlannedMeasure::SumOf(TABLE, by_option, self.state_set(settled_in))
            }
            Measure::AmountOf { term, settled_in } => {
                let by_option =
                    sorted(&scenario.options, |o| &o.id).into_iter().map(|option| match option.value(term) {
                        Some(TermValue::Amount(quantity)) => vec![self.slot(quantity)],
                        _ => Vec::new(),
                    });
                PlannedMeasure::SumOf(TABLE, by_option.collect(), self.state_set(settled_in))
            }
            Measure::Flow { rate, only_while, drivers, discount } => PlannedMeasure::Flow {
                rate: self.slot(rate),
                guard: self.guard(only_while),
                times: self.score(drivers, true),
                discount: discount.as_ref().map(|q| self.slot(q)),
            },
            Measure::PointsOf { audience, settled_in } => {
                PlannedMeasure::PointsOf(place(&self.audiences, audience), self.state_set(settled_in))
            }
            Measure::Hikiwake { audiences: [a, b], settled_in, tolerance, even, heavy } => {
                PlannedMeasure::Hikiwake {
                    audiences: [place(&self.audiences, a), place(&self.audiences, b)],
                    settled_in: self.state_set(settled_in),
                    tolerance: *tolerance,
                    even: *even,
                    heavy: *heavy,
                }
            }
            Measure::Formula(formula) => PlannedMeasure::Formula(
                formula.clone(),
                formula.names().into_iter().map(|n| (n.to_string(), place(&self.metrics, n))).collect(),
            ),
        };
        PlannedMetric { id: metric.id.clone(), measure }
    }

    fn rate(&mut self, rate: &Rate) -> PlannedTrigger {
        match rate {
            Rate::PerYear(q) => PlannedTrigger::PerYear(self.slot(q)),
            Rate::AnnualChance(q) => PlannedTrigger::AnnualChance(self.slot(q)),
        }
    }

    /// What states add to a factor while they last, by process.
    fn lasting(&mut self, factor: &str) -> Vec<(usize, Vec<(usize, Slot)>)> {
        let scenario = self.scenario;
        let mut by_process = Vec::new();
        for (p, process) in sorted(&scenario.processes, |p| &p.id).into_iter().enumerate() {
            let mut by_state = Vec::new();
            for (s, state) in process.states.iter().enumerate() {
                if let Some((_, quantity)) = state.while_here.iter().find(|(id, _)| id == factor) {
                    by_state.push((s, self.slot(quantity)));
                }
            }
            if !by_state.is_empty() {
                by_process.push((p, by_state));
            }
        }
        by_process
    }

    /// What each strike of each shock adds to a factor.
    fn impulses(&mut self, factor: &str) -> Vec<(usize, Slot)> {
        let scenario = self.scenario;
        let mut by_shock = Vec::new();
        for (s, shock) in sorted(&scenario.shocks, |s| &s.id).into_iter().enumerate() {
            if let Some((_, quantity)) = shock.impulses.iter().find(|(id, _)| id == factor) {
                by_shock.push((s, self.slot(quantity)));
            }
        }
        by_shock
    }

    fn state(&self, process: &str, state: &str) -> usize {
        place(&self.states[process], state)
    }

    fn mask(&self, process: &str, states: &[String]) -> Mask {
        states.iter().fold(0, |mask, state| mask | 1 << self.state(process, state))
    }

    fn state_set(&self, set: &StateSet) -> (usize, Mask) {
        (place(&self.processes, &set.process), self.mask(&set.process, &set.states))
    }

    fn guard(&self, only_while: &[(String, Vec<String>)]) -> Guard {
        only_while
            .iter()
            .map(|(process, states)| (place(&self.processes, process), self.mask(process, states)))
            .collect()
    }
}

/// Ranks become correlations of normals.
fn correlation(group: &Correlated) -> PlannedCorrelation {
    let normals = |row: &Vec<f64>| row.iter().map(|&rho| stats::normal_correlation(rho)).collect();
    PlannedCorrelation { keys: group.keys.clone(), normal: group.ranks.iter().map(normals).collect() }
}
