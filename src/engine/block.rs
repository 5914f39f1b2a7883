//! A block of paths of one world, month by month (model.md §3 and §5).

use super::ArithmeticError;
use super::journal::{Candidate, Cause, Consent, Event, Weight, What};
use super::measures::Measures;
use super::situation::{CapCount, Lane, Situation};
use super::streams::{Columns, StreamPlace, Wired};
use super::world::World;
use crate::plan::{PlannedTransition, PlannedTrigger, Score};

/// A month in which a state was never reached.
pub const NEVER: u16 = u16::MAX;

/// A move decided in this month, applied when all processes have been evaluated.
struct Move {
    process: usize,
    lane: Lane,
    to: usize,
}

/// The paths of a block.
pub struct Block<'a, 's> {
    pub(super) wired: &'a Wired<'a>,
    pub(super) world: &'a World,
    columns: &'a mut Columns<'s>,
    first_path: u32,
    pub(super) paths: usize,
    all: Vec<Lane>,
    pub(super) situation: Situation,
    next_factors: Vec<Vec<f64>>,
    /// Stays begun in each state of each process.
    stays: Vec<Vec<Vec<u32>>>,
    /// Ballots held in each state of each process.
    ballots_held: Vec<Vec<Vec<u32>>>,
    /// What each transition's clock still needs.
    need: Vec<Vec<Vec<f64>>>,
    shock_need: Vec<Vec<f64>>,
    strikes: Vec<Vec<u32>>,
    struck: Vec<Vec<u32>>,
    forced: Vec<Vec<Option<u8>>>,
    moves: Vec<Move>,
    /// Month each state was first entered, by process and state.
    pub(super) first: Vec<Vec<Vec<u16>>>,
    /// How often each cap bound.
    pub(super) caps: Vec<CapCount>,
    journal: Option<Vec<Event>>,
    step_all_factors: bool,
    scratch: Scratch,
}

/// Columns that are used and forgotten within a step.
#[derive(Default)]
struct Scratch {
    multiplier: Vec<f64>,
    consent: Vec<f64>,
    hazard: Vec<f64>,
    live: Vec<Lane>,
    best: Vec<(f64, usize)>,
}

impl<'a, 's> Block<'a, 's> {
    /// A block at month 0.
    pub fn new(
        wired: &'a Wired<'a>,
        world: &'a World,
        columns: &'a mut Columns<'s>,
        first_path: u32,
        paths: usize,
    ) -> Block<'a, 's> {
        let plan = wired.plan;
        let counters = || -> Vec<Vec<Vec<u32>>> {
            plan.processes.iter().map(|p| vec![vec![0; paths]; p.states.len()]).collect()
        };
        let mut block = Block {
            wired,
            world,
            columns,
            first_path,
            paths,
            all: (0..paths as Lane).collect(),
            situation: Situation {
                month: 0,
                factors: plan.factors.iter().map(|f| vec![world.values[f.start]; paths]).collect(),
                states: plan.processes.iter().map(|p| vec![p.start as u8; paths]).collect(),
                entered: vec![vec![0; paths]; plan.processes.len()],
                traits: plan.processes.iter().map(|p| vec![vec![0.0; paths]; p.traits.len()]).collect(),
                option: vec![plan.start_option as u8; paths],
            },
            next_factors: vec![vec![0.0; paths]; plan.factors.len()],
            stays: counters(),
            ballots_held: counters(),
            need: plan.processes.iter().map(|p| vec![vec![0.0; paths]; p.transitions.len()]).collect(),
            shock_need: vec![vec![0.0; paths]; plan.shocks.len()],
            strikes: vec![vec![0; paths]; plan.shocks.len()],
            struck: vec![vec![0; paths]; plan.shocks.len()],
            forced: vec![vec![None; paths]; plan.processes.len()],
            moves: Vec::new(),
            first: plan.processes.iter().map(|p| vec![vec![NEVER; paths]; p.states.len()]).collect(),
            caps: vec![CapCount::default(); plan.scores.len()],
            journal: None,
            step_all_factors: false,
            scratch: Scratch { best: vec![(0.0, 0); paths], ..Scratch::default() },
        };
        for (f, factor) in plan.factors.iter().enumerate() {
            for level in &mut block.situation.factors[f] {
                *level = level.max(factor.min).min(factor.max);
            }
        }
        for (p, process) in plan.processes.iter().enumerate() {
            for lane in 0..paths {
                block.enter(p, process.start, lane);
            }
        }
        for s in 0..plan.shocks.len() {
            block.shock_need[s].copy_from_slice(block.columns.column(wired.shocks[s], 0));
        }
        block
    }

