//! The merged scenario as one TOML text, each value with the file and line it came from.

use std::collections::HashMap;
use std::fmt::Write;

use super::keys::is_quantity;
use super::layers::Layers;
use super::node::{Node, Table, Value};
use crate::draws::ENGINE_VERSION;

/// The first line of a resolved scenario.
pub(super) const OPENING: &str = "# The scenario as it was run, merged from:";

/// Writes the tree.
///
/// `stated` is what the files say of each quantity that was converted into the unit of its key.
pub(super) fn write(root: &Node, layers: &Layers, stated: &HashMap<String, String>) -> String {
    let mut out = format!("{OPENING}\n");
    for name in &layers.short_names {
        let _ = writeln!(out, "#   {}", one_line(name));
    }
    if root.get("engine").is_none() {
        // Whoever runs it again must get these numbers or none.
        let _ = writeln!(out, "engine = {ENGINE_VERSION}  # hikiwake {}", env!("CARGO_PKG_VERSION"));
    }
    let mut writer = Writer { layers, stated, out };
    if let Some(table) = root.table() {
        writer.table(table, &[]);
    }
    writer.out
}

/// The values alone, one a line under its whole key, in the order of keys: the same for every way of writing the same
/// scenario down, whatever the comments, the order and the files it was merged from. Only segments keep their order, since
/// the first is the headline. The engine's version is not among them: it is no value of the scenario's.
pub(super) fn values(root: &Node) -> String {
    let mut out = String::new();
    write_values(root, "", &mut out);
    out
}

fn write_values(node: &Node, key: &str, out: &mut String) {
    match node.table() {
        Some(table) if !table.is_empty() => {
            let mut entries: Vec<_> = table.iter().collect();
            if key != "report.segments" {
                entries.sort_by_key(|(inner, _)| *inner);
            }
            // Which figures are drawn, and how, changes no number.
            entries.retain(|(inner, _)| !key.is_empty() || *inner != "charts");
            for (inner, node) in entries {
                let dot = if key.is_empty() { "" } else { "." };
                write_values(node, &format!("{key}{dot}{}", quoted_key(inner)), out);
            }
        }
        _ if key == "engine" => {}
        _ => {
            let _ = write!(out, "{key} = ");
            write_value(&node.value, out);
            out.push('\n');
        }
    }
}

/// A name in a comment must not end the comment.
pub(super) fn one_line(name: &str) -> String {
    name.chars().map(|c| if c.is_control() || crate::legible::is_hidden(c) { ' ' } else { c }).collect()
}

/// Whether a table gets a header of its own: it had one in some file, or holds one that had. A quantity never does, so that
/// it keeps its place among plain numbers.
fn is_block(node: &Node, path: &[&str]) -> bool {
    let Some(table) = node.table() else { return false };
    !is_quantity(path) && (node.header || has_blocks(table, path))
}

fn has_blocks(table: &Table, path: &[&str]) -> bool {
    table.iter().any(|(key, node)| is_block(node, &[path, &[key.as_str()]].concat()))
}

/// Whether parts of a table come from elsewhere than the table, so that one comment would not do.
fn is_mixed(node: &Node) -> bool {
    let around = node.origin();
    node.table().is_some_and(|table| {
        table.values().any(|inner| {
            let origin = inner.origin();
            let within = origin.layer == around.layer
                && around.value.start <= origin.value.start
                && origin.value.end <= around.value.end;
            !within || is_mixed(inner)
        })
    })
}

struct Writer<'a> {
    layers: &'a Layers,
    stated: &'a HashMap<String, String>,
    out: String,
}

impl Writer<'_> {
    fn table(&mut self, table: &Table, path: &[&str]) {
        self.entries(table, path, "");
        let blocks = has_blocks(table, path);
        for (key, node) in table {
            let path = [path, &[key.as_str()]].concat();
            let Some(inner) = node.table().filter(|_| blocks && !is_quantity(&path)) else { continue };
            // A quantity is a table without a header of its own: it needs this one.
            let is_header = |(key, n): (&String, &Node)| {
                n.table().is_some() && !is_quantity(&[&path[..], &[key.as_str()]].concat())
            };
            let all_blocks = has_blocks(inner, &path) && inner.iter().all(is_header);
            if !all_blocks {
                let header: Vec<String> = path.iter().map(|k| quoted_key(k)).collect();
                let place = place(node, self.layers);
                let _ = writeln!(self.out, "\n[{}]  # {place}", header.join("."));
            }
            self.table(inner, &path);
        }
    }

    /// What was stated of this value, or of those in it, before it was converted.
    fn stated_under(&self, path: &[&str]) -> String {
        let key = path.join(".");
        let mut found: Vec<(&String, &String)> = self
            .stated
            .iter()
            .filter(|(at, _)| {
                at.strip_prefix(&key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
            .collect();
        found.sort();
        found.into_iter().map(|(_, said)| format!("  # stated: {}", one_line(said))).collect()
    }

    /// The entries without a header; a table that several places wrote is spelled out with dotted keys.
    fn entries(&mut self, table: &Table, path: &[&str], prefix: &str) {
        let blocks = prefix.is_empty() && has_blocks(table, path);
        for (key, node) in table {
            let path = [path, &[key.as_str()]].concat();
            if blocks && node.table().is_some() && !is_quantity(&path) {
                continue;
            }
            let key = format!("{prefix}{}", quoted_key(key));
            match node.table() {
                Some(inner) if is_mixed(node) => self.entries(inner, &path, &format!("{key}.")),
                _ => {
                    let _ = write!(self.out, "{key} = ");
                    write_value(&node.value, &mut self.out);
                    // The place stands last: it is found there when the file is read again.
                    let stated = self.stated_under(&path);
                    self.out.push_str(&stated);
                    let _ = writeln!(self.out, "  # {}", place(node, self.layers));
                }
            }
        }
    }
}

pub(super) fn place(node: &Node, layers: &Layers) -> String {
    let origin = node.origin();
    let name = layers.short_names.get(origin.layer).map_or("", String::as_str);
    match layers.texts.get(origin.layer) {
        Some(text) if origin.layer < layers.files => {
            format!("{}:{}", one_line(name), text.line(origin.value.start))
        }
        _ => one_line(name),
    }
}

pub(super) fn write_value(value: &Value, out: &mut String) {
    let _ = match value {
        Value::Text(t) => write!(out, "{}", quoted(t)),
        Value::Whole(n) => write!(out, "{n}"),
        Value::Number(x) => write!(out, "{x:?}"),
        Value::Flag(b) => write!(out, "{b}"),
        Value::Date(d) => write!(out, "{d}"),
        Value::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                write_value(&item.value, out);
            }
            write!(out, "]")
        }
        Value::Table(table) => {
            out.push('{');
            for (i, (key, node)) in table.iter().enumerate() {
                let _ = write!(out, "{}{} = ", if i == 0 { " " } else { ", " }, quoted_key(key));
                write_value(&node.value, out);
            }
            write!(out, " }}")
        }
    };
}

pub(super) fn quoted_key(key: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(plain) { key.into() } else { quoted(key) }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
