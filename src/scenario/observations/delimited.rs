//! The rows and cells of a file of observations: what parts them, and which row has the headings.

use std::ops::Range;

use super::cells::{is_number, may_be_number};

/// What may part cells, in the order in which it is believed where a first row has several: a comma may be a decimal mark, or part of a text.
const SEPARATORS: [u8; 3] = [b'\t', b';', b','];

/// The most columns of a file.
const MOST_COLUMNS: usize = 1000;

/// What a scenario says of the file.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hints<'a> {
    /// The heading of the column that it asks for.
    pub column: Option<&'a str>,
    /// Whether commas are decimal marks.
    pub has_decimal_commas: bool,
}

/// A file of observations, in rows.
#[derive(Debug)]
pub(super) struct Sheet<'t> {
    text: &'t str,
    /// What parts the cells.
    separator: u8,
    /// Whether the first row has more than one cell, or the file says what parts them.
    pub is_parted: bool,
    /// The headings, if there are some, each without spaces around it.
    pub headings: Option<Vec<String>>,
    /// The cells of the other rows.
    pub rows: Vec<csv::StringRecord>,
    /// The bytes of these rows.
    spans: Vec<Range<usize>>,
    /// How many rows there are, also those beyond the most that are kept.
    pub count: usize,
}

/// Why a file is no rows of cells.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Torn {
    /// A quote that opens here closes nowhere.
    OpenQuote(usize),
    /// A quote that opens here closes within a cell.
    QuoteInACell(usize),
    /// The row here has so many cells, the first one another number.
    Ragged { row: Range<usize>, cells: usize, first: usize, separator: u8 },
    /// The row here has more columns than there may be.
    TooWide(usize),
    /// The first line says `sep=` and then nothing that could part cells.
    Separator(usize),
}

impl<'t> Sheet<'t> {
    /// Reads the rows, of which no more than `most` are kept.
    pub(super) fn read(text: &'t str, hints: Hints<'_>, most: usize) -> Result<Sheet<'t>, Torn> {
        let mut start = text.len() - text.trim_start_matches('\u{feff}').len();
        let stated = stated_separator(text, &mut start)?;
        let (separator, is_parted) = match stated {
            Some(separator) => (separator, true),
            None => tell_separator(text, start, hints),
        };
        let mut sheet = Sheet {
            text,
            separator,
            is_parted,
            headings: None,
            rows: Vec::new(),
            spans: Vec::new(),
            count: 0,
        };
        let mut first: Option<Vec<Range<usize>>> = None;
        while let Some(row) = next_row(text, &mut start, separator)? {
            if row.cells.len() > MOST_COLUMNS {
                return Err(Torn::TooWide(row.span.start));
            }
            match &first {
                Some(cells) if cells.len() != row.cells.len() => {
                    let (cells, first) = (row.cells.len(), cells.len());
                    return Err(Torn::Ragged { row: row.span, cells, first, separator });
                }
                Some(_) => {}
                None => first = Some(row.cells),
            }
            sheet.count += 1;
            if sheet.spans.len() <= most {
                sheet.spans.push(row.span);
            }
        }
        sheet.part();
        let is_heading = |row: &csv::StringRecord| hints.column.is_some() || !row.iter().any(may_be_number);
        if sheet.rows.first().is_some_and(is_heading) {
            sheet.spans.remove(0);
            let headings = sheet.rows.remove(0);
            sheet.headings = Some(headings.iter().map(|cell| cell.trim().to_string()).collect());
            sheet.count -= 1;
        }
        Ok(sheet)
    }

    /// Parts the rows that were kept into cells without their quotes.
    fn part(&mut self) {
        let kept: Vec<&str> = self.spans.iter().map(|span| &self.text[span.clone()]).collect();
        let kept = kept.join("\n");
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(kept.as_bytes());
        self.rows = reader.records().map_while(Result::ok).collect();
    }

    /// How many cells a row has.
    pub(super) fn width(&self) -> usize {
        let headings = self.headings.as_ref().map(Vec::len);
        headings.or(self.rows.first().map(csv::StringRecord::len)).unwrap_or(0)
    }

    /// What parts the cells, if anything does.
    pub(super) fn parted_by(&self) -> Option<u8> {
        self.is_parted.then_some(self.separator)
    }

    /// The cells of a column.
    pub(super) fn column(&self, number: usize) -> Vec<&str> {
        self.rows.iter().map(|row| row.get(number).unwrap_or_default()).collect()
    }

    /// Whether a column has neither a heading nor a value: what a separator at the end of each row leaves.
    pub(super) fn is_idle(&self, number: usize) -> bool {
        let heading = self.headings.as_ref().is_none_or(|headings| headings[number].is_empty());
        heading && self.column(number).iter().all(|cell| cell.trim().is_empty())
    }

    /// Where a cell stands in the text.
    pub(super) fn place(&self, row: usize, column: usize) -> Range<usize> {
        let Some(span) = self.spans.get(row) else { return 0..0 };
        let mut start = span.start;
        let found = next_row(&self.text[..span.end], &mut start, self.separator).ok().flatten();
        let cell = found.and_then(|row| row.cells.get(column).cloned()).unwrap_or(span.clone());
        let text = &self.text[cell.clone()];
        let lead = text.len() - text.trim_start().len();
        cell.start + lead..cell.start + lead + text.trim().len()
    }

    /// Whether some cell is a number, so that this is a file of observations at all.
    pub(super) fn has_numbers(&self) -> bool {
        self.rows.iter().any(|row| row.iter().any(is_number))
    }
}

