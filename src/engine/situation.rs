//! What drivers and audiences read: the situation of a block of paths at one moment, in columns of one number a lane.

use std::ops::Range;

use super::caps::CapCount;
use super::grid::{Grid, length_for};
use super::kernels;
use super::lanes::{Lane, Lanes};
use super::world::Worlds;
use crate::math;
use crate::plan::{Influence, Mask, Plan, Read, Score};

/// Lanes whose drivers are worked out at once where a driver has several readings.
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
    /// The value of one reading on one path.
    fn read(&self, plan: &Plan, worlds: &Worlds, read: &Read, lane: usize) -> f64 {
        match read {
            Read::Factor(f) => self.factors[*f][lane],
            Read::InState(p, mask) => (mask >> self.states[*p][lane] & 1) as f64,
            Read::Trait(p, column) => self.traits[*p][*column][lane],
            Read::Window(w) => f64::from(u8::from(plan.windows[*w][self.month as usize])),
            Read::OnTable(table, mask) => (mask >> self.options[*table][lane] & 1) as f64,
            Read::Amount(table, slots) => {
                slots[self.options[*table][lane] as usize].map_or(0.0, |slot| worlds.value(slot, lane))
            }
            Read::Always => 1.0,
            Read::MonthsIn(p) => f64::from(self.month - self.entered[*p][lane]),
            Read::Acceptance(audience, taken) => self.acceptance(plan, worlds, *audience, *taken, lane),
        }
    }

    /// The acceptance of the option on its table by an audience on one path, one process being taken to be in a state.
    fn acceptance(
        &self,
        plan: &Plan,
        worlds: &Worlds,
        audience: usize,
        taken: Option<(usize, u8)>,
        lane: usize,
    ) -> f64 {
        let read = |read: &Read| match (read, taken) {
            (Read::InState(p, mask), Some((process, state))) if *p == process => (mask >> state & 1) as f64,
            _ => self.read(plan, worlds, read, lane),
        };
        let mut added = 0.0;
        for influence in &plan.audiences[audience].adds.influences {
            let value =
                influence.reads[1..].iter().fold(read(&influence.reads[0]), |value, r| value * read(r));
            added += worlds.coefficients.row(influence.coefficient)[lane] * value;
        }
        math::logistic((self.gains.row(audience)[lane] + added) / worlds.widths.row(audience)[lane])
    }

    /// The value of a driver on one path: the product of its readings.
    pub fn driver(&self, plan: &Plan, worlds: &Worlds, influence: &Influence, lane: usize) -> f64 {
        let mut value = self.read(plan, worlds, &influence.reads[0], lane);
        for read in &influence.reads[1..] {
            value *= self.read(plan, worlds, read, lane);
        }
        value
    }

    /// The same on some neighbouring lanes.
    fn acceptances_if(
        &self,
        plan: &Plan,
        worlds: &Worlds,
        audience: usize,
        taken: Option<(usize, u8)>,
        lanes: Range<usize>,
    ) -> Vec<f64> {
        let (mut added, mut value) = (vec![0.0; lanes.len()], vec![0.0; lanes.len()]);
        for influence in &plan.audiences[audience].adds.influences {
            value.fill(1.0);
            for read in &influence.reads {
                match (read, taken) {
                    (Read::InState(p, mask), Some((process, state))) if *p == process => {
                        if mask >> state & 1 == 0 {
                            value.fill(0.0);
                        }
                    }
                    _ => self.multiply_column(plan, worlds, read, lanes.clone(), &mut value),
                }
            }
            let weight = &worlds.coefficients.row(influence.coefficient)[lanes.clone()];
            kernels::add_scaled(&mut added, weight, &value);
        }
        let mut column = vec![0.0; lanes.len()];
        let (gains, widths) = (&self.gains.row(audience)[lanes.clone()], &worlds.widths.row(audience)[lanes]);
        kernels::acceptances(&mut column, gains, &added, widths);
        column
    }

    /// Multiplies the values of some neighbouring lanes by what is read on each.
    fn multiply_column(
        &self,
        plan: &Plan,
        worlds: &Worlds,
        read: &Read,
        lanes: Range<usize>,
        out: &mut [f64],
    ) {
        match read {
            Read::Factor(f) => kernels::multiply(out, &self.factors[*f][lanes]),
            Read::Trait(p, column) => kernels::multiply(out, &self.traits[*p][*column][lanes]),
            Read::Window(w) if plan.windows[*w][self.month as usize] => {}
            Read::InState(p, mask) => kernels::keep_where(out, &self.states[*p][lanes], *mask),
            Read::Always => {}
            Read::OnTable(table, mask) => kernels::keep_where(out, &self.options[*table][lanes], *mask),
            Read::Acceptance(audience, taken) => {
                let column = self.acceptances_if(plan, worlds, *audience, *taken, lanes);
                kernels::multiply(out, &column);
            }
            _ => {
                for (value, lane) in out.iter_mut().zip(lanes) {
                    *value *= self.read(plan, worlds, read, lane);
                }
            }
        }
    }

    /// Adds Σ coefficient · value over the drivers, in id order, to one number a lane.
    ///
    /// The arms are the same sum by shorter ways: a summand of 0 is left out, a driver that reads one factor or state is read in a sweep.
    pub fn add_score(&self, plan: &Plan, worlds: &Worlds, score: &Score, lanes: Lanes, out: &mut [f64]) {
        for influence in &score.influences {
            let weight = worlds.coefficients.row(influence.coefficient);
            if influence.windows.iter().any(|&w| !plan.windows[w][self.month as usize]) {
                continue;
            }
            match (influence.reads.as_slice(), lanes) {
                ([Read::Factor(f)], Lanes::All(_)) => {
                    kernels::add_scaled(out, weight, &self.factors[*f]);
                }
                ([Read::InState(p, mask)], Lanes::All(_)) => {
                    kernels::add_where(out, weight, &self.states[*p], *mask);
                }
                ([Read::Factor(f)], Lanes::Only(lanes)) => {
                    let level = &self.factors[*f];
                    for (sum, &lane) in out.iter_mut().zip(lanes) {
                        *sum += weight[lane as usize] * level[lane as usize];
                    }
                }
                ([Read::InState(p, mask)], Lanes::Only(lanes)) => {
                    let state = &self.states[*p];
                    for (sum, &lane) in out.iter_mut().zip(lanes) {
                        let lane = lane as usize;
                        *sum += weight[lane] * (mask >> state[lane] & 1) as f64;
                    }
                }
                (reads, Lanes::All(_)) => {
                    for (stretch, sums) in out.chunks_mut(STRETCH).enumerate() {
                        let lanes = stretch * STRETCH..stretch * STRETCH + sums.len();
                        let value = &mut [1.0; STRETCH][..sums.len()];
                        for read in reads {
                            self.multiply_column(plan, worlds, read, lanes.clone(), value);
                        }
                        kernels::add_scaled(sums, &weight[lanes], value);
                    }
                }
                _ => {
                    for (place, sum) in out.iter_mut().enumerate() {
                        let lane = lanes.at(place);
                        *sum += weight[lane] * self.driver(plan, worlds, influence, lane);
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
        let lanes_only = Lanes::Only(lanes);
        self.added(plan, worlds, &plan.audiences[audience].adds, lanes_only, out);
        let (gain, width) = (self.gains.row(audience), worlds.widths.row(audience));
        for (x, &lane) in out.iter_mut().zip(lanes) {
            let lane = lane as usize;
            *x = math::logistic((gain[lane] + *x) / width[lane]);
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
