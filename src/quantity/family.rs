//! What every family of distributions can tell, and a distribution of any family.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use super::moments;

/// The 95 % point of the standard normal distribution.
pub(super) const Z95: f64 = 1.644_853_626_951_472_6;

/// Above this the weights of atoms are all of a distribution.
pub(super) const ALL: f64 = 1.0 - 1e-9;

/// What every family of distributions can tell.
pub trait Law: Alike + Debug + Any + Send + Sync {
    /// The family's name in a scenario file.
    fn name(&self) -> &'static str;
    /// The value below which a share u lies.
    ///
    /// **Range** 0 < u < 1; the result lies in the support, is finite, and is not NaN.
    fn quantile(&self, u: f64) -> f64;
    /// The probability of at most x; NaN stays NaN.
    fn cdf(&self, x: f64) -> f64;
    /// The mean; infinite where it is, NaN where there is none.
    fn mean(&self) -> f64;
    /// The standard deviation; infinite where there is none.
    fn standard_deviation(&self) -> f64;
    /// The mean and the standard deviation, where the one comes with the other.
    fn moments(&self) -> (f64, f64) {
        (self.mean(), self.standard_deviation())
    }
    /// What its distribution function costs, in those of an ordinary family.
    fn effort(&self) -> usize {
        1
    }
    /// Which moments there are.
    fn existing(&self) -> Existing {
        match (self.mean().is_nan(), self.standard_deviation().is_finite()) {
            (true, _) => Existing::Neither,
            (_, false) => Existing::Mean,
            _ => Existing::Both,
        }
    }
    /// What the values of at most x bring to the mean, E[X; X ≤ x], where that has a closed form.
    fn mean_up_to(&self, x: f64) -> Option<f64> {
        let (mut weight, mut sum) = (0.0, 0.0);
        for atom in self.atoms() {
            weight += atom.weight;
            sum += if atom.value <= x { atom.weight * atom.value } else { 0.0 };
        }
        (weight > ALL).then_some(sum)
    }
    /// The least and the greatest value, infinite where unbounded.
    fn support(&self) -> (f64, f64);
    /// Values that have a probability of their own, rising.
    fn atoms(&self) -> &[Atom] {
        &[]
    }
    /// Whose opinions it pools, if it is a pool.
    fn opinions(&self) -> &[Opinion] {
        &[]
    }
    /// Where the quantile function may jump or bend: at the shares below and up to the atoms, and to the ends of what experts say.
    fn jumps(&self) -> Vec<f64> {
        let ends = self.opinions().iter().flat_map(|opinion| {
            let (low, high) = opinion.family.support();
            [low, high]
        });
        let places = self.atoms().iter().map(|atom| atom.value).chain(ends.filter(|x| x.is_finite()));
        places.flat_map(|x| [self.cdf(x.next_down()), self.cdf(x)]).collect()
    }
}

/// Which moments a distribution has; an infinite mean counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// No mean, hence no standard deviation.
    Neither,
    /// A mean, but no standard deviation.
    Mean,
    /// Both.
    Both,
}

/// A value with a probability of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Atom {
    /// The value.
    pub value: f64,
    /// Its probability. **Range** above 0, at most 1.
    pub weight: f64,
}

/// Equality across types: two laws are alike if they are of one type and equal there.
pub trait Alike {
    /// Whether the other is the same law.
    fn is_like(&self, other: &dyn Law) -> bool;
}

impl<L: Law + PartialEq> Alike for L {
    fn is_like(&self, other: &dyn Law) -> bool {
        (other as &dyn Any).downcast_ref::<L>() == Some(self)
    }
}

/// A distribution over worlds, of any family.
#[derive(Debug, Clone)]
pub struct Family(pub(super) Arc<dyn Law>);

impl<L: Law> From<L> for Family {
    fn from(law: L) -> Family {
        Family(Arc::new(law))
    }
}

impl PartialEq for Family {
    fn eq(&self, other: &Family) -> bool {
        self.0.is_like(other.0.as_ref())
    }
}

impl Family {
    /// The value below which a share u lies.
    ///
    /// **Range** 0 < u < 1; the result lies in the support, is finite, and never falls as u rises (where it is found by
    /// iteration, up to its last bits).
    pub fn quantile(&self, u: f64) -> f64 {
        self.0.quantile(u)
    }

    /// The probability of at most x; NaN stays NaN.
    pub fn cdf(&self, x: f64) -> f64 {
        self.0.cdf(x)
    }

    /// The mean; infinite where it is, NaN where there is none.
    pub fn mean(&self) -> f64 {
        self.0.mean()
    }

    /// The standard deviation; infinite where there is none.
    pub fn standard_deviation(&self) -> f64 {
        self.0.standard_deviation()
    }

    /// The mean and the standard deviation together, where each alone costs an integral.
    pub fn moments(&self) -> (f64, f64) {
        self.0.moments()
    }

    /// The least and the greatest value, infinite where unbounded.
    pub fn support(&self) -> (f64, f64) {
        self.0.support()
    }

    /// Values that have a probability of their own, rising.
    pub fn atoms(&self) -> &[Atom] {
        self.0.atoms()
    }

