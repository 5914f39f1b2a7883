//! From what analysts judge, how acceptable packages are to each audience, to what the engine needs: points of every option.
//!
//! The table of acceptability and the probes are the only numbers here that anybody assigned. What single terms are worth follows by least
//! squares ([`Assessment`]); an option that was judged keeps its cell, any other package is told from the fit ([`Assessment::opinion`]), and
//! what neither table nor probes determine stays a range. docs/model.md has every rule.

mod amounts;
mod assessment;
mod baseline;
mod columns;
mod derived;
mod dominance;
mod given;
mod likeness;
mod opinion;
mod scale;
mod separable;
mod worth;

pub use amounts::{is_fitted, set_amount};
pub use assessment::{Assessment, Demand, Known, Unfitted, Wish};
pub use columns::{Columns, Unknown};
pub use derived::{Assigned, Unjudged, assign};
pub use given::Given;
pub use opinion::{Opinion, is_same};
pub use scale::{JUST_ACCEPTABLE, WORST_TO_BEST};
pub use separable::{Beside, Separable, Summand};
pub use worth::{Pinned, Worth};
