//! What the tests of the engine share.

pub mod browser;
pub mod chacha8;
pub mod designs;
pub mod desk;
pub mod exact;
pub mod generator;
pub mod judged;
pub mod naive;
pub mod parquet;
pub mod stops;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use hikiwake::draws::Sampling;
use hikiwake::engine::{self, Size, Tally, Watcher};
use hikiwake::model::Scenario;
use hikiwake::plan::Plan;
use hikiwake::scenario::Reach;

/// A file under `tests/scenarios`.
pub fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios").join(name)
}

fn read(path: &Path) -> Scenario {
    match hikiwake::scenario::load_within(path, &[], &Reach::allowing(&[file("")])) {
        Ok(loaded) => loaded.scenario,
        Err(problems) => panic!("{}:\n{}", path.display(), problems.render(false)),
    }
}

/// The shipped scenarios, sorted.
pub fn shipped() -> Vec<PathBuf> {
    files_of("scenarios")
}

/// What they share, and what shows no option by itself.
pub fn shipped_parts() -> Vec<PathBuf> {
    files_of("scenarios/shared")
}

fn files_of(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of shipped files");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    files
}

/// A scenario under `tests/scenarios`.
pub fn load(name: &str) -> Scenario {
    read(&file(name))
}

/// A scenario under `tests/scenarios` with lines laid over it, in a file that extends it.
pub fn load_with(name: &str, lines: &[impl AsRef<str>]) -> Scenario {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = format!("extends = {:?}\n", file(name));
    for line in lines {
        text.push_str(line.as_ref());
        text.push('\n');
    }
    let path = folder.path().join("changed.toml");
    std::fs::write(&path, text).expect("a file");
    read(&path)
}

/// Independent worlds, which the bounds of the statistical tests ask for.
pub fn size(seed: u64, worlds: u32, paths: u32) -> Size {
    Size::new(seed, worlds, paths, Sampling::Random)
}

/// All plans in the same worlds.
pub fn simulate_sized(plans: &[&Plan], size: Size) -> Vec<Tally> {
    let watcher = Watcher { interrupt: &AtomicBool::new(false), progress: &|_| {} };
    engine::simulate(plans, size, &watcher).expect("a finished run")
}

/// All plans in the same, independent worlds.
pub fn simulate_all(plans: &[&Plan], seed: u64, worlds: u32, paths: u32) -> Vec<Tally> {
    simulate_sized(plans, size(seed, worlds, paths))
}

/// One plan, in independent worlds.
pub fn simulate(plan: &Plan, seed: u64, worlds: u32, paths: u32) -> Tally {
    simulate_all(&[plan], seed, worlds, paths).remove(0)
}
