//! Sums by group of rows, and what they say of means and differences of means.

use crate::math::beta_cdf;
use crate::stats::{Estimate, GROUPS};

/// A sum and a count in each group.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sums {
    pub(super) sums: [f64; GROUPS],
    pub(super) counts: [f64; GROUPS],
}

impl Sums {
    /// Nothing counted.
    pub(super) fn none() -> Sums {
        Sums { sums: [0.0; GROUPS], counts: [0.0; GROUPS] }
    }

    /// Of these rows.
    pub(super) fn of(rows: impl IntoIterator<Item = usize>, response: &[f64], groups: &[usize]) -> Sums {
        let mut found = Sums::none();
        for row in rows {
            found.sums[groups[row]] += response[row];
            found.counts[groups[row]] += 1.0;
        }
        found
    }

    pub(super) fn count(&self) -> f64 {
        self.counts.iter().sum()
    }

    pub(super) fn sum(&self) -> f64 {
        self.sums.iter().sum()
    }

    /// How many groups count something.
    fn groups(&self) -> usize {
        self.counts.iter().filter(|count| **count > 0.0).count()
    }

    /// The mean; not a number where nothing is counted.
    pub(super) fn mean(&self) -> f64 {
        self.sum() / self.count()
    }

    /// By group, what it adds to the deviation of the mean.
    fn parts(&self) -> [f64; GROUPS] {
        let (mean, all) = (self.mean(), self.count());
        std::array::from_fn(|g| (self.sums[g] - self.counts[g] * mean) / all)
    }

    /// The mean with its standard error over groups; none where nothing is counted.
    pub(super) fn estimate(&self) -> Option<Estimate> {
        let error = || error(&self.parts(), self.groups());
        (self.count() > 0.0).then(|| Estimate { value: self.mean(), standard_error: error() })
    }

    /// This mean less another over the same groups; none where either counts nothing.
    pub(super) fn less(&self, other: &Sums) -> Option<Difference> {
        if self.count() == 0.0 || other.count() == 0.0 {
            return None;
        }
        let (ours, theirs) = (self.parts(), other.parts());
        let parts: [f64; GROUPS] = std::array::from_fn(|g| ours[g] - theirs[g]);
        // A mean of rows from few groups is no better known than those few tell it.
        let groups = self.groups().min(other.groups());
        let standard_error = error(&parts, groups);
        Some(Difference { estimate: Estimate { value: self.mean() - other.mean(), standard_error }, groups })
    }
}

/// A difference of two means, the one of fewer groups being of so many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Difference {
    pub(super) estimate: Estimate,
    pub(super) groups: usize,
}

impl Difference {
    /// How likely it is to be as far above 0, or farther, if it is of what is nothing.
    ///
    /// **Formula** ½·I(ν/(ν + t²); ν/2, ½) for t ≥ 0, ν one less than the groups.
    pub(super) fn chance_above(self) -> f64 {
        let Estimate { value, standard_error } = self.estimate;
        if value == 0.0 || self.groups < 2 {
            return 0.5;
        }
        let (freedom, t) = ((self.groups - 1) as f64, value / standard_error);
        let tail = 0.5 * beta_cdf(freedom / (freedom + t * t), freedom / 2.0, 0.5);
        if t > 0.0 { tail } else { 1.0 - tail }
    }
}

/// **Formula** √(G/(G − 1) · Σ part²) over G groups that count, the parts being linearised: docs/model.md §5.9.
pub(super) fn error(parts: &[f64; GROUPS], groups: usize) -> f64 {
    match groups {
        0 | 1 => f64::INFINITY,
        groups => {
            let g = groups as f64;
            (g / (g - 1.0) * parts.iter().map(|part| part * part).sum::<f64>()).sqrt()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{ByWorld, Clusters};

    #[test]
    fn errors_are_those_of_worlds_in_replicates() {
        let response: Vec<f64> = (0..100).map(|w| f64::from(w * w % 17)).collect();
        let groups: Vec<usize> = (0..100).map(|w| w % GROUPS).collect();
        let inside = |w: usize| w.is_multiple_of(3);
        let found = Sums::of((0..100).filter(|&w| inside(w)), &response, &groups).estimate().unwrap();
        let sums: Vec<f64> = (0..100).map(|w| if inside(w) { response[w] } else { 0.0 }).collect();
        let counts: Vec<u32> = (0..100).map(|w| u32::from(inside(w))).collect();
        let expected = ByWorld::ratio(&sums, &counts).unwrap().estimate(Clusters::Replicates);
        assert!((found.value - expected.value).abs() < 1e-12);
        assert!((found.standard_error - expected.standard_error).abs() < 1e-12);
        assert_eq!(Sums::of([], &response, &groups).estimate(), None);
    }

    #[test]
    fn a_tail_is_that_of_student() {
        // Tables: t(0.975; 19) = 2.093024.
        let of = |value: f64, standard_error: f64, groups: usize| {
            Difference { estimate: Estimate { value, standard_error }, groups }.chance_above()
        };
        let at = |t: f64| of(t, 1.0, 20);
        assert!((at(2.093_024) - 0.025).abs() < 1e-7);
        assert!((at(-2.093_024) - 0.975).abs() < 1e-7);
        assert_eq!((at(0.0), of(1.0, 0.0, 20), of(1.0, 1.0, 1)), (0.5, 0.0, 0.5));
        // t(0.975; 9) = 2.262157.
        assert!((of(2.262_157, 1.0, 10) - 0.025).abs() < 1e-7);
    }
}
