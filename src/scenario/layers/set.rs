//! One `--set KEY=VALUE` as a layer of one line.

use toml::de::DeTable;

use super::Layers;
use crate::scenario::node::Node;
use crate::scenario::problem::{Place, Problem};
use crate::scenario::{suggestions, syntax};

impl Layers {
    /// A mistyped id in a `--set` must not quietly found a new element.
    pub(super) fn check_set(&mut self, root: &Node, tree: &Node) {
        const COLLECTIONS: [&str; 21] = [
            "evidence",
            "expert",
            "term",
            "option_sheet",
            "infeasible",
            "feasible",
            "expectation",
            "party",
            "probe",
            "factor",
            "process",
            "shock",
            "window",
            "metric",
            "audience",
            "state",
            "transition",
            "drivers",
            "forces",
            "segments",
            "together",
        ];
        let (mut there, mut set) = (root, tree);
        let mut parent = String::new();
        // As far as the dotted key goes; a table given as the value may found what it likes.
        while let Some((key, next)) = set.table().and_then(|t| t.iter().next()) {
            let is_founded = |parent: &str, set: &Node| {
                COLLECTIONS.contains(&parent) && set.header && set.table().is_some()
            };
            let Some(deeper) = there.get(key) else {
                // A collection that is not there at all has no element either.
                let first = next.table().and_then(|inner| inner.iter().next());
                if is_founded(&parent, next) {
                    self.problems.push(no_element(&parent, key, Some(there), next));
                } else if let Some((id, inner)) =
                    first.filter(|(_, inner)| next.header && is_founded(key, inner))
                {
                    self.problems.push(no_element(key, id, None, inner));
                }
                return;
            };
            if !next.header {
                return;
            }
            (there, set, parent) = (deeper, next, key.clone());
        }
    }

    /// Takes one `KEY=VALUE` as a layer of one line.
    pub(super) fn read_set(&mut self, name: String, set: &str) {
        let what = self.name_of_sets;
        let sign = if what == "--set" { "--set " } else { "" };
        let help = format!("write {sign}KEY=VALUE, e.g. {sign}worlds=500 or {sign}factor.trust.start=0.5");
        let title = format!("this {what} cannot be read");
        let fault = match set.split_once('=') {
            None => Some("there is no `=` in it"),
            Some((key, _)) if key.trim().is_empty() => Some("the key is missing"),
            Some((_, value)) if value.trim().is_empty() => Some("the value is missing"),
            Some(_) if set.contains(['\n', '\r']) => Some("it must be one line"),
            Some((key, _)) if key.trim() == "extends" => Some("it cannot extend another file"),
            Some(_) => None,
        };
        if let Some(fault) = fault {
            let layer = self.add_text(name.clone(), name, set.replace(['\n', '\r'], " "), None);
            let place = Place { layer, span: 0..set.len() };
            self.problems.push(Problem::error("S008", place, title, fault).help(help));
            return;
        }
        // A bare word is text: a shell eats the quotes of option="joint".
        let text = match (DeTable::parse(set), set.split_once('=')) {
            (Err(_), Some((key, value))) if is_bare_word(value.trim()) => {
                format!("{key}=\"{}\"", value.trim())
            }
            _ => set.to_string(),
        };
        let layer = self.add_text(name.clone(), name, text, None);
        match DeTable::parse(&self.texts[layer].text) {
            Ok(_) => {
                if let Some(tree) = self.parse(layer) {
                    self.trees.push(tree);
                    self.order.push(layer);
                }
            }
            Err(e) => {
                let span = e.span().unwrap_or(0..set.len());
                let (span, (label, way_out)) = syntax::advice(&self.texts[layer].text, span, e.message());
                let place = Place { layer, span };
                let problem = Problem::error("S008", place, title, label);
                self.problems.push(problem.help(format!("{way_out}; {help}")));
            }
        }
    }
}

fn no_element(parent: &str, key: &str, there: Option<&Node>, set: &Node) -> Problem {
    let known = there.and_then(Node::table);
    let known: Vec<&str> = known.map(|t| t.keys().map(String::as_str).collect()).unwrap_or_default();
    let label = suggestions::nearest(key, &known)
        .map_or("not declared".into(), |near| format!("did you mean `{near}`?"));
    Problem::error("S008", set.key(), format!("there is no {parent} `{key}` to change"), label)
        .note(format!("declared: {}", suggestions::list(&known)))
        .help(format!("to add a new one, give it whole: {parent}.{key}='{{ … }}'"))
}

fn is_bare_word(value: &str) -> bool {
    value.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ' '))
}
