//! One value in its place.

use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Key, Table, TableLike, Value};

use super::fault::Fault;
use super::line_ends::as_in;

/// What an edit did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The text with it.
    pub text: String,
    /// The value that stood there, as it was written; none where nothing stood.
    pub before: Option<String>,
    /// The line on which the value stands now, from 1.
    pub line: usize,
}

/// A text with one value set: where the key stands already, in its place, and the comment behind it stays; else in the innermost table
/// that the text has of it. `edit` is `KEY=VALUE` in TOML, where a bare word is text; `judgement` is what the value rests on, and stands beside it.
///
/// **Errors** the text is not TOML, the edit is none, or the key leads through what is no table.
pub fn set(text: &str, edit: &str, judgement: Option<&str>) -> Result<Done, Fault> {
    set_within(text, edit, judgement.map(|why| (why, 0)))
}

/// The same, where the last so many parts of the key only lead to a part of the number that the judgement is of: it stands in the table of
/// that number, not of the part.
///
/// **Errors** as above.
pub fn set_within(text: &str, edit: &str, judgement: Option<(&str, usize)>) -> Result<Done, Fault> {
    let mut document =
        text.parse::<DocumentMut>().map_err(|why| Fault::NotToml(why.message().to_string()))?;
    let (keys, value) = taken_apart(edit)?;
    let own = judgement.filter(|(_, within)| *within == 0).map(|(why, _)| why);
    let value = with_judgement(value, own);
    let before = found(document.as_item(), &keys).map(as_written);
    let mut path: Vec<&Key> = Vec::new();
    put(document.as_table_mut(), &keys, value, &mut path)?;
    if let Some((why, within)) = judgement.filter(|(_, within)| *within > 0) {
        let mut grounds = keys[..keys.len().saturating_sub(within)].to_vec();
        grounds.push(Key::new("judgement"));
        put(document.as_table_mut(), &grounds, Value::from(why), &mut Vec::new())?;
    }
    let mut edited = document.to_string();
    if !edited.ends_with('\n') {
        edited.push('\n');
    }
    let again = toml_edit::Document::parse(edited.as_str()).map_err(|_| Fault::Unsafe)?;
    let item = found(again.as_item(), &keys).ok_or(Fault::Unsafe)?;
    let start = item.span().map_or(0, |span| span.start);
    let line = edited[..start].matches('\n').count() + 1;
    Ok(Done { text: as_in(text, edited), before, line })
}

/// A value without the space and the comment around it.
fn as_written(item: &Item) -> String {
    let mut item = item.clone();
    if let Item::Value(value) = &mut item {
        value.decor_mut().clear();
    }
    item.to_string().trim().to_string()
}

/// A key and a value.
fn taken_apart(edit: &str) -> Result<(Vec<Key>, Value), Fault> {
    let refuse = |why: &str| Fault::NotAnEdit(why.to_string());
    let shape = "write KEY=VALUE, such as factor.trust.start=0.5";
    // A key in quotes may hold the sign, so the first place where both sides can be read parts them.
    let (mut keys, mut why) = (None, refuse(shape));
    for (at, _) in edit.match_indices('=') {
        let Ok(found) = Key::parse(edit[..at].trim()) else { continue };
        let written = edit[at + 1..].trim();
        match written.parse::<Value>() {
            Ok(value) => return Ok((found, value)),
            Err(_) if is_bare_word(written) => return Ok((found, Value::from(written))),
            Err(_) if written.is_empty() => why = refuse("the value is missing"),
            Err(error) => why = refuse(&format!("`{written}` is no value: {}", error.message())),
        }
        keys = Some(found);
        break;
    }
    match keys {
        None => Err(refuse(shape)),
        Some(_) => Err(why),
    }
}

fn is_bare_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ' '))
}

/// A value with what it rests on.
fn with_judgement(value: Value, judgement: Option<&str>) -> Value {
    let Some(judgement) = judgement else { return value };
    let mut table = match value {
        Value::InlineTable(table) => table,
        value => InlineTable::from_iter([("value", value)]),
    };
    table.insert("judgement", judgement.into());
    table.fmt();
    Value::InlineTable(table)
}

/// What stands at a key.
fn found<'i>(item: &'i Item, keys: &[Key]) -> Option<&'i Item> {
    let [key, rest @ ..] = keys else { return Some(item) };
    match item {
        Item::ArrayOfTables(all) => {
            let table = all.iter().position(|table| is_called(table, key))?;
            // Of an element only what stands in it can be told.
            let [next, rest @ ..] = rest else { return None };
            found(all.get(table)?.get(next.get())?, rest)
        }
        item => found(item.as_table_like()?.get(key.get())?, rest),
    }
}

fn is_called(table: &Table, key: &Key) -> bool {
    table.get("id").and_then(Item::as_str) == Some(key.get())
}

