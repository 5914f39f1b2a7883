//! How the chance of having reached each stage grows, as data and in words; `curves` draws it.

use crate::analysis::{Note, certain_stage, stage_counts_by_month};
use crate::lettering::title::two_lines;
use crate::stats::{Interval, proportion};
use crate::words::{interval, moment_name, percent, thousands};
use serde::{Deserialize, Serialize};

use super::chance::{Chance, errors, unmeasured};
use super::inspection::{Inspection, MOST_CELLS};
use super::kind::Kind;
use super::moment::decimal_year;
use super::phrases::clearly_above;
use super::scale::Scale;
use super::simulated::{Simulated, chance, stage_names};
use super::table::{Cell, Table, head, row, told_with_errors};
/// Cumulative chance of having reached each stage, over time, a panel an option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageChances {
    /// The stages' names, from the first to the last on the way.
    pub stages: Vec<String>,
    /// The options. One gives a large figure; several are set side by side on one scale.
    pub panels: Vec<StagePanel>,
    /// Where the time axis starts, as [`decimal_year`].
    pub start: f64,
    /// Where the time axis ends, as [`decimal_year`].
    pub end: f64,
}

/// One option's curves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StagePanel {
    /// The option's name.
    pub name: String,
    /// One curve a stage, in the stages' order; points in the order of time.
    pub curves: Vec<Vec<StagePoint>>,
}

/// The chance of having reached a stage by a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct StagePoint {
    /// When, as [`decimal_year`].
    pub at: f64,
    /// The chance. **Range** 0–1.
    pub mean: f64,
    /// The Monte Carlo standard error of the mean.
    pub standard_error: f64,
    /// Lower end of the 50 % credible interval over worlds.
    pub lo50: f64,
    /// Upper end of the 50 % credible interval over worlds.
    pub hi50: f64,
    /// Lower end of the 90 % credible interval over worlds; the ends are the mean where none can be told.
    pub lo90: f64,
    /// Upper end of the 90 % credible interval over worlds.
    pub hi90: f64,
    /// The trials that have it.
    #[serde(default)]
    pub hits: u64,
    /// All trials; 0 where they were not counted.
    #[serde(default)]
    pub trials: u64,
    /// The 95 % confidence interval of the mean.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confidence: Option<[f64; 2]>,
    /// What is to be known of the errors.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<Note>,
}

/// The most steps of the scale of a single large panel: what is told of its errors has as many decimals as its values.
pub(crate) const LARGE_PANEL_STEPS: u32 = 7;

impl StagePanel {
    pub(crate) fn last(&self, stage: usize) -> StagePoint {
        self.curves.get(stage).and_then(|curve| curve.last()).copied().unwrap_or_default()
    }
}

impl StagePoint {
    /// A chance at a moment, without an interval of 50 %.
    pub(crate) fn new(at: f64, share: Chance) -> StagePoint {
        let Chance { mean, standard_error, lo, hi, hits, trials, confidence, note } = share;
        let (lo50, hi50, lo90, hi90) = (mean, mean, lo, hi);
        StagePoint { at, mean, standard_error, lo50, hi50, lo90, hi90, hits, trials, confidence, note }
    }

    /// The chance by itself.
    pub(crate) fn share(self) -> Chance {
        let StagePoint { mean, standard_error, lo90: lo, hi90: hi, hits, trials, confidence, note, .. } =
            self;
        Chance { mean, standard_error, lo, hi, hits, trials, confidence, note }
    }

    fn estimate(self) -> (f64, f64) {
        (self.mean, self.standard_error)
    }
}

impl Kind for StageChances {
    /// What the chances at the end say (names are shortened if they must be).
    ///
    /// | the figure | the title |
    /// |---|---|
    /// | every chance below 1 % | "Every stage stays below 1% by {end} …" |
    /// | one option, one stage | "“{stage}” at some time by {end} is {word} ({p}, 90% interval lo–hi)" |
    /// | one option, several stages | how many of 100 histories reach each stage |
    /// | several options, one ahead at the first and the last stage | "{option} goes furthest: …", with both chances |
    /// | …, different ones ahead | "{A} most often reaches {first} ({p}), {B} {last} ({q})" |
    /// | …, one ahead at the first stage only | "{A} most often reaches {first} ({p}); none stands out on {last}" |
    /// | …, none ahead at the first stage | "No option stands out on {first}, which {lo}–{hi} reach" |
    ///
    /// An option is ahead if it exceeds every other by more than twice the standard error of the difference.
    fn title(&self) -> String {
        two_lines(|name| self.finding(name))
    }

