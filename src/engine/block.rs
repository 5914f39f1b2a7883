//! A block of paths, month by month (model.md §3 and §5).

use super::ArithmeticError;
use super::grid::Grid;
use super::journal::{Candidate, Cause, Consent, Event, Weight, What};
use super::kernels::{self, Push, hold};
use super::measures::Measures;
use super::situation::{CapCount, Lane, Lanes, Situation};
use super::streams::{Columns, StreamPlace, Wired};
use super::world::Worlds;
use crate::plan::{PlannedFactor, PlannedMotion, PlannedTransition, PlannedTrigger, Score};

/// A month in which a state was never reached.
pub const NEVER: u16 = u16::MAX;

/// Hazards are worked out on all lanes when at least one in this many is live: a sweep over a whole column costs less than picking.
const DENSE: usize = 3;

/// **Unit** per year. A shock that strikes more often has no meaning, and would keep the month from ending.
const MOST_STRIKES: f64 = 12_000.0;

/// No clock strikes this month.
const NO_CLOCK: (f64, usize) = (f64::INFINITY, usize::MAX);

/// A move decided in this month, applied when all processes have been evaluated.
struct Move {
    process: usize,
    lane: Lane,
    to: usize,
}

/// The paths of a block.
pub struct Block<'a, 's> {
    pub(super) wired: &'a Wired<'a>,
    pub(super) worlds: &'a Worlds,
    columns: &'a mut Columns<'s>,
    pub(super) paths: usize,
    pub(super) situation: Situation,
    next_factors: Vec<Vec<f64>>,
    zeros: Vec<f64>,
    /// Stays begun in each state.
    stays: Grid<u32>,
    /// Ballots held in each state.
    ballots_held: Grid<u32>,
    /// What each transition's clock still needs.
    need: Grid<f64>,
    shock_need: Vec<Vec<f64>>,
    strikes: Vec<Vec<u32>>,
    /// Lanes that each shock struck in this month, and how often.
    struck: Vec<Vec<(Lane, u32)>>,
    /// Where shocks have forced each process this month.
    forced: Vec<Vec<Option<u8>>>,
    any_forced: Vec<bool>,
    /// The lanes in each state of each process, in no order.
    members: Vec<Vec<Vec<Lane>>>,
    /// The place of each lane among the members of its state, by process.
    places: Grid<Lane>,
    moves: Vec<Move>,
    /// Month each state was first entered.
    pub(super) first: Grid<u16>,
    /// How often each cap bound.
    pub(super) caps: Vec<CapCount>,
    journal: Option<Vec<Event>>,
    step_all_factors: bool,
    scratch: Scratch,
}

/// Columns that are used and forgotten within a step; kept to be used again.
#[derive(Default)]
struct Scratch {
    product: Vec<f64>,
    consent: Vec<f64>,
    hazard: Vec<f64>,
    live: Vec<Lane>,
    /// The first clock to strike in the month on each lane: fraction of the month, transition.
    best: Vec<(f64, usize)>,
    /// Lanes on which some clock strikes this month.
    hits: Vec<Lane>,
    /// Acceptance by audience on all lanes, and the month it was worked out for.
    acceptance: Vec<(u32, Vec<f64>)>,
}

