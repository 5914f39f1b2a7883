//! What an editor may offer: the keys that the reader knows by heart, and how the path of a key is taken apart.

use std::sync::LazyLock;

use super::grammar::{BESIDE, GROUNDS_OF_NUMBERS, Shape, TOP};
use super::keys::{FAMILY_KEYS, is_quantity};

/// Where drivers stand; the list of keys has their table once.
const DRIVEN: [&str; 6] = [
    "factor.*.drivers",
    "party.*.audience.*.drivers",
    "process.*.transition.*.drivers",
    "shock.*.drivers",
    "shock.*.forces.*.drivers",
    "metric.*.drivers",
];

/// Tables whose keys are ids that the author chose or names what the author chose, by the shape of their path.
static COLLECTIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let tables = TOP.all().into_iter().flat_map(paths);
    let of_ids = tables.filter_map(|path| path.strip_suffix(".*").map(str::to_string));
    let of_names = ["acceptability", "acceptability.*", "acceptability.*.*"].map(str::to_string);
    let mut found: Vec<String> = of_ids.chain(of_names).collect();
    found.sort();
    found.dedup();
    found
});

/// The paths at which a table of the list of keys stands, `*` for each id; `?` if that is in any number.
fn paths(shape: &Shape) -> Vec<String> {
    match shape.table.strip_prefix('…') {
        None => vec![shape.table.replace("ID", "*")],
        Some(".drivers.ID") => DRIVEN.iter().map(|path| format!("{path}.*")).collect(),
        Some(_) => vec!["?".to_string()],
    }
}

/// Tables whose keys are ids that the author chose, by the shape of their path: `factor`, `process.*.state`.
pub fn collections() -> &'static [String] {
    &COLLECTIONS
}

/// Whether the keys of the table at this path are ids that the author chose.
pub fn is_collection(path: &[&str]) -> bool {
    COLLECTIONS.contains(&shape(path))
}

/// A path with `*` for each id that the author chose: `factor.trust.start` is `factor.*.start`.
pub fn shape(path: &[&str]) -> String {
    let mut shape = String::new();
    for part in path {
        let is_id = COLLECTIONS.contains(&shape);
        if !shape.is_empty() {
            shape.push('.');
        }
        shape.push_str(if is_id { "*" } else { part });
    }
    shape
}

/// Every key that the readers know, with the shape of the path below which it may stand; empty at the top of a file, and `?` in any quantity.
pub fn known_keys() -> Vec<(String, String)> {
    let of = |shape: &'static Shape| {
        let keys = shape.known();
        paths(shape)
            .into_iter()
            .flat_map(move |path| keys.clone().into_iter().map(move |key| (path.clone(), key.to_string())))
    };
    let families = FAMILY_KEYS.iter().map(|key| ("?".to_string(), key.to_string()));
    TOP.all().into_iter().chain([&GROUNDS_OF_NUMBERS, &BESIDE]).flat_map(of).chain(families).collect()
}

/// The parts of a dotted key, those in quotes whole.
pub fn parts_of_key(key: &str) -> Vec<String> {
    let (mut parts, mut part, mut is_quoted) = (Vec::new(), String::new(), false);
    for c in key.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            '.' if !is_quoted => parts.push(std::mem::take(&mut part)),
            c => part.push(c),
        }
    }
    parts.push(part);
    parts
}

/// Whether a number stands at this path.
pub fn is_number_at(path: &[&str]) -> bool {
    is_quantity(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_from_keys() {
        assert_eq!(shape(&["factor", "trust", "start"]), "factor.*.start");
        assert_eq!(
            shape(&["process", "talks", "transition", "open", "drivers", "a", "times"]),
            "process.*.transition.*.drivers.*.times"
        );
        assert!(is_collection(&["process", "talks", "state"]) && !is_collection(&["process", "talks"]));
        assert_eq!(parts_of_key("a.\"b.c\".d"), ["a", "b.c", "d"]);
        let known = known_keys();
        for (path, key) in [
            ("", "factor"),
            ("factor.*", "half_life"),
            ("?", "pert"),
            ("?", "judgement"),
            ("metric.*.drivers.*", "times"),
        ] {
            let is_known = known.contains(&(path.to_string(), key.to_string()));
            assert!(is_known, "{path} {key}");
        }
        assert!(is_collection(&["report", "segments"]) && !is_collection(&["report"]));
    }
}
