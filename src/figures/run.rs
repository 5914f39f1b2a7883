//! The figures of a run: those that its scenario asks for, or those that suit it.

use super::bouts;
use super::bundle::Bundle;
use super::content::Content;
use super::dotplot::Dotplot;
use super::end_states::EndStates;
use super::exceedance::Exceedance;
use super::fan::Fan;
use super::figure::Figure;
use super::file_names;
use super::flow::Flow;
use super::ladder::{Ladder, by_answer};
use super::plane::Plane;
use super::provenance::Provenance;
use super::simulated::{Simulated, stage_names};
use super::stage_chances::StageChances;
use crate::engine::Courses;
use crate::model::{Chart, Measure, Scenario};
use crate::plan::Plan;

/// The factors whose levels a scenario's figures need.
pub fn recorded_factors(scenario: &Scenario, plan: &Plan) -> Vec<usize> {
    let place = |chart: Chart| match chart {
        Chart::Fan(id) => plan.factors.iter().position(|factor| factor.id == id),
        _ => None,
    };
    shown(scenario, 1).into_iter().filter_map(place).collect()
}

/// What the figures of a run of these scenarios ask of all trials beside their outcomes.
pub fn asked_of(cases: &[(&Scenario, &Plan)]) -> Vec<Courses> {
    let comparable = cases.iter().all(|(scenario, _)| reports_alike(scenario, cases[0].0));
    let of = |&(scenario, plan): &(&Scenario, &Plan)| {
        let charts = if comparable { shown(cases[0].0, cases.len()) } else { shown(scenario, 1) };
        let place = |p: &str| plan.processes.iter().position(|process| process.id == p);
        let stages = || {
            let p = place(&scenario.report.process)?;
            let state = |stage: &String| plan.processes[p].states.iter().position(|state| state == stage);
            Some(scenario.report.stages.iter().filter_map(|stage| Some((p, state(stage)?))).collect())
        };
        let has_curves = charts.contains(&Chart::StageChances);
        Courses {
            entered: if has_curves { stages().unwrap_or_default() } else { Vec::new() },
            ends: Flow::asked(scenario, plan),
        }
    };
    cases.iter().map(of).collect()
}

/// The most options that suit a panel each; more stand in rows of one figure.
const MOST_PANELS: usize = 2;

/// What is drawn of so many options: what the scenario asks for, else what suits it.
fn shown(scenario: &Scenario, options: usize) -> Vec<Chart> {
    if let Some(show) = &scenario.charts.show {
        return show.clone();
    }
    let mut charts = vec![Chart::Ladder, Chart::EndStates];
    // Panels of curves are for one or two options: of more, the ladder tells the same in rows.
    let has_room = options <= MOST_PANELS;
    if has_room && !scenario.report.stages.is_empty() {
        charts.extend([Chart::StageChances, Chart::Bundle]);
    }
    let is_index = |measure: &Measure| matches!(measure, Measure::Hikiwake { .. });
    if let Some(index) = scenario.metrics.iter().find(|metric| is_index(&metric.measure)) {
        let who_loses = if has_room { Chart::Plane } else { Chart::Bouts };
        charts.extend([Chart::Dotplot(index.id.clone()), who_loses(index.id.clone())]);
    }
    if scenario.agenda().is_some() {
        charts.push(Chart::Flow);
    }
    charts.extend(
        scenario.charts.also.iter().filter(|chart| !charts.contains(chart)).cloned().collect::<Vec<_>>(),
    );
    charts
}

/// What a figure needs of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// What was counted.
    Counts,
    /// Single histories, simulated again.
    Histories,
}

/// A figure with its place among those of its run.
pub type Placed = ([usize; 3], Figure);

/// The figures of a run, side by side where the scenarios report the same things. What the first scenario asks for is drawn.
pub fn of_run(cases: &[Simulated], digest: &str) -> Vec<Figure> {
    placed(cases, digest, |_| true).into_iter().map(|(_, figure)| figure).collect()
}

/// Those of a run that need this of it, with their places among all. Where they need what was counted, records may be empty.
pub fn of_run_by(needs: Needs, cases: &[Simulated], digest: &str) -> Vec<Placed> {
    placed(cases, digest, |chart| needed(chart) == needs)
}

