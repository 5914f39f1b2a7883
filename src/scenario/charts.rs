//! Which figures are drawn.

use crate::lettering::Fallback;
use crate::model::{Brings, Chart, ChartSize, Charts};

use super::grammar;
use super::names::Ids;
use super::node::Node;
use super::problem::Problem;
use super::reader::Section;
use super::suggestions;

/// Kinds of figures that stand alone, and kinds that show one metric or factor.
const KINDS: [&str; 10] = [
    "ladder",
    "end_states",
    "stage_chances",
    "bundle",
    "dotplot",
    "exceedance",
    "plane",
    "bouts",
    "fan",
    "flow",
];

impl<'a> Section<'a> {
    /// Which figures are drawn, how large, under which titles.
    pub(super) fn charts(&self) -> Charts {
        let Some(node) = self.get("charts") else { return Charts::default() };
        let Some(s) = self.cx.open("charts".into(), node, &self.basis, &grammar::CHARTS.known()) else {
            return Charts::default();
        };
        let figures = |key: &str| -> Option<Vec<Chart>> {
            let list = s.get(key)?;
            let named = s.texts(list, key, false).into_iter();
            Some(named.filter_map(|(item, text)| s.chart(item, text)).collect())
        };
        let (show, also) = (figures("show"), figures("also").unwrap_or_default());
        let brings = s.get("brings").map(|list| {
            s.texts(list, "brings", true)
                .into_iter()
                .filter_map(|(item, text)| s.brings(item, text))
                .collect()
        });
        let sizes = s.get("sizes").map(|list| {
            s.texts(list, "sizes", false).into_iter().filter_map(|(item, text)| s.size(item, text)).collect()
        });
        // Whatever could not be read as one was told when it was brought in.
        let font = s.get("font").and_then(|node| match node.text() {
            Some(text) => Fallback::of_text(text)?.ok(),
            None => {
                s.wrong_type(node, "font", "the name of a font file");
                None
            }
        });
        Charts { show, also, brings, sizes: sizes.unwrap_or_default(), titles: s.titles(), font }
    }

    /// What a settlement brings: `term.treaty`, `metric.area`.
    fn brings(&self, node: &'a Node, text: &str) -> Option<Brings> {
        let names = &self.cx.names;
        let (make, what, code, ids): (fn(String) -> Brings, _, _, &Ids<'_>) = match text.split_once('.') {
            Some(("term", _)) => (Brings::Term, "term", "S404", &names.term_ids),
            Some(("metric", _)) => (Brings::Metric, "metric", "S411", &names.metrics),
            _ => {
                let title = format!("`{text}` is neither a term nor a metric");
                let problem = Problem::error("S541", node.at(), title, "what a settlement brings");
                self.cx.report(problem.help("write `term.` or `metric.` and an id, such as \"term.treaty\""));
                return None;
            }
        };
        let id = text.split_once('.').map_or("", |(_, id)| id);
        if !ids.has(id) {
            self.cx.dangling(code, node, what, id, &ids.list);
            return None;
        }
        let metric = self.cx.root.get("metric").and_then(|metrics| metrics.get(id));
        let follows_from_terms =
            || metric.is_some_and(|m| m.get("sum_of").is_some() || m.get("amount_of").is_some());
        if what == "metric" && !follows_from_terms() {
            let title = format!("what an option brings of `{id}` does not follow from its terms");
            let problem = Problem::error("S541", node.at(), title, "measured on the way");
            self.cx.report(problem.help("name a metric with `sum_of` or `amount_of`, or a term"));
            return None;
        }
        Some(make(id.to_string()))
    }

    fn size(&self, node: &'a Node, text: &str) -> Option<ChartSize> {
        let found = ChartSize::ALL.iter().find(|(word, _)| *word == text).map(|(_, size)| *size);
        if found.is_none() {
            self.no_figure(node, "size", text, &ChartSize::ALL.map(|(word, _)| word));
        }
        found
    }

