//! What analysts expect of figures that the model gives.

use crate::model::{Expectation, StateOf};

use super::bounds::CHANCE;
use super::grammar;
use super::node::{Node, Value};
use super::problem::Problem;
use super::reader::{Entry, Section};

/// How an outcome that can be expected begins.
const REACHED: &str = "reached.";

impl<'a> Section<'a> {
    /// The expectations, of a report about this process.
    pub(super) fn expectations(&self, process: &str) -> Vec<Expectation> {
        self.each("expectation", |s, entry| s.expectation(entry, process))
    }

    fn expectation(&self, entry: Entry<'a>, process: &str) -> Option<Expectation> {
        let (s, name) = self.open_named(&entry, &grammar::EXPECTATION)?;
        let options = &self.cx.names.options;
        let option =
            s.need("option").and_then(|node| s.id_at(node, "option", "S406", "option sheet", options));
        let outcome = s.need("outcome").and_then(|node| s.state_reached(node, "outcome", process));
        let given = match s.get("given") {
            Some(node) => Some(s.state_reached(node, "given", process)?),
            None => None,
        };
        let by = s.need("by").and_then(|node| s.counted_month(node));
        let range = s.need("range").and_then(|node| s.range_of_chances(node));
        if s.basis.is_bare() {
            self.cx.bare.borrow_mut().push((entry.path.clone(), s.node.declared()));
        }
        let basis = s.basis.clone();
        Some(Expectation {
            id: entry.id,
            name,
            option: option?,
            outcome: outcome?,
            given,
            by: by?,
            range: range?,
            basis,
        })
    }

    /// `reached.signed`, or `reached.settlement.signed`.
    fn state_reached(&self, node: &'a Node, key: &str, process: &str) -> Option<StateOf> {
        let Some(text) = node.text() else {
            self.wrong_type(node, key, "an outcome in quotes: \"reached.signed\"");
            return None;
        };
        let Some(named) = text.strip_prefix(REACHED) else {
            let title = format!("`{}` cannot be \"{text}\"", self.path_of(key));
            let problem = Problem::error("S111", node.at(), title, "a state that is reached can be expected");
            self.cx.report(problem.help("write \"reached.\" and a state: \"reached.signed\""));
            return None;
        };
        let (process, state) = named.split_once('.').unwrap_or((process, named));
        let Some(names) = self.cx.names.processes.get(process) else {
            self.cx.dangling("S402", node, "process", process, &self.cx.names.process_ids.list);
            return None;
        };
        if !names.states.has(state) {
            self.cx.dangling("S403", node, &format!("state of `{process}` named"), state, &names.states.list);
            return None;
        }
        Some(StateOf { process: process.to_string(), state: state.to_string() })
    }

    /// A month at whose end states are counted: that of a quarter, or the last.
    fn counted_month(&self, node: &'a Node) -> Option<u32> {
        let Ok(month) = super::dates::month(node) else {
            self.wrong_type(node, "by", "a month: \"2018-03\"");
            return None;
        };
        let calendar = self.cx.calendar.get()?;
        if month.months_after(calendar.month(calendar.months)) > 0 {
            self.cx.beyond.borrow_mut().push((self.path_of("by"), node.at()));
            return None;
        }
        let ends = calendar.quarter_ends();
        let found = ends.iter().copied().find(|&t| calendar.month(t) == month);
        if found.is_none() {
            let near = |t: &&u32| calendar.month(**t).months_after(month).abs();
            let nearest = ends.iter().min_by_key(near).map(|&t| calendar.month(t).to_string());
            let title = format!("`{}` is no month at whose end states are counted", self.path_of("by"));
            let problem = Problem::error("S428", node.at(), title, "not the end of a quarter");
            let help = format!(
                "write the end of a quarter or the last month, such as \"{}\", with the range that belongs to it",
                nearest.unwrap_or_default()
            );
            self.cx.report(problem.help(help));
        }
        found
    }

    fn range_of_chances(&self, node: &'a Node) -> Option<(f64, f64)> {
        let Value::List(ends) = &node.value else {
            self.wrong_type(node, "range", "a list of two chances: range = [0.04, 0.22]");
            return None;
        };
        let [low, high] = ends.as_slice() else {
            self.wrong_type(node, "range", "a list of two chances: range = [0.04, 0.22]");
            return None;
        };
        let (low, high) =
            (self.plain_number_at(low, "range", CHANCE)?, self.plain_number_at(high, "range", CHANCE)?);
        if low > high {
            let title = format!("`{}` runs from {low} to {high}", self.path_of("range"));
            let problem = Problem::error("S109", node.at(), title, "the lower end comes first");
            self.cx.report(problem.help(format!("write range = [{high}, {low}]")));
            return None;
        }
        Some((low, high))
    }
}
