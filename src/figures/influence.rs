//! The influence diagram: who influences whom, which way, and where the analyst leaves the sign open.

use crate::ledger::{Diagram, EdgeSign};
use serde::{Deserialize, Serialize};

use super::inspection::{Inspection, MOST_WORK};
use super::kind::Kind;
use super::table::{Table, row};
/// An influence diagram as a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Influence {
    /// The scenario's name.
    pub scenario: String,
    /// Nodes and signed edges.
    pub diagram: Diagram,
}

impl Kind for Influence {
    fn title(&self) -> String {
        format!("Who influences whom: {}", self.scenario)
    }

    fn subtitle(&self) -> String {
        format!(
            "{} things, {} influences as the file declares them, the links from one thing to another as one line",
            self.diagram.nodes.len(),
            self.diagram.edges.len()
        )
    }

    fn notes(&self) -> String {
        "A line’s sign is that of its weights: contested if the 5–95 % range of one lies on both sides of what changes \
         nothing. “Both” raises one step, level or state and lowers another. Nothing is simulated here."
            .to_string()
    }

    fn description(&self) -> String {
        let count = |sign| self.diagram.edges.iter().filter(|edge| edge.sign == sign).count();
        format!(
            "{}. {} raise, {} lower, {} do both, {} are contested, {} have no weight.",
            self.subtitle(),
            count(EdgeSign::Raises),
            count(EdgeSign::Lowers),
            count(EdgeSign::Both),
            count(EdgeSign::Contested),
            count(EdgeSign::Plain)
        )
    }

    fn inspect(&self, look: &mut Inspection) {
        let (nodes, edges) = (&self.diagram.nodes, &self.diagram.edges);
        look.name(&self.scenario);
        look.items(nodes.len());
        look.whole(edges.len() * edges.len() <= MOST_WORK, "has too many edges");
        look.names(nodes.iter().flat_map(|node| [&node.id, &node.name]));
        for edge in edges {
            let ends = [&edge.from, &edge.to].map(|id| nodes.iter().any(|node| node.id == *id));
            look.whole(ends == [true; 2], "has an edge to nowhere");
        }
    }

    fn table(&self) -> Table {
        let name = |id: &String| {
            let node = self.diagram.nodes.iter().find(|node| node.id == *id);
            node.map_or(id.as_str(), |node| node.name.as_str()).to_string()
        };
        Table::new(format!("Who influences whom: {}", self.scenario), &["From", "To"])
            .with(self.diagram.edges.iter().map(|e| row(&[&name(&e.from), &name(&e.to)], [])))
    }
}
