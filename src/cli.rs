//! The command line: one file a verb, one file prints, one list of exit codes. Verbs do not know each other: what they share stands in files of its own.

mod arguments;
mod bargain;
mod beside;
mod blockers;
mod brief;
mod chart;
mod check;
mod compare;
mod completions;
mod desk;
mod diff;
mod discover;
mod dispute;
mod divided;
mod drivers;
mod edited;
mod explain;
mod failure;
mod finished;
mod fmt;
mod folder;
mod inquiries;
mod interruption;
mod join;
mod loading;
mod new;
mod pictures;
mod printer;
mod rare;
mod reproduce;
mod robustness;
mod run;
mod schema;
mod set;
mod submit;
mod sweep;
mod terminal;
mod threads;
mod trace;
mod value;
mod watching;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

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
    #[command(after_help = "Example: hikiwake run joint.toml status-quo.toml --set factor.trust.start=0.5")]
    Run(run::Run),
    /// Put parts together that `--part` simulated: the run folder, or what drivers, sweep or bargain tell, as in one piece
    #[command(after_help = "Example: hikiwake join parts --out runs/whole")]
    Join(join::Join),
    /// Hand a run to Slurm in parts: an array of jobs, and their join after them; printed unless --go
    #[command(after_help = "Example: hikiwake submit joint.toml --worlds 1000000 --parts 400")]
    Submit(submit::Submit),
    /// A page in the browser of this machine that follows scenario files, shows what they come to, and edits them
    #[command(after_help = "Example: hikiwake desk joint.toml status-quo.toml")]
    Desk(desk::Desk),
    /// List every problem of scenario files at once, with the place and the way out
    #[command(after_help = "Example: hikiwake check my-option.toml --fit")]
    Check(check::Check),
    /// Set one value in a scenario file, in its place; comments stay
    #[command(
        after_help = "Example: hikiwake set joint.toml factor.trust.start=0.5 --judgement \"after the visit\""
    )]
    Set(set::Set),
    /// Write scenario files in one style; comments and order stay
    #[command(after_help = "Example: hikiwake fmt joint.toml")]
    Fmt(fmt::Fmt),
    /// Say where every number comes from, what it rests on, and what reads it
    #[command(after_help = "Example: hikiwake explain joint.toml factor.trust.start")]
    Explain(explain::Explain),
    /// Replay one history, month by month, with its causes
    #[command(after_help = "Example: hikiwake trace joint.toml --world 12 --path 3")]
    Trace(trace::Trace),
    /// Set scenarios against the first, in the same worlds: every difference with its error
    #[command(after_help = "Example: hikiwake compare status-quo.toml joint.toml")]
    Compare(compare::Compare),
    /// Who blocks which option, at the start and at a date; and where histories stop
    #[command(after_help = "Example: hikiwake blockers joint.toml --at 2022-12")]
    Blockers(blockers::Blockers),
    /// Is there a deal? Every package of terms: the zone of agreement, the frontier, and what would move whom
    #[command(after_help = "Example: hikiwake bargain joint.toml --chart deal.png")]
    Bargain(bargain::Bargain),
    /// How likely is an outcome that few trials come to? By copies of those that come nearer to it
    #[command(after_help = "Example: hikiwake rare joint.toml --of reached.in_force --worlds 4000 --paths 5")]
    Rare(rare::Rare),
    /// How sure the ranking of options is: which ranks first over worlds, regret, the worst worlds
    #[command(after_help = "Example: hikiwake robustness joint.toml cession.toml")]
    Robustness(robustness::Robustness),
    /// What was edited between two runs or scenarios, what that moved, and how much of it each edit did
    #[command(after_help = "Example: hikiwake diff runs/last-week runs/this-week")]
    Diff(diff::Diff),
    /// Two analysts disagree: which disagreement makes the difference, and which are idle
    #[command(after_help = "Example: hikiwake dispute mine.toml yours.toml --threshold 0.01")]
    Dispute(dispute::Dispute),
    /// What one key or two do to an outcome, over their ranges; and where it is so much
    #[command(after_help = "Example: hikiwake sweep joint.toml --over factor.trust.start --chart sweep.png")]
    Sweep(sweep::Sweep),
    /// Which assumptions move an outcome, or the difference between two scenarios, and how much of it each tells
    #[command(after_help = "Example: hikiwake drivers joint.toml --chart drivers.png")]
    Drivers(drivers::Drivers),
    /// In which worlds does it work? Boxes of assumptions in which there is more of an outcome
    #[command(after_help = "Example: hikiwake discover joint.toml")]
    Discover(discover::Discover),
    /// What is worth finding out before one chooses between options?
    #[command(after_help = "Example: hikiwake value joint.toml cession.toml --of signed")]
    Value(value::Worth),
    /// Make a run again and compare every file, byte for byte
    #[command(after_help = "Example: hikiwake reproduce runs/joint-1a2b3c4d")]
    Reproduce(reproduce::Reproduce),
    /// Write a file to begin with: a dispute of your own, or another version of a scenario
    #[command(after_help = "Example: hikiwake new my-option.toml --from joint.toml")]
    New(new::New),
    /// Print what a scenario may hold: a JSON Schema for editors, or tables of every key
    #[command(after_help = "Example: hikiwake schema > scenario.schema.json")]
    Schema(schema::Schema),
    /// Draw the figures of a run again: another size, another kind of file
    #[command(after_help = "Example: hikiwake chart runs/joint-1a2b3c4d --size half")]
    Chart(chart::Chart),
    /// Lay finished runs out for others to read: one file with findings, charts, terms, assumptions and proof
    #[command(after_help = "Example: hikiwake brief runs/joint-1a2b3c4d --full")]
    Brief(brief::Brief),
    /// Print a script by which a shell completes verbs, options and files
    #[command(after_help = "Example: hikiwake completions bash")]
    Completions(completions::Completions),
    /// Print a page of the manual
    #[command(after_help = "Example: hikiwake man run")]
    Man(completions::Manual),
}

