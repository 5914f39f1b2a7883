//! Where histories stop: of 100, how many in each way, option by option.

use crate::lettering::title::two_lines;
use crate::words::percent;
use serde::{Deserialize, Serialize};

use super::inspection::Inspection;
use super::kind::Kind;
use super::phrases::at_most_points;
use super::table::{Cell, Table, row};

/// Where the histories of each option stop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stops {
    /// The last month: "December 2026".
    pub horizon: String,
    /// The ways to stop, in the order in which they are told; the last is what was asked about, achieved.
    pub ways: Vec<String>,
    /// The options, from the top.
    pub rows: Vec<StopsRow>,
}

/// Where the histories of an option stop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StopsRow {
    /// Its name.
    pub name: String,
    /// The share of each way.
    pub shares: Vec<f64>,
    /// The largest standard error among them.
    pub standard_error: f64,
    /// For each way the consent that is most often the missing one, and in what share of all histories.
    pub missing: Vec<Option<(String, f64)>>,
}

/// What no row has more of than this is told together. It is what reads as "1%" or less.
const NOT_WORTH_A_COLUMN: f64 = 0.015;

impl Stops {
    /// The columns that a picture has: the ways that matter somewhere, what is left of them together, and what is achieved.
    pub(crate) fn columns(&self) -> (Vec<String>, Vec<Vec<f64>>) {
        let Some(achieved) = self.ways.len().checked_sub(1) else { return (Vec::new(), Vec::new()) };
        let matters = |way: &usize| self.rows.iter().any(|row| row.shares[*way] >= NOT_WORTH_A_COLUMN);
        let (told, rest): (Vec<usize>, Vec<usize>) = (0..achieved).partition(matters);
        let is_left = self.rows.iter().any(|row| rest.iter().any(|&way| row.shares[way] > 0.0));
        let mut names: Vec<String> = told.iter().map(|&way| self.ways[way].clone()).collect();
        let mut shares: Vec<Vec<f64>> =
            self.rows.iter().map(|row| told.iter().map(|&way| row.shares[way]).collect()).collect();
        if is_left {
            names.push("Otherwise".into());
            for (shares, row) in shares.iter_mut().zip(&self.rows) {
                shares.push(rest.iter().map(|&way| row.shares[way]).sum());
            }
        }
        names.push(self.ways[achieved].clone());
        for (shares, row) in shares.iter_mut().zip(&self.rows) {
            shares.push(row.shares[achieved]);
        }
        (names, shares)
    }

    /// Where most histories of a row stop, if more than half stop in one way.
    fn main_stop(&self, row: &StopsRow) -> Option<usize> {
        row.shares.iter().position(|share| *share > 0.5)
    }
}

impl Kind for Stops {
    /// Where most histories of most options stop.
    fn title(&self) -> String {
        let all = self.rows.len();
        let count = |way: usize| self.rows.iter().filter(|row| self.main_stop(row) == Some(way)).count();
        let mut most = (0, 0);
        for way in 0..self.ways.len() {
            if count(way) > most.1 {
                most = (way, count(way));
            }
        }
        two_lines(|name| match most {
            (_, 0) => {
                "Histories stop in several ways: no way has more than half under any option".to_string()
            }
            (way, n) => {
                let way = name(&self.ways[way]);
                match n {
                    n if n == all && all == 1 => format!("Most histories stop here: {way}"),
                    n if n == all => format!("Most histories of every option stop here: {way}"),
                    n => format!("Under {n} of {all} options most histories stop here: {way}"),
                }
            }
        })
    }

    fn subtitle(&self) -> String {
        format!("Of 100 histories of each option, how many stand where in {}", self.horizon)
    }

    fn notes(&self) -> String {
        let error = self.rows.iter().map(|row| row.standard_error).fold(0.0, f64::max);
        format!(
            "Each history counts once, by how it stands at the end and what brought it there. Numbers are per cent. Simulation error {}.",
            at_most_points(error, 1)
        )
    }

    fn description(&self) -> String {
        let row = |row: &StopsRow| {
            let ways = self.ways.iter().zip(&row.shares).zip(&row.missing);
            let told = ways.filter(|((_, share), _)| **share > 0.0).map(|((way, share), missing)| {
                let missing = missing.as_ref().map_or(String::new(), |(who, share)| {
                    format!(" (the first missing consent is that of “{who}” in {})", percent(*share))
                });
                format!("{way} {}{missing}", percent(*share))
            });
            format!("{}: {}", row.name, told.collect::<Vec<_>>().join("; "))
        };
        let rows: Vec<String> = self.rows.iter().map(row).collect();
        format!("{}. {}.", self.subtitle(), rows.join(". "))
    }

    fn inspect(&self, look: &mut Inspection) {
        look.name(&self.horizon);
        look.names(&self.ways);
        look.names(self.rows.iter().map(|row| &row.name));
        look.items(self.rows.len().max(self.ways.len()));
        for row in &self.rows {
            look.rectangular(row.shares.len() == self.ways.len() && row.missing.len() == self.ways.len());
            row.shares.iter().for_each(|&share| look.chance(share));
            look.chance(row.standard_error);
            for (who, share) in row.missing.iter().flatten() {
                look.name(who);
                look.chance(*share);
            }
        }
    }

    fn table(&self) -> Table {
        let (names, shares) = self.columns();
        let head: Vec<&str> = ["Option"].into_iter().chain(names.iter().map(String::as_str)).collect();
        Table::new(format!("Where histories stop by {}", self.horizon), &head).with(
            self.rows
                .iter()
                .zip(&shares)
                .map(|(r, shares)| row(&[&r.name], shares.iter().map(|&x| Cell::share(x)))),
        )
    }

    fn tables(&self) -> Vec<Table> {
        let head = ["Option", "Where it stops", "First missing consent", "Share", "In this way"];
        let rows = self.rows.iter().flat_map(|r| {
            self.ways.iter().zip(&r.shares).zip(&r.missing).map(move |((way, &share), missing)| {
                let (who, of) = missing
                    .as_ref()
                    .map_or(("–", Cell::text("–")), |(who, share)| (who.as_str(), Cell::share(*share)));
                row(&[&r.name, way, who], [Cell::share(share), of])
            })
        });
        vec![
            self.table(),
            Table::new("Every way, with the consent that is missing most often", &head).with(rows),
        ]
    }

    fn options(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row.name.as_str()).collect()
    }
}
