//! Which histories are typical of an outcome: the nearest to the centre of all that share it, never a pick by eye.

use serde::Serialize;

use crate::engine::History;
use crate::model::Scenario;
use crate::plan::Plan;

/// How things end: a process in one of some states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// What the reader sees.
    pub name: String,
    /// The process's place in the plan.
    pub process: usize,
    /// The states' places in it.
    pub states: Vec<usize>,
}

impl Ending {
    /// The ending that a text names: a state of the reported process, a `process.state`, a segment of the report (also as
    /// `segment.id`); a state goes before a segment of the same id.
    ///
    /// **Errors** what could have been named.
    pub fn find(scenario: &Scenario, plan: &Plan, text: &str) -> Result<Ending, Vec<String>> {
        let report = &scenario.report;
        let of = |process: &str, states: &[String], name: &str| {
            let p = plan.processes.iter().position(|planned| planned.id == process)?;
            let place = |id: &String| plan.processes[p].states.iter().position(|state| state == id);
            let states: Vec<usize> = states.iter().filter_map(place).collect();
            (!states.is_empty()).then(|| Ending { name: name.to_string(), process: p, states })
        };
        let state = |process: &str, state: &str| {
            of(process, &[state.to_string()], scenario.state_name(process, state))
        };
        let segment = |id: &str| {
            let segment = report.segments.iter().find(|segment| segment.id == id)?;
            of(&report.process, &segment.states, &segment.name)
        };
        let found = match text.split_once('.') {
            Some(("segment", id)) => segment(id),
            Some((process, id)) => state(process, id),
            None => state(&report.process, text).or_else(|| segment(text)),
        };
        found.ok_or_else(|| {
            let own = scenario.process(&report.process).into_iter().flat_map(|p| &p.states);
            let segments = report.segments.iter().map(|segment| format!("segment.{}", segment.id));
            let all = scenario.processes.iter().flat_map(|p| {
                let of_process = |state: &crate::model::State| format!("{}.{}", p.id, state.id);
                p.states.iter().map(of_process).collect::<Vec<_>>()
            });
            own.map(|state| state.id.clone()).chain(segments).chain(all).collect()
        })
    }

    /// Whether a history ends so.
    pub fn is_end_of(&self, history: &History) -> bool {
        history.states.last().is_some_and(|at| self.states.contains(&at[self.process]))
    }
}

/// What was searched for typical trials, and how many there were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// How they end.
    pub ending: String,
    /// The process that ends so.
    pub process: String,
    /// How many of the trials searched do.
    pub found: usize,
    /// The first so many worlds were searched.
    pub worlds: u32,
    /// The first so many paths of each.
    pub paths: u32,
}

/// Where a history stands: the month in which each state of a process was first reached, and each factor's mean level.
///
/// A state never reached counts as reached in the month after the last.
pub fn features(history: &History, process: usize, states: usize) -> Vec<f64> {
    let months = history.states.len();
    let first = |state: usize| history.states.iter().position(|at| at[process] == state).unwrap_or(months);
    let factors = history.factors.first().map_or(0, Vec::len);
    let mean =
        |factor: usize| history.factors.iter().map(|levels| levels[factor]).sum::<f64>() / months as f64;
    (0..states).map(|state| first(state) as f64).chain((0..factors).map(mean)).collect()
}

/// Places of histories, the nearest to the centre of all first; of two as near, the earlier in the list.
///
/// **Formula** the distance is √Σ ((x − mean)/sd)² over the features that vary, mean and standard deviation over the list.
pub fn by_typicality(features: &[Vec<f64>]) -> Vec<(usize, f64)> {
    let count = features.len() as f64;
    let width = features.first().map_or(0, Vec::len);
    let moments: Vec<(f64, f64)> = (0..width)
        .map(|i| {
            let mean = features.iter().map(|x| x[i]).sum::<f64>() / count;
            let variance = features.iter().map(|x| (x[i] - mean) * (x[i] - mean)).sum::<f64>() / count;
            (mean, variance)
        })
        .collect();
    let distance = |x: &Vec<f64>| {
        let parts = x.iter().zip(&moments).filter(|(_, (_, variance))| *variance > 0.0);
        parts.map(|(x, (mean, variance))| (x - mean) * (x - mean) / variance).sum::<f64>().sqrt()
    };
    let mut order: Vec<(usize, f64)> = features.iter().map(distance).enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_to_the_centre_comes_first_whatever_the_units() {
        let at = |x: f64, y: f64| vec![x, y, 5.0];
        let list = [at(0.0, 0.0), at(10.0, 1000.0), at(5.0, 480.0), at(9.0, 0.0), at(1.0, 1000.0)];
        assert_eq!(by_typicality(&list)[0].0, 2);
        // The same in other units.
        let scaled: Vec<Vec<f64>> = list.iter().map(|x| vec![x[0] * 1e6, x[1] * 1e-6, 5.0]).collect();
        let order =
            |list: &[Vec<f64>]| by_typicality(list).iter().map(|(place, _)| *place).collect::<Vec<_>>();
        assert_eq!(order(&scaled), order(&list));
    }

    #[test]
    fn ties_go_to_the_earlier_and_one_alone_is_typical() {
        assert_eq!(by_typicality(&[vec![1.0], vec![-1.0], vec![1.0]])[0].0, 0);
        assert_eq!(by_typicality(&[vec![3.0, 4.0]]), [(0, 0.0)]);
        assert_eq!(by_typicality(&[]), []);
    }

    #[test]
    fn a_state_never_reached_counts_as_after_the_end() {
        let history = History {
            events: Vec::new(),
            factors: vec![vec![0.0], vec![1.0], vec![2.0]],
            states: vec![vec![7, 0], vec![7, 2], vec![7, 0]],
            metrics: Vec::new(),
            bands: Vec::new(),
        };
        assert_eq!(features(&history, 1, 3), [0.0, 3.0, 1.0, 1.0]);
    }
}
