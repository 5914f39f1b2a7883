//! How far one input after another moves an outcome across its range, the widest on top.

use crate::lettering::title::two_lines;
use crate::words::{amount, percent, short, two_digits, unit_name};
use serde::{Deserialize, Serialize};

use super::inspection::Inspection;
use super::kind::Kind;
use super::phrases::{at_most_points, clearly_above};
use super::table::{Cell, Table, row};
/// The chance or the mean of an outcome as each input goes from the low to the high end of its range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tornado {
    /// The outcome, such as "Treaty in force by December 2036".
    pub outcome: String,
    /// The scenario or option.
    pub scenario: String,
    /// The range that inputs are moved across, in words: "from their 5% to their 95% quantile".
    pub range: String,
    /// The unit of an amount; none of a chance.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit: Option<String>,
    /// The chance, or the amount, with every input as it is.
    pub base: f64,
    /// The inputs, the widest swing first.
    pub bars: Vec<TornadoBar>,
}

/// One input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TornadoBar {
    /// Its name.
    pub name: String,
    /// Its value at the low end, as it is shown.
    pub low_input: String,
    /// Its value at the high end.
    pub high_input: String,
    /// The chance, or the amount, at the low end.
    pub low: f64,
    /// The chance, or the amount, at the high end.
    pub high: f64,
    /// The standard error of the difference between the two.
    pub standard_error: f64,
}

impl TornadoBar {
    fn swing(&self) -> (f64, f64) {
        ((self.high - self.low).abs(), self.standard_error)
    }
}

impl Tornado {
    /// Inputs that cannot be told from the widest, itself among them: none where no swing is clear of zero.
    pub(crate) fn rivals(&self) -> usize {
        let Some(first) = self.bars.first().filter(|bar| clearly_above(bar.swing(), (0.0, 0.0))) else {
            return 0;
        };
        self.bars.iter().filter(|bar| !clearly_above(first.swing(), bar.swing())).count()
    }
}

impl Kind for Tornado {
    /// The input with the widest swing, and its two ends; several if twice the standard error cannot part them; none if no
    /// swing is clear of zero.
    fn title(&self) -> String {
        two_lines(|name| {
            let outcome = name(&self.outcome);
            let Some(first) = self.bars.first().filter(|bar| clearly_above(bar.swing(), (0.0, 0.0))) else {
                return format!("{outcome}: no input moves it by more than the simulation can tell");
            };
            match self.rivals() {
                ..=1 => format!(
                    "{} moves {}“{outcome}” most: from {} to {}",
                    name(&first.name),
                    self.chance_of(),
                    self.value(first.low),
                    self.value(first.high)
                ),
                n => {
                    format!("{n} inputs move {}“{outcome}” most, and cannot be told apart", self.chance_of())
                }
            }
        })
    }

    fn subtitle(&self) -> String {
        let what = match self.unit.as_deref() {
            None => "chance of ".to_string(),
            Some("") => "mean of ".to_string(),
            Some(unit) => format!("{}, mean of ", unit_name(unit)),
        };
        format!("{}: {what}“{}” as one input moves {}", self.scenario, self.outcome, self.range)
    }

    fn notes(&self) -> String {
        let error = self.bars.iter().map(|bar| bar.standard_error).fold(0.0, f64::max);
        let error = match &self.unit {
            None => at_most_points(error, 1),
            Some(unit) => format!("at most {}", amount(&two_digits(error), unit)),
        };
        format!(
            "Bars run from what comes out at the input’s low end (pale) to that at its high end (dark); small numbers are the \
             inputs. The other inputs vary as always. Standard error of a bar’s length: {error}."
        )
    }

    fn description(&self) -> String {
        let bars = self.bars.iter().map(|bar| self.words(bar));
        format!(
            "Tornado of {}, {} as things are. {}.",
            self.outcome,
            self.value(self.base),
            bars.collect::<Vec<_>>().join("; ")
        )
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names([&self.outcome, &self.scenario, &self.range]);
        look.names(&self.unit);
        match self.unit {
            None => look.chance(self.base),
            Some(_) => look.number(self.base),
        }
        look.items(self.bars.len());
        for bar in &self.bars {
            look.names([&bar.name, &bar.low_input, &bar.high_input]);
            match self.unit {
                None => look.chances([bar.low, bar.high, bar.standard_error]),
                Some(_) => look.numbers([bar.low, bar.high, bar.standard_error]),
            }
        }
    }

    fn table(&self) -> Table {
        let columns = match self.unit {
            None => [
                "Input",
                "At the low end",
                "At the high end",
                "Chance, low",
                "Chance, high",
                "Standard error",
            ],
            Some(_) => {
                ["Input", "At the low end", "At the high end", "Mean, low", "Mean, high", "Standard error"]
            }
        };
        let cell = |value: f64| if self.unit.is_none() { Cell::share(value) } else { Cell::number(value) };
        let error = |value: f64| if self.unit.is_none() { Cell::error(value) } else { Cell::number(value) };
        Table::new(format!("{}: inputs moved {}", self.outcome, self.range), &columns).with(
            self.bars.iter().map(|b| {
                let numbers = [cell(b.low), cell(b.high), error(b.standard_error)];
                row(&[&b.name, &b.low_input, &b.high_input], numbers)
            }),
        )
    }
}

impl Tornado {
    /// What stands for 1: chances are drawn in per cent.
    pub(crate) fn scale(&self) -> f64 {
        if self.unit.is_none() { 100.0 } else { 1.0 }
    }

    /// A chance or an amount as it is told.
    pub(crate) fn value(&self, value: f64) -> String {
        match &self.unit {
            None => percent(value),
            Some(unit) => amount(&short(value), unit),
        }
    }

    fn chance_of(&self) -> &'static str {
        if self.unit.is_none() { "the chance of " } else { "" }
    }

    pub(crate) fn words(&self, bar: &TornadoBar) -> String {
        format!(
            "{}: {} at {}, {} at {}",
            bar.name,
            self.value(bar.low),
            bar.low_input,
            self.value(bar.high),
            bar.high_input
        )
    }
}
