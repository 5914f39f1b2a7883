//! Influence against strength of evidence: one point an assumption, and the corner that is work to be done.

use crate::lettering::title::two_lines;
use crate::words::percent;
use serde::{Deserialize, Serialize};

use super::asked::AskedOutcome;
use super::inspection::{Inspection, MOST_CELLS};
use super::kind::Kind;
use super::table::{Cell, Table, row};

/// How far assumptions move an outcome, against how well they are grounded: NUSAP's diagnostic diagram.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Strength {
    /// What is asked about.
    #[serde(flatten)]
    pub asked: AskedOutcome,
    /// The scenario, or one against another.
    pub scenario: String,
    /// What influence is measured by: "share of the variance between worlds".
    pub influence_is: String,
    /// The assumptions, the most influential first.
    pub points: Vec<StrengthPoint>,
    /// Below this strength an assumption is weakly grounded.
    pub weak_below: f64,
    /// From this influence on an assumption matters much.
    pub much_from: f64,
}

/// One assumption.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StrengthPoint {
    /// Its key.
    pub key: String,
    /// What a reader calls it.
    pub name: String,
    /// How strong its ground is. **Range** 0–1.
    pub strength: f64,
    /// How far it moves the outcome. **Range** usually 0–1; noise may leave it below 0.
    pub influence: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The kind of its ground, in words.
    pub ground: String,
    /// Whether it matters much and is weakly grounded.
    pub is_work: bool,
}

impl StrengthPoint {
    pub(crate) fn words(&self) -> String {
        format!(
            "{}: influence {}, strength {:.2} ({})",
            self.name,
            percent(self.influence),
            self.strength,
            self.ground
        )
    }
}

impl Strength {
    /// The assumptions in the corner.
    pub(crate) fn work(&self) -> impl Iterator<Item = &StrengthPoint> {
        self.points.iter().filter(|point| point.is_work)
    }
}

impl Kind for Strength {
    /// How many assumptions matter much and are weakly grounded, and the first of them.
    fn title(&self) -> String {
        two_lines(|name| {
            let outcome = name(&self.asked.outcome);
            let work: Vec<&StrengthPoint> = self.work().collect();
            match work[..] {
                [] => format!("“{outcome}”: nothing that matters much is weakly grounded"),
                [one] => format!(
                    "“{outcome}” rests on one assumption that matters much and is weakly grounded: {}",
                    name(&one.name)
                ),
                [first, ..] => format!(
                    "“{outcome}” rests on {} assumptions that matter much and are weakly grounded, {} before all",
                    work.len(),
                    name(&first.name)
                ),
            }
        })
    }

    fn subtitle(&self) -> String {
        format!(
            "{}: {} of “{}” {} (upwards) against the strength of the evidence (across), one dot an assumption",
            self.scenario,
            self.influence_is,
            self.asked.outcome,
            self.asked.when()
        )
    }

    fn notes(&self) -> String {
        format!(
            "Strength is that of the ledger, from 0 (nothing but a number) to 1 (measured, checked, by an accepted method). Shaded: strength below {}, \
             influence from {} on. Named: those of this corner.",
            crate::words::short(self.weak_below),
            percent(self.much_from)
        )
    }

    fn description(&self) -> String {
        let points: Vec<String> = self.points.iter().map(StrengthPoint::words).collect();
        format!("Influence on {} against strength of evidence. {}.", self.asked.outcome, points.join("; "))
    }

    fn inspect(&self, look: &mut Inspection) {
        self.asked.inspect(look);
        look.names([&self.scenario, &self.influence_is]);
        look.whole(4 * self.points.len() <= MOST_CELLS, "has too many points");
        look.numbers([self.much_from]);
        look.chance(self.weak_below);
        for point in &self.points {
            look.names([&point.key, &point.name, &point.ground]);
            look.chance(point.strength);
            look.numbers([point.influence, point.standard_error]);
        }
        look.items(self.work().count());
    }

    fn table(&self) -> Table {
        let title = format!("{}: what matters, and how well it is grounded", self.asked.outcome);
        let rows = self.points.iter().map(|point| {
            let corner = if point.is_work { "yes" } else { "" };
            let numbers = [
                Cell::share(point.influence),
                Cell::error(point.standard_error),
                Cell::number(point.strength),
                Cell::text(point.ground.clone()),
                Cell::text(corner),
            ];
            row(&[&point.name, &point.key], numbers)
        });
        let head = [
            "Assumption",
            "Key",
            "Influence",
            "Standard error",
            "Strength",
            "Ground",
            "Matters much, weakly grounded",
        ];
        Table::new(title, &head).with(rows)
    }
}
