//! (1) Shocks strike, by the situation at the month's start.

use super::block::Block;
use super::failure::{Element, Fault};
use super::journal::What;
use super::kernels;
use super::lane::Lane;
use super::lanes::Lanes;
use super::moves::Pending;

/// **Unit** per year. A shock that strikes more often has no meaning, and would keep the month from ending.
const MOST_STRIKES: f64 = 12_000.0;

impl Block<'_, '_> {
    pub(super) fn strike_shocks(&mut self) -> Result<(), Fault> {
        let plan = self.wired.plan;
        self.pending.iter_mut().for_each(Vec::clear);
        for (s, shock) in plan.shocks.iter().enumerate() {
            self.struck[s].clear();
            if shock.window.is_some_and(|w| !plan.windows[w][self.situation.month as usize]) {
                continue;
            }
            let base = self.worlds.shocks.row(s);
            let steady = shock.guard.is_empty() && shock.times.is_empty();
            let mut product = std::mem::take(&mut self.scratch);
            let need = self.shock_need.row_mut(s);
            if steady {
                kernels::subtract(need, self.worlds.steady_shocks.row(s));
            } else {
                let all = Lanes::All(self.worlds.length());
                self.situation.products(plan, self.worlds, &shock.times, all, &mut product);
                let mut holds = std::mem::take(&mut self.holds);
                self.situation.where_holds(&shock.guard, self.paths, &mut holds);
                if !shock.times.is_empty() {
                    let count = &mut self.caps[shock.times.number];
                    count.evaluated += holds.iter().map(|&holds| u64::from(holds)).sum::<u64>();
                    count.bound += kernels::hold_within_cap_where(&mut product, &holds);
                }
                kernels::run_down_where(need, base, &product, &holds);
                self.holds = holds;
            }
            let mut due = std::mem::take(&mut self.strikes.due);
            kernels::find_due(need, self.paths, &mut due);
            for &lane in &due {
                let lane = lane as usize;
                let per_year = base[lane] * if steady { 1.0 } else { product[lane] };
                if !self.shock_need.row(s)[lane].is_finite() || per_year > MOST_STRIKES {
                    return Err(self.fault(Element::Shock(s), lane, per_year));
                }
                let mut strikes = 0;
                while self.shock_need.row(s)[lane] <= 0.0 {
                    let at = 1.0 + self.shock_need.row(s)[lane] / (per_year / 12.0);
                    self.strike(s, lane, per_year, at);
                    strikes += 1;
                }
                self.struck[s].push((lane as Lane, strikes));
            }
            self.strikes.due = due;
            self.scratch = product;
        }
        Ok(())
    }

    /// A strike, when so much of the month has passed.
    fn strike(&mut self, s: usize, lane: usize, per_year: f64, at: f64) {
        let plan = self.wired.plan;
        let shock = &plan.shocks[s];
        let number = self.struck_so_far.row(s)[lane];
        if self.keeps_journal() {
            let drivers = self.weights(&shock.times, lane);
            self.note(at, What::Strike { shock: s, number, per_year, drivers });
        }
        for (f, force) in shock.forces.iter().enumerate() {
            let multiplier = self.situation.multiplier(plan, self.worlds, &force.times, lane, &mut self.caps);
            let chance = (self.worlds.value(force.chance, lane) * multiplier).min(1.0);
            let succeeds = self.columns.uniform(self.wired.forces[s][f], number, lane) < chance;
            if succeeds || self.keeps_journal() {
                let pending = Pending { lane: lane as Lane, at, shock: s, force: f, chance, succeeds };
                self.pending[force.process].push(pending);
            }
        }
        *self.struck_so_far.cell(s, lane) = number + 1;
        let next = self.columns.threshold(self.wired.shocks[s], number + 1, lane);
        *self.shock_need.cell(s, lane) += next;
    }
}
