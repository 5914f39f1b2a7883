//! The run folder: provenance, atomic writing, digests.
//!
//! A run is written under a temporary name beside its place and renamed when whole, so nothing half-written is ever seen.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::draws::ENGINE_VERSION;

/// The name of the manifest in a run folder.
pub const MANIFEST: &str = "manifest.json";

/// What makes a run reproducible, and what it made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
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
        self.looks[..self.looked as usize].last().copied().unwrap_or(0)
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

/// A file and its digest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
        write!(f, "cannot {} {}: {}", self.doing, self.path.display(), self.why)
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

/// Writes a run folder whole, in place of an earlier run of the same name.
///
/// **Errors** the first operation that the disk refused; then nothing is left behind. A folder that is not a run is never replaced.
pub fn save(folder: &Path, files: &[RunFile]) -> Result<(), DiskError> {
    may_hold_a_run(folder)?;
    let parent = parent(folder);
    fs::create_dir_all(&parent).map_err(fail("create", &parent))?;
    let beside = |what| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        Temporary(parent.join(format!(".{name}.{}.{what}", std::process::id())))
    };
    let unfinished = beside("unfinished");
    let _ = fs::remove_dir_all(&unfinished.0);
    fs::create_dir(&unfinished.0).map_err(fail("create", &unfinished.0))?;
    for file in files {
        let path = unfinished.0.join(&file.name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(fail("create", folder))?;
        }
        fs::write(&path, &file.bytes).map_err(fail("write", &path))?;
    }
    if folder.exists() {
        let old = beside("replaced");
        let _ = fs::remove_dir_all(&old.0);
        fs::rename(folder, &old.0).map_err(fail("replace", folder))?;
        if let Err(why) = fs::rename(&unfinished.0, folder) {
            let _ = fs::rename(&old.0, folder);
            return Err(fail("rename", folder)(why));
        }
        return Ok(());
    }
    fs::rename(&unfinished.0, folder).map_err(fail("rename", folder))
}

/// The text of a file of a run.
///
/// **Errors** why it cannot be read.
pub fn read_text(path: &Path) -> Result<String, DiskError> {
    fs::read_to_string(path).map_err(fail("read", path))
}

/// Writes one file, and the folders it stands in.
///
/// **Errors** the first operation that the disk refused.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fail("create", folder))?;
    }
    fs::write(path, bytes).map_err(fail("write", path))
}

/// Looks, before the work begins, whether a run can be saved there. Nothing is left behind.
///
/// **Errors** the first reason against it.
pub fn check_place(folder: &Path) -> Result<(), DiskError> {
    may_hold_a_run(folder)?;
    let mut there = parent(folder);
    while !there.exists() {
        there = parent(&there);
    }
    let probe = Temporary(there.join(format!(".hikiwake.{}.probe", std::process::id())));
    fs::create_dir(&probe.0).map_err(fail("write into", &there))
}

/// An error of the disk, but for its cause.
fn fail(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> DiskError + use<> {
    let path = path.to_path_buf();
    move |why| DiskError { doing, path, why }
}

fn parent(folder: &Path) -> PathBuf {
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Nothing is there yet, or an earlier run, and the folder has a name.
fn may_hold_a_run(folder: &Path) -> Result<(), DiskError> {
    let refuse = |kind, why| Err(fail("replace", folder)(io::Error::new(kind, why)));
    if folder.file_name().is_none() {
        return refuse(io::ErrorKind::InvalidInput, "a run needs a folder of its own name");
    }
    if folder.symlink_metadata().is_ok() && !is_replaceable(folder) {
        return refuse(io::ErrorKind::AlreadyExists, "it holds something that is not a run");
    }
    Ok(())
}

/// A run and nothing else, or an empty folder.
fn is_replaceable(folder: &Path) -> bool {
    let Ok(found) = files_in(folder, "") else { return false };
    if found.is_empty() {
        return true;
    }
    let text = fs::read(folder.join(MANIFEST)).unwrap_or_default();
    let Ok(manifest) = serde_json::from_slice::<Manifest>(&text) else { return false };
    found.iter().all(|file| file == MANIFEST || manifest.results.iter().any(|result| result.file == *file))
}

/// Every file below a folder, its name relative to it with `/`.
fn files_in(folder: &Path, prefix: &str) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            files.extend(files_in(&entry.path(), &format!("{name}/"))?);
        } else {
            files.push(name);
        }
    }
    Ok(files)
}

