//! Distributions on finitely many values: stated ones with weights, or observed ones as they are.

use super::broken::{Broken, Rule, require_finite, require_weights};
use super::{Atom, Family, Law};

/// Finitely many values, each with its probability.
///
/// **Formula** quantile the least value at or below which lies a share u; mean Σ wx; variance Σ w(x − mean)².
#[derive(Debug, Clone, PartialEq)]
pub struct Discrete {
    name: &'static str,
    /// Rising.
    atoms: Vec<Atom>,
    /// The probability of at most each value; the last is 1.
    upto: Vec<f64>,
}

impl Discrete {
    /// Values with weights that sum to 1; the same value twice counts together.
    ///
    /// **Errors** parameter 2i is the i-th value, 2i + 1 its weight: none given, not finite, a weight ≤ 0, or a sum that is not 1.
    pub fn new(values: &[(f64, f64)]) -> Result<Discrete, Broken> {
        require_some(values.len())?;
        let (x, w): (Vec<f64>, Vec<f64>) = values.iter().copied().unzip();
        require_finite(&x).map_err(|broken| Broken { parameter: 2 * broken.parameter, ..broken })?;
        require_weights(&w).map_err(|broken| Broken {
            parameter: broken.parameter.saturating_mul(2).saturating_add(1),
            ..broken
        })?;
        Ok(Discrete::on("discrete", values.to_vec()))
    }

    /// Observations, each as likely as the other.
    ///
    /// **Errors** parameter i is the i-th observation: none given, or not finite.
    pub fn empirical(observations: &[f64]) -> Result<Discrete, Broken> {
        require_some(observations.len())?;
        require_finite(observations)?;
        Ok(Discrete::on("empirical", observations.iter().map(|&x| (x, 1.0)).collect()))
    }

    /// Values with weights of any sum.
    pub(super) fn on(name: &'static str, mut values: Vec<(f64, f64)>) -> Discrete {
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let sum: f64 = values.iter().map(|&(_, weight)| weight).sum();
        let mut atoms: Vec<Atom> = Vec::new();
        for (value, weight) in values {
            match atoms.last_mut() {
                Some(last) if last.value == value => last.weight += weight,
                _ => atoms.push(Atom { value, weight }),
            }
        }
        let mut running = 0.0;
        let mut upto: Vec<f64> = atoms
            .iter()
            .map(|atom| {
                running += atom.weight;
                (running / sum).min(1.0)
            })
            .collect();
        if let Some(last) = upto.last_mut() {
            *last = 1.0;
        }
        atoms.iter_mut().for_each(|atom| atom.weight /= sum);
        Discrete { name, atoms, upto }
    }
}

pub(super) fn require_some(count: usize) -> Result<(), Broken> {
    if count > 0 {
        return Ok(());
    }
    Err(Broken::whole(Rule::WrongCount { least: 1, found: 0 }, "give at least one value"))
}

impl Family {
    /// Values with weights that sum to 1.
    ///
    /// **Range** weights > 0. **Errors** parameter 2i is the i-th value, 2i + 1 its weight.
    pub fn discrete(values: &[(f64, f64)]) -> Result<Family, Broken> {
        Discrete::new(values).map(Family::from)
    }

    /// Observed values, each as likely as the other.
    ///
    /// **Errors** parameter i is the i-th value.
    pub fn empirical(observations: &[f64]) -> Result<Family, Broken> {
        Discrete::empirical(observations).map(Family::from)
    }
}

impl Law for Discrete {
    fn name(&self) -> &'static str {
        self.name
    }

    fn quantile(&self, u: f64) -> f64 {
        let place = self.upto.partition_point(|&upto| upto < u);
        self.atoms[place.min(self.atoms.len() - 1)].value
    }

    fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        match self.atoms.partition_point(|atom| atom.value <= x) {
            0 => 0.0,
            n => self.upto[n - 1],
        }
    }

    fn mean(&self) -> f64 {
        self.atoms.iter().map(|atom| atom.weight * atom.value).sum()
    }

    fn standard_deviation(&self) -> f64 {
        let mean = self.mean();
        let square = |atom: &Atom| atom.weight * (atom.value - mean) * (atom.value - mean);
        self.atoms.iter().map(square).sum::<f64>().sqrt()
    }

    fn support(&self) -> (f64, f64) {
        (self.atoms[0].value, self.atoms[self.atoms.len() - 1].value)
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }
}
