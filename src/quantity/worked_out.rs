//! What a formula came to in many worlds.

use super::broken::{Broken, require_finite};
use super::discrete::{Discrete, require_some};
use super::{Family, Law};

/// The values of a formula in many worlds, each as likely as the other: a sample of a distribution that has no formula of its own.
///
/// Unlike an empirical distribution it has no atoms: a value that a sample repeats, even in every world, may be another in the next.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkedOut {
    sample: Discrete,
}

impl Family {
    /// What a formula came to in each of many worlds.
    ///
    /// **Errors** parameter i is the i-th value: none given, or not finite.
    pub fn worked_out(values: &[f64]) -> Result<Family, Broken> {
        require_some(values.len())?;
        require_finite(values)?;
        let sample = Discrete::on("formula", values.iter().map(|&x| (x, 1.0)).collect());
        Ok(WorkedOut { sample }.into())
    }
}

impl Law for WorkedOut {
    fn name(&self) -> &'static str {
        self.sample.name()
    }

    fn quantile(&self, u: f64) -> f64 {
        self.sample.quantile(u)
    }

    fn cdf(&self, x: f64) -> f64 {
        self.sample.cdf(x)
    }

    fn mean(&self) -> f64 {
        self.sample.mean()
    }

    fn standard_deviation(&self) -> f64 {
        self.sample.standard_deviation()
    }

    fn mean_up_to(&self, x: f64) -> Option<f64> {
        self.sample.mean_up_to(x)
    }

    fn support(&self) -> (f64, f64) {
        self.sample.support()
    }
}
