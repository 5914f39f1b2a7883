//! `hikiwake diff`: what was edited between two runs or scenarios, and what that moved.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use clap::{Args, ValueEnum};

use super::attribute::attribute;
use super::run::{Case, Run};
use super::{Effort, Failure, Simulation, chart, folder, interruption, printer, reproduce};
use crate::analysis::{self, Change, Kind};
use crate::draws::ENGINE_VERSION;
use crate::engine::{self, Size};
use crate::figures::{self, Compared, Figure, Provenance};
use crate::report::{self, Edited};
use crate::results::{self, SavedRun};
use crate::scenario;

/// As wide as the text of a commit message or a mail may be.
const WIDTH: usize = 78;

/// The verb.
#[derive(Args)]
pub struct Diff {
    /// A run folder or a scenario file: what was before
    before: PathBuf,
    /// A run folder or a scenario file: what is now
    after: PathBuf,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    pub(super) effort: Effort,
    /// What goes to standard output
    #[arg(long, value_enum, default_value_t = DiffFormat::Table)]
    format: DiffFormat,
    /// Draw the differences and what each edit did of them; into a file (.svg, .png; the second and later ones numbered) or a folder
    #[arg(long, value_name = "PLACE", value_parser = chart::place)]
    chart: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// Plain text of at most 78 columns
    Table,
    /// For programs
    Json,
    /// Markdown
    Md,
}

/// One of the two.
struct Side {
    name: String,
    cases: Vec<Case>,
    /// Of a run: its engine.
    engine: Option<u32>,
}

impl Diff {
    /// Simulates both in the same worlds and tells edits, differences and shares.
    pub fn run(self) -> Result<(), Failure> {
        let interrupt = interruption::flag();
        self.chart.as_deref().map(chart::check).transpose()?;
        let (before, after) = (self.side(&self.before)?, self.side(&self.after)?);
        let (pairs, mut notes) = pairs(&before, &after);
        notes.extend(engines(&before, &after));
        let mut told = Vec::new();
        for &(a, b) in &pairs {
            let edited = self.edited([&before.name, &after.name], [a, b], interrupt)?;
            // What concerns both sides as a whole is said once.
            let notes = std::mem::take(&mut notes).into_iter().chain(edited.notes).collect();
            told.push(Edited { notes, ..edited });
        }
        let text = match self.format {
            DiffFormat::Table => {
                let width = printer::width().min(WIDTH);
                told.iter().map(|edited| report::edits_text(edited, width)).collect::<Vec<_>>().join("\n")
            }
            DiffFormat::Md => told.iter().map(report::edits_markdown).collect::<Vec<_>>().join("\n"),
            DiffFormat::Json => report::edits_json(&told),
        };
        printer::results(&text)?;
        if let (Some(place), Some(&(_, last))) = (&self.chart, pairs.last()) {
            let cases: Vec<&Case> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
            let size = self.size(last)?;
            chart::write(place, figures(&told, &cases, size), self.effort.quiet)?;
        }
        Ok(())
    }

    /// What is between two scenarios.
    fn edited<'c>(
        &self,
        names: [&str; 2],
        [a, b]: [&'c Case; 2],
        interrupt: &AtomicBool,
    ) -> Result<Edited<'c>, Failure> {
        let sizes = [self.size(a)?, self.size(b)?];
        let size = sizes[1];
        let (old, new) = (&a.loaded, &b.loaded);
        let is_comparable = old.scenario.calendar.as_of == new.scenario.calendar.as_of;
        let mut notes: Vec<String> = sizes_note(sizes).into_iter().collect();
        let mut changes = Vec::new();
        if is_comparable {
            let name = |place: usize| names[place].to_string();
            let tallies = Run::simulate_plans(&[&a.plan, &b.plan], name, size, &self.effort, interrupt)?;
            let [from, to] = [(a, &tallies[0]), (b, &tallies[1])]
                .map(|(case, tally)| analysis::samples(&case.loaded.scenario, &case.plan, tally));
            let parts = engine::parts(&[&a.plan, &b.plan], size);
            changes = analysis::differences(&from, &to, parts.as_deref());
        } else {
            notes.push("`as_of` was edited: months do not stand for the same dates any more, so nothing is compared.".into());
        }
        let edits = scenario::edits(old, new);
        let is_split = |c: &&Change| !c.is_none() && c.difference.is_some() && c.kind != Kind::Quantile;
        let moved: Vec<&Change> =
            report::worth_telling(&new.scenario, &changes).into_iter().filter(is_split).collect();
        let attribution = match moved.is_empty() {
            true => None,
            false => attribute((old, &edits), &moved, size, &self.effort, interrupt)?,
        };
        Ok(Edited {
            names: names.map(String::from),
            scenarios: [&old.scenario, &new.scenario],
            trials: (size.worlds, size.paths, size.seed),
            notes,
            edits,
            changes,
            attribution,
        })
    }

    fn side(&self, path: &Path) -> Result<Side, Failure> {
        let name = path.display().to_string();
        if path.is_dir() {
            let run = results::read(path)?;
            proven_scenarios(&run)?;
            let cases = reproduce::load(&run, &self.simulation.layers())?;
            return Ok(Side { name, cases, engine: Some(run.manifest.engine) });
        }
        let cases = Run::load_all(&[path.to_path_buf()], &self.simulation, &self.effort)?;
        Ok(Side { name, cases, engine: None })
    }

    fn size(&self, case: &Case) -> Result<Size, Failure> {
        Run::size(&self.simulation, std::slice::from_ref(case))
    }
}

