//! In which worlds an outcome is more frequent: boxes, a bar for what each asks of an input.

use crate::lettering::title::two_lines;
use crate::words::{amount, share, short};
use serde::{Deserialize, Serialize};

use super::inspection::Inspection;
use super::kind::Kind;
use super::table::{Cell, Table, row};

/// Boxes, each found in what the ones before left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Boxes {
    /// The outcome: "In force, reached by December 2036".
    pub outcome: String,
    /// The scenario, or both that were set against each other.
    pub scenario: String,
    /// What lies in a box: "worlds" or "histories".
    pub things: String,
    /// Whether densities are shares of 1.
    pub is_share: bool,
    /// Whether densities are differences of two scenarios.
    pub is_difference: bool,
    /// The unit of densities that are no shares.
    pub unit: String,
    /// The boxes, the one that stands out most first.
    pub boxes: Vec<BoxRow>,
}

/// One box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoxRow {
    /// What it asks, an input each.
    pub limits: Vec<BoxLimit>,
    /// The share or mean of the outcome within it.
    pub density: f64,
    /// The standard error of that.
    pub standard_error: f64,
    /// The same outside.
    pub elsewhere: f64,
    /// The share of the worlds that it holds.
    pub mass: f64,
    /// The share of the outcome that it holds, where that has a meaning.
    pub coverage: Option<f64>,
}

/// What a box asks of an input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoxLimit {
    /// The input.
    pub name: String,
    /// The range in words, with its unit: "0.4 a year or more".
    pub range: String,
    /// Its least and greatest value.
    pub ends: [f64; 2],
    /// It is this or more …
    pub from: Option<f64>,
    /// … and less than this.
    pub below: Option<f64>,
    /// The shares of the worlds that lie below the two ends of the range: 0 and 1 where there is no end.
    pub shares: [f64; 2],
    /// The share of halves of the worlds in which it comes back.
    pub returns: f64,
    /// Whether the worlds that tell of the box bear this out too.
    #[serde(default = "yes")]
    pub is_borne_out: bool,
}

/// What older files say nothing of.
fn yes() -> bool {
    true
}

impl BoxLimit {
    /// The range in words, with a word on what other worlds do not bear out.
    pub(crate) fn told(&self) -> String {
        match self.is_borne_out {
            true => self.range.clone(),
            false => format!("{} (not borne out)", self.range),
        }
    }
}

impl Boxes {
    /// A density.
    pub(crate) fn value(&self, x: f64) -> String {
        match (self.is_share, self.is_difference, self.unit.as_str()) {
            (true, true, _) => {
                let decimals = if x.abs() < 0.01 { 2 } else { 1 };
                format!("{} points", crate::words::plus_or_minus(100.0 * x, decimals))
            }
            (true, false, _) => share(x),
            (false, _, unit) => amount(&short(x), unit),
        }
    }

    /// What a box comes to, in few words.
    pub(crate) fn told(&self, of: &BoxRow) -> String {
        format!("{}, elsewhere {}", self.value(of.density), self.value(of.elsewhere))
    }

    /// How much lies in a box, in few words.
    pub(crate) fn holds(&self, of: &BoxRow) -> String {
        let held = of.coverage.map_or(String::new(), |held| format!(", with {} of the outcome", share(held)));
        format!("{} of {}{held}", share(of.mass), self.things)
    }

    fn cell(&self, x: f64) -> Cell {
        if self.is_share { Cell::share(x) } else { Cell::number(x) }
    }
}

impl Kind for Boxes {
    /// What the first box asks and what it comes to.
    fn title(&self) -> String {
        two_lines(|name| {
            let Some(first) = self.boxes.first() else {
                return format!("Nothing marks out {} with more of “{}”", self.things, name(&self.outcome));
            };
            // What holds or does not is a sentence of its own.
            let asks = |limit: &BoxLimit| match limit.range.as_str() {
                "yes" if limit.is_borne_out => name(&limit.name),
                "yes" => format!("{} (not borne out)", name(&limit.name)),
                _ => format!("“{}” is {}", name(&limit.name), limit.told()),
            };
            let asks = match &first.limits[..] {
                [one] => format!("Where {}", asks(one)),
                [one, two] => format!("Where {} and {}", asks(one), asks(two)),
                more => format!("In a box of {} assumptions", more.len()),
            };
            format!("{asks}: {}", self.told(first))
        })
    }

    fn subtitle(&self) -> String {
        let what =
            if self.is_difference { "by how much the first has more of" } else { "where there is more of" };
        format!("{}: {what} “{}”", self.scenario, self.outcome)
    }

    fn notes(&self) -> String {
        let error = self.boxes.iter().map(|one| one.standard_error).fold(0.0, f64::max);
        let error = match self.is_share {
            true => format!("{} points", short(100.0 * error)),
            false => short(error),
        };
        let pale = match self.boxes.iter().flat_map(|one| &one.limits).all(|limit| limit.is_borne_out) {
            true => "",
            false => " Pale: not borne out by the worlds that tell.",
        };
        format!(
            "Each bar is the range that a box asks of an input, within the whole range (grey) by shares of {}. Told of {} that had no part in finding the box; \
             standard error {error} or less. A later box is what the earlier ones leave.{pale}",
            self.things, self.things
        )
    }

    fn description(&self) -> String {
        let one = |(place, of): (usize, &BoxRow)| {
            let limits: Vec<String> =
                of.limits.iter().map(|limit| format!("{} {}", limit.name, limit.told())).collect();
            format!("Box {}: {}; {}; {}", place + 1, limits.join(", "), self.told(of), self.holds(of))
        };
        let boxes: Vec<String> = self.boxes.iter().enumerate().map(one).collect();
        format!("{}. {}.", self.subtitle(), boxes.join(". "))
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names([&self.outcome, &self.scenario, &self.things, &self.unit]);
        look.items(self.boxes.len() + self.boxes.iter().map(|one| one.limits.len()).sum::<usize>());
        for one in &self.boxes {
            look.numbers([one.density, one.standard_error, one.elsewhere]);
            if self.is_share {
                look.chances([one.density.abs(), one.standard_error, one.elsewhere.abs()]);
            }
            look.chance(one.mass);
            one.coverage.into_iter().for_each(|share| look.chance(share));
            for limit in &one.limits {
                look.names([&limit.name, &limit.range]);
                look.numbers(limit.ends);
                limit.from.into_iter().chain(limit.below).for_each(|x| look.number(x));
                look.chances(limit.shares);
                look.chance(limit.returns);
                look.whole(limit.shares[0] <= limit.shares[1], "has a range that ends before it begins");
            }
        }
    }

    fn table(&self) -> Table {
        let things = format!("Share of {}", self.things);
        let head = ["Box", "Input", "Range", "Comes back", &things, "Within", "Elsewhere", "Holds"];
        let rows = self.boxes.iter().enumerate().flat_map(|(place, of)| {
            of.limits.iter().map(move |limit| {
                let numbers = [
                    Cell::share(limit.returns),
                    Cell::share(of.mass),
                    self.cell(of.density),
                    self.cell(of.elsewhere),
                    of.coverage.map_or(Cell::text("–"), Cell::share),
                ];
                row(&[&format!("{}", place + 1), &limit.name, &limit.told()], numbers)
            })
        });
        Table::new(self.outcome.clone(), &head).with(rows)
    }
}
