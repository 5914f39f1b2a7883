//! Paired differences: chances before and after, and the difference with its interval, a row an option, an outcome or a scenario.

use crate::lettering::title::two_lines;
use crate::words::{difference_with_interval, percent_to, plain};
use serde::{Deserialize, Serialize};

use super::inspection::Inspection;
use super::kind::Kind;
use super::table::{Cell, Table, row};
/// What the rows of the figure are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compared {
    /// Options, each without and with the same change.
    Options,
    /// Outcomes of one scenario, before and after.
    Outcomes,
    /// Scenarios, each against the first.
    Scenarios,
}

/// Chances before and after, in the same worlds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Differences {
    /// What the rows are.
    pub rows_are: Compared,
    /// The outcome, such as "Treaty in force by December 2036"; where the rows are outcomes, when: "In December 2036".
    pub outcome: String,
    /// What is compared, in a word or two: "without", "as it is".
    pub before: String,
    /// Against what.
    pub after: String,
    /// The rows, from the top.
    pub rows: Vec<DifferenceRow>,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DifferenceRow {
    /// Its name.
    pub name: String,
    /// The chance before.
    pub before: f64,
    /// The chance after.
    pub after: f64,
    /// After less before, rounded by its own error and not by theirs.
    pub difference: f64,
    /// The standard error of the paired difference.
    pub standard_error: f64,
    /// Its confidence interval, where this tells more than the standard error.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub range: Option<[f64; 2]>,
    /// How the two sides are told where they are counted and not estimated: "2 of 25,000".
    #[serde(default)]
    pub counted: [Option<String>; 2],
}

impl DifferenceRow {
    /// The difference in percentage points, and twice its standard error.
    fn points(&self) -> (f64, f64) {
        (100.0 * self.difference, 200.0 * self.standard_error)
    }

    /// Both sides, with what they read as.
    pub(crate) fn sides(&self) -> [(f64, String); 2] {
        self.sides_to(0)
    }

    pub(crate) fn sides_to(&self, decimals: usize) -> [(f64, String); 2] {
        let told = |side: usize, chance: f64| {
            (chance, self.counted[side].clone().unwrap_or_else(|| percent_to(chance, decimals)))
        };
        [told(0, self.before), told(1, self.after)]
    }

    /// +1 or −1 if it is clear of zero, else 0.
    pub(crate) fn sign(&self) -> i32 {
        let (points, reach) = self.points();
        let [lo, hi] = self.range.map_or([points - reach, points + reach], |range| range);
        if lo > 0.0 {
            1
        } else if hi < 0.0 {
            -1
        } else {
            0
        }
    }

    pub(crate) fn words(&self) -> String {
        let (value, reach) = self.points();
        match self.range {
            Some([lo, hi]) => difference_with_interval(value, (100.0 * lo, 100.0 * hi)),
            None => points(value, reach),
        }
    }
}

/// A difference with two standard errors, in as many digits as these leave: "+3.2 ±0.4".
pub(crate) fn points(value: f64, reach: f64) -> String {
    if value == 0.0 && reach == 0.0 {
        return "no change".into();
    }
    let decimals = match reach {
        reach if reach >= 0.95 => 0,
        reach if reach >= 0.095 => 1,
        _ => 2,
    };
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{} ±{}", plain(value, decimals), plain(reach, decimals))
}

