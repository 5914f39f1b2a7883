//! A block of paths, month by month (model.md §3 and §5). The steps of a month have a file each: `shocks`, `factors`, `ballots`, `clocks`, `rounds`.

use super::caps::CapCount;
use super::earliest::Strikes;
use super::failure::{ArithmeticError, Element, Fault};
use super::grid::Grid;
use super::journal::{Consent, Event, Weight, What};
use super::kernels::{self, hold};
use super::lane::Lane;
use super::month_columns::Sums;
use super::moves::{Move, Moved, Mover, NO_WAY, Pending, Way, lively};
use super::situation::Situation;
use super::streams::{Columns, Wired};
use super::world::Worlds;
use crate::math;
use crate::plan::{Guard, Plan, PlannedFactor, PlannedTransition, Score};

/// A month in which a state was never reached.
pub const NEVER: u16 = u16::MAX;

/// The paths of a block.
pub struct Block<'a, 's> {
    pub(super) wired: &'a Wired<'a>,
    pub(super) worlds: &'a Worlds,
    pub(super) columns: &'a mut Columns<'s>,
    /// Lanes that are paths; those of a column beyond them are spare.
    pub(super) paths: usize,
    pub(super) situation: Situation,
    pub(super) sums: Sums,
    pub(super) next_factors: Vec<Vec<f64>>,
    /// Stays begun in each state.
    pub(super) stays: Grid<u32>,
    /// Ballots held in each state.
    pub(super) ballots_held: Grid<u32>,
    /// For each month the processes and lanes where a ballot is due after a lag, if the process stays where it is; in no order.
    pub(super) expected: Vec<Vec<(u32, Lane)>>,
    /// What each transition's clock still needs; infinite while it does not run.
    pub(super) need: Grid<f64>,
    pub(super) strikes: Strikes,
    /// What each shock's clock still needs.
    pub(super) shock_need: Grid<f64>,
    /// How often each shock has struck.
    pub(super) struck_so_far: Grid<u32>,
    /// Lanes that each shock struck in this month, and how often.
    pub(super) struck: Vec<Vec<(Lane, u32)>>,
    /// What shocks may do to each process this month, by shock, strike and entry.
    pub(super) pending: Vec<Vec<Pending>>,
    /// Where a shock may move the process in hand: it holds no ballot there.
    pub(super) forced: Moved,
    /// The lanes in each state of each process, in no order.
    pub(super) members: Vec<Vec<Vec<Lane>>>,
    /// The place of each lane among the members of its state, by process.
    pub(super) places: Grid<Lane>,
    pub(super) moves: Vec<Move>,
    /// Where a ballot has moved the process in hand.
    pub(super) moved: Moved,
    /// What has moved in the round before and may do so again.
    pub(super) movers: Vec<Mover>,
    /// For each process and state, whether a clock may run in the month of entry.
    lively: Vec<Vec<bool>>,
    /// Whether this is a later round of the month: what was worked out for whole columns is no longer true.
    pub(super) later: bool,
    /// What moved each process last …
    pub(super) came_by: Grid<Way>,
    /// … and out of which state.
    pub(super) came_from: Grid<u8>,
    /// Month each state was first entered.
    pub(super) first: Grid<u16>,
    /// How often each cap bound.
    pub(super) caps: Vec<CapCount>,
    journal: Option<Vec<Event>>,
    /// Columns to work in.
    pub(super) scratch: Vec<f64>,
    pub(super) holds: Vec<bool>,
    pub(super) impulse: Vec<f64>,
    /// A column of nothing.
    pub(super) zeros: Vec<f64>,
}

impl<'a, 's> Block<'a, 's> {
    /// A block at month 0.
    pub fn new(wired: &'a Wired<'a>, worlds: &'a Worlds, columns: &'a mut Columns<'s>) -> Block<'a, 's> {
        let mut block = Block::vacant(wired, worlds, columns);
        for (p, process) in wired.plan.processes.iter().enumerate() {
            block.members[p][process.start].extend(0..block.paths as Lane);
            for lane in 0..block.paths {
                *block.places.cell(p, lane) = lane as Lane;
                block.enter(p, process.start, lane);
            }
        }
        for (s, &clock) in wired.shocks.iter().enumerate() {
            block.shock_need.row_mut(s).copy_from_slice(block.columns.thresholds(clock, 0));
        }
        block
    }

