//! The keys of a scenario: which stand at the top, which say what a number rests on, which state one, and where quantities stand.

/// The key of a judged package's terms; `layers` puts it there.
pub(super) const OF: &str = "of";

/// The key of points for levels that an option has together, among the terms of an audience's `points`.
pub(super) const TOGETHER: &str = "together";

/// Keys that say what numbers rest on; any table that holds quantities may carry them.
pub(super) const BASIS_KEYS: [&str; 6] = ["evidence", "structure", "judgement", "pedigree", "note", "unit"];

/// Those of them that are listed for the author; a pedigree goes wherever these do.
pub(super) const GROUNDS: [&str; 5] = ["evidence", "structure", "judgement", "note", "unit"];

/// Keys that state a quantity, besides the quantiles.
pub const FAMILY_KEYS: [&str; 16] = [
    "value",
    "pert",
    "triangular",
    "uniform",
    "normal",
    "lognormal",
    "beta",
    "gamma",
    "student_t",
    "weibull",
    "exponential",
    "bernoulli",
    "discrete",
    "empirical",
    "pool",
    "formula",
];

/// Whether a key is meant to name a quantile, whatever its number: `p5`, `p05`, `p2.5`, `P95`.
pub(super) fn is_meant_as_percentile(key: &str) -> bool {
    let mut letters = key.chars();
    matches!(letters.next(), Some('p' | 'P')) && letters.next().is_some_and(|c| c.is_ascii_digit())
}

/// Whether a quantity stands at this path.
pub(super) fn is_quantity(path: &[impl AsRef<str>]) -> bool {
    const PLACES: [&[&str]; 20] = [
        &["acceptability", "*", "*", "*"],
        &["probe", "*", "adds", "*", "*"],
        &["probe", "*", "with", "*"],
        &["term", "*", "attributes", "*"],
        &["option_sheet", "*", "terms", "*"],
        &["party", "*", "audience", "*", "reservation"],
        &["party", "*", "audience", "*", "width"],
        &["party", "*", "audience", "*", "points", "*", "*"],
        &["party", "*", "audience", "*", "points", "together", "*", "points"],
        &["factor", "*", "start|mean|half_life|drift|swing"],
        &["process", "*", "state", "*", "traits|while_here", "*"],
        &["process", "*", "transition", "*", "annual_chance|per_year|chance|after"],
        &["shock", "*", "per_year|annual_chance"],
        &["shock", "*", "impulses", "*"],
        &["shock", "*", "forces", "*", "chance"],
        &["metric", "*", "flow|discount"],
        &["party", "*", "audience", "*", "drivers", "*", "times|adds"],
        &["factor|shock|metric", "*", "drivers", "*", "times|adds"],
        &["process", "*", "transition", "*", "drivers", "*", "times|adds"],
        &["shock", "*", "forces", "*", "drivers", "*", "times|adds"],
    ];
    // A set of levels that stands in the place of a level's points.
    let is_set = path.len() == 7 && path[4].as_ref() == "points" && path[5].as_ref() == TOGETHER;
    let fits = |part: &str, key: &str| part == "*" || part.split('|').any(|p| p == key);
    !is_set
        && PLACES.iter().any(|place| {
            place.len() == path.len() && place.iter().zip(path).all(|(p, k)| fits(p, k.as_ref()))
        })
}

/// Traits are drawn afresh on each path, so that no world has one value of theirs.
pub(super) fn is_trait(key: &str) -> bool {
    let parts: Vec<&str> = key.split('.').collect();
    parts.first() == Some(&"process") && parts.get(4) == Some(&"traits")
}

/// Why a text cannot be an id.
pub(super) fn id_fault(id: &str) -> Option<&'static str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if id.is_empty() {
        Some("an id may not be empty")
    } else if !id.chars().all(plain) {
        Some("only letters a–z, digits and `_`")
    } else if id.len() > 64 {
        Some("at most 64 letters")
    } else if BASIS_KEYS.contains(&id) || matches!(id, "id" | "remove") {
        Some("this word has a meaning of its own in a scenario")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::is_quantity;

    #[test]
    fn the_places_of_quantities_are_those_the_readers_read() {
        let path = std::path::Path::new("tests/scenarios/minimal.toml");
        let loaded = crate::scenario::load(path, &[]).unwrap();
        let model = format!("{:?}", loaded.scenario);
        let keys: Vec<&str> =
            model.split("Quantity { key: \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(keys.len() > 30, "{keys:?}");
        for key in keys {
            let path: Vec<&str> = key.split('.').collect();
            assert!(is_quantity(&path), "{key}");
        }
        for table in ["factor.trust", "process.settlement.state.normal", "party.a.audience.b.points.value"] {
            assert!(!is_quantity(&table.split('.').collect::<Vec<_>>()), "{table}");
        }
    }
}
