//! What a scenario asks of a file of observations: its name, a column, a decimal mark.

use super::cells::{self, Mark};
use crate::scenario::node::{Node, Origin, Table};
use crate::scenario::problem::{Place, Problem};
use crate::scenario::suggestions;

/// How to ask for one.
pub(super) const HELP: &str = "one number a line, or several columns under headings: empirical = { file = \"observed.csv\", column = \"days\" }";

/// The keys of the table that names a file.
const KEYS: [&str; 3] = ["file", "column", "decimal"];

/// A file that a scenario asks for.
pub(super) struct Asked {
    pub file: String,
    pub column: Option<String>,
    /// The decimal mark that it states.
    pub decimal: Option<Mark>,
    /// What names the file.
    pub named: Node,
    pub origin: Origin,
}

impl Asked {
    /// What is asked for, or what is wrong with how; none where no file is named.
    pub(super) fn of(node: &Node) -> Option<Result<Asked, Box<Problem>>> {
        if let Some(file) = node.text() {
            let (file, named, origin) = (file.into(), node.clone(), node.origin().clone());
            return Some(Ok(Asked { file, column: None, decimal: None, named, origin }));
        }
        let table = node.table()?;
        let file = table.get("file").filter(|file| file.text().is_some())?;
        Some(Asked::of_table(table, file, node.origin().clone()))
    }

    fn of_table(table: &Table, file: &Node, origin: Origin) -> Result<Asked, Box<Problem>> {
        if let Some((key, other)) = table.iter().find(|(key, _)| !KEYS.contains(&key.as_str())) {
            let label = suggestions::nearest(key, &KEYS)
                .map_or("not a key of a file of observations".into(), |near| {
                    format!("did you mean `{near}`?")
                });
            let title = format!("unknown key `{key}`");
            return Err(Problem::error("S101", other.key(), title, label)
                .help(format!("known keys: {}", suggestions::list(&KEYS)))
                .into());
        }
        let text = |key: &str, expected: &str| -> Result<Option<(&Node, String)>, Box<Problem>> {
            match table.get(key) {
                None => Ok(None),
                Some(node) => node.text().map(|text| Some((node, text.to_string()))).ok_or_else(|| {
                    Problem::error("S102", node.at(), format!("`{key}` must be {expected}"), node.found())
                        .help(HELP)
                        .into()
                }),
            }
        };
        let column = text("column", "a heading of the file")?.map(|(_, column)| column);
        let decimal = match text("decimal", "\".\" or \",\"")? {
            None => None,
            Some((node, word)) => Some(stated_mark(node, &word)?),
        };
        let name = file.text().unwrap_or_default().to_string();
        Ok(Asked { file: name, column, decimal, named: file.clone(), origin })
    }

    pub(super) fn at(&self) -> Place {
        self.named.at()
    }

    pub(super) fn refuse(&self, what: impl std::fmt::Display) -> Problem {
        let title = format!("`{}` cannot give an empirical distribution", self.file);
        Problem::error("S214", self.at(), title, what.to_string())
    }
}

fn stated_mark(node: &Node, word: &str) -> Result<Mark, Box<Problem>> {
    match word {
        "." => Ok(Mark::Point),
        "," => Ok(Mark::Comma),
        _ => {
            let title = format!("`{}` is no decimal mark", cells::shown(word));
            Err(Problem::error("S111", node.at(), title, "what parts the whole from the fraction")
                .help("write decimal = \".\" or decimal = \",\"")
                .into())
        }
    }
}
