//! `hikiwake brief`: finished runs as one file for others to read, without simulating.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Failure, printer};
use crate::charts::{FIGURES, Figures};
use crate::report;
use crate::report::brief::{self, Briefing, Case, Run};
use crate::results::{self, MANIFEST, Manifest};
use crate::scenario;

/// The verb.
#[derive(Args)]
pub struct Brief {
    /// Run folders, in the order in which they are told
    #[arg(required = true, value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// The kind of file
    #[arg(long, value_enum, default_value_t = Format::Html)]
    format: Format,
    /// The file to write [default: <first run>-briefing.<format>, beside it]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A kind of briefing.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One page for a browser, and for print from there
    Html,
    /// Text with tables; its pictures stay in the run folders
    Md,
    /// A workbook: the data of every figure, with charts of its own
    #[cfg(feature = "xlsx")]
    Xlsx,
    /// Slides: one picture a chart
    #[cfg(feature = "xlsx")]
    Pptx,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Format::Html => "html",
            Format::Md => "md",
            #[cfg(feature = "xlsx")]
            Format::Xlsx => "xlsx",
            #[cfg(feature = "xlsx")]
            Format::Pptx => "pptx",
        }
    }
}

impl Brief {
    /// Reads the runs, sets the briefing, writes it.
    pub fn run(self) -> Result<(), Failure> {
        let out = self.file();
        let beside = out.parent().unwrap_or(Path::new(""));
        let runs: Vec<Run> = self.runs.iter().map(|folder| read(folder, beside)).collect::<Result<_, _>>()?;
        let bytes = match self.format {
            Format::Html => brief::html(&Briefing::of(&runs)).map(String::into_bytes),
            Format::Md => brief::markdown(&Briefing::of(&runs)).map(String::into_bytes),
            #[cfg(feature = "xlsx")]
            Format::Xlsx => brief::workbook(&runs),
            #[cfg(feature = "xlsx")]
            Format::Pptx => brief::slides(&runs),
        };
        results::write_file(
            &out,
            &bytes.map_err(|why| Failure::Picture(format!("the briefing could not be made: {why}")))?,
        )?;
        printer::message("brief", &format!("written to {}", out.display()));
        Ok(())
    }

    /// Beside the run, never in it: a run folder holds what its manifest lists and nothing else.
    fn file(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| {
            let run = &self.runs[0];
            let name = run.file_name().unwrap_or_default().to_string_lossy();
            let parent = run.parent().unwrap_or(Path::new(""));
            parent.join(format!("{name}-briefing.{}", self.format.ending()))
        })
    }
}

/// A run as its folder has it, whose every file used here is the one that the manifest tells of.
fn read(folder: &Path, beside: &Path) -> Result<Run, Failure> {
    let manifest = results::read(folder)?.manifest;
    let made = |name: &str| proven(folder, &manifest, name);
    let figures = Figures::parse(&made(FIGURES)?).map_err(|why| broken(folder, FIGURES, why))?.figures;
    let estimates = made("outcomes.json")?;
    let outcomes = report::read_outcomes(&estimates).map_err(|why| broken(folder, "outcomes.json", why))?;
    if manifest.scenarios.len() != outcomes.len() {
        return Err(broken(folder, MANIFEST, "it tells of other scenarios than outcomes.json"));
    }
    let mut cases = Vec::new();
    for (record, outcomes) in manifest.scenarios.iter().zip(outcomes) {
        let text = made(&record.file)?;
        let loaded = scenario::load(&folder.join(&record.file), &[]).map_err(Failure::Scenario)?;
        cases.push(Case { file: record.file.clone(), text, loaded, outcomes });
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let seen_from = folder.strip_prefix(beside).unwrap_or(folder).join("charts");
    Ok(Run { name, charts: seen_from.to_string_lossy().into_owned(), manifest, figures, cases })
}

/// The text of a file of the run, if it is still what the run wrote.
fn proven(folder: &Path, manifest: &Manifest, name: &str) -> Result<String, Failure> {
    let text = results::read_text(&folder.join(name))?;
    let told = manifest.results.iter().find(|result| result.file == name);
    match told {
        Some(told) if told.sha256 == results::sha256(text.as_bytes()) => Ok(text),
        Some(_) => Err(broken(
            folder,
            name,
            "it is not the file that the run wrote: its SHA-256 differs from the manifest’s",
        )),
        None => Err(broken(folder, name, "the manifest does not tell of it")),
    }
}

fn broken(folder: &Path, name: &str, why: impl std::fmt::Display) -> Failure {
    Failure::Usage(format!("{} cannot be told of: {why}", folder.join(name).display()))
}
