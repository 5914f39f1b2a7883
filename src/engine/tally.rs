//! What is kept of the trials: counts and sums by world. Memory does not grow with the number of paths; where it is asked to be flat, nor with that of worlds
//! beyond 20,000 ([`Counts`]).

use std::ops::Range;

use super::asked::{Asked, Found, Noticed, Watched};
use super::block::{Block, NEVER};
use super::caps::CapCount;
use super::grid::Grid;
use super::measures::{BANDS, Measured};
use super::size::Size;
use crate::plan::{Part, Plan, PlannedMeasure};
use crate::stats::{Counts, GROUPS, Gathering, SHOWN, Sketch, Sums, group_of_world};

/// The outcomes of one plan.
///
/// Counts are indexed by process, state, reported month and world, in this order; states in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// What was simulated.
    pub size: Size,
    /// The months at which `reached` is counted: quarter ends and the horizon.
    pub quarters: Vec<u32>,
    /// The months at which `occupied` is counted: year ends and the horizon.
    pub years: Vec<u32>,
    /// Paths that had entered the state by then.
    pub reached: Vec<Vec<Vec<Counts>>>,
    /// Paths in the state at the end of that month.
    pub occupied: Vec<Vec<Vec<Counts>>>,
    /// Paths by process, state, group of worlds and month of first entry.
    pub first_months: Vec<Vec<Vec<Vec<u64>>>>,
    /// Metrics.
    pub metrics: Vec<MetricTally>,
    /// How often each score's cap bound.
    pub caps: Vec<CapCount>,
    /// What else was asked …
    pub asked: Asked,
    /// … and what was found.
    pub found: Found,
    /// The outcomes of the first half of the paths of each world, if they are asked for: path n counts if 2n + 1 < paths. Values of metrics are summed there, and
    /// not kept.
    pub half: Option<Box<Tally>>,
}

/// The outcomes of one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricTally {
    /// Sum over the paths of each world that have a value.
    pub sums: Sums,
    /// Sum of squares likewise, of the worlds that are kept by themselves.
    pub squares: Vec<f64>,
    /// How many have a value.
    pub counts: Counts,
    /// All values, by group of worlds; of a time, those never reached count as missing.
    pub groups: Vec<Sketch>,
    /// Paths by band and world; none where the metric has no bands.
    pub bands: Option<Vec<Counts>>,
    /// Whether a trial without a value lies beyond the horizon, rather than having none.
    pub censored: bool,
}

/// The outcomes of all plans of a union in one world.
pub struct WorldTally {
    /// Paths by state of all processes and month of first entry.
    reached: Grid<u32>,
    /// Paths by state of all processes and reported year.
    occupied: Grid<u32>,
    years: Vec<u32>,
    metrics: Vec<Moments>,
    bands: Vec<Option<[u32; BANDS]>>,
    caps: Vec<CapCount>,
    /// What else there is to see.
    pub noticed: Noticed,
    /// The first half of the paths by themselves.
    pub half: Option<Box<WorldTally>>,
    /// Whether single values are kept.
    keeps_values: bool,
}

/// A metric over the paths of one world, in the order of the paths.
#[derive(Default)]
struct Moments {
    sum: f64,
    squares: f64,
    count: u32,
    values: Sketch,
}

impl Moments {
    fn record(&mut self, values: impl Iterator<Item = f64> + Clone, keeps_values: bool) {
        for x in values.clone() {
            self.sum += x;
            self.squares += x * x;
            self.count += 1;
        }
        if keeps_values {
            self.values.record_all(values);
        }
    }
}

impl WorldTally {
    /// Nothing counted yet.
    pub fn new(plan: &Plan, watched: &Watched) -> WorldTally {
        let half = watched.halves.then(|| Box::new(WorldTally::whole(plan, watched, false)));
        WorldTally { half, ..WorldTally::whole(plan, watched, true) }
    }

    fn whole(plan: &Plan, watched: &Watched, keeps_values: bool) -> WorldTally {
        let years = plan.calendar.year_ends();
        let months = plan.calendar.months as usize + 1;
        let states = plan.all_states();
        WorldTally {
            reached: Grid::new(states, months, 0),
            occupied: Grid::new(states, years.len(), 0),
            years,
            metrics: plan.metrics.iter().map(|_| Moments::default()).collect(),
            bands: vec![None; plan.metrics.len()],
            caps: vec![CapCount::default(); plan.scores.len()],
            noticed: Noticed::new(watched),
            half: None,
            keeps_values,
        }
    }

