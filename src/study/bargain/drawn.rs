//! Numbers by world: what is drawn, what follows, and how things stand at a moment. The last column of everything is that of the medians.

use std::collections::BTreeMap;

use crate::analysis::Say;
use crate::engine::{self, History, Size};
use crate::model::{Driver, Reading, Scenario};
use crate::plan::{self, Plan};
use crate::study::error::Error;

/// What is drawn once a world, by key, shared by all plans of one scenario: draws are addressed by name.
#[derive(Debug, Default)]
pub(super) struct Draws {
    columns: BTreeMap<String, Vec<f64>>,
}

/// The quantities of a plan, by slot, in every world and at the medians.
#[derive(Debug)]
pub(super) struct Drawn {
    pub plan: Plan,
    columns: Vec<Vec<f64>>,
}

impl Draws {
    /// Draws what a plan needs and is not there yet.
    pub fn gather(&mut self, plan: &Plan, size: Size) {
        let missing = |slot: &usize| !self.columns.contains_key(&plan.quantities[*slot].key);
        let slots: Vec<usize> = plan.inputs().into_iter().filter(missing).collect();
        if slots.is_empty() {
            return;
        }
        for (slot, mut column) in slots.iter().zip(engine::draw_columns(plan, size, &slots)) {
            column.push(plan.quantities[*slot].family.quantile(0.5));
            self.columns.insert(plan.quantities[*slot].key.clone(), column);
        }
    }
}

impl Drawn {
    /// **Range** the draws of the plan are gathered.
    pub fn new(plan: Plan, draws: &Draws, size: Size) -> Drawn {
        let worlds = size.worlds as usize + 1;
        let mut columns: Vec<Vec<f64>> = Vec::with_capacity(plan.quantities.len());
        for quantity in &plan.quantities {
            let column = match (&quantity.derivation, quantity.family.as_constant()) {
                (Some(derivation), _) => (0..worlds)
                    .map(|world| {
                        let value = |name: &str| {
                            let part = derivation.parts.iter().find(|(known, _)| known == name);
                            part.map(|(_, slot)| columns[*slot][world])
                        };
                        derivation.formula.evaluate(&value).unwrap_or(f64::NAN)
                    })
                    .collect(),
                (None, Some(constant)) => vec![constant; worlds],
                (None, None) => {
                    draws.columns.get(&quantity.key).cloned().unwrap_or_else(|| vec![f64::NAN; worlds])
                }
            };
            columns.push(column);
        }
        Drawn { plan, columns }
    }

    /// A quantity by its slot.
    pub fn slot(&self, slot: usize) -> &[f64] {
        &self.columns[slot]
    }

    /// A quantity by its key; none that the plan lacks.
    pub fn key(&self, key: &str) -> Option<&[f64]> {
        let slot = self.plan.quantities.iter().position(|quantity| quantity.key == key)?;
        Some(&self.columns[slot])
    }
}

/// How things stand at a moment, on one path of each world.
#[derive(Debug)]
pub(super) struct Situation {
    month: u32,
    /// Levels by factor.
    factors: BTreeMap<String, Vec<f64>>,
    /// States and the months since they were entered, by process.
    states: BTreeMap<String, Vec<(String, u32)>>,
    /// Windows that are open.
    windows: Vec<String>,
    /// The process whose steps ask for consent, and the state in which each audience is asked.
    process: String,
    asked_in: BTreeMap<String, String>,
}

