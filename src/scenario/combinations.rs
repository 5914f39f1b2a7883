//! Which levels go together: what no option may combine, and what asks for what.

use crate::model::{Combination, Id, SettlementOption, TermValue};

use super::grammar;
use super::node::Node;
use super::problem::Problem;
use super::reader::Section;
use super::references::at_key;

/// A term, and levels of it.
pub(super) type Part<'a> = (&'a str, Vec<Id>);

impl<'a> Section<'a> {
    /// The rules by which options are made up; reports those that break one.
    pub(super) fn combinations(&self, options: &[SettlementOption]) -> Vec<Combination> {
        let mut found = self.infeasible(options);
        found.extend(self.feasible(options));
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found
    }

    /// Reports options that hold what cannot be combined.
    fn infeasible(&self, options: &[SettlementOption]) -> Vec<Combination> {
        let mut found = Vec::new();
        for entry in self.elements("infeasible") {
            let Some(s) = self.open_element(&entry, &grammar::INFEASIBLE) else { continue };
            let why = s.text_or("why", "");
            let Some(rule) = s.parts("terms", "only levels can be ruled out") else { continue };
            for option in options {
                if rule.iter().all(|part| holds(option, part)) {
                    self.report_infeasible(option, &entry.id, &why, &rule, s.node);
                }
            }
            found.push(Combination { id: entry.id, why, holds: owned(rule), demands: Vec::new() });
        }
        found
    }

    /// Reports options that hold what asks for something, and not what it asks for.
    fn feasible(&self, options: &[SettlementOption]) -> Vec<Combination> {
        let mut found = Vec::new();
        for entry in self.elements("feasible") {
            let Some(s) = self.open_element(&entry, &grammar::FEASIBLE) else { continue };
            let why = s.text_or("why", "");
            let conditions = s.parts("if", "only levels can ask for something");
            let demands = s.parts("then", "only levels can be asked for");
            let (Some(conditions), Some(demands)) = (conditions, demands) else { continue };
            if s.both_sides(&conditions) {
                continue;
            }
            for option in options.iter().filter(|option| conditions.iter().all(|part| holds(option, part))) {
                // A value that could not be read has had its own problem.
                let is_read = |part: &&Part<'_>| option.value(part.0).is_some();
                for demand in demands.iter().filter(is_read).filter(|part| !holds(option, part)) {
                    self.report_missing(option, &entry.id, &why, (&conditions, demand), s.node);
                }
            }
            found.push(Combination { id: entry.id, why, holds: owned(conditions), demands: owned(demands) });
        }
        found
    }

