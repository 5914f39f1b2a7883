//! A figure as plain data: what it shows and says, without a word on how it is drawn.

use super::content::Content;
use crate::lettering::{Fallback, in_force};
use serde::{Deserialize, Serialize};

use super::provenance::Provenance;
use super::table::Table;

/// A figure: its words, and the data it is drawn from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its name, also that of its files.
    pub name: String,
    /// The finding.
    pub title: String,
    /// What the rule says of the numbers, where the analyst's own title stands in its place.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rule_title: Option<String>,
    /// What is measured.
    pub subtitle: String,
    /// How to read it, and how exact it is.
    pub notes: String,
    /// The numbers in sentences, for those who cannot see the picture.
    pub description: String,
    /// What is shown.
    #[serde(flatten)]
    pub content: Content,
    /// Where the numbers come from.
    pub provenance: Provenance,
    /// The second font that it is drawn with, which all figures of a file have in common.
    #[serde(skip)]
    pub font: Option<Fallback>,
}

impl Figure {
    /// A figure whose words follow from its numbers, to be drawn with the second font in force.
    pub fn new(name: impl Into<String>, content: impl Into<Content>, provenance: Provenance) -> Figure {
        let content = content.into();
        let kind = content.says();
        Figure {
            name: name.into(),
            title: kind.title(),
            rule_title: None,
            subtitle: kind.subtitle(),
            notes: kind.notes(),
            description: kind.description(),
            content,
            provenance,
            font: in_force(),
        }
    }

    /// The figure under the analyst's own title.
    pub fn with_title(self, title: &str) -> Figure {
        Figure { title: title.to_string(), rule_title: Some(self.title), ..self }
    }

    /// The numbers that a page has room for.
    pub fn table(&self) -> Table {
        self.content.says().table()
    }

    /// Every number: what a page has room for, then the rest.
    pub fn tables(&self) -> Vec<Table> {
        self.content.says().tables()
    }
}
