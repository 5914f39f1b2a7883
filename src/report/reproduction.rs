//! What became of a run when it was made again.

use super::text_layout::Page;
use crate::draws::ENGINE_VERSION;
use crate::results::{self, Comparison, Difference, SavedRun, Verdict};
use crate::words::thousands;

/// So many differences of a file are listed; the rest are counted.
const LISTED: usize = 8;

/// Longer texts are cut: a line of an SVG may be the whole picture. **Unit** characters.
const LONGEST: usize = 120;

/// How line endings come to change, and the way out.
const ENDINGS: &str = "Line endings (CRLF in place of LF) are changed by git on Windows and by some mail programs; no number is touched. \
     `* -text` in a file .gitattributes beside the runs keeps git from it.";

/// A run beside the same run made again.
pub struct Reproduction<'a> {
    /// The run as it stands on the disk.
    pub run: &'a SavedRun,
    /// The digest of what it was made again from.
    pub digest: &'a str,
    /// Its files.
    pub files: &'a [Comparison],
    /// The chart through which it was found.
    pub chart: Option<ChartFile>,
    /// The files from which it was made.
    pub inputs: Inputs,
}

/// What became of the files from which a run was made, of those that are still there.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Those that have changed since.
    pub changed: Vec<String>,
    /// Those that lie elsewhere, and were not looked at.
    pub passed_over: Vec<String>,
}

/// A chart outside its run folder, or in it.
pub struct ChartFile {
    /// Its name as it was given.
    pub name: String,
    /// The file of the run that has the same bytes; none if it was redrawn or changed since.
    pub same_as: Option<String>,
}

impl Reproduction<'_> {
    /// Whether everything is the same, byte for byte.
    pub fn is_exact(&self) -> bool {
        let same = self.files.iter().all(|file| file.verdict == Verdict::Identical);
        same && self.digest == self.run.manifest.digest
            && self.chart.as_ref().is_none_or(|chart| chart.same_as.is_some())
    }

    fn any(&self, verdicts: &[Verdict]) -> bool {
        self.files.iter().any(|file| verdicts.contains(&file.verdict))
    }

    /// What may have caused the differences, as far as can be seen.
    fn reasons(&self) -> Vec<String> {
        let manifest = &self.run.manifest;
        let here = env!("CARGO_PKG_VERSION");
        let mut reasons = Vec::new();
        if manifest.engine != ENGINE_VERSION {
            reasons.push(format!(
                "The run was made by engine {}; this is engine {ENGINE_VERSION}, whose numbers are others. hikiwake {} makes the old ones again; CHANGELOG.md says what moved and why.",
                manifest.engine, manifest.hikiwake
            ));
        } else if manifest.hikiwake != here {
            reasons.push(format!(
                "The run was made by hikiwake {}; this is {here}, of the same engine: estimates agree, what is written around them may have changed.",
                manifest.hikiwake
            ));
        }
        let values_moved = self.digest != manifest.digest;
        for file in self.files.iter().filter(|file| file.verdict == Verdict::Edited) {
            let how = if values_moved {
                "a value in it, or the manifest, is not what was run"
            } else {
                "only in its words, not in a value"
            };
            reasons.push(format!("{} was changed after the run: {how}.", file.file));
        }
        if values_moved && !self.any(&[Verdict::Edited]) && manifest.engine == ENGINE_VERSION {
            reasons.push(format!(
                "The manifest was changed after the run: the scenarios, seed and size beside it have the digest {}….",
                &self.digest[..12]
            ));
        }
        if self.any(&[Verdict::OnlyEndings]) {
            reasons.push(ENDINGS.into());
        }
        let moved = self.any(&[Verdict::Moved, Verdict::AlteredAndMoved]);
        if moved && manifest.platform != results::platform() {
            let platform = results::platform();
            reasons.push(format!(
                "The run was made on {}, this is {platform}; that alone should move nothing.",
                manifest.platform
            ));
        }
        if moved && reasons.is_empty() {
            reasons.push("Nothing to be seen explains it: same engine, same scenarios. This is a fault of the program.".into());
        }
        reasons
    }
}

