//! Counts of paths that several figures read: by segment, by stage, by band.

use std::borrow::Cow;

use crate::engine::Tally;
use crate::model::{Measure, Scenario, Segment};

/// The place of an element that is known to be there.
pub(super) fn position<T>(items: &[T], is_it: impl Fn(&T) -> bool) -> usize {
    items.iter().position(is_it).expect("the plan holds every element of its scenario")
}

/// Paths by world that end in each segment of the report.
pub fn segment_counts(scenario: &Scenario, tally: &Tally) -> Vec<Vec<u32>> {
    let (p, process) = report_process(scenario);
    let last = tally.years.len() - 1;
    let counts = |segment: &Segment| -> Vec<u32> {
        let mut sum = vec![0; tally.size.worlds as usize];
        for state in &segment.states {
            let s = position(&process.states, |s| s.id == *state);
            for (total, n) in sum.iter_mut().zip(&tally.occupied[p][s][last]) {
                *total += n;
            }
        }
        sum
    };
    scenario.report.segments.iter().map(counts).collect()
}

/// The process that the report is about, and its place in the plan (processes sorted by id).
fn report_process(scenario: &Scenario) -> (usize, &crate::model::Process) {
    let mut sorted: Vec<_> = scenario.processes.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    let p = position(&sorted, |p| p.id == scenario.report.process);
    (p, sorted[p])
}

/// Paths by world that have reached a stage of the report by each reported quarter.
pub fn stage_counts<'t>(scenario: &Scenario, tally: &'t Tally, stage: &str) -> &'t [Vec<u32>] {
    let (p, process) = report_process(scenario);
    let s = position(&process.states, |s| s.id == stage);
    &tally.reached[p][s]
}

/// Paths by world that have reached a stage of the report by each month that is told, with these months: every month where they were counted for it, else
/// the reported quarters. Between quarters worlds of a group of worlds stand in no order.
pub fn stage_counts_by_month<'t>(
    scenario: &Scenario,
    tally: &'t Tally,
    stage: &str,
) -> Vec<(u32, Cow<'t, [u32]>)> {
    let (p, process) = report_process(scenario);
    let s = position(&process.states, |s| s.id == stage);
    let asked = tally.asked.courses.entered.iter().position(|state| *state == (p, s));
    let by_month = asked.map_or(&[][..], |place| &tally.found.courses.entered[place]);
    let between = by_month.iter().enumerate().skip(1).map(|(month, counts)| (month as u32, counts));
    let mut found: Vec<(u32, Cow<[u32]>)> = between
        .filter(|(month, _)| !tally.quarters.contains(month))
        .map(|(month, counts)| (month, Cow::Owned(counts.counts(tally.size.worlds))))
        .collect();
    let quarters = tally.quarters.iter().zip(&tally.reached[p][s]);
    found.extend(quarters.map(|(&month, counts)| (month, Cow::Borrowed(counts.as_slice()))));
    found.sort_by_key(|(month, _)| *month);
    found
}

/// Id and name of each band of a hikiwake index, in the engine's order.
pub fn band_names(scenario: &Scenario, metric: &crate::model::Metric) -> Vec<(String, String)> {
    let side = |audience: &str| -> (String, String) {
        let party = audience.split('.').next().unwrap_or(audience);
        let name = scenario.parties.iter().find(|p| p.id == party).map_or(party, |p| &p.name);
        (party.to_string(), name.to_string())
    };
    let [first, second] = match &metric.measure {
        Measure::Hikiwake { audiences: [a, b], .. } => [side(a), side(b)],
        _ => return Vec::new(),
    };
    vec![
        ("draw".into(), "draw (hikiwake)".into()),
        ("uneven".into(), "uneven but tolerable".into()),
        (format!("waza_ari_{}", first.0), format!("waza-ari to {}", first.1)),
        (format!("waza_ari_{}", second.0), format!("waza-ari to {}", second.1)),
        (format!("ippon_{}", first.0), format!("ippon to {}", first.1)),
        (format!("ippon_{}", second.0), format!("ippon to {}", second.1)),
        ("mutual_loss".into(), "mutual loss".into()),
        ("no_bout".into(), "no bout (nothing settled)".into()),
    ]
}
