//! By what options are weighed, and what was found.

use crate::analysis::Question;
use crate::decision::{Functions, Information};
use crate::model::Basis;

/// By what options are weighed.
pub(in crate::study) struct Weighing {
    /// What the reader sees.
    pub(super) name: String,
    /// What is weighed, and how much one of it counts.
    pub(super) parts: Vec<(Question, f64)>,
    /// Who weighs; none where nobody said so, and what the report tells first is taken.
    pub(super) basis: Option<Basis>,
    /// Whether it is one chance, which counts for 1.
    pub(super) is_chance: bool,
}

/// Some quantities, and what it is worth to know them.
pub(in crate::study) struct Worth {
    /// What they are called together.
    pub(super) name: String,
    pub(super) keys: Vec<String>,
    pub(super) information: Information,
    pub(super) functions: Functions,
}

/// By what quantities are taken together, and what each of these is worth.
pub(in crate::study) struct Grouping {
    /// What one of them is: "assumption".
    pub(super) of: &'static str,
    /// The most worth finding out first.
    pub(super) worths: Vec<Worth>,
    /// Those that are too many to be told of at this size.
    pub(super) untold: Vec<String>,
}
