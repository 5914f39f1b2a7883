//! What is estimated of a scenario: the list of its estimands, each with the counts that it is estimated from.

use std::borrow::Cow;

use super::certain::Certain;
use super::counts::{band_names, position, segment_counts};
use super::samples::{Data, Element, Found, Sample, leads_through};
use crate::engine::{Size, Tally};
use crate::model::{Expectation, Measure, Metric, Process, Scenario, Segment, StateOf};
use crate::plan::Plan;
use crate::stats::{self, Counts, GROUPS, Sketch};

/// Everything that is estimated of a scenario: segments of the report, states by process, metrics.
pub fn of<'t>(scenario: &Scenario, plan: &Plan, tally: &'t Tally) -> Vec<Sample<'t>> {
    let mut list = List { scenario, plan, proofs: Certain::new(plan), tally, samples: Vec::new() };
    list.end_segments();
    for process in &scenario.processes {
        let p = position(&plan.processes, |planned| planned.id == process.id);
        for (s, state) in process.states.iter().enumerate() {
            list.state(p, s, &process.id, &state.id, &state.name);
        }
        if process.id == scenario.report.process {
            list.conditional(process, p);
        }
    }
    for metric in &scenario.metrics {
        let m = position(&plan.metrics, |planned| planned.id == metric.id);
        list.metric(metric, m);
    }
    for expectation in scenario.expected() {
        list.expected(expectation);
    }
    list.samples
}

/// Whether each segment of the report is, or is not, in every trial by construction.
pub fn certain_segments(scenario: &Scenario, plan: &Plan) -> Vec<bool> {
    let proofs = Certain::new(plan);
    let p = position(&plan.processes, |process| process.id == scenario.report.process);
    let states = &plan.processes[p].states;
    let mask = |segment: &Segment| {
        segment.states.iter().fold(0, |mask, id| mask | 1 << position(states, |state| state == id))
    };
    let certain = |segment| proofs.is_in(p, mask(segment), plan.calendar.months).is_some();
    scenario.report.segments.iter().map(certain).collect()
}

/// Whether a stage of the report is, or is not, reached by the horizon in every trial by construction.
pub fn certain_stage(scenario: &Scenario, plan: &Plan, stage: &str) -> bool {
    let p = position(&plan.processes, |process| process.id == scenario.report.process);
    let s = position(&plan.processes[p].states, |state| state == stage);
    Certain::new(plan).has_reached(p, 1 << s, plan.calendar.months).is_some()
}

/// Whether a metric is the same in every trial by construction.
pub fn certain_metric(plan: &Plan, id: &str) -> bool {
    Certain::new(plan).metric(position(&plan.metrics, |metric| metric.id == id))
}

struct List<'s, 't> {
    scenario: &'s Scenario,
    plan: &'s Plan,
    proofs: Certain<'s>,
    tally: &'t Tally,
    samples: Vec<Sample<'t>>,
}

