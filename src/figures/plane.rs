//! The hikiwake plane: one government's surplus against the other's, one dot a history, over the bands of the judo
//! vocabulary.

use super::end_states::{EndStatesRow, comparison};
use super::kind::Kind;
use super::share::Share;
use crate::lettering::title::two_lines;
use crate::words::thousands;
use serde::{Deserialize, Serialize};

/// Surpluses of two sides at the end, by option.
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
    /// Histories that each panel's dots stand for, one a world.
    pub histories: u32,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanePanel {
    /// The option's name.
    pub name: String,
    /// Surpluses of the first and the second side.
    pub dots: Vec<[f64; 2]>,
    /// The chance of each band, over all histories of the run.
    pub bands: Vec<Share>,
    /// The chance that neither side loses: a draw, or uneven but tolerable.
    pub no_loser: Share,
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
                let row = |panel: &PlanePanel| EndStatesRow {
                    name: panel.name.clone(),
                    shares: vec![panel.no_loser],
                };
                let rows: Vec<EndStatesRow> = panels.iter().map(row).collect();
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
            "Points above what each would just accept in {}: {} across, {} upwards",
            self.horizon, self.sides[0], self.sides[1]
        )
    }

    fn notes(&self) -> String {
        let tolerance = match self.tolerance {
            t if t > 0.0 => format!(" (less a tolerance of {t})"),
            _ => String::new(),
        };
        format!(
            "One dot a history, one history a world, {} to an option; those beyond the frame lie on its edge. Shares: all \
             histories of the run. Right of and above the black lines a side has at least what it would accept{tolerance}. Even: \
             at most {} points apart; ippon: the loser more than {} points below.",
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
            "Plane of the surpluses of {} and {} in {}. {}.",
            self.sides[0],
            self.sides[1],
            self.horizon,
            panels.collect::<Vec<_>>().join("; ")
        )
    }

    fn options(&self) -> Vec<&str> {
        self.panels.iter().map(|panel| panel.name.as_str()).collect()
    }
}
