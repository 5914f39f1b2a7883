//! Where a curve takes a value, when it is known only at points and only up to an error: roots with their intervals, and contours of a surface.
//!
//! Nothing here knows a scenario. What is to be known of the curve next is asked for ([`Search::wanted`]), whoever can tell adds it
//! ([`Search::add`]), and in the end [`Search::solution`] says where the curve takes the value, where it may, and how near it comes.

mod contour;
mod search;
mod solution;
#[cfg(test)]
mod tests;

pub use contour::contours;
pub use search::{Known, Search};
pub use solution::{Flat, Passage, Solution, Stretch};
