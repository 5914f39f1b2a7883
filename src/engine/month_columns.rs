//! What is worked out on whole columns once a month, for everything that shares it: sums of drivers, acceptances, hazards.
//!
//! All of it is read while processes decide, when the situation stands still, so a column stays true until the next month.

use super::kernels;
use super::lanes::Lanes;
use super::situation::Situation;
use super::world::Worlds;
use crate::plan::{Plan, PlannedTransition, Score};

/// A column and the month it speaks of; month 0 means never.
#[derive(Debug, Clone, Default)]
struct Stamped {
    month: u32,
    column: Vec<f64>,
}

impl Stamped {
    /// The column, if it has been worked out for this month.
    fn known(&self, month: u32) -> Option<&[f64]> {
        (self.month == month).then_some(&self.column)
    }

    /// Whether the column has to be worked out anew for this month.
    fn expires(&mut self, month: u32) -> bool {
        std::mem::replace(&mut self.month, month) != month
    }
}

/// Multipliers within the cap, and where the cap bound.
#[derive(Debug, Clone, Default)]
pub struct Multipliers {
    held: Stamped,
    /// Whether the cap bound, by lane.
    pub bound: Vec<bool>,
    /// Whether it bound on any lane.
    pub any_bound: bool,
}

/// The columns of this month.
#[derive(Debug)]
pub struct Sums {
    /// By sum.
    multipliers: Vec<Multipliers>,
    /// By sum: what drivers add to a surplus.
    added: Vec<Stamped>,
    /// By audience.
    acceptances: Vec<Stamped>,
    /// By hazard.
    hazards: Vec<Stamped>,
}

impl Sums {
    /// Nothing worked out yet.
    pub fn new(plan: &Plan) -> Sums {
        Sums {
            multipliers: vec![Multipliers::default(); plan.sums.len()],
            added: vec![Stamped::default(); plan.sums.len()],
            acceptances: vec![Stamped::default(); plan.audiences.len()],
            hazards: vec![Stamped::default(); plan.hazards.len()],
        }
    }

    /// The multipliers of a score.
    pub fn multipliers(
        &mut self,
        plan: &Plan,
        worlds: &Worlds,
        situation: &Situation,
        score: &Score,
    ) -> &Multipliers {
        let Multipliers { held, bound, any_bound } = &mut self.multipliers[score.sum];
        if held.expires(situation.month) {
            situation.products(plan, worlds, score, Lanes::All(worlds.length()), &mut held.column);
            bound.resize(held.column.len(), false);
            *any_bound = kernels::hold_within_cap(&mut held.column, bound);
        }
        &self.multipliers[score.sum]
    }

    /// The multipliers of a score, and where the cap bound, if they have been worked out this month.
    pub fn known_multipliers(&self, score: &Score, month: u32) -> Option<(&[f64], &[bool])> {
        let multipliers = &self.multipliers[score.sum];
        Some((multipliers.held.known(month)?, &multipliers.bound))
    }

    /// The acceptances of an audience, if they have been worked out this month.
    pub fn known_acceptances(&self, audience: usize, month: u32) -> Option<&[f64]> {
        self.acceptances[audience].known(month)
    }

    /// The hazard of a transition.
    ///
    /// **Unit** per month. **Formula** base · M · Π acceptance · Π (1 − acceptance) / 12.
    pub fn hazards<'s>(
        &'s mut self,
        plan: &Plan,
        worlds: &'s Worlds,
        situation: &Situation,
        transition: &PlannedTransition,
    ) -> &'s [f64] {
        if transition.times.is_empty() && transition.consents.is_empty() {
            return worlds.steady_hazards.row(transition.hazard);
        }
        if self.hazards[transition.hazard].expires(situation.month) {
            let mut column = std::mem::take(&mut self.hazards[transition.hazard].column);
            let base = worlds.hazards.row(transition.hazard);
            column.resize(base.len(), 0.0);
            if transition.times.is_empty() {
                column.copy_from_slice(base);
            } else {
                let multipliers = self.multipliers(plan, worlds, situation, &transition.times);
                kernels::products(&mut column, base, &multipliers.held.column);
            }
            for &(audience, refusal) in &transition.consents {
                let accepted = self.acceptances(plan, worlds, situation, audience);
                if refusal {
                    kernels::multiply_by_rest(&mut column, accepted);
                } else {
                    kernels::multiply(&mut column, accepted);
                }
            }
            kernels::by_month(&mut column);
            self.hazards[transition.hazard].column = column;
        }
        &self.hazards[transition.hazard].column
    }

    /// The acceptance of the option on its table by an audience.
    fn acceptances(
        &mut self,
        plan: &Plan,
        worlds: &Worlds,
        situation: &Situation,
        audience: usize,
    ) -> &[f64] {
        if self.acceptances[audience].expires(situation.month) {
            let adds = &plan.audiences[audience].adds;
            let added = &mut self.added[adds.sum];
            if added.expires(situation.month) {
                situation.added(plan, worlds, adds, Lanes::All(worlds.length()), &mut added.column);
            }
            let accepted = &mut self.acceptances[audience];
            let (gains, widths) = (situation.gains.row(audience), worlds.widths.row(audience));
            accepted.column.resize(gains.len(), 0.0);
            kernels::acceptances(&mut accepted.column, gains, &added.column, widths);
        }
        &self.acceptances[audience].column
    }
}
