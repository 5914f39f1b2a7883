//! The house as its own files tell it: floors from CONTRIBUTING.md, imports from `src/`. `examples/house` draws what is read here.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

/// Words in backticks.
pub fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(String::from).collect()
}

/// The rooms of each floor, from the line "1. `math`, … · 2. …".
pub fn floors(text: &str) -> Result<Vec<Vec<String>>, String> {
    let line = text.lines().find(|line| line.starts_with("1. `")).ok_or("CONTRIBUTING.md lists no floors")?;
    let floors = line.split('·').enumerate().map(|(number, floor)| match floor.trim().split_once(". ") {
        Some((told, rooms)) if told == (number + 1).to_string() => Ok(quoted(rooms)),
        _ => Err(format!("CONTRIBUTING.md does not count its floors from 1:{floor}")),
    });
    floors.collect()
}

/// Files of `src/` by their name in it, what belongs to tests left out.
pub fn source() -> io::Result<BTreeMap<String, String>> {
    fn gather(folder: &Path, within: &str, found: &mut BTreeMap<String, String>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = format!("{within}{}", path.file_name().unwrap_or_default().to_string_lossy());
            if path.is_dir() {
                gather(&path, &format!("{name}/"), found)?;
            } else if name.ends_with(".rs") && !path.ends_with("tests.rs") {
                found.insert(name, bare(&fs::read_to_string(&path)?));
            }
        }
        Ok(())
    }
    let mut found = BTreeMap::new();
    gather(Path::new("src"), "", &mut found)?;
    Ok(found)
}

/// The room that a file belongs to.
pub fn room_of(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

/// The text with comments and test modules blanked out; lines stay where they are.
pub fn bare(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let mut n = 0;
    while n < lines.len() {
        if lines[n].trim_start().starts_with("//") {
            lines[n] = "";
        } else if lines[n].starts_with("#[cfg(test)]") {
            while !(lines[n].starts_with('}') || lines[n].starts_with("mod ") && lines[n].ends_with(';')) {
                lines[n] = "";
                n += 1;
            }
            lines[n] = "";
        }
        n += 1;
    }
    lines.join("\n")
}

pub fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where a path begins with this, with the text that follows.
pub fn paths<'t>(text: &'t str, root: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
    text.match_indices(root).filter_map(move |(at, _)| {
        let before = text[..at].chars().next_back();
        let begins = before.is_none_or(|c| !is_name(c) && c != ':');
        begins.then(|| (1 + text[..at].matches('\n').count(), &text[at + root.len()..]))
    })
}

/// The rooms that a path after `crate::` leads to: one, or those of a group.
fn rooms(after: &str) -> Vec<String> {
    let name = |text: &str| text.trim().chars().take_while(|&c| is_name(c)).collect::<String>();
    let Some(group) = after.strip_prefix('{') else { return vec![name(after)] };
    let mut depth = 0;
    let inside = group.chars().take_while(|&c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth >= 0
    });
    let mut depth = 0;
    let flat: String = inside
        .filter(|&c| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            depth == 0
        })
        .collect();
    flat.split(',').map(name).filter(|room| !room.is_empty()).collect()
}

/// What paths with this beginning lead to, each with its line.
pub fn led_to(text: &str, root: &str) -> Vec<(usize, String)> {
    let found = paths(text, root);
    found.flat_map(|(line, after)| rooms(after).into_iter().map(move |other| (line, other))).collect()
}

/// The other rooms that a file names, each with its line.
pub fn imports(file: &str, text: &str) -> Vec<(usize, String)> {
    let up = if file.contains('/') { "super::super::" } else { "super::" };
    let named = led_to(text, "crate::").into_iter().chain(led_to(text, up));
    named.filter(|(_, other)| other != room_of(file)).collect()
}
