//! Where options and packages lie by the frontier.

use super::found::{Found, Told};
use crate::bargaining::{Point, Solution, points, units};

/// A solution with its name and its formula.
pub(super) struct Solved<'f> {
    pub name: &'static str,
    pub how: &'static str,
    pub point: &'f Point,
    pub value: f64,
    pub ties: usize,
}

impl Found<'_> {
    /// How much more each party could have at no cost to the others: what a package leaves on the table; nothing where not every package was looked at.
    pub fn leaves(&self, told: &Told) -> Option<Vec<f64>> {
        let frontier = &self.glance.as_ref()?.frontier;
        let gains: Vec<_> = told.medians[..self.parties].iter().map(|x| units(*x)).collect();
        Some((0..self.parties).map(|party| points(frontier.left(&gains, party))).collect())
    }

    /// The solutions with their names, the hikiwake solution first.
    pub fn solved(&self) -> Vec<Solved<'_>> {
        let (Some(solutions), Some(glance)) = (&self.solutions, &self.glance) else { return Vec::new() };
        let all = glance.agreeable.points();
        let of = |name, how, solution: &Solution| Solved {
            name,
            how,
            point: &all[solution.point],
            value: solution.value,
            ties: solution.ties,
        };
        vec![
            of("Egalitarian (hikiwake)", "the largest smallest gain", &solutions.egalitarian),
            of("Nash", "the largest product of gains", &solutions.nash),
            of(
                "Kalai–Smorodinsky",
                "the largest equal share of what each could gain at most",
                &solutions.kalai_smorodinsky,
            ),
            of("Utilitarian", "the largest sum, though points have no common unit", &solutions.utilitarian),
        ]
    }
}
