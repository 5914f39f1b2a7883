//! What an audience likes better: orders of levels, and swing weights.

use crate::model::{Id, Order, Preferences, Ranking, Relation};

use super::bounds::MULTIPLIER;
use super::names::{Ids, TermNames};
use super::node::Node;
use super::problem::Problem;
use super::reader::{Entry, Section};
use super::references::at_key;
use super::suggestions;

/// How relations are written.
const RELATIONS: [(&str, Relation); 5] = [
    (">=", Relation::AtLeast),
    ("≥", Relation::AtLeast),
    (">", Relation::Better),
    ("=", Relation::Equal),
    ("~", Relation::Equal),
];

impl<'a> Section<'a> {
    /// The orders and weights of an audience.
    pub(super) fn preferences(&self) -> Preferences {
        Preferences { orders: self.orders(), weights: self.swing_weights() }
    }

    fn orders(&self) -> Vec<Order> {
        let Some((section, entries)) = self.quantities_by_id("order") else { return Vec::new() };
        let mut orders = Vec::new();
        for entry in entries {
            let Some(names) = self.term_of(&entry) else { continue };
            let Some(text) = entry.node.text() else {
                let what = match names.levels {
                    Some(_) => "an order in quotes: \"shared > ours >= theirs\"",
                    None => "\"more\" or \"less\"",
                };
                section.wrong_type(entry.node, &entry.id, what);
                continue;
            };
            let ranking = match &names.levels {
                Some(levels) => section.levels_in_order(entry.node, &entry.id, text, levels),
                None => match text.trim() {
                    "more" => Some(Ranking::More),
                    "less" => Some(Ranking::Less),
                    _ => {
                        let title = format!("`{}` cannot be \"{text}\"", section.path_of(&entry.id));
                        let label = "an amount: which is better?";
                        let problem = Problem::error("S111", entry.node.at(), title, label);
                        self.cx.report(problem.help("write \"more\" or \"less\", or leave the line out"));
                        None
                    }
                },
            };
            orders.extend(ranking.map(|ranking| Order { term: entry.id, ranking }));
        }
        orders
    }

    /// `a > b >= c = d`, from the best.
    fn levels_in_order(&self, node: &'a Node, term: &str, text: &str, levels: &Ids<'a>) -> Option<Ranking> {
        let mut found: Vec<(Relation, Id)> = Vec::new();
        let mut relation = Relation::AtLeast;
        let mut rest = text;
        let mut sound = true;
        loop {
            let end = RELATIONS.iter().filter_map(|(sign, _)| rest.find(sign)).min().unwrap_or(rest.len());
            let (level, after) = rest.split_at(end);
            let level = level.trim();
            if !levels.has(level) {
                if level.is_empty() {
                    let title = format!("`{}` has a gap", self.path_of(term));
                    let problem =
                        Problem::error("S422", node.at(), title, "a level is missing beside a sign");
                    self.cx.report(problem.help("write it like \"shared > ours >= theirs\", best first"));
                } else {
                    let at = self.cx.inside_word(node, level);
                    let what = format!("level of `{term}` named");
                    let near = suggestions::nearest(level, &levels.list);
                    let label =
                        near.map_or_else(|| "not declared".into(), |near| format!("did you mean `{near}`?"));
                    let title = format!("there is no {what} `{level}`");
                    let help = format!(
                        "its levels are {}; between them > (better), >= or =",
                        suggestions::list(&levels.list)
                    );
                    self.cx.report(Problem::error("S405", at, title, label).help(help));
                }
                sound = false;
            } else if found.iter().any(|(_, known)| known == level) {
                let title = format!("`{level}` is listed twice in `{}`", self.path_of(term));
                let at = self.cx.inside_word(node, level);
                self.cx.report(
                    Problem::error("S110", at, title, "it has one place only").help("drop one of them"),
                );
                sound = false;
            }
            found.push((relation, level.to_string()));
            let Some((sign, next)) = RELATIONS.iter().find(|(sign, _)| after.starts_with(sign)) else {
                break;
            };
            relation = *next;
            rest = &after[sign.len()..];
        }
        if sound && found.len() < 2 {
            let title = format!("`{}` orders a single level", self.path_of(term));
            let problem = Problem::error("S422", node.at(), title, "an order needs two");
            self.cx.report(
                problem.help("write it like \"shared > ours >= theirs\", best first; or drop the line"),
            );
            return None;
        }
        sound.then_some(Ranking::Levels(found))
    }

    /// The term that an entry is called after; a word where there is none.
    fn term_of(&self, entry: &Entry<'a>) -> Option<&TermNames<'a>> {
        let found = self.cx.names.terms.get(entry.id.as_str());
        if found.is_none() {
            self.cx.dangling("S404", &at_key(entry.node), "term", &entry.id, &self.cx.names.term_ids.list);
        }
        found
    }

    fn swing_weights(&self) -> Vec<(Id, f64)> {
        let Some((section, entries)) = self.quantities_by_id("weights") else { return Vec::new() };
        let mut weights = Vec::new();
        for entry in entries {
            if self.term_of(&entry).is_none() {
                continue;
            }
            let weight = section.plain_number_at(entry.node, &entry.id, MULTIPLIER);
            weights.extend(weight.map(|weight| (entry.id, weight)));
        }
        let most = weights.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
        if most > 0.0 && most != 100.0 {
            let title = format!("the largest weight in `{}` must be 100", section.path);
            let problem = Problem::error("S423", section.node.declared(), title, format!("it is {most}"));
            self.cx.report(problem.help(
                "weigh the swing from worst to best of the most important term as 100, others against it",
            ));
        }
        weights
    }
}
