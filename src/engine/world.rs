//! The worlds of a block: every number that is fixed before its paths begin, spread over the block's lanes.

use super::grid::{Grid, length_for};
use super::streams::Wired;
use crate::math;
use crate::plan::{Plan, PlannedMotion, PlannedPoints, PlannedTrigger, Slot};

/// The numbers of a block's worlds. Columns have one number a lane: a block may hold the paths of several worlds side by side.
#[derive(Debug)]
pub struct Worlds {
    /// How many worlds.
    count: usize,
    /// Lanes of each world …
    paths: usize,
    /// … or the place of each lane's world among the values, where lanes are in no order.
    places: Option<Vec<u32>>,
    /// Lanes of a column, spare ones among them.
    length: usize,
    /// Every quantity of the plan, by world and slot; spare lanes are as if of further worlds like the last.
    values: Vec<Vec<f64>>,
    /// The weight of each driver; its logarithm where it multiplies.
    pub coefficients: Grid<f64>,
    /// Points of each audience by option.
    pub points: Vec<Grid<f64>>,
    /// Reservation of each audience.
    pub reservations: Grid<f64>,
    /// Width of each audience.
    pub widths: Grid<f64>,
    /// Mean of each factor, or drift a year of a walk.
    pub means: Grid<f64>,
    /// φ of each factor; 0 for a walk.
    pub phis: Grid<f64>,
    /// Standard deviation of a month's noise of each factor.
    pub noises: Grid<f64>,
    /// What lasting states add to each factor a month: a row for each process and state, in the order of the plan.
    pub lasting: Vec<Grid<f64>>,
    /// Base rate a year of each hazard (0 for ballots).
    pub hazards: Grid<f64>,
    /// Base rate a month of each hazard.
    pub steady_hazards: Grid<f64>,
    /// Base rate a month of each shock.
    pub steady_shocks: Grid<f64>,
    /// Whether a hazard's base rate is certainly 0.
    pub idle: Vec<bool>,
    /// Lag in months of each hazard (0 where there is none).
    pub lags: Grid<u32>,
    /// Base rate a year of each shock.
    pub shocks: Grid<f64>,
}

impl Worlds {
    /// Works out the numbers of consecutive worlds from the quantities drawn for each.
    pub fn new(wired: &Wired, drawn: &[Vec<f64>], paths: usize) -> Worlds {
        let mut values: Vec<Vec<f64>> = drawn.iter().map(|drawn| needed(wired, drawn)).collect();
        let length = length_for(drawn.len() * paths);
        if let Some(last) = values.last().cloned() {
            values.resize(length.div_ceil(paths), last);
        }
        Worlds::of(wired, (values, drawn.len()), (paths, None), length)
    }

    /// Works out the numbers of worlds whose lanes are in no order: for each lane the place of its world among those drawn.
    pub fn of_each(wired: &Wired, drawn: &[&Vec<f64>], mut places: Vec<u32>) -> Worlds {
        let values: Vec<Vec<f64>> = drawn.iter().map(|drawn| needed(wired, drawn)).collect();
        let length = length_for(places.len());
        places.resize(length, places.last().copied().unwrap_or(0));
        Worlds::of(wired, (values, drawn.len()), (1, Some(places)), length)
    }

    fn of(
        wired: &Wired,
        (values, count): (Vec<Vec<f64>>, usize),
        (paths, places): (usize, Option<Vec<u32>>),
        length: usize,
    ) -> Worlds {
        let plan = wired.plan;
        let spread = Spread { values: &values, paths, places: places.as_deref(), length };
        let triggers = triggers(plan);
        let hazards = spread.grid(triggers.len(), |row, v| rate(triggers[row], v));
        let factors = &plan.factors;
        Worlds {
            count,
            paths,
            length,
            coefficients: spread.coefficients(plan),
            points: plan
                .audiences
                .iter()
                .map(|a| spread.grid(a.points.len(), |option, v| sum_points(&a.points[option], v)))
                .collect(),
            reservations: spread.grid(plan.audiences.len(), |a, v| v[plan.audiences[a].reservation]),
            widths: spread.grid(plan.audiences.len(), |a, v| v[plan.audiences[a].width]),
            means: spread.grid(factors.len(), |f, v| match factors[f].motion {
                PlannedMotion::Reverting(mean, _) => v[mean],
                PlannedMotion::Walk(drift) => v[drift],
            }),
            phis: spread.grid(factors.len(), |f, v| phi(&factors[f].motion, v).unwrap_or(0.0)),
            noises: spread.grid(factors.len(), |f, v| match phi(&factors[f].motion, v) {
                Some(phi) => v[factors[f].swing] * (1.0 - phi * phi).sqrt(),
                None => v[factors[f].swing] * (1.0f64 / 12.0).sqrt(),
            }),
            lasting: factors
                .iter()
                .map(|factor| {
                    let slots: Vec<Slot> =
                        factor.lasting.iter().flat_map(|(_, by_state)| by_state).map(|at| at.1).collect();
                    spread.grid(slots.len(), |row, v| v[slots[row]] / 12.0)
                })
                .collect(),
            idle: triggers.iter().map(|trigger| is_idle(plan, trigger)).collect(),
            hazards,
            steady_hazards: spread.grid(triggers.len(), |row, v| rate(triggers[row], v) / 12.0),
            steady_shocks: spread.grid(plan.shocks.len(), |s, v| rate(&plan.shocks[s].rate, v) / 12.0),
            lags: spread.grid(triggers.len(), |row, v| lag(triggers[row], v)),
            shocks: spread.grid(plan.shocks.len(), |s, v| rate(&plan.shocks[s].rate, v)),
            values,
            places,
        }
    }

