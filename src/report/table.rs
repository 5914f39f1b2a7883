//! The table for the terminal.

use super::chances::{conditional, with_error_or_range};
use super::expected::expected;
use super::text_layout::{Block, Page};
use crate::analysis::{ACCORDING_TO, Kind, Note, Outcome, Outcomes};
use crate::model::{Measure, Metric, Scenario};
use crate::stats::LIKELIHOOD_SCALE;
use crate::words::{by_interval, in_words, interval, percent, short, thousands, with_error, with_interval};

/// What the columns of chances hold.
pub(super) const CHANCES: [&str; 2] = ["chance ± error", "90% of worlds"];

/// What the two uncertainties are.
pub(super) const ERRORS: [&str; 2] = [
    "± is one standard error: what a run of this size leaves uncertain; more worlds and paths make it smaller.",
    "90% of worlds: where the chance lies in the middle 90% of the worlds, with chance within a world removed (by a mixture that assumes no shape; below five paths a world by a beta distribution); this is what the assumptions leave open, and no number of trials makes it smaller.",
];

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
            "Counted and not estimated: what fewer than 20 trials, or trials of fewer than 20 worlds, have or lack. No word fits so few."
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

/// One scenario's answer: end states, stages, metrics.
pub fn table(scenario: &Scenario, outcomes: &Outcomes, width: usize) -> String {
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
    page.blocks(&blocks(scenario, outcomes));
    Answer { scenario, outcomes }.ignorance(&mut page);
    for remark in remarks(outcomes) {
        page.gap();
        page.wrap("", &remark, "  ");
    }
    page.finish()
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
pub fn legend(width: usize) -> String {
    let mut page = Page::new(width);
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
            if matches!(metric.measure, Measure::FirstReached(_)) {
                block.row(&metric.name, self.month(metric));
                continue;
            }
            let unit = if metric.unit.is_empty() { String::new() } else { format!(" [{}]", metric.unit) };
            block.row(&format!("{}{unit}", metric.name), self.amount(metric));
            block.below(self.bands(metric));
        }
        (!self.scenario.metrics.is_empty()).then_some(block)
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
mod tests {
    use super::*;
    use crate::analysis::Estimand;
    fn row(estimate: f64, standard_error: f64, interval: Option<(f64, f64)>) -> Outcome {
        Outcome {
            of: Estimand {
                outcome: "segment.settlement.signed".into(),
                name: "Signed".into(),
                kind: Kind::Probability,
                unit: None,
                by: "2026-12".into(),
            },
            estimate: Some(estimate),
            standard_error: Some(standard_error),
            lo: interval.map(|i| i.0),
            hi: interval.map(|i| i.1),
            share_between_worlds: Some(0.2),
            hits: None,
            trials: None,
            confidence_lo: None,
            confidence_hi: None,
            resolution: None,
            note: None,
            likelihood: Some("unlikely".into()),
        }
    }

    #[test]
    fn no_line_of_words_is_wider_than_the_terminal() {
        for width in [30, 40, 80] {
            assert!(legend(width).lines().all(|l| l.chars().count() <= width), "{}", legend(width));
        }
    }

    #[test]
    fn a_chance_reads_with_its_error_and_its_worlds() {
        let cells = chance(&row(0.123, 0.0041, Some((0.014, 0.309))));
        assert_eq!(cells, ["12.30 ± 0.41%", "1–31%", "unlikely"]);
        // With one path a world there is no interval.
        assert_eq!(chance(&row(0.123, 0.0041, None))[1], "–");
    }

    #[test]
    fn what_never_or_always_happened_is_counted() {
        let counted = |hits, note| {
            let p = hits as f64 / 100_000.0;
            chance(&Outcome { hits: Some(hits), trials: Some(100_000), note, ..row(p, 1e-5, None) })
        };
        assert_eq!(counted(0, Some(Note::Rare)), ["0 of 100,000"]);
        assert_eq!(counted(100_000, Some(Note::Rare)), ["all 100,000"]);
        assert_eq!(counted(100_000, Some(Note::Certain)), ["all 100,000"]);
    }

    #[test]
    fn what_is_rare_is_counted_without_a_word() {
        let rare = Outcome {
            hits: Some(2),
            trials: Some(25_000),
            note: Some(Note::Rare),
            ..row(8e-5, 5.7e-5, None)
        };
        assert_eq!(chance(&rare), ["2 of 25,000"]);
        assert_eq!(chance(&Outcome { note: None, hits: Some(20), ..rare })[0], "0.0080 ± 0.0057%");
    }

    #[test]
    fn a_base_of_few_histories_bears_no_conditional_chance() {
        let given = |hits, trials, note| {
            conditional(&Outcome { hits: Some(hits), trials: Some(trials), note, ..row(0.5, 0.1, None) })
        };
        assert_eq!(given(1, 3, Some(Note::Rare)), None);
        assert_eq!(given(2, 400, Some(Note::Rare)), Some("2 of 400".into()));
        assert_eq!(given(200, 400, None), Some("50 ± 10%".into()));
    }

    #[test]
    fn what_is_read_off_a_cell_is_said_to_be() {
        let [scenario, file, option] = ["Scenario", "file", "option"].map(String::from);
        let outcomes = |resolution| Outcomes {
            scenario: scenario.clone(),
            file: file.clone(),
            option: option.clone(),
            worlds: 1,
            paths: 1,
            seed: 1,
            horizon: "2026-12".into(),
            estimates: vec![Outcome { resolution, ..row(5004.0, 1.0, Some((5000.0, 5008.0))) }],
        };
        assert_eq!(remarks(&outcomes(None)), Vec::<String>::new());
        assert!(remarks(&outcomes(Some(2.0)))[0].contains("read off cells"));
    }

    #[test]
    fn what_cannot_be_measured_is_said_in_words() {
        let row = Outcome { note: Some(Note::NotMeasurable), ..row(0.123, 0.0041, None) };
        assert_eq!(chance(&row)[1], "not measurable");
    }

    #[test]
    fn a_mean_without_an_error_is_told_with_what_is_known() {
        let mean = |error: Option<f64>, note| {
            let row = row(41.523, 1.0, None);
            let of = Estimand { kind: Kind::Mean, ..row.of.clone() };
            amount(&Outcome { of, standard_error: error, note, ..row })
        };
        assert_eq!(mean(Some(1.1), None), "41.5 ± 1.1");
        assert_eq!(mean(Some(0.0), Some(Note::Certain)), "41.5");
        assert_eq!(mean(None, None), "41.5 ± ?");
    }
}
