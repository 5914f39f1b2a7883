//! `hikiwake trace`: one history, month by month.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, Simulation, printer};
use crate::{engine, plan, report, scenario};

/// The verb.
#[derive(Args)]
pub struct Trace {
    /// A scenario file
    scenario: PathBuf,
    /// The world, counted from 0
    #[arg(long, default_value_t = 0)]
    world: u32,
    /// The path in that world, counted from 0
    #[arg(long, default_value_t = 0)]
    path: u32,
    /// Seed, any whole number from 0
    #[arg(long, allow_negative_numbers = true)]
    seed: Option<u64>,
    /// Lay a value over the file (may be repeated)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
}

impl Trace {
    /// Replays the trial and prints its chronicle.
    pub fn run(self) -> Result<(), Failure> {
        let simulation = Simulation { worlds: None, paths: None, seed: self.seed, sets: self.sets };
        let loaded = scenario::load(&self.scenario, &simulation.sets).map_err(Failure::Scenario)?;
        let seed = simulation.seed(&loaded.scenario)?;
        let (worlds, paths) = (loaded.scenario.worlds, loaded.scenario.paths);
        if self.world >= worlds || self.path >= paths {
            let size = format!("the file's own run has {worlds} worlds × {paths} paths, counted from 0");
            printer::message("note", &format!("{size}: this trial lies beyond it"));
        }
        let plan = plan::compile(&loaded.scenario);
        let history = engine::replay(&plan, seed, self.world, self.path)
            .map_err(|error| Failure::Arithmetic(loaded.scenario.name.clone(), error))?;
        let title =
            format!("{}, world {}, path {}, seed {seed}", loaded.scenario.name, self.world, self.path);
        let text = report::chronicle(&title, &loaded.scenario, &plan, &history, printer::width());
        Ok(printer::results(&text)?)
    }
}
