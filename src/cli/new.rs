//! `hikiwake new`: a file to begin with.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Allowed;
use super::beside::from_beside;
use super::failure::Failure;
use super::printer;
use crate::scenario;
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
                let loaded =
                    scenario::load_within(base, &[], &self.allowed.reach()).map_err(Failure::Scenario)?;
                let extends = from_beside(&self.file, base).map_err(|error| refused(refusal(&error)))?;
                if extends.starts_with("../") {
                    // What lies above a scenario's folder is read only where one says so.
                    let folder = base.parent().filter(|folder| !folder.as_os_str().is_empty());
                    more = format!(" --allow {}", folder.unwrap_or(Path::new(".")).display());
                }
                another_version(&loaded, &extends)
            }
        };
        let file = std::fs::OpenOptions::new().write(true).create_new(true).open(&self.file);
        let mut file = match file {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(Failure::Usage(format!(
                    "{} is there already; name another file",
                    self.file.display()
                )));
            }
            Err(error) => return Err(refused(refusal(&error))),
        };
        file.write_all(text.as_bytes()).map_err(|error| refused(refusal(&error)))?;
        let name = self.file.display();
        Ok(printer::results(&format!("{name} written; run it: hikiwake run {name}{more}\n"))?)
    }
}