    /// A block at month 0 in which no process is anywhere, and no shock strikes.
    pub(super) fn vacant(
        wired: &'a Wired<'a>,
        worlds: &'a Worlds,
        columns: &'a mut Columns<'s>,
    ) -> Block<'a, 's> {
        let plan = wired.plan;
        let (paths, length) = (columns.lanes(), worlds.length());
        Block {
            wired,
            worlds,
            columns,
            paths,
            situation: start(plan, worlds),
            sums: Sums::new(plan),
            next_factors: vec![vec![0.0; length]; plan.factors.len()],
            stays: Grid::new(plan.all_states(), length, 0),
            ballots_held: Grid::new(plan.all_states(), length, 0),
            expected: vec![Vec::new(); plan.calendar.months as usize + 1],
            need: Grid::new(plan.all_transitions(), length, f64::INFINITY),
            strikes: Strikes::new(paths),
            shock_need: Grid::new(plan.shocks.len(), length, f64::INFINITY),
            struck_so_far: Grid::new(plan.shocks.len(), length, 0),
            struck: vec![Vec::new(); plan.shocks.len()],
            pending: vec![Vec::new(); plan.processes.len()],
            forced: Moved::none(paths),
            members: plan.processes.iter().map(|p| vec![Vec::new(); p.states.len()]).collect(),
            places: Grid::new(plan.processes.len(), length, 0),
            moves: Vec::new(),
            moved: Moved::none(paths),
            movers: Vec::new(),
            lively: lively(plan, &worlds.idle),
            later: false,
            came_by: Grid::new(plan.processes.len(), length, NO_WAY),
            came_from: Grid::new(plan.processes.len(), length, 0),
            first: Grid::new(plan.all_states(), length, NEVER),
            caps: vec![CapCount::default(); plan.scores.len()],
            journal: None,
            scratch: Vec::new(),
            holds: Vec::new(),
            impulse: Vec::new(),
            zeros: vec![0.0; length],
        }
    }

    /// Keeps a journal, and steps the factors that nothing reads as well.
    pub fn keep_journal(&mut self) {
        self.journal = Some(Vec::new());
    }

    pub(super) fn keeps_journal(&self) -> bool {
        self.journal.is_some()
    }

    /// The journal kept so far, in time.
    pub fn take_journal(&mut self) -> Vec<Event> {
        let mut events = self.journal.take().unwrap_or_default();
        events.sort_by(|a, b| a.month.cmp(&b.month).then(a.at.total_cmp(&b.at)));
        events
    }

    /// Notes what happened when so much of the month had passed.
    pub(super) fn note(&mut self, at: f64, what: What) {
        let month = self.situation.month;
        if let Some(journal) = &mut self.journal {
            journal.push(Event { month, at, what });
        }
    }

    /// An arithmetic failure on a lane, now.
    pub(super) fn fault(&self, element: Element, lane: usize, value: f64) -> Fault {
        let (world, path) = self.columns.address(lane);
        let error = ArithmeticError {
            element: element.name(self.wired.plan),
            month: self.situation.month,
            world,
            path,
            copies_of: self.columns.copies_of(),
            value,
        };
        Fault { element, error }
    }

    /// Whether a transition may happen at all: long enough in the state, and others where they must be.
    pub(super) fn is_live(&self, p: usize, transition: &PlannedTransition, lane: usize) -> bool {
        self.situation.has_waited(p, transition.not_before, lane)
            && self.situation.holds(&transition.guard, lane)
    }

    /// Whether a guard may hold on some lane.
    pub(super) fn may_hold(&self, guard: &Guard) -> bool {
        guard.iter().all(|&(p, mask)| {
            let mut states = self.members[p].iter().enumerate();
            states.any(|(s, lanes)| mask >> s & 1 == 1 && !lanes.is_empty())
        })
    }

