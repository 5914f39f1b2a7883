//! Sobol' indices by picking and freezing: first-order and total, net of chance within worlds.

use std::ops::Range;

use super::index::{LeftOut, groups};
use crate::stats::group_of_world;

/// What came out in each world, twice: the means over two halves of its paths, which share the world and nothing else.
///
/// A product of the two has no noise of its own on average; where nothing is left to chance the two are the same.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Halves {
    /// The halves.
    pub of: [Vec<f64>; 2],
}

impl Halves {
    /// The mean of both in a world.
    fn mean(&self, world: usize) -> f64 {
        (self.of[0][world] + self.of[1][world]) / 2.0
    }

    fn worlds(&self) -> usize {
        self.of[0].len()
    }

    /// Some of its worlds.
    pub fn part(&self, worlds: Range<usize>) -> Halves {
        Halves { of: [self.of[0][worlds.clone()].to_vec(), self.of[1][worlds].to_vec()] }
    }

    /// Further worlds behind these.
    pub fn extend(&mut self, more: Halves) {
        self.of.iter_mut().zip(more.of).for_each(|(ours, more)| ours.extend(more));
    }
}

/// Two independent samples of all inputs, A and B, and what came out of each.
///
/// Batches of worlds may follow each other: the group of a world is counted from the beginning of its batch.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PickFreeze {
    pub(super) a: Halves,
    pub(super) b: Halves,
    group: Vec<usize>,
    mean: f64,
}

impl PickFreeze {
    /// Nothing yet.
    pub fn new() -> PickFreeze {
        PickFreeze::default()
    }

    /// Adds a batch. **Errors** panics where A and B are not as many.
    pub fn extend(&mut self, a: Halves, b: Halves) {
        assert_eq!(a.worlds(), b.worlds(), "as many of A as of B");
        self.group.extend((0..a.worlds()).map(group_of_world));
        self.a.extend(a);
        self.b.extend(b);
        self.mean = self.centre();
    }

    /// Some of its worlds.
    pub fn part(&self, worlds: Range<usize>) -> PickFreeze {
        let (a, b) = (self.a.part(worlds.clone()), self.b.part(worlds.clone()));
        let part = PickFreeze { a, b, group: self.group[worlds].to_vec(), mean: 0.0 };
        PickFreeze { mean: part.centre(), ..part }
    }

    fn centre(&self) -> f64 {
        let all = self.a.of.iter().chain(&self.b.of).flatten();
        all.sum::<f64>() / (4 * self.a.worlds()).max(1) as f64
    }

    /// The mean over both samples.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The share of the variance of what comes out of a single world that is chance within it.
    pub fn noise(&self) -> f64 {
        let both = [&self.a, &self.b].map(|sample| move |w: usize| sample.mean(w) - self.mean);
        let seen = self.average(|w| (both[0](w) * both[0](w) + both[1](w) * both[1](w)) / 2.0);
        1.0 - self.variance().whole / seen.whole
    }

    /// The variance between worlds.
    ///
    /// **Formula** the mean of (a₁ − μ)(a₂ − μ) and (b₁ − μ)(b₂ − μ), a₁ and a₂ the halves.
    pub fn variance(&self) -> LeftOut {
        let (a, b, m) = (&self.a.of, &self.b.of, self.mean);
        self.average(|w| ((a[0][w] - m) * (a[1][w] - m) + (b[0][w] - m) * (b[1][w] - m)) / 2.0)
    }

    /// What of it an input alone tells, given what came out of A with that input as in B.
    ///
    /// **Formula** the mean of (b − μ)(c − a). **Source** Saltelli et al. (2010), estimator (b) of table 2. The chance in b must not be that in a
    /// and c, which may share it: then it cancels on average.
    pub fn first(&self, c: &Halves) -> LeftOut {
        self.average(|w| (self.b.mean(w) - self.mean) * (c.mean(w) - self.a.mean(w)))
    }

    /// What of it would be left if all but this input were known, given the same.
    ///
    /// **Formula** the mean of (a₁ − c₁)(a₂ − c₂)/2. **Source** Jansen (1999), with the product of two halves in place of a square: a square would
    /// count chance within worlds as effect.
    pub fn total(&self, c: &Halves) -> LeftOut {
        let (a, c) = (&self.a.of, &c.of);
        self.average(|w| (a[0][w] - c[0][w]) * (a[1][w] - c[1][w]) / 2.0)
    }

    /// What of it a set of inputs tells, given what came out of A with all other inputs drawn anew under what these are.
    ///
    /// **Formula** the mean of ((a₁ − μ)(c₂ − μ) + (a₂ − μ)(c₁ − μ))/2: Var(E[y | the set]). **Source** Homma & Saltelli (1996).
    pub fn closed(&self, c: &Halves) -> LeftOut {
        let (a, c, m) = (&self.a.of, &c.of, self.mean);
        self.average(|w| ((a[0][w] - m) * (c[1][w] - m) + (a[1][w] - m) * (c[0][w] - m)) / 2.0)
    }

    /// The number of worlds of A.
    pub fn worlds(&self) -> usize {
        self.group.len()
    }

    fn average(&self, of: impl Fn(usize) -> f64) -> LeftOut {
        let mut sums = vec![[0.0; 2]; groups(self.group.len())];
        for (world, &group) in self.group.iter().enumerate() {
            sums[group][0] += 1.0;
            sums[group][1] += of(world);
        }
        LeftOut::of_sums(&sums, |[n, sum]| sum / n)
    }
}