    /// Levels by term; none if any of it cannot be read, which is reported.
    pub(super) fn parts(&self, key: &str, of_amounts: &str) -> Option<Vec<Part<'a>>> {
        let node = self.need(key)?;
        let Some(table) = node.table() else {
            self.wrong_type(node, key, "a table of levels by term");
            return None;
        };
        if table.is_empty() {
            let title = format!("`{}` is empty", self.path_of(key));
            let problem = Problem::error("S106", node.at(), title, "no term named");
            self.cx.report(problem.help("name a term and its levels, dam = \"open\"; or drop the rule"));
        }
        let parts: Vec<Part<'a>> =
            table.iter().filter_map(|(term, node)| self.part(term, node, of_amounts)).collect();
        (parts.len() == table.len() && !parts.is_empty()).then_some(parts)
    }

    fn part(&self, term: &'a str, node: &'a Node, of_amounts: &str) -> Option<Part<'a>> {
        let Some(names) = self.cx.names.terms.get(term) else {
            self.cx.dangling("S404", &at_key(node), "term", term, &self.cx.names.term_ids.list);
            return None;
        };
        let Some(levels) = &names.levels else {
            let title = format!("`{term}` is an amount and has no levels");
            let problem = Problem::error("S503", at_key(node).at(), title, of_amounts);
            self.cx.report(problem.help("drop this, or give the term `levels`"));
            return None;
        };
        let what = format!("level of `{term}` named");
        let ids = self.ids_of(node, term, "S405", &what, levels);
        (ids.len() == node.items().len()).then_some((term, ids))
    }

    /// Reports a term that stands on both sides of a rule: there it only says which of its levels cannot be.
    fn both_sides(&self, conditions: &[Part<'_>]) -> bool {
        let side = |key: &str, term: &str| self.get(key).and_then(|side| side.get(term));
        let mut found = false;
        for (term, _) in conditions {
            if let (Some(first), Some(second)) = (side("if", term), side("then", term)) {
                let title = format!("`{term}` is on both sides of `{}`", self.path);
                let problem = Problem::error("S110", at_key(second).at(), title, "asked for here");
                let problem = problem.note_at(at_key(first).at(), "and what asks for it here");
                let help = format!(
                    "an option has one level of `{term}`: drop one side, or rule levels out with [infeasible.…]"
                );
                self.cx.report(problem.help(help));
                found = true;
            }
        }
        found
    }

    fn sheet(&self, option: &SettlementOption) -> Option<&'a Node> {
        self.get("option_sheet").and_then(|t| t.get(&option.id)).and_then(|n| n.get("terms"))
    }

    fn report_infeasible(
        &self,
        option: &SettlementOption,
        rule: &str,
        why: &str,
        parts: &[Part<'_>],
        rule_node: &Node,
    ) {
        let Some(terms) = self.sheet(option) else { return };
        let place = parts.last().and_then(|(t, _)| terms.get(t)).map_or(terms.declared(), Node::at);
        let title = format!("the option `{}` holds what `{rule}` rules out", option.id);
        let mut problem =
            Problem::error("S504", place, title, format!("together: {}", held(option, parts).join(", ")));
        problem = problem.note_at(rule_node.declared(), "ruled out here");
        // A level that only this part of the rule names can leave it; the last one takes the rule along.
        let spared = parts.iter().rev().find(|(_, levels)| levels.len() > 1);
        let way_out = match spared.and_then(|part| Some((part, level_of(option, part.0)?))) {
            Some(((term, levels), held)) => {
                let rest: Vec<&Id> = levels.iter().filter(|level| *level != held).collect();
                format!("to allow it, write under [infeasible.{rule}]: terms.{term} = {}", listed(&rest))
            }
            None => format!("to drop the rule, write under [infeasible.{rule}]: remove = true"),
        };
        self.cx.report(problem.help(with_reason(why, "change one of the terms", &way_out)));
    }

    fn report_missing(
        &self,
        option: &SettlementOption,
        rule: &str,
        why: &str,
        (conditions, (term, levels)): (&[Part<'_>], &Part<'_>),
        rule_node: &Node,
    ) {
        let Some(terms) = self.sheet(option) else { return };
        let place = terms.get(term).map_or(terms.declared(), Node::at);
        let title = format!("the option `{}` lacks what `{rule}` asks for", option.id);
        let asked: Vec<String> = levels.iter().map(|level| format!("`{level}`")).collect();
        let label = format!("must be {}, since {}", asked.join(" or "), held(option, conditions).join(", "));
        let problem = Problem::error("S504", place, title, label);
        let problem = problem.note_at(rule_node.declared(), "asked for here");
        let way_out = match level_of(option, term) {
            Some(held) => {
                let all: Vec<&Id> = levels.iter().chain([held]).collect();
                format!(
                    "to allow `{held}` too, write under [feasible.{rule}]: then.{term} = {}",
                    listed(&all)
                )
            }
            None => format!("to drop the rule, write under [feasible.{rule}]: remove = true"),
        };
        self.cx.report(problem.help(with_reason(why, "change one of the terms", &way_out)));
    }
}

/// The level that an option holds of a term.
fn level_of<'o>(option: &'o SettlementOption, term: &str) -> Option<&'o Id> {
    match option.value(term) {
        Some(TermValue::Level(level)) => Some(level),
        _ => None,
    }
}

fn listed(levels: &[&Id]) -> String {
    let quoted: Vec<String> = levels.iter().map(|level| format!("\"{level}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

/// The reason that the rule gives, what to change, and how the rule would be changed.
fn with_reason(why: &str, change: &str, way_out: &str) -> String {
    match why.trim_end_matches('.') {
        "" => format!("{change}; {way_out}"),
        why => format!("{why}: {change}; {way_out}"),
    }
}

fn owned(parts: Vec<Part<'_>>) -> Vec<(Id, Vec<Id>)> {
    parts.into_iter().map(|(term, levels)| (term.to_string(), levels)).collect()
}

fn holds(option: &SettlementOption, (term, levels): &Part<'_>) -> bool {
    matches!(option.value(term), Some(TermValue::Level(level)) if levels.contains(level))
}

/// What an option says on the terms of a rule.
fn held(option: &SettlementOption, parts: &[Part<'_>]) -> Vec<String> {
    let told = |(term, _): &Part<'_>| match option.value(term) {
        Some(TermValue::Level(level)) => Some(format!("{term} = {level}")),
        _ => None,
    };
    parts.iter().filter_map(told).collect()
}
