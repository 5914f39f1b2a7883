//! `hikiwake explain`: the assumption ledger, one assumption in full, what levels are worth, or the influence diagram.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::arguments::Allowed;
use super::failure::Failure;
use super::printer;
use crate::drawing::Size;
use crate::engine;
use crate::figures::{Figure, Influence, Provenance};
use crate::ledger::{self, Assumption, Ledger, Link};
use crate::lettering::put_in_force;
use crate::model::Scenario;
use crate::scenario::{self, Loaded};
use crate::{report, results};

/// The verb.
#[derive(Args)]
pub struct Explain {
    /// A scenario file
    scenario: PathBuf,
    /// The key of one assumption, such as factor.trust.start: its history, its fit, its ground, what reads it; with --acceptability an audience, such as upland.cabinet
    key: Option<String>,
    /// What every level of every term is worth as fitted, and what holds that number; with an audience in place of a key, to it alone
    #[arg(long)]
    acceptability: bool,
    /// The influence diagram instead: who influences whom, which way
    #[arg(long, value_enum, value_name = "AS", conflicts_with_all = ["key", "format", "acceptability"])]
    diagram: Option<DiagramFormat>,
    /// How it is told
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Lay a value over the file, as `run` does (may be repeated)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    #[command(flatten)]
    allowed: Allowed,
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

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiagramFormat {
    /// A picture
    Svg,
    /// The DOT language, for other tools
    Dot,
    /// Nodes and edges, for programs
    Json,
}

impl Explain {
    /// Loads, makes the ledger, prints what was asked for.
    pub fn run(self) -> Result<(), Failure> {
        let reach = self.allowed.reach();
        let loaded = scenario::load_within(&self.scenario, &self.sets, &reach).map_err(Failure::Scenario)?;
        if let Some(format) = self.diagram {
            return diagram(&loaded, format);
        }
        if self.acceptability {
            return self.worths(&loaded.scenario);
        }
        let ledger = ledger::ledger(&loaded);
        let Some(key) = &self.key else {
            return Ok(printer::results(&self.whole(&ledger))?);
        };
        let Some(assumption) = ledger.assumption(key) else { return Err(unknown(key, &ledger, &loaded)) };
        let links = ledger::links(&loaded.scenario);
        let node = assumption.node();
        let readers: Vec<&Link> = links.iter().filter(|link| link.from == node).collect();
        Ok(printer::results(&self.one(&ledger, assumption, &readers))?)
    }

    /// What levels are worth to the audience in place of a key, or to all.
    fn worths(&self, scenario: &Scenario) -> Result<(), Failure> {
        let audiences = scenario.parties.iter().flat_map(|party| &party.audiences);
        let known: Vec<&str> = audiences.map(|audience| audience.id.as_str()).collect();
        if let Some(asked) = self.key.as_deref().filter(|asked| !known.contains(asked)) {
            let way_out = match scenario::nearest_name(asked, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", known.join(", ")),
            };
            return Err(Failure::Usage(format!("there is no audience `{asked}`; {way_out}")));
        }
        let worths = ledger::worths(scenario, self.key.as_deref());
        let text = match self.format {
            Format::Table => report::worths_text(&worths, printer::width()),
            Format::Md => report::worths_markdown(&worths),
            Format::Json => report::worths_json(&worths),
            Format::Csv => String::from_utf8_lossy(&report::worths_csv(&worths)).into_owned(),
        };
        Ok(printer::results(&text)?)
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

/// Prints the influence diagram. A picture says which scenario it shows by the digest of its values.
fn diagram(loaded: &Loaded, format: DiagramFormat) -> Result<(), Failure> {
    let scenario = &loaded.scenario;
    let diagram = ledger::diagram(scenario);
    let text = match format {
        DiagramFormat::Dot => diagram.dot(&scenario.name),
        DiagramFormat::Json => report::ledger_json(&diagram),
        DiagramFormat::Svg => {
            let seed = scenario.seed.unwrap_or_default();
            let values = [loaded.values.as_str()];
            let digest = results::run_digest(seed, scenario.worlds, scenario.paths, &values);
            let size = engine::Size::new(seed, scenario.worlds, scenario.paths, scenario.sampling);
            let provenance = Provenance::new(&scenario.name, digest, size);
            let _letters = put_in_force(scenario.charts.font.clone());
            let content = Influence { scenario: scenario.name.clone(), diagram };
            let picture = Figure::new("influence", content, provenance).try_render(Size::Slide);
            let picture = picture.map_err(|why| Failure::Picture(why.to_string()))?;
            for problem in picture.problems() {
                printer::message("warning", &problem.to_string());
            }
            picture.svg
        }
    };
    Ok(printer::results(&text)?)
}

fn csv<'l>(assumptions: impl IntoIterator<Item = &'l Assumption>) -> String {
    String::from_utf8_lossy(&report::ledger_csv(assumptions)).into_owned()
}

/// A key that is none: the nearest, or what lies below it.
fn unknown(key: &str, ledger: &Ledger, loaded: &Loaded) -> Failure {
    if let Some(way_out) = scenario::unjudged(loaded, key) {
        return Failure::Usage(way_out);
    }
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
