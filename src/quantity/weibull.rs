//! The Weibull distribution.

use super::broken::{Broken, require_finite, require_positive, require_within};
use super::weibull_shape::{SHAPES, shape_of, variation};
use super::{Family, Law};
use crate::math::{GammaShape, exp, exp_m1, ln_1p, ln_gamma, pow};

/// A waiting time whose hazard rises (shape above 1) or falls (below 1) with age.
///
/// **Range** above 0.
/// **Formula** quantile scale·(−ln(1 − u))^(1/shape); mean scale·Γ(1 + 1/shape); variance scale²·(Γ(1 + 2/shape) − Γ(1 + 1/shape)²).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weibull {
    shape: f64,
    scale: f64,
}

impl Weibull {
    /// **Errors** not finite, not positive, or a shape not within 0.05 to 10 000.
    pub fn new(shape: f64, scale: f64) -> Result<Weibull, Broken> {
        require_finite(&[shape, scale])?;
        let help = "shape 1 is the exponential, above 1 the hazard rises with age; 0.5 to 5 are usual";
        require_positive(0, shape, help)?;
        require_within(0, shape, SHAPES.0, SHAPES.1, help)?;
        require_positive(1, scale, "the scale is the age by which 63 % have happened")?;
        Ok(Weibull { shape, scale })
    }

    /// From mean and standard deviation: the shape whose sd/mean it is, scale mean/Γ(1 + 1/shape).
    ///
    /// **Errors** not finite, not positive, or a ratio of the two that puts the shape outside 0.05 to 10 000.
    pub fn from_moments(mean: f64, sd: f64) -> Result<Weibull, Broken> {
        require_finite(&[mean, sd])?;
        let help = "a weibull quantity is greater than 0, and so are its mean and its standard deviation";
        require_positive(0, mean, help)?;
        require_positive(1, sd, help)?;
        let help = "with this mean the shape would leave 0.05 to 10000; a larger spread has lognormal, a smaller one normal";
        let (least, most) = (variation(SHAPES.1), variation(SHAPES.0));
        require_within(1, sd, mean * least, mean * most, help)?;
        let shape = shape_of((sd / mean).clamp(least, most));
        Ok(Weibull { shape, scale: mean / exp(ln_gamma(1.0 + 1.0 / shape)) })
    }
}

impl Family {
    /// Weibull.
    ///
    /// **Range** shape, scale > 0. **Errors** parameters 0 and 1.
    pub fn weibull(shape: f64, scale: f64) -> Result<Family, Broken> {
        Weibull::new(shape, scale).map(Family::from)
    }

    /// Weibull with this mean and standard deviation.
    ///
    /// **Range** both > 0. **Errors** parameters 0 and 1.
    pub fn weibull_from_moments(mean: f64, sd: f64) -> Result<Family, Broken> {
        Weibull::from_moments(mean, sd).map(Family::from)
    }
}

impl Law for Weibull {
    fn name(&self) -> &'static str {
        "weibull"
    }

    fn quantile(&self, u: f64) -> f64 {
        (self.scale * pow(-ln_1p(-u), 1.0 / self.shape)).min(f64::MAX)
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { -exp_m1(-pow(x / self.scale, self.shape)) }
    }

    fn mean(&self) -> f64 {
        self.scale * exp(ln_gamma(1.0 + 1.0 / self.shape))
    }

    fn standard_deviation(&self) -> f64 {
        // Γ(1 + 2/k)/Γ(1 + 1/k)² − 1, through the logarithm so that a large shape does not cancel.
        let once = ln_gamma(1.0 + 1.0 / self.shape);
        let excess = exp_m1(ln_gamma(1.0 + 2.0 / self.shape) - 2.0 * once);
        self.mean() * excess.max(0.0).sqrt()
    }

    fn mean_up_to(&self, x: f64) -> Option<f64> {
        let shape = GammaShape::new(1.0 + 1.0 / self.shape);
        Some(self.mean() * shape.cdf(pow(x.max(0.0) / self.scale, self.shape)))
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