impl<'t> List<'_, 't> {
    fn month(&self, t: u32) -> String {
        self.scenario.calendar.month(t).to_string()
    }

    fn horizon(&self) -> String {
        self.month(self.scenario.calendar.months)
    }

    fn push(
        &mut self,
        (of, certain): (Element, bool),
        outcome: String,
        (name, unit): (&str, Option<&str>),
        by: String,
        data: Data<'t>,
    ) {
        let Size { worlds, .. } = self.tally.size;
        self.samples.push(Sample {
            outcome,
            name: name.to_string(),
            by,
            unit: unit.map(String::from),
            clusters: self.tally.size.clusters(),
            worlds: worlds as usize,
            certain,
            of,
            data,
            found: Found::default(),
        });
    }

    fn chance(
        &mut self,
        of: (Element, bool),
        outcome: String,
        name: &str,
        by: String,
        counts: Cow<'t, Counts>,
    ) {
        let data = Data::Chance { counts, paths: self.tally.size.paths };
        self.push(of, outcome, (name, None), by, data);
    }

    fn end_segments(&mut self) {
        let scenario = self.scenario;
        let p = position(&self.plan.processes, |planned| planned.id == scenario.report.process);
        for (segment, counts) in scenario.report.segments.iter().zip(segment_counts(scenario, self.tally)) {
            let id = format!("segment.{}.{}", scenario.report.process, segment.id);
            let states = &self.plan.processes[p].states;
            let mask = segment.states.iter().map(|id| 1 << position(states, |s| s == id)).sum();
            let certain = self.proofs.is_in(p, mask, self.plan.calendar.months).is_some();
            self.chance(
                (Element::Process(p), certain),
                id,
                &segment.name,
                self.horizon(),
                Cow::Owned(counts),
            );
        }
    }

    fn state(&mut self, p: usize, s: usize, process: &str, state: &str, name: &str) {
        let tally = self.tally;
        let last_year = tally.years.len() - 1;
        let end = &tally.occupied[p][s][last_year];
        let horizon = self.plan.calendar.months;
        let is_in = |month, proofs: &Certain| (Element::Process(p), proofs.is_in(p, 1 << s, month).is_some());
        let has_reached =
            |month, proofs: &Certain| (Element::Process(p), proofs.has_reached(p, 1 << s, month).is_some());
        self.chance(
            is_in(horizon, &self.proofs),
            format!("end.{process}.{state}"),
            name,
            self.horizon(),
            Cow::Borrowed(end),
        );
        for (year, &month) in tally.years.iter().enumerate() {
            let id = format!("in.{process}.{state}");
            let counts = Cow::Borrowed(&tally.occupied[p][s][year]);
            self.chance(is_in(month, &self.proofs), id, name, self.month(month), counts);
        }
        for &month in &tally.years {
            let quarter = position(&tally.quarters, |&q| q == month);
            let id = format!("reached.{process}.{state}");
            self.chance(
                has_reached(month, &self.proofs),
                id,
                name,
                self.month(month),
                Cow::Borrowed(&tally.reached[p][s][quarter]),
            );
        }
        let times = self.times(p, s);
        let id = format!("time.{process}.{state}");
        self.push(
            has_reached(horizon, &self.proofs),
            id,
            (name, Some("months")),
            self.horizon(),
            Data::Quantiles(times.into()),
        );
    }

    /// The chance of each state that only a stage of the report leads to, given that stage.
    fn conditional(&mut self, process: &Process, p: usize) {
        let tally = self.tally;
        let last = tally.quarters.len() - 1;
        let place = |id: &str| position(&process.states, |state| state.id == id);
        for stage in &self.scenario.report.stages {
            for state in process.states.iter().filter(|s| leads_through(self.scenario, process, stage, &s.id))
            {
                let name = format!("{}, given: {}", state.name, process.states[place(stage)].name);
                let [hits, of] = [&state.id, stage].map(|id| &tally.reached[p][place(id)][last]);
                let id = format!("given.{}.{stage}.{}", process.id, state.id);
                let certain = self.proofs.has_reached(p, 1 << place(&state.id), self.plan.calendar.months)
                    == Some(false);
                let data = Data::Given { hits, of };
                self.push((Element::Process(p), certain), id, (&name, None), self.horizon(), data);
            }
        }
    }

    /// The chance of which something was expected.
    fn expected(&mut self, expectation: &Expectation) {
        let tally = self.tally;
        let quarter = position(&tally.quarters, |&month| month == expectation.by);
        let (scenario, plan) = (self.scenario, self.plan);
        let place = |of: &StateOf| {
            let p = position(&plan.processes, |planned| planned.id == of.process);
            let process = position(&scenario.processes, |process| process.id == of.process);
            (p, position(&scenario.processes[process].states, |state| state.id == of.state))
        };
        let counts = |(p, s): (usize, usize)| &tally.reached[p][s][quarter];
        let (p, s) = place(&expectation.outcome);
        let certain = self.proofs.has_reached(p, 1 << s, expectation.by).is_some();
        let data = match &expectation.given {
            Some(given) => Data::Given { hits: counts((p, s)), of: counts(place(given)) },
            None => Data::Chance { counts: Cow::Borrowed(counts((p, s))), paths: tally.size.paths },
        };
        let by = self.month(expectation.by);
        self.push(
            (Element::Process(p), certain),
            expectation.outcome_id(),
            (&expectation.name, None),
            by,
            data,
        );
    }

    /// The month of first entry; a path that never enters counts as later than the horizon.
    fn times(&self, p: usize, s: usize) -> Vec<Sketch> {
        let paths = u64::from(self.tally.size.paths);
        let mut trials = [0; GROUPS];
        for world in 0..self.tally.size.worlds as usize {
            trials[stats::group_of_world(world)] += paths;
        }
        let sketch = |(months, trials): (&Vec<u64>, u64)| {
            let mut sketch = Sketch::new();
            for (month, &n) in months.iter().enumerate() {
                sketch.record_n(month as f64, n);
            }
            sketch.record_missing(trials - months.iter().sum::<u64>());
            sketch
        };
        self.tally.first_months[p][s].iter().zip(trials).map(sketch).collect()
    }

    fn metric(&mut self, metric: &Metric, m: usize) {
        let tally = &self.tally.metrics[m];
        let id = format!("metric.{}", metric.id);
        let name = match metric.measure {
            Measure::FirstReached(_) => format!("{}, where reached", metric.name),
            Measure::Hikiwake { .. } => format!("{}, where settled", metric.name),
            _ => metric.name.clone(),
        };
        let unit = Some(metric.unit.as_str());
        let of = (Element::Metric(m), self.proofs.metric(m));
        let data = Data::Mean { sums: &tally.sums, squares: &tally.squares, counts: &tally.counts };
        self.push(of, format!("{id}.mean"), (&name, unit), self.horizon(), data);
        let groups = Data::Quantiles(tally.groups.as_slice().into());
        self.push(of, id.clone(), (&metric.name, unit), self.horizon(), groups);
        if let Some(bands) = &tally.bands {
            for ((band, told), counts) in band_names(self.scenario, metric).into_iter().zip(bands) {
                let name = format!("{}: {told}", metric.name);
                self.chance(of, format!("{id}.{band}"), &name, self.horizon(), Cow::Borrowed(counts));
            }
        }
    }
}
