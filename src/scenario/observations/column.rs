//! A column of cells: what it shows of its decimal mark, and the numbers that follow.

use super::cells::{self, Cell, Fault, Mark};

/// What is known of the file around the column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    /// What parts its cells; none where no row has more than one.
    pub separator: Option<u8>,
    /// The decimal mark that the scenario states.
    pub stated: Option<Mark>,
}

/// Why a column gives no numbers; rows are counted from 0.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Doubt {
    /// The cell is no number.
    NotANumber { row: usize, fault: Fault },
    /// The cell can be read as these: with its mark as decimal mark, and with its mark between thousands.
    TwoReadings { row: usize, mark: Mark, decimal: f64, grouped: f64 },
    /// The spaces in it may part two columns.
    Spaces { row: usize, read: f64 },
    /// Two cells imply two decimal marks.
    TwoMarks { row: usize, mark: Mark, first: usize },
    /// It implies another decimal mark than the scenario states.
    NotAsStated { row: usize, mark: Mark },
    /// A decimal comma where commas part cells.
    CommaAmongCommas { row: usize },
}

/// The numbers of a column.
///
/// **Errors** the first cell that is not certain.
pub(super) fn numbers(texts: &[&str], around: Around) -> Result<Vec<f64>, Doubt> {
    let cells: Vec<Cell> = texts.iter().map(|text| cells::read(text)).collect();
    if let Some((row, fault)) = cells.iter().enumerate().find_map(|(row, cell)| match cell {
        Cell::Not(fault) => Some((row, *fault)),
        _ => None,
    }) {
        return Err(Doubt::NotANumber { row, fault });
    }
    check_spaces(&cells, around)?;
    let mark = decimal_mark(&cells, around)?;
    let number = |(row, cell): (usize, &Cell)| match (cell, mark) {
        (Cell::Sure { value, .. }, _) => Ok(*value),
        (Cell::Either { mark, decimal, .. }, Some(found)) if *mark == found => Ok(*decimal),
        (Cell::Either { grouped, .. }, Some(_)) => Ok(*grouped),
        (Cell::Either { mark, decimal, grouped }, None) => {
            Err(Doubt::TwoReadings { row, mark: *mark, decimal: *decimal, grouped: *grouped })
        }
        (Cell::Not(fault), _) => Err(Doubt::NotANumber { row, fault: *fault }),
    };
    cells.iter().enumerate().map(number).collect()
}

/// How many of these cells are numbers.
pub(super) fn how_many(texts: &[&str]) -> usize {
    texts.iter().filter(|text| !matches!(cells::read(text), Cell::Not(_))).count()
}

/// The decimal mark: stated, or shown by the cells, or, where commas part cells, the point.
fn decimal_mark(cells: &[Cell], around: Around) -> Result<Option<Mark>, Doubt> {
    let mut found: Option<(usize, Mark)> = None;
    for (row, cell) in cells.iter().enumerate() {
        let Cell::Sure { decimal: Some(mark), .. } = *cell else { continue };
        match (around.stated, found) {
            (Some(stated), _) if stated != mark => return Err(Doubt::NotAsStated { row, mark }),
            (_, Some((first, other))) if other != mark => return Err(Doubt::TwoMarks { row, mark, first }),
            _ => found = found.or(Some((row, mark))),
        }
    }
    match (around.stated, found, around.separator) {
        (Some(stated), ..) => Ok(Some(stated)),
        // Where no row has two cells, a comma stands in quotes: the file is one whose cells would be parted by commas.
        (_, Some((row, Mark::Comma)), None | Some(b',')) => Err(Doubt::CommaAmongCommas { row }),
        (_, Some((_, mark)), _) => Ok(Some(mark)),
        (_, None, Some(b','))
            if !cells.iter().any(|c| matches!(c, Cell::Either { mark: Mark::Comma, .. })) =>
        {
            Ok(Some(Mark::Point))
        }
        (_, None, _) => Ok(None),
    }
}

