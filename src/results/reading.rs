//! Reading a run folder back, and finding the run that a digest belongs to.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::saving::fail;
use super::{DiskError, MANIFEST, MANIFEST_FORMAT, Manifest};
use crate::draws::ENGINE_VERSION;
use crate::words::json_refusal;

/// A manifest is text of a few kilobytes. **Unit** bytes.
const LARGEST_MANIFEST: u64 = 16 * 1024 * 1024;

/// How far below a folder runs are looked for.
const DEEPEST: usize = 3;

/// Digits of a digest that name a run.
const LEAST_DIGITS: usize = 8;

/// A run as it stands on the disk.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedRun {
    /// Its folder.
    pub folder: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
}

/// Why a run folder cannot be used.
#[derive(Debug)]
pub enum RunError {
    /// The disk refused.
    Disk(DiskError),
    /// There is no manifest.
    NoRun(PathBuf),
    /// The manifest is none, or not whole.
    Broken {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// No run with this digest was found.
    NotFound {
        /// Its digits.
        digest: String,
        /// Where it was looked for.
        looked: String,
    },
    /// It was written by a version that came later.
    Newer {
        /// The manifest.
        path: PathBuf,
        /// What is newer: "engine 2, here 1".
        what: String,
        /// The version of the program that wrote it.
        hikiwake: String,
    },
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::Disk(error) => write!(f, "{error}"),
            RunError::NoRun(path) => {
                write!(f, "{} is not a run folder: it has no {MANIFEST}", path.display())
            }
            RunError::Broken { path, why } => {
                write!(f, "{} is not the manifest of a whole run: {why}", path.display())
            }
            RunError::NotFound { digest, looked } => write!(
                f,
                "no run with the digest {digest} was found, neither around the file nor in {looked}; say where runs are kept with --search DIR"
            ),
            RunError::Newer { path, what, hikiwake } => write!(
                f,
                "{} was written by a newer version, hikiwake {hikiwake} ({what}); use that version",
                path.display()
            ),
        }
    }
}

impl std::error::Error for RunError {}

impl SavedRun {
    /// Whether the run made a file of this name.
    pub fn made(&self, name: &str) -> bool {
        self.manifest.results.iter().any(|result| result.file == name)
    }

    /// The bytes of one of its files; none if it is not there.
    ///
    /// **Errors** any other reason why it cannot be read.
    pub fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, DiskError> {
        let path = self.folder.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(why) if is_absent(&why) => Ok(None),
            Err(why) => Err(fail("read", &path)(why)),
        }
    }

    /// Whether its digest begins with these digits.
    ///
    /// **Range** at least eight digits: fewer belong to too many runs.
    pub fn has_digest(&self, digits: &str) -> bool {
        digits.len() >= LEAST_DIGITS && self.manifest.digest.starts_with(digits)
    }
}

/// Reads the run in a folder.
///
/// **Errors** what is wrong with it.
pub fn read(folder: &Path) -> Result<SavedRun, RunError> {
    match read_manifest(&folder.join(MANIFEST)) {
        Ok(manifest) => Ok(SavedRun { folder: folder.to_path_buf(), manifest }),
        Err(RunError::Disk(error)) if is_absent(&error.why) && folder.exists() => {
            Err(RunError::NoRun(folder.to_path_buf()))
        }
        Err(error) => Err(error),
    }
}

/// The text of a file of a run.
///
/// **Errors** why it cannot be read.
pub fn read_text(path: &Path) -> Result<String, DiskError> {
    std::fs::read_to_string(path).map_err(super::saving::fail("read", path))
}

/// Reads a manifest, wherever it lies.
///
/// **Errors** what is wrong with it.
pub fn read_manifest(path: &Path) -> Result<Manifest, RunError> {
    let refused = |why: io::Error| RunError::Disk(fail("read", path)(why));
    let broken = |why: String| RunError::Broken { path: path.to_path_buf(), why };
    if fs::metadata(path).map_err(refused)?.len() > LARGEST_MANIFEST {
        return Err(broken("it is larger than 16 MB".into()));
    }
    let bytes = fs::read(path).map_err(refused)?;
    let any: serde_json::Value = serde_json::from_slice(&bytes).map_err(|why| broken(no_json(&why)))?;
    if let Some(what) = newer(&any) {
        let hikiwake = any["hikiwake"].as_str().unwrap_or("of an unknown number").to_string();
        return Err(RunError::Newer { path: path.to_path_buf(), what, hikiwake });
    }
    let manifest: Manifest = serde_json::from_value(any).map_err(|why| broken(no_json(&why)))?;
    let named = manifest.results.iter().map(|result| &result.file);
    let mut names = named.chain(manifest.scenarios.iter().map(|scenario| &scenario.file));
    if let Some(outside) = names.find(|name| !stays_inside(name)) {
        return Err(broken(format!("it names {outside:?}, which lies outside its folder")));
    }
    Ok(manifest)
}

