//! The smallest and largest value of a linear function under linear conditions.
//!
//! **Source** Dantzig's simplex method for variables between bounds, in dictionaries; the first phase lowers the sum of all
//! violations; Bland, New finite pivoting rules for the simplex method, Mathematics of Operations Research 2 (1977).

use super::unsolved::Unsolved;
use super::vectors::dot;

mod dictionary;

pub use dictionary::Band;
use dictionary::Dictionary;

/// Steps without progress after which Bland's rule takes over until there is some.
const PATIENCE: usize = 12;

/// A set of points, told by linear conditions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Programme {
    /// The least and the most of each unknown, infinite where there is none.
    pub bounds: Vec<(f64, f64)>,
    /// The other conditions. They may repeat and imply each other.
    pub bands: Vec<Band>,
}

/// Where a linear function is smallest.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimum {
    /// The unknowns. Of several points that are as good it is one that depends on the order of unknowns and conditions.
    pub at: Vec<f64>,
    /// The function there.
    pub value: f64,
}

impl Programme {
    /// **Formula** min cᵀx. Conditions are kept up to 1e-10 of their bounds, in units of their largest coefficient.
    /// **Errors** [`Unsolved::Infeasible`], with the condition that is violated most where the sum of violations is smallest;
    /// [`Unsolved::Unbounded`]; [`Unsolved::Endless`]; [`Unsolved::Malformed`].
    pub fn minimum(&self, cost: &[f64]) -> Result<Optimum, Unsolved> {
        self.minimum_with(cost, PATIENCE)
    }

    fn minimum_with(&self, cost: &[f64], patience: usize) -> Result<Optimum, Unsolved> {
        let mut dictionary = self.dictionary(cost)?;
        dictionary.lower(cost, patience)?;
        Ok(self.optimum(cost, &dictionary))
    }

    /// The smallest and the largest value.
    ///
    /// **Formula** (min cᵀx, max cᵀx), each infinite where there is no bound.
    /// **Errors** as of [`Self::minimum`], except that it may be unbounded.
    pub fn range(&self, row: &[f64]) -> Result<(f64, f64), Unsolved> {
        let mut dictionary = self.dictionary(row)?;
        let opposite: Vec<f64> = row.iter().map(|c| -c).collect();
        let mut end = |cost: &[f64], unbounded: f64| match dictionary.lower(cost, PATIENCE) {
            Ok(()) => Ok(self.optimum(row, &dictionary).value),
            Err(Unsolved::Unbounded) => Ok(unbounded),
            Err(other) => Err(other),
        };
        let least = end(row, f64::NEG_INFINITY)?;
        let most = end(&opposite, f64::INFINITY)?;
        Ok((least, most.max(least)))
    }

    fn dictionary(&self, cost: &[f64]) -> Result<Dictionary, Unsolved> {
        let n = self.bounds.len();
        let is_band =
            |(least, most): (f64, f64)| least <= most && least < f64::INFINITY && most > f64::NEG_INFINITY;
        let is_row = |row: &[f64]| row.len() == n && row.iter().all(|c| c.is_finite());
        let is_sound = self.bounds.iter().all(|&bounds| is_band(bounds))
            && self.bands.iter().all(|band| is_row(&band.coefficients) && is_band((band.least, band.most)))
            && is_row(cost);
        if is_sound { Ok(Dictionary::new(&self.bounds, &self.bands)) } else { Err(Unsolved::Malformed) }
    }

    fn optimum(&self, cost: &[f64], dictionary: &Dictionary) -> Optimum {
        let mut at = dictionary.unknowns();
        for (x, (least, most)) in at.iter_mut().zip(&self.bounds) {
            *x = x.max(*least).min(*most);
        }
        Optimum { value: dot(cost, &at), at }
    }
}

#[cfg(test)]
mod tests;
