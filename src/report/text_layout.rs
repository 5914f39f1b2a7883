//! Text of a given width: words that wrap, figures that stand in columns.

/// Below this many columns the figures go on a line of their own.
const NARROW: usize = 64;

/// Columns before figures that stand below their name.
const BELOW: usize = 4;

/// Columns left free between two cells.
const GAP: usize = 2;

/// A text that keeps to a width.
pub(super) struct Page {
    width: usize,
    text: String,
}

/// Rows that share their columns.
#[derive(Default)]
pub(super) struct Block {
    pub(super) title: String,
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A name with its figures, and what stands below.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) cells: Vec<String>,
    pub(super) below: Vec<String>,
}

impl Block {
    /// A block with a title, and what its columns hold.
    pub(super) fn new(title: &str, head: &[&str]) -> Block {
        Block { title: title.into(), head: head.iter().map(|h| h.to_string()).collect(), rows: Vec::new() }
    }

    /// A row; a figure with an error lines up with the others at its ±. What a cell holds after a line break stands below it.
    pub(super) fn row(&mut self, name: &str, cells: Vec<String>) {
        self.rows.push(Row { name: name.into(), cells, below: Vec::new() });
    }

    /// What stands below the last row; it wraps between these parts.
    pub(super) fn below(&mut self, parts: Vec<String>) {
        if let Some(row) = self.rows.last_mut() {
            row.below = parts;
        }
    }

    /// Columns that the figures take.
    fn figures(&self) -> usize {
        self.columns().iter().map(|(_, wide)| wide + GAP).sum()
    }

    /// Columns left of each column's ±, and each column's width.
    fn columns(&self) -> Vec<(usize, usize)> {
        let count = self.rows.iter().map(|r| r.cells.len()).max().unwrap_or(0).max(self.head.len());
        let column = |c: usize| {
            let cells = || self.rows.iter().filter_map(move |r| r.cells.get(c));
            let left = cells().filter_map(|cell| before_error(cell)).max().unwrap_or(0);
            let padded = |cell: &String| wide(cell) + before_error(cell).map_or(0, |own| left - own);
            let head = self.head.get(c).map_or(0, |h| wide(h));
            (left, cells().map(padded).max().unwrap_or(0).max(head))
        };
        (0..count).map(column).collect()
    }
}

