//! Branch and bound: the best package of a domain that is too large to look at every one, exact all the same.

use super::audience::Audience;
use super::bounding::{Bounding, Weighted};
use super::domain::Domain;
use super::units::{Units, points};

/// What is to be as large as possible.
#[derive(Debug, Clone, PartialEq)]
pub enum Goal {
    /// The smallest surplus of all audiences, each times its scale.
    Smallest(Vec<f64>),
    /// The product of the first so many audiences' gains over what they have without an agreement.
    Product(Vec<Units>),
    /// The sum of these audiences' surpluses, each times its weight.
    Sum(Vec<f64>),
}

/// What is searched.
#[derive(Debug)]
pub struct Search<'d> {
    /// The packages.
    pub domain: &'d Domain,
    /// Those who must accept; the first of them bargain.
    pub audiences: &'d [Audience],
    /// In a world, else at the medians.
    pub world: Option<usize>,
    /// Whether only packages count that leave every audience at or above its reservation.
    pub in_zone: bool,
    /// Whether any package will do that reaches this value.
    pub enough: Option<f64>,
    /// Beginnings of packages that are looked at before the search is given up.
    pub budget: u64,
}

/// What branch and bound found.
#[derive(Debug, Clone, PartialEq)]
pub struct Branched {
    /// The best package, the first of those that are equally good as far as it goes.
    pub package: Option<Vec<usize>>,
    /// What it comes to.
    pub value: f64,
    /// Whether it is certain that there is no better one; else the budget was used up.
    pub is_certain: bool,
    /// Beginnings of packages that were looked at.
    pub looked_at: u64,
}

/// Steps in which weights for a bound are sought.
const STEPS: usize = 60;

struct Walk<'s, 'd> {
    search: &'s Search<'d>,
    goal: &'s Goal,
    sides: Vec<Bounding<'d>>,
    /// The audiences of the goal's product, each from its disagreement point.
    weighted: Vec<Weighted>,
    rules: Vec<Vec<usize>>,
    /// Values of each term, the most promising first.
    order: Vec<Vec<usize>>,
    found: Branched,
}

/// The package with the most of the goal.
///
/// **Formula** a beginning of a package is left when the most that it can come to, term by term, is no more than what has been found. The smallest of several numbers is no more
/// than their weighted mean, a product no more than the power of a weighted mean (the inequality of the arithmetic and the geometric mean): weights that make these bounds small are sought first,
/// at the beginning of the search; whatever they are, the answer is exact.
pub fn best_by_branching(search: &Search, goal: &Goal) -> Branched {
    let sides: Vec<Bounding> =
        search.audiences.iter().map(|one| Bounding::new(search.domain, one, search.world)).collect();
    let terms = search.domain.sizes.len();
    let by_last = |term: usize| {
        let rules = search.domain.forbidden.iter().enumerate();
        rules.filter(|(_, rule)| rule.last() == Some(term)).map(|(place, _)| place).collect()
    };
    let found = Branched { package: None, value: f64::NEG_INFINITY, is_certain: true, looked_at: 0 };
    let mut walk = Walk {
        search,
        goal,
        weighted: Vec::new(),
        rules: (0..terms).map(by_last).collect(),
        order: search.domain.sizes.iter().map(|&size| (0..size).collect()).collect(),
        sides,
        found,
    };
    walk.prepare();
    walk.walk(&mut Vec::with_capacity(terms));
    walk.found
}

impl Walk<'_, '_> {
    /// Weights of good bounds, a first package, and the order of values.
    fn prepare(&mut self) {
        let n = self.sides.len();
        let used: Vec<usize> = match self.goal {
            Goal::Product(at) => (0..at.len()).collect(),
            Goal::Smallest(_) | Goal::Sum(_) => (0..n).collect(),
        };
        if used.iter().any(|&a| !self.sides[a].is_plain()) {
            return self.sort(None);
        }
        let goal = self.goal;
        let mut tried: Vec<Vec<usize>> = Vec::new();
        let scale = |a: usize| match goal {
            Goal::Smallest(scales) | Goal::Sum(scales) => scales[a],
            Goal::Product(_) => 1.0,
        };
        let mut weights: Vec<f64> = (0..n).map(|a| if used.contains(&a) { scale(a) } else { 0.0 }).collect();
        let own = weights.clone();
        // Whoever must accept has at least 0 in the zone, so that a share of it on top is a bound too.
        let may_share = |a: usize| self.search.in_zone && self.sides[a].is_plain();
        let is_sum = matches!(self.goal, Goal::Sum(_));
        let mut best: Option<(f64, Weighted)> = None;
        for step in 0..STEPS {
            let weighted = Weighted::new(&self.sides, weights.clone());
            let package = weighted.best();
            let bound = self.bound_by(&weighted, &[]);
            let gains: Vec<f64> = (0..n).map(|a| self.gain(a, &package)).collect();
            self.found.looked_at += 1;
            if best.as_ref().is_none_or(|(known, _)| bound < *known) {
                best = Some((bound, weighted));
            }
            let rate = 0.5 / (1.0 + step as f64).sqrt();
            let size = gains.iter().map(|x| x.abs()).fold(1e-9, f64::max);
            let middle = used.iter().map(|&a| gains[a]).sum::<f64>() / used.len() as f64;
            let spread = used.iter().map(|&a| (gains[a] - middle).abs()).fold(1e-9, f64::max);
            for a in 0..n {
                if !is_sum && used.contains(&a) {
                    // What the best package by these weights gives plenty of is weighed less.
                    let less = 1.0 - rate * (gains[a] - middle) / spread;
                    weights[a] = (weights[a] * less).max(1e-6 * scale(a).abs());
                } else if may_share(a) {
                    weights[a] = (weights[a] - rate * gains[a] / size).max(own[a]);
                }
            }
            tried.push(package);
        }
        tried.iter().for_each(|package| self.consider(package));
        self.weighted.extend(best.map(|(_, weighted)| weighted));
        let guide = self.weighted.pop();
        self.sort(guide.as_ref());
        self.weighted.extend(guide);
    }

