//! What a run says of itself: the manifest.

use super::digest::sha256;
use crate::draws::ENGINE_VERSION;
use serde::{Deserialize, Serialize};

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
