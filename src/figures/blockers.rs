//! What each audience makes of each option: the chance that it accepts, at the start and at a date, and whose consent is weakest.

use crate::lettering::title::two_lines;
use crate::words::{interval, percent};
use serde::{Deserialize, Serialize};

use super::inspection::Inspection;
use super::kind::Kind;
use super::phrases::at_most_points;
use super::table::{Cell, Table, row};

/// The chances that audiences accept options.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Blockers {
    /// The first month that is told, mostly when it starts: "January 2017".
    pub start: String,
    /// A later date, if another is told: "December 2021".
    pub date: Option<String>,
    /// The audiences; those who are asked first.
    pub audiences: Vec<AskedAudience>,
    /// The options, from the top.
    pub rows: Vec<BlockersRow>,
}

/// An audience.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskedAudience {
    /// Its name.
    pub name: String,
    /// Whether a step of the settlement of some option asks for its consent.
    pub is_asked: bool,
}

/// What the audiences make of an option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlockersRow {
    /// Its name.
    pub name: String,
    /// A cell an audience.
    pub cells: Vec<AcceptanceCell>,
    /// The place of the audience whose consent is asked for and weakest at the start, if any is asked.
    pub weakest: Option<usize>,
}

/// What one audience makes of one option.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AcceptanceCell {
    /// The chance that it accepts at the start.
    pub start: f64,
    /// The chance that it accepts at the later date, if one is told.
    pub later: Option<f64>,
    /// The larger standard error of the two.
    pub standard_error: f64,
    /// The 90 % credible interval over worlds at the start, where it is told.
    pub range: Option<[f64; 2]>,
}

/// Below this chance an audience sooner refuses than accepts: it blocks.
pub const BLOCKS_BELOW: f64 = 0.5;

impl BlockersRow {
    /// The weakest consent that is asked for, if it is more likely to be refused than given.
    fn blocker(&self) -> Option<usize> {
        self.weakest.filter(|&place| self.cells.get(place).is_some_and(|cell| cell.start < BLOCKS_BELOW))
    }
}

impl Kind for Blockers {
    /// Who blocks most options first.
    fn title(&self) -> String {
        let count = |place: usize| self.rows.iter().filter(|row| row.blocker() == Some(place)).count();
        let mut most: Option<(usize, usize)> = None;
        for place in 0..self.audiences.len() {
            let n = count(place);
            if n > most.map_or(0, |(_, most)| most) {
                most = Some((place, n));
            }
        }
        let all = self.rows.len();
        two_lines(|name| match most {
            None => {
                "No option meets an audience that is asked and would sooner refuse than accept".to_string()
            }
            Some((place, n)) => {
                let audience = name(&self.audiences[place].name);
                let ties: Vec<usize> = (0..self.audiences.len()).filter(|&other| count(other) == n).collect();
                if let [_, other] = ties[..] {
                    let other = name(&self.audiences[other].name);
                    return format!(
                        "“{audience}” and “{other}” are each the first to block {n} of {all} options"
                    );
                }
                let ties = ties.len();
                match (n, ties) {
                    (n, 1) if n == all && all > 1 => {
                        format!("“{audience}” is the first to block every option")
                    }
                    (_, 1) if all == 1 => format!("“{audience}” blocks it first"),
                    (n, 1) => format!("“{audience}” is the first to block {n} of {all} options"),
                    _ => format!(
                        "{ties} audiences, “{audience}” among them, are the first to block {n} of {all} options each"
                    ),
                }
            }
        })
    }

    fn subtitle(&self) -> String {
        let later = self.date.as_ref().map_or(String::new(), |date| format!(", and → in {date}"));
        format!("Chance that each audience accepts the option: in {}{later}", self.start)
    }

    fn notes(&self) -> String {
        let cells = || self.rows.iter().flat_map(|row| &row.cells);
        let error = cells().map(|cell| cell.standard_error).fold(0.0, f64::max);
        let idle = if self.audiences.iter().all(|audience| audience.is_asked) {
            ""
        } else {
            " Grey names: an opinion, but no step of the settlement asks for it."
        };
        format!(
            "The darker, the less likely. Framed: the weakest of the consents that are asked for.{idle} Simulation error {}.",
            at_most_points(error, 1)
        )
    }

    fn description(&self) -> String {
        let row = |row: &BlockersRow| {
            let cells = self.audiences.iter().zip(&row.cells);
            let cells = cells.map(|(audience, cell)| format!("{} {}", audience.name, cell.words()));
            format!("{}: {}", row.name, cells.collect::<Vec<_>>().join("; "))
        };
        let rows: Vec<String> = self.rows.iter().map(row).collect();
        format!("{}. {}.", self.subtitle(), rows.join(". "))
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names([&self.start]);
        look.names(&self.date);
        look.names(self.audiences.iter().map(|audience| &audience.name));
        look.names(self.rows.iter().map(|row| &row.name));
        look.items(self.rows.len().max(self.audiences.len()));
        for row in &self.rows {
            look.rectangular(row.cells.len() == self.audiences.len());
            look.rectangular(row.weakest.is_none_or(|place| place < row.cells.len()));
            for cell in &row.cells {
                look.rectangular(cell.later.is_some() == self.date.is_some());
                look.chances([cell.start, cell.standard_error]);
                cell.later.into_iter().for_each(|chance| look.chances([chance]));
                cell.range.into_iter().for_each(|range| look.chances(range));
            }
        }
    }

    fn table(&self) -> Table {
        let names = self.audiences.iter().map(|audience| audience.name.as_str());
        let head: Vec<&str> = ["Option", "Weakest consent"].into_iter().chain(names).collect();
        let weakest = |row: &BlockersRow| {
            row.weakest.map_or("nobody is asked".to_string(), |place| self.audiences[place].name.clone())
        };
        Table::new(format!("Chance to accept in {}", self.start), &head).with(
            self.rows
                .iter()
                .map(|r| row(&[&r.name, &weakest(r)], r.cells.iter().map(|c| Cell::share(c.start)))),
        )
    }

    fn tables(&self) -> Vec<Table> {
        let names = self.audiences.iter().map(|audience| audience.name.as_str());
        let head: Vec<&str> = ["Option"].into_iter().chain(names).collect();
        let later = self.date.as_ref().map(|date| {
            let cells =
                |r: &BlockersRow| row(&[&r.name], r.cells.iter().filter_map(|c| c.later).map(Cell::share));
            Table::new(format!("Chance to accept in {date}"), &head).with(self.rows.iter().map(cells))
        });
        std::iter::once(self.table()).chain(later).collect()
    }

    fn options(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row.name.as_str()).collect()
    }
}

impl AcceptanceCell {
    pub(crate) fn words(&self) -> String {
        let range =
            self.range.map_or(String::new(), |[lo, hi]| format!(" (90% of worlds {})", interval(lo, hi)));
        let later = self.later.map_or(String::new(), |later| format!(", later {}", percent(later)));
        format!("{}{range}{later}", percent(self.start))
    }
}
