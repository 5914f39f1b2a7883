//! Fifty quantiles of a metric as dots, a row an option: each dot is one chance in fifty.

use crate::analysis::{certain_metric, quantiles_of};
use crate::lettering::title::two_lines;
use crate::model::Measure;
use crate::words::{counted, percent};
use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::inspection::Inspection;
use super::kind::Kind;
use super::metric_value::{Measured, unit_in_brackets, with_unit};
use super::ranking::{Behind, Rival, comparison};
use super::simulated::{Simulated, all_values, horizon, measured, no_loser};
use super::table::{Cell, Table, head, median_cell, named_with_unit, row, value_cell};
/// How many dots stand for all histories.
pub const DOTS: usize = 50;

/// The distribution of a metric, by option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dotplot {
    /// The metric's name.
    pub metric: String,
    /// Its unit; empty where it has none, and of a date.
    pub unit: String,
    /// Whether it is a date, or else of what time.
    #[serde(default)]
    pub measured: Measured,
    /// When it is measured. **Shape** "December 2036".
    pub horizon: String,
    /// A value that parts good from bad, where the metric has one.
    pub threshold: Option<Threshold>,
    /// The options, from the top.
    pub rows: Vec<DotplotRow>,
}

/// A value that parts a metric's range in two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// The value.
    pub at: f64,
    /// What lies below it, in a few words.
    pub below: String,
    /// What lies at or above it.
    pub above: String,
}

/// One option's distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DotplotRow {
    /// The option's name.
    pub name: String,
    /// The 1st, 3rd … 99th percentile in rising order; none beyond the horizon.
    pub dots: Vec<Option<f64>>,
    /// The share of histories that have a value: that get there by the horizon.
    pub reached: f64,
    /// All histories; 0 where they were not counted.
    #[serde(default)]
    pub trials: u64,
    /// The 5th, 50th and 95th percentile.
    pub range: [Option<f64>; 3],
    /// The standard error of the 50th, where it can be told.
    pub median_error: Option<f64>,
    /// Its 95 % confidence interval, where it can be told.
    #[serde(default)]
    pub median_interval: Option<[f64; 2]>,
    /// The chance of being at or above the threshold, where there is one.
    pub above: Option<Chance>,
    /// How far that lies below the best option's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub behind: Option<Behind>,
}

impl DotplotRow {
    /// The share of histories that get there: counted where fewer than twenty do, or do not.
    pub(crate) fn told_reached(&self) -> String {
        const FEW: u64 = 20;
        let hits = (self.reached * self.trials as f64).round() as u64;
        match hits.min(self.trials.saturating_sub(hits)) < FEW && self.trials > 0 {
            true => counted(hits, self.trials),
            false => percent(self.reached),
        }
    }
}

impl Dotplot {
    pub(crate) fn shown(&self) -> impl Iterator<Item = f64> {
        self.rows.iter().flat_map(|row| row.dots.iter().flatten()).copied()
    }

    pub(crate) fn misses_horizon(&self) -> bool {
        self.rows.iter().any(|row| row.dots.iter().any(Option::is_none))
    }

    /// A value as tables tell it.
    pub(crate) fn value(&self, x: Option<f64>) -> String {
        self.measured.value(x)
    }

    /// The title with every name passed through `name`.
    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let metric = name(&self.metric);
        match (&self.threshold, self.rows.as_slice()) {
            (_, []) => format!("{metric}: no option to compare"),
            (Some(threshold), [row]) => {
                let share = row.above.unwrap_or_default();
                let topic = format!("{} in {}", threshold.above, self.horizon);
                format!("{}: {}", name(&row.name), share.said_of(&topic))
            }
            (Some(threshold), rows) => {
                let chance = |row: &DotplotRow| row.above.unwrap_or_default();
                let rows: Vec<Rival> = rows
                    .iter()
                    .map(|row| Rival { name: &row.name, chance: chance(row), behind: row.behind })
                    .collect();
                format!("{} in {}: {}", capital(&threshold.above), self.horizon, comparison(&rows, name))
            }
            (None, [row]) => {
                let [low, median, high] = row.range.map(|x| self.value(x));
                let median = with_unit(&median, &self.unit);
                format!(
                    "{metric} under {}: median {median}, 90% of histories {low} to {high}",
                    name(&row.name)
                )
            }
            (None, rows) => self.medians(rows, &metric, name),
        }
    }

    /// What the medians say of several options.
    fn medians(&self, rows: &[DotplotRow], metric: &str, name: &dyn Fn(&str) -> String) -> String {
        let told: Vec<(&DotplotRow, f64)> =
            rows.iter().filter_map(|row| Some((row, row.range[1]?))).collect();
        let order = |a: &&(&DotplotRow, f64), b: &&(&DotplotRow, f64)| a.1.total_cmp(&b.1);
        let (Some(least), Some(most)) = (told.iter().min_by(order), told.iter().max_by(order)) else {
            return format!("{metric}: not reached in most histories under any option");
        };
        // Where the trials leave each of them.
        let range = |(row, median): (&DotplotRow, f64)| {
            let reach = 2.0 * row.median_error.unwrap_or(f64::INFINITY);
            row.median_interval.unwrap_or([median - reach, median + reach])
        };
        let amount = |x: f64| with_unit(&self.value(Some(x)), &self.unit);
        if let ([(only, _)], 2..) = (told.as_slice(), rows.len()) {
            return format!(
                "{metric}: reached in at least half of the histories only under {}",
                name(&only.name)
            );
        }
        if least.1 == most.1 && told.len() == rows.len() {
            return format!("{metric}: {} in the median under every option", amount(most.1));
        }
        if range(*most)[0] <= range(*least)[1] {
            return format!("{metric}: the options’ medians cannot be told apart");
        }
        format!(
            "{metric}, median: from {} under {} to {} under {}",
            amount(least.1),
            name(&least.0.name),
            self.value(Some(most.1)),
            name(&most.0.name)
        )
    }
}

