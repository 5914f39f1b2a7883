//! The command line: one file a verb, one file prints, one list of exit codes. Verbs do not know each other: what they share stands in files of its own.

mod arguments;
mod bargain;
mod blockers;
mod brief;
mod chart;
mod check;
mod compare;
mod desk;
mod diff;
mod discover;
mod dispute;
mod drivers;
mod edited;
mod explain;
mod failure;
mod fmt;
mod folder;
mod inquiries;
mod interruption;
mod loading;
mod pictures;
mod printer;
mod reproduce;
mod robustness;
mod run;
mod set;
mod sweep;
mod terminal;
mod threads;
mod trace;
mod value;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::words::refusal;

use arguments::Effort;
use failure::Failure;

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
    /// A page in the browser of this machine that follows scenario files, shows what they come to, and edits them
    Desk(desk::Desk),
    /// List every problem of scenario files at once, with the place and the way out
    Check(check::Check),
    /// Set one value in a scenario file, in its place; comments stay
    Set(set::Set),
    /// Write scenario files in one style; comments and order stay
    Fmt(fmt::Fmt),
    /// Say where every number comes from, what it rests on, and what reads it
    Explain(explain::Explain),
    /// Replay one history, month by month, with its causes
    Trace(trace::Trace),
    /// Set scenarios against the first, in the same worlds: every difference with its error
    Compare(compare::Compare),
    /// Who blocks which option, at the start and at a date; and where histories stop
    Blockers(blockers::Blockers),
    /// Is there a deal? Every package of terms: the zone of agreement, the frontier, and what would move whom
    Bargain(bargain::Bargain),
    /// How sure the ranking of options is: which ranks first over worlds, regret, the worst worlds
    Robustness(robustness::Robustness),
    /// What was edited between two runs or scenarios, what that moved, and how much of it each edit did
    Diff(diff::Diff),
    /// Two analysts disagree: which disagreement makes the difference, and which are idle
    Dispute(dispute::Dispute),
    /// What one key or two do to an outcome, over their ranges; and where it is so much
    Sweep(sweep::Sweep),
    /// Which assumptions move an outcome, or the difference between two scenarios, and how much of it each tells
    Drivers(drivers::Drivers),
    /// In which worlds does it work? Boxes of assumptions in which there is more of an outcome
    Discover(discover::Discover),
    /// What is worth finding out before one chooses between options?
    Value(value::Worth),
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
            Verb::Desk(verb) => verb.run(),
            Verb::Check(verb) => verb.run(),
            Verb::Set(verb) => verb.run(),
            Verb::Fmt(verb) => verb.run(),
            Verb::Explain(verb) => verb.run(),
            Verb::Trace(verb) => verb.run(),
            Verb::Compare(verb) => verb.run(),
            Verb::Blockers(verb) => verb.run(),
            Verb::Bargain(verb) => verb.run(),
            Verb::Robustness(verb) => verb.run(),
            Verb::Diff(verb) => verb.run(),
            Verb::Dispute(verb) => verb.run(),
            Verb::Sweep(verb) => verb.run(),
            Verb::Drivers(verb) => verb.run(),
            Verb::Discover(verb) => verb.run(),
            Verb::Value(verb) => verb.run(),
            Verb::Reproduce(verb) => verb.run(),
            Verb::Chart(verb) => verb.run(),
            Verb::Brief(verb) => verb.run(),
        }
    }

    /// What a verb that may take long is allowed.
    fn effort(&self) -> Option<&Effort> {
        match self {
            Verb::Run(verb) => Some(&verb.effort),
            Verb::Desk(verb) => Some(&verb.effort),
            Verb::Compare(verb) => Some(&verb.effort),
            Verb::Blockers(verb) => Some(&verb.effort),
            Verb::Bargain(verb) => Some(&verb.effort),
            Verb::Robustness(verb) => Some(&verb.effort),
            Verb::Diff(verb) => Some(&verb.effort),
            Verb::Dispute(verb) => Some(&verb.effort),
            Verb::Sweep(verb) => Some(&verb.effort),
            Verb::Drivers(verb) => Some(&verb.effort),
            Verb::Discover(verb) => Some(&verb.effort),
            Verb::Value(verb) => Some(&verb.effort),
            Verb::Reproduce(verb) => Some(&verb.effort),
            Verb::Check(_)
            | Verb::Set(_)
            | Verb::Fmt(_)
            | Verb::Explain(_)
            | Verb::Trace(_)
            | Verb::Chart(_)
            | Verb::Brief(_) => None,
        }
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
        Ok(()) if interruption::has_cut_short() => {
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
