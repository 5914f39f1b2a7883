//! The scale on which a bounded quantity is unbounded.

use crate::math::{exp, ln, logistic};

/// The scale on which the metalog is unbounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Scale {
    Identity,
    Above(f64),
    Below(f64),
    Between(f64, f64),
}

impl Scale {
    pub(super) fn new(lower: Option<f64>, upper: Option<f64>) -> Scale {
        match (lower, upper) {
            (None, None) => Scale::Identity,
            (Some(lower), None) => Scale::Above(lower),
            (None, Some(upper)) => Scale::Below(upper),
            (Some(lower), Some(upper)) => Scale::Between(lower, upper),
        }
    }

    /// From the value to the unbounded scale.
    pub(super) fn forth(self, x: f64) -> f64 {
        match self {
            Scale::Identity => x,
            Scale::Above(lower) => ln(x - lower),
            Scale::Below(upper) => -ln(upper - x),
            Scale::Between(lower, upper) => ln((x - lower) / (upper - x)),
        }
    }

    /// From the unbounded scale to the value.
    pub(super) fn back(self, z: f64) -> f64 {
        match self {
            Scale::Identity => z,
            Scale::Above(lower) => lower + exp(z),
            Scale::Below(upper) => upper - exp(-z),
            Scale::Between(lower, upper) => (lower + (upper - lower) * logistic(z)).min(upper),
        }
        .clamp(f64::MIN, f64::MAX)
    }

    pub(super) fn support(self) -> (f64, f64) {
        match self {
            Scale::Identity => (f64::NEG_INFINITY, f64::INFINITY),
            Scale::Above(lower) => (lower, f64::INFINITY),
            Scale::Below(upper) => (f64::NEG_INFINITY, upper),
            Scale::Between(lower, upper) => (lower, upper),
        }
    }
}
