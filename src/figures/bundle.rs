//! What is ignorance, laid out: the chance of a stage in worlds from the least to the most favourable, cleared of the chance within worlds, with the mean
//! over all.

use crate::analysis::{certain_stage, stage_counts};
use crate::engine::Tally;
use crate::lettering::title::two_lines;
use crate::model::Scenario;
use crate::stats::{Counts, Interval, proportion};
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
    /// Paths in each world, whose chance is taken out.
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
    /// The chance in worlds of each rank, by moment: the least favourable first. None where ignorance is not measurable.
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
        // Never under one option, always under another: nothing of that is rare.
        _ if all(|share| share.is_counted() && [0, share.trials].contains(&share.hits)) => {
            "in none or in all histories, so nothing tells what is ignorance and what is chance".into()
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
        format!("Chance of having reached “{}”, from the least to the most favourable worlds{by}", self.stage)
    }

    fn notes(&self) -> String {
        format!(
            "A world is one draw of everything uncertain. Each thin line stands for one world in {}, by rank month by month, with the chance of its {} histories \
             taken out; the thick line is the mean over all worlds. Where lines lie far apart, the assumptions decide; more histories would not \
             bring them together.",
            self.shown().max(1),
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
        format!(
            "Lines by the rank of worlds of the chance of {}. {}.",
            self.stage,
            panels.collect::<Vec<_>>().join("; ")
        )
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
    /// Each rank that is shown, moment by moment.
    fn worlds_table(&self) -> Table {
        let moments: Vec<String> = self.times.iter().map(|&at| Cell::moment(at).shown).collect();
        let moments: Vec<&str> = moments.iter().map(String::as_str).collect();
        let title = "Worlds by rank, the least favourable first";
        let mut table = Table::new(title, &head(&["Option", "Rank"], &moments));
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

/// Lines of a bundle, two by two: as many as can still be told apart.
const PAIRS: usize = 10;

impl Bundle {
    /// The chance of one stage in each world: of the stage on which worlds differ most, under the option where they do.
    pub(crate) fn of(cases: &[Simulated]) -> Bundle {
        let first = cases[0].scenario;
        let spread = |stage: &String| {
            let of = |case: &Simulated| {
                let end = end(case, stage);
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

/// The chance of having reached a stage by the horizon.
fn end(case: &Simulated, stage: &str) -> Chance {
    let certain = certain_stage(case.scenario, case.plan, stage);
    let counts = stage_counts(case.scenario, case.tally, stage).last();
    counts.map_or_else(Chance::default, |counts| chance(counts, case.tally, certain))
}

fn times(scenario: &Scenario, tally: &Tally) -> Vec<f64> {
    let months = std::iter::once(0).chain(tally.quarters.iter().copied());
    months.map(|month| short(decimal_year(scenario.calendar.month(month)))).collect()
}

fn bundle_panel(case: &Simulated, stage: &str) -> BundlePanel {
    let counts = stage_counts(case.scenario, case.tally, stage);
    let begun = case.scenario.process(&case.scenario.report.process).is_some_and(|p| p.start == stage);
    let at_start = f64::from(u8::from(begun));
    let mean = |quarter: &Counts| chance(quarter, case.tally, false).mean;
    let ranked: Vec<Option<Vec<f64>>> = counts.iter().map(|quarter| by_rank(quarter, case.tally)).collect();
    let line = |rank: usize| -> Vec<f64> {
        let later = ranked.iter().zip(counts).map(|(ranked, quarter)| match ranked {
            Some(chances) => short(chances[rank]),
            None => mean(quarter),
        });
        std::iter::once(at_start).chain(later).collect()
    };
    let is_measured = ranked.last().is_some_and(Option::is_some);
    BundlePanel {
        name: case.scenario.name.clone(),
        worlds: if is_measured { (0..2 * PAIRS).map(line).collect() } else { Vec::new() },
        mean: std::iter::once(at_start).chain(counts.iter().map(mean)).collect(),
        end: end(case, stage),
    }
}

/// The chance in worlds of each rank, from the distribution over worlds with the chance within them taken out; none where it is not measurable.
fn by_rank(counts: &[u32], tally: &Tally) -> Option<Vec<f64>> {
    let worlds = proportion(counts, tally.size.paths, tally.size.clusters()).over_worlds()?;
    let pair = |n: usize| worlds.central(1.0 - (2 * n + 1) as f64 / (2 * PAIRS) as f64);
    let pairs: Vec<Interval> = (0..PAIRS).map(pair).collect();
    let upper = pairs.iter().rev().map(|pair| pair.hi);
    Some(pairs.iter().map(|pair| pair.lo).chain(upper).collect())
}
