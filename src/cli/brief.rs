//! `hikiwake brief`: finished runs as one file for others to read, without simulating.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::{folder, interruption, printer};
use crate::disk;
use crate::drawing::Size;
use crate::figures::{FIGURES, Figure};
use crate::report::brief::{self, Briefing, Case, Run};
use crate::report::{self, INQUIRIES};
use crate::results;
use crate::scenario::{self, Reach};

/// The verb.
#[derive(Args)]
pub struct Brief {
    /// Run folders, in the order in which they are told
    #[arg(required = true, value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// An answer to tell too, kept by another verb: `hikiwake sweep … --format json > answer.json` (may be repeated)
    #[arg(long = "with", value_name = "ANSWER")]
    answers: Vec<PathBuf>,
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
        results::check_file(&out, |_| false)?;
        let beside = out.parent().unwrap_or(Path::new(""));
        let mut runs: Vec<Run> =
            self.runs.iter().map(|folder| read(folder, beside)).collect::<Result<_, _>>()?;
        for answer in &self.answers {
            self.add(answer, &mut runs[0])?;
        }
        let bytes = match self.format {
            Format::Html => brief::html(&Briefing::of(&runs)).map(String::into_bytes),
            Format::Md => brief::markdown(&Briefing::of(&runs)).map(String::into_bytes),
            #[cfg(feature = "xlsx")]
            Format::Xlsx => brief::workbook(&runs),
            #[cfg(feature = "xlsx")]
            Format::Pptx => brief::slides(&runs),
        };
        let bytes =
            bytes.map_err(|why| Failure::Picture(format!("the briefing could not be made: {why}")))?;
        results::write_file(&out, &bytes, |_| false)?;
        interruption::note_written();
        printer::message("brief", &format!("written to {}", out.display()));
        Ok(())
    }

    /// Adds an answer to a run, its figures under names that the run does not have; a page of text shows none, since it takes pictures from run
    /// folders.
    fn add(&self, answer: &Path, run: &mut Run) -> Result<(), Failure> {
        let refused = |why: String| Failure::Usage(format!("{}: {why}", answer.display()));
        let text = disk::read_text(answer, disk::LARGEST_OF_RUN).map_err(|why| refused(why.to_string()))?;
        let (mut sections, figures) = report::read_answer(&text)
            .map_err(|why| refused(format!("is no answer that a verb wrote with --format json: {why}")))?;
        for mut figure in drawable(figures) {
            let taken = |name: &str| run.figures.iter().any(|known| known.name == name);
            let free =
                (1..).map(|n| if n == 1 { figure.name.clone() } else { format!("{}-{n}", figure.name) });
            let free = free.into_iter().find(|name| !taken(name)).unwrap_or_default();
            for name in sections.iter_mut().flat_map(|section| &mut section.figures) {
                if *name == figure.name {
                    name.clone_from(&free);
                }
            }
            figure.name = free;
            if !matches!(self.format, Format::Md) {
                run.figures.push(figure);
            }
        }
        run.sections.extend(sections);
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
    let run = results::read(folder)?;
    let untrue = |name: &str, why: String| folder::untrue(&run, name, why);
    let inquired = run.manifest.results.iter().any(|file| file.file == INQUIRIES);
    let names = [FIGURES, "outcomes.json"].into_iter().chain(inquired.then_some(INQUIRIES));
    let names: Vec<&str> = names.chain(run.manifest.scenarios.iter().map(|s| s.file.as_str())).collect();
    let mut texts = folder::proven(&run, &names)?.into_iter();
    let mut next = || texts.next().unwrap_or_default();
    let figures = drawable(folder::figures(&run, &next())?);
    let outcomes = report::read_outcomes(&next())
        .map_err(|why| untrue("outcomes.json", format!("is not sound: {why}")))?;
    let sections = match inquired {
        true => report::read_inquiries(&next())
            .map_err(|why| untrue(INQUIRIES, format!("is not sound: {why}")))?,
        false => Vec::new(),
    };
    if run.manifest.scenarios.len() != outcomes.len() {
        return Err(untrue("outcomes.json", "tells of other scenarios than the manifest".into()));
    }
    let mut cases = Vec::new();
    for (record, outcomes) in run.manifest.scenarios.iter().zip(outcomes) {
        let (path, reach) = (folder.join(&record.file), Reach::nothing());
        let loaded = scenario::load_within(&path, &[], &reach).map_err(Failure::Scenario)?;
        cases.push(Case { file: record.file.clone(), text: next(), loaded, outcomes });
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let seen_from = folder.strip_prefix(beside).unwrap_or(folder).join("charts");
    let charts = seen_from.to_string_lossy().into_owned();
    Ok(Run { name, charts, manifest: run.manifest, figures, sections, cases })
}

/// The figures that can be drawn; says which cannot.
fn drawable(mut figures: Vec<Figure>) -> Vec<Figure> {
    figures.retain(|figure| {
        let fault = [Size::Slide, Size::Half].into_iter().find_map(|size| figure.try_render(size).err());
        if let Some(why) = &fault {
            printer::message("warning", &format!("chart {} could not be drawn: {why}", figure.name));
        }
        fault.is_none()
    });
    figures
}
