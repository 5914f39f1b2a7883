//! A plain number that was laid over a range: the range is gone, and with it what was not known.

use super::keys::is_meant_as_percentile;
use super::node::{Node, Table, Value, states_quantity};
use super::problem::Problem;
use super::reader::Context;

/// A warning for every plain number in the place of a range that a layer below states. Who writes why one certain number is meant is not asked.
pub(super) fn found(cx: &Context<'_>) -> Vec<Problem> {
    cx.quantities.borrow().keys().filter_map(|key| of(cx, key)).collect()
}

fn of(cx: &Context<'_>, key: &str) -> Option<Problem> {
    let path: Vec<&str> = key.split('.').collect();
    let at = |tree| path.iter().try_fold(tree, |node: &Node, part| node.get(part));
    let now = at(cx.root).filter(|node| is_plain(node))?;
    let top = cx.layers.rank(now.origin().layer);
    let mut below = None;
    for (layer, tree) in cx.layers.each() {
        if cx.layers.rank(layer) >= top {
            break;
        }
        below = at(tree).filter(|node| is_plain(node) || node.table().is_some_and(states_quantity)).or(below);
    }
    let below = below.filter(|node| node.table().is_some_and(is_range))?;
    let written = plain(now)?;
    let title = format!("`{key}` was a range, and is one certain number");
    let problem = Problem::warning("S807", now.at(), title, "what was not known of it is left out");
    let keep = match below.table().and_then(|table| Some((table.get("p50")?, plain(table.get("within")?)?))) {
        Some((_, within)) => format!("{{ p50 = {written}, within = {within} }}"),
        None => format!("{{ p5 = …, p50 = {written}, p95 = … }}"),
    };
    let help = format!(
        "to keep a range around it, write {keep} in its place; if one certain number is meant, say why: {{ value = {written}, judgement = \"…\" }}"
    );
    Some(problem.note_at(below.at(), "the range below").help(help))
}

fn is_plain(node: &Node) -> bool {
    matches!(node.value, Value::Whole(_) | Value::Number(_))
}

/// Whether a table states more than one number.
fn is_range(table: &Table) -> bool {
    let is_family = |key: &str| key != "value" && key != "formula" && super::keys::FAMILY_KEYS.contains(&key);
    table.keys().any(|key| is_family(key) || is_meant_as_percentile(key))
}

fn plain(node: &Node) -> Option<String> {
    match node.value {
        Value::Whole(n) => Some(n.to_string()),
        Value::Number(x) => Some(x.to_string()),
        _ => None,
    }
}
