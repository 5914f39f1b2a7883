//! What a figure asks about: an outcome of one scenario, or what one does against another.

use serde::{Deserialize, Serialize};

use super::inspection::Inspection;
use crate::words::{amount, percent_digits, percent_to, plain, plus_or_minus, short, significant, unit_name};

/// An outcome that inquiries are about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskedOutcome {
    /// Its name, such as "In force".
    pub outcome: String,
    /// The unit of a mean; none of a chance.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit: Option<String>,
    /// Whether what is told is one scenario less another, and not the outcome itself.
    #[serde(default)]
    pub is_difference: bool,
    /// When. **Shape** "December 2036".
    pub horizon: String,
    /// Whether it has been so at some time by then, rather than stands so.
    #[serde(default)]
    pub at_some_time: bool,
}

impl AskedOutcome {
    /// "by December 2036", "in December 2036".
    pub(crate) fn when(&self) -> String {
        format!("{} {}", if self.at_some_time { "by" } else { "in" }, self.horizon)
    }

    /// What its values are, in words: "chance", "mean, km²".
    pub(crate) fn what(&self) -> String {
        match (&self.unit, self.is_difference) {
            (None, false) => "chance".into(),
            (None, true) => "difference of the chances, in percentage points".into(),
            (Some(unit), is_difference) => {
                let what = if is_difference { "difference of the means" } else { "mean" };
                if unit.is_empty() { what.into() } else { format!("{what}, {}", unit_name(unit)) }
            }
        }
    }

    /// A value of it: a chance with so many decimals in per cent, an amount with its unit.
    pub(crate) fn value(&self, x: f64, decimals: usize) -> String {
        match (&self.unit, self.is_difference) {
            (None, false) => percent_to(x, decimals),
            (None, true) if x == 0.0 => "0 points".into(),
            (None, true) => format!("{} points", plus_or_minus(100.0 * x, decimals)),
            (Some(unit), _) => amount(&short(x), unit),
        }
    }

    /// A value that somebody asked for, in the digits in which it was asked.
    pub(crate) fn exactly(&self, x: f64) -> String {
        match (&self.unit, self.is_difference) {
            (None, false) => format!("{}%", short(100.0 * x)),
            (None, true) if x == 0.0 => "0 points".into(),
            (None, true) => format!("{} points", short(100.0 * x)),
            (Some(unit), _) => amount(&significant(x), unit),
        }
    }

    /// The number alone: in per cent of a chance.
    pub(crate) fn number(&self, x: f64, decimals: usize) -> String {
        match (&self.unit, self.is_difference) {
            (None, false) => percent_to(x, decimals).trim_end_matches('%').to_string(),
            (None, true) => plain(100.0 * x, decimals),
            (Some(_), _) => short(x),
        }
    }

    /// What values are multiplied by on an axis: chances are drawn in per cent.
    pub(crate) fn scale(&self) -> f64 {
        if self.unit.is_none() { 100.0 } else { 1.0 }
    }

    /// Decimals in per cent in which values of this size are told: more where all are small, or where the error is.
    pub(crate) fn decimals(&self, most: f64, error: Option<f64>) -> usize {
        let by_size = match most {
            most if most < 0.02 => 2,
            most if most < 0.2 => 1,
            _ => 0,
        };
        let by_error =
            error.filter(|error| *error > 0.0).map_or(0, |error| percent_digits(error).saturating_sub(1));
        by_error.clamp(by_size, 2.max(by_size))
    }

    pub(crate) fn inspect(&self, look: &mut Inspection) {
        look.names([&self.outcome, &self.horizon]);
        look.names(&self.unit);
    }
}

/// What is varied: a quantity over numbers, or a choice among names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// What a reader calls it.
    pub name: String,
    /// Its unit, of a quantity that has one.
    #[serde(default)]
    pub unit: String,
    /// What it is set to, in order. **Range** all of them have a number, or none.
    pub settings: Vec<Setting>,
}

/// What a key is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// As it reads.
    pub name: String,
    /// The number; none of a level or an option.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<f64>,
}

impl Axis {
    /// Whether it is a quantity over numbers.
    pub(crate) fn is_number(&self) -> bool {
        self.settings.iter().all(|setting| setting.at.is_some())
    }

    /// Where each setting stands: its number, or its place.
    pub(crate) fn places(&self) -> Vec<f64> {
        match self.is_number() {
            true => self.settings.iter().filter_map(|setting| setting.at).collect(),
            false => (0..self.settings.len()).map(|place| place as f64).collect(),
        }
    }

    /// "Willingness of Russia, start [km²]".
    pub(crate) fn named(&self) -> String {
        super::table::named_with_unit(&self.name, &self.unit)
    }

    pub(crate) fn inspect(&self, look: &mut Inspection) {
        look.names([&self.name, &self.unit]);
        look.items(self.settings.len());
        look.names(self.settings.iter().map(|setting| &setting.name));
        let numbers: Vec<f64> = self.settings.iter().filter_map(|setting| setting.at).collect();
        numbers.iter().for_each(|at| look.number(*at));
        let is_whole = numbers.is_empty() || numbers.len() == self.settings.len();
        look.whole(is_whole, "has an axis of which some settings are numbers");
        look.whole(numbers.windows(2).all(|pair| pair[0] < pair[1]), "has an axis that does not rise");
    }
}
