//! `hikiwake trace`: one history, month by month; or those that are typical of how things end.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Failure, Simulation, chart, printer};
use crate::analysis::{Choice, Ending, by_typicality, features};
use crate::engine::{self, ArithmeticError, History, Size};
use crate::figures::Provenance;
use crate::model::Scenario;
use crate::plan::{self, Plan};
use crate::{figures, report, results, scenario};

/// The verb.
#[derive(Args)]
pub struct Trace {
    /// A scenario file
    scenario: PathBuf,
    /// The world, counted from 0
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(..1_000_000))]
    world: u32,
    /// The path in that world, counted from 0
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(..10_000_000))]
    path: u32,
    /// Trials typical of how things end: a state (reneged, or process.state) or a segment of the report (segment.broken)
    #[arg(long, value_name = "STATE", conflicts_with_all = ["world", "path"])]
    ending: Option<String>,
    /// How many typical trials
    #[arg(long, default_value_t = 1, requires = "ending", value_parser = clap::value_parser!(u32).range(1..=100))]
    count: u32,
    /// Trials to search for them: the first paths of each world
    #[arg(long, value_name = "TRIALS", default_value_t = 25_000, requires = "ending",
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    search: u32,
    /// A chronicle to read; json: events with their causes; timeline: dated stays, strikes and levels, as JSON
    #[arg(long, value_enum, default_value_t = Format::Chronicle)]
    format: Format,
    /// Draw each history too: states, moves and their causes, shocks and levels over time; into a file (.svg, .png) or a folder
    #[arg(long, value_name = "PLACE", value_parser = chart::place)]
    chart: Option<PathBuf>,
    #[command(flatten)]
    simulation: Simulation,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Chronicle,
    /// Every event with its cause
    Json,
    /// For a chart
    Timeline,
}

/// A trial to tell, and how far it lies from the centre of those it is typical of.
struct Chosen {
    trial: (u32, u32),
    distance: Option<f64>,
}

/// What is traced.
struct Traced<'a> {
    scenario: &'a Scenario,
    plan: &'a Plan,
    size: Size,
    format: Format,
    chart: Option<&'a Path>,
    digest: String,
}

impl Trace {
    /// Chooses the trials, replays them, tells them.
    pub fn run(self) -> Result<(), Failure> {
        let (layers, reach) = (self.simulation.layers(), self.simulation.allowed.reach());
        let loaded = scenario::load_within(&self.scenario, &layers, &reach).map_err(Failure::Scenario)?;
        let scenario = &loaded.scenario;
        let size = self.simulation.size(scenario)?;
        let plan = &plan::compile(scenario);
        let digest = results::run_digest(size.seed, size.worlds, size.paths, &[&loaded.values]);
        let chart = self.chart.as_deref();
        chart.map(chart::check).transpose()?;
        let traced = Traced { scenario, plan, size, format: self.format, chart, digest };
        match &self.ending {
            Some(ending) => {
                let (choice, chosen) = traced.choose(ending, self.count, self.search)?;
                traced.tell(&chosen, Some(&choice))
            }
            None => {
                if self.world >= size.worlds || self.path >= size.paths {
                    let run =
                        format!("that run has {} worlds × {} paths, counted from 0", size.worlds, size.paths);
                    printer::message("note", &format!("{run}: this trial lies beyond it"));
                }
                traced.tell(&[Chosen { trial: (self.world, self.path), distance: None }], None)
            }
        }
    }
}

