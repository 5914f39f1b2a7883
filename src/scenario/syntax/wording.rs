//! How what is wrong with a text is told.

/// A fault and the way out.
pub(in crate::scenario) type Advice = (String, String);

pub(super) const GENERAL: &str =
    "a line reads key = value; text stands in quotes; a table opens with [its.name]";

/// Signs that look like a minus, the true one first.
pub(super) const DASHES: [char; 6] = ['−', '–', '—', '‐', '‑', '﹣'];

pub(super) fn pair(label: &str, help: impl Into<String>) -> Option<Advice> {
    Some((label.into(), help.into()))
}

/// What a message can show of a value.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}
