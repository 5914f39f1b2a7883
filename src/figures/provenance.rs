//! Where a figure's numbers come from.

use serde::{Deserialize, Serialize};

use crate::draws::ENGINE_VERSION;
use crate::engine::Size;
use crate::words::thousands;

/// Where a figure's numbers come from: enough to make them again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Name and version of the program and of its engine. **Shape** "hikiwake 0.1.0 (engine 1)".
    pub engine: String,
    /// The scenario's name or file.
    pub scenario: String,
    /// The digest of the run's manifest.
    pub digest: String,
    /// Worlds simulated for each option.
    pub worlds: u32,
    /// Paths in each world.
    pub paths: u32,
    /// The seed of the run.
    pub seed: u64,
    /// World and path, of a figure that shows a single history.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub trial: Option<(u32, u32)>,
}

impl Provenance {
    /// Of numbers that this program made with a run of this size.
    pub fn new(scenario: impl Into<String>, digest: impl Into<String>, size: Size) -> Provenance {
        Provenance {
            engine: format!("hikiwake {} (engine {ENGINE_VERSION})", env!("CARGO_PKG_VERSION")),
            scenario: scenario.into(),
            digest: digest.into(),
            worlds: size.worlds,
            paths: size.paths,
            seed: size.seed,
            trial: None,
        }
    }

    /// Of a single history.
    pub fn of_trial(self, world: u32, path: u32) -> Provenance {
        Provenance { trial: Some((world, path)), ..self }
    }

    /// The line at the foot of a figure; the first 12 digits of the digest are enough to find a run by.
    pub(crate) fn source_line(&self) -> String {
        format!(
            "Source: {}, {} (sha256 {}), {} worlds × {} paths, seed {}{}; assumptions are the analyst’s",
            self.engine,
            self.scenario,
            self.digest.chars().take(12).collect::<String>(),
            thousands(self.worlds.into()),
            thousands(self.paths.into()),
            self.seed,
            self.trial.map_or(String::new(), |(world, path)| format!(", world {world}, path {path}"))
        )
    }

    /// What every file of a picture carries in its metadata, with the whole digest.
    pub(crate) fn metadata(&self) -> String {
        format!(
            "engine: {}; scenario: {}; sha256: {}; worlds: {}; paths: {}; seed: {}{}",
            self.engine,
            self.scenario,
            self.digest,
            self.worlds,
            self.paths,
            self.seed,
            self.trial.map_or(String::new(), |(world, path)| format!("; world: {world}; path: {path}"))
        )
    }
}
