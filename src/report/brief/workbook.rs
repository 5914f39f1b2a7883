//! The numbers of all figures and estimates as a workbook. The only file that knows rust_xlsxwriter.
//!
//! Text is written as text, never as a formula; the creation date is fixed, so the same runs give the same bytes.

use rust_xlsxwriter::{
    Chart, ChartType, Color, DocProperties, ExcelDateTime, Format, FormatBorder, Image, Workbook, Worksheet,
    XlsxError,
};

use super::cases::{Named, Run, named};
use crate::analysis::Note;
use crate::drawing::{RenderError, Size};
use crate::figures::{Cell, Content, EndStates, Figure, StageChances, Table};
use crate::lettering::clean;
use crate::model::Tone;

/// The widest column. **Unit** pixels.
const WIDEST: u32 = 420;

/// How wide a chart is. **Unit** pixels.
const CHART_WIDTH: u32 = 860;

/// Rows that a chart covers, and how high they are. **Unit** pixels.
const CHART_ROWS: u32 = 25;
const ROW_HEIGHT: u32 = 20;

/// Pixels of a picture for one of its design.
const PNG_SCALE: f32 = 2.0;

/// All figures' data, a sheet each, after the estimates.
///
/// **Errors** why the workbook cannot be written.
pub fn workbook(runs: &[Run]) -> Result<Vec<u8>, String> {
    write(runs).map_err(|fault| match fault {
        Fault::Picture(why) => format!("a chart could not be drawn: {why}"),
        Fault::Book(XlsxError::RowColumnLimitError) => {
            "a table is longer or wider than a sheet of a workbook; take --format html".into()
        }
        Fault::Book(XlsxError::MaxStringLengthExceeded) => {
            "a text is longer than the 32,767 characters of a cell; take --format html".into()
        }
        Fault::Book(_) => "the workbook could not be put together; take --format html".into(),
    })
}

/// Why a workbook was not written.
enum Fault {
    Picture(RenderError),
    Book(XlsxError),
}

impl From<XlsxError> for Fault {
    fn from(error: XlsxError) -> Fault {
        Fault::Book(error)
    }
}

fn write(runs: &[Run]) -> Result<Vec<u8>, Fault> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title("hikiwake briefing").set_creation_datetime(&created));
    let styles = Styles::new();
    let cases = named(runs);
    let sheet = book.add_worksheet().set_name("Estimates")?;
    put(sheet, 0, &estimates(&cases), &styles)?;
    finish(sheet)?;
    let figures = runs.iter().flat_map(|run| &run.figures);
    for (i, figure) in figures.enumerate() {
        let name = format!("Figure {}", i + 1);
        figure_sheet(book.add_worksheet().set_name(&name)?, &name, figure, &styles)?;
    }
    let sheet = book.add_worksheet().set_name("Provenance")?;
    put(sheet, 0, &provenance(runs), &styles)?;
    finish(sheet)?;
    Ok(book.save_to_buffer()?)
}

struct Styles {
    title: Format,
    head: Format,
    share: Format,
}

impl Styles {
    fn new() -> Styles {
        Styles {
            title: Format::new().set_bold().set_font_size(14),
            head: Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap(),
            share: Format::new().set_num_format("0.00%"),
        }
    }
}

/// Columns fit their text, and a print is as wide as its page.
fn finish(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_autofit_max_width(WIDEST).autofit();
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Writes a table and returns the row below it.
fn put(sheet: &mut Worksheet, top: u32, table: &Table, styles: &Styles) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(top, 0, clean(&table.title), &styles.title)?;
    for (column, head) in (0..).zip(&table.head) {
        sheet.write_string_with_format(top + 1, column, clean(head), &styles.head)?;
    }
    let mut row = top + 2;
    for cells in &table.rows {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell { value: Some(value), is_share: true, .. } => {
                    sheet.write_number_with_format(row, column, *value, &styles.share)?
                }
                Cell { value: Some(value), .. } => sheet.write_number(row, column, *value)?,
                Cell { shown, .. } => sheet.write_string(row, column, clean(shown))?,
            };
        }
        row += 1;
    }
    Ok(row + 1)
}

