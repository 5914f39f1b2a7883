//! Runs of cases with exact answers, and what is exact about chains.

use hikiwake::engine::Tally;
use hikiwake::math::exp;
use hikiwake::model::Scenario;
use hikiwake::plan::{Plan, compile};
use hikiwake::stats::{Clusters, proportion};

use super::{load, simulate};

/// Exact standard errors that a comparison allows: by the normal law a false alarm in 8e-11 of all seeds.
pub const Z: f64 = 6.5;

/// A run and the places of its names.
pub struct Run {
    pub plan: Plan,
    pub tally: Tally,
}

pub fn run_of(scenario: &Scenario, worlds: u32, paths: u32) -> Run {
    let plan = compile(scenario);
    let tally = simulate(&plan, 20_201_231, worlds, paths);
    Run { plan, tally }
}

pub fn run(file: &str, worlds: u32, paths: u32) -> Run {
    run_of(&load(&format!("closed/{file}.toml")), worlds, paths)
}

impl Run {
    pub fn place(&self, state: &str) -> (usize, usize) {
        let (process, state) = state.split_once('.').expect("process.state");
        let p = self.plan.processes.iter().position(|p| p.id == process).expect("a process");
        (p, self.plan.processes[p].states.iter().position(|s| s == state).expect("a state"))
    }

    /// Paths of each world that had entered a state by the horizon.
    pub fn reached(&self, state: &str) -> &[u32] {
        let (p, s) = self.place(state);
        self.tally.reached[p][s].last().expect("the horizon")
    }

    /// Paths of each world in a state at the end of a month.
    pub fn there(&self, state: &str, month: u32) -> &[u32] {
        let (p, s) = self.place(state);
        let at = self.tally.years.iter().position(|&m| m == month).expect("the end of a year");
        &self.tally.occupied[p][s][at]
    }

    /// Paths by month of first entry.
    pub fn first_months(&self, state: &str) -> Vec<u64> {
        let (p, s) = self.place(state);
        let groups = &self.tally.first_months[p][s];
        (0..groups[0].len()).map(|month| groups.iter().map(|g| g[month]).sum()).collect()
    }

    pub fn metric(&self, id: &str) -> usize {
        self.plan.metrics.iter().position(|m| m.id == id).expect("a metric")
    }

    pub fn trials(&self) -> f64 {
        f64::from(self.tally.size.worlds) * f64::from(self.tally.size.paths)
    }

    /// Trials are independent here: nothing differs between worlds.
    pub fn assert_chance(&self, counts: &[u32], truth: f64) {
        let found = proportion(counts, self.tally.size.paths, Clusters::Worlds).estimate;
        let error = (truth * (1.0 - truth) / self.trials()).sqrt();
        assert_near(found.value, truth, error);
        assert!((found.standard_error / error - 1.0).abs() < 0.5, "{found:?} with error {error}");
    }
}

pub fn is_near(found: f64, truth: f64, error: f64) -> bool {
    (found - truth).abs() <= Z * error
}

/// Near the truth, and not near an answer 5 % off.
pub fn assert_near(found: f64, truth: f64, error: f64) {
    assert!(is_near(found, truth, error), "found {found}, truth {truth}, standard error {error}");
    assert!(!is_near(found, truth * 1.05, error), "5 % more than {truth} passes too: error {error}");
    assert!(!is_near(found, truth * 0.95, error), "5 % less than {truth} passes too: error {error}");
}

pub fn step<const N: usize>(from: [f64; N], matrix: &[[f64; N]; N]) -> [f64; N] {
    std::array::from_fn(|j| (0..N).map(|i| from[i] * matrix[i][j]).sum())
}

pub fn after_months<const N: usize>(mut from: [f64; N], month: &[[f64; N]; N], months: u32) -> [f64; N] {
    (0..months).for_each(|_| from = step(from, month));
    from
}

/// A Markov chain in continuous time (rates a year) after so many years: as many steps of a discrete one as a Poisson process has arrivals.
pub fn chain_after<const N: usize>(from: [f64; N], rates: &[[f64; N]; N], years: f64) -> [f64; N] {
    let leaving: [f64; N] = std::array::from_fn(|i| rates[i].iter().sum());
    let fastest = leaving.iter().copied().fold(0.0, f64::max);
    let jump = std::array::from_fn(|i| {
        std::array::from_fn(|j| if i == j { 1.0 - leaving[i] / fastest } else { rates[i][j] / fastest })
    });
    let mut chances = [0.0; N];
    let (mut at, mut weight) = (from, exp(-fastest * years));
    for arrivals in 1..=(fastest * years) as u32 + 300 {
        chances.iter_mut().zip(&at).for_each(|(chance, at)| *chance += weight * at);
        at = step(at, &jump);
        weight *= fastest * years / f64::from(arrivals);
    }
    assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{chances:?}");
    chances
}
