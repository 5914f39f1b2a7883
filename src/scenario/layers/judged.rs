//! What an option sheet said when it was judged.
//!
//! A cell of the table of acceptability speaks of a package. Who changes the terms of its sheet afterwards, in a file above or by a `--set`, has another package
//! of which the cell says nothing. So the terms are kept beside the cells, `acceptability.<option>.of`, as they stand in the layer
//! in which both are first there, and anew where one layer changes both. What they leave out is as the sheet has it.

use crate::scenario::keys::{BASIS_KEYS, OF};
use crate::scenario::node::{Node, Value};

/// Keeps the terms of judged sheets, after a layer has been laid over the others.
pub(super) fn keep_terms(root: &mut Node, layer: &Node) {
    let Some(Value::Table(rows)) = root.get("acceptability").map(|node| node.value.clone()) else { return };
    for (option, row) in rows.iter().filter(|(_, row)| row.table().is_some()) {
        let at = |node: &Node, path: &[&str]| -> Option<Node> {
            path.iter().try_fold(node, |node, key| node.get(key)).cloned()
        };
        let Some(mut terms) = at(root, &["option_sheet", option, "terms"]) else { continue };
        let own = at(layer, &["acceptability", option]);
        let states_package = own.as_ref().is_some_and(|own| own.get(OF).is_some());
        let is_cell = |key: &String| key != OF && !BASIS_KEYS.contains(&key.as_str());
        let states_cells = own.as_ref().and_then(Node::table).is_some_and(|own| own.keys().any(is_cell));
        let changes_terms = at(layer, &["option_sheet", option, "terms"]).is_some();
        let kept = row.get(OF);
        if kept.is_none() && !row.table().is_some_and(|row| row.keys().any(is_cell)) {
            continue;
        }
        let is_judged_anew = states_cells && changes_terms && !states_package;
        if let (Some(kept), false) = (kept, is_judged_anew) {
            // What a layer above has added to the sheet was not there to be judged otherwise.
            let (Value::Table(kept), Value::Table(terms)) = (&kept.value, &mut terms.value) else { continue };
            for (term, value) in kept {
                terms.insert(term.clone(), value.clone());
            }
        }
        let row = match &mut root.value {
            Value::Table(top) => top.get_mut("acceptability").and_then(|node| match &mut node.value {
                Value::Table(rows) => rows.get_mut(option),
                _ => None,
            }),
            _ => None,
        };
        if let Some(Node { value: Value::Table(row), .. }) = row {
            row.insert(OF.to_string(), terms);
        }
    }
}
