//! What drivers and audiences read: the situation of a block of paths at one moment, in columns of one number a lane.

use super::caps::CapCount;
use super::grid::{Grid, length_for};
use super::kernels;
use super::lane::Lane;
use super::lanes::Lanes;
use super::world::Worlds;
use crate::math;
use crate::plan::{Influence, Mask, Plan, Read, Score};

/// Lanes that are worked out at once where a driver has several readings, or lanes are picked.
const STRETCH: usize = 128;

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
    /// The option on each table.
    pub options: Vec<Vec<u8>>,
    /// What the option on its table gives each audience beyond its reservation, before drivers: Σ points − reservation.
    pub gains: Grid<f64>,
}

impl Situation {
    /// The value of a driver on one path: the product of its readings.
    pub fn driver(&self, plan: &Plan, worlds: &Worlds, influence: &Influence, lane: usize) -> f64 {
        let mut value = [1.0];
        for read in &influence.reads {
            self.multiply_by(plan, worlds, read, Lanes::Only(&[lane as Lane]), &mut value);
        }
        value[0]
    }

    /// The acceptance of the option on its table by an audience on some lanes, [`STRETCH`] at most, one process being taken to be in a state.
    fn acceptances_if(
        &self,
        plan: &Plan,
        worlds: &Worlds,
        (audience, taken): (usize, Option<(usize, u8)>),
        lanes: Lanes,
        out: &mut [f64],
    ) {
        let added = &mut [0.0; STRETCH][..out.len()];
        for influence in &plan.audiences[audience].adds.influences {
            if self.is_closed(plan, influence) {
                continue;
            }
            let value = &mut [1.0; STRETCH][..out.len()];
            for read in &influence.reads {
                match (read, taken) {
                    (Read::InState(p, mask), Some((process, state))) if *p == process => {
                        if mask >> state & 1 == 0 {
                            value.fill(0.0);
                        }
                    }
                    _ => self.multiply_by(plan, worlds, read, lanes, value),
                }
            }
            lanes.add_scaled(added, worlds.coefficients.row(influence.coefficient), value);
        }
        self.accept(worlds, audience, lanes, added, out);
    }

    /// What an audience says on some lanes, [`STRETCH`] at most, to what drivers add to its surplus.
    fn accept(&self, worlds: &Worlds, audience: usize, lanes: Lanes, added: &[f64], out: &mut [f64]) {
        let (gains, widths) = (self.gains.row(audience), worlds.widths.row(audience));
        match lanes {
            Lanes::All(_) => kernels::acceptances(out, gains, added, widths),
            Lanes::Some { first, count } => {
                let lanes = first..first + count;
                kernels::acceptances(out, &gains[lanes.clone()], added, &widths[lanes]);
            }
            Lanes::Only(lanes) => {
                let (mut gain, mut width) = ([0.0; STRETCH], [1.0; STRETCH]);
                for ((gain, width), &lane) in gain.iter_mut().zip(&mut width).zip(lanes) {
                    (*gain, *width) = (gains[lane as usize], widths[lane as usize]);
                }
                kernels::acceptances(out, &gain[..lanes.len()], added, &width[..lanes.len()]);
            }
        }
    }

    /// Multiplies the values of some lanes, [`STRETCH`] at most, by what is read on each.
    fn multiply_by(&self, plan: &Plan, worlds: &Worlds, read: &Read, lanes: Lanes, out: &mut [f64]) {
        match read {
            Read::Factor(f) => lanes.multiply(out, &self.factors[*f]),
            Read::Trait(p, column) => lanes.multiply(out, &self.traits[*p][*column]),
            Read::InState(p, mask) => lanes.keep_where(out, &self.states[*p], *mask),
            Read::OnTable(table, mask) => lanes.keep_where(out, &self.options[*table], *mask),
            Read::Always => {}
            Read::Window(w) => {
                if !plan.windows[*w][self.month as usize] {
                    out.fill(0.0);
                }
            }
            Read::Acceptance(audience, taken) => {
                let column = &mut [0.0; STRETCH][..out.len()];
                self.acceptances_if(plan, worlds, (*audience, *taken), lanes, column);
                kernels::multiply(out, column);
            }
            Read::MonthsIn(p) => {
                let entered = &self.entered[*p];
                let months = |lane: usize| f64::from(self.month - entered[lane]);
                out.iter_mut().enumerate().for_each(|(place, value)| *value *= months(lanes.at(place)));
            }
            Read::Amount(table, slots) => {
                let options = &self.options[*table];
                let amount = |lane: usize| {
                    slots[usize::from(options[lane])].map_or(0.0, |slot| worlds.value(slot, lane))
                };
                out.iter_mut().enumerate().for_each(|(place, value)| *value *= amount(lanes.at(place)));
            }
        }
    }

    /// Whether a window that a driver reads is closed: then its value is 0.
    fn is_closed(&self, plan: &Plan, influence: &Influence) -> bool {
        influence.windows.iter().any(|&w| !plan.windows[w][self.month as usize])
    }

