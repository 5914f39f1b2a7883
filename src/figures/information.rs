//! What it would be worth to know more before choosing, a row an assumption or a group of them.

use crate::lettering::title::two_lines;
use crate::words::{percent, plain, short};
use serde::{Deserialize, Serialize};

use super::inspection::Inspection;
use super::kind::Kind;
use super::table::{Cell, Table, row};

/// What knowledge is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Information {
    /// What options are weighed by.
    pub objective: String,
    /// Whether that is a chance, and worth in shares of 1.
    pub is_chance: bool,
    /// What would be chosen now.
    pub chosen: String,
    /// What a row is: "assumption".
    pub of: String,
    /// Everything that is assumed together.
    pub all: InformationRow,
    /// The most worth knowing first.
    pub rows: Vec<InformationRow>,
}

/// What it is worth to know something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InformationRow {
    /// What.
    pub name: String,
    /// Its worth.
    pub value: f64,
    /// The confidence interval of that.
    pub range: [f64; 2],
    /// The share of the worlds in which one would choose otherwise.
    pub changes: f64,
}

impl InformationRow {
    fn is_clear(&self) -> bool {
        self.range[0] > 0.0
    }
}

impl Information {
    /// A worth, on the axis: percentage points of a chance.
    pub(crate) fn scaled(&self, x: f64) -> f64 {
        if self.is_chance { 100.0 * x } else { x }
    }

    /// A worth as it reads.
    pub(crate) fn told(&self, x: f64) -> String {
        match self.is_chance {
            true => plain(100.0 * x, if (100.0 * x).abs() < 9.95 { 2 } else { 1 }),
            false => short(x),
        }
    }

    fn with_unit(&self, x: f64) -> String {
        if self.is_chance { format!("{} points", self.told(x)) } else { self.told(x) }
    }

    pub(crate) fn words(&self, row: &InformationRow) -> String {
        let [lo, hi] = row.range.map(|x| self.told(x));
        format!(
            "{}: {} ({lo} to {hi}), changes the choice in {} of worlds",
            row.name,
            self.with_unit(row.value),
            percent(row.changes)
        )
    }

    fn cell(&self, x: f64) -> Cell {
        match self.is_chance {
            true => Cell { shown: self.with_unit(x), value: Some(x), is_share: true },
            false => Cell::number(x),
        }
    }
}

impl Kind for Information {
    /// What is most worth finding out, if anything is.
    fn title(&self) -> String {
        two_lines(|name| {
            let objective = name(&self.objective);
            if !self.all.is_clear() {
                return format!(
                    "Nothing is worth finding out before choosing by “{objective}”, as far as can be told"
                );
            }
            match self.rows.first().filter(|first| first.is_clear()) {
                None => {
                    format!("No single {} is worth finding out before choosing by “{objective}”", self.of)
                }
                Some(first) => format!(
                    "Most worth finding out before choosing by “{objective}”: {}, {} of {}",
                    name(&first.name),
                    self.told(first.value),
                    self.with_unit(self.all.value)
                ),
            }
        })
    }

    fn subtitle(&self) -> String {
        let unit = if self.is_chance { " (percentage points)" } else { "" };
        format!(
            "By how much the best choice would rise in “{}”{unit} if one {} were known; without, “{}” is chosen",
            self.objective, self.of, self.chosen
        )
    }

    fn notes(&self) -> String {
        "Expected value of perfect and partial information, the luck of single histories taken out. Whiskers: 95% confidence; grey: not clear of nothing. What it \
         would cost to find out is not in here."
            .into()
    }

    fn description(&self) -> String {
        let rows: Vec<String> =
            std::iter::once(&self.all).chain(&self.rows).map(|row| self.words(row)).collect();
        format!("{}. {}.", self.subtitle(), rows.join("; "))
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names([&self.objective, &self.chosen, &self.of]);
        look.items(self.rows.len());
        for row in std::iter::once(&self.all).chain(&self.rows) {
            look.name(&row.name);
            look.number(row.value);
            look.numbers(row.range);
            look.chance(row.changes);
            look.whole(row.range[0] <= row.range[1], "has an interval that ends before it begins");
        }
    }

    fn table(&self) -> Table {
        let head = ["", "Worth", "95% from", "to", "Changes the choice"];
        Table::new(format!("{}: worth finding out", self.objective), &head).with(
            std::iter::once(&self.all).chain(&self.rows).map(|r| {
                let [lo, hi] = r.range;
                let numbers = [self.cell(r.value), self.cell(lo), self.cell(hi), Cell::share(r.changes)];
                row(&[&r.name], numbers)
            }),
        )
    }
}
