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
        .filter(|(like, _)| *like > SIMILAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
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
