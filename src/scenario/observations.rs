//! Numbers in a file beside the scenario: `empirical = "observed.csv"`.
//!
//! They are brought into the tree before anything is checked, so that the resolved scenario and its digest hold the numbers themselves. What
//! can be read in two ways is read in none: `delimited` parts the file into rows and cells, `cells` says what a cell can be, `column` what the
//! cells of a column say of each other, `diagnoses` tells the author.

mod cells;
mod column;
mod delimited;
mod diagnoses;
mod request;

use super::layers::Layers;
use super::node::{Node, Value};
use super::problem::Problem;
use super::reach::shorten;
use crate::disk::{self, Refusal};

use cells::Mark;
use column::Around;
use delimited::{Hints, Sheet, is_same_heading};
use request::{Asked, HELP};

/// The most values of a file: more than a list in a scenario may have would not survive in the resolved scenario.
const MOST_VALUES: usize = 5000;

/// What is read of files of observations in all, a file counted each time it is asked for. **Unit** bytes.
const MOST_BYTES: usize = 2 * disk::LARGEST_OBSERVATIONS as usize;

/// Replaces every file of observations by its numbers; what cannot be read is reported and stays.
pub(super) fn bring_in(node: &mut Node, layers: &mut Layers) {
    let Value::Table(table) = &mut node.value else { return };
    for (key, inner) in table.iter_mut() {
        // There it is a score.
        if key == "pedigree" {
            continue;
        }
        let asked = (key == "empirical").then(|| Asked::of(inner)).flatten();
        if let Some(asked) = asked {
            match asked.and_then(|asked| read(&asked, layers)) {
                Ok(values) => inner.value = Value::List(values),
                Err(problem) => {
                    let problem = layers.with_chain(*problem);
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

fn read(asked: &Asked, layers: &mut Layers) -> Result<Vec<Node>, Box<Problem>> {
    let layer = fetch(asked, layers)?;
    let text = &layers.texts[layer].text;
    layers.data_bytes += text.len();
    if layers.data_bytes > MOST_BYTES {
        let help = "keep the column that is needed in a file of its own";
        return Err(Box::new(asked.refuse("is one too many: up to 128 MB are read in all").help(help)));
    }
    let hints =
        Hints { column: asked.column.as_deref(), has_decimal_commas: asked.decimal == Some(Mark::Comma) };
    let teller = diagnoses::Teller { asked, layer, text };
    let sheet = Sheet::read(text, hints, MOST_VALUES).map_err(|torn| teller.torn(&torn))?;
    let column = pick_column(asked, &sheet)?;
    if sheet.count == 0 {
        return Err(asked.refuse("holds no number").help(HELP).into());
    }
    if sheet.count > MOST_VALUES {
        let help = "draw a sample of it, or state its quantiles";
        let what = format!("holds {} values; up to {MOST_VALUES} are read", sheet.count);
        return Err(asked.refuse(what).help(help).into());
    }
    let around = Around { separator: sheet.parted_by(), stated: asked.decimal };
    let numbers = column::numbers(&sheet.column(column), around)
        .map_err(|doubt| teller.doubt(&sheet, column, &doubt))?;
    let node = |x: f64| Node { value: Value::Number(x), history: vec![asked.origin.clone()], header: false };
    Ok(numbers.into_iter().map(node).collect())
}

/// The text of the file, read unless it has been.
fn fetch(asked: &Asked, layers: &mut Layers) -> Result<usize, Box<Problem>> {
    let layer = asked.at().layer;
    let (name, short) = layers.data_names(layer, &asked.file);
    if let Some(known) = layers.known_data(&name) {
        return Ok(known);
    }
    layers.tell_link(layer, &asked.named);
    let path = layers.beside(layer, &asked.file);
    // What a --set names, its author named on the command line.
    let path = match layer < layers.files {
        true => layers.grounds.admit(&path).map_err(|why| layers.outside(&asked.named, &name, why))?,
        false => path,
    };
    layers.want(&path);
    let bytes = disk::read(&path, disk::LARGEST_OBSERVATIONS).map_err(|refusal| {
        let help = match (&refusal, refusal.way_out()) {
            (Refusal::TooLarge(_), _) => "keep the column that is needed in a file of its own",
            (_, Some(way_out)) => way_out,
            (_, None) => "the name is taken relative to the file that says it",
        };
        asked.refuse(&refusal).help(help)
    })?;
    let text = diagnoses::text_of(asked, bytes)?;
    Ok(layers.add_data(name, short, text))
}

/// Which column is meant.
fn pick_column(asked: &Asked, sheet: &Sheet<'_>) -> Result<usize, Box<Problem>> {
    let headings: Vec<&str> = sheet.headings.iter().flatten().map(String::as_str).collect();
    let Some(wanted) = &asked.column else {
        let busy: Vec<usize> = (0..sheet.width()).filter(|&column| !sheet.is_idle(column)).collect();
        return match busy[..] {
            [] => Ok(0),
            [column] => Ok(column),
            _ => Err(Box::new(diagnoses::no_choice(asked, sheet, &headings, busy.len()))),
        };
    };
    let found: Vec<usize> = (0..headings.len()).filter(|&n| is_same_heading(headings[n], wanted)).collect();
    match found[..] {
        [column] => Ok(column),
        [] => Err(Box::new(diagnoses::no_such_column(asked, sheet, &headings, wanted))),
        _ => {
            let problem = asked.refuse(format!("has {} columns `{}`", found.len(), cells::shown(wanted)));
            Err(problem.help("give each column a heading of its own").into())
        }
    }
}

/// What a file is called: from here, and from the scenario.
impl Layers {
    pub(super) fn data_names(&self, layer: usize, file: &str) -> (String, String) {
        let near = |name: &str| match std::path::Path::new(name).parent() {
            Some(folder) if layer < self.files => shorten(&folder.join(file)),
            _ => file.to_string(),
        };
        (near(&self.texts[layer].name), near(&self.short_names[layer]))
    }
}
