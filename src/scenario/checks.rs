//! Checks that need several parts: reachability, the agenda.

use std::collections::{HashMap, HashSet};

use crate::model::{MOST_STATES, Process, Shock};

use super::problem::Problem;
use super::reader::Section;
use super::suggestions;

/// From, to, and the path of what moves.
type Move<'m> = (&'m [String], &'m str, String);

impl Section<'_> {
    /// At most so many states a process, and options.
    pub(super) fn check_counts(&self) {
        let count = |path: &str, what: &str| {
            let Some(node) = self.element(path) else { return };
            let found = node.table().map_or(0, |t| t.len());
            if found > MOST_STATES {
                let title = format!("{found} {what}; there may be {MOST_STATES}");
                let problem = Problem::error("S524", node.declared(), title, "more than the engine can hold");
                self.cx.report(problem.help("merge what need not be told apart"));
            }
        };
        count("option_sheet", "options");
        for process in self.cx.names.processes.keys() {
            count(&format!("process.{process}.state"), "states");
        }
    }

    /// States that are never reached, never left, or left though they are final.
    pub(super) fn check_ways(&self, processes: &[Process], shocks: &[Shock]) {
        let mut forced: HashMap<&str, Vec<Move<'_>>> = HashMap::new();
        for shock in shocks {
            for force in &shock.forces {
                let path = format!("shock.{}.forces.{}", shock.id, force.id);
                forced.entry(&force.process).or_default().push((&force.from, &force.to, path));
            }
        }
        for process in processes {
            let mut moves: Vec<Move<'_>> = forced.remove(process.id.as_str()).unwrap_or_default();
            for t in &process.transitions {
                moves.push((&t.from, &t.to, format!("process.{}.transition.{}", process.id, t.id)));
            }
            self.check_process_ways(process, &moves);
        }
    }

    fn check_process_ways(&self, process: &Process, moves: &[Move<'_>]) {
        let mut out: HashMap<&str, Vec<usize>> = HashMap::new();
        for (i, (from, _, _)) in moves.iter().enumerate() {
            for state in from.iter() {
                out.entry(state).or_default().push(i);
            }
        }
        let mut reached = HashSet::from([process.start.as_str()]);
        let mut todo = vec![process.start.as_str()];
        while let Some(state) = todo.pop() {
            for &i in out.get(state).into_iter().flatten() {
                if reached.insert(moves[i].1) {
                    todo.push(moves[i].1);
                }
            }
        }
        for state in &process.states {
            let Some(node) = self.element(&format!("process.{}.state.{}", process.id, state.id)) else {
                continue;
            };
            let ways = out.get(state.id.as_str());
            if !reached.contains(state.id.as_str()) {
                let title = format!("nothing leads to the state `{}.{}`", process.id, state.id);
                let label = format!("cannot be reached from `{}`", process.start);
                let help = "add a transition or a shock's force that leads there, or drop the state";
                self.cx.report(Problem::error("S518", node.declared(), title, label).help(help));
            }
            if let (true, Some(&way)) = (state.absorbing, ways.and_then(|w| w.first())) {
                let title = format!("the state `{}.{}` is absorbing, but can be left", process.id, state.id);
                let place = node.get("absorbing").map_or(node.declared(), |n| n.at());
                let mut problem = Problem::error("S519", place, title, "says that nothing leads out");
                if let Some(at) = self.element(&moves[way].2) {
                    let from = at.get("from").map_or(at.declared(), |n| n.at());
                    problem = problem.note_at(from, format!("`{}` leads out of it", moves[way].2));
                }
                self.cx.report(problem.help("drop `absorbing = true`, or take the state out of `from`"));
            }
            if !state.absorbing && ways.is_none() && process.states.len() > 1 && !process.agenda {
                let title = format!("nothing leads out of the state `{}.{}`", process.id, state.id);
                let help = "write absorbing = true if that is meant; else add a transition";
                self.cx.report(
                    Problem::warning("S520", node.declared(), title, "paths that get here stay here")
                        .help(help),
                );
            }
        }
    }

    /// The node at a dotted path from the top.
    pub(super) fn element(&self, path: &str) -> Option<&super::node::Node> {
        path.split('.').try_fold(self.cx.root, |node, key| node.get(key))
    }

    /// At most one agenda, whose states are options.
    pub(super) fn check_agenda(&self, processes: &[Process]) {
        let agendas: Vec<&Process> = processes.iter().filter(|p| p.agenda).collect();
        if let [first, second, ..] = agendas.as_slice() {
            let at = |p: &Process| self.element(&format!("process.{}.agenda", p.id)).map(|n| n.at());
            if let (Some(one), Some(two)) = (at(first), at(second)) {
                let title = format!("both `{}` and `{}` are the agenda", first.id, second.id);
                let problem = Problem::error("S521", two, title, "the second one here");
                self.cx.report(
                    problem.note_at(one, "the first one here").help("one option is on the table at a time"),
                );
            }
        }
        for process in &agendas {
            for state in &process.states {
                if self.cx.names.options.has(&state.id) {
                    continue;
                }
                let Some(node) = self.element(&format!("process.{}.state.{}", process.id, state.id)) else {
                    continue;
                };
                let known = &self.cx.names.options.list;
                let label = match suggestions::nearest(&state.id, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "not an option sheet".into(),
                };
                let title =
                    format!("the agenda `{}` has a state `{}` that is no option", process.id, state.id);
                let help = format!("the states of an agenda are option sheets: {}", suggestions::list(known));
                self.cx.report(Problem::error("S522", node.declared(), title, label).help(help));
            }
            let Some(node) = self.element(&format!("process.{}.start", process.id)) else { continue };
            if let (Some(option), Some(start)) = (self.get("option"), node.text())
                && option.text() != Some(start)
            {
                let title =
                    format!("the agenda `{}` starts with another option than the scenario", process.id);
                let problem = Problem::error("S523", node.at(), title, "starts here");
                let problem = problem.note_at(option.at(), "on the table at the start");
                self.cx.report(problem.help("drop `start`: an agenda starts with the top-level `option`"));
            }
        }
    }
}
