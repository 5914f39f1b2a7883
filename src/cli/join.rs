//! `hikiwake join`: the run folder of a run that was simulated in parts, or what an inquiry in parts has found.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::arguments::{Effort, Format};
use super::divided::{self, Divisible};
use super::failure::Failure;
use super::finished::{Finished, folder};
use super::inquiries::Telling;
use crate::results::{self, DiskError, PART_ENDING};
use crate::study::{Divided, join};

/// The verb.
#[derive(Args)]
pub struct Join {
    /// Folders of parts, or single parts, of one run or one inquiry
    #[arg(required = true, value_name = "DIR|PART")]
    parts: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) effort: Effort,
    /// Of a run, its folder [default: runs/<scenario>-<digest>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    telling: Telling,
    /// Of a run, print every estimate, conditional chances too
    #[arg(long)]
    long: bool,
}

impl Join {
    /// The inquiry whose parts these are; none of a run.
    pub fn divided(&self) -> Result<Option<Divided>, Failure> {
        let files = self.files()?;
        let first = files.iter().find_map(|file| results::read_part(file).ok());
        let is_inquiry = first.is_some_and(|part| part.head.inquiry.is_some());
        Ok(if is_inquiry { Some(Divided::of_parts(&files)?) } else { None })
    }

    /// Tells what an inquiry in parts has found, as the verb does that makes it in one piece.
    pub fn tell<V: Divisible>(&self, verb: &V, divided: &Divided) -> Result<(), Failure> {
        if self.out.is_some() || self.long {
            return Err(Failure::Usage(
                "these are parts of an inquiry, which writes no run folder; leave out --out and --long"
                    .into(),
            ));
        }
        divided::tell(verb, divided, &self.telling, self.effort.quiet)
    }

    /// Reads the parts, puts them together, and goes on as a run in one piece does.
    pub fn run(self) -> Result<(), Failure> {
        let started = Instant::now();
        let only_of_inquiries = || {
            Failure::Usage("these are parts of a run, which writes its CSV and its charts into its folder; leave out --format csv and --chart".into())
        };
        let is_json = self.telling.of_run().ok_or_else(only_of_inquiries)?;
        if let Some(folder) = &self.out {
            results::check_place(folder)?;
        }
        let joined = join(&self.files()?)?;
        let folder = self.out.clone().unwrap_or_else(|| folder(&joined.study, &joined.asked));
        let finished = Finished {
            study: &joined.study,
            asked: &joined.asked,
            from: (joined.inputs, &joined.sets),
            format: if is_json { Format::Json } else { Format::Table },
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
