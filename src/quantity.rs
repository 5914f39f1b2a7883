//! Uncertain quantities: one family of distributions a file.
//!
//! A family is checked once, when it is made; after that nothing can fail. Every family is drawn by inversion: a
//! uniform number in, [`Family::quantile`] out. To add a family, write its file (a type with the [`Law`], and its constructor on
//! [`Family`]) and name the file below; the `scenario` room gives it a key in its table of forms.

mod bernoulli;
mod beta;
mod broken;
mod constant;
mod discrete;
mod exponential;
mod family;
mod feasible;
mod gamma;
mod lognormal;
mod metalog;
mod moments;
mod normal;
mod pert;
mod pool;
mod scale;
mod student_t;
mod triangular;
mod truncated;
mod uniform;
mod weibull;
mod weibull_shape;
mod worked_out;

pub use bernoulli::Bernoulli;
pub use beta::Beta;
pub use broken::{Broken, Rule};
pub use constant::Constant;
pub use discrete::Discrete;
pub use exponential::Exponential;
pub use family::{Alike, Atom, Existing, Family, Law, Opinion};
pub use gamma::Gamma;
pub use lognormal::LogNormal;
pub use metalog::Metalog;
pub use normal::Normal;
pub use pert::Pert;
pub use pool::Pool;
pub use student_t::StudentT;
pub use triangular::Triangular;
pub use truncated::Truncated;
pub use uniform::Uniform;
pub use weibull::Weibull;
pub use worked_out::WorkedOut;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_work;
