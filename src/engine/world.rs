//! One world: every number that is fixed before its paths begin.

use super::streams::Wired;
use crate::math;
use crate::plan::{Plan, PlannedMotion, PlannedPoints, PlannedTrigger, Score};

/// The numbers of one world.
#[derive(Debug)]
pub struct World {
    /// Its number, from 0.
    pub number: u32,
    /// Every quantity of the plan, by slot.
    pub values: Vec<f64>,
    /// The weight of each driver; its logarithm where it multiplies.
    pub coefficients: Vec<f64>,
    /// Points by audience and option.
    pub points: Vec<Vec<f64>>,
    /// How each factor moves.
    pub motions: Vec<Motion>,
    /// Base hazard a year of each process's transitions (0 for ballots).
    pub hazards: Vec<Vec<f64>>,
    /// Lag in months of each process's transitions (0 where there is none).
    pub lags: Vec<Vec<u32>>,
    /// Base rate a year of each shock.
    pub shocks: Vec<f64>,
}

/// A factor's motion in this world.
#[derive(Debug, Clone, Copy)]
pub struct Motion {
    /// Mean, or drift a year.
    pub mean: f64,
    /// φ; none for a walk.
    pub phi: Option<f64>,
    /// Standard deviation of a month's noise.
    pub noise: f64,
}

impl World {
    /// Works out the numbers of a world from its quantities.
    pub fn new(wired: &Wired, number: u32, drawn: &[f64]) -> World {
        let plan = wired.plan;
        let values: Vec<f64> = wired.quantities.iter().map(|&place| drawn[place]).collect();
        let mut coefficients = vec![0.0; plan.coefficients];
        for_each_score(plan, &mut |score| {
            for influence in &score.influences {
                let weight = values[influence.weight];
                coefficients[influence.coefficient] = if influence.times { math::ln(weight) } else { weight };
            }
        });
        World {
            number,
            coefficients,
            points: plan
                .audiences
                .iter()
                .map(|a| a.points.iter().map(|by_term| sum_points(by_term, &values)).collect())
                .collect(),
            motions: plan
                .factors
                .iter()
                .map(|f| {
                    let swing = values[f.swing];
                    match f.motion {
                        PlannedMotion::Reverting(mean, half_life) => {
                            let phi = math::exp(-std::f64::consts::LN_2 / values[half_life]);
                            let noise = swing * (1.0 - phi * phi).sqrt();
                            Motion { mean: values[mean], phi: Some(phi), noise }
                        }
                        PlannedMotion::Walk(drift) => {
                            Motion { mean: values[drift], phi: None, noise: swing * (1.0f64 / 12.0).sqrt() }
                        }
                    }
                })
                .collect(),
            hazards: plan
                .processes
                .iter()
                .map(|p| p.transitions.iter().map(|t| rate(&t.trigger, &values)).collect())
                .collect(),
            lags: plan
                .processes
                .iter()
                .map(|p| p.transitions.iter().map(|t| lag(&t.trigger, &values)).collect())
                .collect(),
            shocks: plan.shocks.iter().map(|s| rate(&s.rate, &values)).collect(),
            values,
        }
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

/// **Unit** months, at least 1; 0 where the trigger is no lag.
fn lag(trigger: &PlannedTrigger, values: &[f64]) -> u32 {
    match *trigger {
        PlannedTrigger::After(slot, _) => (values[slot].round() as u32).max(1),
        _ => 0,
    }
}

fn for_each_score(plan: &Plan, visit: &mut impl FnMut(&Score)) {
    plan.audiences.iter().for_each(|a| visit(&a.adds));
    plan.factors.iter().for_each(|f| visit(&f.adds));
    plan.processes.iter().flat_map(|p| &p.transitions).for_each(|t| visit(&t.times));
    for shock in &plan.shocks {
        visit(&shock.times);
        shock.forces.iter().for_each(|f| visit(&f.times));
    }
    for metric in &plan.metrics {
        if let crate::plan::PlannedMeasure::Flow { times, .. } = &metric.measure {
            visit(times);
        }
    }
}
