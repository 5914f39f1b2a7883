//! From the estimates of a run to its figures.

use super::decimal_year;
use super::words::MONTHS;
use super::{
    EndStates, EndStatesRow, Picture, Provenance, SegmentKey, Share, StageChances, StagePanel, StagePoint,
};
use crate::analysis::{segment_counts, stage_counts};
use crate::draws::ENGINE_VERSION;
use crate::engine::Tally;
use crate::model::{Month, Scenario};
use crate::stats::{self, Proportion};

/// The charts of a run, each with the name of its file: end states and stages, side by side where the scenarios report the same things.
pub fn of_run(scenarios: &[(&Scenario, &Tally)], digest: &str) -> Vec<(String, Picture)> {
    let mut pictures = Vec::new();
    let comparable = scenarios.iter().all(|(s, _)| reports_alike(s, scenarios[0].0));
    if comparable {
        pictures.extend(pair(scenarios, digest, ""));
    } else {
        for (number, one) in scenarios.iter().enumerate() {
            pictures.extend(pair(std::slice::from_ref(one), digest, &format!("-{}", number + 1)));
        }
    }
    pictures
}

fn pair(scenarios: &[(&Scenario, &Tally)], digest: &str, suffix: &str) -> Vec<(String, Picture)> {
    let mut pictures =
        vec![(format!("end-states{suffix}"), end_states(scenarios, provenance(scenarios, digest)).render())];
    if !scenarios[0].0.report.stages.is_empty() {
        let stages = stage_chances(scenarios, provenance(scenarios, digest));
        pictures.push((format!("stage-chances{suffix}"), stages.render()));
    }
    pictures
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
        digest: digest[..12].to_string(),
        worlds: tally.size.worlds,
        paths: tally.size.paths,
        seed: tally.size.seed,
    }
}

/// Shares of end states by scenario.
fn end_states(scenarios: &[(&Scenario, &Tally)], provenance: Provenance) -> EndStates {
    let first = scenarios[0].0;
    EndStates {
        title: None,
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
                    .map(|counts| share(&stats::proportion(counts, tally.size.paths, tally.size.clusters())))
                    .collect(),
            })
            .collect(),
        provenance,
    }
}

fn share(proportion: &Proportion) -> Share {
    let stats::Estimate { value, standard_error } = proportion.estimate;
    let interval = proportion.interval.unwrap_or(stats::Interval { lo: value, hi: value });
    Share { mean: value, standard_error, lo: interval.lo, hi: interval.hi }
}

/// Cumulative chances of the stages by scenario.
fn stage_chances(scenarios: &[(&Scenario, &Tally)], provenance: Provenance) -> StageChances {
    let first = scenarios[0].0;
    StageChances {
        title: None,
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
        provenance,
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
        let proportion = stats::proportion(counts, tally.size.paths, tally.size.clusters());
        let stats::Estimate { value, standard_error } = proportion.estimate;
        let at = |mass| proportion.credible(mass).unwrap_or(stats::Interval { lo: value, hi: value });
        let (half, most) = (at(0.5), at(0.9));
        points.push(StagePoint {
            at: decimal_year(scenario.calendar.month(month)),
            mean: value,
            standard_error,
            lo50: half.lo,
            hi50: half.hi,
            lo90: most.lo,
            hi90: most.hi,
        });
    }
    points
}

fn month_name(month: Month) -> String {
    format!("{} {}", MONTHS[month.month as usize - 1], month.year)
}
