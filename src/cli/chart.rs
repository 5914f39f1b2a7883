//! `hikiwake chart`: a run's figures drawn anew, without simulating.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::{Failure, printer};
use crate::charts::{FIGURES, Figure, Figures, Picture, Size};
use crate::results;

/// Charts are drawn at twice their design size: a slide is 1920 pixels wide.
const PNG_SCALE: f32 = 2.0;

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
pub enum Format {
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

impl Chart {
    /// Reads the figures, draws those asked for, writes them.
    pub fn run(self) -> Result<(), Failure> {
        let text = results::read_text(&self.run.join(FIGURES))?;
        let stored = Figures::parse(&text).map_err(|why| {
            let file = self.run.join(FIGURES);
            Failure::Usage(format!("{} is not a list of figures: {why}", file.display()))
        })?;
        let figures = self.chosen(stored.figures)?;
        let pictures = render(&figures, &[self.size.into()]);
        warn(&pictures);
        let folder = self.folder();
        for (name, bytes) in files(&pictures, &self.format)? {
            results::write_file(&folder.join(name), &bytes)?;
        }
        printer::message("chart", &format!("{} written to {}", count(figures.len()), folder.display()));
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

/// Where the charts of a command go, as it is written: a file that ends in .svg or .png, or a folder.
pub fn place(text: &str) -> Result<PathBuf, String> {
    let place = PathBuf::from(text);
    match place.extension() {
        None => Ok(place),
        Some(_) if format_of(&place).is_some() => Ok(place),
        Some(_) => {
            Err("write a file that ends in .svg or .png, or a folder, whose name has no ending".into())
        }
    }
}

fn format_of(place: &Path) -> Option<Format> {
    match place.extension()?.to_str()? {
        "svg" => Some(Format::Svg),
        "png" => Some(Format::Png),
        _ => None,
    }
}

/// Slides of figures that a command made: one file, the second and later ones numbered; or a folder that holds them as .svg and .png
/// together with their data, so that `hikiwake chart` can draw them again.
pub fn write(place: &Path, figures: Vec<Figure>, quiet: bool) -> Result<(), Failure> {
    if figures.is_empty() {
        printer::message("warning", "there is nothing to draw, so no chart was written");
        return Ok(());
    }
    let pictures = render(&figures, &[Size::Slide]);
    warn(&pictures);
    let files: Vec<(PathBuf, Vec<u8>)> = match format_of(place) {
        Some(format) => {
            let drawn = files(&pictures, &[format])?;
            let numbered = drawn.into_iter().enumerate();
            numbered.map(|(n, (_, bytes))| (with_number(place, n), bytes)).collect()
        }
        None => {
            let drawn = files(&pictures, &[Format::Png, Format::Svg])?;
            let data = (FIGURES.to_string(), Figures { figures }.json().into_bytes());
            drawn.into_iter().chain([data]).map(|(name, bytes)| (place.join(name), bytes)).collect()
        }
    };
    for (path, bytes) in &files {
        results::write_file(path, bytes)?;
    }
    if !quiet {
        printer::message("chart", &format!("{} written to {}", count(pictures.len()), place.display()));
    }
    Ok(())
}

/// The name itself, then NAME-2, NAME-3 ….
fn with_number(place: &Path, n: usize) -> PathBuf {
    let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    match n {
        0 => place.to_path_buf(),
        n => {
            place.with_file_name(format!("{}-{}.{}", part(place.file_stem()), n + 1, part(place.extension())))
        }
    }
}

/// Says what is wrong with pictures.
fn warn(pictures: &[(String, Picture)]) {
    for (name, picture) in pictures {
        for problem in picture.problems() {
            printer::message("warning", &format!("chart {name}: {problem}"));
        }
    }
}

fn count(figures: usize) -> String {
    if figures == 1 { "1 figure".into() } else { format!("{figures} figures") }
}

/// Every figure in every size, by the name of its file without an ending; slides have none of their size in it.
pub fn render(figures: &[Figure], sizes: &[Size]) -> Vec<(String, Picture)> {
    let each = figures.iter().flat_map(|figure| sizes.iter().map(move |&size| (figure, size)));
    let name = |figure: &Figure, size| match size {
        Size::Slide => figure.name.clone(),
        _ => format!("{}-{}", figure.name, size.word()),
    };
    let each: Vec<(&Figure, Size)> = each.collect();
    each.into_par_iter().map(|(figure, size)| (name(figure, size), figure.render(size))).collect()
}

/// The files of pictures, by name.
pub fn files(pictures: &[(String, Picture)], formats: &[Format]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let each: Vec<_> = pictures.iter().flat_map(|named| formats.iter().map(move |&f| (named, f))).collect();
    let file = |((name, picture), format): (&(String, Picture), Format)| {
        Ok(match format {
            Format::Svg => (format!("{name}.svg"), picture.svg.clone().into_bytes()),
            Format::Png => (format!("{name}.png"), picture.png(PNG_SCALE)?),
            Format::Outlined => (format!("{name}-outlined.svg"), picture.outlined()?.into_bytes()),
            #[cfg(feature = "pdf")]
            Format::Pdf => (format!("{name}.pdf"), picture.pdf()?),
        })
    };
    let done: Result<Vec<_>, crate::charts::RenderError> = each.into_par_iter().map(file).collect();
    done.map_err(|error| Failure::Picture(format!("a chart could not be drawn: {error}")))
}
