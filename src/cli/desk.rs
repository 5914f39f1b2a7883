//! `hikiwake desk`: the page that follows scenario files.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{Effort, Simulation};
use super::failure::Failure;
use super::terminal::Terminal;
use super::{interruption, printer};
use crate::desk;
use crate::follow::Order;

/// The verb.
#[derive(Args)]
#[command(after_help = "Example: hikiwake desk scenarios/two-plus-alpha.toml")]
pub struct Desk {
    /// Scenario files; several are simulated in the same worlds and shown side by side
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    pub(super) effort: Effort,
    /// The port of this machine's loopback [default: a free one]
    #[arg(long)]
    port: Option<u16>,
}

impl Desk {
    /// Opens the desk, says where, and serves it until Ctrl-C.
    pub fn run(self) -> Result<(), Failure> {
        interruption::is_the_way_out();
        let order = Order {
            paths: self.scenarios,
            layers: self.simulation.layers(),
            reach: self.simulation.allowed.reach(),
        };
        let desk = desk::Desk::open(order, self.port).map_err(|error| {
            Failure::Usage(format!("the desk cannot be opened: {error}; try another --port"))
        })?;
        printer::results(&format!("{}\n", desk.address()))?;
        if !self.effort.quiet {
            printer::message("desk", "open this address in a browser of this machine; Ctrl-C ends");
        }
        desk.serve(&Terminal::new(true));
        Ok(())
    }
}