    /// Adds Σ coefficient · value over the drivers, in id order, to one number a lane.
    ///
    /// The arms are the same sum by shorter ways: a summand of 0 is left out, a driver that reads one factor or state is read in a sweep.
    pub fn add_score(&self, plan: &Plan, worlds: &Worlds, score: &Score, lanes: Lanes, out: &mut [f64]) {
        for influence in &score.influences {
            if self.is_closed(plan, influence) {
                continue;
            }
            let weights = worlds.coefficients.row(influence.coefficient);
            match influence.reads.as_slice() {
                [Read::Factor(f)] => lanes.add_products(out, weights, &self.factors[*f]),
                [Read::InState(p, mask)] => lanes.add_where(out, weights, &self.states[*p], *mask),
                reads => {
                    for (stretch, sums) in out.chunks_mut(STRETCH).enumerate() {
                        let lanes = lanes.stretch(stretch * STRETCH, sums.len());
                        let value = &mut [1.0; STRETCH][..sums.len()];
                        for read in reads {
                            self.multiply_by(plan, worlds, read, lanes, value);
                        }
                        lanes.add_scaled(sums, weights, value);
                    }
                }
            }
        }
    }

    /// The product of the multipliers of each lane, not yet held within the cap.
    ///
    /// **Formula** exp(Σ ln(times) · value).
    pub fn products(&self, plan: &Plan, worlds: &Worlds, score: &Score, lanes: Lanes, out: &mut Vec<f64>) {
        out.clear();
        if score.is_empty() {
            out.resize(lanes.len(), 1.0);
            return;
        }
        out.resize(lanes.len(), 0.0);
        self.add_score(plan, worlds, score, lanes, out);
        kernels::exponentials(out);
    }

    /// The multiplier of one lane.
    pub fn multiplier(
        &self,
        plan: &Plan,
        worlds: &Worlds,
        score: &Score,
        lane: usize,
        caps: &mut [CapCount],
    ) -> f64 {
        if score.is_empty() {
            return 1.0;
        }
        let mut sum = [0.0];
        self.add_score(plan, worlds, score, Lanes::Only(&[lane as Lane]), &mut sum);
        caps[score.number].hold(math::exp(sum[0]))
    }

    /// What drivers add to a surplus on each lane.
    ///
    /// **Unit** points. **Formula** Σ adds · value.
    pub fn added(&self, plan: &Plan, worlds: &Worlds, adds: &Score, lanes: Lanes, out: &mut Vec<f64>) {
        out.clear();
        out.resize(lanes.len(), 0.0);
        self.add_score(plan, worlds, adds, lanes, out);
    }

    /// Puts an option on a table.
    pub fn put_on_table(&mut self, plan: &Plan, worlds: &Worlds, table: usize, option: usize, lane: usize) {
        self.options[table][lane] = option as u8;
        for (a, _) in plan.audiences.iter().enumerate().filter(|(_, audience)| audience.table == table) {
            *self.gains.cell(a, lane) = worlds.points[a].row(option)[lane] - worlds.reservations.row(a)[lane];
        }
    }

    /// What an audience gains by the option on its table above the status quo.
    ///
    /// **Formula** points + Σ adds · v, over the drivers that read an option or a term: what else moves the audience moves both alike.
    pub fn gain(&self, plan: &Plan, worlds: &Worlds, audience: usize, lane: usize) -> f64 {
        let option = usize::from(self.options[plan.audiences[audience].table][lane]);
        let mut added = 0.0;
        for influence in
            plan.audiences[audience].adds.influences.iter().filter(|influence| influence.of_option)
        {
            let weight = worlds.coefficients.row(influence.coefficient)[lane];
            added += weight * self.driver(plan, worlds, influence, lane);
        }
        worlds.points[audience].row(option)[lane] + added
    }

    /// The acceptance of the option on its table by an audience on some lanes.
    ///
    /// **Formula** 1 / (1 + exp(−surplus / width)), surplus = (points − reservation) + Σ adds · v.
    pub fn acceptances(
        &self,
        plan: &Plan,
        worlds: &Worlds,
        audience: usize,
        lanes: &[Lane],
        out: &mut Vec<f64>,
    ) {
        let adds = &plan.audiences[audience].adds;
        out.clear();
        out.resize(lanes.len(), 0.0);
        for (lanes, out) in lanes.chunks(STRETCH).zip(out.chunks_mut(STRETCH)) {
            let added = &mut [0.0; STRETCH][..lanes.len()];
            self.add_score(plan, worlds, adds, Lanes::Only(lanes), added);
            self.accept(worlds, audience, Lanes::Only(lanes), added, out);
        }
    }

    /// Where on the first so many lanes a guard holds.
    pub fn where_holds(&self, guard: &[(usize, Mask)], lanes: usize, out: &mut Vec<bool>) {
        out.clear();
        out.resize(lanes, true);
        out.resize(length_for(lanes), false);
        guard.iter().for_each(|&(p, mask)| kernels::also_where(out, &self.states[p], mask));
    }

    /// Whether a process has been in its state for more months than these.
    pub fn has_waited(&self, p: usize, months: u32, lane: usize) -> bool {
        self.month - self.entered[p][lane] > months
    }

    /// Whether every guarded process is in one of its states.
    pub fn holds(&self, guard: &[(usize, Mask)], lane: usize) -> bool {
        guard.iter().all(|&(p, mask)| mask >> self.states[p][lane] & 1 == 1)
    }
}
