//! The house as a picture, in the type and the colours of the drawing room, which itself draws figures of runs only.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write;
use std::fs;

use super::layout::{centre, place, width};
use super::reading::{floors, imports, room_of, source};

const TITLE: &str = "font-size=\"27\" font-weight=\"600\" fill=\"#16202A\"";
const SUBTITLE: &str = "font-size=\"18\" fill=\"#4A5661\"";
const NOTE: &str = "font-size=\"15\" fill=\"#4A5661\"";
const NAME: &str = "font-size=\"20\" font-weight=\"600\" fill=\"#16202A\"";
const SENTENCE: &str = "font-size=\"16\" fill=\"#16202A\"";
const COUNT: &str = "font-size=\"15\" fill=\"#4A5661\" text-anchor=\"end\"";
/// Rims and fills of rooms on the way of a run, and of the others.
const ON_THE_WAY: &str = "stroke=\"#0F5C94\" fill=\"#E4EEF5\"";
const BESIDE_IT: &str = "stroke=\"#8A949C\" fill=\"#F4F5F6\"";
const ARROW: &str = "#4A5661";
/// Width of a letter of a sentence, in a wide font: which one shows is up to the viewer.
const LETTER: f64 = 8.5;
const LEADING: f64 = 20.0;
/// Between a box and its text.
const PADDING: f64 = 12.0;

struct Room<'h> {
    name: &'h str,
    /// The first sentence of its file.
    sentence: String,
    lines: usize,
    imports: BTreeSet<usize>,
}

/// The document, the same for the same house.
pub fn picture() -> Result<String, Box<dyn Error>> {
    let (text, source) = (fs::read_to_string("CONTRIBUTING.md")?, source()?);
    let floors = floors(&text)?;
    let way = text.lines().find(|line| line.contains("─►")).ok_or("CONTRIBUTING.md shows no run")?;
    let names: Vec<&String> = floors.iter().flatten().collect();
    let mut rooms = Vec::new();
    for name in &names {
        let files = || source.iter().filter(|(file, _)| room_of(file) == *name);
        let others = files().flat_map(|(file, text)| imports(file, text));
        rooms.push(Room {
            name,
            sentence: sentence(&fs::read_to_string(format!("src/{name}.rs"))?),
            lines: files().flat_map(|(_, text)| text.lines()).filter(|line| !line.trim().is_empty()).count(),
            imports: others.filter_map(|(_, other)| names.iter().position(|name| **name == other)).collect(),
        });
    }
    let arrows = arrows(&rooms);
    let mut numbers = 0..rooms.len();
    let row = |floor: &Vec<String>| numbers.by_ref().take(floor.len()).collect();
    let mut rows: Vec<Vec<usize>> = floors.iter().map(row).collect();
    rows.reverse();
    let pieces = place(&mut rows, &arrows);

    let (mut boxes, mut bands) = (String::new(), Vec::new());
    let mut bottom = 96.0;
    for (n, row) in rows.iter().enumerate() {
        let links = pieces.iter().filter(|piece| piece.row + 1 == n).count();
        let (top, wide) = (bottom + 28.0 + 4.0 * links.min(7) as f64, width(row.len()));
        let (measure, most) = ((wide - 2.0 * PADDING) / LETTER, if row.len() > 2 { 3 } else { 2 });
        let set = |&room: &usize| shortened(&rooms[room].sentence, measure as usize, most);
        let sentences: Vec<Vec<String>> = row.iter().map(set).collect();
        let height = 36.0 + LEADING * sentences.iter().map(Vec::len).max().unwrap_or(0) as f64;
        bottom = top + height;
        bands.push((top, bottom));
        put(&mut boxes, (28.0, top + 25.0), SUBTITLE, &(rows.len() - n).to_string())?;
        for (at, (&room, sentence)) in row.iter().zip(sentences).enumerate() {
            let (Room { name, lines, imports, .. }, left) =
                (&rooms[room], centre(at as f64, row.len()) - wide / 2.0);
            let set = if way.split(' ').any(|word| word == *name) { ON_THE_WAY } else { BESIDE_IT };
            let others: Vec<&str> = imports.iter().map(|&other| rooms[other].name).collect();
            let others = if others.is_empty() { "nothing".to_string() } else { others.join(", ") };
            writeln!(
                boxes,
                "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{height}\" rx=\"3\" stroke-width=\"1.5\" {set}>\
                 <title>{name} imports {others}</title></rect>"
            )?;
            put(&mut boxes, (left + PADDING, top + 25.0), NAME, name)?;
            put(
                &mut boxes,
                (left + wide - PADDING, top + 25.0),
                COUNT,
                &format!("{} lines", rounded(*lines)),
            )?;
            for (line, words) in sentence.iter().enumerate() {
                put(&mut boxes, (left + PADDING, top + 46.0 + LEADING * line as f64), SENTENCE, words)?;
            }
        }
    }
    for piece in &pieces {
        let ((x, end), start, (top, below)) =
            ((piece.from, piece.to), bands[piece.row].1, bands[piece.row + 1]);
        let (tip, low) = if piece.arrives { (top - 6.0, top - 6.0) } else { (top, below) };
        let middle = (start + tip) / 2.0;
        writeln!(
            boxes,
            "<path d=\"M{x} {start}C{x} {middle} {end} {middle} {end} {tip}V{low}\" fill=\"none\" stroke=\"{ARROW}\" \
             stroke-width=\"1.8\"/>"
        )?;
        if piece.arrives {
            writeln!(boxes, "<path d=\"M{end} {top}l-5 -10h10z\" fill=\"{ARROW}\"/>")?;
        }
    }
    let title =
        format!("{} rooms on {} floors: none knows a room above it or beside it", rooms.len(), rows.len());
    let all: usize = rooms.iter().map(|room| room.imports.len()).sum();
    let drawn = format!(
        "An arrow leads from a room to one that it imports. Drawn are {} of {all} imports: where one of the others leads,",
        arrows.len()
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1200 {height}\" width=\"1200\" height=\"{height}\" role=\"img\" \
         font-family=\"'Brief Sans','Inter','Noto Sans',Arial,sans-serif\">\n<title>{title}</title>\n\
         <rect width=\"1200\" height=\"{height}\" fill=\"#FFFFFF\"/>\n<rect x=\"28\" width=\"40\" height=\"6\" fill=\"#0F5C94\"/>\n",
        height = bottom + 72.0
    );
    for (y, set, words) in [
        (46.0, TITLE, title.as_str()),
        (74.0, SUBTITLE, &drawn),
        (
            97.0,
            SUBTITLE,
            "several arrows lead as well. Blue are the rooms that a run goes through, upwards from scenario to report.",
        ),
        (
            bottom + 34.0,
            NOTE,
            "Drawn by cargo run --example house: the floors are those of CONTRIBUTING.md, the imports those of src/, each room’s sentence its file’s first.",
        ),
        (
            bottom + 54.0,
            NOTE,
            "Lines of code are rounded to one digit; comments, blank lines and tests do not count.",
        ),
    ] {
        put(&mut svg, (28.0, y), set, words)?;
    }
    Ok(svg + &boxes + "</svg>\n")
}

