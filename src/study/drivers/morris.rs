//! Elementary effects: each quantity moved by one step, from many places on a grid of levels.

use std::collections::BTreeMap;

use super::answers::subject;
use super::experiment::{Columns, Experiment, only, tell_cost, twice};
use super::inputs::Known;
use crate::analysis::Question;
use crate::analysis::drivers::{By, Effect, Effects, Input};
use crate::draws::Stream;
use crate::engine::Size;
use crate::quantity::Family;
use crate::sensitivity::{Halves, Step, elementary_effects};
use crate::study::cases::Study;
use crate::study::error::Error;
use crate::study::watch::Watch;

/// Levels of each quantity.
const LEVELS: u32 = 4;

/// A step goes over so many levels: half of them, so that every level is as often met before a step as after one.
const STEP: u32 = LEVELS / 2;

/// Shares at which a quantity is held that has no hard end there.
const OUTER: [f64; 2] = [0.01, 0.99];

/// An end is hard if it is no farther from the outer share than so much of what lies between the two: where values are as likely as elsewhere. A
/// distribution that fades away towards its end is not moved to where it never is.
const HARD: f64 = 0.02;

/// The places: the level of each input in each of them.
struct Grid {
    /// By input and place.
    levels: Vec<Vec<u32>>,
    places: u32,
    all: bool,
}

impl Grid {
    /// Every place there is, where these are no more than asked for; else so many, each input's level drawn by its key.
    fn new(inputs: &[Input], most: u32, size: Size) -> Grid {
        let every = LEVELS.checked_pow(inputs.len() as u32).filter(|&all| all <= most);
        if let Some(places) = every {
            let level = |input: usize, place: u32| place / LEVELS.pow(input as u32) % LEVELS;
            let of = |input: usize| (0..places).map(|place| level(input, place)).collect();
            return Grid { levels: (0..inputs.len()).map(of).collect(), places, all: true };
        }
        let of = |input: &Input| {
            let stream = Stream::new(size.seed, &input.keys[0], "level");
            let level = |place: u32| (stream.uniform(place, 0, 0) * f64::from(LEVELS)) as u32;
            (0..most).map(|place| level(place).min(LEVELS - 1)).collect()
        };
        Grid { levels: inputs.iter().map(of).collect(), places: most, all: false }
    }

    /// Where a step leads: up where there is room, else down.
    fn moved(level: u32) -> u32 {
        if level < STEP { level + STEP } else { level - STEP }
    }

    /// What a quantity of this law is at the levels.
    fn column(law: &Family, levels: impl Iterator<Item = u32>) -> Vec<f64> {
        let (low, high) = law.support();
        let [first, last] = OUTER.map(|share| law.quantile(share));
        let reach = HARD * (last - first);
        let value = |level: u32| match level {
            0 => {
                if first - low <= reach {
                    low
                } else {
                    first
                }
            }
            level if level == LEVELS - 1 => {
                if high - last <= reach {
                    high
                } else {
                    last
                }
            }
            level => law.quantile(f64::from(level) / f64::from(LEVELS - 1)),
        };
        let by_level: Vec<f64> = (0..LEVELS).map(value).collect();
        levels.map(|level| by_level[level as usize]).collect()
    }
}

/// The elementary effects of every quantity, from so many places.
///
/// **Errors** as for [`Study::simulate`].
pub(super) fn effects(
    (study, known): (&Study, &Known),
    question: &Question,
    (size, places): (Size, u32),
    watch: &dyn Watch,
) -> Result<Effects, Error> {
    let inputs = known.inputs(By::Quantity);
    let grid = Grid::new(&inputs, places, size);
    let small = |places: u32, watch: &dyn Watch| {
        let grid = Grid::new(&inputs, places, size);
        run(study, &inputs, &grid, (question, size), watch).map(drop)
    };
    let trials = u64::from(grid.places) * u64::from(size.paths) * (inputs.len() + 1) as u64;
    tell_cost(trials * study.cases().len() as u64, grid.places, watch, small)?;
    let mut found = run(study, &inputs, &grid, (question, size), watch)?;
    let before = found.remove(0);
    let by = |level: &u32| (f64::from(Grid::moved(*level)) - f64::from(*level)) / f64::from(LEVELS - 1);
    let effect = |((input, levels), after): ((Input, &Vec<u32>), Halves)| {
        let step = Step { by: levels.iter().map(by).collect(), before: before.clone(), after };
        let found = elementary_effects(&step);
        let mut mean = found.mean.index();
        let mut magnitude = found.magnitude.index();
        let mut beyond = found.beyond.index();
        if grid.all {
            // There are no other places: nothing is left open but chance within worlds.
            let chance = found.by_chance * std::f64::consts::FRAC_PI_2.sqrt() / f64::from(grid.places).sqrt();
            (mean.standard_error, magnitude.standard_error) = (chance, chance);
            // What chance makes is told by as many squares as there are places: its error is √(1/2n) of itself.
            let of_chance = found.by_chance / (2.0 * f64::from(grid.places)).sqrt();
            beyond.standard_error = (chance * chance + of_chance * of_chance).sqrt();
        }
        let variance = found.variance.whole;
        let spread = (variance > -1e-9 * magnitude.value * magnitude.value).then(|| variance.max(0.0).sqrt());
        Effect { mean, magnitude, spread, by_chance: found.by_chance, beyond, input }
    };
    let mut rows: Vec<Effect> = inputs.into_iter().zip(&grid.levels).zip(found).map(effect).collect();
    rows.sort_by(|a, b| {
        b.magnitude.value.total_cmp(&a.magnitude.value).then_with(|| a.input.keys.cmp(&b.input.keys))
    });
    Ok(Effects {
        subject: subject(study, question),
        rows,
        levels: LEVELS,
        places: grid.places,
        all: grid.all,
        paths: 2 * (size.paths / 2).max(1),
    })
}

/// What comes out at the places, and with each input moved.
fn run(
    study: &Study,
    inputs: &[Input],
    grid: &Grid,
    (question, size): (&Question, Size),
    watch: &dyn Watch,
) -> Result<Vec<Halves>, Error> {
    let laid = |moves: bool| -> Columns {
        let of = |case: &crate::study::cases::Case| {
            let column = |(input, levels): (&Input, &Vec<u32>)| {
                let key = &input.keys[0];
                let law = case.plan.law(key)?;
                let level = |&level: &u32| if moves { Grid::moved(level) } else { level };
                Some((key.clone(), twice(&Grid::column(law, levels.iter().map(level)))))
            };
            inputs.iter().zip(&grid.levels).filter_map(column).collect::<BTreeMap<_, _>>()
        };
        study.cases().iter().map(of).collect()
    };
    let (here, there) = (laid(false), laid(true));
    let experiment = Experiment::new(study, &here, question, size, size.seed)?;
    let change = |n: usize| only(&there, n.checked_sub(1).map_or(&[], |input| &inputs[input].keys));
    experiment.run(1 + inputs.len(), change, watch)
}