    /// The number, if it is certain.
    pub fn as_constant(&self) -> Option<f64> {
        match self.atoms() {
            [Atom { value, weight }] if *weight == 1.0 => Some(*value),
            _ => None,
        }
    }

    /// The family's name in a scenario file: "pert", "metalog" …
    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    /// Whose opinions it pools; empty if it is no pool.
    pub fn opinions(&self) -> &[Opinion] {
        self.0.opinions()
    }

    /// What this expert alone says, where the pool names him or her; the family itself elsewhere.
    pub fn according_to(&self, expert: &str) -> &Family {
        let opinion = self.opinions().iter().find(|opinion| opinion.expert == expert);
        opinion.map_or(self, |opinion| &opinion.family)
    }

    /// The probability of each of n equal cells between the 1 % and the 99 % quantile: the shape of the density, for a small picture.
    ///
    /// **Shape** n numbers that sum to about 0.98; the first cell holds its lower edge too.
    pub fn histogram(&self, n: usize) -> Vec<f64> {
        let (low, high) = (self.quantile(0.01), self.quantile(0.99));
        let edge = |i: usize| if i == n { high } else { low + (high - low) * (i as f64 / n as f64) };
        let mut below = self.cdf(low.next_down());
        (1..=n)
            .map(|i| {
                let upto = self.cdf(edge(i));
                let share = (upto - below).max(0.0);
                below = upto;
                share
            })
            .collect()
    }

    /// E[X; X ≤ x], where that has a closed form and is a number.
    fn closed_mean_up_to(&self, x: f64) -> Option<f64> {
        self.0.mean_up_to(x).filter(|upto| upto.is_finite())
    }

    /// What one quantile costs, in those of an ordinary family: a pool inverts the distribution functions of all its experts.
    pub fn effort(&self) -> usize {
        if self.opinions().is_empty() { 1 } else { 8 * self.0.effort() }
    }

    /// Which moments there are.
    pub fn existing(&self) -> Existing {
        self.0.existing()
    }

    /// A bound on [`Self::share_of_largest_percent`] from nineteen quantiles, where an integral would cost hundreds.
    ///
    /// **Range** 0 to 1; 1 where the quantity may have either sign, and where an endless tail bounds nothing.
    /// **Formula** T/(T + R), with T the upper sum of |Q| over the 1 % of u where it is largest, R its lower sum over the others.
    pub fn bound_on_largest_percent(&self) -> f64 {
        const OTHERS: [f64; 16] =
            [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99];
        const LARGEST: [f64; 5] = [0.99, 0.996, 0.999, 0.9999, 1.0];
        let (low, high) = self.support();
        let magnitude = |u: f64| match (u, low >= 0.0) {
            (0.0, true) => low,
            (1.0, true) => high,
            (_, true) => self.quantile(u),
            (0.0, false) => -high,
            (1.0, false) => -low,
            (_, false) => -self.quantile(1.0 - u),
        };
        if low < 0.0 && high > 0.0 || magnitude(1.0).is_infinite() {
            return 1.0;
        }
        let rest: f64 = OTHERS.windows(2).map(|cell| (cell[1] - cell[0]) * magnitude(cell[0])).sum();
        let top: f64 = LARGEST.windows(2).map(|cell| (cell[1] - cell[0]) * magnitude(cell[1])).sum();
        if top > 0.0 { (top / (top + rest)).min(1.0) } else { 1.0 }
    }

    /// The share of the mean that the largest 1 % of draws carry.
    ///
    /// **Range** 1 where the mean is infinite; none where there is no mean, where it is 0, or where the quantity may have either sign.
    /// **Formula** ∫ Q(u) du over the 1 % of u where |Q| is largest, divided by the mean.
    pub fn share_of_largest_percent(&self) -> Option<f64> {
        let (low, high) = self.support();
        // Between two bounds of either sign the mean is a number, and need not be known.
        if low < 0.0 && high > 0.0 && low.is_finite() && high.is_finite() {
            return None;
        }
        let mean = self.closed_mean_up_to(f64::INFINITY).unwrap_or_else(|| self.mean());
        if mean.is_infinite() {
            return Some(1.0);
        }
        if mean.is_nan() || mean == 0.0 || (low < 0.0 && high > 0.0) {
            return None;
        }
        let edge = if low >= 0.0 { self.quantile(0.99) } else { self.quantile(0.01) };
        let share = match self.closed_mean_up_to(edge) {
            // What lies on the edge itself may belong to both sides.
            Some(upto) if low >= 0.0 => 1.0 - (upto - (self.cdf(edge) - 0.99) * edge) / mean,
            Some(upto) => (upto - (self.cdf(edge) - 0.01) * edge) / mean,
            None => {
                let rest = if low >= 0.0 { 0.0..0.99 } else { 0.01..1.0 };
                1.0 - moments::integral(&|u| self.quantile(u), &self.0.jumps(), rest) / mean
            }
        };
        Some(share)
    }
}

/// What one expert says.
#[derive(Debug, Clone, PartialEq)]
pub struct Opinion {
    /// Who says it.
    pub expert: String,
    /// How much it counts. **Range** above 0; the weights of a pool sum to 1.
    pub weight: f64,
    /// What is said.
    pub family: Family,
}
