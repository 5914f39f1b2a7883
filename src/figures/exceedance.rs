//! The chance that a metric exceeds a value, a curve an option.

use crate::lettering::title::{lines, two_lines};
use serde::{Deserialize, Serialize};

use super::inspection::Inspection;
use super::kind::Kind;
use super::metric_value::{Measured, with_unit};
use super::simulated::{Simulated, all_values, horizon, measured, short};
use super::table::{CURVE_ROWS, Cell, Table, named_with_unit, row, thinned, value_cell};
use crate::words::unit_name;

/// Chances of exceeding, by option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exceedance {
    /// The metric's name.
    pub metric: String,
    /// Its unit; empty where it has none, and of a date.
    pub unit: String,
    /// Whether it is a date, or else of what time.
    #[serde(default)]
    pub measured: Measured,
    /// When it is measured.
    pub horizon: String,
    /// The options.
    pub curves: Vec<ExceedanceCurve>,
}

/// One option's curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExceedanceCurve {
    /// The option's name.
    pub name: String,
    /// Value, and the chance of exceeding it; values rise, chances fall.
    pub points: Vec<(f64, f64)>,
}

impl ExceedanceCurve {
    /// The chance of exceeding a value.
    pub(crate) fn chance_above(&self, value: f64) -> f64 {
        self.points.iter().rfind(|point| point.0 <= value).map_or(1.0, |point| point.1)
    }

    /// The chance of any value but the least.
    pub(crate) fn chance_of_any(&self) -> f64 {
        self.points.first().map_or(0.0, |least| match self.chance_above(least.0) {
            chance if chance < least.1 => chance,
            _ => 1.0,
        })
    }

    /// The least value that is exceeded with at most this chance.
    pub(crate) fn value_at(&self, chance: f64) -> Option<f64> {
        self.points.iter().find(|point| point.1 <= chance + 1e-12).map(|point| point.0)
    }
}

impl Exceedance {
    pub(crate) fn lowest(&self) -> f64 {
        let values = self.curves.iter().filter_map(|curve| curve.points.first()).map(|point| point.0);
        values.fold(f64::INFINITY, f64::min).min(0.0)
    }

    pub(crate) fn is_date(&self) -> bool {
        matches!(self.measured, Measured::Date(_))
    }

    /// A value as tables tell it.
    pub(crate) fn number(&self, value: f64) -> String {
        self.measured.value(Some(value))
    }

    /// The value that so many histories exceed; what is never reached by so many is later.
    pub(crate) fn at(&self, curve: &ExceedanceCurve, chance: f64) -> String {
        self.measured.value(curve.value_at(chance))
    }

    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let (Some((least, low)), Some((most, high))) = (self.extreme(f64::min), self.extreme(f64::max))
        else {
            return "nothing to show".into();
        };
        if self.is_date() {
            return self.dates(name);
        }
        let (low, high) = (self.number(low), with_unit(&self.number(high), &self.unit));
        match self.curves.len() {
            1 => format!("nine histories in ten stay within {high}"),
            _ if with_unit(&low, &self.unit) == high => {
                format!("nine histories in ten stay within {high} under every option")
            }
            _ => format!(
                "nine histories in ten stay within {high} under {}, within {low} under {}",
                name(&most.name),
                name(&least.name)
            ),
        }
    }

    /// The curve with the greatest or the least value that one history in ten exceeds.
    fn extreme(&self, wanted: fn(f64, f64) -> f64) -> Option<(&ExceedanceCurve, f64)> {
        let tail = |curve| {
            Some((curve, ExceedanceCurve::value_at(curve, 0.1).or(curve.points.last().map(|p| p.0))?))
        };
        self.curves.iter().filter_map(tail).reduce(|a, b| if wanted(a.1, b.1) == a.1 { a } else { b })
    }

    /// By when so many histories get there: nine in ten if they do by the horizon, else half of them.
    fn dates(&self, name: &dyn Fn(&str) -> String) -> String {
        let levels = [(0.1, "nine histories in ten"), (0.5, "half of the histories")];
        for (chance, who) in levels {
            let mut there: Vec<(&ExceedanceCurve, f64)> =
                self.curves.iter().filter_map(|curve| Some((curve, curve.value_at(chance)?))).collect();
            there.sort_by(|a, b| a.1.total_cmp(&b.1));
            let (Some(first), Some(last)) = (there.first(), there.last()) else { continue };
            let date = |(_, value): &(&ExceedanceCurve, f64)| self.number(*value);
            return match (there.len(), self.curves.len()) {
                (1, 1) => format!("{who} get there by {}", date(first)),
                (1, _) => format!("{who} get there only under {}, by {}", name(&first.0.name), date(first)),
                (n, all) if n == all && first.1 == last.1 => {
                    format!("{who} get there by {} under every option", date(first))
                }
                _ => format!(
                    "{who} get there by {} under {}, by {} under {}",
                    date(first),
                    name(&first.0.name),
                    date(last),
                    name(&last.0.name)
                ),
            };
        }
        let any = if self.curves.len() > 1 { " under any option" } else { "" };
        format!("fewer than half of the histories get there by {}{any}", self.horizon)
    }
}

