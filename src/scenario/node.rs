//! The merged file as a tree in which every value remembers who wrote it.

use std::collections::HashSet;
use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml::map::Map;
use toml::value::Datetime;

use super::keys::{FAMILY_KEYS, is_meant_as_percentile, is_quantity};
use super::problem::{Place, Problem};
use super::suggestions;
use crate::legible;

/// How many tables and lists may be nested.
const DEEPEST: usize = 24;

/// How many entries a table or a list may have: every check stays far below a second.
const MOST_ENTRIES: usize = 5000;

/// A table, in the order of the file.
pub(super) type Table = Map<String, Node>;

/// Where one layer wrote a value.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    pub layer: usize,
    pub key: Range<usize>,
    pub value: Range<usize>,
}

/// A value with the place it came from.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub value: Value,
    /// Every layer that wrote it, lowest first; the last one gave the value.
    pub history: Vec<Origin>,
    /// Written with its own header, so that the key is the better place to point at.
    pub header: bool,
}

/// What a TOML value can be.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Whole(i128),
    Number(f64),
    Flag(bool),
    Date(Datetime),
    List(Vec<Node>),
    Table(Table),
}

impl Node {
    fn new(value: Value, origin: Origin) -> Node {
        Node { value, history: vec![origin], header: false }
    }

    /// An empty table at the top of a layer.
    pub(super) fn root(layer: usize) -> Node {
        Node::new(Value::Table(Table::new()), Origin { layer, key: 0..0, value: 0..0 })
    }

    /// Who gave the value.
    pub(super) fn origin(&self) -> &Origin {
        &self.history[self.history.len() - 1]
    }

    /// The value, or the key of a table that stands under its own header.
    pub(super) fn at(&self) -> Place {
        let origin = self.origin();
        let span = if self.header { &origin.key } else { &origin.value };
        Place { layer: origin.layer, span: span.clone() }
    }

    /// The key as its first writer spelled it: where an element was declared.
    pub(super) fn declared(&self) -> Place {
        let origin = &self.history[0];
        Place { layer: origin.layer, span: origin.key.clone() }
    }

    /// The key as its last writer spelled it.
    pub(super) fn key(&self) -> Place {
        let origin = self.origin();
        Place { layer: origin.layer, span: origin.key.clone() }
    }

    pub(super) fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(t) => Some(t),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(t) => Some(t),
            _ => None,
        }
    }

    /// The entry of a table.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.table()?.get(key)
    }

    /// A list, or a single value taken as a list of one.
    pub(super) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// What was found, for a message.
    pub(super) fn found(&self) -> String {
        match &self.value {
            Value::Text(t) if t.is_empty() => "this is empty text".into(),
            Value::Text(_) => "this is text".into(),
            Value::Whole(_) => "this is a whole number".into(),
            Value::Number(_) => "this is a number".into(),
            Value::Flag(_) => "this is true or false".into(),
            Value::Date(_) => "this is a date".into(),
            Value::List(_) => "this is a list".into(),
            Value::Table(_) => "this is a table".into(),
        }
    }
}

/// Turns a parsed layer into a tree.
pub(super) fn plant(table: &DeTable<'_>, layer: usize, problems: &mut Vec<Problem>) -> Node {
    let mut root = Node::root(layer);
    root.value = Value::Table(convert_table(table, layer, 1, problems));
    root
}

fn convert_table(table: &DeTable<'_>, layer: usize, depth: usize, problems: &mut Vec<Problem>) -> Table {
    let mut out = Table::new();
    if table.len() > MOST_ENTRIES
        && let Some((key, _)) = table.iter().nth(MOST_ENTRIES)
    {
        problems.push(too_many(Place { layer, span: key.span() }));
        return out;
    }
    for (key, value) in table {
        let origin = Origin { layer, key: key.span(), value: value.span() };
        let node = convert(value.get_ref(), origin, depth, problems);
        out.insert(key.get_ref().to_string(), node);
    }
    out
}

