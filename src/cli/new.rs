//! `hikiwake new`: a file to begin with.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Allowed;
use super::beside::from_beside;
use super::failure::Failure;
use super::printer;
use crate::scenario::{self, Problems};
use crate::study::{NEW_DISPUTE, another_version};
use crate::words::refusal;

/// The verb.
#[derive(Args)]
pub struct New {
    /// The file to write; it must not be there yet
    file: PathBuf,
    /// Another version of this scenario: a short file that extends it, with what its option holds as comments
    #[arg(long, value_name = "SCENARIO")]
    from: Option<PathBuf>,
    #[command(flatten)]
    allowed: Allowed,
}

/// What is wrong with the scenario that is extended: a part of others is no scenario by itself, whatever else it lacks.
fn unsound(base: &Path, problems: Problems) -> Failure {
    let lacks = |key: &str| {
        problems.iter().any(|problem| problem.title() == format!("`{key}` is missing in the file"))
    };
    if ["process", "term", "party", "as_of", "horizon"].iter().filter(|key| lacks(key)).count() < 2 {
        return Failure::Scenario(problems);
    }
    Failure::Usage(format!(
        "`{}` is a part, no scenario by itself: name a file that extends it",
        base.display()
    ))
}

impl New {
    /// Writes the file and says how to run it.
    pub fn run(self) -> Result<(), Failure> {
        let refused =
            |why: String| Failure::Usage(format!("{} cannot be written: {why}", self.file.display()));
        if self.file.extension().is_none_or(|ending| ending != "toml") {
            return Err(Failure::Usage(format!(
                "a scenario is a TOML file: write {}",
                self.file.with_extension("toml").display()
            )));
        }
        let mut more = String::new();
        let text = match &self.from {
            None => {
                let name = self.file.file_name().unwrap_or_default().to_string_lossy();
                NEW_DISPUTE.replace("THIS-FILE", &name)
            }
            Some(base) => {
                let loaded = scenario::load_within(base, &[], &self.allowed.reach())
                    .map_err(|problems| unsound(base, problems))?;
                let extends = from_beside(&self.file, base).map_err(|error| refused(refusal(&error)))?;
                if extends.starts_with("../") {
                    // What lies above a scenario's folder is read only where one says so.
                    let folder = base.parent().filter(|folder| !folder.as_os_str().is_empty());
                    more = format!(" --allow {}", folder.unwrap_or(Path::new(".")).display());
                }
                another_version(&loaded, &extends)
            }
        };
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let file = std::fs::OpenOptions::new().write(true).create_new(true).open(&self.file);
        let mut file = match file {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(Failure::Usage(format!(
                    "{} is there already; name another file",
                    self.file.display()
                )));
            }
            Err(_) if !folder.is_dir() => {
                let why = format!("there is no folder `{}`; make it first", folder.display());
                return Err(refused(why));
            }
            Err(error) => return Err(refused(refusal(&error))),
        };
        file.write_all(text.as_bytes()).map_err(|error| refused(refusal(&error)))?;
        let name = self.file.display();
        Ok(printer::results(&format!("{name} written; run it: hikiwake run {name}{more}\n"))?)
    }
}
