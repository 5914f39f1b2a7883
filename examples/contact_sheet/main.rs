//! Every kind of figure on one sheet, to be looked at: `cargo run --example contact_sheet -- 10 half japanese grey`.
//!
//! In any order: how many options (1, 2, 4, 10, 25), the size (`slide`, `half`), whose names (`plain`, `long`, `japanese`, `russian`, `arabic`), and for whose eyes (`all`, `grey`, `protan`,
//! `deutan`, `tritan`). Kinds that are named (`timeline`) stand there alone, twice as large. The sheet is left in `target/contact-sheets`.

#![allow(dead_code, reason = "the samples are those of the tests")]
#![allow(clippy::unwrap_used, reason = "it is a tool for who works on the charts")]

#[path = "../../tests/charts/compared.rs"]
mod compared;
#[path = "../../tests/charts/deciding.rs"]
mod deciding;
#[path = "../../tests/charts/discovered.rs"]
mod discovered;
#[path = "../../tests/charts/inquiries.rs"]
mod inquiries;
#[path = "../../tests/charts/ladders.rs"]
mod ladders;
#[path = "../../tests/charts/samples.rs"]
mod samples;
mod sight;

use std::fs;
use std::io::Cursor;
use std::path::Path;

use hikiwake::drawing::Size;
use hikiwake::figures::Figure;
use sight::Sight;

/// Pictures beside each other, and the space between them.
const ACROSS: usize = 4;
const GAP: usize = 12;

/// A picture as red, green and blue, row by row.
struct Pixels {
    wide: usize,
    high: usize,
    bytes: Vec<u8>,
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let word = |known: &[&'static str]| known.iter().copied().find(|word| asked.iter().any(|a| a == word));
    let count = asked.iter().find_map(|word| word.parse().ok()).unwrap_or(4);
    let script = word(&["plain", "long", "japanese", "russian", "arabic"]).unwrap_or("plain");
    let size = word(&["slide", "half"]).unwrap_or("slide");
    let eyes = word(&["all", "grey", "protan", "deutan", "tritan"]).unwrap_or("all");
    let figures: Vec<Figure> = samples::of_options(&samples::options_in(script, count));
    let is_named = |figure: &Figure| asked.contains(&figure.name);
    let (figures, larger) = match figures.iter().any(is_named) {
        true => (figures.into_iter().filter(is_named).collect(), 2.0),
        false => (figures, 1.0),
    };
    let (paper, scale) = if size == "half" { (Size::Half, 0.8) } else { (Size::Slide, 0.5) };
    let drawn = |figure: &Figure| {
        let picture = figure.render(paper);
        picture.problems().iter().for_each(|problem| println!("{}: {problem}", figure.name));
        pixels(&picture.png(scale * larger).unwrap())
    };
    let pictures: Vec<Pixels> = figures.iter().map(drawn).collect();
    let sheet = seen(tiled(&pictures), &Sight::named(eyes));
    let folder = Path::new("target/contact-sheets");
    fs::create_dir_all(folder).unwrap();
    let file = folder.join(format!("{count}-{size}-{script}-{eyes}.png"));
    fs::write(&file, encoded(&sheet)).unwrap();
    println!("{}: {} figures", file.display(), figures.len());
}

fn pixels(png: &[u8]) -> Pixels {
    let mut decoder = png::Decoder::new(Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let channels = info.color_type.samples();
    let colour = |pixel: &[u8]| match channels {
        1 | 2 => [pixel[0]; 3],
        _ => [pixel[0], pixel[1], pixel[2]],
    };
    let bytes = bytes.chunks_exact(channels).flat_map(colour).collect();
    Pixels { wide: info.width as usize, high: info.height as usize, bytes }
}

fn tiled(pictures: &[Pixels]) -> Pixels {
    let wide = pictures.iter().map(|picture| picture.wide).max().unwrap();
    let high = pictures.iter().map(|picture| picture.high).max().unwrap();
    let rows = pictures.len().div_ceil(ACROSS);
    let across = ACROSS.min(pictures.len());
    let mut sheet =
        Pixels { wide: across * (wide + GAP) + GAP, high: rows * (high + GAP) + GAP, bytes: Vec::new() };
    // Between the sheets it is grey, so that their edges are seen.
    sheet.bytes = vec![0xB0; 3 * sheet.wide * sheet.high];
    for (n, picture) in pictures.iter().enumerate() {
        let (left, top) = (GAP + n % ACROSS * (wide + GAP), GAP + n / ACROSS * (high + GAP));
        for (y, line) in picture.bytes.chunks_exact(3 * picture.wide).enumerate() {
            let at = 3 * ((top + y) * sheet.wide + left);
            sheet.bytes[at..at + line.len()].copy_from_slice(line);
        }
    }
    sheet
}

fn seen(sheet: Pixels, sight: &Sight) -> Pixels {
    let bytes = sheet.bytes.chunks_exact(3).flat_map(|c| sight.of([c[0], c[1], c[2]])).collect();
    Pixels { bytes, ..sheet }
}

fn encoded(sheet: &Pixels) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, sheet.wide as u32, sheet.high as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&sheet.bytes).unwrap();
    writer.finish().unwrap();
    out
}
