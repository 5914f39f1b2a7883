//! Arithmetic over named values: parse once, evaluate with slots.

mod expression;
mod parser;
mod range;

pub use expression::{Formula, FormulaError, Function, Operation};
pub use range::Range;
