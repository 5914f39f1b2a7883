//! The table for the terminal.

use super::chances::{conditional, with_error_or_range};
use super::expected::expected;
use super::text_layout::{Block, Page};
use crate::analysis::{ACCORDING_TO, Kind, Note, Outcome, Outcomes};
use crate::model::{Measure, Metric, Scenario};
use crate::stats::LIKELIHOOD_SCALE;
use crate::words::{
    by_interval, in_words, interval, percent, short, thousands, unit_name, with_error, with_interval,
};

/// What the columns of chances hold.
pub(super) const CHANCES: [&str; 2] = ["chance ± error", "90% of worlds"];

/// What the two uncertainties are.
pub(super) const ERRORS: [&str; 2] = [
    "± is one standard error: what a run of this size leaves uncertain; more worlds and paths make it smaller.",
    "90% of worlds: where the chance lies in the middle 90% of the worlds, with chance within a world removed (by a mixture that assumes no shape; below five paths a world by a beta distribution); this is what the assumptions leave open, and no number of trials makes it smaller.",
];

/// The same in short, and where the rest is.
const IN_SHORT: &str = "± is one standard error of the simulation; 90% of worlds is what the assumptions leave open; “2 of 25,000” is counted, too few to estimate. With --long: every estimate, and what the words stand for.";

/// What stands for an interval over worlds that cannot be told.
const NOT_MEASURABLE: &str = "not measurable";

/// What is to be known of the cells of a table that are no plain estimates.
pub(super) fn remarks(outcomes: &Outcomes) -> Vec<String> {
    let told = |row: &&Outcome| {
        row.by == outcomes.horizon
            && ["segment.", "reached."].iter().any(|start| row.outcome.starts_with(start))
    };
    let rows: Vec<&Outcome> = outcomes.estimates.iter().filter(told).collect();
    let has = |note| rows.iter().any(|row| row.note == Some(note));
    let mut remarks = Vec::new();
    if has(Note::Rare) {
        remarks.push(
            "Counted and not estimated: what fewer than 20 trials, or trials of fewer than 20 worlds, have or lack. No word fits so few; `hikiwake rare` tells how likely it is."
                .to_string(),
        );
    }
    if rows.iter().any(|row| row.note == Some(Note::NotMeasurable) && row.lo.is_none() && !row.is_counted()) {
        remarks.push(
            "Not measurable: ignorance and chance cannot be told apart at this size; more paths a world would tell."
                .to_string(),
        );
    }
    let means = outcomes.estimates.iter().filter(|row| row.kind == Kind::Mean && row.by == outcomes.horizon);
    if means.clone().any(|row| {
        row.note == Some(Note::Rare) || row.standard_error.is_none_or(|e| e == 0.0 && row.note.is_none())
    }) {
        remarks.push("± ?: the same in all trials but few, which tells no error.".to_string());
    }
    if outcomes.estimates.iter().any(|row| row.resolution.is_some()) {
        remarks.push(
            "A metric with more than 1,024 different values has its quantiles read off cells: good to one part in 2,000."
                .to_string(),
        );
    }
    remarks
}

/// The title of the chances of what follows a stage.
pub(super) const GIVEN: &str = "Given that it was reached";

/// A band less likely than this is not listed.
const RARE: f64 = 0.01;

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What fits a screen: end states, stages, the first metrics.
    Screen,
    /// Conditional chances, each expert alone, every metric and remark too.
    Whole,
}

/// Metrics that a screen has room for.
const MEASURED: usize = 8;

/// One scenario's answer: end states, stages, metrics.
pub fn table(scenario: &Scenario, outcomes: &Outcomes, detail: Detail, width: usize) -> String {
    let mut page = Page::new(width);
    page.wrap("", &format!("{} ({})", outcomes.scenario, outcomes.file), "  ");
    let size = format!(
        "{} worlds × {} paths, seed {}, to {}",
        thousands(outcomes.worlds.into()),
        thousands(outcomes.paths.into()),
        outcomes.seed,
        outcomes.horizon
    );
    page.wrap("", &size, "  ");
    let answer = Answer { scenario, outcomes };
    if detail == Detail::Screen {
        page.blocks(&screen_blocks(scenario, outcomes));
        answer.ignorance(&mut page);
        return page.finish();
    }
    page.blocks(&blocks(scenario, outcomes));
    answer.ignorance(&mut page);
    for remark in remarks(outcomes) {
        page.gap();
        page.wrap("", &remark, "  ");
    }
    page.finish()
}

/// The blocks that a screen has room for.
pub(super) fn screen_blocks(scenario: &Scenario, outcomes: &Outcomes) -> Vec<Block> {
    let answer = Answer { scenario, outcomes };
    [answer.ends(), answer.stages(), answer.first_metrics()].into_iter().flatten().collect()
}

