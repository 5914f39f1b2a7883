//! Stated units against the keys they stand at: what fits is converted in the merged tree, what does not is refused.
//!
//! The numbers are brought into the tree before anything is checked, so that the resolved scenario and its digest hold those that are used.

use std::collections::{HashMap, HashSet};

use super::keys::{Expected, Misfit, Scene, holds_number};
use super::parameters;
use super::{Ratio, Unit};
use crate::scenario::keys::BASIS_KEYS;
use crate::scenario::keys::is_quantity;
use crate::scenario::layers::Layers;
use crate::scenario::node::{Node, Value, states_quantity};
use crate::scenario::problem::Problem;
use crate::scenario::resolved::write_value;

/// What became of the stated units.
#[derive(Debug, Default)]
pub(in crate::scenario) struct Conversions {
    /// What the file states, by the key of the quantity that was converted.
    pub stated: HashMap<String, String>,
    /// Formulas that come out in another unit than their key has.
    pub formulas: HashMap<String, Converted>,
    /// The units that numbers take from the tables around them, unconverted.
    pub around: HashMap<String, String>,
    /// The unit of each attribute that a metric sums.
    pub sums: HashMap<String, String>,
    /// The unit of each formula's key that has one, and how a message calls it.
    pub wanted: HashMap<String, (Unit, String)>,
}

/// How a formula's result is converted.
#[derive(Debug, Clone)]
pub(in crate::scenario) struct Converted {
    pub ratio: Ratio,
    /// The unit of the key.
    pub unit: String,
}

/// A quantity as it stands in the merged tree.
struct Found<'n> {
    path: Vec<String>,
    node: &'n Node,
    /// The unit that is stated for it, and the path of the table that states it.
    unit: Option<(&'n Node, Vec<String>)>,
}

/// What is to be done to the tree.
enum Change {
    /// A quantity, or one opinion of a pool, becomes this.
    Becomes(Vec<String>, Node),
    /// A unit around quantities that were converted goes.
    Drops(Vec<String>),
}

/// Judges every stated unit, and converts the numbers that are in another unit than their key.
pub(in crate::scenario) fn convert(root: &mut Node, layers: &mut Layers) -> Conversions {
    let mut scene = Scene::of(root);
    let mut walk = Walk { found: Vec::new(), tables: Vec::new(), drivers: Vec::new() };
    walk.down(root, &mut Vec::new(), None);
    for (path, driver) in walk.drivers {
        scene.note_driver(&path, driver);
    }
    let mut work = Work {
        scene: &scene,
        layers,
        out: Conversions::default(),
        changes: Vec::new(),
        problems: Vec::new(),
        used: HashSet::new(),
    };
    for found in &walk.found {
        work.judge(found);
    }
    for (path, unit) in walk.tables {
        if !work.used.contains(&path) {
            let title = format!("the unit of `{}` belongs to no number", path.join("."));
            let problem = Problem::warning("S236", unit.at(), title, "says nothing");
            work.problems.push(problem.help("state it at the number that it belongs to, or drop it"));
        }
    }
    let Work { mut out, changes, problems, .. } = work;
    out.sums = scene.sums.into_iter().map(|(attribute, (unit, _))| (attribute, unit)).collect();
    for change in changes {
        change.apply(root);
    }
    let problems: Vec<Problem> = problems.into_iter().map(|p| layers.with_chain(p)).collect();
    layers.problems.extend(problems);
    out
}