impl Situation {
    /// As of the start, or at the end of a month, on the first path of each world.
    ///
    /// **Errors** the arithmetic fails on the way.
    pub fn new(
        scenario: &Scenario,
        drawn: &Drawn,
        says: &[Say],
        month: u32,
        size: Size,
    ) -> Result<Situation, Error> {
        let (worlds, plan) = (size.worlds as usize, &drawn.plan);
        let report = plan.processes.iter().find(|process| process.id == scenario.report.process);
        let state = |say: &Say| Some((say.audience.clone(), report?.states[say.asked_in?].clone()));
        let open = |window: &&crate::model::Window| {
            (window.from..=window.to).contains(&scenario.calendar.month(month))
        };
        let mut found = Situation {
            month,
            factors: BTreeMap::new(),
            states: BTreeMap::new(),
            windows: scenario.windows.iter().filter(open).map(|window| window.id.clone()).collect(),
            process: scenario.report.process.clone(),
            asked_in: says.iter().filter_map(state).collect(),
        };
        if month == 0 {
            for factor in &scenario.factors {
                let (min, max) =
                    (factor.min.unwrap_or(f64::NEG_INFINITY), factor.max.unwrap_or(f64::INFINITY));
                let start = drawn.key(&factor.start.key).unwrap_or(&[]);
                found.factors.insert(factor.id.clone(), start.iter().map(|x| x.max(min).min(max)).collect());
            }
            for process in &scenario.processes {
                found.states.insert(process.id.clone(), vec![(process.start.clone(), 0); worlds + 1]);
            }
            return Ok(found);
        }
        let look = |history: &History| {
            let of = |p: usize| {
                let now = history.states[month as usize][p];
                let stayed = (0..=month).rev().take_while(|&t| history.states[t as usize][p] == now).count();
                (now, stayed as u32 - 1)
            };
            let states: Vec<(usize, u32)> = (0..plan.processes.len()).map(of).collect();
            (history.factors[month as usize].clone(), states)
        };
        let seen = engine::look_at_each(plan, size, (size.worlds, 1), look)
            .map_err(|error| Error::Arithmetic(scenario.name.clone(), error))?;
        for (f, factor) in plan.factors.iter().enumerate() {
            let mut column: Vec<f64> = seen.iter().map(|(factors, _)| factors[f]).collect();
            column.push(middle(&column));
            found.factors.insert(factor.id.clone(), column);
        }
        for (p, process) in plan.processes.iter().enumerate() {
            let name = |(state, months): (usize, u32)| (process.states[state].clone(), months);
            let mut column: Vec<(String, u32)> = seen.iter().map(|(_, states)| name(states[p])).collect();
            column.push(name(most_frequent(seen.iter().map(|(_, states)| states[p]))));
            found.states.insert(process.id.clone(), column);
        }
        Ok(found)
    }

    /// The value of a driver of an audience without its readings of the option, by world: the product of its readings.
    pub fn value(&self, driver: &Driver, audience: &str, worlds: usize) -> Vec<f64> {
        let of = |world: usize| driver.readings.iter().map(|r| self.read(r, audience, world)).product();
        (0..=worlds).map(of).collect()
    }

    /// A reading in a world; what reads the option is 1 here.
    fn read(&self, reading: &Reading, audience: &str, world: usize) -> f64 {
        let holds = |holds: bool| f64::from(u8::from(holds));
        match reading {
            Reading::Factor(id) => self.factors.get(id).map_or(0.0, |column| column[world]),
            Reading::InState { process, states } => {
                let asked = self.asked_in.get(audience).filter(|_| *process == self.process);
                let now = || self.states.get(process).map(|column| &column[world].0);
                holds(asked.or_else(now).is_some_and(|state| states.contains(state)))
            }
            Reading::Window(id) => holds(self.windows.contains(id)),
            Reading::MonthsIn(process) => {
                self.states.get(process).map_or(0.0, |column| f64::from(column[world].1))
            }
            Reading::OnTable(_) | Reading::Level { .. } | Reading::Amount(_) => 1.0,
            // A trait is drawn anew on each path; the loader lets no audience read an acceptance.
            Reading::Trait { .. } | Reading::Acceptance { .. } => 0.0,
        }
    }

    /// The end of which month.
    pub fn month(&self) -> u32 {
        self.month
    }
}

/// The plan of a scenario in which numbers that it does not need itself are drawn too.
pub(super) fn plan_with(scenario: &Scenario, more: Vec<crate::model::Quantity>) -> Plan {
    let mut scenario = scenario.clone();
    scenario.ingredients.extend(more);
    plan::compile(&scenario)
}

fn middle(column: &[f64]) -> f64 {
    let mut sorted = column.to_vec();
    sorted.sort_by(f64::total_cmp);
    crate::stats::sample_quantile(&sorted, 0.5)
}

/// The state that most are in, and of those who are in it the median of months.
fn most_frequent(of: impl Iterator<Item = (usize, u32)>) -> (usize, u32) {
    let mut counts: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    of.for_each(|(state, months)| counts.entry(state).or_default().push(months));
    let most = counts.into_iter().max_by_key(|(state, months)| (months.len(), std::cmp::Reverse(*state)));
    most.map_or((0, 0), |(state, mut months)| {
        months.sort_unstable();
        (state, months[months.len() / 2])
    })
}
