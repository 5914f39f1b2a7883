//! The Bernoulli distribution.

use super::broken::{Broken, Rule, require_finite};
use super::{Atom, Family, Law};

/// 1 with a probability p, else 0: does a thing hold or not.
///
/// **Formula** quantile 0 up to u = 1 − p, 1 beyond; mean p; standard deviation √(p(1 − p)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bernoulli {
    atoms: [Atom; 2],
}

impl Bernoulli {
    /// **Errors** not finite, or not strictly between 0 and 1.
    pub fn new(p: f64) -> Result<Bernoulli, Broken> {
        require_finite(&[p])?;
        if !(p > 0.0 && p < 1.0) {
            let help = "what certainly holds, or does not, is written as a plain 1 or 0";
            return Err(Broken::new(0, Rule::NotInside { low: 0.0, high: 1.0 }, help));
        }
        Ok(Bernoulli { atoms: [Atom { value: 0.0, weight: 1.0 - p }, Atom { value: 1.0, weight: p }] })
    }
}

impl Family {
    /// 1 with probability p, else 0.
    ///
    /// **Range** 0 < p < 1. **Errors** parameter 0.
    pub fn bernoulli(p: f64) -> Result<Family, Broken> {
        Bernoulli::new(p).map(Family::from)
    }
}

impl Law for Bernoulli {
    fn name(&self) -> &'static str {
        "bernoulli"
    }

    fn quantile(&self, u: f64) -> f64 {
        if u <= self.atoms[0].weight { 0.0 } else { 1.0 }
    }

    fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if x < 0.0 {
            0.0
        } else if x < 1.0 {
            self.atoms[0].weight
        } else {
            1.0
        }
    }

    fn mean(&self) -> f64 {
        self.atoms[1].weight
    }

    fn standard_deviation(&self) -> f64 {
        (self.atoms[0].weight * self.atoms[1].weight).sqrt()
    }

    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }
}
