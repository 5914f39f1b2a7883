//! `hikiwake schema`: what a scenario may hold, for editors and readers.

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::printer;
use crate::report;

/// The verb.
#[derive(Args)]
pub struct Schema {
    /// What goes to standard output
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
}

/// What goes to standard output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A JSON Schema, for editors
    Json,
    /// Tables of keys, for readers
    Markdown,
}

impl Schema {
    /// Prints it.
    pub fn run(self) -> Result<(), Failure> {
        let text = match self.format {
            Format::Json => report::schema_json(),
            Format::Markdown => report::keys_markdown(),
        };
        Ok(printer::results(&text)?)
    }
}
