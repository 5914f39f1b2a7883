//! The ladder flow: what was asked for, what was on the table at the end, and how it ended, as ribbons whose width is a share
//! of histories.

use crate::lettering::title::two_lines;
use crate::model::Tone;
use crate::words::{counted, percent, thousands};
use serde::{Deserialize, Serialize};

use super::inspection::{Inspection, MOST_CELLS};
use super::kind::Kind;
use super::simulated::{Simulated, horizon};
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
    pub options: Vec<String>,
    /// Segments of the report, with the meaning of their colours.
    pub ends: Vec<FlowEnd>,
    /// Share of histories by option at the end and segment.
    pub shares: Vec<Vec<f64>>,
    /// When it is looked at.
    pub horizon: String,
    /// Histories that were looked at, one a world.
    pub histories: u32,
}

/// A segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowEnd {
    /// Its name.
    pub name: String,
    /// Its colour's meaning.
    #[serde(with = "ToneWord")]
    pub tone: Tone,
}

impl Flow {
    pub(crate) fn option_share(&self, option: usize) -> f64 {
        self.shares[option].iter().sum()
    }

    pub(crate) fn end_share(&self, end: usize) -> f64 {
        self.shares.iter().map(|row| row[end]).sum()
    }

    /// The place among the options of what was asked for.
    fn kept(&self) -> f64 {
        let place = self.options.iter().position(|option| *option == self.asked);
        place.map_or(0.0, |option| self.option_share(option))
    }

    /// A share of the histories that were looked at: counted where fewer than twenty have or lack it.
    pub(crate) fn told(&self, share: f64) -> String {
        const FEW: u64 = 20;
        let (all, hits) = (u64::from(self.histories), self.hits(share));
        if hits.min(all.saturating_sub(hits)) < FEW { counted(hits, all) } else { percent(share) }
    }

    /// How many histories a share is.
    fn hits(&self, share: f64) -> u64 {
        (share * f64::from(self.histories)).round() as u64
    }

    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let got = self.options.iter().position(|option| *option == self.asked);
        let as_asked = got.and_then(|option| self.shares[option].first()).copied().unwrap_or(0.0);
        let got_there = if self.ends.is_empty() { 0.0 } else { self.end_share(0) };
        // Histories are counted throughout where one of the numbers must be.
        let counts = [self.kept(), got_there, as_asked].iter().any(|&share| !self.told(share).ends_with('%'));
        let hundred = |share: f64| match counts {
            true => thousands(self.hits(share)),
            false => percent(share).trim_end_matches('%').to_string(),
        };
        let of = if counts { thousands(self.histories.into()) } else { "100".into() };
        format!(
            "Of {of} histories that open with “{}”, {} still have it on the table at the end, and {} end “{}” ({} as asked)",
            name(&self.asked),
            hundred(self.kept()),
            hundred(got_there),
            name(self.ends.first().map_or("", |end| &end.name)),
            hundred(as_asked)
        )
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
        format!(
            "Widths are shares of histories. From {} histories, one a world; a share of 10% is exact to about ±{} points \
             (two standard errors).",
            thousands(self.histories.into()),
            (200.0 * (0.09 / f64::from(self.histories.max(1))).sqrt()).ceil()
        )
    }

    fn description(&self) -> String {
        let options = self.options.iter().enumerate().map(|(i, option)| {
            let ends = self.ends.iter().zip(&self.shares[i]).filter(|(_, share)| **share > 0.0);
            let ends: Vec<String> =
                ends.map(|(end, &share)| format!("{} {}", end.name, self.told(share))).collect();
            format!("{option} {}: {}", self.told(self.option_share(i)), ends.join(" · "))
        });
        format!(
            "Ribbons from “{}” at the start to the option on the table and the state in {}. {}.",
            self.asked,
            self.horizon,
            options.collect::<Vec<_>>().join("; ")
        )
    }

    fn options(&self) -> Vec<&str> {
        self.options.iter().map(String::as_str).collect()
    }

    fn inspect(&self, look: &mut Inspection) {
        look.names([&self.scenario, &self.asked, &self.horizon]);
        look.names(&self.options);
        look.names(self.ends.iter().map(|end| &end.name));
        look.items(self.options.len());
        look.items(self.ends.len());
        look.whole(self.options.len() * self.ends.len() <= MOST_CELLS, "has too many cells");
        look.rectangular(self.shares.len() == self.options.len());
        for row in &self.shares {
            look.rectangular(row.len() == self.ends.len());
            row.iter().for_each(|&share| look.chance(share));
        }
    }

    fn table(&self) -> Table {
        let mut columns = vec!["On the table at the end"];
        columns.extend(self.ends.iter().map(|end| end.name.as_str()));
        let rows = self.options.iter().zip(&self.shares);
        Table::new(format!("Asked for: {}; in {}", self.asked, self.horizon), &columns).with(rows.map(
            |(option, shares)| {
                row(
                    &[option],
                    shares.iter().map(|&s| Cell { shown: self.told(s), value: Some(s), is_share: true }),
                )
            },
        ))
    }
}

impl Flow {
    /// From the option at the start over the option on the table at the end to the segments of the report.
    pub(crate) fn of(case: &Simulated) -> Option<Flow> {
        let (scenario, plan, record) = (case.scenario, case.plan, case.record);
        plan.tables[0].agenda.as_ref()?;
        let p = plan.processes.iter().position(|p| p.id == scenario.report.process)?;
        let name = |option: usize| {
            let id = &plan.tables[0].options[option];
            scenario.option_sheet(id).map_or_else(|| id.clone(), |sheet| sheet.name.clone())
        };
        let segment = |state: usize| {
            let id = &plan.processes[p].states[state];
            scenario.report.segments.iter().position(|segment| segment.states.contains(id))
        };
        let mut counts = vec![vec![0_u32; scenario.report.segments.len()]; plan.tables[0].options.len()];
        for (&option, &state) in record.options.iter().zip(&record.ends[p]) {
            counts[option][segment(state)?] += 1;
        }
        // As many as fit under each other, in the order of the options; the start first.
        let start = plan.tables[0].start;
        let mut shown: Vec<usize> =
            (0..plan.tables[0].options.len()).filter(|&o| counts[o].iter().any(|&n| n > 0)).collect();
        let count = |o: usize| counts[o].iter().sum::<u32>();
        shown.sort_by_key(|&o| (o != start, std::cmp::Reverse(count(o))));
        let all = record.options.len().max(1) as f64;
        Some(Flow {
            scenario: scenario.name.clone(),
            asked: name(start),
            options: shown.iter().map(|&o| name(o)).collect(),
            ends: scenario
                .report
                .segments
                .iter()
                .map(|segment| FlowEnd { name: segment.name.clone(), tone: segment.tone })
                .collect(),
            shares: shown.iter().map(|&o| counts[o].iter().map(|&n| f64::from(n) / all).collect()).collect(),
            horizon: horizon(scenario),
            histories: record.options.len() as u32,
        })
    }
}