    fn subtitle(&self) -> String {
        let span = format!("{} to {}", moment_name(self.start), moment_name(self.end));
        match self.panels.as_slice() {
            [only] => format!("{}: chance of having reached each stage, {span}", only.name),
            _ => format!("Chance of having reached each stage, by settlement option, {span}"),
        }
    }

    fn notes(&self) -> String {
        let points = self.panels.iter().flat_map(|panel| panel.curves.iter().flatten());
        let decimals = Scale::new(self.highest(), LARGE_PANEL_STEPS).value_decimals.max(1);
        let same_scale = if self.panels.len() > 1 { " and is the same in every panel" } else { "" };
        format!(
            "Lines: share of histories that have reached the stage at least once by that month. Bands: 50% (darker) and \
             90% credible interval, over the uncertainty of the assumptions.{} \
             The vertical scale fits the data{same_scale}.{}",
            errors(points.map(|point| point.share()), decimals),
            unmeasured(self.ends())
        )
    }

    fn description(&self) -> String {
        let panels = self.panels.iter().map(|panel| {
            let stages = self
                .stages
                .iter()
                .enumerate()
                .map(|(i, stage)| format!("{stage} {}", panel.last(i).share().with_interval()));
            format!("{}: {}", panel.name, stages.collect::<Vec<_>>().join(" · "))
        });
        let panels = panels.collect::<Vec<_>>().join("; ");
        format!("Curves of the chance of having reached each stage, by {}. {panels}.", moment_name(self.end))
    }

    fn options(&self) -> Vec<&str> {
        self.panels.iter().map(|panel| panel.name.as_str()).collect()
    }

    fn inspect(&self, look: &mut Inspection) {
        look.years([self.start, self.end].into_iter());
        look.items(self.panels.len());
        look.items(self.stages.len());
        look.whole(self.stages.len() * self.panels.len() <= MOST_CELLS, "has too many cells");
        look.names(&self.stages);
        let moments = self.panels.first().and_then(|panel| panel.curves.first()).map_or(0, Vec::len);
        look.points(moments);
        for panel in &self.panels {
            look.name(&panel.name);
            look.rectangular(panel.curves.len() == self.stages.len());
            for curve in &panel.curves {
                look.rectangular(curve.len() == moments);
                look.years(curve.iter().map(|point| point.at));
                for p in curve {
                    look.chances([p.mean, p.standard_error, p.lo50, p.hi50, p.lo90, p.hi90]);
                    p.confidence.into_iter().for_each(|ends| look.chances(ends));
                }
            }
        }
    }

    fn table(&self) -> Table {
        self.rows_as_table(false)
    }

    fn tables(&self) -> Vec<Table> {
        vec![self.rows_as_table(true)]
    }
}

impl StageChances {
    /// With every moment, or with the last alone.
    fn rows_as_table(&self, all: bool) -> Table {
        let numbers = ["Chance", "Standard error", "50% of worlds, from", "to", "90% of worlds, from", "to"];
        let mut table =
            Table::new("Cumulative chance of each stage", &head(&["Option", "Stage", "By"], &numbers));
        for panel in &self.panels {
            for (stage, curve) in self.stages.iter().zip(&panel.curves) {
                let skipped = if all { 0 } else { curve.len().saturating_sub(1) };
                table.rows.extend(curve.iter().skip(skipped).map(|p| {
                    let [chance, error, lo90, hi90] = told_with_errors(p.share());
                    let half = |x| if p.hi50 > p.lo50 { Cell::share(x) } else { Cell::text("–") };
                    let numbers = [Cell::moment(p.at), chance, error, half(p.lo50), half(p.hi50), lo90, hi90];
                    row(&[&panel.name, stage], numbers)
                }));
            }
        }
        table
    }
}

impl StageChances {
    /// The chances at the end.
    fn ends(&self) -> impl Iterator<Item = Chance> {
        self.panels
            .iter()
            .flat_map(|panel| panel.curves.iter().filter_map(|curve| Some(curve.last()?.share())))
    }

    /// The highest value anywhere in the figure.
    pub(crate) fn highest(&self) -> f64 {
        let points = self.panels.iter().flat_map(|panel| panel.curves.iter().flatten());
        points.map(|point| point.hi90.max(point.mean)).fold(0.0, f64::max)
    }

