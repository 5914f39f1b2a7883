//! The merged scenario as one TOML text, each value with the file and line it came from.

use std::fmt::Write;

use super::layers::Layers;
use super::node::{Node, Table, Value};

/// Writes the tree.
pub(super) fn write(root: &Node, layers: &Layers) -> String {
    let mut out = String::from("# The scenario as it was run, merged from:\n");
    for name in &layers.short_names {
        let _ = writeln!(out, "#   {}", one_line(name));
    }
    if let Some(table) = root.table() {
        write_table(table, "", layers, &mut out);
    }
    out
}

/// A name in a comment must not end the comment.
fn one_line(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn is_block(node: &Node) -> bool {
    // What stands under its own header in some file, or holds such a table, keeps a header here.
    match &node.value {
        Value::Table(table) => node.header || table.values().any(is_block),
        _ => false,
    }
}

fn write_table(table: &Table, path: &str, layers: &Layers, out: &mut String) {
    for (key, node) in table.iter().filter(|(_, n)| !is_block(n)) {
        let _ = write!(out, "{} = ", quoted_key(key));
        write_value(&node.value, out);
        let _ = writeln!(out, "  # {}", place(node, layers));
    }
    for (key, node) in table.iter().filter(|(_, n)| is_block(n)) {
        let Some(inner) = node.table() else { continue };
        let path = match path {
            "" => quoted_key(key),
            _ => format!("{path}.{}", quoted_key(key)),
        };
        if inner.is_empty() || inner.values().any(|n| !is_block(n)) {
            let _ = writeln!(out, "\n[{path}]  # {}", place(node, layers));
        }
        write_table(inner, &path, layers, out);
    }
}

fn place(node: &Node, layers: &Layers) -> String {
    let origin = node.origin();
    let name = layers.short_names.get(origin.layer).map_or("", String::as_str);
    match layers.texts.get(origin.layer) {
        Some(text) if origin.layer < layers.files => {
            format!("{}:{}", one_line(name), text.line(origin.value.start))
        }
        _ => one_line(name),
    }
}

fn write_value(value: &Value, out: &mut String) {
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

fn quoted_key(key: &str) -> String {
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