fn convert(value: &DeValue<'_>, origin: Origin, depth: usize, problems: &mut Vec<Problem>) -> Node {
    if depth > DEEPEST && matches!(value, DeValue::Table(_) | DeValue::Array(_)) {
        let place = Place { layer: origin.layer, span: origin.key.clone() };
        problems.push(
            Problem::error("S010", place, "the file is nested too deeply", "the limit is 24 levels")
                .help("a scenario needs eight at most; a bracket may be missing"),
        );
        return Node::new(Value::Flag(false), origin);
    }
    let layer = origin.layer;
    let header = matches!(value, DeValue::Table(_)) && origin.value.start <= origin.key.start;
    let value = match value {
        DeValue::String(s) => Value::Text(shown(s, &origin, problems)),
        DeValue::Integer(i) => match i128::from_str_radix(i.as_str(), i.radix()) {
            Ok(n) => Value::Whole(n),
            Err(_) => Value::Number(f64::INFINITY),
        },
        DeValue::Float(x) => {
            let number = x.as_str().parse().unwrap_or(f64::NAN);
            problems.extend(lost(x.as_str(), number, Place { layer, span: origin.value.clone() }));
            Value::Number(number)
        }
        DeValue::Boolean(b) => Value::Flag(*b),
        DeValue::Datetime(d) => Value::Date(*d),
        DeValue::Array(items) if items.len() > MOST_ENTRIES => {
            let span = items.get(MOST_ENTRIES).map_or(origin.key.clone(), toml::Spanned::span);
            problems.push(too_many(Place { layer, span }));
            Value::List(Vec::new())
        }
        DeValue::Array(items) => {
            let nodes: Vec<Node> = items
                .iter()
                .map(|item| {
                    let at = Origin { layer, key: item.span(), value: item.span() };
                    convert(item.get_ref(), at, depth + 1, problems)
                })
                .collect();
            match key_by_id(nodes, problems) {
                Ok(table) => Value::Table(table),
                Err(nodes) => Value::List(nodes),
            }
        }
        DeValue::Table(table) => Value::Table(convert_table(table, layer, depth + 1, problems)),
    };
    Node { value, history: vec![origin], header }
}

/// A text without the characters that do not show; that some are left out is said.
fn shown(text: &str, origin: &Origin, problems: &mut Vec<Problem>) -> String {
    let text = text.replace("\r\n", "\n");
    let plain = legible::plain(&text);
    if let Some(hidden) = text.chars().find(|&c| legible::is_hidden(c)) {
        let count = text.chars().count() - plain.chars().count();
        let (which, them) = match count {
            1 => (format!("a character that does not show, U+{:04X}", u32::from(hidden)), "it is"),
            n => (
                format!("{n} characters that do not show, the first U+{:04X}", u32::from(hidden)),
                "they are",
            ),
        };
        let place = Place { layer: origin.layer, span: origin.value.clone() };
        let title = format!("the text holds {which}; {them} left out");
        let help = match hidden {
            '\u{8}' | '\u{c}' => {
                "inside \"…\" a backslash and a letter can stand for such a character; write a path with /, or in single quotes: 'data\\base.toml'"
            }
            _ => {
                "delete what is between the letters, or write the text anew; it may have come along by copying"
            }
        };
        let label = "a terminal or a browser would obey instead of showing";
        problems.push(Problem::warning("S112", place, title, label).help(help));
    }
    plain.into_owned()
}

/// A number that is too large or too small to be held.
fn lost(written: &str, number: f64, place: Place) -> Option<Problem> {
    let mantissa = written.split(['e', 'E']).next().unwrap_or("");
    let says = |digits: &str| mantissa.chars().any(|c| digits.contains(c));
    let (label, help) = if number.is_infinite() && says("123456789") {
        ("too large to be held", "numbers reach to 1.8e308; an open end is written inf")
    } else if number == 0.0 && says("123456789") {
        ("too small to be held: it would be 0", "write 0, or check the exponent")
    } else {
        return None;
    };
    Some(
        Problem::error("S234", place, format!("the number {} cannot be held", clipped(written)), label)
            .help(help),
    )
}

/// The beginning of a long number.
pub(super) fn clipped(written: &str) -> String {
    const LONGEST: usize = 30;
    if written.len() <= LONGEST { written.to_string() } else { format!("{}…", &written[..LONGEST]) }
}

fn too_many(place: Place) -> Problem {
    Problem::error("S010", place, "a table or list has more than 5000 entries", "one too many")
        .help("a scenario is written by hand; is this a file of results?")
}

