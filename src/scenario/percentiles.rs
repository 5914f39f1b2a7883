//! Keys that name a quantile: `p1` to `p99`.

use std::cmp::Ordering;

use crate::quantity::{Broken, Family, Rule};

use super::bounds::{Kind, RATE};
use super::keys::{BASIS_KEYS, is_meant_as_percentile};
use super::node::{Node, Table, Value, states_quantity};
use super::problem::{Place, Problem};
use super::reader::Section;
use super::resolved::write_value;
use super::vocabulary::parts_of_key;

/// The percentage that a key names: whole, from 1 to 99, without a leading zero.
pub(super) fn percent(key: &str) -> Option<u8> {
    let digits = key.strip_prefix('p')?;
    let percent: u8 = digits.parse().ok()?;
    ((1..=99).contains(&percent) && percent.to_string() == digits).then_some(percent)
}

/// What to write instead of a key that names no percentile.
fn way_out(key: &str, node: &Node) -> String {
    let text = key[1..].replace([',', '_'], ".");
    let fraction =
        node.table().and_then(|inner| inner.keys().next()).map(|digits| format!("{text}.{digits}"));
    let Ok(number) = fraction.unwrap_or(text).parse::<f64>() else {
        return "a percentile is a whole number from p1 to p99".into();
    };
    if number == 0.0 {
        return "the least possible value is a bound: min =".into();
    }
    if number == 100.0 {
        return "the greatest possible value is a bound: max =".into();
    }
    let (below, above) = (number.floor(), number.ceil());
    if !(1.0..=99.0).contains(&below) || !(1.0..=99.0).contains(&above) {
        return "percentiles go from p1 to p99; where the values end is said by min = and max =".into();
    }
    if below == above {
        return format!("write p{below}");
    }
    format!("write p{below} or p{above} with the value that belongs to it")
}

/// A quantile that a table states: its percentage, its key and its value.
pub(super) type Percentile<'a> = (u8, &'a str, &'a Node);

