//! The hikiwake plane: what one government gains above the status quo against what the other gains, one dot a settled
//! history, over the bands of the judo vocabulary.

use crate::analysis::{band_names, certain_metric};
use crate::lettering::title::two_lines;
use crate::model::{Measure, Scenario};
use crate::words::thousands;
use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::inspection::{Inspection, MOST_CELLS};
use super::kind::Kind;
use super::ranking::{Behind, Rival, comparison};
use super::simulated::{Simulated, chance, horizon, no_loser, short};
use super::table::{Cell, Table, row};
/// What two sides gain above the status quo at the end, by option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plane {
    /// The two sides, across and upwards.
    pub sides: [String; 2],
    /// A shortfall that is still tolerated. **Unit** points.
    pub tolerance: f64,
    /// A gap that still counts as even.
    pub even: f64,
    /// The loss beyond which it is ippon.
    pub heavy: f64,
    /// When it is measured.
    pub horizon: String,
    /// The bands' names, in the engine's order.
    pub bands: Vec<String>,
    /// The options.
    pub panels: Vec<PlanePanel>,
    /// Histories that were looked at for each panel, one a world; those that are settled have a dot.
    pub histories: u32,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanePanel {
    /// The option's name.
    pub name: String,
    /// What the first and the second side gain, of the histories that are settled.
    pub dots: Vec<[f64; 2]>,
    /// The chance of each band, over all histories of the run.
    pub bands: Vec<Chance>,
    /// The chance that neither side loses: a draw, or uneven but tolerable.
    pub no_loser: Chance,
    /// How far that lies below the best option's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub behind: Option<Behind>,
}

impl Plane {
    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let topic = "No side a loser";
        match self.panels.as_slice() {
            [] => format!("{topic}: nothing to show"),
            [panel] => {
                let topic = format!("an end without a loser in {}", self.horizon);
                format!("{}: {}", name(&panel.name), panel.no_loser.said_of(&topic))
            }
            panels => {
                let rows: Vec<Rival> = panels
                    .iter()
                    .map(|panel| Rival { name: &panel.name, chance: panel.no_loser, behind: panel.behind })
                    .collect();
                format!("An end without a loser in {}: {}", self.horizon, comparison(&rows, name))
            }
        }
    }
}

impl Kind for Plane {
    /// What [`super::EndStates`] says of its headline, said of the chance that neither side loses.
    fn title(&self) -> String {
        two_lines(|name| self.finding(name))
    }

    fn subtitle(&self) -> String {
        format!(
            "Points above the status quo where a settlement is in force in {}: {} across, {} upwards",
            self.horizon, self.sides[0], self.sides[1]
        )
    }

    fn notes(&self) -> String {
        let tolerance = match self.tolerance {
            t if t > 0.0 => format!(" (less a tolerance of {t})"),
            _ => String::new(),
        };
        format!(
            "One dot a settled history of {} to an option, one history a world; those beyond the frame lie on its edge. Shares: all \
             histories of the run; nobody scores where nothing is settled. Right of and above the black lines a side has at least \
             the status quo{tolerance}. Even: at most {} points apart; ippon: the loser more than {} points below.",
            thousands(self.histories.into()),
            self.even,
            self.heavy
        )
    }

    fn description(&self) -> String {
        let panels = self.panels.iter().map(|panel| {
            let bands =
                self.bands.iter().zip(&panel.bands).map(|(name, &share)| format!("{name} {}", share.told()));
            format!("{}: {}", panel.name, bands.collect::<Vec<_>>().join(" · "))
        });
        format!(
            "Plane of what {} and {} gain above the status quo in {}. {}.",
            self.sides[0],
            self.sides[1],
            self.horizon,
            panels.collect::<Vec<_>>().join("; ")
        )
    }

