//! What an option sheet holds of a term on which it says nothing: `unless_said` of the term.
//!
//! It is brought into the sheets before anything is checked, so that the resolved scenario and its digest hold the packages whole. A package that was
//! judged (`layers/judged.rs`) before there was such a term was judged with this value.

use super::keys::OF;
use super::node::{Node, Value};

/// The key.
pub(super) const UNLESS_SAID: &str = "unless_said";

/// Puts what is said once for all silent sheets into each of them. A value that its term cannot have stays where it is: it is reported there, once.
pub(super) fn bring_in(root: &mut Node) {
    let terms = root.get("term").and_then(Node::table).into_iter().flatten();
    let said: Vec<(String, Node)> = terms
        .filter_map(|(id, term)| {
            let value = term.get(UNLESS_SAID).filter(|value| can_have(term, value))?;
            Some((id.clone(), value.clone()))
        })
        .collect();
    for (collection, inner) in [("option_sheet", "terms"), ("acceptability", OF)] {
        let Some(all) = below(root, collection) else { continue };
        for (_, element) in all.iter_mut() {
            let Some(terms) = below(element, inner) else { continue };
            for (id, value) in &said {
                if !terms.contains_key(id) {
                    terms.insert(id.clone(), value.clone());
                }
            }
        }
    }
}

fn can_have(term: &Node, value: &Node) -> bool {
    match (term.get("levels"), &value.value) {
        (Some(levels), Value::Text(level)) => levels.items().iter().any(|one| one.text() == Some(level)),
        (None, Value::Whole(_) | Value::Number(_)) => true,
        _ => false,
    }
}

fn below<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut super::node::Table> {
    let Value::Table(table) = &mut node.value else { return None };
    match &mut table.get_mut(key)?.value {
        Value::Table(inner) => Some(inner),
        _ => None,
    }
}
