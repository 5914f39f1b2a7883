//! The influence diagram: what a scenario declares, as nodes and signed edges, the links between two nodes bundled into one.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::links::{Link, OPTION, links};
use super::{How, Sign};
use crate::model::Scenario;
use crate::palette::{ACCENT, BELOW, BOTH, MUTED, SERIES};

/// Nodes and edges, in the order of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diagram {
    /// Whatever influences something, or is influenced.
    pub nodes: Vec<DiagramNode>,
    /// At most one from one node to another.
    pub edges: Vec<DiagramEdge>,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagramNode {
    /// `factor.trust`, `process.settlement`, `option` …
    pub id: String,
    /// Its kind.
    pub kind: NodeKind,
    /// What the reader sees.
    pub name: String,
}

/// A kind of node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeKind {
    /// The calendar: all windows together.
    Calendar,
    /// What strikes.
    Shock,
    /// What drifts.
    Factor,
    /// The option on the table, with its terms.
    Option,
    /// Whose consent counts.
    Audience,
    /// What jumps.
    Process,
    /// What is measured.
    Metric,
}

/// All links from one node to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DiagramEdge {
    /// The node that influences.
    pub from: String,
    /// The node that is influenced.
    pub to: String,
    /// Which way, over all its links.
    pub sign: EdgeSign,
    /// How, each way once.
    pub how: Vec<How>,
    /// The keys of its weights.
    pub weights: Vec<String>,
}

/// Which way an edge works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EdgeSign {
    /// More raises.
    Raises,
    /// More lowers.
    Lowers,
    /// Some links raise and some lower: different steps, levels or states.
    Both,
    /// The sign of a weight is left open.
    Contested,
    /// It conditions, forces or measures: no weight, no sign.
    Plain,
}

impl EdgeSign {
    /// Its mark.
    pub fn mark(self) -> &'static str {
        match self {
            EdgeSign::Raises => "+",
            EdgeSign::Lowers => "−",
            EdgeSign::Both => "±",
            EdgeSign::Contested => "?",
            EdgeSign::Plain => "",
        }
    }
}

/// The calendar's node.
pub const CALENDAR: &str = "calendar";

/// The diagram of a scenario. All terms stand together in the option on the table, all windows in the calendar.
pub fn diagram(scenario: &Scenario) -> Diagram {
    let mut bundles: BTreeMap<(usize, usize), Vec<Link>> = BTreeMap::new();
    let nodes = nodes(scenario);
    let place = |id: &str| {
        let id = match id.split_once('.') {
            Some(("term", _)) => OPTION,
            Some(("window", _)) => CALENDAR,
            _ => id,
        };
        nodes.iter().position(|node| node.id == id)
    };
    for link in links(scenario) {
        if let (Some(from), Some(to)) = (place(&link.from), place(&link.to))
            && from != to
        {
            bundles.entry((from, to)).or_default().push(link);
        }
    }
    let edges = bundles
        .into_iter()
        .map(|((from, to), links)| {
            let mut how: Vec<How> = links.iter().map(|link| link.how).collect();
            how.sort_unstable();
            how.dedup();
            DiagramEdge {
                from: nodes[from].id.clone(),
                to: nodes[to].id.clone(),
                sign: together(&links),
                how,
                weights: links.into_iter().filter_map(|link| link.weight).collect(),
            }
        })
        .collect();
    Diagram { nodes, edges }
}

fn nodes(scenario: &Scenario) -> Vec<DiagramNode> {
    let mut nodes = Vec::new();
    let mut add = |id: String, kind, name: &str| nodes.push(DiagramNode { id, kind, name: name.to_string() });
    if !scenario.windows.is_empty() {
        add(CALENDAR.into(), NodeKind::Calendar, "Calendar");
    }
    for shock in &scenario.shocks {
        add(format!("shock.{}", shock.id), NodeKind::Shock, &shock.name);
    }
    for factor in &scenario.factors {
        add(format!("factor.{}", factor.id), NodeKind::Factor, &factor.name);
    }
    add(OPTION.into(), NodeKind::Option, "Option on the table");
    for audience in scenario.parties.iter().flat_map(|party| &party.audiences) {
        add(format!("audience.{}", audience.id), NodeKind::Audience, &scenario.audience_name(&audience.id));
    }
    for process in &scenario.processes {
        add(format!("process.{}", process.id), NodeKind::Process, &process.name);
    }
    for metric in &scenario.metrics {
        add(format!("metric.{}", metric.id), NodeKind::Metric, &metric.name);
    }
    nodes
}

/// The sign of links taken together; those that change nothing, and those without a weight, do not count.
fn together(links: &[Link]) -> EdgeSign {
    let has = |sign| links.iter().any(|link| link.sign == Some(sign));
    match (has(Sign::Contested), has(Sign::Raises), has(Sign::Lowers)) {
        (_, true, true) => EdgeSign::Both,
        (true, _, _) => EdgeSign::Contested,
        (false, true, false) => EdgeSign::Raises,
        (false, false, true) => EdgeSign::Lowers,
        (false, false, false) => EdgeSign::Plain,
    }
}

impl Diagram {
    /// The diagram in the DOT language, for other tools.
    pub fn dot(&self, title: &str) -> String {
        let mut out = format!("digraph influence {{\n  label={};\n  rankdir=LR;\n", quoted(title));
        for node in &self.nodes {
            let shape = match node.kind {
                NodeKind::Calendar => "plaintext",
                NodeKind::Shock => "hexagon",
                NodeKind::Factor => "ellipse",
                NodeKind::Option => "house",
                NodeKind::Audience => "octagon",
                NodeKind::Process => "box",
                NodeKind::Metric => "note",
            };
            let _ = writeln!(out, "  {} [label={}, shape={shape}];", quoted(&node.id), quoted(&node.name));
        }
        for edge in &self.edges {
            let style = match edge.sign {
                EdgeSign::Raises => (ACCENT, ""),
                EdgeSign::Lowers => (BELOW, ", arrowhead=tee"),
                EdgeSign::Both => (BOTH, ""),
                EdgeSign::Contested => (SERIES[1].0, ", style=dashed"),
                EdgeSign::Plain => (MUTED, ", style=dotted"),
            };
            let style = format!("color=\"{}\"{}", style.0.hex(), style.1);
            let (from, to) = (quoted(&edge.from), quoted(&edge.to));
            let _ = writeln!(out, "  {from} -> {to} [label={}, {style}];", quoted(edge.sign.mark()));
        }
        out.push_str("}\n");
        out
    }
}

/// A text of the DOT language: nothing in it ends it, or is an escape.
fn quoted(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_name_cannot_break_out_of_its_quotes() {
        assert_eq!(quoted("a \"b\" \\"), "\"a \\\"b\\\" \\\\\"");
        assert_eq!(quoted("a\n b"), "\"a  b\"");
    }
}