/// Puts a value below a table.
fn put<'k>(table: &mut Table, keys: &'k [Key], value: Value, path: &mut Vec<&'k Key>) -> Result<(), Fault> {
    let [key, rest @ ..] = keys else { return Err(Fault::NotAnEdit("the key is missing".into())) };
    path.push(key);
    if rest.is_empty() {
        replace(table, key, value);
        return Ok(());
    }
    let is_header = table.is_implicit() && !table.is_dotted() && path.len() > 1;
    match table.get_mut(key.get()) {
        Some(Item::Table(inner)) => put(inner, rest, value, path),
        Some(Item::ArrayOfTables(all)) => put_in_one(all, rest, value, path),
        Some(Item::Value(Value::InlineTable(inner))) => put_inline(inner, rest, value, path),
        Some(Item::Value(other)) => Err(Fault::NoTable { key: told(path), found: kind(other) }),
        Some(Item::None) | None => {
            // A table without a header of its own gets none for the sake of one value: what is new stands under its whole name.
            let (header, last) = if is_header { rest.split_at(rest.len() - 1) } else { (&[][..], rest) };
            let mut inner = Table::new();
            inner.set_dotted(!is_header);
            inner.set_implicit(is_header && !header.is_empty());
            let mut at = &mut inner;
            for (n, key) in header.iter().enumerate() {
                let mut next = Table::new();
                next.set_implicit(n + 1 < header.len());
                at = at.entry(key.get()).or_insert(Item::Table(next)).as_table_mut().ok_or(Fault::Unsafe)?;
            }
            put_new(at, last, value)?;
            table.insert(key.get(), Item::Table(inner));
            Ok(())
        }
    }
}

/// Below a table that has nothing of it, in dotted keys.
fn put_new(table: &mut Table, keys: &[Key], value: Value) -> Result<(), Fault> {
    match keys {
        [] => Err(Fault::Unsafe),
        [key] => {
            table.insert(key.get(), Item::Value(value));
            Ok(())
        }
        [key, rest @ ..] => {
            let mut inner = Table::new();
            inner.set_dotted(true);
            put_new(&mut inner, rest, value)?;
            table.insert(key.get(), Item::Table(inner));
            Ok(())
        }
    }
}

/// In the element of a list of tables that has this id.
fn put_in_one<'k>(
    all: &mut ArrayOfTables,
    keys: &'k [Key],
    value: Value,
    path: &mut Vec<&'k Key>,
) -> Result<(), Fault> {
    let [id, rest @ ..] = keys else { return Err(Fault::Unsafe) };
    let known = all.iter().position(|table| is_called(table, id));
    if rest.is_empty() {
        path.push(id);
        return Err(Fault::NoTable { key: told(path), found: "a table" });
    }
    if known.is_none() {
        let mut table = Table::new();
        table.insert("id", Item::Value(id.get().into()));
        all.push(table);
    }
    let place = known.unwrap_or(all.len() - 1);
    path.push(id);
    put(all.get_mut(place).ok_or(Fault::Unsafe)?, rest, value, path)
}

fn put_inline<'k>(
    table: &mut InlineTable,
    keys: &'k [Key],
    value: Value,
    path: &mut Vec<&'k Key>,
) -> Result<(), Fault> {
    let [key, rest @ ..] = keys else { return Err(Fault::Unsafe) };
    path.push(key);
    if rest.is_empty() {
        // The space before the closing brace moves behind what comes last now.
        let is_new = !table.contains_key(key.get());
        let last = table.iter_mut().last().filter(|_| is_new).map(|(_, last)| last);
        let space = last.and_then(|last| {
            let space = last.decor().suffix()?.as_str()?.to_string();
            space.trim().is_empty().then(|| last.decor_mut().set_suffix(""))?;
            Some(space)
        });
        replace(table, key, value);
        if let (Some(space), Some(value)) = (space, table.get_mut(key.get())) {
            value.decor_mut().set_suffix(space);
        }
        return Ok(());
    }
    match table.get_mut(key.get()) {
        Some(Value::InlineTable(inner)) => put_inline(inner, rest, value, path),
        Some(other) => Err(Fault::NoTable { key: told(path), found: kind(other) }),
        None => {
            let mut inner = InlineTable::new();
            put_inline(&mut inner, rest, value, path)?;
            table.insert(key.get(), Value::InlineTable(inner));
            Ok(())
        }
    }
}

/// In the place of what stood there, with the space and the comment around it.
fn replace(table: &mut dyn TableLike, key: &Key, mut value: Value) {
    match table.get(key.get()) {
        Some(Item::Value(old)) => *value.decor_mut() = old.decor().clone(),
        _ => value.decor_mut().clear(),
    }
    match table.get_mut(key.get()) {
        Some(item @ Item::Value(_)) => *item = Item::Value(value),
        // What had a header of its own becomes a line.
        Some(_) => {
            table.remove(key.get());
            table.insert(key.get(), Item::Value(value));
        }
        None => {
            table.insert(key.get(), Item::Value(value));
        }
    }
}

