//! A merged scenario as a list of values that a reader can edit.

use super::keys::{BASIS_KEYS, is_quantity};
use super::layers::Layers;
use super::node::{Node, Table, Value};
use super::resolved::{self, place, quoted_key, write_value};
use crate::lettering::Fallback;

/// One value of a merged scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its dotted key.
    pub key: String,
    /// The value as TOML; a quantity whole, without its grounds, which are entries of their own.
    pub value: String,
    /// The file and line that gave it, `environment.toml:14`, or `--set`; of a resolved scenario, what its comment names.
    pub place: String,
}

/// Every value of a merged tree, in the order of the file.
pub(super) fn of(root: &Node, layers: &Layers) -> Vec<Entry> {
    let mut entries = Vec::new();
    gather(root, &mut Vec::new(), layers, &mut entries);
    entries
}

fn gather(node: &Node, path: &mut Vec<String>, layers: &Layers, found: &mut Vec<Entry>) {
    let push = |key: String, node: &Node, value: String, found: &mut Vec<Entry>| {
        found.push(Entry { key, value, place: place_of(node, layers) });
    };
    let written = |node: &Node| {
        let mut text = String::new();
        // A font is told by the name of its file.
        if let Some(Ok(font)) = node.text().and_then(Fallback::of_text) {
            write_value(&Value::Text(font.name()), &mut text);
            return text;
        }
        write_value(&node.value, &mut text);
        text
    };
    let key: Vec<String> = path.iter().map(|part| quoted_key(part)).collect();
    let key = key.join(".");
    match node.table() {
        Some(table) if is_quantity(path) => {
            let (grounds, stated): (Vec<_>, Vec<_>) =
                table.iter().partition(|(inner, _)| is_ground_of(table, inner));
            let value = match stated[..] {
                [(inner, node)] if inner == "value" => written(node),
                _ => {
                    let parts: Vec<String> =
                        stated.iter().map(|(inner, node)| format!("{inner} = {}", written(node))).collect();
                    format!("{{ {} }}", parts.join(", "))
                }
            };
            push(key.clone(), stated.first().map_or(node, |(_, inner)| inner), value, found);
            for (inner, node) in grounds {
                push(format!("{key}.{inner}"), node, written(node), found);
            }
        }
        Some(table) if !table.is_empty() => {
            for (inner, node) in table {
                path.push(inner.clone());
                gather(node, path, layers, found);
                path.pop();
            }
        }
        _ => push(key, node, written(node), found),
    }
}

/// Whether an entry of a quantity grounds it. A formula's unit says what its result is taken for, so it is part of the value.
fn is_ground_of(table: &Table, key: &str) -> bool {
    BASIS_KEYS.contains(&key) && !(key == "unit" && table.contains_key("formula"))
}

/// Where a value was written; a resolved scenario says it in a comment on the line.
fn place_of(node: &Node, layers: &Layers) -> String {
    let origin = node.origin();
    let named = layers.texts.get(origin.layer).filter(|text| text.text.starts_with(resolved::OPENING));
    let comment = named.and_then(|text| {
        let line = text.text.get(origin.value.start..)?.lines().next()?;
        Some(line.rsplit_once("  # ")?.1.to_string())
    });
    comment.unwrap_or_else(|| place(node, layers))
}
