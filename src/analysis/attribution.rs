//! Which of several edits moved an estimate, and by how much: Shapley shares.
//!
//! Edits act on each other, so the effect of one depends on which others are made already. A Shapley share is the mean of its effects over all
//! orders in which the edits can be made; the shares sum to the whole difference. All variants live in the same worlds, so that a share
//! has the standard error of a paired difference.

use super::difference::Paired;
use super::samples::Estimated;
use crate::draws::Stream;
use crate::stats::{ByWorld, Clusters, Estimate};

/// Which edits moved the estimates between two scenarios.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// What each group of edits is called.
    pub groups: Vec<String>,
    /// So many orders were tried; none where every subset was simulated.
    pub orders: Option<usize>,
    /// The estimates.
    pub outcomes: Vec<Attributed>,
}

/// One estimate, and the part of each group of edits in its difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Attributed {
    /// What is estimated.
    pub outcome: String,
    /// The month at whose end it holds.
    pub by: String,
    /// By group; they sum to the whole difference.
    pub shares: Vec<Share>,
}

/// The part of one edit in a difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share, with the standard error that the trials leave.
    pub estimate: Estimate,
    /// The standard error that the choice of orders adds; 0 where every subset was simulated.
    pub order_error: f64,
}

/// Shares of k edits from all their subsets: `variants[s]` is the estimate with the edits whose bits are set in s.
///
/// **Formula** φ_i = Σ_{S ∌ i} |S|!(k − 1 − |S|)!/k! · (v(S ∪ i) − v(S)).
/// **Source** Shapley (1953), A value for n-person games.
/// **Errors** panics unless there are 2ᵏ variants.
pub fn attribution_over_subsets(k: usize, variants: &[Estimated], clusters: Clusters) -> Vec<Share> {
    assert_eq!(variants.len(), 1 << k, "one variant a subset");
    let worlds = variants[0].by_world.worlds();
    let weights: Vec<f64> = (0..k).map(|size| 1.0 / (k as f64 * binomial(k - 1, size))).collect();
    let share = |i: usize| {
        let without = (0..variants.len()).filter(|s| s & (1 << i) == 0);
        let mut sum = Sum::new(worlds);
        for s in without {
            sum.add(weights[s.count_ones() as usize], &variants[s], &variants[s | 1 << i]);
        }
        Share { estimate: sum.estimate(clusters), order_error: 0.0 }
    };
    (0..k).map(share).collect()
}

/// Shares of k edits from some of the orders in which they can be made; orders come in pairs, one the reverse of the other.
///
/// `along` gives the estimates along an order, from none of its edits to all of them. The shares sum to the whole difference in every single
/// order. **Formula** the mean of an edit's effects; the order error is that of the mean over pairs.
/// **Errors** panics on an odd number of orders.
pub fn attribution_by_orders<'e>(
    k: usize,
    orders: &[Vec<usize>],
    along: impl Fn(&[usize]) -> Vec<&'e Estimated>,
    clusters: Clusters,
) -> Vec<Share> {
    assert!(!orders.is_empty() && orders.len().is_multiple_of(2), "orders come in pairs");
    let mut sums: Vec<Option<Sum>> = (0..k).map(|_| None).collect();
    let mut effects = vec![vec![0.0; orders.len() / 2]; k];
    for (place, order) in orders.iter().enumerate() {
        let variants = along(order);
        for (step, &edit) in variants.windows(2).zip(order) {
            let sum = sums[edit].get_or_insert_with(|| Sum::new(step[0].by_world.worlds()));
            sum.add(1.0 / orders.len() as f64, step[0], step[1]);
            effects[edit][place / 2] += (step[1].by_world.value - step[0].by_world.value) / 2.0;
        }
    }
    let share = |(sum, effects): (&Option<Sum>, &Vec<f64>)| Share {
        estimate: sum.as_ref().map_or(Estimate { value: 0.0, standard_error: 0.0 }, |s| s.estimate(clusters)),
        order_error: error_of_mean(effects),
    };
    sums.iter().zip(&effects).map(share).collect()
}

/// Orders of k edits, each followed by its reverse: at least so many, the same for the same seed.
pub fn orders(k: usize, least: usize, seed: u64) -> Vec<Vec<usize>> {
    let stream = Stream::new(seed, "attribution", "order");
    let mut orders = Vec::new();
    for number in 0..least.div_ceil(2) as u32 {
        let mut keyed: Vec<(f64, usize)> = (0..k).map(|i| (stream.uniform(number, i as u32, 0), i)).collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        let order: Vec<usize> = keyed.into_iter().map(|(_, i)| i).collect();
        let reverse = order.iter().rev().copied().collect();
        orders.extend([order, reverse]);
    }
    orders
}

/// A weighted sum of paired differences.
struct Sum {
    by_world: ByWorld,
    /// The largest error that a single one of them would have alone.
    alone: f64,
    weight: f64,
}

impl Sum {
    fn new(worlds: usize) -> Sum {
        Sum { by_world: ByWorld::nothing(worlds), alone: 0.0, weight: 0.0 }
    }

