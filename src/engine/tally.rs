//! What is kept of the trials: counts and sums by world. Memory does not grow with the number of paths.

use std::ops::Range;

use super::Size;
use super::block::{Block, NEVER};
use super::measures::{BANDS, Measured};
use super::situation::CapCount;
use crate::plan::{Part, Plan, PlannedMeasure};
use crate::stats::{GROUPS, Sketch, group_of_world};

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
    pub reached: Vec<Vec<Vec<Vec<u32>>>>,
    /// Paths in the state at the end of that month.
    pub occupied: Vec<Vec<Vec<Vec<u32>>>>,
    /// Paths by process, state, group of worlds and month of first entry.
    pub first_months: Vec<Vec<Vec<Vec<u64>>>>,
    /// Metrics.
    pub metrics: Vec<MetricTally>,
    /// How often each score's cap bound.
    pub caps: Vec<CapCount>,
}

/// The outcomes of one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricTally {
    /// Sum over the paths of each world that have a value.
    pub sums: Vec<f64>,
    /// Sum of squares likewise.
    pub squares: Vec<f64>,
    /// How many have a value.
    pub counts: Vec<u32>,
    /// All values, by group of worlds; of a time, those never reached count as missing.
    pub groups: Vec<Sketch>,
    /// Paths by band and world; none where the metric has no bands.
    pub bands: Option<Vec<Vec<u32>>>,
    /// Whether a trial without a value lies beyond the horizon, rather than having none.
    pub censored: bool,
}

/// The outcomes of all plans of a union in one world.
pub struct WorldTally {
    reached: Vec<Vec<Vec<u32>>>,
    occupied: Vec<Vec<Vec<u32>>>,
    years: Vec<u32>,
    metrics: Vec<Moments>,
    bands: Vec<Option<[u32; BANDS]>>,
    caps: Vec<CapCount>,
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
    fn record(&mut self, values: impl Iterator<Item = f64> + Clone) {
        for x in values.clone() {
            self.sum += x;
            self.squares += x * x;
            self.count += 1;
        }
        self.values.record_all(values);
    }
}

impl WorldTally {
    /// Nothing counted yet.
    pub fn new(plan: &Plan) -> WorldTally {
        let years = plan.calendar.year_ends();
        let months = plan.calendar.months as usize + 1;
        let by_state = |n: usize| -> Vec<Vec<Vec<u32>>> {
            plan.processes.iter().map(|p| vec![vec![0; n]; p.states.len()]).collect()
        };
        WorldTally {
            reached: by_state(months),
            occupied: by_state(years.len()),
            years,
            metrics: plan.metrics.iter().map(|_| Moments::default()).collect(),
            bands: vec![None; plan.metrics.len()],
            caps: vec![CapCount::default(); plan.scores.len()],
        }
    }

    /// Counts who is where at the end of a month that is reported, on the lanes of this world.
    pub fn look(&mut self, block: &Block, lanes: Range<usize>, month: u32) {
        if let Some(year) = self.years.iter().position(|&m| m == month) {
            for (occupied, states) in self.occupied.iter_mut().zip(&block.situation.states) {
                for &state in &states[lanes.clone()] {
                    occupied[usize::from(state)][year] += 1;
                }
            }
        }
    }

    /// Counts the finished paths of this world.
    pub fn close(&mut self, block: &Block, lanes: Range<usize>, measured: &Measured) {
        for (row, counts) in self.reached.iter_mut().flatten().enumerate() {
            for &month in block.first.row(row)[lanes.clone()].iter().filter(|&&m| m != NEVER) {
                counts[usize::from(month)] += 1;
            }
        }
        for (moments, values) in self.metrics.iter_mut().zip(&measured.values) {
            moments.record(values[lanes.clone()].iter().flatten().copied());
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
    /// Nothing counted yet.
    pub fn new(plan: &Plan, size: Size) -> Tally {
        let quarters = plan.calendar.quarter_ends();
        let years = plan.calendar.year_ends();
        let worlds = size.worlds as usize;
        let months = plan.calendar.months as usize + 1;
        let by_state = |n: usize| -> Vec<Vec<Vec<Vec<u32>>>> {
            plan.processes.iter().map(|p| vec![vec![Vec::with_capacity(worlds); n]; p.states.len()]).collect()
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
                .map(|m| MetricTally::new(matches!(m.measure, PlannedMeasure::FirstReached(..))))
                .collect(),
            caps: vec![CapCount::default(); plan.scores.len()],
            quarters,
            years,
        }
    }

    /// Adds what a world of a union says of the plan that is this part of it; worlds are added in their order.
    pub fn add(&mut self, part: &Part, world: u32, one: &WorldTally) {
        let group = group_of_world(world as usize);
        for (p, &place) in part.processes.iter().enumerate() {
            for (s, months) in one.reached[place].iter().enumerate() {
                for (total, &n) in self.first_months[p][s][group].iter_mut().zip(months) {
                    *total += u64::from(n);
                }
                let mut by_then = 0;
                let mut next = 0;
                for (quarter, &end) in self.quarters.iter().enumerate() {
                    by_then += months[next..=end as usize].iter().sum::<u32>();
                    next = end as usize + 1;
                    self.reached[p][s][quarter].push(by_then);
                }
                for (year, &n) in one.occupied[place][s].iter().enumerate() {
                    self.occupied[p][s][year].push(n);
                }
            }
        }
        for (tally, &place) in self.metrics.iter_mut().zip(&part.metrics) {
            tally.add(group, self.size.paths, &one.metrics[place], one.bands[place].as_ref());
        }
        for (total, &number) in self.caps.iter_mut().zip(&part.scores) {
            total.evaluated += one.caps[number].evaluated;
            total.bound += one.caps[number].bound;
        }
    }
}

impl MetricTally {
    fn new(censored: bool) -> MetricTally {
        MetricTally {
            sums: Vec::new(),
            squares: Vec::new(),
            counts: Vec::new(),
            groups: vec![Sketch::new(); GROUPS],
            bands: None,
            censored,
        }
    }

    fn add(&mut self, group: usize, paths: u32, one: &Moments, bands: Option<&[u32; BANDS]>) {
        self.sums.push(one.sum);
        self.squares.push(one.squares);
        self.counts.push(one.count);
        self.groups[group].merge(&one.values);
        if self.censored {
            self.groups[group].record_missing(u64::from(paths - one.count));
        }
        if let Some(bands) = bands {
            let kept = self.bands.get_or_insert_with(|| vec![Vec::new(); BANDS]);
            for (by_world, &n) in kept.iter_mut().zip(bands) {
                by_world.push(n);
            }
        }
    }
}
