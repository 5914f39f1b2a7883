//! Names that the charts' font cannot write, each told once.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::node::{Node, Value};
use super::problem::Problem;
use crate::lettering::{Fallback, is_joined, missing_glyphs, put_in_force};

/// Keys whose text stands in charts.
const SHOWN: [&str; 3] = ["dispute", "name", "unit"];

/// A warning for every text that charts show and that neither their font nor the one that the scenario names has all letters of.
pub(super) fn unwritable(root: &Node, font: Option<Fallback>) -> Vec<Problem> {
    let second = font.as_ref().map(Fallback::name);
    let _second_font = put_in_force(font);
    let mut walk = Walk { told: BTreeSet::new(), found: Vec::new(), second };
    walk.below(root, false);
    walk.found
}

struct Walk {
    told: BTreeSet<String>,
    found: Vec<Problem>,
    /// The name of the second font.
    second: Option<String>,
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
        let title = match &self.second {
            None => format!("the charts’ font has no “{letters}”{more}"),
            Some(second) => format!("neither the charts’ font nor {second} has “{letters}”{more}"),
        };
        let (label, help) = match missing.iter().copied().any(is_joined) {
            true if self.second.is_some() => ("a chart that shows it is not drawn", OTHER_FONT),
            true => ("a chart that shows it is not drawn", OTHER_SCRIPT),
            false => ("shows as boxes in charts", OTHER_SIGN),
        };
        self.found.push(Problem::warning("S113", node.at(), title, label).help(help));
    }
}

/// Letters that are named.
const MOST: usize = 12;

const OTHER_SCRIPT: &str = "tables show it as it is; for charts, name a font that has them ([charts] font = \"….ttf\"), or write it in Latin, Greek, Cyrillic or Japanese letters";
const OTHER_FONT: &str = "tables show it as it is; for charts, name a font that has all these letters: there is one second font a run";
const OTHER_SIGN: &str = "tables show it as it is; for charts, write it with other signs, or name a font that has them ([charts] font = \"….ttf\")";
