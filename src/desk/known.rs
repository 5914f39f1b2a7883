//! The files that the page knows, each by one name, however else it is called.

use std::path::{Path, PathBuf};

/// Names of files, with what they lead to.
pub(super) struct Known<'f>(Vec<(PathBuf, &'f str)>);

impl<'f> Known<'f> {
    /// These.
    pub(super) fn new(files: &'f [String]) -> Known<'f> {
        Known(files.iter().map(|file| (real(Path::new(file)), file.as_str())).collect())
    }

    /// The name by which the page knows a file; none where it does not.
    pub(super) fn name(&self, file: &Path) -> Option<&'f str> {
        let real = real(file);
        self.0.iter().find(|(path, _)| *path == real).map(|(_, name)| *name)
    }
}

/// Files as the page lists them: one that is there under several names under the first.
pub(super) fn listed(files: &[PathBuf]) -> Vec<String> {
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut is_new = |file: &PathBuf| {
        let real = real(file);
        let is_new = !seen.contains(&real);
        seen.push(real);
        is_new
    };
    files.iter().filter(|file| is_new(file)).map(|file| file.display().to_string()).collect()
}

/// What a name leads to, or the name where nothing is there.
fn real(file: &Path) -> PathBuf {
    file.canonicalize().unwrap_or_else(|_| file.to_path_buf())
}
