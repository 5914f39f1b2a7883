//! Numbers in a file beside the scenario: `empirical = "observed.csv"`.
//!
//! They are brought into the tree before anything is checked, so that the resolved scenario and its digest hold the numbers themselves.

use super::disk::{Refusal, read_limited};
use super::layers::Layers;
use super::names;
use super::node::{Node, Origin, Value};
use super::problem::{Place, Problem};

/// The most values of a file: more than a list in a scenario may have would not survive in the resolved scenario.
const MOST_VALUES: usize = 5000;

const HELP: &str = "one number a line, or several columns under headings: empirical = { file = \"observed.csv\", column = \"days\" }";

/// Replaces every file of observations by its numbers; what cannot be read is reported and stays.
pub(super) fn bring_in(node: &mut Node, layers: &mut Layers) {
    let Value::Table(table) = &mut node.value else { return };
    for (key, inner) in table.iter_mut() {
        let asked = (key == "empirical").then(|| Asked::of(inner)).flatten();
        if let Some(asked) = asked {
            match read(&asked, layers) {
                Ok(values) => inner.value = Value::List(values),
                Err(problem) => {
                    let elsewhere = problem.place().is_some_and(|place| place.layer != asked.at.layer);
                    let problem = if elsewhere {
                        problem.note_at(asked.at.clone(), "the file is named here")
                    } else {
                        *problem
                    };
                    let problem = layers.with_chain(problem);
                    layers.problems.push(problem);
                }
            }
            continue;
        }
        match &mut inner.value {
            Value::List(items) => items.iter_mut().for_each(|item| bring_in(item, layers)),
            _ => bring_in(inner, layers),
        }
    }
}

/// A file that a scenario asks for.
struct Asked {
    file: String,
    column: Option<String>,
    at: Place,
    origin: Origin,
}

impl Asked {
    fn of(node: &Node) -> Option<Asked> {
        let origin = node.origin().clone();
        if let Some(file) = node.text() {
            return Some(Asked { file: file.into(), column: None, at: node.at(), origin });
        }
        let file = node.get("file")?;
        let column = node.get("column").and_then(Node::text).map(String::from);
        Some(Asked { file: file.text()?.into(), column, at: file.at(), origin })
    }

    fn refuse(&self, what: impl std::fmt::Display) -> Problem {
        let title = format!("`{}` cannot give an empirical distribution", self.file);
        Problem::error("S214", self.at.clone(), title, what.to_string())
    }
}

fn read(asked: &Asked, layers: &mut Layers) -> Result<Vec<Node>, Box<Problem>> {
    let path = layers.beside(asked.at.layer, &asked.file);
    let bytes = read_limited(&path).map_err(|refusal| {
        let why = match refusal {
            Refusal::TooLarge => "is larger than 4 MB".into(),
            Refusal::Disk(why) => why,
        };
        Box::new(asked.refuse(why).help("the name is taken relative to the file that says it"))
    })?;
    let text = String::from_utf8(bytes).map_err(|_| Box::new(asked.refuse("is not UTF-8 text")))?;
    let layer = layers.add_data(asked.at.layer, &asked.file, text);
    values(asked, layer, &layers.texts[layer].text)
}

/// A field of a file with its place.
struct Field<'t> {
    text: &'t str,
    at: Place,
}

/// The fields of each line that says something; `,`, `;` and tabs part them.
fn rows(text: &str, layer: usize) -> Vec<Vec<Field<'_>>> {
    let mut rows = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let says = line.trim();
        if !says.is_empty() && !says.starts_with('#') {
            let mut at = start;
            let line = line.trim_end_matches(['\n', '\r']);
            let fields = line.split([',', ';', '\t']).map(|field| {
                let lead = field.len() - field.trim_start().len();
                let place = Place { layer, span: at + lead..at + lead + field.trim().len() };
                at += field.len() + 1;
                Field { text: field.trim().trim_matches(['"', '\u{feff}']), at: place }
            });
            rows.push(fields.collect());
        }
        start += line.len();
    }
    rows
}

fn values(asked: &Asked, layer: usize, text: &str) -> Result<Vec<Node>, Box<Problem>> {
    let mut rows = rows(text, layer);
    let is_number = |field: &Field| field.text.parse::<f64>().is_ok();
    let heading = rows.first().is_some_and(|row| !row.iter().any(is_number)).then(|| rows.remove(0));
    let column = pick_column(asked, heading.as_deref(), rows.first())?;
    if rows.is_empty() {
        return Err(asked.refuse("holds no number").help(HELP).into());
    }
    if rows.len() > MOST_VALUES {
        let help = "draw a sample of it, or state its quantiles";
        return Err(asked
            .refuse(format!("holds {} values; up to {MOST_VALUES} are read", rows.len()))
            .help(help)
            .into());
    }
    rows.iter().map(|row| number(asked, row, column)).collect()
}

/// Which column is meant.
fn pick_column(
    asked: &Asked,
    heading: Option<&[Field]>,
    first: Option<&Vec<Field>>,
) -> Result<usize, Box<Problem>> {
    let columns: Vec<&str> = heading.unwrap_or_default().iter().map(|field| field.text).collect();
    let Some(wanted) = &asked.column else {
        let width = first.map_or(columns.len(), Vec::len).max(columns.len());
        if width <= 1 {
            return Ok(0);
        }
        let help = match columns.as_slice() {
            [] => "give the columns headings, and name one".into(),
            _ => format!(
                "name one of {}: empirical = {{ file = \"{}\", column = \"…\" }}",
                names::list(&columns),
                asked.file
            ),
        };
        return Err(asked.refuse(format!("has {width} columns")).help(help).into());
    };
    columns.iter().position(|column| column == wanted).ok_or_else(|| {
        let label = match (columns.is_empty(), names::nearest(wanted, &columns)) {
            (true, _) => "has no headings".into(),
            (false, Some(near)) => format!("has no column `{wanted}`; did you mean `{near}`?"),
            (false, None) => format!("has no column `{wanted}`"),
        };
        asked.refuse(label).help(format!("its columns are {}", names::list(&columns))).into()
    })
}

/// The number in one row.
fn number(asked: &Asked, row: &[Field], column: usize) -> Result<Node, Box<Problem>> {
    let Some(field) = row.get(column) else {
        let at = row.last().map_or(asked.at.clone(), |field| field.at.clone());
        let title = format!("a row of `{}` is too short", asked.file);
        return Err(Problem::error("S214", at, title, format!("has {} columns", row.len()))
            .help(HELP)
            .into());
    };
    match field.text.parse::<f64>() {
        Ok(x) if x.is_finite() => {
            Ok(Node { value: Value::Number(x), history: vec![asked.origin.clone()], header: false })
        }
        found => {
            let title = format!("a row of `{}` is not a finite number", asked.file);
            let label = match found {
                Ok(x) if x.is_nan() => "not a number",
                Ok(_) => "infinite, or too large",
                Err(_) if field.text.is_empty() => "empty",
                Err(_) => "not a number",
            };
            Err(Problem::error("S214", field.at.clone(), title, label)
                .help("correct the row, or take it out")
                .into())
        }
    }
}
