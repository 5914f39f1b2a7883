//! What `run` and `join` do with a run that is made: save it, print it, say what is worth a word of it.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

use super::arguments::Format;
use super::failure::Failure;
use super::{interruption, printer};
use crate::report::{self, Detail, Inquiry};
use crate::results::{self, FileDigest, Manifest, Stopping};
use crate::study::{Asked, Estimates, Made, Study};

/// A run that is made, and how it is to be told.
pub(super) struct Finished<'r> {
    pub(super) study: &'r Study,
    pub(super) asked: &'r Asked,
    /// The digests of the input files, and what was laid over them.
    pub(super) from: (Vec<FileDigest>, &'r [String]),
    pub(super) format: Format,
    pub(super) long: bool,
    pub(super) quiet: bool,
    pub(super) started: Instant,
}

/// The folder of a run, where none was given.
pub(super) fn folder(study: &Study, asked: &Asked) -> PathBuf {
    PathBuf::from("runs").join(study.folder_name(asked))
}

impl Finished<'_> {
    /// Saves the run folder, prints the results.
    pub(super) fn save_and_print(self, mut made: Made, folder: &Path) -> Result<(), Failure> {
        printer::undrawn(&made.undrawn);
        let seconds = self.started.elapsed().as_secs_f64();
        made.files.push(self.study.manifest(self.asked, &made, self.from.clone(), seconds));
        if interruption::flag().load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
        let before = results::read(folder).ok().filter(|there| there.manifest.digest != self.asked.digest);
        // Whoever waited for the answer gets it, even if the disk refuses it or nobody reads on.
        let saved = results::save(folder, &made.files);
        if saved.is_ok() {
            interruption::note_written();
        }
        let printed = printer::results(&self.told(&made));
        if saved.is_err() {
            printer::message("run", "what stands above is not kept; --out DIR writes it elsewhere");
        }
        saved?;
        self.remark(&made, folder, before.map(|there| there.manifest));
        Ok(printed?)
    }

    /// The results for standard output.
    fn told(&self, made: &Made) -> String {
        if self.format == Format::Json {
            let Estimates { outcomes, changes, .. } = &made.estimates;
            return report::outcomes_json(&self.asked.digest, outcomes, changes);
        }
        let (stopping, inquiries) = (made.simulated.stopping.as_ref(), &made.inquiries);
        text(self.study, &made.estimates, stopping, inquiries, self.long)
    }

    /// What is worth saying beside the results.
    fn remark(&self, made: &Made, folder: &Path, before: Option<Manifest>) {
        if self.quiet {
            return;
        }
        for remark in self.study.remarks(made) {
            printer::message("warning", &remark.to_string());
        }
        let replaced = before
            .map_or(String::new(), |before| format!(", in place of another run: {}", in_words(&before)));
        printer::message("run", &format!("written to {}{replaced}", folder.display()));
    }
}

/// "two-plus-alpha and status-quo, 2000 × 50, seed 5".
fn in_words(run: &Manifest) -> String {
    let names: Vec<&str> = run.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    format!("{}, {} × {}, seed {}", names.join(" and "), run.worlds, run.paths, run.seed)
}

/// The results as text.
pub(super) fn text(
    study: &Study,
    estimates: &Estimates,
    stopping: Option<&Stopping>,
    inquiries: &[Inquiry],
    long: bool,
) -> String {
    let (outcomes, changes) = (&estimates.outcomes, &estimates.changes);
    let width = printer::width();
    let all: Vec<_> = study.cases().iter().map(|case| case.scenario()).zip(outcomes).collect();
    let side_by_side = report::comparison(&all, changes, width);
    // What is side by side needs no table each; what cannot stand so does.
    let each = long || side_by_side.is_none();
    let detail = if long { Detail::Whole } else { Detail::Screen };
    let mut text = side_by_side.unwrap_or_default();
    for (scenario, outcomes) in all.iter().filter(|_| each) {
        text.push_str(&report::table(scenario, outcomes, detail, width));
        text.push('\n');
    }
    if let Some(stopping) = stopping {
        text.push_str(&report::paragraph(&stopping.told(), width));
        text.push('\n');
    }
    text.extend(inquiries.iter().map(|inquiry| inquiry.brief_text(width)));
    text.push_str(&report::legend(detail, width));
    text
}
