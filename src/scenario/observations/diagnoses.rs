//! What is told of a file of observations that cannot be read with certainty: the cell, the reading that was tried, the way out.

use super::cells::{Fault, Mark, is_harmless, is_number, shown};
use super::column::{Doubt, how_many};
use super::delimited::{Sheet, Torn};
use super::request::{Asked, HELP};

use crate::scenario::problem::{Place, Problem};
use crate::scenario::suggestions;

/// Tells of one file.
pub(super) struct Teller<'a> {
    pub asked: &'a Asked,
    /// The layer of its text.
    pub layer: usize,
    pub text: &'a str,
}

impl Teller<'_> {
    fn problem(
        &self,
        code: &'static str,
        span: std::ops::Range<usize>,
        title: String,
        label: String,
    ) -> Problem {
        Problem::error(code, Place { layer: self.layer, span }, title, label)
            .note_at(self.asked.at(), "the file is named here")
    }

    /// A file that is no rows of cells.
    pub(super) fn torn(&self, torn: &Torn) -> Box<Problem> {
        let file = &self.asked.file;
        let at = |at: usize| at..at + 1;
        let problem = match torn.clone() {
            Torn::OpenQuote(start) => self
                .problem("S224", at(start), format!("a quote in `{file}` closes nowhere"), "it opens here".into())
                .help("close it; a quote within quotes is written twice: \"say \"\"so\"\"\""),
            Torn::QuoteInACell(start) => self
                .problem("S224", at(start), format!("a quote in `{file}` closes before its cell ends"), "it opens here".into())
                .help("put the whole cell in quotes; a quote within quotes is written twice: \"say \"\"so\"\"\""),
            Torn::Ragged { row, cells, first, separator } => self.ragged(row, cells, first, separator),
            Torn::TooWide(start) => self
                .problem("S214", at(start), format!("`{file}` has more than 1000 columns"), "in this row".into())
                .help("keep the column that is needed in a file of its own"),
            Torn::Separator(start) => self
                .problem("S224", at(start), format!("`{file}` does not say what parts its cells"), "sep= what?".into())
                .help("write sep=; or sep=, or take the line out"),
        };
        Box::new(problem)
    }

    fn ragged(&self, span: std::ops::Range<usize>, cells: usize, first: usize, separator: u8) -> Problem {
        let count = |n: usize| if n == 1 { "1 cell".to_string() } else { format!("{n} cells") };
        let by = match separator {
            b'\t' => "tabs",
            b';' => "semicolons",
            b'|' => "bars",
            _ => "commas",
        };
        let title = format!("the rows of `{}` are of unequal length", self.asked.file);
        let row = &self.text[span.clone()];
        let label = format!("{} parted by {by}, where the first row has {first}", count(cells));
        let label = match row.split(char::from(separator)).all(is_number) {
            true => format!("`{}`: {label}", shown(row)),
            false => label,
        };
        let help = match (separator, cells > first) {
            (b',', true) => format!(
                "if the comma is a decimal mark, say {}, or part the columns by semicolons; a text with commas stands in quotes",
                with_decimal(self.asked, Mark::Comma)
            ),
            (_, true) => "take out what is too much, or put a text that holds such a mark in quotes".into(),
            (_, false) => "every row has as many cells as the first; leave a missing one empty".into(),
        };
        self.problem("S223", span, title, label).help(help)
    }

    /// A column whose cells are no numbers, or may be two.
    pub(super) fn doubt(&self, sheet: &Sheet<'_>, column: usize, doubt: &Doubt) -> Box<Problem> {
        let file = &self.asked.file;
        let texts = sheet.column(column);
        let cell = |row: usize| shown(texts.get(row).copied().unwrap_or_default().trim());
        let place = |row: usize| sheet.place(row, column);
        let problem = match *doubt {
            Doubt::NotANumber { row, fault } => {
                let title = format!("a row of `{file}` is not a finite number");
                let label = match fault {
                    Fault::Empty => fault.told(),
                    // Of a file that holds no observations nothing is shown.
                    _ if 2 * how_many(&texts) < texts.len() && !is_harmless(texts[row]) => fault.told(),
                    _ => format!("`{}`: {}", cell(row), fault.told()),
                };
                self.problem("S214", place(row), title, label).help(fault.way_out())
            }
            Doubt::TwoReadings { row, mark, decimal, grouped } => {
                let title = format!("a cell of `{file}` can be read as two numbers");
                let word = word(mark);
                let label = format!(
                    "`{}`: {decimal} if the {word} is a decimal mark, {grouped} if it parts thousands",
                    cell(row)
                );
                self.problem("S222", place(row), title, label)
                    .note("no other cell of the column tells which")
                    .help(format!(
                        "say which: {}, or decimal = \"{}\"",
                        with_decimal(self.asked, mark),
                        mark.other().char()
                    ))
            }
            Doubt::Spaces { row, read } => {
                let title = format!("a cell of `{file}` can be read as two numbers");
                let label = format!("`{}`: {read} if the space parts thousands, or two columns", cell(row));
                self.problem("S222", place(row), title, label)
                    .note("no other cell of the column tells which")
                    .help("write thousands without spaces, or part columns by commas, semicolons or tabs")
            }
            Doubt::TwoMarks { row, mark, first } => {
                let title = format!("a column of `{file}` has two decimal marks");
                let label = format!("`{}`: {}", cell(row), implied(texts[row], mark));
                let place_of_first = Place { layer: self.layer, span: place(first) };
                self.problem("S226", place(row), title, label)
                    .note_at(
                        place_of_first,
                        format!("`{}`: {}", cell(first), implied(texts[first], mark.other())),
                    )
                    .help("write the column in one way")
            }
            Doubt::NotAsStated { row, mark } => {
                let stated = mark.other().char();
                let title =
                    format!("a cell of `{file}` has another decimal mark than decimal = \"{stated}\" says");
                let label = format!("`{}`: {}", cell(row), implied(texts[row], mark));
                self.problem("S226", place(row), title, label)
                    .help("write the column in one way, or state its mark")
            }
            Doubt::CommaAmongCommas { row } => {
                let title = format!("a decimal comma in `{file}`, where commas part cells");
                let label = format!("`{}`: {}", cell(row), implied(texts[row], Mark::Comma));
                self.problem("S226", place(row), title, label).help(format!(
                    "if that is meant, say {}, or part the columns by semicolons",
                    with_decimal(self.asked, Mark::Comma)
                ))
            }
        };
        Box::new(problem)
    }
}