/// What is wrong with a JSON file, in our words.
fn no_json(why: &serde_json::Error) -> String {
    json_refusal(&why.to_string(), why.line(), why.column())
}

fn is_absent(why: &io::Error) -> bool {
    matches!(why.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// What in a manifest is beyond this version, looked for before anything is asked of its shape.
fn newer(manifest: &serde_json::Value) -> Option<String> {
    let number = |key: &str| manifest[key].as_u64();
    let beyond = |what: &str, number: Option<u64>, here: u32| {
        number.filter(|&n| n > u64::from(here)).map(|n| format!("{what} {n}, here {here}"))
    };
    beyond("engine", number("engine"), ENGINE_VERSION)
        .or_else(|| beyond("manifest format", number("format"), MANIFEST_FORMAT))
}

/// A name below its folder: nobody's manifest makes us read elsewhere.
fn stays_inside(name: &str) -> bool {
    !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

/// The first run with a digest that begins with these digits: each place itself, then up to three folders below it.
pub fn find(digits: &str, places: &[PathBuf]) -> Option<SavedRun> {
    places.iter().find_map(|place| find_below(digits, place, 0))
}

fn find_below(digits: &str, place: &Path, depth: usize) -> Option<SavedRun> {
    if let Ok(run) = read(place) {
        return Some(run).filter(|run| run.has_digest(digits));
    }
    if depth == DEEPEST {
        return None;
    }
    let mut below: Vec<PathBuf> = fs::read_dir(place)
        .ok()?
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| entry.path())
        .collect();
    below.sort();
    below.iter().find_map(|folder| find_below(digits, folder, depth + 1))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{file, manifest, run};
    use super::super::save;
    use super::*;

    fn written(text: &str) -> Result<SavedRun, RunError> {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join(MANIFEST), text).unwrap();
        read(place.path())
    }

    #[test]
    fn a_saved_run_reads_back() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("runs/one");
        let files = [file("outcomes.csv", "a,b\n")];
        save(&folder, &run(&files)).unwrap();
        let found = read(&folder).unwrap();
        assert_eq!(found.manifest, manifest(&files));
        assert_eq!(found.bytes("outcomes.csv").unwrap(), Some(files[0].bytes.clone()));
        assert_eq!(found.bytes("charts/none.svg").unwrap(), None);
        let digits = &found.manifest.digest[..12];
        let places = [place.path().join("nowhere"), place.path().to_path_buf()];
        assert_eq!(find(digits, &places).unwrap(), found);
        assert_eq!(find("0123456789ab", &places), None);
        assert_eq!(find("", &places), None);
    }

    #[test]
    fn what_is_not_a_run_says_so() {
        let place = tempfile::tempdir().unwrap();
        assert!(matches!(read(place.path()), Err(RunError::NoRun(_))));
        assert!(matches!(read(&place.path().join("nowhere")), Err(RunError::Disk(_))));
        for text in ["", "{", "[]", "{\"name\": \"an extension\"}"] {
            assert!(matches!(written(text), Err(RunError::Broken { .. })), "{text}");
        }
    }

    #[test]
    fn a_newer_run_says_so_whatever_its_shape() {
        for text in [
            "{\"format\": 1, \"engine\": 999, \"hikiwake\": \"9.9\", \"weather\": 1}",
            "{\"format\": 999, \"engine\": 1, \"hikiwake\": \"9.9\"}",
        ] {
            let error = written(text).unwrap_err();
            assert!(matches!(error, RunError::Newer { .. }), "{error}");
            assert!(
                error.to_string().contains("hikiwake 9.9") && error.to_string().contains("999"),
                "{error}"
            );
        }
        // A field that this format does not have.
        let odd = manifest(&[]).json().replacen('{', "{\"weather\": 1,", 1);
        assert!(written(&odd).unwrap_err().to_string().contains("weather"));
    }

    #[test]
    fn a_manifest_cannot_point_outside_its_folder() {
        for outside in ["../x", "/etc/hosts", "a/../../b", ""] {
            let error = written(&manifest(&[file(outside, "")]).json()).unwrap_err().to_string();
            assert!(error.contains("outside its folder"), "{error}");
        }
    }
}