/// The verdict, every file that differs and where, and why.
pub fn reproduction(found: &Reproduction, width: usize) -> String {
    let mut page = Page::new(width);
    let place = found.run.folder.display();
    let same = found.files.iter().filter(|file| file.verdict == Verdict::Identical).count();
    let verdict = match (found.is_exact(), found.files.len()) {
        (true, files) => format!("{place}: reproduced. All {files} files are the same, byte for byte."),
        (false, files) => {
            format!("{place}: not reproduced. {same} of {files} files are the same, byte for byte.")
        }
    };
    page.wrap("", &verdict, "  ");
    page.wrap("  ", &origin(found.run), "  ");
    for file in found.files.iter().filter(|file| file.verdict != Verdict::Identical) {
        page.gap();
        page.wrap("", &format!("{}: {}", file.file, words(file.verdict)), "  ");
        for difference in file.differences.iter().take(LISTED) {
            page.wrap("  ", &difference.place, "    ");
            page.wrap("    ", &sides(difference), "      ");
        }
        if file.differences.len() > LISTED {
            page.wrap(
                "  ",
                &format!("and {} more", thousands((file.differences.len() - LISTED) as u64)),
                "    ",
            );
        }
    }
    if let Some(chart) = &found.chart {
        page.gap();
        let said = match &chart.same_as {
            Some(file) => format!("{} is {file} of this run.", chart.name),
            None => {
                format!("{} is none of the files of this run: it was redrawn or changed since.", chart.name)
            }
        };
        page.wrap("", &said, "  ");
    }
    if !found.is_exact() {
        for reason in found.reasons() {
            page.gap();
            page.wrap("", &reason, "  ");
        }
    }
    for input in &found.inputs.changed {
        page.gap();
        page.wrap("", &format!("{input} has changed since; the run does not depend on it any more."), "  ");
    }
    if let [first, others @ ..] = found.inputs.passed_over.as_slice() {
        let (more, were) = match others.len() {
            0 => (String::new(), "was"),
            n => (format!(" and {n} more"), "were"),
        };
        page.gap();
        let said = format!(
            "{first}{more}, from which the run was made, lie{} outside this folder and {were} not looked at; --allow DIR lets them be compared.",
            if others.is_empty() { "s" } else { "" }
        );
        page.wrap("", &said, "  ");
    }
    page.finish()
}

fn origin(run: &SavedRun) -> String {
    let manifest = &run.manifest;
    let names: Vec<&str> = manifest.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    format!(
        "{}; {} worlds × {} paths, seed {}; made by hikiwake {}, engine {}",
        names.join(", "),
        thousands(manifest.worlds.into()),
        thousands(manifest.paths.into()),
        manifest.seed,
        manifest.hikiwake,
        manifest.engine
    )
}

fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Identical => "the same",
        Verdict::Missing => "missing; made again it is what it was",
        Verdict::Altered => "changed since it was written; made again it is what it was",
        Verdict::OnlyEndings => "only its line endings were changed; made again it is what it was",
        Verdict::Moved => "as it was written, but it comes out otherwise now",
        Verdict::AlteredAndMoved => "not as it was written, and it comes out otherwise now",
        Verdict::Misrecorded => "as it comes out now, but not what the manifest says was written",
        Verdict::Edited => "changed since the run",
        Verdict::NotMade => "this version does not make such a file",
        Verdict::New => "the run did not make such a file, this version does",
    }
}

fn sides(difference: &Difference) -> String {
    let side = |text: &Option<String>| match text {
        None => "nothing".to_string(),
        Some(text) if text.chars().count() > LONGEST => {
            format!("{}…", text.chars().take(LONGEST).collect::<String>())
        }
        Some(text) => text.clone(),
    };
    format!("{} in the folder, {} made again", side(&difference.old), side(&difference.new))
}
