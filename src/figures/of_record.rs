//! From histories that were simulated again to figures: one history a world.

use super::of_tally::{chance, no_loser, short};
use super::run::{Simulated, horizon};
use super::{FAN, Fan, Flow, FlowEnd, Plane, PlanePanel, decimal_year};
use crate::analysis::{band_names, certain_metric};
use crate::model::{Measure, Scenario};
use crate::stats;

/// Dots of all panels of a plane together: more would be one dark cloud, and a large file.
const PLANE: usize = 2_000;

/// Each side's surplus against the other's.
pub(crate) fn plane(cases: &[Simulated], metric: &str) -> Option<Plane> {
    let first = cases[0].scenario;
    let index = first.metrics.iter().find(|m| m.id == metric)?;
    let Measure::Hikiwake { audiences, tolerance, even, heavy, .. } = &index.measure else { return None };
    let panels: Vec<PlanePanel> =
        cases.iter().filter_map(|case| plane_panel(case, metric, PLANE / cases.len())).collect();
    Some(Plane {
        sides: [0, 1].map(|side| side_name(first, &audiences[side])),
        tolerance: *tolerance,
        even: *even,
        heavy: *heavy,
        horizon: horizon(first),
        bands: band_names(first, index).into_iter().map(|(_, name)| name).collect(),
        histories: panels.iter().map(|panel| panel.dots.len()).max().unwrap_or(0) as u32,
        panels,
    })
}

/// "Upland (cabinet)".
fn side_name(scenario: &Scenario, audience: &str) -> String {
    let party = scenario.parties.iter().find(|party| party.audiences.iter().any(|a| a.id == audience));
    let name = party.and_then(|p| Some((p, p.audiences.iter().find(|a| a.id == audience)?)));
    name.map_or_else(
        || audience.to_string(),
        |(party, audience)| format!("{} ({})", party.name, audience.name.trim_start_matches("The ")),
    )
}

fn plane_panel(case: &Simulated, metric: &str, most: usize) -> Option<PlanePanel> {
    let m = case.metric(metric)?;
    let bands = case.tally.metrics[m].bands.as_ref()?;
    Some(PlanePanel {
        name: case.scenario.name.clone(),
        dots: case.record.surpluses[m].iter().take(most).map(|sides| sides.map(short)).collect(),
        bands: bands
            .iter()
            .map(|counts| chance(counts, case.tally, certain_metric(case.plan, metric)))
            .collect(),
        no_loser: no_loser(bands, case.tally, certain_metric(case.plan, metric)),
    })
}

/// Quantiles of a factor, month by month.
pub(crate) fn fan(case: &Simulated, factor: &str) -> Option<Fan> {
    let scenario = case.scenario;
    let described = scenario.factors.iter().find(|f| f.id == factor)?;
    let place = case.recorded.iter().position(|&f| case.plan.factors[f].id == factor)?;
    let months = case.record.factors.get(place)?;
    let point = |(month, levels): (usize, &Vec<f64>)| {
        let mut sorted = levels.clone();
        sorted.sort_by(f64::total_cmp);
        let at = decimal_year(scenario.calendar.month(month as u32));
        (short(at), FAN.map(|p| short(stats::sample_quantile(&sorted, p))))
    };
    Some(Fan {
        factor: described.name.clone(),
        option: scenario.name.clone(),
        meaning: described.meaning.clone(),
        histories: months.first()?.len() as u32,
        points: months.iter().enumerate().map(point).collect(),
    })
}

/// From the option at the start over the option on the table at the end to the segments of the report.
pub(crate) fn flow(case: &Simulated) -> Option<Flow> {
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
