//! The normal distribution.

use super::broken::{Broken, require_finite, require_positive, require_rising};
use super::{Family, Law, Z95};
use crate::math::{normal_cdf, normal_quantile};

/// The normal distribution.
///
/// **Formula** quantile mean + sd·z(u), z the standard normal quantile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    mean: f64,
    sd: f64,
}

impl Normal {
    /// **Errors** not finite, or sd ≤ 0.
    pub fn new(mean: f64, sd: f64) -> Result<Normal, Broken> {
        require_finite(&[mean, sd])?;
        require_positive(1, sd, "a certain number is written without a family")?;
        Ok(Normal { mean, sd })
    }

    /// The normal distribution with these 5 % and 95 % points.
    ///
    /// **Formula** mean (p5 + p95)/2, sd (p95 − p5)/(2·z(0.95)). **Errors** not finite, or not rising.
    pub fn from_quantiles(p5: f64, p95: f64) -> Result<Normal, Broken> {
        require_finite(&[p5, p95])?;
        require_rising(p5, p95)?;
        Ok(Normal { mean: 0.5 * p5 + 0.5 * p95, sd: ((p95 - p5) / (2.0 * Z95)).max(f64::MIN_POSITIVE) })
    }
}

impl Family {
    /// Normal.
    ///
    /// **Range** sd > 0. **Errors** parameters 0 and 1.
    pub fn normal(mean: f64, sd: f64) -> Result<Family, Broken> {
        Normal::new(mean, sd).map(Family::from)
    }

    /// Normal with these 5 % and 95 % points.
    ///
    /// **Range** p5 < p95. **Errors** parameters 0 and 1.
    pub fn normal_from_quantiles(p5: f64, p95: f64) -> Result<Family, Broken> {
        Normal::from_quantiles(p5, p95).map(Family::from)
    }
}

impl Law for Normal {
    fn name(&self) -> &'static str {
        "normal"
    }

    fn quantile(&self, u: f64) -> f64 {
        self.mean + self.sd * normal_quantile(u)
    }

    fn cdf(&self, x: f64) -> f64 {
        normal_cdf((x - self.mean) / self.sd)
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn standard_deviation(&self) -> f64 {
        self.sd
    }

    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}
