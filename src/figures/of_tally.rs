//! From what the main pass counted to figures: every history of the run.

use super::decimal_year;
use super::run::{Simulated, horizon, stage_names};
use super::{
    Bundle, BundlePanel, DOTS, Dotplot, DotplotRow, EndStates, EndStatesRow, Exceedance, ExceedanceCurve,
    Measured, SegmentKey, Share, StageChances, StagePanel, StagePoint, Threshold,
};
use crate::analysis::{
    certain_metric, certain_segments, certain_stage, chance_of, quantiles_of, segment_counts, stage_counts,
};
use crate::engine::{MetricTally, Tally, band};
use crate::model::{Measure, Metric, Scenario};
use crate::stats::{self, Sketch};

/// Shares of end states by scenario.
pub(crate) fn end_states(cases: &[Simulated]) -> EndStates {
    let first = cases[0].scenario;
    EndStates {
        horizon: horizon(first),
        segments: first
            .report
            .segments
            .iter()
            .map(|segment| SegmentKey { name: segment.name.clone(), tone: segment.tone })
            .collect(),
        rows: cases
            .iter()
            .map(|case| EndStatesRow {
                name: case.scenario.name.clone(),
                shares: segment_counts(case.scenario, case.tally)
                    .iter()
                    .zip(certain_segments(case.scenario, case.plan))
                    .map(|(counts, certain)| chance(counts, case.tally, certain))
                    .collect(),
            })
            .collect(),
    }
}

/// The chance of what so many paths of each world have, as the results tell it.
pub(crate) fn chance(counts: &[u32], tally: &Tally, certain: bool) -> Share {
    Share::from(&chance_of(counts, tally.size, certain))
}

/// Cumulative chances of the stages by scenario.
pub(crate) fn stage_chances(cases: &[Simulated]) -> StageChances {
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

fn curve(case: &Simulated, stage: &str) -> Vec<StagePoint> {
    let Simulated { scenario, tally, plan, .. } = *case;
    let certain = certain_stage(scenario, plan, stage);
    let begun = scenario.process(&scenario.report.process).is_some_and(|p| p.start == stage);
    let at_start = f64::from(u8::from(begun));
    let start = Share { mean: at_start, lo: at_start, hi: at_start, ..Share::default() };
    let mut points = vec![StagePoint::new(decimal_year(scenario.calendar.month(0)), start)];
    for (&month, counts) in tally.quarters.iter().zip(stage_counts(scenario, tally, stage)) {
        let is_last = tally.quarters.last() == Some(&month);
        let share = chance(counts, tally, certain && is_last);
        let worlds = stats::proportion(counts, tally.size.paths, tally.size.clusters()).over_worlds();
        let mean = stats::Interval { lo: share.mean, hi: share.mean };
        let half = worlds.map_or(mean, |worlds| worlds.central(0.5));
        points.push(StagePoint {
            lo50: half.lo,
            hi50: half.hi,
            ..StagePoint::new(decimal_year(scenario.calendar.month(month)), share)
        });
    }
    points
}

/// Six significant digits: finer than any picture, and short in the file.
pub(crate) fn short(x: f64) -> f64 {
    format!("{x:.5e}").parse().unwrap_or(x)
}

/// Lines of a bundle: as many as can still be told apart.
const BUNDLE: usize = 60;

/// The chance of one stage in each world: of the stage on which worlds differ most, under the option where they do.
pub(crate) fn bundle(cases: &[Simulated]) -> Bundle {
    let first = cases[0].scenario;
    let spread = |stage: &String| {
        let of = |case: &Simulated| {
            let end = chance(last(case, stage), case.tally, certain_stage(case.scenario, case.plan, stage));
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

/// The unit of a metric's values as figures tell them, and how they stand to time.
fn measured(metric: &Metric, scenario: &Scenario) -> (String, Measured) {
    match metric.measure {
        Measure::FirstReached(_) => (String::new(), Measured::Date(decimal_year(scenario.calendar.month(0)))),
        Measure::MonthsIn(_) | Measure::Flow { .. } => (metric.unit.clone(), Measured::Summed),
        _ => (metric.unit.clone(), Measured::Standing),
    }
}

/// All values of a metric.
fn all_values(tally: &MetricTally) -> Sketch {
    Sketch::merged(&tally.groups)
}

/// The distribution of a metric as dots.
pub(crate) fn dotplot(cases: &[Simulated], metric: &str) -> Option<Dotplot> {
    let first = cases[0].scenario.metrics.iter().find(|m| m.id == metric)?;
    let threshold = match first.measure {
        Measure::Hikiwake { tolerance, .. } => Some(Threshold {
            at: 0.0 - tolerance,
            below: "some side a loser".into(),
            above: "no side a loser".into(),
        }),
        _ => None,
    };
    let (unit, measured) = measured(first, cases[0].scenario);
    let rows: Vec<DotplotRow> = cases.iter().filter_map(|case| dotplot_row(case, metric)).collect();
    Some(Dotplot {
        metric: first.name.clone(),
        unit,
        measured,
        horizon: horizon(cases[0].scenario),
        threshold,
        rows,
    })
}

fn dotplot_row(case: &Simulated, metric: &str) -> Option<DotplotRow> {
    let tally = &case.tally.metrics[case.metric(metric)?];
    let all = all_values(tally);
    let dot = |i: usize| all.quantile((2 * i + 1) as f64 / (2 * DOTS) as f64);
    let quantiles = quantiles_of(&tally.groups, case.tally.size);
    let range = [0, 2, 4].map(|place: usize| quantiles[place].estimate);
    let median = &quantiles[2];
    Some(DotplotRow {
        name: case.scenario.name.clone(),
        dots: (0..DOTS).map(dot).collect(),
        reached: all.count() as f64 / (all.count() + all.missing()).max(1) as f64,
        trials: all.count() + all.missing(),
        range,
        median_error: median.standard_error,
        median_interval: median.confidence_lo.zip(median.confidence_hi).map(|(lo, hi)| [lo, hi]),
        above: tally
            .bands
            .as_ref()
            .map(|bands| no_loser(bands, case.tally, certain_metric(case.plan, metric))),
    })
}

/// The chance that neither side loses.
pub(crate) fn no_loser(bands: &[Vec<u32>], tally: &Tally, certain: bool) -> Share {
    let both = bands[band::DRAW].iter().zip(&bands[band::UNEVEN]).map(|(a, b)| a + b);
    chance(&both.collect::<Vec<u32>>(), tally, certain)
}

/// The chance that a metric exceeds each of its values.
pub(crate) fn exceedance(cases: &[Simulated], metric: &str) -> Option<Exceedance> {
    let first = cases[0].scenario.metrics.iter().find(|m| m.id == metric)?;
    let curve = |case: &Simulated| {
        let all = all_values(&case.tally.metrics[case.metric(metric)?]);
        let at = |i: u32| Some((all.quantile(f64::from(i) / 200.0)?, short(1.0 - f64::from(i) / 200.0)));
        let mut points: Vec<(f64, f64)> = Vec::new();
        for point in (0..200).map_while(at) {
            // Of a run of equal values the first and the last are enough.
            if points.len() >= 2 && points[points.len() - 2..].iter().all(|p| p.0 == point.0) {
                points.pop();
            }
            points.push(point);
        }
        Some(ExceedanceCurve { name: case.scenario.name.clone(), points })
    };
    let (unit, measured) = measured(first, cases[0].scenario);
    Some(Exceedance {
        metric: first.name.clone(),
        unit,
        measured,
        horizon: horizon(cases[0].scenario),
        curves: cases.iter().filter_map(curve).collect(),
    })
}
