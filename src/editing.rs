//! Editing the text of a scenario file as its author would: one value in its place, or the whole in one style; comments and order stay.
//!
//! Nothing is known here of what keys mean: whoever edits checks the result as a scenario before it is written.

mod fault;
mod files;
mod format;
mod line_ends;
mod set;

pub use fault::Fault;
pub use files::{NotReplaced, read, replace};
pub use format::formatted;
pub use set::{Done, set, set_within};
