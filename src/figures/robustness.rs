//! How sure a ranking of options is: the chance over worlds that each ranks first, and what choosing it costs.

use crate::lettering::title::two_lines;
use crate::words::{interval, percent};
use serde::{Deserialize, Serialize};

use super::inspection::Inspection;
use super::kind::Kind;
use super::table::{Cell, Table, row};

/// How options compare over worlds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Robustness {
    /// What is compared: "In force, reached by December 2026".
    pub outcome: String,
    /// Its unit; none of a chance, whose numbers are shares of 1.
    pub unit: Option<String>,
    /// The level of the last column: what the best option has in the mean, unless another was asked for.
    pub level: f64,
    /// The options, the one that most often ranks first on top.
    pub rows: Vec<RobustnessRow>,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RobustnessRow {
    /// Its name.
    pub name: String,
    /// The share of the worlds in which it ranks first; none where options tie in too many worlds for that to be told.
    pub first: Option<f64>,
    /// The confidence interval of that; where it is not told, all that the paths leave open.
    pub first_range: [f64; 2],
    /// What it comes to in the mean.
    pub mean: f64,
    /// What it falls short of the best option of each world, in the mean.
    pub regret: f64,
    /// What it has at least in all but a twentieth of the worlds, where that is told.
    pub worst: Option<f64>,
    /// The share of the worlds in which it has at least the level.
    pub at_least: f64,
}

impl Robustness {
    /// A number of the outcome.
    pub(crate) fn value(&self, x: f64) -> String {
        match &self.unit {
            None => percent(x),
            Some(_) => crate::words::short(x),
        }
    }

    /// The heads of the columns of numbers.
    pub(crate) fn heads(&self) -> [String; 4] {
        let level = format!("≥ {}", self.value(self.level));
        ["Mean".into(), "Regret".into(), "Worst 5%".into(), level]
    }

    /// The numbers of a row under these heads.
    pub(crate) fn numbers(&self, row: &RobustnessRow) -> [String; 4] {
        let worst = row.worst.map_or("–".into(), |x| self.value(x));
        [self.value(row.mean), self.value(row.regret), worst, percent(row.at_least)]
    }

    /// Whether options tie too often for shares to be told.
    pub(crate) fn is_open(&self) -> bool {
        self.rows.iter().any(|row| row.first.is_none())
    }

    fn cell(&self, x: f64) -> Cell {
        if self.unit.is_none() { Cell::share(x) } else { Cell::number(x) }
    }
}

impl Kind for Robustness {
    /// Which option ranks first most often, if that is clear.
    fn title(&self) -> String {
        two_lines(|name| {
            let Some(first) = self.rows.first() else { return "Nothing to compare".into() };
            let rival = self.rows.get(1).is_some_and(|second| second.first_range[1] >= first.first_range[0]);
            let outcome = name(&self.outcome);
            match first.first {
                None if !rival => format!(
                    "“{}” has most of “{outcome}” in at least {} of worlds",
                    name(&first.name),
                    percent(first.first_range[0])
                ),
                None => format!("In how many worlds each option has most of “{outcome}” cannot be told"),
                Some(_) if rival => {
                    format!("Which option has most of “{outcome}” differs from world to world")
                }
                Some(share) => {
                    let (is_most, name, share) =
                        (first.first_range[0] > 0.5, name(&first.name), percent(share));
                    match is_most {
                        true => format!("“{name}” has most of “{outcome}” in {share} of worlds"),
                        false => format!("“{name}” most often has most of “{outcome}”, in {share} of worlds"),
                    }
                }
            }
        })
    }

    fn subtitle(&self) -> String {
        match self.is_open() {
            true => {
                "Share of worlds in which each option may rank first; paths are too few to say more".into()
            }
            false => {
                "Share of worlds in which each option ranks first, chance within worlds taken out".into()
            }
        }
    }

    fn notes(&self) -> String {
        let ranks = match self.is_open() {
            true => {
                "Ranges: all that the paths leave open, since options tie for the lead in many worlds; more paths would tell."
            }
            false => "Whiskers: 95% confidence. Worlds that tie are shared out.",
        };
        format!(
            "{ranks} Regret: what the option falls short of the best one of each world, in the mean. Worst 5%: what all but a twentieth of worlds exceed."
        )
    }

    fn description(&self) -> String {
        let row = |row: &RobustnessRow| {
            let [lo, hi] = row.first_range;
            let numbers =
                self.heads().into_iter().zip(self.numbers(row)).map(|(head, x)| format!("{head} {x}"));
            let numbers: Vec<String> = numbers.collect();
            let first = match row.first {
                Some(first) => format!("{} ({})", percent(first), interval(lo, hi)),
                None => interval(lo, hi),
            };
            format!("{}: first in {first}; {}", row.name, numbers.join(", "))
        };
        let rows: Vec<String> = self.rows.iter().map(row).collect();
        format!("{}, by “{}”. {}.", self.subtitle(), self.outcome, rows.join(". "))
    }

    fn inspect(&self, look: &mut Inspection) {
        look.name(&self.outcome);
        look.names(&self.unit);
        look.number(self.level);
        look.items(self.rows.len());
        for row in &self.rows {
            look.name(&row.name);
            row.first.into_iter().for_each(|first| look.chance(first));
            look.chance(row.at_least);
            look.chances(row.first_range);
            look.numbers([row.mean, row.regret]);
            row.worst.into_iter().for_each(|x| look.number(x));
        }
    }

    fn table(&self) -> Table {
        let [mean, regret, worst, level] = self.heads();
        let head = ["Option", "Ranks first", "95% from", "to", &mean, &regret, &worst, &level];
        Table::new(format!("{}: which option ranks first", self.outcome), &head).with(self.rows.iter().map(
            |r| {
                let [lo, hi] = r.first_range;
                let worst = r.worst.map_or(Cell::text("–"), |x| self.cell(x));
                let numbers = [
                    r.first.map_or(Cell::text("–"), Cell::share),
                    Cell::share(lo),
                    Cell::share(hi),
                    self.cell(r.mean),
                    self.cell(r.regret),
                    worst,
                    Cell::share(r.at_least),
                ];
                row(&[&r.name], numbers)
            },
        ))
    }

    fn options(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row.name.as_str()).collect()
    }
}
