//! `hikiwake reproduce`: make a run again from its folder and compare every file.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Effort;
use super::failure::Failure;
use super::printer;
use super::terminal::Terminal;
use crate::report::{self, ChartFile, Inputs, Reproduction, TRIALS};
use crate::results::{self, MANIFEST, SavedRun};
use crate::study::{Asked, Error, StopRule, Study};
use crate::{disk, drawing};

/// The verb.
#[derive(Args)]
pub struct Reproduce {
    /// A run folder, its manifest.json, or a chart of it (PNG or SVG)
    #[arg(value_name = "RUN|MANIFEST|CHART")]
    what: PathBuf,
    /// Where to look for the run of a chart, besides the folders around the chart (may be repeated) [default: runs]
    #[arg(long, value_name = "DIR")]
    search: Vec<PathBuf>,
    /// Look below this folder too whether an input file has changed since; without it, only below the current one (may be repeated)
    #[arg(long = "allow", value_name = "DIR")]
    allowed: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) effort: Effort,
}

/// A run, and the chart that led to it.
struct Found {
    run: SavedRun,
    chart: Option<ChartFile>,
}

impl Reproduce {
    /// Finds the run, makes it again, compares; fails unless everything is the same.
    pub fn run(self) -> Result<(), Failure> {
        let Found { run, chart } = self.locate()?;
        let study = Study::of_run(&run, &[])?;
        let asked = asked(&run, &study)?;
        let terminal = Terminal::new(self.effort.quiet);
        let mut made = study.make(&asked, &terminal)?;
        if run.made(TRIALS) {
            study.check_trials(&asked)?;
            made.files.push(study.trials(&asked.digest, made.simulated.size(), &terminal)?);
        }
        printer::undrawn(&made.undrawn);
        let files = results::compare(&run, &made.files)?;
        let inputs = self.inputs(&run);
        let found = Reproduction { run: &run, digest: &asked.digest, files: &files, chart, inputs };
        printer::results(&report::reproduction(&found, printer::width()))?;
        if found.is_exact() { Ok(()) } else { Err(Failure::NotReproduced) }
    }

    /// What became of the input files that the manifest names, as far as they lie below the current folder or one that is allowed: a manifest
    /// may come from anybody.
    fn inputs(&self, run: &SavedRun) -> Inputs {
        let folders = [PathBuf::from(".")].into_iter().chain(self.allowed.iter().cloned());
        let folders: Vec<PathBuf> = folders.filter_map(|folder| folder.canonicalize().ok()).collect();
        let mut inputs = Inputs::default();
        for input in &run.manifest.inputs {
            // What is not there any more does not matter: the run has everything.
            let Ok(real) = Path::new(&input.file).canonicalize() else { continue };
            let is_within = folders.iter().any(|folder| real.starts_with(folder));
            match is_within.then(|| disk::read(&real, disk::LARGEST_OBSERVATIONS)) {
                None => inputs.passed_over.push(input.file.clone()),
                Some(Ok(bytes)) if results::sha256(&bytes) == input.sha256 => {}
                Some(_) => inputs.changed.push(input.file.clone()),
            }
        }
        inputs
    }

    fn locate(&self) -> Result<Found, Failure> {
        if self.what.is_dir() {
            return Ok(Found { run: results::read(&self.what)?, chart: None });
        }
        if self.what.extension().is_some_and(|ending| ending == "json") {
            return Ok(Found { run: self.run_of_manifest()?, chart: None });
        }
        self.run_of_chart()
    }

    /// The run around a manifest; for a manifest that lies alone, the run with its digest.
    fn run_of_manifest(&self) -> Result<SavedRun, Failure> {
        let manifest = results::read_manifest(&self.what)?;
        let folder = folder_of(&self.what);
        let is_in_its_run = self.what.file_name().is_some_and(|name| name == MANIFEST)
            && manifest.results.iter().any(|result| folder.join(&result.file).exists());
        if is_in_its_run {
            return Ok(SavedRun { folder: folder.to_path_buf(), manifest });
        }
        self.search_for(&manifest.digest)
    }

    fn run_of_chart(&self) -> Result<Found, Failure> {
        let name = self.what.display().to_string();
        let bytes = disk::read(&self.what, disk::LARGEST_OF_RUN).map_err(|why| results::DiskError {
            doing: "read",
            path: self.what.clone(),
            why: why.into(),
        })?;
        let digits = drawing::run_digest(&bytes).ok_or_else(|| {
            Failure::Usage(format!(
                "{name} is neither a run folder, nor a manifest, nor a chart with the digest of its run"
            ))
        })?;
        let run = self.search_for(&digits)?;
        let sha256 = results::sha256(&bytes);
        let same = run.manifest.results.iter().find(|result| result.sha256 == sha256);
        let chart = ChartFile { name, same_as: same.map(|result| result.file.clone()) };
        Ok(Found { run, chart: Some(chart) })
    }

    /// The run with this digest: around the file that was given, then in the places to search.
    fn search_for(&self, digits: &str) -> Result<SavedRun, Failure> {
        let from = std::path::absolute(&self.what).unwrap_or_else(|_| self.what.clone());
        let around = from.ancestors().skip(1).find_map(|folder| {
            let here = results::read(folder).ok().filter(|run| run.has_digest(digits));
            here.or_else(|| results::find(digits, &[folder.join("runs")]))
        });
        let given = if self.search.is_empty() { vec![PathBuf::from("runs")] } else { self.search.clone() };
        around.or_else(|| results::find(digits, &given)).ok_or_else(|| {
            let looked: Vec<String> = given.iter().map(|place| place.display().to_string()).collect();
            Failure::Run(results::RunError::NotFound {
                digest: digits.to_string(),
                looked: looked.join(", "),
            })
        })
    }
}

fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// What a run asked of its scenarios; the first of them says how large it was.
fn asked(run: &SavedRun, study: &Study) -> Result<Asked, Failure> {
    let size = study.cases()[0].size().map_err(|error| match error {
        Error::NoSeed { file, .. } => Failure::Usage(format!("{file} has no seed")),
        other => other.into(),
    })?;
    let rule = |stopping: &results::Stopping| StopRule::new(&stopping.until, stopping.at_most, study, size);
    let rule = run.manifest.stopping.as_ref().map(rule).transpose()?;
    Ok(Asked::new(study, size, rule))
}
