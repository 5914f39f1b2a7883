//! How verbs that inquire into a study tell what they found.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::{pictures, printer};
use crate::report::{Inquiry, answers_json};

/// How an inquiry is told.
#[derive(Args)]
pub struct Telling {
    /// What goes to standard output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Draw it too; into a file (.svg, .png; the second and later ones numbered) or a folder
    #[arg(long, value_name = "PLACE", value_parser = pictures::place)]
    chart: Option<PathBuf>,
}

/// What goes to standard output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs: everything
    Json,
    /// For spreadsheets: the main table in full precision
    Csv,
}

impl Telling {
    /// As JSON; none where it is asked for what only an inquiry has.
    pub fn of_run(&self) -> Option<bool> {
        match (self.format, &self.chart) {
            (Format::Csv, _) | (_, Some(_)) => None,
            (format, None) => Some(format == Format::Json),
        }
    }

    /// That what is to be drawn can be written, before anything is simulated.
    pub fn check(&self) -> Result<(), Failure> {
        self.chart.as_deref().map(pictures::check).transpose().map(drop)
    }

    /// Tells what was found; `digest` is that of what it was found in.
    pub fn tell(&self, inquiry: &Inquiry, digest: &str, quiet: bool) -> Result<(), Failure> {
        self.tell_all(std::slice::from_ref(inquiry), digest, quiet)
    }

    /// The same of several answers, one at least; a spreadsheet gets the first.
    pub fn tell_all(&self, inquiries: &[Inquiry], digest: &str, quiet: bool) -> Result<(), Failure> {
        let text = match self.format {
            Format::Table => {
                let each: Vec<String> = inquiries.iter().map(|one| one.text(printer::width())).collect();
                each.join("\n")
            }
            Format::Json => answers_json(digest, inquiries),
            Format::Csv => inquiries
                .first()
                .map_or(String::new(), |first| String::from_utf8_lossy(&first.csv()).into_owned()),
        };
        printer::results(&text)?;
        match &self.chart {
            Some(place) => {
                let figures = inquiries.iter().flat_map(|one| one.figures.iter().cloned()).collect();
                pictures::write(place, figures, quiet)
            }
            None => Ok(()),
        }
    }
}
