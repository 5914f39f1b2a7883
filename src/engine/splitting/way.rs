//! The way to an outcome.

use crate::plan::Mask;

/// The way to an outcome, in levels.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// The process, by its place.
    pub process: usize,
    /// The states of each level: a path is there once it has entered one of them. Each level holds the states of those after it.
    pub levels: Vec<Mask>,
    /// The states in which the process must be at the horizon, all of them of the last level; none where it is enough to have entered that.
    pub at_end: Option<Mask>,
}

impl Way {
    /// Things that are counted: levels, and the horizon where that is asked for.
    pub fn stages(&self) -> usize {
        self.levels.len() + usize::from(self.at_end.is_some())
    }
}