    fn add(&mut self, weight: f64, before: &Estimated, after: &Estimated) {
        if before.by_world == after.by_world {
            return;
        }
        self.by_world = self.by_world.plus(weight, &after.by_world.minus(&before.by_world));
        let alone = (before.alone * before.alone + after.alone * after.alone).sqrt();
        self.alone = self.alone.max(alone);
        self.weight += weight;
    }

    fn estimate(&self, clusters: Clusters) -> Estimate {
        let nothing =
            Estimated { by_world: ByWorld::nothing(self.by_world.worlds()), alone: 0.0, seen: None };
        let sum = Estimated { by_world: self.by_world.clone(), alone: self.weight * self.alone, seen: None };
        Paired::new(&nothing, &sum, clusters).estimate()
    }
}

fn binomial(n: usize, k: usize) -> f64 {
    (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product()
}

/// The standard error of a mean; of one number, infinite.
fn error_of_mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    if values.len() < 2 { f64::INFINITY } else { (squares / (n - 1.0) / n).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(counts: &[u32]) -> Estimated {
        Estimated { by_world: ByWorld::share(counts, 100), alone: 0.01, seen: None }
    }

    /// v(S) of a game in which edits add, and the first two help each other.
    fn game(mask: usize) -> Estimated {
        let worth =
            [4, 8, 0][..].iter().enumerate().filter(|(i, _)| mask & 1 << i != 0).map(|(_, x)| x).sum::<u32>();
        let together = if mask & 3 == 3 { 6 } else { 0 };
        let total = 10 + worth + together;
        of(&[total - 1, total, total + 1 + u32::from(mask & 2 != 0)])
    }

    #[test]
    fn shares_split_a_joint_effect_and_leave_the_idle_with_nothing() {
        let variants: Vec<Estimated> = (0..8).map(game).collect();
        let shares = attribution_over_subsets(3, &variants, Clusters::Worlds);
        let values: Vec<f64> = shares.iter().map(|s| s.estimate.value).collect();
        let expected = [0.07, 0.11 + 0.01 / 3.0, 0.0];
        for (found, expected) in values.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{values:?}");
        }
        assert_eq!(shares[2].estimate, Estimate { value: 0.0, standard_error: 0.0 });
        let total = variants[7].by_world.value - variants[0].by_world.value;
        assert!((values.iter().sum::<f64>() - total).abs() < 1e-12);
        // The planted bug: each edit made alone does not sum to the whole.
        let alone: f64 = (0..3).map(|i| variants[1 << i].by_world.value - variants[0].by_world.value).sum();
        assert!((alone - total).abs() > 0.05);
    }

    #[test]
    fn orders_are_all_different_ways_through_the_same_edits() {
        let found = orders(5, 7, 1);
        assert_eq!(found.len(), 8);
        assert_eq!(found, orders(5, 7, 1));
        assert_ne!(found, orders(5, 7, 2));
        for pair in found.chunks(2) {
            let mut sorted = pair[0].clone();
            sorted.sort();
            assert_eq!(sorted, [0, 1, 2, 3, 4]);
            assert!(pair[0].iter().eq(pair[1].iter().rev()));
        }
    }

    #[test]
    fn some_orders_come_near_to_all_of_them_and_say_how_near() {
        let variants: Vec<Estimated> = (0..8).map(game).collect();
        let along = |order: &[usize]| {
            let mut mask = 0;
            let rest = order.iter().map(|&i| {
                mask |= 1 << i;
                &variants[mask]
            });
            std::iter::once(&variants[0]).chain(rest).collect()
        };
        // A pair of reverses splits a joint effect of two evenly, whatever the order: here sampling has no error at all.
        let shares = attribution_by_orders(3, &orders(3, 4, 9), along, Clusters::Worlds);
        let exact = attribution_over_subsets(3, &variants, Clusters::Worlds);
        for (found, exact) in shares.iter().zip(exact) {
            assert!((found.estimate.value - exact.estimate.value).abs() < 1e-12);
            assert!(found.order_error < 1e-12);
        }
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_whole_difference(
            k in 1usize..6,
            counts in prop::collection::vec(prop::collection::vec(0u32..=100, 4), 32),
        ) {
            let variants: Vec<Estimated> = counts.iter().take(1 << k).map(|counts| of(counts)).collect();
            let total = variants[(1 << k) - 1].by_world.value - variants[0].by_world.value;
            let sum = |shares: Vec<Share>| shares.iter().map(|s| s.estimate.value).sum::<f64>();
            prop_assert!((sum(attribution_over_subsets(k, &variants, Clusters::Worlds)) - total).abs() < 1e-12);
            let along = |order: &[usize]| {
                (0..=order.len()).map(|n| &variants[order[..n].iter().fold(0, |mask, i| mask | 1 << i)]).collect()
            };
            let shares = attribution_by_orders(k, &orders(k, 6, 3), along, Clusters::Worlds);
            prop_assert!((sum(shares) - total).abs() < 1e-12);
        }
    }
}