    fn options(&self) -> Vec<&str> {
        self.panels.iter().map(|panel| panel.name.as_str()).collect()
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names(&self.sides);
        look.name(&self.horizon);
        look.names(&self.bands);
        look.numbers([self.tolerance, self.even, self.heavy]);
        look.items(self.bands.len());
        look.items(self.panels.len());
        look.whole(self.bands.len() * self.panels.len() <= MOST_CELLS, "has too many cells");
        for panel in &self.panels {
            look.name(&panel.name);
            look.share(&panel.no_loser);
            panel.behind.into_iter().for_each(|behind| behind.inspect(look));
            look.rectangular(panel.bands.len() == self.bands.len());
            panel.bands.iter().for_each(|share| look.share(share));
            look.points(panel.dots.len());
            panel.dots.iter().flatten().for_each(|&x| look.number(x));
        }
    }

    fn table(&self) -> Table {
        let mut columns = vec!["Option"];
        columns.extend(self.bands.iter().map(String::as_str));
        columns.extend(["Neither loses", "Standard error"]);
        let of_panel = |p: &PlanePanel| {
            let ends = [Cell::chance(p.no_loser), Cell::error_of(p.no_loser)];
            row(&[&p.name], p.bands.iter().map(|&b| Cell::chance(b)).chain(ends))
        };
        Table::new(format!("Chance of each band, {}", self.horizon), &columns)
            .with(self.panels.iter().map(of_panel))
    }

    fn tables(&self) -> Vec<Table> {
        vec![self.table(), self.dots_table()]
    }
}

impl Plane {
    /// Every dot.
    fn dots_table(&self) -> Table {
        let [a, b] = &self.sides;
        let mut table = Table::new("Gains of the histories shown, in points", &["Option", a, b]);
        for panel in &self.panels {
            table.rows.extend(panel.dots.iter().map(|dot| row(&[&panel.name], dot.map(Cell::number))));
        }
        table
    }
}

/// Dots of all panels of a plane together: more would be one dark cloud, and a large file.
const PLANE: usize = 2_000;

impl Plane {
    /// Each side's surplus against the other's.
    pub(crate) fn of(cases: &[Simulated], metric: &str) -> Option<Plane> {
        let first = cases[0].scenario;
        let index = first.metrics.iter().find(|m| m.id == metric)?;
        let Measure::Hikiwake { audiences, tolerance, even, heavy, .. } = &index.measure else { return None };
        let most = PLANE / cases.len();
        let panels: Vec<PlanePanel> = cases
            .iter()
            .zip(Behind::without_a_loser(cases, metric))
            .filter_map(|(case, behind)| Some(PlanePanel { behind, ..plane_panel(case, metric, most)? }))
            .collect();
        Some(Plane {
            sides: [0, 1].map(|side| side_name(first, &audiences[side])),
            tolerance: *tolerance,
            even: *even,
            heavy: *heavy,
            horizon: horizon(first),
            bands: band_names(first, index).into_iter().map(|(_, name)| name).collect(),
            histories: cases
                .iter()
                .filter_map(|case| Some(case.record.gains[case.metric(metric)?].len()))
                .max()
                .unwrap_or(0)
                .min(most) as u32,
            panels,
        })
    }
}

/// "Upland (cabinet)".
fn side_name(scenario: &Scenario, audience: &str) -> String {
    let party = scenario.parties.iter().find(|party| party.audiences.iter().any(|a| a.id == audience));
    let name = party.and_then(|p| Some((p, p.audiences.iter().find(|a| a.id == audience)?)));
    name.map_or_else(
        || audience.to_string(),
        |(party, audience)| format!("{} ({})", party.name, audience.name.trim_start_matches("The ")),
    )
}

fn plane_panel(case: &Simulated, metric: &str, most: usize) -> Option<PlanePanel> {
    let m = case.metric(metric)?;
    let bands = case.tally.metrics[m].bands.as_ref()?;
    Some(PlanePanel {
        name: case.scenario.name.clone(),
        dots: case.record.gains[m].iter().take(most).flatten().map(|sides| sides.map(short)).collect(),
        bands: bands
            .iter()
            .map(|counts| chance(counts, case.tally, certain_metric(case.plan, metric)))
            .collect(),
        no_loser: no_loser(bands, case.tally, certain_metric(case.plan, metric)),
        behind: None,
    })
}
