//! One thin line a world: what is ignorance, laid out, with the mean over them.

use crate::analysis::{certain_stage, stage_counts};
use crate::engine::Tally;
use crate::lettering::title::two_lines;
use crate::model::Scenario;
use crate::words::{interval, moment_name};
use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::inspection::{Inspection, MOST_CELLS};
use super::kind::Kind;
use super::moment::decimal_year;
use super::simulated::{Simulated, chance, short, stage_names};
use super::table::{Cell, SHARE_HEAD, Table, head, row, told_with_errors};
/// The chance of having reached a stage, world by world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    /// The stage's name.
    pub stage: String,
    /// Paths in each world: how coarse a line is.
    pub paths: u32,
    /// When, as [`super::decimal_year`].
    pub times: Vec<f64>,
    /// The options.
    pub panels: Vec<BundlePanel>,
}

/// One option's worlds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BundlePanel {
    /// The option's name.
    pub name: String,
    /// The chance in each world that is shown, by moment.
    pub worlds: Vec<Vec<f64>>,
    /// The mean over all worlds, by moment.
    pub mean: Vec<f64>,
    /// The chance at the end over all worlds, with its credible interval.
    pub end: Chance,
}

impl Bundle {
    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let end = self.times.last().map_or(String::new(), |&at| moment_name(at));
        let stage = name(&self.stage);
        let spread = |panel: &&BundlePanel| panel.end.hi - panel.end.lo;
        let Some(widest) = self.panels.iter().max_by(|a, b| spread(a).total_cmp(&spread(b))) else {
            return format!("{stage}: nothing to show");
        };
        if spread(&widest) <= 0.0 {
            return format!("“{stage}” reached by {end}: {}", without_spread(&self.panels));
        }
        let range = interval(widest.end.lo, widest.end.hi);
        let under =
            if self.panels.len() > 1 { format!(" under {}", name(&widest.name)) } else { String::new() };
        let all = match range.split_once(" to ").or_else(|| range.split_once('–')) {
            Some((lo, hi)) => {
                format!("anywhere from {lo}{} to {hi}", if lo.ends_with('%') { "" } else { "%" })
            }
            None => format!("at {range}"),
        };
        format!("What is not known puts the chance of reaching “{stage}” by {end} {all}{under}")
    }
}

/// Why no option has an interval over worlds.
fn without_spread(panels: &[BundlePanel]) -> String {
    let all = |is: fn(Chance) -> bool| panels.iter().all(|panel| is(panel.end));
    let ends = panels.iter().map(|panel| panel.end);
    let one = panels.len() == 1 || ends.clone().all(|share| share.hits == panels[0].end.hits);
    match ends.clone().max_by_key(|share| share.hits) {
        _ if all(Chance::is_certain) => "the same in every world, by construction".into(),
        Some(most) if all(|share| share.is_counted() && [0, share.trials].contains(&share.hits)) && one => {
            format!("{} histories, so nothing tells what is ignorance and what is chance", most.told())
        }
        Some(most) if all(Chance::is_counted) && panels.len() == 1 => {
            format!(
                "{} histories, which is too few to tell what is ignorance and what is chance",
                most.told()
            )
        }
        _ if all(Chance::is_counted) => "too rare to tell what is ignorance and what is chance".into(),
        _ => "ignorance is not measurable at this size; more paths a world would tell".into(),
    }
}

impl Kind for Bundle {
    /// The option whose credible interval over worlds is widest, with the ends of that interval.
    fn title(&self) -> String {
        two_lines(|name| self.finding(name))
    }

    fn subtitle(&self) -> String {
        let by = if self.panels.len() > 1 { ", by settlement option" } else { "" };
        format!("Chance of having reached “{}” in each of {} worlds{by}", self.stage, self.shown())
    }

    fn notes(&self) -> String {
        format!(
            "A world is one draw of everything uncertain; each thin line is the share of its {} histories that have reached \
             the stage (so it moves in steps), the thick line the mean over all worlds. Where lines lie far apart, the \
             assumptions decide; more histories would not bring them together.",
            self.paths
        )
    }

    fn description(&self) -> String {
        let panels = self.panels.iter().map(|panel| {
            let range = panel
                .end
                .range_to(0)
                .map_or_else(String::new, |range| format!(", 90% interval over worlds {range}"));
            format!("{}: mean {} at the end{range}", panel.name, panel.end.told())
        });
        format!("A line a world of the chance of {}. {}.", self.stage, panels.collect::<Vec<_>>().join("; "))
    }

    fn options(&self) -> Vec<&str> {
        self.panels.iter().map(|panel| panel.name.as_str()).collect()
    }

