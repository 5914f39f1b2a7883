//! The Weibull distribution.

use super::broken::{Broken, require_finite, require_positive, require_within};
use super::{Family, Law};
use crate::math::{exp, exp_m1, ln_1p, ln_gamma, pow};

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
        require_within(0, shape, 0.05, 1e4, help)?;
        require_positive(1, scale, "the scale is the age by which 63 % have happened")?;
        Ok(Weibull { shape, scale })
    }
}

impl Family {
    /// Weibull.
    ///
    /// **Range** shape, scale > 0. **Errors** parameters 0 and 1.
    pub fn weibull(shape: f64, scale: f64) -> Result<Family, Broken> {
        Weibull::new(shape, scale).map(Family::from)
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

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
