//! The normal distribution.

use super::broken::{Broken, require_finite, require_positive, require_rising};
use super::family::Z95;
use super::{Family, Law};
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

    /// The normal distribution through two quantiles, each a percentage with its value, the lower one first.
    ///
    /// **Range** percentages from 1 to 99. **Formula** the normal distribution through both. **Errors** not finite, or not rising.
    pub fn from_quantiles(points: [(u8, f64); 2]) -> Result<Normal, Broken> {
        require_finite(&points.map(|(_, x)| x))?;
        require_rising(points)?;
        let (mean, sd) = through(points);
        Ok(Normal { mean, sd: sd.max(f64::MIN_POSITIVE) })
    }
}

/// Mean and standard deviation of the normal distribution through two quantiles.
///
/// **Formula** P and R at the percentages p < r: sd (R − P)/(z(r) − z(p)), mean P − sd·z(p); where p + r = 100, mean (P + R)/2 and sd
/// (R − P)/(2·z(r)).
pub(super) fn through([(p, low), (r, high)]: [(u8, f64); 2]) -> (f64, f64) {
    let z = |percent: u8| if percent == 95 { Z95 } else { normal_quantile(f64::from(percent) / 100.0) };
    if p + r == 100 {
        return (0.5 * low + 0.5 * high, (high - low) / (2.0 * z(r)));
    }
    let sd = (high - low) / (z(r) - z(p));
    (low - sd * z(p), sd)
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
        Family::normal_through([(5, p5), (95, p95)])
    }

    /// Normal through two quantiles, each a percentage with its value, the lower one first.
    ///
    /// **Range** percentages from 1 to 99. **Errors** parameters 0 and 1: the values.
    pub fn normal_through(points: [(u8, f64); 2]) -> Result<Family, Broken> {
        Normal::from_quantiles(points).map(Family::from)
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