/// Gathers quantities, the units of the tables around them, and drivers.
struct Walk<'n> {
    found: Vec<Found<'n>>,
    tables: Vec<(Vec<String>, &'n Node)>,
    drivers: Vec<(Vec<String>, &'n Node)>,
}

impl<'n> Walk<'n> {
    fn down(&mut self, node: &'n Node, path: &mut Vec<String>, around: Option<(&'n Node, Vec<String>)>) {
        if let Value::List(items) = &node.value
            && path.first().is_some_and(|first| first == "correlation")
        {
            self.tables.extend(items.iter().filter_map(|item| Some((path.clone(), item.get("unit")?))));
        }
        let Some(table) = node.table() else { return };
        // The unit of a term or a metric is its own, not that of the numbers in it.
        let own = path.len() == 2 && ["term", "metric"].contains(&path[0].as_str());
        let here = node.get("unit").filter(|unit| unit.text().is_some() && !path.is_empty() && !own);
        let around = match here {
            Some(unit) => {
                self.tables.push((path.clone(), unit));
                Some((unit, path.clone()))
            }
            None if own => None,
            None => around,
        };
        if path.len() > 2 && path[path.len() - 2] == "drivers" {
            self.drivers.push((path.clone(), node));
        }
        for (key, inner) in table.iter().filter(|(key, _)| !BASIS_KEYS.contains(&key.as_str())) {
            path.push(key.clone());
            if !is_quantity(path) {
                self.down(inner, path, around.clone());
            } else if holds_number(inner) {
                let unit = inner.get("unit").map(|unit| (unit, path.clone())).or_else(|| around.clone());
                self.found.push(Found { path: path.clone(), node: inner, unit });
            }
            path.pop();
        }
    }
}

struct Work<'w> {
    scene: &'w Scene,
    layers: &'w Layers,
    out: Conversions,
    changes: Vec<Change>,
    problems: Vec<Problem>,
    /// Tables whose unit some number took.
    used: HashSet<Vec<String>>,
}

