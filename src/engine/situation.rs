//! What drivers and audiences read: the situation of a block of paths at one moment, in columns of one number a path.

use super::world::World;
use crate::math;
use crate::plan::{Influence, Plan, Read, Score};

/// A path's place in its block.
pub type Lane = u32;

/// The bounds of a product of multipliers.
pub const CAP: (f64, f64) = (0.1, 10.0);

/// The situation of a block of paths.
#[derive(Debug, Clone)]
pub struct Situation {
    /// The month.
    pub month: u32,
    /// Level of each factor.
    pub factors: Vec<Vec<f64>>,
    /// State of each process.
    pub states: Vec<Vec<u8>>,
    /// Month each process entered its state.
    pub entered: Vec<Vec<u32>>,
    /// Traits of each process.
    pub traits: Vec<Vec<Vec<f64>>>,
    /// The option on the table.
    pub option: Vec<u8>,
}

/// How often a score was used as a multiplier, and how often its cap bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CapCount {
    /// Evaluations.
    pub evaluated: u64,
    /// Of these, outside the cap.
    pub bound: u64,
}

impl Situation {
    /// The value of one reading on one path.
    pub fn read(&self, plan: &Plan, world: &World, read: &Read, lane: usize) -> f64 {
        match read {
            Read::Factor(f) => self.factors[*f][lane],
            Read::InState(p, mask) => (mask >> self.states[*p][lane] & 1) as f64,
            Read::Trait(p, column) => self.traits[*p][*column][lane],
            Read::Window(w) => f64::from(u8::from(plan.windows[*w][self.month as usize])),
            Read::OnTable(mask) => (mask >> self.option[lane] & 1) as f64,
            Read::Amount(slots) => slots[self.option[lane] as usize].map_or(0.0, |slot| world.values[slot]),
            Read::MonthsIn(p) => f64::from(self.month - self.entered[*p][lane]),
        }
    }

    /// The value of a driver on one path: the product of its readings.
    pub fn driver(&self, plan: &Plan, world: &World, influence: &Influence, lane: usize) -> f64 {
        let mut value = self.read(plan, world, &influence.reads[0], lane);
        for read in &influence.reads[1..] {
            value *= self.read(plan, world, read, lane);
        }
        value
    }

    /// Adds Σ coefficient · value over the drivers, in id order, to one number a lane.
    pub fn add_score(&self, plan: &Plan, world: &World, score: &Score, lanes: &[Lane], out: &mut [f64]) {
        for influence in &score.influences {
            let weight = world.coefficients[influence.coefficient];
            match influence.reads.as_slice() {
                [Read::Factor(f)] => {
                    let level = &self.factors[*f];
                    for (sum, &lane) in out.iter_mut().zip(lanes) {
                        *sum += weight * level[lane as usize];
                    }
                }
                [Read::InState(p, mask)] => {
                    let state = &self.states[*p];
                    for (sum, &lane) in out.iter_mut().zip(lanes) {
                        *sum += weight * (mask >> state[lane as usize] & 1) as f64;
                    }
                }
                [Read::Window(w)] => {
                    if plan.windows[*w][self.month as usize] {
                        out.iter_mut().for_each(|sum| *sum += weight);
                    }
                }
                [Read::OnTable(mask)] if plan.agenda.is_none() => {
                    if mask >> plan.start_option & 1 == 1 {
                        out.iter_mut().for_each(|sum| *sum += weight);
                    }
                }
                _ => {
                    for (sum, &lane) in out.iter_mut().zip(lanes) {
                        *sum += weight * self.driver(plan, world, influence, lane as usize);
                    }
                }
            }
        }
    }

    /// The multiplier of each lane.
    ///
    /// **Formula** exp(Σ ln(times) · value). **Range** [0.1, 10].
    pub fn multipliers(
        &self,
        plan: &Plan,
        world: &World,
        score: &Score,
        lanes: &[Lane],
        caps: &mut [CapCount],
        out: &mut Vec<f64>,
    ) {
        out.clear();
        if score.is_empty() {
            out.resize(lanes.len(), 1.0);
            return;
        }
        out.resize(lanes.len(), 0.0);
        self.add_score(plan, world, score, lanes, out);
        let mut bound = 0;
        for x in out.iter_mut() {
            let product = math::exp(*x);
            let held = product.clamp(CAP.0, CAP.1);
            bound += u64::from(held != product);
            *x = held;
        }
        let count = &mut caps[score.number];
        count.evaluated += lanes.len() as u64;
        count.bound += bound;
    }

    /// The surplus of an audience on each lane, for the option on the table or, without a settlement, for the status quo.
    ///
    /// **Unit** points. **Formula** Σ points − reservation + Σ adds · value.
    pub fn surpluses(
        &self,
        plan: &Plan,
        world: &World,
        audience: usize,
        lanes: &[Lane],
        settled: impl Fn(usize) -> bool,
        out: &mut Vec<f64>,
    ) {
        let planned = &plan.audiences[audience];
        let points = &world.points[audience];
        let reservation = world.values[planned.reservation];
        out.clear();
        out.extend(lanes.iter().map(|&lane| {
            let lane = lane as usize;
            let gained = if settled(lane) { points[self.option[lane] as usize] } else { 0.0 };
            gained - reservation
        }));
        self.add_score(plan, world, &planned.adds, lanes, out);
    }

    /// The acceptance of the option on the table by an audience on each lane.
    ///
    /// **Formula** 1 / (1 + exp(−surplus / width)).
    pub fn acceptances(
        &self,
        plan: &Plan,
        world: &World,
        audience: usize,
        lanes: &[Lane],
        out: &mut Vec<f64>,
    ) {
        self.surpluses(plan, world, audience, lanes, |_| true, out);
        let width = world.values[plan.audiences[audience].width];
        for surplus in out.iter_mut() {
            *surplus = math::logistic(*surplus / width);
        }
    }

    /// Whether every guarded process is in one of its states.
    pub fn holds(&self, guard: &[(usize, u64)], lane: usize) -> bool {
        guard.iter().all(|&(p, mask)| mask >> self.states[p][lane] & 1 == 1)
    }
}
