//! The trade table: what each level of each term gives each audience.

use serde::{Deserialize, Serialize};

use super::inspection::{Inspection, MOST_CELLS};
use super::kind::Kind;
use super::table::{Cell, Table, row};
use crate::lettering::title::two_lines;
use crate::words::plus_or_minus;

/// Points of every level above the first of its term, for every audience.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trades {
    /// The audiences; those who bargain first.
    pub audiences: Vec<String>,
    /// How many of them bargain.
    pub parties: usize,
    /// The terms.
    pub terms: Vec<TradesTerm>,
    /// The move that gives one party most beyond what it costs another, in words.
    pub best: Option<String>,
}

/// A term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TradesTerm {
    /// Its name.
    pub name: String,
    /// Its first level, from which points count.
    pub first: String,
    /// The others.
    pub levels: Vec<TradesLevel>,
}

/// A level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TradesLevel {
    /// Its name.
    pub name: String,
    /// A cell an audience.
    pub cells: Vec<TradesCell>,
}

/// What a level gives an audience.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TradesCell {
    /// At the median, or as fitted. **Unit** points.
    pub at: f64,
    /// Its range: 90 % of what is given, or what is open of what is fitted.
    pub range: Option<[f64; 2]>,
}

impl TradesCell {
    /// "+12"; a tilde where it is open by more than itself.
    pub(crate) fn shown(&self) -> String {
        let number = match self.at.abs() < 0.5 {
            true => "0".to_string(),
            false => plus_or_minus(self.at, 0),
        };
        let is_open = self.range.is_some_and(|[low, high]| low < 0.0 && high > 0.0);
        if is_open { format!("{number}?") } else { number }
    }

    fn words(&self) -> String {
        let range = self.range.map_or(String::new(), |[low, high]| {
            format!(" ({} to {})", plus_or_minus(low, 1), plus_or_minus(high, 1))
        });
        format!("{}{range}", plus_or_minus(self.at, 1))
    }
}

impl Trades {
    /// The largest number of points.
    pub(crate) fn most(&self) -> f64 {
        let cells = self.terms.iter().flat_map(|term| &term.levels).flat_map(|level| &level.cells);
        cells.map(|cell| cell.at.abs()).fold(0.0, f64::max)
    }

    /// What a cell says when pointed at.
    pub(crate) fn told(&self, term: &TradesTerm, level: &TradesLevel, audience: usize) -> String {
        format!(
            "{}: {} instead of {}, {}: {}",
            term.name,
            level.name,
            term.first,
            self.audiences[audience],
            level.cells[audience].words()
        )
    }
}

impl Kind for Trades {
    fn title(&self) -> String {
        two_lines(|_| match &self.best {
            Some(best) => best.clone(),
            None => "No level gives one party more than it costs another".to_string(),
        })
    }

    fn subtitle(&self) -> String {
        "What each level adds for each audience above the first of its term, in points".to_string()
    }

    fn notes(&self) -> String {
        "Blue: it gains; amber: it loses; the darker the more. A question mark: the sign is open. Points of an audience that is judged are fitted to cells and probes; where these leave something open, the number is one of many. \
         Points of two audiences have no common unit."
            .to_string()
    }

    fn description(&self) -> String {
        let level = |term: &TradesTerm, level: &TradesLevel| {
            let cells = self.audiences.iter().zip(&level.cells);
            let cells: Vec<String> = cells.map(|(name, cell)| format!("{name} {}", cell.words())).collect();
            format!("{}: {}: {}", term.name, level.name, cells.join("; "))
        };
        let all = self.terms.iter().flat_map(|term| term.levels.iter().map(move |one| level(term, one)));
        format!("{}. {}.", self.subtitle(), all.collect::<Vec<_>>().join(". "))
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names(&self.audiences);
        look.names(&self.best);
        look.items(self.audiences.len());
        look.items(self.terms.len());
        look.whole(self.parties <= self.audiences.len(), "has more parties than audiences");
        let levels: usize = self.terms.iter().map(|term| term.levels.len()).sum();
        look.items(levels);
        look.whole(levels * self.audiences.len() <= MOST_CELLS, "has too many cells");
        for term in &self.terms {
            look.names([&term.name, &term.first]);
            for level in &term.levels {
                look.name(&level.name);
                look.rectangular(level.cells.len() == self.audiences.len());
                for cell in &level.cells {
                    look.number(cell.at);
                    cell.range.into_iter().for_each(|range| look.numbers(range));
                }
            }
        }
    }

    fn table(&self) -> Table {
        let names = self.audiences.iter().map(String::as_str);
        let head: Vec<&str> = ["Term", "Level"].into_iter().chain(names).collect();
        let of = |term: &TradesTerm| {
            let name = term.name.clone();
            term.levels
                .iter()
                .map(|level| row(&[&name, &level.name], level.cells.iter().map(|cell| Cell::number(cell.at))))
                .collect::<Vec<_>>()
        };
        Table::new(self.subtitle(), &head).with(self.terms.iter().flat_map(of))
    }
}