/// A list of tables that all have an `id` is another spelling of a table by id.
fn key_by_id(mut nodes: Vec<Node>, problems: &mut Vec<Problem>) -> Result<Table, Vec<Node>> {
    let keyed = |n: &Node| n.get("id").is_some_and(|id| id.text().is_some());
    if nodes.is_empty() || !nodes.iter().all(keyed) {
        return Err(nodes);
    }
    let mut out = Table::new();
    for mut node in nodes.drain(..) {
        let Value::Table(table) = &mut node.value else { continue };
        let Some(Node { value: Value::Text(id), history, .. }) = table.remove("id") else { continue };
        if let Some(written) = history.last() {
            node.history[0].key = written.value.clone();
        }
        node.header = true;
        match out.get(&id) {
            Some(first) => problems.push(
                Problem::error(
                    "S105",
                    node.key(),
                    format!("`{id}` is declared twice"),
                    "the second time here",
                )
                .note_at(first.declared(), "the first time here")
                .help("rename one of them; to change an element of another file, use `extends`"),
            ),
            None => {
                out.insert(id, node);
            }
        }
    }
    Ok(out)
}

/// Lays a layer over the tree below it.
pub(super) fn lay_over(base: &mut Node, over: Node, problems: &mut Vec<Problem>) {
    merge(base, over, &mut Vec::new(), problems);
}

fn merge(base: &mut Node, over: Node, path: &mut Vec<String>, problems: &mut Vec<Problem>) {
    let is_quantity = is_quantity(path);
    let Node { value, history, header } = over;
    match (&mut base.value, value) {
        (Value::Table(below), Value::Table(above)) if !(is_quantity && states_quantity(&above)) => {
            base.history.extend(history);
            base.header = header;
            merge_tables(below, above, path, problems);
        }
        (Value::Whole(_) | Value::Number(_), Value::Table(above))
            if is_quantity && !states_quantity(&above) =>
        {
            // A ground added to a plain number: the number becomes `value`.
            let mut table = Table::new();
            table.insert("value".into(), base.clone());
            base.value = Value::Table(table);
            base.history.extend(history);
            if let Value::Table(below) = &mut base.value {
                merge_tables(below, above, path, problems);
            }
        }
        (_, above) => {
            // What stood below is dropped whole; what stands here is still searched for a `remove`.
            base.history.extend(history);
            base.header = header;
            base.value = match above {
                Value::Table(above) => {
                    let mut fresh = Table::new();
                    merge_tables(&mut fresh, above, path, problems);
                    Value::Table(fresh)
                }
                other => other,
            };
        }
    }
}

fn merge_tables(below: &mut Table, above: Table, path: &mut Vec<String>, problems: &mut Vec<Problem>) {
    let mut gone = HashSet::new();
    for (key, mut node) in above {
        if let Some(place) = take_remove(&mut node) {
            if !below.contains_key(&key) {
                let names = below.keys().map(String::as_str);
                problems.push(nothing_to_remove(&key, place, names));
                continue;
            }
            if node.table().is_some_and(Map::is_empty) {
                gone.insert(key);
                continue;
            }
            below.insert(key.clone(), empty_like(&node));
        }
        path.push(key.clone());
        match below.get_mut(&key) {
            Some(there) => merge(there, node, path, problems),
            None if node.table().is_some() => {
                let mut fresh = empty_like(&node);
                fresh.history.clear();
                merge(&mut fresh, node, path, problems);
                below.insert(key, fresh);
            }
            None => {
                below.insert(key, node);
            }
        }
        path.pop();
    }
    if !gone.is_empty() {
        below.retain(|key, _| !gone.contains(key));
    }
}

fn empty_like(node: &Node) -> Node {
    Node { value: Value::Table(Table::new()), history: Vec::new(), header: node.header }
}

/// Takes `remove = true` out of a table and says where it stood.
fn take_remove(node: &mut Node) -> Option<Place> {
    let Value::Table(table) = &mut node.value else { return None };
    match table.get("remove") {
        Some(Node { value: Value::Flag(true), .. }) => table.remove("remove").map(|n| n.key()),
        _ => None,
    }
}

fn nothing_to_remove<'n>(key: &str, place: Place, names: impl Iterator<Item = &'n str>) -> Problem {
    let names: Vec<&str> = names.take(500).collect();
    let help = match suggestions::nearest(key, &names) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => "no file below declares anything here".into(),
        None => format!("the files below declare {}", suggestions::list(&names)),
    };
    Problem::error("S107", place, format!("`{key}` cannot be removed: it is not there"), "removes nothing")
        .help(help)
}

/// Whether a table at the place of a quantity says which number it is, not only why.
pub(super) fn states_quantity(table: &Table) -> bool {
    table.keys().any(|k| FAMILY_KEYS.contains(&k.as_str()) || is_meant_as_percentile(k))
}
