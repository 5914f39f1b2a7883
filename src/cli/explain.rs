//! `hikiwake explain`: the assumption ledger, one assumption in full, or the influence diagram.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Failure, printer};
use crate::ledger::{self, Assumption, Ledger, Link};
use crate::{report, scenario};

/// The verb.
#[derive(Args)]
pub struct Explain {
    /// A scenario file
    scenario: PathBuf,
    /// The key of one assumption, such as factor.trust.start: its history, its fit, its ground, what reads it
    key: Option<String>,
    /// How it is told
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Lay a value over the file, as `run` does (may be repeated)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people at a terminal
    Table,
    /// Markdown
    Md,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

impl Explain {
    /// Loads, makes the ledger, prints what was asked for.
    pub fn run(self) -> Result<(), Failure> {
        let loaded = scenario::load(&self.scenario, &self.sets).map_err(Failure::Scenario)?;
        let ledger = ledger::ledger(&loaded);
        let Some(key) = &self.key else {
            return Ok(printer::results(&self.whole(&ledger))?);
        };
        let Some(assumption) = ledger.assumption(key) else { return Err(unknown(key, &ledger)) };
        let links = ledger::links(&loaded.scenario);
        let node = assumption.node();
        let readers: Vec<&Link> = links.iter().filter(|link| link.from == node).collect();
        Ok(printer::results(&self.one(&ledger, assumption, &readers))?)
    }

    fn whole(&self, ledger: &Ledger) -> String {
        match self.format {
            Format::Table => report::ledger_text(ledger, printer::width()),
            Format::Md => report::ledger_markdown(ledger),
            Format::Json => report::ledger_json(ledger),
            Format::Csv => csv(&ledger.assumptions),
        }
    }

    fn one(&self, ledger: &Ledger, assumption: &Assumption, readers: &[&Link]) -> String {
        match self.format {
            Format::Table => report::explain(ledger, assumption, readers).text(printer::width()),
            Format::Md => report::explain(ledger, assumption, readers).markdown(),
            Format::Json => report::explain_json(ledger, assumption, readers),
            Format::Csv => csv([assumption]),
        }
    }
}

fn csv<'l>(assumptions: impl IntoIterator<Item = &'l Assumption>) -> String {
    String::from_utf8_lossy(&report::ledger_csv(assumptions)).into_owned()
}

/// A key that is none: the nearest, or what lies below it.
fn unknown(key: &str, ledger: &Ledger) -> Failure {
    let below: Vec<&str> = ledger
        .assumptions
        .iter()
        .map(|a| a.key.as_str())
        .filter(|known| known.strip_prefix(key).is_some_and(|rest| rest.starts_with('.')))
        .collect();
    let keys: Vec<&str> = ledger.assumptions.iter().map(|a| a.key.as_str()).collect();
    let way_out = match (below.as_slice(), scenario::nearest_name(key, &keys)) {
        ([], Some(near)) => format!("did you mean `{near}`?"),
        ([], None) => "`hikiwake explain SCENARIO` lists them all".to_string(),
        (below, _) => {
            let listed: Vec<String> = below.iter().take(12).map(|key| format!("\n  {key}")).collect();
            let more = below.len() - listed.len();
            let more = if more == 0 { String::new() } else { format!("\n  and {more} more") };
            format!("below it stand{}{more}", listed.concat())
        }
    };
    Failure::Usage(format!("there is no assumption `{key}`; {way_out}"))
}
