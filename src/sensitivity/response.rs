//! What came out in each world, and how much of that is chance within worlds.

use super::index::{LeftOut, groups};
use crate::stats::group_of_world;

/// What came out in each world: the mean over its paths, with the variance that a finite number of paths leaves of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// About their mean.
    values: Vec<f64>,
    noise: Vec<f64>,
}

impl Response {
    /// From a world's mean, and the variance of its mean that chance within the world leaves; 0 where nothing is left to chance.
    ///
    /// **Errors** panics on slices of different length.
    pub fn new(values: &[f64], noise: &[f64]) -> Response {
        assert_eq!(values.len(), noise.len(), "one of each a world");
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        Response { values: values.iter().map(|y| y - mean).collect(), noise: noise.to_vec() }
    }

    /// By world, less the mean of all.
    pub fn values(&self) -> &[f64] {
        &self.values
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
        for (world, (y, noise)) in self.values.iter().zip(&self.noise).enumerate() {
            let group = &mut sums[group_of_world(world)];
            [1.0, *y, y * y, *noise].iter().zip(group).for_each(|(x, sum)| *sum += x);
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
