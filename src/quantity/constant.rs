//! A certain number.

use super::Law;
use super::broken::{Broken, Rule};

/// A certain number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constant(f64);

impl Constant {
    /// **Errors** not finite.
    pub fn new(x: f64) -> Result<Constant, Broken> {
        if x.is_finite() { Ok(Constant(x)) } else { Err(Broken::new(0, Rule::NotFinite, "write a number")) }
    }

    /// The number.
    pub fn value(&self) -> f64 {
        self.0
    }
}

impl Law for Constant {
    fn name(&self) -> &'static str {
        "constant"
    }

    fn quantile(&self, _u: f64) -> f64 {
        self.0
    }

    fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if x < self.0 {
            0.0
        } else {
            1.0
        }
    }

    fn mean(&self) -> f64 {
        self.0
    }

    fn standard_deviation(&self) -> f64 {
        0.0
    }

    fn support(&self) -> (f64, f64) {
        (self.0, self.0)
    }
}
