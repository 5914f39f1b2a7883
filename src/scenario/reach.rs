//! Which files a scenario may read.
//!
//! A scenario may come from anybody, and what it reads may come back in a message or a result. So it reads what lies below its own folder, and
//! elsewhere only what the one who runs it allows.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::suggestions;

/// Which files a scenario may read besides its own: by default those below its folder.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    allowed: Vec<PathBuf>,
    is_closed: bool,
    unsaved: Vec<(PathBuf, Arc<str>)>,
    are_edits: bool,
}

impl Reach {
    /// Those below its folder, and those below these folders.
    pub fn allowing(folders: &[PathBuf]) -> Reach {
        Reach { allowed: folders.to_vec(), ..Reach::default() }
    }

    /// None: the resolved scenario of a run holds all that it needs.
    pub fn nothing() -> Reach {
        Reach { is_closed: true, ..Reach::default() }
    }
}

impl Reach {
    /// The same, where what is laid over the scenario is told as edits of its file, not as `--set`.
    pub fn of_edits(self) -> Reach {
        Reach { are_edits: true, ..self }
    }

    /// How messages call what is laid over the scenario.
    pub(super) fn name_of_sets(&self) -> &'static str {
        if self.are_edits { "edit" } else { "--set" }
    }

    /// The same, with this text in place of what a scenario file holds on disk: what an editor has not saved, or a file that is not there yet.
    pub fn with_unsaved(mut self, file: &Path, text: &str) -> Reach {
        self.unsaved.push((as_known(file), text.into()));
        self
    }
}

/// By which name a file is known, whether it is there or not.
fn as_known(file: &Path) -> PathBuf {
    let absolute = || std::path::absolute(file).map(|path| plain(&path)).ok();
    let folder = || Some(folder_of(file).canonicalize().ok()?.join(file.file_name()?));
    file.canonicalize().ok().or_else(folder).or_else(absolute).unwrap_or_else(|| file.to_path_buf())
}

/// The folders below which a scenario reads, each as it was given and as it really is.
#[derive(Debug, Default)]
pub(super) struct Grounds {
    folders: Vec<PathBuf>,
    is_closed: bool,
    unsaved: Vec<(PathBuf, Arc<str>)>,
}

/// Why a file is not read.
pub(super) enum Outside {
    /// The scenario reads nothing.
    Closed,
    /// It lies elsewhere.
    Elsewhere,
    /// It is a link that leads elsewhere, to this.
    LeadsTo(PathBuf),
}

impl Grounds {
    /// What a scenario in this file may read.
    pub(super) fn new(scenario: &Path, reach: &Reach) -> Grounds {
        let own = folder_of(scenario).to_path_buf();
        let both = |folder: &PathBuf| {
            let given = std::path::absolute(folder).ok().map(|path| plain(&path));
            given.into_iter().chain(folder.canonicalize().ok())
        };
        let folders = std::iter::once(&own).chain(&reach.allowed).flat_map(both).collect();
        Grounds { folders, is_closed: reach.is_closed, unsaved: reach.unsaved.clone() }
    }

    /// What stands in place of a file on disk; the last that was given.
    pub(super) fn unsaved(&self, file: &Path) -> Option<&str> {
        if self.unsaved.is_empty() {
            return None;
        }
        let known = as_known(file);
        self.unsaved.iter().rev().find(|(path, _)| *path == known).map(|(_, text)| &**text)
    }

    /// The file that a path leads to, if it may be read. What lies outside is not even looked at.
    pub(super) fn admit(&self, path: &Path) -> Result<PathBuf, Outside> {
        if self.is_closed {
            return Err(Outside::Closed);
        }
        let is_within = |path: &Path| self.folders.iter().any(|folder| path.starts_with(folder));
        let written = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        if !is_within(&plain(&written)) {
            return Err(Outside::Elsewhere);
        }
        match path.canonicalize() {
            Ok(real) if is_within(&real) => Ok(real),
            Ok(real) => Err(Outside::LeadsTo(real)),
            // Whoever reads it says why it cannot be.
            Err(_) => Ok(path.to_path_buf()),
        }
    }
}

