//! Reading a run folder back, and finding the run that a digest belongs to.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::disk_error::fail;
use super::names::{fault_of_name, without_case};
use super::run_error::{Fault, RunError};
use super::{DiskError, MANIFEST, MANIFEST_FORMAT, Manifest, sha256};
use crate::disk;
use crate::draws::ENGINE_VERSION;
use crate::words::json_refusal;

/// A run has a few dozen files; what names more than this is none.
const MOST_FILES: usize = 20_000;

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

/// The text of a file, as the run wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The text whose digest the manifest has.
    pub text: String,
    /// Whether the file on the disk has other line endings, and nothing else that differs.
    pub only_endings_differ: bool,
}

impl SavedRun {
    /// Whether the run made a file of this name.
    pub fn made(&self, name: &str) -> bool {
        self.manifest.results.iter().any(|result| result.file == name)
    }

    /// The bytes of one of its files as they are now, whatever the manifest says of them; none if it is not there.
    ///
    /// **Errors** any other reason why it cannot be read: a name that a run does not have, a link, something that is no file, too large.
    pub fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, DiskError> {
        read_inside(&self.folder, name)
    }

    /// The text of one of its files, if it is what the run wrote. Line endings that were changed on the way, as git and mail programs do, are
    /// changed back.
    ///
    /// **Errors** what is wrong with it.
    pub fn proven(&self, name: &str) -> Result<Proven, RunError> {
        let fault =
            |fault| RunError::NotItsFile { folder: self.folder.clone(), name: name.to_string(), fault };
        let listed = self.manifest.results.iter().find(|result| result.file == name);
        let told = &listed.ok_or_else(|| fault(Fault::Unlisted))?.sha256;
        let bytes = self.bytes(name).map_err(RunError::Disk)?.ok_or_else(|| fault(Fault::Missing))?;
        let found = sha256(&bytes);
        let (bytes, only_endings_differ) = match with_unix_endings(&bytes).filter(|_| found != *told) {
            None => (bytes, false),
            Some(unix) => (unix, true),
        };
        if sha256(&bytes) != *told {
            return Err(fault(Fault::Edited { found, told: told.clone() }));
        }
        let text = String::from_utf8(bytes).map_err(|_| fault(Fault::NotText))?;
        Ok(Proven { text, only_endings_differ })
    }

    /// Whether its digest begins with these digits.
    ///
    /// **Range** at least eight digits: fewer belong to too many runs.
    pub fn has_digest(&self, digits: &str) -> bool {
        digits.len() >= LEAST_DIGITS && self.manifest.digest.starts_with(digits)
    }
}

/// The bytes with LF in place of CRLF; none where there is no CRLF.
pub(super) fn with_unix_endings(bytes: &[u8]) -> Option<Vec<u8>> {
    bytes.windows(2).any(|pair| pair == b"\r\n").then(|| {
        let followed = |at: usize| bytes.get(at + 1) == Some(&b'\n');
        let kept = bytes.iter().enumerate().filter(|&(at, &byte)| byte != b'\r' || !followed(at));
        kept.map(|(_, &byte)| byte).collect()
    })
}

/// The bytes of a file inside a folder that may be a stranger's; none if it is not there. Links are not followed: they may lead anywhere.
///
/// **Errors** any other reason why it cannot be read.
fn read_inside(folder: &Path, name: &str) -> Result<Option<Vec<u8>>, DiskError> {
    let path = folder.join(name);
    let refuse = |why: String| Err(fail("read", &path)(io::Error::new(io::ErrorKind::InvalidInput, why)));
    if let Some(fault) = fault_of_name(name) {
        return refuse(format!("its name {fault}"));
    }
    let mut place = folder.to_path_buf();
    for part in name.split('/') {
        place.push(part);
        match fs::symlink_metadata(&place) {
            Ok(about) if about.is_symlink() => {
                return refuse(
                    "it is a link, and a run folder holds none; put a copy of the file there".into(),
                );
            }
            Ok(_) => {}
            Err(why) if is_absent(&why) => return Ok(None),
            Err(why) => return Err(fail("read", &path)(why)),
        }
    }
    let most = if name == MANIFEST { disk::LARGEST_MANIFEST } else { disk::LARGEST_OF_RUN };
    match disk::read(&path, most) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(refusal) if refusal.is_absent() => Ok(None),
        Err(refusal) => Err(fail("read", &path)(refusal.into())),
    }
}

