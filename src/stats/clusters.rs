//! Standard errors of what is summed over worlds, for worlds that are independent and for worlds that are strata of a design.

use crate::math::{beta_quantile, normal_quantile};

use super::{Estimate, GROUPS, group_of_world};

/// What of a run is independent of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clusters {
    /// Every world.
    Worlds,
    /// The twenty replicates of a stratified design, world w in replicate w modulo 20. Within one the worlds keep away from each other, so that
    /// the spread between single worlds would tell too large an error, and no error of the design at all.
    Replicates,
}

impl Clusters {
    /// The cluster of a world.
    fn of(self, world: usize) -> usize {
        match self {
            Clusters::Worlds => world,
            Clusters::Replicates => group_of_world(world),
        }
    }

    /// Degrees of freedom of a standard error over so many worlds.
    pub fn freedom(self, worlds: usize) -> usize {
        match self {
            Clusters::Worlds => worlds.saturating_sub(1),
            Clusters::Replicates => worlds.min(GROUPS).saturating_sub(1),
        }
    }
}

/// An estimate taken apart: what each world adds to its deviation from what is estimated.
///
/// Differences of estimates in the same worlds are differences world by world; what two share cancels.
#[derive(Debug, Clone, PartialEq)]
pub struct ByWorld {
    /// The estimate.
    pub value: f64,
    /// By world; they sum to 0.
    parts: Vec<f64>,
    /// By world, what it adds to the estimate itself; they sum to that.
    own: Vec<f64>,
}

impl ByWorld {
    /// The ratio Σ sums / Σ counts; none where nothing is counted.
    ///
    /// **Formula** the part of a world is (sum − count·ratio)/Σ counts, the linearised one of a ratio.
    /// **Errors** panics on slices of different length.
    pub fn ratio(sums: &[f64], counts: &[u32]) -> Option<ByWorld> {
        let counts: Vec<f64> = counts.iter().map(|&count| f64::from(count)).collect();
        ByWorld::weighed(sums, &counts)
    }

    /// The same with counts that are whole numbers of any size.
    pub fn weighed(sums: &[f64], counts: &[f64]) -> Option<ByWorld> {
        assert_eq!(sums.len(), counts.len(), "one of each a world");
        let all: f64 = counts.iter().sum();
        if all == 0.0 {
            return None;
        }
        // Worlds without a count say nothing, and what they hold is no number.
        let counted =
            || sums.iter().zip(counts).map(|(&s, &count)| if count > 0.0 { (s, count) } else { (0.0, 0.0) });
        let value = counted().map(|(sum, _)| sum).sum::<f64>() / all;
        let parts = counted().map(|(sum, count)| (sum - count * value) / all).collect();
        let own = counted().map(|(sum, _)| sum / all).collect();
        Some(ByWorld { value, parts, own })
    }

    /// The share of paths that succeed, from the successes in each world.
    ///
    /// **Errors** panics without worlds or paths.
    pub fn share(successes: &[u32], paths: u32) -> ByWorld {
        let sums: Vec<f64> = successes.iter().map(|&s| f64::from(s)).collect();
        ByWorld::ratio(&sums, &vec![paths; sums.len()]).expect("a share needs a world and a path")
    }

    /// This less another, in the same worlds. **Errors** panics where these are not as many.
    pub fn minus(&self, other: &ByWorld) -> ByWorld {
        assert_eq!(self.parts.len(), other.parts.len(), "paired worlds");
        let less = |ours: &[f64], theirs: &[f64]| ours.iter().zip(theirs).map(|(a, b)| a - b).collect();
        let (parts, own) = (less(&self.parts, &other.parts), less(&self.own, &other.own));
        ByWorld { value: self.value - other.value, parts, own }
    }

    /// This plus so many times another, in the same worlds. **Errors** panics where these are not as many.
    pub fn plus(&self, times: f64, other: &ByWorld) -> ByWorld {
        assert_eq!(self.parts.len(), other.parts.len(), "paired worlds");
        let sum =
            |ours: &[f64], theirs: &[f64]| ours.iter().zip(theirs).map(|(a, b)| a + times * b).collect();
        let (parts, own) = (sum(&self.parts, &other.parts), sum(&self.own, &other.own));
        ByWorld { value: self.value + times * other.value, parts, own }
    }

    /// Exactly nothing, in so many worlds.
    pub fn nothing(worlds: usize) -> ByWorld {
        ByWorld { value: 0.0, parts: vec![0.0; worlds], own: vec![0.0; worlds] }
    }

