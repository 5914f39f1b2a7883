//! The lognormal distribution.

use super::broken::{Broken, require_finite, require_positive, require_rising, require_within};
use super::{Family, Law, Z95};
use crate::math::{exp, exp_m1, ln, normal_cdf, normal_quantile};

/// A positive number whose logarithm is normal.
///
/// **Formula** quantile exp(μ + σ·z(u)); mean exp(μ + σ²/2); standard deviation mean·√(exp(σ²) − 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogNormal {
    mu: f64,
    sigma: f64,
}

impl LogNormal {
    /// **Range** −700 ≤ μ ≤ 700 and 0 < σ ≤ 700, so that the median is a number.
    /// **Errors** not finite, σ ≤ 0, or out of range.
    pub fn new(mu: f64, sigma: f64) -> Result<LogNormal, Broken> {
        require_finite(&[mu, sigma])?;
        let help =
            "mu and sigma are those of the logarithm; with `p5` and `p95` the values themselves are given";
        require_within(0, mu, -700.0, 700.0, help)?;
        require_positive(1, sigma, help)?;
        require_within(1, sigma, 0.0, 700.0, help)?;
        Ok(LogNormal { mu, sigma })
    }

    /// The lognormal distribution with these 5 % and 95 % points.
    ///
    /// **Formula** μ = (ln p5 + ln p95)/2, σ = (ln p95 − ln p5)/(2·z(0.95)).
    /// **Errors** not finite, not positive, or not rising.
    pub fn from_quantiles(p5: f64, p95: f64) -> Result<LogNormal, Broken> {
        require_finite(&[p5, p95])?;
        let help = "a lognormal quantity is greater than 0; for one that may be 0 or below use `normal` or `p5`, `p50`, `p95`";
        require_positive(0, p5, help)?;
        require_rising(p5, p95)?;
        let (low, high) = (ln(p5), ln(p95));
        // Neighbouring numbers may share a logarithm: the least spread is that of one bit.
        let sigma = ((high - low) / (2.0 * Z95)).max(f64::EPSILON);
        Ok(LogNormal { mu: (0.5 * (low + high)).clamp(-700.0, 700.0), sigma })
    }
}

impl Family {
    /// Lognormal: mean and standard deviation of the logarithm.
    ///
    /// **Range** σ > 0. **Errors** parameters 0 and 1.
    pub fn lognormal(mu: f64, sigma: f64) -> Result<Family, Broken> {
        LogNormal::new(mu, sigma).map(Family::from)
    }

    /// Lognormal with these 5 % and 95 % points.
    ///
    /// **Range** 0 < p5 < p95. **Errors** parameters 0 and 1.
    pub fn lognormal_from_quantiles(p5: f64, p95: f64) -> Result<Family, Broken> {
        LogNormal::from_quantiles(p5, p95).map(Family::from)
    }
}

impl Law for LogNormal {
    fn name(&self) -> &'static str {
        "lognormal"
    }

    fn quantile(&self, u: f64) -> f64 {
        exp(self.mu + self.sigma * normal_quantile(u)).min(f64::MAX)
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { normal_cdf((ln(x) - self.mu) / self.sigma) }
    }

    fn mean(&self) -> f64 {
        exp(self.mu + 0.5 * self.sigma * self.sigma)
    }

    fn standard_deviation(&self) -> f64 {
        let variance = self.sigma * self.sigma;
        let ratio = if variance < 1e-16 { self.sigma } else { exp_m1(variance).sqrt() };
        self.mean() * ratio
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