/// Reads the run in a folder.
///
/// **Errors** what is wrong with it.
pub fn read(folder: &Path) -> Result<SavedRun, RunError> {
    match read_inside(folder, MANIFEST).map_err(RunError::Disk)? {
        Some(bytes) => {
            let manifest = parse(&folder.join(MANIFEST), &bytes)?;
            Ok(SavedRun { folder: folder.to_path_buf(), manifest })
        }
        None if folder.exists() => Err(RunError::NoRun(folder.to_path_buf())),
        None => Err(RunError::NoFolder { path: folder.to_path_buf(), others: runs_beside(folder) }),
    }
}

/// The runs that lie where a folder is not, by name.
fn runs_beside(folder: &Path) -> Vec<PathBuf> {
    const LOOKED_AT: usize = 200;
    const NAMED: usize = 12;
    let parent = folder.parent().unwrap_or(Path::new(""));
    let place = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let Ok(entries) = fs::read_dir(place) else { return Vec::new() };
    let mut names: Vec<PathBuf> =
        entries.flatten().take(LOOKED_AT).map(|entry| parent.join(entry.file_name())).collect();
    names.sort();
    names.into_iter().filter(|path| holds_a_manifest(path)).take(NAMED).collect()
}

/// Reads a manifest, wherever it lies.
///
/// **Errors** what is wrong with it.
pub fn read_manifest(path: &Path) -> Result<Manifest, RunError> {
    let refused = |why: disk::Refusal| RunError::Disk(fail("read", path)(why.into()));
    parse(path, &disk::read(path, disk::LARGEST_MANIFEST).map_err(refused)?)
}

fn parse(path: &Path, bytes: &[u8]) -> Result<Manifest, RunError> {
    let broken = |why: String| RunError::Broken { path: path.to_path_buf(), why };
    let any: serde_json::Value = serde_json::from_slice(bytes).map_err(|why| broken(no_json(&why)))?;
    if let Some(what) = newer(&any) {
        let hikiwake = any["hikiwake"].as_str().unwrap_or("of an unknown number").to_string();
        return Err(RunError::Newer { path: path.to_path_buf(), what, hikiwake });
    }
    let manifest: Manifest = serde_json::from_value(any).map_err(|why| broken(no_json(&why)))?;
    match fault(&manifest) {
        Some(why) => Err(broken(why)),
        None => Ok(manifest),
    }
}

/// Whether the manifest of some run stands in a folder, sound or not.
pub(super) fn holds_a_manifest(folder: &Path) -> bool {
    let bytes = read_inside(folder, MANIFEST).ok().flatten();
    let any: Option<serde_json::Value> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    any.is_some_and(|any| any.get("hikiwake").is_some() && any.get("results").is_some())
}

/// What is wrong with a manifest of the right shape.
fn fault(manifest: &Manifest) -> Option<String> {
    let is_digest =
        |text: &str| text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let lists = [manifest.results.len(), manifest.inputs.len(), manifest.scenarios.len()];
    if let Some(many) = lists.into_iter().find(|&many| many > MOST_FILES) {
        return Some(format!("it names {many} files, and a run has at most {MOST_FILES}"));
    }
    let results = manifest.results.iter().map(|result| &result.file);
    let scenarios = manifest.scenarios.iter().map(|scenario| &scenario.file);
    if let Some((name, fault)) =
        results.clone().chain(scenarios.clone()).find_map(|name| Some((name, fault_of_name(name)?)))
    {
        return Some(format!("it names {name:?}, which {fault}"));
    }
    let twice = twice(results).or_else(|| twice(scenarios));
    if let Some(name) = twice {
        return Some(format!("it names {name:?} twice, or in capitals and in small letters"));
    }
    let digests = manifest.results.iter().chain(&manifest.inputs);
    let files = digests.map(|file| (file.file.as_str(), &file.sha256));
    let (of, _) = files.chain([("the run", &manifest.digest)]).find(|(_, digest)| !is_digest(digest))?;
    Some(format!("the digest of {of:?} is not 64 hexadecimal digits"))
}

/// A name that comes again, where letters are not told by their case.
fn twice<'n>(names: impl Iterator<Item = &'n String>) -> Option<&'n String> {
    let mut seen = BTreeSet::new();
    names.into_iter().find(|name| !seen.insert(without_case(name)))
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
        assert!(matches!(read(&place.path().join("nowhere")), Err(RunError::NoFolder { .. })));
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
