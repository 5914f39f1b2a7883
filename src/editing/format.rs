//! One style for the space between words. What is written is not touched: no key moves, no number is spelt anew, comments stay where they are.
//!
//! * no indentation, no space at the end of a line, one empty line at most, a line end at the end;
//! * `key = value`, `{ a = 1, b = 2 }`, `[1, 2]`; what is spread over several lines stays so, as does the room before a comment.

use toml_edit::{Decor, DocumentMut, InlineTable, Item, RawString, Table, Value};

use super::fault::Fault;
use super::line_ends::as_in;

/// The text in one style. Formatting it again changes nothing.
///
/// **Errors** it is not TOML.
pub fn formatted(text: &str) -> Result<String, Fault> {
    let document =
        |text: &str| text.parse::<DocumentMut>().map_err(|why| Fault::NotToml(why.message().to_string()));
    let mut edited = document(text)?;
    table(edited.as_table_mut());
    // The last comment may have no line end.
    let trailing = lines_before(&format!("{}\n", raw(Some(edited.trailing()))));
    edited.set_trailing(trailing);
    let whole = edited.to_string();
    let whole = whole.trim_matches('\n');
    let whole = if whole.is_empty() { String::new() } else { format!("{whole}\n") };
    // A style that changed what is said would be worse than none.
    match document(&whole) {
        Ok(again) if said(again.as_item()) == said(document(text)?.as_item()) => Ok(as_in(text, whole)),
        _ => Err(Fault::Unsafe),
    }
}

/// What a text says, without its style.
pub(super) fn said(item: &Item) -> String {
    match item {
        Item::None => String::new(),
        Item::Value(value) => said_value(value),
        Item::Table(table) => said_table(table.iter()),
        Item::ArrayOfTables(all) => all.iter().map(|table| said_table(table.iter())).collect(),
    }
}

fn said_table<'t>(entries: impl Iterator<Item = (&'t str, &'t Item)>) -> String {
    let each: Vec<String> = entries.map(|(key, item)| format!("{key:?}={};", said(item))).collect();
    format!("{{{}}}", each.concat())
}

fn said_value(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{:?}", text.value()),
        Value::Integer(number) => number.value().to_string(),
        Value::Float(number) => format!("{:?}", number.value()),
        Value::Boolean(flag) => flag.value().to_string(),
        Value::Datetime(date) => date.value().to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(|v| said_value(v) + ",").collect::<String>()),
        Value::InlineTable(table) => {
            let each: Vec<String> =
                table.iter().map(|(key, value)| format!("{key:?}={};", said_value(value))).collect();
            format!("{{{}}}", each.concat())
        }
    }
}

fn table(table: &mut Table) {
    if !table.is_dotted() && !table.is_implicit() {
        header(table.decor_mut());
    }
    for (mut key, item) in table.iter_mut() {
        key.dotted_decor_mut().clear();
        // What has a header stands in it between dots and brackets.
        let is_line = item.is_value() || item.as_table().is_some_and(Table::is_dotted);
        let before = lines_before(raw(key.leaf_decor().prefix()));
        *key.leaf_decor_mut() = if is_line { Decor::new(before, " ") } else { Decor::new("", "") };
        match item {
            Item::Value(value) => {
                let comment = comment_after(raw(value.decor().suffix()));
                tidy(value);
                *value.decor_mut() = Decor::new(" ", comment);
            }
            Item::Table(inner) => self::table(inner),
            Item::ArrayOfTables(all) => all.iter_mut().for_each(self::table),
            Item::None => {}
        }
    }
}

/// What stands above and behind the header of a table.
fn header(decor: &mut Decor) {
    *decor = Decor::new(lines_before(raw(decor.prefix())), comment_after(raw(decor.suffix())));
}

/// Spaces within a value that stands on one line.
fn tidy(value: &mut Value) {
    if value.to_string().trim().contains('\n') {
        return;
    }
    match value {
        Value::Array(items) => {
            items.iter_mut().enumerate().for_each(|(n, item)| {
                tidy(item);
                *item.decor_mut() = Decor::new(if n == 0 { "" } else { " " }, "");
            });
            items.set_trailing("");
            items.set_trailing_comma(false);
        }
        Value::InlineTable(table) => tidy_table(table),
        _ => {}
    }
}

fn tidy_table(table: &mut InlineTable) {
    table.set_trailing("");
    table.set_trailing_comma(false);
    let last = table.len();
    for (n, (mut key, value)) in table.iter_mut().enumerate() {
        key.dotted_decor_mut().clear();
        *key.leaf_decor_mut() = Decor::new(" ", " ");
        let is_dotted = value.as_inline_table().is_some_and(InlineTable::is_dotted);
        tidy(value);
        if !is_dotted {
            *value.decor_mut() = Decor::new(" ", if n + 1 == last { " " } else { "" });
        }
    }
}

/// Comments above something, without indentation, at most one empty line between them.
fn lines_before(text: &str) -> String {
    let mut out = String::new();
    let mut lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    // What follows the last line end is indentation.
    lines.pop();
    let mut was_empty = false;
    for line in lines {
        if !(line.is_empty() && was_empty) {
            out.push_str(line);
            out.push('\n');
        }
        was_empty = line.is_empty();
    }
    out
}

/// A comment behind something, as far from it as it was.
fn comment_after(text: &str) -> String {
    match text.trim_end() {
        "" => String::new(),
        comment if comment.starts_with('#') => format!(" {comment}"),
        comment => comment.to_string(),
    }
}

fn raw(text: Option<&RawString>) -> &str {
    text.and_then(RawString::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_is_one_and_comments_stay() {
        let before = "# top\n\n\n  name='A'# the name\nlist=[1,2 ,3,]\t\nx.y   .z={a=1,b = { c=2}}   # why\n[t]\n   # of u\n  u = 1.50  # as it was\n\n\n[[s]]#one\nid=\"a\"\nlong = [\n  1,   # one\n  2,\n]";
        let after = "# top\n\nname = 'A' # the name\nlist = [1, 2, 3]\nx.y.z = { a = 1, b = { c = 2 } }   # why\n[t]\n# of u\nu = 1.50  # as it was\n\n[[s]] #one\nid = \"a\"\nlong = [\n  1,   # one\n  2,\n]\n";
        assert_eq!(formatted(before).unwrap(), after);
        assert_eq!(formatted(after).unwrap(), after);
        assert_eq!(formatted("\n\n# only a comment").unwrap(), "# only a comment\n");
        assert_eq!(formatted("").unwrap(), "");
        assert!(matches!(formatted("a = "), Err(Fault::NotToml(_))));
    }

    #[test]
    fn what_is_said_is_told_apart() {
        let of = |text: &str| said(text.parse::<DocumentMut>().unwrap().as_item());
        assert_eq!(of("a.b = 1"), of("[a]\nb = 0x1"));
        for other in [
            "a.b = 2",
            "a.b = 1.0",
            "a.b = \"1\"",
            "a.c = 1",
            "a.b = [1]",
            "a.b = { c = 1 }",
            "[[a]]\nb = 1\n[[a]]",
        ] {
            assert_ne!(of(other), of("a.b = 1"), "{other}");
        }
    }
}
