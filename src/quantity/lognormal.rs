//! The lognormal distribution.

use super::broken::{Broken, Rule, require_finite, require_positive, require_rising, require_within};
use super::normal::through;
use super::{Family, Law};
use crate::math::{exp, exp_m1, ln, ln_1p, normal_cdf, normal_quantile};

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

    /// The lognormal distribution through two quantiles, each a percentage with its value, the lower one first.
    ///
    /// **Range** percentages from 1 to 99. **Formula** μ and σ are mean and standard deviation of the normal distribution through the logarithms.
    /// **Errors** not finite, not positive, not rising, or a median or σ that is out of range.
    pub fn from_quantiles(points: [(u8, f64); 2]) -> Result<LogNormal, Broken> {
        let values = points.map(|(_, x)| x);
        require_finite(&values)?;
        let help = "a lognormal quantity is greater than 0; for one that may be 0 or below use `normal` or `p5`, `p50`, `p95`";
        require_positive(0, values[0], help)?;
        require_rising(points)?;
        let (mu, sigma) = through(points.map(|(percent, x)| (percent, ln(x))));
        if mu.abs() > 700.0 && points[0].0 + points[1].0 != 100 {
            let help = "the two are too far apart for their percentages: the median would be no number";
            return Err(Broken::new(1, Rule::Infeasible, help));
        }
        // Neighbouring numbers may share a logarithm: the least spread is that of one bit.
        Ok(LogNormal { mu: mu.clamp(-700.0, 700.0), sigma: sigma.clamp(f64::EPSILON, 700.0) })
    }

    /// From mean and standard deviation: σ² = ln(1 + (sd/mean)²), μ = ln mean − σ²/2.
    ///
    /// **Errors** not finite, not positive, or out of range.
    pub fn from_moments(mean: f64, sd: f64) -> Result<LogNormal, Broken> {
        require_finite(&[mean, sd])?;
        let help = "a lognormal quantity is greater than 0, and so are its mean and its standard deviation";
        require_positive(0, mean, help)?;
        require_positive(1, sd, help)?;
        let help = "sd/mean lies from 1e-15 to 1e100; a certain number is written without a family";
        require_within(1, sd, 1e-15 * mean, 1e100 * mean, help)?;
        let variance = ln_1p(sd / mean * (sd / mean));
        let sigma = if variance < 1e-16 { sd / mean } else { variance.sqrt() };
        LogNormal::new(ln(mean) - 0.5 * variance, sigma).map_err(|broken| Broken {
            parameter: 0,
            help: "the median would be no number; use a larger unit".into(),
            ..broken
        })
    }

    /// From the median, e^μ, and the standard deviation σ of the logarithm.
    ///
    /// **Errors** not finite, a median ≤ 0, or out of range.
    pub fn from_median(median: f64, sigma: f64) -> Result<LogNormal, Broken> {
        require_finite(&[median, sigma])?;
        require_positive(0, median, "a lognormal quantity is greater than 0, and so is its median")?;
        LogNormal::new(ln(median), sigma)
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
        Family::lognormal_through([(5, p5), (95, p95)])
    }

    /// Lognormal through two quantiles, each a percentage with its value, the lower one first.
    ///
    /// **Range** percentages from 1 to 99, values > 0. **Errors** parameters 0 and 1: the values.
    pub fn lognormal_through(points: [(u8, f64); 2]) -> Result<Family, Broken> {
        LogNormal::from_quantiles(points).map(Family::from)
    }

    /// Lognormal with this mean and standard deviation, of the value itself.
    ///
    /// **Range** both > 0. **Errors** parameters 0 and 1.
    pub fn lognormal_from_moments(mean: f64, sd: f64) -> Result<Family, Broken> {
        LogNormal::from_moments(mean, sd).map(Family::from)
    }

    /// Lognormal with this median, and this standard deviation of the logarithm.
    ///
    /// **Range** both > 0. **Errors** parameters 0 and 1.
    pub fn lognormal_from_median(median: f64, sigma: f64) -> Result<Family, Broken> {
        LogNormal::from_median(median, sigma).map(Family::from)
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

    fn mean_up_to(&self, x: f64) -> Option<f64> {
        let share = if x <= 0.0 { 0.0 } else { normal_cdf((ln(x) - self.mu) / self.sigma - self.sigma) };
        Some(self.mean() * share)
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
