//! Where in the space of what is assumed an outcome is more frequent: boxes, and a small tree as a second opinion. Arrays in, numbers out; it knows
//! no scenario.
//!
//! A **box** is a range of some of the inputs. [`find`] looks for the one in which the mean response stands out most, by the patient rule induction method
//! (Friedman and Fisher 1999): a twentieth of the rows is peeled off after the other, always where it helps most; how far to peel is chosen on rows that had
//! no part in peeling; restrictions that do not hold on other rows are taken back; at last the borders are pasted back where that helps. [`Tested`] tells a box on
//! a third set of rows, so that what is said of it owes nothing to its having been chosen. [`Tree`] splits the rows by the same inputs (Breiman et al. 1984).
//!
//! Rows come in twenty groups (those of worlds), and every error is told over these: paths of a world, or worlds of a replicate, are not independent.

mod choice;
mod groups;
mod inputs;
mod peeling;
mod region;
mod restrictions;
mod stability;
mod tested;
mod tree;

pub use choice::{Found, LEAST_ROWS, Search, find};
pub use inputs::{Inputs, Table};
pub use region::{Limit, Region};
pub use restrictions::Judges;
pub use stability::{HALVES, came_back};
pub use tested::{Inside, Tested, tested};
pub use tree::{Leaf, Tree, grown};

#[cfg(test)]
mod tests;