    /// Keeps a journal, and steps the factors that nothing reads as well.
    pub fn keep_journal(&mut self) {
        self.journal = Some(Vec::new());
        self.step_all_factors = true;
    }

    /// The journal kept so far.
    pub fn take_journal(&mut self) -> Vec<Event> {
        self.journal.take().unwrap_or_default()
    }

    /// One month: shocks strike, factors step, processes move, metrics accumulate.
    pub fn step(&mut self, measures: &mut Measures) -> Result<(), ArithmeticError> {
        self.situation.month += 1;
        self.strike_shocks()?;
        self.step_factors();
        self.decide_moves()?;
        self.apply_moves();
        measures.accumulate(self);
        Ok(())
    }

    fn note(&mut self, what: What) {
        let month = self.situation.month;
        if let Some(journal) = &mut self.journal {
            journal.push(Event { month, what });
        }
    }

    fn error(&self, element: String, lane: usize, value: f64) -> ArithmeticError {
        self.error_at(element, self.situation.month, lane, value)
    }

    /// An arithmetic failure on a lane.
    pub(super) fn error_at(&self, element: String, month: u32, lane: usize, value: f64) -> ArithmeticError {
        ArithmeticError {
            element,
            month,
            world: self.world.number,
            path: self.first_path + lane as u32,
            value,
        }
    }

    // ---- (1) shocks --------------------------------------------------------------------------------------------------

    fn strike_shocks(&mut self) -> Result<(), ArithmeticError> {
        let plan = self.wired.plan;
        for (s, shock) in plan.shocks.iter().enumerate() {
            self.struck[s].fill(0);
            if shock.window.is_some_and(|w| !plan.windows[w][self.situation.month as usize]) {
                continue;
            }
            let mut live = std::mem::take(&mut self.scratch.live);
            live.clear();
            live.extend(
                self.all.iter().filter(|&&lane| self.situation.holds(&shock.guard, lane as usize)).copied(),
            );
            let mut multiplier = std::mem::take(&mut self.scratch.multiplier);
            self.situation.multipliers(
                plan,
                self.world,
                &shock.times,
                &live,
                &mut self.caps,
                &mut multiplier,
            );
            for (k, &lane) in live.iter().enumerate() {
                let lane = lane as usize;
                let per_year = self.world.shocks[s] * multiplier[k];
                if !per_year.is_finite() {
                    return Err(self.error(format!("shock.{}", shock.id), lane, per_year));
                }
                self.shock_need[s][lane] -= per_year / 12.0;
                while self.shock_need[s][lane] <= 0.0 {
                    self.strike(s, lane, per_year);
                }
            }
            self.scratch.live = live;
            self.scratch.multiplier = multiplier;
        }
        Ok(())
    }

    fn strike(&mut self, s: usize, lane: usize, per_year: f64) {
        let plan = self.wired.plan;
        let shock = &plan.shocks[s];
        let number = self.strikes[s][lane];
        if self.journal.is_some() {
            let drivers = self.weights(&shock.times, lane);
            self.note(What::Strike { shock: s, number, per_year, drivers });
        }
        for (f, force) in shock.forces.iter().enumerate() {
            let state = self.situation.states[force.process][lane];
            if force.from >> state & 1 == 0 || self.forced[force.process][lane].is_some() {
                continue;
            }
            let mut multiplier = Vec::new();
            self.situation.multipliers(
                plan,
                self.world,
                &force.times,
                &[lane as Lane],
                &mut self.caps,
                &mut multiplier,
            );
            let chance = (self.world.values[force.chance] * multiplier[0]).min(1.0);
            let draw = self.columns.column(self.wired.forces[s][f], number)[lane];
            if draw < chance {
                self.forced[force.process][lane] = Some(force.to as u8);
                let cause = Cause::Forced { shock: s, force: f, chance };
                self.note(What::Move {
                    process: force.process,
                    from: usize::from(state),
                    to: force.to,
                    cause,
                });
            } else {
                self.note(What::Withstood { shock: s, force: f, chance });
            }
        }
        self.struck[s][lane] += 1;
        self.strikes[s][lane] = number + 1;
        self.shock_need[s][lane] += self.columns.column(self.wired.shocks[s], number + 1)[lane];
    }

