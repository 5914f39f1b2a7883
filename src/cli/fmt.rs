//! `hikiwake fmt`: scenario files in one style.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::{edited, interruption, printer};
use crate::editing;

/// The verb.
#[derive(Args)]
pub struct Fmt {
    /// Scenario files
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    /// Write nothing; name the files that are written otherwise, and fail if there are any
    #[arg(long)]
    check: bool,
}

impl Fmt {
    /// Formats each file; those that are not TOML are told, and the others done all the same.
    pub fn run(self) -> Result<(), Failure> {
        let mut wrong = Vec::new();
        for path in &self.scenarios {
            let file = path.display();
            let old = edited::read(path)?;
            match editing::formatted(&old) {
                Err(fault) => wrong.push(format!("{file} {fault}; `hikiwake check` tells where")),
                Ok(text) if text == old => {}
                Ok(_) if self.check => {
                    wrong.push(format!("{file} is written otherwise; run `hikiwake fmt {file}`"))
                }
                Ok(text) => {
                    edited::write(path, &old, &text)?;
                    interruption::note_written();
                    printer::message("fmt", &file.to_string());
                }
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Failure::Usage(wrong.join("\nerror: "))) }
    }
}
