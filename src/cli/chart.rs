//! `hikiwake chart`: a run's figures drawn anew, without simulating.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::{Failure, folder, interruption, printer};
use crate::drawing::{self, Picture, RenderError, Size};
use crate::figures::{FIGURES, Figure, Figures};
use crate::{disk, results};

/// Charts are drawn at twice their design size: a slide is 1920 pixels wide.
const PNG_SCALE: f32 = 2.0;

/// The longest number that the files of a command are told apart by; names must have room for it.
const MOST_NUMBERED: usize = 998;

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
        let figures = self.chosen(folder::figures_in(&self.run)?)?;
        let pictures = render(&figures, &[self.size.into()]);
        warn(&pictures);
        let folder = self.folder();
        let files = files(&pictures, &self.format);
        write_all(files.into_iter().map(|(name, bytes)| (folder.join(name), bytes)).collect())?;
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
    let mut figures = figures;
    let names = numbered(figures.iter().map(|figure| figure.name.clone()));
    figures.iter_mut().zip(names).for_each(|(figure, name)| figure.name = name);
    let pictures = render(&figures, &[Size::Slide]);
    warn(&pictures);
    let files: Vec<(PathBuf, Vec<u8>)> = match format_of(place) {
        Some(format) => {
            let drawn = files(&pictures, &[format]);
            let numbered = drawn.into_iter().enumerate();
            numbered.map(|(n, (_, bytes))| (with_number(place, n), bytes)).collect()
        }
        None => {
            let drawn = files(&pictures, &[Format::Png, Format::Svg]);
            let data = (FIGURES.to_string(), Figures { figures }.json_vouched().into_bytes());
            drawn.into_iter().chain([data]).map(|(name, bytes)| (place.join(name), bytes)).collect()
        }
    };
    write_all(files)?;
    if !quiet {
        printer::message("chart", &format!("{} written to {}", count(pictures.len()), place.display()));
    }
    Ok(())
}

/// Looks, before the work begins, whether charts can be written to a place: a file, or a folder.
pub fn check(place: &Path) -> Result<(), Failure> {
    let first =
        if format_of(place).is_some() { with_number(place, MOST_NUMBERED) } else { place.join(FIGURES) };
    results::check_file(&first, is_own)?;
    if format_of(place).is_some() { Ok(results::check_file(place, is_own)?) } else { Ok(()) }
}

/// Writes charts, once it is known that each of them can be.
fn write_all(files: Vec<(PathBuf, Vec<u8>)>) -> Result<(), Failure> {
    for (path, bytes) in &files {
        // A run's own chart, drawn again to the same bytes, is as good as written.
        let is_there = disk::read(path, bytes.len() as u64).is_ok_and(|there| there == *bytes);
        if !is_there {
            results::check_file(path, is_own)?;
        }
    }
    for (path, bytes) in &files {
        results::write_file(path, bytes, is_own)?;
        interruption::note_written();
    }
    Ok(())
}

/// What these verbs write: a chart with the digest of its run, or the data of charts.
fn is_own(bytes: &[u8]) -> bool {
    let is_data = || std::str::from_utf8(bytes).is_ok_and(|text| Figures::parse_vouched(text).is_ok());
    drawing::run_digest(bytes).is_some() || is_data()
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

/// Every figure in every size, by the name of its file without an ending; slides have none of their size in it. What cannot be drawn is said and
/// left out.
pub fn render(figures: &[Figure], sizes: &[Size]) -> Vec<(String, Picture)> {
    let each: Vec<(&Figure, Size)> =
        figures.iter().flat_map(|figure| sizes.iter().map(move |&size| (figure, size))).collect();
    let names = distinct(each.iter().map(|(figure, size)| figure.file(*size)));
    let drawn =
        |((figure, size), name): (&(&Figure, Size), &String)| (name.clone(), figure.try_render(*size));
    what_could_be(each.par_iter().zip(&names).map(drawn).collect())
}

/// The files of pictures, by name. What cannot be made is said and left out.
pub fn files(pictures: &[(String, Picture)], formats: &[Format]) -> Vec<(String, Vec<u8>)> {
    let each: Vec<_> = pictures.iter().flat_map(|named| formats.iter().map(move |&f| (named, f))).collect();
    let file = |((name, picture), format): (&(String, Picture), Format)| match format {
        Format::Svg => (format!("{name}.svg"), Ok(picture.svg.clone().into_bytes())),
        Format::Png => (format!("{name}.png"), picture.png(PNG_SCALE)),
        Format::Outlined => (format!("{name}-outlined.svg"), picture.outlined().map(String::into_bytes)),
        #[cfg(feature = "pdf")]
        Format::Pdf => (format!("{name}.pdf"), picture.pdf()),
    };
    what_could_be(each.into_par_iter().map(file).collect())
}

/// What could be drawn; a warning for each that could not.
fn what_could_be<T>(drawn: Vec<(String, Result<T, RenderError>)>) -> Vec<(String, T)> {
    let one = |(name, drawn): (String, Result<T, RenderError>)| match drawn {
        Ok(drawn) => Some((name, drawn)),
        Err(why) => {
            printer::message(
                "warning",
                &format!("chart {name} could not be drawn: {why}; its data are in {FIGURES}"),
            );
            None
        }
    };
    drawn.into_iter().filter_map(one).collect()
}

/// Names of which no two are the same: the second of a name is NAME-2.
fn numbered(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    let one = |name: String| {
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name}-{count}") }
    };
    names.map(one).collect()
}

/// Names of which no two are the same where letters are not told by their case: a later one gets a number.
fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut taken = std::collections::BTreeSet::new();
    let free = |name: String| {
        let numbered = |n: usize| if n == 1 { name.clone() } else { format!("{name}~{n}") };
        (1..).map(numbered).find(|name| taken.insert(results::without_case(name))).unwrap_or_default()
    };
    names.map(free).collect()
}
