//! The triangular distribution.

use super::broken::{Broken, require_finite, require_mode};
use super::{Family, Law};

/// A density that rises in a straight line from min to mode and falls in one to max.
///
/// **Formula** with c = (mode − min)/(max − min): quantile min + √(u·(max − min)·(mode − min)) up to u = c,
/// max − √((1 − u)·(max − min)·(max − mode)) beyond; mean (min + mode + max)/3;
/// variance (l² + r² + lr)/18 with l = mode − min, r = max − mode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Triangular {
    min: f64,
    mode: f64,
    max: f64,
}

impl Triangular {
    /// **Errors** not finite, min ≥ max, or the mode outside.
    pub fn new(min: f64, mode: f64, max: f64) -> Result<Triangular, Broken> {
        require_finite(&[min, mode, max])?;
        require_mode(min, mode, max)?;
        Ok(Triangular { min, mode, max })
    }

    fn sides(&self) -> (f64, f64, f64) {
        (self.mode - self.min, self.max - self.mode, self.max - self.min)
    }
}

impl Family {
    /// Triangular.
    ///
    /// **Range** min ≤ mode ≤ max, min < max. **Errors** parameters 0 to 2 in the order given.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Result<Family, Broken> {
        Triangular::new(min, mode, max).map(Family::from)
    }
}

impl Law for Triangular {
    fn name(&self) -> &'static str {
        "triangular"
    }

    fn quantile(&self, u: f64) -> f64 {
        let (left, right, width) = self.sides();
        if u * width <= left {
            (self.min + (u * width).sqrt() * left.sqrt()).min(self.mode)
        } else {
            (self.max - ((1.0 - u) * width).sqrt() * right.sqrt()).max(self.mode)
        }
    }

    fn cdf(&self, x: f64) -> f64 {
        let (left, right, width) = self.sides();
        if x <= self.min {
            0.0
        } else if x >= self.max {
            1.0
        } else if x <= self.mode {
            (x - self.min) / width * ((x - self.min) / left)
        } else {
            1.0 - (self.max - x) / width * ((self.max - x) / right)
        }
    }

    fn mean(&self) -> f64 {
        self.min + (2.0 * (self.mode - self.min) + (self.max - self.mode)) / 3.0
    }

    fn standard_deviation(&self) -> f64 {
        let (left, right, _) = self.sides();
        ((left * left + right * right + left * right) / 18.0).sqrt()
    }

    fn support(&self) -> (f64, f64) {
        (self.min, self.max)
    }
}
