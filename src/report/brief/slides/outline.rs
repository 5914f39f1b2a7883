//! What stands on which slide.

use crate::drawing::Size;
use crate::figures::Figure;
use crate::report::brief::briefing::{Briefing, Proof};
use crate::report::brief::cases::Run;
use crate::report::brief::sheets::TermSheets;

/// Pictures at twice the design size, as `hikiwake chart` draws them.
const PNG_SCALE: f32 = 2.0;

/// **Unit** characters. What a slide of text holds in legible type.
const HOLDS: usize = 1_300;

/// Options whose terms stand beside each other on a slide, and lines of its table.
const BESIDE: usize = 4;
const LINES: usize = 24;

/// A slide.
pub(super) struct Slide {
    pub title: String,
    pub body: Body,
    /// How to read it, and where it comes from.
    pub notes: Vec<String>,
}

/// What stands under the title.
pub(super) enum Body {
    /// The opening: what stands above the title, and below it.
    Opening { above: Vec<String>, below: Vec<String> },
    /// Paragraphs, the first words of each in bold.
    Text(Vec<(String, String)>),
    /// A table, its head in the first row.
    Table(Vec<Vec<String>>),
    /// A picture, and its numbers in words.
    Picture { png: Vec<u8>, description: String },
}

/// All slides of a briefing.
pub(super) fn slides(runs: &[Run], brief: &Briefing) -> Result<Vec<Slide>, String> {
    let proof = proof(brief);
    let mut slides = vec![opening(brief, &proof)];
    let lines = brief.first.lines.iter().map(|line| (format!("{}. ", line.asks), line.says.join(" ")));
    slides.extend(text("What it hangs on", lines.collect(), &proof));
    let each = brief.judgements.iter().map(|one| {
        let found = &one.headline;
        let word = if found.word.is_empty() { String::new() } else { format!(" is {}", found.word) };
        let worlds = found.worlds.as_ref().map_or_else(String::new, |told| format!(", {told} across worlds"));
        let most = one.most.as_ref().map_or_else(String::new, |most| {
            format!(" Most often it ends in “{}”: {}.", most.what, most.share)
        });
        (
            format!("{}. ", one.name),
            format!("“{}” in {}{word}: {}{worlds}.{most}", found.what, found.by, found.share),
        )
    });
    slides.extend(text("Findings, option by option", each.collect(), &proof));
    slides.extend(terms(&brief.sheets, &proof));
    // In the order of the briefing, which knows them by number.
    let figures: Vec<&Figure> = runs.iter().flat_map(|run| &run.figures).collect();
    for plate in &brief.plates {
        let of_plate =
            |figure: &&&Figure| figure.title == plate.title && figure.description == plate.description;
        if let Some(figure) = figures.iter().find(of_plate) {
            slides.push(picture(figure, plate.number, &proof)?);
        }
    }
    Ok(slides)
}

fn opening(brief: &Briefing, proof: &[String]) -> Slide {
    let first = &brief.first;
    let above = [first.dispute.clone()].into_iter().filter(|name| !name.is_empty());
    let mut notes = brief.lead.clone();
    notes.extend(brief.reading.iter().cloned());
    notes.extend(proof.iter().cloned());
    Slide {
        title: brief.title.clone(),
        body: Body::Opening {
            above: above.chain(first.dates.iter().cloned()).collect(),
            below: first.beside.clone(),
        },
        notes,
    }
}

/// Slides of text, as many as it needs.
fn text(title: &str, paragraphs: Vec<(String, String)>, proof: &[String]) -> Vec<Slide> {
    let mut pages: Vec<Vec<(String, String)>> = Vec::new();
    let mut held = 0;
    for paragraph in paragraphs {
        let long = paragraph.0.chars().count() + paragraph.1.chars().count();
        match pages.last_mut().filter(|_| held + long <= HOLDS) {
            Some(page) => page.push(paragraph),
            None => {
                held = 0;
                pages.push(vec![paragraph]);
            }
        }
        held += long;
    }
    let page =
        |paragraphs| Slide { title: title.into(), body: Body::Text(paragraphs), notes: proof.to_vec() };
    pages.into_iter().map(page).collect()
}

/// The term sheets as tables, a few options and a few terms a slide.
fn terms(sheets: &TermSheets, proof: &[String]) -> Vec<Slide> {
    let mut slides = Vec::new();
    let still: Vec<String> = match sheets.still.is_empty() {
        true => Vec::new(),
        false => vec![format!("Left as it is by every option here: {}.", sheets.still.join("; "))],
    };
    let places: Vec<usize> = (0..sheets.columns.len()).collect();
    for options in places.chunks(BESIDE) {
        let name = |&place: &usize| sheets.columns[place].option.clone();
        let head: Vec<String> = std::iter::once("Term".into()).chain(options.iter().map(name)).collect();
        let mut tables: Vec<Vec<Vec<String>>> = Vec::new();
        let mut lines = 0;
        for row in &sheets.rows {
            let cell = |&place: &usize| row.cells.get(place).map_or(String::new(), |cell| cell.text.clone());
            let row: Vec<String> =
                std::iter::once(row.term.clone()).chain(options.iter().map(cell)).collect();
            let high = lines_of(&row);
            match tables.last_mut().filter(|_| lines + high <= LINES) {
                Some(table) => table.push(row),
                None => {
                    lines = 0;
                    tables.push(vec![head.clone(), row]);
                }
            }
            lines += high;
        }
        slides.extend(tables.into_iter().map(|table| Slide {
            title: "What each option puts on the table".into(),
            body: Body::Table(table),
            notes: [vec!["Amounts: median (5% to 95%).".into()], still.clone(), proof.to_vec()].concat(),
        }));
    }
    slides
}

/// Lines that the highest cell of a row takes.
pub(super) fn lines_of(row: &[String]) -> usize {
    let across = 150 / row.len().max(1);
    row.iter().map(|cell| cell.chars().count().div_ceil(across).max(1)).max().unwrap_or(1)
}

fn picture(figure: &Figure, number: usize, proof: &[String]) -> Result<Slide, String> {
    // Its title is the slide's.
    let untitled = Figure { title: String::new(), ..figure.clone() };
    let png = untitled.render(Size::Slide).png(PNG_SCALE).map_err(|error| error.to_string())?;
    let words = [figure.subtitle.as_str(), &figure.notes, &figure.description].map(String::from);
    Ok(Slide {
        title: figure.title.clone(),
        body: Body::Picture {
            png,
            description: format!("Figure {number}. {} {}", figure.title, figure.description),
        },
        notes: words.into_iter().filter(|text| !text.is_empty()).chain(proof.iter().cloned()).collect(),
    })
}

/// How each run is made again.
fn proof(brief: &Briefing) -> Vec<String> {
    let of = |proof: &Proof| {
        let manifest = &proof.manifest;
        format!(
            "Proof: run {}, hikiwake {}, engine {}, {} worlds × {} paths, seed {}. To make it again: {}",
            manifest.digest,
            manifest.hikiwake,
            manifest.engine,
            manifest.worlds,
            manifest.paths,
            manifest.seed,
            proof.command
        )
    };
    brief.proofs.iter().map(of).collect()
}