impl Work<'_> {
    fn judge(&mut self, found: &Found<'_>) {
        let Found { path, node, unit } = found;
        let key = path.join(".");
        if node.get("formula").is_some()
            && let Some(expected) = self.scene.expected(path, "")
        {
            self.out.wanted.insert(key.clone(), (Unit::stated(Some(&expected.text)), expected.noun));
        }
        if let Some((unit, table)) = unit {
            self.used.insert(table.clone());
            let ratio = self.ratio(path, unit);
            if let Some(ratio) = ratio {
                self.change(path, node, unit, table, ratio);
            }
            if table != path && ratio.is_none_or(|ratio| ratio == Ratio::ONE) {
                let stated = unit.text().unwrap_or("").trim().to_string();
                self.out.around.insert(key.clone(), stated);
            }
        } else {
            self.warn_of_lost_unit(path, node);
        }
        let opinions = node.get("pool").map_or(&[][..], Node::items);
        for (number, opinion) in opinions.iter().enumerate() {
            let inside: Vec<String> =
                path.iter().cloned().chain(["pool".into(), number.to_string()]).collect();
            match (opinion.get("unit"), unit) {
                (Some(own), _) => {
                    if let Some(ratio) = self.ratio(path, own) {
                        self.change(&inside, opinion, own, &inside, ratio);
                    }
                }
                // What is wrong with a unit around the opinions has been said.
                (None, Some((around, table))) => {
                    let before = self.problems.len();
                    let ratio = self.ratio(path, around);
                    self.problems.truncate(before);
                    if let Some(ratio) = ratio {
                        self.change(&inside, opinion, around, table, ratio);
                    }
                }
                (None, None) => {}
            }
        }
    }

    /// How many of the key's unit the stated one is; none where that is not to be said or not to be had.
    fn ratio(&mut self, path: &[String], unit: &Node) -> Option<Ratio> {
        let stated = unit.text().filter(|text| !text.trim().is_empty())?;
        let expected = self.scene.expected(path, stated)?;
        match expected.judge(stated) {
            Ok(ratio) => Some(ratio),
            Err(misfit) => {
                self.problems.push(refusal(&path.join("."), unit, stated, &expected, &misfit));
                None
            }
        }
    }

    /// Notes a conversion, and what it makes of the tree. The path leads to a quantity, or to an opinion of its pool.
    fn change(&mut self, path: &[String], node: &Node, unit: &Node, table: &[String], ratio: Ratio) {
        if ratio == Ratio::ONE {
            return;
        }
        let is_opinion = path.len() > 2 && path[path.len() - 2] == "pool" && !is_quantity(path);
        let quantity = if is_opinion { &path[..path.len() - 2] } else { path };
        let key = quantity.join(".");
        let stated = unit.text().unwrap_or("").trim();
        let Some(expected) = self.scene.expected(quantity, stated) else { return };
        if node.get("formula").is_some() {
            let title = format!(
                "`{key}` is {}: the formula comes out in {stated}, and is taken {}",
                expected.noun,
                ratio.words()
            );
            self.problems.push(told(unit, title));
            self.out.stated.insert(key.clone(), format!("in {stated}, taken {}", ratio.words()));
            self.out.formulas.insert(key, Converted { ratio, unit: expected.text });
            // A formula keeps its unit beside it: it is converted whenever it is read.
            if let (Value::Table(inner), None) = (&node.value, node.get("unit")) {
                let mut inner = inner.clone();
                inner.insert("unit".into(), unit.clone());
                let becomes = Node { value: Value::Table(inner), ..node.clone() };
                self.changes.push(Change::Becomes(path.to_vec(), becomes));
            }
            return;
        }
        let becomes = match &node.value {
            Value::Table(inner) => parameters::converted(inner, ratio).map(|mut inner| {
                if let Some(own) = inner.get_mut("unit") {
                    own.value = Value::Text(expected.text.clone());
                }
                Node { value: Value::Table(inner), ..node.clone() }
            }),
            _ => Ok(parameters::plain(node, ratio)),
        };
        let becomes = match becomes {
            Ok(becomes) => becomes,
            Err(why) => {
                let title =
                    format!("`{key}` is {}; its number in {stated} cannot be converted", expected.noun);
                let problem = Problem::error("S230", unit.at(), title, format!("the family {why}"));
                let help = "state the number in the unit of its key and drop `unit`, or use another family, such as p5, p50, p95";
                self.problems.push(problem.help(help));
                return;
            }
        };
        // A pool is converted opinion by opinion; what stands around it is the truncation of all.
        if node.get("pool").is_none() {
            let (was, is) = (numbers(node), numbers(&becomes));
            let title = match is_plain(node) {
                true => {
                    let counted = counted(&expected.text);
                    format!("`{key}` is {}: {was} {stated} are taken as {is}{counted}", expected.noun)
                }
                false => format!("`{key}` is {}: {was} in {stated} is taken as {is}", expected.noun),
            };
            self.problems.push(told(unit, title));
            let mine = format!("{was} {stated}");
            let all = self.out.stated.entry(key).or_default();
            *all = if all.is_empty() { mine } else { format!("{all}; {mine}") };
        }
        self.changes.push(Change::Becomes(path.to_vec(), becomes));
        if node.get("unit").is_none() && table != quantity {
            self.changes.push(Change::Drops(table.to_vec()));
        }
    }

    /// A layer may replace a number and leave out the unit that it was in.
    fn warn_of_lost_unit(&mut self, path: &[String], node: &Node) {
        let below = self.layers.each().filter_map(|(layer, tree)| {
            let there = path.iter().try_fold(tree, |at, key| at.get(key))?;
            let unit = there.get("unit").filter(|_| there.table().is_some_and(states_quantity))?;
            Some((layer, unit))
        });
        let Some((_, unit)) = below.last() else { return };
        let stated = unit.text().unwrap_or("");
        let Some(expected) = self.scene.expected(path, stated) else { return };
        let Ok(ratio) = expected.judge(stated) else { return };
        if ratio == Ratio::ONE || unit.origin().layer == node.origin().layer {
            return;
        }
        let title = format!("`{}` was stated in {stated}, and is stated anew without a unit", path.join("."));
        let problem =
            Problem::warning("S235", node.at(), title, format!("taken as a number {}", expected.noun));
        let problem = problem.note_at(unit.at(), "the unit below");
        self.problems.push(
            problem.help(
                "a table that states a number replaces the one below with its unit: say which is meant",
            ),
        );
    }
}

