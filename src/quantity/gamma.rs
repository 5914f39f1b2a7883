//! The gamma distribution.

use super::broken::{Broken, require_finite, require_positive, require_within};
use super::{Family, Law};
use crate::math::GammaShape;

/// Shapes between these are computed to full accuracy and fast.
const SMALLEST: f64 = 1e-3;
/// See [`SMALLEST`].
const LARGEST: f64 = 1e6;

/// A positive number with a tail that falls like an exponential: a waiting time for several events, a dose, a cost.
///
/// **Range** above 0.
/// **Formula** density ∝ x^(shape − 1)·e^(−rate·x); mean shape/rate; standard deviation √shape/rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gamma {
    shape: GammaShape,
    rate: f64,
}

impl Gamma {
    /// From shape and rate (the rate is 1/scale).
    ///
    /// **Errors** not finite, not positive, or a shape not within 0.001 to 1 000 000.
    pub fn new(shape: f64, rate: f64) -> Result<Gamma, Broken> {
        require_finite(&[shape, rate])?;
        let help = "the mean is shape/rate; with `mean` and `sd` the moments themselves are given";
        require_positive(0, shape, help)?;
        require_within(0, shape, SMALLEST, LARGEST, help)?;
        require_positive(1, rate, help)?;
        Ok(Gamma { shape: GammaShape::new(shape), rate })
    }

    /// From shape and scale, 1/rate.
    ///
    /// **Errors** as of [`Gamma::new`].
    pub fn from_scale(shape: f64, scale: f64) -> Result<Gamma, Broken> {
        require_finite(&[shape, scale])?;
        require_positive(1, scale, "the mean is shape·scale")?;
        Gamma::new(shape, 1.0 / scale)
    }

    /// From mean and standard deviation: shape (mean/sd)², rate mean/sd².
    ///
    /// **Errors** not finite, not positive, or a ratio of the two that puts the shape outside 0.001 to 1 000 000.
    pub fn from_moments(mean: f64, sd: f64) -> Result<Gamma, Broken> {
        require_finite(&[mean, sd])?;
        let help = "a gamma quantity is greater than 0, and so are its mean and its standard deviation";
        require_positive(0, mean, help)?;
        require_positive(1, sd, help)?;
        require_within(1, sd, mean / LARGEST.sqrt(), mean / SMALLEST.sqrt(), help)?;
        let shape = (mean / sd * (mean / sd)).clamp(SMALLEST, LARGEST);
        Ok(Gamma { shape: GammaShape::new(shape), rate: shape / mean })
    }
}

impl Family {
    /// Gamma.
    ///
    /// **Range** shape, rate > 0. **Errors** parameters 0 and 1.
    pub fn gamma(shape: f64, rate: f64) -> Result<Family, Broken> {
        Gamma::new(shape, rate).map(Family::from)
    }

    /// Gamma by its scale, 1/rate.
    ///
    /// **Range** shape, scale > 0. **Errors** parameters 0 and 1.
    pub fn gamma_from_scale(shape: f64, scale: f64) -> Result<Family, Broken> {
        Gamma::from_scale(shape, scale).map(Family::from)
    }

    /// Gamma with this mean and standard deviation.
    ///
    /// **Range** both > 0. **Errors** parameters 0 and 1.
    pub fn gamma_from_moments(mean: f64, sd: f64) -> Result<Family, Broken> {
        Gamma::from_moments(mean, sd).map(Family::from)
    }
}

impl Law for Gamma {
    fn name(&self) -> &'static str {
        "gamma"
    }

    fn quantile(&self, u: f64) -> f64 {
        (self.shape.quantile(u) / self.rate).min(f64::MAX)
    }

    fn cdf(&self, x: f64) -> f64 {
        self.shape.cdf(x * self.rate)
    }

    fn mean(&self) -> f64 {
        self.shape.a() / self.rate
    }

    fn standard_deviation(&self) -> f64 {
        self.shape.a().sqrt() / self.rate
    }

    fn mean_up_to(&self, x: f64) -> Option<f64> {
        Some(self.mean() * GammaShape::new(self.shape.a() + 1.0).cdf(x * self.rate))
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
