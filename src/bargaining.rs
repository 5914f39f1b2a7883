//! Negotiation analysis over every package of terms: which combinations are feasible, what each audience gains by them in each world, the bargaining
//! frontier, the zone of possible agreement, and the solutions that the theory of bargaining names. Arrays in, numbers out; it knows no scenario.
//!
//! Points are whole numbers of 2⁻²⁴ of a point (`units`), so that a sum of them does not depend on its order: a package is worth the same however the terms
//! are split, and the answers are the same for any number of threads.
//!
//! Sources: Raiffa 1982 (*The Art and Science of Negotiation*), Nash 1950, Kalai and Smorodinsky 1975, Kalai 1977 (egalitarian), Keeney and Raiffa 1976.

mod audience;
mod bounding;
mod branching;
mod domain;
mod found;
mod frontier;
mod halves;
mod kernels;
mod medians;
mod solutions;
mod sweep;
mod tables;
#[cfg(test)]
mod tests;
mod units;

pub use audience::{Additive, Audience, Bound, Open, Own};
pub use branching::{Branched, Goal, Search, best_by_branching};
pub use domain::{Conjunction, Domain};
pub use found::{Candidate, Counted, Ranking};
pub use frontier::{Frontier, Point};
pub use halves::{CHUNK, Halves};
pub use medians::{Cloud, Glance, glance};
pub use solutions::{Disagreement, Solution, Solutions, solutions};
pub use sweep::sweep;
pub use units::{NEVER, Units, points, units};
