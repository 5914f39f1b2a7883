//! What is wished for: by what options are weighed against each other.

use super::{Basis, Id};

/// A weighted sum of chances and means, of which more is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// What the reader sees.
    pub name: String,
    /// What is weighed, one at least, sorted by id.
    pub parts: Vec<Weighed>,
    /// Who weighs, and why so.
    pub basis: Basis,
}

/// One thing that is weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// Its id; empty where the objective has no other.
    pub id: Id,
    /// Its name in `outcomes.json`: `reached.settlement.in_force`, `metric.loss.mean`.
    pub outcome: String,
    /// What one of it counts for. **Unit** of the objective for a chance of 1 or a unit of the metric.
    pub weight: f64,
}
