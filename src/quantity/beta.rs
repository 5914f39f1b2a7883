//! The beta distribution.

use super::broken::{Broken, Rule, digits, require_finite, require_positive, require_within};
use super::{Family, Law};
use crate::math::BetaShape;

/// Parameters between these are computed to full accuracy and fast.
const SMALLEST: f64 = 1e-3;
/// See [`SMALLEST`].
const LARGEST: f64 = 1e7;

/// A chance that is itself uncertain, as after α successes in α + β trials.
///
/// **Range** 0 to 1.
/// **Formula** density ∝ x^(α − 1)·(1 − x)^(β − 1); mean α/(α + β); standard deviation √(αβ/(α + β + 1))/(α + β).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beta {
    shape: BetaShape,
}

impl Beta {
    /// **Errors** not finite, not positive, or not within 0.001 to 10 000 000.
    pub fn new(alpha: f64, beta: f64) -> Result<Beta, Broken> {
        require_finite(&[alpha, beta])?;
        let help = "the larger the two are, the narrower the distribution; 0.5 to 1000 are usual";
        for (i, x) in [alpha, beta].into_iter().enumerate() {
            require_positive(i, x, help)?;
            require_within(i, x, SMALLEST, LARGEST, help)?;
        }
        Ok(Beta { shape: BetaShape::new(alpha, beta) })
    }

    /// From the mean and the effective sample size: α = mean·size, β = (1 − mean)·size.
    ///
    /// **Errors** not finite, a mean not strictly between 0 and 1, or a size that is not positive or puts α or β outside
    /// 0.001 to 10 000 000.
    pub fn from_mean(mean: f64, size: f64) -> Result<Beta, Broken> {
        require_finite(&[mean, size])?;
        if !(mean > 0.0 && mean < 1.0) {
            let help = "a chance that is certainly 0 or 1 is written as a plain number";
            return Err(Broken::new(0, Rule::NotInside { low: 0.0, high: 1.0 }, help));
        }
        let help = "size is the number of cases the mean is worth, alpha + beta; 2 to 1000 are usual";
        require_positive(1, size, help)?;
        let (low, high) = (SMALLEST / mean.min(1.0 - mean), LARGEST / mean.max(1.0 - mean));
        require_within(1, size, low, high, help)?;
        let alpha = (mean * size).clamp(SMALLEST, LARGEST);
        let beta = ((1.0 - mean) * size).clamp(SMALLEST, LARGEST);
        Ok(Beta { shape: BetaShape::new(alpha, beta) })
    }
}

impl Beta {
    /// From mean and standard deviation: size = mean(1 − mean)/sd² − 1, α = mean·size, β = (1 − mean)·size.
    ///
    /// **Errors** not finite, a mean not strictly between 0 and 1, or a standard deviation that no beta distribution of this mean has: it is
    /// below √(mean(1 − mean)), which is that of a number that is only 0 or 1.
    pub fn from_moments(mean: f64, sd: f64) -> Result<Beta, Broken> {
        require_finite(&[mean, sd])?;
        if !(mean > 0.0 && mean < 1.0) {
            let help = "a chance that is certainly 0 or 1 is written as a plain number";
            return Err(Broken::new(0, Rule::NotInside { low: 0.0, high: 1.0 }, help));
        }
        require_positive(1, sd, "a certain number is written without a family")?;
        let widest = mean * (1.0 - mean);
        let (least, most) = (SMALLEST / mean.min(1.0 - mean), LARGEST / mean.max(1.0 - mean));
        let size = widest / (sd * sd) - 1.0;
        if !(least..=most).contains(&size) {
            let (low, high) = ((widest / (most + 1.0)).sqrt(), (widest / (least + 1.0)).sqrt());
            let rule = Rule::NotInside { low: digits(low), high: digits(high) };
            let help = format!(
                "a number between 0 and 1 with the mean {mean} has a standard deviation below {:.4}, which is that of a number that is \
                 only 0 or 1 (`bernoulli`)",
                widest.sqrt()
            );
            return Err(Broken::new(1, rule, help));
        }
        let alpha = (mean * size).clamp(SMALLEST, LARGEST);
        Ok(Beta { shape: BetaShape::new(alpha, ((1.0 - mean) * size).clamp(SMALLEST, LARGEST)) })
    }
}

impl Family {
    /// Beta with this mean and standard deviation.
    ///
    /// **Range** 0 < mean < 1, 0 < sd < √(mean(1 − mean)). **Errors** parameters 0 and 1.
    pub fn beta_from_moments(mean: f64, sd: f64) -> Result<Family, Broken> {
        Beta::from_moments(mean, sd).map(Family::from)
    }

    /// Beta.
    ///
    /// **Range** α, β > 0. **Errors** parameters 0 and 1.
    pub fn beta(alpha: f64, beta: f64) -> Result<Family, Broken> {
        Beta::new(alpha, beta).map(Family::from)
    }

    /// Beta with this mean and effective sample size α + β.
    ///
    /// **Range** 0 < mean < 1, size > 0. **Errors** parameters 0 and 1.
    pub fn beta_from_mean(mean: f64, size: f64) -> Result<Family, Broken> {
        Beta::from_mean(mean, size).map(Family::from)
    }
}

impl Law for Beta {
    fn name(&self) -> &'static str {
        "beta"
    }

    fn quantile(&self, u: f64) -> f64 {
        self.shape.quantile(u)
    }

    fn cdf(&self, x: f64) -> f64 {
        self.shape.cdf(x)
    }

    fn mean(&self) -> f64 {
        self.shape.mean()
    }

    fn standard_deviation(&self) -> f64 {
        self.shape.standard_deviation()
    }

    fn mean_up_to(&self, x: f64) -> Option<f64> {
        Some(self.mean() * BetaShape::new(self.shape.a() + 1.0, self.shape.b()).cdf(x))
    }

    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }
}
