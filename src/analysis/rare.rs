//! A rare outcome by splitting: its way in levels, and what is told of each (docs/model.md §5.16).

use super::certain::{constants, happens};
use super::counts::position;
use super::samples::{ALPHA, finite};
use crate::engine::{Splitting, Way};
use crate::model::Scenario;
use crate::plan::{Mask, Plan};
use crate::stats::{ByWorld, Clusters, Estimate, Occurrences};

/// The way to an outcome, with names.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedWay {
    /// The way.
    pub way: Way,
    /// By level, the states with which it begins: those that are of no further level.
    pub levels: Vec<String>,
    /// The outcome.
    pub outcome: String,
}

/// How far trials come, estimated by splitting.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// The chance of a trial to come there.
    pub chance: f64,
    /// Its standard error; none where one world or one that all agree on tells none.
    pub standard_error: Option<f64>,
    /// Its 95 % confidence interval.
    pub confidence: [f64; 2],
    /// How many paths and copies came there.
    pub came: u64,
    /// In how many worlds one came there.
    pub worlds: u32,
    /// How many copies go on from there in the place of each; none of the horizon.
    pub copies: Option<u32>,
    /// Whether fewer than twenty, or those of fewer than twenty worlds, came there: its error tells little.
    pub is_rare: bool,
}

impl Stage {
    /// How many independent trials would have the same standard error.
    ///
    /// **Formula** p(1 − p)/e². A plain run needs at least as many, since the trials of a world are not independent.
    pub fn plain_trials(&self) -> Option<f64> {
        let error = self.standard_error.filter(|error| *error > 0.0 && self.came > 0)?;
        finite(self.chance * (1.0 - self.chance) / (error * error))
    }
}

/// The way of a process to a state entered, to a state at the horizon or to a segment of the report, by its name in outcomes.json.
///
/// Level k holds the states from which k steps fewer lead there than from the start, at least; a step is a transition or a forced move that may happen.
///
/// **Errors** the name is that of a metric, or nothing leads there, or the process starts there.
pub fn way_to(scenario: &Scenario, plan: &Plan, outcome: &str) -> Result<NamedWay, String> {
    let refused = || {
        format!(
            "`{outcome}` is not where a process comes: ask for a state reached, a state at the end or a segment of the report, such as `reached.{}.{}`",
            scenario.report.process,
            scenario.report.stages.last().map_or("…", String::as_str)
        )
    };
    let (class, rest) = outcome.split_once('.').ok_or_else(refused)?;
    let (id, part) = rest.split_once('.').ok_or_else(refused)?;
    let states: Vec<&str> = match class {
        "reached" | "end" => vec![part],
        "segment" => {
            let segment = scenario.report.segments.iter().find(|segment| segment.id == part);
            segment.ok_or_else(refused)?.states.iter().map(String::as_str).collect()
        }
        _ => return Err(refused()),
    };
    let process = position(&plan.processes, |process| process.id == id);
    let planned = &plan.processes[process];
    let targets = states.iter().fold(0, |mask, id| mask | 1 << position(&planned.states, |s| s == id));
    let steps = steps_to(planned.states.len(), targets, &moves(plan, process));
    let from_start = steps[planned.start].ok_or_else(|| {
        format!("nothing leads from where `process.{id}` starts to `{outcome}`: its chance is 0, whatever is drawn")
    })?;
    if from_start == 0 {
        return Err(format!(
            "`process.{id}` starts there, so that no step leads to `{outcome}`; `hikiwake run` tells its chance"
        ));
    }
    let is_within = |state: usize, most: usize| steps[state].is_some_and(|left| left <= most);
    let within = |most: usize| {
        let states = (0..planned.states.len()).filter(|&state| is_within(state, most));
        states.fold(0, |mask, state| mask | 1 << state)
    };
    let named = |left: usize| {
        let names: Vec<&str> = (0..planned.states.len())
            .filter(|&state| steps[state] == Some(left))
            .map(|state| scenario.state_name(id, &planned.states[state]))
            .collect();
        names.join(" or ")
    };
    let levels = (0..from_start).rev();
    Ok(NamedWay {
        way: Way {
            process,
            levels: levels.clone().map(within).collect(),
            at_end: (class != "reached").then_some(targets),
        },
        levels: levels.map(named).collect(),
        outcome: outcome.to_string(),
    })
}

/// Where a process may go: by its transitions, and by what shocks force on it; what is certain never to happen is left out.
fn moves(plan: &Plan, process: usize) -> Vec<(Mask, usize)> {
    let constants = constants(plan);
    let transitions = plan.processes[process].transitions.iter();
    let transitions =
        transitions.filter(|way| happens(&constants, &way.trigger)).map(|way| (way.from, way.to));
    let shocks = plan.shocks.iter().filter(|shock| happens(&constants, &shock.rate));
    let forces = shocks.flat_map(|shock| &shock.forces);
    let forces = forces.filter(|force| force.process == process && constants[force.chance] != Some(0.0));
    transitions.chain(forces.map(|force| (force.from, force.to))).collect()
}

