//! One assumption of a scenario, as plain data.

use serde::Serialize;

use super::fit::Fit;
use super::ground::{Ground, Sign};
use super::placements::{Acts, Element, ElementKind};
use super::strength::Strength;

/// One quantity: a number the analyst assigned, or the default where the file assigns none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assumption {
    /// Its dotted key: `--set KEY=…` changes it.
    pub key: String,
    /// What it belongs to.
    pub element: Element,
    /// What it is of its element, in words.
    pub role: String,
    /// Its unit: the file's, or that of its place; empty for a number without one.
    pub unit: String,
    /// Its family of distributions.
    pub family: String,
    /// Its value as the layer that gave it wrote it.
    pub written: String,
    /// Where that is: `file.toml:14`, `--set` or `default`.
    pub place: String,
    /// Every layer's word on it, lowest first.
    pub history: Vec<Step>,
    /// What the distribution amounts to.
    pub fit: Fit,
    /// What it does to something, where it weighs an influence.
    pub acts: Option<Acts>,
    /// Which way it moves what it acts on.
    pub sign: Option<Sign>,
    /// The kind of its ground.
    pub ground: Ground,
    /// Where its evidence or judgement stands.
    pub grounds_at: Option<String>,
    /// The table around it whose evidence or judgement it takes, where it has none of its own.
    pub grounds_from: Option<String>,
    /// Evidence for the value.
    pub evidence: Vec<String>,
    /// Evidence for the structure only.
    pub structure: Vec<String>,
    /// Why the analyst assigned it.
    pub judgement: Option<String>,
    /// A remark of the author.
    pub note: Option<String>,
    /// How strong its ground is; none for a default, which nobody assigned.
    pub strength: Option<Strength>,
}

impl Assumption {
    /// The node of what it belongs to, as links name it; an option's amount belongs to its term, which is what is read.
    pub fn node(&self) -> String {
        let parts: Vec<&str> = self.key.split('.').collect();
        match (self.element.kind, parts.as_slice()) {
            (ElementKind::Option, [_, _, _, term]) => format!("term.{term}"),
            (kind, _) => format!("{}.{}", kind.name(), self.element.id),
        }
    }

    /// Whether it is the weight of a driver.
    pub fn is_driver(&self) -> bool {
        matches!(self.acts, Some(Acts::Times { .. } | Acts::Adds { .. }))
    }
}

/// One layer's word on a quantity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// `file.toml:14`, or `--set`.
    pub place: String,
    /// What it says, as it is written there.
    pub text: String,
    /// What that does.
    pub does: Does,
}

/// What a layer's word does in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Does {
    /// It gives the value.
    Gives,
    /// A layer above it overrides it.
    Overridden,
    /// It adds grounds and leaves the number.
    AddsGrounds,
    /// It removes what lies below.
    Removes,
}
