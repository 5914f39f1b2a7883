//! Choosing between options whose worth differs from world to world: which ranks first, what choosing it may cost, how sure that is.
//!
//! Arithmetic on columns of numbers: it knows no scenario. What a world is worth under an option is told by a finite number of paths, so that the option that
//! looks best in a world is partly the one that was lucky there. [`net()`] takes that luck out of the worlds before anything is ranked; where most worlds tie it cannot, and what is left is a range.

mod bounds;
mod information;
mod net;
mod pairs;
mod ranking;
mod regression;
#[cfg(test)]
mod tests_of_information;
#[cfg(test)]
mod tests_of_tipping;
mod tipping;

pub use information::{Chosen, Information, chosen, partial, perfect};
pub use net::{Halves, Net, net};
pub use pairs::{Pair, pairs};
pub use ranking::{Robust, Robustness, Share, robustness};
pub use regression::{Design, Functions};
pub use tipping::{Crossing, End, Lead, Tip, Tipping, tipping};
