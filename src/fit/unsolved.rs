//! Why a problem has no answer.

use std::fmt;

/// Why a problem has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsolved {
    /// Rows of different lengths, a number that is not finite, a half width that is not positive, or a lower bound above its upper one.
    Malformed,
    /// The function to be minimised is flat, or falls, along some direction; the first unknown at which the factorisation told so.
    NotConvex {
        /// Its place among the unknowns.
        unknown: usize,
    },
    /// No point keeps all conditions; one that the others contradict.
    Infeasible {
        /// Its place among the conditions; those that bound single unknowns of a linear programme come after its rows.
        row: usize,
    },
    /// A linear function falls without end.
    Unbounded,
    /// Rounding kept the method from ending; it stopped at its limit of steps.
    Endless,
}

impl fmt::Display for Unsolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unsolved::Malformed => write!(f, "the problem is malformed"),
            Unsolved::NotConvex { unknown } => write!(f, "nothing determines unknown {unknown}"),
            Unsolved::Infeasible { row } => write!(f, "condition {row} contradicts others"),
            Unsolved::Unbounded => write!(f, "there is no bound"),
            Unsolved::Endless => write!(f, "the limit of steps was reached"),
        }
    }
}

impl std::error::Error for Unsolved {}
