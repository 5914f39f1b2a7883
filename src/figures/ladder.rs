//! How far each option comes, stage by stage, and what it would bring: the chances of all options beside each other.

use crate::analysis::{certain_segments, certain_stage, segment_counts, stage_counts};
use crate::lettering::title::two_lines;
use crate::model::Scenario;
use crate::stats::Counts;
use crate::words::{percent, short as amount_of_words};
use serde::{Deserialize, Serialize};

use super::chance::{Chance, errors, unmeasured};
use super::inspection::{Inspection, MOST_CELLS};
use super::kind::Kind;
use super::metric_value::with_unit;
use super::prize::{Brought, PrizeKey, prize_of, prizes_of};
use super::ranking::{Behind, Rival, comparison, leader};
use super::simulated::{Simulated, chance, horizon, stage_names};
use super::table::{Cell, SHARE_HEAD, Table, head, named_with_unit, row, told_with_errors};

/// The chance of each stage and of the answer, an option a row; of one option also where else it may end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ladder {
    /// The last month. **Shape** "December 2036".
    pub horizon: String,
    /// What is asked of every option, in the order of the way.
    pub steps: Vec<LadderStep>,
    /// The place among the steps of the answer, by which options are sorted.
    pub answer: usize,
    /// What settlements bring, by name.
    pub prizes: Vec<PrizeKey>,
    /// The options, the best chance of the answer first.
    pub rows: Vec<LadderRow>,
}

/// A stage on the way, or a group of end states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LadderStep {
    /// Its name.
    pub name: String,
    /// Whether it is told how often it has been so at some time by the last month, rather than stands so in it.
    pub at_some_time: bool,
}

/// An option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LadderRow {
    /// Its name.
    pub name: String,
    /// A chance a step.
    pub chances: Vec<Chance>,
    /// What its package brings where it is settled on: an entry a prize; none where the option says nothing of it.
    pub brings: Vec<Option<Brought>>,
    /// Whether another package may come on the table on the way.
    #[serde(default)]
    pub may_change: bool,
    /// How far its chance of the answer lies below the best option's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub behind: Option<Behind>,
}

impl LadderRow {
    /// The chance of a step; nothing of a step that there is not.
    pub(crate) fn chance(&self, step: usize) -> Chance {
        self.chances.get(step).copied().unwrap_or_default()
    }

    fn rival(&self, step: usize) -> Rival<'_> {
        Rival { name: &self.name, chance: self.chance(step), behind: self.behind }
    }
}

/// A chance in a column of its own: "12", "<1"; "0" and "100" of what no and every history has.
pub(crate) fn bare(share: Chance) -> String {
    match share {
        Chance { trials: 1.., hits: 0, .. } => "0".into(),
        Chance { trials, hits, .. } if trials > 0 && hits == trials => "100".into(),
        share => percent(share.mean).trim_end_matches('%').to_string(),
    }
}

impl Kind for Ladder {
    /// Of several options: the answer's name, the last month, and which option leads, by the rule of [`comparison`]; where one leads, with the first prize
    /// that it brings. Of one: the answer with its word, as `end_states` has it, and the first prize.
    fn title(&self) -> String {
        two_lines(|name| self.finding(name))
    }

    fn subtitle(&self) -> String {
        match self.rows.as_slice() {
            [only] => format!("{}: chance (%) of getting so far; line: 90% of worlds", only.name),
            _ => "Chance (%) of getting so far; line: 90% of worlds. Options are sorted by the last chance"
                .into(),
        }
    }

    fn notes(&self) -> String {
        let chances = || self.rows.iter().flat_map(|row| row.chances.iter().copied());
        let counted = chances().find(|share| share.trials > 0).map_or(String::new(), |share| {
            format!(" 0 and 100: none and all of {} histories.", crate::words::thousands(share.trials))
        });
        let is_seen =
            chances().any(|share| share.trials > 0 && (share.hits == 0 || share.hits == share.trials));
        let brings = if self.prizes.is_empty() {
            ""
        } else {
            " Beside it: what the package brings where it is settled on; of an uncertain amount the median."
        };
        let may_change = match self.rows.iter().any(|row| row.may_change) && !self.prizes.is_empty() {
            true => " *: of the package at the start; it may change on the way.",
            false => "",
        };
        format!(
            "Dot: share of histories. Line: 90% credible interval, over the uncertainty of the assumptions.{}{brings}{may_change}{}{}",
            if is_seen { counted } else { String::new() },
            errors(chances(), 1),
            unmeasured(chances()),
        )
    }

