//! A scenario that was loaded, with all that is known of how.

use std::collections::BTreeMap;

use crate::model::Scenario;

use super::admitted::Admitted;
use super::entries::Entry;
use super::history::Written;
use super::layers::{FontFile, Source};
use super::problem::Problems;

/// A scenario that passed every check, with what is worth saying about it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The model.
    pub scenario: Scenario,
    /// What does not stop a run.
    pub warnings: Problems,
    /// The files as they were read, the scenario's own first.
    pub sources: Vec<Source>,
    /// The font file that it names for its charts.
    pub font: Option<FontFile>,
    /// The merged scenario as one TOML text that loads to the same model; each value says where it came from.
    pub resolved: String,
    /// The same values without a word on where they came from: what a digest is taken of.
    pub values: String,
    /// The same values one by one, each with its place.
    pub entries: Vec<Entry>,
    /// Quantities with neither evidence nor judgement.
    pub bare: Vec<Bare>,
    /// Who wrote each quantity, by its dotted key; one that no layer wrote has its default and is not here.
    pub written: BTreeMap<String, Written>,
    /// What may stand at the key of each quantity.
    pub admitted: BTreeMap<String, Admitted>,
}

/// A quantity with neither evidence nor judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bare {
    /// Its dotted key.
    pub key: String,
    /// Where its value stands, `file.toml:14`.
    pub place: String,
}
