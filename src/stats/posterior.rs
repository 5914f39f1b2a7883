//! What is likely of one world, by what its paths showed and by how all worlds are spread.

use super::Mixture;
use crate::math::{exp, ln};

impl Mixture {
    /// How likely it is that the chance of a world lies above a level, where so many of its paths have the outcome.
    ///
    /// **Formula** Bayes' rule with the mixture as what was likely before (an empirical Bayes estimate, Robbins 1956): Σ over the grid above the level of w·pʰ(1 − p)ⁿ⁻ʰ, as a share
    /// of the same sum over all of it. **Range** hits ≤ paths.
    pub fn above(&self, level: f64, hits: u32, paths: u32) -> f64 {
        let times = |n: u32, x: f64| if n == 0 { 0.0 } else { f64::from(n) * ln(x) };
        let points = || self.points().filter(|(_, weight)| *weight > 0.0);
        let log = |p: f64| times(hits, p) + times(paths - hits, 1.0 - p);
        let most = points().map(|(p, _)| log(p)).fold(f64::NEG_INFINITY, f64::max);
        let likely = |(p, weight): (f64, f64)| weight * exp(log(p) - most);
        let all: f64 = points().map(likely).sum();
        points().filter(|(p, _)| *p > level).map(likely).sum::<f64>() / all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_kinds_of_worlds_are_told_apart_by_bayes_rule() {
        // Half of the worlds near 0.1, half near 0.6, ten paths: what 3 hits say, by the counts themselves.
        let counts: Vec<(u32, u32)> = [35, 39, 19, 6, 3, 5, 11, 20, 24, 20, 18]
            .into_iter()
            .enumerate()
            .map(|(hits, worlds)| (hits as u32, worlds))
            .collect();
        let spread = Mixture::of_chances(&counts, 10);
        let [none, few, many] = [0, 3, 9].map(|hits| spread.above(0.35, hits, 10));
        assert!(none < 0.001 && few > 0.01 && few < 0.5 && many > 0.999, "{none} {few} {many}");
        // The share above is that of the mixture, in the mean over what was seen.
        let seen: f64 = counts.iter().map(|&(hits, n)| f64::from(n) * spread.above(0.35, hits, 10)).sum();
        let share: f64 = spread.points().filter(|(p, _)| *p > 0.35).map(|(_, weight)| weight).sum();
        assert!((seen / 200.0 - share).abs() < 0.01, "{seen} {share}");
        assert_eq!(spread.above(1.0, 10, 10), 0.0);
    }
}
