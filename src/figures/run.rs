//! From a run to its figures: those that its scenario asks for, or those that suit it.

use super::{Content, Figure, Provenance, file_names, of_record, of_tally};
use crate::engine::{Record, Tally};
use crate::model::{Chart, Measure, Scenario};
use crate::plan::Plan;
use crate::words::MONTHS;

/// Worlds whose first history is simulated again for the figures that look at single histories.
pub const RECORDED: u32 = 1_000;

/// A scenario with what came of it.
#[derive(Clone, Copy)]
pub struct Simulated<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its plan.
    pub plan: &'a Plan,
    /// All histories, counted.
    pub tally: &'a Tally,
    /// One history of each of the first [`RECORDED`] worlds.
    pub record: &'a Record,
    /// The factors of which the record keeps the levels, in its order.
    pub recorded: &'a [usize],
}

impl Simulated<'_> {
    /// The place of a metric in plan and tally.
    pub(crate) fn metric(&self, id: &str) -> Option<usize> {
        self.plan.metrics.iter().position(|metric| metric.id == id)
    }
}

/// The factors whose levels a scenario's figures need.
pub fn recorded_factors(scenario: &Scenario, plan: &Plan) -> Vec<usize> {
    let place = |chart: Chart| match chart {
        Chart::Fan(id) => plan.factors.iter().position(|factor| factor.id == id),
        _ => None,
    };
    shown(scenario).into_iter().filter_map(place).collect()
}

/// What is drawn: what the scenario asks for, else what suits it.
fn shown(scenario: &Scenario) -> Vec<Chart> {
    if let Some(show) = &scenario.charts.show {
        return show.clone();
    }
    let mut charts = vec![Chart::EndStates];
    if !scenario.report.stages.is_empty() {
        charts.extend([Chart::StageChances, Chart::Bundle]);
    }
    let is_index = |measure: &Measure| matches!(measure, Measure::Hikiwake { .. });
    if let Some(index) = scenario.metrics.iter().find(|metric| is_index(&metric.measure)) {
        charts.extend([Chart::Dotplot(index.id.clone()), Chart::Plane(index.id.clone())]);
    }
    if scenario.agenda().is_some() {
        charts.push(Chart::Flow);
    }
    charts
}

/// The figures of a run, side by side where the scenarios report the same things. What the first scenario asks for is drawn.
pub fn of_run(cases: &[Simulated], digest: &str) -> Vec<Figure> {
    let comparable = cases.iter().all(|case| reports_alike(case.scenario, cases[0].scenario));
    if comparable {
        return together(cases, digest, "");
    }
    let numbered = cases.iter().enumerate();
    numbered
        .flat_map(|(i, one)| together(std::slice::from_ref(one), digest, &format!("-{}", i + 1)))
        .collect()
}

fn together(cases: &[Simulated], digest: &str, suffix: &str) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut charts = shown(cases[0].scenario);
    // An agenda of any of them is worth its flow.
    if cases.iter().any(|case| shown(case.scenario).contains(&Chart::Flow)) && !charts.contains(&Chart::Flow)
    {
        charts.push(Chart::Flow);
    }
    for chart in charts {
        let own_title = cases[0].scenario.charts.titles.iter().find(|(of, _)| *of == chart);
        let name = file_names::figure_name(&chart);
        for (n, (content, of)) in contents(cases, &chart).into_iter().enumerate() {
            let number = if n == 0 { String::new() } else { format!("-{}", n + 1) };
            let figure = Figure::new(format!("{name}{number}{suffix}"), content, provenance(&of, digest));
            figures.push(match own_title {
                Some((_, title)) => figure.with_title(title),
                None => figure,
            });
        }
    }
    figures
}

/// What a chart shows, with the scenarios it is of: nothing where it has nothing to show.
fn contents<'a>(cases: &[Simulated<'a>], chart: &Chart) -> Vec<(Content, Vec<Simulated<'a>>)> {
    let all = cases.to_vec();
    let has_stages = !cases[0].scenario.report.stages.is_empty();
    let one: Option<Content> = match chart {
        Chart::EndStates => Some(of_tally::end_states(cases).into()),
        Chart::StageChances => has_stages.then(|| of_tally::stage_chances(cases).into()),
        Chart::Bundle => has_stages.then(|| of_tally::bundle(cases).into()),
        Chart::Dotplot(metric) => of_tally::dotplot(cases, metric).map(Content::from),
        Chart::Exceedance(metric) => of_tally::exceedance(cases, metric).map(Content::from),
        Chart::Plane(metric) => of_record::plane(cases, metric).map(Content::from),
        Chart::Fan(factor) => {
            let fan = of_record::fan(&cases[0], factor).map(|fan| (fan.into(), vec![cases[0]]));
            return fan.into_iter().collect();
        }
        Chart::Flow => {
            let flow = |case: &Simulated<'a>| Some((of_record::flow(case)?.into(), vec![*case]));
            return cases.iter().filter_map(flow).collect();
        }
    };
    one.map(|content| (content, all)).into_iter().collect()
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

pub(crate) fn stage_names(scenario: &Scenario) -> Vec<String> {
    let process = scenario.process(&scenario.report.process);
    let name = |id: &String| process.and_then(|p| p.state(id)).map_or(id.clone(), |state| state.name.clone());
    scenario.report.stages.iter().map(name).collect()
}

fn provenance(cases: &[Simulated], digest: &str) -> Provenance {
    let scenario = match cases {
        [one] => one.scenario.name.clone(),
        several => format!("{} scenarios", several.len()),
    };
    Provenance::new(scenario, digest, cases[0].tally.size)
}

/// "December 2026".
pub(crate) fn horizon(scenario: &Scenario) -> String {
    let month = scenario.calendar.month(scenario.calendar.months);
    format!("{} {}", MONTHS[month.month as usize - 1], month.year)
}