/// A row of the text: its bytes, and those of its cells, quotes included.
struct Row {
    span: Range<usize>,
    cells: Vec<Range<usize>>,
}

/// The next row that says something, from `start` on, which is moved behind it.
fn next_row(text: &str, start: &mut usize, separator: u8) -> Result<Option<Row>, Torn> {
    while *start < text.len() {
        let line = &text[*start..line_end(text, *start)];
        if is_silent(line, &[separator]) {
            *start = behind_line_end(text, *start + line.len());
            continue;
        }
        let cells = part_row(text, *start, separator)?;
        let span = *start..cells.last().map_or(*start, |cell| cell.end);
        *start = behind_line_end(text, span.end);
        return Ok(Some(Row { span, cells }));
    }
    Ok(None)
}

/// The cells of the row that begins here, to the end of its line; lines within quotes belong to it.
fn part_row(text: &str, start: usize, separator: u8) -> Result<Vec<Range<usize>>, Torn> {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let mut at = start;
    loop {
        let begin = at;
        if bytes.get(at) == Some(&b'"') {
            at = behind_quote(bytes, at).ok_or(Torn::OpenQuote(begin))?;
        }
        let behind = at;
        while at < bytes.len() && !matches!(bytes[at], b'\n' | b'\r') && bytes[at] != separator {
            at += 1;
        }
        if behind > begin && !text[behind..at].trim().is_empty() {
            return Err(Torn::QuoteInACell(begin));
        }
        if cells.len() <= MOST_COLUMNS {
            cells.push(begin..at);
        }
        match bytes.get(at) {
            Some(&b) if b == separator => at += 1,
            _ => return Ok(cells),
        }
    }
}