    fn description(&self) -> String {
        let rows = self.rows.iter().map(|row| {
            let steps = self.steps.iter().zip(&row.chances);
            let steps: Vec<String> = steps
                .map(|(step, share)| format!("{} {}", self.asked(step), share.with_interval()))
                .collect();
            let brings = self.brought_by(row).map_or(String::new(), |told| format!("; it brings: {told}"));
            format!("{}: {}{brings}", row.name, steps.join(" · "))
        });
        let rows: Vec<String> = rows.collect();
        format!("Dots and lines: how far each option comes. {}.", rows.join(". "))
    }

    fn options(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row.name.as_str()).collect()
    }

    fn inspect(&self, look: &mut Inspection) {
        look.name(&self.horizon);
        look.items(self.steps.len().max(self.rows.len()).max(self.prizes.len()));
        look.whole(self.steps.len() * self.rows.len() <= MOST_CELLS, "has too many cells");
        look.rectangular(self.answer < self.steps.len());
        look.names(self.steps.iter().map(|step| &step.name));
        for key in &self.prizes {
            look.names([&key.name, &key.unit]);
        }
        for row in &self.rows {
            look.name(&row.name);
            look.rectangular(row.chances.len() == self.steps.len() && row.brings.len() == self.prizes.len());
            row.chances.iter().for_each(|share| look.share(share));
            for brought in row.brings.iter().flatten() {
                match brought {
                    Brought::Amount(x) => look.number(*x),
                    Brought::Words(words) => look.name(words),
                }
            }
        }
    }

    fn table(&self) -> Table {
        let asked: Vec<String> = self.steps.iter().map(|step| self.asked(step)).collect();
        let prizes: Vec<String> =
            self.prizes.iter().map(|key| named_with_unit(&key.name, &key.unit)).collect();
        let names: Vec<&str> =
            ["Option"].into_iter().chain(asked.iter().chain(&prizes).map(String::as_str)).collect();
        Table::new("How far each option comes, and what it brings", &names).with(self.rows.iter().map(|r| {
            let chances = r.chances.iter().map(|&share| Cell::chance(share));
            let brings = r.brings.iter().map(|brought| match brought {
                Some(Brought::Amount(x)) => Cell::number(*x),
                Some(Brought::Words(words)) => Cell::text(words),
                None => Cell::text("–"),
            });
            row(&[&r.name], chances.chain(brings))
        }))
    }

    fn tables(&self) -> Vec<Table> {
        let of_row = |r: &LadderRow| -> Vec<Vec<Cell>> {
            let steps = self.steps.iter().zip(&r.chances);
            steps.map(|(step, &share)| row(&[&r.name, &self.asked(step)], told_with_errors(share))).collect()
        };
        let all = Table::new("Every chance with its errors", &head(&["Option", "Step"], &SHARE_HEAD))
            .with(self.rows.iter().flat_map(of_row));
        vec![self.table(), all]
    }
}

impl Ladder {
    /// "Signed, by December 2036", "In force, in December 2036".
    pub(crate) fn asked(&self, step: &LadderStep) -> String {
        format!("{}, {}", step.name, self.when(step))
    }

    /// "by December 2036", "in December 2036".
    pub(crate) fn when(&self, step: &LadderStep) -> String {
        format!("{} {}", if step.at_some_time { "by" } else { "in" }, self.horizon)
    }

    /// What an option brings, in words: "Land transferred: 346 km²; Peace treaty: final"; nothing where it is not told.
    pub fn brought_by(&self, row: &LadderRow) -> Option<String> {
        let told = self.prizes.iter().zip(&row.brings);
        let told: Vec<String> = told.filter_map(|(key, brought)| Some(key.told(brought.as_ref()?))).collect();
        (!told.is_empty()).then(|| told.join("; "))
    }

