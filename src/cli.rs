//! The command line: one file a verb, one file prints, one list of exit codes.

mod attribute;
mod brief;
mod chart;
mod check;
mod compare;
mod diff;
mod explain;
mod folder;
mod interruption;
mod memory;
mod printer;
mod reproduce;
mod run;
mod threads;
mod trace;
mod until;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use clap::{Args, Parser, Subcommand};

use crate::draws::Sampling;
use crate::engine::{ArithmeticError, Size};
use crate::model::Scenario;
use crate::results::{DiskError, RunError};
use crate::scenario::{Problems, Reach};
use crate::words::refusal;

/// What each settlement option on the table leads to, with its uncertainty
///
/// scenario.toml ─► scenario ─► model ─► plan ─► engine ─► results ─► analysis ─► figures ─► drawing ─► report
///   the file       read and    the      names   worlds    a table    estimates   what       SVG,       briefing,
///                  check it    nouns    become  and paths of trials  with error  charts say PNG, PDF   table, json
///                                       slots
#[derive(Parser)]
#[command(verbatim_doc_comment)]
#[command(name = "hikiwake", version, propagate_version = true)]
#[command(
    after_help = "Exit codes: 0 done · 1 a run was not reproduced · 2 the scenario or the command line is wrong · 3 the arithmetic failed · 4 the disk or the run folder failed · 130 interrupted"
)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Simulate: a table to the terminal, a run folder, charts
    Run(run::Run),
    /// List every problem of scenario files at once, with the place and the way out
    Check(check::Check),
    /// Say where every number comes from, what it rests on, and what reads it
    Explain(explain::Explain),
    /// Replay one history, month by month, with its causes
    Trace(trace::Trace),
    /// Set scenarios against the first, in the same worlds: every difference with its error
    Compare(compare::Compare),
    /// What was edited between two runs or scenarios, what that moved, and how much of it each edit did
    Diff(diff::Diff),
    /// Make a run again and compare every file, byte for byte
    Reproduce(reproduce::Reproduce),
    /// Draw the figures of a run again: another size, another kind of file
    Chart(chart::Chart),
    /// Lay finished runs out for others to read: one file with findings, charts, terms, assumptions and proof
    Brief(brief::Brief),
}

impl Verb {
    fn run(self) -> Result<(), Failure> {
        match self {
            Verb::Run(verb) => verb.run(),
            Verb::Check(verb) => verb.run(),
            Verb::Explain(verb) => verb.run(),
            Verb::Trace(verb) => verb.run(),
            Verb::Compare(verb) => verb.run(),
            Verb::Diff(verb) => verb.run(),
            Verb::Reproduce(verb) => verb.run(),
            Verb::Chart(verb) => verb.run(),
            Verb::Brief(verb) => verb.run(),
        }
    }

    /// What a verb that may take long is allowed.
    fn effort(&self) -> Option<&Effort> {
        match self {
            Verb::Run(verb) => Some(&verb.effort),
            Verb::Compare(verb) => Some(&verb.effort),
            Verb::Diff(verb) => Some(&verb.effort),
            Verb::Reproduce(verb) => Some(&verb.effort),
            Verb::Check(_) | Verb::Explain(_) | Verb::Trace(_) | Verb::Chart(_) | Verb::Brief(_) => None,
        }
    }
}

/// Options of the verbs that simulate.
#[derive(Args)]
struct Simulation {
    /// Worlds to draw: what we do not know
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    worlds: Option<u32>,
    /// Paths in each world: chance
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    paths: Option<u32>,
    /// How worlds are spread over what is not known [default: the file's, or latin-hypercube]
    #[arg(long, value_parser = Sampling::NAMES.map(|(name, _)| name))]
    sampling: Option<String>,
    /// Seed, any whole number from 0
    #[arg(long, allow_negative_numbers = true)]
    seed: Option<u64>,
    /// Lay a value over the file, such as --set factor.trust.start=0.5 (may be repeated)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    #[command(flatten)]
    allowed: Allowed,
}

/// What a scenario may read besides the files below its own folder.
#[derive(Args)]
struct Allowed {
    /// Let scenarios read files below this folder too; without it, only those below their own (may be repeated)
    #[arg(long = "allow", value_name = "DIR")]
    folders: Vec<PathBuf>,
}