/// What the figures of a chart need.
fn needed(chart: &Chart) -> Needs {
    match chart {
        Chart::Plane(_) | Chart::Fan(_) => Needs::Histories,
        _ => Needs::Counts,
    }
}

fn placed(cases: &[Simulated], digest: &str, is_asked: impl Fn(&Chart) -> bool) -> Vec<Placed> {
    let comparable = cases.iter().all(|case| reports_alike(case.scenario, cases[0].scenario));
    if comparable {
        return together(cases, digest, "", 0, &is_asked);
    }
    let numbered = cases.iter().enumerate();
    let of = |(i, one)| together(std::slice::from_ref(one), digest, &format!("-{}", i + 1), i, &is_asked);
    numbered.flat_map(of).collect()
}

fn together(
    cases: &[Simulated],
    digest: &str,
    suffix: &str,
    group: usize,
    is_asked: &impl Fn(&Chart) -> bool,
) -> Vec<Placed> {
    let mut figures = Vec::new();
    let mut charts = shown(cases[0].scenario, cases.len());
    // An agenda of any of them is worth its flow.
    if cases.iter().any(|case| shown(case.scenario, 1).contains(&Chart::Flow))
        && !charts.contains(&Chart::Flow)
    {
        charts.push(Chart::Flow);
    }
    for (place, chart) in charts.into_iter().enumerate().filter(|(_, chart)| is_asked(chart)) {
        let own_title = cases[0].scenario.charts.titles.iter().find(|(of, _)| *of == chart);
        let name = file_names::figure_name(&chart);
        for (n, (content, of)) in contents(cases, &chart).into_iter().enumerate() {
            let number = if n == 0 { String::new() } else { format!("-{}", n + 1) };
            let figure = Figure::new(format!("{name}{number}{suffix}"), content, provenance(&of, digest));
            let figure = match own_title {
                Some((_, title)) => figure.with_title(title),
                None => figure,
            };
            figures.push(([group, place, n], figure));
        }
    }
    figures
}

/// What a chart shows, with the scenarios it is of: nothing where it has nothing to show.
fn contents<'a>(cases: &[Simulated<'a>], chart: &Chart) -> Vec<(Content, Vec<Simulated<'a>>)> {
    // Every figure has the options in the order of the ladder; what is of one scenario is of the first file.
    let first = cases[0];
    let all = by_answer(cases);
    let cases = all.as_slice();
    let has_stages = !cases[0].scenario.report.stages.is_empty();
    let has_end = has_stages || !cases[0].scenario.report.segments.is_empty();
    let one: Option<Content> = match chart {
        Chart::Ladder => has_end.then(|| Ladder::of(cases).into()),
        Chart::EndStates => Some(EndStates::of(cases).into()),
        Chart::StageChances => has_stages.then(|| StageChances::of(cases).into()),
        Chart::Bundle => has_stages.then(|| Bundle::of(cases).into()),
        Chart::Dotplot(metric) => Dotplot::of(cases, metric).map(Content::from),
        Chart::Exceedance(metric) => Exceedance::of(cases, metric).map(Content::from),
        Chart::Plane(metric) => Plane::of(cases, metric).map(Content::from),
        Chart::Bouts(metric) => bouts::of(cases, metric).map(Content::from),
        Chart::Fan(factor) => {
            let fan = Fan::of(&first, factor).map(|fan| (fan.into(), vec![first]));
            return fan.into_iter().collect();
        }
        Chart::Flow => {
            let flow = |case: &Simulated<'a>| Some((Flow::of(case)?.into(), vec![*case]));
            return cases.iter().filter_map(flow).collect();
        }
    };
    one.map(|content| (content, all.clone())).into_iter().collect()
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

fn provenance(cases: &[Simulated], digest: &str) -> Provenance {
    let scenario = match cases {
        [one] => one.scenario.name.clone(),
        several => format!("{} scenarios", several.len()),
    };
    Provenance::new(scenario, digest, cases[0].tally.size)
}
