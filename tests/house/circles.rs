//! No file of `src/` is in a circle of imports: file A refers to an item of file B, and B, directly or through others, to an item of A.
//!
//! A name that a file re-exports counts as an arrow to the file that defines it, so a room's own file may show what lies in its folder.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{bare, is_name, source};

/// Rooms that still have circles; none may join them, and a room that is mended leaves the list.
const UNMENDED: [&str; 0] = [];

/// A file, as modules see it.
#[derive(Default)]
struct File {
    /// The names of its own items.
    items: BTreeSet<String>,
    /// What each imported name stands for; `*` stands for many.
    imports: Vec<(String, Vec<String>)>,
    /// Paths in it, each with its line.
    paths: Vec<(usize, Vec<String>)>,
}

/// Files by module path: "figures::bundle".
struct House {
    files: BTreeMap<Vec<String>, File>,
}

fn module(file: &str) -> Vec<String> {
    file.trim_end_matches(".rs").split('/').map(String::from).collect()
}

fn name(module: &[String]) -> String {
    format!("src/{}.rs", module.join("/"))
}

/// The paths that a `use` brings in, with the name of each: "a::{self, b as c}" is a, and a::b by the name of c.
fn leaves(tree: &str, before: &[String], found: &mut Vec<(String, Vec<String>)>) {
    let (path, group) = tree.split_once('{').map_or((tree, None), |(path, group)| (path, Some(group)));
    let (path, alias) = path.split_once(" as ").map_or((path, None), |(path, alias)| (path, Some(alias)));
    let steps = path.split("::").map(str::trim).filter(|step| !step.is_empty() && *step != "self");
    let begins_here = before.is_empty() && path.trim_start().starts_with("self");
    let own = begins_here.then(|| "self".to_string());
    let whole: Vec<String> = before.iter().cloned().chain(own).chain(steps.map(String::from)).collect();
    let Some(group) = group else {
        let last = alias.map_or_else(|| whole.last().cloned().unwrap_or_default(), |a| a.trim().to_string());
        found.push((last, whole));
        return;
    };
    let (mut depth, mut start) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            ',' if depth == 0 => {
                leaves(group[start..at].trim(), &whole, found);
                start = at + 1;
            }
            '}' if depth == 0 => {
                if !group[start..at].trim().is_empty() {
                    leaves(group[start..at].trim(), &whole, found);
                }
                return;
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
}

fn read(text: &str) -> File {
    let mut file = File::default();
    let line_of = |at: usize| 1 + text[..at].matches('\n').count();
    // Items stand at the beginning of a line.
    for line in text.lines() {
        let mut words = line.split(|c: char| !is_name(c)).filter(|word| !word.is_empty());
        let is_item = |word: &str| {
            ["fn", "struct", "enum", "trait", "type", "const", "static", "macro_rules"].contains(&word)
        };
        let plain = ["pub", "crate", "super", "in", "unsafe"];
        let begins = line.starts_with(|c: char| c.is_ascii_lowercase());
        if begins && words.find(|word| !plain.contains(word)).is_some_and(is_item) {
            file.items.extend(words.find(|word| *word != "fn").map(String::from));
        }
    }
    let mut at = 0;
    while let Some(next) = text[at..].find("use ") {
        let start = at + next;
        at = start + 4;
        let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
        let before = text[line..start].trim();
        if !(before.is_empty() || before.starts_with("pub")) {
            continue;
        }
        let Some(end) = text[at..].find(';') else { break };
        let mut found = Vec::new();
        leaves(&text[at..at + end].replace('\n', " "), &[], &mut found);
        file.paths.extend(found.iter().map(|(_, path)| (line_of(start), path.clone())));
        file.imports.extend(found);
        at += end;
    }
    // Every other path, from its first name.
    for (colons, _) in text.match_indices("::") {
        let start = text[..colons].rfind(|c: char| !is_name(c)).map_or(0, |before| before + 1);
        if text[..start].ends_with("::") || start == colons {
            continue;
        }
        let path: String = text[start..].chars().take_while(|&c| is_name(c) || c == ':').collect();
        let steps: Vec<String> = path.split("::").filter(|s| !s.is_empty()).map(String::from).collect();
        file.paths.push((line_of(start), steps));
    }
    file
}

impl House {
    fn new(source: &BTreeMap<String, String>) -> House {
        let rooms = source.iter().filter(|(file, _)| !["lib.rs", "main.rs"].contains(&file.as_str()));
        House { files: rooms.map(|(file, text)| (module(file), read(text))).collect() }
    }

    /// The file that defines what a path means in a module; none for what lies outside, and for a module by itself.
    fn resolve(&self, path: &[String], from: &[String], depth: usize) -> Option<Vec<String>> {
        let (first, mut rest) = path.split_first()?;
        let mut here = match first.as_str() {
            "crate" => Vec::new(),
            "self" => from.to_vec(),
            "super" => from[..from.len() - 1].to_vec(),
            _ if depth > 8 => return None,
            child if self.files.contains_key(&[from, &[child.to_string()]].concat()) => {
                [from, &[child.to_string()]].concat()
            }
            imported => {
                let file = self.files.get(from)?;
                let (_, whole) = file.imports.iter().find(|(name, _)| name == imported)?;
                if whole.first() == Some(first) {
                    return None;
                }
                return self.resolve(&[whole, rest].concat(), from, depth + 1);
            }
        };
        while let Some((step, others)) = rest.split_first() {
            let inner = [here.clone(), vec![step.clone()]].concat();
            if step == "super" {
                here.pop();
            } else if self.files.contains_key(&inner) {
                here = inner;
            } else {
                let file = self.files.get(&here)?;
                if file.items.contains(step) || depth > 8 {
                    return Some(here);
                }
                let shown = file.imports.iter().find(|(name, _)| name == step);
                let through =
                    shown.and_then(|(_, whole)| self.resolve(&[whole, others].concat(), &here, depth + 1));
                return Some(through.unwrap_or(here));
            }
            rest = others;
        }
        None
    }

    /// From each file to the files whose items it refers to, with the line of the first.
    fn arrows(&self) -> BTreeMap<&[String], BTreeMap<Vec<String>, usize>> {
        let of = |(module, file): (&'_ Vec<String>, &'_ File)| {
            let mut to: BTreeMap<Vec<String>, usize> = BTreeMap::new();
            for (line, path) in &file.paths {
                if let Some(other) = self.resolve(path, module, 0).filter(|other| other != module) {
                    let first = to.entry(other).or_insert(*line);
                    *first = (*first).min(*line);
                }
            }
            to
        };
        self.files.iter().map(|(module, file)| (module.as_slice(), of((module, file)))).collect()
    }

    /// The shortest circle through each file that is in one; files of one circle are told once.
    fn circles(&self) -> Vec<(String, String)> {
        let arrows = self.arrows();
        let (mut told, mut found) = (BTreeSet::new(), Vec::new());
        for &start in arrows.keys() {
            let mut came_from: BTreeMap<&[String], &[String]> = BTreeMap::new();
            let mut open = VecDeque::from([start]);
            while let Some(file) = open.pop_front().filter(|_| !came_from.contains_key(start)) {
                for other in arrows.get(file).into_iter().flat_map(|to| to.keys()) {
                    if !came_from.contains_key(other.as_slice()) {
                        came_from.insert(other, file);
                        open.push_back(other);
                    }
                }
            }
            if !came_from.contains_key(start) || told.contains(start) {
                continue;
            }
            let mut circle = vec![start];
            while circle.len() == 1 || circle[circle.len() - 1] != start {
                circle.push(came_from[circle[circle.len() - 1]]);
            }
            circle.reverse();
            told.extend(circle.iter().copied());
            let steps =
                circle.windows(2).map(|pair| format!("{}:{}", name(pair[0]), arrows[pair[0]][pair[1]]));
            let steps = steps.collect::<Vec<_>>().join(" → ");
            found.push((start[0].clone(), format!("{steps} → {}", name(start))));
        }
        found
    }
}

#[test]
fn no_file_is_in_a_circle_of_imports() {
    let circles = House::new(&source()).circles();
    let told: Vec<&str> = circles
        .iter()
        .filter(|(room, _)| !UNMENDED.contains(&room.as_str()))
        .map(|(_, circle)| circle.as_str())
        .collect();
    assert!(told.is_empty(), "circles of imports, each arrow with its line:\n{}", told.join("\n"));
    for room in UNMENDED {
        let has_circles = circles.iter().any(|(of, _)| of == room);
        assert!(
            has_circles,
            "`{room}` has no circle any more: take it off the list in tests/house/circles.rs"
        );
    }
}

#[test]
fn a_planted_circle_is_found_and_a_straight_line_is_none() {
    let circles = |files: &[(&str, &str)]| -> Vec<String> {
        let source = files.iter().map(|(file, text)| (file.to_string(), bare(text))).collect();
        House::new(&source).circles().into_iter().map(|(_, circle)| circle).collect()
    };
    let a = ("a.rs", "mod b;\nmod c;\npub use b::B;\npub struct A;\n");
    // Two files; three files, one by a path in the code; a child with an item of its parent, which shows the child's.
    assert_eq!(
        circles(&[
            ("a.rs", ""),
            ("a/b.rs", "\nuse super::c::C;\npub struct B;\n"),
            ("a/c.rs", "use crate::a::b::{self, B};\npub struct C;\n")
        ]),
        ["src/a/b.rs:2 → src/a/c.rs:1 → src/a/b.rs"]
    );
    assert_eq!(
        circles(&[
            ("a.rs", ""),
            ("a/b.rs", "use super::c;\npub fn b() {\n    c::c();\n}\n"),
            ("a/c.rs", "use super::d::D as E;\npub fn c() {}\n"),
            ("a/d.rs", "pub struct D;\nfn d() -> u8 { super::b::b() }\n")
        ]),
        ["src/a/b.rs:3 → src/a/c.rs:1 → src/a/d.rs:2 → src/a/b.rs"]
    );
    assert_eq!(
        circles(&[a, ("a/b.rs", "use super::A;\npub struct B;\n")]),
        ["src/a.rs:3 → src/a/b.rs:1 → src/a.rs"]
    );
    // What the parent shows is the child's: c leads to b, and nothing leads back. Tests may use what they like.
    let c = "use super::B;\npub struct C;\n#[cfg(test)]\nmod tests {\n    use super::super::A;\n}\n";
    assert_eq!(circles(&[a, ("a/b.rs", "pub struct B;\n"), ("a/c.rs", c)]), Vec::<String>::new());
    assert_eq!(
        circles(&[a, ("a/b.rs", "pub struct B;\n"), ("a/c.rs", "use crate::a::A;\n")]),
        Vec::<String>::new()
    );
}
