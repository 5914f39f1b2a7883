//! Whether a text is a scenario at all: of other files no message shows a line.

use super::grammar::TOP;
use super::node::Node;

/// Whether at least half of the keys at the top are a scenario's.
fn is_like<'k>(keys: impl Iterator<Item = &'k str>) -> bool {
    let (mut known, mut other) = (0, 0);
    for key in keys {
        match TOP.keys.iter().any(|known| known.name == key) {
            true => known += 1,
            false => other += 1,
        }
    }
    known > 0 && known >= other
}

/// Whether a tree is a scenario's.
pub(super) fn is_scenario(tree: &Node) -> bool {
    tree.table().is_some_and(|table| is_like(table.keys().map(String::as_str)))
}

/// Whether a text that is no TOML was meant as a scenario: by its keys before the first header, and its headers.
pub(super) fn resembles_scenario(text: &str) -> bool {
    let mut is_below_header = false;
    let keys = text.trim_start_matches('\u{feff}').lines().filter_map(|line| {
        let line = line.trim_start();
        let is_header = line.starts_with('[');
        is_below_header |= is_header;
        let key = line.trim_start_matches(['[', ' ']);
        let end =
            key.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).unwrap_or(key.len());
        let (key, rest) = key.split_at(end);
        let rest = rest.trim_start();
        let says = match is_header {
            true => rest.starts_with([']', '.']) || rest.is_empty(),
            false => !is_below_header && rest.starts_with(['=', '.']),
        };
        (says && !key.is_empty() || is_header).then_some(key)
    });
    is_like(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_with_a_fault_is_still_one() {
        assert!(resembles_scenario("name = \"unclosed\nas_of = 2020-01-31"));
        assert!(resembles_scenario("\u{feff}[factor.trust\nstart = 1"));
        assert!(resembles_scenario("[[factor]]\nid = trust"));
        assert!(resembles_scenario("extends = base.toml"));
        assert!(resembles_scenario("factor.trust.start = "));
    }

    #[test]
    fn other_files_are_none() {
        for text in [
            "root:x:0:0:root:/root:/bin/bash\n",
            "[user]\n\tname = Somebody\n[remote \"origin\"]\n\turl = https://token@example.org\n",
            "TOKEN=abc\nPASSWORD=def\n",
            "-----BEGIN PRIVATE KEY-----\nMIIE==\n",
            "",
        ] {
            assert!(!resembles_scenario(text), "{text}");
        }
    }
}