    /// What stands in a cell: the amount or the words; with its unit where it stands alone.
    pub(crate) fn prize_words(&self, place: usize, row: &LadderRow, is_alone: bool) -> String {
        let star = if row.may_change { "*" } else { "" };
        match row.brings.get(place).and_then(Option::as_ref) {
            None => "–".into(),
            Some(Brought::Amount(0.0)) => format!("none{star}"),
            Some(Brought::Amount(x)) if is_alone => {
                let unit = self.prizes.get(place).map_or("", |key| &key.unit);
                format!("{}{star}", with_unit(&amount_of_words(*x), unit))
            }
            Some(Brought::Amount(x)) => format!("{}{star}", amount_of_words(*x)),
            Some(Brought::Words(words)) => format!("{words}{star}"),
        }
    }

    fn finding(&self, name: &dyn Fn(&str) -> String) -> String {
        let Some(step) = self.steps.get(self.answer) else { return "Nothing is asked of the options".into() };
        let topic = format!("{} {}", name(&step.name), self.when(step));
        let prize = |row: Option<&LadderRow>| -> String {
            let brought = row.and_then(|row| Some((self.prizes.first()?, row.brings.first()?.as_ref()?)));
            brought.map_or(String::new(), |(key, brought)| {
                format!(" ({})", PrizeKey { name: name(&key.name), unit: key.unit.clone() }.told(brought))
            })
        };
        match self.rows.as_slice() {
            [] => format!("{topic}: no option to compare"),
            [only] => {
                let said = only.chance(self.answer).said_of(&topic);
                format!("{}{}: {said}", name(&only.name), prize(Some(only)))
            }
            rows => {
                let rivals: Vec<Rival> = rows.iter().map(|row| row.rival(self.answer)).collect();
                let first = leader(&rivals).and_then(|place| rows.get(place));
                format!("{topic}: {}{}", comparison(&rivals, name), prize(first))
            }
        }
    }

    /// The ladder of these scenarios.
    pub(crate) fn of(cases: &[Simulated]) -> Ladder {
        let first = cases[0].scenario;
        let asked = Asked::of(first, cases.len());
        let prizes = prizes_of(first);
        let cases = by_answer(cases);
        let behind = Behind::of(&cases, &|case| asked.answered(case));
        let rows = cases.iter().zip(behind).map(|(case, behind)| LadderRow {
            behind,
            name: case.scenario.name.clone(),
            chances: asked.chances(case),
            brings: prizes.iter().map(|prize| prize_of(case.scenario, prize)).collect(),
            may_change: case.scenario.agenda().is_some(),
        });
        Ladder {
            horizon: horizon(first),
            rows: rows.collect(),
            answer: asked.answer(),
            prizes: prizes.iter().map(|prize| prize.key(first)).collect(),
            steps: asked.steps(first),
        }
    }
}

/// The options by the chance of the answer, the best first; where it is the same, by the steps before it.
pub(crate) fn by_answer<'a>(cases: &[Simulated<'a>]) -> Vec<Simulated<'a>> {
    let asked = Asked::of(cases[0].scenario, cases.len());
    let means = |case: &Simulated| -> Vec<f64> {
        let chances = asked.chances(case);
        chances.iter().take(asked.answer() + 1).rev().map(|share| share.mean).collect()
    };
    let mut ranked: Vec<(Vec<f64>, Simulated<'a>)> = cases.iter().map(|case| (means(case), *case)).collect();
    ranked.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(std::cmp::Ordering::Equal));
    ranked.into_iter().map(|(_, case)| case).collect()
}

/// What is asked of every option.
struct Asked {
    /// The places of the stages that are told.
    stages: Vec<usize>,
    /// How many of the report's segments are told.
    segments: usize,
}

impl Asked {
    /// All segments of a single option, of several the first, which is the answer. The answer stands for the stage that leads into it: one number for one
    /// thing.
    fn of(scenario: &Scenario, options: usize) -> Asked {
        let segments = &scenario.report.segments;
        let all = scenario.report.stages.len();
        let is_the_answer = |place: usize| {
            let stage = &scenario.report.stages[place];
            place + 1 == all && segments.first().is_some_and(|segment| segment.states.contains(stage))
        };
        Asked {
            stages: (0..all).filter(|&place| !is_the_answer(place)).collect(),
            segments: if options == 1 { segments.len() } else { segments.len().min(1) },
        }
    }

