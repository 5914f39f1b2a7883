//! The Rayleigh distribution.

use super::broken::{Broken, require_finite, require_positive};
use super::{Family, Law};
use crate::math::{exp_m1, ln_1p};

/// The length of a vector of two independent normal numbers around 0.
///
/// **Range** above 0. **Formula** quantile scale·√(−2·ln(1 − u)); mean scale·√(π/2); variance (2 − π/2)·scale².
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rayleigh {
    scale: f64,
}

impl Family {
    /// Rayleigh.
    ///
    /// **Range** scale > 0. **Errors** parameter 0.
    pub fn rayleigh(scale: f64) -> Result<Family, Broken> {
        require_finite(&[scale])?;
        require_positive(0, scale, "the scale is the most likely value")?;
        Ok(Family::from(Rayleigh { scale }))
    }
}

impl Law for Rayleigh {
    fn name(&self) -> &'static str {
        "rayleigh"
    }

    fn quantile(&self, u: f64) -> f64 {
        self.scale * (-2.0 * ln_1p(-u)).sqrt()
    }

    fn cdf(&self, x: f64) -> f64 {
        let z = x / self.scale;
        if x <= 0.0 { 0.0 } else { -exp_m1(-0.5 * z * z) }
    }

    fn mean(&self) -> f64 {
        self.scale * (std::f64::consts::PI / 2.0).sqrt()
    }

    fn standard_deviation(&self) -> f64 {
        self.scale * (2.0 - std::f64::consts::PI / 2.0).sqrt()
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
