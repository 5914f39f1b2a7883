//! Figures drawn side by side, and the files of pictures. What could not be drawn comes back as data: it costs no run.

use std::collections::BTreeSet;
use std::fmt;

use rayon::prelude::*;

use crate::drawing::{Picture, RenderError, Size};
use crate::figures::{FIGURES, Figure};
use crate::results;

/// Pictures are made of pixels at twice their design size: a slide is 1920 pixels wide.
const PNG_SCALE: f32 = 2.0;

/// A kind of picture file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Pixels.
    Png,
    /// Shapes and live text: for browsers and for editing.
    Svg,
    /// SVG with its text as shapes: for Word, PowerPoint, Inkscape.
    Outlined,
    /// One page with shapes and live text: for print and typesetting.
    #[cfg(feature = "pdf")]
    Pdf,
}

/// Pictures by name, and what could not be drawn.
#[derive(Debug, Default)]
pub struct Drawn {
    /// What could be drawn.
    pub pictures: Vec<(String, Picture)>,
    /// What could not.
    pub undrawn: Vec<Undrawn>,
}

/// A picture that could not be made.
#[derive(Debug)]
pub struct Undrawn {
    /// The figure's name, or its file's.
    pub name: String,
    /// Why.
    pub why: RenderError,
}

impl fmt::Display for Undrawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "chart {} could not be drawn: {}; its data are in {FIGURES}", self.name, self.why)
    }
}

/// Draws every figure at each of these sizes, under names that differ from each other.
pub fn draw(figures: &[Figure], sizes: &[Size]) -> Drawn {
    let each: Vec<(&Figure, Size)> =
        figures.iter().flat_map(|figure| sizes.iter().map(move |&size| (figure, size))).collect();
    let names = distinct(each.iter().map(|(figure, size)| figure.file(*size)));
    let drawn =
        |((figure, size), name): (&(&Figure, Size), &String)| (name.clone(), figure.try_render(*size));
    let (pictures, undrawn) = what_could_be(each.par_iter().zip(&names).map(drawn).collect());
    Drawn { pictures, undrawn }
}

/// The files of pictures, by name, and what could not be made.
pub fn picture_files(
    pictures: &[(String, Picture)],
    formats: &[Format],
) -> (Vec<(String, Vec<u8>)>, Vec<Undrawn>) {
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

/// What could be drawn, and what could not.
fn what_could_be<T>(drawn: Vec<(String, Result<T, RenderError>)>) -> (Vec<(String, T)>, Vec<Undrawn>) {
    let (mut done, mut undrawn) = (Vec::new(), Vec::new());
    for (name, drawn) in drawn {
        match drawn {
            Ok(drawn) => done.push((name, drawn)),
            Err(why) => undrawn.push(Undrawn { name, why }),
        }
    }
    (done, undrawn)
}

/// Names of which no two are the same where letters are not told by their case: a later one gets a number.
fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let free = |name: String| {
        let numbered = |n: usize| if n == 1 { name.clone() } else { format!("{name}~{n}") };
        (1..).map(numbered).find(|name| taken.insert(results::without_case(name))).unwrap_or_default()
    };
    names.map(free).collect()
}
