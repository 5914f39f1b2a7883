//! Where verbs put their charts: a file, numbered ones, or a folder with their data (`--chart`).

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::{interruption, printer};
use crate::drawing::{self, Picture, Size};
use crate::figures::{FIGURES, Figure, Figures};
use crate::study::{Drawn, Format, draw, picture_files};
use crate::{disk, results};

/// The longest number that the files of a command are told apart by; names must have room for it.
const MOST_NUMBERED: usize = 998;

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
    let drawn = draw(&figures, &[Size::Slide]);
    warn(&drawn);
    let pictures = drawn.pictures;
    let files: Vec<(PathBuf, Vec<u8>)> = match format_of(place) {
        Some(format) => {
            let numbered = files(&pictures, &[format]).into_iter().enumerate();
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
pub fn write_all(files: Vec<(PathBuf, Vec<u8>)>) -> Result<(), Failure> {
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

/// The files of pictures; says which could not be made.
fn files(pictures: &[(String, Picture)], formats: &[Format]) -> Vec<(String, Vec<u8>)> {
    let (files, undrawn) = picture_files(pictures, formats);
    printer::undrawn(&undrawn);
    files
}

/// Says what could not be drawn, and what is wrong with what was.
pub fn warn(drawn: &Drawn) {
    printer::undrawn(&drawn.undrawn);
    for (name, picture) in &drawn.pictures {
        for problem in picture.problems() {
            printer::message("warning", &format!("chart {name}: {problem}"));
        }
    }
}

/// How many figures, in words.
pub fn count(figures: usize) -> String {
    if figures == 1 { "1 figure".into() } else { format!("{figures} figures") }
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
