//! Which inputs move an outcome: indices of sensitivity with their errors, from arrays; nothing that knows a scenario.
//!
//! [`Response`] is what came out in each world, with what chance within worlds leaves of it. From a run as it is (given data): the share of the
//! variance that an input's classes tell ([`correlation_ratio`]), the way it works ([`slope`]), several inputs at once ([`Regression`]). From
//! designs of experiments: [`PickFreeze`] (Sobol'), [`elementary_effects`] (Morris), [`shapley_effects`]. Every index is kept with what it would be
//! without each group of worlds ([`LeftOut`]), so that sums and ratios of indices have errors too. docs/methods.md says what each means.

mod elementary;
mod given;
mod index;
mod normals;
mod pick_freeze;
mod regression;
mod response;
mod shapley;

pub use elementary::{Elementary, Step, elementary_effects};
pub use given::{classes, correlation_ratio, largest_by_luck, scores, slope};
pub use index::{Index, LeftOut};
pub use normals::Conditional;
pub use pick_freeze::{Halves, PickFreeze};
pub use regression::Regression;
pub use response::Response;
pub use shapley::shapley_effects;

#[cfg(test)]
mod tests;