    fn gain(&self, audience: usize, package: &[usize]) -> f64 {
        let value = self.sides[audience].of(package, self.search.world);
        match self.goal {
            Goal::Smallest(scales) => scales[audience] * points(value),
            Goal::Product(at) => points(value - at.get(audience).copied().unwrap_or(0)),
            Goal::Sum(_) => points(value),
        }
    }

    /// Values of each term by what they add to the weighted sum, or to all audiences.
    fn sort(&mut self, guide: Option<&Weighted>) {
        let weight = |a: usize| guide.map_or(1.0, |guide| guide.weights[a]);
        for (term, order) in self.order.iter_mut().enumerate() {
            let adds = |value: usize| -> f64 {
                let of = self.sides.iter().enumerate();
                of.map(|(a, side)| weight(a) * points(side.values[term][value])).sum()
            };
            order.sort_by(|&a, &b| adds(b).total_cmp(&adds(a)).then(a.cmp(&b)));
        }
    }

    fn value(&self, surplus: &[Units]) -> f64 {
        match self.goal {
            Goal::Smallest(scales) => {
                surplus.iter().zip(scales).map(|(x, scale)| scale * points(*x)).fold(f64::INFINITY, f64::min)
            }
            Goal::Product(at) => {
                let gains: Vec<f64> = surplus.iter().zip(at).map(|(x, at)| points(x - at)).collect();
                match gains.iter().all(|gain| *gain >= 0.0) {
                    true => gains.iter().product(),
                    false => f64::NEG_INFINITY,
                }
            }
            Goal::Sum(weights) => surplus.iter().zip(weights).map(|(x, weight)| weight * points(*x)).sum(),
        }
    }

    /// A package that may be the best so far.
    fn consider(&mut self, package: &[usize]) {
        if !self.search.domain.allows(package) {
            return;
        }
        let surplus: Vec<Units> = self.sides.iter().map(|side| side.of(package, self.search.world)).collect();
        if self.search.in_zone && surplus.iter().any(|x| *x < 0) {
            return;
        }
        let value = self.value(&surplus);
        let is_first = || self.found.package.as_deref().is_none_or(|known| package < known);
        if value > self.found.value || (value == self.found.value && value.is_finite() && is_first()) {
            self.found.value = value;
            self.found.package = Some(package.to_vec());
        }
    }

    fn bound_by(&self, weighted: &Weighted, first: &[usize]) -> f64 {
        let most = weighted.most(first);
        let sum: f64 = weighted.weights.iter().sum();
        match self.goal {
            Goal::Smallest(scales) => {
                // Σ w·x with w = v·scale: the smallest of scale·x is no more than Σ w·x / Σ v.
                let sum: f64 = weighted.weights.iter().zip(scales).map(|(w, scale)| w / scale).sum();
                most / sum
            }
            Goal::Product(at) => {
                let used = at.len();
                let own: f64 = at.iter().zip(&weighted.weights).map(|(at, w)| w * points(*at)).sum();
                let mean = ((most - own) / used as f64).max(0.0);
                let weights: f64 = weighted.weights[..used].iter().product();
                (0..used).map(|_| mean).product::<f64>() / weights
            }
            Goal::Sum(_) if sum.is_finite() => most,
            Goal::Sum(_) => f64::INFINITY,
        }
    }

    /// Whether nothing that begins so can be better than what is known.
    fn is_hopeless(&self, first: &[usize]) -> bool {
        let most: Vec<Units> = self.sides.iter().map(|side| side.most(first)).collect();
        if self.search.in_zone && most.iter().any(|x| *x < 0) {
            return true;
        }
        let known = self.found.value;
        let by_each = self.value(&most);
        let slack = 1e-9 * (1.0 + by_each.abs());
        by_each + slack < known || self.weighted.iter().any(|weighted| self.bound_by(weighted, first) < known)
    }

    fn is_enough(&self) -> bool {
        self.search.enough.is_some_and(|enough| self.found.value >= enough)
    }

    fn walk(&mut self, first: &mut Vec<usize>) {
        if self.is_enough() || !self.found.is_certain {
            return;
        }
        self.found.looked_at += 1;
        if self.found.looked_at > self.search.budget {
            self.found.is_certain = false;
            return;
        }
        let depth = first.len();
        if depth == self.order.len() {
            self.consider(first);
            return;
        }
        for place in 0..self.order[depth].len() {
            first.push(self.order[depth][place]);
            let rules = &self.search.domain.forbidden;
            let is_forbidden = self.rules[depth].iter().any(|&rule| rules[rule].holds(first));
            if !is_forbidden && !self.is_hopeless(first) {
                self.walk(first);
            }
            first.pop();
        }
    }
}
