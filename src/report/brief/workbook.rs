//! The numbers of all figures and estimates as a workbook. The only file that knows rust_xlsxwriter.
//!
//! Text is written as text, never as a formula; the creation date is fixed, so the same runs give the same bytes.

mod charted;
mod form;
mod listed;
mod scattered;

use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartLegendPosition,
    ChartLine, ChartMarker, ChartMarkerType, ChartSeries, ChartSolidFill, ChartType, Color,
    ConditionalFormat3ColorScale, ConditionalFormatType, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Image, Workbook, Worksheet, XlsxError,
};

use super::briefing::Briefing;
use super::cases::{Run, named};
use crate::drawing::{RenderError, Size};
use crate::figures::{Cell, Content, Figure, HeatMap, Table};
use crate::lettering::clean;
use crate::palette::{ACCENT, BELOW, GRID, PAPER};
use charted::charted;
use form::{Charted, Form, Stroke};
use listed::{alternative, estimates, provenance};

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
    let brief = Briefing::of(runs);
    let title = DocProperties::new().set_title(clean(&brief.title)).set_creation_datetime(&created);
    book.set_properties(&title);
    let styles = Styles::new();
    let cases = named(runs);
    summary(book.add_worksheet().set_name("Summary")?, &brief, &styles)?;
    let sheet = book.add_worksheet().set_name("Estimates")?;
    listed(sheet, &estimates(&cases), &styles)?;
    // In the order of the briefing.
    let figures: Vec<&Figure> = runs.iter().flat_map(|run| &run.figures).collect();
    for plate in &brief.plates {
        let is_it =
            |figure: &&&Figure| figure.title == plate.title && figure.description == plate.description;
        let Some(figure) = figures.iter().find(is_it) else { continue };
        let name = format!("Figure {}", plate.number);
        figure_sheet(book.add_worksheet().set_name(&name)?, &name, figure, &styles)?;
    }
    listed(book.add_worksheet().set_name("Provenance")?, &provenance(runs), &styles)?;
    Ok(book.save_to_buffer()?)
}

struct Styles {
    title: Format,
    head: Format,
    asked: Format,
    words: Format,
}

impl Styles {
    fn new() -> Styles {
        Styles {
            title: Format::new().set_bold().set_font_size(14).set_font_color(Color::RGB(ACCENT.0)),
            head: Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap(),
            asked: Format::new().set_bold().set_align(FormatAlign::Top),
            words: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        }
    }
}

/// How a number is shown: a share in per cent, an amount in about three digits.
fn shown_as(value: f64, is_share: bool) -> &'static str {
    match value.abs() {
        x if is_share && x < 0.01 && x > 0.0 => "0.00%",
        _ if is_share => "0.0%",
        x if x >= 1000.0 => "#,##0",
        x if x == x.round() => "0",
        x if x >= 100.0 => "0.0",
        x if x >= 1.0 => "0.00",
        _ => "0.0000",
    }
}

