//! Uncertain quantities: one family of distributions a file.
//!
//! A family is checked once, when it is made; after that nothing can fail. Every family is drawn by inversion: a
//! uniform number in, [`Family::quantile`] out. To add a family, write its file with a type that has the [`Law`], then
//! give it a variant, an arm in `law` and its constructors below.

mod beta;
mod broken;
mod constant;
mod lognormal;
mod metalog;
mod normal;
mod pert;
mod triangular;
mod uniform;

pub use beta::Beta;
pub use broken::{Broken, Rule};
pub use constant::Constant;
pub use lognormal::LogNormal;
pub use metalog::Metalog;
pub use normal::Normal;
pub use pert::Pert;
pub use triangular::Triangular;
pub use uniform::Uniform;

/// The 95 % point of the standard normal distribution.
const Z95: f64 = 1.644_853_626_951_472_6;

/// What every family of distributions can tell.
pub trait Law {
    /// The family's name in a scenario file.
    fn name(&self) -> &'static str;
    /// The value below which a share u lies.
    ///
    /// **Range** 0 < u < 1; the result lies in the support and is not NaN.
    fn quantile(&self, u: f64) -> f64;
    /// The probability of at most x; NaN stays NaN.
    fn cdf(&self, x: f64) -> f64;
    /// The mean; infinite where there is none.
    fn mean(&self) -> f64;
    /// The standard deviation; infinite where there is none.
    fn standard_deviation(&self) -> f64;
    /// The least and the greatest value, infinite where unbounded.
    fn support(&self) -> (f64, f64);
}

/// A distribution over worlds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Family {
    /// Certain.
    Constant(Constant),
    /// Beta-PERT.
    Pert(Pert),
    /// Triangular.
    Triangular(Triangular),
    /// Uniform.
    Uniform(Uniform),
    /// Normal.
    Normal(Normal),
    /// Lognormal.
    LogNormal(LogNormal),
    /// Beta.
    Beta(Beta),
    /// Metalog through two or three quantiles.
    Metalog(Metalog),
}

impl Family {
    /// A certain number.
    ///
    /// **Errors** not finite.
    pub fn constant(x: f64) -> Result<Family, Broken> {
        Constant::new(x).map(Family::Constant)
    }

    /// Beta-PERT; λ = 4 is the standard.
    ///
    /// **Range** min ≤ mode ≤ max, min < max, λ > 0. **Errors** parameters 0 to 3 in the order given.
    pub fn pert(min: f64, mode: f64, max: f64, lambda: f64) -> Result<Family, Broken> {
        Pert::new(min, mode, max, lambda).map(Family::Pert)
    }

    /// Triangular.
    ///
    /// **Range** min ≤ mode ≤ max, min < max. **Errors** parameters 0 to 2 in the order given.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Result<Family, Broken> {
        Triangular::new(min, mode, max).map(Family::Triangular)
    }

    /// Uniform.
    ///
    /// **Range** lo < hi. **Errors** parameters 0 and 1.
    pub fn uniform(lo: f64, hi: f64) -> Result<Family, Broken> {
        Uniform::new(lo, hi).map(Family::Uniform)
    }

    /// Normal.
    ///
    /// **Range** sd > 0. **Errors** parameters 0 and 1.
    pub fn normal(mean: f64, sd: f64) -> Result<Family, Broken> {
        Normal::new(mean, sd).map(Family::Normal)
    }

    /// Normal with these 5 % and 95 % points.
    ///
    /// **Range** p5 < p95. **Errors** parameters 0 and 1.
    pub fn normal_from_quantiles(p5: f64, p95: f64) -> Result<Family, Broken> {
        Normal::from_quantiles(p5, p95).map(Family::Normal)
    }

    /// Lognormal: mean and standard deviation of the logarithm.
    ///
    /// **Range** σ > 0. **Errors** parameters 0 and 1.
    pub fn lognormal(mu: f64, sigma: f64) -> Result<Family, Broken> {
        LogNormal::new(mu, sigma).map(Family::LogNormal)
    }

    /// Lognormal with these 5 % and 95 % points.
    ///
    /// **Range** 0 < p5 < p95. **Errors** parameters 0 and 1.
    pub fn lognormal_from_quantiles(p5: f64, p95: f64) -> Result<Family, Broken> {
        LogNormal::from_quantiles(p5, p95).map(Family::LogNormal)
    }

    /// Beta.
    ///
    /// **Range** α, β > 0. **Errors** parameters 0 and 1.
    pub fn beta(alpha: f64, beta: f64) -> Result<Family, Broken> {
        Beta::new(alpha, beta).map(Family::Beta)
    }

    /// Beta with this mean and effective sample size α + β.
    ///
    /// **Range** 0 < mean < 1, size > 0. **Errors** parameters 0 and 1.
    pub fn beta_from_mean(mean: f64, size: f64) -> Result<Family, Broken> {
        Beta::from_mean(mean, size).map(Family::Beta)
    }

    /// Metalog through two or three (probability, value) points, on the values themselves or within bounds.
    ///
    /// **Range** probabilities and values rising, strictly within 0 to 1 and within the bounds.
    /// **Errors** parameter i is the i-th of the n points, n the lower bound, n + 1 the upper.
    pub fn metalog(points: &[(f64, f64)], lower: Option<f64>, upper: Option<f64>) -> Result<Family, Broken> {
        Metalog::new(points, lower, upper).map(Family::Metalog)
    }

    fn law(&self) -> &dyn Law {
        match self {
            Family::Constant(law) => law,
            Family::Pert(law) => law,
            Family::Triangular(law) => law,
            Family::Uniform(law) => law,
            Family::Normal(law) => law,
            Family::LogNormal(law) => law,
            Family::Beta(law) => law,
            Family::Metalog(law) => law,
        }
    }

    /// The value below which a share u lies.
    ///
    /// **Range** 0 < u < 1; the result lies in the support, is finite, and never falls as u rises (where it is found by
    /// iteration, up to its last bits).
    pub fn quantile(&self, u: f64) -> f64 {
        self.law().quantile(u)
    }

    /// The probability of at most x; NaN stays NaN.
    pub fn cdf(&self, x: f64) -> f64 {
        self.law().cdf(x)
    }

    /// The mean; infinite where there is none.
    pub fn mean(&self) -> f64 {
        self.law().mean()
    }

    /// The standard deviation; infinite where there is none.
    pub fn standard_deviation(&self) -> f64 {
        self.law().standard_deviation()
    }

    /// The least and the greatest value, infinite where unbounded.
    pub fn support(&self) -> (f64, f64) {
        self.law().support()
    }

    /// The number, if it is certain.
    pub fn as_constant(&self) -> Option<f64> {
        match self {
            Family::Constant(constant) => Some(constant.value()),
            _ => None,
        }
    }

    /// The family's name in a scenario file: "pert", "metalog" …
    pub fn name(&self) -> &'static str {
        self.law().name()
    }
}

#[cfg(test)]
mod tests;
