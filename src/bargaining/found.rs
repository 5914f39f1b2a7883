//! What a search has found so far: the best packages, and in which worlds there is any.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::units::Units;

/// A package and what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The package.
    pub package: Vec<usize>,
    /// In how many worlds it lies in the zone, whatever of it is open.
    pub surely: u32,
    /// In how many worlds it lies in the zone at the best of what is open.
    pub at_best: u32,
    /// The smallest surplus at the medians, as fitted.
    pub smallest: Units,
}

impl Candidate {
    /// What it is ranked by: the larger the better, and of equals the first package.
    fn key(&self) -> (u32, u32, Units, Reverse<&[usize]>) {
        (self.surely, self.at_best, self.smallest, Reverse(&self.package))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Candidate) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Candidate) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// The best so many packages.
#[derive(Debug, Clone)]
pub struct Ranking {
    most: usize,
    heap: BinaryHeap<Reverse<Candidate>>,
}

impl Ranking {
    /// Of at most so many.
    pub fn new(most: usize) -> Ranking {
        Ranking { most, heap: BinaryHeap::new() }
    }

    /// Whether a package with these numbers may be among the best.
    pub(super) fn admits(&self, surely: u32, at_best: u32, smallest: Units) -> bool {
        let worst = self.heap.peek().filter(|_| self.heap.len() >= self.most);
        worst.is_none_or(|Reverse(worst)| {
            (surely, at_best, smallest) >= (worst.surely, worst.at_best, worst.smallest)
        })
    }

    pub(super) fn offer(&mut self, candidate: Candidate) {
        self.heap.push(Reverse(candidate));
        if self.heap.len() > self.most {
            self.heap.pop();
        }
    }

    /// The best first.
    pub fn best(self) -> Vec<Candidate> {
        self.heap.into_sorted_vec().into_iter().map(|Reverse(candidate)| candidate).collect()
    }
}

/// What a sweep over worlds has found.
#[derive(Debug, Clone)]
pub struct Counted {
    /// How many packages no rule forbids.
    pub feasible: u64,
    /// The best packages.
    pub ranking: Ranking,
    /// By world, whether a package lies in the zone whatever is open.
    pub surely: Vec<bool>,
    /// By world, whether one does at the best of what is open.
    pub at_best: Vec<bool>,
}

impl Counted {
    /// Nothing yet.
    pub fn nothing(worlds: usize, most: usize) -> Counted {
        let none = vec![false; worlds];
        Counted { feasible: 0, ranking: Ranking::new(most), surely: none.clone(), at_best: none }
    }

    /// Both together.
    pub fn and(mut self, other: Counted) -> Counted {
        self.feasible += other.feasible;
        other.ranking.heap.into_iter().for_each(|Reverse(candidate)| self.ranking.offer(candidate));
        let or = |ours: &mut Vec<bool>, theirs: Vec<bool>| {
            ours.iter_mut().zip(theirs).for_each(|(ours, theirs)| *ours |= theirs);
        };
        or(&mut self.surely, other.surely);
        or(&mut self.at_best, other.at_best);
        self
    }
}