    fn inspect(&self, look: &mut Inspection) {
        look.name(&self.stage);
        look.points(self.times.len());
        look.years(self.times.iter().copied());
        look.items(self.panels.len());
        for panel in &self.panels {
            look.name(&panel.name);
            look.share(&panel.end);
            look.whole(panel.worlds.len() <= MOST_CELLS, "has more than 10,000 worlds in a panel");
            for line in panel.worlds.iter().chain([&panel.mean]) {
                look.rectangular(line.len() == self.times.len());
                line.iter().for_each(|&chance| look.chance(chance));
            }
        }
    }

    fn table(&self) -> Table {
        Table::new(
            format!("Chance of “{}” over all worlds, at the end", self.stage),
            &head(&["Option"], &SHARE_HEAD),
        )
        .with(self.panels.iter().map(|panel| row(&[&panel.name], told_with_errors(panel.end))))
    }

    fn tables(&self) -> Vec<Table> {
        vec![self.table(), self.worlds_table()]
    }
}

impl Bundle {
    /// Each world that is shown, moment by moment.
    fn worlds_table(&self) -> Table {
        let moments: Vec<String> = self.times.iter().map(|&at| Cell::moment(at).shown).collect();
        let moments: Vec<&str> = moments.iter().map(String::as_str).collect();
        let mut table = Table::new("The worlds shown", &head(&["Option", "World"], &moments));
        for panel in &self.panels {
            let numbered = panel.worlds.iter().enumerate().map(|(w, chances)| ((w + 1).to_string(), chances));
            let mean = std::iter::once(("all".to_string(), &panel.mean));
            table.rows.extend(mean.chain(numbered).map(|(which, chances)| {
                row(&[&panel.name, &which], chances.iter().map(|&chance| Cell::share(chance)))
            }));
        }
        table
    }
}

impl Bundle {
    fn shown(&self) -> usize {
        self.panels.iter().map(|panel| panel.worlds.len()).max().unwrap_or(0)
    }
}

/// Lines of a bundle: as many as can still be told apart.
const BUNDLE: usize = 60;

impl Bundle {
    /// The chance of one stage in each world: of the stage on which worlds differ most, under the option where they do.
    pub(crate) fn of(cases: &[Simulated]) -> Bundle {
        let first = cases[0].scenario;
        let spread = |stage: &String| {
            let of = |case: &Simulated| {
                let end =
                    chance(last(case, stage), case.tally, certain_stage(case.scenario, case.plan, stage));
                end.hi - end.lo
            };
            cases.iter().map(of).fold(0.0, f64::max)
        };
        let stages = &first.report.stages;
        let place = (0..stages.len()).max_by(|&a, &b| spread(&stages[a]).total_cmp(&spread(&stages[b])));
        let place = place.unwrap_or(0);
        let stage = &stages[place];
        Bundle {
            stage: stage_names(first)[place].clone(),
            paths: cases[0].tally.size.paths,
            times: times(first, cases[0].tally),
            panels: cases.iter().map(|case| bundle_panel(case, stage)).collect(),
        }
    }
}

/// Paths by world that have reached a stage by the horizon.
fn last<'t>(case: &Simulated<'t>, stage: &str) -> &'t [u32] {
    stage_counts(case.scenario, case.tally, stage).last().map_or(&[], Vec::as_slice)
}

fn times(scenario: &Scenario, tally: &Tally) -> Vec<f64> {
    let months = std::iter::once(0).chain(tally.quarters.iter().copied());
    months.map(|month| short(decimal_year(scenario.calendar.month(month)))).collect()
}

fn bundle_panel(case: &Simulated, stage: &str) -> BundlePanel {
    let counts = stage_counts(case.scenario, case.tally, stage);
    let (worlds, paths) = (case.tally.size.worlds as usize, f64::from(case.tally.size.paths));
    let begun = case.scenario.process(&case.scenario.report.process).is_some_and(|p| p.start == stage);
    let at_start = f64::from(u8::from(begun));
    let line = |world: usize| -> Vec<f64> {
        let later = counts.iter().map(|quarter| f64::from(quarter[world]) / paths);
        std::iter::once(at_start).chain(later).collect()
    };
    let mean = |quarter: &Vec<u32>| chance(quarter, case.tally, false).mean;
    BundlePanel {
        name: case.scenario.name.clone(),
        worlds: (0..worlds.min(BUNDLE)).map(line).collect(),
        mean: std::iter::once(at_start).chain(counts.iter().map(mean)).collect(),
        end: chance(last(case, stage), case.tally, certain_stage(case.scenario, case.plan, stage)),
    }
}