    /// A figure by its kind, or kind and what it shows: `end_states`, `dotplot.area`.
    fn chart(&self, node: &'a Node, text: &str) -> Option<Chart> {
        let (kind, subject) = text.split_once('.').map_or((text, None), |(kind, of)| (kind, Some(of)));
        let alone = match kind {
            "ladder" => Some(Chart::Ladder),
            "end_states" => Some(Chart::EndStates),
            "stage_chances" => Some(Chart::StageChances),
            "bundle" => Some(Chart::Bundle),
            "flow" => Some(Chart::Flow),
            _ => None,
        };
        match (alone, subject) {
            (Some(chart), None) => Some(chart),
            (Some(_), Some(of)) => {
                let title = format!("`{kind}` is one figure for the whole scenario");
                let problem = Problem::error("S541", node.at(), title, format!("not for `{of}` alone"));
                self.cx.report(problem.help(format!("write \"{kind}\"")));
                None
            }
            (None, subject) => self.chart_of(node, kind, subject),
        }
    }

    /// A figure of one metric or factor.
    fn chart_of(&self, node: &'a Node, kind: &str, subject: Option<&str>) -> Option<Chart> {
        let names = &self.cx.names;
        let (make, what, code, ids): (fn(String) -> Chart, _, _, &Ids<'_>) = match kind {
            "dotplot" => (Chart::Dotplot, "metric", "S411", &names.metrics),
            "exceedance" => (Chart::Exceedance, "metric", "S411", &names.metrics),
            "plane" => (Chart::Plane, "metric", "S411", &names.metrics),
            "bouts" => (Chart::Bouts, "metric", "S411", &names.metrics),
            "fan" => (Chart::Fan, "factor", "S401", &names.factors),
            _ => {
                self.no_figure(node, "figure", kind, &KINDS);
                return None;
            }
        };
        let Some(id) = subject else {
            let title = format!("`{kind}` does not say which {what}");
            let problem = Problem::error("S541", node.at(), title, format!("the {what} is missing"));
            let example = ids.list.first().map_or("some_id", |id| *id);
            self.cx.report(problem.help(format!("write \"{kind}.{example}\"")));
            return None;
        };
        if !ids.has(id) {
            self.cx.dangling(code, node, what, id, &ids.list);
            return None;
        }
        let is_hikiwake =
            |id: &str| self.cx.root.get("metric").and_then(|m| m.get(id)?.get("hikiwake")).is_some();
        if matches!(kind, "plane" | "bouts") && !is_hikiwake(id) {
            let needs = if kind == "plane" { "a plane needs" } else { "bouts need" };
            let title = format!("{needs} a hikiwake index, and `{id}` is none");
            let problem = Problem::error("S541", node.at(), title, "it has no two sides");
            self.cx.report(problem.help("name a metric with `hikiwake = [audience, audience]`"));
            return None;
        }
        Some(make(id.to_string()))
    }

    fn no_figure(&self, node: &'a Node, what: &str, found: &str, known: &[&str]) {
        let near = suggestions::nearest(found, known);
        let label = near.map_or_else(|| "not one of them".into(), |near| format!("did you mean `{near}`?"));
        let problem = Problem::error("S541", node.at(), format!("there is no {what} `{found}`"), label);
        self.cx.report(problem.help(format!("write one of {}", suggestions::list(known))));
    }

    /// Titles by figure; those of one metric or factor as `dotplot.area = "…"`.
    fn titles(&self) -> Vec<(Chart, String)> {
        let Some(node) = self.get("titles") else { return Vec::new() };
        let Some(table) = node.table() else {
            self.wrong_type(node, "titles", "a table of titles by figure");
            return Vec::new();
        };
        let mut titles = Vec::new();
        for (kind, entry) in table {
            let inner: Vec<(String, &Node)> = match entry.table() {
                Some(table) => table.iter().map(|(of, node)| (format!("{kind}.{of}"), node)).collect(),
                None => vec![(kind.clone(), entry)],
            };
            for (figure, node) in inner {
                let Some(chart) = self.chart(node, &figure) else { continue };
                match node.text().filter(|text| !text.trim().is_empty()) {
                    Some(text) => titles.push((chart, text.to_string())),
                    None => self.wrong_type(node, &format!("titles.{figure}"), "text that says something"),
                }
            }
        }
        titles
    }
}
