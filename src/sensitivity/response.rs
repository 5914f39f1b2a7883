//! What came out in each world, and how much of that is chance within worlds.

use super::index::{LeftOut, groups};
use crate::stats::group_of_world;

/// What came out in each world: the mean over its paths, with the variance that a finite number of paths leaves of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// About their mean; not a number where a world has none.
    values: Vec<f64>,
    noise: Vec<f64>,
}

impl Response {
    /// From a world's mean, and the variance of its mean that chance within the world leaves; 0 where nothing is left to chance.
    ///
    /// A world without a value is left out. Noise that a world alone does not tell (not a number) is taken from the others'; where none tells it, what
    /// lies between worlds cannot be told either. **Errors** panics on slices of different length.
    pub fn new(values: &[f64], noise: &[f64]) -> Response {
        assert_eq!(values.len(), noise.len(), "one of each a world");
        let average = |of: &[f64]| {
            let known = of.iter().filter(|x| x.is_finite());
            known.clone().sum::<f64>() / known.count() as f64
        };
        let (mean, usual) = (average(values), average(noise));
        Response {
            values: values.iter().map(|y| y - mean).collect(),
            noise: noise.iter().map(|&noise| if noise.is_finite() { noise } else { usual }).collect(),
        }
    }

    /// By world, less the mean of all.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The worlds that have a value, with it.
    pub(super) fn counted(&self) -> impl Iterator<Item = (usize, f64)> {
        self.values.iter().copied().enumerate().filter(|(_, y)| y.is_finite())
    }

    /// The number of worlds.
    pub fn worlds(&self) -> usize {
        self.values.len()
    }

    pub(super) fn groups(&self) -> usize {
        groups(self.worlds())
    }

    /// The variance of what came out, chance within worlds and all.
    ///
    /// **Formula** Σ(y − ȳ)²/(W − 1).
    pub fn seen(&self) -> LeftOut {
        LeftOut::of_sums(&self.sums(), |[n, sum, squares, _]| (squares - sum * sum / n) / (n - 1.0))
    }

    /// The variance between worlds, net of chance within them.
    ///
    /// **Formula** Σ(y − ȳ)²/(W − 1) − the mean of the noise; unbiased, and below 0 where worlds hardly differ.
    pub fn between(&self) -> LeftOut {
        LeftOut::of_sums(&self.sums(), |[n, sum, squares, noise]| {
            (squares - sum * sum / n) / (n - 1.0) - noise / n
        })
    }

    /// Whether worlds differ by more than their finite numbers of paths make them differ: else there is no variance to share out.
    ///
    /// **Formula** the variance between worlds is more than twice its standard error.
    pub fn is_measurable(&self) -> bool {
        if self.worlds() < 3 {
            return false;
        }
        let between = self.between().index();
        between.value > 2.0 * between.standard_error && between.value > 0.0
    }

    fn sums(&self) -> Vec<[f64; 4]> {
        let mut sums = vec![[0.0; 4]; self.groups()];
        for (world, y) in self.counted() {
            let group = &mut sums[group_of_world(world)];
            [1.0, y, y * y, self.noise[world]].iter().zip(group).for_each(|(x, sum)| *sum += x);
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_taken_out_of_the_variance() {
        let found = Response::new(&[1.0, 3.0, 5.0, 7.0], &[0.5, 1.5, 1.0, 1.0]);
        // Variance 20/3, mean noise 1.
        assert!((found.seen().whole - 20.0 / 3.0).abs() < 1e-12);
        assert!((found.between().whole - 17.0 / 3.0).abs() < 1e-12);
        assert_eq!(found.values().iter().sum::<f64>(), 0.0);
        // A world without a value is none; noise that a world does not tell is that of the others.
        let same = Response::new(&[1.0, 3.0, f64::NAN, 5.0, 7.0], &[1.0, f64::NAN, 1.0, 1.0, 1.0]);
        assert!((same.between().whole - 17.0 / 3.0).abs() < 1e-12);
        // Nor can the variance be told where no world tells its noise.
        assert!(!Response::new(&[1.0, 3.0, 5.0, 70.0], &[f64::NAN; 4]).is_measurable());
    }

    #[test]
    fn where_worlds_do_not_differ_there_is_nothing_to_share_out() {
        let values: Vec<f64> = (0..400).map(|w| f64::from(w * 37 % 101)).collect();
        assert!(Response::new(&values, &vec![0.0; 400]).is_measurable());
        // All that is seen is what chance leaves.
        let seen = Response::new(&values, &vec![0.0; 400]).seen().whole;
        assert!(!Response::new(&values, &vec![seen; 400]).is_measurable());
        assert!(!Response::new(&[1.0, 1.0], &[0.0, 0.0]).is_measurable());
    }
}
