//! docs/cookbook.md: every recipe runs as it is printed.

#![allow(clippy::unwrap_used, reason = "the helpers belong to the tests")]

use crate::common::desk::{Desk, code, errors};

/// A block of a document: what stands behind its fence, and its lines.
struct Block<'t> {
    kind: &'t str,
    text: &'t str,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut parts = text.split("```");
    parts.next();
    while let (Some(inside), Some(_)) = (parts.next(), parts.next()) {
        let (kind, text) = inside.split_once('\n').unwrap();
        found.push(Block { kind, text });
    }
    found
}

#[test]
fn every_recipe_runs_as_it_is_printed() {
    let page = std::fs::read_to_string("docs/cookbook.md").unwrap();
    let mut recipes = page.split("\n## ");
    let first = recipes.next().unwrap();
    assert_eq!(blocks(first)[0].text, "hikiwake new bay.toml\n");
    let (mut files, mut commands, mut count) = (0, 0, 0);
    for recipe in recipes {
        let title = recipe.lines().next().unwrap();
        let desk = Desk::new();
        desk.done(&["new", "bay.toml"]);
        // A size that takes no time; the commands stay as they are.
        let bay = std::fs::read_to_string(desk.path("bay.toml")).unwrap();
        assert!(bay.contains("\nseed = 1 "));
        desk.write("bay.toml", &bay.replace("\nseed = 1 ", "\nworlds = 40\npaths = 5\nseed = 1 "));
        for block in blocks(recipe) {
            match block.kind.split_once(' ') {
                Some(("toml", file)) => {
                    desk.write(file, block.text);
                    let output = desk.run(&["check", file]);
                    assert_eq!((code(&output), errors(&output)), (Some(0), String::new()), "{title}: {file}");
                    files += 1;
                }
                _ => {
                    assert_eq!(block.kind, "sh", "{title}");
                    for line in block.text.lines() {
                        let words: Vec<&str> = line.split_whitespace().collect();
                        assert_eq!(words[0], "hikiwake", "{title}: {line}");
                        let output = desk.run(&words[1..]);
                        assert_eq!(code(&output), Some(0), "{title}: {line}\n{}", errors(&output));
                        commands += 1;
                    }
                }
            }
        }
        count += 1;
    }
    assert!(count >= 9 && files >= 7 && commands >= 13, "{count} {files} {commands}");
}
