//! hikiwake: what each settlement option on the table leads to, with its uncertainty.

pub mod charts;
pub mod formula;
pub mod model;
pub mod quantity;
