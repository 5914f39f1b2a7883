//! (3) Processes move: ballots, which are due at a date or after a lag.

use super::block::Block;
use super::journal::{Candidate, Cause, What};
use super::lane::Lane;
use super::moves::{Move, Way};
use crate::plan::PlannedTrigger;

impl Block<'_, '_> {
    /// Notes when ballots after a lag are due from now on, if a process stays in the state that it is in.
    pub(super) fn expect_ballots(&mut self, p: usize, state: usize, lane: usize) {
        let process = &self.wired.plan.processes[p];
        for &i in &process.ballots_from[state] {
            let transition = &process.transitions[i];
            if let PlannedTrigger::After(..) = transition.trigger {
                let lag = self.worlds.lags.row(transition.hazard)[lane];
                let due = self.situation.entered[p][lane].saturating_add(lag);
                let is_to_come = due > self.situation.month;
                if let Some(expected) = self.expected.get_mut(due as usize).filter(|_| is_to_come) {
                    expected.push((p as u32, lane as Lane));
                }
            }
        }
    }

    /// The processes and lanes where a ballot may be due this month, each once, by process.
    pub(super) fn may_be_due(&mut self) -> Vec<(u32, Lane)> {
        let month = self.situation.month as usize;
        let mut due = std::mem::take(&mut self.expected[month]);
        for &(p, state) in &self.wired.dated[month] {
            due.extend(self.members[p][state].iter().map(|&lane| (p as u32, lane)));
        }
        due.sort_unstable();
        due.dedup();
        due
    }

    fn is_due(&self, p: usize, i: usize, lane: usize) -> bool {
        let transition = &self.wired.plan.processes[p].transitions[i];
        let due = match &transition.trigger {
            PlannedTrigger::At(months, _) => months.contains(&self.situation.month),
            PlannedTrigger::After(..) => {
                let lag = self.worlds.lags.row(transition.hazard)[lane];
                self.situation.month - self.situation.entered[p][lane] == lag
            }
            _ => false,
        };
        due && self.is_live(p, transition, lane)
    }

    /// Holds the ballots of a process that are due on these lanes.
    pub(super) fn hold_ballots(&mut self, p: usize, lanes: &[(u32, Lane)]) {
        let mut due: Vec<usize> = Vec::new();
        for &(_, lane) in lanes {
            if self.forced.is(lane) {
                continue;
            }
            let state = usize::from(self.situation.states[p][lane as usize]);
            let ballots = &self.wired.plan.processes[p].ballots_from[state];
            due.clear();
            due.extend(ballots.iter().copied().filter(|&i| self.is_due(p, i, lane as usize)));
            if !due.is_empty() && self.decide_ballot(p, state, lane, &due) {
                self.moved.add(lane);
            }
        }
    }

    /// One draw decides among the transitions that are due; returns whether one of them happens.
    fn decide_ballot(&mut self, p: usize, state: usize, lane: Lane, due: &[usize]) -> bool {
        let plan = self.wired.plan;
        let process = &plan.processes[p];
        let mut chances = Vec::new();
        let mut candidates = Vec::new();
        for &i in due {
            let transition = &process.transitions[i];
            let slot = match transition.trigger {
                PlannedTrigger::At(_, slot) | PlannedTrigger::After(_, slot) => slot,
                _ => unreachable!("only ballots are due"),
            };
            let multiplier = self.situation.multiplier(
                plan,
                self.worlds,
                &transition.times,
                lane as usize,
                &mut self.caps,
            );
            let mut chance = (self.worlds.value(slot, lane as usize) * multiplier).min(1.0);
            let mut column = Vec::new();
            for &(audience, refusal) in &transition.consents {
                let accepted = match self.sums.known_acceptances(audience, self.situation.month) {
                    Some(accepted) => accepted[lane as usize],
                    None => {
                        self.situation.acceptances(plan, self.worlds, audience, &[lane], &mut column);
                        column[0]
                    }
                };
                chance *= if refusal { 1.0 - accepted } else { accepted };
            }
            chances.push(chance);
            if self.keeps_journal() {
                candidates.push(Candidate {
                    transition: i,
                    chance,
                    consents: self.consents(transition, lane as usize),
                });
            }
        }
        let counter = self.ballots_held.cell(process.first_state + state, lane as usize);
        let held = *counter;
        *counter += 1;
        let draw = self.columns.uniform(self.wired.ballots[p][state], held, lane as usize);
        let total: f64 = chances.iter().sum();
        let scale = if total > 1.0 { total } else { 1.0 };
        let mut running = 0.0;
        for (&i, chance) in due.iter().zip(&chances) {
            running += chance / scale;
            if draw < running {
                let to = process.transitions[i].to;
                self.moves.push(Move { process: p, lane, to, at: 1.0, way: i as Way });
                let cause = Cause::Ballot { transition: i, candidates, draw };
                self.note(0.0, What::Move { process: p, from: state, to, cause });
                return true;
            }
        }
        self.note(0.0, What::NoMajority { process: p, state, candidates, draw });
        false
    }
}
