//! Quantiles of a factor over time: the nearer the middle, the darker.

use crate::lettering::title::two_lines;
use crate::stats::sample_quantile;
use crate::words::{moment_name, plain, thousands};
use serde::{Deserialize, Serialize};

use super::inspection::Inspection;
use super::kind::Kind;
use super::moment::decimal_year;
use super::simulated::{Simulated, short};
use super::table::{CURVE_ROWS, Cell, Table, thinned};
/// The quantiles of a fan.
pub const FAN: [f64; 7] = [0.05, 0.20, 0.35, 0.50, 0.65, 0.80, 0.95];

/// A factor's quantiles over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fan {
    /// The factor's name.
    pub factor: String,
    /// The option under which it moves, where it matters.
    pub option: String,
    /// What its levels mean, in the words of the file; empty where it does not say.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub meaning: String,
    /// Histories that were looked at, one a world.
    pub histories: u32,
    /// When, as [`super::decimal_year`], and the quantiles of [`FAN`].
    pub points: Vec<(f64, [f64; 7])>,
}

impl Fan {
    fn ends(&self) -> Option<([f64; 7], [f64; 7])> {
        Some((self.points.first()?.1, self.points.last()?.1))
    }

    pub(crate) fn value(&self, x: f64) -> String {
        let text = plain(x, 1);
        if x > 0.0 && text != "0.0" { format!("+{text}") } else { text }
    }
}

impl Kind for Fan {
    /// Whether the level rises or falls in the middle case, and whether the end's 90 % range leaves that open.
    ///
    /// | the start's median against the end's 5 % and 95 % | the title |
    /// |---|---|
    /// | below both | "{factor} rises in at least 95% of histories" |
    /// | above both | "{factor} falls in at least 95% of histories" |
    /// | between, more than 60 % on one side | "{factor} is more likely to rise than to fall" |
    /// | otherwise | "{factor} may as well rise as fall" |
    ///
    /// In brackets follow the median at the start and at the end, and the range at the end.
    fn title(&self) -> String {
        two_lines(|name| {
            let name = name(&self.factor);
            let Some((start, end)) = self.ends() else { return format!("{name}: nothing to show") };
            let from = start[3];
            let when = self.points.last().map_or_else(String::new, |point| moment_name(point.0));
            let [low, middle, high] = [end[0], end[3], end[6]].map(|x| self.value(x));
            let told =
                format!("{} → {middle} in the middle, 90% {low} to {high} in {when}", self.value(from));
            // Quantiles 35 and 65 leave 65 % on one side.
            match end {
                _ if from < end[0] => format!("{name} rises in at least 95% of histories ({told})"),
                _ if from > end[6] => format!("{name} falls in at least 95% of histories ({told})"),
                _ if from < end[2] => format!("{name} is more likely to rise than to fall ({told})"),
                _ if from > end[4] => format!("{name} is more likely to fall than to rise ({told})"),
                _ => format!("{name} may as well rise as fall ({told})"),
            }
        })
    }

    fn subtitle(&self) -> String {
        let span = |at: Option<&(f64, [f64; 7])>| at.map_or(String::new(), |point| moment_name(point.0));
        let (first, last) = (span(self.points.first()), span(self.points.last()));
        let meaning = match self.meaning.trim_end_matches('.') {
            "" => String::new(),
            meaning => format!(" ({meaning})"),
        };
        format!("Level of the factor under “{}”, {first} to {last}{meaning}", self.option)
    }

    fn notes(&self) -> String {
        format!(
            "Shades from dark to light hold 30%, 60% and 90% of histories, month by month; a single history wanders \
             across them. From {} histories, one a world, so the spread is ignorance and chance together.",
            thousands(self.histories.into())
        )
    }

    fn description(&self) -> String {
        let Some((start, end)) = self.ends() else { return String::new() };
        format!(
            "Fan of {}: median {} at the start, {} at the end, where 90% of histories lie between {} and {}.",
            self.factor,
            self.value(start[3]),
            self.value(end[3]),
            self.value(end[0]),
            self.value(end[6])
        )
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names([&self.factor, &self.option, &self.meaning]);
        look.points(self.points.len());
        look.years(self.points.iter().map(|point| point.0));
        self.points.iter().flat_map(|point| point.1).for_each(|x| look.number(x));
    }

    fn table(&self) -> Table {
        self.rows_as_table(true)
    }

    fn tables(&self) -> Vec<Table> {
        vec![self.rows_as_table(false)]
    }
}

impl Fan {
    /// With every row, or with those that a page has room for.
    fn rows_as_table(&self, thin: bool) -> Table {
        let quantiles = FAN.map(|q| format!("{}%", crate::words::short(100.0 * q)));
        let mut columns = vec!["Month"];
        columns.extend(quantiles.iter().map(String::as_str));
        let most = if thin { CURVE_ROWS } else { usize::MAX };
        let of_point = |(at, levels): &(f64, [f64; 7])| {
            std::iter::once(Cell::moment(*at)).chain(levels.map(Cell::number)).collect()
        };
        Table::new(format!("Quantiles of {}", self.factor), &columns)
            .with(thinned(&self.points, most).map(of_point))
    }
}

impl Fan {
    /// Quantiles of a factor, month by month.
    pub(crate) fn of(case: &Simulated, factor: &str) -> Option<Fan> {
        let scenario = case.scenario;
        let described = scenario.factors.iter().find(|f| f.id == factor)?;
        let place = case.recorded.iter().position(|&f| case.plan.factors[f].id == factor)?;
        let months = case.record.factors.get(place)?;
        let point = |(month, levels): (usize, &Vec<f64>)| {
            let mut sorted = levels.clone();
            sorted.sort_by(f64::total_cmp);
            let at = decimal_year(scenario.calendar.month(month as u32));
            (short(at), FAN.map(|p| short(sample_quantile(&sorted, p))))
        };
        Some(Fan {
            factor: described.name.clone(),
            option: scenario.name.clone(),
            meaning: described.meaning.clone(),
            histories: months.first()?.len() as u32,
            points: months.iter().enumerate().map(point).collect(),
        })
    }
}
