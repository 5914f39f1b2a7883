//! Units of meaning: how they are spelled, which unit each key has, what is converted, and what a formula makes of them.

mod conversion;
mod keys;
mod lexicon;
mod metrics;
mod parameters;
mod ratio;
mod spelling;
mod unit;

pub(super) use conversion::{Conversions, Converted, convert};
pub(super) use metrics::contradiction;
pub(super) use ratio::Ratio;
pub(super) use unit::{Unit, of};