    fn answer(&self) -> usize {
        self.stages.len().min((self.stages.len() + self.segments).saturating_sub(1))
    }

    fn steps(&self, scenario: &Scenario) -> Vec<LadderStep> {
        let names = stage_names(scenario);
        let stages = self.stages.iter().map(|&place| (names[place].clone(), true));
        let segments = scenario.report.segments.iter().take(self.segments);
        let segments = segments.map(|segment| (segment.name.clone(), false));
        stages.chain(segments).map(|(name, at_some_time)| LadderStep { name, at_some_time }).collect()
    }

    /// The histories that have the answer.
    fn answered(&self, case: &Simulated) -> Option<Counts> {
        let Simulated { scenario, tally, .. } = *case;
        match self.segments {
            0 => stage_counts(scenario, tally, scenario.report.stages.get(*self.stages.last()?)?)
                .last()
                .cloned(),
            _ => segment_counts(scenario, tally).into_iter().next(),
        }
    }

    fn chances(&self, case: &Simulated) -> Vec<Chance> {
        let Simulated { scenario, tally, plan, .. } = *case;
        let of_stage = |&place: &usize| {
            let stage = &scenario.report.stages[place];
            let counts = stage_counts(scenario, tally, stage).last();
            counts.map_or_else(Chance::default, |counts| {
                chance(counts, tally, certain_stage(scenario, plan, stage))
            })
        };
        let ends = segment_counts(scenario, tally);
        let ends = ends.iter().zip(certain_segments(scenario, plan)).take(self.segments);
        let ends = ends.map(|(counts, certain)| chance(counts, tally, certain));
        self.stages.iter().map(of_stage).chain(ends).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(mean: f64) -> Chance {
        Chance { mean, standard_error: 0.004, lo: mean * 0.8, hi: mean * 1.2, ..Chance::default() }
    }

    fn ladder(rows: &[(&str, f64, f64)]) -> Ladder {
        let step = |name: &str, at_some_time| LadderStep { name: name.into(), at_some_time };
        Ladder {
            horizon: "December 2036".into(),
            steps: vec![step("Signed", true), step("In force", false)],
            answer: 1,
            prizes: vec![PrizeKey { name: "Land transferred".into(), unit: "km2".into() }],
            rows: rows
                .iter()
                .map(|&(name, answer, land)| LadderRow {
                    name: name.into(),
                    chances: vec![share(0.5), share(answer)],
                    brings: vec![Some(Brought::Amount(land))],
                    may_change: false,
                    behind: None,
                })
                .collect(),
        }
    }

    #[test]
    fn who_leads_is_told_with_the_prize() {
        assert_eq!(
            ladder(&[("A", 0.28, 0.0), ("B", 0.1, 346.0)]).title(),
            "In force in December 2036: unlikely under every option; A comes closest at 28% (Land transferred: none)"
        );
        assert_eq!(
            ladder(&[("A", 0.28, 346.0)]).title(),
            "A (Land transferred: 346 km²): In force in December 2036 is unlikely (28%, 90% interval 22–34%)"
        );
        // Where none leads nothing is said of a prize.
        assert_eq!(
            ladder(&[("A", 0.28, 346.0), ("B", 0.28, 0.0)]).title(),
            "In force in December 2036: unlikely under every option; the options cannot be told apart"
        );
    }

    #[test]
    fn what_no_history_and_every_history_has_is_0_and_100() {
        let counted = |hits| Chance { hits, trials: 400, mean: hits as f64 / 400.0, ..Chance::default() };
        assert_eq!([0, 1, 40, 399, 400].map(|hits| bare(counted(hits))), ["0", "<1", "10", ">99", "100"]);
        assert_eq!(bare(share(0.0)), "<1");
    }

    #[test]
    fn a_row_tells_what_it_brings() {
        let ladder = ladder(&[("A", 0.28, 0.0), ("B", 0.1, 346.0)]);
        let told: Vec<_> = ladder.rows.iter().map(|row| ladder.brought_by(row).unwrap()).collect();
        assert_eq!(told, ["Land transferred: none", "Land transferred: 346 km²"]);
    }
}