/// The imports that do not follow from others; a room imports only rooms before it.
fn arrows(rooms: &[Room]) -> Vec<(usize, usize)> {
    let mut known: Vec<BTreeSet<usize>> = Vec::new();
    let mut found = Vec::new();
    for (from, Room { imports, .. }) in rooms.iter().enumerate() {
        let beyond: BTreeSet<usize> =
            imports.iter().filter_map(|&to| known.get(to)).flatten().copied().collect();
        found.extend(imports.difference(&beyond).map(|&to| (from, to)));
        known.push(&beyond | imports);
    }
    found
}

/// The first sentence of a file's description, without marks.
fn sentence(text: &str) -> String {
    let words = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let first = words.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let sentence = first.split(". ").next().unwrap_or_default();
    sentence.trim_end_matches('.').replace(['`', '[', ']'], "")
}

/// As much of a sentence as fits in some lines: the whole, else to a stop or a comma in it, else to a word.
fn shortened(sentence: &str, measure: usize, most: usize) -> Vec<String> {
    let before = |stops: &str, least: usize| {
        let cuts = sentence.match_indices(|c| stops.contains(c)).map(|(at, _)| sentence[..at].to_string());
        cuts.filter(|text| text.len() >= least && text.contains('(') == text.contains(')'))
            .collect::<Vec<_>>()
    };
    let words = before(" ", 0).into_iter().map(|text| text + " …");
    let shorter = words.chain(before(":;", 0)).chain(before(",", 30)).chain(before(":;", 30));
    let mut longest_first = shorter.chain([sentence.to_string()]).rev();
    longest_first
        .by_ref()
        .map(|text| wrapped(&text, measure))
        .find(|lines| lines.len() <= most)
        .unwrap_or_default()
}

fn wrapped(text: &str, measure: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < measure => {
                *line += &format!(" {word}")
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

/// A count to one digit: "3,000".
fn rounded(count: usize) -> String {
    let unit = (0..count.max(1).ilog10()).fold(1, |unit, _| unit * 10);
    let count = (count + unit / 2) / unit * unit;
    if count < 1000 { count.to_string() } else { format!("{},{:03}", count / 1000, count % 1000) }
}

fn put(svg: &mut String, (x, y): (f64, f64), set: &str, text: &str) -> std::fmt::Result {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    writeln!(svg, "<text x=\"{x}\" y=\"{y}\" {set}>{text}</text>")
}