/// Units that a number need not be told with.
const SAID_BY_THE_KEY: [&str; 4] = ["chance", "chance a year", "share a year", "×"];

/// A word on a conversion.
fn told(unit: &Node, title: String) -> Problem {
    let problem = Problem::warning("S231", unit.at(), title, "converted");
    problem.help("nothing need be done; stated in the unit of its key, the number stands without this word")
}

/// A unit that cannot be converted.
fn refusal(key: &str, unit: &Node, stated: &str, expected: &Expected, misfit: &Misfit) -> Problem {
    let title = format!("`{key}` is {}; its `unit` says {stated}", expected.noun);
    let drop = match SAID_BY_THE_KEY.contains(&expected.text.as_str()) {
        true => "state it as a plain number, and drop the `unit`".to_string(),
        false => format!("state the number in \"{}\", or drop the `unit` if it is so already", expected.text),
    };
    let (label, help) = match misfit {
        Misfit::NotYearly => (
            "a chance is not multiplied by a time".to_string(),
            "a chance p a month makes 1 − (1 − p)^12 a year: 0.1 a month is 0.718 a year; or state a rate with `per_year`, whose `unit` may be \"per month\"".to_string(),
        ),
        Misfit::Other if expected.way_out.is_empty() => ("no exact number of one makes the other".to_string(), drop),
        Misfit::Other => ("no exact number of one makes the other".to_string(), format!("{drop}; {}", expected.way_out)),
    };
    Problem::error("S230", unit.at(), title, label).help(help)
}

/// The unit behind a number; none where the key says it all.
fn counted(text: &str) -> String {
    if SAID_BY_THE_KEY.contains(&text) { String::new() } else { format!(" {text}") }
}

fn is_plain(node: &Node) -> bool {
    match &node.value {
        Value::Table(table) => table.contains_key("value"),
        _ => true,
    }
}

/// The numbers of a quantity as they are written, clipped.
fn numbers(node: &Node) -> String {
    const LONGEST: usize = 80;
    let mut out = String::new();
    match &node.value {
        Value::Table(table) => match table.get("value") {
            Some(value) => write_value(&value.value, &mut out),
            None => {
                let keep = |key: &str| !BASIS_KEYS.contains(&key) && !["expert", "weight"].contains(&key);
                let stated = table.iter().filter(|(key, _)| keep(key));
                let stated = stated.map(|(key, node)| (key.clone(), node.clone())).collect();
                write_value(&Value::Table(stated), &mut out);
            }
        },
        value => write_value(value, &mut out),
    }
    let out = out.replace(".0,", ",").replace(".0]", "]").replace(".0 ", " ");
    let out = out.strip_suffix(".0").map_or(out.clone(), String::from);
    match out.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &out[..end]),
        None => out,
    }
}

impl Change {
    fn apply(self, root: &mut Node) {
        match self {
            Change::Becomes(path, mut node) => {
                let Some(there) = at(root, &path) else { return };
                // Opinions of a pool are converted one by one.
                if let (Some(pool), Value::Table(new)) = (there.get("pool").cloned(), &mut node.value) {
                    new.insert("pool".into(), pool);
                }
                *there = node;
            }
            Change::Drops(path) => {
                if let Some(Node { value: Value::Table(table), .. }) = at(root, &path) {
                    table.remove("unit");
                }
            }
        }
    }
}

/// The node at a path; a number steps into a list.
fn at<'n>(root: &'n mut Node, path: &[String]) -> Option<&'n mut Node> {
    path.iter().try_fold(root, |node, key| match &mut node.value {
        Value::Table(table) => table.get_mut(key),
        Value::List(items) => items.get_mut(key.parse::<usize>().ok()?),
        _ => None,
    })
}