/// Columns fit their text, and a print is as wide as its page.
fn finish(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_autofit_max_width(WIDEST).autofit();
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// The first screen of the briefing: a line each.
fn summary(sheet: &mut Worksheet, brief: &Briefing, styles: &Styles) -> Result<(), XlsxError> {
    let first = &brief.first;
    let mut lines: Vec<(&str, String)> = vec![
        ("Dispute", first.dispute.clone()),
        ("When", first.dates.join("; ")),
        ("Answer", brief.title.clone()),
        ("By how much, how sure", first.beside.join(" ")),
    ];
    lines.extend(first.lines.iter().map(|line| (line.asks, line.says.join(" "))));
    lines.retain(|(_, says)| !says.is_empty());
    sheet.write_string_with_format(0, 0, "Scenario briefing", &styles.title)?;
    sheet.set_column_width(0, 36)?.set_column_width(1, 110)?;
    let mut row = 2;
    for (asks, says) in &lines {
        sheet.write_string_with_format(row, 0, *asks, &styles.asked)?;
        write_wrapped(sheet, row, says, styles)?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, "Sheet", &styles.head)?;
    sheet.write_string_with_format(row, 1, "What it shows", &styles.head)?;
    let figures = brief.plates.iter().map(|plate| (format!("Figure {}", plate.number), plate.title.clone()));
    let sheets = std::iter::once(("Estimates".to_string(), "every estimate with its errors".to_string()));
    for (name, title) in sheets.chain(figures) {
        row += 1;
        sheet.write_string(row, 0, name)?;
        write_wrapped(sheet, row, &title, styles)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Words in the second column of the summary, as high as they need; not every program sees to that by itself.
fn write_wrapped(sheet: &mut Worksheet, row: u32, words: &str, styles: &Styles) -> Result<(), XlsxError> {
    let lines = words.chars().count().div_ceil(115).max(1) as u32;
    sheet.write_string_with_format(row, 1, clean(words), &styles.words)?;
    sheet.set_row_height_pixels(row, 4 + 18 * lines)?;
    Ok(())
}

/// A table that has a sheet to itself: its head stays in sight, and its rows can be filtered.
fn listed(sheet: &mut Worksheet, table: &Table, styles: &Styles) -> Result<(), XlsxError> {
    put(sheet, 0, table, styles)?;
    sheet.set_freeze_panes(2, 1)?;
    sheet.set_repeat_rows(0, 1)?;
    filtered(sheet, 0, table)?;
    finish(sheet)
}

/// Lets the rows of a table be filtered, the title of which stands in row `top`.
fn filtered(sheet: &mut Worksheet, top: u32, table: &Table) -> Result<(), XlsxError> {
    let last = table.head.len().saturating_sub(1) as u16;
    if !table.rows.is_empty() {
        sheet.autofilter(top + 1, 0, top + 1 + table.rows.len() as u32, last)?;
    }
    Ok(())
}

/// Writes a table and returns the row below it.
fn put(sheet: &mut Worksheet, top: u32, table: &Table, styles: &Styles) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(top, 0, clean(&table.title), &styles.title)?;
    for (column, head) in (0..).zip(&table.head) {
        sheet.write_string_with_format(top + 1, column, clean(head), &styles.head)?;
    }
    // Bold heads may take two lines.
    sheet.set_row_height_pixels(top + 1, 38)?;
    let mut row = top + 2;
    for cells in &table.rows {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell { value: Some(value), is_share, .. } => {
                    let format = Format::new().set_num_format(shown_as(*value, *is_share));
                    sheet.write_number_with_format(row, column, *value, &format)?
                }
                Cell { shown, .. } => sheet.write_string(row, column, clean(shown))?,
            };
        }
        row += 1;
    }
    Ok(row + 1)
}

