//! From the estimates of a run to its figures.

use super::decimal_year;
use super::words::MONTHS;
use super::{
    EndStates, EndStatesRow, Figure, Provenance, SegmentKey, Share, StageChances, StagePanel, StagePoint,
};
use crate::analysis::{segment_counts, stage_counts};
use crate::draws::ENGINE_VERSION;
use crate::engine::Tally;
use crate::model::{Month, Scenario};
use crate::stats::{self, Proportion};

/// The figures of a run: end states and stages, side by side where the scenarios report the same things.
pub fn of_run(scenarios: &[(&Scenario, &Tally)], digest: &str) -> Vec<Figure> {
    let comparable = scenarios.iter().all(|(s, _)| reports_alike(s, scenarios[0].0));
    if comparable {
        return pair(scenarios, digest, "");
    }
    let numbered = scenarios.iter().enumerate();
    numbered.flat_map(|(i, one)| pair(std::slice::from_ref(one), digest, &format!("-{}", i + 1))).collect()
}

fn pair(scenarios: &[(&Scenario, &Tally)], digest: &str, suffix: &str) -> Vec<Figure> {
    let provenance = provenance(scenarios, digest);
    let mut figures =
        vec![Figure::new(format!("end-states{suffix}"), end_states(scenarios), provenance.clone())];
    if !scenarios[0].0.report.stages.is_empty() {
        figures.push(Figure::new(format!("stage-chances{suffix}"), stage_chances(scenarios), provenance));
    }
    figures
}

/// Whether two scenarios can share a figure.
fn reports_alike(a: &Scenario, b: &Scenario) -> bool {
    let segments =
        |s: &Scenario| -> Vec<String> { s.report.segments.iter().map(|g| g.name.clone()).collect() };
    segments(a) == segments(b)
        && stage_names(a) == stage_names(b)
        && a.calendar.months == b.calendar.months
        && a.calendar.as_of == b.calendar.as_of
}

fn stage_names(scenario: &Scenario) -> Vec<String> {
    let process = scenario.process(&scenario.report.process);
    let name = |id: &String| process.and_then(|p| p.state(id)).map_or(id.clone(), |state| state.name.clone());
    scenario.report.stages.iter().map(name).collect()
}

fn provenance(scenarios: &[(&Scenario, &Tally)], digest: &str) -> Provenance {
    let (scenario, tally) = scenarios[0];
    Provenance {
        engine: format!("hikiwake {} (engine {ENGINE_VERSION})", env!("CARGO_PKG_VERSION")),
        scenario: match scenarios.len() {
            1 => scenario.name.clone(),
            n => format!("{n} scenarios"),
        },
        digest: digest.to_string(),
        worlds: tally.size.worlds,
        paths: tally.size.paths,
        seed: tally.size.seed,
    }
}

/// Shares of end states by scenario.
fn end_states(scenarios: &[(&Scenario, &Tally)]) -> EndStates {
    let first = scenarios[0].0;
    EndStates {
        horizon: month_name(first.calendar.month(first.calendar.months)),
        segments: first
            .report
            .segments
            .iter()
            .map(|segment| SegmentKey { name: segment.name.clone(), tone: segment.tone })
            .collect(),
        rows: scenarios
            .iter()
            .map(|(scenario, tally)| EndStatesRow {
                name: scenario.name.clone(),
                shares: segment_counts(scenario, tally)
                    .iter()
                    .map(|counts| share(&stats::proportion(counts, tally.size.paths)))
                    .collect(),
            })
            .collect(),
    }
}

fn share(proportion: &Proportion) -> Share {
    let stats::Estimate { value, standard_error } = proportion.estimate;
    let interval = proportion.interval.unwrap_or(stats::Interval { lo: value, hi: value });
    Share {
        mean: short(value),
        standard_error: short(standard_error),
        lo: short(interval.lo),
        hi: short(interval.hi),
    }
}

/// Cumulative chances of the stages by scenario.
fn stage_chances(scenarios: &[(&Scenario, &Tally)]) -> StageChances {
    let first = scenarios[0].0;
    StageChances {
        stages: stage_names(first),
        panels: scenarios
            .iter()
            .map(|(scenario, tally)| StagePanel {
                name: scenario.name.clone(),
                curves: scenario.report.stages.iter().map(|stage| curve(scenario, tally, stage)).collect(),
            })
            .collect(),
        start: decimal_year(first.calendar.month(0)),
        end: decimal_year(first.calendar.month(first.calendar.months)),
    }
}

fn curve(scenario: &Scenario, tally: &Tally, stage: &str) -> Vec<StagePoint> {
    let begun = scenario.process(&scenario.report.process).is_some_and(|p| p.start == stage);
    let at_start = f64::from(u8::from(begun));
    let mut points = vec![StagePoint {
        at: decimal_year(scenario.calendar.month(0)),
        mean: at_start,
        standard_error: 0.0,
        lo50: at_start,
        hi50: at_start,
        lo90: at_start,
        hi90: at_start,
    }];
    for (&month, counts) in tally.quarters.iter().zip(stage_counts(scenario, tally, stage)) {
        let proportion = stats::proportion(counts, tally.size.paths);
        let stats::Estimate { value, standard_error } = proportion.estimate;
        let at = |mass| proportion.credible(mass).unwrap_or(stats::Interval { lo: value, hi: value });
        let (half, most) = (at(0.5), at(0.9));
        points.push(StagePoint {
            at: decimal_year(scenario.calendar.month(month)),
            mean: short(value),
            standard_error: short(standard_error),
            lo50: short(half.lo),
            hi50: short(half.hi),
            lo90: short(most.lo),
            hi90: short(most.hi),
        });
    }
    points
}

/// Six significant digits: finer than any picture, and short in the file.
pub(super) fn short(x: f64) -> f64 {
    format!("{x:.5e}").parse().unwrap_or(x)
}

fn month_name(month: Month) -> String {
    format!("{} {}", MONTHS[month.month as usize - 1], month.year)
}
