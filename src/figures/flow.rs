//! The ladder flow: what was asked for, what was on the table at the end, and how it ended, as ribbons whose width is a share
//! of histories.

use crate::analysis::{certain_segments, segment_counts};
use crate::engine::Ends;
use crate::lettering::title::two_lines;
use crate::model::{Scenario, Tone};
use crate::plan::Plan;
use crate::stats::Counts;
use crate::words::{percent, thousands};
use serde::{Deserialize, Serialize};

use super::chance::{Chance, errors};
use super::inspection::{Inspection, MOST_CELLS};
use super::kind::Kind;
use super::simulated::{Simulated, chance, horizon};
use super::table::{Cell, Table, row};
use super::tone::ToneWord;

/// Shares of histories by what was asked for and what was got.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// The scenario's name.
    pub scenario: String,
    /// The option at the start.
    pub asked: String,
    /// Options on the table at the end.
    pub options: Vec<FlowOption>,
    /// Segments of the report, with the meaning of their colours.
    pub ends: Vec<FlowEnd>,
    /// When it is looked at.
    pub horizon: String,
}

/// An option on the table at the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowOption {
    /// Its name.
    pub name: String,
    /// Share of histories that end with it on the table.
    pub chance: Chance,
    /// Share of histories that end with it and in each segment.
    pub ends: Vec<Chance>,
}

/// A segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowEnd {
    /// Its name.
    pub name: String,
    /// Its colour's meaning.
    #[serde(with = "ToneWord")]
    pub tone: Tone,
    /// Share of histories that end in it.
    pub chance: Chance,
}

impl Flow {
    /// What was asked for, if it is on the table at the end in any history.
    fn kept(&self) -> Option<&FlowOption> {
        self.options.iter().find(|option| option.name == self.asked)
    }

    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let trials = self.ends.first().map_or(0, |end| end.chance.trials);
        let none = Chance { trials, ..Chance::default() };
        let kept = self.kept().map_or(none, |option| option.chance);
        let as_asked = self.kept().and_then(|option| option.ends.first().copied()).unwrap_or(none);
        let got_there = self.ends.first().map_or(none, |end| end.chance);
        // Histories are counted throughout where one of the numbers must be.
        let counts = [kept, got_there, as_asked].iter().any(|chance| chance.is_counted());
        let hundred = |chance: Chance| match counts {
            true => thousands(chance.hits),
            false => percent(chance.mean).trim_end_matches('%').to_string(),
        };
        let of = if counts { thousands(trials) } else { "100".into() };
        format!(
            "Of {of} histories that open with “{}”, {} still have it on the table at the end, and {} end “{}” ({} as asked)",
            name(&self.asked),
            hundred(kept),
            hundred(got_there),
            name(self.ends.first().map_or("", |end| &end.name)),
            hundred(as_asked)
        )
    }

    fn chances(&self) -> impl Iterator<Item = Chance> {
        let of_options = self.options.iter().flat_map(|option| option.ends.iter().chain([&option.chance]));
        of_options.copied().chain(self.ends.iter().map(|end| end.chance))
    }
}

impl Kind for Flow {
    /// How many of a hundred histories still have at the end what they opened with, how many reach the headline, and how many
    /// of these as asked.
    fn title(&self) -> String {
        two_lines(|name| self.finding(name))
    }

    fn subtitle(&self) -> String {
        format!("{}: option at the start, option on the table and state in {}", self.scenario, self.horizon)
    }

    fn notes(&self) -> String {
        format!("Widths are shares of all histories.{}", errors(self.chances(), 1))
    }

    fn description(&self) -> String {
        let options = self.options.iter().map(|option| {
            let ends = self.ends.iter().zip(&option.ends).filter(|(_, share)| share.mean > 0.0);
            let ends: Vec<String> =
                ends.map(|(end, share)| format!("{} {}", end.name, share.told())).collect();
            format!("{} {}: {}", option.name, option.chance.told(), ends.join(" · "))
        });
        format!(
            "Ribbons from “{}” at the start to the option on the table and the state in {}. {}.",
            self.asked,
            self.horizon,
            options.collect::<Vec<_>>().join("; ")
        )
    }

    fn options(&self) -> Vec<&str> {
        self.options.iter().map(|option| option.name.as_str()).collect()
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names([&self.scenario, &self.asked, &self.horizon]);
        look.names(self.options.iter().map(|option| &option.name));
        look.names(self.ends.iter().map(|end| &end.name));
        look.items(self.options.len());
        look.items(self.ends.len());
        look.whole(self.options.len() * self.ends.len() <= MOST_CELLS, "has too many cells");
        for option in &self.options {
            look.rectangular(option.ends.len() == self.ends.len());
        }
        self.chances().for_each(|share| look.share(&share));
    }

    fn table(&self) -> Table {
        let mut columns = vec!["On the table at the end", "In all"];
        columns.extend(self.ends.iter().map(|end| end.name.as_str()));
        let title = format!("Asked for: {}; in {}", self.asked, self.horizon);
        Table::new(title, &columns).with(self.options.iter().map(|option| {
            let shares = std::iter::once(&option.chance).chain(&option.ends);
            row(&[&option.name], shares.map(|&share| Cell::chance(share)))
        }))
    }
}

impl Flow {
    /// What is asked of all trials for the flow of a scenario; nothing where the table does not change.
    pub(crate) fn asked(scenario: &Scenario, plan: &Plan) -> Option<Ends> {
        plan.tables[0].agenda.as_ref()?;
        let process = plan.processes.iter().position(|p| p.id == scenario.report.process)?;
        let segments = &scenario.report.segments;
        let segment = |id: &String| segments.iter().position(|segment| segment.states.contains(id));
        let kind: Option<Vec<usize>> = plan.processes[process].states.iter().map(segment).collect();
        Some(Ends { process, kind: kind?, kinds: segments.len(), options: plan.tables[0].options.len() })
    }

    /// From the option at the start over the option on the table at the end to the segments of the report; nothing where that was not counted.
    pub(crate) fn of(case: &Simulated) -> Option<Flow> {
        let (scenario, plan, tally) = (case.scenario, case.plan, case.tally);
        tally.asked.courses.ends.as_ref()?;
        let found = &tally.found.courses;
        let name = |option: usize| {
            let id = &plan.tables[0].options[option];
            scenario.option_sheet(id).map_or_else(|| id.clone(), |sheet| sheet.name.clone())
        };
        let told = |counts: &Counts| chance(counts, tally, false);
        // In the order of their shares, what was asked for first.
        let start = plan.tables[0].start;
        let option = |o: usize| FlowOption {
            name: name(o),
            chance: told(&found.options[o]),
            ends: found.ends[o].iter().map(told).collect(),
        };
        let mut shown: Vec<(usize, FlowOption)> =
            (0..plan.tables[0].options.len()).map(|o| (o, option(o))).collect();
        shown.retain(|(_, option)| option.chance.hits > 0);
        shown.sort_by_key(|(o, option)| (*o != start, std::cmp::Reverse(option.chance.hits)));
        let segments = scenario.report.segments.iter().zip(segment_counts(scenario, tally));
        let certain = certain_segments(scenario, plan);
        let ends = segments.zip(certain).map(|((segment, counts), certain)| FlowEnd {
            name: segment.name.clone(),
            tone: segment.tone,
            chance: chance(&counts, tally, certain),
        });
        Some(Flow {
            scenario: scenario.name.clone(),
            asked: name(start),
            options: shown.into_iter().map(|(_, option)| option).collect(),
            ends: ends.collect(),
            horizon: horizon(scenario),
        })
    }
}
