//! The exponential distribution.

use super::broken::{Broken, require_finite, require_positive};
use super::{Family, Law};
use crate::math::{exp, exp_m1, ln_1p};

/// A waiting time without memory.
///
/// **Range** above 0. **Formula** quantile −ln(1 − u)/rate; mean and standard deviation 1/rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exponential {
    rate: f64,
}

impl Exponential {
    /// **Errors** not finite, or not positive.
    pub fn new(rate: f64) -> Result<Exponential, Broken> {
        require_finite(&[rate])?;
        require_positive(0, rate, "the rate is 1/mean")?;
        Ok(Exponential { rate })
    }

    /// From the mean.
    ///
    /// **Errors** not finite, or not positive.
    pub fn from_mean(mean: f64) -> Result<Exponential, Broken> {
        require_finite(&[mean])?;
        require_positive(0, mean, "a waiting time is greater than 0, and so is its mean")?;
        Exponential::new(1.0 / mean)
    }
}

impl Family {
    /// Exponential.
    ///
    /// **Range** rate > 0. **Errors** parameter 0.
    pub fn exponential(rate: f64) -> Result<Family, Broken> {
        Exponential::new(rate).map(Family::from)
    }

    /// Exponential with this mean.
    ///
    /// **Range** mean > 0. **Errors** parameter 0.
    pub fn exponential_from_mean(mean: f64) -> Result<Family, Broken> {
        Exponential::from_mean(mean).map(Family::from)
    }
}

impl Law for Exponential {
    fn name(&self) -> &'static str {
        "exponential"
    }

    fn quantile(&self, u: f64) -> f64 {
        (-ln_1p(-u) / self.rate).min(f64::MAX)
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { -exp_m1(-x * self.rate) }
    }

    fn mean(&self) -> f64 {
        1.0 / self.rate
    }

    fn standard_deviation(&self) -> f64 {
        1.0 / self.rate
    }

    fn mean_up_to(&self, x: f64) -> Option<f64> {
        let ages = self.rate * x.max(0.0);
        let last = if ages.is_finite() { ages * exp(-ages) } else { 0.0 };
        Some((-exp_m1(-ages) - last) / self.rate)
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