/// The figure's words, a chart that the reader may edit where one is natural, then all its data.
fn figure_sheet(sheet: &mut Worksheet, name: &str, figure: &Figure, styles: &Styles) -> Result<(), Fault> {
    let mut row = match &figure.content {
        Content::EndStates(data) => end_states_chart(sheet, name, data, styles)?,
        Content::StageChances(data) => stage_chart(sheet, name, data, styles)?,
        _ => picture(sheet, figure)?,
    };
    for table in figure.tables() {
        row = put(sheet, row, &table, styles)?;
    }
    finish(sheet)?;
    // Words come last, so that no column is made as wide as a sentence.
    for text in [&figure.title, &figure.subtitle, &figure.notes] {
        sheet.write_string(row, 0, clean(text))?;
        row += 1;
    }
    Ok(())
}

/// The figure as it is drawn elsewhere, for kinds that a workbook has no chart for; returns the row below.
fn picture(sheet: &mut Worksheet, figure: &Figure) -> Result<u32, Fault> {
    let png = figure.render(Size::Slide).png(PNG_SCALE).map_err(Fault::Picture)?;
    let mut image = Image::new_from_buffer(&png)?;
    let (wide, high) = (CHART_WIDTH, CHART_ROWS * ROW_HEIGHT);
    image = image.set_scale_to_size(wide, high, true).set_alt_text(alternative(&figure.description));
    sheet.insert_image(0, 0, &image)?;
    Ok(CHART_ROWS + 1)
}

/// A description as long as a workbook holds it, cut at a word.
fn alternative(description: &str) -> String {
    const MOST: usize = 255;
    let text = clean(description);
    if text.chars().count() <= MOST {
        return text;
    }
    let cut: String = text.chars().take(MOST - 1).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole))
}

fn colour(tone: Tone) -> Color {
    Color::RGB(match tone {
        Tone::Reached => 0x0F5C94,
        Tone::Partial => 0x6FB3DC,
        Tone::Open => 0xD9DEE2,
        Tone::Broken => 0xBF4722,
    })
}

/// Options by segments, and stacked bars of them; returns the row below.
fn end_states_chart(
    sheet: &mut Worksheet,
    name: &str,
    data: &EndStates,
    styles: &Styles,
) -> Result<u32, XlsxError> {
    let head = std::iter::once("Option".to_string()).chain(data.segments.iter().map(|s| s.name.clone()));
    let rows = data.rows.iter().map(|row| {
        let share = |mean| Cell { shown: String::new(), value: Some(mean), is_share: true };
        std::iter::once(Cell::text(&row.name)).chain(row.shares.iter().map(|s| share(s.mean))).collect()
    });
    let table = Table { title: "Shares, as charted".into(), head: head.collect(), rows: rows.collect() };
    let below = put(sheet, 0, &table, styles)?;
    let last = 1 + data.rows.len() as u32;
    let mut chart = Chart::new(ChartType::BarPercentStacked);
    for (column, segment) in (1..).zip(&data.segments) {
        chart
            .add_series()
            .set_name((name, 1, column))
            .set_categories((name, 2, 0, last, 0))
            .set_values((name, 2, column, last, column))
            .set_format(rust_xlsxwriter::ChartSolidFill::new().set_color(colour(segment.tone)));
    }
    // In a chart of bars the axis of categories is the one that runs upwards.
    chart.x_axis().set_reverse();
    // A title that began with “=” would be read as a range; ours begin with our own words.
    chart.title().set_name(&format!("End states in {}", clean(&data.horizon)));
    chart.set_width(CHART_WIDTH).set_height(CHART_ROWS * ROW_HEIGHT);
    sheet.insert_chart(below, 0, &chart)?;
    Ok(below + CHART_ROWS + 1)
}

