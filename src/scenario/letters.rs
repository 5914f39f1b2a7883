//! Names that the charts' font cannot write, each told once.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::node::{Node, Value};
use super::problem::Problem;
use crate::lettering::{is_joined, missing_glyphs};

/// Keys whose text stands in charts.
const SHOWN: [&str; 3] = ["dispute", "name", "unit"];

/// A warning for every text that charts show and their font lacks letters of.
pub(super) fn unwritable(root: &Node) -> Vec<Problem> {
    let mut walk = Walk { told: BTreeSet::new(), found: Vec::new() };
    walk.below(root, false);
    walk.found
}

struct Walk {
    told: BTreeSet<String>,
    found: Vec<Problem>,
}

impl Walk {
    /// Whatever stands below a table; `is_shown` where any text there does.
    fn below(&mut self, node: &Node, is_shown: bool) {
        for (key, node) in node.table().into_iter().flatten() {
            let is_shown = is_shown || key == "titles";
            match &node.value {
                Value::Text(text) if is_shown || SHOWN.contains(&key.as_str()) => self.look(node, text),
                // What evidence says is in no chart.
                Value::Table(_) if key != "evidence" => self.below(node, is_shown),
                _ => {}
            }
        }
    }

    fn look(&mut self, node: &Node, text: &str) {
        let text: String = text.nfc().collect();
        let mut missing = missing_glyphs(&text);
        if missing.is_empty() || !self.told.insert(text) {
            return;
        }
        missing.sort_unstable();
        missing.dedup();
        let letters: String = missing.iter().take(MOST).collect();
        let more = if missing.len() > MOST { " and others" } else { "" };
        let title = format!("the charts’ font has no “{letters}”{more}");
        let (label, help) = match missing.iter().copied().any(is_joined) {
            true => ("a chart that shows it is not drawn", OTHER_SCRIPT),
            false => ("shows as boxes in charts", OTHER_SIGN),
        };
        self.found.push(Problem::warning("S113", node.at(), title, label).help(help));
    }
}

/// Letters that are named.
const MOST: usize = 12;

const OTHER_SCRIPT: &str =
    "tables show it as it is; for charts, write the name in Latin, Greek, Cyrillic or Japanese letters";
const OTHER_SIGN: &str = "tables show it as it is; for charts, write it with other signs";
