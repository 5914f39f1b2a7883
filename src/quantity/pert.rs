//! The beta-PERT distribution.

use super::broken::{Broken, require_finite, require_mode, require_positive, require_within};
use super::{Family, Law};
use crate::math::BetaShape;

/// A beta distribution stretched from min to max, with a given mode and a weight λ on it.
///
/// **Formula** α = 1 + λ(mode − min)/(max − min), β = 1 + λ(max − mode)/(max − min);
/// quantile min + (max − min)·q, q that of Beta(α, β); mean (min + λ·mode + max)/(λ + 2);
/// standard deviation (max − min)·√(αβ/(α + β + 1))/(α + β).
/// **Source** Malcolm et al., Operations Research 7 (1959), for λ = 4; Vose, Risk Analysis, for other λ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pert {
    min: f64,
    max: f64,
    shape: BetaShape,
}

impl Pert {
    /// **Errors** not finite, min ≥ max, the mode outside, or λ not in 0 (exclusive) to 1 000 000.
    pub fn new(min: f64, mode: f64, max: f64, lambda: f64) -> Result<Pert, Broken> {
        require_finite(&[min, mode, max, lambda])?;
        require_mode(min, mode, max)?;
        let help = "lambda is the weight of the mode; 4 is the standard, larger is narrower";
        require_positive(3, lambda, help)?;
        require_within(3, lambda, 0.0, 1e6, help)?;
        let width = max - min;
        let shape =
            BetaShape::new(1.0 + lambda * ((mode - min) / width), 1.0 + lambda * ((max - mode) / width));
        Ok(Pert { min, max, shape })
    }
}

impl Family {
    /// Beta-PERT; λ = 4 is the standard.
    ///
    /// **Range** min ≤ mode ≤ max, min < max, λ > 0. **Errors** parameters 0 to 3 in the order given.
    pub fn pert(min: f64, mode: f64, max: f64, lambda: f64) -> Result<Family, Broken> {
        Pert::new(min, mode, max, lambda).map(Family::from)
    }
}

impl Law for Pert {
    fn name(&self) -> &'static str {
        "pert"
    }

    fn quantile(&self, u: f64) -> f64 {
        (self.min + (self.max - self.min) * self.shape.quantile(u)).min(self.max)
    }

    fn cdf(&self, x: f64) -> f64 {
        self.shape.cdf((x - self.min) / (self.max - self.min))
    }

    fn mean(&self) -> f64 {
        self.min + (self.max - self.min) * self.shape.mean()
    }

    fn standard_deviation(&self) -> f64 {
        (self.max - self.min) * self.shape.standard_deviation()
    }

    fn mean_up_to(&self, x: f64) -> Option<f64> {
        let (place, width) = ((x - self.min) / (self.max - self.min), self.max - self.min);
        let heavier = BetaShape::new(self.shape.a() + 1.0, self.shape.b());
        Some(self.min * self.shape.cdf(place) + width * self.shape.mean() * heavier.cdf(place))
    }

    fn support(&self) -> (f64, f64) {
        (self.min, self.max)
    }
}