    /// The title with every name passed through `name`.
    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let end = moment_name(self.end);
        let all =
            || self.panels.iter().flat_map(|panel| (0..self.stages.len()).map(|s| panel.last(s).share()));
        // As far as the trials can tell.
        let below = || all().all(|share| share.confidence()[1] < 0.01);
        match (self.panels.as_slice(), self.stages.as_slice()) {
            ([], _) | (_, []) => format!("Chances by {end}: nothing to show"),
            ([panel], [stage]) => {
                panel.last(0).share().said_of(&format!("“{}” at some time by {end}", name(stage)))
            }
            ([_], _) if below() => format!("Every stage stays below 1% by {end}"),
            ([panel], stages) => {
                let ends: Vec<Chance> = (0..stages.len()).map(|i| panel.last(i).share()).collect();
                // Trials are counted throughout where one stage must be.
                let trials = ends.iter().find(|share| share.is_counted()).map(|share| share.trials);
                let reached = stages.iter().zip(&ends).enumerate().map(|(i, (stage, share))| {
                    let count = match trials {
                        Some(n) if share.hits == n => "all".to_string(),
                        Some(_) => thousands(share.hits),
                        None => percent(share.mean).trim_end_matches('%').to_string(),
                    };
                    let verb = if i == 0 { " reach" } else { "" };
                    format!("{count}{verb} “{}”", name(stage))
                });
                let reached: Vec<String> = reached.collect();
                let of = trials.map_or("100".to_string(), thousands);
                format!("Of {of} histories, {} by {end}", super::phrases::list(&reached))
            }
            _ if below() => {
                format!("Every stage stays below 1% by {end} under every option")
            }
            (_, [first, .., last]) => self.contest(name, first, Some(last)),
            (_, [first]) => self.contest(name, first, None),
        }
    }

    /// Who is ahead at the first and at the last stage.
    fn contest(&self, name: &dyn Fn(&str) -> String, first: &str, last: Option<&str>) -> String {
        let end = moment_name(self.end);
        let final_stage = self.stages.len() - 1;
        let chance = |panel: usize, stage: usize| self.panels[panel].last(stage).share().told();
        let option = |panel: usize| name(&self.panels[panel].name);
        let (first, last) = (name(first), last.map(name));
        match (self.ahead(0), self.ahead(final_stage), last) {
            (Some(a), _, None) => {
                format!("{} most often reaches “{first}”: {} by {end}", option(a), chance(a, 0))
            }
            (Some(a), Some(b), Some(last)) if a == b => format!(
                "{} goes furthest: {} reach “{first}”, {} “{last}” by {end}",
                option(a),
                chance(a, 0),
                chance(a, final_stage)
            ),
            (Some(a), Some(b), Some(last)) => format!(
                "{} most often reaches “{first}” ({} by {end}), {} “{last}” ({})",
                option(a),
                chance(a, 0),
                option(b),
                chance(b, final_stage)
            ),
            (Some(a), None, Some(last)) => format!(
                "{} most often reaches “{first}” ({} by {end}); no option stands out on “{last}”",
                option(a),
                chance(a, 0)
            ),
            (None, ..) => {
                let means = self.panels.iter().map(|panel| panel.last(0).mean);
                let (lo, hi) = (means.clone().fold(1.0, f64::min), means.fold(0.0, f64::max));
                let range = interval(lo, hi);
                format!("No option stands out on “{first}”: {range} reach it by {end}")
            }
        }
    }

    /// The option that is clearly above every other at the end.
    fn ahead(&self, stage: usize) -> Option<usize> {
        let estimate = |panel: usize| self.panels[panel].last(stage).estimate();
        let best = (0..self.panels.len()).max_by(|&a, &b| estimate(a).0.total_cmp(&estimate(b).0))?;
        let mut others = (0..self.panels.len()).filter(|&other| other != best);
        others.all(|other| clearly_above(estimate(best), estimate(other))).then_some(best)
    }
}

impl StageChances {
    /// Cumulative chances of the stages by scenario.
    pub(crate) fn of(cases: &[Simulated]) -> StageChances {
        let first = cases[0].scenario;
        StageChances {
            stages: stage_names(first),
            panels: cases
                .iter()
                .map(|case| StagePanel {
                    name: case.scenario.name.clone(),
                    curves: case.scenario.report.stages.iter().map(|stage| curve(case, stage)).collect(),
                })
                .collect(),
            start: decimal_year(first.calendar.month(0)),
            end: decimal_year(first.calendar.month(first.calendar.months)),
        }
    }
}

