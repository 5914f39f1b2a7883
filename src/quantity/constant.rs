//! A certain number.

use super::broken::{Broken, Rule};
use super::{Atom, Family, Law};

/// A certain number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constant(Atom);

impl Constant {
    /// **Errors** not finite.
    pub fn new(x: f64) -> Result<Constant, Broken> {
        if x.is_finite() {
            Ok(Constant(Atom { value: x, weight: 1.0 }))
        } else {
            Err(Broken::new(0, Rule::NotFinite, "write a number"))
        }
    }
}

impl Family {
    /// A certain number.
    ///
    /// **Errors** not finite.
    pub fn constant(x: f64) -> Result<Family, Broken> {
        Constant::new(x).map(Family::from)
    }
}

impl Law for Constant {
    fn name(&self) -> &'static str {
        "constant"
    }

    fn quantile(&self, _u: f64) -> f64 {
        self.0.value
    }

    fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { f64::from(u8::from(x >= self.0.value)) }
    }

    fn mean(&self) -> f64 {
        self.0.value
    }

    fn standard_deviation(&self) -> f64 {
        0.0
    }

    fn support(&self) -> (f64, f64) {
        (self.0.value, self.0.value)
    }

    fn atoms(&self) -> &[Atom] {
        std::slice::from_ref(&self.0)
    }
}
