//! What inputs are made of: files of the tests, by door.

use std::fs;
use std::path::{Path, PathBuf};

use super::doors::Door;

/// The inputs that mutation starts from, in the order of their names.
pub fn of(door: Door) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = match door {
        Door::Scenario => {
            let mut found = files(&root.join("tests/corpus/scenario"));
            found.extend(files(&root.join("tests/rejected")).into_iter().filter(|file| is_toml(file)));
            found.extend(files(&root.join("tests/scenarios")).into_iter().filter(|file| is_toml(file)));
            found
        }
        Door::Until | Door::Formula => return lines(&root.join("tests/corpus").join(door.name())),
        _ => files(&root.join("tests/corpus").join(door.name())),
    };
    assert!(!found.is_empty(), "no corpus for {door}");
    found.iter().map(|file| fs::read(file).expect("a file of the corpus")).collect()
}

fn is_toml(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "toml")
}

/// Every file below a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Each line of each file of a folder is an input.
fn lines(folder: &Path) -> Vec<Vec<u8>> {
    let texts = files(folder).into_iter().map(|file| fs::read_to_string(file).expect("a file of the corpus"));
    texts.flat_map(|text| text.lines().map(|line| line.as_bytes().to_vec()).collect::<Vec<_>>()).collect()
}