impl Kind for Dotplot {
    /// With a threshold, what [`super::EndStates`] says of its headline, said of the chance of being at or above it; else
    /// the least and the greatest median, if their confidence intervals (or two standard errors on either side) do not meet.
    fn title(&self) -> String {
        two_lines(|name| self.finding(name))
    }

    fn subtitle(&self) -> String {
        let by_option = if self.rows.len() > 1 { ", by settlement option" } else { "" };
        let (metric, when) = (unit_in_brackets(&self.metric, &self.unit), self.measured.when(&self.horizon));
        format!("{metric} {when}{by_option}. Each dot is 1 chance in {DOTS}")
    }

    fn notes(&self) -> String {
        let beyond = match self.misses_horizon() {
            true if self.threshold.is_some() => " Grey dots at the right: nothing settled, no bout.",
            true => " Grey dots at the right: not by the horizon.",
            false => "",
        };
        let share = match self.threshold.is_some() {
            true => " Triangle: median. Chances with their 90% credible intervals.",
            false => " Triangle and number: median.",
        };
        format!(
            "Quantile dotplot: the dots are the 1st, 3rd … 99th percentile of all histories, so the spread is ignorance \
             and chance together.{share}{beyond}"
        )
    }

    fn description(&self) -> String {
        let rows = self.rows.iter().map(|row| {
            let mut told = row.range.map(|x| self.value(x));
            // The unit goes with the first number that is read; what is not reached has none.
            if let Some(place) = [1, 0, 2].into_iter().find(|&place| row.range[place].is_some()) {
                told[place] = with_unit(&told[place], &self.unit);
            }
            let [low, median, high] = told;
            let above = match (&self.threshold, row.above) {
                (Some(threshold), Some(share)) => format!(", {} {}", threshold.above, share.told()),
                _ => String::new(),
            };
            format!("{}: median {median}, 90% of histories {low} to {high}{above}", row.name)
        });
        let when = self.measured.when(&self.horizon);
        format!("Dots of {} {when}. {}.", self.metric, rows.collect::<Vec<_>>().join("; "))
    }

    fn options(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row.name.as_str()).collect()
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names([&self.metric, &self.unit, &self.horizon]);
        look.measured(self.measured);
        if let Some(threshold) = &self.threshold {
            look.number(threshold.at);
            look.names([&threshold.below, &threshold.above]);
        }
        look.items(self.rows.len());
        for row in &self.rows {
            look.name(&row.name);
            look.items(row.dots.len());
            row.dots
                .iter()
                .chain(&row.range)
                .chain([&row.median_error])
                .flatten()
                .chain(row.median_interval.iter().flatten())
                .for_each(|&x| look.number(x));
            look.chance(row.reached);
            row.above.iter().for_each(|share| look.share(share));
            row.behind.into_iter().for_each(|behind| behind.inspect(look));
        }
    }

    fn table(&self) -> Table {
        let title = format!("{}, {}", named_with_unit(&self.metric, &self.unit), self.horizon);
        let above = self.threshold.as_ref().map(|t| format!("Chance of “{}”", t.above));
        let mut columns =
            vec!["Option", "Get there", "5th percentile", "Median (95% confidence)", "95th percentile"];
        columns.extend(above.as_deref());
        let of_row = |r: &DotplotRow| {
            let [lo, _, hi] = r.range.map(|x| value_cell(self.measured, x));
            let mid = median_cell(self.measured, r.range[1], r.median_interval);
            let above = self.threshold.as_ref().map(|_| r.above.map_or(Cell::text("–"), Cell::chance));
            row(
                &[&r.name],
                [Cell { shown: r.told_reached(), value: Some(r.reached), is_share: true }, lo, mid, hi]
                    .into_iter()
                    .chain(above),
            )
        };
        Table::new(title, &columns).with(self.rows.iter().map(of_row))
    }

    fn tables(&self) -> Vec<Table> {
        vec![self.table(), self.dots_table()]
    }
}