    // ---- (2) factors -------------------------------------------------------------------------------------------------

    fn step_factors(&mut self) {
        let plan = self.wired.plan;
        let mut mean = std::mem::take(&mut self.scratch.multiplier);
        let mut impulse = std::mem::take(&mut self.scratch.consent);
        for (f, factor) in plan.factors.iter().enumerate() {
            if !factor.read && !self.step_all_factors {
                continue;
            }
            let motion = self.world.motions[f];
            mean.clear();
            mean.resize(self.paths, 0.0);
            self.situation.add_score(plan, self.world, &factor.adds, &self.all, &mut mean);
            impulse.clear();
            impulse.resize(self.paths, 0.0);
            self.add_impulses(f, &mut impulse);
            let still = vec![0.0; if factor.still { self.paths } else { 0 }];
            let noise = if factor.still {
                &still
            } else {
                self.columns.column(self.wired.noise[f], self.situation.month)
            };
            let level = &self.situation.factors[f];
            let next = &mut self.next_factors[f];
            for lane in 0..self.paths {
                let x = level[lane];
                let towards = motion.mean + mean[lane];
                let pulled = match motion.phi {
                    Some(phi) => towards + (x - towards) * phi,
                    None => x + towards / 12.0,
                };
                let moved = pulled + motion.noise * noise[lane] + impulse[lane];
                next[lane] = moved.max(factor.min).min(factor.max);
            }
        }
        for (f, factor) in plan.factors.iter().enumerate() {
            if factor.read || self.step_all_factors {
                std::mem::swap(&mut self.situation.factors[f], &mut self.next_factors[f]);
            }
        }
        self.scratch.multiplier = mean;
        self.scratch.consent = impulse;
    }

    fn add_impulses(&self, factor: usize, out: &mut [f64]) {
        let plan = self.wired.plan;
        for (p, process) in plan.processes.iter().enumerate() {
            for (state, impulses) in process.while_here.iter().enumerate() {
                for &(_, slot) in impulses.iter().filter(|(f, _)| *f == factor) {
                    let monthly = self.world.values[slot] / 12.0;
                    for (sum, &at) in out.iter_mut().zip(&self.situation.states[p]) {
                        if usize::from(at) == state {
                            *sum += monthly;
                        }
                    }
                }
            }
        }
        for (s, shock) in plan.shocks.iter().enumerate() {
            for &(_, slot) in shock.impulses.iter().filter(|(f, _)| *f == factor) {
                let size = self.world.values[slot];
                for (sum, &strikes) in out.iter_mut().zip(&self.struck[s]) {
                    *sum += size * f64::from(strikes);
                }
            }
        }
    }

    // ---- (3) processes -----------------------------------------------------------------------------------------------

    fn decide_moves(&mut self) -> Result<(), ArithmeticError> {
        let plan = self.wired.plan;
        let mut by_state: Vec<Vec<Lane>> = Vec::new();
        for (p, process) in plan.processes.iter().enumerate() {
            by_state.iter_mut().for_each(Vec::clear);
            by_state.resize_with(by_state.len().max(process.states.len()), Vec::new);
            for lane in 0..self.paths {
                match self.forced[p][lane].take() {
                    Some(to) => {
                        self.moves.push(Move { process: p, lane: lane as Lane, to: usize::from(to) });
                    }
                    None => by_state[usize::from(self.situation.states[p][lane])].push(lane as Lane),
                }
            }
            for (state, lanes) in by_state.iter_mut().enumerate().take(process.states.len()) {
                if lanes.is_empty() {
                    continue;
                }
                if !process.ballots_from[state].is_empty() {
                    self.hold_ballots(p, state, lanes);
                }
                if !process.hazards_from[state].is_empty() && !lanes.is_empty() {
                    self.run_clocks(p, state, lanes)?;
                }
            }
        }
        Ok(())
    }