impl<'a, 's> Block<'a, 's> {
    /// A block at month 0.
    pub fn new(wired: &'a Wired<'a>, worlds: &'a Worlds, columns: &'a mut Columns<'s>) -> Block<'a, 's> {
        let plan = wired.plan;
        let paths = columns.lanes();
        let mut block = Block {
            wired,
            worlds,
            columns,
            paths,
            situation: Situation {
                month: 0,
                factors: plan
                    .factors
                    .iter()
                    .map(|f| (0..paths).map(|lane| worlds.value(f.start, lane)).collect())
                    .collect(),
                states: plan.processes.iter().map(|p| vec![p.start as u8; paths]).collect(),
                entered: vec![vec![0; paths]; plan.processes.len()],
                traits: plan.processes.iter().map(|p| vec![vec![0.0; paths]; p.traits.len()]).collect(),
                option: vec![plan.start_option as u8; paths],
            },
            next_factors: vec![vec![0.0; paths]; plan.factors.len()],
            zeros: vec![0.0; paths],
            stays: Grid::new(plan.all_states(), paths, 0),
            ballots_held: Grid::new(plan.all_states(), paths, 0),
            need: Grid::new(plan.all_transitions(), paths, 0.0),
            shock_need: vec![vec![0.0; paths]; plan.shocks.len()],
            strikes: vec![vec![0; paths]; plan.shocks.len()],
            struck: vec![Vec::new(); plan.shocks.len()],
            forced: vec![vec![None; paths]; plan.processes.len()],
            any_forced: vec![false; plan.processes.len()],
            members: plan.processes.iter().map(|p| vec![Vec::new(); p.states.len()]).collect(),
            places: Grid::new(plan.processes.len(), paths, 0),
            moves: Vec::new(),
            first: Grid::new(plan.all_states(), paths, NEVER),
            caps: vec![CapCount::default(); plan.scores.len()],
            journal: None,
            step_all_factors: false,
            scratch: Scratch {
                best: vec![NO_CLOCK; paths],
                acceptance: vec![(0, Vec::new()); plan.audiences.len()],
                ..Scratch::default()
            },
        };
        for (f, factor) in plan.factors.iter().enumerate() {
            for level in &mut block.situation.factors[f] {
                *level = hold(*level, factor.min, factor.max);
            }
        }
        for (p, process) in plan.processes.iter().enumerate() {
            block.members[p][process.start].extend(0..paths as Lane);
            for lane in 0..paths {
                *block.places.cell(p, lane) = lane as Lane;
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
            world: self.worlds.number(lane),
            path: self.columns.first_path() + self.worlds.path(lane) as u32,
            value,
        }
    }

    // ---- (1) shocks --------------------------------------------------------------------------------------------------

    fn strike_shocks(&mut self) -> Result<(), ArithmeticError> {
        let plan = self.wired.plan;
        for (s, shock) in plan.shocks.iter().enumerate() {
            self.struck[s].clear();
            if shock.window.is_some_and(|w| !plan.windows[w][self.situation.month as usize]) {
                continue;
            }
            let base = self.worlds.shocks.row(s);
            let steady = shock.guard.is_empty() && shock.times.is_empty();
            let mut product = std::mem::take(&mut self.scratch.product);
            if steady {
                let monthly = self.worlds.steady_shocks.row(s);
                kernels::subtract(&mut self.shock_need[s], monthly);
            } else {
                let all = Lanes::All(self.paths);
                self.situation.products(plan, self.worlds, &shock.times, all, &mut product);
                for lane in 0..self.paths {
                    if self.situation.holds(&shock.guard, lane) {
                        let product = &mut product[lane];
                        if !shock.times.is_empty() {
                            *product = self.caps[shock.times.number].hold(*product);
                        }
                        self.shock_need[s][lane] -= base[lane] * *product / 12.0;
                    }
                }
            }
            let mut hits = std::mem::take(&mut self.scratch.hits);
            due_lanes(&self.shock_need[s], &mut hits);
            for &lane in &hits {
                let lane = lane as usize;
                let per_year = base[lane] * if steady { 1.0 } else { product[lane] };
                if !self.shock_need[s][lane].is_finite() || per_year > MOST_STRIKES {
                    return Err(self.error(format!("shock.{}", shock.id), lane, per_year));
                }
                let before = self.strikes[s][lane];
                while self.shock_need[s][lane] <= 0.0 {
                    self.strike(s, lane, per_year);
                }
                self.struck[s].push((lane as Lane, self.strikes[s][lane] - before));
            }
            self.scratch.hits = hits;
            self.scratch.product = product;
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
            let multiplier = self.situation.multiplier(plan, self.worlds, &force.times, lane, &mut self.caps);
            let chance = (self.worlds.value(force.chance, lane) * multiplier).min(1.0);
            let draw = self.columns.column(self.wired.forces[s][f], number)[lane];
            if draw < chance {
                self.forced[force.process][lane] = Some(force.to as u8);
                self.any_forced[force.process] = true;
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
        self.strikes[s][lane] = number + 1;
        self.shock_need[s][lane] += self.columns.column(self.wired.shocks[s], number + 1)[lane];
    }

    // ---- (2) factors -------------------------------------------------------------------------------------------------

    fn step_factors(&mut self) {
        let plan = self.wired.plan;
        let mut adds = std::mem::take(&mut self.scratch.product);
        let mut impulse = std::mem::take(&mut self.scratch.consent);
        for (f, factor) in plan.factors.iter().enumerate() {
            if !factor.read && !self.step_all_factors {
                continue;
            }
            adds.clear();
            adds.resize(self.paths, 0.0);
            self.situation.add_score(plan, self.worlds, &factor.adds, Lanes::All(self.paths), &mut adds);
            impulse.clear();
            impulse.resize(self.paths, 0.0);
            self.add_impulses(factor, &mut impulse);
            let noise = if factor.still {
                &self.zeros
            } else {
                self.columns.column(self.wired.noise[f], self.situation.month)
            };
            let level = &self.situation.factors[f];
            let next = &mut self.next_factors[f];
            let push = Push {
                mean: self.worlds.means.row(f),
                phi: self.worlds.phis.row(f),
                adds: &adds,
                deviation: self.worlds.noises.row(f),
                noise,
                impulse: &impulse,
                bounds: (factor.min, factor.max),
            };
            match factor.motion {
                PlannedMotion::Reverting(..) => kernels::revert(level, next, push),
                PlannedMotion::Walk(_) => kernels::walk(level, next, push),
            }
        }
        for (f, factor) in plan.factors.iter().enumerate() {
            if factor.read || self.step_all_factors {
                std::mem::swap(&mut self.situation.factors[f], &mut self.next_factors[f]);
            }
        }
        self.scratch.product = adds;
        self.scratch.consent = impulse;
    }

    fn add_impulses(&self, factor: &PlannedFactor, out: &mut [f64]) {
        for (p, by_state) in &factor.lasting {
            for (lane, (sum, &at)) in out.iter_mut().zip(&self.situation.states[*p]).enumerate() {
                if let Some(&(_, slot)) = by_state.iter().find(|(state, _)| *state == usize::from(at)) {
                    *sum += self.worlds.value(slot, lane) / 12.0;
                }
            }
        }
        for &(s, slot) in &factor.impulses {
            for &(lane, strikes) in &self.struck[s] {
                let lane = lane as usize;
                out[lane] += self.worlds.value(slot, lane) * f64::from(strikes);
            }
        }
    }

    // ---- (3) processes -----------------------------------------------------------------------------------------------

    fn decide_moves(&mut self) -> Result<(), ArithmeticError> {
        let plan = self.wired.plan;
        for (p, process) in plan.processes.iter().enumerate() {
            self.take_forced_moves(p);
            for state in 0..process.states.len() {
                let clocks = !process.hazards_from[state].is_empty();
                let ballots = self.may_be_due(p, state);
                if self.members[p][state].is_empty() || !(clocks || ballots) {
                    continue;
                }
                let members = std::mem::take(&mut self.members[p][state]);
                if ballots || self.any_forced[p] {
                    let free = |lane: &&Lane| self.forced[p][**lane as usize].is_none();
                    let mut lanes: Vec<Lane> = members.iter().filter(free).copied().collect();
                    if ballots {
                        self.hold_ballots(p, state, &mut lanes);
                    }
                    self.run_clocks(p, state, &lanes)?;
                } else {
                    self.run_clocks(p, state, &members)?;
                }
                self.members[p][state] = members;
            }
            if std::mem::take(&mut self.any_forced[p]) {
                self.forced[p].fill(None);
            }
        }
        Ok(())
    }

    fn take_forced_moves(&mut self, p: usize) {
        if self.any_forced[p] {
            for (lane, to) in self.forced[p].iter().enumerate() {
                if let Some(to) = to {
                    self.moves.push(Move { process: p, lane: lane as Lane, to: usize::from(*to) });
                }
            }
        }
    }

    /// Whether some ballot out of a state can be due this month on some lane.
    fn may_be_due(&self, p: usize, state: usize) -> bool {
        let process = &self.wired.plan.processes[p];
        process.ballots_from[state].iter().any(|&i| match &process.transitions[i].trigger {
            PlannedTrigger::At(months, _) => months.contains(&self.situation.month),
            _ => true,
        })
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
                let row = self.wired.plan.processes[p].first_transition + i;
                self.situation.month - self.situation.entered[p][lane] == self.worlds.lags.row(row)[lane]
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
                self.situation.acceptances(plan, self.worlds, audience, Lanes::Only(&[lane]), &mut column);
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
        let counter = self.ballots_held.cell(process.first_state + state, lane as usize);
        let held = *counter;
        *counter += 1;
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
        scratch.hits.clear();
        for &i in &process.hazards_from[state] {
            let transition = &process.transitions[i];
            scratch.live.clear();
            if transition.not_before == 0 && transition.guard.is_empty() {
                scratch.live.extend_from_slice(lanes);
            } else {
                let live = lanes.iter().filter(|&&lane| self.is_live(p, transition, lane as usize));
                scratch.live.extend(live);
            }
            if scratch.live.is_empty() || self.worlds.idle[process.first_transition + i] {
                continue;
            }
            let dense = self.hazards(p, i, &mut scratch);
            let need = self.need.row_mut(process.first_transition + i);
            for (k, &lane) in scratch.live.iter().enumerate() {
                let lane = lane as usize;
                let monthly = scratch.hazard[if dense { lane } else { k }];
                if need[lane] > monthly {
                    need[lane] -= monthly;
                } else if monthly.is_finite() {
                    let fraction = need[lane] / monthly;
                    let (soonest, _) = scratch.best[lane];
                    if soonest.is_infinite() {
                        scratch.hits.push(lane as Lane);
                    }
                    if fraction < soonest {
                        scratch.best[lane] = (fraction, i);
                    }
                } else {
                    let element = format!("process.{}.transition.{}", process.id, transition.id);
                    return Err(self.error(element, lane, monthly * 12.0));
                }
            }
        }
        for &lane in &scratch.hits {
            let (_, i) = std::mem::replace(&mut scratch.best[lane as usize], NO_CLOCK);
            let to = process.transitions[i].to;
            self.moves.push(Move { process: p, lane, to });
            if self.journal.is_some() {
                let cause = self.hazard_cause(p, i, lane);
                self.note(What::Move { process: p, from: state, to, cause });
            }
        }
        self.scratch = scratch;
        Ok(())
    }

    /// The hazard of a transition: on all lanes (and then says so) if many are live, else on the live ones.
    ///
    /// **Unit** per month. **Formula** base · M · Π acceptance · Π (1 − acceptance) / 12.
    fn hazards(&mut self, p: usize, i: usize, scratch: &mut Scratch) -> bool {
        let plan = self.wired.plan;
        let transition = &plan.processes[p].transitions[i];
        let Scratch { product, consent, hazard, live, acceptance, .. } = scratch;
        let base = self.worlds.hazards.row(plan.processes[p].first_transition + i);
        if transition.times.is_empty() && transition.consents.is_empty() {
            hazard.clear();
            let row = plan.processes[p].first_transition + i;
            hazard.extend_from_slice(self.worlds.steady_hazards.row(row));
            return true;
        }
        let dense = live.len() * DENSE >= self.paths;
        let lanes = if dense { Lanes::All(self.paths) } else { Lanes::Only(live) };
        self.situation.products(plan, self.worlds, &transition.times, lanes, product);
        if !transition.times.is_empty() {
            let count = &mut self.caps[transition.times.number];
            for (k, &lane) in live.iter().enumerate() {
                let product = &mut product[if dense { lane as usize } else { k }];
                *product = count.hold(*product);
            }
        }
        hazard.clear();
        match lanes {
            Lanes::All(_) => hazard.extend(product.iter().zip(base).map(|(m, base)| base * m)),
            Lanes::Only(live) => {
                hazard.extend(product.iter().zip(live).map(|(m, &lane)| base[lane as usize] * m));
            }
        }
        for &(audience, refusal) in &transition.consents {
            let accepted = if dense {
                let (month, column) = &mut acceptance[audience];
                if *month != self.situation.month {
                    *month = self.situation.month;
                    self.situation.acceptances(plan, self.worlds, audience, lanes, column);
                }
                column
            } else {
                self.situation.acceptances(plan, self.worlds, audience, lanes, consent);
                &mut *consent
            };
            if refusal {
                kernels::multiply_by_rest(hazard, accepted);
            } else {
                kernels::multiply(hazard, accepted);
            }
        }
        kernels::by_month(hazard);
        dense
    }

    fn apply_moves(&mut self) {
        let mut moves = std::mem::take(&mut self.moves);
        for Move { process, lane, to } in moves.drain(..) {
            let from = usize::from(self.situation.states[process][lane as usize]);
            let place = *self.places.cell(process, lane as usize) as usize;
            self.members[process][from].swap_remove(place);
            if let Some(&moved) = self.members[process][from].get(place) {
                *self.places.cell(process, moved as usize) = place as Lane;
            }
            *self.places.cell(process, lane as usize) = self.members[process][to].len() as Lane;
            self.members[process][to].push(lane);
            self.enter(process, to, lane as usize);
        }
        self.moves = moves;
    }

    /// Begins a stay: new age, new traits, new thresholds.
    fn enter(&mut self, p: usize, state: usize, lane: usize) {
        let plan = self.wired.plan;
        let process = &plan.processes[p];
        let month = self.situation.month;
        self.situation.states[p][lane] = state as u8;
        self.situation.entered[p][lane] = month;
        let counter = self.stays.cell(process.first_state + state, lane);
        let stay = *counter;
        *counter += 1;
        let first = self.first.cell(process.first_state + state, lane);
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
            *self.need.cell(process.first_transition + i, lane) = self.columns.column(clock, stay)[lane];
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
        let acceptance = vec![(0, Vec::new()); self.wired.plan.audiences.len()];
        let mut scratch = Scratch { live: vec![lane], acceptance, ..Scratch::default() };
        self.hazards(p, i, &mut scratch);
        self.caps = caps;
        Cause::Hazard {
            transition: i,
            per_year: scratch.hazard[0] * 12.0,
            base: self.worlds.hazards.row(self.wired.plan.processes[p].first_transition + i)[lane as usize],
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
                let value = self.situation.driver(plan, self.worlds, influence, lane);
                let factor =
                    crate::math::exp(self.worlds.coefficients.row(influence.coefficient)[lane] * value);
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
                    self.worlds,
                    audience,
                    Lanes::Only(&[lane as Lane]),
                    &mut column,
                );
                Consent { audience, refusal, acceptance: column[0] }
            })
            .collect()
    }
}

/// The lanes whose clock has run down, or holds no number; most stretches of a column have none.
fn due_lanes(need: &[f64], due: &mut Vec<Lane>) {
    const STRETCH: usize = 16;
    due.clear();
    let is_due = |need: f64| need.is_nan() | (need <= 0.0);
    for (stretch, needs) in need.chunks(STRETCH).enumerate() {
        if needs.iter().fold(false, |any, &need| any | is_due(need)) {
            let lanes = (stretch * STRETCH..).zip(needs);
            due.extend(lanes.filter(|(_, need)| is_due(**need)).map(|(lane, _)| lane as Lane));
        }
    }
}