impl Differences {
    /// What the rows say, every name passed through `name`.
    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let (outcome, before, after) = (name(&self.outcome), name(&self.before), name(&self.after));
        let all = self.rows.len();
        let of = |sign: i32| self.rows.iter().filter(|row| row.sign() == sign).count();
        let size = |row: &&DifferenceRow| row.points().0.abs();
        let clear = self.rows.iter().filter(|row| row.sign() != 0);
        let most = clear.max_by(|a, b| size(a).total_cmp(&size(b)));
        let told = most.map_or(String::new(), |row| {
            format!("“{}” ({} points)", name(&row.name), row.words().replace(" ±", ", ±"))
        });
        let count = |n: usize, what: &str| match n == all {
            true => format!("every {what}"),
            false => format!("{n} of {all} {what}s"),
        };
        // "it lies", "all 9 lie", "6 of 9 lie".
        let lie = |n: usize| match (n, all) {
            (_, 1) => "it lies".to_string(),
            (1, _) => format!("1 of {all} lies"),
            (n, all) if n == all => format!("all {all} lie"),
            _ => format!("{n} of {all} lie"),
        };
        match (self.rows_are, of(1), of(-1)) {
            (Compared::Options, 0, 0) => {
                format!("“{after}” makes no difference to “{outcome}” that the simulation can tell")
            }
            (Compared::Options, up, 0) => {
                format!(
                    "“{after}” raises the chance of “{outcome}” under {}, most under {told}",
                    count(up, "option")
                )
            }
            (Compared::Options, 0, down) => {
                format!(
                    "“{after}” lowers the chance of “{outcome}” under {}, most under {told}",
                    count(down, "option")
                )
            }
            (Compared::Options, up, down) => format!(
                "“{after}” raises the chance of “{outcome}” under {up} options and lowers it under {down}, most under {told}"
            ),
            (Compared::Outcomes, 0, 0) => {
                format!("From “{before}” to “{after}” no chance moves by more than the simulation can tell")
            }
            (Compared::Outcomes, up, down) => format!(
                "From “{before}” to “{after}”, {} {}, most {told}",
                count(up + down, "chance"),
                if up + down == 1 || up + down == all { "moves" } else { "move" }
            ),
            (Compared::Scenarios, 0, 0) => {
                format!("{outcome}: none differs from “{before}” by more than the simulation can tell")
            }
            (Compared::Scenarios, up, 0) => {
                format!("{outcome}: {} above “{before}”, most {told}", lie(up))
            }
            (Compared::Scenarios, 0, down) => {
                format!("{outcome}: {} below “{before}”, most {told}", lie(down))
            }
            (Compared::Scenarios, up, down) => {
                format!(
                    "{outcome}: against “{before}”, {up} of {all} lie higher and {down} lower, most {told}"
                )
            }
        }
    }
}

impl Kind for Differences {
    /// In how many rows the chance is higher or lower, clear of zero by twice the standard error, and where most.
    fn title(&self) -> String {
        two_lines(|name| self.finding(name))
    }

    fn subtitle(&self) -> String {
        let Differences { outcome, before, after, .. } = self;
        let marks = match self.rows_are {
            Compared::Scenarios => format!("“{before}” (ring) and each of the others (dot)"),
            _ => format!("{before} (ring) and {after} (dot)"),
        };
        match self.rows_are {
            Compared::Outcomes => {
                format!("{outcome}, share of histories (%): {marks}; difference in points")
            }
            _ => format!("Chance (%) of “{outcome}”: {marks}; difference in points"),
        }
    }

    fn notes(&self) -> String {
        "Paired: both sides live in the same worlds through the same chances, so a difference is an effect and not noise. ± is two \
         standard errors; grey: not clear of zero."
            .into()
    }

    fn description(&self) -> String {
        let rows = self.rows.iter().map(|row| {
            format!(
                "{}: {} {}, {} {}, difference {} points",
                row.name,
                self.before,
                row.sides()[0].1,
                self.after,
                row.sides()[1].1,
                row.words()
            )
        });
        format!("Paired differences of {}. {}.", self.outcome, rows.collect::<Vec<_>>().join("; "))
    }

    fn options(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row.name.as_str()).collect()
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names([&self.outcome, &self.before, &self.after]);
        look.items(self.rows.len());
        for row in &self.rows {
            look.name(&row.name);
            look.chances([row.before, row.after, row.difference.abs(), row.standard_error]);
            row.range.into_iter().for_each(|ends| look.chances(ends.map(f64::abs)));
            look.names(row.counted.iter().flatten());
        }
    }

    fn table(&self) -> Table {
        let columns = ["", self.before.as_str(), self.after.as_str(), "Standard error of the difference"];
        Table::new(self.outcome.clone(), &columns).with(self.rows.iter().map(|r| {
            let [before, after] =
                r.sides().map(|(value, shown)| Cell { shown, value: Some(value), is_share: true });
            row(&[&r.name], [before, after, Cell::error(r.standard_error)])
        }))
    }
}