    /// Then all move together.
    pub(super) fn apply_moves(&mut self) {
        let mut moves = std::mem::take(&mut self.moves);
        for Move { process, lane, to, at, way } in moves.drain(..) {
            let from = usize::from(self.situation.states[process][lane as usize]);
            let place = *self.places.cell(process, lane as usize) as usize;
            self.members[process][from].swap_remove(place);
            if let Some(&moved) = self.members[process][from].get(place) {
                *self.places.cell(process, moved as usize) = place as Lane;
            }
            *self.places.cell(process, lane as usize) = self.members[process][to].len() as Lane;
            self.members[process][to].push(lane);
            *self.came_by.cell(process, lane as usize) = way;
            *self.came_from.cell(process, lane as usize) = from as u8;
            self.leave(process, from, lane as usize);
            self.enter(process, to, lane as usize);
            if at < 1.0 && (self.lively[process][to] || !self.pending[process].is_empty()) {
                self.movers.push(Mover { process, lane, at });
            }
        }
        self.moves = moves;
    }

    /// Ends a stay: its clocks stop.
    fn leave(&mut self, p: usize, state: usize, lane: usize) {
        for &(row, _) in &self.wired.clocks[p][state] {
            *self.need.cell(row, lane) = f64::INFINITY;
        }
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
            let u = self.columns.uniform(self.wired.traits[p][state][d], stay, lane);
            self.situation.traits[p][draw.column][lane] = draw.family.quantile(u);
        }
        for &(row, clock) in &self.wired.clocks[p][state] {
            *self.need.cell(row, lane) = self.columns.threshold(clock, stay, lane);
        }
        for &t in &self.wired.agendas[p] {
            if let Some((_, by_state)) = &plan.tables[t].agenda {
                self.situation.put_on_table(plan, self.worlds, t, by_state[state], lane);
            }
        }
        self.expect_ballots(p, state, lane);
    }

    /// What the drivers of a score do on a lane, for the journal.
    pub(super) fn weights(&self, score: &Score, lane: usize) -> Vec<Weight> {
        let plan = self.wired.plan;
        score
            .influences
            .iter()
            .map(|influence| {
                let value = self.situation.driver(plan, self.worlds, influence, lane);
                let factor = math::exp(self.worlds.coefficients.row(influence.coefficient)[lane] * value);
                Weight { id: influence.id.clone(), value, factor }
            })
            .collect()
    }

    /// What audiences say to a transition on a lane, for the journal.
    pub(super) fn consents(&self, transition: &PlannedTransition, lane: usize) -> Vec<Consent> {
        let (plan, mut column) = (self.wired.plan, Vec::new());
        let mut consents = Vec::new();
        for &(audience, refusal) in &transition.consents {
            self.situation.acceptances(plan, self.worlds, audience, &[lane as Lane], &mut column);
            consents.push(Consent { audience, refusal, acceptance: column[0] });
        }
        consents
    }
}

/// The situation at month 0.
fn start(plan: &Plan, worlds: &Worlds) -> Situation {
    let length = worlds.length();
    let level = |f: &PlannedFactor, lane| hold(worlds.value(f.start, lane), f.min, f.max);
    let levels = |f| (0..length).map(|lane| level(f, lane)).collect();
    Situation {
        month: 0,
        factors: plan.factors.iter().map(levels).collect(),
        states: plan.processes.iter().map(|p| vec![p.start as u8; length]).collect(),
        entered: vec![vec![0; length]; plan.processes.len()],
        traits: plan.processes.iter().map(|p| vec![vec![0.0; length]; p.traits.len()]).collect(),
        options: plan.tables.iter().map(|table| vec![table.start as u8; length]).collect(),
        gains: gains(plan, worlds),
    }
}

/// What the options that lie on their tables at month 0 give each audience beyond its reservation.
fn gains(plan: &Plan, worlds: &Worlds) -> Grid<f64> {
    let mut gains = worlds.reservations.clone();
    for (a, audience) in plan.audiences.iter().enumerate() {
        let points = worlds.points[a].row(plan.tables[audience.table].start);
        kernels::subtract_from(gains.row_mut(a), points);
    }
    gains
}
