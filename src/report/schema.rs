//! What a scenario may hold, for editors (JSON Schema) and for readers (tables of keys); both from the list of keys that the readers of scenarios have.

use serde_json::{Map, Value, json};

use crate::scenario::grammar::{
    BESIDE, Form, GROUNDS_OF_NUMBERS, Grounded, Key, POINTS_OF_AMOUNT, Presence, Shape, TOGETHER, TOP,
};
use crate::scenario::{FAMILY_KEYS, WrittenAs, through_two, ways};

/// The JSON Schema of scenario files, draft 7.
///
/// A file may extend others and hold only what it changes, so nothing must be there; what a whole scenario needs, descriptions tell.
pub fn schema_json() -> String {
    let shapes = TOP.all();
    let mut definitions = Map::new();
    for shape in shapes.iter().skip(1) {
        definitions.insert(name_of(shape), table(shape));
    }
    definitions.insert("number".into(), number());
    definitions.insert("opinion".into(), opinion());
    definitions.insert("texts".into(), texts());
    for (key, schema) in families().into_iter().chain(properties(BESIDE.keys)) {
        definitions.insert(format!("in_a_number_{key}"), schema);
    }
    for (key, schema) in properties(GROUNDS_OF_NUMBERS.keys) {
        definitions.insert(format!("ground_{key}"), schema);
    }
    let mut schema = Map::new();
    schema.insert("$schema".into(), "http://json-schema.org/draft-07/schema#".into());
    schema.insert("title".into(), "A scenario of hikiwake".into());
    if let Value::Object(top) = table(&TOP) {
        schema.extend(top);
    }
    schema.insert("definitions".into(), Value::Object(definitions));
    let mut text = serde_json::to_string_pretty(&Value::Object(schema)).unwrap_or_default();
    text.push('\n');
    text
}

/// What a definition is called: the table with `ID` where the author has a name.
fn name_of(shape: &Shape) -> String {
    shape.table.trim_start_matches("….").replace('.', "_")
}