/// The folder in which a file lies.
pub(super) fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A path without `x/..`, as far as it can be told without looking.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::RootDir)) => {}
            part => out.push(part),
        }
    }
    out
}

/// A path without `x/..`, for the reader; the file itself is opened by the path as written.
pub(super) fn shorten(path: &Path) -> String {
    plain(path).display().to_string()
}

/// The folder of a link and that of the file to which it leads, where they differ.
pub(super) fn link(path: &Path) -> Option<(PathBuf, PathBuf)> {
    let folder = folder_of(path).canonicalize().ok()?;
    let real = path.canonicalize().ok()?;
    let other = folder_of(&real);
    (folder != other).then(|| (folder.clone(), other.to_path_buf()))
}

/// The scenario file beside one that is not there whose name is probably meant.
pub(super) fn named_alike(missing: &Path) -> Option<String> {
    let stem = |name: &str| name.strip_suffix(".toml").map(String::from);
    let wanted = missing.file_name()?.to_string_lossy().into_owned();
    let wanted = stem(&wanted).unwrap_or(wanted);
    let folder = folder_of(missing);
    let place = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = std::fs::read_dir(place).ok()?.flatten().take(suggestions::COMPARED);
    let mut stems: Vec<String> =
        entries.filter_map(|entry| stem(&entry.file_name().to_string_lossy())).collect();
    stems.sort();
    let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
    Some(format!("{}.toml", suggestions::nearest(&wanted, &stems)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_judged_by_where_it_leads() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        std::fs::create_dir_all(at("own/below")).unwrap();
        std::fs::create_dir_all(at("owner")).unwrap();
        for file in ["own/a", "own/below/b", "owner/c", "d"] {
            std::fs::write(at(file), "").unwrap();
        }
        let own = Grounds::new(&at("own/a"), &Reach::default());
        assert!(own.admit(&at("own/below/b")).is_ok());
        assert!(own.admit(&at("own/below/../a")).is_ok());
        assert!(own.admit(&at("own/no such file")).is_ok(), "whoever reads it says so");
        for outside in ["d", "own/../d", "owner/c", "no such file", "own/below/../../d"] {
            assert!(matches!(own.admit(&at(outside)), Err(Outside::Elsewhere)), "{outside}");
        }
        let allowed = Grounds::new(&at("own/a"), &Reach::allowing(&[at("owner")]));
        assert!(allowed.admit(&at("owner/c")).is_ok() && allowed.admit(&at("d")).is_err());
        let closed = Grounds::new(&at("own/a"), &Reach::nothing());
        assert!(matches!(closed.admit(&at("own/below/b")), Err(Outside::Closed)));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_before_they_are_judged() {
        use std::os::unix::fs::symlink;
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        std::fs::create_dir_all(at("own")).unwrap();
        std::fs::write(at("secret"), "").unwrap();
        std::fs::write(at("own/a"), "").unwrap();
        symlink(at("secret"), at("own/innocent")).unwrap();
        symlink(at("own"), at("alias")).unwrap();
        symlink(place.path(), at("own/up")).unwrap();
        let own = Grounds::new(&at("own/a"), &Reach::default());
        assert!(matches!(own.admit(&at("own/innocent")), Err(Outside::LeadsTo(_))));
        assert!(matches!(own.admit(&at("own/up/secret")), Err(Outside::LeadsTo(_))));
        assert!(own.admit(&at("own/up/own/a")).is_ok());
        let by_alias = Grounds::new(&at("alias/a"), &Reach::default());
        assert!(by_alias.admit(&at("alias/a")).is_ok() && by_alias.admit(&at("own/a")).is_ok());
        assert!(link(&at("own/innocent")).is_some() && link(&at("alias/a")).is_none());
    }
}