/// The table that names the file, with the decimal mark stated.
fn with_decimal(asked: &Asked, mark: Mark) -> String {
    let column = match &asked.column {
        Some(column) => format!("column = \"{}\", ", shown(column)),
        None => String::new(),
    };
    format!("empirical = {{ file = \"{}\", {column}decimal = \"{}\" }}", asked.file, mark.char())
}

fn word(mark: Mark) -> &'static str {
    match mark {
        Mark::Point => "point",
        Mark::Comma => "comma",
    }
}

/// What a cell says of the decimal mark.
fn implied(cell: &str, mark: Mark) -> String {
    let word = word(mark);
    match cell.contains(mark.char()) {
        true => format!("read with a decimal {word}"),
        false => format!("read with thousands parted so that the decimal mark is the {word}"),
    }
}

/// The text of a file.
pub(super) fn text_of(asked: &Asked, bytes: Vec<u8>) -> Result<String, Box<Problem>> {
    const SAVE: &str = "save it as CSV in UTF-8 (in Excel: “CSV UTF-8”)";
    let refuse = |label: String| {
        let title = format!("`{}` is not UTF-8 text", asked.file);
        Box::new(Problem::error("S225", asked.at(), title, label).help(SAVE))
    };
    let found = match bytes.as_slice() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("this is UTF-16 text"),
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => Some("this is a workbook, or an archive"),
        bytes if bytes.contains(&0) => Some("it holds zero bytes: this is UTF-16 text, or no text"),
        _ => None,
    };
    if let Some(found) = found {
        return Err(refuse(found.into()));
    }
    String::from_utf8(bytes).map_err(|why| {
        let good = &why.as_bytes()[..why.utf8_error().valid_up_to()];
        let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
        refuse(format!("line {line} holds bytes of another encoding"))
    })
}

/// Several columns, and none asked for.
pub(super) fn no_choice(asked: &Asked, sheet: &Sheet<'_>, headings: &[&str], columns: usize) -> Problem {
    let problem = asked.refuse(format!("has {columns} columns"));
    let first =
        sheet.rows.first().map(|row| row.iter().map(|cell| cell.trim()).collect::<Vec<_>>().join(","));
    match (headings, first) {
        ([], Some(first)) if sheet.parted_by() == Some(b',') => problem
            .note(format!("`{}` was read as {columns} cells parted by commas", shown(&first)))
            .help(format!(
                "give the columns headings, and name one; if the comma is a decimal mark: {}",
                with_decimal(asked, Mark::Comma)
            )),
        ([], _) => problem.help("give the columns headings, and name one"),
        _ if !sheet.has_numbers() => problem.help(HELP),
        _ => {
            let named: Vec<String> =
                headings.iter().filter(|name| !name.is_empty()).map(|name| shown(name)).collect();
            problem.help(format!(
                "name one of {}: empirical = {{ file = \"{}\", column = \"…\" }}",
                suggestions::list(&named),
                asked.file
            ))
        }
    }
}

/// A column that is not there.
pub(super) fn no_such_column(asked: &Asked, sheet: &Sheet<'_>, headings: &[&str], wanted: &str) -> Problem {
    let wanted = shown(wanted);
    if headings.is_empty() {
        return asked.refuse("has no headings").help(HELP);
    }
    let problem = |near: Option<&str>| match near {
        Some(near) => asked.refuse(format!("has no column `{wanted}`; did you mean `{}`?", shown(near))),
        None => asked.refuse(format!("has no column `{wanted}`")),
    };
    if !sheet.has_numbers() {
        return problem(None).help(HELP);
    }
    let shown: Vec<String> = headings.iter().map(|name| shown(name)).collect();
    problem(suggestions::nearest(&wanted, headings))
        .help(format!("its columns are {}", suggestions::list(&shown)))
}
