//! Metrics: what accumulates month by month, and what is worked out at the end (model.md §5.7).

use std::collections::HashMap;

use super::block::{Block, NEVER};
use super::grid::length_for;
use super::kernels;
use super::lanes::Lanes;
use super::world::Worlds;
use crate::math;
use crate::plan::{Plan, PlannedMeasure, Slot};

/// The bands of a hikiwake index, in the order in which they are numbered.
pub const BANDS: usize = 8;

/// Numbers of the bands.
pub mod band {
    /// Neither side below the status quo by more than is tolerated, and even.
    pub const DRAW: usize = 0;
    /// Neither below, one far ahead.
    pub const UNEVEN: usize = 1;
    /// The first audience's side ahead, the other a tolerable loser.
    pub const WAZA_ARI_FIRST: usize = 2;
    /// The second audience's side ahead.
    pub const WAZA_ARI_SECOND: usize = 3;
    /// The first audience's side ahead, the other a heavy loser.
    pub const IPPON_FIRST: usize = 4;
    /// The second audience's side ahead.
    pub const IPPON_SECOND: usize = 5;
    /// Both below.
    pub const MUTUAL_LOSS: usize = 6;
    /// Nothing is settled: nobody scores where nobody fights.
    pub const NO_BOUT: usize = 7;
}

/// The metrics of a block of paths.
pub struct Measures {
    /// Running totals, by metric.
    totals: Vec<Vec<f64>>,
    /// What a discount makes of this month's flows, by the discounts that the plan has.
    worths: Vec<Worth>,
    /// This month's products of multipliers, not yet held within the cap, of each sum that a flow has.
    products: HashMap<usize, (u32, Vec<f64>)>,
    /// A column to work in: where a guard holds.
    holds: Vec<bool>,
}

/// What is left of a flow's worth after some months, on every lane.
struct Worth {
    /// The discount; none where there is none.
    discount: Option<Slot>,
    column: Vec<f64>,
}

/// The metrics at the end of the paths of a block.
pub struct Measured {
    /// By metric and lane; none where there is none.
    pub values: Vec<Vec<Option<f64>>>,
    /// By metric and lane; none where the metric has no bands.
    pub bands: Vec<Option<Vec<usize>>>,
}

impl Measures {
    /// Nothing accumulated yet.
    pub fn new(plan: &Plan, paths: usize) -> Measures {
        let length = length_for(paths);
        let mut worths: Vec<Worth> = Vec::new();
        for metric in &plan.metrics {
            if let PlannedMeasure::Flow { discount, .. } = metric.measure
                && worths.iter().all(|worth| worth.discount != discount)
            {
                worths.push(Worth { discount, column: vec![1.0; length] });
            }
        }
        let totals = plan.metrics.iter().map(|_| vec![0.0; length]).collect();
        Measures { totals, worths, products: HashMap::new(), holds: Vec::new() }
    }

    /// Adds this month.
    pub fn accumulate(&mut self, block: &mut Block) {
        let (plan, worlds) = (block.wired.plan, block.worlds);
        self.worths.iter_mut().for_each(|worth| worth.fade(worlds, block.situation.month));
        for (metric, totals) in plan.metrics.iter().zip(&mut self.totals) {
            match &metric.measure {
                PlannedMeasure::MonthsIn(p, mask) => {
                    kernels::count_where(totals, &block.situation.states[*p], *mask);
                }
                PlannedMeasure::Flow { rate, guard, times, discount } => {
                    if !block.may_hold(guard) {
                        continue;
                    }
                    let holds = &mut self.holds;
                    block.situation.where_holds(guard, block.paths, holds);
                    let there = kernels::count(holds);
                    if there == 0 {
                        continue;
                    }
                    let (known, flows) = self.products.entry(times.sum).or_default();
                    if std::mem::replace(known, block.situation.month) != block.situation.month {
                        let all = Lanes::All(worlds.length());
                        block.situation.products(plan, worlds, times, all, flows);
                    }
                    if !times.is_empty() {
                        let count = &mut block.caps[times.number];
                        count.evaluated += there;
                        count.bound += kernels::count_outside_cap(flows, holds);
                    }
                    let worth = self.worths.iter().find(|worth| worth.discount == *discount);
                    let worth = &worth.expect("every discount has its column").column;
                    for world in 0..worlds.count() {
                        let lanes = worlds.lanes(world);
                        let monthly = worlds.value(*rate, lanes.start) / 12.0;
                        let (flows, holds) = (&flows[lanes.clone()], &holds[lanes.clone()]);
                        kernels::add_flow(&mut totals[lanes.clone()], monthly, flows, &worth[lanes], holds);
                    }
                }
                _ => {}
            }
        }
    }

