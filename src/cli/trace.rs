//! `hikiwake trace`: one history, month by month; or those that are typical of how things end.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::arguments::{Simulation, whole};
use super::failure::Failure;
use super::{pictures, printer};
use crate::analysis::Choice;
use crate::engine::Size;
use crate::report;
use crate::study::{Case, Chosen, Replayed, Study};

/// The verb.
#[derive(Args)]
pub struct Trace {
    /// A scenario file
    scenario: PathBuf,
    /// The world, counted from 0
    #[arg(long, default_value_t = 0, value_parser = whole::<u32>(0..=1_000_000 - 1))]
    world: u32,
    /// The path in that world, counted from 0
    #[arg(long, default_value_t = 0, value_parser = whole::<u32>(0..=10_000_000 - 1))]
    path: u32,
    /// Trials typical of how things end: a state (reneged, or process.state) or a segment of the report (segment.broken)
    #[arg(long, value_name = "STATE", conflicts_with_all = ["world", "path"])]
    ending: Option<String>,
    /// How many typical trials
    #[arg(long, default_value_t = 1, requires = "ending", value_parser = whole::<u32>(1..=100))]
    count: u32,
    /// Trials to search for them: the first paths of each world
    #[arg(long, value_name = "TRIALS", default_value_t = 25_000, requires = "ending",
          value_parser = whole::<u32>(1..=1_000_000))]
    search: u32,
    /// A chronicle to read; json: events with their causes; timeline: dated stays, strikes and levels, as JSON
    #[arg(long, value_enum, default_value_t = Format::Chronicle)]
    format: Format,
    /// Draw each history too: states, moves and their causes, shocks and levels over time; into a file (.svg, .png) or a folder
    #[arg(long, value_name = "PLACE", value_parser = pictures::place)]
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

/// What is traced.
struct Traced<'a> {
    case: &'a Case,
    size: Size,
    format: Format,
    chart: Option<&'a Path>,
}

impl Trace {
    /// Chooses the trials, replays them, tells them.
    pub fn run(self) -> Result<(), Failure> {
        let (layers, reach) = (self.simulation.layers(), self.simulation.allowed.reach());
        let study = Study::load(std::slice::from_ref(&self.scenario), &layers, &reach)?;
        let (case, size) = (&study.cases()[0], study.size()?);
        let chart = self.chart.as_deref();
        chart.map(pictures::check).transpose()?;
        let traced = Traced { case, size, format: self.format, chart };
        match &self.ending {
            Some(ending) => {
                let (choice, chosen) = case.typical(size, ending, self.count, self.search)?;
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
    fn tell(&self, chosen: &[Chosen], choice: Option<&Choice>) -> Result<(), Failure> {
        let replayed = self.case.replay(self.size, chosen);
        let (scenario, plan, seed) = (self.case.scenario(), &self.case.plan, self.size.seed);
        let text = match self.format {
            Format::Chronicle => self.chronicles(&replayed, choice),
            Format::Json => {
                let told = replayed.iter().map(|Replayed { chosen, history, failure }| {
                    report::tell(scenario, plan, chosen.trial, history, chosen.distance, failure.as_ref())
                });
                report::histories_json(scenario, seed, choice, &told.collect::<Vec<_>>())
            }
            Format::Timeline => {
                let dated = replayed.iter().map(|Replayed { chosen, history, .. }| {
                    report::dated(scenario, plan, chosen.trial, history, chosen.distance)
                });
                report::histories_json(scenario, seed, choice, &dated.collect::<Vec<_>>())
            }
        };
        printer::results(&text)?;
        if let Some(place) = self.chart {
            let of = |one: &Replayed| self.case.figure_of_history(self.size, one, choice);
            pictures::write(place, replayed.iter().map(of).collect(), false)?;
        }
        match replayed.into_iter().find_map(|one| one.failure) {
            Some(error) => Err(Failure::Arithmetic(scenario.name.clone(), error)),
            None => Ok(()),
        }
    }

    fn chronicles(&self, replayed: &[Replayed], choice: Option<&Choice>) -> String {
        let (scenario, seed, width) = (self.case.scenario(), self.size.seed, printer::width());
        let mut text = choice.map_or(String::new(), |choice| report::choice(choice, seed, width));
        for Replayed { chosen, history, failure } in replayed {
            if !text.is_empty() {
                text.push('\n');
            }
            let (world, path) = chosen.trial;
            let title = format!("{}, world {world}, path {path}, seed {seed}", scenario.name);
            let chronicle =
                report::chronicle(&title, scenario, &self.case.plan, history, failure.as_ref(), width);
            text.push_str(&chronicle);
        }
        text
    }
}
