//! Student's t distribution.

use super::broken::{Broken, require_finite, require_positive, require_within};
use super::{Family, Law};
use crate::math::BetaShape;

/// Degrees of freedom between these have quantiles that are numbers, computed to full accuracy.
const FEWEST: f64 = 0.1;
/// See [`FEWEST`].
const MOST: f64 = 1e6;

/// Bell-shaped like the normal, with heavier tails: an average of few observations, or a number that may surprise.
///
/// **Formula** x = location + scale·t; P(T ≤ −t) = ½·I(ν/(ν + t²); ν/2, ½) for t > 0, I the regularised incomplete beta function;
/// mean = location for ν > 1, standard deviation scale·√(ν/(ν − 2)) for ν > 2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudentT {
    df: f64,
    location: f64,
    scale: f64,
    shape: BetaShape,
}

impl StudentT {
    /// From degrees of freedom, location and scale.
    ///
    /// **Errors** not finite, a scale ≤ 0, or degrees of freedom not within 0.1 to 1 000 000.
    pub fn new(df: f64, location: f64, scale: f64) -> Result<StudentT, Broken> {
        require_finite(&[df, location, scale])?;
        let help = "degrees of freedom: the fewer, the heavier the tails; 3 to 30 are usual, above that it is a normal";
        require_positive(0, df, help)?;
        require_within(0, df, FEWEST, MOST, help)?;
        require_positive(2, scale, "a certain number is written without a family")?;
        Ok(StudentT { df, location, scale, shape: BetaShape::new(0.5 * df, 0.5) })
    }
}

impl Family {
    /// Student's t with these degrees of freedom, moved and stretched.
    ///
    /// **Range** df, scale > 0. **Errors** parameters 0 to 2 in the order given.
    pub fn student_t(df: f64, location: f64, scale: f64) -> Result<Family, Broken> {
        StudentT::new(df, location, scale).map(Family::from)
    }
}

impl Law for StudentT {
    fn name(&self) -> &'static str {
        "student_t"
    }

    fn quantile(&self, u: f64) -> f64 {
        let tail = if u < 0.5 { u } else { 1.0 - u };
        let (x, rest) = self.shape.quantile_and_rest(2.0 * tail);
        let t = (self.df * (rest / x.max(f64::MIN_POSITIVE))).sqrt();
        let t = if u < 0.5 { -t } else { t };
        (self.location + self.scale * t).clamp(f64::MIN, f64::MAX)
    }

    fn cdf(&self, x: f64) -> f64 {
        let t = (x - self.location) / self.scale;
        if t.is_infinite() {
            return f64::from(u8::from(t > 0.0));
        }
        // r = t²/ν; the beta variable is 1/(1 + r).
        let r = t * (t / self.df);
        let (near, rest) = if r > 1e300 { (0.0, 1.0) } else { (1.0 / (1.0 + r), r / (1.0 + r)) };
        let tail = 0.5 * self.shape.cdf_of(near, rest);
        if t > 0.0 { 1.0 - tail } else { tail }
    }

    fn mean(&self) -> f64 {
        if self.df > 1.0 { self.location } else { f64::NAN }
    }

    fn standard_deviation(&self) -> f64 {
        if self.df > 2.0 { self.scale * (self.df / (self.df - 2.0)).sqrt() } else { f64::INFINITY }
    }

    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}