impl<'a> Section<'a> {
    /// The quantiles that a table states, from the lowest; none after a word on each key that is meant as one and is none.
    pub(super) fn percentiles(&self, table: &'a Table) -> Option<Vec<Percentile<'a>>> {
        let mut sound = true;
        let mut found = Vec::new();
        for (key, node) in table.iter().filter(|(key, _)| is_meant_as_percentile(key)) {
            match percent(key).filter(|_| !matches!(node.value, Value::Table(_))) {
                Some(percent) => found.push((percent, key.as_str(), node)),
                None => {
                    let dotted = node.table().and_then(|inner| inner.keys().next());
                    let written = dotted.map_or(key.clone(), |inner| format!("{key}.{inner}"));
                    let title = format!("`{written}` in `{}` is not a percentile", self.path);
                    let label = "percentiles are p1 to p99, in whole numbers";
                    self.cx.report(Problem::error("S241", node.key(), title, label).help(way_out(key, node)));
                    sound = false;
                }
            }
        }
        found.sort_by_key(|(percent, ..)| *percent);
        sound.then_some(found)
    }

    /// A metalog through the quantiles that are given.
    pub(super) fn quantiles(&self, percentiles: &[Percentile<'a>], kind: Kind) -> Option<(Family, Place)> {
        if percentiles.len() < 2 {
            let title = format!("`{}` must give two quantiles or more", self.path);
            let label = "one given";
            let problem = Problem::error("S203", self.node.at(), title, label);
            self.cx.report(match percentiles.first().and_then(|one| self.below_one(one)) {
                Some((below, help)) => problem.note_at(below, "stated whole below").help(help),
                None => problem.help(format!(
                    "a certain number is written plainly: {}; a range has two quantiles or more, such as p5 and p95",
                    percentiles.first().map_or(String::new(), |(.., node)| format!("{} = {}", self.path, written(node)))
                )),
            });
            return None;
        }
        let mut points = Vec::new();
        let mut places = Vec::new();
        for (percent, key, node) in percentiles {
            points.push((f64::from(*percent) / 100.0, self.number_of(node, key)?));
            places.push(node.at());
        }
        let mut bounds = [finite(kind.least), finite(kind.most)];
        if kind.most == RATE.most {
            bounds[1] = None;
        }
        for (bound, key) in bounds.iter_mut().zip(["min", "max"]) {
            let given = match self.get(key) {
                Some(node) => {
                    let x = self.number_of(node, key)?;
                    if x < kind.least || x > kind.most {
                        let title = format!("`{}` is out of range", self.path_of(key));
                        let label = format!("{} must be {}", kind.noun, kind.range());
                        self.cx.report(
                            Problem::error("S109", node.at(), title, label)
                                .help_if(&kind.way_out_as_bound(x)),
                        );
                        return None;
                    }
                    *bound = Some(x);
                    node.at()
                }
                None => self.node.at(),
            };
            places.push(given);
        }
        let built = Family::metalog(&points, bounds[0], bounds[1]);
        let built = built.map_err(|broken| self.at_bounds_of_its_own(broken, &points, kind));
        Some((self.built((built, places), &self.path, self.node.at())?, self.node.at()))
    }

    /// What a layer below states, with one quantile moved: a number that is stated anew is stated whole.
    fn below_one(&self, (own, key, node): &Percentile<'a>) -> Option<(Place, String)> {
        let path = parts_of_key(&self.path);
        let at = |tree| path.iter().try_fold(tree, |node: &Node, part| node.get(part));
        let top = self.cx.layers.rank(node.origin().layer);
        let lower = self.cx.layers.each().filter(|(layer, _)| self.cx.layers.rank(*layer) < top);
        let below = lower
            .filter_map(|(_, tree)| at(tree))
            .filter(|n| n.table().is_some_and(states_quantity))
            .last()?;
        let mut table = below.table()?.clone();
        table.retain(|key, _| key == "unit" || !BASIS_KEYS.contains(&key) && key != "pedigree");
        let stated: Vec<(u8, f64)> =
            table.iter().filter_map(|(key, node)| Some((percent(key)?, as_number(node)?))).collect();
        let whole = |table: Table| written(&Node { value: Value::Table(table), ..below.clone() });
        if stated.is_empty() {
            let help = format!("a number is stated anew as a whole; below it is {}", whole(table));
            return Some((below.at(), help));
        }
        table.insert((*key).to_string(), (*node).clone());
        let mut entries: Vec<(String, Node)> = table.into_iter().collect();
        entries.sort_by_key(|(key, _)| place_of(key));
        let table: Table = entries.into_iter().collect();
        let whole = whole(table);
        let moved = as_number(node)?;
        let fits = stated.iter().all(|(other, x)| match other.cmp(own) {
            Ordering::Less => *x < moved,
            Ordering::Equal => true,
            Ordering::Greater => *x > moved,
        });
        let more = if fits { "" } else { ", with the others moved so that they rise" };
        Some((below.at(), format!("a number is stated anew as a whole: {} = {whole}{more}", self.path)))
    }

    /// Whose bounds a quantile does not keep to decides on the way out: those of its key cannot be moved.
    fn at_bounds_of_its_own(&self, broken: Broken, points: &[(f64, f64)], kind: Kind) -> Broken {
        let (&Rule::NotInside { low, high }, Some(&(_, x))) = (&broken.rule, points.get(broken.parameter))
        else {
            return broken;
        };
        let (is_low, key) = if x <= low { (true, "min") } else { (false, "max") };
        let limit = if is_low { kind.least } else { kind.most };
        let end = if is_low { low } else { high };
        let help = match self.get(key) {
            Some(_) if end == limit => format!("`{key}` is at the end of what {} may be: move the quantile to {} {end}", kind.noun, side(is_low)),
            Some(_) => format!("move the quantile to {} {end}, or move `{key}`", side(is_low)),
            None => match points.last().and_then(|(_, last)| kind.as_percentage(*last)) {
                Some(_) if points.iter().all(|(_, x)| *x > 0.0) && !is_low && self.get("unit").is_none() => {
                    "if percentages are meant, add unit = \"%\" beside them; else move the quantile to below 1".into()
                }
                _ => format!("move the quantile to {} {end}: {} ends there", side(is_low), kind.noun),
            },
        };
        Broken { help, ..broken }
    }
}

/// Where a key stands among those of a number: quantiles first, in order.
fn place_of(key: &str) -> u8 {
    percent(key).unwrap_or(100)
}

fn as_number(node: &Node) -> Option<f64> {
    match node.value {
        Value::Whole(n) => Some(n as f64),
        Value::Number(x) => Some(x),
        _ => None,
    }
}

/// A value as a file would state it.
fn written(node: &Node) -> String {
    let mut text = String::new();
    write_value(&node.value, &mut text);
    text
}

/// On which side of a bound a quantile lies that keeps to it.
fn side(of_low: bool) -> &'static str {
    if of_low { "above" } else { "below" }
}

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_whole_and_within_their_range() {
        for (key, expected) in [("p1", Some(1)), ("p15", Some(15)), ("p99", Some(99))] {
            assert_eq!((percent(key), is_meant_as_percentile(key)), (expected, true), "{key}");
        }
        for key in ["p0", "p100", "p05", "p2.5", "p1000", "P5", "p5x"] {
            assert_eq!((percent(key), is_meant_as_percentile(key)), (None, true), "{key}");
        }
        for key in ["pert", "pool", "p", "", "q5", "mean", "pé"] {
            assert!(percent(key).is_none() && !is_meant_as_percentile(key), "{key}");
        }
    }
}
