//! The bargaining frontier: what each package gives two parties, the best that both can have, and where options and solutions lie.

use serde::{Deserialize, Serialize};

use super::inspection::{Inspection, MOST_CELLS};
use super::kind::Kind;
use super::table::{Cell, Table, row};
use crate::legible::apart;
use crate::lettering::title::two_lines;
use crate::words::{short, thousands};

/// Two parties' points above what each would just accept, at the medians.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frontier {
    /// The two parties, across and upwards.
    pub parties: [String; 2],
    /// The others who must accept.
    pub others: Vec<String>,
    /// When: "January 2017".
    pub moment: String,
    /// How many packages no rule forbids, and how many of them leave everybody who must accept at or above what each would just accept.
    pub packages: [u64; 2],
    /// Whether every package was looked at.
    pub is_whole: bool,
    /// Cells of the cloud of all packages that hold any: left, bottom, right, top, packages, of them in the zone.
    pub cloud: Vec<[f64; 6]>,
    /// The frontier between the two, whoever else must accept, from the right.
    pub line: Vec<[f64; 2]>,
    /// The frontier among the packages in the zone.
    pub agreeable: Vec<[f64; 2]>,
    /// Named options.
    pub options: Vec<FrontierPoint>,
    /// Solutions.
    pub solutions: Vec<FrontierPoint>,
}

/// An option or a solution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrontierPoint {
    /// Its name.
    pub name: String,
    /// What it gives the two.
    pub at: [f64; 2],
    /// How much more each could have at no cost to the other.
    pub leaves: [f64; 2],
}

impl FrontierPoint {
    pub(crate) fn words(&self) -> String {
        let [x, y] = self.at.map(short);
        let [a, b] = self.leaves.map(short);
        format!("{}: {x} across, {y} upwards; leaves {a} and {b}", self.name)
    }
}

impl Kind for Frontier {
    fn title(&self) -> String {
        let [all, zone] = self.packages.map(thousands);
        let both = |point: &&FrontierPoint| point.at.iter().all(|x| *x >= 0.0);
        let accepted = self.options.iter().filter(both).count();
        two_lines(|name| {
            let [a, b] = [0, 1].map(|party| name(&self.parties[party]));
            match (self.is_whole, self.packages[1]) {
                (false, _) => format!("Where {a} and {b} could meet"),
                (true, 0) => format!(
                    "At the medians none of {all} packages is acceptable to all who must accept; both parties would take {accepted} of {} named options",
                    self.options.len()
                ),
                (true, _) => format!(
                    "At the medians {zone} of {all} packages are acceptable to all who must accept; both parties would take {accepted} of {} named options",
                    self.options.len()
                ),
            }
        })
    }

    fn subtitle(&self) -> String {
        let [a, b] = &self.parties;
        format!("Points above what each would just accept, {}: {a} across, {b} upwards", self.moment)
    }

    fn notes(&self) -> String {
        let others = match self.others.is_empty() {
            true => String::new(),
            false => format!(
                " Beside the two must accept: {}.",
                self.others.iter().map(|name| apart(name)).collect::<Vec<_>>().join(", ")
            ),
        };
        format!(
            "Right of and above the black lines each has at least what it would just accept. Shaded: packages, the darker the more; blue: all who must accept do. Line: nothing is better for one without being worse for the \
             other; blue: among those acceptable to all. Points of two audiences have no common unit.{others} At the medians of what was assigned; chances over worlds stand in the tables."
        )
    }

    fn description(&self) -> String {
        let told: Vec<String> =
            self.solutions.iter().chain(&self.options).map(FrontierPoint::words).collect();
        format!("{}. {} points on the frontier. {}.", self.subtitle(), self.line.len(), told.join(". "))
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names(&self.parties);
        look.names(&self.others);
        look.name(&self.moment);
        look.points(self.cloud.len());
        look.whole(self.cloud.len() <= MOST_CELLS, "has too many cells");
        self.cloud.iter().for_each(|cell| look.numbers(*cell));
        for line in [&self.line, &self.agreeable] {
            look.points(line.len());
            line.iter().for_each(|point| look.numbers(*point));
        }
        look.items(self.options.len() + self.solutions.len());
        for point in self.options.iter().chain(&self.solutions) {
            look.name(&point.name);
            look.numbers(point.at);
            look.numbers(point.leaves);
        }
    }

    fn table(&self) -> Table {
        let [a, b] = &self.parties;
        let leaves = [a, b].map(|name| format!("Leaves: {name}"));
        let head = ["Option or solution", a, b, &leaves[0], &leaves[1]];
        let of = |point: &FrontierPoint| {
            row(&[&point.name], [point.at, point.leaves].concat().into_iter().map(Cell::number))
        };
        Table::new("Points above what each would just accept", &head)
            .with(self.solutions.iter().chain(&self.options).map(of))
    }

    fn tables(&self) -> Vec<Table> {
        let [a, b] = &self.parties;
        let of = |point: &[f64; 2]| point.iter().map(|x| Cell::number(*x)).collect::<Vec<_>>();
        let line = Table::new("The frontier", &[a, b]).with(self.line.iter().map(of));
        let agreeable = Table::new("The frontier among packages that all accept", &[a, b])
            .with(self.agreeable.iter().map(of));
        vec![self.table(), line, agreeable]
    }

    fn options(&self) -> Vec<&str> {
        self.options.iter().map(|point| point.name.as_str()).collect()
    }
}
