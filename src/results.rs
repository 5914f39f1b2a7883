//! The run folder: provenance and digests; `saving` writes it, or a single file, whole or not at all (made in a `staging`), `reading` reads it back,
//! checked against its manifest, and finds it by its digest, `comparing` says where two makings of it differ, `names` what a file may be called; a `part` of a run is one file.

mod comparing;
mod digest;
mod disk_error;
mod manifest;
mod names;
mod part;
mod reading;
mod run_error;
mod saving;
mod staging;

pub use comparing::{Comparison, Difference, Verdict, compare, differences};
pub use digest::sha256;
pub use disk_error::DiskError;
pub use manifest::{
    FileDigest, MANIFEST, MANIFEST_FORMAT, Manifest, RankCorrelation, RunFile, ScenarioRecord, Stopping,
    platform, run_digest,
};
pub use names::{fault_of_name, fault_of_part, name_for, without_case};
pub use part::{
    PART_ENDING, PART_FORMAT, Part, PartBatch, PartFault, PartHead, PartInquiry, PartScenario, read_part,
};
pub use reading::{Proven, SavedRun, find, read, read_manifest};
pub use run_error::{Fault, RunError};
pub use saving::{check_file, check_place, save, write_file};

/// What the tests of this room share.
#[cfg(test)]
mod samples {
    use super::*;
    use crate::draws::ENGINE_VERSION;

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
