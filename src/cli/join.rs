//! `hikiwake join`: the run folder of a run that was simulated in parts.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::arguments::{Effort, Format};
use super::failure::Failure;
use super::finished::{Finished, folder};
use crate::results::{self, DiskError, PART_ENDING};
use crate::study::join;

/// The verb.
#[derive(Args)]
pub struct Join {
    /// Folders of parts, or single parts, of one run
    #[arg(required = true, value_name = "DIR|PART")]
    parts: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) effort: Effort,
    /// The run folder [default: runs/<scenario>-<digest>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// What goes to standard output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Print every estimate, conditional chances too
    #[arg(long)]
    long: bool,
}

impl Join {
    /// Reads the parts, puts them together, and goes on as a run in one piece does.
    pub fn run(self) -> Result<(), Failure> {
        let started = Instant::now();
        if let Some(folder) = &self.out {
            results::check_place(folder)?;
        }
        let joined = join(&self.files()?)?;
        let folder = self.out.clone().unwrap_or_else(|| folder(&joined.study, &joined.asked));
        let finished = Finished {
            study: &joined.study,
            asked: &joined.asked,
            from: (joined.inputs, &joined.sets),
            format: self.format,
            long: self.long,
            quiet: self.effort.quiet,
            started,
        };
        finished.save_and_print(joined.made, &folder)
    }

    /// The parts that were named, and those in the folders that were, each once.
    fn files(&self) -> Result<Vec<PathBuf>, Failure> {
        let mut files = Vec::new();
        for place in &self.parts {
            if !place.is_dir() {
                files.push(place.clone());
                continue;
            }
            let refused = |why| DiskError { doing: "read", path: place.clone(), why };
            for entry in fs::read_dir(place).map_err(refused)? {
                let path = entry.map_err(refused)?.path();
                if path.extension().is_some_and(|ending| ending == PART_ENDING) {
                    files.push(path);
                }
            }
        }
        files.sort();
        files.dedup();
        Ok(files)
    }
}