impl Allowed {
    fn reach(&self) -> Reach {
        Reach::allowing(&self.folders)
    }
}

/// Options of the verbs that simulate on which no result depends.
#[derive(Args)]
struct Effort {
    /// Threads to use; the results do not depend on it [default: all]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// No progress bar, no messages
    #[arg(long)]
    quiet: bool,
}

impl Simulation {
    /// What is laid over the file: the `--set`s, then the flags with a name of their own, so that the resolved scenario holds them all.
    fn layers(&self) -> Vec<String> {
        let numbers = [
            ("seed", self.seed),
            ("worlds", self.worlds.map(u64::from)),
            ("paths", self.paths.map(u64::from)),
        ];
        let flags = numbers.into_iter().filter_map(|(key, number)| Some(format!("{key}={}", number?)));
        let sampling = self.sampling.iter().map(|name| format!("sampling={name}"));
        self.sets.iter().cloned().chain(flags).chain(sampling).collect()
    }

    /// What a scenario's run simulates.
    fn size(&self, scenario: &Scenario) -> Result<Size, Failure> {
        Ok(Size::new(self.seed(scenario)?, scenario.worlds, scenario.paths, scenario.sampling))
    }

    /// The seed of the flag or the file; there is no hidden default.
    fn seed(&self, scenario: &Scenario) -> Result<u64, Failure> {
        self.seed.or(scenario.seed).ok_or_else(|| {
            Failure::Usage(format!(
                "`{}` has no seed: write `seed = 1` (any whole number) into the file, or give --seed",
                scenario.name
            ))
        })
    }
}

/// Why a verb failed; each kind has its exit code.
enum Failure {
    /// The scenario is wrong.
    Scenario(Problems),
    /// The command line is wrong.
    Usage(String),
    /// The arithmetic failed.
    Arithmetic(String, ArithmeticError),
    /// A picture or a briefing could not be made.
    Picture(String),
    /// The disk failed.
    Disk(DiskError),
    /// A run folder cannot be used.
    Run(RunError),
    /// A run was made again and came out otherwise; what differs has been printed.
    NotReproduced,
    /// The reader went away.
    Output(std::io::Error),
    /// Ctrl-C.
    Interrupted,
}

impl From<DiskError> for Failure {
    fn from(error: DiskError) -> Failure {
        Failure::Disk(error)
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Failure {
        match error {
            RunError::Disk(error) => Failure::Disk(error),
            error => Failure::Run(error),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::Output(error)
    }
}

/// Parses the command line, runs the verb, prints at most one failure.
pub fn main() -> ExitCode {
    let verb = Arguments::try_parse().unwrap_or_else(|error| printer::usage(&error)).verb;
    interruption::listen();
    let threads = verb.effort().and_then(|effort| effort.threads);
    let done = threads::on(threads, || verb.run());
    match done {
        // It was done before it could be stopped; whoever pressed Ctrl-C must not take it for an ordinary end.
        Ok(()) if interruption::flag().load(Ordering::Relaxed) => {
            interruption::tell();
            ExitCode::from(interruption::EXIT_CODE)
        }
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => ExitCode::from(report(&failure)),
    }
}

/// Prints a failure to standard error and names its exit code.
fn report(failure: &Failure) -> u8 {
    match failure {
        Failure::Scenario(problems) => {
            printer::problems(problems);
            2
        }
        Failure::Usage(message) => {
            printer::message("error", message);
            2
        }
        Failure::Arithmetic(scenario, error) => {
            printer::message("error", &format!("the arithmetic failed in {scenario}: {error}"));
            3
        }
        Failure::Picture(message) => {
            printer::message("error", message);
            3
        }
        Failure::Disk(error) => {
            printer::message("error", &error.to_string());
            4
        }
        Failure::Run(error) => {
            printer::message("error", &error.to_string());
            4
        }
        Failure::NotReproduced => 1,
        Failure::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe => 0,
        Failure::Output(error) => {
            printer::message("error", &format!("cannot write to standard output: {}", refusal(error)));
            4
        }
        Failure::Interrupted => {
            interruption::tell();
            interruption::EXIT_CODE
        }
    }
}