    /// Counts who is where at the end of a month that is reported, on the lanes of this world.
    pub fn look(&mut self, block: &Block, lanes: Range<usize>, month: u32) {
        if let Some(year) = self.years.iter().position(|&m| m == month) {
            for (process, states) in block.wired.plan.processes.iter().zip(&block.situation.states) {
                for &state in &states[lanes.clone()] {
                    *self.occupied.cell(process.first_state + usize::from(state), year) += 1;
                }
            }
        }
    }

    /// Paths that entered a state for the first time, by month; states of all processes are numbered through.
    pub(super) fn entered(&self, state: usize) -> &[u32] {
        self.reached.row(state)
    }

    /// Counts the finished paths of this world.
    pub fn close(&mut self, block: &Block, lanes: Range<usize>, measured: &Measured) {
        for row in 0..block.wired.plan.all_states() {
            for &month in block.first.row(row)[lanes.clone()].iter().filter(|&&m| m != NEVER) {
                *self.reached.cell(row, usize::from(month)) += 1;
            }
        }
        for (moments, values) in self.metrics.iter_mut().zip(&measured.values) {
            moments.record(values[lanes.clone()].iter().flatten().copied(), self.keeps_values);
        }
        for (counts, bands) in self.bands.iter_mut().zip(&measured.bands) {
            if let Some(bands) = bands {
                let counts = counts.get_or_insert([0; BANDS]);
                bands[lanes.clone()].iter().for_each(|&b| counts[b] += 1);
            }
        }
    }

    /// Counts how often caps bound in a whole block (with the first of its worlds).
    pub fn count_caps(&mut self, block: &Block) {
        for (sum, count) in self.caps.iter_mut().zip(&block.caps) {
            sum.evaluated += count.evaluated;
            sum.bound += count.bound;
        }
    }
}

impl Tally {
    /// Nothing counted yet, and nothing else asked.
    pub fn new(plan: &Plan, size: Size) -> Tally {
        Tally::asked(plan, Asked::default(), size)
    }

    /// Nothing counted yet of what is asked.
    ///
    /// **Errors** panics where halves of less than two paths are asked for.
    pub fn asked(plan: &Plan, asked: Asked, size: Size) -> Tally {
        assert!(!asked.halves || size.paths > 1, "halves of two paths at least");
        let of_half = Asked { is_flat: asked.is_flat, ..Asked::default() };
        let half = Size { paths: size.paths / 2, ..size };
        let half = asked.halves.then(|| Box::new(Tally::asked(plan, of_half, half)));
        let quarters = plan.calendar.quarter_ends();
        let years = plan.calendar.year_ends();
        let months = plan.calendar.months as usize + 1;
        let by_state = |n: usize| -> Vec<Vec<Vec<Counts>>> {
            plan.processes.iter().map(|p| vec![vec![Counts::default(); n]; p.states.len()]).collect()
        };
        Tally {
            size,
            reached: by_state(quarters.len()),
            occupied: by_state(years.len()),
            first_months: plan
                .processes
                .iter()
                .map(|p| vec![vec![vec![0; months]; GROUPS]; p.states.len()])
                .collect(),
            metrics: plan
                .metrics
                .iter()
                .map(|m| {
                    MetricTally::new(matches!(
                        m.measure,
                        PlannedMeasure::FirstReached(..) | PlannedMeasure::Hikiwake { .. }
                    ))
                })
                .collect(),
            caps: vec![CapCount::default(); plan.scores.len()],
            found: Found::nothing(&asked, plan),
            asked,
            half,
            quarters,
            years,
        }
    }

    /// Worlds that are kept by themselves: the first ones, and all of them unless it is flat and there are more than 20,000.
    pub fn apart(&self) -> u32 {
        match self.is_pooled() {
            true => self.size.worlds.min(SHOWN as u32),
            false => self.size.worlds,
        }
    }

    /// Whether worlds are pooled, of which only the first are kept by themselves.
    pub fn is_pooled(&self) -> bool {
        self.asked.is_flat && self.reached.iter().flatten().flatten().any(|counts| counts.pooled().is_some())
    }
}

/// A tally to which worlds are being added.
pub struct Growing<'t> {
    tally: &'t mut Tally,
    /// By metric and group of worlds: the sketches of the tally, which has none meanwhile.
    values: Vec<Vec<Gathering>>,
}