    /// Whether a transition may happen at all: long enough in the state, and others where they must be.
    fn is_live(&self, p: usize, transition: &PlannedTransition, lane: usize) -> bool {
        let age = self.situation.month - self.situation.entered[p][lane];
        age > transition.not_before && self.situation.holds(&transition.guard, lane)
    }

    fn is_due(&self, p: usize, i: usize, lane: usize) -> bool {
        let transition = &self.wired.plan.processes[p].transitions[i];
        let due = match &transition.trigger {
            PlannedTrigger::At(months, _) => months.contains(&self.situation.month),
            PlannedTrigger::After(..) => {
                self.situation.month - self.situation.entered[p][lane] == self.world.lags[p][i]
            }
            _ => false,
        };
        due && self.is_live(p, transition, lane)
    }

    /// Holds the ballots that are due, and drops the lanes they moved.
    fn hold_ballots(&mut self, p: usize, state: usize, lanes: &mut Vec<Lane>) {
        let process = &self.wired.plan.processes[p];
        lanes.retain(|&lane| {
            let due: Vec<usize> = process.ballots_from[state]
                .iter()
                .copied()
                .filter(|&i| self.is_due(p, i, lane as usize))
                .collect();
            due.is_empty() || !self.decide_ballot(p, state, lane, &due)
        });
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
            let mut column = Vec::new();
            self.situation.multipliers(
                plan,
                self.world,
                &transition.times,
                &[lane],
                &mut self.caps,
                &mut column,
            );
            let mut chance = (self.world.values[slot] * column[0]).min(1.0);
            for &(audience, refusal) in &transition.consents {
                self.situation.acceptances(plan, self.world, audience, &[lane], &mut column);
                chance *= if refusal { 1.0 - column[0] } else { column[0] };
            }
            chances.push(chance);
            if self.journal.is_some() {
                candidates.push(Candidate {
                    transition: i,
                    chance,
                    consents: self.consents(transition, lane as usize),
                });
            }
        }
        let held = self.ballots_held[p][state][lane as usize];
        self.ballots_held[p][state][lane as usize] = held + 1;
        let draw = self.columns.column(self.wired.ballots[p][state], held)[lane as usize];
        let total: f64 = chances.iter().sum();
        let scale = if total > 1.0 { total } else { 1.0 };
        let mut running = 0.0;
        for (&i, chance) in due.iter().zip(&chances) {
            running += chance / scale;
            if draw < running {
                let to = process.transitions[i].to;
                self.moves.push(Move { process: p, lane, to });
                let cause = Cause::Ballot { transition: i, candidates, draw };
                self.note(What::Move { process: p, from: state, to, cause });
                return true;
            }
        }
        self.note(What::NoMajority { process: p, state, candidates, draw });
        false
    }

    /// Runs the clocks of the hazards out of a state; on each lane the one that strikes first in the month wins.
    fn run_clocks(&mut self, p: usize, state: usize, lanes: &[Lane]) -> Result<(), ArithmeticError> {
        let plan = self.wired.plan;
        let process = &plan.processes[p];
        let mut scratch = std::mem::take(&mut self.scratch);
        for &lane in lanes {
            scratch.best[lane as usize] = (f64::INFINITY, usize::MAX);
        }
        for &i in &process.hazards_from[state] {
            let transition = &process.transitions[i];
            scratch.live.clear();
            scratch
                .live
                .extend(lanes.iter().filter(|&&lane| self.is_live(p, transition, lane as usize)).copied());
            if scratch.live.is_empty() || self.world.hazards[p][i] == 0.0 {
                continue;
            }
            self.hazards(p, i, &mut scratch);
            let need = &mut self.need[p][i];
            for (&lane, &per_year) in scratch.live.iter().zip(&scratch.hazard) {
                let lane = lane as usize;
                let monthly = per_year / 12.0;
                if !monthly.is_finite() {
                    let element = format!("process.{}.transition.{}", process.id, transition.id);
                    return Err(self.error(element, lane, per_year));
                }
                if monthly > 0.0 && need[lane] <= monthly {
                    let fraction = need[lane] / monthly;
                    if fraction < scratch.best[lane].0 {
                        scratch.best[lane] = (fraction, i);
                    }
                } else {
                    need[lane] -= monthly;
                }
            }
        }
        for &lane in lanes {
            let (fraction, i) = scratch.best[lane as usize];
            if fraction.is_finite() {
                let to = process.transitions[i].to;
                self.moves.push(Move { process: p, lane, to });
                if self.journal.is_some() {
                    let cause = self.hazard_cause(p, i, lane);
                    self.note(What::Move { process: p, from: state, to, cause });
                }
            }
        }
        self.scratch = scratch;
        Ok(())
    }

    /// The hazard of a transition on each live lane.
    ///
    /// **Unit** per year. **Formula** base · M · Π acceptance · Π (1 − acceptance).
    fn hazards(&mut self, p: usize, i: usize, scratch: &mut Scratch) {
        let plan = self.wired.plan;
        let transition = &plan.processes[p].transitions[i];
        let Scratch { multiplier, consent, hazard, live, .. } = scratch;
        self.situation.multipliers(plan, self.world, &transition.times, live, &mut self.caps, multiplier);
        let base = self.world.hazards[p][i];
        hazard.clear();
        hazard.extend(multiplier.iter().map(|m| base * m));
        for &(audience, refusal) in &transition.consents {
            self.situation.acceptances(plan, self.world, audience, live, consent);
            for (h, a) in hazard.iter_mut().zip(consent.iter()) {
                *h *= if refusal { 1.0 - a } else { *a };
            }
        }
    }

    fn apply_moves(&mut self) {
        for Move { process, lane, to } in std::mem::take(&mut self.moves) {
            self.enter(process, to, lane as usize);
        }
    }

    /// Begins a stay: new age, new traits, new thresholds.
    fn enter(&mut self, p: usize, state: usize, lane: usize) {
        let plan = self.wired.plan;
        let process = &plan.processes[p];
        let month = self.situation.month;
        self.situation.states[p][lane] = state as u8;
        self.situation.entered[p][lane] = month;
        let stay = self.stays[p][state][lane];
        self.stays[p][state][lane] = stay + 1;
        let first = &mut self.first[p][state][lane];
        if *first == NEVER {
            *first = month as u16;
        }
        for column in &mut self.situation.traits[p] {
            column[lane] = 0.0;
        }
        for (d, draw) in process.draws_on_entry[state].iter().enumerate() {
            let u = self.columns.column(self.wired.traits[p][state][d], stay)[lane];
            self.situation.traits[p][draw.column][lane] = draw.family.quantile(u);
        }
        for &i in &process.hazards_from[state] {
            let clock: StreamPlace = self.wired.clocks[p][i][state];
            self.need[p][i][lane] = self.columns.column(clock, stay)[lane];
        }
        if let Some((agenda, options)) = &plan.agenda
            && *agenda == p
        {
            self.situation.option[lane] = options[state] as u8;
        }
    }

    // ---- the journal -------------------------------------------------------------------------------------------------

    fn hazard_cause(&mut self, p: usize, i: usize, lane: Lane) -> Cause {
        let transition = &self.wired.plan.processes[p].transitions[i];
        let caps = self.caps.clone();
        let mut scratch = Scratch { live: vec![lane], ..Scratch::default() };
        self.hazards(p, i, &mut scratch);
        self.caps = caps;
        Cause::Hazard {
            transition: i,
            per_year: scratch.hazard[0],
            base: self.world.hazards[p][i],
            drivers: self.weights(&transition.times, lane as usize),
            consents: self.consents(transition, lane as usize),
        }
    }

    fn weights(&self, score: &Score, lane: usize) -> Vec<Weight> {
        let plan = self.wired.plan;
        score
            .influences
            .iter()
            .map(|influence| {
                let value = self.situation.driver(plan, self.world, influence, lane);
                let factor = crate::math::exp(self.world.coefficients[influence.coefficient] * value);
                Weight { id: influence.id.clone(), value, factor }
            })
            .collect()
    }

    fn consents(&self, transition: &PlannedTransition, lane: usize) -> Vec<Consent> {
        let mut column = Vec::new();
        transition
            .consents
            .iter()
            .map(|&(audience, refusal)| {
                self.situation.acceptances(
                    self.wired.plan,
                    self.world,
                    audience,
                    &[lane as Lane],
                    &mut column,
                );
                Consent { audience, refusal, acceptance: column[0] }
            })
            .collect()
    }
}
