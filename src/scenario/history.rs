//! Who wrote each quantity: every layer's word on it, lowest first, and what it rests on there.

use std::collections::{BTreeMap, HashMap};

use super::keys::BASIS_KEYS;
use super::keys::is_quantity;
use super::layers::Layers;
use super::node::{Node, Value, states_quantity};
use super::resolved::{one_line, write_value};
use crate::legible;

/// What the layers say of one quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Each layer's word, lowest first; the last that states a number gave it.
    pub writings: Vec<Writing>,
    /// The numbers that the family was asked to have, as far as they name themselves: p5, mean, min, max …
    pub asked: Vec<(String, f64)>,
    /// Where its evidence or judgement stands; none where there is neither.
    pub grounds: Option<Grounds>,
    /// The unit that the file gives, for the reader.
    pub unit: Option<String>,
    /// A remark of the author.
    pub note: Option<String>,
}

/// One layer's word on a quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// The file, relative to the folder of the scenario; or `--set`.
    pub file: String,
    /// The line, from 1; none for a `--set`.
    pub line: Option<usize>,
    /// The value as it is written there.
    pub text: String,
    /// What it does.
    pub act: Act,
}

impl Writing {
    /// `file.toml:14`, or `--set`.
    pub fn place(&self) -> String {
        place(&self.file, self.line)
    }
}

/// What a layer does to a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It states the number.
    States,
    /// It gives grounds, and leaves the number as it was.
    Grounds,
    /// It removes what the layers below put there.
    Removes,
}

/// Where the evidence or the judgement of a quantity stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounds {
    /// The key of the table that gives it: the quantity's own, or one around it.
    pub table: String,
    /// `file.toml:14`, or `--set`.
    pub place: String,
}

/// Every quantity that the merged tree holds, by key.
///
/// `around` are the units that numbers take from the tables around them.
pub(super) fn of(
    root: &Node,
    layers: &Layers,
    around: &HashMap<String, String>,
) -> BTreeMap<String, Written> {
    let mut found = BTreeMap::new();
    gather(root, &mut Vec::new(), &mut |path, node| {
        let key = path.join(".");
        let mut written = written(root, layers, path, node);
        written.unit = written.unit.or_else(|| around.get(&key).cloned());
        found.insert(key, written);
    });
    found
}

fn gather<'n>(node: &'n Node, path: &mut Vec<&'n str>, found: &mut impl FnMut(&[&str], &'n Node)) {
    for (key, inner) in node.table().into_iter().flatten() {
        if BASIS_KEYS.contains(&key.as_str()) {
            continue;
        }
        path.push(key);
        if is_quantity(path) {
            found(path, inner);
        } else {
            gather(inner, path, found);
        }
        path.pop();
    }
}

fn written(root: &Node, layers: &Layers, path: &[&str], node: &Node) -> Written {
    let word = |key: &str| node.get(key).and_then(Node::text).map(String::from);
    let mut writings: Vec<Writing> =
        layers.each().filter_map(|(_, tree)| writing(tree, path, layers)).collect();
    // What a term says for all silent sheets stands in the tree and in no layer's sheet.
    if writings.is_empty() && path[0] == "option_sheet" {
        writings.push(written_at(node, as_written(node, layers), Act::States, layers));
    }
    Written {
        writings,
        asked: asked(node),
        grounds: grounds(root, path, layers),
        unit: word("unit"),
        note: word("note"),
    }
}

/// What one layer says of it: its own value, or that a table around it is removed and begun afresh.
fn writing(tree: &Node, path: &[&str], layers: &Layers) -> Option<Writing> {
    let mut at = tree;
    let mut removed = None;
    for key in path {
        let Some(next) = at.get(key) else {
            return removed.map(|remove| written_at(remove, "remove = true".into(), Act::Removes, layers));
        };
        at = next;
        if let Some(remove @ Node { value: Value::Flag(true), .. }) = at.get("remove") {
            removed = Some(remove);
        }
    }
    let act = match at.table() {
        Some(table) if states_quantity(table) => Act::States,
        Some(table) if table.contains_key("remove") => Act::Removes,
        Some(_) => Act::Grounds,
        None => Act::States,
    };
    Some(written_at(at, as_written(at, layers), act, layers))
}

fn written_at(node: &Node, text: String, act: Act, layers: &Layers) -> Writing {
    let (file, line) = position(node, layers);
    Writing { file, line, text, act }
}

/// The value as the author wrote it; spelled out on one line where it is spread over several.
fn as_written(node: &Node, layers: &Layers) -> String {
    let origin = node.origin();
    let text = layers.texts.get(origin.layer).and_then(|t| t.text.get(origin.value.clone())).unwrap_or("");
    let whole = node.table().is_none() || text.starts_with('{') && text.ends_with('}');
    if whole && !node.header && !text.is_empty() && !text.contains('\n') {
        return legible::plain(text).into_owned();
    }
    let mut out = String::new();
    write_value(&node.value, &mut out);
    out
}

fn position(node: &Node, layers: &Layers) -> (String, Option<usize>) {
    let origin = node.origin();
    let file = one_line(layers.short_names.get(origin.layer).map_or("", String::as_str));
    let line = layers.texts.get(origin.layer).filter(|_| origin.layer < layers.files);
    (file, line.map(|text| text.line(origin.value.start)))
}

fn place(file: &str, line: Option<usize>) -> String {
    line.map_or_else(|| file.to_string(), |line| format!("{file}:{line}"))
}

/// The nearest table that gives evidence or a judgement.
fn grounds(root: &Node, path: &[&str], layers: &Layers) -> Option<Grounds> {
    let mut tables = vec![root];
    for key in path {
        tables.push(tables[tables.len() - 1].get(key)?);
    }
    let given = |depth: usize| ["evidence", "judgement"].iter().find_map(|key| tables[depth].get(key));
    let depth = (1..tables.len()).rev().find(|depth| given(*depth).is_some())?;
    let (file, line) = position(given(depth)?, layers);
    Some(Grounds { table: path[..depth].join("."), place: place(&file, line) })
}

/// Numbers that a family was asked to have.
fn asked(node: &Node) -> Vec<(String, f64)> {
    let number = |node: &Node| match node.value {
        Value::Whole(n) => Some(n as f64),
        Value::Number(x) => Some(x),
        _ => None,
    };
    let mut asked = Vec::new();
    for (key, inner) in node.table().into_iter().flatten().filter(|(k, _)| !BASIS_KEYS.contains(&k.as_str()))
    {
        asked.extend(number(inner).map(|x| (key.clone(), x)));
        match &inner.value {
            Value::Table(named) => {
                asked.extend(named.iter().filter_map(|(name, x)| Some((name.clone(), number(x)?))));
            }
            Value::List(items) => {
                let names: &[&str] = match key.as_str() {
                    "pert" | "triangular" => &["min", "mode", "max"],
                    "uniform" => &["min", "max"],
                    "normal" => &["mean", "sd"],
                    _ => &[],
                };
                asked.extend(
                    names.iter().zip(items).filter_map(|(name, x)| Some((name.to_string(), number(x)?))),
                );
            }
            _ => {}
        }
    }
    asked
}
