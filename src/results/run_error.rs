//! Why a run folder, or a file of it, cannot be used.

use std::fmt;
use std::path::PathBuf;

use super::disk_error::DiskError;
use super::manifest::MANIFEST;

/// Why a run folder cannot be used.
#[derive(Debug)]
pub enum RunError {
    /// The disk refused.
    Disk(DiskError),
    /// There is no manifest.
    NoRun(PathBuf),
    /// There is no such folder.
    NoFolder {
        /// What was asked for.
        path: PathBuf,
        /// The runs that lie where it was looked for, a dozen at most.
        others: Vec<PathBuf>,
    },
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
    /// A folder of charts, whose figures cannot be drawn.
    NoFigures {
        /// Its `figures.json`.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// One of its files is not what the run wrote.
    NotItsFile {
        /// The run folder.
        folder: PathBuf,
        /// The file's name in it.
        name: String,
        /// What is wrong with it.
        fault: Fault,
    },
    /// Parts that do not make a run: all reasons.
    Unjoined(Vec<String>),
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

/// Why a file of a run folder is not what the run wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// The manifest does not list it.
    Unlisted,
    /// Its digest is another than the manifest's.
    Edited {
        /// Its own digest.
        found: String,
        /// That of the manifest.
        told: String,
    },
    /// It is no text.
    NotText,
    /// It belongs to another run, or says what no run says; told of the file: "tells of …".
    Untrue(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Missing => write!(f, "is missing, though the manifest lists it"),
            Fault::Unlisted => write!(f, "is not a file of the run: the manifest does not list it"),
            Fault::Edited { found, told } => {
                let short = |digest: &str| digest.chars().take(SHOWN).collect::<String>();
                write!(
                    f,
                    "was edited after the run: its SHA-256 is {}…, the manifest says {}…",
                    short(found),
                    short(told)
                )
            }
            Fault::NotText => write!(f, "is not UTF-8 text"),
            Fault::Untrue(what) => write!(f, "{what}"),
        }
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::Disk(error) => write!(f, "{error}"),
            RunError::NoFigures { path, why } => write!(f, "{} cannot be drawn: {why}", path.display()),
            RunError::NotItsFile { folder, name, fault } => write!(
                f,
                "{} {fault}; put back the file that the run wrote, or make the run anew (`hikiwake reproduce {}` says what differs)",
                folder.join(name).display(),
                folder.display()
            ),
            RunError::Unjoined(why) => {
                write!(f, "these parts do not make a run:")?;
                why.iter().try_for_each(|why| write!(f, "\n  {why}"))
            }
            RunError::NoRun(path) if path.extension().is_some_and(|ending| ending == "toml") => write!(
                f,
                "{0} is a scenario, not a run folder; `hikiwake run {0}` makes a run of it and names its folder",
                path.display()
            ),
            RunError::NoRun(path) => {
                write!(f, "{} is not a run folder: it has no {MANIFEST}", path.display())
            }
            RunError::NoFolder { path, others } => {
                write!(f, "there is no run {}; ", path.display())?;
                match others.as_slice() {
                    [] => write!(f, "`hikiwake run SCENARIO` makes one and names its folder"),
                    others => {
                        let listed: Vec<String> =
                            others.iter().map(|other| other.display().to_string()).collect();
                        write!(f, "there are {}", listed.join(", "))
                    }
                }
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

/// Digits of a digest that are shown.
const SHOWN: usize = 12;