impl Verb {
    fn run(self) -> Result<(), Failure> {
        match self {
            Verb::Run(verb) => verb.run(),
            Verb::Join(verb) => joined(verb),
            Verb::Submit(verb) => verb.run(),
            Verb::Desk(verb) => verb.run(),
            Verb::Check(verb) => verb.run(),
            Verb::Set(verb) => verb.run(),
            Verb::Fmt(verb) => verb.run(),
            Verb::Explain(verb) => verb.run(),
            Verb::Trace(verb) => verb.run(),
            Verb::Compare(verb) => verb.run(),
            Verb::Blockers(verb) => verb.run(),
            Verb::Bargain(verb) => verb.run(),
            Verb::Rare(verb) => verb.run(),
            Verb::Robustness(verb) => verb.run(),
            Verb::Diff(verb) => verb.run(),
            Verb::Dispute(verb) => verb.run(),
            Verb::Sweep(verb) => verb.run(),
            Verb::Drivers(verb) => verb.run(),
            Verb::Discover(verb) => verb.run(),
            Verb::Value(verb) => verb.run(),
            Verb::Reproduce(verb) => verb.run(),
            Verb::New(verb) => verb.run(),
            Verb::Schema(verb) => verb.run(),
            Verb::Chart(verb) => verb.run(),
            Verb::Brief(verb) => verb.run(),
            Verb::Completions(verb) => verb.run(Arguments::command()),
            Verb::Man(verb) => verb.run(Arguments::command()),
        }
    }

    /// What a verb that may take long is allowed.
    fn effort(&self) -> Option<&Effort> {
        match self {
            Verb::Run(verb) => Some(&verb.effort),
            Verb::Join(verb) => Some(&verb.effort),
            Verb::Desk(verb) => Some(&verb.effort),
            Verb::Compare(verb) => Some(&verb.effort),
            Verb::Blockers(verb) => Some(&verb.effort),
            Verb::Bargain(verb) => Some(&verb.effort),
            Verb::Rare(verb) => Some(&verb.effort),
            Verb::Robustness(verb) => Some(&verb.effort),
            Verb::Diff(verb) => Some(&verb.effort),
            Verb::Dispute(verb) => Some(&verb.effort),
            Verb::Sweep(verb) => Some(&verb.effort),
            Verb::Drivers(verb) => Some(&verb.effort),
            Verb::Discover(verb) => Some(&verb.effort),
            Verb::Value(verb) => Some(&verb.effort),
            Verb::Reproduce(verb) => Some(&verb.effort),
            Verb::Submit(_)
            | Verb::Check(_)
            | Verb::Set(_)
            | Verb::Fmt(_)
            | Verb::Explain(_)
            | Verb::Trace(_)
            | Verb::New(_)
            | Verb::Schema(_)
            | Verb::Completions(_)
            | Verb::Man(_)
            | Verb::Chart(_)
            | Verb::Brief(_) => None,
        }
    }
}

/// Joins the parts of a run; those of an inquiry as the verb does whose command line they hold.
fn joined(join: join::Join) -> Result<(), Failure> {
    let Some(parts) = join.divided()? else { return join.run() };
    let words = std::iter::once("hikiwake").chain(parts.words().iter().map(String::as_str));
    match Arguments::try_parse_from(words).map(|asked| asked.verb) {
        Ok(Verb::Drivers(verb)) => join.tell(&verb, &parts),
        Ok(Verb::Sweep(verb)) => join.tell(&verb, &parts),
        Ok(Verb::Bargain(verb)) => join.tell(&verb, &parts),
        _ => Err(Failure::Usage(format!(
            "these are parts of `hikiwake {}`, which this version cannot be asked",
            parts.words().join(" ")
        ))),
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
        Failure::Unwritten(problems, note) => {
            printer::problems(problems);
            printer::message("set", note);
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
        // Whoever makes a part has taken this for its end.
        Failure::Divided => 0,
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

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::Arguments;

    #[test]
    fn every_verb_has_an_example_that_its_command_line_takes() {
        let program = Arguments::command();
        let mut seen = 0;
        for verb in program.get_subcommands() {
            let help = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
            let example = help.lines().find_map(|line| line.strip_prefix("Example: "));
            let example = example.unwrap_or_else(|| panic!("`{}` has no example", verb.get_name()));
            let words: Vec<&str> = example.split(" > ").next().unwrap().split_whitespace().collect();
            assert_eq!(words[1], verb.get_name());
            if let Err(error) = Arguments::try_parse_from(&words) {
                panic!("{example}: {error}");
            }
            seen += 1;
        }
        assert!(seen > 15, "{seen}");
    }
}
