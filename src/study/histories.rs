//! Single histories: one trial by its number, or those that are typical of how things end.

use super::cases::Case;
use super::error::Error;
use crate::analysis::{Choice, Ending, by_typicality, features};
use crate::engine::{self, ArithmeticError, History, Size};
use crate::figures::{self, Figure, Provenance};
use crate::lettering::put_in_force;
use crate::{results, scenario};

/// A trial to tell, and how far it lies from the centre of those it is typical of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    /// World and path.
    pub trial: (u32, u32),
    /// How far; none of a trial that was chosen by its number.
    pub distance: Option<f64>,
}

/// A trial with everything that happened on it, and the failure of the arithmetic that cut it off.
#[derive(Debug)]
pub struct Replayed {
    /// Which.
    pub chosen: Chosen,
    /// What happened.
    pub history: History,
    /// Why it ends too early, if it does.
    pub failure: Option<ArithmeticError>,
}

impl Case {
    /// The trials nearest to the centre of all that end so, among the first paths of each world of a run of this size: `count` of them, found
    /// among so many trials.
    ///
    /// **Errors** nothing ends so; the arithmetic fails.
    pub fn typical(
        &self,
        size: Size,
        wanted: &str,
        count: u32,
        among: u32,
    ) -> Result<(Choice, Vec<Chosen>), Error> {
        let (scenario, plan) = (self.scenario(), &self.plan);
        let ending = Ending::find(scenario, plan, wanted).map_err(|known| {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let near = scenario::nearest_name(wanted, &known);
            let way_out = near.map_or_else(
                || format!("write one of {}", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            Error::NoEnding { wanted: wanted.to_string(), way_out }
        })?;
        let worlds = size.worlds.min(among);
        let paths = (among / worlds).clamp(1, size.paths);
        let trials: Vec<(u32, u32)> = (0..worlds).flat_map(|w| (0..paths).map(move |p| (w, p))).collect();
        let states = plan.processes[ending.process].states.len();
        let look =
            |history: &History| ending.is_end_of(history).then(|| features(history, ending.process, states));
        let seen = engine::look_at_each(plan, size, (worlds, paths), look)
            .map_err(|error| Error::Arithmetic(scenario.name.clone(), error))?;
        let (found, features): (Vec<(u32, u32)>, Vec<Vec<f64>>) =
            trials.iter().zip(seen).filter_map(|(trial, seen)| Some((*trial, seen?))).unzip();
        let nearest = by_typicality(&features).into_iter().take(count as usize);
        let chosen = nearest
            .map(|(place, distance)| Chosen { trial: found[place], distance: Some(distance) })
            .collect();
        let process = scenario.process_name(&plan.processes[ending.process].id).to_string();
        Ok((Choice { ending: ending.name, process, found: found.len(), worlds, paths }, chosen))
    }

    /// Replays trials of a run of this size, as far as their arithmetic carries.
    pub fn replay(&self, size: Size, chosen: &[Chosen]) -> Vec<Replayed> {
        let of = |chosen: &Chosen| {
            let (world, path) = chosen.trial;
            let (history, failure) = engine::replay_as_far(&self.plan, size, world, path);
            Replayed { chosen: *chosen, history, failure }
        };
        chosen.iter().map(of).collect()
    }

    /// A replayed trial as a figure.
    pub fn figure_of_history(&self, size: Size, replayed: &Replayed, choice: Option<&Choice>) -> Figure {
        let scenario = self.scenario();
        let _letters = put_in_force(scenario.charts.font.clone());
        let digest = results::run_digest(size.seed, size.worlds, size.paths, &[&self.loaded.values]);
        let (world, path) = replayed.chosen.trial;
        let provenance = Provenance::new(&scenario.name, &digest, size).of_trial(world, path);
        let typical_of = choice.map(|choice| choice.ending.as_str());
        figures::of_history((scenario, &self.plan), &replayed.history, typical_of, provenance)
    }
}