/// The byte behind the quote that closes the one here; `""` within is a quote.
fn behind_quote(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

/// The end of the line in which a byte lies; a carriage return alone ends one too.
fn line_end(text: &str, at: usize) -> usize {
    let ends = text.as_bytes()[at..].iter().position(|&b| b == b'\n' || b == b'\r');
    ends.map_or(text.len(), |found| at + found)
}

fn behind_line_end(text: &str, end: usize) -> usize {
    match text.as_bytes().get(end..) {
        Some([b'\r', b'\n', ..]) => end + 2,
        Some([_, ..]) => end + 1,
        _ => text.len(),
    }
}

/// Whether a line is blank, has separators only, or is a comment.
fn is_silent(line: &str, separators: &[u8]) -> bool {
    let is_separator = |c: char| u8::try_from(c).is_ok_and(|c| separators.contains(&c));
    let text = line.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    text.chars().all(|c| c.is_whitespace() || is_separator(c)) || is_comment(text.trim_end(), is_separator)
}

/// Whether a line that begins with `#` is a remark. `#N/A` and `#DIV/0!` are values that are missing, `#;value` has a heading.
fn is_comment(line: &str, is_separator: impl Fn(char) -> bool) -> bool {
    let Some(rest) = line.strip_prefix('#') else { return false };
    let cell = rest.split(&is_separator).next().unwrap_or_default();
    let is_alone = cell.len() == rest.len();
    let is_code = |c: char| c.is_uppercase() || c.is_numeric() || matches!(c, '/' | '!' | '?' | '#');
    match cell.trim_end() {
        "" => is_alone,
        cell => !cell.chars().all(is_code),
    }
}

/// The separator that a first line `sep=;` states; `start` is moved behind it.
fn stated_separator(text: &str, start: &mut usize) -> Result<Option<u8>, Torn> {
    let end = line_end(text, *start);
    let line = text[*start..end].trim_matches([' ', '"']);
    let Some(stated) = line.get(..4).filter(|word| word.eq_ignore_ascii_case("sep=")) else {
        return Ok(None);
    };
    let rest = &line.as_bytes()[stated.len()..];
    match rest {
        [separator, others @ ..]
            if others.iter().all(|other| other == separator)
                && (SEPARATORS.contains(separator) || *separator == b'|') =>
        {
            *start = behind_line_end(text, end);
            Ok(Some(*separator))
        }
        _ => Err(Torn::Separator(*start)),
    }
}

/// What parts the cells, told from the first row that says something: the separator under which the column asked for is one of its cells, or
/// the first of those that occur in it. Whether any does is told too.
fn tell_separator(text: &str, start: usize, hints: Hints<'_>) -> (u8, bool) {
    let mut start = start;
    while start < text.len() && is_silent(&text[start..line_end(text, start)], &SEPARATORS) {
        start = behind_line_end(text, line_end(text, start));
    }
    let under = |separator: u8| -> Vec<&str> {
        let cells = part_row(text, start, separator).unwrap_or_default();
        cells.into_iter().map(|cell| text[cell].trim()).collect()
    };
    let may_part = |separator: u8| {
        let cells = under(separator);
        let is_decimal =
            separator == b',' && hints.has_decimal_commas && cells.iter().any(|cell| may_be_number(cell));
        cells.len() > 1 && !(is_decimal && hints.column.is_none())
    };
    let mut found: Vec<u8> = SEPARATORS.into_iter().filter(|&separator| may_part(separator)).collect();
    if let (Some(column), true) = (hints.column, found.len() > 1) {
        let has_column = |separator: &u8| {
            under(*separator).iter().any(|cell| is_same_heading(cell.trim_matches('"'), column))
        };
        let fitting: Vec<u8> = found.iter().copied().filter(has_column).collect();
        if !fitting.is_empty() {
            found = fitting;
        }
    }
    match found.first() {
        Some(&separator) => (separator, true),
        // A comma in a later row is then one cell too many, unless it is known to be a decimal mark.
        None if hints.has_decimal_commas => (b';', false),
        None => (b',', false),
    }
}

/// Whether a heading is the one asked for, however its accents are written.
pub(super) fn is_same_heading(heading: &str, wanted: &str) -> bool {
    use unicode_normalization::UnicodeNormalization;
    heading.trim().nfc().eq(wanted.trim().nfc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet<'t>(text: &'t str, column: &str) -> Result<Sheet<'t>, Torn> {
        let column = (!column.is_empty()).then_some(column);
        Sheet::read(text, Hints { column, has_decimal_commas: false }, 5000)
    }

    fn cells(text: &str, column: &str) -> Vec<Vec<String>> {
        let sheet = sheet(text, column).unwrap();
        sheet.rows.iter().map(|row| row.iter().map(String::from).collect()).collect()
    }

    #[test]
    fn one_separator_parts_a_file() {
        assert_eq!(cells("a;b\n1,5;2\n", ""), [["1,5", "2"]]);
        assert_eq!(cells("a\tb\n1,5\t2;3\n", ""), [["1,5", "2;3"]]);
        assert_eq!(cells("a,b\n1.5,2;3\n", ""), [["1.5", "2;3"]]);
        assert_eq!(cells("note, long;value\none, two;1.5\n", ""), [["one, two", "1.5"]]);
        assert_eq!(cells("day,\"a;b\"\n1,2\n", "day"), [["1", "2"]]);
        assert_eq!(cells("a;b,c\n1;2,3\n", "c"), [["1;2", "3"]]);
        assert_eq!(cells("a;b,c\n1;2,3\n", "a"), [["1", "2,3"]]);
        assert_eq!(cells("1,5;2,25\n", ""), [["1,5", "2,25"]]);
        let one = sheet("value\n1.5\n", "").unwrap();
        assert_eq!((one.parted_by(), one.width()), (None, 1));
    }

    #[test]
    fn a_first_line_may_state_the_separator() {
        assert_eq!(cells("sep=;\na;b\n1,5;2\n", ""), [["1,5", "2"]]);
        assert_eq!(cells("\u{feff}SEP=|\r\na|b\r\n1;5|2\r\n", ""), [["1;5", "2"]]);
        assert_eq!(cells("\"sep=,\"\na,b\n1,2\n", ""), [["1", "2"]]);
        assert_eq!(cells("sep=\t\na\tb\n1\t2\n", ""), [["1", "2"]]);
        assert_eq!(sheet("sep=\na,b\n", "").unwrap_err(), Torn::Separator(0));
        assert_eq!(sheet("sep=x\na,b\n", "").unwrap_err(), Torn::Separator(0));
    }

    #[test]
    fn quotes_are_honoured() {
        assert_eq!(cells("a,b\n\"1,234.5\",\"say \"\"hi\"\"\"\n", ""), [["1,234.5", "say \"hi\""]]);
        assert_eq!(
            cells("a,b\n\"two\nlines\",1\n\n2,\"three\r\n\r\n# lines\"\n", ""),
            [["two\nlines", "1"], ["2", "three\r\n\r\n# lines"]]
        );
        assert_eq!(cells("a,b\n5\" pipe,1\n", ""), [["5\" pipe", "1"]]);
        assert_eq!(sheet("a,b\n\"1,2\n3,4\n", "").unwrap_err(), Torn::OpenQuote(4));
        assert_eq!(sheet("a,b\n1,\"2\"3\n", "").unwrap_err(), Torn::QuoteInACell(6));
    }

    #[test]
    fn lines_end_as_they_do_anywhere() {
        for text in
            ["a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4", "a,b\r1,2\r3,4\r", "\n\na,b\n\n1,2\n  \n,\n3,4\n,\n\n"]
        {
            assert_eq!(cells(text, ""), [["1", "2"], ["3", "4"]], "{text:?}");
        }
    }

    #[test]
    fn remarks_are_passed_over_but_not_what_is_missing() {
        assert_eq!(cells("# about, this\nv\n1\n  # more \"\n#x\n#\n2\n", ""), [["1"], ["2"]]);
        for missing in ["#N/A", "#DIV/0!", "#NV", "###", "#1"] {
            assert_eq!(cells(&format!("v\n1\n{missing}\n"), ""), [["1"], [missing]]);
        }
        assert_eq!(cells("#;v\n1;2\n", "v"), [["1", "2"]]);
    }

    #[test]
    fn every_row_has_as_many_cells_as_the_first() {
        let ragged = |row, cells, first, separator| Torn::Ragged { row, cells, first, separator };
        assert_eq!(sheet("value\n1,5\n", "").unwrap_err(), ragged(6..9, 2, 1, b','));
        assert_eq!(sheet("a;b\n1;2;\n", "").unwrap_err(), ragged(4..8, 3, 2, b';'));
        assert_eq!(sheet("a,b\n1\n", "").unwrap_err(), ragged(4..5, 1, 2, b','));
        let wide = ",".repeat(2000);
        assert_eq!(sheet(&format!("a{wide}\n"), "").unwrap_err(), Torn::TooWide(0));
        let trailing = sheet("v;\n1;\n2;\n", "").unwrap();
        assert!(trailing.is_idle(1) && !trailing.is_idle(0));
    }

    #[test]
    fn a_first_row_with_a_number_has_no_headings() {
        for text in ["1\n2\n", "\u{2212}1\n2\n", "a;1,5\nb;2\n", "NaN\n1\n", "5 %\n6 %\n"] {
            assert!(sheet(text, "").unwrap().headings.is_none(), "{text}");
        }
        assert_eq!(sheet("2001;2002\n1;2\n", "2002").unwrap().headings.unwrap(), ["2001", "2002"]);
        assert_eq!(sheet(" days \n1\n", "").unwrap().headings.unwrap(), ["days"]);
    }

    #[test]
    fn headings_are_compared_as_they_are_read() {
        assert!(is_same_heading("Gr\u{f6}\u{df}e", "Gro\u{308}\u{df}e"));
        assert!(!is_same_heading("days", "Days"));
    }

    #[test]
    fn a_cell_knows_its_place() {
        let text = "\u{feff}a;b\r\n\r\n\"x\ny\"; 1,5 \r\n";
        let sheet = sheet(text, "").unwrap();
        assert_eq!(&text[sheet.place(0, 1)], "1,5");
        assert_eq!(&text[sheet.place(0, 0)], "\"x\ny\"");
    }

    #[test]
    fn rows_beyond_the_most_are_counted() {
        let text = "v\n".to_string() + &"1\n".repeat(50);
        let sheet = Sheet::read(&text, Hints::default(), 10).unwrap();
        assert_eq!((sheet.count, sheet.rows.len()), (50, 10));
    }

    #[test]
    fn the_places_of_cells_are_those_of_the_csv_crate() {
        use proptest::prelude::*;
        let config = ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() };
        let mut runner = proptest::test_runner::TestRunner::new_with_rng(
            config,
            proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
        );
        let texts = proptest::string::string_regex("[a1.,;\"\r\n# \t]{0,40}").unwrap();
        runner
            .run(&texts, |text| {
                let Ok(sheet) = sheet(&text, "") else { return Ok(()) };
                prop_assert_eq!(sheet.rows.len(), sheet.spans.len());
                prop_assert_eq!(sheet.rows.len(), sheet.count);
                for (n, row) in sheet.rows.iter().enumerate() {
                    prop_assert_eq!(row.len(), sheet.width());
                    for (column, cell) in row.iter().enumerate() {
                        let raw = text[sheet.place(n, column)].trim();
                        let bare = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
                        let bare = bare.map_or(raw.to_string(), |bare| bare.replace("\"\"", "\""));
                        prop_assert_eq!(bare.trim(), cell.trim());
                    }
                }
                Ok(())
            })
            .unwrap();
    }
}
