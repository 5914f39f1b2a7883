//! Packages as rows and columns: the values of the first terms are a row, those of the last terms a column.

use super::domain::{Conjunction, Domain};

/// A row is about so long at most: its sums for one world and one audience stay in the nearest cache.
const COLUMNS: usize = 512;
/// Sums of columns that are held at once, over all worlds and audiences.
const HELD: usize = 16_000_000;
/// Rows that are looked at together, so that the sums of a world are fetched once for all of them.
pub const CHUNK: usize = 32;

/// The packages of a domain in rows and columns.
#[derive(Debug)]
pub struct Halves<'d> {
    pub(super) domain: &'d Domain,
    /// How many terms a row tells.
    pub(super) split: usize,
    /// The rows one after another, without those that a rule forbids whatever the column.
    rows: Vec<usize>,
    count: usize,
    /// What each column stands for.
    pub(super) columns: Vec<Vec<usize>>,
    /// Columns that are forbidden whatever the row: −1, else 0.
    forbidden: Vec<i64>,
    /// Rules that speak of both: what the row must hold, and in which columns they hold then.
    crossing: Vec<(Conjunction, Vec<bool>)>,
}

impl<'d> Halves<'d> {
    /// Splits a domain; none if more than `most` packages are left after the rules that a row tells by itself. `sums` is how many sums of each column are to be held, one a world and
    /// audience: the more, the shorter the rows.
    pub fn new(domain: &'d Domain, most: f64, sums: usize) -> Option<Halves<'d>> {
        let longest = (HELD / sums.max(1)).clamp(1, COLUMNS);
        let n = domain.sizes.len();
        let (mut split, mut width) = (n, 1);
        while split > 0 && (width == 1 || width * domain.sizes[split - 1] <= longest) {
            split -= 1;
            width *= domain.sizes[split];
        }
        let lies = |rule: &&Conjunction, from: usize, to: usize| {
            rule.parts.iter().all(|(term, _)| (from..to).contains(term))
        };
        let of_rows: Vec<&Conjunction> =
            domain.forbidden.iter().filter(|rule| lies(rule, 0, split)).collect();
        let columns = all(&domain.sizes[split..]);
        let (mut forbidden, mut crossing) = (vec![0; columns.len()], Vec::new());
        let whole = |column: &[usize]| [vec![0; split], column.to_vec()].concat();
        for rule in domain.forbidden.iter().filter(|rule| !lies(rule, 0, split)) {
            let (first, second) = (rule.within(0, split), rule.within(split, n));
            let holds = columns.iter().map(|column| second.holds(&whole(column)));
            if first.parts.is_empty() {
                forbidden.iter_mut().zip(holds).filter(|(_, holds)| *holds).for_each(|(of, _)| *of = -1);
            } else {
                crossing.push((first, holds.collect()));
            }
        }
        let mut halves = Halves { domain, split, rows: Vec::new(), count: 0, columns, forbidden, crossing };
        halves.gather(&of_rows, most / halves.columns.len() as f64).then_some(halves)
    }

    /// Lists the rows, as long as there are no more than `most`.
    fn gather(&mut self, rules: &[&Conjunction], most: f64) -> bool {
        let by_last = |term: usize| rules.iter().filter(move |rule| rule.last() == Some(term));
        let mut row: Vec<usize> = Vec::with_capacity(self.split);
        let mut next = 0;
        loop {
            if row.len() == self.split {
                self.rows.extend(&row);
                self.count += 1;
                if self.count as f64 > most {
                    return false;
                }
            } else if next < self.domain.sizes[row.len()] {
                row.push(next);
                let is_fine = !by_last(row.len() - 1).any(|rule| rule.holds(&row));
                next = if is_fine { 0 } else { row.pop().unwrap_or(0) + 1 };
                continue;
            }
            match row.pop() {
                Some(value) => next = value + 1,
                None => return true,
            }
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.count
    }

    pub(super) fn row(&self, row: usize) -> &[usize] {
        &self.rows[row * self.split..(row + 1) * self.split]
    }

    /// Writes −1 for the columns that are forbidden in a row, 0 for the others.
    pub(super) fn forbid(&self, row: usize, forbidden: &mut Vec<i64>) {
        forbidden.clone_from(&self.forbidden);
        for (first, columns) in &self.crossing {
            if first.holds(self.row(row)) {
                forbidden.iter_mut().zip(columns).filter(|(_, holds)| **holds).for_each(|(of, _)| *of = -1);
            }
        }
    }

    /// A package by its row and column.
    pub(super) fn package(&self, row: usize, column: usize) -> Vec<usize> {
        [self.row(row), &self.columns[column]].concat()
    }

    /// The column of the last values of a package.
    pub(super) fn column_of(&self, package: &[usize]) -> usize {
        let sizes = &self.domain.sizes[self.split..];
        package[self.split..].iter().zip(sizes).fold(0, |place, (value, size)| place * size + value)
    }
}

/// Every combination of values, the last term running fastest.
fn all(sizes: &[usize]) -> Vec<Vec<usize>> {
    let mut found = vec![Vec::new()];
    for &size in sizes {
        found = found
            .into_iter()
            .flat_map(|first: Vec<usize>| (0..size).map(move |value| [first.as_slice(), &[value]].concat()))
            .collect();
    }
    found
}
