//! Which assumptions move an outcome: how much each tells of it, and which way it works.

use crate::lettering::title::two_lines;
use crate::words::{interval, percent, short};
use serde::{Deserialize, Serialize};

use super::inspection::Inspection;
use super::kind::Kind;
use super::table::{Cell, Table, row};

/// How influence is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Influences {
    /// The share of the variance between worlds that an input tells alone.
    Alone,
    /// The share that would be left if all others were known; what it tells alone beside it.
    InTotal,
    /// Its part of the variance, what several tell together shared out among them.
    SharedOut,
    /// The mean magnitude of what a step over its whole range does.
    Steps,
}

/// How much each input moves an outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drivers {
    /// The outcome, such as "Treaty in force by December 2036".
    pub outcome: String,
    /// The scenario, or both where the outcome is the difference between two.
    pub scenario: String,
    /// How influence is measured.
    pub measure: Influences,
    /// The unit of steps: of a chance, percentage points; empty of shares.
    #[serde(default)]
    pub unit: String,
    /// What one of the rows is: "assumption", "party".
    pub one: String,
    /// The rows, the largest first.
    pub rows: Vec<DriverRow>,
    /// Rows in all; those that are not here tell less.
    pub all: usize,
    /// What the largest of them would reach by luck in one run of twenty, if none did anything.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub luck: Option<f64>,
}

/// One input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DriverRow {
    /// Its name.
    pub name: String,
    /// How much it moves the outcome.
    pub value: f64,
    /// The 95 % confidence interval of that.
    pub range: [f64; 2],
    /// What it tells alone, where the value counts more.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub alone: Option<f64>,
    /// What chance within worlds alone would make of it, where that is not taken out.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by_chance: Option<Beside>,
    /// +1 where more of it is more of the outcome, −1 where it is less, 0 where neither is clear; none of several taken together.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sign: Option<i8>,
}

/// What chance alone would make, beside what was found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// How much.
    pub value: f64,
    /// Whether what was found is clear of it, with the error of both.
    pub is_passed: bool,
}

impl DriverRow {
    /// Which way it works, in words.
    pub(crate) fn way(&self) -> &'static str {
        match self.sign {
            Some(1) => "raises it",
            Some(-1) => "lowers it",
            Some(_) => "unclear",
            None => "",
        }
    }

    /// Whether it is clear of 0, or of what chance alone would make, and of luck.
    pub(crate) fn is_clear(&self, luck: Option<f64>) -> bool {
        let is_clear = self.by_chance.map_or(self.range[0] > 0.0, |chance| chance.is_passed);
        is_clear && luck.is_none_or(|luck| self.value > luck)
    }
}

impl Drivers {
    /// A value as it is told.
    pub(crate) fn told(&self, value: f64) -> String {
        match self.measure {
            Influences::Steps => short(value),
            _ => percent(value.clamp(0.0, 1.0)),
        }
    }

    /// A row's value with its interval.
    pub(crate) fn told_with_range(&self, row: &DriverRow) -> String {
        match self.measure {
            Influences::Steps => {
                format!("{} ({} to {})", self.told(row.value), short(row.range[0]), short(row.range[1]))
            }
            _ => {
                let [lo, hi] = row.range.map(|x| x.clamp(0.0, 1.0));
                format!("{} ({})", self.told(row.value), interval(lo, hi))
            }
        }
    }

    pub(crate) fn words(&self, row: &DriverRow) -> String {
        let way = row.way();
        let alone = row.alone.map_or(String::new(), |alone| format!(", alone {}", self.told(alone)));
        let way = if way.is_empty() { String::new() } else { format!(", {way}") };
        let chance = match row.by_chance {
            Some(chance) if chance.is_passed => format!(", by chance alone {}", self.told(chance.value)),
            Some(chance) => format!(", not clear of the {} that chance alone makes", self.told(chance.value)),
            None => String::new(),
        };
        format!("{}: {}{alone}{way}{chance}", row.name, self.told_with_range(row))
    }

    fn several(&self) -> String {
        match self.one.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{}s", self.one),
        }
    }
}