    /// The metrics at the end.
    pub fn finish(self, block: &Block) -> Measured {
        let (plan, worlds, paths) = (block.wired.plan, block.worlds, block.paths);
        let mut values = vec![vec![None; paths]; plan.metrics.len()];
        let mut bands = vec![None; plan.metrics.len()];
        for &m in &plan.metric_order {
            let column = match &plan.metrics[m].measure {
                PlannedMeasure::FirstReached(p, mask) => (0..paths)
                    .map(|lane| {
                        let process = &plan.processes[*p];
                        let states = (0..process.states.len()).filter(|s| mask >> s & 1 == 1);
                        let first = states.map(|s| block.first.row(process.first_state + s)[lane]).min();
                        first.filter(|&month| month != NEVER).map(f64::from)
                    })
                    .collect(),
                PlannedMeasure::MonthsIn(..) | PlannedMeasure::Flow { .. } => {
                    self.totals[m][..paths].iter().copied().map(Some).collect()
                }
                PlannedMeasure::SumOf(table, by_option, settled_in) => (0..paths)
                    .map(|lane| {
                        let options = &block.situation.options[*table];
                        let mut sum = 0.0;
                        if block.situation.holds(&[*settled_in], lane) {
                            for &slot in &by_option[usize::from(options[lane])] {
                                sum += worlds.value(slot, lane);
                            }
                        }
                        Some(sum)
                    })
                    .collect(),
                PlannedMeasure::PointsOf(audience, settled_in) => (0..paths)
                    .map(|lane| {
                        let settled = block.situation.holds(&[*settled_in], lane);
                        let table = plan.audiences[*audience].table;
                        let option = usize::from(block.situation.options[table][lane]);
                        Some(if settled { worlds.points[*audience].row(option)[lane] } else { 0.0 })
                    })
                    .collect(),
                PlannedMeasure::Hikiwake { audiences, settled_in, tolerance, even, heavy } => {
                    let gains: Vec<Option<[f64; 2]>> = (0..paths)
                        .map(|lane| {
                            let settled = block.situation.holds(&[*settled_in], lane);
                            let gain = |audience| block.situation.gain(plan, worlds, audience, lane);
                            settled.then(|| audiences.map(gain))
                        })
                        .collect();
                    let judged = gains.iter().map(|gains| match gains {
                        Some([a, b]) => judge(*a, *b, *tolerance, *even, *heavy),
                        None => band::NO_BOUT,
                    });
                    bands[m] = Some(judged.collect());
                    gains.iter().map(|gains| gains.map(|[a, b]| a.min(b))).collect()
                }
                PlannedMeasure::Unasked => continue,
                PlannedMeasure::Formula(formula, names) => (0..paths)
                    .map(|lane| {
                        formula.evaluate(&|name: &str| {
                            names.iter().find(|(n, _)| n == name).and_then(|&(_, part)| values[part][lane])
                        })
                    })
                    .collect(),
            };
            values[m] = column;
        }
        Measured { values, bands }
    }
}

impl Worth {
    /// Sets the column for a month.
    fn fade(&mut self, worlds: &Worlds, month: u32) {
        if let Some(slot) = self.discount {
            for world in 0..worlds.count() {
                let lanes = worlds.lanes(world);
                let worth = discount_factor(worlds.value(slot, lanes.start), month);
                self.column[lanes].fill(worth);
            }
        }
    }
}

/// **Formula** exp(−ln(1 + discount) · (t / 12)).
fn discount_factor(discount: f64, month: u32) -> f64 {
    math::exp(-math::ln(1.0 + discount) * (f64::from(month) / 12.0))
}

/// The band of what two sides gain above the status quo.
fn judge(a: f64, b: f64, tolerance: f64, even: f64, heavy: f64) -> usize {
    let (worst, best) = (a.min(b), a.max(b));
    let first_ahead = a >= b;
    if worst >= -tolerance {
        if best - worst <= even { band::DRAW } else { band::UNEVEN }
    } else if best < -tolerance {
        band::MUTUAL_LOSS
    } else if worst >= -heavy {
        if first_ahead { band::WAZA_ARI_FIRST } else { band::WAZA_ARI_SECOND }
    } else if first_ahead {
        band::IPPON_FIRST
    } else {
        band::IPPON_SECOND
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_gains_has_the_band_that_the_table_gives() {
        let judge = |a, b| super::judge(a, b, 10.0, 25.0, 30.0);
        assert_eq!(judge(5.0, 20.0), band::DRAW);
        assert_eq!(judge(-10.0, 15.0), band::DRAW);
        assert_eq!(judge(-10.0, 15.1), band::UNEVEN);
        assert_eq!(judge(-10.1, -10.0), band::WAZA_ARI_SECOND);
        assert_eq!(judge(0.0, -30.0), band::WAZA_ARI_FIRST);
        assert_eq!(judge(0.0, -30.1), band::IPPON_FIRST);
        assert_eq!(judge(-31.0, -9.0), band::IPPON_SECOND);
        assert_eq!(judge(-10.1, -50.0), band::MUTUAL_LOSS);
    }
}