    /// The value of a quantity on a lane.
    pub fn value(&self, slot: Slot, lane: usize) -> f64 {
        let world = self.places.as_ref().map_or(lane / self.paths, |places| places[lane] as usize);
        self.values[world][slot]
    }

    /// How many worlds.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Lanes of a column: those of all worlds together, and spare ones.
    pub fn length(&self) -> usize {
        self.length
    }

    /// The lanes of one of the worlds.
    pub fn lanes(&self, world: usize) -> std::ops::Range<usize> {
        world * self.paths..(world + 1) * self.paths
    }
}

/// What a plan needs of all that was drawn in a world, by slot.
fn needed(wired: &Wired, drawn: &[f64]) -> Vec<f64> {
    wired.quantities.iter().map(|&place| drawn[place]).collect()
}

/// What makes each hazard happen: transitions of one hazard have one trigger.
fn triggers(plan: &Plan) -> Vec<&PlannedTrigger> {
    let mut triggers = vec![None; plan.hazards.len()];
    for transition in plan.processes.iter().flat_map(|process| &process.transitions) {
        triggers[transition.hazard] = Some(&transition.trigger);
    }
    triggers.into_iter().map(|trigger| trigger.expect("every hazard has a transition")).collect()
}

/// Turns one number a world into columns of one number a lane.
struct Spread<'v> {
    values: &'v [Vec<f64>],
    paths: usize,
    /// The place of each lane's world, where lanes are in no order.
    places: Option<&'v [u32]>,
    length: usize,
}

impl Spread<'_> {
    fn grid<T: Copy + Default>(&self, rows: usize, number: impl Fn(usize, &[f64]) -> T) -> Grid<T> {
        let mut grid = Grid::new(rows, self.length, T::default());
        if let Some(places) = self.places {
            let mut numbers: Vec<T> = Vec::new();
            for row in 0..rows {
                numbers.clear();
                numbers.extend(self.values.iter().map(|values| number(row, values)));
                for (cell, &place) in grid.row_mut(row).iter_mut().zip(places) {
                    *cell = numbers[place as usize];
                }
            }
            return grid;
        }
        for row in 0..rows {
            for (lanes, values) in grid.row_mut(row).chunks_mut(self.paths).zip(self.values) {
                lanes.fill(number(row, values));
            }
        }
        grid
    }

    fn coefficients(&self, plan: &Plan) -> Grid<f64> {
        self.grid(plan.coefficients.len(), |row, values| {
            let (slot, times) = plan.coefficients[row];
            if times { math::ln(values[slot]) } else { values[slot] }
        })
    }
}

/// **Formula** φ = exp(−ln 2 / half-life); none for a walk.
fn phi(motion: &PlannedMotion, values: &[f64]) -> Option<f64> {
    match *motion {
        PlannedMotion::Reverting(_, half_life) => {
            Some(math::exp(-std::f64::consts::LN_2 / values[half_life]))
        }
        PlannedMotion::Walk(_) => None,
    }
}

/// **Formula** Σ points of the option's levels; `per_unit` · min(amount, saturation) for an amount.
fn sum_points(by_term: &[PlannedPoints], values: &[f64]) -> f64 {
    let mut sum = 0.0;
    for points in by_term {
        sum += match *points {
            PlannedPoints::Level(slot) => values[slot],
            PlannedPoints::PerUnit(per_unit, amount, saturation) => {
                let amount = match saturation {
                    Some(slot) => values[amount].min(values[slot]),
                    None => values[amount],
                };
                values[per_unit] * amount
            }
        };
    }
    sum
}

/// **Unit** per year. **Formula** −ln(1 − p) for a chance a year p; 0 for a ballot.
fn rate(trigger: &PlannedTrigger, values: &[f64]) -> f64 {
    match *trigger {
        PlannedTrigger::PerYear(slot) => values[slot],
        PlannedTrigger::AnnualChance(slot) => {
            let certain = 1.0 - f64::EPSILON / 2.0;
            -math::ln(1.0 - values[slot].min(certain))
        }
        PlannedTrigger::At(..) | PlannedTrigger::After(..) => 0.0,
    }
}

/// Whether the hazard of a trigger is 0 in every world.
fn is_idle(plan: &Plan, trigger: &PlannedTrigger) -> bool {
    match *trigger {
        PlannedTrigger::PerYear(slot) | PlannedTrigger::AnnualChance(slot) => {
            plan.quantities[slot].family.as_constant() == Some(0.0)
        }
        PlannedTrigger::At(..) | PlannedTrigger::After(..) => true,
    }
}

/// **Unit** months, at least 1; 0 where the trigger is no lag.
fn lag(trigger: &PlannedTrigger, values: &[f64]) -> u32 {
    match *trigger {
        PlannedTrigger::After(slot, _) => (values[slot].round() as u32).max(1),
        _ => 0,
    }
}