/// The chance of the last stage by option and month, and its lines; returns the row below.
fn stage_chart(
    sheet: &mut Worksheet,
    name: &str,
    data: &StageChances,
    styles: &Styles,
) -> Result<u32, XlsxError> {
    let Some(stage) = data.stages.len().checked_sub(1) else { return Ok(0) };
    let head = std::iter::once("By".to_string()).chain(data.panels.iter().map(|p| p.name.clone()));
    let moments = data.panels.first().and_then(|p| p.curves.get(stage)).map_or(0, Vec::len);
    let chance = |panel: &crate::figures::StagePanel, i: usize| Cell {
        shown: "–".into(),
        value: panel.curves.get(stage).and_then(|curve| Some(curve.get(i)?.mean)),
        is_share: true,
    };
    let row = |i: usize| {
        let at = Cell::moment(data.panels[0].curves[stage][i].at);
        std::iter::once(at).chain(data.panels.iter().map(|panel| chance(panel, i))).collect()
    };
    let title = format!("Chance of having reached “{}”, as charted", data.stages[stage]);
    let table = Table { title: title.clone(), head: head.collect(), rows: (0..moments).map(row).collect() };
    let below = put(sheet, 0, &table, styles)?;
    let last = 1 + moments as u32;
    let mut chart = Chart::new(ChartType::Line);
    for column in 1..=data.panels.len() as u16 {
        chart
            .add_series()
            .set_name((name, 1, column))
            .set_categories((name, 2, 0, last, 0))
            .set_values((name, 2, column, last, column));
    }
    chart.y_axis().set_min(0.0).set_num_format("0%");
    chart.title().set_name(&clean(&title));
    chart.set_width(CHART_WIDTH).set_height(CHART_ROWS * ROW_HEIGHT);
    sheet.insert_chart(below, 0, &chart)?;
    Ok(below + CHART_ROWS + 1)
}

/// Every estimate of every scenario in one long table.
fn estimates(cases: &[Named]) -> Table {
    let head = [
        "Scenario",
        "Outcome",
        "Name",
        "By",
        "Estimate",
        "Standard error",
        "From (90% of worlds)",
        "To",
        "In words",
        "Unit",
        "Trials that have it",
        "Of trials",
        "Note",
    ];
    let number = |value: Option<f64>| Cell { shown: "–".into(), value, is_share: false };
    let rows = cases.iter().flat_map(|Named { name, case, .. }| {
        case.outcomes.estimates.iter().map(move |row| {
            let texts = [name, &row.outcome, &row.name, &row.by].map(Cell::text);
            let numbers = [row.estimate, row.standard_error, row.lo, row.hi].map(number);
            let words = [&row.likelihood, &row.unit].map(|text| Cell::text(text.clone().unwrap_or_default()));
            let counts = [row.hits, row.trials].map(|count| number(count.map(|n| n as f64)));
            let note = Cell::text(row.note.map_or("", Note::id));
            texts.into_iter().chain(numbers).chain(words).chain(counts).chain([note]).collect()
        })
    });
    Table { title: "Estimates".into(), head: head.map(String::from).to_vec(), rows: rows.collect() }
}

fn provenance(runs: &[Run]) -> Table {
    let mut rows = Vec::new();
    for Run { manifest, .. } in runs {
        let facts = [
            ("Run", manifest.digest.clone()),
            ("Program", format!("hikiwake {}, engine {}", manifest.hikiwake, manifest.engine)),
            ("Size", format!("{} worlds × {} paths, {}", manifest.worlds, manifest.paths, manifest.sampling)),
            ("Seed", manifest.seed.to_string()),
        ];
        rows.extend(facts.map(|(what, fact)| vec![Cell::text(what), Cell::text(fact)]));
        rows.extend(manifest.inputs.iter().map(|f| vec![Cell::text(&f.file), Cell::text(&f.sha256)]));
    }
    Table { title: "Provenance".into(), head: vec!["What".into(), "Which".into()], rows }
}
