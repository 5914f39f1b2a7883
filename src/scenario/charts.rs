//! Which figures are drawn.

use crate::model::{Chart, ChartSize, Charts};

use super::names::Ids;
use super::node::Node;
use super::problem::Problem;
use super::reader::Section;
use super::suggestions;

/// Kinds of figures that stand alone, and kinds that show one metric or factor.
const KINDS: [&str; 8] =
    ["end_states", "stage_chances", "bundle", "dotplot", "exceedance", "plane", "fan", "flow"];

impl<'a> Section<'a> {
    /// Which figures are drawn, how large, under which titles.
    pub(super) fn charts(&self) -> Charts {
        let Some(node) = self.get("charts") else { return Charts::default() };
        let known = ["show", "sizes", "titles", "note"];
        let Some(s) = self.cx.open("charts".into(), node, &self.basis, &known) else {
            return Charts::default();
        };
        let show = s.get("show").map(|list| {
            s.texts(list, "show", false).into_iter().filter_map(|(item, text)| s.chart(item, text)).collect()
        });
        let sizes = s.get("sizes").map(|list| {
            s.texts(list, "sizes", false).into_iter().filter_map(|(item, text)| s.size(item, text)).collect()
        });
        Charts { show, sizes: sizes.unwrap_or_default(), titles: s.titles() }
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
        if kind == "plane" && !is_hikiwake(id) {
            let title = format!("a plane needs a hikiwake index, and `{id}` is none");
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