impl Traced<'_> {
    /// The trials nearest to the centre of all that end as asked.
    fn choose(&self, wanted: &str, count: u32, search: u32) -> Result<(Choice, Vec<Chosen>), Failure> {
        let ending = Ending::find(self.scenario, self.plan, wanted).map_err(|known| {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let near = scenario::nearest_name(wanted, &known);
            let way_out = near.map_or_else(
                || format!("write one of {}", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            Failure::Usage(format!("nothing ends in `{wanted}`; {way_out}"))
        })?;
        let worlds = self.size.worlds.min(search);
        let paths = (search / worlds).clamp(1, self.size.paths);
        let trials: Vec<(u32, u32)> = (0..worlds).flat_map(|w| (0..paths).map(move |p| (w, p))).collect();
        let states = self.plan.processes[ending.process].states.len();
        let look =
            |history: &History| ending.is_end_of(history).then(|| features(history, ending.process, states));
        let seen = engine::look_at_each(self.plan, self.size, (worlds, paths), look)
            .map_err(|error| self.failed(error))?;
        let (found, features): (Vec<(u32, u32)>, Vec<Vec<f64>>) =
            trials.iter().zip(seen).filter_map(|(trial, seen)| Some((*trial, seen?))).unzip();
        let nearest = by_typicality(&features).into_iter().take(count as usize);
        let chosen = nearest
            .map(|(place, distance)| Chosen { trial: found[place], distance: Some(distance) })
            .collect();
        let process = self.scenario.process_name(&self.plan.processes[ending.process].id).to_string();
        Ok((Choice { ending: ending.name, process, found: found.len(), worlds, paths }, chosen))
    }

    fn tell(&self, chosen: &[Chosen], choice: Option<&Choice>) -> Result<(), Failure> {
        let histories: Vec<(History, Option<ArithmeticError>)> = chosen
            .iter()
            .map(|c| engine::replay_as_far(self.plan, self.size, c.trial.0, c.trial.1))
            .collect();
        let text = match self.format {
            Format::Chronicle => self.chronicles(chosen, &histories, choice),
            Format::Json => {
                let told = chosen.iter().zip(&histories).map(|(c, (history, failure))| {
                    report::tell(self.scenario, self.plan, c.trial, history, c.distance, failure.as_ref())
                });
                report::histories_json(self.scenario, self.size.seed, choice, &told.collect::<Vec<_>>())
            }
            Format::Timeline => {
                let dated = chosen.iter().zip(&histories).map(|(c, (history, _))| {
                    report::dated(self.scenario, self.plan, c.trial, history, c.distance)
                });
                report::histories_json(self.scenario, self.size.seed, choice, &dated.collect::<Vec<_>>())
            }
        };
        printer::results(&text)?;
        if let Some(place) = self.chart {
            let of = |(c, (history, _)): (&Chosen, &(History, Option<ArithmeticError>))| {
                let (world, path) = c.trial;
                let provenance = Provenance::new(&self.scenario.name, &self.digest, self.size);
                let typical_of = choice.map(|choice| choice.ending.as_str());
                let provenance = provenance.of_trial(world, path);
                figures::of_history((self.scenario, self.plan), history, typical_of, provenance)
            };
            chart::write(place, chosen.iter().zip(&histories).map(of).collect(), false)?;
        }
        match histories.into_iter().find_map(|(_, failure)| failure) {
            Some(error) => Err(self.failed(error)),
            None => Ok(()),
        }
    }

    fn chronicles(
        &self,
        chosen: &[Chosen],
        histories: &[(History, Option<ArithmeticError>)],
        choice: Option<&Choice>,
    ) -> String {
        let width = printer::width();
        let mut text = choice.map_or(String::new(), |choice| report::choice(choice, self.size.seed, width));
        for (Chosen { trial: (world, path), .. }, (history, failure)) in chosen.iter().zip(histories) {
            if !text.is_empty() {
                text.push('\n');
            }
            let title =
                format!("{}, world {world}, path {path}, seed {}", self.scenario.name, self.size.seed);
            let chronicle =
                report::chronicle(&title, self.scenario, self.plan, history, failure.as_ref(), width);
            text.push_str(&chronicle);
        }
        text
    }

    fn failed(&self, error: ArithmeticError) -> Failure {
        Failure::Arithmetic(self.scenario.name.clone(), error)
    }
}
