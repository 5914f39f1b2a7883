//! How a file that is to be written names another.

use std::path::Path;

/// The name of a file from the folder in which another is to stand; with `/`, as TOML files have it on every system.
pub fn from_beside(file: &Path, other: &Path) -> std::io::Result<String> {
    let folder = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.canonicalize()?,
        _ => std::env::current_dir()?.canonicalize()?,
    };
    let other = other.canonicalize()?;
    let shared = folder.components().zip(other.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| "..".to_string());
    let down = other.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}
