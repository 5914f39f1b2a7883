//! "Did you mean …": the nearest of the names that there are, and a list of them.

/// How similar two names must be for the one to be offered for the other.
const SIMILAR: f64 = 0.82;
/// Names offered at most, and names compared at most.
const OFFERED: usize = 12;
pub(super) const COMPARED: usize = 500;

/// The name that was probably meant.
pub fn nearest<'n>(found: &str, names: &[&'n str]) -> Option<&'n str> {
    if found.len() > 100 {
        return None;
    }
    let plain = |s: &str| s.to_lowercase().replace(['-', ' '], "_");
    let found = plain(found);
    let likeness = |name: &str| {
        let name = plain(name);
        if name == found { 2.0 } else { strsim::jaro_winkler(&found, &name) }
    };
    names
        .iter()
        .take(COMPARED)
        .map(|name| (likeness(name), *name))
        .filter(|(like, name)| *like > SIMILAR && (*like > 1.0 || !is_other_number(&found, &plain(name))))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
        .or_else(|| containing(&found, names))
}

/// Whether two ids are a letter or two and different numbers, E999 and E099: neither is a slip for the other.
fn is_other_number(a: &str, b: &str) -> bool {
    let parted = |id: &str| {
        let at = id.find(|c: char| c.is_ascii_digit())?;
        let (letters, digits) = id.split_at(at);
        let is_number = digits.chars().all(|c| c.is_ascii_digit());
        (is_number && letters.chars().count() < 3).then(|| (letters.to_string(), digits.to_string()))
    };
    match (parted(a), parted(b)) {
        (Some((letters, number)), Some((others, other))) => letters == others && number != other,
        _ => false,
    }
}

/// The one name that has all words of what was written among its own: `leader_trust` for `trust`.
fn containing<'n>(found: &str, names: &[&'n str]) -> Option<&'n str> {
    let words = |id: &str| -> Vec<String> { id.split(['_', '.']).map(String::from).collect() };
    let wanted = words(found);
    if found.len() < 4 {
        return None;
    }
    let has_all = |name: &&&str| {
        let name = words(&name.to_lowercase().replace(['-', ' '], "_"));
        wanted.iter().all(|word| name.contains(word))
    };
    let mut fitting = names.iter().take(COMPARED).filter(has_all);
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

/// Names in backticks, a dozen at most.
pub(super) fn list<S: AsRef<str>>(names: &[S]) -> String {
    let mut shown: Vec<String> = names.iter().take(OFFERED).map(|n| format!("`{}`", n.as_ref())).collect();
    if names.len() > OFFERED {
        shown.push(format!("{} more", names.len() - OFFERED));
    }
    match shown.split_last() {
        None => "none".into(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
