//! hikiwake: what each settlement option on the table leads to, with its uncertainty.

pub mod formula;
pub mod math;
pub mod model;
pub mod quantity;
pub mod scenario;
pub mod stats;