fn refer(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

fn properties(keys: &[Key]) -> Map<String, Value> {
    keys.iter().map(|key| (key.name.to_string(), property(key))).collect()
}

/// The keys that say what numbers rest on.
fn grounds() -> Map<String, Value> {
    let of = |key: &Key| (key.name.to_string(), refer(&format!("ground_{}", key.name)));
    GROUNDS_OF_NUMBERS.keys.iter().map(of).collect()
}

/// A key with what a reader wants to know of it.
fn property(key: &Key) -> Value {
    let mut found = Map::new();
    found.insert("title".into(), key.name.into());
    found.insert("description".into(), description(key).into());
    let form = form(key.form);
    match form {
        Value::Object(form) if !form.contains_key("$ref") => found.extend(form),
        form => {
            found.insert("allOf".into(), json!([form]));
        }
    }
    let value = |value: Option<_>| value.and_then(|value| serde_json::to_value(&value).ok());
    if let Some(default) = value(key.default_value()) {
        found.insert("default".into(), default);
    }
    if let Some(example) = value(key.example_value()) {
        // A date is an object of its own to the library that reads TOML; an editor wants what stands in the file.
        let example = if example.is_object() && example.get("$__toml_private_datetime").is_some() {
            key.example.into()
        } else {
            example
        };
        found.insert("examples".into(), json!([example]));
    }
    Value::Object(found)
}

fn description(key: &Key) -> String {
    let unit = key.unit().map(|unit| format!(" Unit: {unit}.")).unwrap_or_default();
    let presence = match key.presence {
        Presence::Needed => " Needed, here or in a file that this one extends.".to_string(),
        Presence::Optional => String::new(),
        Presence::Else(default) => format!(" Unless given: {default}."),
    };
    let mut says = key.says.to_string();
    if let Some(first) = says.get(..1).map(str::to_uppercase) {
        says.replace_range(..1, &first);
    }
    format!("{says}.{unit}{presence} Example: {} = {}", key.name, key.example)
}

/// A table that holds these properties, may be taken away, and holds `others` under any other key.
fn object(mut inner: Map<String, Value>, others: Option<Value>) -> Value {
    let remove = "Drops what the files below put here; what stands beside it starts afresh.";
    inner.entry("remove").or_insert_with(|| json!({ "type": "boolean", "description": remove }));
    let others = others.unwrap_or(Value::Bool(false));
    json!({ "type": "object", "properties": inner, "additionalProperties": others })
}

/// A table by ids, which may say what its numbers rest on.
fn by_id(value: Value) -> Value {
    object(grounds(), Some(value))
}

fn table(shape: &Shape) -> Value {
    let mut inner = properties(shape.keys);
    if shape.grounded == Grounded::Wholly {
        for (name, ground) in grounds() {
            inner.entry(name).or_insert(ground);
        }
    }
    if shape.table.ends_with(".ID") || shape.table == "correlation" {
        let says = "What it is called, where tables stand in a list instead of under their ids.";
        inner.insert("id".into(), json!({ "type": "string", "description": says }));
    }
    let others = shape.others.map(|others| match others {
        // One figure has a title, or each of its subjects has.
        Form::TextById => {
            json!({ "type": ["string", "object"], "additionalProperties": { "type": "string" } })
        }
        others => form(others),
    });
    let mut found = object(inner, others);
    if let Value::Object(found) = &mut found {
        found.insert("description".into(), shape.says.trim().into());
    }
    found
}

/// A value of these types, or the table that takes away what a file below says.
fn or_removed(kinds: &[&str], more: Value) -> Value {
    let kinds: Vec<&str> = kinds.iter().copied().chain(["object"]).collect();
    let mut found = json!({ "type": kinds, "properties": { "remove": { "const": true } }, "additionalProperties": false });
    if let (Value::Object(found), Value::Object(more)) = (&mut found, more) {
        found.extend(more);
    }
    found
}

fn texts() -> Value {
    or_removed(&["string", "array"], json!({ "items": { "type": "string" } }))
}

/// Types side by side instead of a choice of schemas, so that an editor can say which word of a table is wrong.
fn form(of: Form) -> Value {
    let month = r"^\d{4}-\d{2}$";
    let strings = json!({ "type": "string" });
    match of {
        Form::Text => or_removed(&["string"], Value::Null),
        Form::Word(words) => json!({ "enum": words }),
        Form::Texts => refer("texts"),
        Form::TextById => by_id(strings),
        Form::TextsById => object(Map::new(), Some(refer("texts"))),
        Form::Day => json!({ "type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$" }),
        Form::Month => json!({ "type": "string", "pattern": month }),
        Form::Months => or_removed(
            &["string", "array"],
            json!({ "pattern": month, "items": { "type": "string", "pattern": month } }),
        ),
        // Beyond 2⁵³ editors do not hold a number to its last digit.
        Form::Whole(least, most) if most < 1 << 53 => {
            or_removed(&["integer"], json!({ "minimum": least, "maximum": most }))
        }
        Form::Whole(least, _) => or_removed(&["integer"], json!({ "minimum": least })),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Number(_) => or_removed(&["number"], Value::Null),
        Form::Numbers(_) => json!({ "type": "array", "items": { "type": ["number", "null"] } }),
        Form::NumbersById(_) => by_id(json!({ "type": ["number", "array"], "items": { "type": "number" } })),
        Form::Quantity(_) => refer("number"),
        Form::Quantities(_) => by_id(refer("number")),
        Form::LevelOrAmount(_) => by_id(json!({ "anyOf": [strings, refer("number")] })),
        Form::OneLevelOrAmount(_) => or_removed(&["string", "number"], Value::Null),
        Form::Points(_) => {
            let mut all = grounds();
            all.insert("together".into(), form(Form::Elements(&TOGETHER)));
            let mut amount = properties(POINTS_OF_AMOUNT.keys);
            amount.extend(grounds());
            object(all, Some(object(amount, Some(refer("number")))))
        }
        Form::Table(shape) => refer(&name_of(shape)),
        Form::Elements(shape) | Form::Listed(shape) => {
            let one = refer(&name_of(shape));
            let mut found = object(Map::new(), Some(one.clone()));
            found["type"] = json!(["object", "array"]);
            found["items"] = one;
            found
        }
    }
}

/// The keys by which a number may be stated.
fn families() -> Map<String, Value> {
    let ways = ways();
    let number = json!({ "type": "number" });
    let mut found = Map::new();
    for key in FAMILY_KEYS {
        let mut kinds = Vec::new();
        let mut told = Vec::new();
        let mut named = Map::new();
        let mut form = Map::new();
        for way in ways.iter().filter(|way| way.key == key) {
            let names = way.parameters.join(", ");
            let (kind, written) = match way.written {
                WrittenAs::Number => ("number", format!("{key} = {names}")),
                WrittenAs::List => {
                    let count = way.parameters.len();
                    form.insert("items".into(), number.clone());
                    form.insert("minItems".into(), count.into());
                    form.insert("maxItems".into(), count.into());
                    ("array", format!("{key} = [{names}]"))
                }
                WrittenAs::Table => {
                    let parameters = way.parameters.iter().copied().chain(way.beside);
                    named.extend(parameters.map(|name| (name.to_string(), number.clone())));
                    ("object", format!("{key} = {{ {names} }}"))
                }
            };
            told.push(written);
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        if !named.is_empty() {
            form.insert("properties".into(), Value::Object(named));
            form.insert("additionalProperties".into(), false.into());
            if through_two().contains(&key) {
                form.insert("patternProperties".into(), json!({ "^p[0-9]{1,2}$": number }));
                told.push(format!("{key} = {{ p10, p90 }}, any two quantiles"));
            }
        }
        form.insert("type".into(), json!(kinds));
        let (schema, description) = match key {
            "discrete" => (
                json!({ "type": "array", "items": { "type": "array", "items": number, "minItems": 2, "maxItems": 2 } }),
                "discrete = [[value, weight], …]; the weights sum to 1".to_string(),
            ),
            "empirical" => (
                json!({
                    "type": ["string", "array", "object"], "items": number, "additionalProperties": false,
                    "properties": { "file": { "type": "string" }, "column": { "type": "string" }, "decimal": { "enum": [".", ","] } },
                }),
                "empirical = [value, …], or \"observed.csv\", or { file, column, decimal }".to_string(),
            ),
            "pool" => (
                json!({ "type": "array", "items": refer("opinion") }),
                "pool = [{ expert = \"…\", weight, <a number> }, …]: experts who disagree".to_string(),
            ),
            "formula" => (
                json!({ "type": "string" }),
                "formula = \"factor.a.start * 0.5\": follows from other numbers".to_string(),
            ),
            _ => (Value::Object(form), told.join("; or ")),
        };
        let mut schema = schema;
        schema["description"] = description.into();
        found.insert(key.to_string(), schema);
    }
    found
}

/// A number that may be uncertain, as a table with these keys too.
fn stated(more: Map<String, Value>) -> Value {
    let of = |key: &str| (key.to_string(), refer(&format!("in_a_number_{key}")));
    let mut inner: Map<String, Value> = FAMILY_KEYS.iter().map(|key| of(key)).collect();
    inner.extend(BESIDE.keys.iter().map(|key| of(key.name)));
    inner.extend(grounds());
    inner.extend(more);
    let mut table = object(inner, None);
    table["patternProperties"] = json!({ "^p[0-9]{1,2}$": {
        "type": "number",
        "description": "A quantile: p5 = 1, p50 = 3, p95 = 8. Two to eleven of them make a curve through all.",
    } });
    table
}

fn number() -> Value {
    let mut found = stated(Map::new());
    found["type"] = json!(["number", "object"]);
    found["description"] = "A number, or a table that says how uncertain it is.".into();
    found
}

fn opinion() -> Value {
    let weight = "How likely this expert is right; all of them or none have one, summing to 1.";
    let own = json!({
        "expert": { "type": "string", "description": "Who says so." },
        "weight": { "type": "number", "minimum": 0, "maximum": 1, "description": weight },
    });
    stated(own.as_object().cloned().unwrap_or_default())
}

/// Every key in tables, as Markdown: one table for each table of a scenario.
pub fn keys_markdown() -> String {
    let mut text = String::new();
    for shape in TOP.all() {
        let heading =
            if shape.table.is_empty() { "The top of a file".into() } else { format!("`{}`", shape.table) };
        text += &format!("### {heading}\n{}\n\n", shape.says.trim());
        rows(shape.keys, &mut text);
        if shape.grounded == Grounded::Wholly {
            text += "And the keys of grounds.\n";
        }
        if let Some(others) = shape.others {
            text += &format!("Any other key is a name of the author's and holds {}.\n", holds(others));
        }
        text.push('\n');
    }
    text += "### Grounds\nWhat numbers rest on, in any table that holds numbers, and in a number's own table.\n\n";
    rows(GROUNDS_OF_NUMBERS.keys, &mut text);
    text += "\n### Beside a family\n\n";
    rows(BESIDE.keys, &mut text);
    text
}

fn rows(keys: &[Key], text: &mut String) {
    if keys.is_empty() {
        return;
    }
    *text += "| key | holds | unit | unless given | example | |\n|---|---|---|---|---|---|\n";
    for key in keys {
        let presence = match key.presence {
            Presence::Needed => "needed".to_string(),
            Presence::Optional => String::new(),
            Presence::Else(default) => default.to_string(),
        };
        let cells = [
            format!("`{}`", key.name),
            holds(key.form),
            key.unit().unwrap_or("").to_string(),
            presence,
            format!("`{}`", key.example.replace('|', "\\|")),
            key.says.to_string(),
        ];
        *text += &format!("| {} |\n", cells.join(" | "));
    }
}

/// What a key holds, in words.
fn holds(form: Form) -> String {
    match form {
        Form::Text => "text".into(),
        Form::Word(words) => words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", "),
        Form::Texts => "text or a list".into(),
        Form::TextById => "text by name".into(),
        Form::TextsById => "texts by name".into(),
        Form::Day => "a date".into(),
        Form::Month => "a month".into(),
        Form::Months => "a month or a list".into(),
        Form::Whole(least, u64::MAX) => format!("a whole number from {least}"),
        Form::Whole(least, most) => format!("a whole number, {least} to {most}"),
        Form::Flag => "true or false".into(),
        Form::Number(_) => "a certain number".into(),
        Form::Numbers(_) => "a list of certain numbers".into(),
        Form::NumbersById(_) => "certain numbers by name".into(),
        Form::Quantity(_) => "a number".into(),
        Form::Quantities(_) => "numbers by name".into(),
        Form::LevelOrAmount(_) => "levels and numbers by term".into(),
        Form::OneLevelOrAmount(_) => "a level or a certain number".into(),
        Form::Points(_) => "numbers by term and level".into(),
        Form::Table(shape) => format!("a table, `{}`", shape.table),
        Form::Elements(shape) => format!("tables, `{}`", shape.table),
        Form::Listed(shape) => format!("a list of tables, `{}`", shape.table),
    }
}
