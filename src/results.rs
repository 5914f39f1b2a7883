//! The run folder: provenance and digests; `saving` writes it, or a single file, whole or not at all (made in a `workshop`), `reading` reads it back,
//! checked against its manifest, and finds it by its digest, `comparing` says where two makings of it differ, `names` what a file may be called.

mod comparing;
mod names;
mod reading;
mod saving;
mod workshop;

use std::fmt;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::draws::ENGINE_VERSION;
use crate::words::refusal;

pub use comparing::{Comparison, Difference, Verdict, compare, differences};
pub use names::{fault_of_name, fault_of_part, name_for, without_case};
pub use reading::{Fault, Proven, RunError, SavedRun, find, read, read_manifest};
pub use saving::{check_file, check_place, save, write_file};

/// The name of the manifest in a run folder.
pub const MANIFEST: &str = "manifest.json";

/// The version of the manifest's shape: one more whenever a field comes or goes.
pub const MANIFEST_FORMAT: u32 = 1;

/// What makes a run reproducible, and what it made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this file's shape, [`MANIFEST_FORMAT`].
    pub format: u32,
    /// Version of the program.
    pub hikiwake: String,
    /// Version of the numbers.
    pub engine: u32,
    /// Digest of everything that determines the results.
    pub digest: String,
    /// The seed.
    pub seed: u64,
    /// Worlds.
    pub worlds: u32,
    /// Paths in each world.
    pub paths: u32,
    /// How worlds are sampled.
    pub sampling: String,
    /// Why a run with a stop rule ended; none without one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stopping: Option<Stopping>,
    /// The rank correlations asked for, and those of the worlds drawn.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub correlations: Vec<RankCorrelation>,
    /// Values given on the command line.
    pub sets: Vec<String>,
    /// The scenarios, in the order in which they were run.
    pub scenarios: Vec<ScenarioRecord>,
    /// SHA-256 of every input file.
    pub inputs: Vec<FileDigest>,
    /// SHA-256 of every result file.
    pub results: Vec<FileDigest>,
    /// Operating system and processor.
    pub platform: String,
    /// **Unit** seconds.
    pub duration_seconds: f64,
}

/// Why a run with a stop rule ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stopping {
    /// The rule, with the outcome's whole name.
    pub until: String,
    /// The most trials of each scenario.
    pub at_most: u64,
    /// Worlds at each look that was planned.
    pub looks: Vec<u32>,
    /// Looks that were taken.
    pub looked: u32,
    /// Whether the rule was met, rather than the cap.
    pub decided: bool,
    /// What the last look found.
    pub found: String,
}

impl Stopping {
    /// The worlds at the last look.
    pub fn worlds(&self) -> u32 {
        self.looks[..self.looks.len().min(self.looked as usize)].last().copied().unwrap_or(0)
    }

    /// In words.
    pub fn told(&self) -> String {
        let answer = if self.decided { "Decided" } else { "Undecided" };
        format!(
            "{answer} at {} worlds, look {} of {}: {}: {}.",
            self.worlds(),
            self.looked,
            self.looks.len(),
            self.until,
            self.found
        )
    }
}

/// A rank correlation between two quantities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankCorrelation {
    /// The file's name without folder and ending.
    pub file: String,
    /// The two quantities.
    pub between: [String; 2],
    /// Spearman's correlation as the file asks for it.
    pub asked: f64,
    /// Spearman's correlation of the worlds drawn; none where the scenario uses only one of the two, or has one world.
    pub achieved: Option<f64>,
}

impl Manifest {
    /// Its text.
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("plain data has a JSON form");
        text.push('\n');
        text
    }
}

/// A scenario of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioRecord {
    /// What it is called in the results: its file's name without folder and ending.
    pub name: String,
    /// The resolved scenario, a file of the run folder.
    pub file: String,
}

/// A file and its digest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileDigest {
    /// Its name, relative to the run or to the working folder.
    pub file: String,
    /// **Unit** hexadecimal.
    pub sha256: String,
}

/// A file of a run, not yet written.
#[derive(Debug, Clone)]
pub struct RunFile {
    /// Its place in the run folder, with `/`.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The disk failed.
#[derive(Debug)]
pub struct DiskError {
    /// What was being done.
    pub doing: &'static str,
    /// To what.
    pub path: PathBuf,
    /// Why it failed.
    pub why: io::Error,
}

impl fmt::Display for DiskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {} {}: {}", self.doing, self.path.display(), refusal(&self.why))
    }
}

impl std::error::Error for DiskError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.why)
    }
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use fmt::Write;
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The digest of a run: everything that its numbers depend on, each scenario by its values alone.
pub fn run_digest(seed: u64, worlds: u32, paths: u32, values: &[&str]) -> String {
    let mut text = format!("hikiwake run {ENGINE_VERSION}\n{seed} {worlds} {paths}\n");
    for scenario in values {
        text.push_str(&sha256(scenario.as_bytes()));
        text.push('\n');
    }
    sha256(text.as_bytes())
}

/// Operating system and processor, for the manifest.
pub fn platform() -> String {
    format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_the_published_one() {
        // FIPS 180-2, appendix B.1
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}

/// What the tests of this room share.
#[cfg(test)]
mod samples {
    use super::*;

    pub fn file(name: &str, text: &str) -> RunFile {
        RunFile { name: name.into(), bytes: text.as_bytes().to_vec() }
    }

    /// The manifest of a run that made these files.
    pub fn manifest(files: &[RunFile]) -> Manifest {
        Manifest {
            format: MANIFEST_FORMAT,
            hikiwake: "0".into(),
            engine: ENGINE_VERSION,
            digest: sha256(b"the run"),
            seed: 0,
            worlds: 1,
            paths: 1,
            sampling: "random".into(),
            stopping: None,
            correlations: Vec::new(),
            sets: Vec::new(),
            scenarios: Vec::new(),
            inputs: Vec::new(),
            results: files
                .iter()
                .map(|f| FileDigest { file: f.name.clone(), sha256: sha256(&f.bytes) })
                .collect(),
            platform: String::new(),
            duration_seconds: 0.0,
        }
    }

    /// A run with these files, its manifest first.
    pub fn run(files: &[RunFile]) -> Vec<RunFile> {
        let manifest = RunFile { name: MANIFEST.into(), bytes: manifest(files).json().into_bytes() };
        std::iter::once(manifest).chain(files.iter().cloned()).collect()
    }
}