    /// By world, what it adds to the estimate: of a difference, exactly 0 where a world does not differ.
    pub fn own(&self) -> &[f64] {
        &self.own
    }

    /// The number of worlds.
    pub fn worlds(&self) -> usize {
        self.parts.len()
    }

    /// The standard error over clusters.
    ///
    /// **Formula** √(G/(G − 1) · Σ(sum of the parts in a cluster)²) over the G clusters; infinite with one.
    pub fn standard_error(&self, clusters: Clusters) -> f64 {
        let sums = match clusters {
            Clusters::Worlds => self.parts.clone(),
            Clusters::Replicates => {
                let mut sums = vec![0.0; self.parts.len().min(GROUPS)];
                self.parts.iter().enumerate().for_each(|(world, part)| sums[clusters.of(world)] += part);
                sums
            }
        };
        match sums.len() {
            0 | 1 => f64::INFINITY,
            g => (g as f64 / (g as f64 - 1.0) * sums.iter().map(|sum| sum * sum).sum::<f64>()).sqrt(),
        }
    }

    /// The estimate with its standard error.
    pub fn estimate(&self, clusters: Clusters) -> Estimate {
        Estimate { value: self.value, standard_error: self.standard_error(clusters) }
    }
}

/// The quantile of Student's t distribution.
///
/// **Range** ½ ≤ p < 1, at least one degree of freedom. **Formula** √(ν(1/x − 1)), x the quantile 2(1 − p) of the beta distribution (ν/2, ½);
/// from 10⁵ degrees of freedom on the normal quantile.
pub fn student_t_quantile(p: f64, freedom: usize) -> f64 {
    const ALL_BUT_NORMAL: usize = 100_000;
    if freedom >= ALL_BUT_NORMAL {
        return normal_quantile(p);
    }
    let freedom = freedom as f64;
    let x = beta_quantile(2.0 * (1.0 - p), freedom / 2.0, 0.5);
    (freedom * (1.0 / x - 1.0)).max(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, StudentsT};

    #[test]
    fn the_error_over_worlds_and_over_replicates_by_hand() {
        // Forty worlds that alternate between two numbers in every replicate: they differ, their replicates do not.
        let sums: Vec<f64> = (0..40).map(|w| if w < 20 { 1.0 } else { 3.0 }).collect();
        let found = ByWorld::ratio(&sums, &[1; 40]).unwrap();
        assert_eq!(found.value, 2.0);
        assert_eq!(found.standard_error(Clusters::Replicates), 0.0);
        assert!((found.standard_error(Clusters::Worlds) - (1.0_f64 / 39.0).sqrt()).abs() < 1e-12);
        // Fewer than twenty worlds are replicates of one world each.
        let few = ByWorld::ratio(&[1.0, 2.0, 6.0], &[1; 3]).unwrap();
        assert_eq!(few.standard_error(Clusters::Replicates), few.standard_error(Clusters::Worlds));
        assert!((few.standard_error(Clusters::Worlds) - (7.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!(ByWorld::ratio(&[1.0], &[1]).unwrap().standard_error(Clusters::Worlds), f64::INFINITY);
        assert_eq!(ByWorld::ratio(&[1.0], &[0]), None);
    }

    #[test]
    fn degrees_of_freedom_are_those_of_the_clusters() {
        assert_eq!((Clusters::Worlds.freedom(500), Clusters::Replicates.freedom(500)), (499, 19));
        assert_eq!((Clusters::Worlds.freedom(7), Clusters::Replicates.freedom(7)), (6, 6));
        assert_eq!(Clusters::Replicates.freedom(0), 0);
    }

    #[test]
    fn quantiles_of_student_are_those_of_statrs() {
        for freedom in [1, 2, 5, 19, 999, 50_000] {
            let law = StudentsT::new(0.0, 1.0, freedom as f64).unwrap();
            for p in [0.5, 0.6, 0.9, 0.975, 0.9995] {
                let found = student_t_quantile(p, freedom);
                assert!((law.cdf(found) - p).abs() < 1e-9, "{freedom} {p} {found}");
            }
        }
        assert!((student_t_quantile(0.975, 99_999) - student_t_quantile(0.975, 100_000)).abs() < 1e-4);
        // Tables: t(0.975; 19) = 2.093024.
        assert!((student_t_quantile(0.975, 19) - 2.093_024).abs() < 1e-6);
    }
}
