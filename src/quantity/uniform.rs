//! The uniform distribution.

use super::broken::{Broken, Rule, require_finite};
use super::{Family, Law};

/// Every value of a range equally likely.
///
/// **Formula** quantile lo + (hi − lo)·u, mean (lo + hi)/2, standard deviation (hi − lo)/√12.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniform {
    lo: f64,
    hi: f64,
}

impl Uniform {
    /// **Errors** not finite, or lo ≥ hi.
    pub fn new(lo: f64, hi: f64) -> Result<Uniform, Broken> {
        require_finite(&[lo, hi])?;
        if lo >= hi {
            let help = "swap the two if they were exchanged; a certain number is written without a family";
            return Err(Broken::new(1, Rule::EmptyRange { low: lo }, help));
        }
        Ok(Uniform { lo, hi })
    }
}

impl Family {
    /// Uniform.
    ///
    /// **Range** lo < hi. **Errors** parameters 0 and 1.
    pub fn uniform(lo: f64, hi: f64) -> Result<Family, Broken> {
        Uniform::new(lo, hi).map(Family::from)
    }
}

impl Law for Uniform {
    fn name(&self) -> &'static str {
        "uniform"
    }

    fn quantile(&self, u: f64) -> f64 {
        (self.lo + (self.hi - self.lo) * u).min(self.hi)
    }

    fn cdf(&self, x: f64) -> f64 {
        ((x - self.lo) / (self.hi - self.lo)).clamp(0.0, 1.0)
    }

    fn mean(&self) -> f64 {
        0.5 * self.lo + 0.5 * self.hi
    }

    fn standard_deviation(&self) -> f64 {
        (self.hi - self.lo) / 12.0_f64.sqrt()
    }

    fn support(&self) -> (f64, f64) {
        (self.lo, self.hi)
    }
}