impl<'t> Growing<'t> {
    /// Goes on from what is there.
    pub fn new(tally: &'t mut Tally) -> Growing<'t> {
        let gather = |metric: &mut MetricTally| {
            std::mem::take(&mut metric.groups).into_iter().map(Gathering::onto).collect()
        };
        let values = tally.metrics.iter_mut().map(gather).collect();
        Growing { tally, values }
    }

    /// Adds what worlds of a union say of the plan that is this part of it; worlds are added in their order.
    pub fn add(&mut self, part: &Part, union: &Plan, worlds: &[(u32, &WorldTally)]) {
        for (p, &place) in part.processes.iter().enumerate() {
            let process = &union.processes[place];
            for (s, row) in (process.first_state..).take(process.states.len()).enumerate() {
                self.add_state(p, s, row, worlds);
            }
        }
        for (world, one) in worlds {
            self.add_metrics(part, *world, one);
        }
    }

    /// Adds what they say of what else was asked of the plan, which is this one of those that were united.
    pub fn add_found(
        &mut self,
        place: usize,
        (part, union): (&Part, &Plan),
        watched: &Watched,
        worlds: &[(u32, &WorldTally)],
    ) {
        let Tally { asked, found, size, .. } = &mut *self.tally;
        for (world, one) in worlds {
            found.add((&*asked, size.paths), place, watched, (*world, &one.noticed));
            let ends = one.noticed.ends(place);
            found
                .courses
                .add(&asked.courses, (part, union), (*world, size.paths, ends), |row| one.entered(row));
        }
    }

    /// Adds the paths that come into a state of a process; worlds side by side, as they are kept.
    fn add_state(&mut self, p: usize, s: usize, row: usize, worlds: &[(u32, &WorldTally)]) {
        let Tally { quarters, reached, occupied, first_months, size, .. } = &mut *self.tally;
        let first = worlds.first().map_or(0, |(world, _)| *world);
        for (world, one) in worlds {
            let total = &mut first_months[p][s][group_of_world(*world as usize)];
            total.iter_mut().zip(one.reached.row(row)).for_each(|(total, &n)| *total += u64::from(n));
        }
        let mut by_then = vec![0; worlds.len()];
        let mut next = 0;
        for (reached, &end) in reached[p][s].iter_mut().zip(&*quarters) {
            let months = next..=end as usize;
            for (by_then, (_, one)) in by_then.iter_mut().zip(worlds) {
                *by_then += one.reached.row(row)[months.clone()].iter().sum::<u32>();
            }
            reached.add(first, &by_then, size.paths);
            next = end as usize + 1;
        }
        for (year, occupied) in occupied[p][s].iter_mut().enumerate() {
            let column: Vec<u32> = worlds.iter().map(|(_, one)| one.occupied.row(row)[year]).collect();
            occupied.add(first, &column, size.paths);
        }
    }

    fn add_metrics(&mut self, part: &Part, world: u32, one: &WorldTally) {
        let group = group_of_world(world as usize);
        let tally = &mut *self.tally;
        for ((kept, values), &place) in tally.metrics.iter_mut().zip(&mut self.values).zip(&part.metrics) {
            let moments = &one.metrics[place];
            kept.add((world, tally.size.paths), moments, one.bands[place].as_ref());
            values[group].merge(&moments.values);
            if kept.censored {
                values[group].record_missing(u64::from(tally.size.paths - moments.count));
            }
        }
        for (total, &number) in tally.caps.iter_mut().zip(&part.scores) {
            total.evaluated += one.caps[number].evaluated;
            total.bound += one.caps[number].bound;
        }
    }

    /// The tally is whole again, with so many worlds.
    pub fn finish(self, worlds: u32) {
        for (metric, groups) in self.tally.metrics.iter_mut().zip(self.values) {
            metric.groups = groups.into_iter().map(Gathering::finish).collect();
        }
        self.tally.size.worlds = worlds;
    }
}

impl MetricTally {
    fn new(censored: bool) -> MetricTally {
        MetricTally {
            sums: Sums::default(),
            squares: Vec::new(),
            counts: Counts::default(),
            groups: vec![Sketch::new(); GROUPS],
            bands: None,
            censored,
        }
    }

    /// Adds a world with so many paths, but for its single values.
    fn add(&mut self, (world, paths): (u32, u32), one: &Moments, bands: Option<&[u32; BANDS]>) {
        self.sums.add(world, one.sum);
        self.counts.add(world, &[one.count], paths);
        self.squares.push(one.squares);
        self.squares.truncate(self.sums.len());
        if let Some(bands) = bands {
            let is_pooled = self.counts.pooled().is_some();
            let kept = self.bands.get_or_insert_with(|| vec![Counts::nothing(is_pooled); BANDS]);
            for (by_world, &n) in kept.iter_mut().zip(bands) {
                by_world.add(world, &[n], paths);
            }
        }
    }
}