impl Dotplot {
    /// Every dot.
    fn dots_table(&self) -> Table {
        let percentiles: Vec<String> = (0..50).map(|i| format!("{}%", 2 * i + 1)).collect();
        let percentiles: Vec<&str> = percentiles.iter().map(String::as_str).collect();
        Table::new("Percentiles", &head(&["Option"], &percentiles)).with(
            self.rows.iter().map(|r| row(&[&r.name], r.dots.iter().map(|&x| value_cell(self.measured, x)))),
        )
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Dotplot {
    /// The distribution of a metric as dots.
    pub(crate) fn of(cases: &[Simulated], metric: &str) -> Option<Dotplot> {
        let first = cases[0].scenario.metrics.iter().find(|m| m.id == metric)?;
        let threshold = match first.measure {
            Measure::Hikiwake { tolerance, .. } => Some(Threshold {
                at: 0.0 - tolerance,
                below: "some side a loser".into(),
                above: "no side a loser".into(),
            }),
            _ => None,
        };
        let (unit, measured) = measured(first, cases[0].scenario);
        let behind = Behind::without_a_loser(cases, metric);
        let rows: Vec<DotplotRow> = cases
            .iter()
            .zip(behind)
            .filter_map(|(case, behind)| Some(DotplotRow { behind, ..dotplot_row(case, metric)? }))
            .collect();
        Some(Dotplot {
            metric: first.name.clone(),
            unit,
            measured,
            horizon: horizon(cases[0].scenario),
            threshold,
            rows,
        })
    }
}

fn dotplot_row(case: &Simulated, metric: &str) -> Option<DotplotRow> {
    let tally = &case.tally.metrics[case.metric(metric)?];
    let all = all_values(tally);
    let dot = |i: usize| all.quantile((2 * i + 1) as f64 / (2 * DOTS) as f64);
    let quantiles = quantiles_of(&tally.groups, case.tally.size);
    let range = [0, 2, 4].map(|place: usize| quantiles[place].estimate);
    let median = &quantiles[2];
    Some(DotplotRow {
        name: case.scenario.name.clone(),
        dots: (0..DOTS).map(dot).collect(),
        reached: all.count() as f64 / (all.count() + all.missing()).max(1) as f64,
        trials: all.count() + all.missing(),
        range,
        median_error: median.standard_error,
        median_interval: median.confidence_lo.zip(median.confidence_hi).map(|(lo, hi)| [lo, hi]),
        above: tally
            .bands
            .as_ref()
            .map(|bands| no_loser(bands, case.tally, certain_metric(case.plan, metric))),
        behind: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(medians: &[Option<f64>]) -> String {
        let row = |(i, &median): (usize, &Option<f64>)| DotplotRow {
            name: ["A", "B", "C"][i].into(),
            dots: vec![median; DOTS],
            reached: 0.5,
            trials: 0,
            range: [median; 3],
            median_error: Some(0.1),
            median_interval: None,
            above: None,
            behind: None,
        };
        let rows = medians.iter().enumerate().map(row).collect();
        let (metric, unit) = ("Cost".into(), "USD bn".into());
        let measured = Measured::Summed;
        Dotplot { metric, unit, measured, horizon: "December 2036".into(), threshold: None, rows }.title()
    }

    #[test]
    fn medians_are_compared_where_they_are_reached_and_apart() {
        let titles = [
            title(&[Some(3.0), Some(5.0), Some(4.0)]),
            title(&[Some(3.0), Some(3.1)]),
            title(&[Some(3.0), Some(3.0)]),
            title(&[None, Some(3.0)]),
            title(&[None, None]),
        ];
        assert_eq!(
            titles,
            [
                "Cost, median: from USD 3 bn under A to 5 under B",
                "Cost: the options’ medians cannot be told apart",
                "Cost: USD 3 bn in the median under every option",
                "Cost: reached in at least half of the histories only under B",
                "Cost: not reached in most histories under any option",
            ]
        );
    }
}
