//! Who bargains: what the search among all packages is told.

use crate::model::{Bargain, DisagreementPoint, Id};

use super::grammar;
use super::node::Node;
use super::problem::Problem;
use super::reader::Section;
use super::references::at_key;

/// The most amounts of a term that are looked at.
const MOST_AMOUNTS: usize = 1000;

impl<'a> Section<'a> {
    /// The parties, who else must accept, and the amounts.
    pub(super) fn bargain(&self) -> Bargain {
        let Some(node) = self.get("bargain") else { return Bargain::default() };
        let Some(s) = self.cx.open("bargain".into(), node, &self.basis, &grammar::BARGAIN.known()) else {
            return Bargain::default();
        };
        let parties = s.audiences("parties");
        if let Some(node) = s.get("parties").filter(|_| parties.len() == 1) {
            let problem =
                Problem::error("S431", node.at(), "`bargain.parties` names one audience", "alone here");
            s.cx.report(problem.help("bargaining takes two: name another, or leave `parties` out"));
        }
        let must_accept = s.get("must_accept").map(|_| s.audiences("must_accept"));
        for id in must_accept.iter().flatten().filter(|id| parties.contains(id)) {
            let at = s.get("must_accept").map_or_else(|| s.node.at(), Node::at);
            let title = format!("`{id}` is among the parties of `bargain` already");
            let problem = Problem::error("S110", at, title, "who bargains must accept in any case");
            s.cx.report(problem.help("name it once"));
        }
        let words =
            [("reservation", DisagreementPoint::Reservation), ("status_quo", DisagreementPoint::StatusQuo)];
        let disagreement = s.get("disagreement").and_then(|_| s.choice("disagreement", &words));
        Bargain { parties, must_accept, disagreement, amounts: s.amounts() }
    }

    /// The amounts of numeric terms, `amounts.package = [0, 2, 5]`.
    fn amounts(&self) -> Vec<(Id, Vec<f64>)> {
        let Some(node) = self.get("amounts") else { return Vec::new() };
        let Some(table) = node.table() else {
            self.wrong_type(node, "amounts", "a table of lists of amounts by term");
            return Vec::new();
        };
        let mut found = Vec::new();
        for (term, node) in table.iter() {
            let Some(names) = self.cx.names.terms.get(term.as_str()) else {
                self.cx.dangling("S404", &at_key(node), "term", term, &self.cx.names.term_ids.list);
                continue;
            };
            if names.levels.is_some() {
                let title = format!("`{term}` has levels, not amounts");
                let problem =
                    Problem::error("S503", at_key(node).at(), title, "all its levels are looked at");
                self.cx.report(problem.help("drop this"));
                continue;
            }
            let mut amounts: Vec<f64> = Vec::new();
            for item in node.items() {
                let Some(amount) = self.number_of(item, term) else { continue };
                if !(0.0..=1e15).contains(&amount) {
                    let title = format!("an amount of `{term}` is out of range");
                    let problem = Problem::error("S109", item.at(), title, "an amount lies from 0 to 10¹⁵");
                    self.cx.report(problem.help("0 is the status quo"));
                    continue;
                }
                amounts.push(amount);
            }
            amounts.sort_by(f64::total_cmp);
            amounts.dedup();
            if amounts.is_empty() || amounts.len() > MOST_AMOUNTS {
                let title = format!("`{}.{term}` lists {} amounts", self.path_of("amounts"), amounts.len());
                let problem = Problem::error("S106", node.at(), title, "from 1 to 1000 will do");
                self.cx.report(problem.help(format!("write {term} = [0, 2, 5]")));
                continue;
            }
            found.push((term.clone(), amounts));
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }
}