/// The blocks of a scenario's answer: end states, also by expert, stages, conditional chances, metrics.
pub(super) fn blocks(scenario: &Scenario, outcomes: &Outcomes) -> Vec<Block> {
    let answer = Answer { scenario, outcomes };
    let blocks = [
        answer.ends(),
        answer.experts(),
        answer.stages(),
        answer.conditional(),
        answer.metrics(),
        expected(scenario, outcomes),
    ];
    blocks.into_iter().flatten().collect()
}

/// What the figures mean, printed once under all tables.
pub fn legend(detail: Detail, width: usize) -> String {
    let mut page = Page::new(width);
    if detail == Detail::Screen {
        page.wrap("", IN_SHORT, "  ");
        return page.finish();
    }
    for sentence in ERRORS {
        page.wrap("", sentence, "  ");
    }
    page.wrap("", &format!("Words (IPCC): {LIKELIHOOD_SCALE}."), "  ");
    page.finish()
}

/// A sentence or two.
pub fn paragraph(text: &str, width: usize) -> String {
    let mut page = Page::new(width);
    page.wrap("", text, "  ");
    page.finish()
}

/// The cells of a chance: with its error, over the worlds, in a word. What is rare, never happened or always did is counted, not estimated.
pub(super) fn chance(row: &Outcome) -> Vec<String> {
    let Some(p) = row.estimate else { return Vec::new() };
    if let Some(counted) = row.counted() {
        return vec![counted];
    }
    let over_worlds = match (row.lo, row.hi) {
        (Some(lo), Some(hi)) => interval(lo, hi),
        _ if row.note == Some(Note::NotMeasurable) => NOT_MEASURABLE.to_string(),
        _ => "–".to_string(),
    };
    vec![
        with_error_or_range(row, p),
        over_worlds,
        // Of two words the second stands below the first.
        row.likelihood.as_deref().unwrap_or_default().replacen(" or ", "\nor ", 1),
    ]
}

/// Trials of a run.
pub(super) fn trials(outcomes: &Outcomes) -> u64 {
    u64::from(outcomes.worlds) * u64::from(outcomes.paths)
}

/// A mean with its error; with its confidence interval where that is all there is, by itself where it is certain.
fn amount(row: &Outcome) -> String {
    let Some(mean) = row.estimate else { return "never".to_string() };
    match (row.note, row.standard_error, row.confidence_lo.zip(row.confidence_hi)) {
        (Some(Note::Certain), ..) => short(mean),
        (Some(Note::Rare), _, Some(range)) if range.1 > range.0 => with_interval(mean, Some(range)),
        (Some(Note::Rare), ..) => format!("{} ± ?", short(mean)),
        (_, Some(error), _) if error > 0.0 => with_error(mean, error),
        (_, None, Some(range)) => with_interval(mean, Some(range)),
        _ => format!("{} ± ?", short(mean)),
    }
}

struct Answer<'a> {
    scenario: &'a Scenario,
    outcomes: &'a Outcomes,
}