/// A folder that is removed when it goes out of scope; after a rename there is nothing left to remove.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> RunFile {
        RunFile { name: name.into(), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn a_digest_is_the_published_one() {
        // FIPS 180-2, appendix B.1
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn a_run_replaces_an_earlier_run_and_leaves_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("deep/run");
        let old = run_manifest(&["charts/a.svg", "gone"]);
        save(&folder, &[old, file("charts/a.svg", "old"), file("gone", "x")]).unwrap();
        save(&folder, &[run_manifest(&["charts/a.svg"]), file("charts/a.svg", "new")]).unwrap();
        assert_eq!(fs::read_to_string(folder.join("charts/a.svg")).unwrap(), "new");
        assert!(!folder.join("gone").exists());
        assert_eq!(fs::read_dir(place.path().join("deep")).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_with_some_other_manifest_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("extension");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(MANIFEST), "{\"name\": \"an extension\"}").unwrap();
        fs::write(folder.join("thesis.txt"), "years of work").unwrap();
        assert!(save(&folder, &[run_manifest(&["outcomes.csv"])]).is_err());
        // A run into which somebody has put a file of their own is not replaced either.
        fs::write(folder.join(MANIFEST), run_manifest(&["outcomes.csv"]).bytes).unwrap();
        assert!(save(&folder, &[run_manifest(&["outcomes.csv"])]).is_err());
        fs::remove_file(folder.join("thesis.txt")).unwrap();
        save(&folder, &[run_manifest(&["outcomes.csv"])]).unwrap();
    }

    /// The manifest of a run that made these files.
    fn run_manifest(files: &[&str]) -> RunFile {
        let manifest = Manifest {
            hikiwake: "0".into(),
            engine: ENGINE_VERSION,
            digest: String::new(),
            seed: 0,
            worlds: 1,
            paths: 1,
            sampling: "random".into(),
            stopping: None,
            correlations: Vec::new(),
            sets: Vec::new(),
            inputs: Vec::new(),
            results: files
                .iter()
                .map(|f| FileDigest { file: f.to_string(), sha256: String::new() })
                .collect(),
            platform: String::new(),
            duration_seconds: 0.0,
        };
        RunFile { name: MANIFEST.into(), bytes: manifest.json().into_bytes() }
    }

    #[test]
    fn a_folder_that_is_not_a_run_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("thesis.txt"), "years of work").unwrap();
        let error = save(place.path(), &[file("manifest.json", "{}")]).unwrap_err();
        assert!(error.to_string().contains("not a run"), "{error}");
        assert!(place.path().join("thesis.txt").exists());
    }

    #[test]
    fn a_place_is_looked_at_before_the_work_and_left_as_it_was() {
        let place = tempfile::tempdir().unwrap();
        check_place(&place.path().join("a/b/run")).unwrap();
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
        fs::write(place.path().join("file"), "").unwrap();
        assert!(check_place(&place.path().join("file")).unwrap_err().to_string().contains("not a run"));
        check_place(&place.path().join("file/run")).unwrap_err();
        check_place(place.path()).unwrap_err();
        for nameless in ["", "..", "/"] {
            assert!(check_place(Path::new(nameless)).unwrap_err().to_string().contains("its own name"));
        }
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failed_write_leaves_nothing_behind() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("run");
        // A file cannot be written where a folder of the same name already stands.
        let error = save(&folder, &[file("a/b", "x"), file("a", "y")]).unwrap_err();
        assert!(error.path.ends_with("a"));
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    }
}