/// Plain spaces part thousands where something else parts cells, or where they cannot part cells: some row has more of them than another, or a
/// decimal comma stands behind them.
fn check_spaces(cells: &[Cell], around: Around) -> Result<(), Doubt> {
    let gaps = |cell: &Cell| match cell {
        Cell::Sure { gaps, .. } => *gaps,
        _ => 0,
    };
    let has_comma =
        |cell: &Cell| gaps(cell) > 0 && matches!(cell, Cell::Sure { decimal: Some(Mark::Comma), .. });
    let is_uneven = cells.windows(2).any(|pair| gaps(&pair[0]) != gaps(&pair[1]));
    if around.separator.is_some() || is_uneven || cells.iter().any(has_comma) {
        return Ok(());
    }
    match cells.first() {
        Some(Cell::Sure { value, gaps: 1.., .. }) => Err(Doubt::Spaces { row: 0, read: *value }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn under(separator: Option<u8>, texts: &[&str]) -> Result<Vec<f64>, Doubt> {
        numbers(texts, Around { separator, stated: None })
    }

    #[test]
    fn other_cells_tell_what_a_mark_is() {
        let comma = Some(b',');
        assert_eq!(under(comma, &["1,234.5", "2,500"]), Ok(vec![1234.5, 2500.0]));
        assert_eq!(under(comma, &["2,500", "999.5"]), Ok(vec![2500.0, 999.5]));
        assert_eq!(under(comma, &["2,500", "1,234,567"]), Ok(vec![2500.0, 1_234_567.0]));
        assert_eq!(under(comma, &["1.234", "2.345"]), Ok(vec![1.234, 2.345]));
        let semicolon = Some(b';');
        assert_eq!(under(semicolon, &["1.234", "1,5"]), Ok(vec![1234.0, 1.5]));
        assert_eq!(under(semicolon, &["1.234", "2.5"]), Ok(vec![1.234, 2.5]));
        assert_eq!(under(semicolon, &["1,234", "2,5"]), Ok(vec![1.234, 2.5]));
        assert_eq!(under(semicolon, &["1.234", "1.234.567"]), Ok(vec![1234.0, 1_234_567.0]));
        assert_eq!(under(semicolon, &["1.234", "1.234,5"]), Ok(vec![1234.0, 1234.5]));
        assert_eq!(under(semicolon, &["1 234,5", "2 500"]), Ok(vec![1234.5, 2500.0]));
        assert_eq!(under(Some(b'\t'), &["1 234"]), Ok(vec![1234.0]));
        assert_eq!(under(None, &["1.234", "2.5"]), Ok(vec![1.234, 2.5]));
    }

    #[test]
    fn what_no_cell_tells_is_not_read() {
        let two = |row, mark, decimal, grouped| Err(Doubt::TwoReadings { row, mark, decimal, grouped });
        assert_eq!(under(Some(b','), &["2", "2,500"]), two(1, Mark::Comma, 2.5, 2500.0));
        assert_eq!(under(Some(b';'), &["1.234"]), two(0, Mark::Point, 1.234, 1234.0));
        assert_eq!(under(Some(b';'), &["1,234", "7"]), two(0, Mark::Comma, 1.234, 1234.0));
        assert_eq!(under(Some(b';'), &["1,234", "1.234"]), two(0, Mark::Comma, 1.234, 1234.0));
        assert_eq!(under(Some(b','), &["1.234", "2,500"]), two(0, Mark::Point, 1.234, 1234.0));
        assert_eq!(under(None, &["1.234", "2.345"]), two(0, Mark::Point, 1.234, 1234.0));
        assert_eq!(under(None, &["1 234", "2 567"]), Err(Doubt::Spaces { row: 0, read: 1234.0 }));
        assert_eq!(under(None, &["950", "2 567"]), Ok(vec![950.0, 2567.0]));
        assert_eq!(under(None, &["1\u{a0}234"]), Ok(vec![1234.0]));
    }

    #[test]
    fn marks_that_do_not_go_together_are_not_read() {
        let semicolon = Some(b';');
        assert_eq!(
            under(semicolon, &["1,5", "2.5"]),
            Err(Doubt::TwoMarks { row: 1, mark: Mark::Point, first: 0 })
        );
        assert_eq!(
            under(semicolon, &["1.234.567", "1,234,567"]),
            Err(Doubt::TwoMarks { row: 1, mark: Mark::Point, first: 0 })
        );
        assert_eq!(
            under(Some(b','), &["2.5", "1,5"]),
            Err(Doubt::TwoMarks { row: 1, mark: Mark::Comma, first: 0 })
        );
        assert_eq!(under(Some(b','), &["1,5"]), Err(Doubt::CommaAmongCommas { row: 0 }));
        assert_eq!(under(None, &["3", "1,5"]), Err(Doubt::CommaAmongCommas { row: 1 }));
    }

    #[test]
    fn a_stated_mark_decides() {
        let stated =
            |mark, texts: &[&str]| numbers(texts, Around { separator: Some(b','), stated: Some(mark) });
        assert_eq!(stated(Mark::Comma, &["1,234", "1.234"]), Ok(vec![1.234, 1234.0]));
        assert_eq!(stated(Mark::Point, &["1,234", "1.234"]), Ok(vec![1234.0, 1.234]));
        assert_eq!(stated(Mark::Point, &["1,5"]), Err(Doubt::NotAsStated { row: 0, mark: Mark::Comma }));
        assert_eq!(stated(Mark::Comma, &["1,5"]), Ok(vec![1.5]));
    }

    #[test]
    fn a_cell_that_is_no_number_comes_first() {
        assert_eq!(
            under(Some(b';'), &["1.234", "four"]),
            Err(Doubt::NotANumber { row: 1, fault: Fault::Words })
        );
        assert_eq!(how_many(&["1", "x", "2,5", ""]), 2);
    }
}
