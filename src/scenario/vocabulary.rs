//! What an editor may offer: the keys that the reader knows by heart, and how the path of a key is taken apart.

use super::keys::{FAMILY_KEYS, GROUNDS, TOP, is_quantity};

/// Tables whose keys are ids that the author chose, by the shape of their path.
pub const COLLECTIONS: [&str; 24] = [
    "evidence",
    "expert",
    "term",
    "option_sheet",
    "infeasible",
    "feasible",
    "party",
    "party.*.audience",
    "acceptability",
    "acceptability.*",
    "acceptability.*.*",
    "probe",
    "factor",
    "process",
    "process.*.state",
    "process.*.transition",
    "shock",
    "window",
    "metric",
    "expectation",
    "factor.*.drivers",
    "party.*.audience.*.drivers",
    "process.*.transition.*.drivers",
    "shock.*.drivers",
];

/// Whether the keys of the table at this path are ids that the author chose.
pub fn is_collection(path: &[&str]) -> bool {
    COLLECTIONS.contains(&shape(path).as_str())
}

/// A path with `*` for each id that the author chose: `factor.trust.start` is `factor.*.start`.
pub fn shape(path: &[&str]) -> String {
    let mut shape = String::new();
    for part in path {
        let is_id = COLLECTIONS.contains(&shape.as_str());
        if !shape.is_empty() {
            shape.push('.');
        }
        shape.push_str(if is_id { "*" } else { part });
    }
    shape
}

/// The keys that the reader knows wherever they stand: each with the shape of the path below which it may stand; empty at the top of a file, and
/// `?` in any quantity.
pub fn known_keys() -> Vec<(String, String)> {
    let at = |path: &str, keys: &[&str]| -> Vec<(String, String)> {
        keys.iter().map(|key| (path.to_string(), key.to_string())).collect()
    };
    [at("", &TOP), at("", &["report", "charts"]), at("?", &FAMILY_KEYS), at("?", &GROUNDS)].concat()
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
        assert!(known_keys().contains(&(String::new(), "factor".to_string())));
    }
}
