//! `hikiwake trace`: one history, month by month.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, Simulation, printer};
use crate::engine::{self, Size};
use crate::{plan, report, scenario};

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
    #[command(flatten)]
    simulation: Simulation,
}

impl Trace {
    /// Replays the trial and prints its chronicle.
    pub fn run(self) -> Result<(), Failure> {
        let loaded = scenario::load(&self.scenario, &self.simulation.layers()).map_err(Failure::Scenario)?;
        let size = self.simulation.size(&loaded.scenario)?;
        let Size { seed, worlds, paths, .. } = size;
        if self.world >= worlds || self.path >= paths {
            let run = format!("that run has {worlds} worlds × {paths} paths, counted from 0");
            printer::message("note", &format!("{run}: this trial lies beyond it"));
        }
        let plan = plan::compile(&loaded.scenario);
        let history = engine::replay(&plan, size, self.world, self.path)
            .map_err(|error| Failure::Arithmetic(loaded.scenario.name.clone(), error))?;
        let title =
            format!("{}, world {}, path {}, seed {seed}", loaded.scenario.name, self.world, self.path);
        let text = report::chronicle(&title, &loaded.scenario, &plan, &history, printer::width());
        Ok(printer::results(&text)?)
    }
}