/// From each of so many states, how many moves lead to one of the targets, at least; none where there is no way.
pub(super) fn steps_to(states: usize, targets: Mask, moves: &[(Mask, usize)]) -> Vec<Option<usize>> {
    let mut steps: Vec<Option<usize>> =
        (0..states).map(|state| (targets >> state & 1 == 1).then_some(0)).collect();
    for _ in 0..states {
        for &(from, to) in moves {
            let Some(beyond) = steps[to] else { continue };
            for (state, steps) in steps.iter_mut().enumerate() {
                if from >> state & 1 == 1 && steps.is_none_or(|known| known > beyond + 1) {
                    *steps = Some(beyond + 1);
                }
            }
        }
    }
    steps
}

/// What splitting tells of each stage: the levels, then the horizon if that was asked for.
pub fn stages(found: &Splitting) -> Vec<Stage> {
    (0..found.came.len()).map(|stage| of_stage(found, stage)).collect()
}

/// **Formula** p̂ the mean over worlds of c_w/m, c_w the number that came in world w and m = paths · parts; its error over clusters as that of any mean over worlds;
/// over replicates no less than √(Σ s_w²/n)/W, s_w² the variance within world w of what the paths from the start came to, copies counted in parts.
fn of_stage(found: &Splitting, stage: usize) -> Stage {
    let (size, came) = (found.size, &found.came[stage]);
    let (clusters, paths, parts) = (size.clusters(), f64::from(size.paths), found.parts(stage));
    let all = paths * parts;
    let sums: Vec<f64> = came.iter().map(|&count| count as f64).collect();
    let by_world = ByWorld::weighed(&sums, &vec![all; sums.len()]);
    let (chance, spread) =
        by_world.map_or((0.0, f64::INFINITY), |by_world| (by_world.value, by_world.standard_error(clusters)));
    let seen = Occurrences::of(came.iter().map(|&count| (count as u32, all as u32)));
    let standard_error = if seen.hits == 0 {
        seen.error_of_nothing()
    } else if clusters == Clusters::Replicates {
        spread.max(within_worlds(found, stage))
    } else {
        spread
    };
    let confidence =
        seen.interval(Estimate { value: chance, standard_error }, clusters.freedom(sums.len()), ALPHA);
    Stage {
        chance,
        standard_error: finite(standard_error).filter(|error| *error > 0.0),
        confidence: [confidence.lo, confidence.hi],
        came: seen.hits,
        worlds: came.iter().filter(|&&count| count > 0).count() as u32,
        copies: found.copies.get(stage).copied(),
        is_rare: seen.is_rare(),
    }
}

/// The part of the error that chance within worlds makes; 0 with one path a world.
fn within_worlds(found: &Splitting, stage: usize) -> f64 {
    let (paths, parts) = (f64::from(found.size.paths), found.parts(stage));
    if found.size.paths < 2 {
        return 0.0;
    }
    let of_world = |(&came, &squares): (&u64, &f64)| {
        let came = came as f64;
        (squares - came * came / paths).max(0.0) / (paths - 1.0)
    };
    let variance: f64 = found.came[stage].iter().zip(&found.squares[stage]).map(of_world).sum();
    (variance / paths).sqrt() / parts / f64::from(found.size.worlds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::Sampling;
    use crate::engine::Size;

    #[test]
    fn the_fewest_steps_lead_there() {
        // 0 → 1 → 2 → 3, 0 → 2 by force, 4 leads nowhere, 3 → 0.
        let moves = [(0b0001, 1), (0b0010, 2), (0b0100, 3), (0b0001, 2), (0b1000, 0)];
        assert_eq!(steps_to(5, 0b1000, &moves), [Some(2), Some(2), Some(1), Some(0), None]);
    }

    fn found(sampling: Sampling) -> Splitting {
        Splitting {
            size: Size::new(1, 4, 2, sampling),
            copies: vec![5, 1],
            came: vec![vec![1, 0, 2, 1], vec![5, 0, 5, 2]],
            squares: vec![vec![1.0, 0.0, 2.0, 1.0], vec![25.0, 0.0, 13.0, 4.0]],
            months: 0,
        }
    }

    #[test]
    fn copies_count_in_parts_by_hand() {
        let [first, second] = &stages(&found(Sampling::Random))[..] else { panic!("two stages") };
        assert_eq!((first.chance, first.came, first.worlds, first.copies), (0.5, 4, 3, Some(5)));
        // Shares 0.5, 0, 0.5, 0.2 of ten parts each: mean 0.3, Σ of squares about it 0.18.
        assert!((second.chance - 0.3).abs() < 1e-15 && second.came == 12);
        assert!((second.standard_error.expect("an error") - (0.18f64 / 12.0).sqrt()).abs() < 1e-15);
        let plain = second.plain_trials().expect("a number");
        assert!((plain - 0.3 * 0.7 / (0.18 / 12.0)).abs() < 1e-9, "{plain}");
    }

    #[test]
    fn the_error_is_no_less_than_chance_within_worlds() {
        // Within worlds, in parts of a path: variances 12.5, 0, 0.5 and 2 of sums of two.
        let within = within_worlds(&found(Sampling::Sobol), 1);
        assert!((within - (15.0f64 / 2.0).sqrt() / 5.0 / 4.0).abs() < 1e-15, "{within}");
    }
}