/// The figure's words, a chart that the reader may edit where a workbook has one for it, then all its data.
fn figure_sheet(sheet: &mut Worksheet, name: &str, figure: &Figure, styles: &Styles) -> Result<(), Fault> {
    let mut row = match (charted(figure), &figure.content) {
        (Some(data), _) => native(sheet, name, figure, &data, styles)?,
        // Its cells are the picture.
        (None, Content::HeatMap(_)) => 0,
        (None, _) => picture(sheet, figure)?,
    };
    let mut is_first = true;
    for table in figure.tables() {
        // A sheet has one filter: that of the main table.
        if std::mem::replace(&mut is_first, false) {
            match &figure.content {
                Content::HeatMap(data) => coloured(sheet, row, &table, data)?,
                _ => filtered(sheet, row, &table)?,
            }
        }
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

/// Colours the cells of a table, the title of which stands in row `top`, by how far they are from where it breaks even.
fn coloured(sheet: &mut Worksheet, top: u32, table: &Table, data: &HeatMap) -> Result<(), XlsxError> {
    let (level, reach) = (data.level, data.reach());
    let end = |x: f64| (ConditionalFormatType::Number, x);
    let [(kind, low), (_, middle), (_, high)] = [level - reach, level, level + reach].map(end);
    // Ink reads on both ends.
    let scale = ConditionalFormat3ColorScale::new()
        .set_minimum(kind, low)
        .set_midpoint(kind, middle)
        .set_maximum(kind, high)
        .set_minimum_color(Color::RGB(BELOW.0))
        .set_midpoint_color(Color::RGB(PAPER.0))
        .set_maximum_color(Color::RGB(ACCENT.towards(PAPER, 0.4).0));
    let (rows, columns) = (table.rows.len() as u32, table.head.len() as u16);
    if rows > 0 && columns > 1 {
        sheet.add_conditional_format(top + 2, 1, top + 1 + rows, columns - 1, &scale)?;
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

/// Where the title of a chart's data stands, below the chart, and where its rows begin.
const DATA: u32 = CHART_ROWS + 1;
const ROWS: u32 = DATA + 2;

/// The chart over its data; returns the row below.
fn native(
    sheet: &mut Worksheet,
    name: &str,
    figure: &Figure,
    data: &Charted,
    styles: &Styles,
) -> Result<u32, XlsxError> {
    let below = put(sheet, DATA, &data.table, styles)?;
    let kind = match data.form {
        Form::Bars => ChartType::Bar,
        Form::Parts => ChartType::BarPercentStacked,
        Form::Stacked => ChartType::BarStacked,
        Form::Lines => ChartType::Line,
        Form::Curves => ChartType::ScatterStraight,
    };
    let mut chart = Chart::new(kind);
    for (place, [first, last], column) in data.series() {
        let rows = &data.table.rows[first as usize..=last as usize];
        let [first, last] = [ROWS + first, ROWS + last];
        let colour = Color::RGB(data.colours.get(place).unwrap_or(&ACCENT).0);
        let of = chart.add_series();
        match data.form {
            Form::Curves => {
                of.set_name((name, first, 0)).set_categories((name, first, 1, last, 1));
            }
            _ => {
                of.set_name((name, ROWS - 1, column)).set_categories((name, first, 0, last, 0));
            }
        }
        of.set_values((name, first, column, last, column));
        let stroke = data.strokes.get(place).copied().unwrap_or(Stroke::Line);
        match is_of_bars(data.form) {
            true => drop(of.set_format(ChartSolidFill::new().set_color(colour))),
            false => stroked(of, stroke, colour),
        }
        if stroke == Stroke::Dots {
            labelled(of, rows);
        }
        of.set_gap(60);
    }
    if is_of_bars(data.form) {
        // Of bars the axis of names is the upright one: the first row on top, and the scale still below.
        chart.y_axis().set_reverse().set_crossing(ChartAxisCrossing::Max);
    }
    let is_share = data.table.rows.iter().flatten().any(|cell| cell.is_share);
    let scale = if is_of_bars(data.form) { chart.x_axis() } else { chart.y_axis() };
    scale.set_major_gridlines_line(ChartLine::new().set_color(Color::RGB(GRID.0)).set_width(0.75));
    if is_share {
        scale.set_num_format("0%");
    }
    if data.is_positive() {
        scale.set_min(0.0);
    }
    if is_share && data.greatest() > 0.8 {
        scale.set_max(1.0);
    }
    match legible(data) {
        false => chart.legend().set_hidden(),
        _ => chart.legend().set_position(ChartLegendPosition::Bottom),
    };
    if let Content::Dotplot(_) = &figure.content {
        // Heights only keep the dots of one pile apart.
        chart.y_axis().set_hidden(true).set_major_gridlines(false);
    }
    // A title that began with “=” would be read as a range.
    let title = beside_formulas(&figure.title);
    chart.title().set_name(title.as_str()).set_font(ChartFont::new().set_size(13));
    chart.set_width(CHART_WIDTH).set_height(CHART_ROWS * ROW_HEIGHT);
    chart.set_alt_text(alternative(&figure.description));
    sheet.insert_chart(0, 0, &chart)?;
    Ok(below)
}

fn is_of_bars(form: Form) -> bool {
    matches!(form, Form::Bars | Form::Parts | Form::Stacked)
}

/// Whether a legend helps: one series is named by the title, and of very many nobody reads the names.
fn legible(data: &Charted) -> bool {
    (2..=MOST_NAMES).contains(&data.series().len())
}

/// The most names that a legend holds.
const MOST_NAMES: usize = 16;

fn stroked(of: &mut ChartSeries, stroke: Stroke, colour: Color) {
    let line = |width: f64| ChartLine::new().set_color(colour).set_width(width).clone();
    match stroke {
        Stroke::Line => of.set_format(&mut line(2.25)).set_marker(ChartMarker::new().set_none()),
        Stroke::Fine => of.set_format(&mut line(0.75)).set_marker(ChartMarker::new().set_none()),
        Stroke::Dots => of.set_format(ChartLine::new().set_hidden(true)).set_marker(
            ChartMarker::new()
                .set_type(ChartMarkerType::Circle)
                .set_size(6)
                .set_format(ChartSolidFill::new().set_color(colour)),
        ),
    };
}

/// The most dots of a series that bear their names.
const MOST_LABELS: usize = 12;

/// Names beside the dots of a series, where there are some and they have room.
fn labelled(of: &mut ChartSeries, rows: &[Vec<Cell>]) {
    let names: Vec<&Cell> = rows.iter().filter_map(|row| row.get(3)).collect();
    if names.is_empty() || names.len() != rows.len() || rows.len() > MOST_LABELS {
        return;
    }
    let label =
        |cell: &&Cell| ChartDataLabel::new().set_value(beside_formulas(&cell.shown).as_str()).to_custom();
    of.set_data_label(ChartDataLabel::new().show_value().set_position(ChartDataLabelPosition::Right));
    of.set_custom_data_labels(&names.iter().map(label).collect::<Vec<_>>());
}

/// A text for the places of a chart in which one that begins with “=” would be read as a range.
fn beside_formulas(text: &str) -> String {
    let text = clean(text);
    if text.starts_with('=') { format!("“{text}”") } else { text }
}