fn told(path: &[&Key]) -> String {
    let parts: Vec<String> = path.iter().map(|key| key.display_repr().trim().to_string()).collect();
    parts.join(".")
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::InlineTable(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# head\nname = \"A\"  # shown\n\n[factor.trust] # of both\nstart = { pert = [0, 1, 2], judgement = \"so\" }   # at first\ndrift = 0.1 # a year\n\n[[shock]]\nid = \"quake\"\nper_year = 0.1 # rare\n";

    fn edited(edit: &str) -> String {
        set(TEXT, edit, None).unwrap().text
    }

    #[test]
    fn a_value_is_replaced_in_its_line_and_its_comment_stays() {
        for (edit, old, new, line) in [
            ("name=B", "name = \"A\"  # shown", "name = \"B\"  # shown", 2),
            ("factor.trust.drift = 0.25", "drift = 0.1 # a year", "drift = 0.25 # a year", 6),
            (
                "factor.trust.start=0.5",
                "start = { pert = [0, 1, 2], judgement = \"so\" }   # at first",
                "start = 0.5   # at first",
                5,
            ),
            ("factor.trust.start.judgement='why'", "judgement = \"so\"", "judgement = 'why'", 5),
            ("factor.trust.start.pert=[0, 2, 3]", "[0, 1, 2]", "[0, 2, 3]", 5),
            ("shock.quake.per_year=0.2", "per_year = 0.1 # rare", "per_year = 0.2 # rare", 10),
        ] {
            let done = set(TEXT, edit, None).unwrap();
            assert_eq!(done.text, TEXT.replace(old, new), "{edit}");
            assert_ne!(done.text, TEXT);
            assert_eq!(done.line, line, "{edit}");
        }
        let before = |edit: &str| set(TEXT, edit, None).unwrap().before;
        assert_eq!(before("factor.trust.drift=1").as_deref(), Some("0.1"));
        assert_eq!(
            before("factor.trust.start=1").as_deref(),
            Some("{ pert = [0, 1, 2], judgement = \"so\" }")
        );
    }

    #[test]
    fn what_is_not_there_stands_in_the_innermost_table() {
        let after = |edit: &str, line: &str, new: &str| {
            assert_eq!(edited(edit), TEXT.replacen(line, &format!("{line}\n{new}"), 1), "{edit}");
        };
        after("summary=short and plain", "name = \"A\"  # shown", "summary = \"short and plain\"");
        after("metric.cost.flow=1", "name = \"A\"  # shown", "metric.cost.flow = 1");
        after("factor.trust.half_life=3", "drift = 0.1 # a year", "half_life = 3");
        after("factor.trust.drivers.a.adds=3", "drift = 0.1 # a year", "drivers.a.adds = 3");
        after("shock.quake.impulses.trust=-1", "per_year = 0.1 # rare", "impulses.trust = -1");
        assert_eq!(
            edited("factor.fear.start=1").parse::<DocumentMut>().unwrap()["factor"]["fear"]["start"]
                .as_integer(),
            Some(1)
        );
        assert!(
            edited("factor.fear.start=1").contains("\n[factor.fear]\nstart = 1\n"),
            "{}",
            edited("factor.fear.start=1")
        );
    }

    #[test]
    fn a_judgement_is_added_when_asked() {
        let with = |edit: &str| set(TEXT, edit, Some("seen \"there\"")).unwrap().text;
        assert!(
            with("factor.trust.drift=0.2")
                .contains("drift = { value = 0.2, judgement = 'seen \"there\"' } # a year\n"),
            "{}",
            with("factor.trust.drift=0.2")
        );
        assert!(
            with("factor.trust.start={pert=[1,2,3]}").contains("start = { pert = [1,2,3], judgement = "),
            "{}",
            with("factor.trust.start={pert=[1,2,3]}")
        );
    }

    #[test]
    fn a_judgement_stands_beside_the_number_of_which_a_part_is_set() {
        let with = |edit: &str| set_within(TEXT, edit, Some(("seen", 1))).unwrap().text;
        let old = "start = { pert = [0, 1, 2], judgement = \"so\" }   # at first";
        let new = "start = { pert = [0, 2, 3], judgement = \"seen\" }   # at first";
        assert_eq!(with("factor.trust.start.pert=[0, 2, 3]"), TEXT.replace(old, new));
        let new = set_within("a = { p50 = 1 } # so\n", "a.p50=2", Some(("why", 1))).unwrap().text;
        assert!(new.starts_with("a = { p50 = 2, judgement = \"why\" } # so\n"), "{new}");
        let new = with("factor.trust.swing.p50=2");
        assert!(new.contains("swing.p50 = 2\nswing.judgement = \"seen\"\n"), "{new}");
    }

    #[test]
    fn what_cannot_be_set_is_refused() {
        let refused = |edit: &str| set(TEXT, edit, None).unwrap_err().to_string();
        assert!(refused("name").contains("write KEY=VALUE"));
        assert!(refused("=1").contains("write KEY=VALUE"));
        assert!(refused("name=").contains("the value is missing"));
        assert!(refused("name=[1").contains("is no value"));
        assert!(refused("name.first=1").contains("a text at `name`"));
        assert!(refused("factor.trust.drift.judgement=so").contains("a number at `factor.trust.drift`"));
        assert!(matches!(set("a = ", "b=1", None), Err(Fault::NotToml(_))));
    }
}
