//! By what options are weighed against each other.

use crate::model::{Objective, Report, Weighed};

use super::grammar;
use super::node::Node;
use super::problem::Problem;
use super::reader::{Entry, Section};

impl<'a> Section<'a> {
    /// The objective, by the names that a report has for outcomes.
    pub(super) fn objective(&self, report: &Report) -> Option<Objective> {
        let node = self.get("objective")?;
        let s = self.cx.open("objective".into(), node, &self.basis, &grammar::OBJECTIVE.known())?;
        let name = s.text_or("name", "the objective");
        let mut parts = s.each("part", |s, entry| s.weighed(entry, report));
        parts.sort_by(|a, b| a.id.cmp(&b.id));
        match (s.get("outcome"), s.get("part")) {
            (Some(node), None) => {
                let outcome = s.outcome_at(node, report)?;
                parts.push(Weighed { id: String::new(), outcome, weight: 1.0 });
            }
            (None, Some(_)) => {}
            (both, _) => {
                let title = "`objective` needs one outcome, or parts that are weighed";
                let label = if both.is_some() { "it has both" } else { "it has neither" };
                let problem = Problem::error("S430", node.declared(), title, label);
                self.cx.report(problem.help(
                    "write outcome = \"reached.signed\", or [objective.part.treaty] with an outcome and a weight",
                ));
                return None;
            }
        }
        if s.basis.is_bare() {
            self.cx.bare.borrow_mut().push(("objective".into(), s.node.declared()));
        }
        (!parts.is_empty()).then_some(Objective { name, parts, basis: s.basis })
    }

    fn weighed(&self, entry: Entry<'a>, report: &Report) -> Option<Weighed> {
        let s = self.open_element(&entry, &grammar::WEIGHED)?;
        let outcome = s.need("outcome").and_then(|node| s.outcome_at(node, report));
        let weight = s.need("weight").and_then(|node| s.number_of(node, "weight"));
        Some(Weighed { id: entry.id, outcome: outcome?, weight: weight? })
    }

    /// `reached.signed`, `end.settlement.signed`, `segment.broken`, `metric.loss`: the whole name in the results.
    fn outcome_at(&self, node: &'a Node, report: &Report) -> Option<String> {
        let Some(text) = node.text() else {
            self.wrong_type(node, "outcome", "an outcome in quotes: \"reached.signed\"");
            return None;
        };
        let (what, named) = text.split_once('.').unwrap_or((text, ""));
        match what {
            "reached" | "end" => {
                let (process, state) = named.split_once('.').unwrap_or((&report.process, named));
                let Some(names) = self.cx.names.processes.get(process) else {
                    self.cx.dangling("S402", node, "process", process, &self.cx.names.process_ids.list);
                    return None;
                };
                if !names.states.has(state) {
                    let what = format!("state of `{process}` named");
                    self.cx.dangling("S403", node, &what, state, &names.states.list);
                    return None;
                }
                Some(format!("{what}.{process}.{state}"))
            }
            "segment" => {
                let id = named.strip_prefix(&format!("{}.", report.process)).unwrap_or(named);
                if !report.segments.iter().any(|segment| segment.id == id) {
                    let known: Vec<&str> =
                        report.segments.iter().map(|segment| segment.id.as_str()).collect();
                    self.cx.dangling("S417", node, "segment of the report", id, &known);
                    return None;
                }
                Some(format!("segment.{}.{id}", report.process))
            }
            "metric" => {
                let id = named.strip_suffix(".mean").unwrap_or(named);
                if !self.cx.names.metrics.has(id) {
                    self.cx.dangling("S411", node, "metric", id, &self.cx.names.metrics.list);
                    return None;
                }
                Some(format!("metric.{id}.mean"))
            }
            _ => {
                let title = format!("`{}` cannot be \"{text}\"", self.path_of("outcome"));
                let label = "a chance or the mean of a metric can be wished for";
                let problem = Problem::error("S111", node.at(), title, label);
                self.cx.report(problem.help(
                    "write \"reached.\", \"end.\", \"segment.\" or \"metric.\" and a name: \"reached.signed\"",
                ));
                None
            }
        }
    }
}