fn curve(case: &Simulated, stage: &str) -> Vec<StagePoint> {
    let Simulated { scenario, tally, plan, .. } = *case;
    let certain = certain_stage(scenario, plan, stage);
    let begun = scenario.process(&scenario.report.process).is_some_and(|p| p.start == stage);
    let at_start = f64::from(u8::from(begun));
    let start = Chance { mean: at_start, lo: at_start, hi: at_start, ..Chance::default() };
    let mut points = vec![StagePoint::new(decimal_year(scenario.calendar.month(0)), start)];
    for (month, counts) in stage_counts_by_month(scenario, tally, stage) {
        let is_last = tally.quarters.last() == Some(&month);
        let share = chance(counts, tally, certain && is_last);
        let worlds = proportion(counts, tally.size.paths, tally.size.clusters()).over_worlds();
        let mean = Interval { lo: share.mean, hi: share.mean };
        let half = worlds.map_or(mean, |worlds| worlds.central(0.5));
        points.push(StagePoint {
            lo50: half.lo,
            hi50: half.hi,
            ..StagePoint::new(decimal_year(scenario.calendar.month(month)), share)
        });
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(stages: &[&str], panels: &[(&str, &[f64])]) -> StageChances {
        let point = |at: f64, mean: f64| StagePoint {
            at,
            mean,
            standard_error: 0.004,
            lo50: mean * 0.9,
            hi50: mean * 1.1,
            lo90: mean * 0.8,
            hi90: mean * 1.2,
            ..StagePoint::default()
        };
        StageChances {
            stages: stages.iter().map(|stage| stage.to_string()).collect(),
            panels: panels
                .iter()
                .map(|&(name, ends)| StagePanel {
                    name: name.into(),
                    curves: ends.iter().map(|&end| vec![point(2026.0, 0.0), point(2037.0, end)]).collect(),
                })
                .collect(),
            start: 2026.0,
            end: 2037.0,
        }
    }

    #[test]
    fn one_option_is_told_in_histories_of_a_hundred() {
        assert_eq!(
            figure(&["Signed", "In force"], &[("A", &[0.41, 0.2])]).title(),
            "Of 100 histories, 41 reach “Signed” and 20 “In force” by December 2036"
        );
        assert_eq!(
            figure(&["Named", "Signed", "In force"], &[("A", &[0.41, 0.2, 0.001])]).title(),
            "Of 100 histories, 41 reach “Named”, 20 “Signed” and <1 “In force” by December 2036"
        );
        assert_eq!(
            figure(&["Signed"], &[("A", &[0.41])]).title(),
            "“Signed” at some time by December 2036 is about as likely as not (41%, 90% interval 33–49%)"
        );
    }

    #[test]
    fn the_option_that_is_ahead_is_named_and_none_where_none_is() {
        let titles = [
            figure(&["Signed"], &[("A", &[0.2]), ("B", &[0.41]), ("C", &[0.1])]).title(),
            figure(&["Named", "Signed"], &[("A", &[0.2, 0.1]), ("B", &[0.41, 0.2])]).title(),
            figure(&["Named", "Signed"], &[("A", &[0.2, 0.15]), ("B", &[0.41, 0.1])]).title(),
            figure(&["Named", "Signed"], &[("A", &[0.2, 0.1]), ("B", &[0.41, 0.101])]).title(),
            figure(&["Named", "Signed"], &[("A", &[0.2, 0.1]), ("B", &[0.205, 0.05])]).title(),
        ];
        assert_eq!(
            titles,
            [
                "B most often reaches “Signed”: 41% by December 2036",
                "B goes furthest: 41% reach “Named”, 20% “Signed” by December 2036",
                "B most often reaches “Named” (41% by December 2036), A “Signed” (15%)",
                "B most often reaches “Named” (41% by December 2036); no option stands out on “Signed”",
                "No option stands out on “Named”: 20% reach it by December 2036",
            ]
        );
    }

    #[test]
    fn tiny_chances_are_said_to_be_tiny() {
        let mut figure = figure(&["Signed", "In force"], &[("A", &[0.002, 0.001]), ("B", &[0.004, 0.0])]);
        // As long as the trials leave it open, nothing is said to be below 1%.
        assert_eq!(figure.title(), "No option stands out on “Signed”: <1% reach it by December 2036");
        for point in figure.panels.iter_mut().flat_map(|panel| &mut panel.curves).flatten() {
            point.standard_error = 0.001;
        }
        let title = figure.title();
        assert_eq!(title, "Every stage stays below 1% by December 2036 under every option");
    }
}
