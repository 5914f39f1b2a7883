//! Whether a value keeps a JSON Schema, as far as ours goes; an unknown word of a schema is a fault, so that nothing is passed over.

use serde_json::{Map, Value};

/// Words that say something to a reader only.
const SILENT: [&str; 7] =
    ["$schema", "title", "description", "default", "examples", "definitions", "required"];

/// A TOML value as JSON: dates are texts.
pub fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.clone().into(),
        toml::Value::Integer(n) => (*n).into(),
        toml::Value::Float(x) => serde_json::Number::from_f64(*x).map_or(Value::Null, Value::Number),
        toml::Value::Boolean(flag) => (*flag).into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.iter().map(json).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.iter().map(|(key, value)| (key.clone(), json(value))).collect::<Map<_, _>>())
        }
    }
}

/// What is wrong, each with its place.
pub fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    judge(schema, schema, value, "", &mut found);
    found
}

fn judge(root: &Value, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    if let Value::Bool(passes) = schema {
        if !passes {
            found.push(format!("{place}: not known"));
        }
        return;
    }
    let words = schema.as_object().expect("a schema is a table");
    for (word, of) in words {
        match word.as_str() {
            "$ref" => {
                let pointer =
                    of.as_str().and_then(|text| text.strip_prefix('#')).expect("an inner reference");
                let inner = root.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is not there"));
                judge(root, inner, value, place, found);
            }
            "allOf" => of.as_array().unwrap().iter().for_each(|one| judge(root, one, value, place, found)),
            "anyOf" => {
                let tries: Vec<Vec<String>> = of
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| {
                        let mut faults = Vec::new();
                        judge(root, one, value, place, &mut faults);
                        faults
                    })
                    .collect();
                if tries.iter().all(|faults| !faults.is_empty()) {
                    found.push(format!("{place}: none of {} forms: {:?}", tries.len(), tries.concat()));
                }
            }
            "type" => {
                let types: Vec<&str> = of.as_array().map_or_else(
                    || vec![of.as_str().unwrap()],
                    |all| all.iter().map(|t| t.as_str().unwrap()).collect(),
                );
                if !types.iter().any(|kind| is(kind, value)) {
                    found.push(format!("{place}: not {types:?}: {value}"));
                }
            }
            "enum" => {
                if !of.as_array().unwrap().contains(value) {
                    found.push(format!("{place}: not one of {of}"))
                }
            }
            "const" => {
                if of != value {
                    found.push(format!("{place}: not {of}"))
                }
            }
            "minimum" => {
                if value.as_f64().is_some_and(|x| x < of.as_f64().unwrap()) {
                    found.push(format!("{place}: below {of}"))
                }
            }
            "maximum" => {
                if value.as_f64().is_some_and(|x| x > of.as_f64().unwrap()) {
                    found.push(format!("{place}: above {of}"))
                }
            }
            "minItems" => {
                if value.as_array().is_some_and(|all| (all.len() as u64) < of.as_u64().unwrap()) {
                    found.push(format!("{place}: too few"))
                }
            }
            "maxItems" => {
                if value.as_array().is_some_and(|all| (all.len() as u64) > of.as_u64().unwrap()) {
                    found.push(format!("{place}: too many"))
                }
            }
            "pattern" => {
                if value.as_str().is_some_and(|text| !matches(of.as_str().unwrap(), text)) {
                    found.push(format!("{place}: not as {of}: {value}"))
                }
            }
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    judge(root, of, item, &format!("{place}[{number}]"), found);
                }
            }
            "properties" | "patternProperties" => {}
            "additionalProperties" => {}
            silent if SILENT.contains(&silent) => {}
            other => panic!("the judge does not know `{other}`"),
        }
    }
    let Some(table) = value.as_object() else { return };
    for required in words.get("required").and_then(Value::as_array).into_iter().flatten() {
        if !table.contains_key(required.as_str().unwrap()) {
            found.push(format!("{place}: {required} is missing"));
        }
    }
    for (key, inner) in table {
        let place = format!("{place}.{key}");
        let own = words.get("properties").and_then(|all| all.get(key));
        let patterned = words.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
        let patterned = patterned.filter(|(pattern, _)| matches(pattern, key)).map(|(_, schema)| schema);
        let known: Vec<&Value> = own.into_iter().chain(patterned).collect();
        match (known.as_slice(), words.get("additionalProperties")) {
            ([], Some(others)) => judge(root, others, inner, &place, found),
            (known, _) => known.iter().for_each(|schema| judge(root, schema, inner, &place, found)),
        }
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("the judge does not know the type `{other}`"),
    }
}

/// The patterns that the schema has.
fn matches(pattern: &str, text: &str) -> bool {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    match pattern {
        r"^\d{4}-\d{2}$" => matches!(parts[..], [year, month] if digits(year, 4) && digits(month, 2)),
        r"^\d{4}(-\d{2}(-\d{2})?)?$" => {
            (1..=3).contains(&parts.len())
                && digits(parts[0], 4)
                && parts[1..].iter().all(|part| digits(part, 2))
        }
        "^p[0-9]{1,2}$" => text
            .strip_prefix('p')
            .is_some_and(|rest| digits(rest, rest.len()) && (1..=2).contains(&rest.len())),
        other => panic!("the judge does not know the pattern {other}"),
    }
}
