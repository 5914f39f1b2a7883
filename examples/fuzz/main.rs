//! Broken and hostile inputs at every door through which a stranger's text comes in: no panic, no input that takes longer than two seconds,
//! no more than a gigabyte of memory.
//!
//! ```sh
//! cargo run --release --example fuzz -- --seconds 30             # every door for so long
//! cargo run --release --example fuzz -- scenario --inputs 200000 # one door, so many inputs
//! ```
//!
//! Inputs are files of `tests/corpus/` and of the other tests, mutated; the same seed makes the same inputs. Each door is tried in a process
//! of its own, so that a stack that runs over or a machine word that is asked for too much memory is a find too. What was found stays in
//! `target/fuzz/`, with the input that did it. docs/trust.md keeps the figures of the last long run.

mod corpus;
mod doors;
mod mutation;
mod worker;

use std::process::{Command, ExitCode};
use std::time::Instant;

use clap::Parser;
use doors::Door;

/// Tries broken inputs at every door of the program.
#[derive(Parser)]
struct Arguments {
    /// The doors to try; all of them unless named
    #[arg(value_enum)]
    doors: Vec<Door>,
    /// How long each door is tried
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// How many inputs are tried at each door, however long that takes
    #[arg(long)]
    inputs: Option<u64>,
    /// Another seed, other inputs
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Try one input that was kept
    #[arg(long, value_name = "FILE", requires = "doors")]
    again: Option<std::path::PathBuf>,
    /// Work in this process: what this program calls itself with
    #[arg(long, hide = true)]
    work: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let doors = if arguments.doors.is_empty() { Door::all() } else { arguments.doors.clone() };
    if let Some(file) = &arguments.again {
        return worker::again(doors[0], file);
    }
    if arguments.work {
        return worker::work(doors[0], arguments.seed, arguments.seconds, arguments.inputs);
    }
    println!(
        "{:<14} {:>9} {:>9} {:>12} {:>9} {:>6}",
        "door", "inputs", "accepted", "slowest ms", "peak MB", "finds"
    );
    let finds = doors.into_iter().filter(|&door| !try_door(door, &arguments)).count();
    if finds == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Tries a door in a process of its own; false if something was found.
fn try_door(door: Door, arguments: &Arguments) -> bool {
    let begun = Instant::now();
    let program = std::env::current_exe().expect("this program has a name");
    let mut command = Command::new(program);
    command.args([door.name(), "--work", "--seed", &arguments.seed.to_string()]);
    command.args(["--seconds", &arguments.seconds.to_string()]);
    if let Some(inputs) = arguments.inputs {
        command.args(["--inputs", &inputs.to_string()]);
    }
    let status = command.status().expect("this program starts");
    if status.code().is_none() {
        println!(
            "{door}: ended by a signal after {:.0} s; the input is {}",
            begun.elapsed().as_secs_f64(),
            worker::last_input(door).display()
        );
    }
    status.success()
}
