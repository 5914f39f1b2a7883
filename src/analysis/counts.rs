//! Counts of paths that several figures read: by segment, by stage, by band.

use crate::engine::Tally;
use crate::model::{Measure, Scenario, Segment};
use crate::stats::Counts;

/// The place of an element that is known to be there.
pub(super) fn position<T>(items: &[T], is_it: impl Fn(&T) -> bool) -> usize {
    items.iter().position(is_it).expect("the plan holds every element of its scenario")
}

/// Paths by world that end in each segment of the report.
pub fn segment_counts(scenario: &Scenario, tally: &Tally) -> Vec<Counts> {
    let (p, process) = report_process(scenario);
    let last = tally.years.len() - 1;
    let counts = |segment: &Segment| {
        let of = |state: &String| {
            let s = position(&process.states, |s| s.id == *state);
            &tally.occupied[p][s][last]
        };
        sum_of(segment.states.iter().map(of), tally)
    };
    scenario.report.segments.iter().map(counts).collect()
}

/// Paths that have one of several things, of which no path has two.
pub fn sum_of<'t>(counts: impl Iterator<Item = &'t Counts>, tally: &Tally) -> Counts {
    let sum = |sum: Option<Counts>, next: &Counts| match sum {
        None => Some(next.clone()),
        Some(sum) => Some(sum.plus(next, tally.size.paths)),
    };
    let nothing = || Counts::all_of(tally.size.worlds as usize, tally.is_pooled(), 0);
    counts.fold(None, sum).unwrap_or_else(nothing)
}

/// The process that the report is about, and its place in the plan (processes sorted by id).
fn report_process(scenario: &Scenario) -> (usize, &crate::model::Process) {
    let mut sorted: Vec<_> = scenario.processes.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    let p = position(&sorted, |p| p.id == scenario.report.process);
    (p, sorted[p])
}

/// Paths by world that have reached a stage of the report by each reported quarter.
pub fn stage_counts<'t>(scenario: &Scenario, tally: &'t Tally, stage: &str) -> &'t [Counts] {
    let (p, process) = report_process(scenario);
    let s = position(&process.states, |s| s.id == stage);
    &tally.reached[p][s]
}

/// Paths by world that have reached a stage of the report by each month that is told, with these months: every month where they were counted for it, else
/// the reported quarters.
pub fn stage_counts_by_month<'t>(
    scenario: &Scenario,
    tally: &'t Tally,
    stage: &str,
) -> Vec<(u32, &'t Counts)> {
    let (p, process) = report_process(scenario);
    let s = position(&process.states, |s| s.id == stage);
    match tally.asked.courses.entered.iter().position(|state| *state == (p, s)) {
        Some(place) => (0..).zip(&tally.found.courses.entered[place]).skip(1).collect(),
        None => tally.quarters.iter().copied().zip(&tally.reached[p][s]).collect(),
    }
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
