//! `hikiwake chart`: a run's figures drawn anew, without simulating.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::{folder, pictures, printer};
use crate::drawing::Size;
use crate::figures::Figure;
use crate::study::{self, draw, picture_files};

/// The verb.
#[derive(Args)]
pub struct Chart {
    /// A run folder
    run: PathBuf,
    /// What the pictures are for: a 16:9 slide, half of one, or a column of a page
    #[arg(long, value_enum, default_value_t = SizeWord::Slide)]
    size: SizeWord,
    /// The kind of file (may be repeated)
    #[arg(long, value_enum, default_values_t = [Format::Png, Format::Svg])]
    format: Vec<Format>,
    /// Only figures of this kind or name, such as end_states (may be repeated)
    #[arg(long, value_name = "KIND")]
    only: Vec<String>,
    /// The folder to put them in [default: charts-<size>, beside the run's own]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SizeWord {
    /// A whole slide, 16:9
    Slide,
    /// Half a slide, 8:9
    Half,
    /// A column of a page
    Column,
}

impl From<SizeWord> for Size {
    fn from(word: SizeWord) -> Size {
        match word {
            SizeWord::Slide => Size::Slide,
            SizeWord::Half => Size::Half,
            SizeWord::Column => Size::Column,
        }
    }
}

/// A kind of picture file.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Pixels
    Png,
    /// Shapes and live text: for browsers and for editing
    Svg,
    /// SVG with its text as shapes: for Word, PowerPoint, Inkscape
    Outlined,
    /// One page with shapes and live text: for print and typesetting
    #[cfg(feature = "pdf")]
    Pdf,
}

impl From<Format> for study::Format {
    fn from(word: Format) -> study::Format {
        match word {
            Format::Png => study::Format::Png,
            Format::Svg => study::Format::Svg,
            Format::Outlined => study::Format::Outlined,
            #[cfg(feature = "pdf")]
            Format::Pdf => study::Format::Pdf,
        }
    }
}

impl Chart {
    /// Reads the figures, draws those asked for, writes them.
    pub fn run(self) -> Result<(), Failure> {
        let figures = self.chosen(folder::figures_in(&self.run)?)?;
        let drawn = draw(&figures, &[self.size.into()]);
        pictures::warn(&drawn);
        let folder = self.folder();
        let formats: Vec<study::Format> = self.format.iter().map(|&format| format.into()).collect();
        let (files, undrawn) = picture_files(&drawn.pictures, &formats);
        printer::undrawn(&undrawn);
        pictures::write_all(files.into_iter().map(|(name, bytes)| (folder.join(name), bytes)).collect())?;
        let count = pictures::count(figures.len());
        printer::message("chart", &format!("{count} written to {}", folder.display()));
        Ok(())
    }

    /// The figures that `--only` leaves.
    fn chosen(&self, figures: Vec<Figure>) -> Result<Vec<Figure>, Failure> {
        let is = |figure: &Figure, word: &str| {
            let plain = |text: &str| text.replace('-', "_");
            plain(&figure.name) == plain(word) || plain(figure.content.kind()) == plain(word)
        };
        if let Some(none) = self.only.iter().find(|word| !figures.iter().any(|figure| is(figure, word))) {
            let names: Vec<&str> = figures.iter().map(|figure| figure.name.as_str()).collect();
            return Err(Failure::Usage(format!(
                "the run has no figure `{none}`; it has {}",
                names.join(", ")
            )));
        }
        let asked = |figure: &Figure| self.only.is_empty() || self.only.iter().any(|word| is(figure, word));
        Ok(figures.into_iter().filter(asked).collect())
    }

    /// Beside the run, never in it: a run folder holds what its manifest lists and nothing else.
    fn folder(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| {
            let name = self.run.file_name().unwrap_or_default().to_string_lossy();
            let parent = self.run.parent().unwrap_or(Path::new(""));
            parent.join(format!("{name}-{}", Size::from(self.size).word()))
        })
    }
}