/// Fails unless the scenarios of a run are those that were run.
fn proven_scenarios(run: &SavedRun) -> Result<(), Failure> {
    let files: Vec<&str> = run.manifest.scenarios.iter().map(|scenario| scenario.file.as_str()).collect();
    folder::proven(run, &files).map(drop)
}

/// The differences of one pair of scenarios by outcome and what the edits did of the clearest; of several pairs the reported outcome, and the
/// edits behind the clearest difference of each.
fn figures(told: &[Edited], cases: &[&Case], size: Size) -> Vec<Figure> {
    let values: Vec<&str> = cases.iter().map(|case| case.loaded.values.as_str()).collect();
    let digest = results::run_digest(size.seed, size.worlds, size.paths, &values);
    let provenance = |sides: &[String; 2]| Provenance::new(sides.join(" → "), &digest, size);
    let mut figures = Vec::new();
    match told {
        [] => {}
        [edited] => {
            let (sides, scenario) = (sides(edited), edited.scenarios[1]);
            let told = report::worth_telling(scenario, &edited.changes);
            figures.extend(figures::of_outcomes(scenario, &sides, &told, provenance(&sides)));
        }
        [first, ..] => {
            let sides = first.names.clone().map(|name| short_name(&name));
            let rows: Vec<(&str, &[Change])> = told
                .iter()
                .map(|edited| (edited.scenarios[1].name.as_str(), edited.changes.as_slice()))
                .collect();
            let scenario = first.scenarios[1];
            figures.extend(figures::of_headline(
                Compared::Options,
                scenario,
                &sides,
                &rows,
                provenance(&sides),
            ));
        }
    }
    let most = if told.len() == 1 { usize::MAX } else { 1 };
    for edited in told {
        let Some(attribution) = &edited.attribution else { continue };
        let (sides, scenario) = (sides(edited), edited.scenarios[1]);
        let of = |split| figures::of_attribution(scenario, &sides, split, attribution, provenance(&sides));
        figures.extend(edited.split().into_iter().take(most).filter_map(of));
    }
    figures
}

/// What the two sides are called in a figure: the scenarios, or, of one name, their files or folders.
fn sides(edited: &Edited) -> [String; 2] {
    let names = edited.scenarios.map(|scenario| scenario.name.clone());
    let files = edited.names.clone().map(|name| short_name(&name));
    match (names[0] != names[1], files[0] != files[1]) {
        (true, _) => names,
        (false, true) => files,
        (false, false) => edited.names.clone(),
    }
}

/// The last part of a path, without its ending.
fn short_name(path: &str) -> String {
    Path::new(path).file_stem().map_or(path.to_string(), |stem| stem.to_string_lossy().into_owned())
}

/// Scenarios of one name, or the only one of each; and a note of those without a partner.
fn pairs<'s>(before: &'s Side, after: &'s Side) -> (Vec<(&'s Case, &'s Case)>, Vec<String>) {
    let mut notes = Vec::new();
    if let ([a], [b]) = (&before.cases[..], &after.cases[..]) {
        return (vec![(a, b)], notes);
    }
    let partner = |case: &Case, side: &'s Side| side.cases.iter().find(|other| other.file == case.file);
    for (side, other) in [(before, after), (after, before)] {
        for case in side.cases.iter().filter(|case| partner(case, other).is_none()) {
            notes.push(format!("{} is only in {}.", case.file, side.name));
        }
    }
    (after.cases.iter().filter_map(|b| Some((partner(b, before)?, b))).collect(), notes)
}

fn engines(before: &Side, after: &Side) -> Vec<String> {
    let older = [before, after].into_iter().filter_map(|side| Some((side, side.engine?)));
    older
        .filter(|(_, engine)| *engine != ENGINE_VERSION)
        .map(|(side, engine)| {
            format!("{} was made by engine {engine}; here it is simulated anew by engine {ENGINE_VERSION}, so that only the edits differ.", side.name)
        })
        .collect()
}

/// What it means that two runs differ in seed or size.
fn sizes_note([before, after]: [Size; 2]) -> Option<String> {
    let told = |size: Size| format!("{} worlds × {} paths, seed {}", size.worlds, size.paths, size.seed);
    (before != after).then(|| {
        format!(
            "The first was run with {}, the second with {}: their own figures differ by chance too. Here both are simulated as the second was, so that only the edits differ.",
            told(before),
            told(after)
        )
    })
}
