//! `hikiwake brief`: finished runs as one file for others to read, without simulating.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::{folder, interruption, printer};
use crate::disk;
use crate::drawing::Size;
use crate::figures::{FIGURES, Figure};
use crate::lettering::Fallback;
use crate::report::brief::{self, Annex, Briefing, Case, Run};
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
    /// The kind of file [default: as the ending of --out says, or html]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Of html and md: keep estimates, assumptions and evidence in the briefing, in print too, rather than in a second file
    #[arg(long)]
    full: bool,
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
        self.check_ending()?;
        let out = self.file();
        results::check_file(&out, |_| false)?;
        let annex = self.annex(&out);
        annex.as_deref().map(|place| results::check_file(place, |_| false)).transpose()?;
        let beside = out.parent().unwrap_or(Path::new(""));
        let mut runs: Vec<Run> =
            self.runs.iter().map(|folder| read(folder, beside)).collect::<Result<_, _>>()?;
        for answer in &self.answers {
            self.add(answer, &mut runs[0])?;
        }
        let mut written = Vec::new();
        for (place, bytes) in self.files(&runs, &out, annex.as_deref())? {
            results::write_file(place, &bytes, |_| false)?;
            interruption::note_written();
            written.push(place);
        }
        // What is read first is named first.
        for place in written.into_iter().rev() {
            printer::message("brief", &format!("written to {}", place.display()));
        }
        Ok(())
    }

    /// What the ending of the file to write says.
    fn by_ending(&self) -> Option<Format> {
        let ending = self.out.as_ref()?.extension()?.to_string_lossy().to_lowercase();
        let is_so = |format: &Format| format.ending() == if ending == "htm" { "html" } else { &ending };
        Format::value_variants().iter().copied().find(is_so)
    }

    fn format(&self) -> Format {
        self.format.or_else(|| self.by_ending()).unwrap_or(Format::Html)
    }

    /// A file of one kind under the ending of another opens nowhere.
    fn check_ending(&self) -> Result<(), Failure> {
        match (self.format, self.by_ending(), &self.out) {
            (Some(asked), Some(ending), Some(out)) if asked != ending => Err(Failure::Usage(format!(
                "{} ends as a .{} and --format asks for {}: leave one of them out, or make them agree",
                out.display(),
                ending.ending(),
                asked.ending()
            ))),
            _ => Ok(()),
        }
    }

    /// What is written where: the annex before the briefing that leads to it.
    fn files<'a>(
        &self,
        runs: &[Run],
        out: &'a Path,
        annex: Option<&'a Path>,
    ) -> Result<Vec<(&'a Path, Vec<u8>)>, Failure> {
        let failed = |why: String| Failure::Picture(format!("the briefing could not be made: {why}"));
        let briefing = match self.format() {
            Format::Html | Format::Md => Briefing::of(runs),
            #[cfg(feature = "xlsx")]
            Format::Xlsx => return Ok(vec![(out, brief::workbook(runs).map_err(failed)?)]),
            #[cfg(feature = "xlsx")]
            Format::Pptx => return Ok(vec![(out, brief::slides(runs).map_err(failed)?)]),
        };
        let is_page = self.format() == Format::Html;
        let mut files = Vec::new();
        if let Some(place) = annex {
            let text = if is_page { brief::annex_html(&briefing) } else { brief::annex_markdown(&briefing) };
            files.push((place, text.map_err(failed)?.into_bytes()));
        }
        let name = annex.and_then(Path::file_name).map(|name| name.to_string_lossy());
        let within = name.as_deref().map_or(Annex::Within, Annex::Beside);
        let text = if is_page { brief::html(&briefing, within) } else { brief::markdown(&briefing, within) };
        files.push((out, text.map_err(failed)?.into_bytes()));
        Ok(files)
    }

    /// Beside the briefing, where it has no annex of its own: NAME-annex.html.
    fn annex(&self, out: &Path) -> Option<PathBuf> {
        let has_one = !self.full && matches!(self.format(), Format::Html | Format::Md);
        has_one.then(|| {
            let stem = out.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let ending = out.extension().unwrap_or_default().to_string_lossy().into_owned();
            let dot = if ending.is_empty() { "" } else { "." };
            out.with_file_name(format!("{stem}-annex{dot}{ending}"))
        })
    }

    /// Adds an answer to a run, its figures under names that the run does not have; a page of text shows none, since it takes pictures from run
    /// folders.
    fn add(&self, answer: &Path, run: &mut Run) -> Result<(), Failure> {
        let refused = |why: String| Failure::Usage(format!("{}: {why}", answer.display()));
        let text = disk::read_text(answer, disk::LARGEST_OF_RUN).map_err(|why| refused(why.to_string()))?;
        let (mut sections, figures) = report::read_answer(&text)
            .map_err(|why| refused(format!("is no answer that a verb wrote with --format json: {why}")))?;
        let mut figures = figures;
        // An answer's figures are of the same scenarios, and are drawn with the same font.
        let font = Fallback::joined(run.figures.iter().filter_map(|figure| figure.font.clone()));
        figures.iter_mut().for_each(|figure| figure.font.clone_from(&font));
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
            if !matches!(self.format(), Format::Md) {
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
            parent.join(format!("{name}-briefing.{}", self.format().ending()))
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
        // Of the doubts about the file only this one is about what the briefing quotes.
        let unjudged = loaded.warnings.only("S427");
        if !unjudged.is_empty() {
            printer::problems(&unjudged);
        }
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
