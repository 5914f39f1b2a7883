//! What an option sheet holds of a term on which it says nothing: `unless_said` of the term.
//!
//! It is brought into the sheets before anything is checked, so that the resolved scenario and its digest hold the packages whole. A package that was
//! judged (`layers/judged.rs`) before there was such a term was judged with this value.

use super::keys::{BASIS_KEYS, OF};
use super::layers::Layers;
use super::node::{Node, Table, Value};

/// The key.
pub(super) const UNLESS_SAID: &str = "unless_said";

/// Puts what is said once for all silent sheets into each of them, and into what was judged before a sheet said otherwise. A value that its term
/// cannot have stays where it is: it is reported there, once.
pub(super) fn bring_in(root: &mut Node, layers: &Layers) {
    let terms = root.get("term").and_then(Node::table).into_iter().flatten();
    let said: Vec<(String, Node)> = terms
        .filter_map(|(id, term)| {
            let value = term.get(UNLESS_SAID).filter(|value| can_have(term, value))?;
            Some((id.clone(), with_grounds(term, value)))
        })
        .collect();
    if said.is_empty() {
        return;
    }
    for (_, sheet) in below(root, "option_sheet").into_iter().flatten() {
        let Some(terms) = below(sheet, "terms") else { continue };
        for (id, value) in said.iter().filter(|(id, _)| !terms.contains_key(id)).collect::<Vec<_>>() {
            terms.insert(id.clone(), value.clone());
        }
    }
    for (_, row) in below(root, "acceptability").into_iter().flatten() {
        let judged_in = last_judged(row, layers);
        let Some(terms) = below(row, OF) else { continue };
        for (id, value) in &said {
            let is_later = |node: &Node| judged_in.is_some_and(|at| layers.rank(node.origin().layer) > at);
            if terms.get(id).is_none_or(is_later) {
                terms.insert(id.clone(), value.clone());
            }
        }
    }
}

/// How high the highest layer lies that states a cell of a row.
fn last_judged(row: &Node, layers: &Layers) -> Option<usize> {
    let parties = row.table()?.iter().filter(|(key, _)| *key != OF && !BASIS_KEYS.contains(&key.as_str()));
    let cells = parties.filter_map(|(_, party)| party.table()).flatten();
    cells.map(|(_, cell)| layers.rank(cell.origin().layer)).max()
}

fn can_have(term: &Node, value: &Node) -> bool {
    match (term.get("levels"), &value.value) {
        (Some(levels), Value::Text(level)) => levels.items().iter().any(|one| one.text() == Some(level)),
        (None, Value::Whole(_) | Value::Number(_)) => true,
        _ => false,
    }
}

/// An amount with what the term's table says that it rests on: in a sheet it stands without that table.
fn with_grounds(term: &Node, value: &Node) -> Node {
    let grounds: Vec<(String, Node)> = ["evidence", "judgement", "note"]
        .iter()
        .filter_map(|key| Some((key.to_string(), term.get(key)?.clone())))
        .collect();
    if grounds.is_empty() || matches!(value.value, Value::Text(_)) {
        return value.clone();
    }
    let stated = std::iter::once(("value".to_string(), value.clone()));
    Node { value: Value::Table(stated.chain(grounds).collect()), ..value.clone() }
}

fn below<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Table> {
    let Value::Table(table) = &mut node.value else { return None };
    match &mut table.get_mut(key)?.value {
        Value::Table(inner) => Some(inner),
        _ => None,
    }
}