/// A sentence as a title has it.
fn with_capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Kind for Exceedance {
    /// The options with the greatest and the least value that nine histories in ten do not exceed; of a date, by when nine in ten, or else
    /// half, get there.
    fn title(&self) -> String {
        // The subtitle has the metric: it is the first to go, before any name is cut.
        let whole = format!("{}: {}", self.metric, self.finding(&str::to_string));
        match lines(&whole) {
            ..=2 => whole,
            _ => two_lines(|name| with_capital(&self.finding(name))),
        }
    }

    fn subtitle(&self) -> String {
        let (metric, when) = (&self.metric, self.measured.when(&self.horizon));
        match (self.is_date(), self.unit.is_empty()) {
            (true, _) => format!("Chance that “{metric}” comes later than a given month, or not {when}"),
            (false, true) => format!("Chance that “{metric}” exceeds a given value {when}"),
            (false, false) => {
                format!("Chance that “{metric}” exceeds a given value ({}) {when}", unit_name(&self.unit))
            }
        }
    }

    fn notes(&self) -> String {
        let any = match self.is_date() || self.curves.iter().all(|curve| curve.chance_of_any() == 1.0) {
            true => String::new(),
            false => format!(" A curve begins at the chance of more than {}.", self.number(self.lowest())),
        };
        let rings = match self.is_date() {
            true => {
                "Rings: the months by which half, and nine in ten, of the histories get there; what never gets there counts as later."
            }
            false => {
                "Rings: the values that half, and one in ten, of the histories exceed; the axis ends near that of one in fifty."
            }
        };
        if self.curves.len() > 2 {
            let ends = match self.is_date() {
                true => {
                    "Dot: the month by which half of the histories get there; ring: nine in ten; line: from one in ten to nine in ten. What \
                         never gets there counts as later."
                }
                false => {
                    "Dot: the value that half of the histories exceed; ring: one in ten; line: from nine in ten to one in ten."
                }
            };
            return format!("{ends} All histories count, so the spread is ignorance and chance together.");
        }
        format!(
            "Each curve is one minus the cumulative distribution over all histories, so its spread is ignorance and chance \
             together.{any} {rings} Curves that lie on each other show as bands."
        )
    }

    fn description(&self) -> String {
        let curves = self.curves.iter().map(|curve| {
            let [half, tenth] = [0.5, 0.1].map(|chance| self.at(curve, chance));
            match self.is_date() {
                true => format!(
                    "{}: half of the histories get there by {half}, nine in ten by {tenth}",
                    curve.name
                )
                .replace("by later", "later"),
                false => {
                    let half = with_unit(&half, &self.unit);
                    format!("{}: half of the histories exceed {half}, one in ten {tenth}", curve.name)
                }
            }
        });
        format!(
            "Exceedance curves of {} {}. {}.",
            self.metric,
            self.measured.when(&self.horizon),
            curves.collect::<Vec<_>>().join("; ")
        )
    }

    fn options(&self) -> Vec<&str> {
        self.curves.iter().map(|curve| curve.name.as_str()).collect()
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names([&self.metric, &self.unit, &self.horizon]);
        look.measured(self.measured);
        look.items(self.curves.len());
        for curve in &self.curves {
            look.name(&curve.name);
            look.points(curve.points.len());
            for &(value, chance) in &curve.points {
                look.number(value);
                look.chance(chance);
            }
        }
    }

    fn table(&self) -> Table {
        self.rows_as_table(true)
    }

    fn tables(&self) -> Vec<Table> {
        vec![self.rows_as_table(false)]
    }
}

impl Exceedance {
    /// With every row, or with those that a page has room for.
    fn rows_as_table(&self, thin: bool) -> Table {
        let metric = named_with_unit(&self.metric, &self.unit);
        let chance = match self.measured {
            Measured::Date(_) => "Chance of later",
            _ => "Chance of more",
        };
        let title = format!("{chance}, {}", self.horizon);
        let mut table = Table::new(title, &["Option", metric.as_str(), chance]);
        for curve in &self.curves {
            let most = if thin { CURVE_ROWS } else { usize::MAX };
            let points = thinned(&curve.points, most);
            table.rows.extend(points.map(|&(value, chance)| {
                row(&[&curve.name], [value_cell(self.measured, Some(value)), Cell::share(chance)])
            }));
        }
        table
    }
}

impl Exceedance {
    /// The chance that a metric exceeds each of its values.
    pub(crate) fn of(cases: &[Simulated], metric: &str) -> Option<Exceedance> {
        let first = cases[0].scenario.metrics.iter().find(|m| m.id == metric)?;
        let curve = |case: &Simulated| {
            let all = all_values(&case.tally.metrics[case.metric(metric)?]);
            let at = |i: u32| Some((all.quantile(f64::from(i) / 200.0)?, short(1.0 - f64::from(i) / 200.0)));
            let mut points: Vec<(f64, f64)> = Vec::new();
            for point in (0..200).map_while(at) {
                // Of a run of equal values the first and the last are enough.
                if points.len() >= 2 && points[points.len() - 2..].iter().all(|p| p.0 == point.0) {
                    points.pop();
                }
                points.push(point);
            }
            Some(ExceedanceCurve { name: case.scenario.name.clone(), points })
        };
        let (unit, measured) = measured(first, cases[0].scenario);
        Some(Exceedance {
            metric: first.name.clone(),
            unit,
            measured,
            horizon: horizon(cases[0].scenario),
            curves: cases.iter().filter_map(curve).collect(),
        })
    }
}