impl Answer<'_> {
    fn ends(&self) -> Option<Block> {
        let mut block =
            Block::new(&format!("Where it ends, in {}", in_words(&self.outcomes.horizon)), &CHANCES);
        for row in self.outcomes.estimates.iter().filter(|o| o.outcome.starts_with("segment.")) {
            block.row(&row.name, chance(row));
        }
        Some(block)
    }

    /// How much of the spread between trials is ignorance, of the segments of which it can be told.
    fn ignorance(&self, page: &mut Page) {
        let segments = self.outcomes.estimates.iter().filter(|o| o.outcome.starts_with("segment."));
        let told = |o: &Outcome| {
            let share = o.share_between_worlds.filter(|_| !o.is_counted() && o.note.is_none())?;
            Some(format!("{} {};", o.name, percent(share)))
        };
        let mut parts: Vec<String> = segments.filter_map(told).collect();
        if let Some(last) = parts.last_mut() {
            last.pop();
            parts.push("(the rest is chance)".into());
            page.gap();
            page.parts("Ignorance in the spread of trials: ", &parts, "  ");
        }
    }

    /// The first group of end states, as if each expert alone were right.
    fn experts(&self) -> Option<Block> {
        let experts = &self.scenario.experts;
        let headline = self.scenario.report.segments.first()?;
        let mut block = Block::new("Each expert alone right", &CHANCES);
        for expert in experts {
            let id = format!(
                "{ACCORDING_TO}{}.segment.{}.{}",
                expert.id, self.scenario.report.process, headline.id
            );
            if let Some(row) = self.outcomes.estimates.iter().find(|o| o.outcome == id) {
                block.row(&format!("{}: {}", expert.name, headline.name), chance(row));
            }
        }
        (!experts.is_empty()).then_some(block)
    }

    fn stages(&self) -> Option<Block> {
        let report = &self.scenario.report;
        let mut block =
            Block::new(&format!("Reached at some time by {}", in_words(&self.outcomes.horizon)), &CHANCES);
        for stage in &report.stages {
            let id = format!("reached.{}.{stage}", report.process);
            let at_horizon = |o: &&Outcome| o.outcome == id && o.by == self.outcomes.horizon;
            if let Some(row) = self.outcomes.estimates.iter().find(at_horizon) {
                block.row(&row.name, chance(row));
            }
        }
        (!report.stages.is_empty()).then_some(block)
    }

    /// What follows a stage that was reached.
    fn conditional(&self) -> Option<Block> {
        let given = |o: &&Outcome| o.outcome.starts_with("given.");
        let rows: Vec<&Outcome> = self.outcomes.estimates.iter().filter(given).collect();
        let mut block = Block::new(GIVEN, &["chance ± error"]);
        for row in &rows {
            if let Some(told) = conditional(row) {
                block.row(&row.name, vec![told]);
            }
        }
        (!block.rows.is_empty()).then_some(block)
    }

    fn metrics(&self) -> Option<Block> {
        let mut block = Block::new("Measured", &["mean ± error", "5% to 95% of trials"]);
        for metric in &self.scenario.metrics {
            self.add(metric, &mut block);
            block.below(self.bands(metric));
        }
        (!self.scenario.metrics.is_empty()).then_some(block)
    }

    /// As many as a screen has room for, in the order of the file, and how many more there are.
    fn first_metrics(&self) -> Option<Block> {
        let metrics = &self.scenario.metrics;
        let mut block = Block::new("Measured", &["mean ± error", "5% to 95% of trials"]);
        metrics.iter().take(MEASURED).for_each(|metric| self.add(metric, &mut block));
        if let Some(more @ 1..) = metrics.len().checked_sub(MEASURED) {
            block.below(vec![format!("and {more} more, with --long")]);
        }
        (!metrics.is_empty()).then_some(block)
    }

    fn add(&self, metric: &Metric, block: &mut Block) {
        if matches!(metric.measure, Measure::FirstReached(_)) {
            return block.row(&metric.name, self.month(metric));
        }
        let unit =
            if metric.unit.is_empty() { String::new() } else { format!(" [{}]", unit_name(&metric.unit)) };
        block.row(&format!("{}{unit}", metric.name), self.amount(metric));
    }

    fn figure(&self, metric: &Metric, what: &str) -> Option<&Outcome> {
        let id = format!("metric.{}.{what}", metric.id);
        self.outcomes.estimates.iter().find(|o| o.outcome == id)
    }

    fn amount(&self, metric: &Metric) -> Vec<String> {
        let mean = self.figure(metric, "mean").map_or_else(|| "never".to_string(), amount);
        let end = |what| {
            let row = self.figure(metric, what)?;
            Some(by_interval(row.estimate?, row.confidence_lo.zip(row.confidence_hi)))
        };
        match (end("p5"), end("p95")) {
            (None, None) => vec![mean],
            (lo, hi) => {
                let [lo, hi] = [lo, hi].map(|x| x.unwrap_or_else(|| "–".into()));
                vec![mean, format!("{lo} to {hi}")]
            }
        }
    }

    /// A month is told by its date; what is not reached lies beyond the horizon.
    fn month(&self, metric: &Metric) -> Vec<String> {
        let quantile = |what| {
            let months = self.figure(metric, what).and_then(|o| o.estimate)?;
            Some(self.scenario.calendar.month(months.round() as u32).to_string())
        };
        let later = || format!("after {}", self.outcomes.horizon);
        let median = quantile("p50").map_or_else(later, |month| format!("median {month}"));
        match quantile("p5") {
            None => vec![later()],
            Some(lo) => {
                vec![median, format!("{lo} to {}", quantile("p95").unwrap_or_else(|| "later".into()))]
            }
        }
    }

    /// The bands of a hikiwake index, best first, in one line.
    fn bands(&self, metric: &Metric) -> Vec<String> {
        let prefix = format!("metric.{}.", metric.id);
        let name = format!("{}: ", metric.name);
        let all: Vec<&Outcome> = self
            .outcomes
            .estimates
            .iter()
            .filter(|o| o.kind == Kind::Probability && o.outcome.starts_with(&prefix))
            .collect();
        let (seen, rare): (Vec<&Outcome>, Vec<&Outcome>) =
            all.into_iter().partition(|o| o.estimate.is_some_and(|p| p >= RARE));
        let mut parts: Vec<String> = seen
            .iter()
            .map(|o| {
                let band = o.name.strip_prefix(&name).unwrap_or(&o.name);
                let told = o.counted().unwrap_or_else(|| o.estimate.map_or("–".into(), percent));
                format!("{band} {told},")
            })
            .collect();
        match rare.len() {
            0 => {}
            count => {
                let others = if count == 1 { "the other" } else { "the others each" };
                let most = rare.iter().max_by_key(|o| o.hits);
                let told = match most.and_then(|o| Some((o.counted()?, o.hits))) {
                    Some((counted, Some(hits))) if hits > 0 && count > 1 => format!("at most {counted}"),
                    Some((counted, _)) => counted,
                    None => "under 1%".into(),
                };
                parts.push(format!("{others} {told},"));
            }
        }
        if let Some(last) = parts.last_mut() {
            last.pop();
        }
        parts
    }
}

#[cfg(test)]
mod tests;
