//! What the verbs take from a run folder or a folder of charts: texts that are what was written there, and figures that can be drawn.

use std::path::Path;

use super::failure::Failure;
use super::printer;
use crate::disk;
use crate::figures::{FIGURES, Figure, Figures};
use crate::results::{self, DiskError, Fault, RunError, SavedRun};

/// The texts of some files of a run, each what the run wrote. Says so where only line endings were changed.
pub(super) fn proven(run: &SavedRun, names: &[&str]) -> Result<Vec<String>, Failure> {
    let all: Vec<results::Proven> = names.iter().map(|name| run.proven(name)).collect::<Result<_, _>>()?;
    let changed = names.iter().zip(&all).filter(|(_, proven)| proven.only_endings_differ);
    let changed: Vec<&str> = changed.map(|(name, _)| *name).collect();
    if !changed.is_empty() {
        let text = format!(
            "in {} only the line endings of {} were changed after the run (CRLF in place of LF); what it says is what the run wrote",
            run.folder.display(),
            changed.join(", ")
        );
        printer::message("note", &text);
    }
    Ok(all.into_iter().map(|proven| proven.text).collect())
}

/// The figures of a run from the text of its file.
pub(super) fn figures(run: &SavedRun, text: &str) -> Result<Vec<Figure>, Failure> {
    let figures =
        Figures::parse(text).map_err(|why| untrue(run, FIGURES, format!("cannot be drawn: {why}")))?.figures;
    match figures.iter().find(|figure| figure.provenance.digest != run.manifest.digest) {
        Some(other) => {
            let why = format!(
                "holds a figure of another run: `{}` does not have the digest of the manifest",
                other.name
            );
            Err(untrue(run, FIGURES, why))
        }
        None => Ok(figures),
    }
}

/// The figures of a folder: of a run, or of charts that a verb wrote with their data.
pub(super) fn figures_in(folder: &Path) -> Result<Vec<Figure>, Failure> {
    match results::read(folder) {
        Ok(run) => {
            let text = proven(&run, &[FIGURES])?.concat();
            figures(&run, &text)
        }
        Err(RunError::NoRun(_)) if folder.join(FIGURES).symlink_metadata().is_ok() => {
            figures_without_run(folder)
        }
        Err(error) => Err(error.into()),
    }
}

/// The figures of a folder of charts, which vouch for themselves.
fn figures_without_run(folder: &Path) -> Result<Vec<Figure>, Failure> {
    let path = folder.join(FIGURES);
    let text = disk::read_text(&path, disk::LARGEST_OF_RUN);
    let text = text.map_err(|why| DiskError { doing: "read", path: path.clone(), why: why.into() })?;
    let figures = Figures::parse_vouched(&text);
    Ok(figures.map_err(|why| RunError::NoFigures { path, why })?.figures)
}

/// A file that the run wrote and that cannot be true.
pub(super) fn untrue(run: &SavedRun, name: &str, why: String) -> Failure {
    RunError::NotItsFile { folder: run.folder.clone(), name: name.to_string(), fault: Fault::Untrue(why) }
        .into()
}
