//! A folder to work in, and the program as its users meet it.
#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A size that takes no time.
pub const SMALL: [&str; 4] = ["--worlds", "40", "--paths", "5"];

pub fn repository(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).display().to_string()
}

pub fn minimal() -> String {
    repository("tests/scenarios/minimal.toml")
}

pub fn shipped(name: &str) -> String {
    repository(&format!("scenarios/{name}.toml"))
}

/// A folder to work in, and the program in it.
pub struct Desk(pub TempDir);

impl Desk {
    pub fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// A scenario that lies over the minimal one, of which a copy stands beside it.
    pub fn over_minimal(&self, name: &str, text: &str) -> String {
        let base = self.path(name).with_file_name("minimal.toml");
        fs::create_dir_all(base.parent().unwrap()).unwrap();
        fs::copy(minimal(), base).unwrap();
        self.write(name, &format!("extends = \"minimal.toml\"\n{text}"))
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hikiwake"));
        command.args(arguments).current_dir(self.0.path()).env("COLUMNS", "100").stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs to the end without a fault.
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(code(&output), Some(0), "{arguments:?}\n{}", errors(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `run` with small sizes into a folder, and reads that folder.
    pub fn folder(&self, out: &str, scenarios: &[&str], more: &[&str]) -> BTreeMap<String, Vec<u8>> {
        self.done(&[&["run"], scenarios, &SMALL, &["--out", out], more].concat());
        files(&self.path(out))
    }

    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

pub fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

pub fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file under a folder, by its name with `/`.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_string();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
    found
}

pub fn json(bytes: &[u8]) -> serde_json::Value {
    serde_json::from_slice(bytes).unwrap()
}
