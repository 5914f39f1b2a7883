//! `formula = "…"`: its text, read into a formula, and the places of its words.

use crate::formula::Formula;

use super::node::Node;
use super::problem::{Place, Problem};
use super::reader::{Context, Section};

/// Where a name stands in a formula, as a word of its own.
fn word(text: &str, name: &str) -> usize {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    text.match_indices(name)
        .find(|(at, _)| !text[..*at].ends_with(part) && !text[at + name.len()..].starts_with(part))
        .map_or(0, |(at, _)| at)
}

impl<'a> Section<'a> {
    /// The formula that stands at a node. What it may use besides numbers and functions is said where it is none.
    pub(super) fn formula_text(&self, node: &'a Node, operands: &str) -> Option<Formula> {
        let Some(text) = node.text() else {
            self.wrong_type(node, "formula", "a formula in quotes");
            return None;
        };
        let fault = match Formula::parse(text) {
            Ok(formula) => return Some(formula),
            Err(fault) => fault,
        };
        let title = format!("`{}` is not a formula", self.path_of("formula"));
        let problem = Problem::error("S513", self.cx.inside(node, fault.at, 1), title, fault.message);
        let help = "a formula has + - * / ^ ( ), min, max, exp, ln, sqrt, abs, sin, numbers and";
        self.cx.report(problem.help(format!("{help} {operands}")));
        None
    }
}

impl Context<'_> {
    /// A place inside a text value.
    fn inside(&self, node: &Node, at: usize, len: usize) -> Place {
        let whole = node.at();
        let text = self.layers.texts.get(whole.layer).and_then(|t| t.text.get(whole.span.clone()));
        let written = node.text().unwrap_or("");
        // Only a text without escapes stands in the file letter for letter.
        match text.and_then(|t| t.find(written)) {
            Some(start) => {
                let from = whole.span.start + start + at;
                Place { layer: whole.layer, span: from..from + len.max(1) }
            }
            None => whole,
        }
    }

    /// A name in a formula, as a word of its own.
    pub(super) fn inside_word(&self, node: &Node, name: &str) -> Place {
        self.inside(node, word(node.text().unwrap_or(""), name), name.len())
    }

    /// Reports formulas that need each other: the last name is the first again, and stands in the formula at the node.
    pub(super) fn report_formula_circle(&self, names: &[&str], node: &Node, help: &str) {
        let title = format!("the formulas need each other: {}", names.join(" → "));
        let place = self.inside_word(node, names.last().copied().unwrap_or(""));
        self.report(Problem::error("S515", place, title, "this closes the circle").help(help));
    }
}
