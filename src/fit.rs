//! Numbers from what is known of their sums: least squares under linear conditions, what is left open, and between which bounds.
//!
//! Everything is IEEE addition, multiplication, division and square root in a fixed order, so the bits are the same on every
//! platform. Of equals the first is taken, so nothing is left to chance either; but another order of unknowns or rows may give other last bits.

mod factor;
mod least_squares;
mod programme;
mod rank;
mod table;
mod unsolved;
mod vectors;

pub use least_squares::{Condition, Minimum, Quadratic};
pub use programme::{Band, Optimum, Programme};
pub use rank::Span;
pub use table::{Fit, PULL, Row, Table};
pub use unsolved::Unsolved;