impl Page {
    pub(super) fn new(width: usize) -> Page {
        Page { width, text: String::new() }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// Words, wrapped; lines after the first begin with `hang`.
    pub(super) fn wrap(&mut self, first: &str, text: &str, hang: &str) {
        let words: Vec<String> = text.split_whitespace().map(String::from).collect();
        self.fill(first, &words, hang);
    }

    /// Parts that stay whole while a line can hold them.
    pub(super) fn parts(&mut self, first: &str, parts: &[String], hang: &str) {
        let room = self.width.saturating_sub(wide(first).max(wide(hang)));
        let pieces: Vec<String> = parts
            .iter()
            .flat_map(|part| {
                if wide(part) <= room {
                    vec![part.clone()]
                } else {
                    part.split_whitespace().map(String::from).collect()
                }
            })
            .collect();
        self.fill(first, &pieces, hang);
    }

    fn fill(&mut self, first: &str, pieces: &[String], hang: &str) {
        for line in lines(first, pieces, hang, self.width) {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Blocks one below the other, their names in one column, each block's figures in its own.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        let figures = blocks.iter().map(Block::figures).max().unwrap_or(0);
        let names = blocks.iter().flat_map(|b| &b.rows).map(|row| wide(&row.name) + 2).max().unwrap_or(0);
        let room = self.width.saturating_sub(figures);
        // A title has one line where that costs nothing.
        let titles = blocks.iter().map(|block| wide(&block.title)).max().unwrap_or(0);
        let names = if names <= room { names.max(titles.min(room)) } else { names };
        let stacked = self.width < NARROW || room < names.min(22);
        for block in blocks {
            self.gap();
            self.block(block, (!stacked).then(|| if names <= room { names } else { self.own_room(block) }));
        }
    }

    /// Columns for a block's names where the blocks cannot all have theirs.
    fn own_room(&self, block: &Block) -> usize {
        let names = block.rows.iter().map(|row| wide(&row.name) + 2).max().unwrap_or(0);
        names.max(wide(&block.title)).min(self.width.saturating_sub(block.figures()))
    }

    /// A block whose names take so many columns; without, the figures go below the name, in columns with their heads where a line holds them.
    fn block(&mut self, block: &Block, names: Option<usize>) {
        let columns = block.columns();
        let in_columns = names.is_none() && BELOW + block.figures() <= self.width;
        match names {
            Some(names) => self.beside(&block.title, &block.head, &columns, names, ""),
            None => self.wrap("", &block.title, "  "),
        }
        if in_columns {
            self.beside("", &block.head, &columns, BELOW, "");
        }
        for row in &block.rows {
            match names {
                Some(names) => self.beside(&row.name, &row.cells, &columns, names, "  "),
                None if in_columns => {
                    self.wrap("  ", &row.name, "    ");
                    self.beside("", &row.cells, &columns, BELOW, "");
                }
                None => {
                    self.wrap("  ", &row.name, "    ");
                    let cells: Vec<String> = row.cells.iter().filter(|c| !c.is_empty()).cloned().collect();
                    let apart: Vec<String> =
                        cells.iter().map(|cell| format!(" {}", cell.replace('\n', " "))).collect();
                    self.parts("     ", &apart, "     ");
                }
            }
            if !row.below.is_empty() {
                self.parts("      ", &row.below, "      ");
            }
        }
    }

    /// A name, wrapped in its own column, and its figures beside the first line.
    fn beside(
        &mut self,
        name: &str,
        cells: &[String],
        columns: &[(usize, usize)],
        names: usize,
        indent: &str,
    ) {
        let words: Vec<String> = name.split_whitespace().map(String::from).collect();
        let mut name = lines(indent, &words, &format!("{indent}  "), names).into_iter();
        let (mut line, mut next) = (padded(&name.next().unwrap_or_default(), names), String::new());
        for (cell, &(left, width)) in cells.iter().zip(columns) {
            let indent = before_error(cell).map_or(0, |own| left.saturating_sub(own));
            let (cell, below) = cell.split_once('\n').unwrap_or((cell, ""));
            let cell = format!("{:indent$}{cell}", "");
            line.push_str(&format!("{:GAP$}{}", "", padded(&cell, width)));
            next.push_str(&format!("{:GAP$}{}", "", padded(below, width)));
        }
        let below = padded(&name.next().unwrap_or_default(), names) + &next;
        for line in [line, below].into_iter().chain(name).filter(|line| !line.trim().is_empty()) {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }
}

/// Lines of pieces with a space between two; a word longer than the line keeps it to itself.
fn lines(first: &str, pieces: &[String], hang: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_string();
    let mut empty = true;
    for piece in pieces {
        if !empty && wide(&line) + 1 + wide(piece) > width {
            lines.push(std::mem::replace(&mut line, hang.to_string()));
        } else if !empty {
            line.push(' ');
        }
        line.push_str(piece);
        empty = false;
    }
    lines.push(line);
    lines
}

/// Columns of the longest line.
fn wide(text: &str) -> usize {
    text.lines().map(columns).max().unwrap_or(0)
}

/// Columns that a terminal gives a line.
fn columns(line: &str) -> usize {
    line.chars().map(columns_of).sum()
}

/// Columns that a terminal gives a character: two to those of East Asia, none to marks that stand on the one before.
/// **Source** the wide and full-width characters of Unicode's annex 11, by block.
fn columns_of(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200F}' | '\u{FE00}'..='\u{FE0F}' => 0,
        '\u{1100}'..='\u{115F}'
        | '\u{2E80}'..='\u{303E}'
        | '\u{3041}'..='\u{A4CF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}'
        | '\u{1F300}'..='\u{1FAFF}'
        | '\u{20000}'..='\u{3FFFD}' => 2,
        _ => 1,
    }
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{:gap$}", "", gap = width.saturating_sub(wide(text)))
}

/// Columns before the ± of a figure.
fn before_error(cell: &str) -> Option<usize> {
    cell.find('±').map(|at| wide(&cell[..at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(width: usize) -> String {
        let mut page = Page::new(width);
        let mut block = Block::new("Where it ends", &["chance ± error", "90% of worlds"]);
        block.row(
            "Talks or framework, nothing signed, for as long as anybody can see",
            vec!["84.5 ± 1.4%".into(), "69–96%".into()],
        );
        block.below(vec!["a part that stays whole".into(), "and another".into()]);
        block.row("In force", vec!["0.40 ± 0.20%".into(), "<1%".into()]);
        page.blocks(&[block]);
        page.finish()
    }

    #[test]
    fn no_line_is_wider_than_the_page() {
        for width in [30, 40, 63, 64, 80, 120] {
            let text = page(width);
            assert!(text.lines().all(|line| wide(line) <= width), "{width}\n{text}");
        }
    }

    #[test]
    fn figures_stand_in_columns_beside_names_of_east_asia() {
        let mut page = Page::new(80);
        let mut block = Block::new("終わり", &["chance"]);
        block.row("発効", vec!["9.9 ± 0.2%".into()]);
        block.row("Caf\u{65}\u{301}", vec!["1.0 ± 0.1%".into()]);
        page.blocks(&[block]);
        let text = page.finish();
        let at: Vec<usize> = text.lines().filter_map(before_error).collect();
        assert_eq!(at.len(), 2, "{text}");
        assert_eq!(at[0], at[1], "{text}");
        assert_eq!((columns("発効"), columns("e\u{301}"), columns("ｱ")), (4, 1, 1));
    }

    #[test]
    fn a_second_line_stands_below_its_cell() {
        let mut page = Page::new(60 + NARROW);
        let mut block = Block::new("Ends", &["chance"]);
        block.row("Signed", vec!["9.9%".into(), "very unlikely\nor unlikely".into(), "rest".into()]);
        page.blocks(&[block]);
        let text = page.finish();
        let lines: Vec<&str> = text.trim_start().lines().collect();
        assert_eq!(lines[1].find("very"), lines[2].find("or unlikely"), "{text}");
        assert!(lines[1].ends_with("rest") && lines[2].ends_with("or unlikely"), "{text}");
    }

    #[test]
    fn figures_line_up_at_their_errors() {
        let text = page(100);
        let places: Vec<usize> = text.lines().filter_map(before_error).collect();
        assert_eq!(places.len(), 3, "{text}");
        assert_eq!(places[1], places[2], "{text}");
    }

    #[test]
    fn a_long_name_wraps_in_its_own_column() {
        let text = page(64);
        assert!(text.lines().any(|l| l.contains("Talks or") && l.contains("84.5 ± 1.4%")), "{text}");
        assert!(text.lines().any(|l| l.starts_with("    ") && !l.contains('%')), "{text}");
    }
}