impl Kind for Drivers {
    /// The input that tells most, if its interval lies above that of the next; else how many cannot be told apart.
    fn title(&self) -> String {
        two_lines(|name| {
            let outcome = name(&self.outcome);
            let clear: Vec<&DriverRow> = self.rows.iter().filter(|row| row.is_clear(self.luck)).collect();
            let Some(first) = clear.first() else {
                return format!("“{outcome}”: no single {} moves it by more than luck may", self.one);
            };
            let rivals = clear.iter().filter(|row| row.range[1] >= first.range[0]).count();
            let most = match self.measure {
                Influences::Steps => {
                    format!("{} {} a step over its range", self.told(first.value), self.unit)
                }
                _ => format!("{} of what is not known", self.told(first.value)),
            };
            match rivals {
                ..=1 => format!("{} moves “{outcome}” most: {most}", name(&first.name)),
                n => format!(
                    "{n} {} move “{outcome}” most, and cannot be told apart; the first is {}",
                    self.several(),
                    name(&first.name)
                ),
            }
        })
    }

    fn subtitle(&self) -> String {
        let one = &self.one;
        let what = match self.measure {
            Influences::Alone => format!("share of the variance between worlds that each {one} tells alone"),
            Influences::InTotal => {
                format!(
                    "share of the variance between worlds that hangs on each {one}, alone (ring) and in total (dot)"
                )
            }
            Influences::SharedOut => format!("part of each {one} in the variance between worlds"),
            Influences::Steps => {
                format!("mean size of what a step of each {one} does, over its whole range, {}", self.unit)
            }
        };
        format!("{}, “{}”: {}", self.scenario, self.outcome, what.trim_end_matches([',', ' ']))
    }

    fn notes(&self) -> String {
        let measure = match self.measure {
            Influences::Alone => {
                "Net of chance within worlds; what several tell only together is in none of them."
            }
            Influences::InTotal => {
                "Net of chance within worlds; what several tell together is in the total of each, so totals sum to more than all."
            }
            Influences::SharedOut => {
                "Net of chance within worlds; what several tell together, or of each other, is shared out among them, so parts sum to all."
            }
            Influences::Steps if self.rows.iter().any(|row| row.by_chance.is_some()) => {
                "Elementary effects: one is moved at a time, from many places. Upright tick: what chance within worlds alone would make; what is not clear of it is grey."
            }
            Influences::Steps => "Elementary effects: one is moved at a time, from many places.",
        };
        let luck = match self.luck {
            Some(luck) => format!(
                " If none did anything, the largest would pass {} (line) in one run of twenty.",
                self.told(luck)
            ),
            None => String::new(),
        };
        let hidden = match self.all - self.rows.len().min(self.all) {
            0 => String::new(),
            n => format!(" {n} more tell less."),
        };
        format!(
            "Whiskers: 95% confidence. Blue raises the outcome, amber lowers it, grey: not clear. {measure}{luck}{hidden}"
        )
    }

    fn description(&self) -> String {
        let rows: Vec<String> = self.rows.iter().map(|row| self.words(row)).collect();
        format!("What moves {}: {}.", self.outcome, rows.join("; "))
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names([&self.outcome, &self.scenario, &self.one, &self.unit]);
        look.items(self.rows.len());
        look.whole(self.all >= self.rows.len(), "has more rows than there are");
        self.luck.into_iter().for_each(|luck| look.number(luck));
        for row in &self.rows {
            look.name(&row.name);
            look.numbers([row.value, row.range[0], row.range[1]]);
            row.alone.into_iter().for_each(|alone| look.number(alone));
            row.by_chance.into_iter().for_each(|chance| look.number(chance.value));
            look.whole(row.range[0] <= row.range[1], "has an interval whose ends are exchanged");
        }
    }

    fn table(&self) -> Table {
        let cell = |value: f64| match self.measure {
            Influences::Steps => Cell::number(value),
            _ => Cell { shown: self.told(value), value: Some(value), is_share: true },
        };
        let head = ["", "Influence", "from", "to", "More of it"];
        Table::new(format!("What moves “{}”", self.outcome), &head).with(self.rows.iter().map(|r| {
            let numbers = [r.value, r.range[0], r.range[1]].map(cell);
            row(&[&r.name], numbers.into_iter().chain([Cell::text(r.way())]))
        }))
    }
}
