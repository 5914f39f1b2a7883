//! Keys that name a quantile: `p1` to `p99`.

use super::keys::is_meant_as_percentile;
use super::node::{Node, Table, Value};
use super::problem::Problem;
use super::reader::Section;

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
